"""Read a PDF: text and outline by pypdf, the place of each line by pdfium, which also reads what pypdf cannot."""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c

from errors import PaperError
from ingest.model import Attachment, OutlineEntry, RawPage, RawPaper
from ingest.pdf.attached import attachments
from ingest.pdf.lines import lines_of, one_line
from ingest.pdf.placed import PDFIUM, PlacedText
from ingest.pdf.repair import repaired
from ingest.pdf.tabled import page_lines
from ingest.scans.columns import in_order
from ingest.scans.hidden import without_hidden
from ingest.scans.pictures import is_picture
from ingest.tables.numbering import Shape, number_tables

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
T = TypeVar("T")
HEAD_BYTES = 1024


def read_pdf(path: Path, password: str = "") -> RawPaper:
    """Return the pages of a PDF file; raise PaperError for a password, a broken or an empty file."""
    content = path.read_bytes()
    with PDFIUM:
        shapes = _shapes(path, content, password)
        try:
            reader = _reader(content, password)
            if reader is None and not _draws(shapes):
                raise _refused(path, content)
            read = list(_pages(reader, shapes))
            pages = number_tables([page for page, _ in read], [tables for _, tables in read])
            outline, title = _outline(reader, shapes), _title(reader, shapes)
            attached = _attached(reader) if reader else ()
        finally:
            if shapes is not None:
                shapes.close()
    if not pages:
        raise PaperError(path.name, "empty", f"{path.name} has no pages: ask its sender for a whole copy")
    mended = tuple(replace(page, lines=repaired(page.lines)) for page in pages)
    return RawPaper(mended, outline, title, attachments=attached)


def _attached(reader: pypdf.PdfReader) -> tuple[Attachment, ...]:
    none: tuple[Attachment, ...] = ()
    return _tried(lambda: tuple(attachments(reader)), none)


def _shapes(path: Path, content: bytes, password: str) -> pypdfium2.PdfDocument | None:
    """Open the file with pdfium, or return None where it cannot; raise PaperError for a password."""
    try:
        return pypdfium2.PdfDocument(content, password=password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            message = f"{path.name} needs a password: open it, save a copy without one, and ingest that"
            raise PaperError(path.name, "password", message) from error
        return None


def _reader(content: bytes, password: str) -> pypdf.PdfReader | None:
    """Open the file with pypdf, or return None where it cannot: pdfium is asked then."""

    def opened() -> pypdf.PdfReader | None:
        reader = pypdf.PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt(password)
        return reader if not locked and len(reader.pages) >= 0 else None

    return _tried(opened, None)


def _tried(read: Callable[[], T], otherwise: T) -> T:
    """Return what pypdf reads, or `otherwise` where the file is broken, which makes it raise anything."""
    try:
        return read()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the edge of the sandboxed reader
        return otherwise


def _draws(shapes: pypdfium2.PdfDocument | None) -> bool:
    """Tell whether pdfium can load any page at all."""
    return shapes is not None and any(_shape(shapes, index) is not None for index in range(len(shapes)))


def _shape(shapes: pypdfium2.PdfDocument | None, index: int) -> pypdfium2.PdfPage | None:
    if shapes is None or index >= len(shapes):
        return None
    try:
        return shapes[index]
    except pypdfium2.PdfiumError:
        return None


def _refused(path: Path, content: bytes) -> PaperError:
    if b"%PDF" not in content[:HEAD_BYTES]:
        message = f"{path.name} is not a PDF, whatever its name says: fetch it again from its source"
        return PaperError(path.name, "not a paper", message)
    message = f"{path.name} cannot be read as a PDF: it is damaged or cut short; fetch it again from its source"
    return PaperError(path.name, "damaged", message)


def _pages(
    reader: pypdf.PdfReader | None, shapes: pypdfium2.PdfDocument | None
) -> Iterator[tuple[RawPage, Sequence[Shape]]]:
    count = len(reader.pages) if reader else len(shapes or ())
    labels = _labels(reader, shapes, count)
    for index in range(count):
        yield _page(reader, _shape(shapes, index), index, labels[index])


def _labels(reader: pypdf.PdfReader | None, shapes: pypdfium2.PdfDocument | None, count: int) -> Sequence[str | None]:
    """Return the PDF's own page labels, or None for each page where it carries none."""
    none: list[str | None] = [None] * count
    if reader is None:
        return [shapes.get_page_label(index) or None for index in range(count)] if shapes else none
    labels: list[str | None] = _tried(lambda: [*reader.page_labels] if "/PageLabels" in reader.root_object else [], [])
    return labels if len(labels) == count else none


def _title(reader: pypdf.PdfReader | None, shapes: pypdfium2.PdfDocument | None) -> str | None:
    if reader is None:
        title = shapes.get_metadata_value("Title") if shapes else ""
    else:
        title = _tried(lambda: str(reader.metadata.title or "") if reader.metadata else "", "")
    return one_line(title) or None


def _outline(reader: pypdf.PdfReader | None, shapes: pypdfium2.PdfDocument | None) -> tuple[OutlineEntry, ...]:
    if reader is not None:
        return _tried(lambda: tuple(_entries(reader, reader.outline, 0)), ())
    marks = shapes.get_toc() if shapes else ()
    places = ((mark.level, mark.get_title(), mark.get_dest()) for mark in marks)
    return tuple(OutlineEntry(level, one_line(title), dest.get_index() + 1) for level, title, dest in places if dest)


def _entries(reader: pypdf.PdfReader, nodes: Sequence[object], level: int) -> Iterator[OutlineEntry]:
    for node in nodes:
        if isinstance(node, list):
            yield from _entries(reader, node, level + 1)
        elif isinstance(node, pypdf.generic.Destination):
            number = reader.get_destination_page_number(node)
            if number is not None and number >= 0:
                yield OutlineEntry(level, one_line(str(node.title)), number + 1)


def _page(
    reader: pypdf.PdfReader | None, shape: pypdfium2.PdfPage | None, index: int, label: str | None
) -> tuple[RawPage, Sequence[Shape]]:
    text = _tried(lambda: reader.pages[index].extract_text() or "", "") if reader else ""
    if shape is None:
        lines = tuple(lines_of(text, None))
        return RawPage(index + 1, label, lines, picture=not lines), ()
    landscape = shape.get_width() > shape.get_height()
    places = PlacedText(shape)
    lines, tables = page_lines(text if text.strip() else places.text, places)
    lines, hidden = without_hidden(lines, places)
    picture, lines = is_picture(shape, lines), in_order(lines, places)
    places.close()
    return RawPage(index + 1, label, lines, landscape, picture, hidden=hidden), tables
