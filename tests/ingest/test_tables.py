"""Tables of an invented board, drawn with lines or set with white between their columns."""

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from ingest.formats.texts import read_docx
from ingest.model import Cell, Row
from ingest.pdf.reading import read_pdf
from ingest.tables.spoken import sentence

GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
BOLD_HEAD = [("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")]
NORMAL = getSampleStyleSheet()["Normal"]
HEAD = ["Harbour", "Boats", "Berths", "Dues"]
BODY = [["Quillhaven", "41", "60", "£1.2m"], ["Saltmere", "17", "22", "£0.4m"], ["Total", "58", "82", "£1.6m"]]


def words(text):
    return Paragraph(text, NORMAL)


def built(path, *flow, size=A4):
    SimpleDocTemplate(str(path), pagesize=size, invariant=1).build(list(flow))
    return read_pdf(path).pages


def rows(*pages):
    return [line.row for page in pages for line in page.lines if line.row]


def told(row):
    return [(cell.head, cell.text) for cell in row.cells]


@pytest.fixture
def drawn(tmp_path):
    def draw(*flow, size=A4):
        return built(tmp_path / "tables.pdf", *flow, size=size)

    return draw


@pytest.fixture
def set_out(tmp_path):
    """Set lines of (place across, text) on a page, from the top down."""

    def draw(lines):
        canvas = Canvas(str(tmp_path / "set.pdf"), pagesize=A4, invariant=1)
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(lines):
            for across, text in line:
                canvas.drawString(across, 760 - 14 * number, text)
        canvas.save()
        return read_pdf(tmp_path / "set.pdf").pages

    return draw


def test_each_row_of_a_ruled_table_is_one_line_with_its_heads(drawn):
    [page] = drawn(
        words("The harbours are told of below."), Spacer(1, 20), Table([HEAD, *BODY], style=GRID + BOLD_HEAD)
    )
    head, first, *_, last = [line for line in page.lines if line.row]
    assert head.row.kind == "head"
    assert first.text == "Quillhaven 41 60 £1.2m"
    assert told(first.row) == [("Harbour", "Quillhaven"), ("Boats", "41"), ("Berths", "60"), ("Dues", "£1.2m")]
    assert told(last.row)[0] == ("Harbour", "Total")
    assert head.box[3] <= first.box[1] + 0.01
    assert "The harbours are told of below." in [line.text for line in page.lines]


def test_a_cell_that_wraps_stays_in_its_row(drawn):
    long = words("Repairs to the outer wall, the slipway and the two cranes that stand on it")
    [page] = drawn(
        Table([["Work", "Cost", "Due"], [long, "£410", "May 2031"]], colWidths=[90, 60, 80], style=GRID + BOLD_HEAD)
    )
    assert told(rows(page)[1])[0][1].endswith("the two cranes that stand on it")
    assert told(rows(page)[1])[1:] == [("Cost", "£410"), ("Due", "May 2031")]


def test_heads_of_two_levels_are_joined_from_top_to_bottom(drawn):
    table = [["Harbour", "Boats", "", "Dues"], ["", "Sail", "Steam", ""], ["Quillhaven", "30", "11", "£1.2m"]]
    style = [*GRID, ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1)), ("SPAN", (3, 0), (3, 1))]
    [page] = drawn(Table(table, colWidths=[90, 60, 60, 60], style=style))
    assert told(rows(page)[-1]) == [
        ("Harbour", "Quillhaven"), ("Boats Sail", "30"), ("Boats Steam", "11"), ("Dues", "£1.2m"),
    ]  # fmt: skip


def test_a_row_over_all_columns_names_the_rows_under_it(drawn):
    table = [HEAD, ["East coast"], BODY[0], ["West coast"], BODY[1], BODY[2]]
    style = [*GRID, *BOLD_HEAD, ("SPAN", (0, 1), (-1, 1)), ("SPAN", (0, 3), (-1, 3))]
    [page] = drawn(Table(table, style=style))
    found = rows(page)
    assert [row.kind for row in found] == ["head", "group", "row", "group", "row", "row"]
    assert [row.group for row in found if row.kind == "row"] == ["East coast", "West coast", "West coast"]


def test_a_reference_and_its_words_are_one_label(drawn):
    table = [
        ["Ref", "Indicator", "Target", "Result"],
        ["1.1", "Boats inspected", "90%", "84% (r)"],
        ["1.2", "Crews trained", "70%", "71% (g)"],
    ]
    [page] = drawn(Table(table, style=GRID + BOLD_HEAD))
    assert told(rows(page)[2]) == [("Ref Indicator", "1.2 Crews trained"), ("Target", "70%"), ("Result", "71% (g)")]


