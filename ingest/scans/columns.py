"""Put pieces of print in reading order: columns of prose one after the other, tables row by row."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import groupby, pairwise
from typing import NamedTuple

from ingest.model import Box, Line
from ingest.pdf.placed import PlacedText, around

# Of a row of print: how far apart bands of a page lie, what counts as the same height, what as a paragraph's break.
BAND, SAME_HEIGHT, BREAK = 1.0, 0.35, 0.7
# Shares of the page's width: the white between columns, the least a column takes.
GUTTER, NARROWEST = 0.015, 0.2
LEAST_ROWS, MOST_BROKEN, MOST_COLUMNS = 5, 1.25, 3
FULL, LEAST_WORDS, MOST_OF = 0.7, 3.0, 0.8
LETTERHEAD, SAME_EDGE = 0.25, 0.25
MOST_CHANGES, EDGE = 3, 0.01


class Piece(NamedTuple):
    """A run of print, where it stands, and its number among those that were given."""

    text: str
    box: Box
    at: int

    @property
    def middle(self) -> float:
        """Half-way between its top and bottom."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.box[3] - self.box[1]


Row = list[Piece]
Test = Callable[[Sequence[Piece], Sequence[Piece]], bool]


def rows_in_order(pieces: Sequence[Piece], letterhead: bool = False) -> list[Row]:
    """Return rows of print in reading order, each from left to right.

    With `letterhead`, a name and an address that stand side by side at the head of the page are read one by one.
    """
    test = _beside if letterhead else are_columns
    return [row for band in _bands(pieces) for row in _ordered(band, test)]


def _ordered(band: Sequence[Piece], test: Test) -> list[Row]:
    """Return the rows of a band, in columns where it has any, else as they stand."""
    parts = _best(band, test)
    if not parts:
        return rows_of(band)
    return [
        row for part in parts for side in part for row in (_ordered(side, test) if len(part) > 1 else rows_of(side))
    ]


def _best(band: Sequence[Piece], test: Test) -> list[list[list[Piece]]]:
    """Return a band in parts by the gutter that most pieces in columns stand beside, none where it has no columns."""
    parts = max((_parts(band, gutter, test) for gutter in _gutters(band)), key=_in_columns, default=[])
    return parts if _in_columns(parts) else []


def _parts(band: Sequence[Piece], gutter: float, test: Test) -> list[list[list[Piece]]]:
    """Return a band from top to bottom: what crosses the gutter or is no columns as one part, columns as two."""
    parts = []
    for crossing, run in _runs(band, gutter):
        sides = _sides(run, gutter)
        parts.append([*sides] if not crossing and test(*sides) else [run])
    return parts


def _in_columns(parts: Sequence[Sequence[Sequence[Piece]]]) -> int:
    return sum(len(side) for part in parts if len(part) > 1 for side in part)


