"""Find text that a page holds but does not show: white on white, invisible, too small to read, beside the page."""

import ctypes
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.model import Box, Line
from ingest.pdf.placed import PlacedText

WHITE = 245
UNPAINTED = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
# Letters of 1 point are no taller than a dash is thick: only runs wide enough for three letters count.
SMALLEST, LEAST_WIDTH = 1.1, 1.5
# Where the page is drawn, some points of ink make a difference of 60 and more.
SCALE, FAINT = 1.5, 16
MOST_OF_LINE, LEAST_LETTERS = 0.8, 3


def without_hidden(lines: Sequence[Line], places: PlacedText) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return a page's lines without those that it does not show, and the text of these; tables' rows stay."""
    hidden = _hidden(places)
    unseen = [line for line in lines if not line.row and _is_hidden(line, hidden)]
    shown: list[Line] = []
    for line in lines if unseen else ():
        if line not in unseen and (line.text or not shown or shown[-1].text):
            shown.append(line)
    return (tuple(shown) if unseen else tuple(lines)), tuple(line.text for line in unseen)


def _is_hidden(line: Line, hidden: Sequence[Box]) -> bool:
    if line.box is None or sum(map(str.isalnum, line.text)) < LEAST_LETTERS:
        return False
    left, top, right, bottom = line.box
    if right <= 0 or bottom <= 0 or left >= 1 or top >= 1:
        return True
    middle = (top + bottom) / 2
    covered = sum(max(0.0, min(right, box[2]) - max(left, box[0])) for box in hidden if box[1] <= middle <= box[3])
    return bool(hidden) and covered >= MOST_OF_LINE * (right - left)


def _hidden(places: PlacedText) -> list[Box]:
    """Return where text stands that cannot be read, as shares of the page."""
    small, doubtful = [], []
    for held, box in _texts(places):
        if box[3] - box[1] <= SMALLEST < LEAST_WIDTH <= box[2] - box[0]:
            small.append(places.share(box))
        elif _may_be_unseen(held):
            doubtful.append(places.share(box))
    return [*small, *_not_drawn(doubtful, places.page)] if doubtful else small


def _texts(places: PlacedText) -> Iterator[tuple[object, Box]]:
    """Yield the page's own runs of text and where they stand, in points of the page as shown."""
    corners = [ctypes.c_float() for _ in range(4)]
    for index in range(pdfium_c.FPDFPage_CountObjects(places.page)):
        held = pdfium_c.FPDFPage_GetObject(places.page, index)
        if pdfium_c.FPDFPageObj_GetType(held) == pdfium_c.FPDF_PAGEOBJ_TEXT:
            pdfium_c.FPDFPageObj_GetBounds(held, *corners)
            left, bottom, right, top = (corner.value for corner in corners)
            (x0, y0), (x1, y1) = places.shown(np.array([(left, bottom), (right, top)]))
            yield held, (float(min(x0, x1)), float(min(y0, y1)), float(max(x0, x1)), float(max(y0, y1)))


def _may_be_unseen(held: object) -> bool:
    if pdfium_c.FPDFTextObj_GetTextRenderMode(held) in UNPAINTED:
        return True
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetFillColor(held, *colour)
    return min(part.value for part in colour[:3]) >= WHITE


def _not_drawn(boxes: Sequence[Box], page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Yield the boxes in which the page as drawn shows nothing: white on a dark ground it does show."""
    picture = page.render(scale=SCALE, grayscale=True).to_numpy()
    picture = picture[:, :, 0] if picture.ndim == 3 else picture
    height, width = picture.shape
    for box in boxes:
        left, top, right, bottom = (max(0.0, min(1.0, part)) for part in box)
        shown = picture[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]
        if not shown.size or np.ptp(shown) < FAINT:
            yield box
