"""Tell which item each page belongs to, from stamps, marks, enclosures, the outline, and the reports' headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.agenda.classes import REPORT_HEAD, Refs, listing
from ingest.agenda.front import ENCLOSURE, Agenda
from ingest.agenda.outline import items_from_outline, lists_items
from ingest.agenda.refs import key, tidy, within
from ingest.marks.stamps import StampedPage
from ingest.model import AgendaItem, Classification, OutlineEntry

HEADING_LINES, LEAST_WORDS, MOST_WORDS = 14, 2, 16
LABEL = re.compile(
    r"(?:(?:agenda )?item(?: no\.?)?\s*[\d.]+[a-z]?|(?:report |paper )?title|subject|report|re)\s*[:–-]\s*|"
    r"\d{1,2}[a-z]?[.)]?\s+",
    re.IGNORECASE,
)
WORD = re.compile(r"\w+")
YEAR = re.compile(r"\b(?:19|20)\d\d$")


def items_of_pages(pages: Sequence[StampedPage], agenda: Agenda, outline: Sequence[OutlineEntry]) -> list[str | None]:
    """Return each page's item ref: what its stamp's printed range, the last mark or the outline says.

    Where they differ, the one that began later is right: a mark may be missing, a range outdated. Where none of them
    tells of any page, headings that equal titles of the front sheet do.
    """
    begins = _begins(pages, agenda, outline)
    if not any(begins) and not any(item.first for item in agenda.items):
        return _by_headings(pages, agenda.items) if agenda.items else [None] * len(pages)
    marked: tuple[int, str] | None = None
    refs: list[str | None] = []
    range_began: dict[str, int] = {}
    for page, begun in zip(pages, begins, strict=True):
        number = page.raw.pdf_page
        marked = (number, begun) if begun else marked
        if ranged := _ranged(page, agenda.items):
            range_began.setdefault(ranged, number)
        refs.append(_reconcile(marked, ranged, range_began))
    return refs


def _begins(pages: Sequence[StampedPage], agenda: Agenda, outline: Sequence[OutlineEntry]) -> list[str | None]:
    """Return for each page the item that a mark, an enclosure's name or the outline says to begin on it.

    The outline's "8A" goes before a mark "8", and a mark before an outline that names another item.
    """
    named = _outlined(agenda, outline) if lists_items(outline, pages, agenda.headed) else {}
    found: list[str | None] = []
    for page in pages:
        mark = tidy(page.mark) if page.mark else agenda.enclosures.get((page.enclosure or "").upper())
        told = named.get(page.raw.pdf_page)
        found.append(told if told and (mark is None or within(told, mark)) else mark)
    return found


def _outlined(agenda: Agenda, outline: Sequence[OutlineEntry]) -> dict[int, str]:
    """Return which item begins on a page by the outline: by its number, by its title alone, by its enclosure."""
    titles = {title: item.ref for item in agenda.items if _tells(title := " ".join(_words(item.title)))}
    found: dict[int, str] = {}
    for entry in outline:
        enclosure = ENCLOSURE.match(entry.title)
        ref = titles.get(" ".join(_words(entry.title)))
        ref = ref or (agenda.enclosures.get(enclosure["name"].upper()) if enclosure else None)
        if ref:
            found.setdefault(entry.pdf_page, ref)
    return found | {page: item.ref for item, page in items_from_outline(outline)}


def _ranged(page: StampedPage, items: Sequence[AgendaItem]) -> str | None:
    if page.stamp is None or not page.sure:
        return None
    holding = [item for item in items if _holds(item, page.stamp)]
    return min(holding, key=_length).ref if holding else None


def _holds(item: AgendaItem, stamp: str) -> bool:
    """Tell whether a printed range holds a stamp: both plain numbers, or both of one letter."""
    first, last, own = (_number(text) for text in (item.first, item.last, stamp))
    if first is None or last is None or own is None or not first[0] == last[0] == own[0]:
        return False
    return first[1] <= own[1] <= last[1]


def _number(text: str | None) -> tuple[str, int] | None:
    found = re.fullmatch(r"([A-Z]{0,2})-?(\d+)", (text or "").upper())
    return (found[1], int(found[2])) if found else None


def _length(item: AgendaItem) -> int:
    first, last = _number(item.first), _number(item.last)
    return last[1] - first[1] if first and last else 0


def _reconcile(marked: tuple[int, str] | None, ranged: str | None, range_began: dict[str, int]) -> str | None:
    if marked is None or ranged is None:
        return ranged or (marked[1] if marked else None)
    if within(ranged, marked[1]) or range_began[ranged] > marked[0]:
        return ranged
    return marked[1]


def _by_headings(pages: Sequence[StampedPage], items: Sequence[AgendaItem]) -> list[str | None]:
    """Return each page's item where reports are headed by the very titles of the front sheet, in its order."""
    titles = [" ".join(_words(item.title)) for item in items]
    last, ref, refs = -1, None, list[str | None]()
    start = listing(pages, items, [None] * len(pages))
    for index, page in enumerate(pages):
        heads = _heads(page) if index >= start else set()
        found = next((at for at in range(last + 1, len(items)) if titles[at] in heads and _tells(titles[at])), None)
        if found is not None:
            last, ref = found, items[found].ref
        refs.append(ref)
    return refs


