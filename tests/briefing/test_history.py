import pytest

from briefing.citing import readable
from briefing.history import plain_title, topic_of


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Library roof repairs: results and next steps (for decision)", "Library roof repairs"),
        ("24/00017 - Library opening hours", "Library opening hours"),
        ("Update: library opening hours", "Update: library opening hours"),
        ("Roof (verbal report)", "Roof"),
        ("Museum budget - for information", "Museum budget"),
    ],
)
def test_an_item_names_the_matter_that_is_followed(title, topic):
    assert topic_of(title) == topic


def test_a_title_is_told_without_what_is_asked_of_it():
    assert plain_title("Library roof: results (for decision)") == "Library roof: results"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\uf0b7 one\ntwo", "• one two"),
        ("a\x00b\u202ec", "abc"),
        ("£4.1m – “so”", "£4.1m – “so”"),
        ("2025.: £4", "2025: £4"),
    ],
)
def test_words_are_told_as_every_font_shows_them(text, said):
    assert readable(text) == said
