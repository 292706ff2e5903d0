from datetime import date

import pytest

from answer.model import Turn
from answer.understanding.reading import understand
from answer.understanding.readings import parts, readings

DAYS = {date(2031, 3, 4), date(2031, 6, 3)}
BODIES = {"Harbour Board", "Pilots Panel"}


def read(question, history=()):
    return readings(understand(question, history), DAYS, BODIES)


@pytest.mark.parametrize(
    ("question", "plainly"),
    [
        ("Within item 6 only (4 March 2031): when do tolls rise?", "when do tolls rise?"),
        ("Under minute 52 of March 2031, who may sign?", "who may sign?"),
        ("Minute 90, Harbour Board 3 June 2031: to whom was the sale left?", "to whom was the sale left?"),
        ("Resolution 69(3)(d): what is the Clerk to report?", "what is the Clerk to report?"),
        ("What does the item 6 report say on tolls?", "What does the report say on tolls?"),
        ("What tolls are in the June 2031 ferry plan?", "What tolls are in the ferry plan?"),
        ("who chaired the june 2031 meeting when tolls came up", "who chaired the meeting when tolls came up"),
        ("which of the options did the board go for in june?", "which of the options did the board go for?"),
        ("What price was agreed in March 2031 for the quay?", "What price was agreed for the quay?"),
    ],
)
def test_a_question_is_also_read_without_the_places_it_names(question, plainly):
    assert read(question) == (question, plainly)


@pytest.mark.parametrize(
    "question",
    [
        "What was the toll in 2031?",
        "What was the toll in July 2031?",
        "What does section 25 require of the Clerk?",
        "How many boats does the Ferry Act 2031 allow?",
        "How did tolls change between the March and June 2031 papers?",
        "Ferries of the Pell line: what is their toll?",
    ],
)
def test_times_and_names_that_are_the_matter_stay_in_the_question(question):
    assert read(question) == (question,)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who asked for the map, and on what grounds did the Clerk refuse?",
         ["Who asked for the map", "on what grounds did the Clerk refuse?"]),
        ("which boat is cheapest for the board, and what is it?", ["which boat is cheapest for the board"]),
        ("Who is the pilot lead? I think someone was named last winter", ["Who is the pilot lead"]),
        ("Who chairs the Pilots and the Crew panels?", []),
    ],
)  # fmt: skip
def test_a_question_that_asks_several_things_is_read_in_parts(question, found):
    assert parts(question) == found


def test_a_follow_up_is_read_with_what_it_goes_on_from():
    history = (Turn("user", "What share of tolls is paid in time?"), Turn("assistant", "71%."))
    assert read("And what is the target for that?", history) == (
        "What share of tolls is paid in time? And what is the target for that?",
        "And what is the target for that? (What share of tolls is paid in time)",
        "What share of tolls is paid in time? 71%. And what is the target for that?",
    )
