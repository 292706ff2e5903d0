import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from briefing.tables.columns import TABLES, Wanted, cells, narrowed
from briefing.tables.sheets import STARTS, as_csv, as_xlsx
from index.model import ANYONE

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\xa0=1", "＝1")  # noqa: RUF001


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(text):
    [_, [cell]] = list(csv.reader(StringIO(as_csv(["Words"], [[text]]).decode("utf-8-sig"), newline="")))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_sheet_is_a_formula(text):
    cell = load_workbook(BytesIO(as_xlsx("Actions", ["Words"], [[text]])))["Actions"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=5))
def test_any_text_goes_into_both_files_and_none_begins_a_formula(rows):
    told = list(csv.reader(StringIO(as_csv(["a", "b", "c"], rows).decode("utf-8-sig"), newline="")))
    assert not any(cell.lstrip(" \xa0").startswith(STARTS) for row in told for cell in row)
    sheet = load_workbook(BytesIO(as_xlsx("Any", ["a", "b", "c"], rows))).active
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.max_row == len(rows) + 1


def test_rows_of_the_samples_are_narrowed_by_words_meeting_and_board(board):
    held = board.register("action", ANYONE)
    met = {one.meeting for one in held}
    assert len(met) > 1
    for day in met:
        assert {one.meeting for one in narrowed(held, Wanted(meeting=day))} == {day}
    assert narrowed(held, Wanted(body="Nobody")) == []
    assert all("Pell" in " ".join(cells(TABLES["action"], one)) for one in narrowed(held, Wanted("PELL")))
    assert narrowed(held, Wanted("PELL"))
    days = [one.meeting for one in narrowed(held, Wanted())]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("register", TABLES)
def test_each_row_has_a_cell_under_each_head_and_names_its_place(board, register):
    table = TABLES[register]
    rows = [cells(table, one) for one in board.register(register, ANYONE)]
    assert rows
    assert {len(row) for row in rows} == {len(table.heads)}
    assert all("page" in row[-2] or "section" in row[-2] or row[-2] for row in rows)
