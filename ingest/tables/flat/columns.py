"""Find tables whose cells a PDF prints one after the other as running text, so that only words and values tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.model import Cell, Line, Row
from ingest.tables.flat.heads import Heads, heads_in
from ingest.tables.flat.lines import BROKEN_OFF, merged, next_table, one_line
from ingest.tables.flat.values import Column, Value, fitting, goes_on_with_values, holds_values, standing

LONGEST_LABEL = 75
SHORT_LABEL = 25
MOST_PASSED = 6
PROSE = re.compile(r"(?:\S+\s+){8,}\S+[.;]$")
OPENS = re.compile(r"[A-Z‘“]|\([a-z]\)\s|\d+(?:\.\d+)*[.)]?\s+[A-Z]")
NUMBERED = re.compile(r"\d+(?:\.\d+)+\.?\s+\S")
LETTERED = re.compile(r"\(([a-z])\)\s")
SUMMED = re.compile(r"(?:grand |sub-?|overall )?totals?\b", re.IGNORECASE)
TITLED = re.compile(r"[A-Z\d£%(]")
WORDED = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Found:
    """A row: its lines, its text, the values at its end, and the columns they stand in where these are certain.

    `whole` says that it has a value for each column. `naming` are lines before the label that name a group.
    """

    lines: tuple[int, ...]
    text: str
    values: tuple[Value, ...]
    columns: tuple[int, ...] | None
    whole: bool
    naming: tuple[int, ...] = ()
    cut: bool = False
    group: str | None = None

    @property
    def label(self) -> str:
        return self.text[: self.values[0].start].strip()


def unflatten(lines: Sequence[Line], carried: Heads | None, table: int = 1) -> tuple[tuple[Line, ...], Heads | None]:
    """Return a page's lines with each row of a flattened table as one line, and the heads that the next page carries.

    `carried` are the heads that the page before handed on, None at a paper's first page; new tables count from
    `table`. Columns are named only where one way alone fits the values; a line that already is a row stays.
    """
    done: list[Line] = []
    heads, at = replace(carried, start=0, end=0) if carried else None, 0
    texts = ["" if line.row else line.text for line in lines]
    for found in [*heads_in(texts), None]:
        end = found.start if found else len(lines)
        part, heads = _region(lines[at:end], heads, table)
        done += part
        table = next_table(part, table)
        if found:
            at, heads = end, found.after(None if any(line.text for line in lines[:end]) else heads)
    return tuple(done), heads


def _region(lines: Sequence[Line], heads: Heads | None, table: int) -> tuple[Sequence[Line], Heads | None]:
    """Return the lines from a head on, and the heads where the table may go on after the last of them."""
    if not heads or not any(line.text for line in lines):
        return lines, heads
    tried = [(columns, *_read(lines, heads.end - heads.start, columns)) for columns in heads.readings]
    tried.sort(key=lambda each: -_whole(each[1]))
    columns, rows, over = tried[0]
    doubted = len(tried) > 1 and _whole(tried[1][1]) == _whole(rows)
    if doubted or not _confirmed(rows, columns, heads.table is not None):
        return lines, None
    rows = _grouped(rows, lines, heads.group)
    seen = (*heads.seen, *((row.group, row.label) for row in rows))
    heads = replace(heads, readings=(columns,), table=heads.table or table, seen=seen)
    last = rows[-1].group
    going_on = replace(heads, group=last if last and NUMBERED.match(last) else None)
    return list(_written(lines, rows, heads)), None if over else going_on


def _read(lines: Sequence[Line], start: int, columns: Sequence[Column]) -> tuple[list[_Found], bool]:
    """Return the rows after a head of `start` lines, and whether the table ends before the last line.

    It ends where words stand between rows that may be another table's heads, as many titles as there are columns;
    not where arrows or periods beside figures tell its rows from others.
    """
    rows, over = _rows(lines, start, columns)
    rows = _labelled(rows, lines)
    while rows and rows[-1].columns is None:
        rows.pop()
    at = start
    for number, row in enumerate(rows if len({column.kinds for column in columns}) < 3 else ()):
        named = " ".join(lines[index].text for index in row.naming)
        until = row.naming[0] if _surely_group(named) else _last_opening(row, lines)
        titles = sum(bool(TITLED.match(word)) for line in lines[at:until] for word in line.text.split())
        if titles >= len(columns) and (number or not start):
            return rows[:number], True
        at = row.lines[-1] + 1
    return rows, over


def _last_opening(row: _Found, lines: Sequence[Line]) -> int:
    """Return the last line of a row's label that may be the first of it."""
    parts = zip(row.lines, _label_lines(row, lines), strict=False)
    return max((at for at, part in parts if OPENS.match(part)), default=row.lines[0])


