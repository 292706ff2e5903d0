"""Sentences that say the same of the same thing at the same time, but for a figure or a date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.proving import NUMBERS, OPENERS, START
from answer.standing.figures import Figure, agree, figures
from answer.standing.times import kinds, relative, timeless, times
from answer.units import BULLETS, Unit
from index.wording.words import STOPWORDS

CLAUSE = re.compile(
    rf"[;:]\s|\s[{BULLETS}]\s|[.!?]\s(?=[A-Z])|,?\s(?=(?:against|compared (?:with|to)|whereas|while)\b)"
)
# The number of a paragraph, at its head or behind a heading.
NUMBERING = re.compile(
    r"^\(?\d[\d.]{0,6}[.)]?\s+(?=[A-Z‘“(])|^\([a-z\d]{1,3}\)\s+|(?<!\w\s)\b\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z‘“])|"
    r"(?<=[a-z]\s)\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z‘“])|^[a-z\d]{1,3}\)\s+"
)
WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
NAME = re.compile(r"(?<![\w'-])[A-Z][\w'-]*")
STEM = 6
LEAST_ALIKE, LEAST_SHARED, LEAST_TELLING = 0.7, 4, 2
MOST_FIGURES = 6
# Words that stand in half of all reports tell nothing of what a figure is of.
PLAIN = frozenset(
    word[:STEM] for word in WORD.findall(
        "number numbers total figure figures rate cost costs year years month months week weeks day days people plan "
        "service services board committee report reports budget fund funding million percent target targets average "
        "council county meeting page item minute minutes agenda resolved that section recommendation noted agreed "
        "per cent hours sum amount level levels programme project increase decrease reduction held date"
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause with figures: `stems` of its words, `names` in it, the times and kinds of figure it speaks of."""

    unit: Unit
    text: str
    stems: frozenset[str]
    names: frozenset[str]
    times: frozenset[str]
    kinds: frozenset[str]
    figures: tuple[Figure, ...]
    nouns: tuple[str, ...]


def statements(unit: Unit) -> list[Statement]:
    """Return the clauses of a sentence that hold figures; none of a row, whose figures mean nothing by themselves."""
    if unit.row:
        return []
    whole = times(unit.text)
    found = [_statement(unit, clause, whole) for clause in _clauses(unit.text) if any(map(str.isdigit, clause))]
    return [one for one in found if one.figures and len(one.stems) >= LEAST_SHARED]


def rivals(ours: Statement, theirs: Statement) -> tuple[Figure, Figure] | None:
    """Return the figures in which two statements of the same thing differ, our first; None where they do not."""
    if ours.names ^ theirs.names or ours.kinds ^ theirs.kinds or not _alike(ours.stems, theirs.stems):
        return None
    return _differing(ours, theirs)


def _differing(ours: Statement, theirs: Statement) -> tuple[Figure, Figure] | None:
    """Return the one pair of figures that differ, all others being the same."""
    if ours.nouns != theirs.nouns:
        return None
    pairs = zip(ours.figures, theirs.figures, strict=True)
    apart = [(one, other) for one, other in pairs if one.value != other.value or one.unit != other.unit]
    if len(apart) != 1 or any(one.reference or other.reference for one, other in apart):
        return None
    [(one, other)] = apart
    return None if one.unit != other.unit or agree(one, other) else (one, other)


def _alike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    shared = ours & theirs
    telling = len(shared - PLAIN) >= LEAST_TELLING
    return telling and len(shared) >= LEAST_SHARED and len(shared) >= LEAST_ALIKE * len(ours | theirs)


def _clauses(text: str) -> Iterator[str]:
    start = 0
    for match in CLAUSE.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def _statement(unit: Unit, clause: str, whole: frozenset[str]) -> Statement:
    bare = NUMBERING.sub("", timeless(clause).strip(f"{BULLETS}*–- "))
    found = figures(bare)
    named = {m[0] for m in NAME.finditer(bare) if m[0].lower() not in OPENERS and not START.search(bare[: m.start()])}
    return Statement(
        unit, clause, stems(bare), frozenset(named), (times(clause) or whole) | relative(clause), kinds(bare),
        tuple(found[:MOST_FIGURES]), tuple(_noun(bare, figure) for figure in found[:MOST_FIGURES]),
    )  # fmt: skip


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words, without small words, figures and months."""
    words = (word.lower().removesuffix("'s") for word in WORD.findall(text.replace("’", "'")))
    return frozenset(w[:STEM] for w in words if len(w) > 1 and w not in STOPWORDS and w not in NUMBERS)


def _noun(text: str, figure: Figure) -> str:
    """Return what a bare figure counts, by its stem; its unit where it has one."""
    if figure.unit:
        return figure.unit
    behind = WORD.search(text, figure.end)
    near = behind and behind.start() - figure.end <= len(" - ")
    return behind[0].lower()[:STEM] if behind and near else ""
