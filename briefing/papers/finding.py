"""Find what a note is wanted on: the meeting and its papers, the items, the pages of each and its minutes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from answer.standing.days import body_words, same_body
from answer.standing.decisions import long, same_matter
from answer.standing.sentences import PLAIN, stems
from answer.standing.times import days
from briefing.model import Request
from errors import NotBriefed
from index.library import Library
from index.meetings import Meeting, meetings
from index.model import EVERYTHING, PaperCard, Viewer
from ingest.agenda.refs import tidy, within
from ingest.model import Entry, Passage

WORD = re.compile(r"\w+")
ROUTINE = re.compile(
    r"^\W*(?:apolog|declaration|disclosure of|(?:chair(?:man|person)?['’]?s? )?welcome|"
    r"(?:confirmation of )?minutes of the|record of (?:the )?(?:previous )?meeting|urgent|"
    r"(?:date|time)s? (?:and time )?of (?:the )?(?:next |future )?meeting|exclusion|"
    r"any other|matters arising|membership$|election of|substitut|webcast|adjourn|"
    r"that under section|motion to exclude|exempt items?\b|public (?:questions|participation)|questions? (?:from|by))",
    re.IGNORECASE,
)
MONTHLY = re.compile(r"(?P<month>[A-Z][a-z]+) (?P<year>(?:19|20)\d\d)$")
LEAST_TITLE = 3
AGENDA = ("agenda pack", "supplement", "minutes")


@dataclass(frozen=True, slots=True)
class Part:
    """What one paper holds of a subject: its passages in reading order, and the heads of the reports among them.

    `ref` is the item that it stands under, "" for a paper by itself.
    """

    card: PaperCard
    passages: tuple[Passage, ...]
    heads: tuple[Entry, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Minuted:
    """A minute and the paper that holds it."""

    card: PaperCard
    entry: Entry


@dataclass(frozen=True, slots=True)
class Subject:
    """One agenda item, or a paper by itself, with what is held of it; `minutes` are those of the same meeting.

    `ref` is "" for a paper by itself and for a topic, which has no `cards` of one meeting either.
    """

    ref: str
    title: str
    day: date | None
    body: str
    parts: tuple[Part, ...]
    minutes: tuple[Minuted, ...]
    cards: tuple[PaperCard, ...]


class Finder:
    """Look for meetings, papers and items as a viewer may see them."""

    def __init__(self, library: Library, viewer: Viewer) -> None:
        self._library, self._viewer = library, viewer
        self.cards = library.papers(viewer)
        self._minutes = library.entries("minute", viewer, EVERYTHING)
        self._heads = library.entries("head", viewer, EVERYTHING)

    def subjects(self, request: Request) -> list[Subject]:
        """Return the subjects that a request names; raise NotBriefed, in one sentence, where it names none."""
        meeting, alone = self._named(request.meeting)
        if alone and not request.items:
            return [self._alone(alone, meeting)]
        items = self.items(meeting)
        if not items:
            raise NotBriefed(f"The papers of “{request.meeting}” name no agenda items: name one paper instead")
        chosen = {one for ref in request.items for one in self._chosen(items, ref, request.meeting)}
        picked = [one for one in items if one in chosen] if chosen else _substantial(items)
        return [self._subject(meeting, ref, title) for ref, title in dict(picked).items()]

    def items(self, meeting: Meeting) -> list[tuple[str, str]]:
        """Return (ref, title) of a meeting's items in order; minutes stand in where no agenda is held."""
        found: dict[str, str] = {}
        for card in sorted(meeting.cards, key=lambda card: card.kind != "agenda pack"):
            for item in self._library.items(card.id, self._viewer):
                found.setdefault(item.ref, item.title)
        if found:
            return list(found.items())
        held = [entry for entry in self._held(meeting) if entry.entry.minute]
        return [(one.entry.minute or "", one.entry.field("title") or "") for one in held]

    def _named(self, name: str) -> tuple[Meeting, PaperCard | None]:
        """Return the one meeting that a name means, and the paper where it names one that is no agenda or minutes."""
        wanted = " ".join(name.split())
        held = meetings(self.cards)
        for card in self.cards:
            if wanted and wanted.lower() in {name.lower() for name in (card.id, card.file, card.short, card.title)}:
                [own] = [meeting for meeting in held if card in meeting.cards]
                alone = card.kind not in AGENDA and not self._library.items(card.id, self._viewer)
                return own, card if alone or own.day is None else None
        found = [meeting for meeting in held if wanted and meeting.day and _means(wanted, meeting.day, meeting.body)]
        if len(found) > 1:
            found = [
                m for m in found if set(WORD.findall(m.body.lower())) <= set(WORD.findall(wanted.lower()))
            ] or found
        if len(found) > 1:
            named = "; ".join(f"{long(m.day)}, {m.body}" if m.day else m.body for m in found)
            raise NotBriefed(f"“{wanted}” may be {len(found)} meetings: name one of {named}")
        if not found:
            raise NotBriefed(f"There is no meeting or paper “{wanted}” in the library: name its date or its file")
        return found[0], None

    def _chosen(self, items: Sequence[tuple[str, str]], ref: str, name: str) -> list[tuple[str, str]]:
        """Return the item of a ref, or the parts that it was cut into."""
        own = [one for one in items if within(tidy(one[0]), tidy(ref))]
        if not own:
            refs = ", ".join(ref for ref, _ in items)
            raise NotBriefed(f"“{name}” has no item {ref}: its items are {refs}")
        parts = [one for one in own if one[0] != ref]
        return parts if len(parts) > 1 else own[:1]

    def _subject(self, meeting: Meeting, ref: str, title: str) -> Subject:
        parts = [part for card in meeting.cards if card.kind != "minutes" and (part := self.part(card, ref))]
        if not parts:
            parts = [self.whole(card) for card in meeting.cards if _published_apart(card, title)]
        ordered = sorted(parts, key=lambda part: part.card.kind != "agenda pack")
        minutes = tuple(one for one in self._held(meeting) if _is_of(one.entry, ref, title))
        return Subject(ref, title, meeting.day, meeting.body, tuple(ordered), minutes, meeting.cards)

    def _alone(self, card: PaperCard, meeting: Meeting) -> Subject:
        minutes = [one for one in self._held(meeting) if same_matter(one.entry.field("title") or "", card.title)]
        return Subject("", card.title, card.meeting_date, card.body or "", (self.whole(card),), tuple(minutes), (card,))

    def part(self, card: PaperCard, ref: str) -> Part | None:
        """Return what a paper holds of an item, None where it holds nothing."""
        held = self._library.passages_of(card.id, self._viewer)
        own = [p for p in held if p.item and within(p.item, ref) and not p.minute]
        heads = [e for paper, e in self._heads if paper == card.id and e.item and within(e.item, ref)]
        return Part(card, tuple(own), tuple(heads), ref) if own else None

    def whole(self, card: PaperCard) -> Part:
        """Return all that a paper holds."""
        held = self._library.passages_of(card.id, self._viewer)
        return Part(card, tuple(held), tuple(e for paper, e in self._heads if paper == card.id))

    def _held(self, meeting: Meeting) -> list[Minuted]:
        """Return the minutes of a meeting, each once: those of the minutes themselves before a copy in a pack."""
        cards = {card.id: card for card in self.cards}
        found: dict[str, Minuted] = {}
        ordered = sorted(self._minutes, key=lambda one: cards[one[0]].kind != "minutes" if one[0] in cards else True)
        for paper, entry in ordered:
            card = cards.get(paper)
            if card is None or entry.meeting != meeting.day or entry.meeting is None or not entry.minute:
                continue
            if same_body(body_words(entry.body or card.body), body_words(meeting.body)):
                found.setdefault(entry.minute, Minuted(card, entry))
        return list(found.values())