def _whole(rows: Sequence[_Found]) -> int:
    return sum(row.whole and row.columns is not None for row in rows)


def _confirmed(rows: Sequence[_Found], columns: Sequence[Column], known: bool) -> bool:
    """Tell whether the rows are those of a table with these columns: enough have just the values that fit them."""
    sure, strong = _whole(rows), _strong(columns)
    wanted = 1 if known and strong or len(columns) > 3 else 2 if strong or known else 3
    return sure >= wanted and 2 * sum(row.columns is not None for row in rows) >= len(rows)


def _strong(columns: Sequence[Column]) -> bool:
    return len(columns) > 3 or (len(columns) == 3 and len({column.kinds for column in columns}) > 1)


def _rows(lines: Sequence[Line], start: int, columns: Sequence[Column]) -> tuple[list[_Found], bool]:
    """Return the rows that follow a head, and whether the table ends before the last line."""
    rows: list[_Found] = []
    held: list[int] = []
    passed = 0
    longest = LONGEST_LABEL if _strong(columns) else SHORT_LABEL
    for at in range(start, len(lines)):
        if not lines[at].text:
            continue
        if lines[at].row:
            return rows, True
        held.append(at)
        text = " ".join(lines[i].text for i in held)
        values = fitting(text, columns)
        if not values and (len(text.split()) > longest or PROSE.match(lines[at].text)):
            passed += 1
            held = _later(held, lines) if _strong(columns) and passed < MOST_PASSED else []
            if not held:
                return rows, True
        after = next((line.text for line in lines[at + 1 :] if line.text), "")
        if not values or (goes_on_with_values(after, columns if len(values) < len(columns) else ())):
            continue
        if row := _row(tuple(held), text, values, columns):
            rows.append(row)
            passed = 0
        if row or OPENS.match(after):
            held = []
    return rows, False


def _later(held: list[int], lines: Sequence[Line]) -> list[int]:
    """Return the lines held from the next on that may begin a row, none where prose goes on."""
    if PROSE.match(lines[held[-1]].text):
        return []
    return next((held[at:] for at in range(1, len(held)) if OPENS.match(lines[held[at]].text)), [])


