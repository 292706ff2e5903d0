"""Tell what a paper is: its kind, title, body, meeting day and status, from its first lines and its names."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Literal

from ingest.marks.minutes import above_entries, opens_minutes
from ingest.marks.stamps import StampedPage
from ingest.model import AgendaItem, PaperKind, RawPaper

Status = Literal["draft", "confirmed"]
FRONT_LINES = 60
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
WRITTEN_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{MONTH},?[\s-]+(?P<year>(?:19|20)\d\d)\b", re.I
)
MONTH_FIRST = re.compile(rf"\b{MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I)
FILE_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)")
MEETING_LINE = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Date:|held on|meeting of)\b", re.IGNORECASE)
BODY = re.compile(
    r"\b((?:[A-Z][\w'’&-]*\s+(?:(?:and|of|the|for|&)\s+)*)*"
    r"(?:Board(?: of (?:Education|Directors|Governors|Trustees|Supervisors|Commissioners))?|"
    r"Committee|Cabinet|Governing Body|Panel|Partnership|Council))\b"
)
CAPITAL = r"[A-Z][\w'’&-]*"
LISTED_BODY = re.compile(
    rf"\b((?:{CAPITAL}(?:\s+{CAPITAL}){{0,2}},\s+){{1,4}}{CAPITAL}(?:\s+{CAPITAL}){{0,2}},?\s+(?:and|AND|&)\s+"
    rf"(?:{CAPITAL}\s+){{1,4}}(?i:committee|board|panel|partnership|commission))\b"
)
SHOUTED_BODY = re.compile(
    r"\b((?:[A-Z][A-Z'’&-]*\s+)*(?:BOARD|COMMITTEE|CABINET|GOVERNING BODY|PANEL|PARTNERSHIP|COUNCIL))\b"
)
PACK_TITLE = re.compile(r"\bfor (?:the )?(.+?),\s*\d")
MINUTES_HEAD = re.compile(r"\b(?:MINUTES|RECORD) (?:of|OF)\b|^MINUTES\b|^Minutes of (?:a|the) meeting", re.MULTILINE)
REPORT_HEAD = re.compile(r"^(?:From|By|To|Report from|Report to|Subject)\s*:", re.MULTILINE)
PLAN = re.compile(r"\b(?:plan|strategy)\b", re.IGNORECASE)
PLACE_BODY = re.compile(
    r"\b((?:Corporation of the )?(?:Township|City|Town|Municipality|Village|County) of (?:the )?"
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
)
NO_PART = re.compile(
    r"^(?:(?:Minutes|Meeting|Agenda) (?:of|for) (?:the )?|(?:Resolved )?That (?:the )?|"
    r"(?:Special|Regular|Ordinary|Extraordinary|Annual) (?=Board|Council))",
    re.IGNORECASE,
)
LAST_WORD = re.compile(r"(?:committee|panel|partnership|commission)", re.IGNORECASE)
NAME_BEGUN = re.compile(
    rf"(?!.*(?i:council|authority|trust|minutes|agenda)\b){CAPITAL}(?:,?\s+(?:{CAPITAL}|and|of|for|the|&))+"
)
NO_NAME = frozenset(
    ("governing body", "board", "committee", "panel", "partnership", "council", "the board", "the council")
)
SUPPLEMENT = re.compile(r"supplement", re.IGNORECASE)
LATE = re.compile(
    r"^(?:agenda supplement|supplementa(?:ry|l) (?:agenda|pack|papers|reports?|information))\b|"
    r"\bunavailable when the (?:main )?agenda\b",
    re.IGNORECASE | re.MULTILINE,
)
LATE_CHARS = 1500
DRAFT = re.compile(
    r"\bdraft\b|\bunconfirmed\b|\bsubject to (?:approval|confirmation|ratification)\b|"
    r"\bto be (?:confirmed|approved) (?:as|at|by)\b",
    re.IGNORECASE,
)
CONFIRMED = re.compile(
    r"\b(?:confirmed|approved|agreed|signed)\b.{0,30}\bas (?:a|an|the) (?:correct|true|accurate)\b|"
    r"\b(?:confirmed|approved|signed) (?:\w+ ){0,4}minutes?\b|"
    r"\bminutes?\s*[-–—(:]*\s*(?:confirmed|approved|signed)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:unconfirmed|unapproved|not (?:yet )?(?:confirmed|approved)|draft|resolved|last|previous|were|was|"
    r"(?:to|should) be (?:confirmed|approved|agreed|signed))\b",
    re.IGNORECASE,
)
MARKED_DRAFT = re.compile(
    r"[\W_]*(?:DRAFT\b.{0,30}|.{1,60}\W(?:DRAFT|Draft)|[Dd]raft (?:[Rr]eport|[Vv]ersion|v)\b.{0,30})[\W_]*"
)
CLOCK = r"\d{1,2}(?:[.:]\d\d)?\s*(?:a\.?m\.?|p\.?m\.?|noon)|\d{1,2}[.:]\d\d(?:\s*(?:hrs|hours))?|12 noon|noon|midday"
TIME = re.compile(rf"(?P<time>(?:{CLOCK})(?:\s*(?:-|–|to|until)\s*(?:{CLOCK}))?)(?![\d/%])", re.IGNORECASE)
TIME_FIELD = re.compile(rf"^[\W_]*(?:Start )?Time\s*:?\s+{TIME.pattern}", re.IGNORECASE)
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE)
TITLE_TIME = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4},? (?:at )?(?P<time>\d{1,2}[.:]\d\d)$")
VENUE_FIELD = re.compile(r"^(?:Venue|Location|Place|Meeting place)\s*:\s*(?P<venue>\S.*)", re.IGNORECASE)
HELD_IN = re.compile(
    r"\bheld (?:in|at) (?!(?:public|private|person|accordance|hybrid|closed|open)\b)"
    r"(?:the )?(?P<venue>[^;]{4,140}?),?\s+(?:on|at \d|commencing|starting|from \d)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:Room|Hall|Chamber|House|Centre|Center|Suite|Offices?|Guildhall|Theatre|Building|Library|Teams|Zoom)\b"
)
DAY_PLACE = re.compile(r"(?:\d{4}|\d\s*[ap]\.?m\.?|noon),?\s+(?:in|at) (?:the )?(?P<venue>[A-Z].{3,})", re.IGNORECASE)
NO_PLACE = re.compile(r"\bask for\b|:|\bwill\b|\b(?:Board|Committee|Council|Cabinet)$|\.$", re.IGNORECASE)
SUPERSEDES = re.compile(
    r"\bthis (?:report|paper|version|document|agenda|appendix|supplement)[^.]{0,60}?"
    r"\b(?:supersedes|replaces)\b[^.]{4,160}",
    re.IGNORECASE,
)
SLASHED_DATE = re.compile(r"\b(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?\d|1[0-2])/(?P<year>(?:19|20)\d\d)\b")
ANY_ENTRY = re.compile(r"[\W_]*(?:item\s+)?[A-Z/]{0,5}\d[\d/.]*[.):]?\s+[A-Z]")
NEAR_LINES, DAY_WORDS, STATUS_LINES = 6, 16, 8


def front_of(pages: Sequence[StampedPage]) -> str:
    """Return the first lines of a paper, a line a line."""
    lines = [line.text for page in pages[:2] for line in page.lines if line.text]
    return "\n".join(lines[:FRONT_LINES])


def kind_of(front: str, raw: RawPaper, items: Sequence[AgendaItem], file: str) -> PaperKind:
    """Return what kind of paper it is; one that lists pages or holds several items is a pack."""
    naming = f"{raw.title or ''} {file}"
    if any(item.first for item in items) or len(items) > 1 or "Public Pack" in naming:
        return "supplement" if SUPPLEMENT.search(naming) or LATE.search(front[:LATE_CHARS]) else "agenda pack"
    if (
        MINUTES_HEAD.search(front[:600])
        or opens_minutes(front.split("\n"))
        or re.search(r"\bminutes\b", naming, re.IGNORECASE)
    ):
        return "minutes"
    landscape = sum(page.landscape for page in raw.pages)
    if PLAN.search(naming):
        return "plan"
    if raw.paged and landscape > len(raw.pages) / 2:
        return "slides"
    return "report" if len(REPORT_HEAD.findall(front)) >= 2 or not raw.paged else "other"


def title_of(raw: RawPaper, front: str, file: str) -> str:
    """Return the title that the file carries, else its name in plain words."""
    plain = Path(file).stem.replace("-", " ").replace("_", " ")
    if raw.title and len(raw.title.split()) > 1 and "Microsoft" not in raw.title:
        return re.sub(r"^\(Public Pack\)", "", raw.title).strip()
    return plain if not front else plain[:1].upper() + plain[1:]


def body_of(title: str | None, front: str) -> str | None:
    """Return the board's name: from the paper's title, else from its first lines; a bare council comes last."""
    if pack := PACK_TITLE.search(title or ""):
        return pack[1]
    head = [title or "", *_whole_names(above_entries(front.split("\n")[:25]))]
    found = [
        m[1] for text in head for m in (*LISTED_BODY.finditer(text), *BODY.finditer(text), *SHOUTED_BODY.finditer(text))
    ]
    named = [NO_PART.sub("", name) for name in found]
    named = [name for name in named if name.lower() not in NO_NAME]
    named += [place[1] for text in head if (place := PLACE_BODY.search(text))]
    council = next(iter(named), None)
    best = next((name for name in named if not _is_place(name)), council)
    return best.title().replace(" And ", " and ").replace(" Of ", " of ") if best and best.isupper() else best


def _whole_names(lines: Sequence[str]) -> list[str]:
    """Return the lines with a name that breaks before its last word ("Committee") in one."""
    found: list[str] = []
    for line in lines:
        above = found[-1] if found else ""
        breaks = LAST_WORD.fullmatch(line) and NAME_BEGUN.fullmatch(above) and line.isupper() == above.isupper()
        found[len(found) - bool(breaks) :] = [f"{above} {line}" if breaks else line]
    return found


def _is_place(name: str) -> bool:
    """Tell whether a name is that of a whole council and not of a body within it."""
    return name.lower().endswith("council") or bool(PLACE_BODY.fullmatch(name))


def meeting_day(title: str | None, front: str, file: str) -> date | None:
    """Return the date of the meeting: beside a weekday or "held on" first, then title, file name, front."""
    meeting = "\n".join(line for line in front.split("\n") if MEETING_LINE.search(line))
    for text in (meeting, title or "", file, front):
        for found in (*_written_dates(text), *_file_dates(text), *_slashed_dates(text)):
            return found
    return None


def _written_dates(text: str) -> Iterator[date]:
    for match in sorted((*WRITTEN_DATE.finditer(text), *MONTH_FIRST.finditer(text)), key=re.Match.start):
        yield from _date(match["year"], str(MONTHS[match["month"].lower()[:3]]), match["day"])


def _file_dates(text: str) -> Iterator[date]:
    for match in FILE_DATE.finditer(text):
        yield from _date(match["year"], match["month"], match["day"])


def _slashed_dates(text: str) -> Iterator[date]:
    """Yield days as in 30/01/2025, of which only those over 12 tell that they are no months."""
    for match in SLASHED_DATE.finditer(text):
        yield from _date(match["year"], match["month"], match["day"])


def _date(year: str, month: str, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def time_of(title: str | None, front: str) -> str | None:
    """Return when the meeting begins, as printed: in a field, beside the meeting's day or below it, in the title."""
    lines = front.split("\n")
    fields = [found for line in lines if (found := TIME_FIELD.match(line))]
    days = [at for at, line in enumerate(lines) if _is_meeting_day(line)][:1]
    beside = [found for at in days if (found := TIME.search(MONTH_FIRST.sub("", WRITTEN_DATE.sub("", lines[at]))))]
    below = [found for at in days for line in lines[at + 1 : at + 3] if (found := TIME.fullmatch(line))]
    told = [*fields, *beside, *below, *([found] if (found := TITLE_TIME.search(title or "")) else [])]
    time = told[0]["time"].strip() if told else None
    return time.removesuffix(".") if time and not time.endswith(".m.") else time


