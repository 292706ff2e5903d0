"""Of which meeting the words of a passage are, which minutes a later meeting confirmed, which paper replaced which."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from answer.standing.sentences import stems
from answer.standing.times import days
from index.library import Library
from index.model import EVERYTHING, PaperCard, Scope, Viewer
from index.wording.words import STOPWORDS
from ingest.model import Entry, Passage, Register

WORD = re.compile(r"\w+")
CONFIRMED = re.compile(
    r"\bminutes\b.{0,160}\b(?:confirmed|agreed|approved|accepted|signed|(?:true|correct|accurate)(?:ly)? record\w*)\b|"
    r"\b(?:confirm\w*|agree\w*|approve\w*|accept\w*|sign\w*)\b.{0,60}\bminutes of\b",
    re.IGNORECASE | re.DOTALL,
)
LEAST_TITLE_WORDS = 3
KINDS_OF_BOARD = frozenset(
    WORD.findall("health wellbeing care board cabinet executive council county city borough district full committee")
)
USED: tuple[Register, ...] = "minute", "resolution", "recommendation"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The resolution by which a meeting confirmed the minutes of an earlier one."""

    paper_id: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Days:
    """What a viewer may know of the papers' standing at one state of the library."""

    cards: Mapping[str, PaperCard]
    meetings: Mapping[tuple[str, str], date] = field(default_factory=dict)
    bodies: Mapping[tuple[str, str], str] = field(default_factory=dict)
    confirmed: Mapping[tuple[frozenset[str], date], Confirmation] = field(default_factory=dict)
    replaced: Mapping[str, PaperCard] = field(default_factory=dict)
    entries: Mapping[Register, Sequence[tuple[str, Entry]]] = field(default_factory=dict)

    def within(self, library: Library, scope: Scope) -> Collection[str]:
        """Return the ids of the papers that a scope lets through."""
        return self.cards.keys() if scope == EVERYTHING else library.papers_within(scope)

    def day_of(self, passage: Passage) -> date | None:
        """Return the day of the meeting that words are of: that of minutes, though bound into a later pack."""
        card = self.cards[passage.paper_id]
        if passage.minute is None or card.kind == "minutes":
            return card.meeting_date
        return self.meetings.get((card.id, passage.minute))

    def body_of(self, passage: Passage) -> frozenset[str]:
        """Return the words of the name of the board whose paper or minutes a passage is of."""
        card = self.cards[passage.paper_id]
        own = self.bodies.get((card.id, passage.minute)) if passage.minute else None
        return body_words(own or card.body)

    def confirmation(self, body: frozenset[str], day: date | None) -> Confirmation | None:
        """Return how a board's minutes of a day were confirmed, None where no paper held tells."""
        found = [c for (whose, of_day), c in self.confirmed.items() if of_day == day and same_body(whose, body)]
        return found[0] if len(found) == 1 else None


def days_held(library: Library, viewer: Viewer) -> Days:
    """Return what a viewer may know of the papers' standing."""
    cards = {card.id: card for card in library.papers(viewer)}
    entries = {register: library.entries(register, viewer, EVERYTHING) for register in USED}
    entries = {register: [one for one in found if one[0] in cards] for register, found in entries.items()}
    meetings, bodies = {}, {}
    for paper, entry in entries["minute"]:
        if entry.minute and entry.meeting:
            meetings[paper, entry.minute] = entry.meeting
        if entry.minute and entry.body:
            bodies[paper, entry.minute] = entry.body
    confirmed = _confirmations(entries["resolution"], cards)
    return Days(cards, meetings, bodies, confirmed, _replaced(list(cards.values())), entries)


def same_body(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two names may be one board's: alike, or one of them says no more than what kind of board it is."""
    less, more = sorted((one, other), key=len)
    return bool(less) and (less == more or (less < more and less <= KINDS_OF_BOARD))


def body_words(name: str | None) -> frozenset[str]:
    """Return the words of a board's name by which it is compared."""
    return frozenset(WORD.findall((name or "").lower())) - STOPWORDS


def _confirmations(
    resolutions: Sequence[tuple[str, Entry]], cards: Mapping[str, PaperCard]
) -> dict[tuple[frozenset[str], date], Confirmation]:
    found: dict[tuple[frozenset[str], date], Confirmation] = {}
    for paper, entry in resolutions:
        if not CONFIRMED.search(entry.text):
            continue
        body = body_words(entry.body or cards[paper].body)
        for day in days(entry.text):
            held = found.get((body, day))
            # The minutes themselves rather than a copy bound into a pack.
            if body and (held is None or cards[paper].kind == "minutes"):
                found[body, day] = Confirmation(paper, entry)
    return found


def _replaced(cards: Sequence[PaperCard]) -> dict[str, PaperCard]:
    """Return which papers another one says that it replaces, each with that one; only where just one can be meant."""
    found: dict[str, PaperCard] = {}
    for card in cards:
        meant = [c for c in cards if c.id != card.id and _names(card, c)] if card.supersedes else []
        if len(meant) == 1:
            found[meant[0].id] = card
    return found


def _names(newer: PaperCard, older: PaperCard) -> bool:
    """Tell whether a paper's words on what it replaces name another: by its title, or its kind and the day."""
    words = newer.supersedes or ""
    if newer.meeting_date and older.meeting_date and older.meeting_date > newer.meeting_date:
        return False
    title = stems(older.title)
    if (
        len(title) >= LEAST_TITLE_WORDS
        and title <= stems(words)
        and (not days(words) or older.meeting_date in days(words))
    ):
        return True
    kind = older.kind.split()[-1] in words.lower()
    return kind and older.meeting_date in days(words) and same_body(body_words(newer.body), body_words(older.body))
