from datetime import date

import pytest

from ui.words import as_html, as_label, count, long_date, shortened


def test_html_from_papers_is_escaped() -> None:
    assert as_html('<a href="x">&</a>') == "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;"


def test_amounts_stay_as_typed_in_html() -> None:
    assert as_html("£5 or $6 and $7") == "£5 or $6 and $7"


def test_marks_that_turn_the_reading_direction_become_visible() -> None:
    assert as_html("pay\u202efdp.exe") == "pay\ufffdfdp.exe"
    assert as_label("pay\u202efdp") == "pay\ufffdfdp"


def test_markdown_signs_in_labels_are_escaped() -> None:
    assert as_label("*a* [b](c) $5") == r"\*a\* \[b\]\(c\) \$5"


@pytest.mark.parametrize("text", [":smile:", "http://x", "www.x", "a@b", "->", "--", "<-"])
def test_what_streamlit_reads_into_plain_text_is_parted_by_a_word_joiner(text: str) -> None:
    label = as_label(text)
    assert "\u2060" in label
    assert label.replace("\\", "").replace("\u2060", "") == text


def test_line_breaks_in_labels_become_spaces() -> None:
    assert as_label("one\n\n# two") == r"one \# two"


def test_dates_are_written_the_british_way() -> None:
    assert long_date(date(2015, 7, 7)) == "7 July 2015"


def test_counts_agree_with_their_nouns() -> None:
    assert [count(1, "page"), count(1200, "page"), count(2, "reply", "replies")] == [
        "1 page",
        "1,200 pages",
        "2 replies",
    ]


def test_shortened_text_ends_at_a_word() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two…"