def _is_meeting_day(line: str) -> bool:
    """Tell whether a line is little more than the day of a meeting, and its time."""
    dated = WRITTEN_DATE.search(line) or MONTH_FIRST.search(line)
    alone = dated is not None and dated[0] == line.strip()
    return bool(dated and (WEEKDAY.search(line) or alone)) and len(line.split()) <= DAY_WORDS


def venue_of(front: str) -> str | None:
    """Return where the meeting is held, as printed: a field, "held in ... on", or the place below the meeting's day."""
    lines = front.split("\n")
    for at, line in enumerate(lines):
        if found := VENUE_FIELD.match(line):
            return _whole_place([found["venue"], *lines[at + 1 :]])
    if found := HELD_IN.search(" ".join(lines)):
        return found["venue"].strip(" ,")
    day = next((at for at, line in enumerate(lines) if _is_meeting_day(line)), None)
    if day is not None and (found := DAY_PLACE.search(lines[day])) and PLACE.search(found["venue"]):
        return _whole_place([found["venue"], *lines[day + 1 :]])
    below = lines[day + 1 : day + 1 + NEAR_LINES] if day is not None else []
    for at, line in enumerate(below):
        if PLACE.search(line) and not NO_PLACE.search(line):
            return _whole_place(below[at:])
    return None


