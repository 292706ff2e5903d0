import io
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from errors import PaperError
from ingest.pdf.picture import page_picture
from ingest.pdf.reading import read_pdf
from ingest.reading import Limits, find_files, paper_id, read_apart, read_paper

SAMPLES = Path(__file__).parents[2] / "samples" / "papers"
PACK = SAMPLES / "marlowe-vale-hwb-2025-01-22-agenda-pack.pdf"
WORDS = "The board heard how services for families are changing this year."


def saved(writer, path, **encryption):
    if encryption:
        writer.encrypt(**encryption)
    with path.open("wb") as file:
        writer.write(file)
    return path


def least_ink(path, page, boxes):
    """Return the smallest share of dark dots within any of a page's boxes."""
    picture = Image.open(io.BytesIO(page_picture(path, page, 600))).convert("L")
    corners = [[round(share * size) for share, size in zip(box, picture.size * 2, strict=True)] for box in boxes]
    dots = [picture.crop((left, top, right + 1, bottom + 1)).tobytes() for left, top, right, bottom in corners]
    return min(sum(dot < 160 for dot in each) / len(each) for each in dots)


def placed(path):
    return [(page.pdf_page, line) for page in read_paper(path).pages for line in page.lines if line.text]


def test_each_line_s_box_lies_where_the_line_was_drawn(tmp_path):
    canvas = Canvas(str(tmp_path / "drawn.pdf"), pagesize=(600, 800))
    canvas.setFont("Helvetica", 10)
    drawn = {f"Line number {n} of this page": (50 + 30 * n, 700 - 40 * n) for n in range(8)}
    for text, (x, y) in drawn.items():
        canvas.drawString(x, y, text)
    canvas.save()
    boxes = {line.text: line.box for _, line in placed(tmp_path / "drawn.pdf")}
    assert boxes.keys() == drawn.keys()
    for text, (x, y) in drawn.items():
        left, top, right, bottom = boxes[text]
        assert left == pytest.approx(x / 600, abs=0.01)
        assert right == pytest.approx((x + canvas.stringWidth(text, "Helvetica", 10)) / 600, abs=0.01)
        assert top < 1 - y / 800 <= bottom + 0.002 < top + 0.03


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_boxes_lie_on_the_ink(tmp_path, turn):
    writer = pypdf.PdfWriter(clone_from=PACK)
    writer.pages[6].rotate(turn)
    path = saved(writer, tmp_path / "turned.pdf")
    boxes = [line.box for page, line in placed(path) if page == 7 and line.box]
    assert len(boxes) > 10
    assert least_ink(path, 7, boxes) > 0.02


def test_in_a_sample_pack_nearly_every_line_has_a_box_with_ink_and_no_two_swap():
    pages = placed(PACK)
    for number in (1, 7, 12):
        lines = [line for page, line in pages if page == number]
        boxes = [line.box for line in lines if line.box]
        assert len(boxes) >= 0.9 * len(lines)
        assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in boxes)
        assert least_ink(PACK, number, boxes) > 0.02
        tops = [box[1] for box in boxes]
        assert all(below > above - 0.02 for above, below in pairwise(tops)), tops


def test_a_line_that_stands_twice_on_a_page_is_boxed_in_its_order(draw):
    lines = [line for _, line in placed(draw(["The same words\n\nOther words\n\nThe same words"]))]
    tops = [line.box[1] for line in lines]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_words_in_their_own_columns_are_joined_into_rows_only_side_by_side(read):
    assert read(["Smoking\t11.0\t12.4\nDental\t60.1\t58.3"]).pages[0].text == "Smoking 11.0 12.4\nDental 60.1 58.3"


def test_a_gap_on_the_page_is_an_empty_line(read):
    assert [line.text for line in read(["One\nTwo\n\n\nThree"]).pages[0].lines] == ["One", "Two", "", "Three"]


def test_page_labels_are_read_and_do_not_replace_stamps(draw, tmp_path):
    writer = pypdf.PdfWriter(clone_from=draw([f"{WORDS}\n_Page {n}" for n in (7, 8, 9, 10)]))
    writer.set_page_label(0, 1, style="/r")
    writer.set_page_label(2, 3, style="/D", prefix="B-")
    paper = read_paper(saved(writer, tmp_path / "labelled.pdf"))
    assert [(page.label, page.stamp) for page in paper.pages] == [("i", "7"), ("ii", "8"), ("B-1", "9"), ("B-2", "10")]


