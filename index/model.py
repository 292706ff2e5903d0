"""What the index hands on: hits, and what a viewer and a filter let through."""

from dataclasses import dataclass, field
from datetime import date

from ingest.model import PaperKind, Passage

PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: only passages of these access groups exist for them."""

    groups: frozenset[str] = frozenset({PUBLIC})


@dataclass(frozen=True, slots=True)
class Scope:
    """What the asker narrowed the question to; an empty field narrows nothing."""

    papers: frozenset[str] = frozenset()
    first_date: date | None = None
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a question points at; passages there come first, but others are not shut out."""

    item: str | None = None
    minute: str | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper as lists and citations show it; `short` is the name citations use ("2015 pack")."""

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; a higher `score` is better, `why` names what found it and at which rank."""

    passage: Passage
    score: float
    why: tuple[str, ...] = field(default=())


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
    """What became of one file: `status` is "new", "unchanged", "replaced" or "failed" (`message` says why)."""

    file: str
    kind: str
    pages: int
    pages_without_text: int
    items: int
    passages: int
    status: str
    message: str = ""
