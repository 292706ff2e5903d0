"""The looks that papers are set in: fonts, sizes, colours."""

from dataclasses import dataclass
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of paper is set. Sizes in points; `boxed` draws the report header as a grid."""

    font: str
    bold: str
    size: float
    ink: str
    boxed: bool
    page: tuple[float, float] = A4
    margin: float = 23 * MM


LOOKS = {
    "council": Look("Helvetica", "Helvetica-Bold", 12, "#000000", boxed=False),
    "health": Look("Helvetica", "Helvetica-Bold", 11.5, "#1f4e79", boxed=True),
    "minutes": Look("Times-Roman", "Times-Bold", 12, "#000000", boxed=False),
    "letter": Look("Times-Roman", "Times-Bold", 12, "#000000", boxed=False, margin=28 * MM),
    "slides": Look("Helvetica", "Helvetica-Bold", 25, "#12504a", False, landscape(A4), 20 * MM),
}


def style(look: Look, name: str) -> ParagraphStyle:
    """Give the paragraph style that `look` uses for `name`."""
    return ParagraphStyle(name, **(_base(look) | _changes(look)[name]))


def _base(look: Look) -> dict[str, Any]:
    return {
        "fontName": look.font,
        "fontSize": look.size,
        "leading": look.size * 1.25,
        "spaceAfter": look.size * 0.6,
    }


def _changes(look: Look) -> dict[str, dict[str, Any]]:
    """What each style changes in the base style."""
    cell = {"fontSize": look.size * 0.85, "leading": look.size, "spaceAfter": 0}
    return {
        "text": {},
        "value": {"spaceAfter": look.size * 0.25},
        "marked": {"leftIndent": look.size * 3, "firstLineIndent": 0},
        "title": _head(look, 1.45),
        "section": _head(look, 1.15),
        "subsection": _head(look, 1.0),
        "minor": {"fontName": look.bold, "spaceBefore": 2, "keepWithNext": 1},
        "centre": {"alignment": TA_CENTER},
        "small": {"fontSize": look.size * 0.82, "leading": look.size, "keepWithNext": 1},
        "cell": cell,
        "head": cell | {"fontName": look.bold},
        "number": cell | {"alignment": TA_RIGHT},
        "number head": cell | {"fontName": look.bold, "alignment": TA_RIGHT},
    }


def _head(look: Look, scale: float) -> dict[str, Any]:
    size = look.size * scale
    return {
        "fontName": look.bold,
        "fontSize": size,
        "leading": size * 1.2,
        "textColor": look.ink,
        "spaceBefore": look.size * 0.6,
        "keepWithNext": 1,
    }
