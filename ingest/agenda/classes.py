"""Tell which pages are not for publication."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from ingest.agenda.front import FRONT_PAGES
from ingest.agenda.outline import items_from_outline
from ingest.agenda.private import exempted, opens_private_part, reopens
from ingest.agenda.refs import ENTRY, key, tidy
from ingest.marks.stamps import StampedPage
from ingest.marks.withheld import HEAD_LINES, withheld
from ingest.model import AgendaItem, Classification, OutlineEntry, RawPage

APPENDIX = re.compile(r"(?:appendix|annex)\b", re.IGNORECASE)
REPORT_HEAD = re.compile(r"^(?:From|By|To|Report (?:from|to|of|by)|Subject|Title|Author)\s*:", re.MULTILINE)
Refs = Sequence[str | None]


def classify(
    pages: Sequence[StampedPage], items: Sequence[AgendaItem], refs: Refs, outline: Sequence[OutlineEntry] = ()
) -> list[Classification]:
    """Return each page's classification: its agenda item's, or what it or the head of its report says.

    Every copy of an exempt report says "Not for publication" (Local Government Act 1972, s. 100B(5)). What a report's
    first page says holds to the end of the item, what a later page says to the next appendix.
    """
    private = _private(items, refs) if items else _private_by_outline(outline)
    listed, state = listing(pages, items, refs), _Withheld(private)
    found = [_withholds(state, page, index < listed, refs[index]) for index, page in enumerate(pages)]
    rest = [exempt for exempt, page in zip(found[listed:], pages[listed:], strict=True) if page.lines]
    alone = bool(rest) and all(rest) and not any(item.first and item.part == "public" for item in items)
    return ["exempt" if exempt or alone else "public" for exempt in found]


def _private(items: Sequence[AgendaItem], refs: Refs) -> set[str]:
    """Return the refs of exempt items, of their parts, and of what comes behind an agenda that ends in private."""
    private = {item.ref for item in items if item.part == "exempt"}
    # Under an exempt Item 11 stand the pages of 11A and 11B, which the agenda need not list.
    new = {ref for ref in refs if ref} - {item.ref for item in items}
    private |= {ref for ref in new if ref.rstrip(ascii_uppercase) in private}
    last = items[-1].ref
    return private | ({ref for ref in new if last in private and "/" not in ref + last and key(ref) > key(last)})


def _private_by_outline(outline: Sequence[OutlineEntry]) -> set[str]:
    """Return the refs of items that the outline names exempt or lists behind a motion to exclude the public."""
    listed = [item for item, _ in items_from_outline(outline)]
    titles = [(item.title,) for item in listed]
    found, private = set[str](), False
    for at, item in enumerate(listed):
        private = private and not reopens(item.title)
        if private or exempted(titles[at]):
            found.add(item.ref)
        private = private or opens_private_part(titles, at)
    return found


@dataclass(slots=True)
class _Withheld:
    """How far what was read withholds the pages that follow: "file", "item", to the next "appendix", or not."""

    private: set[str]
    until: str = ""
    ref: str | None = None
    first: bool = True


def _withholds(state: _Withheld, page: StampedPage, listing: bool, ref: str | None) -> bool:
    """Tell whether a page is exempt; one that no stamp or mark places goes with the page before it."""
    changes = ref is not None and ref != state.ref
    if changes and state.until != "file":
        state.until = "item" if ref in state.private else ""
    heads = not listing and (changes or state.first or len(REPORT_HEAD.findall(_top(page))) > 1)
    if (state.first or not listing) and withheld(_unlisted(page.raw) if listing else page.raw, heads):
        state.until = state.until or ("file" if state.first else "item" if heads else "appendix")
    elif state.until == "appendix" and APPENDIX.match(_top(page)):
        state.until = ""
    state.ref, state.first = ref or state.ref, False
    return bool(state.until)


def _top(page: StampedPage) -> str:
    return "\n".join([line.text for line in page.lines if line.text][:HEAD_LINES])


def _unlisted(page: RawPage) -> RawPage:
    """Return an agenda's page down to its first entry: below it stand the headings and notes of items."""
    first = next((at for at, line in enumerate(page.lines) if ENTRY.fullmatch(line.text)), len(page.lines))
    return replace(page, lines=page.lines[:first])


def listing(pages: Sequence[StampedPage], items: Sequence[AgendaItem], refs: Refs) -> int:
    """Return how many pages the agenda itself takes: up to the last that lists an item, before the first report."""
    last, listed = 0, {(item.ref, item.title[:8]) for item in items if item.title}
    for index, page in enumerate(pages[:FRONT_PAGES]):
        if refs[index] is not None or page.mark:
            break
        lines = [line.text for line in page.lines if line.text] + [""]
        found = [(match, lines[at + 1]) for at, line in enumerate(lines) if (match := ENTRY.fullmatch(line))]
        if listed & {(tidy(match["ref"]), (match["title"] or below)[:8]) for match, below in found}:
            last = index + 1
    return last
