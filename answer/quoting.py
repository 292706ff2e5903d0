"""Answer in the papers' own words: each claim is a verbatim quote with its proved place."""

from collections.abc import Sequence
from dataclasses import replace

from answer.model import Citation, Claim
from answer.proving import boxes_of, lines_of
from answer.units import Unit, joined
from index.library import Library
from index.model import ANYONE, PaperCard, Viewer
from ingest.blocks import paragraph_at
from ingest.model import Page, Span


class Quoter:
    """Turn units into claims; what cannot be proved on its page is left out."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def claims(self, units: Sequence[Unit], viewer: Viewer = ANYONE) -> tuple[list[Claim], list[str]]:
        """Return one claim a run of neighbouring units, citations numbered from 1, and what was dropped."""
        cards = {card.id: card for card in self._library.papers(viewer)}
        made: list[Claim] = []
        dropped: list[str] = []
        runs = merged(units)
        for last, run in zip((None, *runs), runs, strict=False):
            cited = self.cite(run, cards[run.passage.paper_id], viewer)
            if cited:
                made.append(Claim(_under_title(run, last), tuple(cited)))
            else:
                dropped.append(run.text)
        return numbered(made), dropped

    def cite(self, unit: Unit, card: PaperCard, viewer: Viewer = ANYONE) -> list[Citation]:
        """Return a citation for each page that a unit stands on, or none when one of them does not hold it."""
        parts = [(span, quote) for span in unit.passage.spans if (quote := _on(span, unit))]
        pages = {span: self._library.page(card.id, span.pdf_page, viewer) for span, _ in parts}
        found = [_citation(unit, card, (span, pages[span]), quote) for span, quote in parts]
        proved = [citation for citation in found if citation]
        return proved if len(proved) == len(parts) else []


def _citation(unit: Unit, card: PaperCard, at: tuple[Span, Page], quote: str) -> Citation | None:
    span, page = at
    lines = lines_of(quote, page, range(span.first_line, span.last_line + 1))
    if lines is None:
        return None
    return Citation(
        number=0, paper=card, passage=unit.passage, quote=quote, part=span.pdf_page,
        pdf_page=span.pdf_page if card.paged else None, stamp=page.stamp, item=page.item,
        paragraph=paragraph_at(unit.passage.text, unit.start) or unit.passage.paragraph,
        boxes=boxes_of(lines, page),
    )  # fmt: skip


def merged(units: Sequence[Unit]) -> list[Unit]:
    """Join units that follow each other in one passage; a row of a table stands by itself."""
    runs: list[Unit] = []
    for unit in units:
        last = runs[-1] if runs else None
        between = unit.passage.text[last.end : unit.start] if last and last.passage.id == unit.passage.id else "x"
        if last and last.end <= unit.start and not between.strip() and not (unit.spoken or last.spoken):
            runs[-1] = joined(last, unit)
        else:
            runs.append(unit)
    return runs


def _under_title(unit: Unit, last: Unit | None) -> str:
    """Return what a unit says; the first of a table's rows says the table's title too."""
    title = unit.spoken.title if unit.spoken else None
    above = last.spoken.title if last and last.spoken else None
    return f"{title}: {unit.said}" if title and title != above else unit.said


def numbered(claims: Sequence[Claim]) -> list[Claim]:
    """Number citations from 1 in the order of reading; the same quote keeps its number."""
    numbers: dict[tuple[str, int, str], int] = {}
    done = []
    for claim in claims:
        keys = [(c.paper.id, c.part, c.quote) for c in claim.citations]
        for key in keys:
            numbers.setdefault(key, len(numbers) + 1)
        cited = tuple(replace(c, number=numbers[key]) for c, key in zip(claim.citations, keys, strict=True))
        done.append(Claim(claim.text, cited))
    return done


def _on(span: Span, unit: Unit) -> str:
    """Return the words of a unit that stand on a span's page."""
    start, end = max(span.start, unit.start), min(span.end, unit.end)
    return " ".join(unit.passage.text[start:end].split()) if start < end else ""
