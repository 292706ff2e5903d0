"""The gate before a release: a run passes, or it is said why not."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import GateError
from eval.grading import MEDIANS, percent
from eval.measures import MEASURES
from eval.release.comparing import compare, intervals
from eval.release.runs import Run

SHARES = frozenset({*MEASURES, "quotes"} - set(MEDIANS))
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
    return [*_too_few(run, accepted, gate), *_too_low(run, gate), *_worse(run, accepted, gate)]


def _too_few(run: Run, accepted: Run, gate: Gate) -> Iterator[str]:
    if len(run.rows) < gate.questions:
        yield f"{len(run.rows)} questions were answered, {gate.questions} are asked for"
    if gone := sorted({row.id for row in accepted.rows} - {row.id for row in run.rows}):
        yield f"questions of the accepted run were not asked: {', '.join(gone[:5])}{' ...' if len(gone) > 5 else ''}"


def _too_low(run: Run, gate: Gate) -> Iterator[str]:
    found = intervals(run.rows)
    for name, least in gate.least.items():
        if name not in found:
            yield f"{name} was not measured: no question asks for it, and at least {percent(least)} is asked for"
        elif found[name].mean < least:
            yield f"{name} is {percent(found[name].mean)}, at least {percent(least)} is asked for{_whose(run, name)}"


def _whose(run: Run, name: str) -> str:
    """Name some questions that a measure fell short on."""
    short = [row.id for row in run.rows if (value := row.scores[name]) is not None and value < 1]
    return f": look at {', '.join(short[:5])}{' ...' if len(short) > 5 else ''}"


def _worse(run: Run, accepted: Run, gate: Gate) -> Iterator[str]:
    changes = compare(accepted, run).changes
    for name in gate.watched:
        change = changes.get(name)
        if change and change.difference.mean < 0 and change.p < gate.significance:
            fall = f"{100 * -change.difference.mean:.1f} points over {change.difference.count} questions"
            yield f"{name} fell by {fall} against the accepted run {accepted.about.name} (p = {change.p:.4f})"
