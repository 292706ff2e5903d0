"""Read a table whose cells hold running text, as minutes in columns do, cell by cell and line by line."""

from collections.abc import Iterator, Sequence

from ingest.pdf.placed import Word
from ingest.tables.grids import Area, Grid
from ingest.tables.rows import REFERENCE, in_lines, is_value, said

MOST_COLUMNS = 4
LEAST_WORDS = 25
LEAST_SHARE = 0.7
APART = 1.9
Lines = list[list[Word]]


def is_prose(grid: Grid) -> bool:
    """Tell whether one column of a grid holds nearly all of its words, in long cells without figures beside them."""
    top = min(area.top for area in grid.areas)
    held: dict[int, list[Area]] = {}
    for area in grid.areas:
        if area.top > top:
            held.setdefault(area.left, []).append(area)
    if not 1 < len(held) <= MOST_COLUMNS:
        return False
    main = max(held.values(), key=_size)
    others = [areas for left, areas in sorted(held.items())[1:] if areas is not main]
    beside = [said(area.words) for areas in others for area in areas]
    long = len(main) > 1 and _size(main) >= LEAST_WORDS * len(main)
    return long and _size(main) >= LEAST_SHARE * sum(map(_size, held.values())) and not any(map(is_value, beside))


def _size(areas: Sequence[Area]) -> int:
    return sum(len(area.words) for area in areas)


def prose_lines(grid: Grid) -> Iterator[list[Word]]:
    """Yield the lines of a grid's cells in reading order, an empty one between cells and paragraphs.

    A first row of one line a cell holds the heads and is one line; a number in the first column stands before the
    first line of the cell beside it.
    """
    tops = sorted({area.top for area in grid.areas})
    for top in tops:
        cells = [in_lines(area.words) for area in grid.areas if area.top == top]
        if top == tops[0] and all(len(cell) == 1 for cell in cells):
            cells = [[[word for cell in cells for line in cell for word in line]]]
        for cell in _numbered(cells):
            yield from _parted(cell)
            yield []


def _numbered(cells: list[Lines]) -> list[Lines]:
    if len(cells) < 2 or len(cells[0]) > 1 or not REFERENCE.fullmatch(said(cells[0][0])):
        return cells
    number, first = cells[0][0], cells[1][0]
    level = abs(number[0].down - first[0].down) < 0.5 * (first[0].box[3] - first[0].box[1])
    return [[[*number, *first], *cells[1][1:]], *cells[2:]] if level else cells


def _parted(cell: Lines) -> Iterator[list[Word]]:
    """Yield a cell's lines, with an empty one where white parts its paragraphs."""
    for before, line in zip([None, *cell], cell, strict=False):
        if before and line[0].down - before[0].down > APART * (line[0].box[3] - line[0].box[1]):
            yield []
        yield line
