"""The papers by meeting: what was read of each, what was not and why, and what its registers hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from errors import AskboardError
from index.meetings import Meeting, meetings
from index.model import PaperCard
from ingest.model import AgendaItem
from people.model import Person
from ui.state import Talk
from ui.words import as_html, as_label, count, kind_word, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from ingest.coverage import Coverage

PAGE = "papers"
TITLE = "What was read of the papers"
_LEAD = """<p>Askboard answers only from what it could read. Here is what that is for each paper,
what was left out, and why.</p>"""
_REGISTERS = {
    "minute": ("minute", "minutes"),
    "attendance": ("person at a meeting or excused", "people at meetings or excused"),
    "interest": ("declared interest", "declared interests"),
    "resolution": ("resolution", "resolutions"),
    "recommendation": ("recommendation", "recommendations"),
    "action": ("action", "actions"),
    "vote": ("vote", "votes"),
    "next meeting": ("next meeting", "next meetings"),
    "term": ("abbreviation", "abbreviations"),
    "head": ("report", "reports"),
}


def draw_papers(board: "Askboard", cards: Sequence[PaperCard], talk: Talk, person: Person) -> None:
    """Draw the papers of each meeting, the newest first, each with what was read of it.

    Who keeps the library can withdraw or withhold a paper here.
    """
    viewer = person.viewer
    with st.container(key="papers"):
        st.button("Back to your questions", key="leave-papers", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        st.html(f'<div class="welcome"><h1>{TITLE}</h1>{_LEAD}</div>')
        for meeting in meetings(cards):
            st.html(f"<h2>{as_html(_heading(meeting))}</h2>{_when_and_where(meeting.cards)}")
            read = {card.id: board.coverage(card.id, viewer) for card in meeting.cards}
            for card in sorted(meeting.cards, key=lambda card: card.file):
                with st.container(border=True):
                    _draw_paper(card, board.counts(card.id, viewer), read, meeting)
                    _draw_items(board.items(card.id, viewer))
                    if person.keeps:
                        _draw_keeping(board, card)


def _heading(meeting: Meeting) -> str:
    if meeting.day is None:
        return "Papers without a meeting"
    return f"{long_date(meeting.day)}{f', {meeting.body}' if meeting.body else ''}"


def _when_and_where(cards: Sequence[PaperCard]) -> str:
    known = next(((card.time, card.venue) for card in cards if card.time or card.venue), ())
    said = ", ".join(part for part in known if part)
    return f'<div class="small">{as_html(said)}</div>' if said else ""


def _draw_paper(
    card: PaperCard, held: Mapping[str, int], read: Mapping[str, "Coverage"], meeting: Meeting
) -> None:  # fmt: skip
    from ingest.coverage import sentences

    coverage = read[card.id]
    status = f", {card.status}" if card.status else ""
    status += f" ({card.supersedes})" if card.supersedes else ""
    told = (*sentences(coverage, "page" if card.paged else "part"), *_elsewhere(card, read, meeting))
    st.html(
        f'<h3 class="paper-name">{as_html(card.short)}</h3><div class="small">{as_html(card.file)}: '
        f"{as_html(kind_word(card.kind) + status)}</div>"
        f"<ul>{''.join(f'<li>{as_html(one)}</li>' for one in (*told, *_found(coverage, held)))}</ul>"
    )
    if coverage.left_out:
        with st.expander(as_label("What is not part of the text")):
            st.html(_left_out(coverage))


def _draw_items(items: Sequence[AgendaItem]) -> None:
    """Draw the agenda, folded away, with the pages that it gives."""
    if not items:
        return
    with st.expander(as_label(count(len(items), "agenda item"))):
        st.html(f"<ul>{''.join(f'<li>{as_html(_told(item))}</li>' for item in items)}</ul>")


def _told(item: AgendaItem) -> str:
    pages = f"{item.first} to {item.last}" if item.last and item.last != item.first else item.first
    ref = f"{item.ref}. " if item.ref else ""
    return f"{ref}{item.title}" + (f", page {pages}" if pages else "")


def _draw_keeping(board: "Askboard", card: PaperCard) -> None:
    """Draw the ways to withdraw a paper and to keep it from the public, each of which asks once more before it does."""
    name = as_html(card.short)
    with st.container(horizontal=True, key=f"keeping-{card.id}"):
        with st.popover("Withdraw", icon=":material/delete:", key=f"withdrawing-{card.id}"):
            st.html(
                f'<div class="small">Answers will no longer draw on {name}, and Askboard deletes its copy of the file,'
                " with what is attached to it. To replace the paper, add its new version: one of the same name, board"
                " and day takes its place by itself.</div>"
            )
            st.button(as_label(f"Withdraw {card.short} for good"), key=f"withdraw-{card.id}", on_click=_do,
                      args=(board.remove, card, "is withdrawn"))  # fmt: skip
        if card.exempt == card.pages:
            return
        with st.popover("Not for publication", icon=":material/lock:", key=f"withholding-{card.id}"):
            st.html(
                f'<div class="small">Only those who may see exempt papers will see {name}, all of it, and any version'
                " that replaces it. To undo this, withdraw the paper and add it again.</div>"
            )
            st.button(as_label(f"Withhold {card.short}"), key=f"withhold-{card.id}", on_click=_do,
                      args=(board.withhold, card, "is withheld"))  # fmt: skip


def _do(change: Callable[[str], PaperCard], card: PaperCard, done: str) -> None:
    try:
        change(card.id)
    except AskboardError as error:
        st.toast(as_label(str(error)))
    else:
        st.toast(as_label(f"{card.short} {done}."))


def _elsewhere(card: PaperCard, read: Mapping[str, "Coverage"], meeting: Meeting) -> Iterator[str]:
    """Yield where the pages of items that a paper lacks are: in another paper of the same meeting."""
    others = {other.short: read[other.id].found for other in meeting.cards if other.id != card.id and meeting.day}
    for item in read[card.id].missing:
        names = [short for short, found in others.items() if item.ref in found]
        if names:
            yield f"Item {item.ref} is in another paper of this meeting: {', '.join(names)}."


def _found(coverage: "Coverage", held: Mapping[str, int]) -> Iterator[str]:
    """Yield what was found in a paper besides its text."""
    parts = [f"{len(coverage.found)} of {count(len(coverage.announced), 'agenda item')}"] if coverage.announced else []
    parts += [count(coverage.tables, "table")] if coverage.tables else []
    parts += [count(held[name], *words) for name, words in _REGISTERS.items() if held.get(name)]
    if parts:
        yield f"Found in it: {', '.join(parts)}."


def _left_out(coverage: "Coverage") -> str:
    rows = "".join(
        f'<tr><th scope="row">{as_html(one.reason.capitalize())}</th><td>{one.lines}</td>'
        f"<td>{as_html(one.example)}</td></tr>"
        for one in coverage.left_out
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Why", "Lines", "The first of them"))
    return f'<table class="graded"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
