"""Put a page's tables in the place of the lines that plain text makes of them: a line a row."""

import functools
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.model import Line
from ingest.pdf.lines import MARGIN, Taken, lines_of
from ingest.pdf.placed import SPACE, PlacedText, Word, around
from ingest.pdf.ruling import ruling_of
from ingest.tables.grids import Grid, find_grids
from ingest.tables.gutters import find_unruled, is_open
from ingest.tables.heads import Reading, ReadRow, read_table
from ingest.tables.numbering import Shape
from ingest.tables.prose import is_prose, prose_lines
from ingest.tables.rows import bands, in_order, is_form, marked, may_hold, narrowed, said
from ingest.tables.white.banded import find_banded

MOST_CELL_WORDS = 60
STAMPED = 0.1
Table = tuple[tuple[float, ...], Reading]
"""The left borders of a table's columns, and its rows as read."""


def page_lines(text: str, places: PlacedText) -> tuple[tuple[Line, ...], tuple[Shape, ...]]:
    """Return a page's lines, its tables' rows each as one, and the tables' shapes in the order of their numbers."""
    found = list(_tables(places))
    if not found:
        return tuple(lines_of(text, places)), ()
    lines = list(lines_of(text, places, _taken([word for table in found for word in _words_of(table)])))
    shapes: list[Shape] = []
    plain = SPACE.sub("", text)
    for table in found:
        if isinstance(table, Grid):
            rows = [_plain_line(words, places, plain) for words in prose_lines(table)]
        else:
            shapes.append(Shape(len(shapes) + 1, *table))
            rows = [_line(row, len(shapes), places, plain) for row in table[1].rows]
        at = _place(lines, rows)
        lines[at:at] = [Line(""), *rows, Line("")]
    return tuple(_single_gaps(lines)), tuple(shapes)


def _tables(places: PlacedText) -> Iterator[Table | Grid]:
    """Yield the tables of a page, ruled ones first, those of running text as their bare grids."""
    ruling = ruling_of(places)
    ruled = len(ruling.along) > 1 and len(ruling.down) > 1
    if not ruled and len(ruling.along) < 3 and not may_hold(places.text):
        return
    words = _words(places)
    held: set[int] = set()
    for grid in find_grids(ruling, words):
        if is_open(grid):
            continue
        held |= {word.start for word in grid.words}
        if _holds_cells(grid) and is_prose(grid):
            yield grid
        elif _holds_cells(grid):
            rows, columns = narrowed(bands(grid), grid.columns)
            yield columns, read_table([marked(row, places.bold, ruling.shades) for row in rows], len(columns))
    for grid in find_banded(ruling, [word for word in words if word.start not in held]):
        reading = read_table([marked(row, places.bold, ruling.shades) for row in bands(grid)], len(grid.columns) - 1)
        if any(reading.heads):
            held |= {word.start for word in grid.words}
            yield grid.columns[:-1], reading
    for table in find_unruled([word for word in words if word.start not in held], ruling.down):
        rows = [marked(row, places.bold, ruling.shades) for row in table.rows]
        yield table.columns, read_table(rows, len(table.columns), table.deep)


def _words(places: PlacedText) -> list[Word]:
    """Return the words that tables may hold: not those that run up or down a page, nor stamps in its margins."""
    words = [word for word in places.words() if word.upright]
    top, bottom = STAMPED * places.height, (1 - STAMPED) * places.height
    stamps: set[int] = set()
    for at, word in enumerate(words[:-1]):
        outer = word.box[3] < top or word.box[1] > bottom
        if outer and word.text.casefold() == "page" and words[at + 1].text.isdigit() and _by_itself(words, at, places):
            stamps |= {at, at + 1}
    return [word for at, word in enumerate(words) if at not in stamps]


def _by_itself(words: Sequence[Word], at: int, places: PlacedText) -> bool:
    """Tell whether two words are a line of their own in pdfium's text, or stand apart in theirs."""
    number, height = words[at + 1], words[at].box[3] - words[at].box[1]
    before, after = words[at - 1] if at else None, words[at + 2] if at + 2 < len(words) else None
    left = before is None or "\n" in places.text[before.end : words[at].start]
    right = after is None or "\n" in places.text[number.end : after.start]
    left = left or (before is not None and words[at].box[0] - before.box[2] > height)
    return left and (right or (after is not None and after.box[0] - number.box[2] > height))


def _holds_cells(grid: Grid) -> bool:
    """Tell whether a grid is a table, not a page laid out in boxes of text, prose shaded word by word, or a form."""
    sizes = sorted(len(area.words) for area in grid.areas)
    texts = [said(in_order(area.words)) for area in grid.areas]
    single = sum(text.isalpha() and text.islower() and len(text) > 1 for text in texts)
    names = [text for text, area in zip(texts, grid.areas, strict=True) if area.left == 0]
    columns, rows = ({getattr(area, side) for area in grid.areas} for side in ("left", "top"))
    form = is_form(names, len(columns)) or sum(text.endswith(":") for text in texts) * 2 > len(rows)
    return sizes[len(sizes) // 2] <= MOST_CELL_WORDS and single * 3 <= len(texts) and not form


def _words_of(table: Table | Grid) -> Iterator[Word]:
    if isinstance(table, Grid):
        yield from table.words
    else:
        yield from (word for row in table[1].rows for word in row.words)


def _taken(words: Sequence[Word]) -> Taken:
    return Taken({at for word in words for at in range(word.start, word.end)}, Counter(word.text for word in words))


def _plain_line(words: Sequence[Word], places: PlacedText, plain: str) -> Line:
    if not words:
        return Line("")
    box = functools.reduce(around, (word.box for word in words))
    return Line(_text(words, places, plain), places.share(box))


def _line(read: ReadRow, number: int, places: PlacedText, plain: str) -> Line:
    box = functools.reduce(around, (word.box for word in read.words))
    row = read.row
    numbered = type(row)(number, row.cells, row.kind, row.title, row.group, row.sure)
    return Line(_text(read.words, places, plain), places.share(box), row=numbered)


def _text(words: Sequence[Word], places: PlacedText, plain: str) -> str:
    """Return a row's words in an order in which a plain text of the page has them, else cell by cell."""
    orders = (words, sorted(words, key=lambda word: word.start), in_order(words))
    texts = [said(order) for order in orders]
    squeezed = (SPACE.sub("", text) for text in texts)
    found = (text for text, letters in zip(texts, squeezed, strict=True) if places.holds(letters) or letters in plain)
    return next(found, texts[0])


def _place(lines: Sequence[Line], rows: Sequence[Line]) -> int:
    """Return where among lines a table belongs: as few as can be of those above it come after it, and the reverse."""
    boxes = [row.box for row in rows if row.box]
    middle = (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2
    sides = [line.box[1] < middle if line.box and _amid(line) else None for line in lines]
    wrong = sides.count(True)
    best, least = 0, wrong
    for index, above in enumerate(sides, start=1):
        if above is not None:
            wrong += -1 if above else 1
            best, least = (index, wrong) if wrong <= least else (best, least)
    return best


def _amid(line: Line) -> bool:
    """Tell whether a line stands in the page's body: bare numbers near its edges number the page."""
    edge = STAMPED if line.text.strip("-–— ").isdigit() else MARGIN
    return line.box is not None and line.box[3] > edge and line.box[1] < 1 - edge


def _single_gaps(lines: Sequence[Line]) -> Iterator[Line]:
    gap = True
    for line in lines:
        if line.text or not gap:
            yield line
        gap = not line.text