def test_a_table_that_goes_on_over_a_page_break_takes_its_heads_and_number_along(drawn):
    body = [[f"Mooring {n}", str(n), str(n + 7), f"£{n}.10"] for n in range(1, 90)]
    pages = drawn(words("Table 1: Moorings by dues"), Table([HEAD, *body], style=GRID + BOLD_HEAD))
    assert len(pages) > 1
    assert {row.table for row in rows(*pages)} == {1}
    assert {row.title for row in rows(*pages)} == {"Table 1: Moorings by dues"}
    assert all(told(row)[3][0] == "Dues" for row in rows(pages[1]))


def test_heads_that_stand_again_on_the_next_page_are_heads_there(drawn):
    body = [[f"Mooring {n}", str(n), str(n + 7), f"£{n}.10"] for n in range(1, 90)]
    pages = drawn(Table([HEAD, *body], style=GRID + BOLD_HEAD, repeatRows=1))
    assert [row.kind for row in rows(pages[1])][:2] == ["head", "row"]
    assert {row.table for row in rows(*pages)} == {1}


def test_another_table_on_the_next_page_has_its_own_number(drawn):
    pages = drawn(
        Table([HEAD, *BODY], style=GRID + BOLD_HEAD), PageBreak(), Table([HEAD, *BODY], style=GRID + BOLD_HEAD)
    )
    assert [row.table for row in rows(*pages)] == [1] * 4 + [2] * 4


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_table_on_a_turned_page_is_read_as_it_is_shown_there(tmp_path, turn):
    SimpleDocTemplate(str(tmp_path / "flat.pdf"), pagesize=landscape(A4)).build(
        [Table([HEAD, *BODY], style=GRID + BOLD_HEAD)]
    )
    writer = pypdf.PdfWriter(clone_from=tmp_path / "flat.pdf")
    page = writer.pages[0]
    page.add_transformation(
        pypdf.Transformation().rotate(turn).translate(*{90: (842, 0), 180: (842, 842), 270: (0, 842)}[turn])
    )
    page.mediabox = pypdf.generic.RectangleObject((0, 0, 842, 842))
    page.rotate(turn)
    writer.write(tmp_path / "turned.pdf")
    found = rows(*read_pdf(tmp_path / "turned.pdf").pages)
    assert told(found[1]) == [("Harbour", "Quillhaven"), ("Boats", "41"), ("Berths", "60"), ("Dues", "£1.2m")]


def test_columns_parted_by_white_alone_are_a_table(set_out):
    lines = [[(60, "Harbour"), (220, "Boats"), (300, "Berths")]]
    lines += [[(60, name), (220, boats), (300, berths)] for name, boats, berths, _ in BODY]
    [page] = set_out(
        [[(60, "What the harbours hold:")], [], *lines, [], [(60, "The board is asked to note the figures.")]]
    )
    assert told(rows(page)[1]) == [("Harbour", "Quillhaven"), ("Boats", "41"), ("Berths", "60")]
    assert page.lines[-1].text == "The board is asked to note the figures."


def test_running_text_with_figures_is_no_table(drawn):
    text = "In 2031 the board spent £41.2m, 3.4% more than in 2030, on 58 boats, 82 berths and 17 cranes. " * 12
    assert rows(*drawn(words(text), Table([[words(text), words(text)]]))) == []


@pytest.mark.parametrize(
    "table",
    [
        [["From:", "Edda Quill, Harbour Master"], ["To:", "Harbour Board"], ["Date:", "4 May 2031"]],
        [["Signed", "Edda Quill"], ["Position", "Harbour Master"], ["Date", "4 May 2031"]],
    ],
)
def test_a_report_s_head_and_a_signature_block_are_no_tables(drawn, table):
    assert rows(*drawn(Table(table, style=GRID))) == []


def test_an_agenda_set_in_columns_is_no_table(set_out):
    titles = ["Welcome", "Minutes of the last meeting", "Dues for 2032", "Any other business"]
    lines = [[(60, f"{n}."), (90, title), (450, f"{n} - {n + 4}")] for n, title in enumerate(titles, start=1)]
    assert rows(*set_out(lines)) == []


def test_a_list_of_contents_is_no_table(set_out):
    lines = [[(60, str(n)), (90, title), (450, str(3 * n))] for n, title in enumerate(["Dues", "Boats", "Works"], 1)]
    assert rows(*set_out([[(60, "Contents")], *lines])) == []


