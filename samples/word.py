"""Writes a paper as a Word document with real heading styles."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document

from samples.markup import Block, Break, Field, Heading, Note, Paragraph, Table

_WRITTEN = datetime(2025, 10, 27, 9, 0, tzinfo=UTC)


def write_word(blocks: list[Block], title: str) -> bytes:
    """Give the .docx of `blocks`, its dates fixed so that the bytes are always the same."""
    document: Any = Document()
    document.core_properties.title = title
    document.core_properties.author = "Marlowe Vale Council"
    document.core_properties.created = document.core_properties.modified = _WRITTEN
    for block in blocks:
        _add(document, block)
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level=level - 1)
        case Field(name, text):
            _runs(document.add_paragraph(), f"**{name}:** {text}")
        case Paragraph("•", text):
            _runs(document.add_paragraph(style="List Bullet"), text)
        case Paragraph(mark, text):
            _runs(document.add_paragraph(), f"{mark} {text}".strip())
        case Note(_, text):
            _runs(document.add_paragraph(style="Caption"), text)
        case Table():
            _add_table(document, block)
        case Break():
            document.add_page_break()
        case _:
            raise TypeError(f"no Word form for {block!r}")


def _runs(paragraph: Any, text: str) -> None:
    """Add `text` as runs, bold where the markup says so."""
    for at, piece in enumerate(text.split("**")):
        paragraph.add_run(piece).bold = at % 2 == 1


def _add_table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=0, cols=len(table.widths), style="Table Grid")
    for at, row in enumerate(table.rows):
        cells = grid.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = at == 0


def _undated(docx: bytes) -> bytes:
    """Pack the archive again with one date for every member: python-docx writes the hour of saving."""
    out = BytesIO()
    with ZipFile(BytesIO(docx)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, date_time=(2025, 10, 27, 9, 0, 0)), old.read(name), ZIP_DEFLATED)
    return out.getvalue()
