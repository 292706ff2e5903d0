"""What is measured, as pure functions of a question and its answer; the table at the foot names them all."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from eval.questions import Cited, Evidence, Place, Question, Record

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


def missing(question: Question, answer: str) -> list[Sequence[str]]:
    """Return the key facts that do not stand in the answer."""
    return [fact for fact in question.must if not holds(answer, fact)]


def faults(question: Question, record: Record) -> tuple[str, ...]:
    """Say what keeps the answer from being right; nothing when it is.

    An unanswerable question is right when refused. Any other needs every key fact, no wrong string, no
    more words than its limit and a citation of a supporting page; one that was refused is never right.
    Nobody may be told what they may not see.
    """
    told = tuple(f"tells what this viewer may not see: {what}" for what in leaks(question, record))
    if not question.answerable:
        return told if record.refused else (*told, "answered, though the papers do not say")
    if record.refused:
        return (*told, "refused, though the papers say")
    return (*told, *_faults(question, record))


def right(question: Question, record: Record) -> bool:
    """Tell whether the answer counts as right."""
    return not faults(question, record)


def _faults(question: Question, record: Record) -> Iterable[str]:
    yield from (f"lacks {fact[0]!r}" for fact in missing(question, record.answer))
    yield from (f"says {wrong!r}" for wrong in question.must_not if holds(record.answer, [wrong]))
    if words(record.answer) > word_limit(question):
        yield f"{words(record.answer)} words, {word_limit(question)} allowed"
    if not citation_right(question, record):
        yield "cites no supporting page" if record.citations else "cites nothing"


def leaks(question: Question, record: Record) -> tuple[str, ...]:
    """Return what the record gives away of the places that are withheld from its viewer: strings, files, pages."""
    if not question.withheld:
        return ()
    told = " ".join([record.answer, *(f"{cited.section} {cited.quote}" for cited in record.citations)])
    hidden = {evidence.place for evidence in question.withheld}
    seen = {found.place for found in (*record.citations, *record.passages)} & hidden
    pages = sorted(f"{file}, page {page}" for file, page in seen)
    secret = () if question.answerable else question.must_not
    return (*(text for text in secret if holds(told, [text])), *pages)


def citation_right(question: Question, record: Record) -> bool | None:
    """Tell whether any citation is on an evidence page; None without evidence or without citations."""
    if not question.evidence or not record.citations:
        return None
    return any(_supporting(question, cited) for cited in record.citations)


def citation_precision(question: Question, record: Record) -> float | None:
    """Return the share of citations on evidence pages; None without evidence or without citations."""
    if not question.evidence or not record.citations:
        return None
    return sum(_supporting(question, cited) for cited in record.citations) / len(record.citations)


def citation_recall(question: Question, record: Record) -> float | None:
    """Return the share of needed evidence pages that are cited; of evidence any one of which will do, one counts.

    None without evidence; an answer without citations has 0.
    """
    needed = {evidence.place for evidence in question.evidence}
    if not needed:
        return None
    cited = set(distinct((cited.place for cited in record.citations), needed)) & set(distinct(needed, needed))
    return len(cited) / len(distinct(needed, needed)) if question.need_all else float(bool(cited))


def item_right(question: Question, record: Record) -> float | None:
    """Return the share of citations on evidence pages that name the evidence's item.

    Evidence without an item judges no citation; None where none is judged.
    """
    return _mean(_names(question, cited, "item", cited.item) for cited in record.citations)


def stamp_right(question: Question, record: Record) -> float | None:
    """Return the share of citations on evidence pages that give the page's printed number; see `item_right`."""
    return _mean(_names(question, cited, "printed", cited.printed_page) for cited in record.citations)


def paragraph_right(question: Question, record: Record) -> float | None:
    """Return 1 where a citation names the evidence's page and paragraph, else 0.

    A page holds many paragraphs, so one right citation will do. None where no evidence names a paragraph or none of
    the citations is on the page of one that does.
    """
    named = [_names(question, cited, "paragraph", cited.paragraph) for cited in record.citations]
    judged = [verdict for verdict in named if verdict is not None]
    return float(any(judged)) if judged else None


def _supporting(question: Question, cited: Cited) -> bool:
    return any(_judged([cited.place], {evidence.place for evidence in question.evidence}))


def _names(question: Question, cited: Cited, field: str, said: str | None) -> bool | None:
    """Tell whether what is said of a cited page is what the evidence there has in that field."""
    there: list[Evidence] = [e for e in question.evidence if e.place in {(cited.file, None), cited.place}]
    wanted = {_ref(value) for e in there if (value := getattr(e, field))}
    return _ref(said) in wanted if wanted else None


def _ref(name: str | None) -> str:
    return re.sub(r"[^\w.]", "", name or "").strip(".").casefold()


def _mean(verdicts: Iterable[bool | None]) -> float | None:
    judged = [verdict for verdict in verdicts if verdict is not None]
    return sum(judged) / len(judged) if judged else None


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


Measure = Callable[[Question, Record], float | None]
"""A number for one answer, None where the measure does not apply to it. All but the last two lie in 0 to 1."""


def _ranked(measure: Callable[[Sequence[Place], Collection[Place]], float]) -> Measure:
    def measured(question: Question, record: Record) -> float | None:
        relevant = [evidence.place for evidence in question.evidence]
        return measure([found.place for found in record.passages], relevant) if relevant else None

    return measured


def _cited(question: Question, record: Record) -> float | None:
    """Like `citation_right`, but an answer that cites nothing has cited no right page; a refusal is not judged."""
    verdict = citation_right(question, record)
    return 0.0 if verdict is None and question.evidence and not record.refused else verdict


def _right_of(kind: str) -> Measure:
    return lambda question, record: float(right(question, record)) if question.type == kind else None


DEPTHS = (1, 5, 10)
MEASURES: Mapping[str, Measure] = {
    "right": lambda question, record: float(right(question, record)),
    "facts": lambda question, record: fact_share(question, record.answer),
    "cited": _cited,
    "answered": lambda question, record: float(not record.refused) if question.answerable else None,
    "citation precision": citation_precision,
    "citation recall": citation_recall,
    "item": item_right,
    "paragraph": paragraph_right,
    "stamp": stamp_right,
    **{f"hit@{k}": _ranked(lambda ranking, relevant, k=k: hit(ranking, relevant, k)) for k in DEPTHS},  # type: ignore[misc]
    "MRR@10": _ranked(reciprocal_rank),
    "nDCG@10": _ranked(ndcg),
    "refusal precision": lambda question, record: float(not question.answerable) if record.refused else None,
    "refusal recall": lambda question, record: None if question.answerable else float(record.refused),
    "false premise": _right_of("false_premise"),
    "follow-up": _right_of("follow_up"),
    "kept back": lambda question, record: float(not leaks(question, record)) if question.withheld else None,
    "words": lambda _question, record: float(words(record.answer)),
    "seconds": lambda _question, record: record.seconds,
}
"""The means of "refusal precision" (over refusals) and "refusal recall" (over the unanswerable) are those shares."""
