"""Find the one column of bare figures in a flattened table whose other columns are prose."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Cell, Line, Row
from ingest.tables.flat.lines import AMOUNT, BROKEN_OFF, merged, one_line
from ingest.tables.flat.values import FIGURE, LEADS_ON, figures_at_end

MOST_HEAD_WORDS = 12
LONGEST_LABEL = 40
LONGEST_PROSE = 8
LEAST_ROWS = 3
FIRST = re.compile(r"(Targets?|Threshold|Standard|Baseline|Budget|Cost|Allocation)\s+(?=[A-Z])")
SAYS = re.compile(
    r"\b(?:comments?|commentary|challenges?|narrative|actions?|progress|updates?|explanations?|rationale|issues|"
    r"mitigations?)\b",
    re.IGNORECASE,
)
VALUE = re.compile(rf"(?<!\S)(?!(?:19|20)\d\d$|0\d|\d{{9}})(?:{FIGURE})$")
NAMING = re.compile(r"[1-9]")
TITLED = re.compile(r"[A-Z][^.;:]*[^.;:]$")
STOPPED = re.compile(r"[a-z)]{2}[.;!?](?:\s|$)|\.{3}|^[•·▪–-]|^\d+(?:\.\d+)*[.)]?\s")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A label and the bare figure behind it: the lines it takes, and those before it that may name its group."""

    lines: range
    naming: range
    label: str
    value: str


def read_aside(lines: Sequence[Line], table: int = 1) -> tuple[Line, ...]:
    """Return a page's lines with each row of a column of figures beside prose as one line; it is table `table`.

    The head begins with the figures' column and names one of prose. A label is followed by one figure, alone in its
    line or at the label's end, and then by a gap; where two figures stand so, nothing is read.
    """
    at, head = next(((at, head) for at, line in enumerate(lines) if (head := _head(line))), (0, ""))
    entries = _entries(lines, at + 1) if head else []
    if len(entries) < LEAST_ROWS or not _has_prose(lines[at + 1 :]):
        return tuple(lines)
    made = {}
    labels = [entry.label.casefold() for entry in entries]
    for entry in entries:
        name = " ".join(lines[index].text for index in entry.naming) or None
        if name:
            group = Row(table, (Cell(name),), "group")
            made[entry.naming.start] = entry.naming.stop, one_line(lines[entry.naming.start : entry.naming.stop], group)
        alone = labels.count(entry.label.casefold()) == 1
        row = Row(table, (Cell(entry.label), Cell(entry.value, head if alone else "")), group=name, sure=alone)
        made[entry.lines.start] = entry.lines.stop, one_line(lines[entry.lines.start : entry.lines.stop], row)
    return tuple(merged(lines, made))


def _head(line: Line) -> str | None:
    """Return the name of the figures' column where a line names it first and then columns of prose."""
    match = FIRST.match(line.text)
    if line.row or not match or not TITLED.match(line.text) or len(line.text.split()) > MOST_HEAD_WORDS:
        return None
    return match[1] if SAYS.search(line.text) else None


def _has_prose(lines: Sequence[Line]) -> bool:
    return any(len(line.text.split()) > LONGEST_PROSE and line.text.endswith(".") for line in lines)


def _entries(lines: Sequence[Line], start: int) -> list[_Entry]:
    """Return the labels with one bare figure each, none where a figure stands alone behind nothing or another."""
    blocks = list(_blocks(lines, start))
    width = max((len(lines[at].text) for block in blocks for at in block if _is_narrow(block, lines)), default=0)
    found: list[_Entry] = []
    at = 0
    while at < len(blocks):
        alone = at + 1 < len(blocks) and _is_figure(blocks[at + 1], lines)
        if _is_figure(blocks[at], lines) or _ends_with_two(blocks[at], lines):
            return []
        whole = range(blocks[at].start, blocks[at + 1].stop if alone else blocks[at].stop)
        if entry := _entry(lines, whole, width):
            found.append(entry)
            at += 1 + alone
        elif alone and blocks[at + 1].stop < len(lines):
            return []
        else:
            at += 1
    return found


def _blocks(lines: Sequence[Line], start: int) -> Iterator[range]:
    """Yield the lines between gaps, as far as the first that is a row already."""
    begin = start
    for at in range(start, len(lines) + 1):
        ends = at == len(lines) or not lines[at].text or lines[at].row is not None
        if ends and begin < at:
            yield range(begin, at)
        if at < len(lines) and lines[at].row:
            return
        begin = at + 1 if ends else begin


def _is_figure(block: range, lines: Sequence[Line]) -> bool:
    return len(block) == 1 and bool(VALUE.fullmatch(lines[block.start].text))


def _ends_with_two(block: range, lines: Sequence[Line]) -> bool:
    """Tell whether a block that is no prose ends with two figures, as where another column holds figures too."""
    last = lines[block.stop - 1].text
    figures = [value for value in figures_at_end(last) if "figure" in value.kinds]
    return len(figures) > 1 and not figures[-2].text.isdecimal()


def _is_narrow(block: range, lines: Sequence[Line]) -> bool:
    return not any(STOPPED.search(lines[at].text) for at in block)


def _entry(lines: Sequence[Line], whole: range, width: int) -> _Entry | None:
    """Return the label that lines hold with the figure at their end, None where they are prose."""
    text = " ".join(lines[at].text for at in whole if lines[at].text)
    match = VALUE.search(text)
    inline = lines[whole[-1]].text != (match and match[0])
    if (
        not match
        or (inline and NAMING.fullmatch(match[0]))
        or len(text.split()) > LONGEST_LABEL
        or STOPPED.search(text[: match.start()])
    ):
        return None
    begins = [at for at in whole if at > whole.start and _begins(lines, at, width)]
    first = begins[-1] if begins else whole.start
    label = " ".join(lines[at].text for at in range(first, whole.stop) if lines[at].text)
    label = label[: len(label) - len(match[0])].strip()
    if not label or LEADS_ON.search(f"{label} ") or AMOUNT.search(label) or _holds_two(label, match[0]):
        return None
    return _Entry(range(first, whole.stop), range(whole.start, first), label, match[0])


def _holds_two(label: str, value: str) -> bool:
    """Tell whether another figure stands at a label's end, but for the number in a name, "Red 1", before a share."""
    figures = figures_at_end(label)
    return bool(figures) and (value.isdecimal() or not figures[-1].text.isdecimal())


def _begins(lines: Sequence[Line], at: int, width: int) -> bool:
    """Tell whether a label begins on a line: what stands before it is whole, and had room for its first word."""
    before, text = lines[at - 1].text, lines[at].text
    if not text or not before or not re.match(r"[A-Z%‘“]", text) or BROKEN_OFF.search(before):
        return False
    return before.count("(") <= before.count(")") and len(before) + 1 + len(text.split()[0]) <= width
