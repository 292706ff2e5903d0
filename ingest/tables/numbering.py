"""Number a paper's tables, go on with those that run over a page break, and name what stands over them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.model import Line, RawPage, Row
from ingest.tables.heads import NAMED, Reading

SAME_PLACE = 6.0
TOP = 0.095
BOTTOM = 0.905
START, END = 0.35, 0.6
TITLE_WORDS = 16
LONGEST_CAPTION = 160
CAPTION = re.compile(r"(?:Table|Figure|Fig\.?|Appendix|Annex)\s+\w{1,5}\b", re.I)
HEADING = re.compile(r"[A-Z\d‘“£%][^.;]*(?:\.\w[^.;]*)*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a page's table beside its lines: its number there, its columns' left borders, its reading."""

    number: int
    columns: tuple[float, ...]
    reading: Reading


@dataclass(slots=True)
class _State:
    """The table last seen, and whether nothing but margins followed it."""

    number: int = 0
    columns: tuple[float, ...] = ()
    heads: tuple[str, ...] = ()
    title: str | None = None
    group: str | None = None
    open: bool = False


def number_tables(pages: Sequence[RawPage], shapes: Sequence[Sequence[Shape]]) -> tuple[RawPage, ...]:
    """Return the pages with tables numbered from 1 over the paper, named, and going on over page breaks."""
    return tuple(_numbered(pages, shapes))


def _numbered(pages: Sequence[RawPage], shapes: Sequence[Sequence[Shape]]) -> Iterator[RawPage]:
    state = _State()
    for page, found in zip(pages, shapes, strict=True):
        lines = list(page.lines)
        places = [[i for i, line in enumerate(lines) if line.row and line.row.table == shape.number] for shape in found]
        for shape, mine in sorted(zip(found, places, strict=True), key=lambda pair: pair[1]):
            if mine:
                _take(lines, mine, shape, state)
        state.open = state.open and (bool(found) or not any(map(_is_text, lines)))
        yield replace(page, lines=tuple(lines)) if found else page


def _take(lines: list[Line], places: Sequence[int], shape: Shape, state: _State) -> None:
    """Number one table's rows; what it does not say itself it takes from the table that it goes on with."""
    above, below = lines[: places[0]], lines[places[-1] + 1 :]
    first, last = lines[places[0]].box, lines[places[-1]].box
    from_top = first is not None and first[1] < START and not any(map(_is_text, above))
    if not (state.open and from_top and _goes_on(shape, state)):
        state.number += 1
        state.title, state.group, state.heads = title_of(above), None, shape.reading.heads
    rest = iter(shape.reading.rows)
    for at in places:
        row = lines[at].row
        # A row of hidden words may have been taken out since.
        read = next((read for read in rest if row and read.row.cells == row.cells), None)
        if row and read:
            lines[at] = replace(lines[at], row=_row(row, read.columns, shape, state))
    state.columns = shape.columns
    state.open = last is not None and last[3] > END and not any(map(_is_text, below))


def _is_text(line: Line) -> bool:
    """Tell whether a line is more than what stands in a page's margins; a row of a table is."""
    margin = line.box is not None and (line.box[3] < TOP or line.box[1] > BOTTOM)
    upright = line.box is not None and line.box[3] - line.box[1] > 2 * (line.box[2] - line.box[0])
    return bool(line.text) and (line.row is not None or not (margin or upright))


def _goes_on(shape: Shape, state: _State) -> bool:
    if len(shape.columns) != len(state.columns):
        return False
    near = all(abs(a - b) <= SAME_PLACE for a, b in zip(shape.columns, state.columns, strict=True))
    heads = shape.reading.heads
    return near and (
        _letters(heads) == _letters(state.heads) or not any(heads) or (not shape.reading.plain and any(state.heads))
    )


def _letters(heads: Sequence[str]) -> list[str]:
    return ["".join(filter(str.isalnum, head)).casefold() for head in heads]


def _row(row: Row, columns: Sequence[int], shape: Shape, state: _State) -> Row:
    """Return a row with its number, title and group, and with heads where its own page gives it none."""
    kind = row.kind
    if _letters(shape.reading.heads) != _letters(state.heads):
        kind = "row" if kind == "head" else kind
        if kind == "row" and row.sure:
            row = replace(row, cells=tuple(
                cell if column >= len(state.heads) else replace(cell, head=_head(column, shape, state))
                for cell, column in zip(row.cells, columns, strict=True)
            ))  # fmt: skip
    if kind == "group":
        state.group = row.cells[0].text
    group = row.group or (state.group if kind == "row" else None)
    return replace(row, table=state.number, kind=kind, title=state.title, group=group)


def _head(column: int, shape: Shape, state: _State) -> str:
    first, last = shape.reading.label
    if column == first:
        return " ".join(dict.fromkeys(filter(None, state.heads[first : last + 1])))
    return state.heads[column]


def title_of(above: Sequence[Line]) -> str | None:
    """Return the line right above a table where it is a caption or a heading, not the end of a paragraph."""
    at = next((i for i in range(len(above) - 1, -1, -1) if _is_text(above[i])), None)
    if at is None or above[at].row:
        return None
    text = above[at].text
    if CAPTION.match(text) and len(text) < LONGEST_CAPTION:
        return text
    apart = at == 0 or not _is_text(above[at - 1]) or above[at].heading > 0
    short = len(text.split()) <= TITLE_WORDS and HEADING.fullmatch(text) and not NAMED.fullmatch(text)
    return text if apart and short else None
