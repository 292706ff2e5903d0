from datetime import date

import pytest

from index.model import PaperCard, Pointer, Scope, Viewer
from index.retrieval import Retriever, content_words, fuse, match_query, names_meeting, of_meeting
from ingest.model import Passage, Span


def card(kind="agenda pack", day=date(2025, 11, 19)):
    return PaperCard("p", "p.pdf", kind, "Pack", None, day, None, True, 9, 0, 0, 9, "2025 pack")


def passage(minute=None):
    return Passage("x", "p", "words", (Span(1, 0, 0, 0, 5),), item="4", minute=minute)


def test_fusion_sums_the_reciprocal_ranks_of_both_lists():
    # Passage 7 is first by words and second by meaning: 1/11 + 1/12; passage 8 only first by meaning: 1/11.
    scores, why = fuse({"words": [7, 9], "meaning": [8, 7]})
    assert scores[7] == pytest.approx(1 / 11 + 1 / 12)
    assert scores[8] == pytest.approx(1 / 11)
    assert scores[9] == pytest.approx(1 / 12)
    assert why[7] == ["words: rank 1", "meaning: rank 2"]


def test_a_question_becomes_its_content_words_each_once():
    assert content_words("What is the falls service, and what does the Falls team cost?") == [
        "falls",
        "service",
        "team",
        "cost",
    ]


def test_words_of_a_question_are_never_operators_of_the_query_language():
    assert match_query('falls AND "NEAR" (cost) OR x*') == '"falls" OR "near" OR "cost" OR "x"'
    assert match_query("what is it?") == ""


@pytest.mark.parametrize(
    ("pointer", "named"),
    [
        (Pointer(month=11, year=2025), True),
        (Pointer(year=2025), True),
        (Pointer(month=11), True),
        (Pointer(month=6, year=2025), False),
        (Pointer(), False),
    ],
)
def test_a_month_or_year_names_the_meetings_of_that_time(pointer, named):
    assert names_meeting(pointer, date(2025, 11, 19)) is named
    assert not names_meeting(pointer, None)


def test_minutes_bound_into_a_pack_are_not_of_the_packs_meeting():
    pointer = Pointer(month=11, year=2025)
    assert of_meeting(pointer, passage(), card())
    assert not of_meeting(pointer, passage(minute="60"), card())
    assert of_meeting(pointer, passage(minute="70"), card(kind="minutes"))


def test_a_viewer_without_groups_is_not_even_searched_for():
    untouched = Retriever(library=None, embedder=None, nearest=None)
    assert untouched.retrieve("falls", Viewer(frozenset()), Scope()) == []
    assert untouched.retrieve("   ", Viewer(), Scope()) == []
