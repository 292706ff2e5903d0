"""Tell which appendix a page belongs to, from the outline and from headings at the head of a page."""

import re
from collections.abc import Sequence

from ingest.agenda.classes import REPORT_HEAD
from ingest.marks.margins import FAMILIES, ITEM_MARK
from ingest.marks.stamps import StampedPage
from ingest.model import Line, OutlineEntry

TOP_LINES, LIST_LINES, MOST_WORDS, REPORT_LINES = 3, 3, 16, 12
NAME = r"(?P<kind>appendix|annexe?|attachment|exhibit)\s+(?P<ref>\d{1,2}[A-Za-z]?|[A-Za-z]\d{0,2}|[IVX]{2,4})"
NAMED = re.compile(rf"\b{NAME}\b", re.IGNORECASE)
HEADING = re.compile(rf"(?i:{NAME})(?:[\s.]*|\s*[-–—:.]\s*(?P<title>\S.*)|\s+(?P<words>[A-Z‘“\"'].*[^.;,]))")
Refs = Sequence[str | None]


def appendices_of_pages(pages: Sequence[StampedPage], outline: Sequence[OutlineEntry], refs: Refs) -> list[str | None]:
    """Return for each page the appendix that it is part of ("Appendix 1", "Annex B"), None for a report's own pages.

    An appendix runs to the next one, to the next heading or entry of the outline beside it, item or report. One
    that begins below a report's last lines has the pages after that one.
    """
    told = _told(outline)
    found: list[str | None] = []
    now: str | None = None
    coming: str | None = None
    ref: str | None = None
    depth = 0
    for page, item in zip(pages, refs, strict=True):
        head, entry = heading_of(page), told.get(page.raw.pdf_page, "")
        level = _level(page)
        other = bool(page.mark or page.minute_mark) or item != ref or _opens_report(page) or 0 < level <= depth
        begins = head or (entry if entry and not _below(page, entry) else None)
        now = begins or (None if other or entry is None else coming or now)
        coming = entry if entry and not begins else None
        found.append(now)
        ref, depth = item, level if begins else depth if now else 0
    return found


def heading_of(page: StampedPage) -> str | None:
    """Return the appendix that heads a page; a list of several appendices heads none."""
    placed = sorted((line for line in page.raw.lines if _is_text(line)), key=_top)
    lines = [line.text for line in placed]
    matches = [HEADING.fullmatch(text) for text in lines[: TOP_LINES + LIST_LINES]]
    for at, match in enumerate(matches[:TOP_LINES]):
        if match and len(lines[at].split()) <= MOST_WORDS:
            others = {_name(other) for other in matches if other} - {_name(match)}
            return None if others else _name(match)
    return None


def _level(page: StampedPage) -> int:
    """Return the level of the heading that the file itself gives a part of it, 0 without one."""
    return next((line.heading for line in page.lines if line.text), 0)


def _top(line: Line) -> float:
    """Return where a line begins, for the sort; lines without a place keep their order, before all others."""
    return line.box[1] if line.box else 0.0


def _is_text(line: Line) -> bool:
    numbers = (*(pattern for _, pattern in FAMILIES), ITEM_MARK)
    return bool(line.text) and not any(number.fullmatch(line.text) for number in numbers)


def _name(match: re.Match[str]) -> str:
    kind = match["kind"].capitalize().replace("Annexe", "Annex")
    return f"{kind} {match['ref'].upper()}"


def _told(outline: Sequence[OutlineEntry]) -> dict[int, str | None]:
    """Return for each page what the outline begins on it: an appendix, or None for what stands beside one.

    Of two names in one entry, as of an annex that holds another report's appendix, the first counts.
    """
    told: dict[int, str | None] = {}
    level: int | None = None
    for entry in outline:
        match = NAMED.search(entry.title)
        if match:
            told[entry.pdf_page], level = _name(match), entry.level
        elif level is not None and entry.level <= level:
            told.setdefault(entry.pdf_page, None)
            level = None
    return told


def _below(page: StampedPage, name: str) -> bool:
    """Tell whether an appendix is headed further down a page, whose first lines are still the report's."""
    texts = [line.text for line in page.lines if line.text][TOP_LINES:]
    return any((match := HEADING.fullmatch(text)) and _name(match) == name for text in texts)


def _opens_report(page: StampedPage) -> bool:
    top = "\n".join([line.text for line in page.lines if line.text][:REPORT_LINES])
    return len(REPORT_HEAD.findall(top)) > 1
