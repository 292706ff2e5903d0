import io
import re
import zlib

import pypdf
import pytest
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from answer.askboard import Askboard
from errors import UnknownPaper
from index.library import Library
from index.model import ANYONE, KEEPER
from ingest.pdf.picture import page_cut_out


@pytest.fixture
def mixed(tmp_path, hash_embedder):
    """A board over a pack of which page 1 is public and page 2 is not; a secret stands wherever a PDF holds words."""
    path = tmp_path / "pack.pdf"
    canvas = Canvas(str(path))
    canvas.setTitle("zanzibar")
    canvas.setSubject("zanzibar")
    canvas.drawString(72, 750, "Marl Board, 4 March 2025, agenda")
    canvas.drawString(72, 700, "The reserve is £4.1 million.")
    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), "red")), 72, 600)
    canvas.bookmarkPage("two")
    canvas.showPage()
    canvas.drawString(72, 800, "NOT FOR PUBLICATION - EXEMPT INFORMATION")
    canvas.drawString(72, 700, "The land at zanzibar costs £9 million.")
    canvas.addOutlineEntry("zanzibar", "two")
    canvas.showPage()
    canvas.save()
    board = Askboard(Library(tmp_path / "data"), hash_embedder(), None, None)
    assert board.ingest([path])[0].exempt == 1
    yield board
    board.close()


@pytest.fixture
def pinned(tmp_path):
    """A PDF with a file pinned to its page and one attached to the whole, both of which hold a secret."""
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.drawString(72, 750, "Marl Board, 4 March 2025, agenda")
    canvas.save()
    writer = pypdf.PdfWriter(made)
    writer.add_attachment("whole.txt", b"zanzibar")
    held = StreamObject()
    held.set_data(b"zanzibar")
    held[NameObject("/Type")] = NameObject("/EmbeddedFile")
    spec = {"/Type": NameObject("/Filespec"), "/F": TextStringObject("zanzibar.txt")}
    spec["/EF"] = DictionaryObject({NameObject("/F"): writer._add_object(held)})
    writer.add_annotation(0, DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/FileAttachment"),
        NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 30, 30)]),
        NameObject("/FS"): DictionaryObject({NameObject(key): value for key, value in spec.items()}),
    }))  # fmt: skip
    path = tmp_path / "pinned.pdf"
    writer.write(path)
    assert everything(path.read_bytes()).count(b"zanzibar") >= 3
    return path


def everything(pdf):
    """Return the bytes of a PDF with every packed stream unpacked."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return b"\n".join(found).lower()


def test_of_a_paper_seen_in_part_a_page_comes_as_its_picture_and_nothing_else(mixed):
    [card] = mixed.papers(ANYONE)
    made = mixed.page_file(card.id, 1, ANYONE)
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert (len(reader.pages), reader.pages[0].extract_text().strip(), reader.outline) == (1, "", [])
    assert b"zanzibar" not in everything(made)
    assert len(reader.pages[0].images) == 1


def test_a_page_that_is_not_for_the_viewer_is_as_unknown_as_one_that_is_not_there(mixed):
    [card] = mixed.papers(ANYONE)
    for page in (2, 3):
        with pytest.raises(UnknownPaper, match="no page|not in the library|page"):
            mixed.page_file(card.id, page, ANYONE)


def test_who_sees_the_whole_paper_gets_the_page_with_its_text_and_no_other_page(mixed):
    [card] = mixed.papers(KEEPER)
    reader = pypdf.PdfReader(io.BytesIO(mixed.page_file(card.id, 1, KEEPER)))
    assert [page.extract_text().strip() for page in reader.pages] == [
        "Marl Board, 4 March 2025, agenda\nThe reserve is £4.1 million."
    ]
    assert "zanzibar" in pypdf.PdfReader(io.BytesIO(mixed.page_file(card.id, 2, KEEPER))).pages[0].extract_text()


def test_a_page_that_is_cut_out_leaves_behind_what_was_attached(pinned):
    cut = page_cut_out(pinned, 1)
    assert "Marl Board" in pypdf.PdfReader(io.BytesIO(cut)).pages[0].extract_text()
    assert b"zanzibar" not in everything(cut)
    assert b"filespec" not in everything(cut)
