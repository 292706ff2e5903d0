"""Who may come in: those with a name and a password here, for administrators to add, change and remove."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from errors import PeopleError
from people.model import ROLES, Person, Role
from ui.state import Talk
from ui.words import as_html, as_label

if TYPE_CHECKING:
    from people.users import Known, People

PAGE = "people"
TITLE = "Who may come in"
_LEAD = """<p>A reader sees public papers. A member sees papers that are not for publication too. An administrator
sees all, adds and withdraws papers, and decides here who may come in.</p>"""
_NEW = "new-person"


def draw_people(people: "People", talk: Talk, person: Person) -> None:
    """Draw everyone who may sign in, each with their role, and a form for one more."""
    with st.container(key="people"):
        st.button("Back to your questions", key="leave-people", icon=":material/arrow_back:", type="tertiary",
                  on_click=talk.leave_page)  # fmt: skip
        st.html(f'<div class="welcome"><h1>{TITLE}</h1>{_LEAD}</div>')
        for known in people.all():
            with st.container(border=True, key=f"person-{known.id}"):
                _draw_known(people, known, own=known.person.id == person.id)
        _draw_new(people)


def _draw_known(people: "People", known: "Known", own: bool) -> None:
    st.html(f'<h2 class="paper-name">{as_html(known.name)}{" (you)" if own else ""}</h2>')
    key = f"role-{known.id}"
    role = st.selectbox("Role", ROLES, ROLES.index(known.role), key=key, format_func=str.capitalize)
    if role != known.role and not _done(lambda: people.set_role(known.id, role), f"{known.name} is now {role}."):
        return
    if role != known.role:
        st.rerun()
    with st.container(horizontal=True):
        with st.popover("New password", icon=":material/key:", key=f"repassword-{known.id}"):
            _draw_password(people, known)
        if not own:
            with st.popover("Remove", icon=":material/delete:", key=f"removing-{known.id}"):
                st.html(f'<div class="small">{as_html(known.name)} can sign in no more.</div>')
                if st.button(as_label(f"Remove {known.name}"), key=f"remove-{known.id}") and _done(
                    lambda: people.remove(known.id), f"{known.name} is removed."
                ):
                    st.rerun()


def _draw_password(people: "People", known: "Known") -> None:
    with st.form(f"password-{known.id}", border=False):
        new = st.text_input("New password", type="password", autocomplete="new-password", max_chars=200)
        if st.form_submit_button("Set it"):
            _done(lambda: people.set_password(known.id, new), f"{known.name} has a new password.")


def _draw_new(people: "People") -> None:
    st.html("<h2>Let someone in</h2>")
    with st.form(_NEW, clear_on_submit=False):
        name = st.text_input("Name to sign in with", max_chars=100, autocomplete="off")
        role: Role = st.selectbox("Role", ROLES, 1, format_func=str.capitalize, key="new-role")
        password = st.text_input("First password", type="password", autocomplete="new-password", max_chars=200)
        st.html('<div class="small">Hand it to them by another way than mail; they can change it once signed in.</div>')
        sent = st.form_submit_button("Let them in", type="primary")
    if sent and _done(lambda: people.add(name, password, role), f"{name.strip()} may sign in."):
        st.rerun()


def _done(change: Callable[[], object], said: str) -> bool:
    """Make a change and say so; where it cannot be made, say why."""
    try:
        change()
    except PeopleError as error:
        st.error(as_label(str(error)))
        return False
    st.toast(as_label(said))
    return True
