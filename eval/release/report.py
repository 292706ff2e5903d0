"""The report of a run: one page that needs nothing else, in words that a board secretary follows."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.grading import NOT_SHARES, QUOTES, percent
from eval.questions import Question, Record
from eval.release.comparing import RIGHT, Comparison, compare, intervals
from eval.release.intervals import Interval, interval
from eval.release.plots import Plot, Tradeoff, curve_plot, intervals_plot, stages_plot, tradeoff, visible
from eval.release.runs import Row, Run, Verdict
from eval.stages import STAGES

if TYPE_CHECKING:
    from jinja2 import Template

    from eval.release.judge import Agreement

ALL, RECALL = "all", "refusal recall"
UNANSWERABLE = "Of {} that the papers do not answer, or not for the asker, {} refused, as all should be."
COMPARED = (
    RIGHT, "facts", "cited", "citation precision", "hit@1", "hit@5", "refusal precision", RECALL, QUOTES, "seconds",
)  # fmt: skip
"""The measures that roads are set beside each other by."""
DRAWN = {
    RIGHT: "right", "facts": "key facts told", "cited": "right page cited", "hit@1": "right page first",
    "hit@5": "among first five", RECALL: "rightly refused",
}  # fmt: skip
"""The measures that are drawn for each road, in few words."""
TARGETS = (0.25, 0.5, 0.75, 1.0)
"""Shares of unanswerable questions refused that the trade-off is told for."""
NOT_TOLD = "not told"
_TEMPLATE = "report.html"


@dataclass(frozen=True, slots=True)
class Headline:
    """What some questions came to in one sentence: `done` of `of`; `share` is None where nothing was resampled."""

    sentence: str
    done: int
    of: int
    share: Interval | None


@dataclass(frozen=True, slots=True)
class Refusing:
    """Whether strength of evidence could tell what to refuse, see `Tradeoff`.

    `today` is the point of what the run refused; `counts` are the answerable and unanswerable questions that have a
    strength, `silent` how many have none.
    """

    curve: Tradeoff
    today: tuple[float, float]
    counts: tuple[int, int]
    silent: int


@dataclass(frozen=True, slots=True)
class Miss:
    """An answer that is not right, with what is known of it; a run without words knows only its row."""

    row: Row
    asked: Question | None
    said: Record | None
    verdict: Verdict | None

    @property
    def anchor(self) -> str:
        """Its id in the page."""
        return anchor(self.row.id)

    @property
    def found_at(self) -> int | None:
        """The place of the first right page among the ten first pages found; None where it is not among them."""
        rank = self.row.scores.get("MRR@10")
        return round(1 / rank) if rank else None


def report(run: Run, earlier: Run | None = None) -> str:
    """Return the report of a run as one HTML page, set against an earlier run where one is given.

    The page asks nothing of any network, and is the same bytes for the same runs. Raises `RunError` where the runs
    share no question.
    """
    change = compare(earlier, run) if earlier else None
    context = {
        "run": run, "change": change, "headlines": headlines(run.rows), "splits": by_split(run.rows),
        "groups": {field: grouped(run.rows, field) for field in ("type", "persona")}, "refusing": refusing(run.rows),
        "lost": lost(run), "misses": misses(run), "verdicts": _agreement(run), "roads": run.roads,
        "wrong": Counter(miss.row.split for miss in misses(run)),
        "texts": {question.id: question.question for question in run.questions},
    }  # fmt: skip
    return _template().render(context, plots=_plots(run, change)) + "\n"


def anchor(question: str) -> str:
    """Return the id that a question has in the page."""
    return "miss-" + re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", question)


def answerable(row: Row) -> bool:
    """Tell whether the papers answer the question: "refusal recall" is measured on the others only."""
    return row.scores.get(RECALL) is None


def refused(row: Row) -> bool:
    """Tell whether the question was refused: "refusal precision" is measured on refusals only."""
    return row.scores.get("refusal precision") is not None


def headlines(rows: Sequence[Row]) -> tuple[Headline, ...]:
    """Say what matters most of a run, a sentence each, the bad like the good; what applies to none is left out."""
    known = [row for row in rows if answerable(row)]
    unknown = [row for row in rows if not answerable(row)]
    standing, checked = quotes(rows)
    found = [
        _headline("Of {} that the papers answer, {} answered fully and correctly.", _scores(known, RIGHT)),
        _headline("Of {} answered with a citation, {} given a page that proves it.", _scores(known, "cited")),
        _headline(UNANSWERABLE, _scores(unknown, RECALL)),
        _headline("Of {} that the papers answer, {} refused all the same.", [float(refused(row)) for row in known]),
        _headline("Of {} about what the asker may not see, {} told nothing of it.", _scores(rows, "kept back")),
    ]
    said = f"Of {_counted(checked, 'quote')}, {standing} stand{'s' * (standing == 1)} word for word on the page named."
    return (*(one for one in found if one), *([Headline(said, standing, checked, None)] if checked else ()))


def _scores(rows: Sequence[Row], name: str) -> list[float]:
    return [float(value) for row in rows if (value := row.scores.get(name)) is not None]


def _headline(said: str, values: Sequence[float]) -> Headline | None:
    if not values:
        return None
    done = round(sum(values))
    were = f"{done or 'none'} {'was' if done == 1 else 'were'}"
    return Headline(said.format(_counted(len(values), "question"), were), done, len(values), interval(values))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def quotes(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many quotes stand on the page they name, and how many were checked."""
    checked = [row.quotes for row in rows if row.quotes]
    return sum(standing for standing, _ in checked), sum(of for _, of in checked)


