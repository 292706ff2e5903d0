import json
from collections import defaultdict
from pathlib import Path

import pytest

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


def test_a_page_without_any_text_is_told_of(read):
    assert read([WORDS, "", WORDS]).pages_without_text == (2,)
