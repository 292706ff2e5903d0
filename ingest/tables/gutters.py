"""Find tables without cells drawn round their words: figures that stand one under another, apart by white or a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.placed import Word
from ingest.pdf.ruling import Rule
from ingest.tables.grids import Grid
from ingest.tables.rows import FIGURE_WORD, Band, Slot, in_order, is_value, said
from ingest.tables.white.over import Span, head_of, shared_out

GAP = 0.8
LEAST_ROWS = 3
MOST_HEADS = 5
FAR = 4.0
SECTION = 14.0
NEAR = 2.6
HEAD_WORDS = 8
NAME_WORDS = 12
MOST_NAMES = 6
LABEL_WORDS = 25
OPEN_END = re.compile(r"(?:[&,(/–-]|\b(?:and|of|the|for|to|in|or|by))$")
SENTENCE_END = re.compile(r"\w\w[)\]]?[.!?]$")
SAME_LEFT = 3.0


@dataclass(frozen=True, slots=True)
class Part:
    """Words of one line that stand together."""

    text: str
    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        """Where the part begins and ends across the page."""
        return self.words[0].box[0], max(word.box[2] for word in self.words)


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table as rows and its columns' left borders; the first `deep` rows are heads."""

    rows: tuple[Band, ...]
    columns: tuple[float, ...]
    deep: int


Parts = tuple[Part, ...]


def find_unruled(words: Sequence[Word], down: Sequence[Rule]) -> list[Unruled]:
    """Return the tables of a page whose columns only white or lines down the page part, from top to bottom."""
    lines = [tuple(_parts(line, down)) for line in _lines(words)]
    found = (_table(lines, run, down) for run in _long_runs(lines, list(_runs(lines))))
    return [table for table in found if table]


def is_open(grid: Grid) -> bool:
    """Tell whether cells hold several rows each: lines of figures alone, beside other cells of so many lines."""
    deep = [area for area in grid.areas if len(area.words) >= LEAST_ROWS]
    stacks = [area for area in deep if _is_stack(area.words)]
    return any(sum(one.top == other.top and one is not other for other in deep) > 0 for one in stacks)


