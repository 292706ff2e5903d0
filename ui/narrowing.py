"""What questions are narrowed to: boards, kinds of paper, papers, items, dates; kept in the address to be sent on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from index.model import PaperCard, Scope, Viewer
from ui.state import Talk
from ui.words import count, kind_word, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard

_WRITTEN = "narrowed-address"
_DATES = "meeting-dates"
# Each widget by the name that its choice has in the address.
_KEYS = {"board": "only-boards", "kind": "only-kinds", "paper": "only-papers", "item": "only-items"}
_FROM, _TO = "from", "to"
_ID = 12


def draw_narrowing(board: "Askboard", cards: Sequence[PaperCard], talk: Talk, viewer: Viewer) -> Scope:
    """Draw what questions can be narrowed to, as the address says at first, and return what is chosen."""
    range_ = _range(cards)
    if talk.page == "" and not talk.turned:
        _follow_address(cards, range_)
    chosen = any(st.session_state.get(key) for key in _KEYS.values())
    with st.expander("Look only in some papers", expanded=chosen):
        bodies = _several("Boards", "board", sorted({card.body for card in cards if card.body}), "All boards")
        kinds = _several("Kinds of paper", "kind", sorted({card.kind for card in cards}), "All kinds")
        papers = _papers(cards)
        items = _items(board, papers, viewer)
        first, last = _dates(range_)
    if talk.page == "":
        _tell_address(
            {"board": bodies, "kind": kinds, "paper": [one[:_ID] for one in papers], "item": items}, first, last
        )
        talk.turned = False
    return Scope(frozenset(papers), first, last, frozenset(items), frozenset(bodies), frozenset(kinds))


def described(scope: Scope, names: Mapping[str, str]) -> str:
    """Say what questions are narrowed to, papers by their `names`; an empty text where nothing is."""
    papers = sorted(names[one] for one in scope.papers if one in names)
    parts = [f"{'item' if len(scope.items) == 1 else 'items'} {', '.join(sorted(scope.items))}"] if scope.items else []
    parts += [papers[0] if len(papers) == 1 else count(len(papers), "paper")] if papers else []
    parts += [f"papers of kind {' or '.join(sorted(map(kind_word, scope.kinds)))}"] if scope.kinds else []
    parts += [f"papers of the {' or the '.join(sorted(scope.bodies))}"] if scope.bodies else []
    if scope.first_date and scope.last_date:
        parts.append(f"meetings from {long_date(scope.first_date)} to {long_date(scope.last_date)}")
    return f"Looking only in {', '.join(parts)}." if parts else ""


def _several(label: str, name: str, options: list[str], none: str) -> list[str]:
    if len(options) < 2:
        return []
    said = kind_word if name == "kind" else str
    return st.multiselect(label, options, key=_KEYS[name], format_func=lambda one: said(one), placeholder=none)


def _papers(cards: Sequence[PaperCard]) -> list[str]:
    names = {card.id: f"{card.short} ({card.file})" for card in cards}
    return st.multiselect(
        "Papers", list(names), key=_KEYS["paper"], format_func=lambda one: names.get(one, one),
        placeholder="All papers",
    )  # fmt: skip


def _items(board: "Askboard", papers: Sequence[str], viewer: Viewer) -> list[str]:
    """Ask for items of the papers that were chosen; without a paper an item's number says little."""
    titles = {item.ref: item.title for paper in papers for item in board.items(paper, viewer) if item.ref}
    if not titles:
        return []
    return st.multiselect(
        "Agenda items", list(titles), key=_KEYS["item"], format_func=lambda ref: f"{ref}. {titles.get(ref, '')}",
        placeholder="All items",
    )  # fmt: skip


def _range(cards: Sequence[PaperCard]) -> tuple[date, date] | None:
    dates = sorted({card.meeting_date for card in cards if card.meeting_date})
    return (dates[0], dates[-1]) if len(dates) > 1 else None


def _dates(whole: tuple[date, date] | None) -> tuple[date | None, date | None]:
    """Ask for the meetings' dates; the whole range narrows nothing, so that undated papers stay in."""
    if whole is None:
        return None, None
    st.session_state.setdefault(_DATES, whole)
    chosen = st.date_input(
        "Meetings from and to", min_value=whole[0], max_value=whole[1], key=_DATES, format="DD/MM/YYYY"
    )
    if not isinstance(chosen, tuple) or len(chosen) != 2 or chosen == whole:
        return None, None
    return chosen[0], chosen[1]


def _follow_address(cards: Sequence[PaperCard], whole: tuple[date, date] | None) -> None:
    """Choose what the address names, where someone came by a link or went back; what is not here is left out."""
    told = _told()
    if told == st.session_state.get(_WRITTEN, {}):
        return
    ids = {card.id[:_ID]: card.id for card in cards}
    held: dict[str, set[str | None]] = {
        "board": {card.body for card in cards},
        "kind": {card.kind for card in cards},
        "paper": {*ids},
    }
    for name, key in _KEYS.items():
        values = [one for one in told.get(name, []) if name == "item" or one in held[name]]
        st.session_state[key] = [ids[one] for one in values] if name == "paper" else values
    if whole:
        ends = (_day(told.get(_FROM)) or whole[0], _day(told.get(_TO)) or whole[1])
        st.session_state[_DATES] = ends if whole[0] <= ends[0] <= ends[1] <= whole[1] else whole


def _tell_address(chosen: Mapping[str, Sequence[str]], first: date | None, last: date | None) -> None:
    days = {_FROM: [first.isoformat()] if first else [], _TO: [last.isoformat()] if last else []}
    told = {name: list(values) for name, values in (*chosen.items(), *days.items()) if values}
    if told != _told():
        st.query_params.from_dict(told)
    st.session_state[_WRITTEN] = told


def _told() -> dict[str, list[str]]:
    names = (*_KEYS, _FROM, _TO)
    return {name: values for name in names if (values := st.query_params.get_all(name))}


def _day(values: Sequence[str] | None) -> date | None:
    try:
        return date.fromisoformat(values[0]) if values else None
    except ValueError:
        return None
