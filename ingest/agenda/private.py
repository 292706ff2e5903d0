"""The words by which an agenda parts what is heard in private from what is open."""

import re
from collections.abc import Sequence

from ingest.agenda.refs import RANGE

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
# The public comes back for what stands below.
READMITTED = re.compile(
    r"(?:to )?(?:re-?admi(?:t|ssion)\b.{0,30}\b(?:press|public)|"
    r"(?:return|resume|reconvene|move|go)\w*(?: back)?(?: the meeting)? (?:in|into|to) (?:a |the )?(?:public|open)"
    r"(?: (?:session|meeting|part))?)\b.{0,30}",
    re.IGNORECASE,
)
# The motion to exclude the public quotes the law and is itself public; what comes behind it is not.
TOPIC = (
    r"(?:(?:(?:exempt|confidential|private|access to) (?:information|items?|business|reports?|matters?)|"
    r"(?:local government|public bodies)\b[^.;]{0,60}?\d{4})\W+)?"
)
MOVING = (
    r"(?:(?:to|that|an?|the|it|is|be|if|and|or|in|for|on|of|thought|fit|appropriate|necessary|formal(?:ly)?|following|"
    r"consider(?:ation|ing)?|determine|decide|whether|agree|approve|adopt|pass(?:ing)?|mov(?:e|ing)|vote|"
    r"resolv(?:e|ed|ing)|recommend(?:ed|ation)?|propos(?:e|ed|al)|motion|resolution|possible|potential)\b\W*){0,20}"
)
MOTION = re.compile(
    rf"{TOPIC}{MOVING}(?:exclu(?:sion of|de|ding) (?:(?:any|all|the|members of|representatives of|remaining) )*"
    r"(?:press|public|media)\b|"
    r"(?:under|in accordance with|pursuant to|in terms of|by virtue of)\b[^.;]{0,40}"
    r"(?:\b(?:100|50) ?\(?A\b|public bodies \(admission)|"
    r"(?:in view of|because of|owing to|by reason of|due to) the (?:special|confidential|sensitive)\b[^;]{0,160}"
    r"\b(?:press|public)\b[^.;]{0,60}\b(?:excluded|withdraw|leave)\b|"
    r"(?:representatives of |members of )?(?:the )?(?:press|public|media)\b[^.;]{0,60}\bbe excluded\b)",
    re.IGNORECASE,
)
# One that only says what may be done later: "Possible exclusion", "whether any items should be heard in private".
PERHAPS = re.compile(
    r"\b(?:possible|potential|if (?:required|necessary|needed|any)|(?:whether|identify)\b.{0,60}\bany\b)|"
    r"\bany (?:of the )?(?:items?|reports?|business|matters?|part)\b",
    re.IGNORECASE,
)
COMING = re.compile(r"(?<!any of the )\b(?:following (?:items?|business|reports?|matters?)|remain(?:ing|der)\b)", re.I)
NAMED_ITEMS = re.compile(
    r"\bitems?\s*(?:nos?\.?|numbers?)?\s*(?P<refs>\d{1,2}[a-z]?(?:\s*(?:,|and|&)\s*\d{1,2}[a-z]?)*)\b", re.I
)
# Which stand before all other business; where one comes behind a motion, that was no more than a notice.
OPENING = re.compile(
    r"(?:apolog|declarations?\b|disclosures?\b|public (?:questions?|participation|speaking|comments?|forum)|petitions|"
    r"deputations|roll call|call to order|welcome)",
    re.IGNORECASE,
)
MOTION_LINES, LABEL_LINES = 4, 3
EXEMPTED = re.compile(r"\bnot for publication\b|\bschedule 12a\b", re.IGNORECASE)
# In a title: "Lease of land (exempt: paragraph 3)", "Lease of land - EXEMPT".
IN_TITLE = re.compile(
    r"[(\[]\s*(?:(?:exempt|confidential|private|closed)(?=\W*[)\]:;,–-]|\s*$| (?:items?|reports?|papers?|minutes?|"
    r"business|session|information|under|by|within|as|para\w*|in accordance|pursuant|schedule|"
    r"from (?:publication|disclosure))\b)|"
    r"not for publication\b)(?![^)\]]*\b(?:appendi|annex))",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"(?:.*\s|\W*)(?:EXEMPT|CONFIDENTIAL|NOT FOR PUBLICATION)\W*|\W*(?:Exempt|Confidential|Private)\W*|"
    r".*[-–—:|]\s*(?i:(?:exempt|confidential)(?: (?:item|report|paper|session|business))?|"
    r"private (?:item|report|paper|session|business))\W*"
)
LED = re.compile(
    r"\W*(?:exempt|confidential)(?:\s*[-–—:|].*|\s(?:report|paper|minutes?|appendi\w*|annex\w*|item)\b.*)", re.I
)
SIDES = re.compile(r"\s/\s")
APPENDS = re.compile(r"\b(?:appendi|annex)", re.IGNORECASE)
APPENDED = re.compile(r"\b(?:appendi|annex)[^.]*$", re.IGNORECASE)
NOTE = re.compile(r"[(\[*\s]*(?:this \w+ is )?not for publication\b", re.IGNORECASE)


