"""The Streamlit entry: opens the board that the settings name and shows the screens."""

import logging
import os
from pathlib import Path
from threading import Event, Thread

import streamlit as st

import settings
from answer.askboard import Askboard
from answer.writing import LanguageModelChoice
from errors import AskboardError
from ui.look import tab_icon
from ui.screen import show
from ui.words import as_label

_SAMPLES = Path(__file__).parent / "samples" / "papers"
_WENT_WRONG = "Something went wrong. Please try again; what happened is written in Askboard's log."
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "ANONYMIZED_TELEMETRY": "False"}
logger = logging.getLogger("askboard")


@st.cache_resource(show_spinner=False)
def opened_board() -> Askboard:
    """Open the board once for all visitors."""
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)
    chosen = settings.load()
    return Askboard.open(chosen.data, chosen.embedding_model, _language_model(chosen))


def _language_model(chosen: settings.Settings) -> LanguageModelChoice | None:
    if not chosen.language_model_address:
        return None
    return LanguageModelChoice(
        chosen.language_model_address,
        chosen.language_model_name,
        chosen.language_model_key,
        chosen.language_model_timeout,
    )


@st.cache_resource(show_spinner=False)
def models_ready(_board: Askboard) -> Event:
    """Load the models in the background, once; the event is set when questions can be answered."""
    ready = Event()
    Thread(target=_warm, args=(_board, ready), daemon=True).start()
    return ready


def _warm(board: Askboard, ready: Event) -> None:
    try:
        board.warm()
    except AskboardError as error:
        logger.warning("The models are not loaded: %s", error)
    finally:
        ready.set()


def main() -> None:
    """Show the screen; what goes wrong ends here, as one sentence."""
    st.set_page_config(page_title="Askboard", page_icon=tab_icon(), layout="wide")
    try:
        board = opened_board()
        show(board, models_ready(board), _SAMPLES)
    except AskboardError as error:
        st.error(as_label(str(error)))
    except Exception:
        logger.exception("The screen could not be shown")
        st.error(as_label(_WENT_WRONG))


main()