def test_a_row_whose_figures_run_over_two_columns_has_no_heads(drawn):
    style = [*GRID, *BOLD_HEAD, ("SPAN", (1, 3), (2, 3))]
    [page] = drawn(Table([HEAD, *BODY[:2], ["Total", "58 82", "", "£1.6m"]], style=style))
    last = rows(page)[-1]
    assert not last.sure
    assert told(last) == [("", "Total"), ("", "58 82"), ("", "£1.6m")]


def test_cells_that_carry_their_own_heads_are_read_under_them(drawn):
    named = ["Latest: 84%", "Target: 90%, Floor: 80%", "Previous: 81%"]
    table = [["Boats inspected within the year", "", "GREEN"], named]
    [page] = drawn(Table(table, colWidths=140, style=[*GRID, ("SPAN", (0, 0), (1, 0))]))
    assert told(rows(page)[1]) == [
        ("", "Boats inspected within the year"),
        ("Latest", "84%"), ("Target", "90%"), ("Floor", "80%"), ("Previous", "81%"),
    ]  # fmt: skip


def test_a_stamp_on_the_last_row_stays_out_of_the_table(tmp_path):
    canvas = Canvas(str(tmp_path / "stamped.pdf"), pagesize=A4, invariant=1)
    table = Table([HEAD, *BODY], colWidths=90, style=GRID + BOLD_HEAD)
    table.wrapOn(canvas, *A4)
    table.drawOn(canvas, 60, 20)
    canvas.drawString(400, 26, "Page 41")
    canvas.save()
    [page] = read_pdf(tmp_path / "stamped.pdf").pages
    assert "Page 41" in [line.text for line in page.lines]
    assert told(rows(page)[-1])[-1] == ("Dues", "£1.6m")


cell = st.text("abcdefgh", min_size=2, max_size=7)
figure = st.integers(0, 99_999).map("{:,}".format)


@settings(deadline=None, max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_drawn_in_a_grid_is_read_cell_by_cell_and_no_word_is_lost(tmp_path_factory, data):
    columns = data.draw(st.integers(2, 6))
    heads = data.draw(st.lists(cell.map(str.title), min_size=columns + 1, max_size=columns + 1, unique=True))
    body = [
        [data.draw(cell).title(), *data.draw(st.lists(figure, min_size=columns, max_size=columns))]
        for _ in range(data.draw(st.integers(2, 8)))
    ]
    path = tmp_path_factory.mktemp("grid") / "grid.pdf"
    [page] = built(
        path, words("Before the table."), Spacer(1, 9), Table([heads, *body], style=GRID + BOLD_HEAD), words("After.")
    )
    assert [told(row) for row in rows(page)[1:]] == [list(zip(heads, line, strict=True)) for line in body]
    plain = pypdf.PdfReader(path).pages[0].extract_text()
    assert sorted("".join(plain.split())) == sorted("".join("".join(line.text for line in page.lines).split()))


def test_a_table_of_a_word_file_has_rows_with_heads_and_numbers(tmp_path):
    document = docx.Document()
    document.add_paragraph("Table 1: Harbours")
    table = document.add_table(rows=0, cols=4)
    for line in (HEAD, *BODY):
        for place, text in zip(table.add_row().cells, line, strict=True):
            place.text = text
    document.save(str(tmp_path / "harbours.docx"))
    found = rows(*read_docx(tmp_path / "harbours.docx").pages)
    assert told(found[1]) == [("Harbour", "Quillhaven"), ("Boats", "41"), ("Berths", "60"), ("Dues", "£1.2m")]
    assert {(row.table, row.title) for row in found} == {(1, "Table 1: Harbours")}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(1, (Cell("Quillhaven", "Harbour"), Cell("41", "Boats")), group="East"), "East, Quillhaven: Boats 41"),
        (Row(1, (Cell("Total", "Harbour"), Cell("58", "Boats")), title="Harbours:"), "Total: Boats 58"),
        (Row(1, (Cell("18", "Age"), Cell("40", "Count"))), "Age 18: Count 40"),
        (Row(1, (Cell("Quillhaven"), Cell("41")), sure=False), "Quillhaven 41"),
        (Row(1, (Cell("East coast"),), "group"), "East coast"),
    ],
)  # fmt: skip
def test_a_row_is_said_with_its_heads_and_an_unsure_one_in_its_bare_words(row, said):
    assert sentence(row) == said
