"""Before the meeting: what a member is asked, what to read first, what the last meeting left, what words mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from index.meetings import Meeting, meetings
from index.model import PaperCard, Viewer
from ui.pages.registers import draw_row
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from answer.registers.reading import Recorded
    from briefing.before.gathering import Asks, Before, Matter

PAGE = "meeting"
TITLE = "Before the meeting"
_LEAD = """<p>What the papers of a meeting ask of you, what to read first, and what the last meeting left to do.
All of it is in the papers' own words, with the page it stands on.</p>"""
_NONE = "No agenda is among the papers here: add the agenda pack of a meeting."
_ASKED: dict["Asks", str] = {
    "decide": "You are asked to decide",
    "discuss": "You are asked to discuss",
    "note": "You are asked to note",
    "": "Nothing is asked in the papers",
}


def draw_meeting(board: "Askboard", cards: Sequence[PaperCard], talk: Talk, viewer: Viewer) -> None:
    """Draw one meeting for who is about to attend it; the address names it."""
    # Not at the head: the first screen of the chat needs none of it.
    from briefing.before.gathering import AGENDAS, gather

    with st.container(key="meeting"):
        st.button("Back to your questions", key="leave-meeting", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        st.html(f'<div class="welcome"><h1>{TITLE}</h1>{_LEAD}</div>')
        held = [one for one in meetings(cards) if one.day and any(card.kind in AGENDAS for card in one.cards)]
        if not held:
            st.html(f'<div class="notice" role="status">{_NONE}</div>')
            return
        before = gather(board, _chosen(held), viewer)
        _draw_matters(before, talk)
        _draw_last(before, talk)
        _draw_terms(before.terms, talk)


def _chosen(held: Sequence[Meeting]) -> Meeting:
    names = {_name(one): one for one in held}
    at = next((at for at, name in enumerate(names) if name == st.query_params.get("meeting")), 0)
    chosen = st.selectbox("Meeting", list(names), at, format_func=lambda name: _said(names[name]), key="meeting-day")
    st.query_params["meeting"] = chosen
    return names[chosen]


def _name(meeting: Meeting) -> str:
    return f"{meeting.day} {meeting.body}".strip()


def _said(meeting: Meeting) -> str:
    day = long_date(meeting.day) if meeting.day else ""
    return f"{day}, {meeting.body}" if meeting.body else day


def _draw_matters(before: "Before", talk: Talk) -> None:
    """Draw the items in the order in which they are best read, each with what is asked under it."""
    order = before.in_reading_order
    told = "; ".join(f"{_number(order, asks)} to {asks}" for asks in _ASKED if asks and _number(order, asks))
    st.html(f"<h2>What to read first</h2><p>{as_html(told or 'The papers ask for no decision.')}</p>")
    shown: set[str] = set()
    for at, matter in enumerate(order):
        if matter.asks not in shown:
            st.html(f"<h3>{_ASKED[matter.asks]}</h3>")
            shown.add(matter.asks)
        _draw_matter(matter, talk, f"matter-{at}")


def _number(matters: Sequence["Matter"], asks: "Asks") -> int:
    return sum(matter.asks == asks for matter in matters)


def _draw_matter(matter: "Matter", talk: Talk, key: str) -> None:
    pages = f' <span class="small">page {as_html(matter.pages)}</span>' if matter.pages else ""
    ref = f"{as_html(matter.ref)}. " if matter.ref else ""
    st.html(f'<h4 class="matter">{ref}{as_html(matter.title)}{pages}</h4>')
    for number, one in enumerate(matter.asked):
        _draw_quoted(one, talk, f"{key}-{number}")


def _draw_quoted(one: "Recorded", talk: Talk, key: str) -> None:
    with st.container(key=f"{key}-asked", gap=None):
        st.html(f'<blockquote class="quote">{as_html(" ".join(one.entry.text.split()))}</blockquote>')
        for number, citation in enumerate(one.citations):
            st.button(as_label(citation.place), key=f"cite-{key}-{number}", type="tertiary", on_click=talk.open,
                      args=(citation,))  # fmt: skip


def _draw_last(before: "Before", talk: Talk) -> None:
    """Draw what the board's last meeting decided and left to be done."""
    from briefing.tables.columns import TABLES

    if before.last is None:
        st.html("<h2>Since last time</h2><p>No minutes of an earlier meeting of this board are among the papers.</p>")
        return
    st.html(f"<h2>Since last time: {long_date(before.last)}</h2>")
    decided, to_do = f"{count(len(before.decided), 'decision')} recorded", f"{count(len(before.to_do), 'action')} to do"
    with st.expander(decided):
        for at, one in enumerate(before.decided):
            draw_row(TABLES["resolution"], one, talk, f"done-{at}")
    with st.expander(to_do):
        for at, one in enumerate(before.to_do):
            draw_row(TABLES["action"], one, talk, f"due-{at}")


def _draw_terms(terms: Sequence["Recorded"], talk: Talk) -> None:
    if not terms:
        return
    st.html("<h2>Abbreviations in these papers</h2>")
    for at, one in enumerate(terms):
        short, long = one.entry.field("short") or "", one.entry.field("long") or ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"term-{at}"):
            st.html(f'<abbr title="{as_html(long)}"><strong>{as_html(short)}</strong></abbr>: {as_html(long)}')
            for number, citation in enumerate(one.citations[:1]):
                st.button(as_label(citation.place), key=f"cite-term-{at}-{number}", type="tertiary",
                          on_click=talk.open, args=(citation,))  # fmt: skip
