"""The other forms in which papers write what a question says: numbers, dates, years, and spelling."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from index.wording.words import plain, spellings

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SHORT_MONTHS = "|".join(f"{month[:3]}t?" if month == "september" else month[:3] for month in MONTHS)
MONTH = rf"(?P<month>{'|'.join(MONTHS)}|{_SHORT_MONTHS})\b\.?"
ONES = (  # noqa: SIM905 - words are read as words
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
TWENTY, HUNDRED = 20, 100
# "One" is no number in most questions.
LEAST_COUNT = 2
MOST_DECIMALS = 3
SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
SCALES_IN_FULL = ("thousand", "million", "billion")
THOUSANDS, MOST_IN_SHORT = 3, 10_000
WRITTEN = {3: ("k", "thousand"), 6: ("m", "million", "mn"), 9: ("bn", "billion")}
_NUMBER = re.compile(
    r"(?<![\w./-])[£$€]?(?P<number>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?P<part>\.\d{1,6})?"
    r"(?:\s?(?P<scale>million|billion|thousand|mn|bn|m|k)\b)?(?![\w/-])(?!\.\d)"
)
# "13 members", but not "item 13" or "13 January".
_THINGS = re.compile(r" (?:[a-z]+ )?(?:[a-z]{2,}s|people|children|women|men)\b")
_YEARS = re.compile(r"(?<![\w/.-])(?P<first>(?:20|19)?\d\d)\s?(?:[/–-]|to)\s?(?P<last>(?:20|19)?\d\d)(?![\w/-])")
_PERCENT = re.compile(r"(?<![\w.])(?P<number>\d+(?:\.\d+)?)\s?(?:%|per cent\b|percent\b)")
_COUNTED = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(TENS)})(?:[ -](?P<one>{'|'.join(ONES[1:10])}))?|(?P<low>{'|'.join(ONES)}))\b"
)
_DAY = re.compile(rf"(?<![\w/.])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH},? (?P<year>(?:19|20)\d\d)\b")
_DAY_AFTER = re.compile(rf"\b{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b")
_DAY_FIGURES = re.compile(r"(?<![\w/.])(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:19|20)?\d\d)(?![\w/])")
_SHORT_MONTH = re.compile(rf"\b(?P<month>{_SHORT_MONTHS})\b")
_QUARTER = re.compile(
    r"\b(?:q(?P<figure>[1-4])|quarter (?P<spelt>[1-4]|one|two|three|four)|(?P<nth>first|second|third|fourth) quarter)\b"
)
NTH = ("first", "second", "third", "fourth")


def other_forms(text: str) -> list[str]:
    """Return the phrases, in plain letters and figures, in which else a paper may write what stands in a text.

    "£14m" gives "14 million" and "14 000 000", as the index of words cuts "14,000,000"; "2014/15" gives "2014 2015".
    """
    said = plain(text)
    found = [form for finder in _FINDERS for form in finder(said)]
    return list(dict.fromkeys(found))


def month_number(name: str) -> int:
    """Return the number of a month, from 1, by its name or the first three letters of it."""
    return next(number for number, month in enumerate(MONTHS, start=1) if month[:3] == name[:3].lower())


def _figures(said: str) -> Iterator[str]:
    for match in _NUMBER.finditer(said):
        digits, scale = match["number"].replace(",", ""), match["scale"]
        value = Decimal(digits + (match["part"] or ""))
        if scale:
            value = value.scaleb(SCALES[scale])
            yield from _grouped(value)
            yield from _scaled(value)
        elif "," in match["number"] or len(digits) > len("2025"):
            yield from _grouped(value)
            yield from _scaled(value)
        elif match["part"] is None and LEAST_COUNT <= value < HUNDRED and _THINGS.match(said, match.end()):
            yield _counted(int(value))


def _grouped(value: Decimal) -> Iterator[str]:
    """Yield a whole number with its thousands apart and in one."""
    if value == value.to_integral_value():
        yield f"{int(value):,}".replace(",", " ")
        yield str(int(value))


def _scaled(value: Decimal) -> Iterator[str]:
    """Yield "14 million", "14m", and "14 5m" for 14.5m, with as many decimals as papers give."""
    for power, words in WRITTEN.items():
        short = value.scaleb(-power).normalize()
        exponent = short.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        if not 1 <= short < MOST_IN_SHORT or decimals > MOST_DECIMALS:
            continue
        most = MOST_DECIMALS if decimals else 1
        for places in range(decimals, (most if power > THOUSANDS else decimals) + 1):
            figure = f"{short:.{places}f}".replace(".", " ")
            yield from (f"{figure} {word}" if word in SCALES_IN_FULL else f"{figure}{word}" for word in words)


def _counted(number: int) -> str:
    if number < TWENTY:
        return ONES[number]
    ten, one = TENS[number // 10 - 2], number % 10
    return f"{ten} {ONES[one]}" if one else ten


def _numbers(said: str) -> Iterator[str]:
    """Yield the figures of numbers that are spelt out."""
    for match in _COUNTED.finditer(said):
        low, ten, one = match["low"], match["ten"], match["one"]
        number = ONES.index(low) if low else 10 * (TENS.index(ten) + 2) + (ONES.index(one) if one else 0)
        if number >= LEAST_COUNT:
            yield str(number)


def _percents(said: str) -> Iterator[str]:
    for match in _PERCENT.finditer(said):
        figure = match["number"].replace(".", " ")
        yield from (f"{figure} per cent", f"{figure} percent")


def _years(said: str) -> Iterator[str]:
    """Yield a financial year as "2014 15", "2014 2015" and "14 15"; a longer span with whole years."""
    for match in _YEARS.finditer(said):
        first, last = match["first"], match["last"]
        if len(first) < len(last) or (len(first) == 2 and (int(first) + 1) % HUNDRED != int(last)):
            continue
        begins = int(first) if len(first) > 2 else 2000 + int(first)
        ends = int(last) if len(last) > 2 else begins - begins % HUNDRED + int(last)
        if begins < ends <= begins + 10:
            yield from (f"{begins} {ends % HUNDRED:02}", f"{begins} {ends}", f"{begins} to {ends}")
            if ends == begins + 1:
                yield f"{begins % HUNDRED:02} {ends % HUNDRED:02}"


def _days(said: str) -> Iterator[str]:
    for pattern in (_DAY, _DAY_AFTER, _DAY_FIGURES):
        for match in pattern.finditer(said):
            named = match["month"]
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            try:
                day = date(year, int(named) if named.isdigit() else month_number(named), int(match["day"]))
            except ValueError:
                continue
            month = MONTHS[day.month - 1]
            yield from (f"{day.day} {month} {year}", f"{day.day}{_nth(day.day)} {month} {year}",
                        f"{day:%d} {month} {year}", f"{month} {day.day} {year}", f"{day.day} {month[:3]} {year}",
                        f"{day:%d %m %Y}", f"{day:%d %m %y}", f"{day.day} {day.month} {year}")  # fmt: skip


def _nth(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _months(said: str) -> Iterator[str]:
    yield from (MONTHS[month_number(m["month"]) - 1] for m in _SHORT_MONTH.finditer(said) if m["month"] != "may")


def _quarters(said: str) -> Iterator[str]:
    for match in _QUARTER.finditer(said):
        named = match["figure"] or match["spelt"] or match["nth"]
        number = int(named) if named.isdigit() else NTH.index(named) + 1 if named in NTH else ONES.index(named)
        yield from (f"q{number}", f"quarter {number}", f"quarter {ONES[number]}", f"{NTH[number - 1]} quarter")


def _spellings(said: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]{4,}", said):
        yield from spellings(word)


_FINDERS: tuple[Callable[[str], Iterator[str]], ...] = (
    _figures, _numbers, _percents, _years, _days, _months, _quarters, _spellings,
)  # fmt: skip
