from pathlib import Path

import pytest
from pypdf import PageObject
from pypdf.errors import PdfReadError

from errors import NothingToRead, PaperError
from eval.quotes import PapersOnDisk, letters


@pytest.fixture
def papers(folder):
    return PapersOnDisk([folder])


def test_a_quote_stands_on_its_page_and_on_no_other(papers):
    assert papers.stands("pack.pdf", 2, "KCC 10.640m")
    assert not papers.stands("pack.pdf", 1, "KCC 10.640m")
    assert not papers.stands("pack.pdf", 2, "KCC 10.641m")


def test_line_breaks_and_spaces_do_not_matter(papers):
    assert papers.stands("pack.pdf", 2, "KCC\n10. 640m  and")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the Board’s “view”", 'the Board\'s "view"'),
        ("2014–15", "2014-15"),
        ("re\u00adport\u200b", "report"),
        ("ﬁnance ½", "finance 1⁄2"),
        ("a\u00a0b", "ab"),
    ],
)
def test_what_extractors_set_differently_is_one_to_the_check(one, other):
    assert letters(one) == letters(other)


def test_case_and_figures_still_matter():
    assert letters("Board") != letters("board")
    assert letters("10.640") != letters("10640")


def test_a_word_paper_has_no_pages(papers):
    assert papers.stands("plan.docx", None, "The Board's budget is £489 million")
    assert not papers.stands("plan.docx", 1, "The Board’s budget is £489 million")
    assert not papers.stands("pack.pdf", None, "KCC 10.640m")


def test_a_quote_from_a_word_table_stands_row_by_row(papers):
    assert papers.stands("plan.docx", None, "Scheme Amount\nWK003 14,335")


def test_text_papers_are_checked_too(papers):
    assert papers.stands("note.txt", None, "from the clerk")


def test_an_empty_quote_an_unknown_file_and_a_missing_page_do_not_stand(papers):
    assert not papers.stands("pack.pdf", 2, " \u00ad")
    assert not papers.stands("other.pdf", 1, "KCC")
    assert not papers.stands("pack.pdf", 4, "KCC")
    assert not papers.stands("pack.pdf", 0, "nothing more")


def test_what_pypdf_cannot_read_is_read_by_pdfium(papers, monkeypatch):
    def broken(_page):
        raise PdfReadError("no")

    monkeypatch.setattr(PageObject, "extract_text", broken)
    assert papers.stands("pack.pdf", 2, "KCC 10.640m")


def test_pages_are_read_in_order_and_a_paper_without_pages_is_one(papers):
    assert papers.files == ("note.txt", "pack.pdf", "plan.docx")
    assert [text.strip() for text in papers.pages("pack.pdf")] == [
        "The pool is large",
        "KCC 10.640m and",
        "nothing more",
    ]
    assert len(papers.pages("plan.docx")) == 1


def test_papers_are_found_in_folders_within_folders_the_first_folder_first(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "deep").mkdir()
    (other / "deep" / "note.txt").write_text("Another note", encoding="utf-8")
    assert PapersOnDisk([folder, other]).pages("note.txt") == ("A note from the clerk",)
    assert PapersOnDisk([other, folder]).pages("note.txt") == ("Another note",)


def test_a_missing_folder_and_one_without_papers_are_refused(tmp_path):
    with pytest.raises(NothingToRead, match="nowhere is not a folder of papers"):
        PapersOnDisk([tmp_path / "nowhere"])
    with pytest.raises(NothingToRead, match="no paper .*pdf.* under"):
        PapersOnDisk([tmp_path])


@pytest.mark.parametrize("name", ["bad.pdf", "bad.docx"])
def test_a_damaged_paper_is_named(tmp_path, name):
    (tmp_path / name).write_text("<html>", encoding="utf-8")
    with pytest.raises(PaperError, match=f"{name} cannot be read, replace it"):
        PapersOnDisk([tmp_path]).pages(name)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("there were 97 people in Ashmere General Hospital", True),
        ("there were 79 people in Ashmere General Hospital", False),
        ("there were many people in Southcombe Infirmary", False),
    ],
)
def test_a_quote_of_a_scanned_page_is_looked_for_in_its_picture(quote, stands):
    scanned = PapersOnDisk([Path(__file__).parents[2] / "samples" / "papers"])
    assert scanned.stands("ashmere-hospitals-letter-2025-03-03-scanned.pdf", 1, quote) is stands
