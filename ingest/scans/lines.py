"""Make recognised print into lines in reading order."""

import math
import re
import statistics
from collections.abc import Iterator, Sequence
from functools import reduce

from ingest.model import Box, Line
from ingest.pdf.lines import one_line
from ingest.pdf.placed import around
from ingest.scans.columns import Piece, rows_in_order
from ingest.scans.recognising import Print, Word

# Print is read with 0.9 and more (480 lines of 17 scanned pages, but three); signatures and handwriting with less.
# What is less sure leaves a gap: better no word than a wrong one, and for a figure the more so.
LEAST_SURE, LEAST_SURE_FIGURE = 0.75, 0.9
FIGURE = re.compile(r"\d")
# On a page in Latin script other signs are marks and drawings that the models take for print.
FOREIGN = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff]")
# A page of which half was left out is better listed as not read.
LEAST_READ = 0.5
GAP = 0.45
LONG = 5.0


def lines_of_print(found: Print) -> tuple[Line, ...]:
    """Return the lines, boxes as shares of the picture; one empty line where the page leaves a gap or is not sure."""
    slope, latin = _slope(found.words), _is_latin(found.words)
    lines: list[Line] = []
    above: Box | None = None
    pieces = [Piece(word.text, _box(word, found, slope), at) for at, word in enumerate(found.words)]
    for row in rows_in_order(pieces, letterhead=True):
        box = reduce(around, (piece.box for piece in row))
        kept = [found.words[piece.at] for piece in row if _is_sure(found.words[piece.at], latin)]
        if lines and lines[-1].text and (not kept or (above and _apart(above, box))):
            lines.append(Line(""))
        if kept:
            lines.append(_line(kept, found))
        above = box
    read = sum(len(line.text) for line in lines)
    if read < LEAST_READ * sum(len(word.text) for word in found.words):
        return ()
    return tuple(lines[:-1] if lines and not lines[-1].text else lines)


def _is_sure(word: Word, latin: bool) -> bool:
    least = LEAST_SURE_FIGURE if FIGURE.search(word.text) else LEAST_SURE
    return word.sure >= least and not (latin and FOREIGN.search(word.text))


def _is_latin(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return 2 * len(FOREIGN.findall(text)) < len(text)


def _line(words: Sequence[Word], found: Print) -> Line:
    text = one_line(" ".join(word.text for word in words))
    return Line(text, reduce(around, (_box(word, found, 0.0) for word in words)))


def _box(word: Word, found: Print, slope: float) -> Box:
    """Return the box around a word's corners, with the page's skew taken out, as shares of the picture."""
    xs = [float(x) for x, _ in word.corners]
    ys = [float(y) - slope * float(x) for x, y in word.corners]
    return min(xs) / found.width, min(ys) / found.height, max(xs) / found.width, max(ys) / found.height


def _slope(words: Sequence[Word]) -> float:
    """Return how much the long lines of a page fall to the right: 0.02 for a skew of some 1 degree."""
    return statistics.median([*_slopes(words)] or [0.0])


def _slopes(words: Sequence[Word]) -> Iterator[float]:
    for word in words:
        (x0, y0), (x1, y1), (x2, y2) = word.corners[:3]
        if x1 - x0 > LONG * math.hypot(x2 - x1, y2 - y1):
            yield float((y1 - y0) / (x1 - x0))


def _apart(above: Box, below: Box) -> bool:
    """Tell whether a row leaves a gap to the one before, or opens another column."""
    return below[1] - above[3] > GAP * (above[3] - above[1]) or below[3] < above[1]
