"""Read a PDF: text and outline by pypdf, the place of each line by pdfium, which also reads what pypdf cannot."""

import ctypes
import functools
import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from pypdf.errors import PdfReadError

from errors import PaperError
from ingest.model import Box, Line

logging.getLogger("pypdf").setLevel(logging.ERROR)
GRID = 10_000
MARGIN = 0.06
STAMP_LIKE = re.compile(r"Page\s+\S{1,6}(?:\s+of\s+\d+)?|(?:Agenda|Minute) Item\b.{0,12}", re.IGNORECASE)
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page before stamps are read: `lines` hold one empty line where the page leaves a gap."""

    pdf_page: int
    label: str | None
    lines: tuple[Line, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark; `level` counts from 0."""

    level: int
    title: str
    pdf_page: int


@dataclass(frozen=True, slots=True)
class RawPaper:
    """What a reader hands on; `paged` is False where `pages` are parts of a file without pages."""

    pages: tuple[RawPage, ...]
    outline: tuple[OutlineEntry, ...] = ()
    title: str | None = None
    paged: bool = True


def read_pdf(path: Path, password: str = "") -> RawPaper:
    """Return the pages of a PDF file; raise PaperError for a password, a broken or an empty file."""
    content = path.read_bytes()
    reader = _open(path, content, password)
    count = _count(path, reader)
    shapes = _pdfium(content, password)
    try:
        labels = _labels(reader, count)
        pages = tuple(_page(reader, shapes, index, labels[index]) for index in range(count))
        return RawPaper(pages, tuple(_outline(reader)), _title(reader))
    finally:
        if shapes is not None:
            shapes.close()


def page_picture(path: Path, pdf_page: int, width: int, password: str = "") -> bytes:
    """Return the page as a PNG of `width` pixels; raise PaperError when the file cannot be drawn."""
    document = _pdfium(path.read_bytes(), password)
    if document is None or not 1 <= pdf_page <= len(document):
        raise PaperError(path.name, "damaged", f"{path.name}: page {pdf_page} cannot be drawn")
    try:
        page = document[pdf_page - 1]
        picture = page.render(scale=width / page.get_width()).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _open(path: Path, content: bytes, password: str) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(password):
            message = f"{path.name} needs a password: open it, save a copy without one, and ingest that"
            raise PaperError(path.name, "password", message)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _damaged(path) from error
    return reader


def _count(path: Path, reader: pypdf.PdfReader) -> int:
    try:
        count = len(reader.pages)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(path) from error
    if not count:
        raise PaperError(path.name, "empty", f"{path.name} has no pages: ask its sender for a whole copy")
    return count


def _damaged(path: Path) -> PaperError:
    message = f"{path.name} cannot be read as a PDF: it is damaged or cut short; fetch it again from its source"
    return PaperError(path.name, "damaged", message)


def _pdfium(content: bytes, password: str) -> pypdfium2.PdfDocument | None:
    try:
        return pypdfium2.PdfDocument(content, password=password or None)
    except pypdfium2.PdfiumError:
        return None


def _labels(reader: pypdf.PdfReader, count: int) -> list[str | None]:
    """Return the PDF's own page labels, or None for each page where it carries none."""
    try:
        if "/PageLabels" in reader.root_object:
            labels = list(reader.page_labels)
            if len(labels) == count:
                return list(labels)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        pass
    return [None] * count


def _title(reader: pypdf.PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata else None
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return SPACE.sub(" ", str(title)).strip() or None if title else None


def _outline(reader: pypdf.PdfReader) -> Iterator[OutlineEntry]:
    try:
        yield from _entries(reader, reader.outline, 0)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return


def _entries(reader: pypdf.PdfReader, nodes: Sequence[object], level: int) -> Iterator[OutlineEntry]:
    for node in nodes:
        if isinstance(node, list):
            yield from _entries(reader, node, level + 1)
        elif isinstance(node, pypdf.generic.Destination):
            number = reader.get_destination_page_number(node)
            if number is not None and number >= 0:
                yield OutlineEntry(level, SPACE.sub(" ", str(node.title)).strip(), number + 1)


def _page(reader: pypdf.PdfReader, shapes: pypdfium2.PdfDocument | None, index: int, label: str | None) -> RawPage:
    text = _pypdf_text(reader, index)
    landscape = False
    try:
        shape = shapes[index] if shapes is not None and index < len(shapes) else None
    except pypdfium2.PdfiumError:
        shape = None
    if shape is None:
        return RawPage(index + 1, label, tuple(_lines(text, None)))
    landscape = shape.get_width() > shape.get_height()
    places = PlacedText(shape)
    lines = tuple(_lines(text if text.strip() else places.text, places))
    places.close()
    return RawPage(index + 1, label, lines, landscape)


def _pypdf_text(reader: pypdf.PdfReader, index: int) -> str:
    """Return pypdf's text of a page, or nothing where it fails: pdfium is asked then."""
    try:
        return reader.pages[index].extract_text() or ""
    except Exception:  # noqa: BLE001 - a broken page raises anything; the other reader takes over
        return ""


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
        content = SPACE.sub(" ", raw).strip()
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
    if left[1] < MARGIN or left[3] > 1 - MARGIN:
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
