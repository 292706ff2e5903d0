"""Where characters stand on a page, as pdfium reads them."""

import ctypes
import functools
import math
import re
import threading
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.model import Box

GRID = 10_000
HEAVY = 600
TURNED = 0.2
# What pdfium gives for a hyphen at the end of a line.
HYPHEN = re.compile("[\x02\ufffe]")
SPACE = re.compile(r"\s+")
Points = NDArray[np.float64]
# pdfium is not thread-safe: two threads in it at once end the process.
PDFIUM = threading.Lock()


def around(one: Box, other: Box) -> Box:
    """Return the smallest box that holds both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@dataclass(frozen=True, slots=True)
class Word:
    """A word as pdfium reads it: `box` in points of the page as shown, `start` and `end` its place in pdfium's text.

    A word that runs up or down the page is not `upright`.
    """

    text: str
    box: Box
    start: int
    end: int
    upright: bool = True

    @property
    def across(self) -> float:
        """The middle of the word from left to right."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def down(self) -> float:
        """The middle of the word from top to bottom."""
        return (self.box[1] + self.box[3]) / 2


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
        self.width: float = page.get_width()
        self.height: float = page.get_height()

    @property
    def page(self) -> pypdfium2.PdfPage:
        """The page itself, for what is drawn on it."""
        return self._page

    def close(self) -> None:
        """Free what pdfium holds for the page."""
        self._textpage.close()
        self._page.close()

    def box(self, line: str) -> Box | None:
        """Return where a line stands, looking on from the last one found; None where it is not certain."""
        span = self.span(line)
        return self.box_of(*span) if span else None

    def span(self, line: str) -> tuple[int, int] | None:
        """Return from where to where a line runs in `text`, looking on from the last one found, or None."""
        wanted = SPACE.sub("", line)
        if not wanted:
            return None
        start = self._squeezed.find(wanted, self._cursor)
        if start < 0:
            start = self._squeezed.find(wanted)
            if start < 0 or self._squeezed.find(wanted, start + 1) >= 0:
                return None
        self._cursor = start + len(wanted)
        return self._at[start], self._at[self._cursor - 1] + 1

    def holds(self, letters: str) -> bool:
        """Tell whether letters without white space stand in `text`, white space apart."""
        return letters in self._squeezed

    def share(self, box: Box) -> Box:
        """Turn points of the page as shown into shares of its width and height."""
        return box[0] / self.width, box[1] / self.height, box[2] / self.width, box[3] / self.height

    def words(self) -> list[Word]:
        """Return the words in pdfium's order, none where its characters cannot be told one by one."""
        if not self._aligned or not self._at:
            return []
        boxes = self._character_boxes()
        at = np.array(self._at)
        left, top, right, bottom = boxes[at].T
        middle, height = (top + bottom) / 2, bottom - top
        apart = np.diff(at) > 1
        leap = np.diff(left) < -0.5 * height[1:]
        leap |= (left[1:] - right[:-1] > 0.3 * np.maximum(height[1:], 1)) & (np.diff(middle) < height[1:])
        starts = np.concatenate(([0], np.flatnonzero(apart | leap) + 1))
        ends = np.append(starts[1:], len(at))
        edges = zip(
            np.minimum.reduceat(left, starts).tolist(), np.minimum.reduceat(top, starts).tolist(),
            np.maximum.reduceat(right, starts).tolist(), np.maximum.reduceat(bottom, starts).tolist(),
            strict=True,
        )  # fmt: skip
        spans = zip(at[starts].tolist(), (at[ends - 1] + 1).tolist(), strict=True)
        words = [
            Word(HYPHEN.sub("-", self.text[start:end]), box, start, end)
            for box, (start, end) in zip(edges, spans, strict=True)
        ]
        return self._turned(words)

    def _turned(self, words: list[Word]) -> list[Word]:
        """Tell which words run another way than the widest: narrow ones and single letters may."""
        widest = max(words, key=lambda word: (word.box[2] - word.box[0]) - (word.box[3] - word.box[1]))
        level = self._angle(widest)
        narrow = (len(w.text) == 1 or w.box[3] - w.box[1] > w.box[2] - w.box[0] for w in words)
        return [
            replace(word, upright=abs(math.sin((self._angle(word) - level) / 2)) < TURNED) if thin else word
            for word, thin in zip(words, narrow, strict=True)
        ]

    def _angle(self, word: Word) -> float:
        return float(pdfium_c.FPDFText_GetCharAngle(self._textpage, word.start))

    def bold(self, word: Word) -> bool:
        """Tell whether a word's first letter is set in a bold face."""
        if pdfium_c.FPDFText_GetFontWeight(self._textpage, word.start) >= HEAVY:
            return True
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self._textpage, word.start, name, 128, flags)
        return b"bold" in name.value.lower()

    def shown(self, points: Points) -> Points:
        """Turn places in PDF points (n, 2) into points of the page as shown, from its upper left corner."""
        origin, along, up = (np.array(self._share(*at)) for at in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0)))
        turned: Points = (origin + (points[:, :1] * (along - origin) + points[:, 1:] * (up - origin)) / 1000.0) * (
            self.width,
            self.height,
        )
        return turned

    def _character_boxes(self) -> Points:
        count = len(self.text)
        found = (pdfium_c.FS_RECTF * count)()
        read, page = pdfium_c.FPDFText_GetLooseCharBox, self._textpage
        for index in self._at:
            read(page, index, found[index])
        rects = np.frombuffer(found, dtype=np.float32).reshape(count, 4).astype(np.float64)
        one, other = self.shown(rects[:, :2]), self.shown(rects[:, 2:])
        return np.hstack((np.minimum(one, other), np.maximum(one, other)))

    def box_of(self, start: int, end: int) -> Box | None:
        """Return where `text[start:end]` stands as shares of the page, None where that is not one line."""
        if not self._aligned:
            return None
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
