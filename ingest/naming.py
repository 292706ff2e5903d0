"""Tell what a paper is: its kind, title, body, meeting day and status, from its first lines and its names."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from ingest.marks.stamps import StampedPage
from ingest.model import AgendaItem, PaperKind, RawPaper

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
FILE_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)")
MEETING_LINE = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Date:|held on|meeting of)\b", re.IGNORECASE)
BODY = re.compile(
    r"\b((?:[A-Z][\w'’&-]*\s+(?:(?:and|of|the|for|&)\s+)*)*"
    r"(?:Board|Committee|Cabinet|Governing Body|Panel|Partnership|Council))\b"
)
SHOUTED_BODY = re.compile(
    r"\b((?:[A-Z][A-Z'’&-]*\s+)*(?:BOARD|COMMITTEE|CABINET|GOVERNING BODY|PANEL|PARTNERSHIP|COUNCIL))\b"
)
PACK_TITLE = re.compile(r"\bfor (?:the )?(.+?),\s*\d")
MINUTES_HEAD = re.compile(r"\b(?:MINUTES|RECORD) (?:of|OF)\b|^MINUTES\b|^Minutes of (?:a|the) meeting", re.MULTILINE)
REPORT_HEAD = re.compile(r"^(?:From|By|To|Report from|Report to|Subject)\s*:", re.MULTILINE)
PLAN = re.compile(r"\b(?:plan|strategy)\b", re.IGNORECASE)
NO_NAME = frozenset(("board", "committee", "panel", "partnership", "council", "the board", "the council"))
DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)


def front_of(pages: Sequence[StampedPage]) -> str:
    """Return the first lines of a paper, a line a line."""
    lines = [line.text for page in pages[:2] for line in page.lines if line.text]
    return "\n".join(lines[:FRONT_LINES])


def kind_of(front: str, raw: RawPaper, items: Sequence[AgendaItem], file: str) -> PaperKind:
    """Return what kind of paper it is."""
    naming = f"{raw.title or ''} {file}"
    if any(item.first for item in items) or "Public Pack" in naming:
        return "supplement" if re.search(r"supplement", naming, re.IGNORECASE) else "agenda pack"
    if MINUTES_HEAD.search(front[:600]) or re.search(r"\bminutes\b", naming, re.IGNORECASE):
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
    found = [
        m[1]
        for text in (title or "", *front.split("\n")[:25])
        for m in (*BODY.finditer(text), *SHOUTED_BODY.finditer(text))
    ]
    named = [re.sub(r"^(?:Minutes|Meeting|Agenda) (?:of|for) (?:the )?", "", name, flags=re.I) for name in found]
    named = [name for name in named if name.lower() not in NO_NAME]
    best = next((name for name in named if not name.lower().endswith("council")), next(iter(named), None))
    return best.title().replace(" And ", " and ").replace(" Of ", " of ") if best and best.isupper() else best


def meeting_day(title: str | None, front: str, file: str) -> date | None:
    """Return the date of the meeting: beside a weekday or "held on" first, then title, file name, front."""
    meeting = "\n".join(line for line in front.split("\n") if MEETING_LINE.search(line))
    for text in (meeting, title or "", file, front):
        for found in (*_written_dates(text), *_file_dates(text)):
            return found
    return None


def _written_dates(text: str) -> Iterator[date]:
    for match in WRITTEN_DATE.finditer(text):
        yield from _date(match["year"], str(MONTHS[match["month"].lower()[:3]]), match["day"])


def _file_dates(text: str) -> Iterator[date]:
    for match in FILE_DATE.finditer(text):
        yield from _date(match["year"], match["month"], match["day"])


def _date(year: str, month: str, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def status_of(kind: PaperKind, pages: Sequence[StampedPage]) -> Literal["draft", "confirmed"] | None:
    """Return whether minutes are a draft; None for all else."""
    if kind != "minutes":
        return None
    head = " ".join(line.text for line in pages[0].lines[:8])
    return "draft" if DRAFT.search(head) else "confirmed"
