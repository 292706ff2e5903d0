import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.release.intervals import interval, paired

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)
VERDICTS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


@settings(max_examples=30, deadline=None)
@given(SHARES)
def test_the_interval_holds_the_mean_and_stays_within_the_values(values):
    found = interval(values)
    # Adding up in another order moves the last digit.
    assert min(values) - 1e-12 <= found.low <= found.mean + 1e-12
    assert found.mean - 1e-12 <= found.high <= max(values) + 1e-12
    assert found.count == len(values)


def test_the_interval_of_a_share_is_about_the_textbook_one():
    # 50 of 100: the normal approximation gives 0.5 +- 1.96 * sqrt(0.25 / 100) = 0.402 to 0.598.
    found = interval([0.0] * 50 + [1.0] * 50)
    assert (found.mean, found.count) == (0.5, 100)
    assert found.low == pytest.approx(0.402, abs=0.02)
    assert found.high == pytest.approx(0.598, abs=0.02)


def test_the_interval_of_the_same_values_is_always_the_same():
    values = [0.1, 0.4, 0.4, 0.9]
    assert interval(values) == interval(values)


def test_one_value_or_values_all_alike_have_no_width():
    assert (interval([0.5]).low, interval([0.5]).high) == (0.5, 0.5)
    assert (interval([1.0] * 9).low, interval([1.0] * 9).high) == (1, 1)


def test_wins_and_losses_are_held_against_the_fair_coin():
    # 6 questions won, none lost, 4 as before: 2 * 0.5 ** 6 = 0.03125.
    found = paired([0.0] * 6 + [1.0] * 4, [1.0] * 10)
    assert found.p == pytest.approx(0.03125)
    assert found.difference.mean == pytest.approx(0.6)


def test_as_many_won_as_lost_is_chance():
    assert paired([0, 0, 1, 1], [1, 1, 0, 0]).p == 1


def test_runs_that_do_not_differ_are_chance():
    assert paired([0.2, 0.4], [0.2, 0.4]).p == 1


def test_one_question_that_moved_is_chance():
    assert paired([0.2, 0.4], [0.2, 0.5]).p == 1
    assert paired([0.0, 1.0], [1.0, 1.0]).p == 1


def test_parts_of_a_point_are_told_from_chance_by_swapping():
    # All 8 rise: of the 2 ** 8 ways of swapping signs, 2 are as far from zero: 2 / 256 = 0.0078.
    found = paired([0.1] * 8, [0.1 + rise / 100 for rise in range(10, 18)])
    assert found.p == pytest.approx(2 / 256)


@settings(max_examples=30, deadline=None)
@given(VERDICTS)
def test_p_lies_between_0_and_1_and_does_not_care_which_run_came_first(pairs):
    earlier, later = zip(*pairs, strict=True)
    forth, back = paired(earlier, later), paired(later, earlier)
    assert 0 <= forth.p <= 1
    assert forth.p == pytest.approx(back.p)
    assert forth.difference.mean == pytest.approx(-back.difference.mean)
