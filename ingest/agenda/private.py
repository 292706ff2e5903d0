"""The words by which an agenda parts what is heard in private from what is open."""

import re
from collections.abc import Sequence

NOTE_LINES = 8
PRIVATE_PART = re.compile(
    r"part\s+(?:2|two|ii|b)\b\W*(?:(?:private|exempt|confidential|closed|not|items?|business|session|agenda)\b.*)?|"
    r"(?:exempt|confidential|private)\s+(?:items?|business|session|part)\b.{0,60}|closed session\b.{0,60}|"
    r"(?:(?:exempt|confidential|private|items|reports|business)\b.{0,30})?\bnot for publication\W*",
    re.IGNORECASE,
)
PUBLIC_PART = re.compile(
    r"part\s+(?:1|one|i|a)\b\W*(?:(?:public|open|unrestricted|items?|business|session|agenda)\b.*)?|"
    r"(?:unrestricted|public|open|non-exempt)\s+(?:items?|business|session|part)\b.{0,60}",
    re.IGNORECASE,
)
# The motion to exclude the public quotes the law and is itself public; what comes behind it is not.
MOTION = re.compile(
    r"that,? (?:under|in accordance with|pursuant to) section 100|"
    r"(?:exempt information\W+)?(?:possible |(?:motion|resolution) (?:for |to )?)?(?:the )?"
    r"exclu(?:sion of|de|ding) (?:the )?(?:press|public)\b",
    re.IGNORECASE,
)
EXEMPTED = re.compile(r"\bnot for publication\b|\bschedule 12a\b", re.IGNORECASE)
APPENDED = re.compile(r"\b(?:appendi|annex)[^.]*$", re.IGNORECASE)
NOTE = re.compile(r"[(\[*\s]*(?:this \w+ is )?not for publication\b", re.IGNORECASE)


def is_motion(text: str) -> bool:
    """Tell whether words move that the public be excluded."""
    return bool(MOTION.match(text))


def is_note(line: str) -> bool:
    """Tell whether a line is a note under one item and no heading over several."""
    return bool(NOTE.match(line))


def exempted(lines: Sequence[str]) -> bool:
    """Tell whether an entry's notes, right below its title, say that its papers and not only an appendix are exempt."""
    gaps = [at for at, line in enumerate(lines) if at and not line and lines[at - 1]]
    text = " ".join(lines[: gaps[1] if gaps[1:] else NOTE_LINES][:NOTE_LINES])
    return any(not APPENDED.search(text[: found.start()]) for found in EXEMPTED.finditer(text))
