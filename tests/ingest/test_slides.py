from pathlib import Path

import pytest
from lxml import etree
from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.util import Inches

from ingest.passages import cut
from ingest.reading import read_paper

TITLE_AND_TEXT, TITLE_ONLY, BLANK = 1, 5, 6
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
BOX = (Inches(1), Inches(2), Inches(4), Inches(1))


@pytest.fixture
def deck(tmp_path: Path):
    def written(*builds):
        show = Presentation()
        for layout, build in builds:
            build(show.slides.add_slide(show.slide_layouts[layout]))
        show.save(str(tmp_path / "deck.pptx"))
        return read_paper(tmp_path / "deck.pptx")

    return written


def titled(title, *texts):
    def build(slide):
        slide.shapes.title.text = title
        slide.placeholders[1].text = "\n".join(texts)

    return TITLE_AND_TEXT, build


def texts(paper):
    return [[line.text for line in page.lines if line.text] for page in paper.pages]


def test_each_slide_is_a_part_and_the_section_of_its_text_however_short(deck):
    paper = deck(titled("Why we act", "Falls cost £5m"), titled("What we do", "We fit rails"))
    assert texts(paper) == [["Why we act", "Falls cost £5m"], ["What we do", "We fit rails"]]
    assert [(p.section, p.text) for p in cut(paper)] == [
        ("Why we act", "Why we act\nFalls cost £5m"),
        ("What we do", "What we do\nWe fit rails"),
    ]
    assert not paper.paged


def test_bullets_are_entries_and_a_break_within_one_parts_words(deck):
    lines = deck(titled("Aims", "First\vaim", "Second")).pages[0].lines
    assert [(line.text, line.heading, line.listed) for line in lines] == [
        ("Aims", 1, False),
        ("First aim", 0, True),
        ("Second", 0, True),
    ]


def test_tables_are_read_a_row_a_line_and_a_joined_cell_once(deck):
    def build(slide):
        slide.shapes.title.text = "Costs"
        table = slide.shapes.add_table(3, 2, *BOX).table
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(0, 0).text = "Both years"
        for column, words in enumerate(("Day care", "10.5")):
            table.cell(1, column).text = words

    assert texts(deck((TITLE_ONLY, build))) == [["Costs", "Both years", "Day care 10.5"]]


def test_groups_are_opened_and_a_slide_without_a_title_is_headed_by_its_number(deck):
    def build(slide):
        box = slide.shapes.add_group_shape().shapes.add_group_shape().shapes.add_textbox(*BOX)
        box.text_frame.text = "Deep within"

    assert texts(deck(titled("One", "x"), (BLANK, build)))[1] == ["Slide 2", "Deep within"]


def test_the_words_of_a_smartart_drawing_are_read(deck):
    def build(slide):
        slide.shapes.title.text = "Steps"
        spaces = f'xmlns:dgm="{DIAGRAM}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        points = "".join(
            f"<dgm:pt><dgm:t><a:p><a:r><a:t>{t}</a:t></a:r></a:p></dgm:t></dgm:pt>" for t in ("Ask", "Act")
        )
        data = f"<dgm:dataModel {spaces}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>".encode()
        part = Part(PackURI("/ppt/diagrams/data1.xml"), CONTENT_TYPE.DML_DIAGRAM_DATA, slide.part.package, data)
        frame = slide.shapes.add_table(1, 1, *BOX)._element
        inside = frame.graphic.graphicData
        inside.remove(inside[0])
        inside.set("uri", DIAGRAM)
        ids = etree.SubElement(inside, f"{{{DIAGRAM}}}relIds")
        ids.set(qn("r:dm"), slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA))

    assert texts(deck((TITLE_ONLY, build))) == [["Steps", "Ask", "Act"]]


def test_speaker_notes_are_marked_as_such(deck):
    def build(slide):
        slide.shapes.title.text = "Plan"
        slide.notes_slide.notes_text_frame.text = "Say it slowly.\n\nThen stop."

    assert texts(deck((TITLE_ONLY, build))) == [["Plan", "Speaker notes: Say it slowly.", "Speaker notes: Then stop."]]


def test_hidden_slides_and_pictures_keep_their_number_and_are_listed_as_without_text(deck):
    def hide(slide):
        slide.shapes.title.text = "Left out"
        slide._element.set("show", "0")

    paper = deck((TITLE_ONLY, hide), (BLANK, lambda slide: slide.shapes), titled("Shown", "here"))
    assert texts(paper) == [[], [], ["Shown", "here"]]
    assert paper.pages_without_text == (1, 2)


def test_a_marking_on_every_slide_withholds_the_paper(deck):
    def mark(slide):
        slide.shapes.title.text = "Pay"
        slide.slide_layout.slide_master.shapes._spTree.append(
            slide.shapes.add_textbox(*BOX)._element  # python-pptx writes on slides only: the box moves to the master
        )
        slide.slide_layout.slide_master.shapes[-1].text_frame.text = "NOT FOR PUBLICATION"

    assert {page.classification for page in deck((TITLE_ONLY, mark)).pages} == {"exempt"}
