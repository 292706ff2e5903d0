"""Make the cells of a file that marks its tables itself into lines, a row each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import Line
from ingest.tables.heads import read_table
from ingest.tables.numbering import title_of
from ingest.tables.rows import Band, Slot, is_form

MOST_CELL_WORDS = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell with words: its place in columns and rows, counted from 0, ends included; `bold` as the file sets it."""

    text: str
    column: int
    last: int
    row: int
    bottom: int
    bold: bool = False


def table_lines(cells: Sequence[Filled], number: int, above: Sequence[Line]) -> list[Line]:
    """Return a line a row, read as table `number` of the file; a layout in cells or a form keeps plain lines."""
    rows = [_band(cells, row) for row in sorted({cell.row for cell in cells})]
    texts = [" ".join(slot.text for slot in band.own) for band in rows]
    if not _is_table(rows, cells):
        return [Line(text) for text in texts]
    reading = read_table(rows, max(cell.last for cell in cells) + 1)
    plain = len(rows) - len(reading.rows)
    above = [*above, *map(Line, texts[:plain])]
    group, lines = None, [Line(text) for text in texts[:plain]]
    for text, read in zip(texts[plain:], reading.rows, strict=True):
        group = read.row.cells[0].text if read.row.kind == "group" else group
        over = read.row.group or (group if read.row.kind == "row" else None)
        lines.append(Line(text, row=replace(read.row, table=number, title=title_of(above), group=over)))
    return lines


def _band(cells: Sequence[Filled], row: int) -> Band:
    own = [cell for cell in cells if cell.row == row]
    first = min(cell.column for cell in own)
    above = [cell for cell in cells if cell.row < row <= cell.bottom and cell.last < first]
    slots = [Slot(cell.column, cell.last, cell.text, (), cell.bottom, cell.row == row) for cell in [*above, *own]]
    return Band(tuple(sorted(slots, key=lambda slot: slot.column)), all(cell.bold for cell in own))


def _is_table(rows: Sequence[Band], cells: Sequence[Filled]) -> bool:
    sizes = sorted(len(cell.text.split()) for cell in cells) or [0]
    names = [cell.text for cell in cells if cell.column == 0]
    columns = {cell.column for cell in cells}
    wide = len(rows) > 1 and len(columns) > 1
    return wide and sizes[len(sizes) // 2] <= MOST_CELL_WORDS and not is_form(names, len(columns))