def test_a_file_with_a_password_says_so(draw, tmp_path):
    path = saved(pypdf.PdfWriter(clone_from=draw([WORDS])), tmp_path / "locked.pdf", user_password="s3cret")
    with pytest.raises(PaperError, match=r"^locked\.pdf needs a password: open it, save a copy without one") as raised:
        read_paper(path)
    assert raised.value.reason == "password"
    assert read_pdf(path, "s3cret").pages[0].lines[0].text == WORDS


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_file_locked_with_an_empty_password_opens(draw, tmp_path, algorithm):
    writer = pypdf.PdfWriter(clone_from=draw([WORDS]))
    path = saved(writer, tmp_path / "open.pdf", user_password="", owner_password="owner", algorithm=algorithm)
    assert read_paper(path).pages[0].text == WORDS
    assert page_picture(path, 1, 100).startswith(b"\x89PNG")


def test_what_pypdf_cannot_open_is_read_by_pdfium(draw, monkeypatch):
    pages, outline = [f"{WORDS}\n_Page {n}" for n in (5, 6)], [("1 Welcome", 0, 1), ("2 Budget", 0, 2)]
    path = draw(pages, outline=outline)
    usual = read_pdf(path)
    monkeypatch.setattr(pypdf.PdfReader, "__init__", lambda *_: 1 / 0)
    alone = read_pdf(path)
    assert [[line.text for line in page.lines] for page in alone.pages] == [
        [line.text for line in page.lines] for page in usual.pages
    ]
    assert alone.outline == usual.outline


@pytest.mark.parametrize(
    ("content", "reason", "message"),
    [
        (b"", "empty", r"^bad\.pdf is an empty file: fetch it again from its source$"),
        (
            b"<html><body>Not found</body></html>",
            "not a paper",
            r"^bad\.pdf is not a PDF, whatever its name says: fetch",
        ),
        (
            b"%PDF-1.7\n" + b"\0" * 500,
            "damaged",
            r"^bad\.pdf cannot be read as a PDF: it is damaged or cut short; fetch",
        ),
        (PACK.read_bytes()[:9000], "damaged", r"^bad\.pdf cannot be read as a PDF: it is damaged or cut short; fetch"),
    ],
)
def test_a_file_that_is_no_whole_pdf_says_what_to_do(tmp_path, content, reason, message):
    (tmp_path / "bad.pdf").write_bytes(content)
    with pytest.raises(PaperError, match=message) as raised:
        read_paper(tmp_path / "bad.pdf")
    assert raised.value.reason == reason


def test_a_pdf_without_pages_says_so(tmp_path):
    with pytest.raises(PaperError, match=r"^none\.pdf (has no pages|cannot be read)"):
        read_paper(saved(pypdf.PdfWriter(), tmp_path / "none.pdf"))


def test_a_file_of_another_kind_is_named_with_the_kinds_that_are_read(tmp_path):
    (tmp_path / "photo.jpeg").write_bytes(b"\xff\xd8")
    with pytest.raises(PaperError, match=r"^photo\.jpeg is not of a kind that Askboard reads \(.*\.pdf.*\)"):
        read_paper(tmp_path / "photo.jpeg")


def test_a_page_that_cannot_be_drawn_is_named(tmp_path):
    with pytest.raises(PaperError, match=r"^Page 99 of .*\.pdf cannot be drawn: ingest the paper again"):
        page_picture(PACK, 99, 100)
    with pytest.raises(PaperError, match=r"^Page 1 of gone\.pdf cannot be drawn: ingest the paper again"):
        page_picture(tmp_path / "gone.pdf", 1, 100)


def test_pages_are_drawn_and_read_from_many_threads_at_once():
    with ThreadPoolExecutor(6) as pool:
        pictures = [pool.submit(page_picture, PACK, 1 + n % 6, 200) for n in range(24)]
        papers = [pool.submit(read_pdf, PACK) for _ in range(3)]
    assert {len(paper.result().pages) for paper in papers} == {22}
    assert all(picture.result().startswith(b"\x89PNG") for picture in pictures)


def test_a_paper_read_by_another_process_is_the_same():
    paper, passages = read_apart(PACK)
    assert paper == read_paper(PACK)
    assert {passage.paper_id for passage in passages} == {paper_id(PACK)}


def test_a_reading_that_takes_too_long_or_too_much_is_ended_with_a_word_on_it(draw):
    path = draw([WORDS])
    with pytest.raises(PaperError, match=r"^paper\.pdf took more than 0\.01 s to read: save it anew") as raised:
        read_apart(path, Limits(seconds=0.01))
    assert raised.value.reason == "time"


def test_a_word_file_that_unpacks_without_end_is_ended(word_bomb):
    with pytest.raises(PaperError, match=r"^bomb\.docx needs more than 200 MB to read: save it anew") as raised:
        read_apart(word_bomb, Limits(megabytes=200))
    assert raised.value.reason == "memory"


def test_files_are_found_in_order_once_and_without_readmes(tmp_path):
    for name in ("b.pdf", "a.PDF", "README.md", ".hidden.pdf", "~$open.docx", "c.jpeg", "deep/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    found = find_files([tmp_path, tmp_path / "b.pdf"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.PDF", "b.pdf", "deep/d.txt"]
