"""Find flattened tables with one column of values: a head, then labels with one value each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import Cell, Line, Row
from ingest.tables.flat.heads import HEAD_WORD, LABEL_HEAD, UNITED, columns_of
from ingest.tables.flat.lines import AMOUNT, BROKEN_OFF, merged, one_line
from ingest.tables.flat.values import FIGURE, LEADS_ON, PERIOD, Column, figures_at_end

MOST_HEAD_WORDS = 12
LONGEST_COLUMN = 5
LONGEST_LABEL = 40
LEAST_ROWS = 3
MOST_REMARK_LINES = 3
MADE = r"(?:increase|reduction|decrease|improvement|growth)"
PHRASE = rf"(?P<lead>(?-i:Target)\s|{MADE} (?:of|by)\s)?(?:{FIGURE})(?P<made>\s{MADE})?(?:\sat\s(?:{PERIOD}|year end))?"
ENDING = re.compile(rf"(?<!\S)(?P<value>{PHRASE})(?P<remark>\s\([^()]*\))?$", re.IGNORECASE)
WEAK = re.compile(
    r"(?:number|count|date|position|level|present|absent|apologies|attend\w*|possible|quarter|units?|rank|impact|"
    r"likelihood|profile|national|england|plan|planned|change)$",
    re.IGNORECASE,
)
UNIT_ALONE = re.compile(UNITED, re.IGNORECASE)
SAID = re.compile(r"(?:we|this|there|it|these|our|you|they|i|see|page|tel|phone)\b", re.IGNORECASE)
JOINS = re.compile(r"(?:of|by|in|to|and|or|from|with|for|on|per|at|who|that|than|as)\b", re.IGNORECASE)
OPENS = re.compile(r"[A-Z‘“%£]|\d+(?:\.\d+)*[.)]?\s+[A-Z]|\d+ [a-z]|\([a-z]\)\s")
NUMBERED = re.compile(r"\d+(?:\.\d+)+\.?\s+[A-Z]")
SENTENCE = re.compile(r"[a-z)]{2}[.;!?]\s+[A-Z]|(?<!\))[.;:]$|\.{3}")
NOT_FIGURE = re.compile(r"0\d|\d{9}|(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A label and its value: the lines it stands on, the first of them its group's name where `naming` says so."""

    lines: tuple[int, ...]
    text: str
    value: str
    start: int
    remark: str = ""
    naming: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        return self.text[: self.start].strip()


def read_single(lines: Sequence[Line], table: int = 1) -> tuple[Line, ...]:
    """Return a page's lines with each row of a table of one value column as one line; new tables count from `table`.

    Nothing is read where a row holds two values, no label, or a year, or where the values count pages.
    """
    made: dict[int, tuple[int, Line]] = {}
    for at, line in enumerate(lines):
        if any(start <= at < end for start, (end, _) in made.items()) or not (head := _head(lines, at)):
            continue
        entries = [_cut(entry, lines, entry_width) for entry, entry_width in _measured(_entries(lines, at + 1), lines)]
        if _is_table(entries):
            made[at] = at + 1, replace(line, row=Row(table, tuple(Cell(part) for part in head), "head"))
            made.update(_written(lines, entries, head, table))
            table += 1
    return tuple(merged(lines, made))


def _head(lines: Sequence[Line], at: int) -> tuple[str, str] | None:
    """Return the heads of the label and of the one column of values that a line names, None where it does not."""
    words = lines[at].text.split()
    if lines[at].row or not 2 <= len(words) <= MOST_HEAD_WORDS or _beside_heads(lines, at):
        return None
    for size in range(1, min(LONGEST_COLUMN, len(words) - 1) + 1):
        label, column = " ".join(words[:-size]), " ".join(words[-size:])
        if LABEL_HEAD.fullmatch(f"{label} ") and label[0].isupper() and _is_column(words[-size:]):
            return label, column
    return None


def _is_column(words: Sequence[str]) -> bool:
    head = " ".join(words)
    if UNIT_ALONE.fullmatch(head) and not head.startswith("("):
        return head not in ("£", "%")
    known: tuple[Column, ...] = columns_of(words).get(1, ())
    named = bool(known) and known[0].kinds == {"figure"} and not WEAK.match(head)
    return named and any(word.isalpha() for word in words)


def _beside_heads(lines: Sequence[Line], at: int) -> bool:
    """Tell whether the line before or after is made of heads too, so that there are more columns than one."""
    near = (lines[index].text.split() for index in (at - 1, at + 1) if 0 <= index < len(lines))
    return any(words and all(map(HEAD_WORD.fullmatch, words)) for words in near)


def _entries(lines: Sequence[Line], start: int) -> list[_Entry]:
    """Return the labels with one value each that follow a head, none where another value stands among them."""
    found: list[_Entry] = []
    at = start
    while entry := _entry(lines, at):
        if len(entry.text.split()) == len(entry.value.split()):
            return found if not any(line.text for line in lines[entry.lines[-1] + 1 :]) else []
        if not _is_right(entry) or (entry.label[:1].islower() and not found):
            return [] if _holds_two(entry) else found
        entry = _with_remark(entry, lines)
        found.append(entry)
        at = entry.lines[-1] + 1
    return found


