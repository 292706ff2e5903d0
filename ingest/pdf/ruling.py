"""Read what a page draws between its words: lines along and across, and shaded boxes."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pypdfium2.raw as pdfium_c

from ingest.model import Box
from ingest.pdf.placed import PlacedText

THIN = 2.5
SAME = 2.5
GAP = 4.0
SHORTEST = 6.0
MOST_POINTS = 20_000
WHOLE_PAGE = 0.9
PALE = 250
Matrix = tuple[float, float, float, float, float, float]
Points = list[tuple[float, float]]
Look = Literal["drawn", "shaded", "blank"]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` is its height (or, of one that runs down, its place across), in points as shown."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """The straight lines of a page, joined where they go on, and its shaded boxes."""

    along: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    shades: tuple[Box, ...] = ()


def ruling_of(places: PlacedText) -> Ruling:
    """Return the straight lines and shaded boxes of a page; none where it draws too much to be a table."""
    paths = list(_paths(places.page))
    if not paths or sum(len(points) for points, _ in paths) > MOST_POINTS:
        return Ruling()
    flat = np.array([point for points, _ in paths for point in points], dtype=np.float64)
    shown = [(x, y) for x, y in places.shown(flat).tolist()]
    along, down, shades, at = [], [], [], 0
    for points, look in paths:
        path = shown[at : at + len(points)]
        at += len(points)
        box = _box(path)
        wide, tall = box[2] - box[0], box[3] - box[1]
        if wide <= THIN and tall <= THIN:
            continue
        if tall <= THIN:
            along.append(Rule((box[1] + box[3]) / 2, box[0], box[2]))
        elif wide <= THIN:
            down.append(Rule((box[0] + box[2]) / 2, box[1], box[3]))
        elif wide < WHOLE_PAGE * places.width or tall < WHOLE_PAGE * places.height:
            if look == "shaded":
                shades.append(box)
            edges = list(_edges(path)) if look != "blank" else []
            along += [rule for level, rule in edges if level]
            down += [rule for level, rule in edges if not level]
    return Ruling(_joined(along), _joined(down), tuple(shades))


def _box(path: Points) -> Box:
    xs, ys = [x for x, _ in path], [y for _, y in path]
    return min(xs), min(ys), max(xs), max(ys)


def _edges(path: Points) -> Iterator[tuple[bool, Rule]]:
    """Yield the straight sides of a path, and whether each runs along the page."""
    for (x0, y0), (x1, y1) in zip(path, path[1:], strict=False):
        if abs(y1 - y0) <= 0.5 < abs(x1 - x0):
            yield True, Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) <= 0.5 < abs(y1 - y0):
            yield False, Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _joined(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules at one place as one, and those that go on where another ends joined to it."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if levels and rule.at - levels[-1][0].at <= SAME:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    return tuple(rule for level in levels for rule in _runs(level) if rule.end - rule.start >= SHORTEST)


def _runs(level: Sequence[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in level) / len(level)
    start, end = None, 0.0
    for rule in sorted(level, key=lambda rule: rule.start):
        if start is None:
            start, end = rule.start, rule.end
        elif rule.start - end <= GAP:
            end = max(end, rule.end)
        else:
            yield Rule(at, start, end)
            start, end = rule.start, rule.end
    if start is not None:
        yield Rule(at, start, end)


def _paths(page: pdfium_c.FPDF_PAGE) -> Iterator[tuple[Points, Look]]:
    """Yield each drawn outline without curves in PDF points, and how it is seen: white boxes only lie behind words."""
    count, get = pdfium_c.FPDFPage_CountObjects, pdfium_c.FPDFPage_GetObject
    for index in range(count(page)):
        yield from _within(get(page, index), IDENTITY, 0)


def _within(item: pdfium_c.FPDF_PAGEOBJECT, outer: Matrix, depth: int) -> Iterator[tuple[Points, Look]]:
    kind = pdfium_c.FPDFPageObj_GetType(item)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
        if fill.value or stroke.value:
            matrix = _times(_matrix(item), outer)
            look: Look = "drawn" if not fill.value else "shaded" if not _white(item) else "blank"
            look = "drawn" if look == "blank" and stroke.value else look
            yield from (([_turned(at, matrix) for at in points], look) for points in _outlines(item))
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < 3:
        matrix = _times(_matrix(item), outer)
        for index in range(pdfium_c.FPDFFormObj_CountObjects(item)):
            yield from _within(pdfium_c.FPDFFormObj_GetObject(item, index), matrix, depth + 1)


def _white(item: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    return bool(pdfium_c.FPDFPageObj_GetFillColor(item, *colour)) and min(part.value for part in colour[:3]) >= PALE


def _matrix(item: pdfium_c.FPDF_PAGEOBJECT) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _turned(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _outlines(item: pdfium_c.FPDF_PAGEOBJECT) -> Iterator[Points]:
    """Yield the parts of a path as their corners; a part with a curve is no rule and no cell."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: Points = []
    curved = False
    for index in range(min(pdfium_c.FPDFPath_CountSegments(item), MOST_POINTS)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
