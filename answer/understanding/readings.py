"""The ways in which a question is put to the evidence reader: whole, without what only names a place, and in parts.

A passage seldom says of itself on which page, under which item and at which meeting it stands. Retrieval has seen to
that; a reader that looks for it in the words finds it missing (measured on `tune`: docs/measured.md).
"""

import re
from collections.abc import Collection
from datetime import date
from itertools import chain

from answer.understanding.model import Understood
from answer.understanding.naming import BEHIND, ITEM, MINUTE, PAGE, PARAGRAPH, TIME, days_of, periods_in
from index.wording.words import STOPWORDS, content_words, plain

LEAST_WORDS, LEAST_CONTENT = 3, 2
_BEFORE = r"(?:within|in|under|at|on|of|for|per|from|by)"
_LIMBS = r"(?:\((?:[a-z]|\d{1,2}|[ivx]{1,4})\))*"


def _unnamed(pattern: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


_OPENS = rf"(?:\b{_BEFORE} )?(?P<the>\bthe )?"
_PLACES = "|".join(map(_unnamed, (ITEM, MINUTE, PAGE, PARAGRAPH)))
_PLACE = re.compile(rf"{_OPENS}\b(?:{_PLACES}){_LIMBS}(?: only\b)?", re.IGNORECASE)
_NOUN = r"(?P<noun> (?:agenda )?(?:meeting|pack|papers|agenda|session|minutes)\b)?"
_AT_MEETING = re.compile(rf"{_OPENS}(?P<time>{_unnamed(TIME)}){_NOUN}", re.IGNORECASE)
_TIMED = re.compile(rf"(?P<before>{_BEFORE} )?.*?(?P<behind> {BEHIND})?", re.IGNORECASE)
_OF_AN_ACT = re.compile(r"section \d+$", re.IGNORECASE)
_EMPTY = re.compile(r"\(\W*\)")
_LEAD = re.compile(r"(?P<lead>[^:?]*):\s+(?=\w)")
_LEADS_IN = frozenset(
    (  # noqa: SIM905 - words are read as words
        "agenda board committee item meeting minute minutes only pack page paper papers report"
    ).split()
)
_ASKS = re.compile(
    rf"(?:{_BEFORE} |to )?(?:who|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|will)",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"(?:\?|,)?\s+and\s+(?=(?:(?:by|from|to|for|with|in|at|on) )?(?:who|whom|whose|what|which|when|where|why|how)\b)|"
    r"(?:\?|,)?\s+and\s+(?=(?:is|was|did|does|do|has|have|were|are|will)\b)|\?\s+(?=\w)|;\s+",
    re.IGNORECASE,
)


def readings(asked: Understood, days: Collection[date], bodies: Collection[str]) -> tuple[str, ...]:
    """Return the whole question, the same in other wordings, and each of its parts, where it asks several things.

    `days` are those of meetings held, `bodies` the boards: a time or name of theirs is left out in some wordings.
    """
    question = _placeless(asked.question, frozenset(days), bodies)
    whole = [asked.query]
    if asked.before:
        before = _placeless(asked.before, frozenset(days), bodies)
        whole += [f"{question} ({before.rstrip('?. ')})", " ".join(filter(None, (before, asked.answered, question)))]
    else:
        whole.append(_placeless(asked.query, frozenset(days), bodies))
    return tuple(dict.fromkeys([*whole, *parts(question)]))


def parts(question: str) -> list[str]:
    """Return the several things that a question asks, none where it asks one."""
    first, *more = (part.strip() for part in _JOINS.split(question))
    found = [first, *(part for part in more if _ASKS.match(part))]
    telling = [p for p in found if len(p.split()) >= LEAST_WORDS and len(content_words(p)) >= LEAST_CONTENT]
    return telling if more else []


def _placeless(question: str, days: frozenset[date], bodies: Collection[str]) -> str:
    """Return a question without the places that it names, and without the time where it names one meeting's."""
    text = _PLACE.sub(_without_place, question)
    if sum(any(days_of(period, days)) for period in periods_in(plain(text))) == 1:
        text = _AT_MEETING.sub(lambda m: _without_time(m, days), text)
    return _without_lead(_tidy(text), bodies) or question


def _without_time(match: re.Match[str], days: frozenset[date]) -> str:
    if not any(period.month and any(days_of(period, days)) for period in periods_in(plain(match[0]))):
        return match[0]
    timed, opens = _TIMED.fullmatch(match["time"]), match[0][: match.start("time") - match.start()]
    assert timed
    if timed["before"]:
        return opens
    noun = match["noun"] or timed["behind"] or ""
    if not match["the"] or (noun and len(opens.split()) > 1):
        return " "
    # "in the June 2025 business case": the case stays in its place.
    return f"{opens.rstrip()}{noun or ' '}"


def _without_place(match: re.Match[str]) -> str:
    """Keep "the" before what it goes on to: "the item 6 report" is "the report"; a section of an Act is no place."""
    if _OF_AN_ACT.search(match[0]):
        return match[0]
    goes_on = re.match(r" (?P<word>[a-z]+)", match.string[match.end() :])
    return "the" if match["the"] and goes_on and goes_on["word"] not in STOPWORDS else " "


def _tidy(text: str) -> str:
    text = " ".join(_EMPTY.sub(" ", text).split())
    text = re.sub(r"\s+(?=[,;:?.!])", "", text)
    text = re.sub(r"[,;:](?=[,;:?.!]|$)", "", text)
    return re.sub(r"^(?:\W|(?:only|the)\b(?=\s*[,:]))+", "", text)


def _without_lead(text: str, bodies: Collection[str]) -> str:
    """Drop what stands before a colon where it is nothing but a board's name and words for papers."""
    match = _LEAD.match(text)
    if match is None:
        return text
    known = set(chain.from_iterable(content_words(body) for body in bodies)) | _LEADS_IN
    return text[match.end() :] if set(content_words(match["lead"])) <= known else text
