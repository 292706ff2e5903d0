"""Find what says something else of what is quoted: rows and sentences of other papers, or of another place in one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from answer.model import Claim
from answer.standing.days import Days, same_body
from answer.standing.rows import RowSaid, differing, row_said, same_matter
from answer.standing.sentences import PLAIN, Statement, rivals, statements, stems
from answer.standing.times import dated
from answer.units import SENTENCE, Unit, units
from index.library import Library
from index.model import Hit, Scope, Viewer
from index.wording.words import content_words
from ingest.model import Passage

MOST_QUOTED, MOST_LOOKED_AT, LABEL_WORDS = 8, 12, 6
MOST_CELLS = 2
NEAR = 1


@dataclass(frozen=True, slots=True)
class Rival:
    """What is said elsewhere of what is quoted: `figures`, ours first, differ in `what` ("" for a sentence).

    It is `later` where a later paper tells of the same without telling that it is of the same time.
    """

    ours: Unit
    theirs: Unit
    figures: tuple[str, str]
    what: str
    later: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """Look for rivals as a viewer may see them, within a scope."""

    library: Library
    days: Days
    viewer: Viewer
    scope: Scope

    def rivals(self, claims: Sequence[Claim], hits: Sequence[Hit]) -> list[Rival]:
        """Return what is said elsewhere of what claims quote, each once."""
        own = quoted(claims)[:MOST_QUOTED]
        found: dict[tuple[str, tuple[str, ...], bool], Rival] = {}
        for rival in chain(self._of_rows(own), self._of_sentences(own, hits)):
            found.setdefault((rival.what, tuple(sorted(rival.figures)), rival.later), rival)
        return list(found.values())

    def _of_rows(self, own: Sequence[Unit]) -> Iterator[Rival]:
        for ours in filter(None, map(row_said, own)):
            alike = [row for row in self._labelled(ours) if same_matter(ours, row)]
            for rows in _by_paper(alike).values():
                # A label that stands twice in a paper does not tell which of its rows is meant.
                if len({row.unit.said for row in rows}) == 1 and rows[0].unit.said not in {unit.said for unit in own}:
                    yield from self._row_rivals(ours, rows[0])

    def _labelled(self, ours: RowSaid) -> list[RowSaid]:
        """Return the other rows of the library that bear a row's label."""
        words = content_words(ours.label)[:LABEL_WORDS]
        query = " ".join('"' + word.replace('"', "") + '"' for word in words)
        numbers = self.library.match(query, self.viewer, self.scope, MOST_LOOKED_AT) if words else []
        passages = self.library.passages(numbers, self.viewer).values()
        rows = (Unit(p, row.start, row.end) for p in passages for row in p.rows if row.label == ours.label)
        return [row for unit in rows if unit != ours.unit and (row := row_said(unit))]

    def _row_rivals(self, ours: RowSaid, theirs: RowSaid) -> Iterator[Rival]:
        one, other = ours.unit.passage, theirs.unit.passage
        pairs = differing(ours, theirs)
        same = [pair for pair in pairs if pair.same_time]
        if one.paper_id == other.paper_id:
            same = same if ours.title and one.item == other.item else []
        elif not self._comparable(one, other):
            return
        for pair in same[:MOST_CELLS]:
            figures = pair.ours.text, pair.theirs.text
            yield Rival(ours.unit, theirs.unit, figures, f"{ours.label}, {pair.head}", later=False)
        if pairs and not same and self._is_later(one, other):
            yield Rival(ours.unit, theirs.unit, (pairs[0].ours.text, pairs[0].theirs.text), ours.label, later=True)

    def _of_sentences(self, own: Sequence[Unit], hits: Sequence[Hit]) -> Iterator[Rival]:
        ours = [said for unit in own for said in statements(unit) if _whole(unit)]
        telling = [said.stems - PLAIN for said in ours]
        for hit in hits if ours else ():
            words = stems(hit.passage.text)
            if not any(len(stem & words) >= len(stem) / 2 for stem in telling):
                continue
            for unit in units(hit.passage):
                if not _whole(unit):
                    continue
                for said in statements(unit):
                    yield from filter(None, (self._sentence_rival(one, said) for one in ours))

    def _sentence_rival(self, ours: Statement, theirs: Statement) -> Rival | None:
        pair = rivals(ours, theirs)
        if pair is None:
            return None
        one, other = ours.unit.passage, theirs.unit.passage
        within = one.paper_id == other.paper_id
        named = bool(ours.names) or dated(ours.times)
        if (within and not (_near(one, other) or (ours.names and dated(ours.times)))) or (not within and not named):
            return None
        if not within and not self._comparable(one, other):
            return None
        same_day = within or self.days.day_of(one) == self.days.day_of(other)
        figures = pair[0].text, pair[1].text
        if ours.times == theirs.times and (dated(ours.times) or same_day):
            return Rival(ours.unit, theirs.unit, figures, "", later=False)
        if not within and self._is_later(one, other):
            return Rival(ours.unit, theirs.unit, figures, "", later=True)
        return None

    def _comparable(self, one: Passage, other: Passage) -> bool:
        """Tell whether two papers are of one board, and of which meetings."""
        known = self.days.day_of(one) and self.days.day_of(other)
        return bool(known) and same_body(self.days.body_of(one), self.days.body_of(other))

    def _is_later(self, one: Passage, other: Passage) -> bool:
        first, second = self.days.day_of(one), self.days.day_of(other)
        return first is not None and second is not None and second > first


def quoted(claims: Sequence[Claim]) -> list[Unit]:
    """Return the units of passages that claims quote, in order."""
    citations = (citation for claim in claims for citation in claim.citations)
    passages: dict[str, tuple[Passage, list[str]]] = {}
    for citation in islice(citations, MOST_QUOTED):
        passages.setdefault(citation.passage.id, (citation.passage, []))[1].append(citation.quote)
    found = [
        unit
        for passage, quotes in passages.values()
        for unit in units(passage)
        if any(unit.text in quote or quote in unit.text for quote in quotes)
    ]
    return list(dict.fromkeys(found))


def _by_paper(rows: Sequence[RowSaid]) -> Mapping[str, list[RowSaid]]:
    found: dict[str, list[RowSaid]] = {}
    for row in rows:
        found.setdefault(row.unit.passage.paper_id, []).append(row)
    return found


def _whole(unit: Unit) -> bool:
    return bool(SENTENCE.search(unit.text)) and not unit.row


def _near(one: Passage, other: Passage) -> bool:
    """Tell whether two passages of one paper stand close under one heading."""
    apart = abs(one.spans[0].pdf_page - other.spans[0].pdf_page)
    return one.item == other.item and one.section == other.section and apart <= NEAR
