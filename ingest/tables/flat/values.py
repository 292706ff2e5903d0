"""Tell values and heads of columns by their words, and which columns the values of a row can stand in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

Kinds = frozenset[str]

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
YEARS = r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d))"
SHORT_YEARS = r"\d\d/\d\d"
DATE = r"\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d"
QUARTER = r"(?:Q[1-4]|(?:Quarter|Qtr) [1-4])"
PERIOD = rf"{QUARTER} (?:{YEARS}|{SHORT_YEARS}|20\d\d)|(?:\d{{1,2}} )?{MONTH}[ -](?:20)?\d\d|{DATE}|{YEARS}|{QUARTER}"
LENGTH = r"(?:weeks?|days?|hours?|hrs|months?|years?|minutes?|mins|million|m|bn|k|p|per cent|percent|pts?)"
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FIGURE = rf"[<>≤≥]?=?[+−–-]?(?:[£$€]\s?)?[+−-]?(?:{NUMBER})(?:\s?%|\s?{LENGTH}\b)?|\((?:[£$€]\s?)?(?:{NUMBER})\s?%?\)"
VOID = r"[–—-]|\*{1,3}|n/a|n/k|nil|tb[cad]|to be (?:confirmed|agreed|advised|determined)|not available|suppressed"
ARROW = r"[\ufffd←-⇿▲-◅⬀-⮿🔺-🔽🠀-🢭]+"
RAG = r"red|amber|green|blue|(?-i:[RAGB])"
UNIT = r"%|£k?|£?000s?|£m|no\.?|number|rate|count|days?|weeks?|score|ratio|percentage|per cent|hours?"
NOTE = rf"\*+|\s?\((?:[A-Za-z]{{1,12}}|{QUARTER})\)\*{{0,3}}"
VALUE = re.compile(
    rf"(?<!\S)(?:(?P<period>(?:{PERIOD})|20\d\d(?!\S))|(?P<figure>{FIGURE})|(?P<void>{VOID})|(?P<arrow>{ARROW})"
    rf"|(?P<rag>{RAG})|(?P<unit>{UNIT}))(?:{NOTE}){{0,3}}(?!\S)",
    re.IGNORECASE,
)
NOTED = re.compile(rf"(?:{NOTE})(?!\S)", re.IGNORECASE)
NUMBERED = re.compile(r"\d+(?:\.\d+)*\.?\s+[A-Z]")
LETTERED = re.compile(r"\([a-z]\)\s")
VOIDED = re.compile(r"to be$", re.IGNORECASE)
LEADS_ON = re.compile(
    r"\b(?:within|of|in|to|than|over|under|aged?|at|by|for|after|before|per|last|least|most|and|or|from|with|between)\s$",
    re.IGNORECASE,
)
YEAR = re.compile(r"20\d\d\**$")


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a row's text: where it stands, and the kinds of value it can be."""

    text: str
    start: int
    kinds: Kinds


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: its head, and the kinds of value that it takes."""

    head: str
    kinds: Kinds


# The number that such a word counts is its label's: "Key Stage 2", "Phase 3", "aged 18".
COUNTED = re.compile(
    r"\b(?:stage|phase|year|level|part|group|band|grade|scheme|ward|zone|tier|type|category|priority|outcome|aged?|step|"
    r"class|site|unit|block|lot|item|no\.?|number)\s+$",
    re.IGNORECASE,
)


def values_at_end(text: str) -> tuple[Value, ...]:
    """Return the values that the text ends with, in their order, nothing but white space between them."""
    run: list[Value] = []
    end = 0
    for match in VALUE.finditer(text):
        if run and text[end : match.start()].strip():
            run = []
        run.append(_value(match))
        end = match.end()
    return tuple(run) if run and not text[end:].strip() else ()


def figures_at_end(text: str) -> tuple[Value, ...]:
    """Return the figures, periods and dashes that a text ends with, none where they end a phrase, "within 5 days"."""
    values = tuple(value for value in values_at_end(text) if value.kinds & {"figure", "period", "void"})
    return () if values and LEADS_ON.search(text[: values[0].start]) else values


def fitting(text: str, columns: Sequence[Column]) -> tuple[Value, ...]:
    """Return the values that a text ends with, without words of the label: what fits no column or ends a phrase."""
    values = values_at_end(text)
    while values and (not _fits_any(values[0], columns) or COUNTED.search(text[: values[0].start])):
        values = values[1:]
    return values[1:] if values and LEADS_ON.search(text[: values[0].start]) else values


def goes_on_with_values(text: str, columns: Sequence[Column]) -> bool:
    """Tell whether a line goes on with a row's values: with notes on the last, or one for columns yet without."""
    note = NOTED.match(text)
    if note and (note.end() == len(text) or _all_values(text[note.end() :].strip())):
        return True
    begins = VALUE.match(text)
    if not columns or not begins or not _fits_any(_value(begins), columns):
        return bool(columns and VOIDED.match(text))
    return _all_values(text) or not (NUMBERED.match(text) or LETTERED.match(text))


def _fits_any(value: Value, columns: Sequence[Column]) -> bool:
    """Tell whether a value can stand in any of the columns."""
    return any(_fits(value, column) for column in columns)


def _all_values(text: str) -> bool:
    values = values_at_end(text)
    return bool(values) and values[0].start == 0


def holds_values(text: str, many: int) -> bool:
    """Tell whether as many values stand one after the other somewhere within a text."""
    run, end = 0, -1
    for match in VALUE.finditer(text):
        if match.lastgroup in ("rag", "unit"):
            continue
        run = run + 1 if not text[max(end, 0) : match.start()].strip() else 1
        end = match.end()
        if run >= many:
            return True
    return False


def standing(values: Sequence[Value], columns: Sequence[Column]) -> tuple[int, ...] | None:
    """Return the columns that values stand in, None unless one way alone fits their order and kinds."""
    ways = (
        way
        for way in combinations(range(len(columns)), len(values))
        if all(_fits(value, columns[at]) for value, at in zip(values, way, strict=True))
    )
    found = list(islice(ways, 2))
    return found[0] if len(found) == 1 else None


def _fits(value: Value, column: Column) -> bool:
    return "void" in value.kinds or bool(value.kinds & column.kinds)


def _value(match: re.Match[str]) -> Value:
    kind = match.lastgroup or "figure"
    kinds = {"period", "figure"} if kind == "period" and YEAR.match(match[0]) else {kind}
    return Value(match[0], match.start(), frozenset(kinds))
