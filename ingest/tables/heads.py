"""Tell the heads of a table from its rows, and read each row with its heads, label and group."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.model import Cell, Row
from ingest.pdf.placed import Word
from ingest.tables.rows import NUMBER, REFERENCE, Band, Slot, is_figure, is_form, is_typed, is_value

MOST_HEADS = 4
HEAD_WORDS = 12
LONG_HEAD_WORDS = 30
GROUP_WORDS = 20
NAMED = re.compile(r"([A-Z][a-z]+(?: [a-z]+)?)(?::\s*|\s+(?=[£<>\d-]))(\S.*)")
NEXT_NAMED = re.compile(r"[,;]?\s+(?=[A-Z][a-z]+:?\s+[£<>\d-])")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read: its own words, and the column of each cell; `table` and `title` are not known yet."""

    row: Row
    columns: tuple[int, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as read, with a head for each column, `plain` where the heads are beyond doubt.

    `label` are the first and last column of what names each row.
    """

    rows: tuple[ReadRow, ...]
    heads: tuple[str, ...]
    plain: bool
    label: tuple[int, int]


def read_table(rows: Sequence[Band], columns: int, deep: int | None = None) -> Reading:
    """Return the rows of a table with their heads: the first `deep` rows, or those that look like it.

    Rows of one cell over the heads are no part of the table and are left out. Where `deep` is given, the columns are
    told by white alone: heads that come twice may lack what parts them, and make no row sure.
    """
    plain = unruled = deep is not None
    if deep is None and (wide := _two_levels(rows, columns)):
        rows, deep, plain = [wide, *rows[1:]], 2, True
    if deep is None:
        rows, deep, plain = _from_heads(rows)
    heads = tuple(_head(rows[:deep], column) for column in range(columns))
    label = _label(rows[deep:], columns)
    read = [ReadRow(_head_row(row), tuple(slot.column for slot in row.own), row.words) for row in rows[:deep]]
    body = _body(rows[deep:], heads, label)
    read += map(_unsure, body) if unruled and _twice(heads[label[1] + 1 :]) else body
    return Reading(tuple(read), heads, plain, label)


def _twice(heads: Sequence[str]) -> bool:
    named = [head for head in heads if head]
    return len(set(named)) < len(named)


def _unsure(read: ReadRow) -> ReadRow:
    if read.row.kind != "row":
        return read
    return replace(read, row=replace(read.row, cells=tuple(Cell(cell.text) for cell in read.row.cells), sure=False))


def _two_levels(rows: Sequence[Band], columns: int) -> Band | None:
    """Return the first row with its heads drawn out over the blanks beside them that the second row fills."""
    if len(rows) < 4:
        return None
    top, low = ({slot.column for slot in row.slots} for row in rows[:2])
    over = {column for slot in rows[0].slots for column in range(slot.column, slot.last + 1)}
    blanks = {column for column in range(columns) if column not in over} - {0}
    starts = {column for column in top if column + 1 in blanks}
    if not blanks or 0 in low or 0 in starts or low != blanks | starts or max(len(r.slots) for r in rows[2:]) < columns:
        return None
    ends = {at: next(c for c in range(at + 1, columns + 1) if c not in blanks) - 1 for at in starts}
    slots = (replace(slot, last=ends.get(slot.column, slot.last)) for slot in rows[0].slots)
    return replace(rows[0], slots=tuple(slots))


def _from_heads(rows: Sequence[Band]) -> tuple[Sequence[Band], int, bool]:
    """Return the rows from the heads on, how many heads there are, and whether they are beyond doubt."""
    start = next((n for n, row in enumerate(rows) if len(row.own) > 1), 0)
    for first in dict.fromkeys((start, 0)):
        deep, plain = _head_rows(rows[first:])
        if deep:
            return rows[first:], deep, plain
    return rows, 0, False


def _body(rows: Sequence[Band], heads: Sequence[str], label: tuple[int, int]) -> Iterator[ReadRow]:
    """Yield the rows under the heads, each with its cells' heads and the group it stands in."""
    group = above = None
    headed = any(heads)
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else None
        if headed and _is_group(row, following, len(heads), label):
            group, above = row.own[0].text, None
            yield ReadRow(Row(0, (Cell(group),), "group"), (row.own[0].column,), row.words)
            continue
        cells, places = _cells(row, heads, label)
        named = [] if headed else list(_named(cells))
        if named:
            opening = [Cell(text) for text in [_opening(rows)] if text]
            cells, places = [*opening, *named], [0] * len(opening) + [len(heads)] * len(named)
        over, cells, places = _spanning_group(row, cells, places, label)
        if places[0] == label[0]:
            above = cells[0].text if not over else above
        elif not over and headed and not is_value(cells[0].text):
            over = above
        sure = not _straddles(row, heads, label)
        if not sure:
            cells = [Cell(cell.text) for cell in cells]
        yield ReadRow(Row(0, tuple(cells), group=over or group, sure=sure), tuple(places), row.words)


def _head_rows(rows: Sequence[Band]) -> tuple[int, bool]:
    """Return how many rows at the top are heads, and whether that is beyond doubt."""
    deep = _spanned(rows)
    if deep >= len(rows) or len(rows) < 2 or any(is_figure(slot.text) for row in rows[:deep] for slot in row.own[1:]):
        return 0, False
    longest = max(len(slot.text.split()) for row in rows[:deep] for slot in row.own)
    if longest > LONG_HEAD_WORDS or is_form([row.own[0].text for row in rows if row.own], 0):
        return 0, False
    while deep < min(MOST_HEADS, len(rows) - 1) and _goes_on(rows, deep):
        deep += 1
    body = rows[deep:]
    many = len(rows[deep - 1].own) > 1 or deep > 1
    if not many or _misfit(rows[:deep], body):
        return 0, False
    if all(row.marked for row in rows[:deep]) and not all(row.marked for row in body):
        return deep, True
    if _differs(rows[:deep], body):
        return deep, True
    level = all(slot.bottom == rows[0].own[0].bottom for slot in rows[0].own)
    named = sum(any(slot.column == 0 for slot in row.slots) for row in body) * 2 >= len(body)
    most = max(len(row.own) for row in body)
    full = longest <= HEAD_WORDS and level and named and len(rows[0].own) >= max(3, most)
    texts = [slot.text for slot in rows[0].own]
    weak = full and len(body) > 1 and len(set(texts)) == len(texts) and not any(map(is_value, texts))
    return (deep, False) if weak and all(not text.endswith((".", ":", ";")) for text in texts) else (0, False)


def _spanned(rows: Sequence[Band]) -> int:
    """Return how many rows the cells of the first row run over, where that is not the whole table."""
    wide = any(slot.last > slot.column for slot in rows[0].own)
    deep = next((n for n, row in enumerate(rows[1:], start=1) if all(slot.own for slot in row.slots)), len(rows))
    return deep if wide and deep < len(rows) else 1


def _goes_on(rows: Sequence[Band], deep: int) -> bool:
    """Tell whether the next row is still a head: set like the heads, wide cells above it, no figure in it."""
    row, above = rows[deep], rows[deep - 1]
    if any(is_value(slot.text) for slot in row.own) or len(row.own) < 2 or not all(slot.own for slot in row.slots):
        return False
    wide = any(slot.last > slot.column for slot in above.own)
    return wide and (row.marked or not above.marked) and not any(len(s.text.split()) > HEAD_WORDS for s in row.own)


def _misfit(heads: Sequence[Band], body: Sequence[Band]) -> bool:
    """Tell whether the cells below do not stand each under a head of its own."""
    lowest = {c: slot for row in heads for slot in row.own for c in range(slot.column, slot.last + 1)}
    slots = [slot for row in body for slot in row.own]
    over = [len({id(lowest[c]) for c in range(slot.column, slot.last + 1) if c in lowest}) for slot in slots]
    shared = [
        sum(1 for other in row.own if lowest.get(other.column) is lowest.get(slot.column)) > 2
        for row in body for slot in row.own if slot.column in lowest
    ]  # fmt: skip
    named = any(len(row.own) > 1 and all(NAMED.fullmatch(slot.text) for slot in row.own) for row in body)
    wide = sum(number > 1 for number in over)
    return named or wide * 5 > len(over) or sum(shared) * 5 > len(over)


def _differs(heads: Sequence[Band], body: Sequence[Band]) -> bool:
    """Tell whether columns of figures, ratings or dates stand under words."""
    under: dict[int, list[str]] = {}
    for row in body:
        for slot in row.own:
            under.setdefault(slot.column, []).append(slot.text)
    over = {c: slot.text for row in heads for slot in row.own for c in range(slot.column, slot.last + 1)}
    for column, texts in under.items():
        alike = is_value if column else is_typed
        if column and not any(map(is_value, texts)) and not is_typed(over.get(column, "")):
            alike = is_typed
        dated = len(texts) > 1 and not is_typed(over.get(column, "")) and not all(map(is_figure, texts))
        most = 0.6 if column else 0.9
        if column in over and (column or dated) and sum(map(alike, texts)) > most * len(texts):
            return True
    return False


def _head(rows: Sequence[Band], column: int) -> str:
    parts: list[str] = []
    for row in rows:
        for slot in row.own:
            if slot.column <= column <= slot.last and slot.text not in parts[-1:]:
                parts.append(slot.text)
    return " ".join(parts)


def _head_row(row: Band) -> Row:
    return Row(0, tuple(Cell(slot.text) for slot in row.own), "head")


def _label(rows: Sequence[Band], columns: int) -> tuple[int, int]:
    """Return the first and last column of the labels: a reference and its words, or words among figures."""
    held: list[list[str]] = [[] for _ in range(columns)]
    for row in rows:
        for slot in row.slots:
            if slot.column == slot.last:
                held[slot.column].append(slot.text)
    texts = [bool(cells) and sum(map(_is_words, cells)) * 2 > len(cells) for cells in held]
    if columns > 1 and texts[1] and len(held[0]) > 1 and all(map(REFERENCE.fullmatch, held[0])):
        return 0, int(sum(text[:1].isalpha() for text in held[1]) * 2 > len(held[1]))
    first = texts.index(True) if True in texts else 0
    figures = all(sum(map(is_value, cells)) * 2 > len(cells) for cells in held[:first] if cells)
    return (first, first) if figures and any(held[:first]) and first < columns else (0, 0)


def _is_words(text: str) -> bool:
    return not is_value(text) and not NUMBER.fullmatch(text) and any(map(str.isalpha, text))


def _is_group(row: Band, following: Band | None, columns: int, label: tuple[int, int]) -> bool:
    """Tell whether a row only names those under it: one cell, set apart from theirs."""
    if len(row.own) != 1 or len(row.slots) != 1 or following is None or len(following.slots) < 2:
        return False
    slot = row.own[0]
    if is_value(slot.text) or len(slot.text.split()) > GROUP_WORDS or slot.column > label[1]:
        return False
    return row.marked or slot.last - slot.column + 1 >= max(2, columns - 1) or slot.text.endswith(":")


def _cells(row: Band, heads: Sequence[str], label: tuple[int, int]) -> tuple[list[Cell], list[int]]:
    """Return a row's cells, its label first, and their columns."""
    first, last = label
    lead = [slot for slot in row.slots if first <= slot.column <= last and (slot.last <= last or _is_words(slot.text))]
    rest = [slot for slot in row.slots if slot not in lead]
    cells: list[Cell] = []
    places: list[int] = []
    if lead:
        head = " ".join(dict.fromkeys(filter(None, heads[first : last + 1])))
        text = " ".join(slot.text for slot in lead)
        cells.append(Cell(text, head if all(slot.own for slot in lead) else ""))
        places.append(first)
    for slot in rest:
        cells.append(Cell(slot.text, _over(heads, slot)))
        places.append(slot.column)
    return cells, places


def _straddles(row: Band, heads: Sequence[str], label: tuple[int, int]) -> bool:
    """Tell whether figures run over columns with heads of their own: which figure is whose cannot be told."""
    wide = (slot for slot in row.slots if slot.column > label[1] and slot.last > slot.column)
    return any(
        sum(map(is_figure, slot.text.split())) > 1 and len(set(heads[slot.column : slot.last + 1])) > 1 for slot in wide
    )


def _over(heads: Sequence[str], slot: Slot) -> str:
    """Return the head over a cell; over one that runs over columns stand the heads of all of them."""
    return ", ".join(dict.fromkeys(filter(None, heads[slot.column : slot.last + 1])))


def _spanning_group(
    row: Band, cells: list[Cell], places: list[int], label: tuple[int, int]
) -> tuple[str | None, list[Cell], list[int]]:
    """Return the words of a label that runs down over rows apart, where the row has words of its own beside it."""
    spanning = [slot for slot in row.slots if slot.bottom > 0 and not slot.own and slot.column == label[0]]
    if not spanning or len(cells) < 3 or is_value(cells[1].text):
        return None, cells, places
    return cells[0].text if len(cells[0].text.split()) <= GROUP_WORDS else None, cells[1:], places[1:]


def _opening(rows: Sequence[Band]) -> str | None:
    """Return the words that open a table without heads, which its figures are about."""
    slot = rows[0].own[0]
    return slot.text if slot.last > slot.column and len(rows[0].own) <= 2 else None


def _named(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the cells of a row that all carry their own heads, "Target: 85%, Floor: 80%"; none of another row."""
    parts = [NAMED.fullmatch(part) for cell in cells for part in NEXT_NAMED.split(cell.text)]
    if len(cells) > 1 and all(parts):
        yield from (Cell(part[2], part[1]) for part in parts if part)
