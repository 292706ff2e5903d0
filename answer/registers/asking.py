"""Tell whether a question asks for a register and nothing else: who was there, all that was resolved, an action log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from answer.understanding.model import Understood
from index.wording.forms import MONTHS
from index.wording.words import STOPWORDS
from ingest.model import Register

WORD = re.compile(r"\w[\w'&-]*")
NUMBERED = re.compile(
    r"\b(?:resolution|minute|decision) (?:no\.? |number )?(?P<minute>[a-z]{2,5}/[\d/]+|\d{1,4}(?:/\d{2,4})?)"
    r"(?P<parts>(?:\s?\(\w{1,3}\))*)"
)
PART = re.compile(r"\((\w{1,3})\)")
# What a report asks of a board, whole: a reason, a person or a day is more than the register is asked by here.
RECOMMENDED = re.compile(
    r"^what (?:is|was|are|were) (?:the )?(?:[\w'&-]+ ){1,8}asked to (?:do|decide|agree)\b.{0,20}?"
    r"\bitem (?:no\.? |number )?(?P<item>\d{1,2}\s?(?:[a-z]\b)?)(?![\w/])(?!.*\b(?:why|how|when|who|where)\b)"
)
RESOLVED = re.compile(r"\b(?:resol\w+|decisions?|decided|agreed|agree|wording|limbs?)\b")
NEGATED = re.compile(r"\b(?:not|never|nobody|no one)\b|n't\b")
MORE = re.compile(
    r"\d|\b(?:item|first|before|after|between|since|until|earlier|previous|other than|except|why|how)\b(?! many\b)"
)
WORD_MONTH = rf"(?P<word>{'|'.join(MONTHS)})"
DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {WORD_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        rf"\b{WORD_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b",
        r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {WORD_MONTH}\b",
        rf"\b{WORD_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        rf"\b{WORD_MONTH}\b",
        r"\b(?P<year>(?:19|20)\d\d)\b",
    )
)
OPEN = frozenset({"open", "outstanding", "unfinished"})
DONE = frozenset({"closed", "complete", "completed", "done", "finished"})
ALL_MEETINGS = re.compile(
    r"\b(?:all|every|each|ever|any) (?:of the )?(?:meetings?|minutes|decisions|resolutions|actions)\b"
)
PRESENT = frozenset({"present", "substitute", "in attendance"})

_ASKS: tuple[tuple[Register, frozenset[str], str], ...] = (
    ("attendance", frozenset({"apologies"}), r"\bapolog\w+|\babsent\b|\babsence\b"),
    ("attendance", frozenset({"substitute"}), r"\bsubstitut\w+|\bstood in for\b|\bstand in for\b"),
    (
        "attendance",
        PRESENT,
        r"\b(?:attend(?:ed|ing|ees|ance)?|(?:who|members?|people|councillors?|officers?|those|was|were)\b.*\bpresent|"
        r"who (?:was|were) (?:at|there))\b",
    ),
    ("interest", frozenset(), r"\bdeclar\w+\b.*\binterests?\b|\binterests?\b.*\bdeclar\w+\b"),
    ("next meeting", frozenset(), r"\bnext (?:board |committee |council |cabinet )?meeting\b|\bnext meets?\b"),
    ("action", frozenset(), r"\bactions?\b"),
    ("resolution", frozenset(), r"\b(?:resolutions?|resolved?|decisions?|decided?)\b|\bwhat (?:was|were) agreed\b"),
)
ASKS = tuple((register, statuses, re.compile(pattern)) for register, statuses, pattern in _ASKS)
# Words that say which register is wanted, of which meeting, and nothing of a matter.
VOCABULARY = (
    frozenset(
        (  # noqa: SIM905 - words are read as words
            "absence absent action actions agree agreed all also announced any apologies apology arising at "
            "attend attendance attended attendees attending board board's body cabinet came chair chaired "
            "committee council council's councillors date day decide decided decision decisions declaration "
            "declarations declare declared did each ever every everyone exact exactly full gave give given go "
            "held hold interest interests last latest list local log made make many meet meeting meetings "
            "meets member members minute minuted minutes month name named names newest next no nobody note "
            "number officers official on one online owner owners owns pack papers part people person persons "
            "place present received recent recorded register resolution resolutions resolve resolved "
            "responsible send sent set show staff stand stood substitute substituted substitutes substitution "
            "take taken tell there those time under was were what when where which who whole wording year"
        ).split()
    )
    | STOPWORDS
)


@dataclass(frozen=True, slots=True)
class When:
    """The meetings that are meant: those of a day, month or year, each None where the question names none."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    def holds(self, meeting: date | None) -> bool:
        """Tell whether a meeting is meant."""
        named = (self.day, self.month, self.year)
        if not any(named):
            return True
        own = (meeting.day, meeting.month, meeting.year) if meeting else (None, None, None)
        return all(part in (None, theirs) for part, theirs in zip(named, own, strict=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a register is wanted.

    `minute` and `parts` ("107", ("3", "b")) narrow it, and so do `item` and `closed`, whether actions are; `matter` are
    the words that are left over: names, mostly.
    """

    register: Register
    statuses: frozenset[str] = frozenset()
    when: When = When()
    minute: str | None = None
    parts: tuple[str, ...] = ()
    everywhere: bool = False
    closed: bool | None = None
    matter: tuple[str, ...] = ()
    item: str | None = None


def register_asked(asked: Understood, bodies: Iterable[str]) -> Asked | None:
    """Return what a question asks of a register, or None where it asks for something else, or for more.

    `bodies` are the names of the boards, whose words narrow down the meeting and not the matter.
    """
    plain = " ".join(asked.question.lower().replace("’", "'").split())
    rest, when = _when(plain)
    if (numbered := NUMBERED.search(rest)) and RESOLVED.search(rest):
        parts = tuple(PART.findall(numbered["parts"]))
        return Asked("resolution", when=when, minute=numbered["minute"].upper(), parts=parts)
    if when.month and (put := RECOMMENDED.search(rest)):
        return Asked("recommendation", when=when, item=put["item"].replace(" ", "").upper())
    wanted = _wanted(rest)
    # A figure that names no meeting, an item, or an order of meetings is more than a register is asked by here.
    if wanted is None or asked.follow_up or MORE.search(rest):
        return None
    register, statuses = wanted
    words = WORD.findall(rest)
    closed = True if DONE & set(words) else False if OPEN & set(words) else None
    known = {word for body in bodies for word in WORD.findall(body.lower())} | VOCABULARY
    known |= OPEN | DONE if register == "action" else set()
    matter = tuple(dict.fromkeys(word for word in words if word.removesuffix("'s") not in known))
    everywhere = ALL_MEETINGS.search(rest) is not None
    return Asked(register, statuses, when, everywhere=everywhere, matter=matter,
                 closed=closed if register == "action" else None)  # fmt: skip


def _wanted(plain: str) -> tuple[Register, frozenset[str]] | None:
    """Return the register and statuses that a question names; none where it names two registers."""
    found = [(register, statuses) for register, statuses, pattern in ASKS if pattern.search(plain)]
    registers = {register for register, _ in found}
    if len(registers) != 1:
        return None
    statuses = frozenset(status for _, statuses in found for status in statuses)
    if NEGATED.search(plain):
        return ("attendance", frozenset({"apologies"})) if registers == {"attendance"} else None
    return found[0][0], statuses


def _when(plain: str) -> tuple[str, When]:
    """Return a question without the day, month and year that it names, and these."""
    for pattern in DAYS:
        if match := pattern.search(plain):
            parts = match.groupdict()
            word, year = parts.get("word"), parts.get("year")
            month = MONTHS.index(word) + 1 if word else int(parts["month"]) if parts.get("month") else None
            day = int(parts["day"]) if parts.get("day") else None
            return pattern.sub(" ", plain, count=1), When(day, month, int(year) if year else None)
    return plain, When()
