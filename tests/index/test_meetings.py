from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.meetings import meetings
from index.model import PaperCard

CARD = PaperCard("a", "a.pdf", "agenda pack", "Pack", None, date(2025, 1, 22), None, True, 1, 0, 0, 0, "a")


def card(name, body, day=date(2025, 1, 22)):
    return replace(CARD, id=name, file=f"{name}.pdf", body=body, meeting_date=day)


def told(cards):
    return [(m.day, m.body, sorted(card.id for card in m.cards)) for m in meetings(cards)]


def test_papers_of_one_day_and_board_are_one_meeting_under_the_longest_name():
    cards = [card("pack", "Vale Health and Wellbeing Board"), card("late", "Health & Wellbeing Board"), card("x", None)]
    assert told(cards) == [(date(2025, 1, 22), "Vale Health and Wellbeing Board", ["late", "pack", "x"])]


def test_two_boards_that_meet_on_one_day_stay_apart_and_a_name_that_fits_both_joins_neither():
    cards = [card("a", "Vale Health Board"), card("b", "Dale Health Board"), card("c", "Health Board")]
    assert [ids for _, _, ids in told(cards)] == [["b"], ["c"], ["a"]]


def test_meetings_come_newest_first_and_papers_without_one_last():
    cards = [card("old", "Board", date(2024, 1, 1)), card("none", "Board", None), card("new", "Board")]
    assert [ids for _, _, ids in told(cards)] == [["new"], ["old"], ["none"]]


bodies = st.sampled_from([None, "Cabinet", "Health Board", "Vale Health Board"])
days = st.sampled_from([None, date(2025, 1, 22), date(2025, 6, 18)])


@given(st.lists(st.tuples(bodies, days), max_size=8))
def test_each_paper_is_in_just_one_meeting_of_its_day(drawn):
    cards = [card(str(n), body, day) for n, (body, day) in enumerate(drawn)]
    found = meetings(cards)
    assert sorted(c.id for m in found for c in m.cards) == sorted(c.id for c in cards)
    assert all(c.meeting_date == m.day for m in found for c in m.cards)
