"""Read an agenda that is set as a table: its columns tell title, purpose, enclosure and pages apart."""

import re

from ingest.model import Line, Row

PURPOSE = re.compile(r"\b(?:purpose|action (?:required|requested)|decision required|for)\b", re.IGNORECASE)
ENCLOSURE = re.compile(r"\b(?:enc(?:l(?:osures?)?)?|attachments?)\b", re.IGNORECASE)
PAGES = re.compile(r"^(?:pages?|page no\.?s?|pp?\.?)$", re.IGNORECASE)
BESIDE = re.compile(
    r"\b(?:lead|presenter|presented by|presenting|time|timing|owner|officer|by whom|sponsor|speaker|format|duration)\b",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"\d{1,4}(?:\s*(?:-|–|to)\s*\d{1,4})?")
NAME = re.compile(r"\d{1,2}[A-Z]?|[A-Z]")
LEADING = re.compile(r"^(?:for|to)\s+", re.IGNORECASE)


def printed(line: Line) -> list[str]:
    """Return a line as an agenda without columns prints it: number and title, then what the other columns say."""
    row = line.row
    if row is None or row.kind != "row" or not row.sure or not any(_is_known(cell.head) for cell in row.cells[1:]):
        return [line.text]
    title = " ".join(cell.text for cell in row.cells if not _is_known(cell.head))
    return [title or line.text, *_said(row)]


def _is_known(head: str) -> bool:
    return any(column.search(head) for column in (PURPOSE, ENCLOSURE, PAGES, BESIDE))


def _said(row: Row) -> list[str]:
    """Return the purpose, enclosure and pages that a row gives in columns of their own."""
    said = []
    for cell in row.cells:
        if PAGES.search(cell.head) and NUMBERS.fullmatch(cell.text):
            said.append(f"(Pages {cell.text})")
        elif ENCLOSURE.search(cell.head):
            said.append(f"Enc {cell.text}" if NAME.fullmatch(cell.text) else cell.text)
        elif PURPOSE.search(cell.head):
            said.append(f"Purpose: {LEADING.sub('', cell.text)}")
    return said
