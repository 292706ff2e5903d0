"""Fit the weights that join the reader's score with other signs, on graded questions of `tune`.

`python -m training.weigh LIBRARY QUESTIONS [LIBRARY QUESTIONS ...]`: see `answer.selecting.choosing.Weights`.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from answer.askboard import Askboard
from answer.selecting.choosing import MEANT
from answer.selecting.picking import Weighed
from eval.answering import who_asks
from eval.measures import holds
from eval.questions import Question, load_questions
from index.model import KEEPER
from index.wording.words import content_words

SHARED, LEAST_SHARED = 0.6, 3
LEASTS = (-4.0, -3.5, -3.0, -2.75, -2.5, -2.0, -1.5, -1.0)


def main() -> None:
    """Print the fitted weights, and how many questions would be refused below some means of the highest margins."""
    given = [*map(Path, sys.argv[1:])]
    rows = [row for library, asked in zip(given[::2], given[1::2], strict=True) for row in weighed(library, asked)]
    told = [(units, answering) for question, units, answering in rows if question.answerable]
    signs = np.array([one.signs for units, _ in told for one in units])
    right = np.array([said for _, answering in told for said in answering])
    fitted = LogisticRegression(max_iter=2000).fit(signs, right)
    click.echo(f"start {fitted.intercept_[0]:.2f}, reader and signs {np.round(fitted.coef_[0], 2).tolist()}")
    best = np.array([np.sort([one.signs[0] for one in units])[-MEANT:].mean() for _, units, _ in rows])
    answerable = np.array([question.answerable for question, _, _ in rows])
    for least in LEASTS:
        refused: NDArray[np.bool_] = best < least
        click.echo(f"below {least}: refused {(refused & ~answerable).sum()} of {(~answerable).sum()} rightly, "
                   f"{(refused & answerable).sum()} of {answerable.sum()} wrongly")  # fmt: skip


def weighed(library: Path, questions: Path) -> Iterator[tuple[Question, list[Weighed], list[bool]]]:
    """Yield each question with the units weighed for it, and whether each is its evidence."""
    board = Askboard.open(library, own=False)
    cards = board.papers(KEEPER)
    files = {card.id: card.file for card in cards}
    for question in load_questions(questions):
        if units := board.weighed(question.question, question.history, *who_asks(question, cards)):
            yield question, units, [answers(question, one, files) for one in units]
    board.close()


def answers(question: Question, one: Weighed, files: Mapping[str, str]) -> bool:
    """Tell whether a unit holds most words of a piece of the question's evidence, or a key fact, on its page."""
    passage = one.candidate.unit.passage
    pages = {(files[passage.paper_id], span.pdf_page) for span in passage.spans} | {(files[passage.paper_id], None)}
    held = set(content_words(one.candidate.unit.text))
    for evidence in question.evidence:
        if evidence.place in pages and any(holds(one.candidate.unit.said, fact) for fact in question.must):
            return True
        told = set(content_words(evidence.quote or ""))
        shared = len(told & held)
        if evidence.place in pages and shared >= max(
            SHARED * min(len(told), len(held)), min(LEAST_SHARED, len(told)), 1
        ):
            return True
    return False


if __name__ == "__main__":
    main()
