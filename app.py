"""The Streamlit entry: opens the board that the settings name and shows the screens."""

import gc
import logging
import os
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import streamlit as st

from answer.askboard import Askboard
from errors import AskboardError
from opening import check_address, data_folder, entrance, open_board
from people.entrance import Entrance
from talks.store import Talks
from ui.entering import entered
from ui.look import dress, tab_icon
from ui.pages.quality import Headline, Quality, Share
from ui.screen import Kept, show
from ui.words import as_label

if TYPE_CHECKING:
    from eval.release.intervals import Interval
    from eval.release.runs import Run

_HERE = Path(__file__).parent
_SAMPLES = _HERE / "samples" / "papers"
_ACCEPTED = _HERE / "eval" / "accepted" / "samples"
_WENT_WRONG = "Something went wrong. Please try again; what happened is written in Askboard's log."
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "ANONYMIZED_TELEMETRY": "False"}
_ROAD_MEASURES = ("right", "hit@5", "refusal recall")
logger = logging.getLogger("askboard")


@st.cache_resource(show_spinner=False)
def opened_board() -> Askboard:
    """Open the board once for all visitors."""
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)
    return open_board()


@st.cache_resource(show_spinner=False)
def opened_entrance() -> Entrance:
    """Read once how people come in, so that failed tries are counted over all visitors."""
    return entrance()


@st.cache_resource(show_spinner=False)
def models_ready(_board: Askboard) -> Event:
    """Load the models in the background, once; the event is set when questions can be answered."""
    ready = Event()
    Thread(target=_warm, args=(_board, ready), daemon=True).start()
    return ready


def _warm(board: Askboard, ready: Event) -> None:
    try:
        board.warm()
        # Streamlit collects all garbage after each drawing: what the models brought is not looked through each time.
        gc.freeze()
    except AskboardError as error:
        logger.warning("The models are not loaded: %s", error)
    finally:
        ready.set()


def _accepted() -> Quality | None:
    """Return what the accepted run of the evaluation came to; None where none is kept."""
    kept = _ACCEPTED / "about.json"
    return _quality(_ACCEPTED, kept.stat().st_mtime_ns) if kept.exists() else None


@st.cache_resource(show_spinner="Adding up the figures", max_entries=1)
def _quality(folder: Path, _changed: int) -> Quality:
    # Not at the head: statistics and plots take seconds to import, and the first screen needs none.
    from eval.release.comparing import intervals
    from eval.release.report import grouped, headlines, lost
    from eval.release.runs import load_run

    run = load_run(folder)
    found = {road: intervals(rows) for road, rows in run.roads.items()}
    return Quality(
        made=datetime.fromisoformat(run.about.made).date(),
        commit=run.about.commit or "unknown",
        papers=len(run.about.papers),
        questions=len(run.rows),
        headlines=tuple(Headline(one.sentence, one.done / one.of, _share(one.share)) for one in headlines(run.rows)),
        kinds={kind: Share(one.mean, one.low, one.high, one.count) for kind, one in grouped(run.rows, "type").items()},
        lost={stage: sum(counts.values()) for stage, counts in lost(run).items()},
        roads={road: tuple(_share(theirs.get(name)) for name in _ROAD_MEASURES) for road, theirs in found.items()},
        report=(lambda: _report(run)) if find_spec("matplotlib") else None,
    )


def _share(found: "Interval | None") -> Share | None:
    return Share(found.mean, found.low, found.high, found.count) if found else None


def _report(run: "Run") -> str:
    from eval.release.report import report

    return report(run)


def main() -> None:
    """Show the screen; what goes wrong ends here, as one sentence."""
    st.set_page_config(page_title="Askboard", page_icon=tab_icon(), layout="wide")
    try:
        check_address(st.get_option("server.address"))
        board = opened_board()
        ready, way = models_ready(board), opened_entrance()
        dress(pane_open=False)
        if person := entered(way):
            show(board, ready, Kept(_SAMPLES, _accepted, Talks(data_folder()), way.people), person)
    except AskboardError as error:
        st.error(as_label(str(error)))
    except Exception:
        logger.exception("The screen could not be shown")
        st.error(as_label(_WENT_WRONG))


main()
