"""Tell which columns each head of a table without cells stands over, and share out the heads of groups of columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.placed import Word
from ingest.pdf.ruling import Rule
from ingest.tables.rows import Band, Slot

BETWEEN = 0.25
Span = tuple[float, float]
Named = tuple[str, tuple[Word, ...]]


def head_of(line: Sequence[Named], columns: Sequence[Span], down: Sequence[Rule]) -> Band:
    """Return a line of heads, each over the columns between the lines drawn beside it, or those that it touches."""
    slots = []
    for text, words in line:
        span = _span(words)
        left, right = _walls(words, down)
        alone = sum(left < start and end < right for start, end in (_span(other) for _, other in line)) == 1
        under = [i for i, (start, end) in enumerate(columns) if left - 2 < start and end < right + 2]
        touched = [i for i, (start, end) in enumerate(columns) if min(end, span[1]) - max(start, span[0]) > 0.5]
        middle = sum(span) / 2
        nearest = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
        reach = under if alone and under and left > float("-inf") and right < float("inf") else touched or [nearest]
        slots.append(Slot(reach[0], reach[-1], text, words, 0))
    return Band(tuple(slots), True)


def _span(words: Sequence[Word]) -> Span:
    return words[0].box[0], max(word.box[2] for word in words)


def _walls(words: Sequence[Word], down: Sequence[Rule]) -> Span:
    middle, level = sum(_span(words)) / 2, words[0].down
    sides = [rule.at for rule in down if rule.start <= level <= rule.end]
    return (
        max((at for at in sides if at <= middle), default=float("-inf")),
        min((at for at in sides if at > middle), default=float("inf")),
    )


def shared_out(heads: Sequence[Band], columns: int) -> list[Band]:
    """Return lines of heads in which each head of a group of columns stands over all of them, where groups are sure."""
    done = list(heads)
    for at in range(len(done) - 2, -1, -1):
        lower = _under(done[at + 1 :], columns)
        blocks = _repeated(lower) or _even(done[at], lower)
        done[at] = _over_blocks(done[at], blocks, lower) if blocks else done[at]
    return done


def _under(heads: Sequence[Band], columns: int) -> dict[int, tuple[str, Span]]:
    """Return the text and place of the heads below a line, for each column but that of the labels."""
    found: dict[int, tuple[str, Span]] = {}
    for column in range(1, columns):
        slots = [slot for band in heads for slot in band.slots if slot.column <= column <= slot.last]
        if slots:
            spans = [_span(slot.words) for slot in slots if slot.column == slot.last] or [_span(slots[-1].words)]
            place = min(start for start, _ in spans), max(end for _, end in spans)
            found[column] = " ".join(slot.text for slot in slots), place
    return found


def _repeated(lower: dict[int, tuple[str, Span]]) -> list[list[int]]:
    """Return the groups of columns whose heads come again in the same order, none where they do not."""
    times = Counter(text for text, _ in lower.values())
    again = [column for column, (text, _) in lower.items() if times[text] > 1]
    if not again or len({times[lower[column][0]] for column in again}) > 1:
        return []
    size = len(again) // times[lower[again[0]][0]]
    blocks = [again[start : start + size] for start in range(0, len(again), size)]
    names = [[lower[column][0] for column in block] for block in blocks]
    joined = again == list(range(again[0], again[-1] + 1))
    return blocks if joined and size > 1 and all(name == names[0] for name in names) else []


def _even(upper: Band, lower: dict[int, tuple[str, Span]]) -> list[list[int]]:
    """Return groups of as many columns for each upper head, where each head's middle lies between two of its group."""
    wanted = [slot for slot in upper.slots if slot.last > 0]
    places = list(lower)
    size = len(places) // max(1, len(wanted))
    if len(wanted) < 2 or size < 2 or size % 2 or len(places) != size * len(wanted):
        return []
    blocks = [places[start : start + size] for start in range(0, len(places), size)]
    for slot, block in zip(wanted, blocks, strict=True):
        left, right = (sum(lower[column][1]) / 2 for column in block[size // 2 - 1 : size // 2 + 1])
        if abs(sum(_span(slot.words)) / 2 - (left + right) / 2) > BETWEEN * (right - left):
            return []
    return blocks


def _over_blocks(upper: Band, blocks: Sequence[Sequence[int]], lower: dict[int, tuple[str, Span]]) -> Band:
    """Return a line of heads with one over each group of columns, or as it is where they do not fit one to one."""
    first, last = blocks[0][0], blocks[-1][-1]
    inside = [slot for slot in upper.slots if slot.last >= first and slot.column <= last]
    if len(inside) != len(blocks):
        return upper
    sides = [(lower[block[0]][1][0], lower[block[-1]][1][1]) for block in blocks]
    middles = [sum(side) / 2 for side in sides]
    slots = dict.fromkeys(upper.slots)
    for number, (slot, block) in enumerate(zip(inside, blocks, strict=True)):
        middle = sum(_span(slot.words)) / 2
        near = min(range(len(blocks)), key=lambda i: abs(middles[i] - middle)) == number
        if not near or abs(middles[number] - middle) > (sides[number][1] - sides[number][0]) / 2:
            return upper
        slots[slot] = replace(slot, column=block[0], last=block[-1])
    return replace(upper, slots=tuple(moved or slot for slot, moved in slots.items()))
