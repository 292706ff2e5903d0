import json
from itertools import count

import pytest

from answer.askboard import Askboard
from answer.writing.remote import LanguageModelChoice
from answer.writing.writer import MOST_SENTENCES
from index.library import Library

POOL = "What is the size of the 2025/26 Better Care pool, as revised in June 2025?"
PROVED = "The pool is now £30.782m"
OWN_WORDS = "These are the papers' own words."


def is_quoting(answer, trouble=""):
    return (
        answer.found
        and trouble in answer.note
        and answer.note.endswith(OWN_WORDS)
        # A table's row is told with its heads, in their order: all else in the very words.
        and all(
            claim.text == " ".join(c.quote for c in claim.citations) or claim.citations[0].passage.rows
            for claim in answer.claims
        )
    )


def test_where_no_sentence_is_proved_the_papers_own_words_are_shown(written, model):
    model.says("The pool is £99m. [1] It grew by 400%. [2]")
    answer = written(POOL)
    assert is_quoting(answer, "What the language model wrote could not be proved.")
    assert len(answer.dropped) == 4


@pytest.mark.parametrize(
    ("status", "headers", "trouble"),
    [
        (500, {}, "refused with status 500"),
        (503, {"Retry-After": "60"}, "refused with status 503"),
        (429, {"Retry-After": "60"}, "refused with status 429"),
        (401, {}, "check its key"),
        (404, {}, "refused with status 404"),
    ],
)
def test_a_model_that_refuses_is_replaced_by_the_papers_own_words(written, model, stopwatch, status, headers, trouble):
    model.status, model.headers = status, headers
    answer = written(POOL)
    assert is_quoting(answer, trouble)
    assert model.address in answer.note
    assert len(model.paths) == 2
    assert stopwatch() < 20


def test_a_model_that_is_not_there_is_replaced_by_the_papers_own_words(data, embedder, stopwatch):
    library = Library(data)
    nowhere = LanguageModelChoice("http://127.0.0.1:9/v1", "toy", timeout=2.0)
    answer = Askboard(library, embedder, None, nowhere).ask(POOL)
    library.store.close()
    assert is_quoting(answer, "cannot be reached: check that it runs")
    assert stopwatch() < 20


def test_a_model_that_keeps_silent_is_not_waited_for(written, model, stopwatch):
    model.pause = 30.0
    answer = written(POOL, timeout=0.5)
    assert is_quoting(answer, "did not answer within 0.5 s: ask again")
    assert stopwatch() < 15
    assert len(model.paths) == 1


def test_a_model_that_falls_silent_keeps_what_was_proved(written, model, number, stopwatch):
    n = number(PROVED)

    def reply():
        yield f"The pool is now £30.782m. [{n}] And"
        model.ended.wait(30)

    model.reply = reply
    answer = written(POOL, timeout=0.5)
    assert [claim.text for claim in answer.claims] == ["The pool is now £30.782m."]
    assert answer.note.endswith("allow it more time in the settings. The answer breaks off here.")
    assert stopwatch() < 15


@pytest.mark.parametrize("drop", [b": still at work\n\n", b"data: {}\n\n"], ids=["comments", "empty events"])
def test_a_model_that_only_shows_signs_of_life_is_not_waited_for(written, model, stopwatch, drop):
    def reply():
        while not model.ended.wait(0.05):
            yield drop

    model.reply = reply
    assert is_quoting(written(POOL, timeout=0.5), "The language model at ")
    assert stopwatch() < 15


@pytest.mark.parametrize("part", ["and so on ", "on and on. ", "x"], ids=["one sentence", "many sentences", "one word"])
def test_a_reply_without_end_is_cut_off_and_its_stream_closed(written, model, part):
    model.reply = lambda: (part * 20 for _ in count())
    answer = written(POOL)
    assert len(answer.dropped) <= 2 * MOST_SENTENCES
    assert is_quoting(answer)
    assert model.closed.wait(15)


def test_a_model_that_goes_round_in_circles_is_stopped(written, model, number):
    n = number(PROVED)
    model.reply = lambda: (f"The pool is now £30.782m. [{n}]\n" for _ in count())
    assert [claim.text for claim in written(POOL).claims] == ["The pool is now £30.782m."]
    assert model.closed.wait(15)


def test_a_reader_who_stops_ends_the_stream(data, embedder, model, number):
    n = number(PROVED)
    model.reply = lambda: (f"The pool is now £30.782m. [{n}] Go on {i}. " for i in count())
    library = Library(data)
    steps = Askboard(library, embedder, None, model.choice()).ask_in_steps(POOL)
    next(steps)
    steps.close()
    library.store.close()
    assert model.closed.wait(15)


def chunk(**changes):
    return b"data: " + json.dumps({"id": "1", "object": "chat.completion.chunk", **changes}).encode() + b"\n\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n\n",
        b"data: [DONE]\n\n",
        b"data: {not json\n\n",
        b"data: 17\n\n",
        b"data: null\n\n",
        b"data: []\n\n",
        b'data: "text"\n\n',
        b"data: \xff\xfe\n\n",
        b"<html>Sign in</html>",
        chunk(),
        chunk(choices=None),
        chunk(choices=[]),
        chunk(choices=[{}]),
        chunk(choices=[{"delta": None}]),
        chunk(choices=[{"delta": {}}]),
        chunk(choices=[{"delta": {"content": None}}]),
        chunk(choices=[{"delta": {"content": ["list"]}}]),
        chunk(choices=[{"delta": {"content": 17}}]),
        chunk(choices="text"),
        chunk(choices=[{"delta": {"content": "", "tool_calls": [{"index": 0, "function": {"name": "run"}}]}}]),
        b'data: {"error": {"message": "out of memory"}}\n\n',
        b'data: {"error": "out of memory"}\n\n',
        b"event: error\ndata: {}\n\n",
    ],
)
def test_a_reply_that_cannot_be_read_is_asked_for_once_more_and_then_replaced(written, model, body):
    model.reply = lambda: [body]
    answer = written(POOL)
    assert is_quoting(answer, "gave no answer that can be read")
    assert len(model.paths) == 2


def test_a_reply_that_breaks_off_within_a_sentence_proves_nothing_by_halves(written, model, number):
    n = number(PROVED)
    model.reply = lambda: [f"The pool is now £30.782m. [{n}] In 2024", b'data: {"choices": [\n\n']
    answer = written(POOL)
    assert [claim.text for claim in answer.claims] == ["The pool is now £30.782m."]


def test_a_second_try_that_succeeds_is_all_that_is_seen(written, model, number):
    n = number(PROVED)
    replies = iter([[b"data: {not json\n\n"], [f"The pool is now £30.782m. [{n}]"]])
    model.reply = lambda: next(replies)
    answer = written(POOL)
    assert [claim.text for claim in answer.claims] == ["The pool is now £30.782m."]
    assert answer.note == ""
