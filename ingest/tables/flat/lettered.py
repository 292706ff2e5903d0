"""Name the group of rows "(a)", "(b)", "(c)" that come again and again, each time round the name of another group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.model import Cell, Line, Row
from ingest.tables.flat.heads import column_of
from ingest.tables.flat.values import Column, standing, values_at_end

LETTERED = re.compile(r"\(([a-z])\)\s")
LEAST_BLOCKS = 2
LONGEST_NAME = 10
NAME = re.compile(r"[A-Z][\w&’',() /-]*$")


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of rows from "(a)" to the last letter, what they are labelled, and the name that stands among them."""

    rows: tuple[int, ...]
    labels: tuple[str, ...]
    name: str


def name_lettered(lines: Sequence[Line], since: int = 1) -> tuple[Line, ...]:
    """Return a page's lines with lettered rows under the name that stands between them, sure only where all is certain.

    The same letters with the same labels come at least twice, nothing stands between one time and the next, and in
    each one name alone stands after the first row and before the last. Tables numbered before `since` stay.
    """
    blocks = _blocks(lines, since)
    alike = len({block.labels for block in blocks}) == 1 and len({block.name for block in blocks}) == len(blocks)
    if len(blocks) < LEAST_BLOCKS or not alike:
        return _doubted(lines, since)
    named = {at: block.name for block in blocks for at in block.rows}
    done: list[Line] = []
    columns: tuple[Column, ...] = ()
    for at, line in enumerate(lines):
        if line.row and line.row.kind == "head":
            columns = tuple(column_of(cell.text) for cell in line.row.cells)
        done += _named(line, line.row, named[at], columns) if line.row and at in named else [line]
    return tuple(done)


def _doubted(lines: Sequence[Line], since: int) -> tuple[Line, ...]:
    """Return the lines with lettered rows unsure where no group tells them from others of the same label."""
    keys = [
        (line.row.table, line.row.group, _split(line)[1]) if line.row and _letter(line, since) else None
        for line in lines
    ]
    return tuple(
        replace(line, row=replace(line.row, cells=tuple(Cell(cell.text) for cell in line.row.cells), sure=False))
        if line.row and line.row.sure and key and keys.count(key) > 1
        else line
        for line, key in zip(lines, keys, strict=True)
    )


def _blocks(lines: Sequence[Line], since: int) -> list[_Block]:
    """Return the runs of lettered rows, none where one of them has not just one name among its rows."""
    runs: list[list[int]] = []
    for at, line in enumerate(lines):
        letter = _letter(line, since)
        if letter == "a":
            runs.append([])
        if letter and (not runs or letter != chr(ord("a") + len(runs[-1]))):
            return []
        if letter:
            runs[-1].append(at)
    blocks = [block for run in runs if (block := _block(lines, run))]
    return blocks if len(blocks) == len(runs) else []


def _letter(line: Line, since: int) -> str:
    if not line.row or line.row.kind != "row" or line.row.table < since:
        return ""
    match = LETTERED.search(line.row.cells[0].text)
    return match[1] if match else ""


def _block(lines: Sequence[Line], run: Sequence[int]) -> _Block | None:
    """Return a run with the one name that stands among its rows, None where words stand around it or in two places."""
    if len(run) < 2 or not (_is_bare(lines[: run[0]][::-1]) and _is_bare(lines[run[-1] + 1 :])):
        return None
    parts = [_split(lines[at]) for at in run]
    gaps = [" ".join(line.text for line in lines[one + 1 : two] if line.text) for one, two in pairwise(run)]
    names = [f"{gap} {lead}".strip() for gap, (lead, _) in zip(gaps, parts[1:], strict=True)]
    found = [name for name in names if name]
    if parts[0][0] or len(found) != 1 or not NAME.match(found[0]) or len(found[0].split()) > LONGEST_NAME:
        return None
    return _Block(tuple(run), tuple(label for _, label in parts), found[0])


def _is_bare(lines: Sequence[Line]) -> bool:
    """Tell whether the first line that holds words, if any, is a row of a table."""
    return next((line.row is not None for line in lines if line.text), True)


def _split(line: Line) -> tuple[str, str]:
    """Return what a row's label holds before its letter, and the label from the letter on."""
    label = line.row.cells[0].text if line.row else ""
    match = LETTERED.search(label)
    start = match.start() if match else 0
    return label[:start].strip(), label[start:]


def _named(line: Line, row: Row, name: str, columns: Sequence[Column]) -> list[Line]:
    """Return a lettered row under its name and heads, words of the name before its letter as a line of their own."""
    lead, label = _split(line)
    texts = [cell.text for cell in row.cells[1:]]
    places = standing(values_at_end(" ".join(texts)), columns[1:]) if columns else None
    if places is None or len(places) != len(texts):
        return [line]
    cells = (Cell(text, columns[at + 1].head) for text, at in zip(texts, places, strict=True))
    group = " ".join(part for part in (row.group, name) if part)
    whole = replace(row, cells=(Cell(label, columns[0].head), *cells), group=group, sure=True)
    apart = [replace(line, text=lead, row=None)] if lead else []
    return [*apart, replace(line, text=line.text[len(lead) :].strip(), row=whole)]