def _entry(lines: Sequence[Line], start: int) -> _Entry | None:
    """Return what stands from a line on as far as the first value at a line's end, None where prose or a row begins."""
    held: list[int] = []
    for at in range(start, len(lines)):
        line = lines[at]
        if not line.text:
            continue
        value = ENDING.fullmatch(line.text)
        apart = bool(held) and (held[-1] + 1 < at and not value or bool(NUMBERED.match(line.text)))
        text = " ".join(lines[index].text for index in [*held, at])
        if line.row or apart or SAID.match(line.text) or len(text.split()) > LONGEST_LABEL:
            return None
        held.append(at)
        if (match := ENDING.search(text)) and not _goes_on(match, text, lines, at):
            remark = (match["remark"] or "").strip()
            return _Entry(tuple(held), text, match["value"], match.start("value"), remark)
    return None


def _goes_on(match: re.Match[str], text: str, lines: Sequence[Line], at: int) -> bool:
    """Tell whether a figure at a line's end is a word of a label that wraps, not its value."""
    after = lines[at + 1].text if at + 1 < len(lines) else ""
    worded = match["lead"] or match["made"] or match["remark"]
    if after[:1].islower() and (not worded or JOINS.match(after)):
        return True
    before = text[: match.start("value")]
    return not worded and bool(LEADS_ON.search(before)) or before.count("(") > before.count(")")


def _with_remark(entry: _Entry, lines: Sequence[Line]) -> _Entry:
    """Return an entry with the remark in brackets on the lines after it, if there is one."""
    held: list[int] = []
    for at in range(entry.lines[-1] + 1, len(lines)):
        if not lines[at].text and not held:
            continue
        held.append(at)
        text = " ".join(lines[index].text for index in held)
        if entry.remark or len(held) > MOST_REMARK_LINES or not text.startswith("(") or not lines[at].text:
            return entry
        if text.endswith(")") and text.count("(") == text.count(")"):
            return replace(entry, lines=(*entry.lines, *held), text=f"{entry.text} {text}", remark=text)
    return entry


def _holds_two(entry: _Entry) -> bool:
    """Tell whether a label ends with a figure or holds an amount, so that there are more columns than one."""
    return bool(figures_at_end(entry.label)) or bool(AMOUNT.search(entry.label))


def _is_right(entry: _Entry) -> bool:
    label = entry.label
    if not OPENS.match(label) and not label[:1].islower() or JOINS.match(label):
        return False
    return not (_holds_two(entry) or SENTENCE.search(label) or NOT_FIGURE.match(entry.value))


def _measured(entries: Sequence[_Entry], lines: Sequence[Line]) -> list[tuple[_Entry, int]]:
    width = max((len(part) for entry in entries for part in _parts(entry, lines)), default=0)
    return [(entry, width) for entry in entries]


def _parts(entry: _Entry, lines: Sequence[Line]) -> list[str]:
    """Return what each line of an entry holds of its label."""
    parts, at = [], 0
    for index in entry.lines:
        if at < entry.start:
            parts.append(lines[index].text[: entry.start - at].strip())
        at += len(lines[index].text) + 1
    return parts


def _cut(entry: _Entry, lines: Sequence[Line], width: int) -> _Entry:
    """Return an entry from where its label begins: what stands before had room for its first word and names a group."""
    parts = _parts(entry, lines)
    first = max((at for at in range(1, len(parts)) if _begins(parts, at, width)), default=0)
    if not first:
        return entry
    text = " ".join(lines[index].text for index in entry.lines[first:])
    moved = len(entry.text) - len(text)
    return replace(
        entry, lines=entry.lines[first:], text=text, start=entry.start - moved, naming=entry.lines[:first]
    )  # fmt: skip


def _begins(parts: Sequence[str], at: int, width: int) -> bool:
    before = " ".join(parts[:at])
    if (
        not parts[at]
        or not parts[at][0].isupper()
        or BROKEN_OFF.search(before)
        or before.count("(") > before.count(")")
    ):
        return False
    return before.endswith(":") or len(parts[at - 1]) + 1 + len(parts[at].split()[0]) <= width


def _is_table(entries: Sequence[_Entry]) -> bool:
    """Tell whether entries are enough for a table, and their values no page numbers that rise from entry to entry."""
    if len(entries) < LEAST_ROWS:
        return False
    plain = [int(entry.value) for entry in entries if entry.value.isdecimal()]
    return len(plain) < len(entries) or plain != sorted(plain)


def _written(
    lines: Sequence[Line], entries: Sequence[_Entry], head: tuple[str, str], table: int
) -> dict[int, tuple[int, Line]]:
    """Return each entry's row, and the name of its group, by the first line, with the line after its last."""
    made: dict[int, tuple[int, Line]] = {}
    labels = [entry.label.casefold() for entry in entries]
    for entry in entries:
        group = " ".join(lines[index].text for index in entry.naming) or None
        if group:
            first, end = entry.naming[0], entry.naming[-1] + 1
            made[first] = end, one_line(lines[first:end], Row(table, (Cell(group),), "group"))
        first, end = entry.lines[0], entry.lines[-1] + 1
        alone = labels.count(entry.label.casefold()) == 1
        made[first] = end, one_line(lines[first:end], _row(entry, head if alone else ("", ""), group, table))
    return made


def _row(entry: _Entry, head: tuple[str, str], group: str | None, table: int) -> Row:
    cells = [Cell(entry.label, head[0]), Cell(entry.value, head[1])]
    if entry.remark:
        cells.append(Cell(entry.remark))
    return Row(table, tuple(cells), group=group, sure=bool(head[1]))
