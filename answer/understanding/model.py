"""A question as it is understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ingest.model import PassageKind

Wanted = Literal[
    "figure", "date", "person", "decision", "recommendation", "list", "definition", "comparison", "summary", "reason",
    "place", "fact",
]  # fmt: skip
Order = Literal["newest", "before"]
KINDS: Mapping[Wanted, PassageKind] = {"decision": "resolution", "recommendation": "recommendation"}
LONGER: frozenset[Wanted] = frozenset({"list", "comparison", "summary"})


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year that a question names; each part None where it names none."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be answered.

    `query` is the question with those it goes on from, or the whole question that it stands for; `search` what is
    retrieved for. `subject` are its content words, `earlier` those that only the turn before brings along.
    `item`, `minute`, `page` and `paragraph` are what it names; `periods` all the times, in their order, `month` and
    `year` those of the only one. `order` is that of the meeting meant: the newest, or the one before that which the
    question or the turn before names. `yes_no` tells whether yes or no begins the answer. `read_as` is the question
    with its spelling put right, "" where nothing was changed; all other fields are of the question so read. `before`
    are the questions that it goes on from and `answered` how the last answer began, "" where it is a whole question.
    """

    question: str
    query: str
    search: str
    wanted: Wanted
    follow_up: bool
    subject: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    item: str | None = None
    minute: str | None = None
    month: int | None = None
    year: int | None = None
    page: str | None = None
    paragraph: str | None = None
    periods: tuple[Period, ...] = ()
    order: Order | None = None
    yes_no: bool = False
    read_as: str = ""
    before: str = ""
    answered: str = ""
