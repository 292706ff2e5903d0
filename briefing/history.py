"""Tell what happened with a matter before its meeting, at it and after it, as minutes and later papers record it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from answer.standing.decisions import long
from answer.standing.sentences import PLAIN, stems
from answer.trail.folding import AMENDMENT, LOST
from answer.trail.following import NOT_AS_ASKED
from answer.trail.model import Step, StepKind, Trail
from answer.units import Unit, joined, units
from briefing.choosing import HANGING
from briefing.citing import Citer
from briefing.model import Line
from briefing.papers.finding import Minuted
from briefing.papers.headings import LABEL
from index.library import Library
from index.model import EVERYTHING, PaperCard, Viewer
from ingest.model import Entry, Passage, Register

WORDS: dict[StepKind, str] = {
    "proposed": "recommended, not decided",
    "amended": "amendment",
    "deferred": "deferred",
    "decided": "decided",
    "action set": "action set",
    "reported back": "reported",
    "mentioned": "mentioned",
}
ASIDE = re.compile(r"\s*\([^)]*\)|\s*[-–]\s*(?:for|to) (?:decision|information|note|noting|approval).*$", re.IGNORECASE)
REFERENCE = re.compile(r"^(?:\d{2}/\d{4,5}\s*[-–]\s*|item \w+\s*[-–:]\s*|[A-Z]\s*[-–]\s+)", re.IGNORECASE)
LEAST_WORDS, MOST_TOPIC = 2, 9
ASKS = re.compile(
    r"\b(?:asked (?:what|why|how|whether|when|which|who|if|where|about|for an? (?:explanation|reason))|"
    r"queried|enquired|wanted to know|[Ii]n (?:answer|reply|response) to (?:(?:a|an|the) )?(?:question|query|[A-Z]))"
)
VIEW = re.compile(
    r"\b(?:supported|doubted|regretted|welcomed|concern\w*|thought|hoped|argued|said that|felt|opposed|questioned|"
    r"warned|stressed|suggested|disagreed|agreed: |commented|highlighted|emphasised|praised)\b"
)
MARK = re.compile(r"^\W*(?:\(?\w{1,3}[.)]|\d+(?:\.\d+)+)\s+")
# What closes a list of actions tells nothing of any of them.
LOGGED = re.compile(
    r"\b(?:action )?(?:log|tracker) (?:be|was|is) noted\b|\bnoted the (?:action )?(?:log|tracker)\b", re.IGNORECASE
)
WHOLE = re.compile(r"[\W_]*[A-Z].*[.?]['’”\"]*$", re.DOTALL)
REPLY = re.compile(r"\b(?:said|replied|answered|explained|confirmed|advised|responded|stated|would|clarified)\b")
# What a roll call came to, behind all the names.
ROLL = re.compile(
    r"\b(?:(?:substantive|original|amended) )?(?:amendment|motion|resolution|proposal)s? [\w ]{0,20}"
    r"(?:lost|carried|agreed|fell)\W*$",
    re.IGNORECASE,
)
SHORTEST, LONGEST, LONGEST_VOTE = 8, 90, 45


@dataclass(frozen=True, slots=True)
class Told:
    """What minutes record of a matter: what was decided and by which vote, what is to be done, asked and thought."""

    decided: tuple[Line, ...]
    actions: tuple[Line, ...]
    questions: tuple[Line, ...]
    views: tuple[Line, ...]


def plain_title(title: str) -> str:
    """Return an item's title without what is asked of it."""
    return REFERENCE.sub("", ASIDE.sub("", title)).strip(" :–-") or title


def topic_of(title: str) -> str:
    """Return the matter that an item's title names: without what is asked of it, and what stands behind a colon."""
    plain = plain_title(title)
    head = plain.split(":")[0]
    named = head if len(stems(head) - PLAIN) >= LEAST_WORDS else plain
    return " ".join(named.split()[: MOST_TOPIC * 2])


def timeline(trail: Trail, citer: Citer, first: date | None, last: date | None) -> list[Line]:
    """Return the steps of a trail after one day and before another as dated lines; None bounds nothing."""
    found = []
    for step in trail.steps:
        if step.kind == "mentioned" or step.day is None or LOGGED.search(step.quote):
            continue
        if (first is None or step.day > first) and (last is None or step.day < last):
            found.append(_line(step, citer, trail.several))
    return found


def _line(step: Step, citer: Citer, several: bool) -> Line:
    minute = next((c.passage.minute for c in step.citations if c.passage.minute), None)
    where = [step.body] if several and step.body else []
    asides = [part for part in (f"minute {minute}" if minute else "", step.aside) if part]
    label = f"{long(step.day) if step.day else ''}{f', {where[0]}' if where else ''}: {WORDS[step.kind]}"
    label += f" ({'; '.join(asides)})" if asides else ""
    spoken = citer.spoken(step.citations[0]) if len(step.citations) == 1 else ""
    text = step.spoken or spoken or step.quote
    match = LABEL.match(text) or MARK.match(text) if step.kind == "reported back" else None
    return citer.told(text[match.end() :] if match else text, step.proof, label)


def differed(trail: Trail, minutes: Sequence[Minuted]) -> bool:
    """Tell whether a decision under these minutes is told not to be what was recommended."""
    numbers = {(one.entry.minute, one.entry.meeting) for one in minutes}
    taken = (step for step in trail.steps if step.kind == "decided" and NOT_AS_ASKED in step.aside)
    return any((c.passage.minute, step.day) in numbers for step in taken for c in step.citations)


