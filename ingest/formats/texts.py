"""Read files without pages: Word, markdown and plain text, in parts that begin at their top headings."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from errors import PaperError
from ingest.formats.cells import Filled, table_lines
from ingest.model import Line, RawPage, RawPaper
from ingest.pdf.lines import one_line

PART_LINES = 120
PART_LEVEL = 2
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
STYLE_LEVEL = re.compile(r"(?:Heading|Überschrift)\s*(\d)")
MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
# Content controls and tracked insertions wrap paragraphs and tables that a reader of the file sees.
WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
SHOWN_RUNS = ".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom)]"
NOTE_PARTS = {"/word/footnotes.xml": "footnote", "/word/endnotes.xml": "endnote"}
WATERMARK = ".//*[local-name()='textpath']/@string"
BOLD = ".//w:b[not(@w:val='0') and not(@w:val='false')]"
BOXED = ".//w:txbxContent[not(ancestor::*[local-name()='Fallback'])]//w:p"


def read_docx(path: Path) -> RawPaper:
    """Return a Word file's paragraphs and table rows in reading order; raise PaperError when it is broken."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            message = f"{path.name} has a password or is of an old Word: save it as .docx without a password"
            raise PaperError(path.name, "password", message)
    try:
        document = docx.Document(str(path))
        lines = list(_docx_lines(document))
        title = (document.core_properties.title or "").strip() or None
        band = tuple(_band(document))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge of the sandboxed reader: a broken file raises anything
        message = f"{path.name} cannot be read as a Word file: open it in Word and save it again as .docx"
        raise PaperError(path.name, "damaged", message) from error
    return replace(in_parts(path, lines, title), band=band)


def read_text(path: Path) -> RawPaper:
    """Return a plain text or markdown file; bytes that are not Unicode are read as Windows-1252."""
    content = path.read_bytes()
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        message = f"{path.name} is not a text file: ingest it in the format it was made in"
        raise PaperError(path.name, "not a paper", message)
    markdown = path.suffix.lower() in (".md", ".markdown")
    return in_parts(path, list(_text_lines(text, markdown)), None)


def _docx_lines(document: Document) -> Iterator[Line]:
    lines: list[Line] = []
    tables, notes = 0, _notes(document)
    for element in _blocks(document.element.body):
        if element.tag == qn("w:tbl"):
            found = _rows(Table(element, document), tables + 1, lines)
            tables += any(line.row for line in found)
            lines += [*found, *_noted(element, notes), Line("")]
        else:
            lines += _paragraph(element, document, notes)
    yield from lines


def _notes(document: Document) -> dict[str, str]:
    """Return the words of footnotes and endnotes by the kind and id of what points to them."""
    found: dict[str, str] = {}
    for part in document.part.package.iter_parts():
        kind = NOTE_PARTS.get(str(part.partname))
        for note in parse_xml(part.blob) if kind else ():
            words = " ".join(filter(None, map(_text, note.iter(qn("w:p")))))
            found[f"{kind}{note.get(qn('w:id'))}"] = words
    return found


def _noted(element: BaseOxmlElement, notes: Mapping[str, str]) -> Iterator[Line]:
    """Yield the notes that an element points to, each a line."""
    for pointer in element.xpath(".//w:footnoteReference | .//w:endnoteReference"):
        kind = pointer.tag.rpartition("}")[2].removesuffix("Reference")
        if words := notes.get(f"{kind}{pointer.get(qn('w:id'))}"):
            yield Line(words)


def _paragraph(element: BaseOxmlElement, document: Document, notes: Mapping[str, str]) -> Iterator[Line]:
    text, style = _text(element), _style(Paragraph(element, document))
    match = STYLE_LEVEL.match(style)
    listed = style.startswith("List") and bool(text)
    if text:
        yield Line(text, heading=int(match[1]) if match else 0, listed=listed)
    yield from (Line(boxed) for boxed in map(_text, element.xpath(BOXED)) if boxed)
    yield from _noted(element, notes)
    if not listed:
        yield Line("")


def _band(document: Document) -> Iterator[str]:
    """Yield the lines at the head and foot of the pages, and watermarks, which are no part of the text."""
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            if not part.is_linked_to_previous:
                yield from filter(None, map(_text, part._element.xpath(".//w:p")))
                yield from map(str, part._element.xpath(WATERMARK))


def _blocks(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in WRAPPERS:
            yield from _blocks(child)


def _text(paragraph: BaseOxmlElement) -> str:
    """Return a paragraph's words as shown, without those of the text boxes in it."""
    runs = (run for run in paragraph.xpath(SHOWN_RUNS) if next(run.iterancestors(qn("w:p"))) is paragraph)
    return " ".join("".join(run.text for run in runs).split())


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name if paragraph.style else None) or ""


def _rows(table: Table, number: int, above: Sequence[Line]) -> list[Line]:
    """Return a table's rows; a cell that is joined over rows or columns comes once."""
    found: dict[BaseOxmlElement, Filled] = {}
    for place, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells, start=row.grid_cols_before):
            known = found.get(cell._tc)
            if known:
                found[cell._tc] = replace(known, last=max(known.last, column), bottom=place)
            else:
                text = " ".join(filter(None, map(_text, cell._tc.xpath(".//w:p"))))
                found[cell._tc] = Filled(text, column, column, place, place, bool(cell._tc.xpath(BOLD)))
    return table_lines([cell for cell in found.values() if cell.text], number, above)


def _text_lines(text: str, markdown: bool) -> Iterator[Line]:
    for raw in text.splitlines():
        content = one_line(raw)
        match = MARKDOWN_HEADING.fullmatch(content) if markdown else None
        yield Line(match[2], heading=len(match[1])) if match else Line(content)


def in_parts(path: Path, lines: list[Line], title: str | None) -> RawPaper:
    """Return a paper in parts that begin at its top headings; raise PaperError where it holds no text."""
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
