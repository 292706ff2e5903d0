import pytest

from answer.model import Turn
from answer.understanding.model import Period
from answer.understanding.reading import understand

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
        ("Why was the ferry subsidy cut?", "reason"),
        ("On what grounds did the panel object?", "reason"),
        ("Which page has the ferry timetable?", "place"),
        ("Where in the papers is the dredging contract?", "place"),
        ("Which item deals with dredging?", "place"),
        ("When was the harbour plan approved?", "date"),
        ("The plan was approved, and when does it start?", "decision"),
        ("Who proposed the new chair?", "person"),
        ("Whose idea was it?", "person"),
        ("What were the fees and the spending in 2031/32?", "figure"),
        ("What is the target?", "figure"),
        ("What was the size of the overspend?", "figure"),
        ("What were the objections?", "list"),
        ("Is the toll higher or lower than in June?", "comparison"),
        ("How many berths were there in the June paper and in the November paper?", "comparison"),
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
    assert asked.query == "Who chaired in November?"
    assert asked.search == "Who chaired in November? Zebedee did."


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
        ("from June 2031 to May 2032", None, None),
        ("how many waited in June", None, None),
        ("the meeting of 4 May 2031", 5, 2031),
        ("they may march in time", None, None),
        ("who may attend the board", None, None),
    ],
)
def test_months_and_years_of_meetings_are_read(question, month, year):
    asked = understand(question)
    assert (asked.month, asked.year) == (month, year)


@pytest.mark.parametrize(
    ("question", "periods"),
    [
        ("the June and November 2031 papers", (Period(2031, 6), Period(2031, 11))),
        ("in June and then in November", (Period(None, 6), Period(None, 11))),
        ("on 4 May 2031 and May 5th, 2032", (Period(2031, 5, 4), Period(2032, 5, 5))),
        ("in 2031 or 2032", (Period(2031), Period(2032))),
        ("the budget for 2031/32", ()),
        ("who may march in june gardens", (Period(None, 6),)),
        ("the may meeting", (Period(None, 5),)),
    ],
)
def test_all_times_that_are_named_are_read(question, periods):
    assert understand(question).periods == periods


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("what did the last meeting decide", "newest"),
        ("What do the latest minutes say on tolls?", "newest"),
        ("the most recent board papers", "newest"),
        ("and the meeting before?", "before"),
        ("what did the previous meeting say", "before"),
        ("how many waited last year", None),
    ],
)
def test_the_order_of_meetings_is_read(question, order):
    assert understand(question).order == order


@pytest.mark.parametrize(
    ("question", "page", "paragraph"),
    [
        ("What is on page 43?", "43", None),
        ("see p. 7", "7", None),
        ("page 2 of 6", None, None),
        ("what does paragraph 3.2 say", None, "3.2"),
        ("Which pages are exempt?", None, None),
    ],
)
def test_pages_and_paragraphs_are_read(question, page, paragraph):
    asked = understand(question)
    assert (asked.page, asked.paragraph) == (page, paragraph)


@pytest.mark.parametrize(
    ("question", "yes_no"),
    [
        ("Was the toll raised?", True),
        ("did the board agree to it", True),
        ("Is the toll higher or lower?", False),
        ("Why was the toll raised?", False),
        ("Can you list the tolls?", False),
    ],
)
def test_a_question_that_yes_or_no_answers_is_told(question, yes_no):
    assert understand(question).yes_no == yes_no


def test_a_question_is_understood_as_its_spelling_was_put_right():
    asked = understand("the comittee on ferries", put_right=lambda text: text.replace("comittee", "committee"))
    assert asked.read_as == asked.question == "the committee on ferries"
    assert "committee" in asked.subject
    assert understand("the committee").read_as == ""
