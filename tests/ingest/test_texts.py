import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from errors import PaperError
from ingest.passages import cut
from ingest.reading import read_paper


@pytest.fixture
def word(tmp_path: Path):
    def written(build, name="paper.docx"):
        document = docx.Document()
        build(document)
        document.save(str(tmp_path / name))
        return read_paper(tmp_path / name)

    return written


@pytest.fixture
def text(tmp_path: Path):
    def written(content, name="note.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return read_paper(path)

    return written


def lines(paper):
    return [line.text for page in paper.pages for line in page.lines if line.text]


def test_headings_of_a_word_file_open_its_parts(word):
    def build(document):
        document.add_heading("Why we act", 1)
        document.add_paragraph("Because it matters.")
        document.add_heading("What we do", 1)
        document.add_paragraph("We plan.")

    paper = word(build)
    assert [page.lines[0].text for page in paper.pages] == ["Why we act", "What we do"]
    assert [p.section for p in cut(paper)] == ["Why we act", "What we do"] or len(cut(paper)) == 1
    assert not paper.paged
    assert all(page.stamp is None for page in paper.pages)


def test_tables_of_a_word_file_stand_where_they_stood_a_row_a_line(word):
    def build(document):
        document.add_paragraph("Before")
        table = document.add_table(rows=2, cols=3)
        for cell, content in zip(table._cells, ["Scheme", "2024", "2025", "Day care", "10.5", "11.2"], strict=True):
            cell.text = content
        document.add_paragraph("After")

    assert lines(word(build)) == ["Before", "Scheme 2024 2025", "Day care 10.5 11.2", "After"]


def test_a_merged_cell_is_said_once_a_row(word):
    def build(document):
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Both columns"
        table.cell(1, 0).text, table.cell(1, 1).text = "left", "right"

    assert lines(word(build)) == ["Both columns", "left right"]


def test_a_table_within_a_cell_is_read(word):
    def build(document):
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "Outer"
        cell.add_table(rows=1, cols=1).cell(0, 0).text = "inner"

    assert lines(word(build)) == ["Outer inner"]


def test_lists_of_a_word_file_are_entries(word):
    paper = word(lambda document: [document.add_paragraph(t, style="List Bullet") for t in ("First aim", "Second aim")])
    assert [(line.text, line.listed) for line in paper.pages[0].lines] == [("First aim", True), ("Second aim", True)]


def test_what_content_controls_and_tracked_insertions_wrap_is_read_and_deletions_are_not(word):
    def build(document):
        document.add_paragraph("Plain")
        controlled = "<w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent>"
        document.element.body.insert(1, parse_xml(f"<w:sdt {nsdecls('w')}>{controlled}</w:sdt>"))
        document.element.body.insert(
            2,
            parse_xml(
                f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>Costs are </w:t></w:r>"
                "<w:ins w:id='1' w:author='a'><w:r><w:t>eleven</w:t></w:r></w:ins>"
                "<w:del w:id='2' w:author='a'><w:r><w:delText>ten</w:delText></w:r></w:del></w:p>"
            ),
        )

    assert lines(word(build)) == ["Plain", "Controlled", "Costs are eleven"]


def test_a_text_box_is_read_once(word):
    inner = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    box = (
        f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<w:r><w:t>Around</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert lines(word(lambda document: document.element.body.insert(0, parse_xml(box)))) == ["Around", "In the box"]


@pytest.mark.parametrize(
    ("content", "reason", "message"),
    [
        (b"not a zip at all", "damaged", r"^paper\.docx cannot be read as a Word file: open it"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600,
            "password",
            r"^paper\.docx has a password or is of an old Word",
        ),
        (b"", "empty", r"^paper\.docx is an empty file: fetch it again"),
    ],
)
def test_a_word_file_that_is_none_says_what_to_do(tmp_path, content, reason, message):
    (tmp_path / "paper.docx").write_bytes(content)
    with pytest.raises(PaperError, match=message) as raised:
        read_paper(tmp_path / "paper.docx")
    assert raised.value.reason == reason


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_a_word_file_with_a_broken_part_is_damaged(word, tmp_path, part):
    word(lambda document: document.add_paragraph("Words"))
    broken = tmp_path / "broken.docx"
    with zipfile.ZipFile(tmp_path / "paper.docx") as whole, zipfile.ZipFile(broken, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, b"<w:document><unclosed" if name == part else whole.read(name))
    with pytest.raises(PaperError, match=r"^broken\.docx cannot be read as a Word file"):
        read_paper(broken)


def test_an_outside_entity_in_a_word_file_is_not_followed(word, tmp_path):
    word(lambda document: document.add_paragraph("Words"))
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    hostile = tmp_path / "hostile.docx"
    with zipfile.ZipFile(tmp_path / "paper.docx") as whole, zipfile.ZipFile(hostile, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/document.xml":
                head, body = content.decode().split("?>", 1)
                entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
                content = f"{head}?>{entity}{body.replace('Words', 'Words &x;')}".encode()
            copy.writestr(name, content)
    assert lines(read_paper(hostile)) == ["Words"]


def test_markdown_headings_open_parts_and_lose_their_marks(text):
    paper = text("# Plan\n\nIt begins.\n\n## Costs\n\nIt costs £5.\n\n### Detail\n\nA little.", "plan.md")
    assert [page.lines[0].text for page in paper.pages] == ["Plan", "Costs"]
    assert "Detail" in lines(paper)


def test_plain_text_is_read_line_by_line(text):
    paper = text("A note from the clerk\n\nwith a gap")
    assert [line.text for line in paper.pages[0].lines] == ["A note from the clerk", "", "with a gap"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_that_people_have(text, encoding):
    assert lines(text("It costs £5 – “more”".encode(encoding))) == ["It costs £5 – “more”"]


def test_a_long_text_is_read_in_parts(text):
    paper = text("\n\n".join(f"Paragraph {n} of the note." for n in range(300)))
    assert len(paper.pages) > 2
    assert len(lines(paper)) == 300


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a\0\0\0", r"^note\.txt is not a text file: ingest it in the format it was made in"),
        (b"   \n\n ", r"^note\.txt holds no text: check that it is the right file"),
    ],
)
def test_a_text_file_without_text_says_what_to_do(text, content, message):
    with pytest.raises(PaperError, match=message):
        text(content)


def test_a_footnote_stands_below_the_paragraph_that_points_to_it_and_is_found_by_the_provers(word, tmp_path):
    from eval.quotes import PapersOnDisk

    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">'
        "<w:p><w:r><w:t>Prices of 2031, without tax.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )

    def build(document):
        paragraph = document.add_paragraph("The quay costs £3m.")
        pointer = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'
        paragraph._p.append(parse_xml(pointer))
        document.add_paragraph("It opens in May.")
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    paper = word(build)
    lines = [line.text for page in paper.pages for line in page.lines if line.text]
    assert lines == ["The quay costs £3m.", "Prices of 2031, without tax.", "It opens in May."]
    assert PapersOnDisk([tmp_path]).stands("paper.docx", None, "Prices of 2031, without tax.")
