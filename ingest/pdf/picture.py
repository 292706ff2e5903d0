"""Draw a page of a PDF as a picture, or cut it out as a PDF of its own."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from errors import PaperError
from ingest.pdf.placed import PDFIUM

PRINTED_WIDTH = 1700
_PRINTED_INCHES = 8.27


def page_picture(path: Path, pdf_page: int, width: int, password: str = "") -> bytes:
    """Return the page as a PNG of `width` pixels; raise PaperError when the file cannot be drawn."""
    with _page(path, pdf_page, password) as (_, page):
        picture = page.render(scale=width / page.get_width()).to_pil()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def page_cut_out(path: Path, pdf_page: int, password: str = "") -> bytes:
    """Return the page as a PDF of one page, its text as text; raise PaperError when the file cannot be read.

    What pages share (pictures, fonts, forms) may come along, files attached to the page do not: it is for those who may
    see the whole paper, of which an attached file may still be withheld.
    """
    with _page(path, pdf_page, password) as (document, page):
        _drop_attached(page)
        cut = pypdfium2.PdfDocument.new()
        try:
            cut.import_pages(document, [pdf_page - 1])
            buffer = io.BytesIO()
            cut.save(buffer)
        finally:
            cut.close()
    return buffer.getvalue()


def page_printed(path: Path, pdf_page: int, password: str = "") -> bytes:
    """Return the page as a PDF that holds its picture, and nothing else of the file; raise PaperError as above."""
    with _page(path, pdf_page, password) as (_, page):
        picture = page.render(scale=PRINTED_WIDTH / page.get_width()).to_pil().convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "PDF", resolution=PRINTED_WIDTH / _PRINTED_INCHES)
    return buffer.getvalue()


def _drop_attached(page: pypdfium2.PdfPage) -> None:
    """Take the files that are pinned to a page off it, in memory."""
    for at in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        note = raw.FPDFPage_GetAnnot(page, at)
        attached = raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_FILEATTACHMENT
        raw.FPDFPage_CloseAnnot(note)
        if attached:
            raw.FPDFPage_RemoveAnnot(page, at)


@contextmanager
def _page(path: Path, pdf_page: int, password: str) -> Iterator[tuple[pypdfium2.PdfDocument, pypdfium2.PdfPage]]:
    """Open a page for as long as it is used, PDFium being one at a time."""
    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(path.read_bytes(), password=password or None)
            try:
                yield document, document[pdf_page - 1]
            finally:
                document.close()
    except (OSError, pypdfium2.PdfiumError, ZeroDivisionError) as error:
        message = f"Page {pdf_page} of {path.name} cannot be drawn: ingest the paper again"
        raise PaperError(path.name, "damaged", message) from error
