"""Read the page numbers printed beside the text, which count because they fit their neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.marks.margins import (
    ENCLOSURE_MARK,
    ITEM_MARK,
    OWN_FOOTER,
    SHORT_MARK,
    at_margin,
    at_top,
    edges,
    running,
)
from ingest.marks.numbers import (
    Candidate,
    Candidates,
    candidates_of,
    leading_family,
    least_run,
    near,
    own_numbers,
)
from ingest.marks.withheld import is_banner
from ingest.model import Line, RawPage

BLANK_NOTICE = re.compile(
    r"[\[(*\s]*(?:this page (?:is|has been|was) |page )?(?:intentionally )?(?:left )?blank"
    r"(?: intentionally)?[\])*.\s]*",
    re.I,
)
LEAST_LEVEL = 3
Mark = tuple[int, str]


@dataclass(frozen=True, slots=True)
class StampedPage:
    """A page with its stamp read and taken out of the text; `mark` is its "Agenda Item 9", `enclosure` its "Enc 4".

    `left` are the lines taken out, as printed; a page with a `notice` says that it is left blank.
    """

    raw: RawPage
    lines: tuple[Line, ...]
    stamp: str | None = None
    sure: bool = True
    mark: str | None = None
    minute_mark: str | None = None
    notice: bool = False
    enclosure: str | None = None
    left: tuple[str, ...] = ()


def read_stamps(pages: Sequence[RawPage]) -> list[StampedPage]:
    """Return the pages with stamps, marks, blank notices and running lines read and taken out of their lines."""
    candidates = [candidates_of(page) for page in pages]
    family = leading_family(candidates)
    offsets = Counter(c.offset for page in candidates for c in page if c.family == family)
    heights = Counter(c.height for page in candidates for c in page if c.family == family)
    chosen = [_choose(candidates, index, family, (offsets, heights)) for index in range(len(pages))]
    repeated = Counter(c.number for c in chosen if c)
    taken = [again | own for again, own in zip(running(pages), own_numbers(candidates, chosen), strict=True)]
    return [
        _strip(page, found, _fits(chosen, index, repeated), out)
        for index, (page, found, out) in enumerate(zip(pages, chosen, taken, strict=True))
    ]


def _choose(
    candidates: Candidates, index: int, family: str | None, usual: tuple[Counter[tuple[str, int]], Counter[int]]
) -> Candidate | None:
    """Return the page's candidate that best continues its neighbours, then the whole file's offset and height.

    One that continues nothing and is known not to stand in a margin is text.
    """
    offsets, heights = usual
    around = near(candidates, index, 2)
    mine = [c for c in candidates[index] if c.family == family]
    best = max(
        mine, key=lambda c: (around[c.family, c.offset], offsets[c.offset], heights[c.height], c.line), default=None
    )
    if best is None:
        return None
    if best.family != "stamp" and offsets[best.offset] < least_run(best.family, len(candidates)):
        return None
    amid = not best.margin and best.height and len(candidates) > 1
    return None if amid and not around[best.family, best.offset] and heights[best.height] < LEAST_LEVEL else best


def _fits(chosen: Sequence[Candidate | None], index: int, repeated: Counter[str]) -> bool:
    """Tell whether a stamp goes on from a page before or leads to one after, and stands on no other page."""
    own = chosen[index]
    if own is None:
        return True
    others = [c for c in (*chosen[max(0, index - 2) : index], *chosen[index + 1 : index + 3]) if c]
    if repeated[own.number] > 1:
        return False
    return not others or any(c.offset == own.offset for c in others)


def _strip(page: RawPage, stamp: Candidate | None, sure: bool, again: set[int]) -> StampedPage:
    marks = _marks(page)
    own = {i for i in edges(page) if OWN_FOOTER.fullmatch(page.lines[i].text) or is_banner(page.lines[i])}
    taken = own | again | {index for index, _ in marks.values()} | ({stamp.line} if stamp else set())
    rest = [line for i, line in enumerate(page.lines) if i not in taken]
    full = [line.text for line in rest if line.text]
    blank = all(BLANK_NOTICE.fullmatch(text) for text in full)
    lines = () if blank else tuple(_trim(rest))
    out = [line.text for i, line in enumerate(page.lines) if line.text and (blank or i in taken)]
    refs = {kind: ref for kind, (_, ref) in marks.items()}
    return StampedPage(
        page, lines, stamp.number if stamp else None, sure, refs.get("agenda"), refs.get("minute"),
        blank and bool(full), refs.get("enclosure"), tuple(out),
    )  # fmt: skip


def _marks(page: RawPage) -> dict[str, Mark]:
    """Return the last mark of each kind on a page, with its line: "agenda", "minute", "enclosure"."""
    found: dict[str, Mark] = {}
    for index in edges(page):
        line = page.lines[index]
        if match := ITEM_MARK.fullmatch(line.text):
            found[match["kind"].lower()] = index, match["ref"]
        elif at_top(line) and (match := SHORT_MARK.fullmatch(line.text)):
            found.setdefault("agenda", (index, match["ref"]))
        elif at_margin(line) and (match := ENCLOSURE_MARK.fullmatch(line.text)):
            found["enclosure"] = index, match["ref"]
    return found


def _trim(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends and doubled ones that a taken line left behind."""
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    return kept
