"""Flattened tables of one value column, two lists side by side, figures beside prose, rows by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Cell, Line, Row
from ingest.tables.flat.beside import read_beside
from ingest.tables.flattened import unflatten_pages

SCHEMES = """Harbour Scheme Allocation 2031/32
Dredging of the outer channel as far as
the bar
1,200
(Increase of 4%, two
boats more)

Quay wall (east and

west) 800
Tugs 30 at Q4

Lamps mended within 5 days of the call 5% increase
relit buoys Target 60%
Boats inspected

reduction of 5%
"""
LISTS = """Sources of funding Held by Use of funds
Port £4.5m Town Dredging of the bar £3 m
Town £2.5m Quay wall £1m
Total £7.0m Port Buoys and
"""
PROSE = """Target Berths let in 2031 Issues and Actions
Berths
Berths let by
the end of May 80%

The harbour office wrote to all of the owners in May 2031.

Calls answered within 5 minutes – Line 1

95%

Boats (all
kinds) inspected <=39

The inspectors were few in the year to May 2031.
"""


def lines(text: str) -> list[Line]:
    return [Line(line) for line in text.strip("\n").split("\n")]


def rows(text: str) -> list[Row]:
    pages = unflatten_pages([lines(page) for page in text.split("\f")])
    return [line.row for page in pages for line in page if line.row and line.row.kind == "row"]


def told(row: Row) -> tuple[str, str, str]:
    return row.cells[0].text, row.cells[1].head, row.cells[1].text


def test_each_label_has_the_one_value_behind_it() -> None:
    assert [told(row) for row in rows(SCHEMES[: SCHEMES.index("Quay")] + "Quay wall 800\nTugs 30 at Q4\n")] == [
        ("Dredging of the outer channel as far as the bar", "Allocation 2031/32", "1,200"),
        ("Quay wall", "Allocation 2031/32", "800"),
        ("Tugs", "Allocation 2031/32", "30 at Q4"),
    ]


def test_a_remark_in_brackets_is_a_cell_of_its_own() -> None:
    found = rows(SCHEMES.replace("and\n\nwest", "west"))
    assert [cell.text for cell in found[0].cells[2:]] == ["(Increase of 4%, two boats more)"]
    assert len(found[1].cells) == 2


def test_a_value_may_be_said_in_words() -> None:
    assert [told(row)[::2] for row in rows(SCHEMES.replace("and\n\nwest", "west"))[2:]] == [
        ("Tugs", "30 at Q4"),
        ("Lamps mended within 5 days of the call", "5% increase"),
        ("relit buoys", "Target 60%"),
        ("Boats inspected", "reduction of 5%"),
    ]


@pytest.mark.parametrize("head", ["Measure Target", "Organisation £000", "Item Amount", "Team Revised budget 2031/32"])
def test_heads_of_one_value_column_are_known(head: str) -> None:
    assert len(rows(f"{head}\nPort 40\nTown 30\nFair 50\n")) == 3


def test_a_line_before_a_label_that_had_room_for_its_first_word_names_a_group() -> None:
    found = rows("Item Amount\nOuter harbour:\nTugs £40\nMooring of boats £5\nLamps £30")
    assert [(row.cells[0].text, row.group) for row in found] == [
        ("Tugs", "Outer harbour:"), ("Mooring of boats", None), ("Lamps", None),
    ]  # fmt: skip


def test_rows_of_the_same_name_are_unsure() -> None:
    assert [row.sure for row in rows("Item Amount\nTugs £40\nLamps £5\nTugs £30")] == [False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Item Page\nApologies 3\nMinutes 9\nTolls 4",
        "Area Budget\nApologies 3\nMinutes 9\nTolls 14",
        "Agenda item Number\nApologies 3\nMinutes 9\nTolls 4",
        "Team Cost\nJo Moor 01999322000\nAl Tarn 01999322001\nVi Fell 01999322002",
        "Board Meeting Date\nPort 5 May 2031\nTown 6 May 2031\nFair 3 May 2031",
        "Service Budget\nPort opened 2031\nTown opened 2030\nFair opened 2029",
        "Name Cost\nPort 4 5\nTown 7 4\nFair 9 3",
        "Measure Target\nActual\nPort 4\nTown 7\nFair 3",
        "Service Budget\n1.1 The board met\n1.2 The fund held 40\n1.3 The bar cost 30\n1.4 Tugs cost 20",
        "Service Budget\nThe port spent 40 on\nlamps, 50 on buoys and 45\nof it in May 30",
        "Item Amount\nTugs £40\nLamps £5",
        "Item Amount\nTugs £40 Boats £3\nLamps £5 Buoys £4\nFees £7 Tolls £9",
        "Service Budget\nWe spent 40\nThis was 50\nIt rose 60",
        "Service Budget\nPort ....... 4\nTown ....... 3\nFair ....... 9",
    ],
)
def test_other_lists_stay_as_they_are(text: str) -> None:
    assert not rows(text)


def test_two_lists_in_one_line_are_read_apart() -> None:
    assert [told(row) for row in rows(LISTS.replace(" and", " £9"))] == [
        ("Port", "Sources of funding", "£4.5m"),
        ("Town Dredging of the bar", "Use of funds", "£3 m"),
        ("Town", "Sources of funding", "£2.5m"),
        ("Quay wall", "Use of funds", "£1m"),
        ("Total", "Sources of funding", "£7.0m"),
        ("Port Buoys", "Use of funds", "£9"),
    ]


def test_the_second_list_goes_on_over_page_breaks_once_a_total_has_closed_the_first() -> None:
    found = rows(LISTS.replace(" and", " £9") + "\fLamps (all\n\nkinds) £1m\n\f\n\fTotal £7.0m\nOther £3m")
    assert [told(row) for row in found[6:]] == [
        ("Lamps (all kinds)", "Use of funds", "£1m"), ("Total", "Use of funds", "£7.0m"),
    ]  # fmt: skip
    assert {row.table for row in found} == {1}


def test_a_pair_alone_is_unsure_while_both_lists_are_open() -> None:
    found = rows("Income Expenditure\nFees £4 Staff £5\nTolls £7 Hall £4\nRates £11")
    assert [row.sure for row in found] == [True] * 4 + [False]
    assert told(found[-1]) == ("Rates", "", "£11")


@pytest.mark.parametrize(
    "text",
    [
        "Income and expenditure\nFees £4 Staff £5\nTolls £7 Hall £4",
        "Income Expenditure\nFees £4 Staff £5\nTolls £7",
        "Income Expenditure\nFees of £4 Staff £5\nTolls £7 Hall £4",
        "Income Expenditure\nFees £4 £5\nTolls £7 £4",
    ],
)
def test_lines_that_are_no_two_lists_stay(text: str) -> None:
    assert not rows(text)


def test_both_lines_of_a_split_line_keep_its_box() -> None:
    placed = [Line(line.text, (0.1, 0.1, 0.5, 0.2)) for line in lines("Income Spending\nA £4 B £5\nC £7 D £4")]
    page, _ = read_beside(placed)
    assert [line.text for line in page[1:3]] == ["A £4", "B £5"]
    assert {line.box for line in page} == {(0.1, 0.1, 0.5, 0.2)}


def test_bare_figures_beside_prose_stand_under_the_first_head() -> None:
    found = rows(PROSE)
    assert [told(row) for row in found] == [
        ("Berths let by the end of May", "Target", "80%"),
        ("Calls answered within 5 minutes – Line 1", "Target", "95%"),
        ("Boats (all kinds) inspected", "Target", "<=39"),
    ]
    assert [row.group for row in found] == ["Berths", None, None]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("95%", "95%\n\n93%"),
        ("95%", "95% 93%"),
        ("Target Berths", "Performance Berths"),
        ("Issues and Actions", "Result"),
        ("Line 1\n\n95%", "Line 1"),
        ("Calls answered within 5 minutes – Line 1", "Calls rose 45% from 30%"),
    ],
)
def test_figures_that_may_be_of_another_column_are_not_read(old: str, new: str) -> None:
    assert old in PROSE
    assert not rows(PROSE.replace(old, new))


WORDS = st.sampled_from(
    ["Item", "Amount", "Target", "Issues", "Income", "Spending", "£4", "5%", "of", "(g)", "(", "Tugs", "to", "Total"]
)


@given(st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=30))
def test_no_word_is_lost_or_moved(texts: list[str]) -> None:
    page = unflatten_pages([[Line(text) for text in texts]])[0]
    assert " ".join(line.text for line in page).split() == " ".join(texts).split()
    for line in page:
        if line.row and line.row.kind == "row":
            assert " ".join(cell.text for cell in line.row.cells).split() == line.text.split()


LETTERS = """Measure Target Previous quarter This quarter DoT Period
1.1 Boats that were inspected on time (all harbours):
(a) seen by an officer 90% 71% 72% ▲

