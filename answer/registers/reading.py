"""Read registers as a viewer may see them: each entry once, with citations that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.model import Citation
from answer.proving import squeeze
from answer.quoting import Quoter
from answer.units import Unit
from index.library import Library
from index.model import ANYONE, EVERYTHING, PaperCard, Scope, Viewer
from ingest.model import Entry, Passage, PassageKind, Register

KINDS: dict[Register, PassageKind] = {
    "resolution": "resolution",
    "recommendation": "recommendation",
    "action": "action",
    "attendance": "attendance",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry, the paper it stands in, and the citations that prove it, one a page."""

    entry: Entry
    card: PaperCard
    citations: tuple[Citation, ...]

    @property
    def meeting(self) -> date | None:
        """The day of the meeting it belongs to: that of the minutes, which may be bound into a later pack."""
        return self.entry.meeting or self.card.meeting_date

    @property
    def body(self) -> str:
        """The board whose meeting it was."""
        return self.entry.body or self.card.body or ""


class Registers:
    """The registers of all papers in a library."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library, self._quoter = library, quoter

    def read(self, register: Register, viewer: Viewer = ANYONE, scope: Scope = EVERYTHING) -> list[Recorded]:
        """Return a register's entries, newest paper first and in reading order, each proved on its page.

        What stands in two papers alike is taken from the minutes themselves.
        """
        cards = {card.id: card for card in self._library.papers(viewer)}
        found: dict[tuple[object, ...], Recorded] = {}
        for paper_id, entry in self._library.entries(register, viewer, scope):
            card = cards.get(paper_id)
            if card is None:
                continue
            one = Recorded(entry, card, self._cited(entry, card, viewer))
            key = (entry.meeting, entry.minute, entry.fields, squeeze(entry.text))
            if one.citations and (key not in found or card.kind == "minutes" != found[key].card.kind):
                found[key] = one
        return list(found.values())

    def _cited(self, entry: Entry, card: PaperCard, viewer: Viewer) -> tuple[Citation, ...]:
        """Return the citations of an entry, a part of a resolution by its paragraph and letter."""
        cited, part = self._quoter.cite(unit_of(card.id, entry), card, viewer), entry.field("part")
        if not (part and entry.paragraph):
            return tuple(cited)
        return tuple(replace(citation, paragraph=f"{entry.paragraph}({part})") for citation in cited)


def unit_of(paper_id: str, entry: Entry) -> Unit:
    """Return an entry's words as what can be quoted."""
    kind = KINDS.get(entry.register, "paragraph")
    place = entry.item, None, entry.paragraph, entry.minute
    passage = Passage(f"{paper_id}|{entry.register}", paper_id, entry.text, entry.spans, *place, kind)
    return Unit(passage, 0, len(entry.text))


def of_meetings(recorded: Sequence[Recorded]) -> dict[tuple[str, date | None], list[Recorded]]:
    """Return entries by (board, day), the newest meeting first."""
    held: dict[tuple[str, date | None], list[Recorded]] = {}
    for one in sorted(recorded, key=lambda one: one.meeting or date.min, reverse=True):
        held.setdefault((one.body, one.meeting), []).append(one)
    return held
