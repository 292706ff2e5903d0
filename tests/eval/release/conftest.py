from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.release.runs import About, Row, Run

MakeRun = Callable[..., Run]
SCORES = {"right": 1.0, "hit@5": 1.0, "refusal recall": None, "quotes": 1.0, "words": 20.0, "seconds": 0.5}


def about(name: str, ids: list[str]) -> About:
    return About(name, "2026-11-23T10:00:00+00:00", "abc1234", {}, {}, {}, dict.fromkeys(ids, "same"), {})


@pytest.fixture
def make_run() -> MakeRun:
    """Make a run of ten answers, q0 to q9: all right but those named, with other scores where they are given."""

    def make(name: str = "run", wrong: str = "", **scores: float | None) -> Run:
        ids = [f"q{number}" for number in range(10)]
        rows = [Row(i, "tune", "lookup", "officer", 1, SCORES | scores) for i in ids]
        rows = [
            replace(row, scores={**row.scores, "right": 0.0}, faults=("lacks it",), stage="not quoted")
            if row.id in wrong.split() else row
            for row in rows
        ]  # fmt: skip
        return Run(about(name, ids), {"askboard": tuple(rows)})

    return make
