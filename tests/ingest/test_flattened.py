"""Rows of tables whose columns are lost in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Line, Row
from ingest.tables.flat.columns import unflatten
from ingest.tables.flattened import unflatten_pages

SCORECARD = """Indicator Target
Previous
quarter

This
quarter
DoT Reporting
period
"""
HARBOUR = """1.1 Raising the share of moorings let by the end of the season
(Harbour Office)

75%
(county) 71.5% (a) 73.0% (a) ▲ May

2031
1.2 Ferries that leave within 5 minutes 95% 96.1% (g) - ▼ Q2 2031/32
1.3 Cutting spills in the outer harbour (all kinds):
Oil 4
(county) 5 (r) 3 (g) ▲ 2031
Sewage to be
confirmed 12 11 ▲ 2031
1.4 Buoys inspected 80% 82% 84% ▲ 2031
"""


def lines(text: str) -> list[Line]:
    return [Line(line) for line in text.strip("\n").split("\n")]


def rows(text: str, kind: str = "row") -> list[Row]:
    pages = unflatten_pages([lines(page) for page in text.split("\f")])
    return [line.row for page in pages for line in page if line.row and line.row.kind == kind]


def told(row: Row) -> list[tuple[str, str]]:
    return [(cell.head, cell.text) for cell in row.cells[1:]]


def labels(found: list[Row]) -> list[str]:
    return [row.cells[0].text for row in found]


def test_values_stand_under_heads_that_wrap_over_lines_and_gaps() -> None:
    row = rows(SCORECARD + HARBOUR)[0]
    assert row.sure
    assert row.cells[0].text == "1.1 Raising the share of moorings let by the end of the season (Harbour Office)"
    assert told(row) == [
        ("Target", "75% (county)"),
        ("Previous quarter", "71.5% (a)"),
        ("This quarter", "73.0% (a)"),
        ("DoT", "▲"),
        ("Reporting period", "May 2031"),
    ]


def test_a_dash_is_a_value_and_a_number_within_a_phrase_is_none() -> None:
    row = rows(SCORECARD + HARBOUR)[1]
    assert row.cells[0].text == "1.2 Ferries that leave within 5 minutes"
    assert [value for _, value in told(row)] == ["95%", "96.1% (g)", "-", "▼", "Q2 2031/32"]


def test_a_group_names_its_rows_until_the_next_number() -> None:
    found = rows(SCORECARD + HARBOUR)
    assert [row.group for row in found] == [
        None, None, *["1.3 Cutting spills in the outer harbour (all kinds):"] * 2, None,
    ]  # fmt: skip
    assert labels(found)[2:4] == ["Oil", "Sewage"]
    assert [row.cells[0].text for row in rows(SCORECARD + HARBOUR, "group")] == [found[2].group]


def test_a_group_and_its_table_go_on_over_a_page_break_that_repeats_the_heads() -> None:
    before, after = HARBOUR.split("Sewage")
    found = rows(f"{SCORECARD}{before}\f{SCORECARD}Sewage{after}")
    assert found[3].group == "1.3 Cutting spills in the outer harbour (all kinds):"
    assert {row.table for row in found} == {1}


def test_a_row_is_one_line_of_its_words_in_their_order() -> None:
    page, _ = unflatten(
        lines("Scheme 2031-32 £000 2032-33 £000 Total £000\nQuay wall\n1,200 800\n2,000\nSlip - 5 5\nPier 1 2 3"), None
    )
    assert [line.text for line in page[1:]] == ["Quay wall 1,200 800 2,000", "Slip - 5 5", "Pier 1 2 3"]


def test_the_box_of_a_row_holds_those_of_its_lines() -> None:
    text = "Scheme Budget Forecast Variance\nQuay wall\n4 5 1\nPier 1 2 1\nSlip 2 2 0"
    placed = [Line(line.text, (0.1, 0.1 * at, 0.2, 0.1 * at + 0.05)) for at, line in enumerate(lines(text))]
    page, _ = unflatten(placed, None)
    assert page[1].box == pytest.approx((0.1, 0.1, 0.2, 0.25))


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Measure Unit Target\nQ1\n\nQ2 RAG\nBins % 90% 91% 92% G\nLamps No. 40 52 47 A",
         ("Unit", "Target", "Q1", "Q2", "RAG")),
        ("Scheme\n2031-32\n£000\n2032-33\n£000\nTotal\n£000\nPier 1 2 3\nQuay - (5) (5)\nSlip 4 4 8",
         ("2031-32 £000", "2032-33 £000", "Total £000")),
        ("Councillor Possible Actual\nCllr A Moor 8 7\nCllr B Tarn 8 8\nCllr C Fell 6 2", ("Possible", "Actual")),
        ("Measure Actual 2031/32 Target 2032/33\nBins 80% 85%\nLamps 7 9\nDrains 3 4",
         ("Actual 2031/32", "Target 2032/33")),
        ("Partner\n2031/32\n2032/33\nproposed\nChange\nPort 1.0 2.0 1.0\nTown 1.0 1.0 0.0\nFair 2.0 3.0 1.0",
         ("2031/32", "2032/33 proposed", "Change")),
        ("Ward Northport Southport Isle\nHouses 1 2 3\nFlats 4 5 6\nShops 7 8 9", ("Northport", "Southport", "Isle")),
        ("Kind\nStatus\nDec-31 Mar-32 Jun-32\nTugs 1 2 3\nOil 4 5 6\nNets 7 8 9", ("Dec-31", "Mar-32", "Jun-32")),
        ("Costs\n\nNorth Quay\n(£'000)\n\nSouth Quay\n(£'000)\nIsle\n(£'000)\n\nTugs 1 2 3\nOil 4 5 6\nNets 7 8 9",
         ("North Quay (£'000)", "South Quay (£'000)", "Isle (£'000)")),
    ],
)  # fmt: skip
def test_heads_are_told_apart(text: str, heads: tuple[str, ...]) -> None:
    found = rows(text)
    assert {row.sure for row in found} == {True}
    assert {tuple(cell.head for cell in row.cells[1:]) for row in found} == {heads}


def test_a_row_with_too_few_values_is_unsure_where_they_could_stand_in_other_columns() -> None:
    found = rows("Service Budget Forecast Variance\nPorts 4 5 1\nFerries 3 3\nLights 1 1 0\nTugs 2 4 2")
    assert [row.sure for row in found] == [True, False, True, True]
    assert told(found[1]) == [("", "3"), ("", "3")]


def test_a_row_with_too_few_values_is_sure_where_their_kinds_leave_one_way() -> None:
    found = rows(SCORECARD + HARBOUR + "1.5 Berths dredged 70% 72% 75% ▲\n")
    assert found[-1].sure
    assert [head for head, _ in told(found[-1])] == ["Target", "Previous quarter", "This quarter", "DoT"]


def test_rows_that_no_words_tell_apart_are_unsure() -> None:
    found = rows("Service Budget Forecast Variance\nNet 4 5 1\nFerries 3 3 0\nNet 1 1 0\nTugs 2 4 2")
    assert [row.sure for row in found] == [False, True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "Budget 2031/32\nThe budget for 2031/32 was agreed in May 2031\nWe planned for 34 45\nand had 23 50",
        "Item Subject Page\n1 Apologies 3\n2 Minutes 5 8\n3 Harbour report 9 40\n4 Tolls 41 60",
        "Name Number\nJo Moor 01999 322000\nAl Tarn 01999 322001\nVi Fell 01999 322002\nEd Beck 01999 322003",
        "Board Date 2031 2032\nHarbour Board 5 May 2031 6 May 2032\nAudit 3 June 2031 4 June 2032",
        "Service Budget Forecast Variance\nThe board noted that ferries were 45.2 47.9 2.7 over and asked why.",
        "Indicator Target Actual RAG Comment\nBins 95% 96% G Good since July\nCalls 80% 70% A New staff in May 2031",
        "Service Budget Actual Budget Actual\nPorts 10 11 12 13\nFerries 20 21 22 23\nLights 3 3 3 3",
    ],
)
def test_words_that_are_no_such_table_stay_as_they_are(text: str) -> None:
    page, _ = unflatten(lines(text), None)
    assert list(page) == lines(text)


def test_prose_with_figures_after_a_table_is_no_row() -> None:
    found = rows(
        "Measure Target Actual Variance\nBins 1 2 1\nLamps 1 2 1\nDrains 3 4 1\n"
        "Bins emptied in May rose from 40 to 45 50 60\nagainst a target of 40 50 60"
    )
    assert labels(found) == ["Bins", "Lamps", "Drains"]


@pytest.mark.parametrize("between", ["", "\f"])
def test_another_table_does_not_stand_under_the_heads_of_the_one_before(between: str) -> None:
    first = "Measure 2031/32 2032/33 2033/34\nBins 45% 46% 48%\nLamps 210 180 260\nDrains 20 11 9\n"
    found = rows(
        first + between + "Homes by ward North Quay South Quay Isle\nHouses 10 20 30\nFlats 5 6 7\nShops 1 2 3"
    )
    assert labels(found) == ["Bins", "Lamps", "Drains"]


def test_heads_of_one_word_each_begin_a_table_of_their_own() -> None:
    first = "Measure 2031/32 2032/33 2033/34\nBins 45% 46% 48%\nLamps 210 180 260\nDrains 20 11 9\n"
    found = rows(first + "Ward North South East\nHouses 10 20 30\nFlats 5 6 7\nShops 1 2 3")
    assert [row.table for row in found] == [1, 1, 1, 2, 2, 2]
    assert told(found[3]) == [("North", "10"), ("South", "20"), ("East", "30")]


def test_lines_that_are_rows_stay_and_tables_count_on_from_theirs() -> None:
    kept = Line("Port 4", row=Row(3, ()))
    page, _ = unflatten_pages([[kept], lines("Service Budget Forecast Variance\nA 4 5 1\nB 3 3 0\nC 1 1 0")])
    assert page == (kept,)
    assert rows("Service Budget Forecast Variance\nA 4 5 1\nB 3 3 0\nC 1 1 0")[0].table == 1
    _, page = unflatten_pages([[kept], lines("Service Budget Forecast Variance\nA 4 5 1\nB 3 3 0\nC 1 1 0")])
    assert {line.row.table for line in page if line.row} == {4}


WORDS = st.sampled_from(
    [
        "Service",
        "Target",
        "Budget",
        "2031/32",
        "£000",
        "Total",
        "4",
        "5%",
        "-",
        "Ports",
        "of",
        "(g)",
        "▲",
        "May",
        "to be",
        "A",
    ]
)


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=30))
def test_no_word_is_lost_or_moved(texts: list[str]) -> None:
    page, _ = unflatten([Line(text) for text in texts], None)
    assert " ".join(line.text for line in page).split() == " ".join(texts).split()
    for line in page:
        if line.row and line.row.kind == "row":
            assert " ".join(cell.text for cell in line.row.cells).split() == line.text.split()
