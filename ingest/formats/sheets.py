"""Read workbooks (.xlsx): a part a sheet, each row a line that names its columns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from errors import PaperError
from ingest import model
from ingest.formats.displayed import displayed
from ingest.formats.guarded import IN_PARTS, check_package, guarded, in_pages, shown
from ingest.model import Line, RawPaper

MOST_ROWS = 10_000
YEARS = range(1900, 2101)
Cells = dict[int, Cell]
Places = dict[tuple[int, int], Cell]


class Row(NamedTuple):
    """A row by its number, and the cells that show something by their columns."""

    number: int
    cells: Cells


def read_xlsx(path: Path) -> RawPaper:
    """Return a part for every sheet, in order, with values as last reckoned; hidden sheets, rows, columns give none."""
    with guarded(path, "an Excel file", "open it in Excel and save it again as .xlsx"):
        check_package(path, "Excel")
        book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
        tables = count(1)
        parts = [list(_tabled(_sheet(sheet), tables)) for sheet in book.worksheets]
        if sum(map(len, parts)) > MOST_ROWS:
            message = f"{path.name} has more than {MOST_ROWS:,} rows: {IN_PARTS}"
            raise PaperError(path.name, "too large", message)
        return in_pages(path, parts, book.properties.title, list(_band(book)))


def _sheet(sheet: Worksheet) -> Iterator[Line]:
    if sheet.sheet_state != "visible":
        return
    named: dict[int, str] = {}
    lines: list[Line] = []
    for area in _areas(sheet):
        named, found = _read_area(area, named, _spread(sheet, across=True))
        lines += [*found, Line("")]
    if lines:
        yield Line(shown(sheet.title), heading=1)
    yield from lines


def _tabled(lines: Iterator[Line], tables: Iterator[int]) -> Iterator[Line]:
    """Yield the lines, rows that stand together as one table, named after what stands over them."""
    number, title, inside = 0, None, False
    for line in lines:
        if line.row and not inside:
            number = next(tables)
        inside = line.row is not None
        title = line.text if line.text and not inside else title
        yield replace(line, row=replace(line.row, table=number, title=title)) if line.row else line


def _areas(sheet: Worksheet) -> Iterator[list[Row]]:
    """Yield the rows that stand together, of the cells that show something; empty rows part them."""
    hidden = _hidden_columns(sheet)
    rows: dict[int, Cells] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        if column not in hidden and not sheet.row_dimensions[row].hidden and _shows(cell):
            rows.setdefault(row, {})[column] = cell
    for place, cell in _spread(sheet, across=False).items():
        if place[0] in rows and place[1] not in hidden:
            rows[place[0]][place[1]] = cell
    area: list[Row] = []
    last = 0
    for number, cells in rows.items():
        # A hidden row is no gap.
        if area and any(not sheet.row_dimensions[n].hidden for n in range(last + 1, number)):
            yield area
            area = []
        area.append(Row(number, dict(sorted(cells.items()))))
        last = number
    if area:
        yield area


def _hidden_columns(sheet: Worksheet) -> set[int]:
    hidden = [width for width in sheet.column_dimensions.values() if width.hidden]
    for width in hidden:
        width.reindex()
    return {column for width in hidden for column in range(int(width.min or 0), int(width.max or 0) + 1)}


def _spread(sheet: Worksheet, across: bool) -> Places:
    """Return, for the places that joined cells cover in one direction, the cell that shows there."""
    found: Places = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        if not _shows(first) or area.size["rows"] * area.size["columns"] > MOST_ROWS:
            continue
        below = ((row, area.min_col) for row in range(area.min_row + 1, area.max_row + 1))
        beside = ((area.min_row, column) for column in range(area.min_col + 1, area.max_col + 1))
        found |= dict.fromkeys(beside if across else below, first)
    return found


def _read_area(area: Sequence[Row], named: dict[int, str], beside: Places) -> tuple[dict[int, str], list[Line]]:
    """Return the column heads that hold from here on, and the lines of the rows."""
    start = next((n for n, row in enumerate(area) if len(row.cells) > 1), len(area))
    lines = [line for row in area[:start] for line in (Line(_cell(*row.cells.values())), Line(""))]
    deep = _head_rows(area[start:], beside)
    head, rows = area[start : start + deep], area[start + deep :]
    if head:
        named = _names(head, beside)
        if not named.keys() <= set(chain.from_iterable(row.cells for row in rows)):
            cells = [_cell(cell) for row in head for cell in row.cells.values()]
            heads_row = model.Row(0, tuple(map(model.Cell, cells)), "head")
            lines.append(Line(" | ".join(cells), listed=True, row=heads_row))
    for row in rows:
        heads = {} if not head and all(map(_is_text, row.cells.values())) else named
        lines.append(Line(_said(row, heads), listed=True, row=_row(row, heads) if heads else None))
    return named, lines


def _head_rows(rows: Sequence[Row], beside: Places) -> int:
    """Return how many rows head the columns: one, two where cells of the first run over several columns, or none."""
    if len(rows) < 2 or not _is_head(rows[0]):
        return 0
    joined = any(number == rows[0].number for number, _ in beside)
    in_pairs = len(rows[0].cells) == 2 and not joined and not all(cell.font.bold for cell in rows[0].cells.values())
    if in_pairs and any(all(map(_is_text, row.cells.values())) for row in rows[1:]):
        return 0
    return 2 if joined and len(rows) > 2 and _is_head(rows[1]) else 1


def _is_head(row: Row) -> bool:
    cells = row.cells.values()
    return len(cells) > 1 and any(map(_is_text, cells)) and all(_is_text(cell) or _is_period(cell) for cell in cells)


def _is_text(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.data_type != "e"


def _is_period(cell: Cell) -> bool:
    return isinstance(cell.value, date) or (isinstance(cell.value, int) and cell.value in YEARS)


def _names(head: Sequence[Row], beside: Places) -> dict[int, str]:
    """Return each column's name: what heads it, the upper head first where that runs over several columns."""
    named: dict[int, str] = {}
    for row in head:
        covering = row.cells | {column: cell for (number, column), cell in beside.items() if number == row.number}
        for column, cell in sorted(covering.items()):
            text = _cell(cell).rstrip(": ")
            named[column] = f"{named[column]} {text}" if named.get(column, text) != text else text
    return named


def _said(row: Row, named: dict[int, str]) -> str:
    """Return a row as "Scheme: Day care | 2024: 10.5": a ";" would end a sentence there."""
    cells = ((named.get(column), _cell(cell)) for column, cell in row.cells.items())
    return " | ".join(f"{name}: {text}" if name else text for name, text in cells)


def _row(row: Row, named: dict[int, str]) -> model.Row:
    return model.Row(0, tuple(model.Cell(_cell(cell), named.get(column, "")) for column, cell in row.cells.items()))


def _cell(*cells: Cell) -> str:
    return " ".join(shown(displayed(cell.value, cell.number_format)) for cell in cells)


def _shows(cell: Cell) -> bool:
    return cell.value is not None and bool(_cell(cell))


def _band(book: Workbook) -> Iterable[str]:
    """Yield what is printed at the head and foot of each sheet."""
    for sheet in book.worksheets:
        for margin in (sheet.oddHeader, sheet.oddFooter, sheet.firstHeader, sheet.firstFooter):
            yield from (shown(part.text or "") for part in (margin.left, margin.center, margin.right))
