"""Conversations that are kept: found at the side, named, carried out, deleted; and what people think of answers."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import streamlit as st

from answer.model import Answer
from errors import TalkError
from talks.store import Exchange, Heading, Talks, Verdict
from talks.writing import as_markdown
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date

_MOST_SHOWN = 12
_LONGEST_REASON = 500
_GONE = "This answer is not shown: it cites a paper that is no longer among the papers here."
_THUMBS_UP = 1


def keep_up(talks: Talks, talk: Talk, owner: str) -> None:
    """Keep what was said since the conversation was last kept."""
    if len(talk.exchanges) == talk.kept_exchanges or not talk.exchanges:
        return
    try:
        talk.kept = talks.keep(owner, talk.exchanges, datetime.now(), talk.kept)
    except TalkError:
        # It was deleted in another window: what is said goes on as a conversation of its own.
        talk.kept = talks.keep(owner, talk.exchanges, datetime.now())
    talk.kept_exchanges = len(talk.exchanges)


def draw_conversations(talks: Talks, talk: Talk, owner: str, seen: Collection[str]) -> None:
    """Draw the owner's conversations, and what can be done with the open one; `seen` are ids of papers in sight."""
    with st.expander("Conversations"):
        words = st.text_input("Find a conversation", key="find-conversation", placeholder="Words that were said")
        found = [heading for heading in talks.found(owner, words) if heading.id != talk.kept]
        if not found:
            st.html(f'<div class="small">{"No other holds these words." if words else "No other is kept yet."}</div>')
        for heading in found[:_MOST_SHOWN]:
            st.button(
                as_label(heading.name or "No name"),
                key=f"talk-{heading.id}",
                type="tertiary",
                help=as_label(_told(heading)),
                on_click=_open,
                args=(talks, talk, owner, heading.id, seen),
            )
        if len(found) > _MOST_SHOWN:
            rest = count(len(found) - _MOST_SHOWN, "older one", "older ones")
            st.html(f'<div class="small">And {rest}: find them by their words.</div>')
        current = next((heading for heading in talks.found(owner) if heading.id == talk.kept), None)
        if current:
            _draw_open(talks, talk, owner, current)


def draw_verdict(talks: Talks, one: Exchange, owner: str, place: int) -> None:
    """Draw the thumbs under an answer; with thumbs down, a box for the reason."""
    with st.container(key=f"verdict-{place}", horizontal=True, vertical_alignment="center"):
        thumb = st.feedback("thumbs", key=f"thumb-{place}")
        if thumb is None:
            return
        good = thumb == _THUMBS_UP
        reason = "" if good else st.text_input(
            "What was wrong with it?", key=f"reason-{place}", max_chars=_LONGEST_REASON,
            placeholder="A wrong page, not what was asked …",
        )  # fmt: skip
    talks.judge(Verdict(owner, one.question, one.answer.text, good, reason.strip(), datetime.now()))
    st.html('<div class="small" role="status">Kept. Thank you.</div>')


def in_sight(exchanges: Sequence[Exchange], seen: Collection[str]) -> list[Exchange]:
    """Return exchanges without the answers that cite a paper which their reader may not, or no longer, see."""
    return [one if _cited(one.answer) <= set(seen) else _blank(one) for one in exchanges]


def _cited(answer: Answer) -> set[str]:
    nearest = (citation for claim in answer.nearest for citation in claim.citations)
    return {citation.paper.id for citation in (*answer.citations, *nearest)}


def _blank(one: Exchange) -> Exchange:
    return replace(one, answer=Answer(one.question, (), False, (), note=_GONE))


def _open(talks: Talks, talk: Talk, owner: str, name: str, seen: Collection[str]) -> None:
    talk.start_anew()
    talk.exchanges = in_sight(talks.load(owner, name), seen)
    talk.kept, talk.kept_exchanges = name, len(talk.exchanges)


def _draw_open(talks: Talks, talk: Talk, owner: str, current: Heading) -> None:
    """Draw what can be done with the conversation that is open."""
    st.html(f'<div class="small">Open: <strong>{as_html(current.name or "No name")}</strong></div>')
    named = st.text_input("Its name", value=current.name, key=f"name-{current.id}")
    if named.strip() and named.strip() != current.name:
        talks.rename(owner, current.id, named)
        st.rerun()
    st.download_button(
        "Save as Markdown",
        as_markdown(current.name, talk.exchanges),
        file_name="conversation.md",
        mime="text/markdown",
        key="save-conversation",
        icon=":material/download:",
        type="tertiary",
    )
    st.button(
        "Delete it for good",
        key="delete-conversation",
        icon=":material/delete:",
        type="tertiary",
        on_click=_delete,
        args=(talks, talk, owner, current.id),
    )


def _delete(talks: Talks, talk: Talk, owner: str, name: str) -> None:
    talks.remove(owner, name)
    talk.start_anew()


def _told(heading: Heading) -> str:
    return f"{count(heading.exchanges, 'question')}, {long_date(heading.changed.date())}"
