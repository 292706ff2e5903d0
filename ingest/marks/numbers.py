"""Find what may be page numbers, and which of them run on from page to page."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.marks.margins import EDGE_LINES, FAMILIES, ITEM_MARK, at_margin
from ingest.model import Line, RawPage

LEAST_RUN, LONGER, WHOLE_RUN = 3, 2, 0.9
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# A number beside words that are the same on every page: "12 of 245   Trust Board, 4 March". It has a sign that it
# is one: a bare number behind words numbers an objective, an option, a year.
COUNTED = r"(?P<sign>Page\s+|\|\s*)?(?P<number>\d{1,4})(?P<total>\s*(?:of|/)\s*\d{1,4}|\s*\|)?"
BESIDE = (
    ("before", re.compile(rf"{COUNTED}[\s|–-]+(?P<words>[^\W\d].*)", re.I)),
    ("after", re.compile(rf"(?P<words>.*?[^\s|–-])[\s|–-]*?(?<=[\s|–-]){COUNTED}", re.I)),
)
PART_OF_WORK = re.compile(
    r"\b(?:appendix|annex|part|sheet|table|figure|item|phase|version|volume|chapter|slide)\W*$", re.I
)
LEAST_LETTERS = 4
ORDER = ("stamp", "of", "beside", "bare")
Offset = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may be a page's number; `offset` is its style and how far it is ahead of the PDF page.

    `family` is how the number is printed, with the words beside it where there are any; `margin` says that it is
    known to stand in one, at `height`.
    """

    line: int
    number: str
    family: str
    offset: Offset
    margin: bool
    height: int

    @property
    def kind(self) -> str:
        """The family without the words beside the number."""
        return self.family.partition(":")[0]


Candidates = Sequence[Sequence[Candidate]]


def candidates_of(page: RawPage) -> list[Candidate]:
    """Return the lines of a page that may be its number."""
    full = [i for i, line in enumerate(page.lines) if line.text]
    edge = set(full[:EDGE_LINES] + full[-EDGE_LINES:])
    found = []
    for index in full:
        line = page.lines[index]
        margin = at_margin(line)
        if (margin or (index in edge and not _amid(page.lines, index))) and (read := _read(line.text, margin)):
            number, family = read
            height = round(50 * (line.box[1] + line.box[3])) if line.box else 0
            found.append(Candidate(index, number, family, _offset(number, page.pdf_page), margin, height))
    return found


def _read(text: str, margin: bool) -> tuple[str, str] | None:
    """Return a line's number and its family, None where it is no page number."""
    for family, pattern in FAMILIES:
        if match := pattern.fullmatch(text):
            return match["number"], family
    for place, pattern in BESIDE if margin else ():
        match = pattern.fullmatch(text)
        if match and (match["sign"] or match["total"]) and _is_title(match["words"]):
            return match["number"], f"beside:{place} {match['words']}"
    return None


def _is_title(words: str) -> bool:
    return sum(map(str.isalpha, words)) >= LEAST_LETTERS and not PART_OF_WORK.search(words)


def _amid(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line that is known not to stand at a margin has running text right above and below it."""
    around = [line.text for line in lines[max(0, index - 1) : index + 2 : 2]]
    numbers = (*(pattern for _, pattern in FAMILIES), ITEM_MARK)
    marked = any(not text or any(pattern.fullmatch(text) for pattern in numbers) for text in around)
    return lines[index].box is not None and 0 < index < len(lines) - 1 and not marked


def _offset(number: str, pdf_page: int) -> Offset:
    """Return the style of a number ("", "roman", or its letter) and how far it is ahead of the PDF page."""
    if set(number.lower()) <= ROMAN.keys():
        return "roman", _roman(number.lower()) - pdf_page
    digits = re.sub(r"\D", "", number)
    return number.removesuffix(digits), int(digits) - pdf_page


def _roman(number: str) -> int:
    values = [ROMAN[letter] for letter in number]
    return sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))


def leading_family(candidates: Candidates) -> str | None:
    """Return the family that people quote: "Page 57" before "Page 2 of 6" before a number beside words or alone.

    The weaker ones must run on over most pages, which a table cell or a report's own footer does not. One that runs
    on over far more pages than a stronger one is the pack's: reports begin again at "Page 1".
    """
    runs = {name: _longest(candidates, name) for name in dict.fromkeys(c.family for page in candidates for c in page)}
    fit = [name for name in runs if name == "stamp" or _runs_on(candidates, name, runs[name])]
    best: str | None = None
    for name in sorted(fit, key=lambda name: (ORDER.index(name.partition(":")[0]), -runs[name])):
        if best is None or runs[name] > LONGER * runs[best]:
            best = name
    return best


def _runs_on(candidates: Candidates, name: str, longest: int) -> bool:
    offsets = Counter(offset for page in candidates for offset in {c.offset for c in page if c.family == name})
    most = max(least_run(name, len(candidates)), (len(candidates) + 1) // 2)
    holding = sum(any(c.family == name for c in page) for page in candidates)
    return offsets.most_common(1)[0][1] >= most or (longest >= most and longest >= WHOLE_RUN * holding)


def least_run(family: str, pages: int) -> int:
    """Return how many pages a run needs: "Page 1 of 2" is plain on two pages, a bare number is not."""
    return min(LEAST_RUN, pages) if family == "of" else LEAST_RUN


def _longest(candidates: Candidates, name: str) -> int:
    """Return over how many pages the numbers of a family only grow, Roman ones before others."""
    ends: list[tuple[bool, str, int]] = []
    for index, page in enumerate(candidates, start=1):
        values = {(c.offset[0] != "roman", c.offset[0], c.offset[1] + index) for c in page if c.family == name}
        for value in sorted(values, reverse=True):
            at = bisect_left(ends, value)
            ends[at : at + 1] = [value]
    return len(ends)


def near(candidates: Candidates, index: int, reach: int) -> Counter[tuple[str, Offset]]:
    """Return how often each family and offset stands on the pages around one."""
    around = (*candidates[max(0, index - reach) : index], *candidates[index + 1 : index + 1 + reach])
    return Counter((c.family, c.offset) for page in around for c in page)


def own_numbers(candidates: Candidates, chosen: Sequence[Candidate | None]) -> list[set[int]]:
    """Return for each page the lines that number a report by itself: not the stamp, and they run on in a margin."""
    found = []
    for index, page in enumerate(candidates):
        around = near(candidates, index, 1)
        found.append({c.line for c in page if c.margin and c != chosen[index] and around[c.family, c.offset]})
    return found
