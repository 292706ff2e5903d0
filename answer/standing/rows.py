"""Rows of tables that give figures of the same thing, under the same head and title, in two places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answer.standing.figures import Figure, agree, figures, value_of
from answer.standing.sentences import PLAIN, stems
from answer.standing.times import dated, kinds, relative, timeless, times
from answer.units import Unit

NUMBERED = re.compile(r"^\s*(?:Table|Figure|Chart|Appendix|Annex)\s+[\w.]{1,5}\s*[:.–-]?\s*", re.IGNORECASE)
MARKED = re.compile(r"[*†‡#^]+|\((?:\d|[a-z])\)$")
SQUEEZED = re.compile(r"[^\w£%+/&]+")
PERIOD_HEAD = re.compile(r"^(?:latest |reporting |recent )?(?:period|date|as at|quarter|year|month)s?\b", re.IGNORECASE)
TOTAL = re.compile(r"\b(?:sub)?-?totals?\b|^(?:all|other|overall|net|balance)\b", re.IGNORECASE)
LAST_FIGURE = re.compile(
    r"^(?P<head>.*\S)\s(?P<value>[-–+−(]*[£$€]?\d[\d,]*(?:\.\d+)?(?:%|m|k|bn)?\)?\*{0,3}(?:\s\([A-Za-z]{1,3}\))?)$"
)
SCALE = re.compile(
    r"£\s?(?:000s?|m|k|bn|million)?|\b000s?\b|%|per cent|\bper [\d,]+|\bnumber\b|\brate\b", re.IGNORECASE
)
LEAST_TITLE_ALIKE = 0.75
LEAST_HEADS = 3


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A row as it is said: what it and its table are about, and its cells by the head they stand under."""

    unit: Unit
    label: str
    title: str
    cells: Mapping[str, str]
    period: frozenset[str]

    @property
    def specific(self) -> bool:
        """Whether the label says by itself what the row is about, as "Total" does not."""
        return not TOTAL.search(self.label) and bool(stems(self.label) - PLAIN)


def row_said(unit: Unit) -> RowSaid | None:
    """Return a unit that is a row of a table by its cells, None where its figures have no heads."""
    spoken = unit.spoken
    if spoken is None or not spoken.label or not spoken.text.startswith(f"{spoken.label}: "):
        return None
    cells: dict[str, str] = {}
    period: frozenset[str] = frozenset()
    for part in spoken.text.removeprefix(f"{spoken.label}: ").split("; "):
        if (
            PERIOD_HEAD.match(part)
            and not (match := LAST_FIGURE.match(part))
            or PERIOD_HEAD.match(part)
            and times(part)
        ):
            period = period or times(part)
        elif (match := LAST_FIGURE.match(part)) and match["head"] in cells:
            return None  # Two columns of one head cannot be told apart.
        elif match:
            cells[match["head"]] = match["value"]
    return RowSaid(unit, spoken.label, spoken.title or "", cells, period) if cells else None


@dataclass(frozen=True, slots=True)
class CellPair:
    """Two figures under one head; `same_time` says that both are told to be of one and the same time."""

    head: str
    ours: Figure
    theirs: Figure
    same_time: bool


def differing(ours: RowSaid, theirs: RowSaid) -> list[CellPair]:
    """Return the cells in which two rows of the same thing do not agree; none where they are not of the same thing."""
    if not same_matter(ours, theirs):
        return []
    return [pair for pair in _pairs(ours, theirs) if not agree(pair.ours, pair.theirs)]


def same_matter(ours: RowSaid, theirs: RowSaid) -> bool:
    """Tell whether two rows are of one label, and their tables of one title or of the same columns."""
    if plain(ours.label) != plain(theirs.label) or kinds(ours.title) != kinds(theirs.title):
        return False
    one, other = _about(ours.title), _about(theirs.title)
    if one and other:
        alike = len(one & other) >= LEAST_TITLE_ALIKE * len(one | other)
        return alike and (ours.specific or one == other) and _units(ours) == _units(theirs)
    heads = {plain(head) for head in ours.cells} & {plain(head) for head in theirs.cells}
    return not one and not other and ours.specific and len(heads) >= LEAST_HEADS and len(stems(ours.label) - PLAIN) > 1


def plain(words: str) -> str:
    """Return a label or head as it is compared: without marks of footnotes, punctuation and capitals."""
    return SQUEEZED.sub(" ", MARKED.sub("", words)).strip().lower()


def _pairs(ours: RowSaid, theirs: RowSaid) -> Iterator[CellPair]:
    known = {plain(head): head for head in theirs.cells}
    for head, value in ours.cells.items():
        other = known.get(plain(head))
        one, two = value_of(value), value_of(theirs.cells[other]) if other else None
        if one and two and one.unit == two.unit:
            yield CellPair(head, one, two, _same_time(head, ours, theirs))


def _same_time(head: str, ours: RowSaid, theirs: RowSaid) -> bool:
    """Tell whether the figures under a head are of one time: that of the head, of the row, or of the tables."""
    if relative(head) or "previous" in kinds(head):
        return False
    own = times(head)
    if dated(own):
        return True
    first, second = (row.period or times(f"{row.title} {row.label}") for row in (ours, theirs))
    return first == second and dated(first)


def _about(title: str) -> frozenset[str]:
    bare = NUMBERED.sub("", timeless(title))
    return stems(bare) | {figure.text for figure in figures(bare)}


def _units(row: RowSaid) -> frozenset[str]:
    return frozenset(match[0].lower().replace(" ", "") for match in SCALE.finditer(row.title))
