from hypothesis import given
from hypothesis import strategies as st

from ingest.marks.margins import running
from ingest.marks.stamps import read_stamps
from ingest.model import Line, RawPage

GAP = Line("")


def line(text, top=0.5):
    return Line(text, (0.1, top, 0.9, top + 0.015))


def page(number, *lines):
    return RawPage(number, None, lines)


def header(text="Appendix 1", top=0.045):
    return line(text, top)


def test_a_header_that_runs_on_stays_where_it_begins_and_is_taken_out_after():
    pages = [page(n, header(), GAP, line(f"Text of page {n}")) for n in (1, 2, 3)]
    assert running(pages) == [set(), {0}, {0}]
    texts = [[each.text for each in stamped.lines] for stamped in read_stamps(pages)]
    assert texts == [["Appendix 1", "", "Text of page 1"], ["Text of page 2"], ["Text of page 3"]]


def test_a_footer_that_runs_on_is_taken_out_too():
    pages = [page(n, line(f"Text of page {n}"), GAP, header("Draft budget", 0.95)) for n in (1, 2)]
    assert running(pages) == [set(), {2}]


def test_a_header_may_stand_above_the_page_number():
    pages = [page(n, header(), header(f"Page {n}", 0.02), GAP, line("Text")) for n in (1, 2)]
    assert running(pages) == [set(), set()]
    pages = [page(n, header(f"Page {n}", 0.02), header(), GAP, line("Text")) for n in (1, 2)]
    assert running(pages) == [set(), {1}]


def test_table_heads_right_above_their_rows_stay_on_every_page():
    pages = [page(n, header("Scheme Budget Spent"), line("Falls 1.2 1.3", 0.06)) for n in (1, 2)]
    assert running(pages) == [set(), set()]


def test_what_repeats_in_the_text_or_at_another_height_stays():
    amid = [page(n, line("Agreed.", 0.3), GAP, line("Text")) for n in (1, 2)]
    moved = [page(1, header(top=0.02), GAP, line("Text")), page(2, header(top=0.05), GAP, line("Text"))]
    unplaced = [page(n, Line("Appendix 1"), GAP, line("Text")) for n in (1, 2)]
    for pages in (amid, moved, unplaced):
        assert running(pages) == [set(), set()]


def test_another_header_begins_another_run():
    pages = [page(n, header(text), GAP, line("Text")) for n, text in enumerate(("A", "A", "B", "B"), start=1)]
    assert running(pages) == [set(), {0}, set(), {0}]


@given(st.lists(st.lists(st.sampled_from(["", "Appendix 1", "Text", "7"]), max_size=4), max_size=5))
def test_no_word_is_lost_that_the_page_before_does_not_hold(texts):
    pages = [
        page(n, *(line(text, at / 20) if text else GAP for at, text in enumerate(lines)))
        for n, lines in enumerate(texts, start=1)
    ]
    for at, taken in enumerate(running(pages)):
        assert {pages[at].lines[i].text for i in taken} <= {each.text for each in pages[at - 1].lines if at}
