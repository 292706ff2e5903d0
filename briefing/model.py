"""What a briefing note is made of: matters with sections, lines that quote the papers, gaps, conflicts, sources."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from answer.model import Citation

Heading = Literal[
    "Purpose",
    "Decision needed",
    "Key points",
    "Background and previous decisions",
    "Options",
    "Finance",
    "Legal",
    "Risk and equality",
    "Consultation and views",
    "Likely questions",
    "Gaps and conflicts in the papers",
    "Next steps and actions",
]
HEADINGS: tuple[Heading, ...] = get_args(Heading)
BY_HAND = "edited by hand, not proved"


@dataclass(frozen=True, slots=True)
class Request:
    """What a note is wanted on: a meeting or paper by name, some of its items, or a topic over all meetings.

    `day` is the date that the note bears, `to` and `sender` whom it names at its head; each may be left empty.
    """

    meeting: str = ""
    items: tuple[str, ...] = ()
    topic: str = ""
    day: date | None = None
    to: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The papers' own words, or a row of a table with the heads of its columns, and where they stand.

    `label` says what the words are ("22 January 2025, decided"), `marks` how far they hold ("draft minutes"). An
    `edited` line was reworded by hand: its citations prove it no more.
    """

    text: str
    citations: tuple[Citation, ...]
    label: str = ""
    marks: tuple[str, ...] = ()
    edited: bool = False

    @property
    def noted(self) -> tuple[str, ...]:
        """Its marks, and that it was reworded where it was."""
        return (*self.marks, BY_HAND) if self.edited else self.marks


@dataclass(frozen=True, slots=True)
class Gap:
    """What was looked for in the papers held and not found there, or could not be read."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where papers do not agree, with both sides cited."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its lines in order, or, where it has none, that the papers held say nothing (`nothing`).

    `note` says how its lines are to be read. Gaps and conflicts stand in the section on these only.
    """

    heading: Heading
    lines: tuple[Line, ...] = ()
    note: str = ""
    nothing: str = ""
    gaps: tuple[Gap, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """An agenda item, a paper by itself or a topic, and what the papers say of it under the headings in order."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the note's head: its name and value, cited where a paper says it."""

    name: str
    value: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """A drafted note that bears the date `day`; `exempt` says that it quotes what is not for publication."""

    title: str
    facts: tuple[Fact, ...]
    matters: tuple[Matter, ...]
    exempt: bool = False
    day: date | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in the order of reading."""
        return tuple(line for matter in self.matters for section in matter.sections for line in section.lines)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """One citation for each number in use, in order: they share it where they stand in one place."""
        unique = {citation.number: citation for citation in _all(self)}
        return tuple(unique[number] for number in sorted(unique))


def numbered(note: Briefing) -> Briefing:
    """Return a note with its citations numbered from 1 in the order of reading, one number a place."""
    places: dict[tuple[object, ...], int] = {}
    for citation in _all(note):
        places.setdefault(_place(citation), len(places) + 1)

    def renumbered(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
        found = {places[_place(citation)]: citation for citation in reversed(citations)}
        return tuple(replace(found[number], number=number) for number in sorted(found))

    facts = tuple(replace(fact, citations=renumbered(fact.citations)) for fact in note.facts)
    matters = tuple(
        replace(
            matter,
            sections=tuple(
                replace(
                    section,
                    lines=tuple(replace(line, citations=renumbered(line.citations)) for line in section.lines),
                    conflicts=tuple(replace(one, citations=renumbered(one.citations)) for one in section.conflicts),
                )
                for section in matter.sections
            ),
        )
        for matter in note.matters
    )
    return replace(note, facts=facts, matters=matters)


def _all(note: Briefing) -> Iterator[Citation]:
    for fact in note.facts:
        yield from fact.citations
    for matter in note.matters:
        for section in matter.sections:
            for line in section.lines:
                yield from line.citations
            for conflict in section.conflicts:
                yield from conflict.citations


def _place(citation: Citation) -> tuple[object, ...]:
    """Return what two citations have in common that people cite alike."""
    return citation.paper.id, citation.part, citation.item, citation.passage.minute, citation.paragraph
