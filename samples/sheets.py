"""Sets pieces on pages as a PDF, with the numbers that are printed beside the text."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from samples.layout import HEADING_STYLES, lay_out
from samples.looks import MM, Look
from samples.markup import Block

AUTHOR = "Marlowe Vale Council"
_EDGE = 12 * MM
_BANNER = 18 * MM


@dataclass(frozen=True, slots=True)
class Marks:
    """What is printed on the pages of a paper beside its text.

    `first` is the stamp of the first page ("Page 25"), `item` is printed on that page only ("Agenda Item 8"),
    `place` is top or bottom, `footer` is the paper's own: "" or "of" ("Page 2 of 6") or "plain" ("2"), and
    `banner` stands over the text of every page.
    """

    first: int | None = None
    item: str | None = None
    place: str = "top"
    footer: str = ""
    of: int = 0
    banner: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """A finished run of pages, with (page, level, text) of its headings."""

    pdf: bytes
    pages: int
    headings: tuple[tuple[int, int, str], ...]


def print_sheets(blocks: list[Block], look: Look, marks: Marks, title: str) -> Sheets:
    """Print `blocks`; a footer that names the number of pages costs a first run to count them."""
    if marks.footer == "of":
        marks = replace(marks, of=_print(blocks, look, marks, title).pages)
    return _print(blocks, look, marks, title)


def _print(blocks: list[Block], look: Look, marks: Marks, title: str) -> Sheets:
    out = BytesIO()
    width, height = look.page
    doc: Any = BaseDocTemplate(out, pagesize=look.page, title=title, author=AUTHOR, invariant=1)
    frame = Frame(look.margin - 6, 22 * MM, width - 2 * look.margin + 12, height - 46 * MM)
    before, after = _before(look, marks), _after(look, marks)
    doc.addPageTemplates(PageTemplate("page", [frame], onPage=before, onPageEnd=after))
    headings: list[tuple[int, int, str]] = []
    levels = {name: level for level, name in HEADING_STYLES.items()}

    def note_heading(piece: Any) -> None:
        level = levels.get(getattr(getattr(piece, "style", None), "name", ""))
        if level:
            headings.append((doc.page, level, piece.getPlainText()))

    doc.afterFlowable = note_heading
    doc.build(lay_out(blocks, look))
    return Sheets(out.getvalue(), doc.page, tuple(headings))


def _before(look: Look, marks: Marks) -> Any:
    """What stands first in the page's text: a stamp at the top, the band of a slide."""

    def draw(canvas: Any, doc: Any) -> None:
        if look.page[0] > look.page[1]:
            canvas.setFillColor(colors.HexColor(look.ink))
            canvas.rect(0, 0, look.page[0], 9 * MM, stroke=0, fill=1)
            canvas.setFillColor(colors.black)
        if marks.place == "top":
            _stamp(canvas, doc.page, look, marks)
        if marks.banner:
            canvas.setFont(look.bold, 11)
            canvas.drawCentredString(look.page[0] / 2, look.page[1] - _BANNER, marks.banner)

    return draw


def _after(look: Look, marks: Marks) -> Any:
    """What stands last in the page's text: the paper's own footer, a stamp at the bottom."""

    def draw(canvas: Any, doc: Any) -> None:
        canvas.setFont(look.font, 9)
        if marks.footer == "of":
            canvas.drawRightString(look.page[0] - look.margin, _EDGE, f"Page {doc.page} of {marks.of}")
        if marks.footer == "plain":
            canvas.drawCentredString(look.page[0] / 2, _EDGE, str(doc.page))
        if marks.place == "bottom":
            _stamp(canvas, doc.page, look, marks)

    return draw


def _stamp(canvas: Any, page: int, look: Look, marks: Marks) -> None:
    if marks.first is None:
        return
    width, height = look.page
    level = height - _EDGE if marks.place == "top" else _EDGE
    canvas.setFont("Helvetica", 10)
    canvas.drawCentredString(width / 2, level, f"Page {marks.first + page - 1}")
    if marks.item and page == 1:
        canvas.drawRightString(width - _EDGE, level, f"Agenda Item {marks.item}")
