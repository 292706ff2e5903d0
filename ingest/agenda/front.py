"""Read the agenda of a front sheet: its items, the pages printed beside them, their enclosures and their purpose."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.agenda.columns import printed
from ingest.agenda.outline import USUAL
from ingest.agenda.private import (
    PRIVATE_PART,
    exempted,
    is_motion,
    is_note,
    moves,
    named_by_motion,
    opens_private_part,
    reopens,
)
from ingest.agenda.refs import ENTRY, RANGE, opens, printed_range, tidy
from ingest.marks.minutes import opens_minutes
from ingest.marks.stamps import StampedPage
from ingest.model import AgendaItem

FRONT_PAGES, TITLE_LINES, LEAST_ITEMS, NEXT_PAGE = 12, 4, 3, 2
HEAD = re.compile(
    r"[\W_]*A(?i:genda)[\W_]*|"
    r"(?:(?:PUBLIC|OPEN|SUPPLEMENTARY|MEETING|THE|BOARD|COMMITTEE|COUNCIL|[Pp]ublic|[Oo]pen|[Ss]upplementary|[Mm]eeting|"
    r"[Tt]he|[Bb]oard|[Cc]ommittee|[Cc]ouncil) )*(?:AGENDA|Agenda|ORDER OF BUSINESS|Order of [Bb]usiness)"
    r"(?:\s*[-–—:(].{0,80}|\s+(?:SUPPLEMENT|[Ss]upplement|PACK|[Pp]ack|ITEMS|[Ii]tems)\b.{0,60})?"
)
# What was said and done stands in minutes, whose paragraphs may be numbered through.
HELD = re.compile(
    r"\b(?:RESOLVED|Resolved|PRESENT|IN ATTENDANCE|proposed and|seconded)\b|^(?:MINUTES|Minutes) of (?:a|the) "
)
LONGEST_TITLE, MOST_SHORT = 15, 0.8
OPEN_RANGE = re.compile(
    r"[(\[]?\s*(?:Pages?|pp?\.)(?:\s*Nos?\.?)?\s*(?:[A-Z]?-?\d{1,4}\s*(?:-|–|—|to)?\s*)?", re.IGNORECASE
)
LEFT_OPEN = re.compile(r"\b(?:Pages?|pp?\.)\s*(?:Nos?\.?)?\s*:?\s*[A-Z]?-?\d{1,4}\s*(?:-|–|—|to)$", re.IGNORECASE)
# Over a column of pages; the years of a plan ("2025 - 2035") are none.
PAGES_HEAD = re.compile(r"(?:[\w&/ ]{0,40}\s)?Pages?(?:\s*(?:Nos?\.?|Numbers?|\(s\)))?", re.IGNORECASE)
BARE_RANGE = re.compile(r"(?P<title>|.*\s)(?P<first>1[0-8]\d\d|\d{1,3})\s*[-–—]\s*(?P<last>1[0-8]\d\d|\d{1,3})")
RANGE_GOES_ON = re.compile(r"\s*(?:[-–—]|to\b)\s*[A-Z]?-?\d")
BULLET = re.compile(r"[•●▪*\uf0b7\-–]\s*")
MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b,?\s*\d{4}"
)
TRAILING = re.compile(r"[\s(\[:;,.-]+$")
UNFINISHED = re.compile(r"(?:[,:–-]|\b(?:and|or|of|the|to|for|from|in|on|with|by|a|an))$", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=\w{3})\.\s+(?=[A-Z])")
ENCLOSURE = re.compile(
    r"[\s(\[–-]*\bEnc(?:l(?:osure)?)?\b\.?\s*(?:No\.?\s*)?[:-]?\s*(?P<name>\d{1,2}[A-Z]?|[A-Z]{1,2}\d{0,2})\b[)\]]?",
    re.I,
)
# What a line below a title says of the item.
OPENER = re.compile(
    r"(?:to|this|that|these|the|a|an|it|for|in|members?|report|reports|presented|purpose|lead|enc|contact|ward|wards|"
    r"note|verbal|pages?|appendix|\W)\b|\W|.*:\s",
    re.IGNORECASE,
)
FULL = 60
PURPOSES = (
    (r"approv\w*|ratif\w*|endorse\w*", "approval"), (r"deci(?:de|sion)", "decision"), (r"discuss\w*", "discussion"),
    (r"assur\w*", "assurance"), (r"not(?:e|ing)", "noting"), (r"information", "information"),
)  # fmt: skip
SAID_PURPOSE = re.compile(
    r"(?:^|[(\[–-]\s*)(?:for|purpose\s*:(?:\s*for)?|action\s*:(?:\s*for)?)\s+(?P<word>[a-z]+)\s*(?:[)\].]|$)|"
    r"^to (?:consider,? and |receive,? and |discuss and )?(?P<verb>approve|ratify|endorse|decide|discuss|note)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a front sheet lists; `enclosures` leads from "4" of "Enc 4" to an item, `headed` says "Agenda" over it."""

    items: tuple[AgendaItem, ...] = ()
    enclosures: Mapping[str, str] = field(default_factory=dict)
    headed: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    ref: str
    lines: tuple[str, ...]
    part: str
    reopens: bool = False


