import pytest

from answer.selecting.candidates import Candidate
from answer.selecting.picking import Weighed, pick, says_the_same
from answer.units import Unit
from index.model import Hit

SAID = ("The toll rises to £4.", "Ferries sail at dawn.", "Pilots are paid by the tide.", "The quay is to be dredged.")


@pytest.fixture
def weigh(make_passage):
    def made(odds, passages=None):
        text = " ".join(SAID)
        found = []
        for number, (sentence, own) in enumerate(zip(SAID, odds, strict=True)):
            passage = make_passage(text, id=passages[number] if passages else "one")
            start = text.index(sentence)
            unit = Unit(passage, start, start + len(sentence))
            found.append(Weighed(Candidate(0, Hit(passage, 1.0), unit, number), (0.0,), own))
        return found

    return made


def said(units):
    return [SAID.index(unit.text) for unit in units]


def test_the_best_are_picked_and_told_in_the_order_of_reading(weigh):
    assert said(pick(weigh((0.0, -9.0, 0.5, 2.0)), most=3, room=99, further=4.0)) == [0, 2, 3]
    assert said(pick(weigh((0.0, -9.0, 0.5, 2.0)), most=1, room=99, further=4.0)) == [3]


def test_a_unit_far_behind_the_best_is_left_out(weigh):
    assert said(pick(weigh((2.0, -9.0, -2.5, -9.0)), most=4, room=99, further=4.0)) == [0]


def test_the_best_is_picked_though_it_alone_takes_more_than_the_room(weigh):
    assert said(pick(weigh((2.0, 1.9, 1.9, 1.9)), most=4, room=3, further=4.0)) == [0]


def test_a_neighbour_is_preferred_to_a_unit_elsewhere_in_the_same_passage(weigh):
    assert said(pick(weigh((2.0, 1.0, 1.3, -9.0)), most=2, room=99, further=4.0)) == [0, 1]
    other = ("one", "one", "two", "two")
    assert said(pick(weigh((2.0, 1.0, 1.6, -9.0), other), most=2, room=99, further=4.0)) == [0, 2]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The toll rises to £4 in May.", "In May the toll rises to £4.", True),
        ("The toll rises to £4 in May.", "The toll rises to £4 in May, said the Clerk of the Harbour.", True),
        ("The toll rises to £4 in May.", "The toll rises to £5 in May.", False),
        ("Step up: target 60%", "Step down: target 40%", False),
        ("The toll rises.", "Ferries sail at dawn.", False),
    ],
)
def test_the_same_is_not_said_twice_and_other_figures_are_not_the_same(one, other, same):
    assert says_the_same(one, other) is same
    assert says_the_same(other, one) is same
