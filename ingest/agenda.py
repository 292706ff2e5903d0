"""Read the agenda of a front sheet and tell which agenda item each page belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import AgendaItem, OutlineEntry
from ingest.stamps import StampedPage

FRONT_PAGES = 12
TITLE_LINES = 4
ENTRY = re.compile(r"(?:Item\s+)?(?P<ref>\d{1,2}[A-Za-z]?)(?:[.):]|\s)?\s*(?P<title>(?:[^\d\s]|\d+/\d).*)?")
RANGE = re.compile(
    r"[(\[]?\s*(?:Pages?|pp?\.)\s*(?:Nos?\.?)?\s*:?\s*(?P<first>[A-Z]?-?\d{1,4})"
    r"(?:\s*(?:-|–|—|to)\s*(?P<last>[A-Z]?-?\d{1,4}))?\s*[)\]]?",
    re.IGNORECASE,
)
OPEN_RANGE = re.compile(
    r"[(\[]?\s*(?:Pages?|pp?\.)(?:\s*Nos?\.?)?\s*(?:[A-Z]?-?\d{1,4}\s*(?:-|–|—|to)?\s*)?", re.IGNORECASE
)
PRIVATE_PART = re.compile(
    r"(?:part\s+(?:2|two|ii|b)\b.*|(?:exempt|confidential|private)\s+(?:items?|business|session|part).*|"
    r".*\bnot for publication\b.*|.*exclusion of (?:the )?(?:press and )?public.*)",
    re.IGNORECASE,
)
LEFT_OPEN = re.compile(r"\b(?:Pages?|pp?\.)\s*(?:Nos?\.?)?\s*:?\s*[A-Z]?-?\d{1,4}\s*(?:-|–|—|to)$", re.IGNORECASE)
NOTE = re.compile(r"[(\[*\s]*(?:this \w+ is )?not for publication\b", re.IGNORECASE)
BULLET = re.compile(r"[•●▪*\uf0b7\-–]\s*")
MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b,?\s*\d{4}"
)
TRAILING = re.compile(r"[\s(\[:;,.-]+$")


@dataclass(frozen=True, slots=True)
class _Entry:
    ref: str
    lines: tuple[str, ...]
    part: str


def read_agenda(pages: Sequence[StampedPage]) -> tuple[AgendaItem, ...]:
    """Return the items that the front sheet lists, with the pages printed beside them."""
    front = _front(pages)
    lines = [line.text for page in front for line in page.lines]
    items = [_item(entry) for entry in _entries(lines)]
    return tuple(items) if any(item.first for item in items) else ()


def items_from_outline(outline: Sequence[OutlineEntry]) -> tuple[tuple[AgendaItem, int], ...]:
    """Return items named by the outline's top level, each with the PDF page it begins on."""
    found = []
    for entry in outline:
        match = ENTRY.fullmatch(entry.title)
        if entry.level == 0 and match and match["title"]:
            found.append((AgendaItem(match["ref"].upper(), match["title"].strip()), entry.pdf_page))
    return tuple(found)


def items_of_pages(
    pages: Sequence[StampedPage], items: Sequence[AgendaItem], outline: Sequence[OutlineEntry]
) -> list[str | None]:
    """Return each page's item ref: what its stamp's printed range or the last "Agenda Item" mark says.

    Where both speak and differ, the one that began later is right: a mark may be missing, a range outdated.
    Without either the outline's top level tells.
    """
    begins = {page: item.ref for item, page in items_from_outline(outline)}
    by_outline = not any(p.mark for p in pages) and not any(i.first for i in items)
    refs: list[str | None] = []
    marked: tuple[int, str] | None = None
    range_began: dict[str, int] = {}
    outlined: str | None = None
    for page in pages:
        number = page.raw.pdf_page
        outlined = begins.get(number, outlined)
        marked = (number, page.mark) if page.mark else marked
        ranged = _ranged(page, items)
        if ranged:
            range_began.setdefault(ranged, number)
        refs.append(outlined if by_outline else _reconcile(marked, ranged, range_began))
    return refs


def all_items(
    items: tuple[AgendaItem, ...], outline: Sequence[OutlineEntry], refs: Sequence[str | None]
) -> tuple[AgendaItem, ...]:
    """Add what the outline names and pages carry but the front sheet does not list."""
    named = {item.ref: item for item, _ in items_from_outline(outline)}
    known = {item.ref for item in items}
    new = dict.fromkeys(ref for ref in refs if ref and ref not in known)
    return (*items, *(named.get(ref, AgendaItem(ref, "")) for ref in new))


