"""Weigh what the evidence reader and other signs say of each unit, put the passages in order, and choose."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from answer.selecting.candidates import Candidate, candidates, with_heads
from answer.selecting.picking import Weighed, pick
from answer.selecting.signs import Signs
from answer.understanding.model import LONGER, Understood
from answer.units import Unit, units
from index.evidence.reader import Reader
from index.library import Library
from index.model import Hit, PaperCard, Viewer
from ingest.model import Passage

MOST_UNITS, MOST_WORDS = 5, 130
MOST_UNITS_LONG, MOST_WORDS_LONG = 6, 220
MARGIN = 8.0
MEANT = 3
# Of fewer units than this, no three can be expected to come near: the highest margin alone tells.
FEW = 12
# What is to be summed up is there where a unit, with its headings, holds so much of the question's words.
NAMED = 0.9


@dataclass(frozen=True, slots=True)
class Weights:
    """The log odds that a unit answers: `start` and what each sign adds; fitted by training/weigh.py on `tune`.

    `rerank` is what the best unit's chance counts against a passage's fused score. Where the MEANT highest margins of
    the reader lie below `least` in the mean (measured on `tune`: it tells better than the highest alone), and none
    reaches `sure`, the papers do not say. A further unit may be no more than `further` in log odds behind the best.
    """

    start: float = -3.52
    reader: float = 0.26
    signs: tuple[float, ...] = (2.86, 1.55, 0.21, 0.83, -0.31, -0.82, 0.19)
    rerank: float = 0.3
    least: float = -2.0
    sure: float = 0.5
    further: float = 3.0


@dataclass(frozen=True, slots=True)
class Selection:
    """The units that were chosen, none where nothing answers; `strength` is the chance of the best to answer.

    `nearest` is the best unit where none was chosen.
    """

    units: Sequence[Unit] = ()
    strength: float | None = None
    nearest: Unit | None = None


class Selector:
    """Read passages for a question, put them in order and choose the units that answer it."""

    def __init__(self, library: Library, reader: Reader, weights: Weights | None = None) -> None:
        self._library, self._reader, self._weights = library, reader, weights or Weights()
        self._signs = Signs(library)

    def weigh(self, readings: Sequence[str], matter: Understood, hits: Sequence[Hit], viewer: Viewer) -> list[Weighed]:
        """Return every unit that may answer with the log odds that it does.

        The reader is given each of the `readings` of the question, and the highest margin counts; words are shared
        with the `matter`.
        """
        found = candidates(self._library, hits, viewer)
        margins = self._margins(readings, found, viewer)
        signs = self._signs.of(matter, found, viewer)
        return [self._weighed(one, margin, own) for one, margin, own in zip(found, margins, signs, strict=True)]

    def ranked(self, hits: Sequence[Hit], weighed: Sequence[Weighed]) -> list[Hit]:
        """Return the hits anew: by their fused score and the chance of their best unit."""
        best: dict[str, float] = {}
        for one in weighed:
            passage = one.candidate.hit.passage.id
            best[passage] = max(best.get(passage, 0.0), chance(one.odds))
        scored = [
            replace(hit, score=hit.score + self._weights.rerank * read, why=(*hit.why, f"reader: {read:.0%}"))
            for hit in hits
            for read in [best.get(hit.passage.id, 0.0)]
        ]
        return sorted(scored, key=lambda hit: -hit.score)

    def select(self, asked: Understood, weighed: Sequence[Weighed], viewer: Viewer) -> Selection:
        """Return the units that answer, in the order of the hits and of reading; none where nothing does."""
        if not weighed:
            return Selection()
        best = max(weighed, key=lambda one: one.odds)
        margins = sorted((one.signs[0] for one in weighed), reverse=True)
        strength, found = chance(margins[0]), [one.candidate for one in weighed]
        if self._lacking(asked, margins, weighed) or not asked.subject or not self._signs.counts(asked, found):
            return Selection(strength=strength, nearest=best.candidate.unit)
        meant = self._signs.rows_meant(asked, found, viewer)
        kept = [one for one, stays in zip(weighed, meant, strict=True) if stays or one is best]
        return Selection(self._pick(asked, kept), strength)

    def _lacking(self, asked: Understood, margins: Sequence[float], weighed: Sequence[Weighed]) -> bool:
        """Tell from the margins, highest first, whether nothing answers."""
        if asked.wanted == "summary" and max(one.signs[1] for one in weighed) >= NAMED:
            return False
        meant = 1 if len(margins) < FEW else MEANT
        return fmean(margins[:meant]) < self._weights.least and margins[0] < self._weights.sure

    def _margins(self, readings: Sequence[str], found: Sequence[Candidate], viewer: Viewer) -> list[float]:
        """Return the reader's highest margin of each candidate, within MARGIN."""
        passages = {one.unit.passage.id: one.unit.passage for one in found}
        cut = {name: [unit.said for unit in units(passage)] for name, passage in passages.items()}
        headings = self._headings([*passages.values()], viewer)
        asked_of = [*zip(headings, cut.values(), strict=True)]
        told = [dict(zip(cut, self._reader.read(reading, asked_of), strict=True)) for reading in readings]
        margins = [max(float(read[one.unit.passage.id].margins[one.number]) for read in told) for one in found]
        return [float(np.clip(margin, -MARGIN, MARGIN)) for margin in margins]

    def _headings(self, passages: Sequence[Passage], viewer: Viewer) -> list[str]:
        """Return each passage's paper and day, item's title and section, as the reader learnt to read them."""
        cards = {card.id: card for card in self._library.papers(viewer)}
        titles = {
            (name, item.ref): item.title
            for name in {passage.paper_id for passage in passages}
            for item in self._library.items(name, viewer)
        }
        return [_heading(cards[p.paper_id], titles.get((p.paper_id, p.item or ""), ""), p) for p in passages]

    def _weighed(self, one: Candidate, margin: float, signs: tuple[float, ...]) -> Weighed:
        added = sum(weight * sign for weight, sign in zip(self._weights.signs, signs, strict=True))
        return Weighed(one, (margin, *signs), self._weights.start + self._weights.reader * margin + added)

    def _pick(self, asked: Understood, found: Sequence[Weighed]) -> list[Unit]:
        most, room = (MOST_UNITS_LONG, MOST_WORDS_LONG) if asked.wanted in LONGER else (MOST_UNITS, MOST_WORDS)
        return with_heads(pick(found, most, room, self._weights.further))


def _heading(card: PaperCard, title: str, passage: Passage) -> str:
    day = f", {card.meeting_date.day} {card.meeting_date:%B %Y}" if card.meeting_date else ""
    return " > ".join(part for part in (f"{card.title}{day}", title, passage.minutes_of, passage.section) if part)


def chance(odds: float) -> float:
    """Return the chance for log odds."""
    return 1 / (1 + math.exp(-odds))
