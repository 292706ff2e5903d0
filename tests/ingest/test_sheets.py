import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from errors import PaperError
from ingest.formats.displayed import displayed
from ingest.passages import cut
from ingest.reading import read_paper

WORD = st.text("abcdefgh", min_size=1, max_size=6)
CELL = st.none() | WORD | st.integers(0, 9999)


@pytest.fixture
def book(tmp_path: Path):
    def written(build, name="figures.xlsx"):
        workbook = openpyxl.Workbook()
        build(workbook.active)
        workbook.save(tmp_path / name)
        return read_paper(tmp_path / name)

    return written


def rows(*values):
    return lambda sheet: [sheet.append(row) for row in values]


def lines(paper):
    return [line.text for page in paper.pages for line in page.lines if line.text]


def test_a_row_names_its_columns_so_that_it_reads_by_itself(book):
    paper = book(rows(["Scheme", 2024, 2025], ["Day care", 10.5, 11.2], ["Falls", 3, 4]))
    assert lines(paper) == ["Sheet", "Scheme: Day care | 2024: 10.5 | 2025: 11.2", "Scheme: Falls | 2024: 3 | 2025: 4"]
    assert not paper.paged


def test_each_sheet_is_a_part_and_the_section_of_its_rows_however_short(tmp_path):
    workbook = openpyxl.Workbook()
    for name, amount in (("Pooled budget", 5), ("Reserves", 7)):
        sheet = workbook.create_sheet(name)
        sheet.append(["Fund", "Amount"])
        sheet.append(["General", amount])
    workbook.remove(workbook["Sheet"])
    workbook.save(tmp_path / "funds.xlsx")
    paper = read_paper(tmp_path / "funds.xlsx")
    assert [page.lines[0].text for page in paper.pages] == ["Pooled budget", "Reserves"]
    assert [(p.section, p.text.split("\n")[-1]) for p in cut(paper)] == [
        ("Pooled budget", "Fund: General | Amount: 5"),
        ("Reserves", "Fund: General | Amount: 7"),
    ]


def test_titles_above_and_notes_below_a_table_take_no_column_heads(book):
    table = [["Scheme", "Owner"], ["Falls", "A Clerk"]]
    paper = book(rows(["Budget 2025"], [], ["Scheme", "Cost"], ["Falls", 3], [], ["Total", 3], [], ["Source: ledger"]))
    assert lines(paper)[1:] == ["Budget 2025", "Scheme: Falls | Cost: 3", "Scheme: Total | Cost: 3", "Source: ledger"]
    assert lines(book(rows(*table)))[1:] == ["Scheme | Owner", "Falls | A Clerk"]


def test_pairs_of_words_have_heads_where_these_are_bold(book):
    def build(sheet):
        rows(["Scheme", "Owner"], ["Falls", "A Clerk"])(sheet)
        sheet["A1"].font = sheet["B1"].font = Font(bold=True)

    assert lines(book(build))[1:] == ["Scheme: Falls | Owner: A Clerk"]


def test_a_column_that_no_row_fills_keeps_its_head(book):
    assert lines(book(rows(["Risk", "Score", "Note"], ["Fire", 4])))[1:] == [
        "Risk | Score | Note",
        "Risk: Fire | Score: 4",
    ]


def test_heads_that_run_over_columns_and_cells_that_run_over_rows_are_said_of_all(book):
    def build(sheet):
        rows(["Scheme", "2024/25", None], [None, "Budget", "Spent"], ["Care", 5, 4], [None, 7, 6])(sheet)
        for area in ("A1:A2", "B1:C1", "A3:A4"):
            sheet.merge_cells(area)

    assert lines(book(build))[1:] == [
        "Scheme: Care | 2024/25 Budget: 5 | 2024/25 Spent: 4",
        "Scheme: Care | 2024/25 Budget: 7 | 2024/25 Spent: 6",
    ]


