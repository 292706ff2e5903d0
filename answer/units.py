"""Cut passages into the smallest parts that can be quoted: sentences, rows, and lists with what leads into them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Passage, Spoken

SENTENCE_END = re.compile(r"(?<=[.!?;])['”’)]*\s+(?=[A-Z‘“\"'(•£\d])")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Cllr|Prof|St|No|Nos|e\.g|i\.e|eg|ie|etc|approx|vs|para|p|pp|Rev|Hon|[A-Z])\.)['”’)]*\s*$"
)
BULLETS = "•●▪■♦❖➢\uf0b7\uf0a7\x7f\ufffd"
# Bullets that a reader hands on as a character no font shows.
UNSEEN_BULLETS = "\x7f\uf0b7\uf0a7 "
BULLET = re.compile(rf"\s+(?=[{BULLETS}]\s)")
LISTED = re.compile(rf"(?:[{BULLETS}*–-]|\(?(?:[a-z]|\d{{1,2}}|[ivx]{{1,4}})\))\s|[a-z]")
FIGURE = re.compile(r"[£$(+-]*\d[\d,.]*(?:%|m|k|bn)?\)?\*{0,3}$")
ROW_FIGURES, ROW_SHARE = 2, 0.25
SENTENCE = re.compile(r"[.!?;]['”’)]*$")
NUMBER = re.compile(r"\s*\(?[\w.]{1,6}[.)]\s*$")
LABEL_WORDS = 3
LIST_WORDS = 110
HEAD_WORDS = 30
PERIOD = re.compile(r"(?:19|20)\d\d(?:[/-]\d{2,4})?$|Q[1-4]$|\d{1,2}$")


@dataclass(frozen=True, slots=True)
class Unit:
    """`passage.text[start:end]`: words that can be quoted by themselves."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, verbatim but for line ends."""
        return " ".join(self.passage.text[self.start : self.end].split())

    @property
    def said(self) -> str:
        """The words as one says them: a table's row with the heads of its columns, "" for the heads alone."""
        return self.text if self.spoken is None else self.spoken.text

    @property
    def words(self) -> int:
        """How many words it has as one says it."""
        return len(self.said.split())

    @property
    def spoken(self) -> Spoken | None:
        """The row of a table that it is, where that was read as one."""
        return next((row for row in self.passage.rows if row.start <= self.start and self.end <= row.end), None)

    @property
    def row(self) -> bool:
        """Whether it is a row of a table: one that was read as such, or several figures among few words."""
        if self.spoken:
            return True
        words = self.text.split()
        figures = sum(bool(FIGURE.match(word)) for word in words)
        return figures >= ROW_FIGURES and figures >= ROW_SHARE * len(words) and not SENTENCE.search(self.text)


def units(passage: Passage) -> list[Unit]:
    """Return a passage's units in order: a label goes with what follows, a lead-in ("Resolved that:") with its list."""
    found = [Unit(passage, start, end) for start, end in _labelled(passage)]
    return _with_lists([unit for unit in found if unit.said])


def column_heads(row: Unit) -> Unit | None:
    """Return the line that heads the columns of a row: the one above the first of the rows that stand together.

    A row that was read as one says its heads itself.
    """
    if row.spoken:
        return None
    above = [unit for unit in units(row.passage) if unit.end <= row.start]
    while above and above[-1].row and not _names_columns(above[-1]):
        above.pop()
    head = above[-1] if above else None
    if head is None or SENTENCE.search(head.text) or head.words > HEAD_WORDS or head.words < 2:
        return None
    return head


def _names_columns(unit: Unit) -> bool:
    """Tell whether a line's figures are years or quarters, as in "Scheme 2024/25 2025/26"."""
    figures = [word for word in unit.text.split() if any(char.isdigit() for char in word)]
    return bool(figures) and all(PERIOD.match(word) for word in figures)


def joined(first: Unit, last: Unit) -> Unit:
    """Return the words from one unit of a passage to a later one."""
    return Unit(first.passage, min(first.start, last.start), max(first.end, last.end))


def _with_lists(found: list[Unit]) -> list[Unit]:
    done: list[Unit] = []
    leading = False
    for unit in found:
        last = done[-1] if done else None
        listed = LISTED.match(unit.text) and unit.spoken is None
        if last and leading and listed and last.words + unit.words <= LIST_WORDS:
            done[-1] = joined(last, unit)
            continue
        # In "RESOLVED that: (a) ..." the colon stands inside the first part of the list.
        leading = unit.text.endswith(":") or bool(re.search(r":\s+\(a\)\s", unit.text))
        done.append(unit)
    return done


def _labelled(passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text, a number or label of a few words joined to the part behind it; a row stands alone."""
    held: tuple[int, int] | None = None
    rows = {row.start for row in passage.rows}
    for start, end in _parts(passage):
        words = passage.text[start:end].split()
        label = len(words) <= LABEL_WORDS and not SENTENCE.search(passage.text[start:end])
        if label and held is None and not LISTED.match(passage.text[start:end]) and start not in rows:
            held = start, end
            continue
        if held is not None and start in rows:
            yield held
            held = None
        yield (held[0] if held else start), end
        held = None
    if held is not None:
        yield held


def _parts(passage: Passage) -> Iterator[tuple[int, int]]:
    at, rows = 0, {row.start: row.end for row in passage.rows}
    for line in passage.text.split("\n"):
        for start, end in [(0, len(line))] if rows.get(at) == at + len(line) else _sentences(line):
            if any(char.isalnum() for char in line[start:end]):
                yield at + start + len(line[start:end]) - len(line[start:end].lstrip(UNSEEN_BULLETS)), at + end
        at += len(line) + 1


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    ends = [m.end() for m in SENTENCE_END.finditer(line)]
    cuts = {end for end in ends if not ABBREVIATION.search(line[:end].rstrip()) and not NUMBER.match(line[:end])}
    cuts |= {m.end() for m in BULLET.finditer(line)}
    start = 0
    for cut in sorted(cuts):
        yield start, len(line[:cut].rstrip())
        start = cut
    yield start, len(line.rstrip())
