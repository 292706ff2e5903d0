"""Questions are put to the road under test, and its answers become lines of the answer file."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from answer.askboard import Askboard
from answer.model import Answer, Citation
from eval.questions import Cited, Found, Place, Question, Record
from index.model import KEEPER, Hit, PaperCard, Scope, Viewer
from ingest.model import Passage

Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Describe:
    """How to name a retrieved place: the paper's card by its id, and the stamp on a PDF page of it."""

    card: Callable[[str], PaperCard]
    stamp: Callable[[str, int], str | None]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a road left behind on its way to an answer.

    `read` are the pages whose passages were read for it, `dropped` the claims that could not be proved, `strength` how
    well the best evidence fits the question, on the road's own scale; None where it does not say.
    """

    read: tuple[Place, ...] = ()
    dropped: tuple[str, ...] = ()
    strength: float | None = None


def asking(board: Askboard) -> tuple[Ask, Describe]:
    """Return how a question is put to an open library, as its viewer and of its papers, and how places are named."""
    cards = {card.id: card for card in board.library.papers(KEEPER)}

    def ask(question: Question) -> Answer:
        return board.ask(question.question, question.history, *who_asks(question, cards.values()))

    return ask, Describe(cards.__getitem__, lambda paper, page: board.library.page(paper, page, KEEPER).stamp)


def who_asks(question: Question, cards: Iterable[PaperCard]) -> tuple[Viewer, Scope]:
    """Return as whom a question is asked, and of which papers."""
    by_file = {card.file: card.id for card in cards}
    return Viewer(frozenset(question.viewer)), Scope(frozenset(by_file.get(file, file) for file in question.papers))


def answer_all(
    questions: Iterable[Question],
    ask: Ask,
    describe: Describe,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[tuple[Record, Trace]]:
    """Ask each question; yield its record, timed in seconds, and its trace."""
    for question in questions:
        start = clock()
        answer = ask(question)
        yield record(question, answer, clock() - start, describe), trace(answer, describe)


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


def trace(answer: Answer, describe: Describe) -> Trace:
    """Return what the road to an answer left behind."""
    read = tuple(found.place for found in _pages(answer.read, describe))
    return Trace(read, answer.dropped, answer.strength)


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