def read_agenda(pages: Sequence[StampedPage]) -> Agenda:
    """Return what the front sheet lists, with the pages printed beside it.

    A list without any pages is an agenda where "Agenda" stands over it.
    """
    front = _front(pages)
    if pages and opens_minutes([line.text for line in pages[0].lines]):
        return Agenda()
    lines = _with_pages([text for page in front for line in page.lines for text in printed(line)])
    entries = _entries(lines)
    items = tuple(_item(entry) for entry in entries)
    headed = any(HEAD.fullmatch(line) for line in lines) and not any(HELD.search(line) for line in lines)
    if not _has_pages(items) and not (headed and _is_agenda(items)):
        return Agenda(headed=headed)
    return Agenda(items, _enclosures(entries), headed)


def _has_pages(items: Sequence[AgendaItem]) -> bool:
    """Tell whether pages stand beside items; beside a lone one a single page may be a sentence ("1 This is page 3")."""
    return any(item.first and (items[1:] or item.first != item.last) for item in items)


def _is_agenda(items: Sequence[AgendaItem]) -> bool:
    """Tell whether items without pages are short titles, among them one that agendas have and reports have not."""
    short = sum(len(item.title.split()) <= LONGEST_TITLE for item in items)
    usual = any(USUAL.search(item.title) for item in items)
    return len(items) >= LEAST_ITEMS and usual and short >= MOST_SHORT * len(items)


def _front(pages: Sequence[StampedPage]) -> Sequence[StampedPage]:
    """Return the pages before the first report, which a mark begins, else to the last that goes on listing items."""
    for index, page in enumerate(pages[: FRONT_PAGES + 1]):
        if page.mark or page.enclosure:
            return pages[:index]
    listing = [any(ENTRY.fullmatch(line.text) for line in page.lines) for page in pages[:FRONT_PAGES]]
    ranged = [any(RANGE.search(line.text) for line in page.lines) for page in pages[:FRONT_PAGES]]
    if any(ranged) or True not in listing:
        return pages[:FRONT_PAGES]
    first = listing.index(True)
    return pages[: next((at for at in range(first, len(listing)) if not listing[at]), len(listing))]


def _with_pages(lines: Sequence[str]) -> list[str]:
    """Return the lines with "(Pages 5 - 12)" for "5 - 12" below a column's head that says so, or where they rise."""
    start = next((at for at, line in enumerate(lines) if PAGES_HEAD.fullmatch(line)), len(lines))
    if start == len(lines) and any(HEAD.fullmatch(line) for line in lines):
        entry = next((at for at, line in enumerate(lines) if ENTRY.fullmatch(line)), len(lines))
        start = entry if _rise(lines[entry:]) else start
    return [*lines[:start], *(_with_range(line) for line in lines[start:])]


