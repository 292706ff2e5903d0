"""Tables of an invented board whose columns white alone parts, and tables of running text."""

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from ingest.pdf.reading import read_pdf

NORMAL = getSampleStyleSheet()["Normal"]
HEAD = [(60, "Harbour"), (220, "Boats"), (300, "Berths")]
BODY = [
    [(60, "Quillhaven"), (220, "41"), (300, "60")],
    [(60, "Saltmere"), (220, "17"), (300, "22")],
    [(60, "Total"), (220, "58"), (300, "82")],
]
RULED_ALONG = [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def told(row):
    return [(cell.head, cell.text) for cell in row.cells]


def rows(page):
    return [line.row for line in page.lines if line.row]


def plain(page):
    return [line.text for line in page.lines if line.text and not line.row]


@pytest.fixture
def set_out(tmp_path):
    """Set lines of (place across, text) on a page, from the top down, after a number at its foot where wanted."""

    def draw(lines, foot=None):
        canvas = Canvas(str(tmp_path / "set.pdf"), pagesize=A4, invariant=1)
        canvas.setFont("Helvetica", 10)
        if foot:
            canvas.drawString(290, 60, foot)
        for number, line in enumerate(lines):
            for across, text in line:
                canvas.drawString(across, 760 - 14 * number, text)
        canvas.save()
        return read_pdf(tmp_path / "set.pdf").pages[0]

    return draw


@pytest.fixture
def drawn(tmp_path):
    def draw(table, widths, style):
        cells = [[Paragraph(text, NORMAL) for text in row] for row in table]
        SimpleDocTemplate(str(tmp_path / "drawn.pdf"), pagesize=A4, invariant=1).build(
            [Table(cells, colWidths=widths, style=style)]
        )
        return read_pdf(tmp_path / "drawn.pdf").pages[0]

    return draw


@pytest.mark.parametrize("tail", ["are new. A berth may hold two boats.", "are new and that a berth may hold two"])
def test_the_tail_of_a_paragraph_above_a_table_is_no_head(set_out, tail):
    text = "The harbour master told the board that of the berths in both of the harbours nine"
    page = set_out([[(60, text)], [(60, tail)], HEAD, *BODY])
    assert plain(page) == [text, tail]
    assert told(rows(page)[1]) == [("Harbour", "Quillhaven"), ("Boats", "41"), ("Berths", "60")]


def figures(*heads):
    places = (200, 270, 340, 410)
    body = [[(60, name), *zip(places, numbers, strict=True)] for name, numbers in (
        ("Quillhaven", ("411", "402", "77", "71")), ("Saltmere", ("170", "165", "34", "39")),
        ("Total", ("581", "567", "111", "110")),
    )]  # fmt: skip
    return [*heads, [(60, "Harbour"), *zip(places, ("Plan", "Actual", "Plan", "Actual"), strict=True)], *body]


@pytest.mark.parametrize("places", [(235, 375), (205, 345), (262, 402)])
def test_a_head_of_a_group_stands_over_all_of_its_columns(set_out, places):
    page = set_out(figures(list(zip(places, ("Dues", "Works"), strict=True))))
    assert [head for head, _ in told(rows(page)[-1])] == [
        "Harbour", "Dues Plan", "Dues Actual", "Works Plan", "Works Actual",
    ]  # fmt: skip


def test_heads_that_come_twice_with_nothing_to_part_them_make_no_row_sure(set_out):
    found = [row for row in rows(set_out(figures())) if row.kind == "row"]
    assert [row.sure for row in found] == [False] * 3
    assert {cell.head for row in found for cell in row.cells} == {""}


def test_a_head_that_wraps_stays_over_its_own_column(set_out):
    lines = [[(220, "Small")], [(60, "Harbour"), (220, "boats"), (300, "Berths")]]
    page = set_out([*lines, *BODY])
    assert told(rows(page)[-1]) == [("Harbour", "Total"), ("Small boats", "58"), ("Berths", "82")]


def test_a_table_keeps_its_place_under_its_title_though_the_page_s_number_is_read_first(set_out):
    page = set_out([[(60, "Boats and berths")], [], HEAD, *BODY], foot="7")
    texts = [line.text for line in page.lines]
    assert texts.index("Boats and berths") < texts.index("Harbour Boats Berths")
    assert {row.title for row in rows(page)} == {"Boats and berths"}


RISKS = [
    ["Risk", "Owner", "Before", "After", "Steps taken"],
    ["The outer wall gives way", "Harbour Engineer Tarrant", "20", "12", "Divers look at it monthly and after gales"],
    ["Dues fall short of what was planned", "Bursar", "16", "9", "Monthly review with the harbour master"],
]  # fmt: skip


def test_rows_between_lines_along_are_rows_though_their_cells_wrap(drawn):
    page = drawn(RISKS, [110, 80, 50, 50, 150], RULED_ALONG)
    head, *body = rows(page)
    assert head.kind == "head"
    assert [told(row) for row in body] == [list(zip(RISKS[0], line, strict=True)) for line in RISKS[1:]]
    assert not plain(page)


def test_several_rows_of_figures_between_two_lines_are_not_taken_for_one(tmp_path):
    canvas = Canvas(str(tmp_path / "set.pdf"), pagesize=A4, invariant=1)
    for number, line in enumerate([HEAD, *BODY]):
        for across, text in line:
            canvas.drawString(across, 700 - 14 * number, text)
    for level in (714, 696, 654):
        canvas.line(50, level, 400, level)
    canvas.save()
    [page] = read_pdf(tmp_path / "set.pdf").pages
    assert [row.cells[0].text for row in rows(page)] == ["Harbour", "Quillhaven", "Saltmere", "Total"]


LONG = (
    "The harbour master said that the wall had stood up to the gales of the winter and that no boat had broken loose."
)
MINUTES = [
    ["Item", "Discussion", "Action"],
    ["1", f"<b>The outer wall</b><br/>{LONG}<br/>The board NOTED the report.", ""],
    ["2", f"<b>Dues for the year</b><br/>{LONG} {LONG}", "MT to write to all owners of boats"],
    ["3", "<b>Other business</b><br/>There was none.", ""],
]


def test_minutes_in_columns_keep_their_lines_cell_by_cell(drawn):
    page = drawn(MINUTES, [40, 300, 100], GRID)
    assert not rows(page)
    texts = [line.text for line in page.lines]
    assert texts[:3] == ["Item Discussion Action", "", "1 The outer wall"]
    assert (
        texts.index("The board NOTED the report.")
        < texts.index("2 Dues for the year")
        < texts.index("MT to write to all")
    )
    assert texts[texts.index("MT to write to all") - 1] == "" == texts[texts.index("3 Other business") - 1]
    assert all(line.box for line in page.lines if line.text)


def test_minutes_that_go_on_from_another_page_lose_no_word_and_no_line(drawn):
    page = drawn(MINUTES[1:], [40, 300, 100], GRID)
    assert not rows(page)
    assert [line.text for line in page.lines][0] == "1 The outer wall"
    said = " ".join(line.text for line in page.lines if line.text)
    assert said.count(LONG) == 3


def test_a_log_with_a_long_column_stays_a_table(drawn):
    step = "Write to the owners of boats that lie on the north wall"
    log = [["Ref", "Step", "Owner", "Due"], *([f"H/{n}", step, "M Tarrant", f"{n} May 2031"] for n in (1, 2, 3))]
    assert [row.kind for row in rows(drawn(log, [50, 200, 80, 80], GRID))] == ["head", "row", "row", "row"]