def _tells(title: str) -> bool:
    return len(title.split()) >= LEAST_WORDS


def _heads(page: StampedPage) -> set[str]:
    """Return what the page's first lines say, each alone and with the one or two below it, in plain words."""
    lines = [line.text for line in page.lines if line.text][:HEADING_LINES]
    joined = (" ".join(lines[at : at + size]) for at in range(len(lines)) for size in (1, 2, 3))
    return {" ".join(_words(text)) for whole in joined for text in (whole, LABEL.sub("", whole, count=1))}


def _words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def all_items(
    items: tuple[AgendaItem, ...], named: Mapping[str, AgendaItem], refs: Refs, classes: Sequence[Classification]
) -> tuple[AgendaItem, ...]:
    """Add items that pages carry and only `named` tells of; a title that stands on no public page is exempt."""
    known = {item.ref for item in items}
    new = dict.fromkeys(ref for ref in refs if ref and ref not in known)
    shown = {ref for ref, page in zip(refs, classes, strict=True) if page == "public"}
    shown |= known if "public" in classes else set()
    found = _in_order(items, [named.get(ref, AgendaItem(ref, "")) for ref in new])
    return tuple(i if i.ref in shown else replace(i, part="exempt", classification="exempt") for i in found)


def named_items(pages: Sequence[StampedPage], outline: Sequence[OutlineEntry], refs: Refs) -> dict[str, AgendaItem]:
    """Return items as the outline names them, else as the head of their first page does, above "Report from"."""
    found: dict[str, AgendaItem] = {}
    for page, ref in zip(pages, refs, strict=True):
        if ref and ref not in found:
            found[ref] = AgendaItem(ref, _title_above_fields(page))
    return found | {item.ref: item for item, _ in items_from_outline(outline)}


def _title_above_fields(page: StampedPage) -> str:
    """Return the heading above a report's first field, which may run over lines, without a board and day above it."""
    lines = [line.text for line in page.lines][: 2 * HEADING_LINES]
    at = next((at for at, text in enumerate(lines) if REPORT_HEAD.match(text)), 0)
    above = lines[: at - 1 if at and not lines[at - 1] else at]
    start = next(
        (index + 1 for index in reversed(range(len(above))) if not above[index] or YEAR.search(above[index])), 0
    )
    title = " ".join(above[start:])
    whole = title[:1].isupper() and not title.endswith(":") and len(title.split()) <= MOST_WORDS
    return title if whole else ""


def _in_order(items: Sequence[AgendaItem], new: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Return the items with the parts of one ("8A") right behind it and others at the end."""
    found = list(items)
    for item in new:
        before = [at for at, other in enumerate(found) if within(item.ref, other.ref) or _parts(item.ref, other.ref)]
        found.insert(before[-1] + 1 if before else len(found), item)
    return found


def _parts(one: str, other: str) -> bool:
    """Tell whether two refs are parts of one item."""
    return "/" not in one + other and bool(key(one)[1] and key(other)[1]) and key(one)[0] == key(other)[0]
