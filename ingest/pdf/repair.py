"""Repair broken text where it is certain what it said: ligatures, mojibake, words that break, spaced letters.

Quotes are compared without white space, soft hyphens and ligatures, so what is joined or spelled out is still found on
its page. A hyphen at a line's end stays: each of 40 looked at belonged to its word, as in "decision-making".
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.model import Box, Cell, Line, Row

SOFT = "\u00ad"
LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
# Bytes of UTF-8 taken for Windows-1252, which leaves five as they are: no language writes such letters together.
AS_THEY_ARE = "\u0081\u008d\u008f\u0090\u009d"
FOLLOWING = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + AS_THEY_ARE)
MISTAKEN = re.compile(rf"[ÂÃÅ][{FOLLOWING}]|â[{FOLLOWING}]{{2}}")
SPACED = re.compile(r"(?<!\w)(?:[A-Z] ){3,}[A-Z](?!\w)")
# Only these are joined: "G A R G" and "A B C D" are cells of a table.
HEADINGS = re.compile(
    r"AGENDA|APPENDI(?:X|CES)|BACKGROUND|CABINET|COMMITTEE|CONFIDENTIAL|CONTENTS|COUNCIL|DECISIONS?|DRAFT|MEETING|MINUTES"
    r"|NOTICE|PRESENT|PRIVATE|PUBLIC|RECOMMENDATIONS?|REPORT|RESOL(?:UTION|VED)|RESTRICTED|SUMMARY|SUPPLEMENT"
)
BROKEN = re.compile(rf"[^\W\d_][-{SOFT}]$")
WITHIN = re.compile(rf"{SOFT}(?!$)")
NEXT = 3
REST = re.compile(r"[a-z]\S*")
# "pre- and post-natal" is two words.
BOTH = frozenset({"and", "or", "to", "nor", "und", "et"})


def repaired(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines with their text repaired; a word that breaks at a line's end stands whole on that line."""
    mended = [_each(line) for line in lines]
    for at in range(len(mended) - 1):
        line, below = mended[at : at + 2]
        if rest := _rest(line, below):
            mended[at] = replace(line, text=line.text.removesuffix(SOFT) + rest)
            mended[at + 1] = replace(below, text=below.text.removeprefix(rest).lstrip())
    return tuple(mended)


def repair(text: str) -> str:
    """Return a text with what is certain put right within it."""
    if not text.isascii():
        text = WITHIN.sub("", MISTAKEN.sub(_decoded, text.translate(LIGATURES)))
    return SPACED.sub(_heading, text)


def _each(line: Line) -> Line:
    text = repair(line.text)
    if text == line.text:
        return line
    return replace(line, text=text, row=_row(line.row) if line.row else None)


def _row(row: Row) -> Row:
    cells = tuple(Cell(repair(cell.text), repair(cell.head)) for cell in row.cells)
    return replace(row, cells=cells, title=row.title and repair(row.title), group=row.group and repair(row.group))


def _heading(match: re.Match[str]) -> str:
    whole = match[0].replace(" ", "")
    return whole if HEADINGS.fullmatch(whole) else match[0]


def _decoded(match: re.Match[str]) -> str:
    held = b"".join(char.encode("cp1252", "ignore") or char.encode("latin-1") for char in match[0])
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _rest(line: Line, below: Line) -> str:
    """Return what of the line below belongs to a word that breaks at this line's end."""
    rest = REST.match(below.text)
    if not rest or not BROKEN.search(line.text) or line.row or below.row or not _goes_on(line.box, below.box):
        return ""
    return "" if rest[0] in BOTH or rest[0] == below.text else rest[0]


def _goes_on(box: Box | None, below: Box | None) -> bool:
    """Tell whether a line may be the next in its column: where it is not known, they follow each other in the text."""
    return not box or not below or 0 < below[3] - box[3] < NEXT * (box[3] - box[1])
