"""Who comes in: the form for a name and a password, the way to a provider's own, and the way out again."""

import time
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.errors import StreamlitAuthError

from errors import PeopleError, SettingsError
from people.entrance import Entrance
from people.model import ALONE, Person
from people.provided import person_of
from ui.words import as_html, as_label

if TYPE_CHECKING:
    from people.users import Known, People

_KEY = "askboard-person"
_HEAD = """<div class="brand">Askboard</div><h1>Sign in</h1>
<p>Ask about your board papers; every answer names the page it stands on.</p>"""
_NOBODY = """<p>Nobody can sign in yet. Where Askboard is installed, name the first administrator:
<code>askboard people add NAME</code></p>"""
_WRONG = "That name and password do not go together. Try again, or ask your administrator for a new password."
_NO_PROVIDER = (
    "The setting sign_in is “oidc”, but no provider is named under [auth] in .streamlit/secrets.toml:"
    " see “Who may come in” in docs/administer.md"
)
_DIFFERENT = "The two new passwords differ."


def entered(entrance: Entrance) -> Person | None:
    """Return who uses Askboard; None where they have yet to sign in, which the screen then asks for."""
    if entrance.way == "oidc":
        return _provided(entrance)
    if entrance.people is None:
        return entrance.alone
    kept: Known | None = st.session_state.get(_KEY)
    known = entrance.people.find(kept.id) if kept else None
    if known and kept and known.password == kept.password:
        return known.person
    if kept:
        st.session_state.clear()
    _draw_form(entrance.people)
    return None


def draw_person(person: Person, people: "People | None") -> None:
    """Draw who is signed in, with a way out, and to another password where it is kept here."""
    if person.id == ALONE.id:
        return
    said = f"Signed in as <strong>{as_html(person.name)}</strong> ({person.role})"
    st.html(f'<div class="small">{said}</div>')
    if people:
        with st.expander("Change your password"):
            _draw_password(people)
    st.button("Sign out", key="sign-out", icon=":material/logout:", type="tertiary",
              on_click=_leave if people else st.logout)  # fmt: skip


def _leave() -> None:
    st.session_state.clear()
    st.query_params.clear()


def _draw_form(people: "People") -> None:
    with st.container(key="conversation"):
        st.html(f'<div class="welcome">{_HEAD}</div>')
        if not people.all():
            st.html(f'<div class="notice" role="note">{_NOBODY}</div>')
            return
        with st.form("sign-in"):
            name = st.text_input("Name", autocomplete="username", max_chars=200)
            password = st.text_input("Password", type="password", autocomplete="current-password", max_chars=200)
            sent = st.form_submit_button("Sign in", type="primary")
        if sent:
            _try(people, name, password)


def _try(people: "People", name: str, password: str) -> None:
    try:
        known = people.sign_in(name, password)
    except PeopleError as error:
        st.error(as_label(str(error)))
        return
    if known is None:
        st.error(_WRONG)
        return
    st.session_state[_KEY] = known
    st.rerun()


def _draw_password(people: "People") -> None:
    with st.form("change-password", border=False):
        old = st.text_input("Password now", type="password", autocomplete="current-password", max_chars=200)
        new = st.text_input("New password", type="password", autocomplete="new-password", max_chars=200)
        again = st.text_input("New password again", type="password", autocomplete="new-password", max_chars=200)
        sent = st.form_submit_button("Change it")
    if sent:
        _change(people, old, new, again)


def _change(people: "People", old: str, new: str, again: str) -> None:
    kept: Known = st.session_state[_KEY]
    try:
        if new != again:
            raise PeopleError(_DIFFERENT)
        if people.sign_in(kept.name, old) is None:
            raise PeopleError("That is not your password now.")
        people.set_password(kept.id, new)
    except PeopleError as error:
        st.error(as_label(str(error)))
        return
    st.session_state[_KEY] = people.find(kept.id)
    st.success("Your password is changed.")


def _provided(entrance: Entrance) -> Person | None:
    """Return whom the provider of the settings knows; else draw the way to it."""
    trouble = ""
    if st.user.get("is_logged_in"):
        try:
            person = person_of(st.user.to_dict(), entrance.rules, time.time())
        except PeopleError as error:
            trouble = str(error)
        else:
            if person:
                return person
    with st.container(key="conversation"):
        st.html(f'<div class="welcome">{_HEAD}</div>')
        if trouble:
            st.error(as_label(trouble))
            st.button("Sign out", key="sign-out", icon=":material/logout:", on_click=st.logout)
        elif st.button("Sign in with your organisation's account", key="sign-in", type="primary"):
            _go_to_provider()
    return None


def _go_to_provider() -> None:
    try:
        st.login()
    except StreamlitAuthError as error:
        raise SettingsError(_NO_PROVIDER) from error
