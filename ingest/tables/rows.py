"""Read the rows of a grid: the words of each cell in reading order, and what kinds of cell they are."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.model import Box
from ingest.pdf.placed import Word
from ingest.tables.grids import Area, Grid

LEAST_FIGURES = 6
WIDE_GAP = 0.33
EDGE = 2.0
MORE = 1.6
PERIOD = re.compile(
    r"(?:by |post |pre[- ]|to )?"
    r"(?:(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?|(?:q|quarter|week|month|year) ?\d{1,2}\b.{0,12})",
    re.I,
)
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"(?:[a-z]+day,? )?\d{{1,2}}(?:st|nd|rd|th)? {MONTH}\b|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|{MONTH}[ -]\d\d", re.I
)
DATE_WORDS = 7
NOTES = re.compile(r"(?:\s*\((?!\d)[^()]{1,20}\)|\s*[*†‡^¹²³#]+)+$")
NUMBER = re.compile(r"[<>≤≥=~(+\-–−£$€\s]*\d[\d,.]*\s?(?:%|[A-Za-z]{1,3}\b|[\"'])?\s?\)?%?")
UNIT = re.compile(r"\(?[£$€]?\s?['’‘]?0?00[0s]?['’]?s?\)?|per 100,?000|\(?[£$€%]\s?(?:m|k|bn)?\)?", re.I)
FORM = re.compile(
    r"(?:signed|signature|by|position|date|to|from|subject|classification|report (?:author|by|of|to|from)|authors?|"
    r"(?:lead|responsible) officers?|tele?phone|tel|e-?mail|website|address|status|purpose|"
    r"version|approved)\b(?! \w+ \w)",
    re.I,
)
MARK = re.compile(r"(?:x|y|n|yes|no|n/?a|nil|tb[ac]|[-–—.✓✔✗✘•\uf0fc\ufffd]+|red|amber|green|r|a|g|up|down)", re.I)
FIGURE_WORD = re.compile(r"[<>~(+\-–−£$€]*\d[\d,.]*%?\)?[*†‡^]*")
BROKEN = re.compile(r"[A-Za-z]-$")
REFERENCE = re.compile(
    r"(?!(?:19|20)\d\d\b)[A-Za-z]{0,5}[-/ ]?\d{1,4}(?:[./]\d{1,4})*[A-Za-z]?[.)]?|[A-Z]{1,2}|[ivx]{1,4}[.)]"
)


def is_figure(text: str) -> bool:
    """Tell whether a cell holds one figure with its sign, unit and notes, and not just a year or quarter."""
    plain = NOTES.sub("", text)
    return not PERIOD.fullmatch(text) and not UNIT.fullmatch(text) and bool(NUMBER.fullmatch(plain))


def is_typed(text: str) -> bool:
    """Tell whether a cell holds a value, a date or a period, which under a head in words shows that it is a head."""
    dated = bool(DATE.match(text)) and len(text.split()) <= DATE_WORDS
    return dated or is_value(text) or bool(PERIOD.fullmatch(text))


def is_value(text: str) -> bool:
    """Tell whether a cell holds a figure or what stands for one: a rating, a tick, a dash."""
    return is_figure(text) or bool(MARK.fullmatch(text))


def may_hold(text: str) -> bool:
    """Tell, for little cost, whether a page's text has enough figures one under another for a table without lines."""
    figures = 0
    for line in text.splitlines():
        figures += sum(1 for word in line.split() if FIGURE_WORD.fullmatch(word))
        if figures >= LEAST_FIGURES:
            return True
    return False


def is_form(names: Sequence[str], columns: int) -> bool:
    """Tell whether names stand before what is filled in: they end in colons, or are those of a report's head."""
    told = sum(name.endswith(":") or (columns == 2 and bool(FORM.match(name))) for name in names)
    return told * 2 > len(names)


@dataclass(frozen=True, slots=True)
class Slot:
    """What a row holds in columns `column` to `last`; a cell that comes down from a row above is not its `own`."""

    column: int
    last: int
    text: str
    words: tuple[Word, ...]
    bottom: int
    own: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a grid: its slots from left to right; a `marked` row is wholly bold or shaded."""

    slots: tuple[Slot, ...]
    marked: bool = False

    @property
    def own(self) -> tuple[Slot, ...]:
        """The slots whose words stand in this row."""
        return tuple(slot for slot in self.slots if slot.own)

    @property
    def words(self) -> tuple[Word, ...]:
        """The row's words, cell by cell."""
        return tuple(word for slot in self.own for word in slot.words)


