"""Whether a question goes on from the turns before it, and the whole question that it then stands for."""

import re
from collections.abc import Callable, Sequence

from answer.model import Turn
from answer.understanding.naming import ITEM, MINUTE, PAGE
from index.wording.forms import MONTHS
from index.wording.words import STOPWORDS, content_words, plain

FEW_WORDS = 2
OWN_SUBJECT = 5
SAID_WORDS = 25
MOST_TURNS = 3
MOST_NEW = 6
GOES_ON = re.compile(r"^(?:and|but|so|also|ok(?:ay)?|what about|how about|then|which one|same for)\b")
POINTS_BACK = re.compile(
    r"\b(?:it|its|that(?! the\b)|"
    r"(?:this|those|these)(?! (?:year|month|week|quarter|winter|summer|time|meeting|board)s?\b)|"
    r"they|them|their|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were)\b)|he|she|his|her|one|same|"
    r"instead|either|latter|former)\b"
)
PERSON = re.compile(r"\b(?:it|its|they|them|their|he|she|his|her)\b")
NAMED = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]{2,}")
_LEAD = re.compile(
    r"^(?:and|but|so|also|ok(?:ay)?|then)?,?\s*(?:what about|how about|what of|same for|for|and)?\s*", re.IGNORECASE
)
_PREPOSITION = r"(?:in|for|at|of|on|from|by|during|with|to|under)"
_NEW = re.compile(rf"^(?:(?P<prep>{_PREPOSITION}) )?(?P<what>(?:the )?[^?]+?)\W*$", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:who\w*|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|"
    r"may|might|it|its|that|this|they|them|their|he|she|his|her|those|these|rest|others?|else)\b",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(r"(?<![\w/])(?:20|19)?\d\d[/–-]\d\d(?:\d\d)?(?![\w/])")
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})(?: (?:19|20)\d\d)?\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/–-])(?:19|20)\d\d(?![\w/–-])")
_PLACED = r"[a-z][\w'’-]*(?: [a-z][\w'’-]*){0,2}?"
_PLACE_ENDS = rf"(?=\W*$|,| {_PREPOSITION}\b)"
_LABEL = re.compile(r"\b(?P<noun>[A-Za-z]{3,}) (?P<number>\d{1,3}[A-Za-z]?)\b(?![/\d%])")
_NAMES = re.compile(r"\b[A-Z][a-z][\w'’-]+(?:(?: (?:and|of|the|&))? [A-Z][a-z][\w'’-]+)*")
_SHIFT = re.compile(
    r"^(?:in |for )?(?:(?P<back>the year before|the previous year|(?:a |the )?year earlier|last year)|"
    r"(?P<on>the year after|the (?:next|following) year|(?:a |the )?year later|next year))$"
)


def goes_on(question: str) -> bool:
    """Tell whether a question leans on what was said before; one with a subject of its own does not."""
    small = plain(question)
    own = len(content_words(small))
    points = _points_back(question, small)
    if GOES_ON.search(small):
        return own <= OWN_SUBJECT or points
    # "What is item 7 about?" says all by itself.
    if any(pattern.search(small) for pattern in (ITEM, MINUTE, PAGE)) and not points:
        return False
    return own <= FEW_WORDS or (own <= OWN_SUBJECT and points)


def is_elliptic(question: str) -> bool:
    """Tell whether a question leaves out what is asked, as "and in Northmarsh?" does."""
    said = _LEAD.sub("", " ".join(question.split()), count=1)
    return said != question and len(said.split()) <= MOST_NEW and not _VERB.search(said)


def thread_of(asked: Sequence[str], named: Callable[[str], str] = str) -> str:
    """Return the last question, as a whole one, and those before it for as long as each goes on from the one before."""
    thread = [asked[-1]]
    for earlier in reversed(asked[-MOST_TURNS:-1]):
        if not goes_on(thread[0]):
            break
        if whole := standing_for(thread[0], earlier, named):
            thread[0] = whole
        else:
            thread.insert(0, earlier)
    return " ".join(thread)


def last_said(history: Sequence[Turn]) -> str:
    """Return how the last answer began: it names what "it" is (measured: a right page first for 62%, not 57%)."""
    said = [turn.content for turn in history if turn.role == "assistant"]
    return " ".join(said[-1].split()[:SAID_WORDS]) if said else ""