def _substantial(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the items that are more than the form of a meeting, without those cut into parts."""
    cut = {ref for ref, _ in items for other, _ in items if other != ref and within(tidy(other), tidy(ref))}
    return [(ref, title) for ref, title in items if ref not in cut and not ROUTINE.search(title)]


def _means(name: str, day: date, body: str) -> bool:
    """Tell whether a name means a meeting: it names its day, or its month and year, and no other board."""
    said = days(name)
    monthly = MONTHLY.search(name.split(",")[0].strip().title())
    by_month = not said and monthly is not None and f"{day:%B %Y}" == f"{monthly['month']} {monthly['year']}"
    if day.isoformat() in name:
        rest = name.replace(day.isoformat(), " ")
    elif day in said or by_month:
        parts = f"{day:%B}", f"{day:%b}", f"{day.year}", rf"0?{day.day}(?:st|nd|rd|th)?", r"\d+[/.]\d+[/.]\d+"
        rest = re.sub(rf"(?i)\b(?:{'|'.join(parts)})\b", " ", name)
    else:
        return False
    plain = {"meeting", "of", "the", "and", "on", "agenda", "pack", "papers", "minutes"}
    return set(WORD.findall(rest.lower())) - plain <= set(WORD.findall(body.lower()))


def _published_apart(card: PaperCard, title: str) -> bool:
    """Tell whether a paper of the meeting that stands by itself is the one that an item's title names."""
    named = stems(card.title)
    return card.kind not in AGENDA and len(named) >= LEAST_TITLE and named <= stems(title)


def _is_of(entry: Entry, ref: str, title: str) -> bool:
    """Tell whether a minute is of an item: it says so, or has its title."""
    if entry.minute == ref and entry.field("title") == title:
        return True
    if item := entry.field("item"):
        return tidy(item) == tidy(ref)
    ours, theirs = stems(title) - PLAIN, stems(entry.field("title") or "") - PLAIN
    return bool(ours) and len(ours & theirs) >= 0.6 * max(1, min(len(ours), len(theirs)))
