"""Tell whether a paper's first lines are the title of minutes."""

import re
from collections.abc import Sequence

STATE = r"(?:draft|unconfirmed|confirmed|approved|public|open|official|printed|final)"
# A title of minutes; an agenda lists "Minutes of the last meeting".
MINUTES_TITLE = re.compile(
    rf"[\W_]*(?:{STATE}\s+)*(?:minutes?[\W_]*(?:{STATE}\W*)?|"
    r"minutes? of (?!(?:the )?(?:last|previous|preceding|minutes)\b)(?:[^.;]|\.(?=\d))*\.?)|"
    r"[A-Z][^.:;]{0,80}\b(?:meeting|board|committee|council|cabinet|panel|authority|governors|trustees|body|forum)"
    rf"\s*[-–—|]*\s*(?:{STATE}\s+)*minutes?(?:\W+(?:[^.]{{0,24}}\b\d{{4}}|{STATE})\W*)?",
    re.IGNORECASE,
)
NO_MINUTES = re.compile(r"[\W_]*(?:\w+ ){0,4}agenda\b|apolog|declarations?\b|disclosures?\b", re.IGNORECASE)
ATTENDED = re.compile(
    r"\b(?:present|in attendance|sederunt|attendees|attended)\b|^(?:members|attendance)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATED = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+\d{{4}}\b|\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|"
    r"\b\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d\b",
    re.IGNORECASE,
)
TITLE_PLACE, TITLE_WORDS, BELOW_TITLE, LINES_READ = 8, 30, 10, 120
FIRST_ENTRY = re.compile(r"(?:Item\s+)?1[.):]?\s+[A-Z]")


def opens_minutes(lines: Sequence[str]) -> bool:
    """Tell whether a paper's first lines are a title of minutes, with their day or who was present near it."""
    full = [line for line in lines[:LINES_READ] if line][: TITLE_PLACE + BELOW_TITLE]
    head = above_entries(full)[:TITLE_PLACE]
    for at, line in enumerate(head):
        if NO_MINUTES.match(line):
            return False
        if MINUTES_TITLE.fullmatch(line) and len(line.split()) <= TITLE_WORDS:
            near = "\n".join(full[max(0, at - 2) : at + BELOW_TITLE])
            return bool(DATED.search(near) or ATTENDED.search(near))
    return False


def above_entries(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines above the first entry of an agenda, which may name other bodies."""
    return lines[: next((at for at, line in enumerate(lines) if FIRST_ENTRY.match(line)), len(lines))]