class Minutes:
    """Read minutes as a viewer may see them."""

    def __init__(self, library: Library, citer: Citer, viewer: Viewer) -> None:
        self._library, self._citer, self._viewer = library, citer, viewer
        self._held: dict[Register, list[tuple[str, Entry]]] = {}

    def of(self, minutes: Sequence[Minuted]) -> Told:
        """Return what minutes of one matter record, a line each."""
        decided = [line for one in minutes for line in self._decided(one)]
        actions = [line for one in minutes for _, line in self._entries("action", one)]
        asked, views = list[Line](), list[Line]()
        for one in minutes:
            for unit in self._debate(one):
                words = "Asked" if ASKS.search(unit.text) else "Said"
                if line := self._citer.line(unit, one.card, f"{words} at the meeting{_when(one)}"):
                    (asked if words == "Asked" else views).append(line)
        return Told(tuple(decided), tuple(actions), tuple(asked), tuple(views))

    def behind(self, trail: Trail, before: date | None) -> list[Minuted]:
        """Return the minutes, each once, in which a trail's earlier steps were taken."""
        cards = {card.id: card for card in self._library.papers(self._viewer)}
        places = dict.fromkeys(
            (c.paper.id, c.passage.minute, step.day)
            for step in trail.steps
            if step.day and (before is None or step.day < before) and step.kind in ("decided", "deferred", "action set")
            for c in step.citations
            if c.passage.minute
        )
        held = self._all("minute")
        return [
            Minuted(cards[paper], entry)
            for paper, number, day in places
            for of, entry in held
            if of == paper and of in cards and entry.minute == number and entry.meeting == day
        ]

    def _decided(self, one: Minuted) -> list[Line]:
        """Return amendments, votes and resolutions under a minute in the order of reading, each once."""
        found = [*self._entries("resolution", one), *self._entries("vote", one)]
        ordered = sorted(found, key=lambda pair: (pair[0].spans[0].pdf_page, pair[0].spans[0].first_line))
        kept: list[Line] = []
        for entry, line in ordered:
            if not any(entry.text in other.text for other, _ in found if other is not entry):
                kept.append(line)
        return kept

    def _entries(self, register: Register, one: Minuted) -> Iterator[tuple[Entry, Line]]:
        """Yield the entries of a register that stand under a minute, each with its line."""
        for paper, entry in self._all(register):
            if (paper, entry.minute, entry.meeting) != (one.card.id, one.entry.minute, one.entry.meeting):
                continue
            called = ROLL.search(entry.text) if register == "vote" and len(entry.text.split()) > LONGEST_VOTE else None
            label = f"{_word(entry)}{_when(one)}{f': {_counted(entry)}' if called else ''}"
            if line := self._citer.entry(entry, one.card, label, called[0].strip() if called else ""):
                yield entry, line

    def _debate(self, one: Minuted) -> Iterator[Unit]:
        """Yield what was asked, with the reply, and what was thought, from the paragraphs under a minute."""
        for passage in self._passages(one.card, one.entry):
            parts = [unit for unit in units(passage) if not unit.row]
            while parts:
                unit = parts.pop(0)
                while parts and _goes_on(unit, parts[0]):
                    unit = joined(unit, parts.pop(0))
                bare = _bare(unit)
                fits = SHORTEST <= bare.words <= LONGEST and WHOLE.match(bare.text)
                if fits and (ASKS.search(bare.text) or VIEW.search(bare.text)):
                    yield bare

    def _passages(self, card: PaperCard, minute: Entry) -> list[Passage]:
        """Return the passages under a minute: bound minutes of several boards may have one of its number."""
        held = [p for p in self._library.passages_of(card.id, self._viewer) if p.minute == minute.minute]
        own = [p for p in held if p.item == minute.item and p.kind == "paragraph"]
        begins = minute.spans[0].pdf_page
        return [p for p in own if begins <= p.spans[0].pdf_page <= begins + 3]

    def _all(self, register: Register) -> list[tuple[str, Entry]]:
        if register not in self._held:
            self._held[register] = self._library.entries(register, self._viewer, EVERYTHING)
        return self._held[register]


def _counted(entry: Entry) -> str:
    """Return a vote as "8 for, 3 against, 1 abstained"."""
    names = "for", "against", "abstained"
    return ", ".join(f"{count} {name}" for name in names if (count := entry.field(name)))


def _word(entry: Entry) -> str:
    """Return what an entry under a minute records."""
    verb, effect = entry.field("verb"), entry.field("effect")
    if entry.register == "action":
        return "Action set"
    if AMENDMENT.search(entry.text) and (verb in ("carried", *LOST) or entry.register == "vote"):
        return "Amendment lost" if verb in LOST or entry.field("outcome") in LOST else "Amendment"
    if entry.register == "vote":
        return "Vote"
    return "Deferred" if effect == "deferred" else "Lost" if verb in LOST else "Resolved"


def _when(one: Minuted) -> str:
    day = f", {long(one.entry.meeting)}" if one.entry.meeting else ""
    return f"{day} (minute {one.entry.minute})"


def _goes_on(unit: Unit, after: Unit) -> bool:
    """Tell whether the next sentence of a paragraph answers a question, or cannot be read without the one before."""
    if MARK.match(after.text) or unit.words + after.words > LONGEST:
        return False
    return bool(HANGING.match(after.text)) or bool(ASKS.search(unit.text) and REPLY.search(after.text))


def _bare(unit: Unit) -> Unit:
    """Return words without the heading and the number that stand before them."""
    text = unit.passage.text[unit.start : unit.end]
    start = text.rfind("\n(", 0, 200) + 1 if "\n(" in text[:200] else 0
    match = MARK.match(text[start:])
    return Unit(unit.passage, unit.start + start + (match.end() if match else 0), unit.end)
