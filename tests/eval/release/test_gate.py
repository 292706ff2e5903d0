import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from errors import GateError
from eval.release.gate import Gate, departures, load_gate, reasons
from eval.release.runs import load_run
from eval.release.suite import fingerprint, load_splits

OURS = Path(__file__).parents[3] / "eval" / "gate.toml"
GATE = """
accepted = "accepted/samples"
questions = 10
significance = 0.05
watched = ["right"]
[least]
right = 0.5
quotes = 1.0
"""


@pytest.fixture
def gate(tmp_path):
    path = tmp_path / "gate.toml"
    path.write_text(GATE)
    return load_gate(path)


def test_a_run_like_the_accepted_one_passes(gate, make_run):
    assert reasons(make_run(wrong="q0"), make_run("kept", wrong="q1"), gate) == []


def test_a_measure_under_its_least_is_told_with_questions_to_look_at(gate, make_run):
    told = reasons(make_run(wrong="q0 q1 q2 q3 q4 q5"), make_run(wrong="q0 q1 q2 q3 q4 q5"), gate)
    assert told == ["right is 40.0%, at least 50.0% is asked for: look at q0, q1, q2, q3, q4 ..."]


def test_a_significant_fall_is_told_though_the_least_is_reached(gate, make_run):
    looser = gate.model_copy(update={"least": {}})
    told = reasons(make_run(wrong="q0 q1 q2 q3 q4 q5"), make_run("kept"), looser)
    # Six lost of ten, none gained: 2 * 0.5 ** 6 = 0.03125.
    assert told == ["right fell by 60.0 points over 10 questions against the accepted run kept (p = 0.0312)"]


def test_a_fall_that_may_be_chance_passes(gate, make_run):
    assert reasons(make_run(wrong="q0 q1 q2 q3 q4"), make_run(), gate) == []


def test_a_measure_that_no_question_asks_for_is_told(gate, make_run):
    told = reasons(make_run(quotes=None), make_run(), gate)
    assert told == ["quotes was not measured: no question asks for it, and at least 100.0% is asked for"]


def test_too_few_questions_are_told(gate, make_run):
    run = make_run()
    assert reasons(replace(run, roads={"askboard": run.rows[:8]}), run, gate) == [
        "8 questions were answered, 10 are asked for"
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1.5, -0.1])
def test_a_score_that_is_no_share_is_told(gate, make_run, value):
    told = reasons(make_run(**{"hit@5": value}), make_run(), gate)
    assert f"q0: hit@5 is {value}, which is no share: make the run anew" in told


def test_a_watched_measure_that_is_gone_is_told(gate, make_run):
    watching = gate.model_copy(update={"watched": ("hit@5",)})
    told = reasons(make_run(**{"hit@5": None}), make_run(), watching)
    assert told == ["hit@5 cannot be held against the accepted run: no question has it in both"]


def test_questions_of_the_report_split_are_not_named(gate, make_run):
    run = make_run(wrong="q0 q1 q2 q3 q4 q5")
    hidden = replace(run, roads={"askboard": tuple(replace(row, split="report") for row in run.rows)})
    assert reasons(hidden, hidden, gate) == ["right is 40.0%, at least 50.0% is asked for"]


def test_a_run_of_the_same_questions_papers_and_models_departs_in_nothing(make_run):
    assert departures(make_run(), make_run("kept")) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("questions", {"q1": "same"}, "questions of the accepted run were not asked: q0, q2, q3, q4, q5 ..."),
        ("questions", {f"q{n}": "new" for n in range(10)}, "questions were changed since the accepted run: q0, q1, "),
        ("papers", {"other.pdf": "1"}, "the papers are not those of the accepted run"),
        ("settings", {"embedding model": "other"}, "the models are not those of the accepted run"),
    ],
)
def test_a_run_of_something_else_is_not_taken_for_the_same(make_run, field, value, told):
    run = make_run()
    other = replace(run, about=replace(run.about, **{field: value}))
    [reason] = departures(other, run)
    assert reason.startswith(told)
    assert reason.endswith("; where that is meant, accept a run anew with --accept")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("right = 0.5", "beauty = 0.5"), "names beauty, which no run measures; there are MRR@10, "),
        (("right = 0.5", "right = 50"), "gate.toml, least.right: Input should be less than or equal to 1"),
        (("questions = 10", ""), "gate.toml, questions: Field required"),
        (("questions = 10", "question = 10"), "gate.toml, question"),
        (("[least]", "[least"), "gate.toml is not TOML: "),
    ],
)
def test_a_gate_that_is_not_written_as_it_should_be_is_refused(tmp_path, wrong, told):
    path = tmp_path / "gate.toml"
    path.write_text(GATE.replace(*wrong))
    with pytest.raises(GateError, match=re.escape(told)):
        load_gate(path)


def test_a_gate_that_is_missing_is_refused(tmp_path):
    with pytest.raises(GateError, match="cannot be read: No such file"):
        load_gate(tmp_path / "gate.toml")


def test_our_own_gate_asks_for_true_quotes_and_for_nothing_kept_back_to_be_told():
    ours: Gate = load_gate(OURS)
    assert ours.least["quotes"] == 1
    assert ours.least["kept back"] == 1
    assert {"right", "hit@5", "refusal recall"} <= {*ours.least, *ours.watched}


def test_the_accepted_run_passes_our_gate_and_is_of_the_questions_as_they_are():
    ours = load_gate(OURS)
    accepted = load_run(OURS.parent / ours.accepted)
    assert reasons(accepted, accepted, ours) == []
    asked = [q for part in load_splits([OURS.parent / "questions" / "samples"]).values() for q in part]
    assert accepted.about.questions == {question.id: fingerprint(question) for question in asked}
