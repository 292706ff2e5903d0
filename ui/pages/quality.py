"""How well Askboard does: the last accepted run of the evaluation, in words that members follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from ui.state import Talk
from ui.words import as_html, count, long_date

PAGE = "quality"
TITLE = "How well does Askboard do?"
KINDS = {
    "acronym": "What an abbreviation stands for", "ambiguous": "With more than one meaning",
    "compare": "Comparing two things", "decision": "What was decided",
    "false_premise": "Taking something untrue for granted", "follow_up": "Following on from the last answer",
    "item_scope": "About one agenda item", "list": "Asking for a list", "lookup": "Looking something up",
    "minute": "What the minutes say", "multi_page": "Spread over several pages", "numeric": "Asking for a figure",
    "summary": "Asking for a summary", "table": "A figure from a table",
    "unanswerable": "Not answered by the papers", "when": "When something happens", "who": "Who did or said something",
}  # fmt: skip
STAGES = {
    "leaked": "It told something that the person asking may not see",
    "not refused": "The papers do not say, and it answered all the same",
    "not read": "The words were lost when the paper was read",
    "not retrieved": "It did not find the right page",
    "not ranked": "It found the right page, but too far down its list",
    "not proved": "It left the right statement out, as the proof failed",
    "not quoted": "It read the right page, but picked the wrong words or too few",
    "said too much": "The answer was there, beside something wrong or in too many words",
}
ROADS = {
    "askboard": "Askboard", "bm25": "Plain word search", "llama-index": "llama-index, as it comes",
    "citation-engine": "llama-index with a language model", "refuser": "Refusing every question",
}  # fmt: skip
_NONE = """<h1>How well does Askboard do?</h1>
<p>No graded run is kept with this copy of Askboard, so there are no figures to show.
<code>askboard eval gate --accept</code> makes one and keeps it.</p>"""
_MEANT = """<p>Fully and correctly is strict: the answer holds every key fact and nothing known to be wrong, is short,
and names a page that proves it. So open the page before you rely on an answer: the quote stands there,
but it may not be all that you asked for.</p>"""
_RANGES = """<p class="small">The range says where a figure would most likely lie had many more such questions been
asked (its 95% interval): few questions leave a wide range. Where all fared alike, none can be worked out.</p>"""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of `count` questions, and its range, all in 0 to 1; a range without width is none."""

    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Headline:
    """One sentence about the run, its figure, and the figure's range where there is one."""

    said: str
    figure: float
    share: Share | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What is shown of a run; `kinds`, `lost` and `roads` go by the names that the evaluation gives them.

    A road has its share of right answers, of right pages among the first five, and of rightly refused questions.
    `report` makes the full report, or is None where what it needs is not installed.
    """

    made: date
    commit: str
    papers: int
    questions: int
    headlines: tuple[Headline, ...]
    kinds: dict[str, Share]
    lost: dict[str, int]
    roads: dict[str, tuple[Share | None, ...]]
    report: Callable[[], str] | None


def draw_quality(quality: Quality | None, talk: Talk) -> None:
    """Draw the page over the last accepted run, or say that none is kept."""
    with st.container(key="quality"):
        st.button("Back to your questions", key="leave-quality", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        if quality is None:
            st.html(f'<div class="welcome">{_NONE}</div>')
            return
        st.html(f'<div class="welcome">{_head(quality)}</div>{_cards(quality.headlines)}{_MEANT}{_RANGES}')
        _draw_report(quality.report)
        st.html(_kinds(quality.kinds))
        st.html(_lost(quality.lost, quality.questions))
        if len(quality.roads) > 1:
            st.html(_roads(quality.roads))


def _draw_report(report: Callable[[], str] | None) -> None:
    if report is None:
        st.html('<p class="small">The full report needs a package: <code>pip install "askboard[eval]"</code>.</p>')
        return
    st.download_button(
        "Download the full report",
        data=report,
        file_name="askboard-quality.html",
        mime="text/html",
        key="full-report",
        icon=":material/download:",
        on_click="ignore",
    )


def _head(quality: Quality) -> str:
    asked = f"{count(quality.questions, 'question')} about {count(quality.papers, 'sample paper')}"
    return (
        f"<h1>{TITLE}</h1><p>{asked}, whose right answers are known, were put to it on {long_date(quality.made)},"
        f" and each answer was graded by fixed rules. Your own papers may fare better or worse.</p>"
        f'<p class="small">Version {as_html(quality.commit)}</p>'
    )


def _cards(headlines: Sequence[Headline]) -> str:
    cards = "".join(
        f"<li><strong>{_percent(one.figure)}</strong>{as_html(one.said)}"
        f' <span class="small">{_range(one.share)}</span></li>'
        for one in headlines
    )
    return f'<ul class="figures">{cards}</ul>'


def _kinds(kinds: dict[str, Share]) -> str:
    rows = [
        f"<tr>{_name(KINDS, kind)}<td>{round(share.mean * share.count)} of {share.count}</td>"
        f"{_cell(share)}<td>{_bar(share)}</td></tr>"
        for kind, share in sorted(kinds.items(), key=lambda pair: (-pair[1].count, pair[0]))
    ]
    head = ("Kind of question", "Right", "Share and range", "")
    return "<h2>By kind of question</h2>" + _table("Answered fully and correctly", head, rows)


def _lost(lost: dict[str, int], questions: int) -> str:
    misses, most = sum(lost.values()), max(lost.values(), default=0)
    if not misses:
        return f"<h2>What went wrong</h2><p>None of {count(questions, 'answer')} was wrong.</p>"
    rows = [
        f"<tr>{_name(STAGES, stage)}<td>{number}</td><td>{_bar(Share(number / most, 0, 0, misses))}</td></tr>"
        for stage, number in sorted(lost.items(), key=lambda pair: -pair[1])
        if number
    ]
    said = f"{misses} of {count(questions, 'answer')} {'was' if misses == 1 else 'were'} not right."
    table = _table("What went wrong, and how often", ("", "Answers", ""), rows)
    return f"<h2>What went wrong</h2><p>{said}</p>{table}"


def _roads(roads: dict[str, tuple[Share | None, ...]]) -> str:
    rows = [f"<tr>{_name(ROADS, road)}{''.join(map(_cell, shares))}</tr>" for road, shares in roads.items()]
    head = ("", "Fully and correctly", "Right page among the first five", "Rightly refused")
    told = "<p>Other ways to an answer were put to the same questions and graded by the same rules.</p>"
    return f"<h2>Beside other ways</h2>{told}" + _table("Askboard beside other ways to an answer", head, rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[str]) -> str:
    heads = "".join(f'<th scope="col">{as_html(one)}</th>' if one else "<td></td>" for one in head)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{as_html(caption)}"><table class="graded">'
        f"<caption>{as_html(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _name(words: dict[str, str], name: str) -> str:
    return f'<th scope="row">{as_html(words.get(name) or name.replace("_", " ").capitalize())}</th>'


def _cell(share: Share | None) -> str:
    return f'<td>{_percent(share.mean)} <span class="small">{_range(share)}</span></td>' if share else "<td>–</td>"


def _range(share: Share | None) -> str:
    if share is None:
        return ""
    return "all alike" if share.low == share.high else f"{100 * share.low:.0f} to {share.high:.0%}"


def _percent(figure: float) -> str:
    """Write a share in whole percent, but never as all or none where it is not."""
    return f"{figure:.0%}" if figure in (0, 1) or 0.005 <= figure < 0.995 else f"{figure:.1%}"


def _bar(share: Share) -> str:
    """Draw a share as a bar with its range over it; the figures stand beside it in words."""
    span = f'<i style="left:{share.low:.1%};width:{share.high - share.low:.1%}"></i>' if share.low < share.high else ""
    return f'<div class="bar" aria-hidden="true"><b style="width:{share.mean:.1%}"></b>{span}</div>'