def by_split(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return all rows, then those of each split, as found, where there are several."""
    splits = {split: [row for row in rows if row.split == split] for split in dict.fromkeys(row.split for row in rows)}
    return {ALL: list(rows), **(splits if len(splits) > 1 else {})}


def grouped(rows: Sequence[Row], field: str) -> dict[str, Interval]:
    """Return the share of right answers for each value of "type" or "persona", in order of the alphabet."""
    values = sorted({getattr(row, field) for row in rows})
    return {value: intervals([row for row in rows if getattr(row, field) == value])[RIGHT] for value in values}


def refusing(rows: Sequence[Row]) -> Refusing | None:
    """Hold refusals against the strength of the evidence; None without strengths of both kinds of question."""
    kinds = [[row for row in rows if answerable(row) == kind] for kind in (True, False)]
    known, unknown = ([row.strength for row in kind if row.strength is not None] for kind in kinds)
    if not known or not unknown:
        return None
    wrongly, rightly = (sum(map(refused, kind)) / len(kind) for kind in kinds)
    counts = len(known), len(unknown)
    return Refusing(tradeoff(known, unknown), (wrongly, rightly), counts, len(rows) - sum(counts))


def lost(run: Run) -> dict[str, dict[str, int]]:
    """Count the misses by the stage that lost them and by split, every stage in the order of the road."""
    wrong = [miss.row for miss in misses(run)]
    splits = list(dict.fromkeys(row.split for row in run.rows))
    found = Counter((row.stage or NOT_TOLD, row.split) for row in wrong)
    others = dict.fromkeys(stage for stage, _ in found if stage not in STAGES)
    return {stage: {split: found[stage, split] for split in splits} for stage in (*STAGES, *others)}


def misses(run: Run) -> tuple[Miss, ...]:
    """Return every answer that is not right, in the order of the run."""
    asked = {question.id: question for question in run.questions}
    said = {record.id: record for record in run.answers}
    judged = {verdict.id: verdict for verdict in run.verdicts}
    wrong = [row for row in run.rows if not row.scores[RIGHT]]
    return tuple(Miss(row, asked.get(row.id), said.get(row.id), judged.get(row.id)) for row in wrong)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """A judge model's verdicts beside the rules': how far they agree, and where they do not."""

    agreement: "Agreement"
    both: Mapping[tuple[bool, bool], int]
    apart: tuple[tuple[Verdict, bool], ...]


def _agreement(run: Run) -> Verdicts | None:
    by_rule = {row.id: bool(row.scores[RIGHT]) for row in run.rows}
    pairs = [(verdict, by_rule[verdict.id]) for verdict in run.verdicts if verdict.id in by_rule]
    if not pairs:
        return None
    from eval.release.judge import agreement

    both = Counter((verdict.right, right) for verdict, right in pairs)
    found = agreement({verdict.id: verdict.right for verdict, _ in pairs}, by_rule)
    return Verdicts(found, both, tuple((verdict, right) for verdict, right in pairs if verdict.right != right))


def _plots(run: Run, change: Comparison | None) -> dict[str, str]:
    """Draw all plots, by their names; what they say is in a table beside each."""
    roads = {road: intervals(rows) for road, rows in run.roads.items()}
    beside = {
        said: {road: found[name] for road, found in roads.items() if name in found} for name, said in DRAWN.items()
    }
    drawn = {
        "roads": intervals_plot(
            Plot("roads", "The roads beside each other", "Share for each measure and road, with its range."),
            {name: found for name, found in beside.items() if found},
        ),
        "lost": stages_plot(Plot("lost", "Where misses are lost", "How many misses each stage lost."), lost(run)),
    }
    for field in ("type", "persona"):
        shares = {f"{_words(value)} ({one.count})": {RIGHT: one} for value, one in grouped(run.rows, field).items()}
        plot = Plot(field, f"Right answers by {field}", f"Share answered right for each {field}, with its range.")
        drawn[field] = intervals_plot(plot, shares)
    if found := refusing(run.rows):
        told = f"Area under the curve {found.curve.area:.2f}; chance is 0.50."
        drawn["curve"] = curve_plot(
            Plot("curve", "What refusing more would cost", told), found.curve.points, found.today
        )
    if change:
        moved = {name: {"change": one.difference} for name, one in change.changes.items() if name not in NOT_SHARES}
        plot = Plot("change", "Change since the earlier run", "Change of each measure in points, with its range.")
        drawn["change"] = intervals_plot(plot, moved, signed=True)
    return drawn


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    page = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip
    page.filters |= {
        "share": percent, "words": _words, "day": _day, "anchor": anchor, "fingerprint": _fingerprint, "svg": Markup,
        "flat": lambda text: " ".join(text.split()),
    }  # fmt: skip
    page.globals |= {
        "figures": intervals, "quotes": quotes, "compared": COMPARED, "medians": NOT_SHARES, "targets": TARGETS,
    }  # fmt: skip
    return page.get_template(_TEMPLATE)


def _words(name: str) -> str:
    """Write the name of a type, a persona or a split as words."""
    return visible(name).replace("_", " ")


def _day(made: str) -> str:
    """Write when a run was made as "23 November 2025, 15:04"; what is no date stays as it is."""
    try:
        moment = datetime.fromisoformat(made)
    except ValueError:
        return made
    return f"{moment.day} {moment:%B %Y}" + (f", {moment:%H:%M}" if "T" in made else "")


def _fingerprint(text: str) -> str:
    """Return what a page's security policy calls a script that it lets run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
