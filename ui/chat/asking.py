"""Asking: the box, the answer as it comes with a way to stop it, and asking the same or something else in its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

import streamlit as st

from answer.model import Answer, Claim
from index.model import Scope, Viewer
from ui.chat.exchanges import draw_claim, draw_not_found, draw_question, speaker
from ui.state import Talk
from ui.words import as_label

if TYPE_CHECKING:
    from answer.askboard import Askboard

_MOST_CHARACTERS = 2000
_LOOK_EVERY = 0.2
# Most answers are there before anyone could want to stop them.
_STOP_AFTER = 5
# Until it stands there, for Streamlit scrolls too while it draws; whoever scrolls or types themselves is left alone.
_TO_QUESTION = """(at) => {
  const hands = ["wheel", "touchstart", "keydown", "pointerdown"], ends = Date.now() + 1500;
  let left = false;
  const leave = () => { left = true; };
  hands.forEach(one => addEventListener(one, leave, {once: true, capture: true}));
  const look = () => {
    const question = document.querySelectorAll("[data-testid=stChatMessage]")[at];
    if (left || Date.now() > ends) return hands.forEach(one => removeEventListener(one, leave, {capture: true}));
    let main = question;
    while (main && !/auto|scroll/.test(getComputedStyle(main).overflowY)) main = main.parentElement;
    if (main) main.scrollTop += question.getBoundingClientRect().top - main.getBoundingClientRect().top - 56;
    setTimeout(look, 60);
  };
  look();
}"""
_STOPPED = "You stopped this answer: there may be more to say."


def question_box(talk: Talk) -> None:
    """Draw the box that questions are typed into; what is typed waits in `talk`."""
    typed = st.chat_input("Ask about these papers", key="question", max_chars=_MOST_CHARACTERS, submit_mode="disable")
    if typed:
        talk.ask(typed)


def answer_waiting(board: "Askboard", ready: Event, talk: Talk, viewer: Viewer, scope: Scope) -> None:
    """Answer the question that waits, if one does, and draw the screen anew with it.

    A click elsewhere breaks the drawing off; the question then still waits and is answered in the next one.
    """
    if talk.asked is None:
        return
    draw_question(talk.asked)
    with speaker():
        _wait_for(ready)
        try:
            with _aside(board.ask_in_steps(talk.asked, talk.history(), viewer, scope)) as steps:
                answer = _draw_steps(steps, talk)
            if not answer.found:
                draw_not_found(answer)
        except Exception:
            talk.asked = None
            raise
    talk.settle(answer)
    st.rerun()


def bring_into_view(talk: Talk) -> None:
    """Scroll to the newest question once its answer is there: Streamlit would leave its end in sight, not its words."""
    if talk.answered:
        at = 2 * (len(talk.exchanges) - 1)
        st.html(f"<script>/* {talk.answered} */ ({_TO_QUESTION})({at})</script>", unsafe_allow_javascript=True)


def draw_again(talk: Talk) -> None:
    """Draw the ways to ask the newest question once more, or another in its place."""
    newest = talk.exchanges[-1]
    number = len(talk.exchanges)
    with st.container(horizontal=True, key="again"):
        st.button("Ask again", key="ask-again", icon=":material/refresh:", type="tertiary", on_click=talk.ask_instead,
                  args=(newest.question,), help="As the papers and your choices at the side are now")  # fmt: skip
        with st.popover("Change the question", icon=":material/edit:", type="tertiary", key=f"changing-{number}"):
            key = f"changed-question-{number}"
            st.text_area("Your question", newest.question, key=key, max_chars=_MOST_CHARACTERS)
            st.button("Ask this instead", key="ask-this", type="primary", on_click=_ask_changed, args=(talk, key))


def draw_follow_ups(board: "Askboard", talk: Talk, viewer: Viewer, scope: Scope) -> None:
    """Draw questions to go on with beneath the newest answer."""
    answer = talk.exchanges[-1].answer
    made_for = answer, scope
    if talk.next_for != made_for:
        talk.next_questions = board.follow_ups(answer, talk.history(), viewer, scope)
        talk.next_for = made_for
    if not talk.next_questions:
        return
    with st.container(key="follow-ups", gap="small"):
        st.html('<h2 class="next">You could ask next</h2>')
        for number, question in enumerate(talk.next_questions):
            st.button(as_label(question), key=f"follow-up-{number}", on_click=talk.ask, args=(question,))


def _ask_changed(talk: Talk, key: str) -> None:
    if changed := st.session_state[key].strip():
        talk.ask_instead(changed)


def _wait_for(ready: Event) -> None:
    if not ready.is_set():
        with st.spinner("Getting ready: the first question takes a few seconds longer."):
            ready.wait()


@contextmanager
def _aside(steps: Iterator[Claim | Answer]) -> Iterator["SimpleQueue[Claim | Answer | BaseException]"]:
    """Take the steps in a thread of their own, so that a click is heeded while a step is long in coming."""
    told: SimpleQueue[Claim | Answer | BaseException] = SimpleQueue()
    ended = Event()

    def take() -> None:
        try:
            for step in steps:
                told.put(step)
                if ended.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the screen is drawn
            told.put(error)

    Thread(target=take, daemon=True).start()
    try:
        yield told
    finally:
        ended.set()


def _draw_steps(steps: "SimpleQueue[Claim | Answer | BaseException]", talk: Talk) -> Answer:
    """Draw each claim as it comes and give the answer that ends them."""
    claims, below = st.container(), st.empty()
    looks = 0
    talk.so_far = []
    with st.spinner("Looking through the papers"):
        while True:
            try:
                step = steps.get(timeout=_LOOK_EVERY)
            except Empty:
                looks += 1
                # Drawing anything is where Streamlit heeds a click.
                if looks >= _STOP_AFTER:
                    below.button("Stop", key=f"stop-{looks}", icon=":material/stop:", on_click=talk.stop,
                                 args=(_STOPPED,))  # fmt: skip
                continue
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, Answer):
                return step
            talk.so_far.append(step)
            with claims:
                draw_claim(step)