def _rise(lines: Sequence[str]) -> bool:
    """Tell whether the bare ranges at the ends of lines all follow one another, and some page upon page.

    Where other pages are printed, bare numbers are ages or years.
    """
    found = [(int(match["first"]), int(match["last"])) for line in lines if (match := BARE_RANGE.fullmatch(line))]
    steps = [first - last for (_, last), (first, _) in zip(found, found[1:], strict=False)]
    rising = all(first <= last for first, last in found) and all(step > 0 for step in steps)
    return rising and any(step <= NEXT_PAGE for step in steps) and not any(printed_range(line) for line in lines)


def _with_range(line: str) -> str:
    match = BARE_RANGE.fullmatch(line)
    if match is None or int(match["first"]) > int(match["last"]):
        return line
    return f"{match['title']}(Pages {match['first']} - {match['last']})"


def _entries(lines: Sequence[str]) -> list[_Entry]:
    """Cut the front sheet into entries: a line whose ref follows the last one opens an entry."""
    refs = {match["ref"] for line in lines if (match := ENTRY.fullmatch(line))}
    entries: list[_Entry] = []
    part, last, aside, again = "public", "", False, False
    for index, line in enumerate(lines):
        if _begins_private_part(lines, index, entries):
            part, aside, again = "exempt", True, False
            continue
        part, again = ("public", True) if reopens(line) else (part, again)
        match = ENTRY.fullmatch(line)
        if (
            match
            and not (index and LEFT_OPEN.search(lines[index - 1]))
            and opens(last, match["ref"], lines[index : index + TITLE_LINES], refs)
            and _is_title(lines, index, match["title"])
        ):
            last, aside = match["ref"], False
            entries.append(_Entry(last, (match["title"] or "",), part, again))
            again = False
        elif entries and not aside:
            entries[-1] = replace(entries[-1], lines=(*entries[-1].lines, line))
    return _behind_motions(entries)


def _behind_motions(entries: Sequence[_Entry]) -> list[_Entry]:
    """Return the entries with those exempt that stand behind one that moves to exclude the public, or that it names."""
    texts = [entry.lines for entry in entries]
    found, private, named = [], False, set[str]()
    for at, entry in enumerate(entries):
        back = entry.reopens or reopens(_title(entry.lines))
        private = private and not back
        exempt = (private or tidy(entry.ref) in named) and not back
        found.append(replace(entry, part="exempt") if exempt else entry)
        private = private or opens_private_part(texts, at)
        named |= named_by_motion(entry.lines)
    return found


def _begins_private_part(lines: Sequence[str], index: int, entries: Sequence[_Entry]) -> bool:
    """Tell a heading over exempt items from an entry, from its title below its ref, and from a note under one.

    A motion to exclude the public is one only behind what is listed already: before it, the law is explained. In an
    entry that moves the same it is a part of that.
    """
    line, above = lines[index], lines[index - 1] if index else ""
    if ENTRY.fullmatch(line) or ((entry := ENTRY.fullmatch(above)) and not entry["title"]):
        return False
    if PRIVATE_PART.fullmatch(line):
        return not above or not is_note(line)
    return bool(entries) and not moves(entries[-1].lines) and line[:1].isupper() and moves(_block(lines, index))


def _block(lines: Sequence[str], index: int) -> Sequence[str]:
    """Return a line with those below it, to the next entry."""
    below = lines[index + 1 : index + TITLE_LINES]
    return [lines[index], *below[: next((at for at, line in enumerate(below) if ENTRY.fullmatch(line)), len(below))]]


def _is_title(lines: Sequence[str], index: int, title: str | None) -> bool:
    following = title or next((line for line in lines[index + 1 : index + 3] if line), "")
    if not following or BULLET.match(following) or MONTH.match(following):
        return False
    return following[0].isupper() or following[0].isdigit() or following[0] in "'\"‘“[("


