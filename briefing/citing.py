"""Turn what is to be said into lines that are proved on their pages, and tell which of them are not for publication."""

import re
import unicodedata
from collections.abc import Sequence

from answer.model import Citation, Claim
from answer.proving import squeeze
from answer.quoting import Quoter
from answer.registers.reading import unit_of
from answer.standing.telling import Standing
from answer.units import Unit
from briefing.model import Line
from index.library import Library
from index.model import ANYONE, PaperCard, Viewer
from ingest.model import Entry, Spoken

BULLETS = dict.fromkeys(map(ord, "\uf0b7\uf0a7\x7f"), "•")
BULLET = re.compile(r"^[•●▪■♦❖➢◦*]\s+")
UNPRINTED = ("Cc", "Cf", "Cn", "Co", "Cs")
EXEMPT = "not for publication"


class Citer:
    """Cite for one viewer; what cannot be proved on its page makes no line."""

    def __init__(self, library: Library, viewer: Viewer) -> None:
        self._library, self._viewer = library, viewer
        self._quoter = Quoter(library)
        self._standing = Standing(library, self._quoter)
        self._public = {card.id: card for card in library.papers(ANYONE)}
        self._words: dict[str, str] = {}
        self._rows: dict[tuple[str, int], list[tuple[str, Spoken]]] = {}

    def line(self, unit: Unit, card: PaperCard, label: str = "") -> Line | None:
        """Return a line that says a unit, or None where it does not stand on its page word for word."""
        cited = self._quoter.cite(unit, card, self._viewer)
        return self.told(unit.said, cited, label) if cited else None

    def entry(self, entry: Entry, card: PaperCard, label: str = "", words: str = "") -> Line | None:
        """Return a line that says an entry of a register, or those `words` of it."""
        unit = unit_of(card.id, entry)
        if words:
            start = unit.passage.text.find(words)
            if start < 0:
                return None
            unit = Unit(unit.passage, start, start + len(words))
        cited = self._quoter.cite(unit, card, self._viewer)
        said = self.spoken(cited[0]) if len(cited) == 1 and not words else ""
        return self.told(said or unit.text, cited, label) if cited else None

    def told(self, text: str, citations: Sequence[Citation], label: str = "") -> Line:
        """Return a line of proved words, marked draft, replaced or not for publication where it is."""
        [claim] = self._standing.marked([Claim(text, tuple(citations))], self._viewer)
        marks = [self._mark(citation) for citation in claim.citations]
        return Line(
            BULLET.sub("", readable(text)),
            claim.citations,
            label,
            tuple(dict.fromkeys(m for mark in marks for m in mark)),
        )

    def spoken(self, citation: Citation) -> str:
        """Return a quoted row of a table as one says it, "" for all that is no row."""
        page = citation.paper.id, citation.part
        if page not in self._rows:
            held = self._library.passages_of(citation.paper.id, self._viewer)
            self._rows[page] = [
                (squeeze(passage.text[row.start : row.end]), row)
                for passage in held
                if any(span.pdf_page == citation.part for span in passage.spans)
                for row in passage.rows
            ]
        quote = squeeze(citation.quote)
        return next((row.text for words, row in self._rows[page] if words == quote), "")

    def exempt(self, citation: Citation) -> bool:
        """Tell whether quoted words are nowhere in what anyone may see of their paper."""
        card, public = citation.paper, self._public.get(citation.paper.id)
        if public is None:
            return True
        if (public.pages, public.passages) == (card.pages, card.passages):
            return False
        if card.id not in self._words:
            self._words[card.id] = squeeze("".join(p.text for p in self._library.passages_of(card.id, ANYONE)))
        return squeeze(citation.quote) not in self._words[card.id]

    def _mark(self, citation: Citation) -> list[str]:
        draft = f"draft {citation.paper.kind}" if citation.paper.status == "draft" else ""
        return [mark for mark in (draft, citation.mark, EXEMPT if self.exempt(citation) else "") if mark]


def readable(text: str) -> str:
    """Return text on one line with bullets that every font shows, without characters that cannot be printed."""
    spaced = re.sub(r"\s+", " ", text.translate(BULLETS))
    plain = "".join(char for char in spaced if unicodedata.category(char) not in UNPRINTED)
    return re.sub(r"\s+", " ", plain).replace(".: ", ": ").strip()
