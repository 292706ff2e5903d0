"""Make a page's text into lines with their places, and cells that stand side by side into one line."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Box, Line
from ingest.pdf.placed import SPACE, PlacedText, around

MARGIN = 0.06
# A taller "line" is a line of print that runs up or down the page.
TALLEST_ROW = 0.05
STAMP_LIKE = re.compile(r"Page\s+\S{1,6}(?:\s+of\s+\d+)?|(?:Agenda|Minute) Item\b.{0,12}", re.IGNORECASE)
# So short a line may be found by chance within another word.
SHORT = 20
MOST_PARTED = 0.5
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands in a page's tables: the places of the letters in pdfium's text, and the words that are still due."""

    letters: set[int]
    words: Counter[str]


def one_line(text: str) -> str:
    """Return text on one line, without control characters and halves of character pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return SPACE.sub(" ", CONTROL.sub("", whole)).strip()


def lines_of(text: str, places: PlacedText | None, taken: Taken | None = None) -> Iterator[Line]:
    """Yield the lines with their boxes, one empty line for each gap, and without the words that are `taken`."""
    below: Box | None = None
    gap = True
    for content, box in _rows(text, places, taken):
        if not content:
            if not gap:
                yield Line("")
            gap, below = True, None
            continue
        if not gap and below and box and box[1] - below[3] > 0.9 * (below[3] - below[1]):
            yield Line("")
        yield Line(content, box)
        gap, below = False, box


def _rows(text: str, places: PlacedText | None, taken: Taken | None) -> Iterator[tuple[str, Box | None]]:
    """Yield lines with their boxes; cells that a reader gives one by one but stand side by side are one line."""
    held: tuple[str, Box | None] | None = None
    for content, box in _placed(text, places, taken):
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


def _placed(text: str, places: PlacedText | None, taken: Taken | None) -> Iterator[tuple[str, Box | None]]:
    """Yield the lines of a text and their boxes, of lines that reach into a table only what stands beside it."""
    for raw in text.splitlines():
        content = one_line(raw)
        span = places.span(content) if places and content else None
        if places is None or not content:
            yield content, None
        elif taken is None:
            yield content, places.box_of(*span) if span else None
        else:
            yield from _beside_tables(content, span, places, taken)


def _beside_tables(
    content: str, span: tuple[int, int] | None, places: PlacedText, taken: Taken
) -> Iterator[tuple[str, Box | None]]:
    if span is None or (len(content) <= SHORT and span[0] not in taken.letters and _cut_out(places.text, span)):
        if not _due(content, taken):
            yield content, None
        return
    start, end = span
    kept = [at for at in range(start, end) if at not in taken.letters and not places.text[at].isspace()]
    if len(kept) == sum(not places.text[at].isspace() for at in range(start, end)):
        yield content, places.box_of(start, end)
        return
    taken.words.subtract(word for word in content.split() if word in taken.words)
    for first, last in _runs(places.text, kept):
        yield one_line(places.text[first:last]), places.box_of(first, last)


def _due(content: str, taken: Taken) -> bool:
    """Tell whether a line's words are still due in a table, and count them off; readers part words differently."""
    wanted = Counter(content.split())
    known = Counter({word: number for word, number in wanted.items() if taken.words[word] >= number})
    rest = Counter("".join((wanted - known).elements()))
    if len("".join((wanted - known).elements())) > MOST_PARTED * len(content):
        return False
    if rest and not rest <= Counter("".join((taken.words - known).elements())):
        return False
    taken.words.subtract(known)
    return True


def _cut_out(text: str, span: tuple[int, int]) -> bool:
    """Tell whether a run of letters is only a part of a longer word."""
    start, end = span
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return not (not before or before.isspace()) or not (not after or after.isspace())


def _runs(text: str, kept: list[int]) -> Iterator[tuple[int, int]]:
    """Yield from where to where letters follow each other with nothing but white space between."""
    start = None
    for before, at in zip([None, *kept], kept, strict=False):
        if start is None or before is None or text[before + 1 : at].strip():
            if start is not None and before is not None:
                yield start, before + 1
            start = at
    if start is not None:
        yield start, kept[-1] + 1


def _beside(left: Box, right: Box) -> bool:
    """Tell whether one box goes on where the other ends, in the same row of print and not in a margin."""
    if left[1] < MARGIN or left[3] > 1 - MARGIN or max(left[3] - left[1], right[3] - right[1]) > TALLEST_ROW:
        return False
    overlap = min(left[3], right[3]) - max(left[1], right[1])
    return right[0] >= left[2] - 0.005 and overlap > 0.6 * min(left[3] - left[1], right[3] - right[1])
