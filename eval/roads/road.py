"""What a road to an answer is, and what all roads share: the papers' pages, the question put, the clock."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from errors import AskboardError
from eval.questions import Cited, Found, Place, Question, Record
from eval.quotes import PapersOnDisk, paged

Papers = Mapping[str, Sequence[str]]
"""File name to its page texts, page 1 first; a paper without pages is one text."""
Road = Callable[[Sequence[Question]], Iterator[Record]]
"""Answers the questions one by one, in their order."""

PAGES = 10
"""How many pages a road hands on as found."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text and where it stands."""

    place: Place
    text: str

    @property
    def found(self) -> Found:
        """The page as one that was found; these roads know no items and no printed numbers."""
        return Found(*self.place, printed_page=None, item=None)

    def cited(self, quote: str) -> Cited:
        """Cite words of the page."""
        return Cited(*self.place, printed_page=None, item=None, section=None, paragraph=None, quote=quote)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a road says to one question; `passages` are the pages it found, best first, each once."""

    answer: str = ""
    citations: tuple[Cited, ...] = ()
    passages: tuple[Found, ...] = ()
    refused: bool = False


Respond = Callable[[Question], Reply]


def road(build: Callable[[], Respond]) -> Road:
    """Make a road of what answers one question; it is built once the first is asked, and no question pays for that."""

    def walk(questions: Sequence[Question]) -> Iterator[Record]:
        respond = build()
        for question in questions:
            start = time.perf_counter()
            said = respond(question)
            seconds = round(time.perf_counter() - start, 3)
            yield Record(question.id, said.answer, said.refused, seconds, said.citations, said.passages)

    return walk


def read_pages(papers: PapersOnDisk, without: AbstractSet[str | Place] = frozenset()) -> dict[str, tuple[str, ...]]:
    """Read the page texts as pypdf and python-docx give them, but for what is in `without`: papers and single pages.

    No road here knows who may see what, so `without` names whatever is not public: a file, or the place of a page in
    it. An `AskboardError` names what is no paper and no page, as a slip in a name would let it in.
    """
    if unknown := sorted(str(one) for one in without if not _there(papers, one)):
        raise AskboardError(f"{', '.join(unknown)} cannot be left out: there is no such paper or page; check the name")
    return {
        file: tuple("" if _place(file, n) in without else _whole(text) for n, text in enumerate(papers.pages(file), 1))
        for file in papers.files
        if file not in without
    }


def pages(papers: Papers) -> list[Page]:
    """Return all pages that hold any text."""
    found = [
        Page(_place(file, number), text)
        for file, texts in papers.items()
        for number, text in enumerate(texts, start=1)
        if text.strip()
    ]
    if not found:
        raise AskboardError("the papers hold no text to search; scanned pages need OCR first")
    return found


def query(question: Question) -> str:
    """Return what a road without memory is asked: the user's last turn, if any, and the question."""
    said = [turn.content for turn in question.history if turn.role == "user"]
    return " ".join([*said[-1:], question.question])


def asked_of(question: Question, page: Page) -> bool:
    """Tell whether a page is of the papers that a question is asked of."""
    return not question.papers or page.place[0] in question.papers


def first_pages(ranked: Iterable[Page]) -> tuple[Found, ...]:
    """Return the first pages of a ranking, each once."""
    return tuple(dict.fromkeys(page.found for page in ranked))[:PAGES]


def opening(text: str, words: int) -> str:
    """Return the first words of a text, verbatim."""
    ends = [match.end() for match in re.finditer(r"\S+", text)][:words]
    return text[: ends[-1]].strip() if ends else ""


def on_one_line(text: str) -> str:
    """Return the words of a text with single spaces between."""
    return " ".join(text.split())


def _place(file: str, page: int) -> Place:
    return file, page if paged(file) else None


def _there(papers: PapersOnDisk, what: str | Place) -> bool:
    return what in papers.files if isinstance(what, str) else papers.holds(*what)


def _whole(text: str) -> str:
    """Replace half surrogate pairs, which some PDFs yield and no tokenizer or server takes."""
    return text.encode("utf-8", "replace").decode()
