import pytest

from answer.model import Turn
from answer.understanding import understand

FALLS = (Turn("user", "What did the falls service cost in 2024/25?"), Turn("assistant", "It cost £1.120m. [1]"))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much does the winter plan cost?", "figure"),
        ("how many children were waiting in December", "figure"),
        ("What percentage of patients were seen in four hours?", "figure"),
        ("When does the hub open?", "date"),
        ("By when must the letter be sent?", "date"),
        ("Who chaired the meeting?", "person"),
        ("Who’s the author of the report?", "person"),
        ("Was the outline business case approved?", "decision"),
        ("What did the board decide about parking?", "decision"),
        ("What does the report recommend on falls?", "recommendation"),
        ("What is the board asked to do in item 5?", "recommendation"),
        ("List the seven priorities", "list"),
        ("Which three organisations pay into the pool?", "list"),
        ("What does SPA stand for?", "definition"),
        ("whats an OBC?", "definition"),
        ("How does the June figure compare with January?", "comparison"),
        ("Summarise item 7", "summary"),
        ("What is the winter plan about?", "summary"),
        ("Where do the staff work from?", "fact"),
    ],
)
def test_a_question_tells_what_kind_of_answer_it_wants(question, wanted):
    assert understand(question).wanted == wanted


@pytest.mark.parametrize(
    "question",
    ["and in Northmarsh?", "What about Southcombe?", "why?", "How much did it cost?", "And who pays for that?"],
)
def test_a_question_that_points_back_is_read_with_the_turn_before(question):
    asked = understand(question, FALLS)
    assert asked.follow_up
    assert asked.query == f"What did the falls service cost in 2024/25? {question}"
    assert "falls" in asked.earlier


@pytest.mark.parametrize(
    "question",
    [
        "How many illegal vapes did Trading Standards seize last year?",
        "Who proposed and seconded the Vice-Chair for 2025/26?",
        "When does the urgent treatment centre start opening later?",
    ],
)
def test_a_question_of_its_own_is_not_read_with_the_turn_before(question):
    asked = understand(question, FALLS)
    assert not asked.follow_up
    assert asked.query == question
    assert asked.earlier == ()


def test_the_answers_of_the_assistant_are_no_part_of_what_is_asked():
    history = (Turn("user", "Who chaired in June?"), Turn("assistant", "Zebedee did."))
    asked = understand("and in November?", history)
    assert "Zebedee" not in asked.query
    assert asked.search == "Who chaired in June? and in November? Zebedee did."


def test_a_third_question_keeps_what_the_first_was_about():
    history = (*FALLS, Turn("user", "and in Northmarsh?"), Turn("assistant", "£0.3m. [1]"))
    assert "falls" in understand("what about Southcombe?", history).query


def test_without_turns_before_nothing_is_a_follow_up():
    assert not understand("and how much is it?").follow_up


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("What is item 7 about?", "7"),
        ("Summarise agenda item 8a please", "8A"),
        ("see Item no. 12", "12"),
        ("Item number 4?", "4"),
        ("which items were late", None),
    ],
)
def test_agenda_items_are_read(question, item):
    assert understand(question).item == item


@pytest.mark.parametrize(
    ("question", "minute"),
    [
        ("What does minute 47 say?", "47"),
        ("minute no. 206", "206"),
        ("resolution 12 of June", "12"),
        ("ten minutes", None),
    ],
)
def test_minutes_and_resolutions_are_read(question, minute):
    assert understand(question).minute == minute


@pytest.mark.parametrize(
    ("question", "month", "year"),
    [
        ("What was agreed in January 2025?", 1, 2025),
        ("the Nov 2024 pack", 11, 2024),
        ("What did the June meeting decide?", 6, None),
        ("What was the cost in 2019?", None, 2019),
        ("the budget for 2025/26", None, None),
        ("changes between 2019 and 2024", None, None),
        ("who may attend the board", None, None),
    ],
)
def test_months_and_years_of_meetings_are_read(question, month, year):
    asked = understand(question)
    assert (asked.month, asked.year) == (month, year)
