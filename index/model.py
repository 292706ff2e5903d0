"""What the index hands on: hits, and what a viewer and a filter let through."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.model import PaperKind, Passage, PassageKind

PUBLIC, EXEMPT = "public", "exempt"
KIND_WORDS = {"agenda pack": "pack", "other": "paper"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: only papers, pages, items and passages of these access groups exist for them."""

    groups: frozenset[str] = frozenset({PUBLIC})


ANYONE = Viewer()
# Who takes papers in and out, checks and rebuilds.
KEEPER = Viewer(frozenset({PUBLIC, EXEMPT}))


@dataclass(frozen=True, slots=True)
class Scope:
    """What the asker narrowed the question to; an empty field narrows nothing.

    `items` are references of agenda items as the papers give them, `bodies` and `kinds` those of papers.
    """

    papers: frozenset[str] = frozenset()
    first_date: date | None = None
    last_date: date | None = None
    items: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a question points at; passages there come first, but others are not shut out.

    `kind` is that of the passages which answer it, `page` the number printed on a page. `meetings` are the days of
    the meetings that it names, a set for each time it names; `papers` the ids of papers that it calls by their title,
    `bodies` the names of boards that it calls.
    """

    item: str | None = None
    minute: str | None = None
    month: int | None = None
    year: int | None = None
    kind: PassageKind | None = None
    page: str | None = None
    paragraph: str | None = None
    meetings: tuple[frozenset[date], ...] = ()
    papers: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper as lists and citations show it to a viewer: all counts are of what the viewer may see.

    `short` is the name citations use ("2015 pack"), `exempt` is how many of the `pages` are not for publication.
    `time` and `venue` of the meeting and what it `supersedes` are in the paper's own words.
    """

    id: str
    file: str
    kind: PaperKind
    title: str
    body: str | None
    meeting_date: date | None
    status: str | None
    paged: bool
    pages: int
    pages_without_text: int
    items: int
    passages: int
    short: str
    exempt: int = 0
    time: str | None = None
    venue: str | None = None
    supersedes: str | None = None


def with_short_names(cards: Sequence[PaperCard]) -> list[PaperCard]:
    """Return the cards, each with the shortest name that is its alone: "2015 pack", "28 January 2015 pack"."""
    names = {card.id: _names(card) for card in cards}
    taken = Counter(name for theirs in names.values() for name in set(theirs))
    return [replace(card, short=next(name for name in names[card.id] if taken[name] == 1)) for card in cards]


def _names(card: PaperCard) -> list[str]:
    """Return what a paper can be called, shortest first; the last is its own whatever others there are."""
    title = card.title if len(card.title) <= LONGEST_NAME else card.title[: LONGEST_NAME - 3].rsplit(" ", 1)[0] + "…"
    last = [title, card.file, f"{card.file} ({card.id[:6]})", f"{card.file} ({card.id})"]
    if not card.meeting_date:
        return last
    day, word = card.meeting_date, KIND_WORDS.get(card.kind, card.kind)
    word = f"exempt {word}" if card.exempt and card.exempt == card.pages else word
    month = day.strftime("%B")
    return [f"{day.year} {word}", f"{month} {day.year} {word}", f"{day.day} {month} {day.year} {word}", *last]


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; a higher `score` is better, `why` names what found it and at which rank.

    `pointed` counts how much of what the question names (item, minute, meeting) the passage answers to.
    """

    passage: Passage
    score: float
    why: tuple[str, ...] = field(default=())
    pointed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is; `seconds_left` is None until it can be told."""

    paper: str
    done: int
    papers: int
    pages: int
    passages: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one file: `status` is "new", "unchanged", "replaced" or "failed" (`message` says why).

    `exempt` is how many of the `pages` are not for publication.
    """

    file: str
    kind: str
    pages: int
    pages_without_text: int
    items: int
    passages: int
    status: str
    message: str = ""
    exempt: int = 0
