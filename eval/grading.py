"""Answers are held against their graded questions, and the grades summed up and printed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from errors import QuestionsError
from eval import measures
from eval.questions import Question, Record

QuoteStands = Callable[[str, int | None, str], bool]
"""Tells of a file, a PDF page (None: a paper without pages) and a quote whether it stands there."""

DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Grade:
    """What one answer is worth; a measure that does not apply to it is None.

    `quotes` is how many quotes stand and how many were checked; None when none was.
    """

    question: Question
    record: Record
    faults: tuple[str, ...]
    facts: float | None
    citation: float | None
    item: float | None
    hits: tuple[float, ...] | None
    reciprocal_rank: float | None
    ndcg: float | None
    quotes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The means over some grades, each over those it applies to; None where it applies to none.

    `hits` are hit@1, hit@5 and hit@10; `seconds` and `words` are medians.
    """

    questions: int
    right: float
    facts: float | None
    citation: float | None
    item: float | None
    hits: tuple[float, ...] | None
    reciprocal_rank: float | None
    ndcg: float | None
    refusals: measures.Refusals
    quotes: tuple[int, int] | None
    seconds: float
    words: float


@dataclass(frozen=True, slots=True)
class Grades:
    """All grades, in the order of the questions; `quotes_checked` tells whether the papers were at hand."""

    rows: tuple[Grade, ...]
    quotes_checked: bool

    @property
    def overall(self) -> Summary:
        """The summary over all of them."""
        return summary(self.rows)

    def by(self, field: str) -> dict[str, Summary]:
        """Return a summary for each value of a question's field: "type", "persona" or "difficulty"."""
        groups: dict[str, list[Grade]] = {}
        for row in self.rows:
            groups.setdefault(str(getattr(row.question, field)), []).append(row)
        return {value: summary(groups[value]) for value in sorted(groups)}


def grade(
    questions: Sequence[Question], records: Sequence[Record], quote_stands: QuoteStands | None = None
) -> Grades:
    """Grade the answers; without `quote_stands` no quote is checked.

    Raises `QuestionsError` when the answers are not to exactly these questions: a missing one is not
    quietly left out of the mean.
    """
    if not questions:
        raise QuestionsError("there is no question to grade")
    rows = tuple(_grade(*pair, quote_stands) for pair in paired(questions, records))
    return Grades(rows, quotes_checked=quote_stands is not None)


def paired(questions: Sequence[Question], records: Sequence[Record]) -> list[tuple[Question, Record]]:
    """Put each question beside its answer, in the order of the questions."""
    answered = {record.id: record for record in records}
    _refuse("no answer to question", [q.id for q in questions if q.id not in answered])
    _refuse("no question for answer", sorted(answered.keys() - {question.id for question in questions}))
    return [(question, answered[question.id]) for question in questions]


def _refuse(what: str, ids: list[str]) -> None:
    if ids:
        more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
        raise QuestionsError(f"{what} {', '.join(ids[:5])}{more}; answer and grade the same questions")


def _grade(question: Question, record: Record, quote_stands: QuoteStands | None) -> Grade:
    ranking = [found.place for found in record.passages]
    relevant = [evidence.place for evidence in question.evidence]
    return Grade(
        question=question,
        record=record,
        faults=measures.faults(question, record),
        facts=measures.fact_share(question, record.answer),
        citation=measures.citation_right(question, record),
        item=measures.item_right(question, record),
        hits=tuple(measures.hit(ranking, relevant, k) for k in DEPTHS) if relevant else None,
        reciprocal_rank=measures.reciprocal_rank(ranking, relevant) if relevant else None,
        ndcg=measures.ndcg(ranking, relevant) if relevant else None,
        quotes=_quotes(record, quote_stands),
    )


def _quotes(record: Record, quote_stands: QuoteStands | None) -> tuple[int, int] | None:
    if quote_stands is None or not record.citations:
        return None
    standing = [quote_stands(cited.file, cited.pdf_page, cited.quote) for cited in record.citations]
    return sum(standing), len(standing)


def summary(rows: Sequence[Grade]) -> Summary:
    """Sum up grades, of which there must be at least one."""
    hits = [row.hits for row in rows if row.hits]
    checked = [row.quotes for row in rows if row.quotes]
    return Summary(
        questions=len(rows),
        right=sum(not row.faults for row in rows) / len(rows),
        facts=_mean(row.facts for row in rows),
        citation=_mean(row.citation for row in rows),
        item=_mean(row.item for row in rows),
        hits=tuple(sum(at) / len(at) for at in zip(*hits, strict=True)) if hits else None,
        reciprocal_rank=_mean(row.reciprocal_rank for row in rows),
        ndcg=_mean(row.ndcg for row in rows),
        refusals=measures.refusals((row.question, row.record) for row in rows),
        quotes=(sum(q[0] for q in checked), sum(q[1] for q in checked)) if checked else None,
        seconds=median(row.record.seconds for row in rows),
        words=median(measures.words(row.record.answer) for row in rows),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


_SHARES = ("right", "facts", "cited", "item", *(f"hit@{k}" for k in DEPTHS), "MRR@10", "nDCG@10")
_COLUMNS = ("", "n", *_SHARES, "refused", "quotes", "seconds", "words")


def report(grades: Grades) -> str:
    """Return the grades as plain text: overall, then by type, persona and difficulty."""
    rows: list[tuple[str, ...]] = [_COLUMNS, _row("overall", grades.overall)]
    for field in ("type", "persona", "difficulty"):
        rows.append((field,))
        rows += [_row(f"  {value}", group) for value, group in grades.by(field).items()]
    return f"{table(rows)}\n\n{_refused(grades.overall.refusals)}\n{_quoted(grades)}"


def wrong_answers(grades: Grades) -> str:
    """Return a line for each answer that is not right: the question's id, its type and what is wrong."""
    wrong = [row for row in grades.rows if row.faults]
    return "\n".join(f"{row.question.id} ({row.question.type}): {'; '.join(row.faults)}" for row in wrong)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Align rows of cells: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    lines = []
    for first, *cells in rows:
        padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=False)]
        lines.append("  ".join([first.ljust(widths[0]), *padded]).rstrip())
    return "\n".join(lines)


def percent(share: float | None) -> str:
    """Print a share as "12.5%", and what does not apply as "-"."""
    return "-" if share is None else f"{share:.1%}"


def _row(name: str, group: Summary) -> tuple[str, ...]:
    shares = (group.right, group.facts, group.citation, group.item)
    retrieval = (*(group.hits or [None] * len(DEPTHS)), group.reciprocal_rank, group.ndcg)
    refused, quotes = group.refusals, group.quotes
    return (
        name,
        str(group.questions),
        *(percent(share) for share in (*shares, *retrieval)),
        f"{refused.right}+{refused.wrong}" if refused.right + refused.wrong else "-",
        f"{quotes[0]}/{quotes[1]}" if quotes else "-",
        f"{group.seconds:.2f}",
        f"{group.words:.0f}",
    )


def _refused(refusals: measures.Refusals) -> str:
    return (
        f"refused: {refusals.right} rightly + {refusals.wrong} wrongly;"
        f" {refusals.missed} answered though the papers do not say;"
        f" precision {percent(refusals.precision)}, recall {percent(refusals.recall)}"
    )


def _quoted(grades: Grades) -> str:
    if not grades.quotes_checked:
        return "quotes: not checked"
    standing, checked = grades.overall.quotes or (0, 0)
    return f"quotes: {standing} of {checked} stand on the page they name"
