"""Draws an answer: its claims with their numbers, and beneath them the places and quotes that prove it."""

import streamlit as st

from answer.model import Answer, Citation, Claim
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date


def draw_question(question: str) -> None:
    """Draw what the visitor asked, as typed."""
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<div class="said">{as_html(question)}</div>')


def draw_claim(claim: Claim) -> None:
    """Draw one proved statement with the numbers of its citations."""
    numbers = "".join(f'<span class="mark">[{citation.number}]</span>' for citation in claim.citations)
    st.html(f'<div class="said">{as_html(claim.text)} {numbers}</div>')


def draw_answer(answer: Answer, talk: Talk, place: int) -> None:
    """Draw a whole answer; `place` is its number in the conversation."""
    if not answer.found:
        _draw_not_found(answer)
        return
    for claim in answer.claims:
        draw_claim(claim)
    _draw_conflicts(answer)
    _draw_standing(answer)
    said = " ".join(_flat(claim.text) for claim in answer.claims)
    with st.container(key=f"sources-{place}", gap="small"):
        for citation in answer.citations:
            _draw_citation(citation, talk, f"{place}-{citation.number}", quoted=_flat(citation.quote) in said)


def _draw_not_found(answer: Answer) -> None:
    note = f'<p class="small">{as_html(answer.note)}</p>' if answer.note else ""
    st.html(f'<div class="notice" role="note"><strong>Not found in these papers.</strong>{note}</div>')


def _draw_conflicts(answer: Answer) -> None:
    if answer.conflicts:
        lines = "".join(f"<li>{as_html(conflict)}</li>" for conflict in answer.conflicts)
        st.html(
            f'<div class="notice conflict" role="note"><strong>The papers do not agree.</strong><ul>{lines}</ul></div>'
        )


def _draw_standing(answer: Answer) -> None:
    """Say as at when the answer holds, what was left out, and whatever else the answer notes."""
    parts = [f"As at {long_date(answer.as_at)}"] if answer.as_at else []
    if answer.dropped:
        parts.append(f"{count(answer.dropped, 'statement')} left out: no proof found in the papers")
    parts += [answer.note] if answer.note else []
    if parts:
        st.html(f'<div class="small standing">{as_html(" · ".join(parts))}</div>')


def _draw_citation(citation: Citation, talk: Talk, key: str, quoted: bool) -> None:
    """Draw a place as a button; its quote follows unless the answer above is those very words (`quoted`)."""
    is_open = talk.cited == citation
    with st.container(key=f"citation-{'open-' if is_open else ''}{key}", gap=None):
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


def _flat(text: str) -> str:
    return " ".join(text.split())
