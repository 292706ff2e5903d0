import re
from pathlib import Path

import pytest

from errors import GateError
from eval.release.gate import Gate, load_gate, reasons

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


def test_questions_left_out_are_told(gate, make_run):
    run = make_run()
    fewer = type(run)(run.about, {"askboard": run.rows[:8]})
    assert reasons(fewer, run, gate) == [
        "8 questions were answered, 10 are asked for",
        "questions of the accepted run were not asked: q8, q9",
    ]


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
