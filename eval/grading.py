"""Answers are held against their graded questions, and the grades summed up and printed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import fmean

from errors import QuestionsError
from eval.measures import DEPTHS, MEASURES, faults
from eval.questions import Question, Record

QuoteStands = Callable[[str, int | None, str], bool]
"""Tells of a file, a PDF page (None: a paper without pages) and a quote whether it stands there."""
Scores = Mapping[str, float | None]
"""A value for each measure by its name; None where the measure does not apply."""

QUOTES = "quotes"
NOT_SHARES = ("words", "seconds")


@dataclass(frozen=True, slots=True)
class Grade:
    """What one answer is worth; `quotes` is how many quotes stand and how many were checked, None when none was."""

    question: Question
    record: Record
    faults: tuple[str, ...]
    scores: Scores
    quotes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What some grades come to: the mean of each measure over those it applies to.

    `refused` is how many were refused rightly and wrongly, `quotes` how many stand and how many were checked.
    """

    questions: int
    means: Scores
    quotes: tuple[int, int] | None
    refused: tuple[int, int]


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


def grade(questions: Sequence[Question], records: Sequence[Record], quote_stands: QuoteStands | None = None) -> Grades:
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
    quotes = _quotes(record, quote_stands)
    measured = {name: measure(question, record) for name, measure in MEASURES.items()}
    scores = {name: None if value is None else float(value) for name, value in measured.items()}
    scores[QUOTES] = quotes[0] / quotes[1] if quotes else None
    return Grade(question, record, faults(question, record), scores, quotes)


def _quotes(record: Record, quote_stands: QuoteStands | None) -> tuple[int, int] | None:
    if quote_stands is None or record.refused and not record.citations:
        return None
    if not record.citations:
        # An answer that quotes nothing is unproved, and must not leave the mean.
        return 0, 1
    standing = [quote_stands(cited.file, cited.pdf_page, cited.quote) for cited in record.citations]
    return sum(standing), len(standing)


def summary(rows: Sequence[Grade]) -> Summary:
    """Sum up grades, of which there must be at least one."""
    checked = [row.quotes for row in rows if row.quotes]
    refused = [row.question.answerable for row in rows if row.record.refused]
    return Summary(
        questions=len(rows),
        means={name: _mean(row.scores[name] for row in rows) for name in rows[0].scores},
        quotes=(sum(q[0] for q in checked), sum(q[1] for q in checked)) if checked else None,
        refused=(refused.count(False), refused.count(True)),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


_SHARES = ("right", "facts", "cited", "item", *(f"hit@{k}" for k in DEPTHS), "MRR@10", "nDCG@10")
_COLUMNS = ("", "n", *_SHARES, "refused", "quotes", "seconds", "words")
_MORE = (
    "citation precision", "citation recall", "paragraph", "stamp", "refusal precision", "refusal recall",
    "false premise", "follow-up", "kept back",
)  # fmt: skip


def report(grades: Grades) -> str:
    """Return the grades as plain text: overall, then by type, persona and difficulty."""
    rows: list[tuple[str, ...]] = [_COLUMNS, _row("overall", grades.overall)]
    for field in ("type", "persona", "difficulty"):
        rows.append((field,))
        rows += [_row(f"  {value}", group) for value, group in grades.by(field).items()]
    return "\n".join([table(rows), "", _further(grades.overall), _told(grades)])


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
    rightly, wrongly = group.refused
    return (
        name,
        str(group.questions),
        *(percent(group.means[share]) for share in _SHARES),
        f"{rightly}+{wrongly}" if rightly + wrongly else "-",
        f"{group.quotes[0]}/{group.quotes[1]}" if group.quotes else "-",
        f"{group.means['seconds']:.2f}",
        f"{group.means['words']:.0f}",
    )


def _further(group: Summary) -> str:
    return "; ".join(f"{name} {percent(group.means[name])}" for name in _MORE)


def _told(grades: Grades) -> str:
    refused = "refused: {} rightly + {} wrongly".format(*grades.overall.refused)
    if not grades.quotes_checked:
        return f"{refused}\nquotes: not checked"
    standing, checked = grades.overall.quotes or (0, 0)
    return f"{refused}\nquotes: {standing} of {checked} stand on the page they name"
