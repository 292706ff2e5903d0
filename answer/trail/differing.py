"""Tell where what was decided is not what the report had asked for."""

import re
from collections.abc import Sequence

from answer.trail.folding import PART_MARK, Happening
from answer.trail.gathering import Record, same_body
from ingest.model import Entry

# Words that change what was asked for, where the recommendation does not say them itself.
CHANGES = re.compile(
    r"\b(?:subject to|provided that|instead|except|other than|as amended|amended|before (?:it|they|any)|not|rejected|"
    r"refused|deferred|be consulted)\b",
    re.IGNORECASE,
)
NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "twelve": "12", "once": "once", "twice": "twice",
}  # fmt: skip
FIGURE = re.compile(rf"£?\d[\d.,/]*\d(?:m|bn|k)?\b|\d+(?:m|bn|k|%)?|\b(?:{'|'.join(NUMBERS)})\b", re.IGNORECASE)
# Where a figure only says where to look: "Table 2", "section 4", "paragraph 3.2".
POINTER = re.compile(
    r"\b(?:table|section|appendix|annex|paragraph|item|minute|page|option)s? \(?[\w.]+\)?", re.IGNORECASE
)
WORD = re.compile(r"[\w£.%]*\w")
PLAIN = frozenset(
    re.findall(
        r"\w+",
        "a an and approve approved agree agreed as at be by endorse endorsed for from in is it its note noted of on or "
        "resolved that the to with",
    )
)
ALIKE = 0.3


def proposals_for(decided: Happening, found: Sequence[Happening]) -> list[Entry]:
    """Return the recommendations that a resolution of the same meeting answers."""
    return [
        part.entry
        for one in found
        if one.kind == "proposed" and _answers(decided.first, one.first)
        for part in one.parts
    ]


def differs(decided: Happening, asked: Sequence[Entry]) -> bool:
    """Tell whether a part of a resolution has other figures than the recommendation most like it, or changes it."""
    return any(_part_differs(part.entry.text, [entry.text for entry in asked]) for part in decided.parts)


def _answers(resolution: Record, proposal: Record) -> bool:
    same_meeting = resolution.day is not None and resolution.day == proposal.day
    if not same_meeting or not same_body(resolution.body, proposal.body):
        return False
    first, second = (frozenset(WORD.findall(one.title.lower())) - PLAIN for one in (resolution, proposal))
    return bool(first) and (first <= second or second <= first)


def _part_differs(text: str, asked: Sequence[str]) -> bool:
    alike = [(_likeness(text, other), other) for other in asked]
    nearest = max(alike, default=(0.0, ""))
    if nearest[0] < ALIKE:
        return False
    if any(change[0].lower() not in nearest[1].lower() for change in CHANGES.finditer(text)):
        return True
    return bool(_figures(text)) and not _figures(nearest[1]) <= _figures(text)


def _likeness(one: str, other: str) -> float:
    first, second = (frozenset(WORD.findall(PART_MARK.sub("", text).lower())) - PLAIN for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def _figures(text: str) -> frozenset[str]:
    plain = POINTER.sub(" ", PART_MARK.sub("", text))
    return frozenset(NUMBERS.get(found.lower(), found.lower()) for found in FIGURE.findall(plain))
