"""How sure an answer is, and why: what proves it, of what date and standing, and what speaks against it."""

from collections.abc import Iterator

import streamlit as st

from answer.model import Answer, Citation
from ui.words import as_html, count, long_date

_TENTHS = 10


def draw_sureness(answer: Answer, place: int) -> None:
    """Draw, folded away, why an answer can be relied on and why not; `place` is its number in the conversation."""
    if not answer.found:
        return
    with st.expander("How sure is this, and why?", key=f"sureness-{place}"):
        st.html(f"<ul>{''.join(f'<li>{as_html(one)}</li>' for one in reasons(answer))}</ul>")


def reasons(answer: Answer) -> list[str]:
    """Return what speaks for an answer and against it, a sentence each, the proof first."""
    return [*_proof(answer), *_standing(answer), *_against(answer), *_weight(answer)]


def _proof(answer: Answer) -> Iterator[str]:
    quotes = len(answer.citations)
    found = (
        "was found word for word on the page named" if quotes == 1 else "were found word for word on the pages named"
    )
    yield f"{count(quotes, 'quote')} {found}; open a page to see for yourself."
    if answer.dropped:
        yield f"{count(len(answer.dropped), 'statement')} that could not be proved so was left out."


def _standing(answer: Answer) -> Iterator[str]:
    """Yield the papers drawn on, the newest first, each with its date and whether it still stands."""
    papers = {citation.paper.id: citation for citation in answer.citations}
    undated = [one for one in papers.values() if one.day is None]
    dated = sorted((one for one in papers.values() if one.day), key=lambda one: str(one.day), reverse=True)
    for citation in (*dated, *undated):
        yield f"{citation.paper.short}: {', '.join(_of(citation))}."


def _of(citation: Citation) -> list[str]:
    said = [f"of {long_date(citation.day)}" if citation.day else "without a date"]
    said += ["a draft, which a later meeting may correct"] if citation.paper.status == "draft" else []
    return said + ([citation.mark] if citation.mark else [])


def _against(answer: Answer) -> Iterator[str]:
    if answer.conflicts:
        yield "The papers say something else in another place too: see above."
    if answer.standing:
        yield "A later paper or decision bears on it: see above."
    kinds = {citation.passage.kind for citation in answer.citations}
    if kinds == {"recommendation"}:
        yield "All of it is recommended, none of it decided, as far as these quotes go."


def _weight(answer: Answer) -> Iterator[str]:
    if answer.strength is None:
        yield "It comes from the papers' own records (resolutions, actions, votes, names) and was not weighed."
        return
    tenths = max(1, min(_TENTHS - 1, round(answer.strength * _TENTHS)))
    yield f"The best passage found answers such a question in about {tenths} of {_TENTHS} cases, Askboard reckons."
