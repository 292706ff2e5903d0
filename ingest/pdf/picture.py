"""Draw a page of a PDF as a picture."""

import io
from pathlib import Path

import pypdfium2

from errors import PaperError
from ingest.pdf.placed import PDFIUM


def page_picture(path: Path, pdf_page: int, width: int, password: str = "") -> bytes:
    """Return the page as a PNG of `width` pixels; raise PaperError when the file cannot be drawn."""
    try:
        with PDFIUM:
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
