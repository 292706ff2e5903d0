from dataclasses import replace
from threading import Event, Timer
from typing import Any

from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from answer.model import Answer, Claim
from errors import LanguageModelError


def html(screen: AppTest) -> str:
    return "\n".join(element.value for element in screen.get("html") if "<style>" not in element.value)


def ask(screen: AppTest, question: str) -> AppTest:
    return screen.chat_input[0].set_value(question).run()


def keys(screen: AppTest) -> list[str | None]:
    return [button.key for button in screen.button]


def test_an_empty_chat_suggests_questions(screen: AppTest) -> None:
    assert [b.label for b in screen.button if b.key and b.key.startswith("suggestion")] == [
        r"What is the reserve\?",
        r"What was decided on \$5 \*plans\*\?",
    ]


def test_a_suggestion_asks_its_question(screen: AppTest, board: Any) -> None:
    screen.button(key="suggestion-0").click().run()
    assert board.asked[0][0] == "What is the reserve?"
    assert "The reserve is £4.1 million." in html(screen)


def test_an_answer_shows_its_claims_with_numbers_and_its_date(screen: AppTest) -> None:
    shown = html(ask(screen, "What is the reserve?"))
    assert 'The reserve is £4.1 million. <span class="mark">[1]</span>' in shown
    assert 'It is held for hard times. <span class="mark">[2]</span>' in shown
    assert "As at 5 January 2016" in shown


def test_each_citation_names_its_place_and_shows_its_quote(screen: AppTest) -> None:
    ask(screen, "What is the reserve?")
    label = screen.button(key="cite-0-1").label.replace("\\", "")
    assert label == "[1] 2015 pack, item 9, para 2.2, page 59 (PDF 2)"
    assert "The reserve is £4.1 million, and it will be kept.</blockquote>" in html(screen)


def test_a_quote_that_is_the_answer_itself_is_not_said_twice(screen: AppTest) -> None:
    ask(screen, "What is odd?")
    assert screen.button(key="cite-0-1")
    assert "blockquote" not in html(screen)


def test_text_from_papers_is_shown_as_typed(screen: AppTest) -> None:
    shown = html(ask(screen, "What is odd?"))
    assert "£5 or $6, **not** $7 &lt;b&gt;bold&lt;/b&gt; [click](http://example.org) :smile:" in shown
    assert "<b>" not in shown
    assert not screen.chat_message[1].markdown


def test_a_question_is_shown_as_typed(screen: AppTest) -> None:
    assert "&lt;script&gt;1&lt;/script&gt;" in html(ask(screen, "<script>1</script>"))


def test_an_answer_that_is_not_found_says_what_was_looked_at(screen: AppTest) -> None:
    shown = html(ask(screen, "Who won the cup?"))
    assert "Not found in these papers." in shown
    assert "Looked at 3 papers." in shown
    assert not [key for key in keys(screen) if key and key.startswith("cite-")]


def test_what_comes_nearest_is_shown_as_no_answer(screen: AppTest, board: Any) -> None:
    nearest = board.answers["What is the reserve?"].claims[:1]
    board.answers["Who holds it?"] = Answer("Who holds it?", (), False, (), note="Nothing.", nearest=nearest)
    shown = html(ask(screen, "Who holds it?"))
    told = shown.index("The nearest that they say, which does not answer the question:")
    assert shown.index("Not found in these papers.") < told < shown.index(nearest[0].text)
    screen.button(key="cite-0-1").click().run()
    assert screen.button(key="close-page")


def test_a_recommendation_is_named_as_one(screen: AppTest, board: Any) -> None:
    claim = board.answers["What is the reserve?"].claims[0]
    asked = replace(claim.citations[0], passage=replace(claim.citations[0].passage, kind="recommendation"))
    board.answers["Asked?"] = Answer("Asked?", (replace(claim, citations=(asked,)),), True, ())
    assert "Recommendation, not a decision" not in html(ask(screen, "What is the reserve?"))
    assert "Recommendation, not a decision" in html(ask(screen, "Asked?"))


def test_conflicts_and_unproved_statements_are_told(screen: AppTest, board: Any) -> None:
    plain = board.answers["What is the reserve?"]
    conflict = Claim("The papers do not agree: £4m on page 4, but £6m on page 6 & more.", plain.citations)
    later = Claim("A later paper says <b>£7m</b>.", ())
    board.answers["Disputed?"] = Answer(
        "Disputed?", plain.claims, True, (), conflicts=(conflict,), standing=(later,), dropped=("One.", "Two.")
    )
    shown = html(ask(screen, "Disputed?"))
    assert "The papers do not agree: £4m on page 4, but £6m on page 6 &amp; more." in shown
    assert "A later paper says &lt;b&gt;£7m&lt;/b&gt;." in shown
    assert "2 statements left out" in shown


def test_a_follow_up_carries_the_conversation(screen: AppTest, board: Any) -> None:
    ask(screen, "What is the reserve?")
    ask(screen, "And why?")
    question, history, _ = board.asked[-1]
    assert question == "And why?"
    assert [(turn.role, turn.content) for turn in history] == [
        ("user", "What is the reserve?"),
        ("assistant", "The reserve is £4.1 million. [1]\nIt is held for hard times. [2]"),
    ]


def test_a_new_conversation_forgets_the_old_one(screen: AppTest, board: Any) -> None:
    ask(screen, "What is the reserve?")
    screen.button(key="cite-0-1").click().run()
    screen.button(key="new-conversation").click().run()
    assert not screen.chat_message
    assert "close-page" not in keys(screen)
    ask(screen, "And why?")
    assert board.asked[-1][1] == []


def test_a_question_asked_early_waits_until_the_models_are_ready(screen: AppTest, ready: Event) -> None:
    ready.clear()
    timer = Timer(0.2, ready.set)
    timer.start()
    ask(screen, "What is the reserve?")
    timer.join()
    assert "The reserve is £4.1 million." in html(screen)


def test_an_error_leaves_the_chat_open_for_the_next_question(screen: AppTest, board: Any) -> None:
    board.error = LanguageModelError("The language model did not answer")
    ask(screen, "What is the reserve?")
    board.error = None
    ask(screen, "What is the reserve?")
    assert not screen.exception
    assert "The reserve is £4.1 million." in html(screen)
    assert len(screen.chat_message) == 2


def test_a_question_that_a_click_interrupts_is_answered_after_it(screen: AppTest, board: Any) -> None:
    board.error = StopException()
    ask(screen, "What is the reserve?")
    board.error = None
    screen.run()
    assert "The reserve is £4.1 million." in html(screen)
    assert len(screen.chat_message) == 2


def test_a_citation_can_be_copied_with_and_without_its_words(screen: AppTest) -> None:
    ask(screen, "What is the reserve?")
    place = "Cabinet, 7 July 2015, item 9, para 2.2, p. 59"
    told = [code.value for code in screen.code]
    assert told[:2] == [place, f"“The reserve is £4.1 million, and it will be kept.” ({place})"]
