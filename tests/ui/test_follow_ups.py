from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

NEXT = ["What is odd?", "What was decided on $5 *plans*?"]


def follow_ups(screen: AppTest) -> list[str]:
    return [button.label for button in screen.button if button.key and button.key.startswith("follow-up-")]


def ask(screen: AppTest, question: str) -> AppTest:
    return screen.chat_input[0].set_value(question).run()


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


@pytest.fixture
def asked(screen: AppTest, board: Any) -> AppTest:
    board.next = NEXT
    return ask(screen, "What is the reserve?")


def test_an_empty_conversation_has_nothing_to_follow_up(screen: AppTest, board: Any) -> None:
    assert not follow_ups(screen)
    assert not board.followed


def test_beneath_the_newest_answer_stand_questions_to_ask_next(asked: AppTest) -> None:
    assert follow_ups(asked) == [r"What is odd\?", r"What was decided on \$5 \*plans\*\?"]
    shown = html(asked)
    assert shown.index("The reserve is £4.1 million.") < shown.index("You could ask next")


def test_a_click_asks_the_question(asked: AppTest, board: Any) -> None:
    asked.button(key="follow-up-0").click().run()
    question, history, _ = board.asked[-1]
    assert question == "What is odd?"
    assert [turn.content for turn in history if turn.role == "user"] == ["What is the reserve?"]


def test_only_the_newest_answer_has_them(asked: AppTest, board: Any) -> None:
    board.next = NEXT[1:]
    asked.button(key="follow-up-0").click().run()
    assert follow_ups(asked) == [r"What was decided on \$5 \*plans\*\?"]
    assert html(asked).count("You could ask next") == 1
    assert len(asked.chat_message) == 4


def test_they_are_made_once_for_an_answer_with_all_that_was_said(asked: AppTest, board: Any) -> None:
    asked.button(key="cite-0-1").click().run()
    [(question, history, _)] = board.followed
    assert question == "What is the reserve?"
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert len(follow_ups(asked)) == len(NEXT)


def test_without_any_there_is_no_heading(screen: AppTest) -> None:
    ask(screen, "What is the reserve?")
    assert "You could ask next" not in html(screen)


def test_a_new_conversation_starts_without_them(asked: AppTest) -> None:
    asked.session_state["askboard"].start_anew()
    asked.run()
    assert not follow_ups(asked)
