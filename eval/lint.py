"""What is wrong with a set of graded questions: places, quotes, key facts, types, splits, doubles."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from eval.measures import holds, plain
from eval.questions import Evidence, Question
from eval.quotes import PapersOnDisk

TYPES = frozenset(
    {"lookup", "numeric", "table", "decision", "minute", "who", "when", "list", "summary", "compare"}
    | {"multi_page", "ambiguous", "follow_up", "acronym", "item_scope", "false_premise", "unanswerable"}
)
PERSONAS = frozenset({"new_member", "officer"})
ROLES = frozenset({"user", "assistant"})
DIFFICULTIES = (1, 2, 3)
TUNE = "tune"
ALIKE = 0.8
"""Questions that share so much of their words, and all of their figures, ask the same."""
PAGES_BACK = 2
"""A paragraph's number may be printed so many pages before the words that are cited."""
_FIGURE = re.compile(r"\d[\d.,/]*")
_WORD = re.compile(r"\w+")


def lint(
    splits: Mapping[str, Sequence[Question]], papers: PapersOnDisk | None, held_out: Collection[str] = ()
) -> list[str]:
    """List the faults of questions by split, each with its question's id.

    Without papers, places and quotes go unchecked. Questions of the `held_out` papers may not stand in "tune".
    """
    listed = [question for asked in splits.values() for question in asked]
    found = [f"{q.id}: {fault}" for q in listed for fault in _faults(q, papers)]
    return [*found, *_shown(splits.get(TUNE, ()), held_out), *_doubles(listed)]


def _faults(question: Question, papers: PapersOnDisk | None) -> Iterator[str]:
    yield from _form(question)
    yield from _key_facts(question) if question.answerable else _unanswerable(question)
    if papers:
        for evidence in (*question.evidence, *question.withheld):
            yield from _place(evidence, papers)
        yield from _figures(question, papers)
        yield from _secrets(question, papers)


def _form(question: Question) -> Iterator[str]:
    if not question.question.strip():
        yield "the question is empty"
    if question.type not in TYPES:
        yield f"unknown type {question.type!r}"
    if question.persona not in PERSONAS:
        yield f"unknown persona {question.persona!r}"
    if question.difficulty not in DIFFICULTIES:
        yield f"unknown difficulty {question.difficulty}"
    if any(turn.role not in ROLES for turn in question.history):
        yield "a turn of the history is neither the user's nor the assistant's"
    if question.type == "follow_up" and not question.history:
        yield "a follow_up needs a history"


def _unanswerable(question: Question) -> Iterator[str]:
    if question.type != "unanswerable":
        yield "there is no reference answer, yet the type is not unanswerable"
    if question.must or question.evidence:
        yield "an unanswerable question has no must and no evidence"
    if question.must_not and not question.withheld:
        yield "an unanswerable question has must_not only for what is withheld from its viewer"


def _key_facts(question: Question) -> Iterator[str]:
    if question.type == "unanswerable":
        yield "an unanswerable question has no reference answer"
    if not question.must:
        yield "no key fact in must"
    if not question.evidence:
        yield "no evidence"
    if question.need_all and len(question.evidence) == 1:
        yield "need_all with one evidence"
    if any(not alternative.strip() for fact in (*question.must, question.must_not) for alternative in fact):
        yield "an empty string in must or must_not would stand in any answer"
    yield from _in_reference(question, question.answer or "")


def _in_reference(question: Question, answer: str) -> Iterator[str]:
    for fact in question.must:
        if not holds(answer, fact):
            yield f"no alternative of the key fact {list(fact)} stands in the reference answer"
    for wrong in question.must_not:
        if holds(answer, [wrong]):
            yield f"{wrong!r} of must_not stands in the reference answer"


def _place(evidence: Evidence, papers: PapersOnDisk) -> Iterator[str]:
    page = "" if evidence.pdf_page is None else f" PDF page {evidence.pdf_page}"
    if not papers.holds(*evidence.place):
        yield f"there is no {evidence.file}{page}"
        return
    if evidence.quote and not papers.stands(*evidence.place, evidence.quote):
        yield f"the quote does not stand on {evidence.file}{page}: {evidence.quote!r}"
    if evidence.printed and not papers.shows(*evidence.place, evidence.printed):
        yield f"the page number {evidence.printed} is not printed on {evidence.file}{page}"
    if evidence.paragraph and not _numbered(evidence, evidence.paragraph, papers):
        yield f"paragraph {evidence.paragraph} does not stand on {evidence.file}{page} or just before it"


def _numbered(evidence: Evidence, paragraph: str, papers: PapersOnDisk) -> bool:
    """Tell whether each part of a paragraph's number, "(27)(f)", is printed on the page or just before."""
    file, last = evidence.place
    pages = [None] if last is None else list(range(max(1, last - PAGES_BACK), last + 1))
    parts = re.findall(r"\(?[\w.]+\)?", paragraph)
    return all(any(papers.shows(file, page, part) for page in pages) for part in parts)


def _figures(question: Question, papers: PapersOnDisk) -> Iterator[str]:
    """Tell of figures that a right answer needs and no evidence page shows."""
    for fact in question.must:
        figures = {figure for text in fact for figure in _FIGURE.findall(text)}
        shown = any(papers.stands(*evidence.place, figure) for figure in figures for evidence in question.evidence)
        if all(map(_FIGURE.search, fact)) and not shown:
            yield f"no page of the evidence shows the figure {list(fact)}"


def _secrets(question: Question, papers: PapersOnDisk) -> Iterator[str]:
    """Tell of strings that must not reach the viewer and stand on no withheld page: nothing could ever tell them."""
    for secret in question.must_not if question.withheld else ():
        words = plain(secret).replace(" ", "")
        pages = [text for hidden in question.withheld for text in papers.readings(*hidden.place)]
        if not any(words in plain(text).replace(" ", "") for text in (*pages, *(e.file for e in question.withheld))):
            yield f"{secret!r} of must_not stands on no withheld page"


def _shown(tune: Iterable[Question], held_out: Collection[str]) -> Iterator[str]:
    for question in tune:
        files = {evidence.file for evidence in (*question.evidence, *question.withheld)}
        for file in sorted(files & set(held_out)):
            yield f"{question.id}: {file} is held out, so the question belongs into the report split"


def _doubles(questions: Iterable[Question]) -> Iterator[str]:
    """Tell of questions that ask the same: all figures alike, and nearly all words, the turns before counted in."""
    said = {q.id: plain(" ".join([*(turn.content for turn in q.history), q.question])) for q in questions}
    words = {name: frozenset(_WORD.findall(text)) for name, text in said.items()}
    figures = {name: frozenset(_FIGURE.findall(text)) for name, text in said.items()}
    for one, other in combinations(said, 2):
        shared = len(words[one] & words[other])
        if figures[one] == figures[other] and shared > ALIKE * len(words[one] | words[other]):
            yield f"{other}: asks the same as {one}"