def _sides(run: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    return [p for p in run if p.box[2] <= gutter], [p for p in run if p.box[0] >= gutter]


def in_order(lines: Sequence[Line], places: PlacedText) -> tuple[Line, ...]:
    """Return a page's lines with columns of prose that its text interleaves one after the other; tables stay."""
    if any(line.row for line in lines) or sum(line.box is not None for line in lines) < LEAST_ROWS:
        return tuple(lines)
    for band in _bands(_runs_of_words(places)):
        for part in _best(band, are_columns):
            if len(part) > 1 and _interleaved(lines, *map(_around, part)):
                lines = _replaced(lines, part)
    return tuple(lines)


def _runs_of_words(places: PlacedText) -> list[Piece]:
    """Return the words of a page, those that stand a word's space apart as one piece."""
    runs: list[tuple[str, Box]] = []
    for word in (word for word in places.words() if word.upright):
        box, (text, last) = places.share(word.box), runs[-1] if runs else ("", (0.0, 0.0, 0.0, 0.0))
        height = box[3] - box[1]
        level = abs(box[1] + box[3] - last[1] - last[3]) < min(height, last[3] - last[1])
        space = height * places.height / places.width
        if level and -0.3 * space < box[0] - last[2] < space:
            runs[-1] = f"{text} {word.text}", around(last, box)
        else:
            runs.append((word.text, box))
    return [Piece(text, box, at) for at, (text, box) in enumerate(runs)]


def _interleaved(lines: Sequence[Line], left: Box, right: Box) -> bool:
    """Tell whether lines run over both columns, or change from one to the other and back."""
    inside = [line.box for line in lines if line.box and _is_within(line.box, around(left, right))]
    over = sum(box[0] < left[2] and box[2] > right[0] for box in inside)
    changes = sum((one[0] < left[2]) != (other[0] < left[2]) for one, other in pairwise(inside))
    return over >= MOST_CHANGES or changes > MOST_CHANGES


def _replaced(lines: Sequence[Line], sides: Sequence[Sequence[Piece]]) -> list[Line]:
    """Return lines with those that stand where the columns do exchanged for the columns' own."""
    region = reduce(around, map(_around, sides))
    taken = [at for at, line in enumerate(lines) if line.box and _is_within(line.box, region)]
    own = [line for side in sides for line in (*_lines(_ordered(side, are_columns)), Line(""))]
    gone = {at for at in range(taken[0], taken[-1] + 1) if at in taken or not lines[at].text}
    kept = [(at, line) for at, line in enumerate(lines) if at not in gone]
    before, after = [line for at, line in kept if at < taken[0]], [line for at, line in kept if at > taken[0]]
    return [*before, *(own if after and after[0].text else own[:-1]), *after]


def _lines(rows: Sequence[Row]) -> Iterator[Line]:
    above: Box | None = None
    for row in rows:
        box = _around(row)
        if above and box[1] - above[3] > BREAK * (above[3] - above[1]):
            yield Line("")
        yield Line(" ".join(piece.text for piece in row), box)
        above = box


def _around(pieces: Sequence[Piece]) -> Box:
    return reduce(around, (piece.box for piece in pieces))


def _is_within(box: Box, region: Box) -> bool:
    return region[0] - EDGE <= box[0] and box[2] <= region[2] + EDGE and region[1] <= (box[1] + box[3]) / 2 <= region[3]


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """Return rows of print from top to bottom, each from left to right."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        last = rows[-1][-1] if rows else None
        if last and abs(piece.middle - last.middle) < 0.5 * min(piece.height, last.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.box[0]) for row in rows]


def are_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether both sides are prose, and break into paragraphs each for itself: the cells of a table do not."""
    if min(len(left), len(right)) < LEAST_ROWS:
        return False
    sides = rows_of(left), rows_of(right)
    white = min(p.box[0] for p in right) - max(p.box[2] for p in left)
    return white >= GUTTER and all(map(_reads_down, sides)) and not _break_together(*sides)


def _bands(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the parts of a page that are wholly above or below each other, a line's height apart."""
    band: list[Piece] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda p: p.box[1]):
        if band and piece.box[1] - bottom > BAND * statistics.median(p.height for p in band):
            yield band
            band = []
        band.append(piece)
        bottom = max(bottom, piece.box[3]) if len(band) > 1 else piece.box[3]
    if band:
        yield band


def _gutters(band: Sequence[Piece]) -> list[float]:
    """Return the places that pieces stand on either side of."""
    first = min(p.box[2] for p in band)
    return sorted({round(p.box[0], 3) - 0.001 for p in band if p.box[0] - 0.001 >= first})


def _runs(band: Sequence[Piece], gutter: float) -> Iterator[tuple[bool, list[Piece]]]:
    """Yield the pieces in runs that cross the gutter and runs that do not, from top to bottom."""
    down = sorted(band, key=lambda p: p.middle)
    for crossing, run in groupby(down, key=lambda p: p.box[0] < gutter < p.box[2]):
        yield crossing, list(run)


def _reads_down(rows: Sequence[Row]) -> bool:
    """Tell whether rows are prose, or lie in columns of prose themselves."""
    if _is_prose(rows):
        return True
    pieces = [piece for row in rows for piece in row]
    if not MOST_BROKEN < len(pieces) / len(rows) < MOST_COLUMNS * MOST_BROKEN:
        return False
    sides = (_sides(pieces, gutter) for gutter in _gutters(pieces))
    return any(len(left) + len(right) == len(pieces) and are_columns(left, right) for left, right in sides)


def _is_prose(rows: Sequence[Row]) -> bool:
    """Tell whether rows are unbroken, run over most of their column, and hold words rather than figures."""
    if len(rows) < LEAST_ROWS or sum(map(len, rows)) > MOST_BROKEN * len(rows):
        return False
    extent = max(row[-1].box[2] for row in rows) - min(row[0].box[0] for row in rows)
    filled = statistics.median(row[-1].box[2] - row[0].box[0] for row in rows)
    words = [part[:1].isalpha() for row in rows for piece in row for part in piece.text.split()]
    enough = sum(words) >= max(LEAST_WORDS * len(rows), MOST_OF * len(words))
    return enough and extent >= NARROWEST and filled >= FULL * extent


def _break_together(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Tell whether the side with fewer paragraphs begins most of them where the other side begins one too."""
    fewer, more = sorted((_begins(left), _begins(right)), key=len)
    height = statistics.median(row[0].height for row in left)
    shared = sum(any(abs(top - other) < SAME_HEIGHT * height for other in more) for top in fewer)
    return 2 * shared > len(fewer)


def _begins(rows: Sequence[Row]) -> list[float]:
    """Return where paragraphs begin after a gap, as heights on the page."""
    pairs = pairwise(row[0] for row in rows)
    return [low.middle for high, low in pairs if low.box[1] - high.box[3] > BREAK * high.height]


def _beside(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    return are_columns(left, right) or _is_letterhead(left, right)


def _is_letterhead(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether two blocks at the head of a page stand side by side without sharing their rows, as labels do."""
    if min(len(left), len(right)) < 2 or max(p.box[3] for p in (*left, *right)) > LETTERHEAD:
        return False
    fewer, more = sorted((rows_of(left), rows_of(right)), key=len)
    level = sum(any(_level(row[0], other[0]) for other in more) for row in fewer)
    return 2 * level <= len(fewer) and not any(p.text.endswith(":") for p in left)


def _level(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces are of one size and on one line."""
    most = SAME_EDGE * min(one.height, other.height)
    return abs(one.box[1] - other.box[1]) < most and abs(one.box[3] - other.box[3]) < most
