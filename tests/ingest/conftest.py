"""Small PDFs drawn for one test each."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.model import Paper, Passage
from ingest.passages import cut
from ingest.reading import read_paper

Draw = Callable[..., Path]
WIDTH, HEIGHT, TOP, LEFT, STEP, SIZE = 595, 842, 770, 72, 14, 11
MARGINS = {"^": (250, 812), "_": (250, 25), "<": (40, 25)}
COLUMN = 140


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Draw pages, a string each: "^" and "_" put a line in the margins, a tab opens a column, no words a gap."""

    def drawn(pages: Sequence[str], name: str = "paper.pdf", outline: Sequence[tuple[str, int, int]] = ()) -> Path:
        canvas = Canvas(str(tmp_path / name), pagesize=(WIDTH, HEIGHT), invariant=1)
        for number, page in enumerate(pages, start=1):
            canvas.setFont("Helvetica", SIZE)
            _draw(canvas, page)
            for title, level, at in outline:
                if at == number:
                    canvas.bookmarkPage(title)
                    canvas.addOutlineEntry(title, title, level)
            canvas.showPage()
        canvas.save()
        return tmp_path / name

    return drawn


def _draw(canvas: Canvas, page: str) -> None:
    y = TOP
    for line in page.split("\n"):
        if line[:1] in MARGINS:
            canvas.drawString(*MARGINS[line[0]], line[1:])
            continue
        for column, text in enumerate(line.split("\t")):
            if text:
                canvas.drawString(LEFT + column * COLUMN, y, text)
        y -= STEP


@pytest.fixture
def read(draw: Draw) -> Callable[..., Paper]:
    """Draw pages and read them back as a paper."""
    return lambda *args, **kwargs: read_paper(draw(*args, **kwargs))


@pytest.fixture
def passages(read: Callable[..., Paper]) -> Callable[..., list[Passage]]:
    """Draw pages, read them back and cut them."""
    return lambda *args, **kwargs: list(cut(read(*args, **kwargs)))


@pytest.fixture
def word_bomb(tmp_path: Path) -> Path:
    """Return a small Word file that holds 300 MB."""
    document = docx.Document()
    document.add_paragraph("Words")
    document.save(str(tmp_path / "whole.docx"))
    with zipfile.ZipFile(tmp_path / "whole.docx") as whole, zipfile.ZipFile(tmp_path / "bomb.docx", "w") as bomb:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "word/document.xml":
                content = content.replace(b"Words", b" " * 300_000_000)
            bomb.writestr(name, content, zipfile.ZIP_DEFLATED, 1)
    return tmp_path / "bomb.docx"
