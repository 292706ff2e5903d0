"""Tell what a register holds for a question: the entries of the meeting that is meant, proved, and how complete."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from answer.model import Citation, Claim
from answer.quoting import Quoter, numbered
from answer.registers.asking import WORD, Asked, When, register_asked
from answer.registers.reading import Recorded, Registers, of_meetings
from answer.understanding.model import Understood
from answer.units import Unit
from index.library import Library
from index.model import Scope, Viewer
from index.wording.words import STOPWORDS
from ingest.model import Entry, Passage, Register, Span

MOST = 40
# The mark of a part, which its number says already.
PART = re.compile(r"^\W*\w{1,3}[.)]\s+")
STATUSES = ("present", "substitute", "in attendance", "apologies")
NOUNS: Mapping[Register, tuple[str, str]] = {
    "attendance": ("person", "people"),
    "resolution": ("resolution", "resolutions"),
    "recommendation": ("recommendation", "recommendations"),
    "action": ("action", "actions"),
    "interest": ("declared interest", "declared interests"),
    "next meeting": ("date", "dates"),
}
CLOSED = re.compile(r"\b(?:done|closed|completed?|finished|discharged)\b", re.IGNORECASE)
NUMBER = re.compile(r"\w+")
NO_NAMES = frozenset({"meeting", "meetings", "minutes", "record"})
NAMING = ("name", "for", "owner", "status")
LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Told:
    """What a register answers, and a sentence on how much of it was read."""

    claims: Sequence[Claim]
    note: str


class Teller:
    """Answer questions that a register answers whole."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library, self._quoter = library, quoter
        self.registers = Registers(library, quoter)

    def tell(self, question: Understood, viewer: Viewer, scope: Scope) -> Told | None:
        """Return what a register says, or None where none is asked for or it holds nothing that is meant."""
        bodies = {card.body or "" for card in self._library.papers(viewer)}
        asked = register_asked(question, bodies)
        if asked is None:
            return None
        held = self.registers.read(asked.register, viewer, scope)
        meant = _of_body(question.question, [one for one in held if _matches(asked, one)])
        if not meant:
            return None
        meetings = of_meetings(meant)
        if not (asked.everywhere or asked.minute) and asked.when == When():
            meetings = dict([next(iter(meetings.items()))])
        shown = [one for ones in meetings.values() for one in ones]
        claims = []
        for (body, day), ones in meetings.items():
            where = f"{body}, {_day(day)}: " if len(meetings) > 1 else ""
            claims += [Claim(f"{where}{c.text}", c.citations) for c in self._claims(asked, ones, viewer)]
        return Told(numbered(claims[:MOST]), _completeness(asked, shown, len(claims)))

    def _claims(self, asked: Asked, ones: Sequence[Recorded], viewer: Viewer) -> list[Claim]:
        if asked.register != "attendance":
            return [Claim(_said(one), one.citations) for one in ones]
        listed = {status: [one for one in ones if one.entry.field("status") == status] for status in STATUSES}
        return [Claim(_names(status, those), self._listed(those, viewer)) for status, those in listed.items() if those]

    def _listed(self, ones: Sequence[Recorded], viewer: Viewer) -> tuple[Citation, ...]:
        """Return a citation of each page's part of a list, whole where that is no longer than a quote may be."""
        cited: list[Citation] = []
        for _, group in groupby(ones, lambda one: (one.card.id, one.entry.spans[0].pdf_page)):
            on_page = list(group)
            whole = self._whole(on_page, viewer)
            cited += whole or [citation for one in on_page for citation in one.citations]
        return tuple(cited)

    def _whole(self, ones: Sequence[Recorded], viewer: Viewer) -> list[Citation]:
        card, entry = ones[0].card, ones[0].entry
        spans = [one.entry.spans[0] for one in ones]
        first, last = min(s.first_line for s in spans), max(s.last_line for s in spans)
        page = self._library.page(card.id, spans[0].pdf_page, viewer)
        text = " ".join(line.text for line in page.lines[first : last + 1] if line.text)
        if len(text.split()) > LONGEST_QUOTE:
            return []
        place = entry.item, None, entry.paragraph, entry.minute
        span = Span(page.pdf_page, first, last, 0, len(text))
        passage = Passage(f"{card.id}|{page.pdf_page}|{first}", card.id, text, (span,), *place, "attendance")
        return self._quoter.cite(Unit(passage, 0, len(text)), card, viewer)


