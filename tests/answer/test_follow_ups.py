import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.model import Turn
from answer.understanding.reading import understand
from answer.understanding.turns import standing_for


def after(before, question):
    return understand(question, (Turn("user", before), Turn("assistant", "It was £3m. [1]")))


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("What was the vacancy rate in nursing?", "and in midwifery?", "What was the vacancy rate in midwifery?"),
        ("What was the rate in nursing in 2031/32?", "and in midwifery?", "What was the rate in midwifery in 2031/32?"),
        ("How did Castle Brook spend £3m?", "and Pell Marsh?", "How did Pell Marsh spend £3m?"),
        ("What was spent on buses in 2031/32?", "And in 2030/31?", "What was spent on buses in 2030/31?"),
        ("What was spent on buses in 2031/32?", "what about the year before", "What was spent on buses in 2030/31?"),
        ("What was spent on buses in 2031?", "and the following year?", "What was spent on buses in 2032?"),
        ("How far over is Scheme 6?", "and scheme 7?", "How far over is scheme 7?"),
        ("What did the June paper say?", "and November?", "What did the November paper say?"),
        ("What do we pay for salt?", "what about for grit", "What do we pay for grit?"),
    ],
)
def test_like_is_put_for_like(before, question, whole):
    asked = after(before, question)
    assert asked.query == whole
    assert asked.search.startswith(whole)
    assert asked.wanted == understand(before).wanted


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What was the vacancy rate in nursing?", "and in Northmarsh?"),
        ("What did Castle Brook pay Pell Marsh?", "and Swanbridge?"),
        ("What was spent in 2030/31 and 2031/32?", "what about the year before?"),
        ("What was the vacancy rate in nursing?", "and the target?"),
        ("Who chairs the panel?", "why?"),
        ("Who chairs the panel?", "and who is the deputy?"),
        ("How far over are scheme 6 and scheme 8?", "and scheme 7?"),
    ],
)
def test_what_is_in_doubt_is_read_with_the_question_before(before, question):
    assert standing_for(question, before) is None
    assert after(before, question).query == f"{before} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "and what does the report on parking charges recommend for residents of Harbour Street?",
        "What is item 7 about?",
        "What does minute 31 say?",
        "How many toll booths were closed on the east pier in spring?",
        "What did Dr Amberley write in her letter of complaint?",
    ],
)
def test_another_subject_leaves_the_one_before_behind(question):
    asked = after("What was the vacancy rate in nursing?", question)
    assert not asked.follow_up
    assert "nursing" not in asked.search
    assert asked.earlier == ()


def test_a_chain_of_short_questions_keeps_the_last_subject():
    turns = (
        Turn("user", "What was spent on buses in 2031/32?"),
        Turn("assistant", "£3m."),
        Turn("user", "and on ferries?"),
    )
    asked = understand("and the year before?", (*turns, Turn("assistant", "£1m.")))
    assert asked.query == "What was spent on ferries in 2030/31?"
    assert "buses" not in asked.search


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_questions_can_be_read_together(before, question):
    asked = after(before, question)
    assert question.strip() in asked.search or asked.query != question


def test_a_name_in_small_letters_is_put_for_the_name_there_is():
    before = "How many ferries did Castle Brook lose in 2031/32?"
    history = (Turn("user", before), Turn("assistant", "Three."))
    asked = understand("what about pell marsh?", history, named=str.title)
    assert asked.query == "How many ferries did Pell Marsh lose in 2031/32?"
    assert understand("what about pell marsh?", history).query == f"{before} what about pell marsh?"
