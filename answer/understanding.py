"""Understand a question: the kind of answer it wants, what it points at, whether it goes on, what its words mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from answer.model import Turn
from index.library import Library
from index.model import Scope, Viewer
from index.retrieval import content_words
from ingest.model import PassageKind

Wanted = Literal[
    "figure", "date", "person", "decision", "recommendation", "list", "definition", "comparison", "summary", "fact"
]
KINDS: Mapping[Wanted, PassageKind] = {"decision": "resolution", "recommendation": "recommendation"}
LONGER: frozenset[Wanted] = frozenset({"list", "comparison", "summary"})
FEW_WORDS = 2
OWN_SUBJECT = 5
SAID_WORDS = 25
MOST_TURNS = 3

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
GOES_ON = re.compile(r"^(?:and|but|so|also|ok(?:ay)?|what about|how about|then|which one)\b")
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|(?:this|those|these)(?! (?:year|month|week|quarter|winter|summer|time|meeting|board)s?\b)|"
    r"they|them|their|there|he|she|his|her|one|same|instead|either|latter|former)\b"
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
DATED = re.compile(
    rf"\b(?:in|at|from|of|during|for)?\s*(?:the )?"
    rf"(?:{'|'.join(MONTHS)})(?: (?:19|20)\d\d)?\b(?: meeting| minutes| pack)?",
    re.IGNORECASE,
)
MEETING_MONTH = re.compile(rf"\b(?P<month>{'|'.join(MONTHS)}) (?:meeting|minutes|pack|papers|board|resolution)\b")
YEAR = re.compile(r"(?<![\d/-])(?P<year>(?:19|20)\d\d)(?![\d/-])")


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is to be answered.

    `query` is the question with those it goes on from, `search` what is retrieved for. `item`, `minute`, `month`
    and `year` are what the question names; `subject` are its content words, `earlier` those that only the turn
    before brings along.
    """

    question: str
    query: str
    search: str
    wanted: Wanted
    follow_up: bool
    subject: tuple[str, ...]
    earlier: tuple[str, ...] = ()
    item: str | None = None
    minute: str | None = None
    month: int | None = None
    year: int | None = None


def dateless(asked: Understood) -> Understood:
    """Return a question without its month and year, for where they name the meeting and not the matter."""
    question = DATED.sub(" ", asked.question)
    words = content_words(question)
    return replace(
        asked,
        question=question,
        query=DATED.sub(" ", asked.query),
        search=DATED.sub(" ", asked.search),
        subject=tuple(words),
    )


def understand(question: str, history: Sequence[Turn] = ()) -> Understood:
    """Return what a question asks for, read together with the turns before it."""
    plain = " ".join(question.lower().replace("’", "'").split())
    asked = [turn.content for turn in history if turn.role == "user"]
    subject = content_words(plain)
    follow_up = bool(asked) and _goes_on(plain)
    before = _thread(asked) if follow_up else ""
    answered = _last_said(history) if follow_up else ""
    month, year = _when(plain)
    item, minute = ITEM.search(plain), MINUTE.search(plain)
    return Understood(
        question=question, query=f"{before} {question}".strip(),
        search=f"{before} {question} {answered}".strip(),
        wanted=_wanted(plain), follow_up=follow_up,
        subject=tuple(subject), earlier=tuple(w for w in content_words(before) if w not in subject),
        item=item["ref"].upper() if item else None,
        minute=(minute["number"] or minute["resolution"]) if minute else None, month=month, year=year,
    )  # fmt: skip


def _last_said(history: Sequence[Turn]) -> str:
    """Return how the last answer began: it names what "it" is (measured: a right page first for 62%, not 57%)."""
    said = [turn.content for turn in history if turn.role == "assistant"]
    return " ".join(said[-1].split()[:SAID_WORDS]) if said else ""


def _goes_on(plain: str) -> bool:
    own = len(content_words(plain))
    # A question with a subject of its own says "it" of that subject.
    return bool(GOES_ON.search(plain)) or own <= FEW_WORDS or (own <= OWN_SUBJECT and bool(POINTS_BACK.search(plain)))


def _thread(asked: Sequence[str]) -> str:
    """Return the last question, and those before it for as long as each goes on from the one before."""
    thread = [asked[-1]]
    for earlier in reversed(asked[-MOST_TURNS:-1]):
        if not _goes_on(thread[0].lower()):
            break
        thread.insert(0, earlier)
    return " ".join(thread)


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


ASKS = re.compile(
    r"\b(?:what(?:'s|s| is| are| does)|stands? for|mean(?:s|ing)?|define|abbreviation|acronym|who (?:is|are))\b", re.I
)
TERM = re.compile(r"\b(?=[A-Z&]*[A-Z])[A-Z][A-Za-z&]*[A-Z]s?\b")
ONLY_MEANING = re.compile(r"\b(?:stands? for|mean(?:s|ing)?|abbreviation|acronym)\b", re.I)
LONGEST_QUESTION = 14
NAME = re.compile(r"(?<![.?!:]\s)(?<!^)(?<![\w'’-])[A-Z][a-z]{3,}\b")
CALENDAR = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I
)
# A slip at the end of a name ("Weatherly" for "Weatherley") leaves all but its last letters.
SLIP, SHORTEST = 2, 4


def term_asked(question: str) -> str | None:
    """Return the abbreviation that a short question asks the meaning of."""
    found = TERM.findall(question)
    if len(found) != 1 or len(question.split()) > LONGEST_QUESTION or not ASKS.search(question.replace("’", "'")):
        return None
    return str(found[0]).removesuffix("s") if found[0].endswith("s") and found[0][:-1].isupper() else str(found[0])


def wants_only_meaning(question: str) -> bool:
    """Tell whether nothing but a meaning answers: then an abbreviation that no paper opens is not found."""
    return bool(ONLY_MEANING.search(question))


def strangers(library: Library, question: str, viewer: Viewer) -> list[str]:
    """Return the names in a question that stand, even with a slip at the end, in no passage the viewer may see."""
    names = [name for name in NAME.findall(question) if not CALENDAR.fullmatch(name)]
    return [name for name in dict.fromkeys(names) if not _mentioned(library, name, viewer)]


def _mentioned(library: Library, name: str, viewer: Viewer) -> bool:
    stem = name[: max(SHORTEST, len(name) - SLIP)]
    return bool(library.match(f'"{name}" OR "{stem}"*', viewer, Scope(), 1))
