"""Find the cells that the lines drawn on a page shut in."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.model import Box
from ingest.pdf.placed import Word
from ingest.pdf.ruling import Rule, Ruling

TOUCH = 3.0
CLOSE = 5.0
OPEN = 8.0
SET_APART = 25.0
MOST_TOTALS = 20
Place = tuple[int, int]
Lines = tuple[list[Rule], list[Rule]]


@dataclass(frozen=True, slots=True)
class Area:
    """The words of a cell that runs over rows `top` to `bottom` and columns `left` to `right`, ends included."""

    top: int
    bottom: int
    left: int
    right: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells that hold words; `columns` and `rows` are the borders between them, in points as shown."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    areas: tuple[Area, ...]

    @property
    def box(self) -> Box:
        """The grid's outline in points as shown."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the grid."""
        return tuple(word for area in self.areas for word in area.words)


def find_grids(ruling: Ruling, words: Sequence[Word]) -> list[Grid]:
    """Return the grids of cells on a page that hold words in more than one row and column, from top to bottom."""
    found = [_grid(along, down, words) for along, down in _with_totals(list(_crossing(ruling)), words)]
    return sorted((grid for grid in found if grid), key=lambda grid: grid.rows[0])


def _crossing(ruling: Ruling) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the lines along and down that hang together, two of each at least."""
    group = [*range(len(ruling.along) + len(ruling.down))]

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    first = len(ruling.along)
    for i, along in enumerate(ruling.along):
        for j, down in enumerate(ruling.down, start=first):
            if touch(along, down):
                group[root(j)] = root(i)
    for top in {root(at) for at in group}:
        along_here = [rule for i, rule in enumerate(ruling.along) if root(i) == top]
        down_here = [rule for j, rule in enumerate(ruling.down, start=first) if root(j) == top]
        if len(along_here) > 1 and len(down_here) > 1:
            yield along_here, down_here


def _with_totals(frames: list[Lines], words: Sequence[Word]) -> Iterator[Lines]:
    """Yield the lines of each grid, with those of a box of undivided rows right below it, which holds its totals."""
    frames.sort(key=lambda lines: min(rule.at for rule in lines[0]))
    held: Lines | None = None
    for along, down in frames:
        if held and _undivided(held, along, down) and _holds_totals(along, words):
            held = [*held[0], *along], [*held[1], *down]
            continue
        if held:
            yield held
        held = along, down
    if held:
        yield held


def _undivided(above: Lines, along: Sequence[Rule], down: Sequence[Rule]) -> bool:
    sides, over = _borders(down, along), _borders(above[1], above[0])
    same = abs(sides[0] - over[0]) <= CLOSE and abs(sides[-1] - over[-1]) <= CLOSE
    gap = min(rule.at for rule in along) - max(rule.at for rule in above[0])
    return len(sides) == 2 < len(over) and same and 0 < gap < SET_APART


def _holds_totals(along: Sequence[Rule], words: Sequence[Word]) -> bool:
    """Tell whether most rows of a box hold a few words and two figures at least."""
    heights = sorted({rule.at for rule in along})
    rows = [[w for w in words if top < w.down < bottom] for top, bottom in pairwise(heights)]
    full = [row for row in rows if len(row) <= MOST_TOTALS and sum(w.text[-1:].isdigit() for w in row) > 1]
    return len(full) * 2 > len([row for row in rows if row])


def touch(along: Rule, down: Rule) -> bool:
    """Tell whether a line along and one down meet."""
    across = along.start - TOUCH <= down.at <= along.end + TOUCH
    return across and down.start - TOUCH <= along.at <= down.end + TOUCH


def _grid(along: Sequence[Rule], down: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    columns, rows = _borders(down, along), _borders(along, down)
    inside = [(place, word) for word in words if (place := _place(word, columns, rows))]
    if len({row for (row, _), _ in inside}) < 2 or len({column for (_, column), _ in inside}) < 2:
        return None
    members: dict[Place, list[Place]] = _merged(columns, rows, along, down)
    held: dict[Place, list[Word]] = {}
    for place, word in inside:
        held.setdefault(members[place][0], []).append(word)
    areas = [_area(members[first], held[first]) for first in sorted(held)]
    grid = Grid(tuple(columns), tuple(rows), tuple(areas))
    spans = len({area.top for area in areas}), len({area.left for area in areas})
    return grid if min(spans) > 1 else None


def _borders(rules: Sequence[Rule], across: Sequence[Rule]) -> list[float]:
    """Return the places of lines, near ones as one, and the ends of the lines that cross and run out of them."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > CLOSE:
            found.append(at)
    start, end = min(rule.start for rule in across), max(rule.end for rule in across)
    return [start] * (found[0] - start > OPEN) + found + [end] * (end - found[-1] > OPEN)


def _place(word: Word, columns: Sequence[float], rows: Sequence[float]) -> Place | None:
    row, column = bisect_right(rows, word.down) - 1, bisect_right(columns, word.across) - 1
    return (row, column) if 0 <= row < len(rows) - 1 and 0 <= column < len(columns) - 1 else None


def _merged(
    columns: Sequence[float], rows: Sequence[float], along: Sequence[Rule], down: Sequence[Rule]
) -> dict[Place, list[Place]]:
    """Return for every place in the grid all the places of its cell, the first one first."""
    walls = {(i, j) for j in range(len(rows) - 1) for i in _walled(columns, down, rows[j], rows[j + 1])}
    floors = {(i, j) for i in range(len(columns) - 1) for j in _walled(rows, along, columns[i], columns[i + 1])}
    cells: dict[Place, list[Place]] = {}
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            cells[row, column] = cell = [(row, column)]
            if column and (column, row) not in walls:
                _join(cells, cells[row, column - 1], cell)
            if row and (column, row) not in floors:
                _join(cells, cells[row - 1, column], cells[row, column])
    for cell in cells.values():
        cell.sort()
    return cells


def _walled(borders: Sequence[float], rules: Sequence[Rule], start: float, end: float) -> set[int]:
    """Return the borders that a line covers from start to end."""
    covering = [rule.at for rule in rules if rule.start <= start + TOUCH and rule.end >= end - TOUCH]
    return {i for i, at in enumerate(borders) if any(abs(at - other) <= CLOSE for other in covering)}


def _join(cells: dict[Place, list[Place]], one: list[Place], other: list[Place]) -> None:
    if one is other:
        return
    one.extend(other)
    for place in other:
        cells[place] = one


def _area(places: Sequence[Place], words: Sequence[Word]) -> Area:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Area(min(rows), max(rows), min(columns), max(columns), tuple(words))
