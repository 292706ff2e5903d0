from datetime import date

import pytest

from briefing.before.gathering import Before, _is_of, gather
from index.meetings import meetings
from index.model import ANYONE, KEEPER

NOVEMBER, JANUARY = date(2025, 11, 19), date(2025, 1, 22)


@pytest.fixture(scope="module")
def before(board):
    def gathered(day, viewer=ANYONE) -> Before:
        [meeting] = [one for one in meetings(board.papers(viewer)) if one.day == day]
        return gather(board, meeting, viewer)

    return gathered


def test_what_is_to_be_decided_is_read_first(before):
    order = before(NOVEMBER).in_reading_order
    assert [matter.asks for matter in order][:6] == ["decide"] * 4 + ["note"] * 2
    assert {matter.ref for matter in order[:4]} == {"5", "6", "7", "8"}
    assert {matter.asks for matter in order[6:]} == {""}


def test_what_is_asked_stands_on_the_pages_of_its_item(before):
    for matter in before(NOVEMBER).matters:
        for one in matter.asked:
            assert {citation.item for citation in one.citations} == {matter.ref}


def test_the_last_meeting_is_the_one_before_of_the_same_board(before):
    found = before(NOVEMBER)
    assert found.last == date(2025, 6, 18)
    assert {one.meeting for one in (*found.decided, *found.to_do)} == {found.last}
    assert all(one.entry.register == "resolution" for one in found.decided)
    assert found.decided
    assert found.to_do


def test_what_is_exempt_is_asked_of_nobody_who_may_not_see_it(before):
    def places(found):
        return {(c.paper.id, c.pdf_page) for m in found.matters for one in m.asked for c in one.citations}

    everyone, keeper = before(JANUARY), before(JANUARY, KEEPER)
    assert places(everyone) <= places(keeper)
    assert all(c.passage.classification == "public" for m in everyone.matters for o in m.asked for c in o.citations)


@pytest.mark.parametrize(
    ("body", "board", "same"),
    [
        ("Harbour Board", "HARBOUR BOARD", True),
        ("Harbour Board", "Pell Valley Harbour Board", True),
        ("North Pell Harbour Board", "Harbour Board", False),
        ("Pell Harbour Board", "North Pell Harbour Board and Committee", False),
        ("", "Harbour Board", False),
    ],
)
def test_a_board_is_told_from_those_of_other_places(body, board, same):
    assert _is_of(body, board) == same
