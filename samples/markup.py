"""Reads the small markup that the sample papers are written in (see README.md) into blocks."""

import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title of the paper."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a report's header, such as From or Classification."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `mark` is its number, letter or bullet, or empty."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A centred line (`centre`) or a small remark (`small`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action minuted with the initials of its owner."""

    initials: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row the heads; `kind` is grid, figures or plain; widths in percent."""

    kind: str
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page, or a new slide."""


Block: TypeAlias = Heading | Field | Paragraph | Note | Action | Table | Break

_VARIANT = re.compile(r"\[\[(.*?)\|\|(.*?)\]\]", re.DOTALL)
_STARTS = re.compile(r"#{1,4} |:: |- |> |\^ |! |\||\{table |---$|\(\w{1,4}\) |\d+(\.\d+)+ ")
_MARK = re.compile(r"(\(\w{1,4}\)|\d+(?:\.\d+)+) +")


def choose(text: str, status: str) -> str:
    """Keep one side of each `[[draft wording||confirmed wording]]`."""
    side = 1 if status == "draft" else 2
    return _VARIANT.sub(lambda found: found[side], text)


def parse(text: str) -> list[Block]:
    """Read marked-up text into blocks; raise ValueError where a line cannot be read."""
    blocks: list[Block] = []
    for group in _groups(text):
        if group[0].startswith("{table "):
            blocks.append(_table(group))
        else:
            blocks.append(_block(" ".join(line.strip() for line in group)))
    return blocks


def _groups(text: str) -> list[list[str]]:
    """Gather the lines that belong to one block: a blank line or a mark begins the next."""
    groups: list[list[str]] = []
    fresh = True
    for line in text.splitlines():
        if not line.strip():
            fresh = True
            continue
        in_table = bool(groups) and groups[-1][0].startswith("{table ") and line.startswith("|")
        if not in_table and (fresh or _STARTS.match(line)):
            groups.append([line])
        else:
            groups[-1].append(line)
        fresh = False
    return groups


def _block(line: str) -> Block:
    if line == "---":
        return Break()
    if line.startswith("#"):
        hashes, text = line.split(" ", 1)
        return Heading(len(hashes), text)
    if line.startswith(":: "):
        name, text = line[3:].split(":", 1)
        return Field(name, text.strip())
    if line.startswith("! "):
        initials, text = line[2:].split(":", 1)
        return Action(initials, text.strip())
    if line.startswith(("> ", "^ ")):
        return Note("centre" if line[0] == ">" else "small", line[2:])
    return _paragraph(line)


def _paragraph(line: str) -> Paragraph:
    if line.startswith("- "):
        return Paragraph("•", line[2:])
    mark = _MARK.match(line)
    return Paragraph(mark[1], line[mark.end() :]) if mark else Paragraph("", line)


def _table(lines: list[str]) -> Table:
    """Read `{table KIND W W W}` and its rows; every row must have as many cells as there are widths."""
    kind, *widths = lines[0].strip("{}").split()[1:]
    rows = tuple(tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines[1:])
    for row in rows:
        if len(row) != len(widths):
            raise ValueError(f"table row has {len(row)} cells, not {len(widths)}: {row}")
    return Table(kind, tuple(int(width) for width in widths), rows)