def _matches(asked: Asked, one: Recorded) -> bool:
    entry = one.entry
    status = entry.field("status") or ""
    if not asked.when.holds(one.meeting) or (asked.statuses and status not in asked.statuses):
        return False
    if asked.closed is not None and (not status or asked.closed != bool(CLOSED.search(status))):
        return False
    if asked.minute:
        return (entry.minute or "").upper() == asked.minute and _is_part(asked.parts, entry)
    if asked.item:
        return (entry.item or "").upper() == asked.item
    named = " ".join(entry.field(name) or "" for name in NAMING)
    return set(asked.matter) <= set(WORD.findall(named.lower()))


def _is_part(parts: Sequence[str], entry: Entry) -> bool:
    """Tell whether an entry is what "(3)(b)" names: part b, of paragraph 3 where it stands in a numbered one."""
    own = [*NUMBER.findall(entry.paragraph or ""), *NUMBER.findall((entry.field("part") or "").lower())]
    return list(parts) in (own[: len(parts)], own[-len(parts) :]) if parts else True


def _of_body(question: str, held: Sequence[Recorded]) -> list[Recorded]:
    """Return the entries of the board that a question names best, by how rare the words of its name are."""
    names: Mapping[str, frozenset[str]] = {
        one.body: frozenset(WORD.findall(one.body.lower())) - STOPWORDS - NO_NAMES for one in held
    }
    asked = set(WORD.findall(question.lower()))
    counts = {word: sum(word in words for words in names.values()) for words in names.values() for word in words}
    worth = {body: sum(1 / counts[word] for word in words & asked) for body, words in names.items()}
    best = max(worth.values(), default=0.0)
    return [one for one in held if worth[one.body] == best]


def _names(status: str, listed: Sequence[Recorded]) -> str:
    return f"{status.capitalize()} ({len(listed)}): {'; '.join(map(_name, listed))}."


def _name(one: Recorded) -> str:
    name, role, whom = one.entry.field("name") or "", one.entry.field("role"), one.entry.field("for")
    aside = f"for {whom}" if whom else role
    return f"{name} ({aside})" if aside else name


def _said(one: Recorded) -> str:
    """Return an entry in the paper's own words, behind the minute and part that it is."""
    entry, part, verb = one.entry, one.entry.field("part"), one.entry.field("verb")
    if entry.register == "next meeting" and (said := _next(entry)):
        return said
    number = f"Minute {entry.minute}{f'({part})' if part else ''}" if entry.minute else ""
    told = f", {verb}" if part and verb and verb not in entry.text.lower() else ""
    words = PART.sub("", entry.text) if part else entry.text
    return f"{number}{told}: {words}" if number else words


def _next(entry: Entry) -> str:
    """Return when and where the next meeting is, as far as the entry tells."""
    day, time, venue = map(entry.field, ("date", "time", "venue"))
    if day is None:
        return ""
    said = f"The next meeting is on {_day(date.fromisoformat(day))}"
    return f"{said}{f' at {time}' if time else ''}{f', {venue}' if venue else ''}."


def _completeness(asked: Asked, shown: Sequence[Recorded], claims: int) -> str:
    """Say how many entries there are, where they were looked for, and what could not be read there."""
    if asked.minute and len({one.meeting for one in shown}) == 1:
        return ""
    days, bodies = {one.meeting for one in shown}, {one.body for one in shown}
    when = _day(next(iter(days))) if len(days) == 1 else f"{len(days)} meetings"
    whose = f" of the {next(iter(bodies)).removeprefix('The ')}" if len(bodies) == 1 and any(bodies) else ""
    where = "minutes" if all(one.card.kind == "minutes" for one in shown) else "papers"
    one, many = NOUNS.get(asked.register, ("entry", "entries"))
    told = f"{len(shown)} {one if len(shown) == 1 else many}"
    told += f" in the {where}{whose}, {when}"
    told += f", of which the first {MOST} are shown" if claims > MOST else ""
    unread = sum(card.pages_without_text for card in {one.card.id: one.card for one in shown}.values())
    missed = f"{unread} page{'' if unread == 1 else 's'}"
    return f"{told}; {missed} of these papers could not be read." if unread else f"{told}."


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "of a day that they do not tell"