def _item(entry: _Entry) -> AgendaItem:
    title, first, last = _title_and_range(entry.lines)
    exempt = not (first is None and (is_motion(title) or moves(entry.lines))) and (
        entry.part == "exempt" or exempted(entry.lines)
    )
    part = "exempt" if exempt else "public"
    return AgendaItem(tidy(entry.ref), _without_enclosure(title), first, last, part, _purpose(entry.lines))


def _title_and_range(lines: Sequence[str]) -> tuple[str, str | None, str | None]:
    """Return the title and printed range, which may both run over broken lines."""
    head: list[str] = []
    for line in [text for text in lines if text][: TITLE_LINES + 2]:
        head.append(line)
        joined = " ".join(head)
        match = printed_range(joined)
        if match and not _goes_on(joined, match, lines, len(head)):
            return TRAILING.sub("", joined[: match.start()]), match["first"], match["last"] or match["first"]
    return TRAILING.sub("", _title(lines)), None, None


def _goes_on(joined: str, match: re.Match[str], lines: Sequence[str], used: int) -> bool:
    """Tell whether a range read up to its first number goes on in the next line ("(Pages 19 -")."""
    if match["last"] is not None or used >= len(lines):
        return False
    full = [line for line in lines if line]
    unclosed = match[0].lstrip()[:1] in ("(", "[") and match.end() == len(joined)
    goes_on = used < len(full) and RANGE_GOES_ON.match(full[used])
    open_end = OPEN_RANGE.search(joined[match.start() :]) and joined.rstrip().endswith(("-", "–", "—", "to"))
    return bool(open_end or (unclosed and match[0][-1] not in ")]" and goes_on))


def _title(lines: Sequence[str]) -> str:
    """Return a title that has no pages beside it: its first line, and the next while the sentence goes on in it."""
    title = lines[0] if lines else ""
    for below in lines[1 : TITLE_LINES + 1]:
        if not _runs_on(title, below):
            return SENTENCE_END.split(title)[0]
        title = f"{title} {below}".strip()
    goes_on = any(text[:1].islower() for text in lines[TITLE_LINES + 1 : TITLE_LINES + 2])
    return SENTENCE_END.split(lines[0] if goes_on else title)[0]


def _runs_on(title: str, below: str) -> bool:
    """Tell whether a title goes on in the line below: after its ref alone, mid-sentence, or where its line is full."""
    if not title or not below or BULLET.match(below):
        return not title
    return below[0].islower() or bool(UNFINISHED.search(title)) or (len(title) >= FULL and not OPENER.match(below))


def _without_enclosure(title: str) -> str:
    found = ENCLOSURE.search(title)
    return TRAILING.sub("", title[: found.start()]) if found and found.start() else title


def _enclosures(entries: Sequence[_Entry]) -> dict[str, str]:
    """Return which item an enclosure belongs to; one that two items name belongs to neither."""
    named: dict[str, list[str]] = {}
    for entry in entries:
        for found in ENCLOSURE.finditer(" ".join(entry.lines[:TITLE_LINES])):
            named.setdefault(found["name"].upper(), []).append(tidy(entry.ref))
    return {name: refs[0] for name, refs in named.items() if len(set(refs)) == 1}


def _purpose(lines: Sequence[str]) -> str | None:
    """Return what an item is for, where its entry says so: approval, decision, discussion, assurance, noting."""
    full = [text for text in lines if text][: TITLE_LINES + 2]
    joined = [" ".join(full[:2]), " ".join(full[:3])]
    for text in (*full, *joined):
        for found in SAID_PURPOSE.finditer(text):
            word = (found["word"] or found["verb"]).lower()
            for pattern, purpose in PURPOSES:
                if re.fullmatch(pattern, word):
                    return purpose
    return None
