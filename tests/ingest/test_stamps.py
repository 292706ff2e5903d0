import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.building import build_paper
from ingest.marks.stamps import read_stamps
from ingest.model import Line, RawPage, RawPaper
from ingest.reading import read_paper

SAMPLES = Path(__file__).parents[2] / "samples"
WORDS = "The board heard how services for families are changing this year."


def stamps(paper):
    return [page.stamp for page in paper.pages]


def truths():
    found = defaultdict(list)
    for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["file"]].append((row["pdf_page"], row["stamp"], row["label"], row["item"]))
    return found


@pytest.mark.parametrize("file", sorted(truths()))
def test_every_page_of_the_sample_papers_has_the_stamp_label_and_item_it_truly_has(file):
    paper = read_paper(SAMPLES / "papers" / file)
    assert [(page.pdf_page, page.stamp, page.label, page.item) for page in paper.pages] == truths()[file]


def test_every_paged_sample_has_its_truth_written_down():
    assert {path.name for path in (SAMPLES / "papers").glob("*.pdf")} == set(truths())


@pytest.mark.parametrize("ahead", [-2, 0, 1, 56])
def test_a_stamp_is_read_however_far_it_is_from_the_pdf_page(read, ahead):
    paper = read([f"{WORDS}\n_Page {n + ahead}" if n + ahead > 0 else WORDS for n in range(1, 7)])
    assert stamps(paper) == [str(n + ahead) if n + ahead > 0 else None for n in range(1, 7)]
    assert all(page.stamp_sure for page in paper.pages)


@pytest.mark.parametrize("printed", ["Tudalen {} / Page {}", "Page {} / Tudalen {}", "Tudalen {}"])
def test_a_stamp_in_another_language_or_in_two_is_read(read, printed):
    paper = read([f"{WORDS}\n_{printed.format(n, n)}" for n in (7, 8, 9)])
    assert [(page.stamp, page.text) for page in paper.pages] == [(str(n), WORDS) for n in (7, 8, 9)]


def test_a_stamp_is_taken_out_of_the_text(read):
    assert read([f"{WORDS}\n_Page 9"]).pages[0].text == WORDS


def test_a_report_s_own_footer_does_not_hide_the_stamp(read):
    paper = read([f"{WORDS}\n<Page {n} of 4\n_Page {n + 56}" for n in range(1, 5)])
    assert stamps(paper) == ["57", "58", "59", "60"]


def test_a_report_s_own_footer_on_a_few_pages_of_a_pack_is_no_stamp(read):
    pages = [WORDS, WORDS, WORDS, *(f"{WORDS}\n_Page {n} of 2" for n in (1, 2)), WORDS, WORDS]
    assert stamps(read(pages)) == [None] * 7


def test_footers_that_count_all_pages_are_stamps(read):
    assert stamps(read([f"{WORDS}\n_Page {n} of 2" for n in (1, 2)])) == ["1", "2"]
    assert stamps(read([f"{WORDS}\n_{n} / 5" for n in range(1, 6)])) == ["1", "2", "3", "4", "5"]


def test_bare_numbers_that_run_on_are_stamps(read):
    assert stamps(read([f"{WORDS}\n_{n + 2}" for n in range(1, 6)])) == ["3", "4", "5", "6", "7"]


def test_bare_numbers_that_do_not_run_on_are_text(read):
    paper = read([f"{WORDS}\n_{n}" for n in (14, 3, 90, 12)])
    assert stamps(paper) == [None] * 4
    assert paper.pages[0].text.endswith("14")


def test_roman_numerals_lead_over_to_plain_numbers(read):
    numbers = ["i", "ii", "iii", "iv", *map(str, range(1, 8))]
    assert stamps(read([f"{WORDS}\n_Page {n}" for n in numbers])) == numbers
    assert stamps(read([f"{WORDS}\n_{n}" for n in numbers])) == numbers


def test_numbers_with_a_letter_are_stamps(read):
    paper = read([f"{WORDS}\n_Page A-{n}" for n in range(1, 5)])
    assert stamps(paper) == ["A-1", "A-2", "A-3", "A-4"]
    assert all(page.stamp_sure for page in paper.pages)


def test_pages_without_a_stamp_lie_between_stamped_ones(read):
    paper = read([f"{WORDS}\n_Page {n}" if n not in (3, 4) else WORDS for n in range(1, 8)])
    assert stamps(paper) == ["1", "2", None, None, "5", "6", "7"]
    assert all(page.stamp_sure for page in paper.pages)