def _whole_place(lines: Sequence[str]) -> str:
    """Return a place with the line below it where a comma says that it goes on."""
    goes_on = lines[0].endswith(",") and len(lines) > 1
    return f"{lines[0]} {lines[1]}" if goes_on else lines[0]


def supersedes(front: str) -> str | None:
    """Return the words by which a paper says which other it replaces."""
    found = SUPERSEDES.search(" ".join(front.split("\n")))
    return found[0].strip() if found else None


def status_of(
    kind: PaperKind, pages: Sequence[StampedPage], names: Sequence[str]
) -> Literal["draft", "confirmed"] | None:
    """Return whether minutes say that they are a draft or confirmed, and whether another paper calls itself a draft."""
    texts = [line.text for line in pages[0].lines if line.text] if pages else []
    if kind == "minutes":
        head = " ".join(line.text for line in pages[0].lines[:STATUS_LINES]) if pages else ""
        above = takewhile(lambda text: not ANY_ENTRY.match(text), texts[:STATUS_LINES])
        said = [" ".join(above), *(re.sub(r"[\W_]+", " ", name) for name in names)]
        confirmed = any(CONFIRMED.search(text) and not NOT_YET.search(text) for text in said)
        return "draft" if DRAFT.search(head) else "confirmed" if confirmed else None
    called = any(re.search(r"\bdraft\b", re.sub(r"[\W_]+", " ", name), re.IGNORECASE) for name in names)
    marked = any(MARKED_DRAFT.fullmatch(text) for text in texts[:4])
    return "draft" if kind in ("report", "plan") and (called or marked) else None
