"""Read a PDF: text and outline by pypdf, the place of each line by pdfium, which also reads what pypdf cannot."""

import ctypes
import functools
import io
import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c

from errors import PaperError
from ingest.model import Box, Line, OutlineEntry, RawPage, RawPaper

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
T = TypeVar("T")
GRID = 10_000
MARGIN = 0.06
# A taller "line" is a line of print that runs up or down the page.
TALLEST_ROW = 0.05
HEAD_BYTES = 1024
STAMP_LIKE = re.compile(r"Page\s+\S{1,6}(?:\s+of\s+\d+)?|(?:Agenda|Minute) Item\b.{0,12}", re.IGNORECASE)
SPACE = re.compile(r"\s+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
# pdfium is not thread-safe: two threads in it at once end the process.
_PDFIUM = threading.Lock()


def read_pdf(path: Path, password: str = "") -> RawPaper:
    """Return the pages of a PDF file; raise PaperError for a password, a broken or an empty file."""
    content = path.read_bytes()
    with _PDFIUM:
        shapes = _shapes(path, content, password)
        try:
            reader = _reader(content, password)
            if reader is None and not _draws(shapes):
                raise _refused(path, content)
            pages = tuple(_pages(reader, shapes))
            outline, title = _outline(reader, shapes), _title(reader, shapes)
        finally:
            if shapes is not None:
                shapes.close()
    if not pages:
        raise PaperError(path.name, "empty", f"{path.name} has no pages: ask its sender for a whole copy")
    return RawPaper(pages, outline, title)


def page_picture(path: Path, pdf_page: int, width: int, password: str = "") -> bytes:
    """Return the page as a PNG of `width` pixels; raise PaperError when the file cannot be drawn."""
    try:
        with _PDFIUM:
            document = pypdfium2.PdfDocument(path.read_bytes(), password=password or None)
            try:
                page = document[pdf_page - 1]
                picture = page.render(scale=width / page.get_width()).to_pil()
            finally:
                document.close()
    except (OSError, pypdfium2.PdfiumError, ZeroDivisionError) as error:
        message = f"Page {pdf_page} of {path.name} cannot be drawn: ingest the paper again"
        raise PaperError(path.name, "damaged", message) from error
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


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


def _pages(reader: pypdf.PdfReader | None, shapes: pypdfium2.PdfDocument | None) -> Iterator[RawPage]:
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


def _page(reader: pypdf.PdfReader | None, shape: pypdfium2.PdfPage | None, index: int, label: str | None) -> RawPage:
    text = _tried(lambda: reader.pages[index].extract_text() or "", "") if reader else ""
    if shape is None:
        return RawPage(index + 1, label, tuple(_lines(text, None)))
    landscape = shape.get_width() > shape.get_height()
    places = PlacedText(shape)
    lines = tuple(_lines(text if text.strip() else places.text, places))
    places.close()
    return RawPage(index + 1, label, lines, landscape)


def one_line(text: str) -> str:
    """Return text on one line, without control characters and halves of character pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return SPACE.sub(" ", CONTROL.sub("", whole)).strip()


def _lines(text: str, places: "PlacedText | None") -> Iterator[Line]:
    """Yield the lines with their boxes and one empty line for each gap, seen in the text or on the page."""
    below: Box | None = None
    gap = True
    for content, box in _rows(text, places):
        if not content:
            if not gap:
                yield Line("")
            gap, below = True, None
            continue
        if not gap and below and box and box[1] - below[3] > 0.9 * (below[3] - below[1]):
            yield Line("")
        yield Line(content, box)
        gap, below = False, box


def _rows(text: str, places: "PlacedText | None") -> Iterator[tuple[str, Box | None]]:
    """Yield lines with their boxes; cells that a reader gives one by one but stand side by side are one line."""
    held: tuple[str, Box | None] | None = None
    for raw in text.splitlines():
        content = one_line(raw)
        box = places.box(content) if places and content else None
        if (
            held
            and held[1]
            and box
            and _beside(held[1], box)
            and not (STAMP_LIKE.fullmatch(content) or STAMP_LIKE.fullmatch(held[0]))
        ):
            held = f"{held[0]} {content}", _around(held[1], box)
            continue
        if held:
            yield held
        held = content, box
    if held:
        yield held


def _beside(left: Box, right: Box) -> bool:
    """Tell whether one box goes on where the other ends, in the same row of print and not in a margin."""
    if left[1] < MARGIN or left[3] > 1 - MARGIN or max(left[3] - left[1], right[3] - right[1]) > TALLEST_ROW:
        return False
    overlap = min(left[3], right[3]) - max(left[1], right[1])
    return right[0] >= left[2] - 0.005 and overlap > 0.6 * min(left[3] - left[1], right[3] - right[1])


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


class PlacedText:
    """The text of one page as pdfium reads it, and where each run of characters stands."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._textpage = page.get_textpage()
        self.text: str = self._textpage.get_text_range()
        kept = [(at, char) for at, char in enumerate(self.text) if not char.isspace()]
        self._squeezed = "".join(char for _, char in kept)
        self._at = [at for at, _ in kept]
        self._aligned = self._textpage.count_chars() == len(self.text)
        self._cursor = 0

    def close(self) -> None:
        """Free what pdfium holds for the page."""
        self._textpage.close()
        self._page.close()

    def box(self, line: str) -> Box | None:
        """Return where a line stands, looking on from the last one found; None where it is not certain."""
        wanted = SPACE.sub("", line)
        start = self._squeezed.find(wanted, self._cursor)
        if start < 0:
            start = self._squeezed.find(wanted)
            if start < 0 or self._squeezed.find(wanted, start + 1) >= 0:
                return None
        self._cursor = start + len(wanted)
        if not self._aligned:
            return None
        return self._union(self._at[start], self._at[self._cursor - 1] + 1)

    def _union(self, start: int, end: int) -> Box | None:
        rects = [self._rect(i) for i in range(pdfium_c.FPDFText_CountRects(self._textpage, start, end - start))]
        if not rects:
            return None
        box = functools.reduce(_around, rects)
        tallest = max(r[3] - r[1] for r in rects)
        return box if box[3] - box[1] <= 2.2 * tallest else None

    def _rect(self, index: int) -> Box:
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        pdfium_c.FPDFText_GetRect(self._textpage, index, left, top, right, bottom)
        x0, y0 = self._share(left.value, top.value)
        x1, y1 = self._share(right.value, bottom.value)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _share(self, x: float, y: float) -> tuple[float, float]:
        """Turn PDF points into shares of the page as shown, so that rotation and crop are taken along."""
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self._page, 0, 0, GRID, GRID, 0, x, y, across, down)
        return across.value / GRID, down.value / GRID
