"""Read whether a page is withheld from the public.

In the words of local government (Local Government Act 1972, Schedule 12A) and of the NHS.
"""

import re
from collections.abc import Sequence

from ingest.marks.margins import EDGE_LINES, EDGE_SHARE, FAMILIES, ITEM_MARK
from ingest.model import Line, RawPage

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


def is_banner(line: Line) -> bool:
    """Tell whether a line is a marking alone, in a margin that no heading reaches."""
    outside = line.box is not None and (line.box[1] < TOP_SHARE or line.box[3] > 1 - TOP_SHARE)
    return outside and bool(LONE.fullmatch(line.text) or BANNER.fullmatch(line.text))


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