def _is_stack(words: Sequence[Word]) -> bool:
    figures = sum(bool(FIGURE_WORD.fullmatch(word.text)) for word in words)
    return figures >= LEAST_ROWS and figures * 3 > 2 * len(words) and len(_lines(words)) >= LEAST_ROWS


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.down):
        last = lines[-1][-1] if lines else None
        if last and word.down - last.down < 0.35 * (word.box[3] - word.box[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def _parts(line: Sequence[Word], down: Sequence[Rule]) -> Iterator[Part]:
    """Yield the parts of a line: white, a line drawn between, or two figures side by side part them."""
    part = [line[0]]
    for before, word in pairwise(line):
        gap = word.box[0] - before.box[2]
        figures = FIGURE_WORD.fullmatch(before.text) and FIGURE_WORD.fullmatch(word.text) and len(part) == 1
        ruled = any(
            before.across < rule.at < word.across and rule.start <= word.down <= rule.end
            and rule.at >= before.box[2] - 2 and rule.at <= word.box[0] + 2
            for rule in down
        )  # fmt: skip
        if gap > GAP * (word.box[3] - word.box[1]) or figures or ruled:
            yield Part(said(part), tuple(part))
            part = []
        part.append(word)
    yield Part(said(part), tuple(part))


def _values(line: Parts) -> list[Part]:
    return [part for part in line if is_value(part.text)]


def _runs(lines: Sequence[Parts]) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each run of lines with two figures and a label at least."""
    full = [i for i, line in enumerate(lines) if len(_values(line)) >= 2 and len(line) >= 3]
    run: list[int] = []
    for index in full:
        if run and _apart(lines[run[-1]], lines[index]) > FAR:
            if len(run) >= LEAST_ROWS:
                yield run[0], run[-1]
            run = []
        run.append(index)
    if len(run) >= LEAST_ROWS:
        yield run[0], run[-1]


def _long_runs(lines: Sequence[Parts], runs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield runs, those as one whose figures stand in the same columns with little between them."""
    held: tuple[int, int] | None = None
    for run in runs:
        if held and _apart(lines[held[1]], lines[run[0]]) < SECTION and _same_columns(lines, held, run):
            held = held[0], run[1]
            continue
        if held:
            yield held
        held = run
    if held:
        yield held


def _same_columns(lines: Sequence[Parts], one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second, both = (_columns(lines[a : b + 1]) for a, b in (one, other, (one[0], other[1])))
    return bool(first and second and both) and len(both or ()) == len(first or ()) >= len(second or ())


def _apart(above: Parts, below: Parts) -> float:
    """Return how far two lines are apart, in heights of a line."""
    height = max(0.1, above[0].words[0].box[3] - above[0].words[0].box[1])
    return (below[0].words[0].down - above[0].words[0].down) / height


def _table(lines: Sequence[Parts], run: tuple[int, int], down: Sequence[Rule]) -> Unruled | None:
    first, last = run
    body = lines[first : last + 1]
    columns = _columns(body)
    if columns is None:
        return None
    top, begin = _top(lines, first, columns)
    columns = _with_empty(lines[top:begin], columns)
    top, begin = _top(lines, first, columns)
    end = last + 1
    while end < len(lines) and _apart(lines[end - 1], lines[end]) < NEAR and _belongs(lines[end], columns):
        end += 1
    heads = [head_of([(part.text, part.words) for part in line], columns, down) for line in lines[top:begin]]
    heads = shared_out(heads, len(columns))
    rows = list(_rows(lines[begin:end], columns))
    return Unruled((*heads, *rows), tuple(start for start, _ in columns), len(heads)) if len(rows) > 2 else None


def _columns(body: Sequence[Parts]) -> list[Span] | None:
    """Return the columns of labels and figures from left to right, none where they run into each other."""
    full = [line for line in body if len(_values(line)) >= 2]
    values = _merged(part.span for line in full for part in _values(line))
    labels = [part for line in body for part in line if not is_value(part.text)]
    if any(len({_at(part, values) for part in _values(line)}) < len(_values(line)) for line in full):
        return None
    clear = [part for part in labels if not any(_over(part.span, span) for span in values)]
    if len(clear) < 0.8 * len(labels) or any(len(part.text.split()) > LABEL_WORDS for part in labels):
        return None
    columns = sorted([*values, *_merged(part.span for part in clear)])
    kept = [span for span in columns if sum(any(_over(p.span, span) for p in line) for line in full) * 4 > len(full)]
    labelled = sum(bool(line) and _at(line[0], kept) == 0 for line in full)
    beside = [span for span in kept[1:] if span in values]
    return kept if len(beside) > 1 and (labelled * 2 > len(full) or clear) else None


def _merged(spans: Iterator[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _over(one: Span, other: Span) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 0.5


def _at(part: Part, columns: Sequence[Span]) -> int | None:
    return next((i for i, span in enumerate(columns) if _over(part.span, span)), None)


def _top(lines: Sequence[Parts], first: int, columns: Sequence[Span]) -> tuple[int, int]:
    """Return the line at which the heads begin, and the first one under them, which may name a group."""
    begin = first
    while begin and first - begin < MOST_NAMES and _names(lines, begin, columns):
        begin -= 1
    for under in dict.fromkeys((begin, first)):
        top = under
        while top and under - top < MOST_HEADS and _heads(lines, top, under, columns):
            top -= 1
        if top < under:
            return top, under
    return first, first


def _with_empty(heads: Sequence[Parts], columns: list[Span]) -> list[Span]:
    """Return the columns with those that have a head and no figure on this page."""
    full = [line for line in heads if len(line) >= len(columns) - 1 and len(line) > 2]
    spans = _merged(part.span for line in full for part in line)
    clear = [span for span in spans if not any(_over(span, column) for column in columns)]
    one_each = all(sum(_over(span, column) for column in columns) <= 1 for span in spans)
    return sorted([*columns, *clear]) if one_each else columns


def _names(lines: Sequence[Parts], below: int, columns: Sequence[Span]) -> bool:
    """Tell whether the line above another holds a label alone."""
    line = lines[below - 1]
    near = _apart(line, lines[below]) < NEAR and len(line) == 1 and not _values(line)
    over = [i for i, span in enumerate(columns) if _over(line[0].span, span)]
    return near and len(over) == 1 and len(line[0].text.split()) <= NAME_WORDS


def _heads(lines: Sequence[Parts], top: int, first: int, columns: Sequence[Span]) -> bool:
    """Tell whether the line above the topmost head found so far is a head too."""
    line = lines[top - 1]
    if _apart(line, lines[top]) >= NEAR or any(len(part.text.split()) > HEAD_WORDS for part in line):
        return False
    if len(line) == 1 and _ends_prose(lines, top - 1):
        return False
    beside = columns[1][0], columns[-1][1]
    over = any(_over(part.span, beside) for part in line)
    width = line[0].span[1] - line[0].span[0]
    wide = len(line) == 1 and width > 0.4 * (columns[-1][1] - columns[0][0])
    return over and not wide and (len(line) > 1 or first > top)


def _ends_prose(lines: Sequence[Parts], at: int) -> bool:
    """Tell whether a line of one part ends a sentence, or goes on with one that fills the line above it."""
    line, text = lines[at], lines[at][0].text
    if SENTENCE_END.search(text) and len(text.split()) > 1:
        return True
    if not at or _apart(lines[at - 1], line) >= 1.6:
        return False
    left = line[0].span[0]
    return any(len(p.text.split()) > HEAD_WORDS and abs(p.span[0] - left) < SAME_LEFT for p in lines[at - 1])


def _belongs(line: Parts, columns: Sequence[Span]) -> bool:
    """Tell whether a line below the last full row is a row with gaps: figures under figures."""
    values = _values(line)
    inside = all(_at(part, columns) is not None for part in line)
    return bool(values) and inside and all(_at(part, columns) != 0 for part in values) and len(line) >= 2


def _rows(lines: Sequence[Parts], columns: Sequence[Span]) -> Iterator[Band]:
    """Yield the rows; a line with words only goes on with the row above where it reads on, or names what follows."""
    held: dict[int, list[Part]] = {}
    before: Parts = ()
    for line in lines:
        goes_on = held and not _values(line) and len(line) == 1 and _reads_on(before, line)
        if held and not goes_on:
            yield _band(held)
            held = {}
        for part in line:
            at = _at(part, columns)
            held.setdefault(at if at is not None else 0, []).append(part)
        before = line
    if held:
        yield _band(held)


def _reads_on(above: Parts, line: Parts) -> bool:
    text = line[0].text
    ahead = text[:1].islower() or text[:1] in "(&" or bool(OPEN_END.search(above[-1].text))
    return ahead and _apart(above, line) < 1.6


def _band(held: dict[int, list[Part]]) -> Band:
    slots = []
    for column in sorted(held):
        words = tuple(word for part in held[column] for word in part.words)
        slots.append(Slot(column, column, said(in_order(words)), words, 0))
    return Band(tuple(slots))
