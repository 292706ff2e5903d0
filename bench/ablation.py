"""Answer the same questions with each part left out in turn: `python -m bench.ablation QUESTIONS LIBRARY [BARE]`.

BARE is a library of the same papers that was made without headings: `python -m bench.ablation --bare BARE PAPERS...`.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import click
import numpy as np

from answer.answering import Answering
from answer.askboard import Askboard
from answer.selecting.choosing import Selector, Weights
from answer.units import Unit
from eval.answering import answer_all, asking
from eval.grading import Grades, grade, percent
from eval.questions import Question, load_questions
from eval.release.intervals import paired
from index.evidence.reader import EvidenceReader, Reading
from index.model import Pointer
from index.retrieval import Retriever
from ingest.reading import find_files

TOLD = ("right", "facts", "hit@1", "hit@5", "refusal recall", "follow-up", "seconds")
COMPARED = ("right", "hit@1")
SHAPE, KIND = 2, 3
Part = Callable[[], AbstractContextManager[object]]


def _weights(**changed: float | tuple[float, ...]) -> Part:
    """Choose with other weights."""
    weights = replace(Weights(), **changed)  # type: ignore[arg-type]
    return lambda: patch("answer.askboard.Selector", lambda library, reader: Selector(library, reader, weights))


def _unread(_: EvidenceReader, __: str, passages: Sequence[tuple[str, Sequence[str]]]) -> list[Reading]:
    return [Reading(np.zeros(len(units), dtype=np.float32)) for _, units in passages]


@contextmanager
def _without_kinds() -> Iterator[None]:
    signs = tuple(0.0 if place in (SHAPE, KIND) else sign for place, sign in enumerate(Weights().signs))
    with _weights(signs=signs)(), patch("answer.understanding.pointing.KINDS", {}):
        yield


def _without_history() -> AbstractContextManager[object]:
    known = Answering._understood
    return patch.object(
        Answering, "_understood", lambda self, asked, _, viewer, scope: known(self, asked, (), viewer, scope)
    )


PARTS: Mapping[str, Part] = {
    "nothing": nullcontext,
    "vectors (words alone)": lambda: patch("index.vectors.ExactVectors.search", lambda *_: []),
    "words (vectors alone)": lambda: patch.object(Retriever, "_by_words", lambda *_: []),
    "kinds": _without_kinds,
    "pointing at items, meetings, pages": lambda: patch(
        "answer.answering.pointed", lambda asked, _: (asked, Pointer())
    ),
    "other readings of the question": lambda: patch("answer.answering.readings", lambda asked, *_: (asked.query,)),
    "reranking": _weights(rerank=0.0),
    "evidence reader": lambda: patch.object(EvidenceReader, "read", _unread),
    "refusing": _weights(least=-99.0),
    "tables' rows with their heads": lambda: patch.object(Unit, "spoken", None),
    "registers": lambda: patch.object(Answering, "_registered", lambda *_: None),
    "spelling": lambda: patch("answer.answering.put_right", lambda text, **_: text),
    "earlier turns": _without_history,
}


def main() -> None:
    """Print a table of what each part is worth, or make a library without headings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bare", type=Path, help="make this library from the papers that follow, without headings")
    parser.add_argument("paths", nargs="+", type=Path)
    chosen = parser.parse_args()
    if chosen.bare:
        make_bare(chosen.bare, chosen.paths)
        return
    questions, library, *bare = chosen.paths
    for line in table(load_questions(questions), library, bare[0] if bare else None):
        click.echo(line)


def make_bare(folder: Path, papers: Sequence[Path]) -> None:
    """Take papers into a library whose passages are embedded and matched without their headings."""
    with patch("index.intake.context_of", lambda *_: ""), patch("index.library.context_of", lambda *_: ""):
        board = Askboard.open(folder)
        board.ingest(find_files(papers))
        board.close()


def table(questions: Sequence[Question], library: Path, bare: Path | None) -> Iterator[str]:
    """Yield the rows: what is left out, the measures, and the paired change of COMPARED with its 95% interval."""
    yield "| left out | " + " | ".join((*TOLD, *(f"change of {name}" for name in COMPARED))) + " |"
    yield "| --- " * (1 + len(TOLD) + len(COMPARED)) + "|"
    whole = _graded(questions, library, nullcontext)
    for name, part in PARTS.items():
        yield _row(name, _graded(questions, library, part) if name != "nothing" else whole, whole)
    if bare:
        yield _row("headings", _graded(questions, bare, nullcontext), whole)


def _graded(questions: Sequence[Question], library: Path, part: Part) -> Grades:
    with part():
        board = Askboard.open(library, own=False)
        board.warm()
        records = [record for record, _ in answer_all(questions, *asking(board))]
        board.close()
    return grade(questions, records)


def _row(name: str, found: Grades, whole: Grades) -> str:
    means = found.overall.means
    told = [percent(means[measure]) for measure in TOLD[:-1]]
    seconds = statistics.median(row.record.seconds for row in found.rows)
    return f"| {name} | " + " | ".join((*told, f"{seconds:.2f}", *(_change(m, whole, found) for m in COMPARED))) + " |"


def _change(measure: str, whole: Grades, found: Grades) -> str:
    """Return the mean difference of a measure, question by question, with its 95% interval, in points."""
    both = [
        (before, after)
        for one, other in zip(whole.rows, found.rows, strict=True)
        if (before := one.scores[measure]) is not None and (after := other.scores[measure]) is not None
    ]
    held = paired([before for before, _ in both], [after for _, after in both]).difference
    return f"{100 * held.mean:+.1f} ({100 * held.low:+.1f} to {100 * held.high:+.1f})"


if __name__ == "__main__":
    main()