North Quay
Trust

(b) repaired where needed 90% 73% 74% ▲ 2031/32

(a) seen by an officer 90% 81% 82% ▲

Isle
Port (b) repaired where needed 90% 83% 84% ▲ 2031/32
"""


def test_lettered_rows_stand_under_the_name_among_them() -> None:
    found = rows(LETTERS)
    assert [row.sure for row in found] == [True] * 4
    assert [row.cells[0].text for row in found] == ["(a) seen by an officer", "(b) repaired where needed"] * 2
    groups = [str(row.group).rpartition(": ")[2] for row in found]
    assert groups == ["North Quay Trust", "North Quay Trust", "Isle Port", "Isle Port"]
    assert [(cell.head, cell.text) for cell in found[2].cells[1:]] == [
        ("Target", "90%"), ("Previous quarter", "81%"), ("This quarter", "82%"), ("DoT", "▲"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Isle\nPort ", ""),
        ("Isle\nPort", "North Quay\nTrust"),
        ("2031/32\n\n(a)", "2031/32\n\nSouth Port\n\n(a)"),
        ("Isle", "The harbour was closed. Isle"),
    ],
)
def test_lettered_rows_stay_unsure_where_names_are_not_certain(old: str, new: str) -> None:
    assert old in LETTERS
    assert not any(row.sure for row in rows(LETTERS.replace(old, new)))


def test_lettered_rows_that_the_page_itself_ruled_stay_as_they_are() -> None:
    kept = [Line("(a) seen 4", row=Row(1, (Cell("(a) seen", "Measure"), Cell("4", "Target"))))] * 2
    assert unflatten_pages([kept]) == [tuple(kept)]
