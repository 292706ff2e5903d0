"""Read what is printed beside the text: stamps, which count because they fit their neighbours, and what withholds it.

Pages are withheld in the words of local government (Local Government Act 1972, Schedule 12A) and of the NHS.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Line, RawPage

EDGE_LINES = 4
EDGE_SHARE = 0.1
NUMBER = r"(?P<number>\d{1,4}|[ivxlc]{1,7}|[A-Z]{1,2}-?\d{1,3})"
FAMILIES = (
    ("stamp", re.compile(rf"[-–\s]*Page\s+{NUMBER}[-–\s]*", re.IGNORECASE)),
    ("of", re.compile(rf"[-–\s]*(?:Page\s+)?{NUMBER}\s+(?:of|/)\s+\d{{1,4}}[-–\s]*", re.IGNORECASE)),
    ("bare", re.compile(rf"[-–\s]*{NUMBER}[-–|\s]*")),
)
ITEM_MARK = re.compile(
    r"(?P<kind>Agenda|Minute) Item(?: No\.?)?:?\s+(?P<ref>[A-Za-z]?\d{1,4}[A-Za-z]?(?:[./]\d+)*)", re.I
)
# A report's own footer, beside the pack's stamp: no words of the report.
OWN_FOOTER = re.compile(r"[-–\s]*Page\s+\d{1,4}\s+of\s+\d{1,4}[-–\s]*", re.IGNORECASE)
BLANK_NOTICE = re.compile(r"this page (?:is|has been) (?:intentionally )?(?:left )?blank(?: intentionally)?\.?", re.I)
LEAST_RUN = 3
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
Offset = tuple[str, int]
HEAD_LINES = 25
TOP_LINES = 2
TOP_SHARE = 0.06
PRIVATE = r"(?:exempt(?!\s+from\s+(?!publication|disclosure))|confidential|restricted(?!\s+to\b)|private)"
SECTION = r"(?:part\s+(?:2|two|ii|b)|(?:exempt|confidential|private)\s+(?:items?|business|session|part))"
PIECE = r"(?:report|paper|minutes?|appendix|annex|document|information)"
BAN = r"not for (?:general |public )?(?:publication|release)\b(?!\s*[:–-]?\s*(?:no|none|n/?a)\b)"
LONE = re.compile(
    r"[\W_]*(?:(?:STRICTLY |PRIVATE (?:AND|&) )*(?:CONFIDENTIAL|EXEMPT|RESTRICTED)|OFFICIAL\W+SENSITIVE|"
    r"(?i:document is restricted|pink papers?))[\W_]*"
)
NAMED = re.compile(r"(?:exempt|confidential|restricted) (?:report|paper|minutes?|appendix|annex)\b.{0,12}", re.I)
BANNED = re.compile(
    rf"[\W_]*(?:(?:strictly|pink papers?|and|{PRIVATE}(?: {PIECE}(?: \w{{1,3}})?)?)\b[\W_]*)*{BAN}", re.I
)
BANNER = re.compile(rf"{BANNED.pattern}[\W_]*", re.I)
BANNED_PART = re.compile(rf"[\W_]*{SECTION}\b[\W_]*(?:{PRIVATE}|{BAN})", re.I)
BY_LAW = re.compile(
    rf"[\W_]*(?:{PRIVATE}(?: from (?:publication|disclosure))?"
    r"(?!\s*[:–-]?\s*(?:no|none|n/?a|not)\b)\s*(?:[-–—:(,]|by virtue|under|pursuant|within)|"
    r"by virtue of (?:the following )?paragraph)",
    re.I,
)
LAW = re.compile(r"\bparagraphs?\b\W*(?:\(?s\)|no\.?)?\W*\d|\bschedule 12a\b", re.I)
SENTENCE = re.compile(
    rf"this {PIECE}(?: and (?:its|the|all)(?: \w+)? (?:appendi|annex)\w+)?"
    rf" (?:is|are|contains?) (?:(?:wholly|entirely|strictly) )*(?:{PRIVATE}\b|{BAN})",
    re.I,
)
FIELD = re.compile(
    r"(?:[\w ]{0,20}\bclassification\s*[:–-]?|(?:(?:publication|access|report|document) status|confidentiality|"
    r"(?P<asks>(?:is this \w+ )?(?:exempt|confidential)(?:\s*(?:/|or|&|and)\s*(?:exempt|confidential))?"
    rf"(?: (?:item|{PIECE}))?)|public ?(?:/|or) ?(?:private|exempt))\s*\??\s*[:–-])\s*(?P<value>.*)",
    re.I,
)
CLOSED = re.compile(
    rf"[\W_]*(?:(?:wholly|fully|strictly) )*(?:{PRIVATE}\b|closed\b|{BAN}|part (?:2|b|ii|two)\b|pink\b)", re.I
)
YES = re.compile(r"[\W_]*(?:yes|para(?:graph)?s?|schedule 12a|\d)\b", re.I)
PARTIAL = re.compile(r"\b(?:appendi|annex|part[ -]exempt|in part\b(?! (?:\d|i|one)\b))", re.I)
UNFINISHED = re.compile(r"(?:[:,–-]|\b(?:and|by|in|of|the|to|under))$")
NAMED_FILE = re.compile(
    r"\b(?:exempt|confidential) (?:report|paper|minutes?|appendix|annex)\b|"
    r"\b(?:exempt|confidential|not for publication)$",
    re.I,
)
NO_LONGER = re.compile(
    r"\b(?:non|not|un)[ -]?(?:exempt|confidential)|\b(?:public|open|redacted|removed|without|tax)\b", re.I
)


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
    """Return the pages with stamps, item marks and blank notices read and taken out of their lines."""
    candidates = [_candidates(page) for page in pages]
    family = _leading_family(candidates)
    offsets = Counter(c.offset for page in candidates for c in page if c.family == family)
    chosen = [_choose(candidates, index, family, offsets) for index in range(len(pages))]
    repeated = Counter(c.number for c in chosen if c)
    return [
        _strip(page, found, _fits(chosen, index, repeated))
        for index, (page, found) in enumerate(zip(pages, chosen, strict=True))
    ]


def _candidates(page: RawPage) -> list[_Candidate]:
    found = []
    full = [i for i, line in enumerate(page.lines) if line.text]
    edges = set(full[:EDGE_LINES] + full[-EDGE_LINES:])
    for index in full:
        line = page.lines[index]
        if not _at_margin(line) and (index not in edges or _amid(page.lines, index)):
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


def _at_margin(line: Line) -> bool:
    return line.box is not None and (line.box[3] < EDGE_SHARE or line.box[1] > 1 - EDGE_SHARE)


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


def _strip(page: RawPage, stamp: _Candidate | None, sure: bool) -> StampedPage:
    marks = {m["kind"].lower(): (i, m["ref"]) for i, m in _marks(page)}
    own = {i for i in _edges(page) if OWN_FOOTER.fullmatch(page.lines[i].text) or _is_banner(page.lines[i])}
    taken = own | {index for index, _ in marks.values()} | ({stamp.line} if stamp else set())
    rest = [line for i, line in enumerate(page.lines) if i not in taken]
    blank = [line for line in rest if line.text and not BLANK_NOTICE.fullmatch(line.text)] == []
    lines = () if blank else tuple(_trim(rest))
    mark, minute = marks.get("agenda"), marks.get("minute")
    return StampedPage(
        page, lines, stamp.number if stamp else None, sure,
        mark[1] if mark else None, minute[1] if minute else None, blank and bool(page.lines),
    )  # fmt: skip


def _is_banner(line: Line) -> bool:
    """Tell whether a line is a marking alone, in a margin that no heading reaches."""
    outside = line.box is not None and (line.box[1] < TOP_SHARE or line.box[3] > 1 - TOP_SHARE)
    return outside and bool(LONE.fullmatch(line.text) or BANNER.fullmatch(line.text))


def _marks(page: RawPage) -> list[tuple[int, re.Match[str]]]:
    found = [(i, ITEM_MARK.fullmatch(page.lines[i].text)) for i in _edges(page)]
    return [(i, match) for i, match in found if match]


def _edges(page: RawPage) -> list[int]:
    """Return the lines where stamps, marks and footers stand: first, last, or in a margin."""
    full = [i for i, line in enumerate(page.lines) if line.text]
    edge = {*full[:EDGE_LINES], *full[-EDGE_LINES:]}
    return [i for i in full if i in edge or _at_margin(page.lines[i])]


def _trim(lines: list[Line]) -> list[Line]:
    """Drop empty lines at both ends and doubled ones that a taken line left behind."""
    kept: list[Line] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    while kept and not kept[-1].text:
        kept.pop()
    return kept


def withheld(page: RawPage, opens: bool) -> bool:
    """Tell whether a page says at its head or foot, or in the head of the report it `opens`, that it is exempt."""
    numbers = (*(pattern for _, pattern in FAMILIES), ITEM_MARK)
    lines = [line for line in page.lines if line.text and not any(n.fullmatch(line.text) for n in numbers)]
    texts = [line.text for line in lines]
    for at, line in enumerate(lines):
        foot = at == len(lines) - 1 or (line.box is not None and line.box[1] > 1 - EDGE_SHARE)
        top = opens or (line.box is not None and line.box[1] < TOP_SHARE)
        read = foot or at < (HEAD_LINES if opens else EDGE_LINES)
        if read and _says(texts[at : at + 3], at < TOP_LINES or foot, top, opens):
            return True
    return False


def withholds(text: str) -> bool:
    """Tell whether words that a Word file prints on every page withhold the paper."""
    return _says([text], edge=True, top=True, opens=True)


def names_withheld(name: str) -> bool:
    """Tell whether a paper is called "Exempt minute 52" or "Item 11 (exempt)", which is all that a scan may say."""
    words = " ".join(re.split(r"[\W_]+", name)).strip()
    return bool(NAMED_FILE.search(words)) and not NO_LONGER.search(words)


def _says(lines: Sequence[str], edge: bool, top: bool, opens: bool) -> bool:
    """Tell whether a line, read with the two below it, withholds what it stands over.

    What a report's head says of an appendix alone is not said of the report.
    """
    line, first = lines[0], next((char for char in lines[0] if char.isalpha()), "")
    if not first.isupper():
        return False
    if (edge and LONE.fullmatch(line)) or (top and (NAMED.fullmatch(line) or BANNED_PART.match(line))):
        return True
    whole = " ".join(lines[:2]) if UNFINISHED.search(line) else line
    by_law = BY_LAW.match(line) if LAW.search(" ".join(lines[:2])) else None
    sentence = " ".join(lines).split(". ")[0]
    for found, text in ((BANNED.match(whole), whole), (SENTENCE.match(sentence), sentence), (by_law, whole)):
        if found and not (opens and not edge and PARTIAL.search(text[found.end() :])):
            return True
    return opens and _field(line, lines[1] if lines[1:] else "")


def _field(line: str, below: str) -> bool:
    """Tell whether a report's head says "exempt" under "Classification:", or yes under "Exempt information:"."""
    match = FIELD.match(line)
    value = (match["value"].strip() or below) if match else ""
    if match is None or not (CLOSED.match(value) or (match["asks"] and YES.match(value))):
        return False
    return not PARTIAL.search(value) or bool(re.search(r"\b(?:report|paper)\b", value, re.I))
