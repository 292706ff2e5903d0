"""Turns blocks into the pieces that reportlab sets on pages."""

import re
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import PageBreak, Spacer
from reportlab.platypus import Paragraph as Set
from reportlab.platypus import Table as Grid

from samples.looks import MM, Look, style
from samples.markup import Action, Block, Break, Field, Heading, Note, Paragraph, Table

HEADING_STYLES = {1: "title", 2: "section", 3: "subsection", 4: "minor"}
_SHORT = 12  # a table of so many rows is not broken over two pages
_RAG = {"(R)": "#f4b6b0", "(A)": "#fbe0a6", "(G)": "#bfe3bf"}
_EMPHASIS = re.compile(r"\*(\*?)(.+?)\*\1")


def lay_out(blocks: list[Block], look: Look) -> list[Any]:
    """Give the flowables of `blocks`, header fields gathered into one table."""
    pieces: list[Any] = []
    fields: list[Field] = []
    for block in blocks:
        if isinstance(block, Field):
            fields.append(block)
            continue
        if fields:
            pieces += _header(fields, look)
            fields = []
        pieces += _pieces(block, look)
    return pieces


def inline(text: str) -> str:
    """Escape for reportlab and turn *italic* and **bold** into its tags."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return _EMPHASIS.sub(lambda found: f"<b>{found[2]}</b>" if found[1] else f"<i>{found[2]}</i>", safe)


def _pieces(block: Block, look: Look) -> list[Any]:
    match block:
        case Heading(level, text):
            return [Set(inline(text), style(look, HEADING_STYLES[level]))]
        case Note(kind, text):
            return [Set(inline(text), style(look, kind))]
        case Paragraph("", text):
            return [Set(inline(text), style(look, "text"))]
        case Paragraph(mark, text):
            return [Set(inline(text), _indented(mark, look), bulletText=mark)]
        case Action(initials, text):
            return [_action(initials, text, look)]
        case Table():
            return [_table(block, look), Spacer(1, look.size)]
        case Break():
            return [PageBreak()]
    raise TypeError(f"no layout for {block!r}")


def _indented(mark: str, look: Look) -> Any:
    """Hang bullets and letters further in than numbered paragraphs."""
    marked = style(look, "marked")
    marked.bulletFontName, marked.bulletFontSize = look.font, look.size
    if not mark[0].isdigit():
        marked.bulletIndent = look.size * 1.4
        marked.spaceAfter = look.size * 0.35
    return marked


def _width(look: Look) -> float:
    return look.page[0] - 2 * look.margin


def _header(fields: list[Field], look: Look) -> list[Any]:
    name, value = style(look, "minor"), style(look, "value")
    rows = [[Set(f"{field.name}:", name), Set(inline(field.text), value)] for field in fields]
    grid = Grid(rows, colWidths=[_width(look) * 0.24, _width(look) * 0.76], hAlign="LEFT")
    rules: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1)]
    if look.boxed:
        rules += [("GRID", (0, 0), (-1, -1), 0.6, colors.grey), ("BACKGROUND", (0, 0), (0, -1), "#e6eef5")]
    else:
        rules += [("BOTTOMPADDING", (0, 0), (-1, -2), 0), ("LINEBELOW", (0, -1), (-1, -1), 0.8, colors.black)]
    grid.setStyle(rules)
    return [grid, Spacer(1, look.size * 0.8)]


def _action(initials: str, text: str, look: Look) -> Any:
    """Set an action with its owner's initials in a column at the right margin."""
    row = [Set(inline(text), style(look, "text")), Set(f"<b>{initials}</b>", style(look, "text"))]
    grid = Grid([row], colWidths=[_width(look) - 22 * MM, 22 * MM])
    grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), look.size * 1.4)])
    return grid


def _table(table: Table, look: Look) -> Any:
    columns = range(len(table.widths))
    rows = [[_cell(table, at, column, look) for column in columns] for at in range(len(table.rows))]
    total = sum(table.widths)
    widths = [_width(look) * width / total for width in table.widths]
    grid = Grid(rows, colWidths=widths, repeatRows=0 if table.kind == "plain" else 1)
    grid.setStyle(_rules(table, look))
    return grid


def _cell(table: Table, at: int, column: int, look: Look) -> Any:
    """Set one cell: heads and totals bold, figures to the right."""
    text = inline(table.rows[at][column])
    if table.kind == "plain":
        return Set(text, style(look, "text"))
    figures = table.kind == "figures" and column > 0
    if at == 0 or table.rows[at][0].startswith("Total"):
        return Set(text, style(look, "number head" if figures else "head"))
    return Set(text, style(look, "number" if figures else "cell"))


def _rules(table: Table, look: Look) -> list[Any]:
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    if table.kind == "plain":
        return [top, ("LEFTPADDING", (0, 0), (0, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)]
    shade = "#d9d9d9" if look.ink == "#000000" else "#cfdeeb"
    rules = [top, ("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), shade)]
    if len(table.rows) <= _SHORT:
        rules.append(("NOSPLIT", (0, 0), (-1, -1)))
    for at, row in enumerate(table.rows):
        for column, text in enumerate(row):
            if text[-3:] in _RAG:
                rules.append(("BACKGROUND", (column, at), (column, at), _RAG[text[-3:]]))
    return rules
