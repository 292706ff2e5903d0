import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

import ingest.pdf.attached
from ingest.pdf.attached import LONGEST_NAME, display_name
from ingest.pdf.reading import read_pdf
from ingest.reading import read_apart

WORDS = "The board heard how services for families are changing this year."


def carrying(draw, files, pinned=()):
    """Draw a page and attach files to it, some by a pin on the page."""
    writer = pypdf.PdfWriter(clone_from=draw([WORDS]))
    for name, content in files:
        writer.add_attachment(name, content)
    for name, content in pinned:
        stream = DecodedStreamObject()
        stream.set_data(content)
        held = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
        file = {NameObject("/Type"): NameObject("/Filespec"), NameObject("/UF"): TextStringObject(name)}
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/FileAttachment"),
                NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 30, 30)]),
                NameObject("/FS"): DictionaryObject(file | {NameObject("/EF"): held}),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    path = draw([WORDS], "carrying.pdf")
    writer.write(path)
    return path


def held(path):
    return [(attachment.name, attachment.content) for attachment in read_pdf(path).attachments]


def test_files_of_the_whole_paper_and_files_pinned_to_a_page_are_taken_out(draw):
    path = carrying(draw, [("rents.txt", b"Rents of the hall")], [("map.txt", b"Where it stands")])
    assert held(path) == [("rents.txt", b"Rents of the hall"), ("map.txt", b"Where it stands")]
    assert [attachment.name for attachment in read_apart(path)[0].attachments] == ["rents.txt", "map.txt"]


def test_a_paper_without_files_carries_none(draw):
    assert held(draw([WORDS])) == []


def test_two_files_of_one_name_stay_two(draw):
    names = [name for name, _ in held(carrying(draw, [("a/plan.pdf", b"1"), ("b/plan.pdf", b"2"), ("PLAN.pdf", b"3")]))]
    assert sorted(map(str.lower, names)) == ["plan (2).pdf", "plan (3).pdf", "plan.pdf"]


def test_what_is_too_large_is_named_without_its_content(draw, monkeypatch):
    monkeypatch.setattr(ingest.pdf.attached, "MOST_BYTES", 10)
    assert held(carrying(draw, [("large.txt", b"x" * 11), ("small.txt", b"x")])) == [
        ("large.txt", b""),
        ("small.txt", b"x"),
    ]


def test_no_more_than_so_many_files_are_taken_out(draw, monkeypatch):
    monkeypatch.setattr(ingest.pdf.attached, "MOST_FILES", 2)
    assert len(held(carrying(draw, [(f"{n}.txt", b"x") for n in range(4)]))) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        ("C:\\Users\\clerk\\plan.pdf", "plan.pdf"),
        ("plan\x00\n\u202efdp.exe", "plan fdp.exe"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("", "attachment"),
        ("..", "attachment"),
    ],
)
def test_names_are_shown_on_one_line_without_folders(name, shown):
    assert display_name(name) == shown


@given(st.text(max_size=200))
def test_no_name_leads_out_of_its_folder(name):
    shown = display_name(name)
    assert shown not in ("", ".", "..")
    assert len(shown) <= LONGEST_NAME
    assert not {"/", "\\", "\n", "\x00"} & set(shown)


def test_a_name_tree_that_runs_in_a_circle_is_left(draw):
    writer = pypdf.PdfWriter(clone_from=draw([WORDS]))
    tree = DictionaryObject()
    tree[NameObject("/Kids")] = ArrayObject([writer._add_object(tree)])
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): tree.indirect_reference})
    path = draw([WORDS], "circle.pdf")
    writer.write(path)
    assert held(path) == []