def test_what_is_hidden_is_not_read_and_a_hidden_sheet_keeps_its_number(book):
    def build(sheet):
        rows(["Name", "Cost", "Pay"], ["Falls", 3, 99], ["Secret", 4, 98], ["Care", 5, 97])(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.parent.create_sheet("Hidden", 0).append(["Unseen"])
        sheet.parent["Hidden"].sheet_state = "hidden"

    paper = book(build)
    assert lines(paper) == ["Sheet", "Name: Falls | Cost: 3", "Name: Care | Cost: 5"]
    assert paper.pages_without_text == (1,)


def test_a_marking_in_the_printed_head_of_a_sheet_withholds_the_paper(book):
    def build(sheet):
        sheet.append(["Pay", "Amount"])
        sheet.oddHeader.center.text = "NOT FOR PUBLICATION"

    assert {page.classification for page in book(build).pages} == {"exempt"}


def test_a_formula_gives_its_last_value(book, tmp_path):
    book(rows(["Scheme", "Cost"], ["Falls", "=1+2"]))
    reckoned = tmp_path / "reckoned.xlsx"
    with zipfile.ZipFile(tmp_path / "figures.xlsx") as old, zipfile.ZipFile(reckoned, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v></v>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>"))
    assert lines(read_paper(reckoned))[1:] == ["Scheme: Falls | Cost: 3"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1385000, "#,##0", "1,385,000"),
        (1385000, '"£"#,##0.0,,"m"', "£1.4m"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (-1234.5, '"£"#,##0.00', "-£1,234.50"),
        (-1234, "#,##0_);[Red](#,##0)", "(1,234)"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "-"),
        (0.153, "0.0%", "15.3%"),
        (2.5, "0", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (0.5, "# ?/?", "0.5"),
        (-0.001, "0.00", "0.00"),
        (True, "General", "TRUE"),
        (datetime(2025, 3, 4), "d mmmm yyyy", "4 March 2025"),
        (datetime(2025, 3, 4), "mm-dd-yy", "04/03/2025"),
        (datetime(2025, 3, 4, 14, 5), "dd/mm/yyyy hh:mm", "04/03/2025 14:05"),
        (datetime(2025, 3, 4, 14, 5), "[$-F800]dddd, mmmm dd, yyyy", "Tuesday, March 04, 2025"),
        (date(2025, 3, 4), "mmm-yy", "Mar-25"),
        (time(14, 5), "h:mm AM/PM", "2:05 PM"),
    ],
)
def test_figures_and_dates_are_written_as_the_cell_shows_them(value, number_format, text):
    assert displayed(value, number_format) == text


@given(st.floats(allow_nan=True), st.text('0#?.,;%"[]_*\\$EGeneral/-+ @', max_size=12))
def test_no_number_format_makes_the_reader_fail(value, number_format):
    assert isinstance(displayed(value, number_format), str)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=6))
def test_no_word_of_a_table_is_lost(tmp_path_factory, table):
    workbook = openpyxl.Workbook()
    rows(*table, ["end"])(workbook.active)
    path = tmp_path_factory.mktemp("made") / "made.xlsx"
    workbook.save(path)
    paper = read_paper(path)
    words = " ".join(passage.text for passage in cut(paper)).replace(":", " ").replace("|", " ").split()
    assert {str(cell) for row in table for cell in row if cell is not None} <= set(words)


def test_a_book_with_more_rows_than_can_be_read_says_what_to_do(tmp_path):
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for number in range(10_001):
        sheet.append(["Payment", number])
    workbook.save(tmp_path / "ledger.xlsx")
    with pytest.raises(PaperError, match=r"^ledger\.xlsx has more than 10,000 rows: save it in parts") as raised:
        read_paper(tmp_path / "ledger.xlsx")
    assert raised.value.reason == "too large"


def test_a_far_cell_costs_nothing(book):
    assert lines(book(lambda sheet: sheet.cell(1_048_576, 16_384, "far")))[1:] == ["far"]


def test_an_empty_book_says_what_to_do(book):
    with pytest.raises(PaperError, match=r"^figures\.xlsx holds no text: check") as raised:
        book(rows([None]))
    assert raised.value.reason == "empty"
