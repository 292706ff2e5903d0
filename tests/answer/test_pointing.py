from datetime import date

import pytest

from answer.model import Turn
from answer.understanding.names import bodies_named, papers_named
from answer.understanding.pointing import known_of, pointed
from answer.understanding.reading import understand
from index.model import PaperCard

MARCH, JUNE, NOVEMBER, OLD = date(2031, 3, 4), date(2031, 6, 3), date(2031, 11, 5), date(2030, 6, 4)


def card(name, kind="agenda pack", day=None, title="Pack"):
    return PaperCard(name, f"{name}.pdf", kind, title, "Harbour Board", day, None, True, 9, 0, 0, 9, name)


CARDS = (
    card("old", day=OLD, title="Harbour Board, 4 June 2030"),
    card("march", day=MARCH, title="Harbour Board, 4 March 2031"),
    card("june", day=JUNE, title="Harbour Board, 3 June 2031"),
    card("june-minutes", "minutes", JUNE, "Minutes, 3 June 2031"),
    card("november", day=NOVEMBER, title="Harbour Board, 5 November 2031"),
    card("letter", "other", date(2031, 11, 20), "Letter from the Pilots"),
    card("pell", "plan", title="Pell Marsh Ferry Plan 2031"),
    card("brook", "plan", title="Castle Brook Ferry Plan 2031"),
    card("scq", "plan", title="South Castle Quay Operating Plan"),
)


def meetings(question, history=()):
    return [set(days) for days in pointed(understand(question, history), known_of(CARDS))[1].meetings]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What did the June 2031 meeting decide?", [{JUNE}]),
        ("What did the June meeting decide?", [{OLD, JUNE}]),
        ("tolls on 5 November 2031", [{NOVEMBER}]),
        ("What was the toll in 2030?", [{OLD}]),
        ("what did the last meeting decide", [{NOVEMBER}]),
        ("What do the latest minutes say?", [{JUNE}]),
        ("What did the meeting before say?", [{JUNE}]),
        ("What was said at the meeting before the June 2031 meeting?", [{MARCH}]),
        ("What does the toll come to?", []),
        ("What was the toll in 1999?", []),
    ],
)
def test_meetings_are_found_by_their_time_and_order(question, days):
    assert meetings(question) == days


def test_the_meeting_before_is_that_before_the_one_of_the_turn_before():
    history = (Turn("user", "What did the June 2031 meeting say on tolls?"), Turn("assistant", "They rise."))
    assert meetings("and the meeting before?", history) == [{MARCH}]


def test_meetings_that_are_compared_are_kept_apart_and_looked_for_without_their_dates():
    asked = understand("How did the toll change between the March and November 2031 papers?")
    matter, pointer = pointed(asked, known_of(CARDS))
    assert [set(days) for days in pointer.meetings] == [{MARCH}, {NOVEMBER}]
    assert "March" not in matter.search


def test_a_span_of_figures_is_no_comparison_of_meetings():
    asked = understand("How many ferries sank from March 2031 to November 2031?")
    matter, pointer = pointed(asked, known_of(CARDS))
    assert [set(days) for days in pointer.meetings] == [{MARCH, NOVEMBER}]
    assert matter is asked


def test_a_month_of_no_meeting_is_left_in_the_question():
    asked = understand("What was the toll in July 2031?")
    assert pointed(asked, known_of(CARDS))[0] is asked


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("What does the Pell Marsh plan say?", {"pell"}),
        ("What does the Pell plan say on ferries?", {"pell"}),
        ("what does the castle brook ferry plan say", {"brook"}),
        ("In the SCQ plan, what is the toll?", {"scq"}),
        ("What do the pilots say in their letter?", {"letter"}),
        ("What does the Tadlow Marsh plan say?", set()),
        ("What does the plan say?", set()),
        ("How many ferries sail to Pell Marsh?", set()),
    ],
)
def test_papers_are_found_by_their_titles(question, papers):
    assert papers_named(question, CARDS) == papers


def test_minutes_that_are_bound_into_a_paper_are_of_a_meeting_too():
    asked = understand("What did the Pilots' Panel say on tolls on 7 May 2031?")
    assert pointed(asked, known_of(CARDS))[1].meetings == ()
    _, pointer = pointed(asked, known_of(CARDS, [("Pilots Panel", date(2031, 5, 7)), ("Crew Panel", date(2031, 5, 9))]))
    assert pointer.meetings == (frozenset({date(2031, 5, 7)}),)
    assert pointer.bodies == {"Pilots Panel"}


def test_the_meeting_before_is_never_one_that_is_only_minuted_in_a_paper():
    asked = understand("What was said at the meeting before the June 2031 meeting?")
    assert pointed(asked, known_of(CARDS, [("Pilots Panel", date(2031, 5, 7))]))[1].meetings == (frozenset({MARCH}),)


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("what did Tadlow board agree on tolls", {"Tadlow Health and Wellbeing Board"}),
        ("What did the PMQ board say?", {"Pell Marsh and Quay Health and Wellbeing Board"}),
        ("what did the marsh board say", {"Marsh Health and Wellbeing Board"}),
        ("did cabinet sign it off?", {"Cabinet"}),
        ("Was it put to the County Council?", set()),
        ("What did the board decide?", set()),
        ("How many boats does Tadlow have?", set()),
    ],
)
def test_boards_are_found_by_their_own_words(question, bodies):
    held = (
        "Tadlow Health and Wellbeing Board", "Pell Marsh and Quay Health and Wellbeing Board",
        "Marsh Health and Wellbeing Board", "Health and Wellbeing Board", "Cabinet", "County Council",
    )  # fmt: skip
    assert bodies_named(question, held) == bodies


def test_places_are_handed_on():
    _, pointer = pointed(understand("What does item 7 say on page 43, paragraph 3.2?"), known_of(CARDS))
    assert (pointer.item, pointer.page, pointer.paragraph) == ("7", "43", "3.2")


def test_the_order_of_a_meeting_is_not_looked_for():
    matter, _ = pointed(understand("What did the Last Meeting decide on tolls?"), known_of(CARDS))
    assert matter.search == "What did the decide on tolls?"
    assert matter.question == "What did the Last Meeting decide on tolls?"
