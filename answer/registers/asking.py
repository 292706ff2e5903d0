"""Tell whether a question asks for a register and nothing else: who was there, all that was resolved, an action log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from answer.understanding import DATED, MONTHS, Understood
from index.retrieval import STOPWORDS
from ingest.model import Register

WORD = re.compile(r"\w[\w'&-]*")
NUMBERED = re.compile(
    r"\b(?:resolution|minute|decision) (?:no\.? |number )?(?P<minute>[a-z]{2,5}/[\d/]+|\d{1,4}(?:/\d{2,4})?)"
    r"(?P<parts>(?:\s?\(\w{1,3}\))*)"
)
PART = re.compile(r"\((\w{1,3})\)")
RESOLVED = re.compile(r"\b(?:resol\w+|decisions?|decided|agreed|agree|wording|limbs?)\b")
COUNTS = re.compile(r"\bhow many\b|\bnumber of\b")
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
            "committee complete council council's councillors date day decide decided decision decisions "
            "declaration declarations declare declared did each ever every everyone exact exactly first full "
            "gave give given go held hold interest interests item items last latest list local log made make "
            "many meet meeting meetings meets member members minute minuted minutes month name named names "
            "newest next no nobody note number officers official on one online open out outstanding owner "
            "owners owns pack papers part people person persons place present previous received recent "
            "recorded register resolution resolutions resolve resolved responsible send sent set show staff "
            "stand stood substitute substituted substitutes substitution take taken tell there those time "
            "under was were what when where which who whole wording year"
        ).split()
    )
    | STOPWORDS
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a register is wanted.

    `minute` and `parts` ("107", ("3", "b")) narrow it, `matter` are the words that are left over: names, mostly.
    """

    register: Register
    statuses: frozenset[str] = frozenset()
    minute: str | None = None
    parts: tuple[str, ...] = ()
    counts: bool = False
    everywhere: bool = False
    matter: tuple[str, ...] = ()


def register_asked(asked: Understood, bodies: Iterable[str]) -> Asked | None:
    """Return what a question asks of a register, or None where it asks for something else.

    `bodies` are the names of the boards, whose words narrow down the meeting and not the matter.
    """
    plain = " ".join(asked.question.lower().replace("’", "'").split())
    if (numbered := NUMBERED.search(plain)) and RESOLVED.search(plain):
        return Asked("resolution", minute=numbered["minute"].upper(), parts=tuple(PART.findall(numbered["parts"])))
    found = next(((register, statuses) for register, statuses, p in ASKS if p.search(plain)), None)
    if found is None or asked.follow_up:
        return None
    known = {word for body in bodies for word in WORD.findall(body.lower())} | VOCABULARY | set(MONTHS)
    left = [word for word in WORD.findall(DATED.sub(" ", plain)) if not word[0].isdigit()]
    matter = tuple(dict.fromkeys(word for word in left if word.removesuffix("'s") not in known))
    register, statuses = found
    everywhere = ALL_MEETINGS.search(plain) is not None
    return Asked(register, statuses, counts=COUNTS.search(plain) is not None, everywhere=everywhere, matter=matter)
