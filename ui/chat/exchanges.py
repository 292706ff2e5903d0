"""The conversation: each answer claim by claim as it is proved, with its places and quotes beneath."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from answer.model import Answer, Citation, Claim
from talks.store import Exchange
from ui.chat.sureness import draw_sureness
from ui.look import OPEN
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date

_AVATAR = ":material/menu_book:"


def draw_heard(talk: Talk) -> None:
    """Put the newest answer where a screen reader says it, once and whole; nothing of it is heard while it comes."""
    newest = talk.exchanges[-1].answer if talk.exchanges and talk.asked is None else None
    said = newest.text if newest and newest.found else "Not found in these papers." if newest else ""
    st.html(f'<div class="heard" role="status">{as_html(said)}</div>')


def draw_exchanges(talk: Talk, beneath: Callable[[Exchange, int], None] | None = None) -> None:
    """Draw the conversation so far, and `beneath` each answer what is given for that, by its number."""
    for place, exchange in enumerate(talk.exchanges):
        draw_question(exchange.question)
        with speaker():
            _draw_answer(exchange.answer, talk, place)
            if beneath:
                beneath(exchange, place)


def speaker() -> DeltaGenerator:
    """Return the place where Askboard speaks."""
    return st.chat_message("assistant", avatar=_AVATAR)


def draw_question(question: str) -> None:
    """Draw what the visitor asked, as typed."""
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<div class="said">{as_html(question)}</div>')


def draw_claim(claim: Claim) -> None:
    """Draw one proved statement with the numbers of its citations."""
    st.html(f'<div class="said">{_said(claim)}</div>')


def _draw_answer(answer: Answer, talk: Talk, place: int) -> None:
    """Draw a whole answer; `place` is its number in the conversation."""
    if not answer.found:
        _draw_nearest(answer, talk, place)
        return
    for claim in answer.claims:
        draw_claim(claim)
    _draw_beside(answer)
    _draw_standing(answer)
    _draw_sources((*answer.claims, *answer.conflicts, *answer.standing), answer.citations, talk, place)
    draw_sureness(answer, place)


def _draw_sources(told: Sequence[Claim], cited: Sequence[Citation], talk: Talk, place: int) -> None:
    said = " ".join(_flat(claim.text) for claim in told)
    with st.container(key=f"sources-{place}", gap="small"):
        for citation in cited:
            _draw_citation(citation, talk, f"{place}-{citation.number}", quoted=_flat(citation.quote) in said)


def draw_not_found(answer: Answer) -> None:
    """Say that the papers do not say, and where it was looked for."""
    note = f'<p class="small">{as_html(answer.note)}</p>' if answer.note else ""
    st.html(f'<div class="notice" role="note"><strong>Not found in these papers.</strong>{note}</div>')


def _draw_nearest(answer: Answer, talk: Talk, place: int) -> None:
    """Say that the papers do not say, and what comes nearest to it, which is no answer."""
    draw_not_found(answer)
    if answer.nearest:
        st.html('<div class="small">The nearest that they say, which does not answer the question:</div>')
        for claim in answer.nearest:
            draw_claim(claim)
        cited = {citation.number: citation for claim in answer.nearest for citation in claim.citations}
        _draw_sources(answer.nearest, [*cited.values()], talk, place)


def _draw_beside(answer: Answer) -> None:
    """Draw where the papers disagree with what is said, and what later papers and decisions make of it."""
    if answer.conflicts:
        lines = "".join(f"<li>{_said(conflict)}</li>" for conflict in answer.conflicts)
        st.html(f'<div class="notice conflict" role="note"><ul>{lines}</ul></div>')
    for claim in answer.standing:
        st.html(f'<div class="notice later" role="note">{_said(claim)}</div>')


def _draw_standing(answer: Answer) -> None:
    """Say as at when the answer holds, what was left out, and whatever else the answer notes."""
    parts = [f"As at {long_date(answer.as_at)}"] if answer.as_at else []
    if answer.dropped:
        parts.append(f"{count(len(answer.dropped), 'statement')} left out: no proof found in the papers")
    parts += [answer.note] if answer.note else []
    if parts:
        st.html(f'<div class="small standing">{as_html(" · ".join(parts))}</div>')


def _draw_citation(citation: Citation, talk: Talk, key: str, quoted: bool) -> None:
    """Draw a place as a button; its quote follows unless the answer above is those very words (`quoted`)."""
    with st.container(key=f"citation-{key}", gap=None):
        st.button(
            as_label(f"[{citation.number}] {citation.place}"),
            key=f"cite-{key}",
            type="tertiary",
            on_click=talk.open,
            args=(citation,),
        )
        if citation.passage.kind == "recommendation":
            st.html('<div class="small">Recommendation, not a decision</div>')
        if not quoted:
            st.html(f'<blockquote class="quote">{as_html(citation.quote)}</blockquote>')
        with st.popover("Copy citation", icon=":material/content_copy:", type="tertiary", key=f"copying-{key}"):
            st.html('<div class="small">The place, and below it the words with the place, to paste elsewhere:</div>')
            st.code(citation.pasted, language=None, wrap_lines=True)
            st.code(f"“{' '.join(citation.quote.split())}” ({citation.pasted})", language=None, wrap_lines=True)
        if talk.cited == citation:
            # The box keeps its key, for the focus would be lost with it.
            st.html(f"<style>.st-key-citation-{key} {{ {OPEN} }}</style>")


def _said(claim: Claim) -> str:
    numbers = "".join(f'<span class="mark">[{citation.number}]</span>' for citation in claim.citations)
    return f"{as_html(claim.text)} {numbers}"


def _flat(text: str) -> str:
    return " ".join(text.split())
