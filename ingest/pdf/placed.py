"""Where characters stand on a page, as pdfium reads them."""

import ctypes
import functools
import re
import threading

import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.model import Box

GRID = 10_000
SPACE = re.compile(r"\s+")
# pdfium is not thread-safe: two threads in it at once end the process.
PDFIUM = threading.Lock()


def around(one: Box, other: Box) -> Box:
    """Return the smallest box that holds both."""
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
        box = functools.reduce(around, rects)
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