def _front(pages: Sequence[StampedPage]) -> Sequence[StampedPage]:
    for index, page in enumerate(pages[: FRONT_PAGES + 1]):
        if page.mark:
            return pages[:index]
    return pages[:FRONT_PAGES]


def _entries(lines: Sequence[str]) -> list[_Entry]:
    """Cut the front sheet into entries: a line whose ref follows the last one opens an entry."""
    entries: list[_Entry] = []
    part, last = "public", ""
    for index, line in enumerate(lines):
        if _begins_private_part(lines, index):
            part = "exempt"
            continue
        match = ENTRY.fullmatch(line)
        if (
            match
            and not (index and LEFT_OPEN.search(lines[index - 1]))
            and _opens(last, match["ref"], lines[index : index + TITLE_LINES])
            and _is_title(lines, index, match["title"])
        ):
            last = match["ref"]
            entries.append(_Entry(last, (match["title"] or "",), part))
        elif entries:
            entries[-1] = replace(entries[-1], lines=(*entries[-1].lines, line))
    return entries


def _begins_private_part(lines: Sequence[str], index: int) -> bool:
    """Tell a heading over exempt items from an entry, and from a note right under one."""
    line = lines[index]
    if not PRIVATE_PART.fullmatch(line) or ENTRY.fullmatch(line):
        return False
    return index == 0 or not lines[index - 1] or not NOTE.match(line)


def _opens(last: str, ref: str, lines: Sequence[str]) -> bool:
    """Tell whether a ref follows the last one; the first is 1, or (in a supplement) has its pages beside it."""
    number, letter = _parts(ref)
    if not last:
        return number == 1 or RANGE.search(" ".join(lines)) is not None
    last_number, last_letter = _parts(last)
    if number == last_number:
        return bool(letter) and letter > last_letter
    return last_number < number <= last_number + 2


def _parts(ref: str) -> tuple[int, str]:
    return int(re.sub(r"\D", "", ref)), re.sub(r"\d", "", ref).upper()


def _is_title(lines: Sequence[str], index: int, title: str | None) -> bool:
    following = title or next((line for line in lines[index + 1 : index + 3] if line), "")
    if not following or BULLET.match(following) or MONTH.match(following):
        return False
    return following[0].isupper() or following[0].isdigit() or following[0] in "'\"‘“[("


def _item(entry: _Entry) -> AgendaItem:
    title, first, last = _title_and_range(entry.lines)
    rest = " ".join(entry.lines).lower()
    exempt = entry.part == "exempt" or "not for publication" in rest or "schedule 12a" in rest
    return AgendaItem(entry.ref.upper(), title, first, last, "exempt" if exempt else "public")


def _title_and_range(lines: Sequence[str]) -> tuple[str, str | None, str | None]:
    """Return the title and printed range, which may both run over broken lines."""
    head: list[str] = []
    for line in [text for text in lines if text][: TITLE_LINES + 2]:
        head.append(line)
        joined = " ".join(head)
        match = RANGE.search(joined)
        if match and not _goes_on(joined, match, lines, len(head)):
            return TRAILING.sub("", joined[: match.start()]), match["first"], match["last"] or match["first"]
    full = [text for text in lines if text]
    return (TRAILING.sub("", full[0]) if full else ""), None, None


def _goes_on(joined: str, match: re.Match[str], lines: Sequence[str], used: int) -> bool:
    """Tell whether a range read up to its first number goes on in the next line ("(Pages 19 -")."""
    open_end = match["last"] is None and OPEN_RANGE.search(joined[match.start() :])
    return bool(open_end) and joined.rstrip().endswith(("-", "–", "—", "to")) and used < len(lines)


def _ranged(page: StampedPage, items: Sequence[AgendaItem]) -> str | None:
    if page.stamp is None or not page.stamp.isdigit() or not page.sure:
        return None
    holding = [i for i in items if _holds(i, int(page.stamp))]
    return min(holding, key=_length).ref if holding else None


def _holds(item: AgendaItem, stamp: int) -> bool:
    first, last = item.first or "", item.last or ""
    return first.isdigit() and last.isdigit() and int(first) <= stamp <= int(last)


def _length(item: AgendaItem) -> int:
    return int(item.last or 0) - int(item.first or 0)


def _reconcile(marked: tuple[int, str] | None, ranged: str | None, range_began: dict[str, int]) -> str | None:
    if marked is None or ranged is None:
        return ranged or (marked[1].upper() if marked else None)
    if ranged.upper().startswith(marked[1].upper()) or range_began[ranged] > marked[0]:
        return ranged
    return marked[1].upper()
