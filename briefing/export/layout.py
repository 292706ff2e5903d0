"""What every form of a note shares: its words without what cannot be printed, its standing texts, its sources."""

import re
from collections.abc import Sequence

from answer.model import Citation
from answer.standing.decisions import long
from briefing.model import Briefing, Line, Matter, Section

LANGUAGE = "en-GB"
READING = (
    "Unless it is marked as edited by hand, each line is in the papers' own words, or is a row of a table with the"
    " heads of its columns. The number in brackets names its source at the end."
)
SOURCES = "Sources"
FOOT = "Draft from the papers; checked by ________"
EXEMPT = "NOT FOR PUBLICATION"
HEADS = ("No.", "Document", "Meeting", "Item", "Minute", "Paragraph", "Page")
NONE = "–"
# What XML cannot hold, what cannot be seen, and what turns the direction of reading.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return text on one line that every form can hold."""
    return " ".join(UNSEEN.sub("", text).split())


def numbers(citations: Sequence[Citation]) -> str:
    """Return citations as "[1] [2]"."""
    return " ".join(f"[{citation.number}]" for citation in citations)


def told(section: Section) -> list[tuple[str, str, str]]:
    """Return (label, words, what stands behind them) of all that a section says, in order.

    Behind the words stand the numbers of their sources, and how far they hold: "[3] (draft minutes)".
    """
    lines = [(_before(line.label), clean(line.text), _behind(line)) for line in section.lines]
    lines += [("The papers do not agree:", clean(one.text), numbers(one.citations)) for one in section.conflicts]
    return lines + [("Missing:", clean(gap.text), "") for gap in section.gaps]


def _before(label: str) -> str:
    """Return a label with what parts it from the words behind it; a question mark parts by itself."""
    said = clean(label).rstrip(":")
    return said if not said or said.endswith("?") else f"{said}:"


def _behind(line: Line) -> str:
    marks = clean("; ".join(line.noted))
    return " ".join(part for part in (numbers(line.citations), f"({marks})" if marks else "") if part)


def heading(matter: Matter) -> str:
    """Return the heading of a matter."""
    return clean(matter.title)


def source(citation: Citation) -> tuple[str, ...]:
    """Return where a citation stands, a cell for each head."""
    paper = citation.paper
    marks = [mark for mark in ("draft" if paper.status == "draft" else "", citation.mark) if mark]
    marked = f" ({', '.join(marks)})" if marks else ""
    document = f"{paper.short}{marked}: {paper.file}"
    cells = (
        str(citation.number),
        document,
        long(paper.meeting_date) if paper.meeting_date else NONE,
        citation.item or NONE,
        citation.passage.minute or NONE,
        citation.paragraph or NONE,
        _page(citation),
    )
    return tuple(map(clean, cells))


def _page(citation: Citation) -> str:
    if citation.pdf_page is None:
        return f"section “{citation.passage.section}”" if citation.passage.section else NONE
    return f"{citation.stamp} (PDF {citation.pdf_page})" if citation.stamp else f"PDF {citation.pdf_page}"


def file_name(note: Briefing) -> str:
    """Return a name for the note's file, without what a file system cannot hold."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", note.title.removeprefix("Briefing note: ")).strip("-").lower()
    return f"briefing-{plain[:60].strip('-') or 'note'}"
