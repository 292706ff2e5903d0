"""Read a table's row as one says it: its label, then each figure under the head of its column."""

from ingest.model import Cell, Row
from ingest.tables.rows import is_typed


def sentence(row: Row) -> str:
    """Return a row as one sentence, "Children in care: Target 64%; Result 61%"; one without sure heads as its words.

    The group stands before the label. A row that only names columns says nothing by itself.
    """
    if row.kind == "head":
        return ""
    if row.kind != "row" or not row.sure or not any(cell.head for cell in row.cells[1:]):
        return " ".join(cell.text for cell in row.cells)
    return f"{label(row)}: {'; '.join(map(_under_head, row.cells[1:]))}"


def label(row: Row) -> str:
    """Return what a row is about: its group and its first cell; all its words where they have no heads."""
    if row.kind != "row" or not row.sure:
        return " ".join(cell.text for cell in row.cells)
    first = row.cells[0]
    own = _under_head(first) if is_typed(first.text) else first.text
    return ", ".join(part.rstrip(": ") for part in (row.group, own) if part)


def _under_head(cell: Cell) -> str:
    return f"{cell.head.rstrip(': ')} {cell.text}" if cell.head else cell.text
