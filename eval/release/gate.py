"""The gate before a release: a run passes, or it is said why not."""

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import GateError
from eval.grading import NOT_SHARES, percent
from eval.measures import MEASURES
from eval.release.comparing import compare, intervals
from eval.release.runs import Run

REPORT = "report"
SHARES = frozenset({*MEASURES, "quotes"} - set(NOT_SHARES))
Share = Annotated[float, Field(ge=0, le=1)]


class Gate(BaseModel):
    """What a run must reach: the `least` mean of each measure, and no significant fall against the accepted run.

    `accepted` is the folder of that run, beside the gate's file. `watched` measures may not fall below it with a
    two-sided p under `significance`. `questions` is how many the run must have answered at least.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    accepted: str
    questions: Annotated[int, Field(gt=0)]
    significance: Annotated[float, Field(gt=0, lt=1)]
    watched: tuple[str, ...]
    least: Mapping[str, Share]


def load_gate(path: Path) -> Gate:
    """Read a gate; a `GateError` says what is wrong with the file."""
    try:
        gate = Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GateError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise GateError(f"{path}, {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if unknown := sorted({*gate.watched, *gate.least} - SHARES):
        measured = ", ".join(sorted(SHARES))
        raise GateError(f"{path} names {', '.join(unknown)}, which no run measures; there are {measured}")
    return gate


def reasons(run: Run, accepted: Run, gate: Gate) -> list[str]:
    """Say what keeps a run from being released; nothing when it may be."""
    # Of figures that are none, no mean and no chance can be told.
    return list(_unsound(run)) or [*_too_few(run, gate), *_too_low(run, gate), *_worse(run, accepted, gate)]


def departures(run: Run, accepted: Run) -> list[str]:
    """Say in what a run differs from the accepted one so that the two cannot be held against each other as they are."""
    now, before = run.about, accepted.about
    gone = sorted(before.questions.keys() - now.questions.keys())
    changed = sorted(name for name, text in before.questions.items() if now.questions.get(name, text) != text)
    told = [
        *([f"questions of the accepted run were not asked: {_some(gone)}"] if gone else []),
        *([f"questions were changed since the accepted run: {_some(changed)}"] if changed else []),
        *(["the papers are not those of the accepted run"] if now.papers != before.papers else []),
        *(["the models are not those of the accepted run"] if now.settings != before.settings else []),
    ]
    return [f"{reason}; where that is meant, accept a run anew with --accept" for reason in told]


def _some(ids: Sequence[str]) -> str:
    return f"{', '.join(ids[:5])}{' ...' if len(ids) > 5 else ''}"


def _unsound(run: Run) -> Iterator[str]:
    for row in run.rows:
        for name, value in row.scores.items():
            if value is not None and not (math.isfinite(value) and (name in NOT_SHARES or 0 <= value <= 1)):
                yield f"{row.id}: {name} is {value}, which is no share: make the run anew"


def _too_few(run: Run, gate: Gate) -> Iterator[str]:
    if len(run.rows) < gate.questions:
        yield f"{len(run.rows)} questions were answered, {gate.questions} are asked for"


def _too_low(run: Run, gate: Gate) -> Iterator[str]:
    found = intervals(run.rows)
    for name, least in gate.least.items():
        if name not in found:
            yield f"{name} was not measured: no question asks for it, and at least {percent(least)} is asked for"
        elif not found[name].mean >= least:
            yield f"{name} is {percent(found[name].mean)}, at least {percent(least)} is asked for{_whose(run, name)}"


def _whose(run: Run, name: str) -> str:
    """Name some questions that a measure fell short on; those of "report" are not for looking at."""
    short = [row for row in run.rows if (value := row.scores[name]) is not None and not value >= 1]
    tune = [row.id for row in short if row.split != REPORT]
    return f": look at {_some(tune)}" if tune else ""


def _worse(run: Run, accepted: Run, gate: Gate) -> Iterator[str]:
    changes = compare(accepted, run).changes
    known = intervals(accepted.rows)
    for name in gate.watched:
        change = changes.get(name)
        if change is None and name in known:
            yield f"{name} cannot be held against the accepted run: no question has it in both"
        elif change and change.difference.mean < 0 and change.p < gate.significance:
            fall = f"{100 * -change.difference.mean:.1f} points over {change.difference.count} questions"
            yield f"{name} fell by {fall} against the accepted run {accepted.about.name} (p = {change.p:.4f})"
