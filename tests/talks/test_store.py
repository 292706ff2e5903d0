import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.model import Answer, Citation, Claim
from errors import TalkError
from index.model import Hit, PaperCard
from ingest.model import Passage, Span
from talks.store import Exchange, Talks, Verdict
from talks.writing import as_markdown, escaped

NOON = datetime(2031, 3, 4, 12, 0)
CARD = PaperCard("p", "pack.pdf", "agenda pack", "Pack", "Harbour Board", date(2031, 3, 4), "draft", True, 9, 0, 2, 9,
                 "2031 pack")  # fmt: skip
PASSAGE = Passage(
    "x", "p", "The toll is £4.", (Span(2, 0, 0, 0, 15),), "6", "Tolls", "2.1", "12", meeting=date(2030, 6, 4)
)
CITED = Citation(1, CARD, PASSAGE, "The toll is £4.", 2, 2, "14", "6", ((0.1, 0.2, 0.3, 0.4),), "2.1")
ANSWER = Answer("What is the toll?", (Claim("The toll is £4.", (CITED,)),), True, (), date(2031, 3, 4), strength=0.5)
TOLL = Exchange("What is the toll?", ANSWER)
LOST = Exchange("Who sank?", Answer("Who sank?", (), False, (), note="Nothing."))


@pytest.fixture
def talks(tmp_path):
    return Talks(tmp_path / "data")


def test_a_conversation_comes_back_as_it_was_kept_without_what_was_looked_through(talks):
    searched = replace(ANSWER, hits=(Hit(PASSAGE, 1.0, ("words: rank 1",)),), read=(Hit(PASSAGE, 1.0),))
    name = talks.keep("ann", [Exchange("What is the toll?", searched), LOST], NOON)
    assert talks.load("ann", name) == [TOLL, LOST]
    assert [(one.name, one.changed, one.exchanges) for one in talks.found("ann")] == [("What is the toll?", NOON, 2)]


def test_a_conversation_that_goes_on_keeps_its_name_and_moves_to_the_top(talks):
    first = talks.keep("ann", [TOLL], NOON)
    talks.keep("ann", [LOST], NOON + timedelta(hours=1))
    talks.rename("ann", first, "  Tolls   for May ")
    assert talks.keep("ann", [TOLL, LOST], NOON + timedelta(hours=2), first) == first
    assert [(one.name, one.exchanges) for one in talks.found("ann")] == [("Tolls for May", 2), ("Who sank?", 1)]


@pytest.mark.parametrize(
    ("words", "count"), [("toll", 1), ("£4 TOLL", 1), ("sank", 1), ("toll sank", 0), ("100%", 0), ("_", 0), ("", 2)]
)
def test_conversations_are_found_by_all_words_that_were_said(talks, words, count):
    talks.keep("ann", [TOLL], NOON)
    talks.keep("ann", [LOST], NOON)
    assert len(talks.found("ann", words)) == count


def test_nobody_else_finds_opens_names_writes_or_deletes_a_conversation(talks):
    name = talks.keep("ann", [TOLL], NOON)
    assert talks.found("bob") == []
    for tried in (
        lambda: talks.load("bob", name),
        lambda: talks.rename("bob", name, "Mine"),
        lambda: talks.remove("bob", name),
        lambda: talks.keep("bob", [LOST], NOON, name),
    ):
        with pytest.raises(TalkError, match="not kept here"):
            tried()
    assert talks.load("ann", name) == [TOLL]


def test_a_deleted_conversation_is_gone(talks):
    name = talks.keep("ann", [TOLL], NOON)
    talks.remove("ann", name)
    assert talks.found("ann") == []
    with pytest.raises(TalkError, match="may have been deleted"):
        talks.load("ann", name)


def test_a_conversation_needs_a_name(talks):
    with pytest.raises(TalkError, match="needs a name"):
        talks.rename("ann", talks.keep("ann", [TOLL], NOON), "  ")


def test_the_last_verdict_on_an_answer_counts(talks):
    good = Verdict("ann", "What is the toll?", "£4", True, "", NOON)
    wrong = replace(good, good=False, reason="It is £5", given=NOON + timedelta(minutes=1))
    other = replace(good, owner="bob")
    for verdict in (good, other, wrong):
        talks.judge(verdict)
    assert talks.verdicts() == [wrong, other]


def test_a_file_that_is_no_database_or_of_a_newer_askboard_is_named(talks, tmp_path):
    talks.keep("ann", [TOLL], NOON)
    path = tmp_path / "data" / "talks.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(TalkError, match="newer Askboard"):
        talks.found("ann")
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(TalkError, match="talks.sqlite3 cannot be used"):
        talks.found("ann")


def test_an_answer_of_another_shape_is_told_of(talks, tmp_path):
    name = talks.keep("ann", [TOLL], NOON)
    with sqlite3.connect(tmp_path / "data" / "talks.sqlite3") as db:
        db.execute("UPDATE exchanges SET answer = '{}'")
    with pytest.raises(TalkError, match="another version"):
        talks.load("ann", name)


def test_a_conversation_is_written_with_its_places_and_quotes():
    told = as_markdown("Tolls", [TOLL, LOST])
    assert told.startswith("# Tolls\n\n## What is the toll?\n\nThe toll is £4. \\[1\\]\n\nAs at 4 March 2031.")
    assert (
        "1. 2031 pack (draft), item 6, minutes of 4 June 2030, minute 12, para 2.1, page 14 (PDF 2): “The toll" in told
    )
    assert "## Who sank?\n\nNot found in these papers.\n\nNothing." in told


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",))))
def test_what_is_written_formats_nothing(text):
    shown = escaped(text)
    bare = shown.replace("\\\\", "")
    for mark in "*_[]<>#`|~":
        assert bare.count(mark) == bare.count(f"\\{mark}")