def test_numbering_that_jumps_over_pages_held_back_is_sure(read):
    paper = read([f"{WORDS}\n_Page {n}" for n in (1, 2, 3, 9, 10, 11)])
    assert stamps(paper) == ["1", "2", "3", "9", "10", "11"]
    assert all(page.stamp_sure for page in paper.pages)


def test_a_stamp_that_stands_on_two_pages_is_uncertain(read):
    paper = read([f"{WORDS}\n_Page {n}" for n in (5, 6, 7, 5, 6, 8)])
    assert stamps(paper) == ["5", "6", "7", "5", "6", "8"]
    assert [page.stamp_sure for page in paper.pages] == [False, False, True, False, False, False]


def test_a_stamp_that_fits_no_neighbour_is_uncertain(read):
    paper = read([f"{WORDS}\n_Page {n}" for n in (1, 2, 77, 4, 5)])
    assert [page.stamp_sure for page in paper.pages] == [True, True, False, True, True]


def test_of_two_stamps_on_a_page_the_one_that_continues_the_run_counts(read):
    pages = [f"{WORDS}\n_Page {n}" for n in range(11, 16)]
    pages[2] = f"^Page 2\n{WORDS}\n_Page 13"
    assert stamps(read(pages)) == ["11", "12", "13", "14", "15"]


def test_a_reference_in_running_text_is_no_stamp(read):
    paper = read([f"{WORDS}\nDetails are on\nPage 40\nof the plan.\n\n{WORDS}\n{WORDS}\n{WORDS}\n{WORDS}"] * 2)
    assert stamps(paper) == [None, None]


def test_agenda_and_minute_marks_beside_a_stamp_are_read_apart(read):
    pages = ["^Agenda Item 7a\nA report\n_Page 9", f"{WORDS}\n_Page 10", "^Minute Item 206\nSlides\n_Page 11"]
    paper = read(pages)
    assert stamps(paper) == ["9", "10", "11"]
    assert [page.item for page in paper.pages] == ["7A", "7A", "7A"]
    assert [page.minute for page in paper.pages] == [None, None, "206"]
    assert paper.pages[0].text == "A report"


def test_a_blank_notice_is_no_text_and_no_missing_text(read):
    paper = read([f"{WORDS}\n_Page 1", "This page is intentionally left blank\n_Page 2", f"{WORDS}\n_Page 3"])
    assert stamps(paper) == ["1", "2", "3"]
    assert paper.pages[1].lines == ()
    assert paper.pages_without_text == ()


def test_a_page_that_holds_nothing_at_all_is_blank(read):
    paper = read([WORDS, "", WORDS])
    assert [page.reading for page in paper.pages] == ["text", "blank", "text"]
    assert paper.pages_without_text == ()


def raw(number, *texts, **facts):
    return RawPage(number, None, tuple(Line(text) for text in texts), **facts)


def test_where_the_words_of_a_page_come_from_is_told():
    pages = (
        raw(1, WORDS), raw(2, WORDS, ocr=True), raw(3, "Page 3", picture=True), raw(4, "Page left blank", "Page 4"),
        raw(5, picture=True), raw(6),
    )  # fmt: skip
    paper = build_paper("pack.pdf", "0" * 16, RawPaper(pages))
    assert [page.reading for page in paper.pages] == ["text", "ocr", "nothing", "blank", "nothing", "blank"]
    assert paper.pages_without_text == (3, 5)


def test_what_is_left_out_of_the_text_is_kept_as_it_is_printed(read):
    pages = [f"^Agenda Item 4\n{WORDS}\n<Page {n} of 3\n_Page {n + 6}" for n in (1, 2, 3)]
    pages.append("[This page is intentionally left blank]\n_Page 10")
    paper = read(pages)
    assert sorted(paper.pages[0].left_out) == ["Agenda Item 4", "Page 1 of 3", "Page 7"]
    assert sorted(paper.pages[3].left_out) == ["Page 10", "[This page is intentionally left blank]"]
    assert [page.text for page in paper.pages] == [WORDS, WORDS, WORDS, ""]


@pytest.mark.parametrize(
    "printed",
    ["- {} -", "– {} –", "[{}]", "Page | {}", "{} | Page", "P a g e | {}", "Page: {}",
     "Page No. {}", "Page {} of 12", "Packet Pg. {}", "Agenda Page {}",
    
     "{}/12", "Page A-{}", "B{}", "Trust Board, 4 March Page {}", "{} of 212 Trust Board 4/3/25",
     "Draft budget | {}", "{} | Draft budget"],
)  # fmt: skip
def test_a_number_is_read_in_many_forms(read, printed):
    paper = read([f"{WORDS}\n_{printed.format(n)}" for n in range(3, 9)])
    assert [re.sub(r"\D", "", stamp or "") for stamp in stamps(paper)] == ["3", "4", "5", "6", "7", "8"]
    assert all(page.stamp_sure and page.text == WORDS for page in paper.pages)