def standing_for(question: str, before: str, named: Callable[[str], str] = str) -> str | None:
    """Return the question before with what a few words put in its place, "and in Northmarsh?"; None where in doubt.

    Only like is put for like: a year for a year, "scheme 7" for "scheme 6", a name for the one name there is, words
    behind a preposition for those behind the same one. `named` returns words with the capitals of a name that they are.
    """
    said = _LEAD.sub("", " ".join(question.split()), count=1)
    new, shift = _NEW.match(said), _SHIFT.match(plain(said).strip("?!. "))
    if new is None or not (is_elliptic(question) or shift):
        return None
    if new["what"].islower() and (name := named(new["what"].removeprefix("the ").strip())) and not name.islower():
        new = _NEW.match(f"{new['prep'] or ''} {name}".strip()) or new
    found = (put(new, before) for put in _PUTS)
    return next((whole for whole in found if whole), None)


def _points_back(question: str, small: str) -> bool:
    """Tell whether a pronoun means something before the question: a name before it in the question is nearer."""
    match = POINTS_BACK.search(small)
    if match is None:
        return False
    name = NAMED.search(question)
    return not (name and PERSON.fullmatch(match[0]) and name.start() < match.start())


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return found[0] if len(found) == 1 else None


def _put_for(match: re.Match[str], what: str) -> str:
    return f"{match.string[: match.start()]}{what}{match.string[match.end() :]}"


def _shifted(new: re.Match[str], before: str) -> str | None:
    """Put the year before, or after, for the one that is named."""
    shift = _SHIFT.match(plain(new[0]).strip("?!. "))
    if shift is None:
        return None
    by = -1 if shift["back"] else 1
    if financial := _only(_FINANCIAL, before):
        moved = re.sub(r"\d+", lambda m: str(int(m[0]) + by).zfill(len(m[0])), financial[0])
        return _put_for(financial, moved)
    year = _only(_YEAR, before)
    return _put_for(year, str(int(year[0]) + by)) if year else None


def _same_kind(pattern: re.Pattern[str]) -> Callable[[re.Match[str], str], str | None]:
    def put(new: re.Match[str], before: str) -> str | None:
        what, there = new["what"].strip(), _only(pattern, before)
        return _put_for(there, what) if there and pattern.fullmatch(what) else None

    return put


def _labelled(new: re.Match[str], before: str) -> str | None:
    """Put "scheme 7" for "scheme 6"."""
    label = _LABEL.fullmatch(new["what"].removeprefix("the ").strip())
    there = [m for m in _LABEL.finditer(before) if label and m["noun"].lower() == label["noun"].lower()]
    return _put_for(there[0], label[0]) if label and len(there) == 1 else None


def _named(new: re.Match[str], before: str) -> str | None:
    """Put a name for the only name in the question before, its first word left out."""
    what = new["what"].removeprefix("the ").strip()
    there = [m for m in _NAMES.finditer(before) if m.start() and not _MONTH.fullmatch(m[0])]
    alike = len(there) == 1 and _NAMES.fullmatch(what) and not _MONTH.fullmatch(what)
    return _put_for(there[0], what) if alike else None


def _placed(new: re.Match[str], before: str) -> str | None:
    """Put words behind a preposition for those behind the only one like it in the question before."""
    if not new["prep"] or any(pattern.search(new["what"]) for pattern in (_FINANCIAL, _MONTH, _YEAR, _NAMES)):
        return None
    there = _only(re.compile(rf"\b{new['prep']} (?P<old>(?:the )?{_PLACED}){_PLACE_ENDS}"), before)
    if there is None or any(word in STOPWORDS for word in there["old"].removeprefix("the ").split()):
        return None
    return f"{before[: there.start('old')]}{new['what'].strip()}{before[there.end('old') :]}"


_PUTS: tuple[Callable[[re.Match[str], str], str | None], ...] = (
    _shifted, _same_kind(_FINANCIAL), _same_kind(_YEAR), _same_kind(_MONTH), _labelled, _named, _placed,
)  # fmt: skip
