"""Two runs over the same questions: what rose, what fell, which answers flipped, and whether it may be chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from errors import RunError
from eval.grading import NOT_SHARES, percent, table
from eval.release.intervals import Interval, Paired, interval, paired
from eval.release.runs import ASKBOARD, Row, Run
from eval.stages import STAGES

RIGHT = "right"
# Over refusals alone: of a question that both runs refused it says the same in both.
NOT_PAIRED = "refusal precision"
BESIDE = ("right", "facts", "cited", "hit@1", "hit@5", "MRR@10", "refusal recall", "quotes")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs set against each other over the questions both have; `gained` and `lost` are ids by whether they are right.

    `changes` holds every measure that applies to some question in both. `unshared` counts questions of one run alone.
    """

    earlier: str
    later: str
    questions: int
    changes: Mapping[str, Paired]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    unshared: int


def compare(earlier: Run, later: Run) -> Comparison:
    """Compare two runs; raise `RunError` where they share no question.

    A question counts as the same by its id and only while its text has not changed between the runs.
    """
    before = {row.id: row for row in earlier.rows}
    pairs = [(before[row.id], row) for row in later.rows if row.id in before and _same(earlier, later, row.id)]
    if not pairs:
        raise RunError(f"{earlier.about.name} and {later.about.name} share no question: compare runs of one set")
    right = [(old.scores[RIGHT], new.scores[RIGHT], new.id) for old, new in pairs]
    return Comparison(
        earlier.about.name,
        later.about.name,
        len(pairs),
        _changes(pairs),
        tuple(name for was, now, name in right if now and not was),
        tuple(name for was, now, name in right if was and not now),
        len(earlier.rows) + len(later.rows) - 2 * len(pairs),
    )


def _same(earlier: Run, later: Run, question: str) -> bool:
    return earlier.about.questions.get(question) == later.about.questions.get(question)


def _changes(pairs: Sequence[tuple[Row, Row]]) -> dict[str, Paired]:
    names = [name for name in pairs[0][1].scores if name in pairs[0][0].scores and name != NOT_PAIRED]
    both = {name: [_values(old, new, name) for old, new in pairs] for name in names}
    kept = {name: [value for value in values if value] for name, values in both.items()}
    return {name: paired(*map(list, zip(*values, strict=True))) for name, values in kept.items() if values}


def _values(old: Row, new: Row, name: str) -> tuple[float, float] | None:
    """A measure's two values, None where it does not apply in both."""
    was, now = old.scores[name], new.scores[name]
    return None if was is None or now is None else (was, now)


def printed(found: Comparison) -> str:
    """Return a comparison as plain text."""
    head = ("measure", "n", "change", "95% interval", "p")
    rows = [head, *(_printed_row(name, change) for name, change in found.changes.items())]
    return "\n".join(
        [
            f"{found.earlier} -> {found.later}, {found.questions} questions in both, {found.unshared} in one alone",
            table(rows),
            f"now right ({len(found.gained)}): {', '.join(found.gained) or '-'}",
            f"no longer right ({len(found.lost)}): {', '.join(found.lost) or '-'}",
        ]
    )


def _printed_row(name: str, change: Paired) -> tuple[str, ...]:
    gap = change.difference
    shown = _plain if name in NOT_SHARES else _points
    return name, str(gap.count), shown(gap.mean), f"{shown(gap.low)} to {shown(gap.high)}", f"{change.p:.3f}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _plain(value: float) -> str:
    return f"{value:+.2f}"


def intervals(rows: Sequence[Row]) -> dict[str, Interval]:
    """Return each measure's mean over the rows that it applies to, with its interval."""
    names = rows[0].scores if rows else ()
    values = {name: [value for row in rows if (value := row.scores[name]) is not None] for name in names}
    return {name: interval(known) for name, known in values.items() if known}


def told(run: Run) -> str:
    """Return a run's figures as plain text: each split, the other roads over all, and the stages that lost answers."""
    splits = {row.split: [one for one in run.rows if one.split == row.split] for row in run.rows}
    ours: dict[str, Sequence[Row]] = {"all": run.rows, **splits}
    others = {road: rows for road, rows in run.roads.items() if road != ASKBOARD}
    heads = [f"{name} ({len(rows)})" for name, rows in ours.items()]
    parts = [
        table([("askboard", *heads), *_figures(ours, tuple(run.rows[0].scores))]),
        table([("lost by stage", *ours), *((name, *map(str, counts)) for name, counts in _lost(ours).items())]),
    ]
    if others:
        parts.insert(1, table([("all questions", *others), *_figures(others, BESIDE)]))
    return "\n\n".join(parts)


def _figures(groups: Mapping[str, Sequence[Row]], names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a row for each measure, with its value in each group of rows."""
    found = [intervals(rows) for rows in groups.values()]
    return [(name, *(_with_interval(name, theirs.get(name)) for theirs in found)) for name in names]


def _lost(splits: Mapping[str, Sequence[Row]]) -> dict[str, list[int]]:
    return {stage: [sum(row.stage == stage for row in rows) for rows in splits.values()] for stage in STAGES}


def _with_interval(name: str, found: Interval | None) -> str:
    if found is None:
        return "-"
    if name in NOT_SHARES:
        return f"{found.mean:.2f}"
    return f"{percent(found.mean)} ({100 * found.low:.0f} to {100 * found.high:.0f}, n {found.count})"
