"""Read slides (.pptx): a part a slide, with its title, text, tables and speaker notes."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx import presentation as show
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table

from ingest.formats.cells import Filled, table_lines
from ingest.formats.guarded import check_package, guarded, in_pages, shown
from ingest.model import Line, RawPaper

NOTES = "Speaker notes: "
MARGINS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
LISTS = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
DIAGRAM = ".//*[local-name()='relIds']"
DIAGRAM_TEXT = ".//*[local-name()='t']/*[local-name()='p']"


def read_pptx(path: Path) -> RawPaper:
    """Return a part for every slide, in order; a hidden slide keeps its number and gives no text."""
    with guarded(path, "a PowerPoint file", "open it in PowerPoint and save it again as .pptx"):
        check_package(path, "PowerPoint")
        slides = Presentation(str(path))
        tables = count(1)
        parts = [list(_slide(slide, number, tables)) for number, slide in enumerate(slides.slides, start=1)]
        return in_pages(path, parts, slides.core_properties.title, list(_band(slides)))


def _slide(slide: Slide, number: int, tables: Iterator[int]) -> Iterator[Line]:
    """Yield a slide's lines under its title; one without a title is headed by its number."""
    if slide.element.get("show") in ("0", "false"):
        return
    title = slide.shapes.title
    heading = shown(title.text_frame.text) if title is not None else ""
    lines: list[Line] = []
    for shape in _shapes(slide.shapes):
        if isinstance(shape, GraphicFrame) and shape.has_table:
            lines += _rows(shape.table, tables, [Line(heading, heading=1), *lines])
        elif shape != title:
            lines += _text(slide, shape)
    lines += _notes(slide)
    if heading or lines:
        yield Line(heading or f"Slide {number}", heading=1)
    yield from lines


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """Yield shapes in the order in which they are read out, groups opened, without footers and slide numbers."""
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        elif not (shape.is_placeholder and shape.placeholder_format.type in MARGINS):
            yield shape


def _text(slide: Slide, shape: BaseShape) -> Iterator[Line]:
    if isinstance(shape, GraphicFrame):
        yield from _diagram(slide, shape)
    elif shape.has_text_frame:
        listed = shape.is_placeholder and shape.placeholder_format.type in LISTS
        yield from _spaced(_paragraphs(shape), listed)


def _paragraphs(shape: BaseShape) -> Iterator[str]:
    frame = getattr(shape, "text_frame", None)
    yield from (shown(paragraph.text) for paragraph in frame.paragraphs) if frame else ()


def _spaced(texts: Iterable[str], listed: bool = False) -> Iterator[Line]:
    """Yield paragraphs, each with a gap behind it where the slide does not make them a list."""
    for text in filter(None, texts):
        yield Line(text, listed=listed)
        if not listed:
            yield Line("")


def _rows(table: Table, tables: Iterator[int], above: list[Line]) -> Iterator[Line]:
    cells = [
        Filled(
            text, column, column + cell.span_width - 1, place, place + cell.span_height - 1,
            bold=all(run.font.bold for paragraph in cell.text_frame.paragraphs for run in paragraph.runs),
        )
        for place, row in enumerate(table.rows)
        for column, cell in enumerate(row.cells)
        if not cell.is_spanned and (text := shown(cell.text_frame.text))
    ]  # fmt: skip
    yield from table_lines(cells, next(tables), above)
    yield Line("")


def _diagram(slide: Slide, frame: GraphicFrame) -> Iterator[Line]:
    """Yield the words of a SmartArt drawing, which lie in a part of their own."""
    for ids in frame.element.xpath(DIAGRAM):
        data = etree.fromstring(slide.part.related_part(ids.get(qn("r:dm"))).blob, _parser())
        yield from _spaced((shown("".join(found.itertext())) for found in data.xpath(DIAGRAM_TEXT)), listed=True)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _notes(slide: Slide) -> Iterator[Line]:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    for paragraph in frame.paragraphs if frame else ():
        if text := shown(paragraph.text):
            yield Line(NOTES + text, listed=True)


def _band(slides: show.Presentation) -> Iterator[str]:
    """Yield what stands in the margins of slides, and on the masters and layouts behind them."""
    for slide in slides.slides:
        for behind in (slide.slide_layout, slide.slide_layout.slide_master):
            yield from (text for shape in behind.shapes if not shape.is_placeholder for text in _paragraphs(shape))
        for shape in slide.placeholders:
            if shape.placeholder_format.type in MARGINS:
                yield from _paragraphs(shape)
