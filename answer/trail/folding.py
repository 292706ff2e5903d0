"""Fold what stands in the papers twice, and bring the parts of one resolution or recommendation together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from answer.proving import squeeze
from answer.trail.gathering import Record, same_body
from answer.trail.model import StepKind

PART_MARK = re.compile(r"^\W*(?:\w{1,4}[.)]|\d+(?:\.\d+)+)\s+")
AMENDMENT = re.compile(r"\bamend(?:ment|ed|ing)?s?\b", re.IGNORECASE)
LOST = ("lost", "rejected")
WORD = re.compile(r"\w+")
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in the making: the parts of one resolution or recommendation, a vote, or one action."""

    kind: StepKind
    parts: tuple[Record, ...]

    @property
    def first(self) -> Record:
        """The part that is read first."""
        return self.parts[0]

    @property
    def text(self) -> str:
        """The words of all parts."""
        return " ".join(part.entry.text for part in self.parts)


def happenings(found: Iterable[Record]) -> list[Happening]:
    """Return what happened, each once; votes are no steps of their own."""
    steps = [one for one in once(found) if one.entry.register != "vote"]
    grouped = [tuple(group) for _, group in groupby(sorted(steps, key=_order), key=_whole)]
    made = [Happening(_kind(group[0]), group) for group in grouped]
    return list(_once_proposed(made))


def once(found: Iterable[Record]) -> list[Record]:
    """Return records without copies: what is bound into a later pack is taken from the minutes themselves."""
    kept: list[Record] = []
    for one in sorted(found, key=_standing):
        if not any(_copies(one, other) for other in kept):
            kept.append(one)
    return kept


def likeness(one: str, other: str) -> float:
    """Return the share of words that two texts have in common."""
    first, second = (frozenset(WORD.findall(PART_MARK.sub("", text.lower()))) for text in (one, other))
    return len(first & second) / max(1, len(first | second))


def _standing(one: Record) -> tuple[bool, bool]:
    """Sort minutes before what copies them, and confirmed ones before drafts."""
    return one.card.kind != "minutes", one.card.status == "draft"


def _copies(one: Record, other: Record) -> bool:
    """Tell whether two records of a meeting are the same entry."""
    mine, theirs = one.entry, other.entry
    if (mine.register, one.day) != (theirs.register, other.day) or not same_body(one.body, other.body):
        return False
    if mine.minute and theirs.minute:
        place = (
            (mine.minute, mine.paragraph, mine.field("part")),
            (theirs.minute, theirs.paragraph, theirs.field("part")),
        )
        if one.card.id == other.card.id or place[0] != place[1]:
            return squeeze(mine.text) == squeeze(theirs.text) and place[0] == place[1]
        return likeness(mine.text, theirs.text) >= 0.5
    return _same_words(mine.text, theirs.text)


def _same_words(one: str, other: str) -> bool:
    figures = [re.findall(r"\d[\d.,]*", PART_MARK.sub("", text)) for text in (one, other)]
    return figures[0] == figures[1] and likeness(one, other) >= ALIKE


def _order(one: Record) -> tuple[str, str, int]:
    return one.card.id, one.entry.register, one.place


def _whole(one: Record) -> tuple[object, ...]:
    """Return what the parts of one resolution or recommendation share; anything else stands alone."""
    entry = one.entry
    alone = one.place if entry.register == "action" or entry.field("verb") in ("carried", *LOST) else None
    parted = entry.field("part") is not None or entry.register == "recommendation"
    alone = one.place if alone is None and not parted else alone
    place = one.card.id, entry.register, entry.item, one.report, entry.minute, entry.paragraph
    return *place, one.body, one.day, alone


def _kind(one: Record) -> StepKind:
    entry = one.entry
    if entry.register == "recommendation":
        return "proposed"
    if entry.register == "action":
        return _action_kind(one)
    if AMENDMENT.search(entry.text) and entry.field("verb") in ("carried", *LOST):
        return "amended"
    return "deferred" if entry.field("effect") == "deferred" else "decided"


def _action_kind(one: Record) -> StepKind:
    """Return what a row of an action log tells: progress where it has a status, else what is to be done."""
    if one.entry.field("status"):
        return "reported back"
    return "action set" if one.entry.minute or one.card.kind in ("minutes", "agenda pack") else "proposed"


def _once_proposed(found: Sequence[Happening]) -> Iterator[Happening]:
    """Yield happenings without a recommendation that the same paper or meeting makes a second time."""
    seen: list[Happening] = []
    for one in found:
        again = any(_repeats(one, other) for other in seen)
        if not again:
            seen.append(one)
            yield one


def _repeats(one: Happening, other: Happening) -> bool:
    if one.kind == "reported back" == other.kind:
        return one.first.entry.field("number") is not None and _status(one) == _status(other)
    if one.kind != "proposed" or other.kind != "proposed" or one.first.day != other.first.day:
        return False
    mine, theirs = ({squeeze(PART_MARK.sub("", p.entry.text)).lower() for p in h.parts} for h in (one, other))
    return same_body(one.first.body, other.first.body) and mine <= theirs


def _status(one: Happening) -> tuple[str | None, str]:
    return one.first.entry.field("number"), squeeze(one.first.entry.field("status") or "")
