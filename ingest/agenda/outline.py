"""What a file's outline says of its items, and which pages each entry of its top level takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agenda.refs import ENTRY, key, tidy
from ingest.marks.stamps import StampedPage
from ingest.model import AgendaItem, OutlineEntry, Page

AGENDA = re.compile(r"\bagenda\b", re.IGNORECASE)
# Any agenda has one of these, the numbered sections of a report have none.
USUAL = re.compile(
    r"\b(?:apolog(?:y|ies)|(?:declarations?|disclosures?) of|minutes|welcome|"
    r"any other (?:urgent )?business|urgent business|"
    r"date of (?:the )?next|public (?:questions?|comments?|participation)|roll call|call to order|"
    r"consent (?:calendar|agenda)|matters arising|action log|adjournment|petitions|exclusion of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the outline's top level with the PDF pages it takes, both included; `ref` where it is an item."""

    title: str
    ref: str | None
    first: int
    last: int


def sections(outline: Sequence[OutlineEntry], pages: Sequence[Page]) -> tuple[Section, ...]:
    """Return the outline's top level with the pages of each entry: to the next one, and an item's while it lasts."""
    top = [entry for entry in outline if entry.level == 0]
    ends = [max(entry.pdf_page, after.pdf_page - 1) for entry, after in zip(top, top[1:], strict=False)]
    found = []
    for entry, end in zip(top, [*ends, len(pages)], strict=False):
        ref = pages[entry.pdf_page - 1].item if entry.pdf_page <= len(pages) else None
        match = ENTRY.fullmatch(entry.title)
        numbered = match is not None and ref is not None and key(tidy(match["ref"]))[0] == key(ref)[0]
        title = match["title"] if match and numbered and match["title"] else entry.title
        found.append(Section(title, ref if numbered else None, entry.pdf_page, end))
    return tuple(found)


def items_from_outline(outline: Sequence[OutlineEntry]) -> tuple[tuple[AgendaItem, int], ...]:
    """Return items named by the outline's top level and their parts ("8A"), each with the PDF page it begins on."""
    found: list[tuple[AgendaItem, int]] = []
    parent: str | None = None
    for entry in outline:
        match = ENTRY.fullmatch(entry.title)
        ref = tidy(match["ref"]) if match and match["title"] else None
        parent = ref if entry.level == 0 else parent
        part = entry.level == 1 and ref and parent and ref[-1].isalpha() and key(ref)[0] == key(parent)[0]
        if match and ref and (entry.level == 0 or part):
            found.append((AgendaItem(ref, match["title"].strip(" -–—:")), entry.pdf_page))
    return tuple(found)


def lists_items(outline: Sequence[OutlineEntry], pages: Sequence[StampedPage], headed: bool) -> bool:
    """Tell whether the numbers of an outline are those of an agenda and not of a report's own sections."""
    titles = [entry.title for entry in outline if entry.level == 0]
    usual = any(AGENDA.search(title) or USUAL.search(title) for title in titles)
    return headed or usual or any(page.mark for page in pages)
