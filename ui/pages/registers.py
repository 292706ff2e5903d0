"""Decisions, actions, people, abbreviations: each register as rows to search, with the page that proves each."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from index.model import Viewer
from ingest.model import Register
from ui.state import Talk
from ui.words import as_html, as_label, count, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from answer.registers.reading import Recorded
    from briefing.tables.columns import Table, Wanted

PAGE = "registers"
TITLE = "Decisions, actions, people"
_LEAD = """<p>What Askboard found in the papers, row by row. It may have missed some: each row names the page it stands
on, and what the papers say there counts.</p>"""
_ROWS = 25
_ALL_BOARDS, _ALL_MEETINGS = "All boards", "All meetings"
_NO_DAY = "no day"


def draw_registers(board: "Askboard", talk: Talk, viewer: Viewer) -> None:
    """Draw a register's rows as they are narrowed; the address keeps what was chosen, so that it can be sent on."""
    # Not at the head: the first screen of the chat needs none of it.
    from briefing.tables.columns import TABLES, narrowed

    with st.container(key="registers"):
        st.button("Back to your questions", key="leave-registers", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        st.html(f'<div class="welcome"><h1>{TITLE}</h1>{_LEAD}</div>')
        register = _register({name: table.title for name, table in TABLES.items()})
        table, held = TABLES[register], board.register(register, viewer)
        st.html(f"<h2>{as_html(table.title)}</h2><p>{as_html(table.said)}</p>")
        rows = narrowed(held, _wanted(held))
        if rows:
            _draw_files(table, rows)
            _draw_rows(table, rows, talk)
        else:
            st.html(f'<div class="notice" role="status">{_none(table, bool(held))}</div>')


def _register(titles: dict[Register, str]) -> Register:
    names = list(titles)
    at = next((at for at, name in enumerate(names) if name == st.query_params.get("register")), 0)
    chosen = st.selectbox("Show", names, at, format_func=lambda name: titles[name], key="register")
    _remember("register", chosen)
    return chosen


def _wanted(held: Sequence["Recorded"]) -> "Wanted":
    """Ask for words, board and meeting; a choice that the rows do not hold is none."""
    from briefing.tables.columns import Wanted

    words, boards, days = st.columns((2, 2, 1.5))
    with words:
        said = st.text_input("Words", st.query_params.get("words", ""), key="register-words", max_chars=200)
    with boards:
        bodies = [_ALL_BOARDS, *sorted({one.body for one in held if one.body})]
        body = st.selectbox("Board", bodies, _place(bodies, "body"), key="register-body")
    with days:
        met = sorted({one.meeting for one in held if one.meeting}, reverse=True)
        dates = [_ALL_MEETINGS, *(day.isoformat() for day in met)]
        day = st.selectbox("Meeting", dates, _place(dates, "meeting"), format_func=_said_day, key="register-meeting")
    body, day = (body if body in bodies[1:] else ""), (day if day in dates[1:] else "")
    for name, value in (("words", said.strip()), ("body", body), ("meeting", day)):
        _remember(name, value)
    return Wanted(said, date.fromisoformat(day) if day else None, body)


def _place(options: Sequence[str], name: str) -> int:
    value = st.query_params.get(name)
    return options.index(value) if value in options else 0


def _remember(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _said_day(option: str) -> str:
    return option if option == _ALL_MEETINGS else long_date(date.fromisoformat(option))


def _none(table: "Table", held: bool) -> str:
    if held:
        return "No row holds all of this: take out a word, or choose all boards and all meetings."
    return f"No {as_html(table.title.lower())} were found in the papers here."


def _draw_files(table: "Table", rows: Sequence["Recorded"]) -> None:
    """Draw what is shown as files to take away."""
    from briefing.tables.columns import cells
    from briefing.tables.sheets import CSV, XLSX, as_csv, as_xlsx

    told = [cells(table, one) for one in rows]
    name = table.title.lower().replace(" ", "-")
    makers = (("CSV", "csv", CSV, partial(as_csv, table.heads, told)),
              ("Excel", "xlsx", XLSX, partial(as_xlsx, table.title, table.heads, told)))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="small" role="status">{count(len(rows), "row")}</div>')
        for form, ending, media, make in makers:
            st.download_button(f"Download as {form}", data=make, file_name=f"{name}.{ending}", mime=media,
                               key=f"register-{ending}", icon=":material/download:", on_click="ignore")  # fmt: skip


def _draw_rows(table: "Table", rows: Sequence["Recorded"], talk: Talk) -> None:
    """Draw one screen of rows, and which."""
    pages = -(-len(rows) // _ROWS)
    page = 1
    if pages > 1:
        page = int(st.number_input(f"Screen (1 to {pages})", 1, pages, 1, key=f"register-screen-{table.title}-{pages}"))
    for number, one in enumerate(rows[(page - 1) * _ROWS : page * _ROWS]):
        draw_row(table, one, talk, f"row-{number}")


def draw_row(table: "Table", one: "Recorded", talk: Talk, key: str) -> None:
    """Draw one entry of a register: when and whose, what its columns say, the paper's words, and where they stand."""
    own = [(head, one.entry.field(name)) for name, head in table.columns.items()]
    facts = "".join(f"<div><dt>{as_html(head)}</dt><dd>{as_html(value)}</dd></div>" for head, value in own if value)
    with st.container(border=True, key=f"{key}-entry"):
        st.html(
            f'<div class="small">{as_html(_when(one))}</div>'
            f'<blockquote class="quote">{as_html(" ".join(one.entry.text.split()))}</blockquote>'
            f'<dl class="entry">{facts}</dl>'
        )
        for number, citation in enumerate(one.citations):
            st.button(as_label(citation.place), key=f"cite-{key}-{number}", type="tertiary", on_click=talk.open,
                      args=(citation,))  # fmt: skip


def _when(one: "Recorded") -> str:
    day = long_date(one.meeting) if one.meeting else _NO_DAY
    return f"{day}, {one.body}" if one.body else day
