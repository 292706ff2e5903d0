"""Read the page numbers printed beside the text, which count because they fit their neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.marks.margins import EDGE_LINES, FAMILIES, ITEM_MARK, OWN_FOOTER, at_margin, edges, running
from ingest.marks.withheld import is_banner
from ingest.model import Line, RawPage

BLANK_NOTICE = re.compile(r"this page (?:is|has been) (?:intentionally )?(?:left )?blank(?: intentionally)?\.?", re.I)
LEAST_RUN = 3
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
Offset = tuple[str, int]


@dataclass(frozen=True, slots=True)
class StampedPage:
    """A page with its stamp read and taken out of the text; `mark` is its "Agenda Item 9"."""

    raw: RawPage
    lines: tuple[Line, ...]
    stamp: str | None
    sure: bool
    mark: str | None
    minute_mark: str | None
    blank: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: int
    number: str
    family: str
    offset: Offset


def read_stamps(pages: Sequence[RawPage]) -> list[StampedPage]:
    """Return the pages with stamps, marks, blank notices and running headers read and taken out of their lines."""
    candidates = [_candidates(page) for page in pages]
    family = _leading_family(candidates)
    offsets = Counter(c.offset for page in candidates for c in page if c.family == family)
    chosen = [_choose(candidates, index, family, offsets) for index in range(len(pages))]
    repeated = Counter(c.number for c in chosen if c)
    return [
        _strip(page, found, _fits(chosen, index, repeated), again)
        for index, (page, found, again) in enumerate(zip(pages, chosen, running(pages), strict=True))
    ]


def _candidates(page: RawPage) -> list[_Candidate]:
    found = []
    full = [i for i, line in enumerate(page.lines) if line.text]
    edges = set(full[:EDGE_LINES] + full[-EDGE_LINES:])
    for index in full:
        line = page.lines[index]
        if not at_margin(line) and (index not in edges or _amid(page.lines, index)):
            continue
        for family, pattern in FAMILIES:
            if match := pattern.fullmatch(line.text):
                number = match["number"]
                found.append(_Candidate(index, number, family, _offset(number, page.pdf_page)))
                break
    return found


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


def _leading_family(candidates: Sequence[Sequence[_Candidate]]) -> str | None:
    """Return the family that people quote: "Page 57" before "Page 2 of 6" before a bare number.

    The weaker two must run at one offset over most pages: a table cell or a report's own footer does not.
    """
    for family, _ in FAMILIES:
        with_family = [page for page in candidates if any(c.family == family for c in page)]
        if family == "stamp" and with_family:
            return family
        runs = Counter(c.offset for page in candidates for c in page if c.family == family)
        if runs and runs.most_common(1)[0][1] >= max(_least(family, len(candidates)), (len(candidates) + 1) // 2):
            return family
    return None


def _least(family: str, pages: int) -> int:
    """Return how many pages a run needs: "Page 1 of 2" is plain on two pages, a bare number is not."""
    return min(LEAST_RUN, pages) if family == "of" else LEAST_RUN


def _choose(
    candidates: Sequence[Sequence[_Candidate]], index: int, family: str | None, offsets: Counter[Offset]
) -> _Candidate | None:
    """Return the page's candidate that best continues its neighbours, then the whole file's offset."""
    mine = [c for c in candidates[index] if c.family == family]
    near = Counter(
        c.offset for page in (*candidates[max(0, index - 2) : index], *candidates[index + 1 : index + 3])
        for c in page if c.family == family
    )  # fmt: skip
    best = max(mine, key=lambda c: (near[c.offset], offsets[c.offset], c.line), default=None)
    if best and family and family != "stamp" and offsets[best.offset] < _least(family, len(candidates)):
        return None
    return best


def _fits(chosen: Sequence[_Candidate | None], index: int, repeated: Counter[str]) -> bool:
    """Tell whether a stamp goes on from a page before or leads to one after, and stands on no other page."""
    own = chosen[index]
    if own is None:
        return True
    others = [c for c in (*chosen[max(0, index - 2) : index], *chosen[index + 1 : index + 3]) if c]
    if repeated[own.number] > 1:
        return False
    return not others or any(c.offset == own.offset for c in others)


def _strip(page: RawPage, stamp: _Candidate | None, sure: bool, again: set[int]) -> StampedPage:
    marks = {m["kind"].lower(): (i, m["ref"]) for i, m in _marks(page)}
    own = {i for i in edges(page) if OWN_FOOTER.fullmatch(page.lines[i].text) or is_banner(page.lines[i])}
    taken = own | again | {index for index, _ in marks.values()} | ({stamp.line} if stamp else set())
    rest = [line for i, line in enumerate(page.lines) if i not in taken]
    blank = [line for line in rest if line.text and not BLANK_NOTICE.fullmatch(line.text)] == []
    lines = () if blank else tuple(_trim(rest))
    mark, minute = marks.get("agenda"), marks.get("minute")
    return StampedPage(
        page, lines, stamp.number if stamp else None, sure,
        mark[1] if mark else None, minute[1] if minute else None, blank and bool(page.lines),
    )  # fmt: skip


def _marks(page: RawPage) -> list[tuple[int, re.Match[str]]]:
    found = [(i, ITEM_MARK.fullmatch(page.lines[i].text)) for i in edges(page)]
    return [(i, match) for i, match in found if match]


def _trim(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends and doubled ones that a taken line left behind."""
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    return kept
