"""Write a note as a Word document: real headings, a sources table with a head that repeats, pages numbered."""

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from briefing.export.layout import (
    EXEMPT,
    FOOT,
    HEADS,
    LANGUAGE,
    READING,
    SOURCES,
    clean,
    heading,
    numbers,
    source,
    told,
)
from briefing.model import Briefing, Section

# What Word allows a property to hold.
LONGEST_PROPERTY = 255
WIDTHS = (1.2, 6.2, 2.8, 1.4, 1.6, 2.0, 2.4)


def as_word(note: Briefing) -> bytes:
    """Return a note as a Word document (.docx)."""
    document = Document()
    _describe(document, note)
    document.add_heading(clean(note.title), level=0)
    for fact in note.facts:
        _labelled(document.add_paragraph(), f"{fact.name}:", clean(fact.value), numbers(fact.citations))
    document.add_paragraph().add_run(READING).italic = True
    for matter in note.matters:
        document.add_heading(heading(matter), level=1)
        for section in matter.sections:
            _section(document, section)
    document.add_heading(SOURCES, level=1)
    _sources(document, note)
    document.add_paragraph()
    document.add_paragraph(FOOT)
    _bands(document, note)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _describe(document: Any, note: Briefing) -> None:
    """Set title, language and look of a document, and what its properties say."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by = clean(note.title)[:LONGEST_PROPERTY], "Askboard", "Askboard"
    core.language, core.subject = LANGUAGE, "Briefing note drafted from board papers"
    core.comments, core.keywords = "", "briefing note"
    if note.day:
        core.created = core.modified = datetime(note.day.year, note.day.month, note.day.day)
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    for page in document.sections:
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(1.7)


def _section(document: Any, section: Section) -> None:
    document.add_heading(section.heading, level=2)
    for said in (section.note, section.nothing):
        if said:
            document.add_paragraph().add_run(clean(said)).italic = True
    for label, words, cited in told(section):
        _labelled(document.add_paragraph(style="List Bullet"), label, words, cited)


def _labelled(paragraph: Any, label: str, words: str, cited: str) -> None:
    if label:
        paragraph.add_run(f"{label} ").bold = True
    paragraph.add_run(words)
    if cited:
        paragraph.add_run(f" {cited}")
    paragraph.paragraph_format.space_after = Pt(4)


def _sources(document: Any, note: Briefing) -> None:
    table = document.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    table.autofit = False
    for row in (HEADS, *map(source, note.sources)):
        cells = table.rows[0].cells if row is HEADS else table.add_row().cells
        for cell, words, width in zip(cells, row, WIDTHS, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(words)
            run.bold, run.font.size = row is HEADS, Pt(9)
    head = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head.append(mark)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)


def _bands(document: Any, note: Briefing) -> None:
    """Number the pages at the foot, and say at the head where a note is not for publication."""
    page = document.sections[0]
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    if note.exempt:
        above = page.header.paragraphs[0]
        above.alignment = WD_ALIGN_PARAGRAPH.CENTER
        above.add_run(EXEMPT).bold = True


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
