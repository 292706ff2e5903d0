"""The places in the papers and the times that a question names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.understanding.model import Order, Period
from index.wording.forms import MONTHS, month_number

_SHORT = "|".join(month[:3] for month in MONTHS)
_NAME = rf"(?:{'|'.join(MONTHS)}|(?:{_SHORT}|sept)\.?(?= \d))"
ITEM = re.compile(r"\b(?:agenda )?item (?:no\.? |number )?(?P<ref>\d{1,2}\s?(?:[a-z]\b)?)(?![\w/])")
MINUTE = re.compile(
    r"\bminute (?:no\.? |number )?(?P<number>\d{1,4})\b|\bresolution (?:no\.? |number )?(?P<resolution>\d{1,4})\b"
)
PAGE = re.compile(r"\b(?:page|p\.|pg\.?) ?(?:no\.? |number )?(?P<page>\d{1,4})\b(?! of \d)")
PARAGRAPH = re.compile(r"\b(?:paragraph|para\.?|section) (?P<paragraph>\d{1,2}(?:\.\d{1,2}){0,3})\b")
# A month's name alone is a time only where it stands as one: "may" and "march" are words too.
_BEFORE = r"(?:in|at|of|from|since|during|by|for|between|until|to|and|the|than|last|this|or|versus)"
BEHIND = r"(?:meetings?|minutes|packs?|papers?|board|resolutions?|agenda|reports?|session|figures?)"
_DAY_FIRST = (
    rf"(?:{_BEFORE} )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_NAME}),?(?: (?P<year>(?:19|20)\d\d))?"
)
_MONTH_FIRST = rf"(?:{_BEFORE} )?(?P<month>{_NAME}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)"
_MONTH_YEAR = rf"(?:{_BEFORE} )?(?P<month>{_NAME}),? (?P<year>(?:19|20)\d\d)"
_MONTH = rf"(?:(?P<before>{_BEFORE}) )?(?P<month>{'|'.join(MONTHS)})(?P<behind> {BEHIND})?"
_YEAR = r"(?<![\d/–-])(?P<year>(?:19|20)\d\d)(?![\d/–-]|,\d)"


def _numbered(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return one pattern for any of some, each group's name with the number of its pattern behind."""
    named = (re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{n}>", pattern) for n, pattern in enumerate(patterns))
    return re.compile("|".join(rf"(?<![\w/])(?:{pattern})(?!\w)" for pattern in named))


TIME = _numbered((_DAY_FIRST, _MONTH_FIRST, _MONTH_YEAR, _MONTH, _YEAR))
AMBIGUOUS = frozenset({"may", "march"})
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent|current|last)(?: (?:\w+ ){0,3}?)"
    r"(?:meetings?|minutes|packs?|papers?|agenda|reports?|board)\b|"
    r"\b(?:last|latest) (?:time|month's) (?:we|the board|members|you) (?:met|meet)\b|\bmost recently\b",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(
    r"\b(?:previous|preceding|earlier|prior) (?:\w+ ){0,2}?(?:meeting|minutes|pack|papers)\b|"
    r"\b(?:meeting|minutes|pack|time|one) before\b|\bmeeting before (?:last|that|it)\b",
    re.IGNORECASE,
)


_OF_MEETINGS = re.compile(rf"\b(?:{'|'.join(MONTHS)}|(?:19|20)\d\d) {BEHIND}\b")


@dataclass(frozen=True, slots=True)
class Places:
    """The item, minute, page and paragraph that a question names."""

    item: str | None
    minute: str | None
    page: str | None
    paragraph: str | None


def places_in(plain: str) -> Places:
    """Return the places that a question, in lower case, names."""
    item, minute = ITEM.search(plain), MINUTE.search(plain)
    page, paragraph = PAGE.search(plain), PARAGRAPH.search(plain)
    return Places(
        item["ref"].replace(" ", "").upper() if item else None,
        (minute["number"] or minute["resolution"]) if minute else None,
        page["page"] if page else None,
        paragraph["paragraph"] if paragraph else None,
    )


def periods_in(plain: str) -> tuple[Period, ...]:
    """Return the days, months and years that a question, in lower case, names, each once and in its order.

    Of "June and November 2025" both are of 2025. A financial year ("2025/26") is none.
    """
    found = [period for match in TIME.finditer(plain) if (period := _period(match))]
    for at in range(len(found) - 2, -1, -1):
        if found[at].year is None and found[at].month and found[at + 1].month:
            found[at] = replace(found[at], year=found[at + 1].year)
    return tuple(dict.fromkeys(found))


def order_in(plain: str) -> Order | None:
    """Return which meeting in the order of meetings a question, in lower case, means."""
    return "before" if _BEFORE_IT.search(plain) else "newest" if _NEWEST.search(plain) else None


def without_order(text: str) -> str:
    """Return a text without "the last meeting" and its like."""
    return " ".join(_BEFORE_IT.sub(" ", _NEWEST.sub(" ", text)).split())


def names_meetings(plain: str) -> bool:
    """Tell whether a time that a question, in lower case, names is that of a meeting or its papers."""
    return bool(_OF_MEETINGS.search(plain))


def _period(match: re.Match[str]) -> Period | None:
    parts = {name[:-1]: value for name, value in match.groupdict().items() if value}
    month = month_number(parts["month"]) if "month" in parts else None
    day, year = (int(parts[name]) if name in parts else None for name in ("day", "year"))
    if day is None and year is None:
        stands = "before" in parts or "behind" in parts
        doubtful = (
            parts["month"] in AMBIGUOUS and "behind" not in parts and parts.get("before") in (None, "and", "to", "or")
        )
        return None if doubtful or not stands else Period(None, month)
    return Period(year, month, day)


def days_of(period: Period, days: frozenset[date]) -> Iterator[date]:
    """Yield those of some days that lie in a period."""
    for day in sorted(days):
        own = day.year, day.month, day.day
        if all(
            part in (None, theirs) for part, theirs in zip((period.year, period.month, period.day), own, strict=True)
        ):
            yield day
