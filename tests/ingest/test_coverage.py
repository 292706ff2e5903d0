from hypothesis import given
from hypothesis import strategies as st

from ingest.coverage import LeftOut, coverage_of, sentences
from ingest.model import AgendaItem, Cell, Line, Page, Row

WORDS = Line("The harbour board met in the old customs house.")


def page(number, lines=(WORDS,), **facts):
    return Page(number, None, facts.pop("stamp", str(number)), tuple(lines), **facts)


def said(*pages, items=()):
    return sentences(coverage_of(pages, items))


def test_pages_are_counted_by_where_their_words_come_from():
    pages = [page(1), page(2, reading="ocr"), page(3, (), reading="blank"), page(4, (), reading="nothing", stamp=None)]
    coverage = coverage_of(pages, ())
    assert (coverage.pages, coverage.text, coverage.ocr, coverage.blank) == (4, 1, 1, 1)
    assert (coverage.not_read, coverage.unstamped) == ((4,), 1)
    assert sentences(coverage) == (
        "2 of 4 pages were read; 1 is blank.",
        "Page 4 is a scan and was not read.",
        "1 page was read from a picture, so single words may be wrong.",
    )


def test_a_paper_wholly_read_needs_one_sentence():
    assert said(page(1), page(2)) == ("All 2 pages were read.",)
    assert said(page(1)) == ("The only page was read.",)
    assert sentences(coverage_of([page(1), page(2)], ()), "part") == ("All 2 parts were read.",)


def test_a_paper_that_is_all_scans_was_not_read():
    scans = [page(n, (), reading="nothing") for n in (1, 2)]
    assert said(*scans) == ("None of 2 pages was read.", "Pages 1 and 2 are scans and were not read.")
    assert said(scans[0])[0] == "The only page was not read."


def test_scans_are_named_in_runs():
    pages = [page(n, (), reading="nothing") if n in (2, 4, 5, 6, 8, 9) else page(n) for n in range(1, 10)]
    assert said(*pages)[1] == "Pages 2, 4 to 6, 8 and 9 are scans and were not read."


def test_items_announced_for_pages_that_are_not_here_are_named():
    items = [AgendaItem("1", "Apologies"), AgendaItem("2", "Huts", "5", "8"), AgendaItem("9", "Pier", "40", "52")]
    pages = [page(n, item="2") for n in range(5, 9)]
    coverage = coverage_of(pages, items)
    assert (coverage.announced, coverage.found) == (("1", "2", "9"), ("2",))
    assert [item.ref for item in coverage.missing] == ["9"]
    assert sentences(coverage)[1:] == ("Item 9 is announced for pages 40 to 52, which this copy lacks.",)


def test_nothing_is_called_missing_where_no_page_bears_a_number():
    items = [AgendaItem("1", "Apologies"), AgendaItem("2", "Huts", "5", "8")]
    assert coverage_of([page(1, stamp=None), page(2, stamp=None)], items).missing == ()


def test_an_item_whose_parts_are_here_is_found():
    items = [AgendaItem("8", "Huts and pier", "5", "6")]
    coverage = coverage_of([page(5, item="8A"), page(6, item="8B")], items)
    assert coverage.found == ("8",)
    assert coverage.missing == ()
    assert coverage_of([page(5, item="80")], items).found == ()


def test_an_item_whose_last_pages_are_not_here_is_told():
    items = [AgendaItem("2", "Huts", "5", "12")]
    assert said(page(5, item="2"), page(6, item="2"), items=items)[1:] == (
        "Item 2 is announced for pages 5 to 12, of which this copy lacks the last.",
    )
    behind = page(3, (), item="2", stamp=None, reading="blank")
    assert coverage_of([page(11, item="2"), behind], items).cut == ()


def test_tables_are_counted_once_and_unsure_rows_are_told():
    rows = [Row(1, (Cell("Huts"),)), Row(1, (Cell("Pier"),), sure=False), Row(2, (Cell("Wall"),))]
    coverage = coverage_of([page(1, [Line(row.cells[0].text, row=row) for row in rows])], ())
    assert (coverage.tables, coverage.unsure_rows) == (2, 1)
    assert sentences(coverage)[1:] == ("The columns of 1 table row could not be told apart.",)


def test_what_was_left_out_is_counted_by_reason():
    pages = [
        page(7, left_out=("Agenda Item 2", "Page 7", "Page 1 of 3", "Harbour budget")),
        page(8, left_out=("Page 8", "- 2 -", "This page is intentionally left blank", "Harbour Board | 8")),
    ]
    assert coverage_of(pages, ()).left_out == (
        LeftOut("mark of an item", 1, "Agenda Item 2"),
        LeftOut("notice of a blank page", 1, "This page is intentionally left blank"),
        LeftOut("page number", 3, "Page 7"),
        LeftOut("report's own page number", 2, "Page 1 of 3"),
        LeftOut("running header or footer", 1, "Harbour budget"),
    )


def test_uncertain_stamps_and_exempt_pages_are_told():
    pages = [page(1, stamp_sure=False), page(2, classification="exempt"), page(3, classification="exempt")]
    assert said(*pages)[1:] == (
        "The page number printed on PDF page 1 is uncertain.",
        "Pages 2 and 3 are not for publication.",
    )


@given(st.lists(st.sampled_from(["text", "ocr", "blank", "nothing"]), max_size=12))
def test_every_page_is_counted_once(readings):
    coverage = coverage_of([page(n, reading=reading) for n, reading in enumerate(readings, start=1)], ())
    assert coverage.text + coverage.ocr + coverage.blank + len(coverage.not_read) == coverage.pages == len(readings)
    assert all(text.endswith(".") for text in sentences(coverage))
