"""A briefing note on a meeting, a paper or a topic: drafted from the papers, edited by hand, handed out as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from errors import NotBriefed
from index.meetings import Meeting, meetings
from index.model import PaperCard, Viewer
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from briefing.model import Briefing, Fact, Line, Request, Section

PAGE = "briefing"
TITLE = "Draft a briefing note"
_LEAD = """<p>Pick a meeting and its items, a paper, or a topic over all meetings. Every line of the draft is in the
papers' own words and names the page it stands on. It is a draft: read it against the papers before it goes out.</p>"""
_MEETING, _TOPIC = "A meeting or a paper", "A topic over all meetings"
_KEPT = "briefing-note"
_ROUTINE = ("agenda pack", "minutes", "supplement")


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A note as drafted, for whom, and its number: each draft has widgets of its own."""

    note: "Briefing"
    groups: frozenset[str]
    number: int


def draw_briefing(board: "Askboard", cards: Sequence[PaperCard], talk: Talk, viewer: Viewer) -> None:
    """Draw what a note is wanted on and, once one is drafted, the note to read, change and take away."""
    with st.container(key="briefing"):
        st.button("Back to your questions", key="leave-briefing", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        st.html(f'<div class="welcome"><h1>{TITLE}</h1>{_LEAD}</div>')
        request = _wanted(board, cards, viewer)
        if request and st.button("Draft the note", key="draft-note", type="primary", icon=":material/edit_note:"):
            _draft(board, request, viewer)
        drafted: _Drafted | None = st.session_state.get(_KEPT)
        if drafted and drafted.groups == viewer.groups:
            _draw(drafted)


def _wanted(board: "Askboard", cards: Sequence[PaperCard], viewer: Viewer) -> "Request | None":
    """Ask what the note is on; None until that is told."""
    # Not at the head: the first screen of the chat needs none of it.
    from briefing.model import Request

    on = st.radio("What is the note on?", (_MEETING, _TOPIC), key="briefing-on", horizontal=True)
    if on == _TOPIC:
        topic = st.text_input("Topic", key="briefing-topic", placeholder="As the papers name it", max_chars=120)
        return Request(topic=topic.strip(), day=date.today()) if topic.strip() else None
    named = _named(cards)
    name = st.selectbox("Meeting or paper", list(named), key="briefing-meeting")
    return Request(named[name], _items(board, named[name], viewer), day=date.today()) if name else None


def _named(cards: Sequence[PaperCard]) -> dict[str, str]:
    """Return meetings and single papers as one picks them, each with the name that it is looked for by."""
    held = [one for one in meetings(cards) if one.day and any(card.kind in _ROUTINE for card in one.cards)]
    found = {_called(meeting): _key(meeting) for meeting in held}
    alone = [card for card in cards if card.kind not in _ROUTINE and not card.items]
    return found | {f"Paper: {card.title} ({card.file})": card.id for card in alone}


def _called(meeting: Meeting) -> str:
    day = long_date(meeting.day) if meeting.day else ""
    return f"{day}, {meeting.body}" if meeting.body else day


def _key(meeting: Meeting) -> str:
    day = meeting.day.isoformat() if meeting.day else ""
    return f"{day} {meeting.body}".strip()


def _items(board: "Askboard", name: str, viewer: Viewer) -> tuple[str, ...]:
    from briefing.drafting import Briefer

    try:
        items = {ref: title for ref, title in Briefer(board).items(name, viewer) if ref}
    except NotBriefed:
        return ()
    if not items:
        return ()
    chosen = st.multiselect(
        "Items", list(items), format_func=lambda ref: f"{ref}. {items.get(ref, '')}", key=f"briefing-items-{name}",
        placeholder="All items", help="Leave empty for a note on all of them.",
    )  # fmt: skip
    return tuple(ref for ref in items if ref in chosen)


def _draft(board: "Askboard", request: "Request", viewer: Viewer) -> None:
    from briefing.drafting import Briefer

    before: _Drafted | None = st.session_state.get(_KEPT)
    bar = st.progress(0.0, "Reading the papers")

    def report(done: int, of: int) -> None:
        bar.progress(done / of, f"{done} of {count(of, 'part')} drafted")

    try:
        note = Briefer(board).draft(request, viewer, report)
    except NotBriefed as error:
        st.session_state.pop(_KEPT, None)
        st.warning(as_label(str(error)))
    else:
        st.session_state[_KEPT] = _Drafted(note, viewer.groups, before.number + 1 if before else 1)
    bar.empty()


def _draw(drafted: _Drafted) -> None:
    """Draw a drafted note to read, or its lines as boxes to change, and the files to take away."""
    from briefing.editing import edited

    note, kept = drafted.note, f"briefing-changes-{drafted.number}"
    st.html(f"<h2>{as_html(note.title)}</h2>")
    editing = st.toggle("Change the lines", key=f"briefing-edit-{drafted.number}")
    changes, head = st.session_state.get(kept, ({}, {}))
    if editing:
        changes, head = _boxes(drafted, changes), _head(drafted, head)
        st.session_state[kept] = changes, head
    changed = edited(note, changes, head)
    if not editing:
        st.html(_read(changed))
    if sum(line.edited for line in changed.lines):
        st.html('<div class="small">Lines that were reworded say so: the papers prove them no more.</div>')
    _files(changed, drafted.number)


def _head(drafted: _Drafted, before: Mapping[str, str]) -> dict[str, str]:
    """Ask for what no paper says at the head of a note."""
    names = dict.fromkeys(fact.name for fact in drafted.note.facts if fact.name in ("To", "From"))
    return {
        name: st.text_input(name, before.get(name, ""), key=f"briefing-{name}-{drafted.number}", max_chars=200)
        for name in names
    }


def _boxes(drafted: _Drafted, before: Mapping[int, str]) -> dict[int, str]:
    """Draw each line as a box with a tick to leave it out, and return the lines that were changed, by their place."""
    changes: dict[int, str] = {}
    at = 0
    for matter in drafted.note.matters:
        st.html(f"<h3>{as_html(matter.title)}</h3>")
        for section in matter.sections:
            if section.lines:
                st.html(f"<h4>{as_html(section.heading)}</h4>")
            for line in section.lines:
                told = _box(line, at, drafted.number, before.get(at))
                changes |= {at: told} if told != line.text else {}
                at += 1
    return changes


def _box(line: "Line", at: int, number: int, before: str | None) -> str:
    """Draw one line to change, and return its words, "" where it is to be left out."""
    key, left_out = f"{number}-{at}", before == ""
    places = "; ".join(citation.place for citation in line.citations)
    label = as_label(f"Line {at + 1}{f', {line.label}' if line.label else ''}")
    words = st.text_area(
        label, before or line.text, key=f"briefing-line-{key}", height="content", help=as_label(places)
    )
    left_out = st.checkbox(f"Leave line {at + 1} out", left_out, key=f"briefing-out-{key}")
    return "" if left_out else words


def _read(note: "Briefing") -> str:
    """Return a note as it is to be read."""
    from briefing.export.layout import FOOT, HEADS, SOURCES, source

    parts = [f"<dl>{''.join(map(_fact, note.facts))}</dl>"]
    for matter in note.matters:
        sections = "".join(map(_section, matter.sections))
        parts.append(f"<h3>{as_html(matter.title)}</h3>{sections}")
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{as_html(cell)}</td>' for cell in source(citation))}</tr>" for citation in note.sources
    )
    table = f'<table class="graded"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    wide = f'<div class="wide" role="region" tabindex="0" aria-label="{SOURCES}">{table}</div>'
    return f'<div class="note">{"".join(parts)}<h3>{SOURCES}</h3>{wide}<p>{FOOT}</p></div>'


def _fact(fact: "Fact") -> str:
    from briefing.export.layout import numbers

    cited = f' <span class="mark">{numbers(fact.citations)}</span>'
    return f"<div><dt>{as_html(fact.name)}</dt><dd>{as_html(fact.value)}{cited}</dd></div>"


def _section(section: "Section") -> str:
    from briefing.export.layout import told

    said = "".join(f'<p class="small">{as_html(text)}</p>' for text in (section.note, section.nothing) if text)
    lines = [_line(*one) for one in told(section)]
    listed = f"<ul>{''.join(lines)}</ul>" if lines else ""
    return f"<h4>{as_html(section.heading)}</h4>{said}{listed}"


def _line(label: str, words: str, behind: str) -> str:
    named = f"<strong>{as_html(label)}</strong> " if label else ""
    return f'<li class="said">{named}{as_html(words)} <span class="mark">{as_html(behind)}</span></li>'


def _files(note: "Briefing", number: int) -> None:
    from briefing.export.forms import FORMS
    from briefing.export.layout import file_name

    st.html(f'<div class="small">{count(len(note.lines), "line")}, {count(len(note.sources), "source")}.</div>')
    for column, (ending, form) in zip(st.columns(len(FORMS)), FORMS.items(), strict=True):
        column.download_button(
            f"Download as {form.name}", data=partial(form.made, note), file_name=f"{file_name(note)}{ending}",
            mime=form.media, key=f"briefing{ending}-{number}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
