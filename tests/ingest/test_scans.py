import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import ingest.scans.apart
from bench.scans import character_error, error_bound, hashed
from ingest.model import RawPage, RawPaper
from ingest.pdf.picture import page_picture
from ingest.pdf.reading import read_pdf
from ingest.reading import read_apart, read_paper
from ingest.scans.apart import ReadPage, ScanLimits, has_scans, read_scans
from ingest.scans.lines import lines_of_print
from ingest.scans.reading import read_pages
from ingest.scans.recognising import Print, Word
from ingest.scans.upright import turned_back

LETTER = """Harrow Green Parish Board
Minutes of the meeting of 14 May 2031

HG2031-017 Moved by P. Ottley, seconded by W. Sarn:
That the board pays £1,482.60 to Fernlea Roofing for the hall,
and that the clerk asks for a second price before any further work.
Carried.

HG2031-018 Moved by W. Sarn, seconded by J. Quill:
That the library opens on Saturdays from 9.30 to 12.45 until March.
Deferred."""
WORDS = "The board heard how services for families are changing this year.\nMembers thanked the staff of both centres."


def scanned(draw, page, turn=0, skew=0.6, noise=12):
    """Draw a page and return it as a scanner sees it: a grey picture, askew, with specks."""
    with pypdfium2.PdfDocument(draw([page], "drawn.pdf")) as document:
        picture = document[0].render(scale=170 / 72).to_pil().convert("L")
    picture = picture.rotate(skew, fillcolor=255, resample=Image.Resampling.BICUBIC)
    specks = np.random.default_rng(7).normal(0, noise, (picture.height, picture.width))
    specked = np.clip(np.asarray(picture) - abs(specks), 0, 255).astype(np.uint8)
    return Image.fromarray(np.rot90(specked, turn))


def bound(path, pictures, stamps=()):
    """Save a PDF of pictures, a page each, with a line of text at the foot of those that have a stamp."""
    canvas = Canvas(str(path), invariant=1)
    for number, picture in enumerate(pictures):
        size = (842, 595) if picture.width > picture.height else (595, 842)
        canvas.setPageSize(size)
        file = io.BytesIO()
        picture.save(file, "PNG")
        canvas.drawImage(ImageReader(file), 0, 0, *size)
        if number < len(stamps):
            canvas.drawString(250, 20, stamps[number])
        canvas.showPage()
    canvas.save()
    return path


def texts(page):
    return [line.text for line in page.lines]


def word(text, left, top, sure=0.99, height=20):
    right = left + 9 * len(text)
    return Word(text, np.array([(left, top), (right, top), (right, top + height), (left, top + height)], float), sure)


def printed(*words):
    return Print(words, 1000, 1000)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_is_read_however_it_was_laid_on_the_scanner(draw, tmp_path, turn):
    path = bound(tmp_path / "scan.pdf", [scanned(draw, LETTER, turn)])
    [page] = read_pages(path, [1])
    assert character_error(LETTER, "\n".join(texts(page))) < 0.01
    assert texts(page)[3] == "HG2031-017 Moved by P. Ottley, seconded by W. Sarn:"
    picture = np.asarray(Image.open(io.BytesIO(page_picture(path, 1, 800))).convert("L"))
    height, width = picture.shape
    for line in (line for line in page.lines if line.text):
        left, top, right, bottom = line.box
        ink = picture[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1] < 128
        assert ink.mean() > 0.05


def test_gaps_on_the_page_are_empty_lines(draw, tmp_path):
    [page] = read_pages(bound(tmp_path / "scan.pdf", [scanned(draw, LETTER)]), [1])
    assert [at for at, text in enumerate(texts(page)) if not text] == [2, 7]


def test_two_copies_of_a_page_are_read_alike(draw, tmp_path):
    path = bound(tmp_path / "scan.pdf", [scanned(draw, LETTER), scanned(draw, WORDS), scanned(draw, LETTER)])
    first, _, copy = read_pages(path, [1, 2, 3])
    assert first.lines == copy.lines


def test_a_paper_with_scanned_pages_is_read_whole(draw, tmp_path):
    bare = Image.new("L", (1000, 1400), 250)
    path = bound(tmp_path / "scan.pdf", [scanned(draw, LETTER), bare], stamps=["Page 25"])
    raw = read_pdf(path)
    assert [page.picture for page in raw.pages] == [True, True]
    first, second = read_scans(path, raw).pages
    assert (first.ocr, first.picture, second.ocr, second.picture, second.lines) == (True, True, False, False, ())
    assert texts(first).count("Page 25") == 1
    paper, passages = read_apart(path)
    assert paper.pages[0].stamp == "25"
    assert any("pays £1,482.60 to Fernlea Roofing" in passage.text for passage in passages)


