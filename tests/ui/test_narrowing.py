from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from index.model import Scope


def scope_of(screen: AppTest, board: Any) -> Scope:
    screen.chat_input[0].set_value("q").run()
    scope = board.asked[-1][2]
    assert isinstance(scope, Scope)
    return scope


def test_what_is_chosen_stands_in_the_address(screen: AppTest) -> None:
    screen.multiselect(key="only-papers").set_value(["p1"]).run()
    screen.multiselect(key="only-items").set_value(["4"]).run()
    screen.multiselect(key="only-kinds").set_value(["agenda pack", "minutes"]).run()
    screen.date_input(key="meeting-dates").set_value((date(2015, 12, 1), date(2016, 1, 5))).run()
    assert dict(screen.query_params) == {
        "paper": "p1", "item": "4", "kind": ["agenda pack", "minutes"], "from": "2015-12-01", "to": "2016-01-05",
    }  # fmt: skip


def test_who_opens_such_an_address_asks_as_narrowly(fresh: AppTest, board: Any) -> None:
    for name, value in (("paper", "p1"), ("item", "4"), ("kind", "agenda pack"), ("from", "2015-08-01")):
        fresh.query_params[name] = value
    fresh.run()
    told = scope_of(fresh, board)
    assert told == Scope(
        frozenset({"p1"}), date(2015, 8, 1), date(2016, 1, 5), frozenset({"4"}), frozenset(), frozenset({"agenda pack"})
    )


def test_an_address_that_names_what_is_not_here_narrows_nothing(fresh: AppTest, board: Any) -> None:
    for name, value in (("paper", "gone"), ("item", "99"), ("kind", "poem"), ("from", "yesterday"), ("board", "x")):
        fresh.query_params[name] = value
    fresh.run()
    assert not fresh.exception
    assert scope_of(fresh, board) == Scope()
    assert dict(fresh.query_params) == {}


def test_going_back_to_an_earlier_address_chooses_as_it_did(screen: AppTest, board: Any) -> None:
    screen.multiselect(key="only-papers").set_value(["p1"]).run()
    screen.multiselect(key="only-papers").set_value(["p2"]).run()
    screen.query_params["paper"] = "p1"
    screen.run()
    assert scope_of(screen, board) == Scope(frozenset({"p1"}))


def test_another_page_and_back_leaves_the_choice_as_it_was(screen: AppTest, board: Any) -> None:
    screen.multiselect(key="only-papers").set_value(["p2"]).run()
    screen.button(key="papers-link").click().run()
    assert dict(screen.query_params) == {"page": "papers"}
    screen.button(key="leave-papers").click().run()
    assert dict(screen.query_params) == {"paper": "p2"}
    assert scope_of(screen, board) == Scope(frozenset({"p2"}))


def test_a_paper_that_leaves_the_library_narrows_no_more(screen: AppTest, board: Any) -> None:
    screen.multiselect(key="only-papers").set_value(["p2"]).run()
    board.cards = [card for card in board.cards if card.id != "p2"]
    screen.run()
    assert not screen.exception
    assert scope_of(screen, board) == Scope()
