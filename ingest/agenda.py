"""Read the agenda of a front sheet; tell which item each page belongs to and which pages are not for publication."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from ingest.marks.stamps import StampedPage
from ingest.marks.withheld import HEAD_LINES, withheld
from ingest.model import AgendaItem, Classification, OutlineEntry, RawPage

FRONT_PAGES, TITLE_LINES, NOTE_LINES = 12, 4, 8
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
    r"part\s+(?:2|two|ii|b)\b\W*(?:(?:private|exempt|confidential|closed|not|items?|business|session|agenda)\b.*)?|"
    r"(?:exempt|confidential|private)\s+(?:items?|business|session|part)\b.{0,60}|"
    r"(?:(?:exempt|confidential|private|items|reports|business)\b.{0,30})?\bnot for publication\W*",
    re.IGNORECASE,
)
PUBLIC_PART = re.compile(
    r"part\s+(?:1|one|i|a)\b\W*(?:(?:public|open|unrestricted|items?|business|session|agenda)\b.*)?|"
    r"(?:unrestricted|public|open|non-exempt)\s+(?:items?|business|session|part)\b.{0,60}",
    re.IGNORECASE,
)
# The motion to exclude the public quotes the law and is itself public; what comes behind it is not.
MOTION = re.compile(
    r"that,? (?:under|in accordance with|pursuant to) section 100|"
    r"(?:exempt information\W+)?(?:possible |(?:motion|resolution) (?:for |to )?)?(?:the )?"
    r"exclu(?:sion of|de|ding) (?:the )?(?:press|public)\b",
    re.IGNORECASE,
)
EXEMPTED = re.compile(r"\bnot for publication\b|\bschedule 12a\b", re.IGNORECASE)
APPENDED = re.compile(r"\b(?:appendi|annex)[^.]*$", re.IGNORECASE)
LEFT_OPEN = re.compile(r"\b(?:Pages?|pp?\.)\s*(?:Nos?\.?)?\s*:?\s*[A-Z]?-?\d{1,4}\s*(?:-|–|—|to)$", re.IGNORECASE)
NOTE = re.compile(r"[(\[*\s]*(?:this \w+ is )?not for publication\b", re.IGNORECASE)
BULLET = re.compile(r"[•●▪*\uf0b7\-–]\s*")
MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b,?\s*\d{4}"
)
APPENDIX = re.compile(r"(?:appendix|annex)\b", re.IGNORECASE)
REPORT_HEAD = re.compile(r"^(?:From|By|To|Report (?:from|to|of|by)|Subject|Title|Author)\s*:", re.MULTILINE)
TRAILING = re.compile(r"[\s(\[:;,.-]+$")
Refs = Sequence[str | None]


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
        if ranged := _ranged(page, items):
            range_began.setdefault(ranged, number)
        refs.append(outlined if by_outline else _reconcile(marked, ranged, range_began))
    return refs


def all_items(
    items: tuple[AgendaItem, ...], outline: Sequence[OutlineEntry], refs: Refs, classes: Sequence[Classification]
) -> tuple[AgendaItem, ...]:
    """Add what only the outline names and pages carry; a title that stands on no public page is exempt."""
    named = {item.ref: item for item, _ in items_from_outline(outline)}
    known = {item.ref for item in items}
    new = dict.fromkeys(ref for ref in refs if ref and ref not in known)
    shown = {ref for ref, page in zip(refs, classes, strict=True) if page == "public"}
    shown |= known if "public" in classes else set()
    found = (*items, *(named.get(ref, AgendaItem(ref, "")) for ref in new))
    return tuple(i if i.ref in shown else replace(i, part="exempt", classification="exempt") for i in found)


def classify(pages: Sequence[StampedPage], items: Sequence[AgendaItem], refs: Refs) -> list[Classification]:
    """Return each page's classification: its agenda item's, or what it or the head of its report says.

    Every copy of an exempt report says "Not for publication" (Local Government Act 1972, s. 100B(5)). What a report's
    first page says holds to the end of the item, what a later page says to the next appendix.
    """
    private = {item.ref for item in items if item.part == "exempt"}
    # Under an exempt Item 11 stand the pages of 11A and 11B, which the agenda need not list.
    known = {item.ref for item in items}
    private |= {ref for ref in refs if ref and ref not in known and ref.rstrip(ascii_uppercase) in private}
    listed, state = _listing(pages, items, refs), _Withheld(private)
    found = [_withholds(state, page, index < listed, refs[index]) for index, page in enumerate(pages)]
    rest = [exempt for exempt, page in zip(found[listed:], pages[listed:], strict=True) if page.lines]
    alone = bool(rest) and all(rest) and not any(item.first and item.part == "public" for item in items)
    return ["exempt" if exempt or alone else "public" for exempt in found]


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


def _listing(pages: Sequence[StampedPage], items: Sequence[AgendaItem], refs: Refs) -> int:
    """Return how many pages the agenda itself takes: up to the last that lists an item, before the first report."""
    last, listed = 0, {(item.ref, item.title[:8]) for item in items if item.title}
    for index, page in enumerate(pages[:FRONT_PAGES]):
        if refs[index] is not None or page.mark:
            break
        lines = [line.text for line in page.lines if line.text] + [""]
        found = [(match, lines[at + 1]) for at, line in enumerate(lines) if (match := ENTRY.fullmatch(line))]
        if listed & {(match["ref"].upper(), (match["title"] or below)[:8]) for match, below in found}:
            last = index + 1
    return last


def _front(pages: Sequence[StampedPage]) -> Sequence[StampedPage]:
    for index, page in enumerate(pages[: FRONT_PAGES + 1]):
        if page.mark:
            return pages[:index]
    return pages[:FRONT_PAGES]


def _entries(lines: Sequence[str]) -> list[_Entry]:
    """Cut the front sheet into entries: a line whose ref follows the last one opens an entry."""
    entries: list[_Entry] = []
    part, last, aside = "public", "", False
    for index, line in enumerate(lines):
        if _begins_private_part(lines, index, bool(entries)):
            part, aside = "exempt", True
            continue
        part = "public" if PUBLIC_PART.fullmatch(line) else part
        match = ENTRY.fullmatch(line)
        if (
            match
            and not (index and LEFT_OPEN.search(lines[index - 1]))
            and _opens(last, match["ref"], lines[index : index + TITLE_LINES])
            and _is_title(lines, index, match["title"])
        ):
            last, aside = match["ref"], False
            entries.append(_Entry(last, (match["title"] or "",), part))
        elif entries and not aside:
            entries[-1] = replace(entries[-1], lines=(*entries[-1].lines, line))
    return entries


def _begins_private_part(lines: Sequence[str], index: int, listed: bool) -> bool:
    """Tell a heading over exempt items from an entry, from its title below its ref, and from a note under one.

    A motion to exclude the public is one only behind what is `listed` already: before it, the law is explained.
    """
    line, above = lines[index], lines[index - 1] if index else ""
    if ENTRY.fullmatch(line) or ((entry := ENTRY.fullmatch(above)) and not entry["title"]):
        return False
    if PRIVATE_PART.fullmatch(line):
        return not above or not NOTE.match(line)
    return listed and bool(MOTION.match(line))


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
    motion = first is None and MOTION.match(title)
    exempt = not motion and (entry.part == "exempt" or _exempted(entry.lines))
    return AgendaItem(entry.ref.upper(), title, first, last, "exempt" if exempt else "public")


def _exempted(lines: Sequence[str]) -> bool:
    """Tell whether an entry's notes, right below its title, say that its papers and not only an appendix are exempt."""
    gaps = [at for at, line in enumerate(lines) if at and not line and lines[at - 1]]
    text = " ".join(lines[: gaps[1] if gaps[1:] else NOTE_LINES][:NOTE_LINES])
    return any(not APPENDED.search(text[: found.start()]) for found in EXEMPTED.finditer(text))


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
