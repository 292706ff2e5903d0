"""The whole screen: the library at the side, the conversation, and the cited page beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from index.model import PaperCard, Scope, Viewer
from ui import chat
from ui.library import described, draw_library, draw_upload, take_in
from ui.look import dress
from ui.pane import draw_missing, draw_pane
from ui.quality import TITLE, Quality, draw_quality
from ui.state import Talk, current
from ui.words import as_html, as_label

if TYPE_CHECKING:
    from answer.askboard import Askboard

_NO_PAPERS = """<div class="brand">Askboard</div><h1>No papers yet</h1>
<p>Add the board papers that you want to ask about: agenda packs, reports, minutes.
Drop them below, or run <code>askboard ingest PATH</code> where Askboard is installed.</p>"""
_WELCOME = """<h1>Ask about your board papers</h1>
<p>Each statement in an answer carries a quote and names the page it stands on.
When the papers do not say, Askboard says so.</p>"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept with this copy of Askboard: a folder that may hold sample papers, and the last accepted run."""

    samples: Path
    quality: Callable[[], Quality | None]


def show(board: "Askboard", ready: Event, kept: Kept, viewer: Viewer | None = None) -> None:
    """Draw the screen for `viewer`; `ready` is set once the models are loaded."""
    viewer = viewer or Viewer()
    talk = current()
    cards = board.papers(viewer)
    dress(pane_open=bool(cards and talk.cited and not talk.shows_quality))
    if cards:
        with st.sidebar:
            scope = draw_library(board, cards, talk)
            _link_to_quality(talk)
    if talk.shows_quality:
        draw_quality(kept.quality(), talk)
    elif cards:
        chat.question_box(talk)
        conversation = st.container(key="conversation")
        _draw_cited(board, talk, cards, viewer)
        with conversation:
            _draw_conversation(board, ready, talk, viewer, scope)
    else:
        _draw_no_papers(board, talk, kept.samples)


def _link_to_quality(talk: Talk) -> None:
    st.button(TITLE, key="quality-link", icon=":material/fact_check:", type="tertiary", on_click=talk.show_quality)


def _draw_cited(board: "Askboard", talk: Talk, cards: Sequence[PaperCard], viewer: Viewer) -> None:
    if talk.cited is not None and talk.cited.paper.id in {card.id for card in cards}:
        draw_pane(board, talk, talk.cited, viewer)
    elif talk.cited is not None:
        draw_missing(talk, talk.cited)


def _draw_conversation(board: "Askboard", ready: Event, talk: Talk, viewer: Viewer, scope: Scope) -> None:
    if not talk.exchanges and not talk.asked:
        _draw_welcome(board, talk, viewer)
    chat.draw_exchanges(talk)
    if narrowed := described(scope):
        st.html(f'<div class="small">{as_html(narrowed)}</div>')
    chat.answer_waiting(board, ready, talk, viewer, scope)


def _draw_welcome(board: "Askboard", talk: Talk, viewer: Viewer) -> None:
    st.html(f'<div class="welcome">{_WELCOME}</div>')
    with st.container(key="suggestions", gap="small"):
        for number, question in enumerate(board.suggestions(viewer)):
            st.button(as_label(question), key=f"suggestion-{number}", on_click=talk.ask, args=(question,))


def _draw_no_papers(board: "Askboard", talk: Talk, samples: Path) -> None:
    with st.container(key="conversation"):
        st.html(f'<div class="welcome">{_NO_PAPERS}</div>')
        draw_upload(board, talk)
        if samples.is_dir() and st.button("Load the sample papers", key="load-samples"):
            take_in(board, talk, [samples])
            st.rerun()
        _link_to_quality(talk)
