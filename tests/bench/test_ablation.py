from contextlib import nullcontext
from pathlib import Path

import pytest

from answer.askboard import Askboard
from answer.model import Turn
from bench.ablation import PARTS, table
from eval.questions import load_questions

QUESTIONS = Path(__file__).parents[2] / "eval" / "questions" / "samples" / "tune.jsonl"
TURNS = (Turn("user", "What was the 2024/25 budget of Scheme 6?"), Turn("assistant", "£3.640m"))
# A question that each part has a hand in.
CASES = {
    "vectors (words alone)": ("how do they stop old folk tumbling over at home", ()),
    "words (vectors alone)": ("What is Scheme 6 of the Better Care pool?", ()),
    "kinds": ("What was decided on the falls service?", ()),
    "pointing at items, meetings, pages": ("What does item 7 of the June 2025 pack say?", ()),
    "other readings of the question": ("Under minute 48, what did Dr Kestrel say when asked about MMR?", ()),
    "reranking": ("how do they stop old folk tumbling over at home", ()),
    "evidence reader": ("How many nurses does the escalation ward need?", ()),
    "refusing": ("How much was spent on the tunnel to the moon?", ()),
    "tables' rows with their heads": ("What was the 2024/25 budget of Scheme 7?", ()),
    "registers": ("Who attended the June 2025 meeting?", ()),
    "spelling": ("What did the bord decide about smokfree play areas?", ()),
    "earlier turns": ("and Scheme 7?", TURNS),
}


@pytest.fixture
def ask(data):
    def asked(part, question, history):
        with part():
            board = Askboard.open(data, own=False)
            answer = board.ask(question, history)
            board.close()
        return answer.text, [hit.passage.id for hit in answer.read]

    return asked


def test_every_part_has_a_case():
    assert {"nothing", *CASES} == PARTS.keys()


@pytest.mark.parametrize("name", CASES)
def test_leaving_a_part_out_changes_what_is_found(ask, name):
    question, history = CASES[name]
    whole = ask(nullcontext, question, history)
    assert ask(PARTS[name], question, history) != whole
    assert ask(nullcontext, question, history) == whole


def test_the_table_has_a_row_a_part_and_no_change_where_nothing_is_left_out(data):
    questions = load_questions(QUESTIONS)[:2]
    head, _, first, *rest = table(questions, data, data)
    assert head.startswith("| left out | right |")
    assert first.startswith("| nothing |")
    assert "+0.0 (+0.0 to +0.0)" in first
    assert [row.split(" | ")[0].strip("| ") for row in rest] == [
        *(name for name in PARTS if name != "nothing"),
        "headings",
    ]
