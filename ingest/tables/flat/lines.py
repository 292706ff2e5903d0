"""Make one line of the lines that a row takes, tell where its label breaks off, and number tables."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from ingest.model import Box, Line, Row
from ingest.pdf.placed import around

AMOUNT = re.compile(r"[£$€]\s?\d|\d\s?%")
BROKEN_OFF = re.compile(
    r"(?:\b(?:of|the|for|to|from|and|or|in|an?|with|by|per|than|on|at|as|who|that|be)|[-–,&/(])$", re.I
)


def one_line(lines: Sequence[Line], row: Row | None) -> Line:
    """Return lines as one, its words in their order, its box around theirs."""
    boxes: list[Box] = [line.box for line in lines if line.box]
    return Line(" ".join(line.text for line in lines if line.text), reduce(around, boxes) if boxes else None, row=row)


def next_table(lines: Sequence[Line], table: int) -> int:
    """Return the number of the next table: `table`, or one more than the last of the lines' own."""
    return max([table, *(line.row.table + 1 for line in lines if line.row)])


def merged(lines: Sequence[Line], made: Mapping[int, tuple[int, Line]]) -> Iterator[Line]:
    """Yield lines with those made of several in their places: `made` gives, by the first, the line after the last."""
    at = 0
    while at < len(lines):
        at, line = made.get(at, (at + 1, lines[at]))
        yield line