@pytest.mark.parametrize("heading", ["Objective", "Option", "Appendix", "Slide", "Ward"])
def test_headings_that_count_on_are_no_stamps(read, heading):
    paper = read([f"^{heading} {n}\n{WORDS}" for n in range(1, 7)])
    assert stamps(paper) == [None] * 6
    assert [page.lines[0].text for page in paper.pages] == [f"{heading} {n}" for n in range(1, 7)]


def test_bare_numbers_of_a_pack_count_before_the_pages_of_its_reports(read):
    own = [*range(1, 5), *range(1, 6), *range(1, 4)]
    paper = read([f"{WORDS}\n<Page {n}\n_{at + 20}" for at, n in enumerate(own)])
    assert stamps(paper) == [str(at + 20) for at in range(12)]
    assert paper.pages[4].left_out == ("Page 1", "24")
    assert all(page.text == WORDS for page in paper.pages)


def test_the_bare_numbers_of_a_report_are_left_out_beside_the_stamp(read):
    paper = read([f"{WORDS}\n<{n}\n_Page {n + 56}" for n in range(1, 5)])
    assert stamps(paper) == ["57", "58", "59", "60"]
    assert [page.text for page in paper.pages] == [WORDS] * 4


def test_reports_that_number_themselves_make_no_stamps(read):
    paper = read([f"{WORDS}\n_{n}" for n in (1, 2, 3, 4, 1, 2, 3, 1, 2, 3)])
    assert stamps(paper) == [None] * 10
    assert [page.text for page in paper.pages] == [WORDS] * 10


def test_a_supplement_that_counts_anew_is_uncertain_where_a_number_stands_twice(read):
    paper = read([f"{WORDS}\n_Page {n}" for n in (*range(1, 9), 1, 2, 3)])
    assert stamps(paper) == [str(n) for n in (*range(1, 9), 1, 2, 3)]
    assert [page.pdf_page for page in paper.pages if not page.stamp_sure] == [1, 2, 3, 9, 10, 11]


def test_a_supplement_that_counts_with_a_letter_is_sure(read):
    numbers = [*map(str, range(1, 7)), "S1", "S2", "S3"]
    paper = read([f"{WORDS}\n_Page {n}" for n in numbers])
    assert stamps(paper) == numbers
    assert all(page.stamp_sure for page in paper.pages)


def test_a_page_number_named_in_a_list_of_contents_is_no_stamp(read):
    contents = "Contents\n\nSummary\nPage 3\nCosts\nPage 4\n\nRisks"
    paper = read([contents, *(f"{WORDS}\n_{n} of 6" for n in range(2, 7))])
    assert stamps(paper) == [None, "2", "3", "4", "5", "6"]
    assert "Page 3" in paper.pages[0].text


@pytest.mark.parametrize("turned", [90, 270])
def test_stamps_set_upright_along_a_margin_of_a_landscape_page_are_read(tmp_path, turned):
    canvas = Canvas(str(tmp_path / "wide.pdf"), pagesize=(842, 595), invariant=1)
    for number in range(1, 5):
        for row in range(12):
            canvas.drawString(72, 500 - 30 * row, WORDS)
        for text, x, y in ((f"Page {number + 8}", 30, 280), ("Agenda Item 6", 815, 80)):
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(turned)
            canvas.drawString(0, 0, text)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    paper = read_paper(tmp_path / "wide.pdf")
    assert stamps(paper) == ["9", "10", "11", "12"]
    assert [page.item for page in paper.pages] == ["6"] * 4
    assert "Page" not in paper.pages[0].text


@given(
    st.lists(
        st.lists(st.sampled_from(["", "Page 3", "4", "Page 1 of 2", "Item 5", "ii", "Words"]), max_size=6), max_size=6
    )
)
def test_every_printed_line_stands_in_the_text_or_in_what_was_left_out(texts):
    pages = [raw(n, *lines) for n, lines in enumerate(texts, start=1)]
    for page, lines in zip(read_stamps(pages), texts, strict=True):
        kept = [line.text for line in page.lines if line.text]
        assert sorted([*kept, *page.left]) == sorted(text for text in lines if text)
