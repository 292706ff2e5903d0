from dataclasses import replace

import pytest

from errors import RunError
from eval.release.comparing import compare, intervals, printed, told
from eval.stages import STAGES


def test_answers_that_flipped_are_named(make_run):
    found = compare(make_run("old", wrong="q0 q1 q2"), make_run("new", wrong="q2 q3"))
    assert (found.gained, found.lost) == (("q0", "q1"), ("q3",))
    # Two gained and one lost of ten: one more right.
    assert found.changes["right"].difference.mean == pytest.approx(0.1)
    assert found.changes["right"].p == 1


def test_a_measure_that_applies_in_neither_run_is_left_out(make_run):
    assert "refusal recall" not in compare(make_run(), make_run()).changes


def test_a_measure_counts_where_it_applies_in_both_runs(make_run):
    old = make_run()
    first = replace(old.rows[0], scores={**old.rows[0].scores, "hit@5": None})
    changes = compare(replace(old, roads={"askboard": (first, *old.rows[1:])}), old).changes
    assert changes["hit@5"].difference.count == 9


def test_a_question_whose_text_has_changed_is_another_question(make_run):
    old, new = make_run("old"), make_run("new", wrong="q0")
    changed = replace(new, about=replace(new.about, questions={**new.about.questions, "q0": "other"}))
    found = compare(old, changed)
    assert (found.questions, found.lost, found.unshared) == (9, (), 2)


def test_runs_over_other_questions_are_not_compared(make_run):
    other = make_run()
    renamed = tuple(replace(row, id=f"x{row.id}") for row in other.rows)
    with pytest.raises(RunError, match="old and run share no question: compare runs of one set"):
        compare(make_run("old"), replace(other, roads={"askboard": renamed}))


def test_a_comparison_is_printed_with_its_chance(make_run):
    lines = printed(compare(make_run("old"), make_run("new", wrong="q0 q1 q2 q3 q4 q5", seconds=0.75))).split("\n")
    assert lines[0] == "old -> new, 10 questions in both, 0 in one alone"
    right = next(line for line in lines if line.startswith("right")).split()
    # Six lost of ten, none gained: 2 * 0.5 ** 6 = 0.031.
    assert right[:3] == ["right", "10", "-60.0"]
    assert right[-1] == "0.031"
    assert next(line for line in lines if line.startswith("seconds")).split()[2] == "+0.25"
    assert lines[-1] == "no longer right (6): q0, q1, q2, q3, q4, q5"


def test_a_run_is_told_by_split_beside_the_other_roads_and_with_its_misses(make_run):
    run = make_run(wrong="q0 q1")
    rows = tuple(replace(row, split="report") if row.id in ("q0", "q9") else row for row in run.rows)
    refused = tuple(replace(row, scores={**row.scores, "right": 0.0}) for row in rows)
    text = told(replace(run, roads={"askboard": rows, "refuser": refused}))
    lines = text.split("\n")
    assert [word for word in lines[0].split() if word.startswith("(")] == ["(10)", "(2)", "(8)"]
    right = next(line for line in lines if line.startswith("right"))
    assert [part for part in right.split() if part.endswith("%")] == ["80.0%", "50.0%", "87.5%"]
    assert "all questions" in text
    assert "refuser" in text
    lost = {line.rsplit(None, 3)[0].strip(): line.split()[-3:] for line in lines if line.startswith(STAGES)}
    assert set(lost) == set(STAGES)
    assert lost["not quoted"] == ["2", "1", "1"]


def test_each_measure_has_its_interval_over_what_it_applies_to(make_run):
    found = intervals(make_run(wrong="q0").rows)
    assert (found["right"].mean, found["right"].count) == (0.9, 10)
    assert "refusal recall" not in found
