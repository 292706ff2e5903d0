"""What is wrong with a set of graded questions: places, quotes, key facts, types, doubles."""

from collections.abc import Iterable, Iterator

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


def lint(questions: Iterable[Question], papers: PapersOnDisk | None) -> list[str]:
    """List the faults, each with its question's id; without papers, places and quotes go unchecked."""
    listed = list(questions)
    found = [f"{q.id}: {fault}" for q in listed for fault in _faults(q, papers)]
    return found + list(_doubles(listed))


def _faults(question: Question, papers: PapersOnDisk | None) -> Iterator[str]:
    yield from _form(question)
    yield from _key_facts(question) if question.answerable else _unanswerable(question)
    if papers:
        for evidence in question.evidence:
            yield from _place(evidence, papers)


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
    if question.must or question.must_not or question.evidence:
        yield "an unanswerable question has no must, must_not or evidence"


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
    elif evidence.quote and not papers.stands(*evidence.place, evidence.quote):
        yield f"the quote does not stand on {evidence.file}{page}: {evidence.quote!r}"


def _doubles(questions: Iterable[Question]) -> Iterator[str]:
    first: dict[tuple[str, ...], str] = {}
    for question in questions:
        said = [turn.content for turn in question.history]
        asked = tuple(plain(text).strip() for text in (*said, question.question))
        if first.setdefault(asked, question.id) != question.id:
            yield f"{question.id}: the same question as {first[asked]}"
