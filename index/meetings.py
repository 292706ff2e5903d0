"""Bring papers together by the meeting they are for: packs, supplements, minutes and what was sent in for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.model import PaperCard

WORD = re.compile(r"\w+")
SMALL = frozenset({"the", "of", "and", "for"})


@dataclass(frozen=True, slots=True)
class Meeting:
    """A board's meeting and its papers; `day` is None for papers that name none, `body` "" where no paper says."""

    day: date | None
    body: str
    cards: tuple[PaperCard, ...]


def meetings(cards: Sequence[PaperCard]) -> list[Meeting]:
    """Return the meetings that papers are for, the newest first and papers without one last.

    Two names of one day are one board's where all words of one stand in the other ("Health and Wellbeing Board").
    """
    found: list[Meeting] = []
    for card in sorted(cards, key=lambda card: -len(_words(card.body))):
        same = [at for at, meeting in enumerate(found) if _is_of(card, meeting)]
        if len(same) == 1:
            [at] = same
            found[at] = Meeting(found[at].day, found[at].body, (*found[at].cards, card))
        else:
            found.append(Meeting(card.meeting_date, card.body or "", (card,)))
    ordered = sorted(found, key=lambda meeting: meeting.body)
    return sorted(ordered, key=lambda meeting: meeting.day or date.min, reverse=True)


def _is_of(card: PaperCard, meeting: Meeting) -> bool:
    if card.meeting_date != meeting.day:
        return False
    return card.meeting_date is None or _words(card.body) <= _words(meeting.body)


def _words(body: str | None) -> frozenset[str]:
    return frozenset(WORD.findall((body or "").lower())) - SMALL
