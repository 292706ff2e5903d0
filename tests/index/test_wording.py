import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording.dictionary import is_word
from index.wording.forms import other_forms
from index.wording.slips import is_slip, is_slip_in_name, slips
from index.wording.words import content_words, spellings, word_pairs


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("£14m", ["14 million", "14 000 000", "14000000"]),
        ("£14 million", ["14m", "14 000 000"]),
        ("14,000,000", ["14m", "14 million"]),
        ("£2.5m", ["2 5 million", "2 50m", "2 500 000"]),
        ("£0.5m", ["500 000", "500k"]),
        ("2031/32", ["2031 32", "2031 2032", "31 32"]),
        ("2031-2032", ["2031 32", "31 32"]),
        ("31/32", ["2031 32", "2031 2032"]),
        ("7 per cent", ["7 percent"]),
        ("7%", ["7 per cent"]),
        ("7.5%", ["7 5 per cent"]),
        ("seventeen", ["17"]),
        ("forty-two members", ["42"]),
        ("17 members", ["seventeen"]),
        ("4 May 2031", ["04 05 2031", "4th may 2031", "may 4 2031"]),
        ("04/05/2031", ["4 may 2031"]),
        ("May 4th, 2031", ["4 may 2031"]),
        ("Sept 2031", ["september"]),
        ("third quarter", ["q3", "quarter 3"]),
        ("Q3", ["third quarter"]),
        ("organisation", ["organization"]),
        ("color of the center", ["colour", "centre"]),
        ("a programme", ["program"]),
    ],
)
def test_what_a_question_says_is_looked_for_in_the_other_forms_too(said, written):
    assert set(written) <= set(other_forms(said))


@pytest.mark.parametrize("said", ["item 7", "scheme 12", "minute 31", "31/0042", "pages 20-58", "12 June", "flour"])
def test_numbers_of_items_and_pages_have_no_other_forms(said):
    assert other_forms(said) == []


@given(st.text(alphabet="0123456789,./-%£mk thousandy", max_size=30))
def test_any_text_has_forms_that_the_index_can_look_for(text):
    assert all(form and '"' not in form for form in other_forms(text))


@given(st.from_regex(r"[a-z]{3,12}", fullmatch=True))
def test_a_spelling_is_another_word(word):
    assert word not in spellings(word)


@pytest.mark.parametrize(
    ("british", "american"), [("labelled", "labeled"), ("analyse", "analyze"), ("ageing", "aging")]
)
def test_spelling_goes_both_ways(british, american):
    assert american in spellings(british)
    assert british in spellings(american)


def test_words_that_stand_side_by_side_are_pairs():
    assert word_pairs("the ferry timetable of the winter") == ["ferry timetable"]
    assert content_words("the ferry timetable of the winter") == ["ferry", "timetable", "winter"]


# A doubled letter costs 0.5, swapped letters, another vowel or one too few 0.75, anything else 1.
@pytest.mark.parametrize(
    ("typed", "meant", "sum_of_slips"),
    [("ferry", "ferry", 0), ("fery", "ferry", 0.5), ("ferri", "ferry", 0.75), ("frery", "fery", 1),
     ("feryr", "ferry", 0.75), ("fer", "ferry", 0.5 + 0.75), ("bus", "buk", 1)],
)  # fmt: skip
def test_slips_are_weighed(typed, meant, sum_of_slips):
    assert slips(typed, meant) == sum_of_slips


@given(st.text("abcde", min_size=1, max_size=8), st.text("abcde", min_size=1, max_size=8))
def test_no_slips_lie_between_a_word_and_itself_alone(one, other):
    assert (slips(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("typed", "meant"), [("comittee", "committee"), ("acommodation", "accommodation"), ("budgte", "budget")]
)
def test_a_slip_is_seen(typed, meant):
    assert is_slip(typed, meant)


@pytest.mark.parametrize(("typed", "meant"), [("ferry", "merry"), ("bus", "bush"), ("weatherby", "weather")])
def test_another_word_is_no_slip(typed, meant):
    assert not is_slip(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("weatherby", "weatherley"), ("weatherby", "weatherly"), ("ashfold", "ashford"), ("hanley", "henley"),
     ("roberts", "robert"), ("fairbank", "fairbanks")],
)  # fmt: skip
def test_another_name_is_no_slip(typed, meant):
    assert not is_slip_in_name(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("weatherly", "weatherley"), ("okonwko", "okonkwo"), ("harisson", "harrisson"), ("penrith", "penrithe")],
)
def test_a_small_slip_in_a_name_is_seen(typed, meant):
    assert is_slip_in_name(typed, meant)


def test_english_words_are_known_in_their_usual_forms():
    assert all(map(is_word, ("ferries", "policing", "harassment", "organised", "unsafe")))
    assert not any(map(is_word, ("comittee", "obqz", "recomendation")))
