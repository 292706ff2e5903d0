"""Gather what a member should know before a meeting: what each item asks of them, and what the last one left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from answer.registers.reading import Recorded
from index.meetings import Meeting
from index.model import Scope, Viewer
from ingest.model import Register

if TYPE_CHECKING:
    from answer.askboard import Askboard

Asks = Literal["decide", "discuss", "note", ""]
# In the order in which papers are best read.
ORDER: tuple[Asks, ...] = ("decide", "discuss", "note", "")
VERBS: dict[Asks, tuple[str, ...]] = {
    "decide": (
        "approve", "agree", "adopt", "endorse", "delegate", "confirm", "authorise", "authorize", "appoint", "ratify",
        "determine", "elect", "support", "commit", "nominate", "grant", "accept", "sign off", "decide", "resolve",
    ),
    "discuss": ("consider", "discuss", "comment", "review", "advise", "scrutinise", "debate", "give", "provide"),
    "note": ("note", "receive", "take assurance", "be assured", "be aware", "acknowledge", "recognise", "welcome"),
}  # fmt: skip
CLOSED = ("complete", "closed", "done", "discharged", "finished")
AGENDAS = ("agenda pack", "supplement")


@dataclass(frozen=True, slots=True)
class Matter:
    """An agenda item: its printed pages, and what its paper asks the board to do, in the paper's own words."""

    paper: str
    ref: str
    title: str
    pages: str
    asked: tuple[Recorded, ...]
    asks: Asks


@dataclass(frozen=True, slots=True)
class Before:
    """A meeting's matters as the agenda has them, what its last meeting left, and abbreviations of its papers.

    `last` is the day of the last meeting before of the same board that minutes tell of; `decided` and `to_do` are of
    that meeting, `to_do` without the actions that are told closed.
    """

    matters: tuple[Matter, ...]
    last: date | None
    decided: tuple[Recorded, ...]
    to_do: tuple[Recorded, ...]
    terms: tuple[Recorded, ...]

    @property
    def in_reading_order(self) -> list[Matter]:
        """The matters to decide first, then those to discuss, those to note, and those that ask nothing."""
        return sorted(self.matters, key=lambda matter: ORDER.index(matter.asks))


def gather(board: "Askboard", meeting: Meeting, viewer: Viewer) -> Before:
    """Return what is to be known before a meeting, of what a viewer may see."""
    own = Scope(frozenset(card.id for card in meeting.cards if card.kind in AGENDAS))
    asked = board.register("recommendation", viewer, own) if own.papers else []
    terms = board.register("term", viewer, own) if own.papers else []
    decided, to_do = _earlier(board, "resolution", meeting, viewer), _earlier(board, "action", meeting, viewer)
    last = max((one.meeting for one in (*decided, *to_do) if one.meeting), default=None)
    return Before(
        tuple(_matters(board, meeting, asked, viewer)),
        last,
        tuple(one for one in decided if one.meeting == last),
        tuple(one for one in to_do if one.meeting == last and not _is_closed(one)),
        tuple(sorted(terms, key=lambda one: (one.entry.field("short") or "").casefold())),
    )


def _matters(board: "Askboard", meeting: Meeting, asked: Sequence[Recorded], viewer: Viewer) -> list[Matter]:
    """Return the items of a meeting's agendas, each with what is asked under it."""
    found = []
    for card in (card for card in meeting.cards if card.kind in AGENDAS):
        for item in board.items(card.id, viewer):
            own = [one for one in asked if one.card.id == card.id and one.entry.item == item.ref]
            pages = "–".join(dict.fromkeys(page for page in (item.first, item.last) if page))
            found.append(Matter(card.id, item.ref, item.title, pages, tuple(own), asks_of(own)))
    return found


def asks_of(asked: Sequence[Recorded]) -> Asks:
    """Return the most that recommendations ask of a board; "" where none says so by a verb that is known."""
    said = [(one.entry.field("verb") or "").casefold() for one in asked]
    return next((kind for kind, verbs in VERBS.items() if any(verb.startswith(verbs) for verb in said)), "")


def _earlier(board: "Askboard", register: Register, meeting: Meeting, viewer: Viewer) -> list[Recorded]:
    """Return what minutes of the same board's earlier meetings record."""
    entries = board.register(register, viewer)
    return [
        one
        for one in entries
        if one.meeting and meeting.day and one.meeting < meeting.day and _is_of(one.body, meeting.body)
        and (one.entry.minute or one.entry.meeting)
    ]  # fmt: skip


def _is_of(body: str, board: str) -> bool:
    """Tell whether minutes name a board as its agenda does, or without the place before: "Health and Wellbeing Board".

    A place that only the minutes name makes another board: the committee of one district reports to that of all.
    """
    said, named = body.casefold(), board.casefold()
    return bool(said) and (said == named or named.endswith(f" {said}"))


def _is_closed(one: Recorded) -> bool:
    return (one.entry.field("status") or "").casefold().startswith(CLOSED)
