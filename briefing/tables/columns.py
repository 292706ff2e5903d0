"""Which columns each register has as a table, in the words that members use, and how its rows are narrowed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from answer.registers.reading import Recorded
from ingest.model import Register

MEETING, BOARD, WORDS, PLACE, FILE = "Meeting", "Board", "In the paper's words", "Where it stands", "File"


@dataclass(frozen=True, slots=True)
class Table:
    """A register as members know it: what it is called, what it is not, and its own columns by field name."""

    title: str
    said: str
    columns: Mapping[str, str]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of all columns, of which the first and the last are the same in each table."""
        return (MEETING, BOARD, *self.columns.values(), WORDS, PLACE, FILE)


TABLES: Mapping[Register, Table] = {
    "resolution": Table(
        "Decisions", "What boards resolved, as their minutes record it.",
        {"verb": "Decided by", "part": "Part", "mover": "Moved by", "seconder": "Seconded by", "effect": "Effect"},
    ),
    "recommendation": Table(
        "Recommendations", "What reports ask a board to do. A recommendation is no decision.",
        {"verb": "Asked to", "part": "Part"},
    ),
    "action": Table(
        "Actions", "What was to be done, by whom and by when.",
        {"number": "Number", "owner": "Who", "due": "By when", "status": "Status as reported"},
    ),
    "vote": Table(
        "Votes", "Motions that were put to a vote, and what came of them.",
        {"for": "For", "against": "Against", "abstained": "Abstained", "outcome": "Outcome"},
    ),
    "attendance": Table(
        "People at meetings", "Who was there, who stood in for whom, and who sent apologies.",
        {"name": "Name", "role": "Role", "status": "Was", "for": "In place of"},
    ),
    "interest": Table("Declared interests", "Interests that were declared.", {"name": "Name", "interest": "Interest"}),
    "next meeting": Table("Next meetings", "When boards said that they would meet next.",
                          {"date": "Next meeting", "time": "Time"}),
    "term": Table("Abbreviations", "Abbreviations that the papers themselves explain.",
                  {"short": "Short", "long": "In full"}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rows are looked for; an empty field narrows nothing."""

    words: str = ""
    meeting: date | None = None
    body: str = ""


def narrowed(rows: Sequence[Recorded], wanted: Wanted) -> list[Recorded]:
    """Return the rows of the meeting and board that are wanted which hold words that begin so, newest meeting first."""
    words = wanted.words.casefold().split()
    held = [
        one
        for one in rows
        if wanted.meeting in (None, one.meeting) and wanted.body in ("", one.body) and _holds(one, words)
    ]
    return sorted(held, key=lambda one: one.meeting or date.min, reverse=True)


def cells(table: Table, one: Recorded) -> tuple[str, ...]:
    """Return a row's cells in the order of the table's heads; days as 2025-01-22, "" for what is not said."""
    own = [one.entry.field(name) or "" for name in table.columns]
    day = one.meeting.isoformat() if one.meeting else ""
    place = "; ".join(citation.place for citation in one.citations)
    return (day, one.body, *own, " ".join(one.entry.text.split()), place, one.card.file)


def _holds(one: Recorded, words: Sequence[str]) -> bool:
    said = " ".join((one.entry.text, one.body, *(value for _, value in one.entry.fields))).casefold()
    return all(re.search(rf"(?<!\w){re.escape(word)}", said) for word in words)
