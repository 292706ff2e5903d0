import gzip
import json
import random

import pytest
import torch
from tokenizers import Tokenizer

from index.embedding import default_weights
from index.evidence.coding import Encoding
from training import dossiers, rows
from training.altered import altered
from training.examples import Example, by_length
from training.model import batch_of, loss
from training.train import DOSSIERS

KINDS = {"figure", "date", "person", "decision", "recommendation", "list", "definition", "comparison", "reason",
         "yesno", "place", "premise", "summary", "fact"}  # fmt: skip
FERRY = Example(
    "What did the ferry cost in 2019?", "", ("It was painted.", "In 2019 the ferry cost £4,000."), (1,), True
)


def written(folder, name, *found):
    lines = "\n".join(json.dumps(row) for row in found)
    (folder / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode()))


def row(**changed):
    passage = "The pier is old. It cost £90 to mend."
    found = {"question": "What did the pier cost?", "passage": passage, "answers": ["£90"], "answerable": True}
    return {**found, "sentence": "It cost £90 to mend.", "source": "", "kind": "span", **changed}


@pytest.fixture
def folder(tmp_path):
    for name in rows.MOST:
        written(tmp_path, name)
    return tmp_path


def test_the_unit_that_holds_the_answer_is_the_right_one(folder):
    written(folder, "squad_dev", row())
    [example] = rows.load(folder, random.Random(1))
    assert (example.units[example.gold[0]], example.answers) == ("It cost £90 to mend.", True)


def test_a_row_of_a_table_is_read_under_its_heads(folder):
    table = " | 2019 | 2018\nLand | 12 | 9\nBoats | 4 | 3"
    written(folder, "tatqa", row(passage=table, answers=["9"], sentence="Land | 12 | 9", kind="table"))
    [example] = rows.load(folder, random.Random(1))
    assert [example.units[unit] for unit in example.gold] == ["Land: 2019 12; 2018 9"]


def test_an_unanswerable_row_has_no_right_unit(folder):
    written(folder, "squad_dev", row(answerable=False, answers=[], sentence=None))
    [example] = rows.load(folder, random.Random(1))
    assert (example.gold, example.answers) == ((), False)


def test_an_altered_question_asks_for_what_its_passage_does_not_have():
    [changed] = altered([FERRY], 1.0, random.Random(1))
    assert (changed.gold, changed.answers) == ((), False)
    assert "2019" not in changed.question
    assert changed.question.startswith("What did the ferry cost in 20")


def test_a_question_without_particulars_is_not_altered():
    plain = Example("what did it cost?", "", ("It cost £4.",), (0,), True)
    assert not list(altered([plain], 1.0, random.Random(1)))


def test_batches_hold_every_example_once():
    many = [Example("Why?", "", ("word " * n,), (0,), True) for n in range(1, 200)]
    batches = by_length(many, 5000)
    assert sorted(len(e.units[0]) for batch in batches for e in batch) == [5 * n for n in range(1, 200)]


def test_what_is_right_costs_little_and_what_is_wrong_much():
    encoding = Encoding(Tokenizer.from_file(str(default_weights() / "tokenizer.json")))
    batch = batch_of([FERRY, Example("Who?", "", ("It rained.",), (), False)], encoding)
    good = torch.tensor([[0.0, 0.0, 9.0], [9.0, 0.0, float("-inf")]])
    bad = torch.tensor([[9.0, 0.0, 0.0], [0.0, 9.0, float("-inf")]])
    assert loss(good, batch) < 0.01 < 5 < loss(bad, batch)


def test_every_dossier_names_passages_and_units_that_it_has():
    found = [
        json.loads(line) for path in sorted(DOSSIERS.glob("*/*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]
    assert len({dossier["dossier"] for dossier in found}) == len(found) > 100
    for dossier in found:
        units = {passage["id"]: passage["units"] for passage in dossier["passages"]}
        for asked in dossier["questions"]:
            assert asked["kind"] in KINDS
            assert all(0 <= unit < len(units[a["p"]]) for a in asked["answers"] for unit in a["u"])
            assert asked["answers"] or asked["near"] in units


def test_held_out_dossiers_share_no_question_with_those_learnt_from():
    learnt, held = dossiers.load(DOSSIERS / "dense", 8, random.Random(3))
    assert held
    assert not {e.question for e in held if e.answers} & {e.question for e in learnt if e.answers}


def test_some_questions_name_the_place_that_they_are_answered_at():
    context = "Harbour Board, 4 March 2031 > Item 6 Ferries > Report of the Clerk"
    chance = random.Random(1)
    asked = [dossiers.placed("What is the toll?", context, chance) for _ in range(400)]
    changed = {question for question in asked if question != "What is the toll?"}
    assert 0.05 < sum(question != "What is the toll?" for question in asked) / len(asked) < 0.3
    assert changed == {
        "Within item 6: What is the toll?",
        "Under item 6, What is the toll?",
        "At the March 2031 meeting, What is the toll?",
        "Board meeting of 4 March 2031: What is the toll?",
        "What is the toll? (March 2031)",
        "Item 6, 4 March 2031: What is the toll?",
    }
    assert dossiers.placed("What is the toll?", "A paper without a place", chance) == "What is the toll?"