def _row(lines: tuple[int, ...], text: str, values: tuple[Value, ...], columns: Sequence[Column]) -> _Found | None:
    """Return the row that a text is, None where it is too little of one."""
    if len(values) < max(2, (len(columns) + 1) // 2) or not WORDED.search(text[: values[0].start]):
        return None
    return _Found(lines, text, values, standing(values, columns), len(values) == len(columns))


def _labelled(rows: Sequence[_Found], lines: Sequence[Line]) -> list[_Found]:
    """Return the rows without the lines before their labels, some of which name a group."""
    parts = [_label_lines(row, lines) for row in rows]
    width = max((len(part) for label in parts for part in label), default=0)
    cut = [_cut(row, label, width, lines) for row, label in zip(rows, parts, strict=True)]
    return [row for row in cut if not holds_values(row.label, max(2, len(row.values) // 2))]


def _label_lines(row: _Found, lines: Sequence[Line]) -> list[str]:
    """Return what each line of a row holds of its label, as far as its values."""
    parts, at = [], 0
    for index in row.lines:
        text = lines[index].text
        if at >= row.values[0].start:
            break
        parts.append(text[: row.values[0].start - at].strip())
        at += len(text) + 1
    return parts


def _cut(row: _Found, label: Sequence[str], width: int, lines: Sequence[Line]) -> _Found:
    """Return a row from where its own label begins, and the lines before it as its group's where it is one block."""
    numbered = max((at for at, part in enumerate(label) if NUMBERED.match(part) and not _open(label[:at])), default=0)
    begins = [at for at in range(numbered + 1, len(label)) if _begins(label, at, numbered, width)]
    first = begins[-1] if begins else numbered
    lettered = LETTERED.match(label[first])
    one_block = len(begins) == 1 and not (lettered and lettered[1] != "a")
    naming = row.lines[numbered:first] if one_block else ()
    kept = row.lines[first:]
    text = " ".join(lines[at].text for at in kept)
    moved = len(row.text) - len(text)
    values = tuple(replace(value, start=value.start - moved) for value in row.values)
    return replace(row, lines=kept, text=text, values=values, naming=naming, cut=first > 0 and not naming)


def _begins(label: Sequence[str], at: int, since: int, width: int) -> bool:
    """Tell whether a label begins on a line: what stands before it is whole, and had room for its first word."""
    before, opening = " ".join(label[since:at]), label[at].split()[0]
    if not OPENS.match(label[at]) or _open(label[since:at]) or BROKEN_OFF.search(before):
        return False
    return before.endswith(":") or len(label[at - 1]) + 1 + len(opening) <= width


def _open(parts: Sequence[str]) -> bool:
    """Tell whether a bracket is open at the end of words."""
    return "".join(parts).count("(") > "".join(parts).count(")")


def _grouped(rows: Sequence[_Found], lines: Sequence[Line], group: str | None) -> list[_Found]:
    """Return the rows with the group that each belongs to, the first with the one carried over from the page before."""
    done: list[_Found] = []
    for at, row in enumerate(rows):
        beside = at + 1 < len(rows) and _goes_on(row, rows[at + 1], lines)
        named = " ".join(lines[index].text for index in row.naming)
        if named and (_surely_group(named) or (beside and not SUMMED.match(row.label))):
            group = named
        else:
            row = replace(row, naming=(), cut=row.cut or bool(named))
            kept = group and NUMBERED.match(group) or (done and _goes_on(done[-1], row, lines))
            group = group if kept and not NUMBERED.match(row.label) and not SUMMED.match(row.label) else None
        done.append(replace(row, group=group))
    return done


def _surely_group(text: str) -> bool:
    return text.endswith(":") or bool(NUMBERED.match(text))


def _goes_on(row: _Found, after: _Found, lines: Sequence[Line]) -> bool:
    """Tell whether a row follows another with nothing between, and is no head or new beginning of its own."""
    between = any(line.text for line in lines[row.lines[-1] + 1 : after.lines[0]])
    return not (between or after.naming or after.cut or NUMBERED.match(after.label))


def _written(lines: Sequence[Line], rows: Sequence[_Found], heads: Heads) -> Iterator[Line]:
    """Yield the lines with the heads, each group's name and each row as one line."""
    made: dict[int, tuple[int, Line]] = {}
    table = heads.table or 1
    if start := heads.end - heads.start:
        told = [heads.label, *(column.head for column in heads.readings[0])]
        made[0] = start, one_line(lines[:start], Row(table, tuple(Cell(head) for head in told if head), "head"))
    keys = [(group, _same(label)) for group, label in heads.seen]
    for row in rows:
        if row.naming:
            naming = lines[row.naming[0] : row.naming[-1] + 1]
            name = Cell(" ".join(line.text for line in naming if line.text))
            made[row.naming[0]] = row.naming[-1] + 1, one_line(naming, Row(table, (name,), "group"))
        alone = keys.count((row.group, _same(row.label))) < 2
        first, end = row.lines[0], row.lines[-1] + 1
        made[first] = end, one_line(lines[first:end], _table_row(row, heads, alone))
    yield from merged(lines, made)


def _same(label: str) -> str:
    return " ".join(label.casefold().split())


def _table_row(row: _Found, heads: Heads, alone: bool) -> Row:
    """Return a row with its values under their heads, without heads where columns or its own name are not certain."""
    columns = [heads.readings[0][at].head for at in row.columns or ()]
    sure = bool(columns) and alone and not LETTERED.search(row.label, 1)
    told = columns if sure else [""] * len(row.values)
    cells = (Cell(value.text, head) for value, head in zip(row.values, told, strict=True))
    return Row(heads.table or 1, (Cell(row.label, heads.label if sure else ""), *cells), group=row.group, sure=sure)