def test_a_page_whose_picture_is_broken_is_not_taken_for_a_blank_one(tmp_path):
    path = bound(tmp_path / "scan.pdf", [Image.new("L", (1000, 1400), 250)])
    writer = pypdf.PdfWriter(clone_from=path)
    [image] = writer.pages[0]["/Resources"]["/XObject"].values()
    broken = DecodedStreamObject()
    broken.update(image.get_object())
    broken[NameObject("/Filter")] = NameObject("/DCTDecode")
    broken.set_data(b"neither a picture nor anything else")
    writer._replace_object(image.get_object().indirect_reference, broken)
    writer.write(path)
    assert read_apart(path)[0].pages_without_text == (1,)


def test_pages_of_text_are_no_pictures(draw):
    assert [page.picture for page in read_pdf(draw([WORDS, "", LETTER])).pages] == [False, False, False]


def test_without_the_models_a_scanned_page_is_told_of(draw, tmp_path, monkeypatch):
    path = bound(tmp_path / "scan.pdf", [scanned(draw, WORDS)])
    monkeypatch.setattr(ingest.scans.apart, "find_spec", lambda _: None)
    assert not has_scans(read_pdf(path))
    assert read_paper(path).pages_without_text == (1,)


@pytest.mark.parametrize("limits", [ScanLimits(seconds=0.2, seconds_a_page=0.0), ScanLimits(megabytes=80)])
def test_pages_that_are_not_reached_within_the_limits_stay_pictures(draw, tmp_path, limits):
    path = bound(tmp_path / "scan.pdf", [scanned(draw, WORDS)] * 2)
    paper, passages = read_apart(path, scan_limits=limits)
    assert (paper.pages_without_text, passages) == ((1, 2), ())


def test_reading_goes_on_behind_a_page_that_ends_the_process(monkeypatch, draw):
    raw = RawPaper(tuple(RawPage(number, None, (), picture=True) for number in range(1, 6)))
    [line] = [line for page in read_pdf(draw(["Read"])).pages for line in page.lines]

    def read_on(_path, pages, *_):
        until = pages.index(3) if 3 in pages else len(pages)
        return [ReadPage(number, (line,), False) for number in pages[:until]]

    monkeypatch.setattr(ingest.scans.apart, "_read_on", read_on)
    assert [page.ocr for page in read_scans(Path("any.pdf"), raw).pages] == [True, True, False, True, True]


def test_the_models_are_not_loaded_for_papers_of_text():
    code = "import sys, ingest.reading; sys.exit(bool({'rapidocr', 'cv2', 'onnxruntime'} & sys.modules.keys()))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_runs_of_one_row_are_one_line_from_left_to_right():
    found = printed(word("£4,120", 700, 101), word("Roof repairs", 100, 100), word("Windows", 100, 126))
    assert texts(ReadPage(1, lines_of_print(found), False)) == ["Roof repairs £4,120", "Windows"]


def test_what_is_not_sure_leaves_a_gap_and_a_figure_has_to_be_surer_than_a_word():
    found = printed(
        word("The board pays for the hall roof", 100, 100),
        word("a sum of 4,120", 100, 130, sure=0.85),
        word("Agreed by all who were present", 100, 160, sure=0.85),
        word("Wmsne", 100, 190, sure=0.6),
        word("よ", 100, 220),
    )
    lines = lines_of_print(found)
    assert [line.text for line in lines] == ["The board pays for the hall roof", "", "Agreed by all who were present"]


def test_a_page_of_which_most_is_not_sure_is_not_read():
    found = printed(word("Hall", 100, 100), word("14m by 9m and 30m to the road", 100, 140, sure=0.7))
    assert lines_of_print(found) == ()


def test_a_name_and_an_address_side_by_side_are_read_one_by_one():
    name = word("HARROW", 100, 40, height=40), word("GREEN", 100, 90, height=40)
    address = (word(text, 600, 35 + 24 * n) for n, text in enumerate(("3 Mill Lane", "Harrow Green", "HG4 2QX")))
    read = [line.text for line in lines_of_print(printed(*name, *address)) if line.text]
    assert read == ["HARROW", "GREEN", "3 Mill Lane", "Harrow Green", "HG4 2QX"]


@given(st.tuples(*[st.floats(0, 1)] * 4), st.integers(0, 3))
def test_turning_a_box_back_undoes_the_turns(box, turn):
    again = turned_back(turned_back(box, turn), (4 - turn) % 4)
    assert again == pytest.approx(box)


def test_a_box_at_the_left_edge_of_a_page_turned_once_to_the_left_was_at_the_top():
    assert turned_back((0.0, 0.4, 0.1, 0.6), 1) == pytest.approx((0.4, 0.0, 0.6, 0.1))


def test_character_errors_are_those_worked_by_hand():
    # 3 of 12 characters: one exchanged, one missing, one added.
    assert character_error("the cat sat.", "the cot st..") == pytest.approx(3 / 12)
    # "cat" and its space count as 4.
    assert error_bound(hashed("the cat sat."), "the cot sat.") == pytest.approx(4 / 12)


@given(st.text("ab c", min_size=1).filter(str.strip), st.text("ab c"))
def test_the_bound_is_no_smaller_than_the_error(truth, read):
    assert error_bound(hashed(truth), read) >= character_error(truth, read) - 1e-9
