from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from answer.model import Answer, Claim
from talks.store import Talks
from ui.chat.sureness import reasons
from ui.state import Talk


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


def ask(screen: AppTest, question: str) -> AppTest:
    return screen.chat_input[0].set_value(question).run()


def questions(screen: AppTest) -> list[str]:
    return [one.question for one in screen.session_state["askboard"].exchanges]


def heard(screen: AppTest) -> list[str]:
    return [one.value for one in screen.get("html") if 'class="heard"' in one.value]


def test_a_question_asked_again_is_answered_anew_in_its_place(screen: AppTest, board: Any) -> None:
    ask(screen, "What is odd?")
    ask(screen, "What is the reserve?")
    screen.button(key="ask-again").click().run()
    assert [asked[0] for asked in board.asked] == ["What is odd?", "What is the reserve?", "What is the reserve?"]
    assert len(board.asked[-1][1]) == 2
    assert questions(screen) == [
        "What is odd?",
        "What is the reserve?",
    ]


def test_a_changed_question_takes_the_place_of_the_newest(screen: AppTest, board: Any) -> None:
    ask(screen, "What is odd?")
    screen.text_area(key="changed-question-1").set_value("What is the reserve?").run()
    screen.button(key="ask-this").click().run()
    assert questions(screen) == ["What is the reserve?"]
    assert board.asked[-1][1] == []


def test_a_question_changed_to_nothing_is_not_asked(screen: AppTest, board: Any) -> None:
    ask(screen, "What is odd?")
    screen.text_area(key="changed-question-1").set_value("  ").run()
    screen.button(key="ask-this").click().run()
    assert len(board.asked) == 1
    assert questions(screen) == ["What is odd?"]


def test_only_the_newest_question_can_be_changed(screen: AppTest) -> None:
    ask(ask(screen, "What is odd?"), "What is the reserve?")
    assert [area.key for area in screen.text_area] == ["changed-question-2"]


def test_what_was_proved_before_a_stop_stays_with_a_note(board: Any) -> None:
    claim = board.answers["What is the reserve?"].claims[0]
    talk = Talk(asked="What is the reserve?", so_far=[claim])
    talk.stop("Stopped.")
    kept = talk.exchanges[0].answer
    assert (kept.claims, kept.note, kept.as_at, talk.asked) == ((claim,), "Stopped.", date(2015, 7, 7), None)


def test_a_stop_before_anything_was_proved_leaves_nothing() -> None:
    talk = Talk(asked="What is the reserve?")
    talk.stop("Stopped.")
    assert (talk.exchanges, talk.asked) == ([], None)


def test_an_answer_is_heard_once_and_whole(screen: AppTest) -> None:
    assert heard(screen) == ['<div class="heard" role="status"></div>']
    ask(screen, "What is the reserve?")
    assert heard(screen) == [
        '<div class="heard" role="status">The reserve is £4.1 million. [1]\nIt is held for hard times. [2]</div>'
    ]
    ask(screen, "Who won the cup?")
    assert heard(screen) == ['<div class="heard" role="status">Not found in these papers.</div>']
    assert html(screen).count('role="status"') == 1


def test_an_error_while_a_step_is_taken_aside_reaches_the_screen(screen: AppTest, board: Any) -> None:
    board.error = KeyError("odd")
    ask(screen, "What is the reserve?")
    assert len(screen.exception) == 1
    assert screen.session_state["askboard"].asked is None


def test_reasons_begin_with_the_proof_and_name_each_paper_once_newest_first(board: Any) -> None:
    answer = board.answers["What is the reserve?"]
    assert reasons(answer) == [
        "2 quotes were found word for word on the pages named; open a page to see for yourself.",
        "2015 pack: of 7 July 2015.",
        "Reserves policy: without a date.",
        "It comes from the papers' own records (resolutions, actions, votes, names) and was not weighed.",
    ]


@pytest.mark.parametrize(
    ("strength", "said"),
    [(0.93, "about 9 of 10"), (0.999, "about 9 of 10"), (0.5, "about 5 of 10"), (0.01, "about 1 of")],
)
def test_strength_is_told_in_tenths_and_never_as_certain(board: Any, strength: float, said: str) -> None:
    assert said in reasons(replace(board.answers["What is the reserve?"], strength=strength))[-1]


def test_what_speaks_against_an_answer_is_told(board: Any) -> None:
    answer = board.answers["What is the reserve?"]
    first = answer.claims[0].citations[0]
    draft = replace(first, paper=replace(first.paper, status="draft"), mark="replaced by 2016 pack",
                    passage=replace(first.passage, kind="recommendation"))  # fmt: skip
    doubtful = Answer("q", (Claim("x", (draft,)),), True, (), conflicts=(Claim("y", (draft,)),),
                      standing=(Claim("z", (draft,)),), dropped=("w",))  # fmt: skip
    told = reasons(doubtful)
    assert "2015 pack: of 7 July 2015, a draft, which a later meeting may correct, replaced by 2016 pack." in told
    assert "1 statement that could not be proved so was left out." in told
    assert "The papers say something else in another place too: see above." in told
    assert "A later paper or decision bears on it: see above." in told
    assert "All of it is recommended, none of it decided, as far as these quotes go." in told


def test_a_question_asked_again_is_kept_as_its_newest_answer(board: Any, ready: Event, tmp_path: Any) -> None:
    talks = Talks(tmp_path)
    screen = AppTest.from_function(_draw, args=(board, ready, talks), default_timeout=20).run()
    ask(screen, "What is odd?")
    board.answers["What is odd?"] = board.answers["What is the reserve?"]
    screen.button(key="ask-again").click().run()
    screen.run()
    (heading,) = talks.found("this computer")
    (kept,) = talks.load("this computer", heading.id)
    assert kept.answer.claims[0].text == "The reserve is £4.1 million."


def _draw(board: "Any", ready: "Any", talks: "Any") -> None:
    from pathlib import Path

    from ui.screen import Kept, show

    show(board, ready, Kept(Path("none"), lambda: None, talks))
