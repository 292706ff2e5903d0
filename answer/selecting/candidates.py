"""The units of the retrieved passages that may answer: headings left out, each wording once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answer.proving import squeeze
from answer.units import Unit, column_heads, units
from index.library import Library
from index.model import Hit, Viewer
from ingest.model import Passage

TITLE_LINE = re.compile(r"\(Item \w+\)$|^(?:Table|Figure|Chart) \d+\b[^.]*$")
NUMBERING = re.compile(r"^\(?[\w.]{1,6}[.)]?\s+(?=[A-Z‘“'])|(?i:\s*\(Item \w+\)|\s*\(Pages? [^)]*\).*$)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer: the hit it stands in, that hit's rank from 0, and the unit's number in its passage."""

    rank: int
    hit: Hit
    unit: Unit
    number: int


def candidates(library: Library, hits: Sequence[Hit], viewer: Viewer) -> list[Candidate]:
    """Return the units of some hits in their order; what stands twice is taken from the minutes themselves."""
    kinds = {card.id: card.kind for card in library.papers(viewer)}
    titles = {name: _titles(library, name, viewer) for name in {hit.passage.paper_id for hit in hits}}
    found: dict[str, Candidate] = {}
    for rank, hit in enumerate(hits):
        above = [*titles[hit.passage.paper_id], _bare(hit.passage.section or "")]
        for number, unit in _quotable(hit.passage, above):
            words = squeeze(unit.text).lower()
            if words not in found:
                found[words] = Candidate(rank, hit, unit, number)
            elif kinds.get(hit.passage.paper_id) == "minutes":
                found[words] = Candidate(found[words].rank, hit, unit, number)
    return list(found.values())


def _quotable(passage: Passage, titles: Sequence[str]) -> Iterator[tuple[int, Unit]]:
    for number, unit in enumerate(units(passage)):
        if not _is_heading(unit, titles):
            yield number, unit


def _titles(library: Library, paper_id: str, viewer: Viewer) -> list[str]:
    return [_bare(item.title) for item in library.items(paper_id, viewer)]


def _is_heading(unit: Unit, titles: Sequence[str]) -> bool:
    """Tell whether a unit only repeats a heading or an agenda item's title."""
    if TITLE_LINE.search(unit.text):
        return True
    bare = _bare(NUMBERING.sub("", unit.text))
    return any(bare and bare in title for title in titles)


def _bare(text: str) -> str:
    return squeeze(text).lower()


def with_heads(chosen: Sequence[Unit]) -> list[Unit]:
    """Put the column heads before the rows that they head: a figure without them says nothing."""
    done: list[Unit] = []
    for unit in chosen:
        heads = column_heads(unit) if unit.row else None
        if heads and heads not in done:
            done.append(heads)
        if unit not in done:
            done.append(unit)
    return done
