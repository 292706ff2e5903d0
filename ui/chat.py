"""The conversation: earlier answers, and the new one, drawn claim by claim as each is proved."""

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from answer.model import Answer, Claim
from index.model import Scope, Viewer
from ui.replies import draw_answer, draw_claim, draw_question
from ui.state import Talk

if TYPE_CHECKING:
    from answer.askboard import Askboard

_MOST_CHARACTERS = 2000
_AVATAR = ":material/menu_book:"


def question_box(talk: Talk) -> None:
    """Draw the box that questions are typed into; what is typed waits in `talk`."""
    typed = st.chat_input("Ask about these papers", key="question", max_chars=_MOST_CHARACTERS, submit_mode="disable")
    if typed:
        talk.ask(typed)


def draw_exchanges(talk: Talk) -> None:
    """Draw the conversation so far."""
    for place, exchange in enumerate(talk.exchanges):
        draw_question(exchange.question)
        with st.chat_message("assistant", avatar=_AVATAR):
            draw_answer(exchange.answer, talk, place)


def answer_waiting(board: "Askboard", ready: Event, talk: Talk, viewer: Viewer, scope: Scope) -> None:
    """Answer the question that waits, if one does, and draw the screen anew with it.

    A click elsewhere breaks the drawing off; the question then still waits and is answered in the next one.
    """
    if talk.asked is None:
        return
    draw_question(talk.asked)
    with st.chat_message("assistant", avatar=_AVATAR):
        _wait_for(ready)
        try:
            answer = _draw_steps(board.ask_in_steps(talk.asked, talk.history(), viewer, scope))
        except Exception:
            talk.asked = None
            raise
    talk.settle(answer)
    st.rerun()


def _wait_for(ready: Event) -> None:
    if not ready.is_set():
        with st.spinner("Getting ready: the first question takes a few seconds longer."):
            ready.wait()


def _draw_steps(steps: Iterator[Claim | Answer]) -> Answer:
    """Draw each claim as it comes and give the answer that ends them."""
    claims = st.container()
    with st.spinner("Looking through the papers"):
        for step in steps:
            if isinstance(step, Answer):
                return step
            with claims:
                draw_claim(step)
    raise RuntimeError("ask_in_steps ended without an answer")
