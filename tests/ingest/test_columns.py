from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.pdf.reading import read_pdf
from ingest.scans.columns import Piece, rows_in_order

LEFT = """The board welcomed the plan for the
new clinic at Harrow Green and asked
that the lease be signed by spring.
Members heard that the builders will
start in May and that the road stays
open while the work goes on there.
The cost is met from the reserve.""".splitlines()
RIGHT = """Parking was the matter that residents
raised most often in their letters to
the clerk, who promised a survey of
streets around the green before summer
and a report on permits in the autumn.
Councillors thanked the volunteers who
had counted cars on three weekends.""".splitlines()
THIRD = """A third matter was the state of the
footpath behind the mill, which floods
after rain and is closed in winter.
The clerk wrote to the owner in March
and has had no answer since then, so
the board asks the county to step in
before the schools open for the term.""".splitlines()
HEAD, FOOT = "News from the board of Harrow Green", "Signed by the clerk when both columns had been read"
LABELS = ["Reserve", "Grants", "Rents", "Fees", "Sales", "Loans", "Other"]
FIGURES = ["412 388 401 12%", "95 91 88 3%", "61 60 59 1%", "14 13 15 2%", "7 8 6 1%", "0 0 0 0%", "3 2 5 4%"]


def drawn(path, columns, down=False, size=9, gaps=(), lefts=(50, 310)):
    """Draw columns side by side, between a head and a foot over both: line by line, or one after the other."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", size)
    canvas.drawString(50, 780, HEAD)
    heights = [750 - 13 * n - 13 * sum(n > gap for gap in gaps) for n in range(len(columns[0]))]
    places = [
        [(left, y, text) for y, text in zip(heights, c, strict=True)] for left, c in zip(lefts, columns, strict=True)
    ]
    for x, y, text in chain(*(places if down else zip(*places, strict=True))):
        canvas.drawString(x, y, text)
    canvas.drawString(50, heights[-1] - 40, FOOT)
    canvas.save()
    return path


def read(*args, **kwargs):
    [page] = read_pdf(drawn(*args, **kwargs)).pages
    return [line.text for line in page.lines if line.text]


@pytest.mark.parametrize("down", [False, True])
def test_columns_of_prose_are_read_one_after_the_other(tmp_path, down):
    assert read(tmp_path / "two.pdf", (LEFT, RIGHT), down) == [HEAD, *LEFT, *RIGHT, FOOT]


def test_three_columns_too(tmp_path):
    columns = read(tmp_path / "three.pdf", (LEFT, RIGHT, THIRD), size=8, lefts=(40, 215, 390))
    assert columns == [HEAD, *LEFT, *RIGHT, *THIRD, FOOT]


def test_columns_keep_their_boxes_and_leave_a_gap_between_them(tmp_path):
    [page] = read_pdf(drawn(tmp_path / "two.pdf", (LEFT, RIGHT))).pages
    by_text = {line.text: line.box for line in page.lines}
    assert by_text[LEFT[0]][2] < 0.5 < by_text[RIGHT[0]][0]
    texts = [line.text for line in page.lines]
    assert texts[texts.index(RIGHT[0]) - 1] == ""


def test_a_table_is_read_row_by_row(tmp_path):
    rows = [f"{label} {figures}" for label, figures in zip(LABELS, FIGURES, strict=True)]
    assert read(tmp_path / "table.pdf", (LABELS, FIGURES)) == [HEAD, *rows, FOOT]


def test_cells_of_prose_that_begin_together_are_read_row_by_row(tmp_path):
    gaps = (1, 4)
    rows = [f"{one} {other}" for one, other in zip(LEFT, RIGHT, strict=True)]
    assert read(tmp_path / "table.pdf", (LEFT, RIGHT), gaps=gaps) == [HEAD, *rows, FOOT]


@given(st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 0.5)), max_size=30))
def test_each_piece_comes_once(places):
    boxes = [(x, y, x + width, y + 0.02) for x, y, width in places]
    pieces = [Piece("some words here", box, at) for at, box in enumerate(boxes)]
    for letterhead in (False, True):
        assert sorted(p.at for row in rows_in_order(pieces, letterhead) for p in row) == [*range(len(pieces))]
