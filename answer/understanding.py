"""Understand a question: what kind of answer it wants, what it points at, and whether it goes on from the last turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from answer.model import Turn
from index.retrieval import content_words

Wanted = Literal[
    "figure", "date", "person", "decision", "recommendation", "list", "definition", "comparison", "summary", "fact"
]
LONGER: frozenset[Wanted] = frozenset({"list", "comparison", "summary"})
FEW_WORDS = 3

_PATTERNS: tuple[tuple[Wanted, str], ...] = (
    (
        "comparison",
        r"\b(?:compar\w*|differ\w*|versus|vs\.?|agree with|match(?:es)?|changed? (?:since|between|from)|"
        r"change\w* between|same (?:as|story)|both)\b",
    ),
    (
        "summary",
        r"\b(?:summar\w*|sum up|overview|in plain english|main points|key points|gist|explain|"
        r"what(?:'s| is| was)? .{0,30}\babout (?=\?|$)|what (?:is|was) [\w' ]{1,40} about\W*$)",
    ),
    (
        "definition",
        r"\b(?:stands? for|(?:what|whats|what's)\b.{0,40}\bmeans?\b|meaning of|abbreviation|acronym)|"
        r"^(?:and )?(?:what is|whats|what's|what are|who are|define) (?:an? |the )?[\w&'-]{2,12}\s*\W*$",
    ),
    (
        "list",
        r"\b(?:list|name (?:all|the|as many)|what (?:are|were) the|"
        r"which (?:\w+ ){0,3}(?:bodies|areas|organisations|members|actions|papers|reports|items)|"
        r"what (?:\w+ )?(?:gaps|risks|actions|options|reasons|areas|steps|priorities|conditions))\b",
    ),
    ("recommendation", r"\b(?:recommend\w*|asked to (?:do|decide|note|agree)|propos\w+)\b"),
    (
        "decision",
        r"\b(?:decid\w+|decision\w*|agreed?|approv\w+|resolv\w+|resolution|endors\w+|defer\w*|outcome|voted?)\b",
    ),
    (
        "date",
        r"^(?:and )?(?:by )?when\b|"
        r"\b(?:what date|which (?:date|month|year)|how soon|deadline|by when|since when|what time)\b",
    ),
    (
        "figure",
        r"\bhow (?:much|many|big|large|long|fast|far|often)\b|\b(?:proportion|percentage|budget|per cent|cost)\b|"
        r"\b(?:what|which) (?:\w+ ){0,3}(?:share|percent|rate|number|figure|total|amount|target|level|value|score)\b",
    ),
    (
        "person",
        r"\bwho(?:'s|s|se|m)?\b|\b(?:author|chair(?:man|ed)?|attend\w*|apologies|contact|present)\b",
    ),
)
_WANTED = tuple((wanted, re.compile(pattern)) for wanted, pattern in _PATTERNS)
POINTS_BACK = re.compile(
    r"^(?:and|but|so|also|ok(?:ay)?|what about|how about|why|then|which one|who)\b(?!.*\bmeeting\b.*\bitem\b)|"
    r"\b(?:it|its|that|this|those|these|they|them|their|there|he|she|his|her|one|same|instead|either|latter|former)\b"
)
ITEM = re.compile(r"\b(?:agenda )?item (?:no\.? |number )?(?P<ref>\d{1,2}[a-z]?)\b")
MINUTE = re.compile(r"\bminute (?:no\.? |number )?(?P<number>\d{1,4})\b|\bresolution (?P<resolution>\d{1,4})\b")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_YEAR = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)}|{'|'.join(m[:3] for m in MONTHS)})\.? (?P<year>(?:19|20)\d\d)\b"
)
MEETING_MONTH = re.compile(rf"\b(?P<month>{'|'.join(MONTHS)}) (?:meeting|minutes|pack|papers|board|resolution)\b")
YEAR = re.compile(r"(?<![\d/-])(?P<year>(?:19|20)\d\d)(?![\d/-])")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be answered; `query` is what is retrieved for.

    `item`, `minute`, `month` and `year` are what the question names; `subject` are its content words,
    `earlier` those that only the turn before brings along.
    """

    question: str
    query: str
    wanted: Wanted
    follow_up: bool
    subject: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    item: str | None = None
    minute: str | None = None
    month: int | None = None
    year: int | None = None


def understand(question: str, history: Sequence[Turn] = ()) -> Understood:
    """Return what a question asks for, read together with the turns before it."""
    plain = " ".join(question.lower().replace("’", "'").split())
    asked = [turn.content for turn in history if turn.role == "user"]
    subject = content_words(plain)
    follow_up = bool(asked) and (POINTS_BACK.search(plain) is not None or len(subject) <= FEW_WORDS)
    before = asked[-1] if follow_up else ""
    month, year = _when(plain)
    item, minute = ITEM.search(plain), MINUTE.search(plain)
    return Understood(
        question=question, query=f"{before} {question}".strip(), wanted=_wanted(plain), follow_up=follow_up,
        subject=tuple(subject), earlier=tuple(w for w in content_words(before) if w not in subject),
        item=item["ref"].upper() if item else None,
        minute=(minute["number"] or minute["resolution"]) if minute else None, month=month, year=year,
    )  # fmt: skip


def _wanted(plain: str) -> Wanted:
    for wanted, pattern in _WANTED:
        if pattern.search(plain):
            return wanted
    return "fact"


def _when(plain: str) -> tuple[int | None, int | None]:
    if match := MONTH_YEAR.search(plain):
        number = next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(match["month"][:3]))
        return number, int(match["year"])
    years = [int(m["year"]) for m in YEAR.finditer(plain)]
    meeting = MEETING_MONTH.search(plain)
    month = MONTHS.index(meeting["month"]) + 1 if meeting else None
    return month, years[0] if len(set(years)) == 1 else None
