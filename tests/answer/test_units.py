import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answer.units import Unit, column_heads, joined, units

words = st.one_of(
    st.sampled_from(
        [
            "the",
            "Board",
            "Mr.",
            "Smith",
            "2.1",
            "(a)",
            "RESOLVED",
            "that:",
            "£4.1m",
            "12%",
            "107.",
            "•",
            "and;",
            "Why?",
            "e.g.",
        ]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8),
)
texts = st.lists(st.lists(words, max_size=14).map(" ".join), min_size=1, max_size=8).map("\n".join)


@pytest.fixture(scope="module")
def cut(make_passage):
    return lambda text: [unit.text for unit in units(make_passage(text))]


@settings(deadline=None, max_examples=200, derandomize=True)
@given(text=texts)
@example(text="Resolved that:\n(a) one thing be done; and\n(b) another.")
@example(text="A\n\n•\n1\nThe end")
def test_units_are_in_order_do_not_overlap_and_hold_every_word(make_passage, text):
    found = units(make_passage(text))
    assert all(0 <= unit.start < unit.end <= len(text) for unit in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(unit.text == " ".join(text[unit.start : unit.end].split()) for unit in found)
    left = "".join(
        text[a:b] for a, b in zip([0, *[u.end for u in found]], [*[u.start for u in found], len(text)], strict=True)
    )
    assert not any(char.isalnum() for char in left)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(text=texts)
def test_units_begin_and_end_between_words(make_passage, text):
    for unit in units(make_passage(text)):
        assert not text[unit.start].isspace()
        assert not text[unit.end - 1].isspace()
        assert unit.start == 0 or text[unit.start - 1].isspace()
        assert unit.end == len(text) or text[unit.end].isspace()


def test_each_sentence_is_a_unit(cut):
    text = "The Board met on Monday. It was agreed that £4.1m be spent! Who would pay for all of it? Nobody knew."
    assert cut(text) == [
        "The Board met on Monday.",
        "It was agreed that £4.1m be spent!",
        "Who would pay for all of it?",
        "Nobody knew.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The report was given by Mr. Smith and Dr. Jones to the meeting.",
        "It is set out in para. 4 and in No. 17 of the list, i.e. The Long List.",
        "Cllr. Oakshott and Prof. A. B. Clarke were thanked for the work.",
        "The trust runs St. Mary’s Hospital and others in the area.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(cut, text):
    assert cut(text) == [text]


def test_bullets_on_one_line_are_units(cut):
    assert cut("• The first thing is a long one • The second thing is longer") == [
        "• The first thing is a long one",
        "• The second thing is longer",
    ]


def test_a_lead_in_stays_with_its_list(cut):
    text = (
        "It was RESOLVED that:\n(a) the plan be approved; and\n(b) a report be made in June.\nThe Board rose at four."
    )
    assert cut(text) == [
        "It was RESOLVED that: (a) the plan be approved; and (b) a report be made in June.",
        "The Board rose at four.",
    ]


def test_a_list_that_is_too_long_is_not_quoted_whole(make_passage):
    entries = "\n".join(f"({letter}) {'word ' * 30}here;" for letter in "abcdefgh")
    found = units(make_passage(f"The Board is asked to:\n{entries}"))
    assert len(found) > 1
    assert all(unit.words <= 110 for unit in found)


def test_a_short_label_goes_with_what_follows(cut):
    assert cut("2.1\nThe pool is £30.782m this year.") == ["2.1 The pool is £30.782m this year."]


TABLE = (
    "Locality Set a date Stopped Quit rate\nPell Valley 246 121 49%\nSouthcombe 310 170 55%\nRates are not adjusted."
)


def test_a_row_is_told_by_its_figures_and_has_the_heads_of_its_columns(make_passage):
    heads, first, second, note = units(make_passage(TABLE))
    assert [unit.row for unit in (heads, first, second, note)] == [False, True, True, False]
    assert column_heads(first) == heads
    assert column_heads(second) == heads


def test_heads_that_are_years_are_heads_all_the_same(make_passage):
    heads, row = units(make_passage("Scheme budget 2024/25 2025/26\nFalls prevention and response 1.120 1.385"))
    assert column_heads(row) == heads


def test_a_row_under_a_sentence_has_no_heads(make_passage):
    _, row = units(make_passage("The figures are these for all to see.\nPell Valley 246 121 49%"))
    assert column_heads(row) is None


def test_a_sentence_with_figures_is_no_row(make_passage):
    [unit] = units(make_passage("Parking rose from 64 to 92."))
    assert not unit.row


def test_joined_units_hold_all_between_them(make_passage):
    passage = make_passage("One sentence here. Two sentences here. Three sentences here.")
    first, _, last = units(passage)
    assert joined(first, last) == joined(last, first) == Unit(passage, 0, len(passage.text))
    assert re.fullmatch(r"One .* Three sentences here\.", joined(first, last).text)
