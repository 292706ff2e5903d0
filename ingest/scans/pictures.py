"""Tell which pages are pictures: they draw something, and hold no text of their own."""

from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.marks.margins import at_margin
from ingest.model import Line

# What a pack stamps on a scanned page, at its margins: "Page 25", "Agenda Item 8".
STAMPED = 60
NESTED = 3
UNSEEN = (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)


def is_picture(page: pypdfium2.PdfPage, lines: Sequence[Line]) -> bool:
    """Tell whether a page must be looked at to be read."""
    if not any(line.text for line in lines):
        return pdfium_c.FPDFPage_CountObjects(page) > 0 or _has_notes(page)
    full = [line for line in lines if line.text]
    return all(map(at_margin, full)) and sum(len(line.text) for line in full) <= STAMPED and _has_image(page)


def _has_image(page: pypdfium2.PdfPage) -> bool:
    return any(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=NESTED))


def _has_notes(page: pypdfium2.PdfPage) -> bool:
    """Tell whether notes, stamps or filled fields are set upon the page, which links are not."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        pdfium_c.FPDFPage_CloseAnnot(note)
        if kind not in UNSEEN:
            return True
    return False
