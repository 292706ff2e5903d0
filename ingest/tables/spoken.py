"""Read a table's row as one says it: its label, then each figure under the head of its column."""

from ingest.model import Cell, Row


def sentence(row: Row) -> str:
    """Return a row as one sentence, "Children in care: Target 64%; Result 61%"; one without sure heads as its words.

    A row that only names columns says nothing by itself.
    """
    if row.kind == "head":
        return ""
    words = [cell.text for cell in row.cells]
    if row.kind != "row" or not row.sure or not any(cell.head for cell in row.cells[1:]):
        return " ".join(words)
    label = ", ".join(part for part in (row.group, words[0]) if part)
    return f"{label}: {'; '.join(map(_under_head, row.cells[1:]))}"


def _under_head(cell: Cell) -> str:
    return f"{cell.head} {cell.text}" if cell.head else cell.text
