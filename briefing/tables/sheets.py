"""A table as a file to take away, CSV or Excel; no cell of it is a formula, whatever the papers say."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What makes a spreadsheet take text for a formula (OWASP, "CSV Injection").
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
LONGEST_TITLE, LONGEST_CELL = 31, 32_767
WIDEST, NARROWEST = 60, 12


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark, which Excel needs; an apostrophe stands before what looks a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([_plain(cell) for cell in row] for row in (heads, *rows))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as an Excel sheet with a fixed head and a filter; each cell is text."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:LONGEST_TITLE]
    for at, row in enumerate((heads, *rows), start=1):
        for across, text in enumerate(row, start=1):
            cell = sheet.cell(at, across)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(STARTS)
            cell.font = Font(bold=at == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(WIDEST, max(NARROWEST, longest + 2))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    flat = text.lstrip(" \xa0")
    return f"'{text}" if flat.startswith(STARTS) else text
