"""What is measured, as pure functions: key facts, citations, items, retrieved pages, refusals."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from eval.questions import Cited, Place, Question, Record

LONG = frozenset({"list", "summary", "compare", "multi_page", "ambiguous"})
"""Types of question whose answer may be long."""
WORDS, WORDS_LONG = 150, 300

_MARK = re.compile(r"\s?\[\d{1,3}\]")
_QUOTES = dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("“”„‟″", '"')
_PLAIN = str.maketrans(_QUOTES | dict.fromkeys("‐‑‒–—―−", "-"))


def plain(text: str) -> str:
    """Fold case, white space, typographic quotes and dashes, so that wording alone is compared.

    A space at either end stays: the fact " 1%" asks for a figure that is not the end of "11%".
    """
    folded = unicodedata.normalize("NFKC", text).replace("\N{SOFT HYPHEN}", "").translate(_PLAIN)
    return re.sub(r"\s+", " ", folded).casefold()


def spoken(answer: str) -> str:
    """Take the marks ([1]) out of an answer: they are no words of it and no figures."""
    return _MARK.sub("", answer)


def holds(answer: str, alternatives: Iterable[str]) -> bool:
    """Tell whether one of the strings stands in the answer."""
    text = plain(spoken(answer))
    return any(plain(alternative) in text for alternative in alternatives)


def words(answer: str) -> int:
    """Count the answer's words, marks left out."""
    return len(spoken(answer).split())


def word_limit(question: Question) -> int:
    """Return how many words a right answer may have."""
    return WORDS_LONG if question.type in LONG else WORDS


def fact_share(question: Question, answer: str) -> float | None:
    """Return the share of key facts that stand in the answer; None where the question has none."""
    if not question.must:
        return None
    return sum(holds(answer, fact) for fact in question.must) / len(question.must)


def faults(question: Question, record: Record) -> tuple[str, ...]:
    """Say what keeps the answer from being right; nothing when it is.

    An unanswerable question is right when refused. Any other needs every key fact, no wrong string, no
    more words than its limit and a citation of a supporting page; one that was refused is never right.
    """
    if not question.answerable:
        return () if record.refused else ("answered, though the papers do not say",)
    if record.refused:
        return ("refused, though the papers say",)
    return tuple(_faults(question, record))


def right(question: Question, record: Record) -> bool:
    """Tell whether the answer counts as right."""
    return not faults(question, record)


def _faults(question: Question, record: Record) -> Iterable[str]:
    yield from (f"lacks {fact[0]!r}" for fact in question.must if not holds(record.answer, fact))
    yield from (f"says {wrong!r}" for wrong in question.must_not if holds(record.answer, [wrong]))
    if words(record.answer) > word_limit(question):
        yield f"{words(record.answer)} words, {word_limit(question)} allowed"
    if not citation_right(question, record):
        yield "cites no supporting page" if record.citations else "cites nothing"


def citation_right(question: Question, record: Record) -> bool | None:
    """Tell whether any citation is on an evidence page; None without evidence or without citations."""
    if not question.evidence or not record.citations:
        return None
    return any(_supporting(question, cited) for cited in record.citations)


def item_right(question: Question, record: Record) -> float | None:
    """Return the share of citations on evidence pages that name the evidence's item.

    Evidence without an item judges no citation; None where none is judged.
    """
    named = [_names_item(question, cited) for cited in record.citations]
    judged = [verdict for verdict in named if verdict is not None]
    return sum(judged) / len(judged) if judged else None


def _supporting(question: Question, cited: Cited) -> bool:
    return any(_judged([cited.place], {evidence.place for evidence in question.evidence}))


def _names_item(question: Question, cited: Cited) -> bool | None:
    places = {(cited.file, None), cited.place}
    items = {_ref(e.item) for e in question.evidence if e.place in places and e.item}
    return _ref(cited.item) in items if items else None


def _ref(item: str | None) -> str:
    return (item or "").strip().casefold()


def distinct(places: Iterable[Place], relevant: Collection[Place]) -> list[Place]:
    """Keep each place once, in order; of a file that is relevant as a whole any page is the same place."""
    whole = {file for file, page in relevant if page is None}
    return list(dict.fromkeys((file, None if file in whole else page) for file, page in places))


def hit(ranking: Sequence[Place], relevant: Collection[Place], k: int) -> float:
    """Return 1 when a relevant place is among the first k, else 0 (Success@k)."""
    return float(any(_judged(ranking, relevant)[:k]))


def reciprocal_rank(ranking: Sequence[Place], relevant: Collection[Place], k: int = 10) -> float:
    """Return 1 over the rank of the first relevant place among the first k, 0 without one (RR@k)."""
    judged = _judged(ranking, relevant)[:k]
    return 1 / (judged.index(True) + 1) if True in judged else 0.0


def ndcg(ranking: Sequence[Place], relevant: Collection[Place], k: int = 10) -> float:
    """Return nDCG@k with gains of 0 and 1, discounted by log2(rank + 1) (Järvelin and Kekäläinen 2002)."""
    best = _dcg([True] * min(k, len(distinct(relevant, relevant))))
    return _dcg(_judged(ranking, relevant)[:k]) / best if best else 0.0


def _judged(ranking: Iterable[Place], relevant: Collection[Place]) -> list[bool]:
    supporting = distinct(relevant, relevant)
    return [place in supporting for place in distinct(ranking, relevant)]


def _dcg(found: Sequence[bool]) -> float:
    return sum(1 / math.log2(rank + 1) for rank, is_relevant in enumerate(found, start=1) if is_relevant)


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many refusals were right and wrong; `missed` unanswerable questions were answered."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of refusals that were right; None without any."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of unanswerable questions that were refused; None without any."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


def refusals(pairs: Iterable[tuple[Question, Record]]) -> Refusals:
    """Count the refusals."""
    seen = [(question.answerable, record.refused) for question, record in pairs]
    return Refusals(
        right=seen.count((False, True)), wrong=seen.count((True, True)), missed=seen.count((False, False))
    )
