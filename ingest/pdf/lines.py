"""Make a page's text into lines with their places, and cells that stand side by side into one line."""

import re
from collections.abc import Iterator

from ingest.model import Box, Line
from ingest.pdf.placed import SPACE, PlacedText, around

MARGIN = 0.06
# A taller "line" is a line of print that runs up or down the page.
TALLEST_ROW = 0.05
STAMP_LIKE = re.compile(r"Page\s+\S{1,6}(?:\s+of\s+\d+)?|(?:Agenda|Minute) Item\b.{0,12}", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")


def one_line(text: str) -> str:
    """Return text on one line, without control characters and halves of character pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return SPACE.sub(" ", CONTROL.sub("", whole)).strip()


def lines_of(text: str, places: PlacedText | None) -> Iterator[Line]:
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


def _rows(text: str, places: PlacedText | None) -> Iterator[tuple[str, Box | None]]:
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
            held = f"{held[0]} {content}", around(held[1], box)
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
