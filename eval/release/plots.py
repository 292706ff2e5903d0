"""The plots of a report: inline SVG in the page's own colours, the same bytes for the same figures."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import pairwise
from math import inf
from threading import Lock
from typing import TYPE_CHECKING, Any

from errors import AskboardError
from eval.release.intervals import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Grid = Mapping[str, Mapping[str, Interval]]
"""Rows of a plot by their label, and in each an interval for each series by its name."""

# Drawn in colours that stand for the page's own, which differ by day and by night.
_INK, _LINE, _MUTED = "#010101", "#020202", "#030303"
_SERIES = ("#0a0001", "#0a0002", "#0a0003", "#0a0004", "#0a0005")
_PAINTS = {_INK: "ink", _LINE: "line", _MUTED: "muted"} | {paint: f"c{n}" for n, paint in enumerate(_SERIES, start=1)}
_MARKERS = "oDs^v"
_WIDTH, _ROW, _GAP = 5.2, 0.165, 0.17
_LOOK: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"], "font.size": 10.5, "text.color": _INK, "text.parse_math": False,
    "axes.edgecolor": _LINE, "axes.labelcolor": _MUTED, "axes.spines.top": False, "axes.spines.right": False,
    "axes.spines.left": False, "axes.grid": True, "axes.grid.axis": "x", "axes.axisbelow": True, "grid.color": _LINE,
    "grid.linewidth": 0.6, "xtick.color": _LINE, "xtick.labelcolor": _MUTED, "ytick.color": _LINE,
    "ytick.labelcolor": _INK, "ytick.left": False, "legend.frameon": False, "svg.fonttype": "none",
    "svg.hashsalt": "askboard", "figure.constrained_layout.use": True,
}  # fmt: skip
_LONGEST = 28
_ONE_AT_A_TIME = Lock()
# Marks that turn the reading direction, characters that cannot be seen, and halves of surrogate pairs.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Plot:
    """What a plot is called: `name` is its id in the page, `title` and `told` are read out in its place."""

    name: str
    title: str
    told: str


def visible(text: str) -> str:
    """Replace what cannot be seen, turns the reading direction or cannot be written as UTF-8."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _label(text: str) -> str:
    return visible(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def intervals_plot(plot: Plot, grid: Grid, signed: bool = False) -> str:
    """Draw a mark for each mean and a line for its interval, on 0 to 100%; `signed`, as changes around 0."""
    series = list(dict.fromkeys(name for row in grid.values() for name in row))
    step = len(series) * _ROW + _GAP
    with _drawn(len(grid) * step + 0.75 + 0.22 * (len(series) > 1)) as (figure, axes):
        for at, name in enumerate(series):
            places = [row * step + (at + 0.5) * _ROW for row, label in enumerate(grid) if name in grid[label]]
            _marks(axes, at, name, places, [grid[label][name] for label in grid if name in grid[label]])
        middles = [row * step + len(series) * _ROW / 2 for row in range(len(grid))]
        axes.set_yticks(middles, list(map(_label, grid)))
        axes.set_ylim(len(grid) * step - _GAP / 2, -_GAP / 2)
        _signed(axes, grid) if signed else _shares(axes)
        _legend(figure, len(series) > 1)
        return _inline(figure, plot)


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What refusing below a threshold of strength would do: `points` are (wrongly, rightly refused) shares, rising.

    `thresholds` belong to the points. `area` under the curve is how often an answerable question has more strength than
    an unanswerable one: 0.5 is chance, 1 tells them all apart.
    """

    points: tuple[tuple[float, float], ...]
    thresholds: tuple[float, ...]
    area: float

    def reaching(self, share: float) -> tuple[float, float, float]:
        """Return the first threshold that refuses that share of the unanswerable, and its point."""
        at = next(at for at, (_, rightly) in enumerate(self.points) if rightly >= share)
        return self.thresholds[at], *self.points[at]


def tradeoff(answerable: Sequence[float], unanswerable: Sequence[float]) -> Tradeoff:
    """Sweep a threshold over the strengths of both kinds of question, of each of which there is one at least."""
    thresholds = (*sorted({*answerable, *unanswerable}), inf)
    points = tuple((_below(answerable, at), _below(unanswerable, at)) for at in thresholds)
    area = sum((right - left) * (low + high) / 2 for (left, low), (right, high) in pairwise(points))
    return Tradeoff(points, thresholds, area)


def _below(strengths: Sequence[float], threshold: float) -> float:
    return sum(strength < threshold for strength in strengths) / len(strengths)


def curve_plot(plot: Plot, points: Sequence[tuple[float, float]], today: tuple[float, float]) -> str:
    """Draw a trade-off: the share wrongly refused to the right, the share rightly refused upwards, chance between."""
    with _drawn(4.6) as (figure, axes):
        axes.grid(axis="y")
        axes.plot([0, 1], [0, 1], color=_MUTED, linestyle=(0, (4, 3)), linewidth=1, label="chance")
        across, up = zip(*points, strict=True)
        axes.plot(across, up, color=_SERIES[0], linewidth=2, label="any threshold", clip_on=False)
        axes.plot(*today, "D", color=_SERIES[1], markersize=9, label="today", clip_on=False, linestyle="none")
        axes.set_xlabel("answerable questions refused (wrong)")
        axes.set_ylabel("unanswerable refused (right)")
        _percent(axes.set_xticks)
        _percent(axes.set_yticks)
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(-0.02, 1.02)
        _legend(figure)
        return _inline(figure, plot)


def stages_plot(plot: Plot, counts: Mapping[str, Mapping[str, int]]) -> str:
    """Draw a bar for each stage, its parts by series, with the whole count at its end."""
    series = list(next(iter(counts.values())))
    with _drawn(len(counts) * 0.3 + 0.75 + 0.22 * (len(series) > 1)) as (figure, axes):
        ends = [0] * len(counts)
        for at, name in enumerate(series):
            parts = [row[name] for row in counts.values()]
            axes.barh(
                range(len(counts)), parts, left=ends, height=0.6, color=_SERIES[at % len(_SERIES)], label=_label(name)
            )
            ends = [end + part for end, part in zip(ends, parts, strict=True)]
        for row, end in enumerate(ends):
            axes.annotate(str(end), (end, row), xytext=(5, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(counts)), list(map(_label, counts)))
        axes.set_ylim(len(counts) - 0.5, -0.5)
        axes.set_xlim(0, max(1, *ends) * 1.1)
        axes.locator_params(axis="x", integer=True)
        _legend(figure, len(series) > 1)
        return _inline(figure, plot)


@contextmanager
def _drawn(height: float) -> "Iterator[tuple[Figure, Axes]]":
    """Open a figure without pyplot, which keeps figures, and one at a time, as matplotlib's look is global."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise AskboardError("the report needs matplotlib: pip install 'askboard[eval]'") from error
    with _ONE_AT_A_TIME, rc_context(_LOOK):
        figure = Figure(figsize=(_WIDTH, height))
        yield figure, figure.add_subplot()


def _marks(axes: "Axes", at: int, name: str, places: Sequence[float], found: Sequence[Interval]) -> None:
    paint = _SERIES[at % len(_SERIES)]
    axes.hlines(places, [one.low for one in found], [one.high for one in found], color=paint, linewidth=2)
    axes.plot(
        [one.mean for one in found], places, _MARKERS[at % len(_MARKERS)], label=_label(name), color=paint,
        markersize=6, linestyle="none", clip_on=False,
    )  # fmt: skip


def _shares(axes: "Axes") -> None:
    axes.set_xlim(-0.01, 1.01)
    _percent(axes.set_xticks)


def _percent(set_ticks: Callable[[Sequence[float], Sequence[str]], object]) -> None:
    set_ticks([tick / 4 for tick in range(5)], [f"{25 * tick}%" for tick in range(5)])


def _signed(axes: "Axes", grid: Grid) -> None:
    furthest = max(abs(end) for row in grid.values() for one in row.values() for end in (one.low, one.high))
    axes.axvline(0, color=_MUTED, linewidth=1)
    axes.set_xlim(-max(furthest, 0.05) * 1.05, max(furthest, 0.05) * 1.05)
    axes.xaxis.set_major_formatter(lambda share, _place: f"{100 * share:+.0f}" if abs(share) > 1e-9 else "0")


def _legend(figure: "Figure", wanted: bool = True) -> None:
    if wanted:
        figure.legend(loc="outside upper left", ncols=5, handletextpad=0.3, columnspacing=1.2, borderpad=0)


def _inline(figure: "Figure", plot: Plot) -> str:
    """Turn a figure into an SVG that may stand in a page: its own ids, the page's colours and fonts, no namespaces."""
    told = StringIO()
    figure.savefig(told, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    body = re.sub(r"\A.*?<svg\b[^>]*>|\s*<(metadata|style)\b.*?</\1>", "", told.getvalue(), flags=re.DOTALL)
    body = re.sub(r"(?<= id=\")|(?<=url\(#)|(?<=href=\"#)", f"{plot.name}-", body).replace("xlink:href", "href")
    body = re.sub(r"(style=\"font-size: [\d.]+px); font-family: [^;\"]*", r"\1", body)
    for paint, variable in _PAINTS.items():
        body = body.replace(paint, f"var(--{variable})")
    width, height = (round(72 * inches) for inches in figure.get_size_inches())
    title, desc = f"{plot.name}-title", f"{plot.name}-told"
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{title} {desc}">'
        f'<title id="{title}">{escape(plot.title)}</title><desc id="{desc}">{escape(plot.told)}</desc>{body.strip()}'
    )
