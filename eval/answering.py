"""Questions are put to the road under test, and its answers become lines of the answer file."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from answer.model import Answer, Citation, Turn
from eval.questions import Cited, Found, Place, Question, Record
from index.model import Hit, PaperCard
from ingest.model import Passage

Ask = Callable[[str, Sequence[Turn]], Answer]


@dataclass(frozen=True, slots=True)
class Describe:
    """How to name a retrieved place: the paper's card by its id, and the stamp on a PDF page of it."""

    card: Callable[[str], PaperCard]
    stamp: Callable[[str, int], str | None]


def answer_all(
    questions: Iterable[Question],
    ask: Ask,
    describe: Describe,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Record]:
    """Ask each question with its history and yield its record, timed in seconds."""
    for question in questions:
        start = clock()
        answer = ask(question.question, question.history)
        yield record(question, answer, clock() - start, describe)


def record(question: Question, answer: Answer, seconds: float, describe: Describe) -> Record:
    """Turn an answer into its line of the answer file."""
    return Record(
        id=question.id,
        answer=answer.text,
        refused=not answer.found,
        seconds=round(seconds, 3),
        citations=tuple(cited(citation) for citation in answer.citations),
        passages=_pages(answer.hits, describe),
    )


def cited(citation: Citation) -> Cited:
    """Turn a citation into its entry of an answer line."""
    return Cited(
        file=citation.paper.file,
        pdf_page=citation.pdf_page,
        printed_page=citation.stamp,
        item=citation.item,
        section=citation.passage.section,
        paragraph=citation.paragraph,
        quote=citation.quote,
    )


def _pages(hits: Iterable[Hit], describe: Describe) -> tuple[Found, ...]:
    """The hits' pages in rank order, each once."""
    pages: dict[Place, Found] = {}
    for hit in hits:
        for found in _found(hit.passage, describe):
            pages.setdefault(found.place, found)
    return tuple(pages.values())


def _found(passage: Passage, describe: Describe) -> Iterator[Found]:
    card = describe.card(passage.paper_id)
    for page in _by_words(passage):
        stamp = describe.stamp(passage.paper_id, page)
        yield Found(card.file, page if card.paged else None, stamp, passage.item)


def _by_words(passage: Passage) -> list[int]:
    """The PDF pages that a passage stands on, the one with most of its words first."""
    words: Counter[int] = Counter()
    for span in passage.spans:
        words[span.pdf_page] += len(passage.text[span.start : span.end].split())
    return sorted(words, key=lambda page: (-words[page], page))
