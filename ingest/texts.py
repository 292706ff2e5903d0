"""Read files without pages: Word, markdown and plain text, in parts that begin at their top headings."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table

from errors import PaperError
from ingest.model import Line
from ingest.pdf import RawPage, RawPaper

PART_LINES = 120
PART_LEVEL = 2
STYLE_LEVEL = re.compile(r"(?:Heading|Überschrift)\s*(\d)")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")


def read_docx(path: Path) -> RawPaper:
    """Return a Word file's paragraphs and table rows in reading order; raise PaperError when it is broken."""
    try:
        document = docx.Document(str(path))
        lines = list(_docx_lines(document))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        message = f"{path.name} cannot be read as a Word file: open it in Word and save it again as .docx"
        raise PaperError(path.name, "damaged", message) from error
    title = (document.core_properties.title or "").strip() or None
    return _parted(path, lines, title)


def read_text(path: Path) -> RawPaper:
    """Return a plain text or markdown file; bytes that are not UTF-8 are read as Windows-1252."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        message = f"{path.name} is not a text file: ingest it in the format it was made in"
        raise PaperError(path.name, "not a paper", message)
    markdown = path.suffix.lower() in (".md", ".markdown")
    return _parted(path, list(_text_lines(text, markdown)), None)


def _docx_lines(document: "docx.document.Document") -> Iterator[Line]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
            yield Line("")
            continue
        text = " ".join(block.text.split())
        style = (block.style.name if block.style else None) or ""
        match = STYLE_LEVEL.match(style)
        listed = style.startswith("List") and bool(text)
        if text:
            yield Line(text, heading=int(match[1]) if match else 0, listed=listed)
        if not listed:
            yield Line("")


def _rows(table: Table) -> Iterator[Line]:
    for row in table.rows:
        cells = {cell._tc: " ".join(cell.text.split()) for cell in row.cells}
        text = " ".join(content for content in cells.values() if content)
        if text:
            yield Line(text)


def _text_lines(text: str, markdown: bool) -> Iterator[Line]:
    for raw in text.splitlines():
        content = " ".join(raw.split())
        match = MARKDOWN_HEADING.fullmatch(content) if markdown else None
        yield Line(match[2], heading=len(match[1])) if match else Line(content)


def _parted(path: Path, lines: list[Line], title: str | None) -> RawPaper:
    if not any(line.text for line in lines):
        raise PaperError(path.name, "empty", f"{path.name} holds no text: check that it is the right file")
    parts = [RawPage(n, None, tuple(part)) for n, part in enumerate(_parts(lines), start=1)]
    return RawPaper(tuple(parts), title=title, paged=False)


def _parts(lines: Iterable[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in lines:
        full = len(part) >= PART_LINES and not line.text
        if part and (0 < line.heading <= PART_LEVEL or full) and any(kept.text for kept in part):
            yield part
            part = []
        if line.text or (part and part[-1].text):
            part.append(line)
    if any(line.text for line in part):
        yield part
