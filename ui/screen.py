"""The whole screen: the library at the side, the conversation, and the cited page beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from errors import TalkError
from index.model import PaperCard, Scope, Viewer
from people.model import ALONE, Person
from talks.store import Talks
from ui.chat.asking import answer_waiting, bring_into_view, draw_again, draw_follow_ups, question_box
from ui.chat.conversations import draw_conversations, draw_verdict, keep_up
from ui.chat.exchanges import draw_exchanges, draw_heard
from ui.chat.pane import draw_missing, draw_pane
from ui.entering import draw_person
from ui.library import draw_library, draw_upload, take_in
from ui.look import dress
from ui.narrowing import described
from ui.pages import briefing, meeting, papers, people, quality, registers
from ui.pages.quality import Quality
from ui.state import Talk, current
from ui.words import as_html, as_label

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from people.users import People

_NO_PAPERS = """<div class="brand">Askboard</div><h1>No papers yet</h1>
<p>Add the board papers that you want to ask about: agenda packs, reports, minutes.
Drop them below, or run <code>askboard ingest PATH</code> where Askboard is installed.</p>"""
_NOT_YET = """<div class="brand">Askboard</div><h1>No papers yet</h1>
<p>Your administrator has added none that you may see.</p>"""
_WELCOME = """<h1>Ask about your board papers</h1>
<p>Each statement in an answer carries a quote and names the page it stands on.
When the papers do not say, Askboard says so.</p>"""

_PAGES = {
    meeting.PAGE: (meeting.TITLE, ":material/event:"),
    registers.PAGE: (registers.TITLE, ":material/table_view:"),
    briefing.PAGE: (briefing.TITLE, ":material/edit_note:"),
    papers.PAGE: (papers.TITLE, ":material/menu_book:"),
    quality.PAGE: (quality.TITLE, ":material/fact_check:"),
}

# Where a cited page lies open beside what cites it: the conversation, which has no name, and these pages.
_CITING = ("", registers.PAGE, meeting.PAGE)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept beside the library: a folder of sample papers, the last accepted run, conversations, people."""

    samples: Path
    quality: Callable[[], Quality | None]
    talks: Talks | None = None
    people: "People | None" = None


def show(board: "Askboard", ready: Event, kept: Kept, person: Person = ALONE) -> None:
    """Draw the screen for `person`; `ready` is set once the models are loaded."""
    viewer, talk = person.viewer, current(person)
    cards = board.papers(viewer)
    dress(pane_open=bool(cards and talk.cited and talk.page in _CITING))
    if cards:
        with st.sidebar:
            scope = draw_library(board, cards, talk, person)
            _draw_talks(kept, talk, cards, person)
            _links(talk, *_PAGES)
    with st.sidebar:
        _draw_coming_in(kept, talk, person)
    if talk.page == people.PAGE and kept.people and person.keeps:
        people.draw_people(kept.people, talk, person)
    elif talk.page == quality.PAGE:
        quality.draw_quality(kept.quality(), talk)
    elif talk.page == briefing.PAGE and cards:
        briefing.draw_briefing(board, cards, talk, viewer)
    elif talk.page == papers.PAGE and cards:
        papers.draw_papers(board, cards, talk, person)
    elif talk.page == registers.PAGE and cards:
        registers.draw_registers(board, talk, viewer)
        _draw_cited(board, talk, cards, viewer)
    elif talk.page == meeting.PAGE and cards:
        meeting.draw_meeting(board, cards, talk, viewer)
        _draw_cited(board, talk, cards, viewer)
    elif cards:
        question_box(talk)
        conversation = st.container(key="conversation")
        _draw_cited(board, talk, cards, viewer)
        with conversation:
            names = {card.id: card.short for card in cards}
            _draw_conversation(board, ready, kept, person, (scope, described(scope, names)))
    else:
        _draw_no_papers(board, talk, kept.samples, person)


def _draw_coming_in(kept: Kept, talk: Talk, person: Person) -> None:
    """Draw who is signed in and, for who keeps the library, the way to those who may."""
    if kept.people and person.keeps:
        st.button(people.TITLE, key="people-link", icon=":material/group:", type="tertiary", on_click=talk.turn_to,
                  args=(people.PAGE,))  # fmt: skip
    draw_person(person, kept.people)


def _links(talk: Talk, *pages: str) -> None:
    for page in pages:
        title, icon = _PAGES[page]
        st.button(title, key=f"{page}-link", icon=icon, type="tertiary", on_click=talk.turn_to, args=(page,))


def _draw_cited(board: "Askboard", talk: Talk, cards: Sequence[PaperCard], viewer: Viewer) -> None:
    if talk.cited is not None and talk.cited.paper.id in {card.id for card in cards}:
        draw_pane(board, talk, talk.cited, viewer)
    elif talk.cited is not None:
        draw_missing(talk, talk.cited)


def _draw_talks(kept: Kept, talk: Talk, cards: Sequence[PaperCard], person: Person) -> None:
    """Keep the conversation and draw those kept; where they cannot be, the papers can still be asked."""
    if kept.talks is None:
        return
    try:
        keep_up(kept.talks, talk, person.id)
        draw_conversations(kept.talks, talk, person.id, {card.id for card in cards})
    except TalkError as error:
        st.warning(as_label(f"Conversations are not kept for now. {error}"))


def _draw_conversation(
    board: "Askboard", ready: Event, kept: Kept, person: Person, narrowed: tuple[Scope, str]
) -> None:
    talk, talks, viewer = current(person), kept.talks, person.viewer
    scope, said = narrowed
    draw_heard(talk)
    if not talk.exchanges and not talk.asked:
        _draw_welcome(board, talk, viewer)
    verdict = (lambda one, place: draw_verdict(talks, one, person.id, place)) if talks else None
    draw_exchanges(talk, verdict)
    if talk.exchanges and not talk.asked:
        draw_again(talk)
        draw_follow_ups(board, talk, viewer, scope)
        bring_into_view(talk)
    if said:
        st.html(f'<div class="small">{as_html(said)}</div>')
    answer_waiting(board, ready, talk, viewer, scope)


def _draw_welcome(board: "Askboard", talk: Talk, viewer: Viewer) -> None:
    st.html(f'<div class="welcome">{_WELCOME}</div>')
    with st.container(key="suggestions", gap="small"):
        for number, question in enumerate(board.suggestions(viewer)):
            st.button(as_label(question), key=f"suggestion-{number}", on_click=talk.ask, args=(question,))


def _draw_no_papers(board: "Askboard", talk: Talk, samples: Path, person: Person) -> None:
    with st.container(key="conversation"):
        if not person.keeps:
            st.html(f'<div class="welcome">{_NOT_YET}</div>')
            return
        st.html(f'<div class="welcome">{_NO_PAPERS}</div>')
        draw_upload(board, talk)
        if samples.is_dir() and st.button("Load the sample papers", key="load-samples"):
            take_in(board, talk, [samples])
            st.rerun()
        _links(talk, quality.PAGE)
