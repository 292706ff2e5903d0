"""What an abbreviation stands for, as the papers themselves introduce it."""

from answer.registers.reading import unit_of
from answer.units import Unit
from index.library import Library
from index.model import Scope, Viewer

MOST_MEANINGS = 3


def meanings(library: Library, term: str, viewer: Viewer, scope: Scope) -> list[Unit]:
    """Return the words that introduce an abbreviation, once for each meaning that the papers give it."""
    found: dict[str, Unit] = {}
    for paper_id, entry in library.entries("term", viewer, scope):
        if (entry.field("short") or "").lower() == term.lower():
            found.setdefault((entry.field("long") or "").lower(), unit_of(paper_id, entry))
    return list(found.values())[:MOST_MEANINGS]
