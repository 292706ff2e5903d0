import pytest

from index.model import ANYONE, EXEMPT, KEEPER, Viewer
from index.wording.abbreviations import Abbreviations
from index.wording.spelling import put_right, with_capitals
from index.wording.vocabulary import Vocabulary

TEXT = """Report to: the Harbour Board
Date: 4 March 2025

## Ferries

The committee considered accommodation for crews. Councillor Weatherley moved the recommendation, and the committee
agreed it. Ferry timetables are a matter for the Marine Safety Panel (MSP). The MSP met twice. Cllr Okonkwo abstained.
The dredging contract was let. The committee will look at the accommodation again.

## Exempt

Nothing is said here of anything else.
"""
SECRET = """Classification: Exempt
Report to: the Harbour Board
Date: 4 March 2025

## Sale

The purchaser Quillfeather offered a demurrage of nine pounds. Quillfeather asked for a Long Berth Lease (LBL).
The demurrage is secret, and so is the demurrage clause.
"""


@pytest.fixture
def harbour(library, take, tmp_path):
    """A library of a public and of an exempt paper."""
    for name, text in (("ferries.md", TEXT), ("sale.md", SECRET)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        take(tmp_path / name)
    return library


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("what did the comittee say on acommodation", "what did the committee say on accommodation"),
        ("the recomendation on ferries", "the recommendation on ferries"),
        ("what did okonwko move", "what did Okonkwo move"),
        ("What did Weatherly move?", "What did Weatherley move?"),
        ("Comittee decisions", "Committee decisions"),
        ("who let the dregding contract", "who let the dredging contract"),
    ],
)
def test_a_slip_is_put_right_from_the_papers_words(harbour, typed, read):
    assert put_right(typed, harbour, ANYONE) == read


@pytest.mark.parametrize(
    "typed",
    [
        "what did Weatherby move",
        "what did weatherby move",
        "the committee on parking and libraries",
        "how many didnt abstain",
        "the MSQ and the FERIES",
        "what about ferys",
        "Okonjo abstained",
    ],
)
def test_what_is_no_slip_or_in_doubt_stays(harbour, typed):
    assert put_right(typed, harbour, ANYONE) == typed


def test_a_word_of_exempt_papers_is_suggested_only_to_those_who_see_them(harbour):
    typed = "the demurage that Quilfeather offered"
    assert put_right(typed, harbour, ANYONE) == typed
    assert put_right(typed, harbour, KEEPER) == "the demurrage that Quillfeather offered"
    assert put_right(typed, harbour, Viewer(frozenset({EXEMPT}))) == "the demurrage that Quillfeather offered"
    assert put_right(typed, harbour, Viewer(frozenset())) == typed


def test_a_word_that_only_exempt_papers_hold_is_put_right_to_a_public_one_for_who_cannot_see_it(
    library, take, tmp_path
):
    for name, text in (("a.md", TEXT), ("b.md", SECRET.replace("demurrage", "comittee"))):
        (tmp_path / name).write_text(text, encoding="utf-8")
        take(tmp_path / name)
    assert put_right("the comittee", library, ANYONE) == "the committee"
    assert put_right("the comittee", library, KEEPER) == "the comittee"


def test_the_vocabulary_is_that_of_the_viewer(harbour):
    assert Vocabulary(harbour, ANYONE).holds("timetable")
    assert not Vocabulary(harbour, ANYONE).holds("quillfeather")
    assert Vocabulary(harbour, KEEPER).holds("quillfeather")
    assert not Vocabulary(harbour, Viewer(frozenset())).holds("timetable")
    assert not Vocabulary(harbour, ANYONE).words("demurrag")


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("What did the MSP do?", ["marine safety panel"]),
        ("what did the msp do", ["marine safety panel"]),
        ("the marine safety panels", ["msp"]),
        ("the panel", []),
    ],
)
def test_abbreviations_are_opened_both_ways(harbour, asked, opened):
    assert Abbreviations(harbour).opened(asked, ANYONE) == opened


def test_an_abbreviation_of_exempt_papers_is_opened_only_to_those_who_see_them(harbour):
    abbreviations = Abbreviations(harbour)
    assert abbreviations.opened("the LBL", KEEPER) == ["long berth lease"]
    assert abbreviations.opened("the LBL", ANYONE) == []
    assert abbreviations.opened("the long berth lease", ANYONE) == []


def test_abbreviations_follow_the_library(harbour):
    abbreviations = Abbreviations(harbour)
    assert abbreviations.opened("the MSP", ANYONE)
    harbour.remove(harbour.find("ferries.md").id)
    assert abbreviations.opened("the MSP", ANYONE) == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("marine safety panel", "Marine Safety Panel"),
        ("okonkwo", "Okonkwo"),
        ("committee", "committee"),
        ("quillfeather", "quillfeather"),
        ("parking", "parking"),
        ("", ""),
    ],
)
def test_a_name_is_given_the_capitals_that_the_papers_give_it(harbour, typed, printed):
    assert with_capitals(typed, harbour, ANYONE) == printed


def test_capitals_of_exempt_papers_are_for_those_who_see_them(harbour):
    assert with_capitals("quillfeather", harbour, KEEPER) == "Quillfeather"