def bands(grid: Grid) -> list[Band]:
    """Return the rows of a grid that hold words; a label that runs down over rows stands in each of them."""
    found: list[Band] = []
    deepest = max(area.bottom for area in grid.areas)
    for row in range(deepest + 1):
        own = [slot for area in grid.areas if area.top == row for slot in _slots(area, grid.columns)]
        if not own:
            continue
        first = min(slot.column for slot in own)
        above = [
            replace(slot, own=False)
            for area in grid.areas
            if area.top < row <= area.bottom and area.right < first
            for slot in _slots(area, grid.columns)
        ]
        found.append(Band(tuple(sorted([*above, *own], key=lambda slot: slot.column))))
    return found


def marked(row: Band, bold: Callable[[Word], bool], shades: Sequence[Box]) -> Band:
    """Return a row that is marked where all of its own cells are set in bold or shaded."""
    heavy = all(bold(slot.words[0]) for slot in row.own) or all(_shaded(slot, shades) for slot in row.own)
    return replace(row, marked=bool(row.own) and heavy)


def _shaded(slot: Slot, shades: Sequence[Box]) -> bool:
    word = slot.words[0]
    return any(b[0] <= word.across <= b[2] and b[1] <= word.down <= b[3] for b in shades)


def narrowed(rows: Sequence[Band], columns: Sequence[float]) -> tuple[list[Band], tuple[float, ...]]:
    """Return the rows without the columns in which no cell stands alone, and the left borders of those that stay."""
    used = sorted({slot.column for row in rows for slot in row.slots if slot.column == slot.last})
    if len(used) < 2:
        return list(rows), tuple(columns[:-1])
    return [
        replace(row, slots=tuple(
            replace(slot, column=min(bisect_left(used, slot.column), len(used) - 1), last=_last(used, slot))
            for slot in row.slots
        ))
        for row in rows
    ], tuple(columns[column] for column in used)  # fmt: skip


def _last(used: Sequence[int], slot: Slot) -> int:
    return max(bisect_right(used, slot.last) - 1, min(bisect_left(used, slot.column), len(used) - 1))


def _slots(area: Area, columns: Sequence[float]) -> Iterator[Slot]:
    """Yield a cell whole, or in parts where its words stand apart, each in columns of its own."""
    ordered = in_order(area.words)
    parts = list(_parts(ordered, columns)) if area.right > area.left else [ordered]
    spans = [_span(part, area, columns) for part in parts]
    if any(one[1] >= other[0] for one, other in zip(spans, spans[1:], strict=False)):
        parts, spans = [ordered], [(area.left, area.right)]
    if len(parts) == 1:
        spans = [(area.left, area.right)]
    for part, (first, last) in zip(parts, spans, strict=True):
        yield Slot(first, last, said(part), tuple(part), area.bottom)


def _parts(words: Sequence[Word], borders: Sequence[float]) -> Iterator[list[Word]]:
    """Yield words from left to right, parted where white runs down between them: much, or some on a border."""
    spaces = [b.box[0] - a.box[2] for a, b in pairwise(words) if b.box[0] > a.box[2] and abs(a.down - b.down) < 2]
    usual = sorted(spaces)[len(spaces) // 4] if spaces else 0.0
    part: list[Word] = []
    end = 0.0
    for word in sorted(words, key=lambda word: word.box[0]):
        white = word.box[0] - end
        on_border = any(end - EDGE < border < word.box[0] + EDGE for border in borders)
        if part and (white > WIDE_GAP * (word.box[3] - word.box[1]) or on_border and white > MORE * usual > 0):
            yield in_order(part)
            part = []
        end = max(end, word.box[2]) if part else word.box[2]
        part.append(word)
    yield in_order(part)


def _span(words: Sequence[Word], area: Area, columns: Sequence[float]) -> tuple[int, int]:
    """Return the first and last column that words reach into, within their cell."""
    left, right = min(word.box[0] for word in words), max(word.box[2] for word in words)
    first, last = bisect_right(columns, left + EDGE) - 1, bisect_right(columns, right - EDGE) - 1
    return max(area.left, first), min(area.right, max(first, last))


def in_order(words: Sequence[Word]) -> list[Word]:
    """Return words line by line, and from left to right in a line."""
    return [word for line in in_lines(words) for word in line]


def in_lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return the lines of words from top to bottom, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.down):
        last = lines[-1][0] if lines else None
        if last and word.down - last.down < 0.5 * min(last.box[3] - last.box[1], word.box[3] - word.box[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def said(words: Sequence[Word]) -> str:
    """Return words on one line; those that touch are one word."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        touching = before is not None and word.start == before.end and abs(word.down - before.down) < 3
        broken = before is not None and bool(BROKEN.search(before.text)) and word.text[:1].islower()
        text += word.text if touching or broken or not text else f" {word.text}"
    return text.strip()
