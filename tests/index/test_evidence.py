import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from errors import WeightsError
from index.embedding import default_weights
from index.evidence.coding import LONGEST, Encoding
from index.evidence.cross import CrossEncoderReader
from index.evidence.reader import SHA256, WEIGHTS, EvidenceReader

ENCODING = Encoding(Tokenizer.from_file(str(default_weights() / "tokenizer.json")))
READER = EvidenceReader()
MINUTES = (
    "Minutes, Tillwater Board, 4 May 2023 > Item 6 Harbour wall > Decision",
    [
        "Mrs Oake spoke to the report on the harbour wall.",
        "RESOLVED: that the harbour wall be repaired in 2024 at a cost of £310,000.",
        "Mr Pell asked when the ferry timetable would be printed.",
    ],
)
TABLE = (
    "Performance report, Tillwater Board, 4 May 2023 > Waiting times",
    [
        "Podiatry: Target 18 weeks; March 2023 21 weeks",
        "Dietetics: Target 18 weeks; March 2023 15 weeks",
        "Speech therapy: Target 18 weeks; March 2023 33 weeks",
    ],
)


def best(question, passage):
    return int(READER.read(question, [passage])[0].margins.argmax())


def test_the_unit_that_answers_has_the_highest_margin():
    assert best("How much will mending the harbour wall cost?", MINUTES) == 1
    assert best("How long did people wait for speech therapy in March?", TABLE) == 2
    assert best("What was the wait in dietetics?", TABLE) == 1


def test_a_question_that_nothing_answers_gets_lower_margins_than_one_that_something_does():
    answered, unanswered = (
        READER.read(question, [MINUTES])[0].best
        for question in ("What did they decide about the harbour wall?", "Who will print the tide tables for 2025?")
    )
    assert answered > unanswered


def test_readings_come_in_the_order_of_the_passages_and_do_not_depend_on_their_company():
    question = "What was the wait in podiatry?"
    together = READER.read(question, [MINUTES, TABLE, ("", [])])
    assert [len(reading.margins) for reading in together] == [3, 3, 0]
    alone = READER.read(question, [TABLE])[0]
    np.testing.assert_allclose(together[1].margins, alone.margins, atol=0.5)
    assert together[2].best == -np.inf


def test_every_unit_of_a_passage_too_long_for_one_window_is_read():
    units = ["The matron thanked the porters for moving the beds in the heat of the summer."] * 57
    units.append("The rebuilt chapel opened on 3 June 2022 at a cost of £41,000.")
    margins = READER.read("What did the chapel cost?", [("Estates", units)])[0].margins
    assert np.isfinite(margins).all()
    assert int(margins.argmax()) == 57


def test_altered_or_missing_weights_are_refused(tmp_path):
    altered = tmp_path / "reader.onnx"
    altered.write_bytes(b"no network")
    for weights in (altered, tmp_path / "none.onnx"):
        with pytest.raises(WeightsError, match="reinstall Askboard"):
            EvidenceReader(weights, SHA256).read("Who?", [MINUTES])


def test_the_weights_that_ship_are_the_ones_named_and_small():
    held = WEIGHTS.read_bytes()
    assert hashlib.sha256(held).hexdigest() == SHA256
    assert len(held) <= 30_000_000


def test_a_cross_encoder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="cannot be loaded"):
        CrossEncoderReader(str(tmp_path / "none")).read("Who?", [MINUTES])


@given(st.lists(st.text(max_size=300), max_size=30), st.text(max_size=400), st.text(max_size=400))
def test_windows_are_never_too_long_and_hold_each_unit_in_one_of_them(units, question, context):
    windows = ENCODING.coded(question, context, units)
    owners = [set(window.owners) - {-1} for window in windows]
    assert all(len(w.ids) == len(w.types) == len(w.owners) <= LONGEST for w in windows)
    assert sum(map(len, owners)) == len(set().union(*owners))
