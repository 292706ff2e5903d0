"""The side of the screen: a new conversation, what to look in, and which papers there are."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from index.model import PaperCard, Scope
from ui.intake import draw_upload
from ui.state import Talk
from ui.words import as_html, count, kind_word, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard


def draw_library(board: "Askboard", cards: Sequence[PaperCard], talk: Talk) -> Scope:
    """Draw the sidebar over a library that holds papers, and give what the visitor narrowed questions to."""
    st.html('<div class="brand">Askboard</div><div class="small">Answers from board papers, with proof</div>')
    st.button(
        "New conversation",
        key="new-conversation",
        icon=":material/add_comment:",
        width="stretch",
        disabled=not talk.exchanges,
        on_click=talk.start_anew,
    )
    scope = Scope(_chosen_papers(cards), *_chosen_dates(cards))
    draw_upload(board, talk)
    with st.expander(f"Papers ({len(cards)})", expanded=len(cards) <= 6):
        st.html(f'<ul class="papers">{"".join(map(_row, cards))}</ul>')
    return scope


def described(scope: Scope) -> str:
    """Say what questions are narrowed to; an empty text where nothing is."""
    parts = [count(len(scope.papers), "paper")] if scope.papers else []
    if scope.first_date and scope.last_date:
        parts.append(f"meetings from {long_date(scope.first_date)} to {long_date(scope.last_date)}")
    return f"Looking only in {' and '.join(parts)}." if parts else ""


def _chosen_papers(cards: Sequence[PaperCard]) -> frozenset[str]:
    names = {card.id: f"{card.short} ({card.file})" for card in cards}
    chosen = st.multiselect(
        "Look only in these papers",
        options=list(names),
        format_func=lambda paper_id: names.get(paper_id, paper_id),
        key="only-papers",
        placeholder="All papers",
    )
    return frozenset(chosen) & frozenset(names)


def _chosen_dates(cards: Sequence[PaperCard]) -> tuple[date | None, date | None]:
    """Ask for the meetings' dates; the whole range narrows nothing, so that undated papers stay in."""
    dates = sorted({card.meeting_date for card in cards if card.meeting_date})
    if len(dates) < 2:
        return None, None
    whole = (dates[0], dates[-1])
    chosen = st.date_input(
        "Meetings from and to",
        value=whole,
        min_value=whole[0],
        max_value=whole[1],
        key="meeting-dates",
        format="DD/MM/YYYY",
    )
    if not isinstance(chosen, tuple) or len(chosen) != 2 or chosen == whole:
        return None, None
    return chosen[0], chosen[1]


def _row(card: PaperCard) -> str:
    facts = [kind_word(card.kind).capitalize() + (f" ({card.status})" if card.status else "")]
    facts += [long_date(card.meeting_date)] if card.meeting_date else []
    facts.append(count(card.pages, "page" if card.paged else "part"))
    flag = ""
    if card.pages_without_text:
        unread = count(card.pages_without_text, "page")
        flag = f'<div class="flag">{unread} without text: answers cannot draw on them</div>'
    return (
        f'<li><div class="paper-name" title="{as_html(card.file)}">{as_html(card.short)}</div>'
        f'<div class="small">{" · ".join(map(_unbroken, facts))}</div>{flag}</li>'
    )


def _unbroken(fact: str) -> str:
    return f'<span class="fact">{as_html(fact)}</span>'
