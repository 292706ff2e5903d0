"""Find two lists of labels and amounts that a page prints side by side, a pair of each in one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.model import Cell, Line, Row
from ingest.tables.flat.lines import one_line
from ingest.tables.flat.values import FIGURE

MOST_HEAD_WORDS = 10
LONGEST_LABEL = 14
LEAST_DOUBLE = 2
FIRST = r"(?:sources? of (?:funds?|funding|income|finance)|funding sources?|income|receipts|resources|contributions?)"
SECOND = (
    r"(?:(?:applications?|uses?) of (?:funds?|funding|resources)|expenditure|spending|spend|payments|allocations?|"
    r"commitments)"
)
BETWEEN = r"(?:\s(?!(?:and|or|to|for|of|with|from)\b)[\w&’'/-]+){0,3}?\s"
HEAD = re.compile(
    rf"(?P<first>{FIRST}){BETWEEN}(?P<second>{SECOND})|(?P<one>{SECOND}){BETWEEN}(?P<two>{FIRST})", re.IGNORECASE
)
PAIR = re.compile(rf"\s*(?P<label>(?-i:[A-Z(‘“])[^£$€]*?)\s+(?P<amount>\(?[+−–-]?[£$€]{FIGURE})(?=\s|$)", re.IGNORECASE)
SUMMED = re.compile(r"(?:grand |overall )?totals?\b", re.IGNORECASE)
SENTENCE = re.compile(r"[a-z)]{2}[.;!?](?:\s|$)|\b(?:is|are|was|were|will|has|have|of|by|to|at|than|and|or)$")


@dataclass(frozen=True, slots=True)
class Lists:
    """The heads of two lists and their table; `closed` once a total has closed the first."""

    heads: tuple[str, str]
    table: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The pairs of label and amount that lines hold, from left to right, and where the second of them begins."""

    end: int
    text: str
    pairs: tuple[tuple[str, str], ...]
    cut: int


def read_beside(
    lines: Sequence[Line], carried: Lists | None = None, table: int = 1
) -> tuple[tuple[Line, ...], Lists | None]:
    """Return a page's lines with each pair of two lists side by side as a line, and the lists that may go on after it.

    The first pair of a line that has two is of the first list; a line's only pair is of the second where a total has
    closed the first, else of neither for certain. `carried` are the lists of the page before.
    """
    done: list[Line] = []
    lists, at = carried, 0
    while at < len(lines):
        if found := _lists(lines, at, table):
            done.append(replace(lines[at], row=Row(table, tuple(map(Cell, found.heads)), "head")))
            lists, at, table = found, at + 1, table + 1
        elif not lines[at].text:
            done.append(lines[at])
            at += 1
        elif lists and (pairs := _pairs(lines, at)) and not (len(pairs.pairs) == 2 and lists.closed):
            made, lists = _rows(lines[at : pairs.end], pairs, lists)
            done += made
            at = pairs.end
        else:
            lists = None
            done.append(lines[at])
            at += 1
    return tuple(done), lists


def _lists(lines: Sequence[Line], at: int, table: int) -> Lists | None:
    """Return the two lists that a line names, where the lines after it hold two pairs each."""
    line = lines[at]
    match = None if line.row or len(line.text.split()) > MOST_HEAD_WORDS else HEAD.fullmatch(line.text.strip())
    if not match:
        return None
    double, after = 0, at + 1
    while (pairs := _pairs(lines, after)) and len(pairs.pairs) == 2:
        double, after = double + 1, pairs.end
    heads = (match["first"] or match["one"], match["second"] or match["two"])
    return Lists(heads, table) if double >= LEAST_DOUBLE else None


def _pairs(lines: Sequence[Line], at: int) -> _Pairs | None:
    """Return the one or two pairs that a line is made of, or it and the next where its label wraps in a bracket."""
    if at >= len(lines) or lines[at].row:
        return None
    text, end = lines[at].text, at + 1
    if text.count("(") > text.count(")"):
        end = next((index for index in range(at + 1, len(lines)) if lines[index].text), len(lines) - 1) + 1
        text = " ".join(line.text for line in lines[at:end] if line.text)
        if any(line.row for line in lines[at:end]):
            return None
    found = list(PAIR.finditer(text))
    covered = sum(match.end() - match.start() for match in found) == len(text.rstrip())
    labels = [match["label"] for match in found]
    if not covered or len(found) > 2 or not all(map(_is_label, labels)):
        return None
    pairs = tuple((match["label"].strip(), match["amount"].strip()) for match in found)
    return _Pairs(end, text, pairs, found[-1].start()) if found else None


def _is_label(text: str) -> bool:
    return len(text.split()) <= LONGEST_LABEL and not SENTENCE.search(text)


def _rows(lines: Sequence[Line], found: _Pairs, lists: Lists) -> tuple[list[Line], Lists | None]:
    """Return the lines of the pairs, each under its list's head where that is certain, and the lists after them."""
    whole = one_line(lines, None)
    totals = [bool(SUMMED.match(label)) for label, _ in found.pairs]
    if len(found.pairs) == 2:
        texts = (found.text[: found.cut].rstrip(), found.text[found.cut :].strip())
        made = [
            replace(whole, text=text, row=_row(pair, head, lists.table))
            for text, pair, head in zip(texts, found.pairs, lists.heads, strict=True)
        ]
        closed, ended = totals
    else:
        head = lists.heads[1] if lists.closed else ""
        made = [replace(whole, row=_row(found.pairs[0], head, lists.table))]
        closed, ended = lists.closed, totals[0]
    return made, None if ended else replace(lists, closed=closed)


def _row(pair: tuple[str, str], head: str, table: int) -> Row:
    label, amount = pair
    return Row(table, (Cell(label), Cell(amount, head)), sure=bool(head))
