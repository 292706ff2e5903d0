import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from answer.proving import squeeze
from eval.quotes import PapersOnDisk, letters
from ingest.model import Cell, Line, Row
from ingest.pdf.reading import read_pdf
from ingest.pdf.repair import repair, repaired

MISREAD = {"the clerkâ€™s â€œplanâ€\x9d": "the clerk’s “plan”", "Â£4m â€“ cafÃ©": "£4m – café"}


def texts(*lines):
    return [line.text for line in repaired([Line(text) for text in lines])]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("eﬀective oﬃcers ﬁrst conﬂict", "effective officers first conflict"),
        ("A G E N D A", "AGENDA"),
        ("M I N U T E S of the board", "MINUTES of the board"),
        ("an in\u00adcluded word", "an included word"),
        *MISREAD.items(),
    ],
)
def test_what_is_certain_is_put_right(broken, whole):
    assert repair(broken) == whole


@pytest.mark.parametrize(
    "text",
    ["G A R G A", "Option A B C D", "château, São, Ångström, naïve", "� Better than last year", "A G E N D", "½"],
)
def test_what_is_not_certain_stays(text):
    assert repair(text) == text


def test_a_word_that_breaks_at_a_line_s_end_stands_whole_on_that_line():
    assert texts("to decide on cross-", "border work and rent") == ["to decide on cross-border", "work and rent"]
    assert texts("the board recom\u00ad", "mends a lease") == ["the board recommends", "a lease"]


@pytest.mark.parametrize("below", ["and post-natal care", "Border work", "7 of them", "alone", ""])
def test_a_hyphen_before_anything_but_the_rest_of_a_word_stays(below):
    assert texts("help for pre-", below) == ["help for pre-", below]


def test_a_word_does_not_go_on_in_another_column():
    lines = [Line("all of the multi-", (0.1, 0.8, 0.4, 0.82)), Line("agency teams met", (0.6, 0.1, 0.9, 0.12))]
    assert repaired(lines) == tuple(lines)


def test_cells_are_repaired_as_their_row_is():
    row = Row(1, (Cell("Oﬃce", "Aﬀected"), Cell("12")), title="Staﬀ", group=None)
    [line] = repaired([Line("Oﬃce 12", row=row)])
    assert (line.text, line.row) == ("Office 12", Row(1, (Cell("Office", "Affected"), Cell("12")), title="Staff"))


@given(st.lists(st.text(st.sampled_from("ab -\u00adﬁA G\ufffd1é"), max_size=12), max_size=6))
def test_both_provers_find_repaired_text_where_the_broken_text_stands(lines):
    broken, whole = "\n".join(lines), "\n".join(texts(*lines))
    assert squeeze(whole) == squeeze(broken)
    assert letters(whole) == letters(broken)


def test_no_line_is_lost_and_none_becomes_empty():
    lines = ["co-", "operation-", "wide plans", "", "x"]
    assert [bool(text) for text in texts(*lines)] == [bool(text) for text in lines]


@pytest.mark.parametrize(("broken", "whole"), MISREAD.items())
def test_misread_characters_are_the_same_for_who_checks_the_proof(broken, whole):
    assert letters(broken) == letters(whole)


def test_a_repaired_quote_stands_on_the_page_for_who_checks_the_proof(tmp_path):
    canvas = Canvas(str(tmp_path / "paper.pdf"))
    canvas.drawString(72, 770, "The clerkâ€™s report on cross-")
    canvas.drawString(72, 756, "border work was noted.")
    canvas.save()
    [page] = read_pdf(tmp_path / "paper.pdf").pages
    quote = " ".join(line.text for line in page.lines)
    assert quote == "The clerk’s report on cross-border work was noted."
    assert PapersOnDisk([tmp_path]).stands("paper.pdf", 1, quote)
