from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from answer.model import Answer
from talks.store import Exchange, Talks
from ui.chat.conversations import in_sight

OWNER = "this computer"


@pytest.fixture
def talks(tmp_path: Path) -> Talks:
    return Talks(tmp_path / "data")


@pytest.fixture
def screen(board: Any, ready: Event, talks: Talks, tmp_path: Path) -> AppTest:
    st.cache_resource.clear()
    return AppTest.from_function(_draw, args=(board, ready, tmp_path / "samples", talks), default_timeout=20).run()


def _draw(board: "Any", ready: "Event", samples: "Path", talks: "Talks") -> None:
    from ui.screen import Kept, show

    show(board, ready, Kept(samples, lambda: board.quality, talks))


def ask(screen: AppTest, question: str) -> AppTest:
    return screen.chat_input[0].set_value(question).run().run()


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


def test_what_is_said_is_kept_as_one_conversation(screen: AppTest, talks: Talks) -> None:
    ask(ask(screen, "What is the reserve?"), "And why?")
    [heading] = talks.found(OWNER)
    assert (heading.name, heading.exchanges) == ("What is the reserve?", 2)


def test_an_earlier_conversation_is_found_by_its_words_and_opened(screen: AppTest, talks: Talks) -> None:
    ask(screen, "What is the reserve?")
    [first] = talks.found(OWNER)
    screen.button(key="new-conversation").click().run()
    ask(screen, "Who won the cup?")
    screen.text_input(key="find-conversation").set_value("million").run()
    screen.button(key=f"talk-{first.id}").click().run()
    shown = html(screen)
    assert "The reserve is £4.1 million." in shown
    assert "Who won the cup?" not in shown
    screen.button(key="cite-0-1").click().run()
    assert screen.button(key="close-page")
    assert len(talks.found(OWNER)) == 2


def test_a_conversation_is_named_and_deleted(screen: AppTest, talks: Talks) -> None:
    ask(screen, "What is the reserve?")
    [heading] = talks.found(OWNER)
    screen.text_input(key=f"name-{heading.id}").set_value("Reserves for May").run()
    assert [one.name for one in talks.found(OWNER)] == ["Reserves for May"]
    screen.button(key="delete-conversation").click().run()
    assert talks.found(OWNER) == []
    assert "The reserve is £4.1 million." not in html(screen)


def test_a_conversation_deleted_elsewhere_goes_on_as_one_of_its_own(screen: AppTest, talks: Talks) -> None:
    ask(screen, "What is the reserve?")
    talks.remove(OWNER, talks.found(OWNER)[0].id)
    ask(screen, "Who won the cup?")
    assert [one.exchanges for one in talks.found(OWNER)] == [2]


def test_the_papers_can_be_asked_where_conversations_cannot_be_kept(screen: AppTest, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "talks.sqlite3").write_bytes(b"no database " * 500)
    ask(screen, "What is the reserve?")
    assert "The reserve is £4.1 million." in html(screen)
    assert any("Conversations are not kept" in warning.value.replace("\\", "") for warning in screen.warning)


def test_an_answer_that_cites_a_paper_out_of_sight_is_not_shown(board: Any) -> None:
    told = Exchange("What is the reserve?", board.answers["What is the reserve?"])
    hinted = Exchange("Who?", Answer("Who?", (), False, (), nearest=told.answer.claims))
    assert in_sight([told, hinted], {"p1", "p2", "p3"}) == [told, hinted]
    for one in in_sight([told, hinted], {"p1"}):
        assert not one.answer.found
        assert "no longer among the papers" in one.answer.note
        assert one.answer == replace(one.answer, claims=(), nearest=())