def is_motion(text: str) -> bool:
    """Tell whether words, in one of two languages side by side, move that the public be excluded."""
    return any(MOTION.match(side.strip()) for side in SIDES.split(text))


def moves(lines: Sequence[str]) -> bool:
    """Tell whether lines, read to the first gap below words, begin with a motion to exclude the public."""
    return is_motion(_opening(lines))


def reopens(line: str) -> bool:
    """Tell whether a line says that what stands below is heard in public."""
    return line[:1].isupper() and bool(PUBLIC_PART.fullmatch(line) or READMITTED.fullmatch(line))


def opens_private_part(entries: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether what is listed behind an entry is heard in private: it moves so, or heads exempt items.

    `entries` are the lines of each. A motion that may not be needed opens it late in a list, or where it names what
    follows; none does that has the meeting's opening business behind it.
    """
    text = _opening(entries[at])
    if not is_motion(text) and not PRIVATE_PART.fullmatch(text):
        return False
    before, after = (_openings(part) for part in (entries[:at], entries[at + 1 :]))
    if after - before:
        return False
    return not PERHAPS.search(text) or bool(COMING.search(text)) or 2 * at > len(entries)


def named_by_motion(lines: Sequence[str]) -> set[str]:
    """Return the refs of items for which a motion would exclude the public, without those of an appendix alone."""
    text = " ".join(lines[:NOTE_LINES])
    found = [m for m in NAMED_ITEMS.finditer(text) if not APPENDED.search(text[: m.start()])] if moves(lines) else []
    return {ref.upper() for match in found for ref in re.findall(r"\d+[A-Za-z]?", match["refs"])}


def _openings(entries: Sequence[Sequence[str]]) -> set[str]:
    found = [OPENING.match(_opening(lines)) for lines in entries]
    return {match[0].lower() for match in found if match}


def _opening(lines: Sequence[str]) -> str:
    """Return an entry's first lines, to the gap below them."""
    full = next((at for at, line in enumerate(lines) if line), len(lines))
    block = lines[full : full + MOTION_LINES]
    return " ".join(block[: next((at for at, line in enumerate(block) if not line), len(block))])


def is_note(line: str) -> bool:
    """Tell whether a line is a note under one item and no heading over several."""
    return bool(NOTE.match(line))


def exempted(lines: Sequence[str]) -> bool:
    """Tell whether an entry's notes, right below its title, say that its papers and not only an appendix are exempt."""
    if IN_TITLE.search(_opening(lines)) or _is_labelled(lines):
        return True
    gaps = [at for at, line in enumerate(lines) if at and not line and lines[at - 1]]
    text = " ".join(lines[: gaps[1] if gaps[1:] else NOTE_LINES][:NOTE_LINES])
    return any(not APPENDED.search(text[: found.start()]) for found in EXEMPTED.finditer(text))


def _is_labelled(lines: Sequence[str]) -> bool:
    """Tell whether a title, or a line below it that tells of no appendix, ends or begins as one of exempt business."""
    full = [RANGE.sub("", line).strip() for line in lines if line][:LABEL_LINES]
    own = [line for at, line in enumerate(full) if not at or not APPENDS.search(line)]
    return any(LABELLED.fullmatch(line) for line in own) or any(LED.fullmatch(line) for line in full[:1])
