"""The times that words name, each written one way, and the words that say what kind of figure is meant."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from index.wording.forms import MONTHS

MONTH = (
    rf"(?P<month>{'|'.join(m.capitalize() for m in MONTHS)}|{'|'.join(m[:3].capitalize() for m in MONTHS)}|Sept)\b\.?"
)
YEAR = r"(?:19|20)\d\d"
SPAN = re.compile(rf"\b(?P<first>{YEAR})\s?[/–-]\s?(?:19|20)?(?P<second>\d\d)\b(?![/–-])")
DAY = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{MONTH}(?:,?\s+(?P<year>{YEAR}))?\b")
MONTHLY = re.compile(rf"\b{MONTH}[\s'’-]{{1,2}}(?P<year>{YEAR}|\d\d(?![\d%]|[.,]\d))")
QUARTER = re.compile(r"\b(?:Q|(?i:quarter|qtr)\s?)(?P<quarter>[1-4])\b")
NUMERIC = re.compile(rf"\b(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>{YEAR}|\d\d)\b")
LONE_MONTH = re.compile(rf"\b(?P<month>{'|'.join(m.capitalize() for m in MONTHS)})\b")
LONE_YEAR = re.compile(rf"(?<![\d/.,£$–-]){YEAR}(?![\d/,%]|\.\d)")
RELATIVE = re.compile(
    r"\b(?:this|last|next|previous|prior|current|each|same|following) (?:year|quarter|month|week|period|winter)\b|"
    r"\byear[ -]to[ -]date\b|\bYTD\b|\bto date\b|\bfull year\b|\bbaseline\b",
    re.IGNORECASE,
)
# Figures of two of these kinds are no two answers to one question.
KINDS = {
    "target": r"targets?|aims?|trajector(?:y|ies)|goals?|standard|ambition|threshold|floor|upper|lower|required",
    "plan": r"plan(?:ned)?|budget(?:ed)?|allocat\w+|bid|funding",
    "forecast": r"forecasts?|project(?:ed|ion)s?|expect\w*|estimat\w+|anticipat\w+|predict\w+|would|will|could",
    "provisional": r"provisional|draft|unaudited|unvalidated|interim|indicative|proposed|initial",
    "final": r"final(?:ised)?|audited|validated|confirmed|published",
    "actual": r"actuals?|outturn|results?|achieved|performance|spen[dt]",
    "changed": r"revised|amended|updated|restated|corrected|original|before|after",
    "change": r"chang\w+|increas\w+|decreas\w+|reduc\w+|rise|rose|risen|fall|fell|fallen|variances?|differences?|"
              r"savings?|more|fewer|less|above|below|by|growth|gap|shortfall",
    "bound": r"up to|at least|at most|minimum|maximum|no more|over|under|nearly|almost|between|limit",
    "about": r"about|around|approx\w*|some|circa|roughly|estimated",
    "net": r"net", "gross": r"gross", "average": r"average\w*|mean|median",
    "sum": r"totals?|totall\w+|overall|cumulative",
    "capital": r"capital", "revenue": r"revenue", "previous": r"previous\w*|earlier|had been",
    "men": r"men|males?|boys?", "women": r"women|females?|girls?",
}  # fmt: skip
_KINDS = {kind: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for kind, pattern in KINDS.items()}
CENTURY = 2000


def times(text: str) -> frozenset[str]:
    """Return the times that a text names: "2024/25", "2024-12" (its last day too), "2024-12-05", "Q3", "12"."""
    return frozenset(_times(text)[0])


def days(text: str) -> tuple[date, ...]:
    """Return the days that a text names with their year, in order."""
    found = (_date(match) for pattern in (DAY, NUMERIC) for match in pattern.finditer(text) if match["year"])
    return tuple(day for day in found if day)


def timeless(text: str) -> str:
    """Return a text without the times that it names."""
    return _times(text)[1]


def dated(found: frozenset[str]) -> bool:
    """Tell whether times name a year."""
    return any(len(time) >= len("2024") for time in found)


def relative(text: str) -> frozenset[str]:
    """Return the times that a text names only from where it stands: "last year", "to date"."""
    return frozenset(match[0].lower() for match in RELATIVE.finditer(text))


def kinds(text: str) -> frozenset[str]:
    """Return what kinds of figure a text speaks of: a target, a plan, a forecast, a change, an average..."""
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text))


def _times(text: str) -> tuple[set[str], str]:
    found: set[str] = set()
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            found.update(read(match))
        text = pattern.sub(" ", text)
    return found, text


def _date(match: re.Match[str]) -> date | None:
    year = int(match["year"]) if len(match["year"]) > 2 else CENTURY + int(match["year"])
    try:
        return date(year, _month(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _span(match: re.Match[str]) -> Iterator[str]:
    yield f"{match['first']}/{match['second']}"


def _day(match: re.Match[str]) -> Iterator[str]:
    if match["year"] is None:
        yield f"{_month(match['month']):02}-{int(match['day']):02}"
    elif day := _date(match):
        last = day.day == monthrange(day.year, day.month)[1]
        yield f"{day:%Y-%m}" if last else day.isoformat()


def _monthly(match: re.Match[str]) -> Iterator[str]:
    year = match["year"]
    yield f"{year if len(year) > 2 else CENTURY + int(year)}-{_month(match['month']):02}"


def _quarter(match: re.Match[str]) -> Iterator[str]:
    yield f"Q{match['quarter']}"


def _lone_month(match: re.Match[str]) -> Iterator[str]:
    yield f"{_month(match['month']):02}"


def _lone_year(match: re.Match[str]) -> Iterator[str]:
    yield match[0]


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(word[:3].lower()))


_READERS = (
    (SPAN, _span), (DAY, _day), (NUMERIC, _day), (MONTHLY, _monthly), (QUARTER, _quarter),
    (LONE_MONTH, _lone_month), (LONE_YEAR, _lone_year),
)  # fmt: skip
