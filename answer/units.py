"""Cut passages into the smallest parts that can be quoted: sentences, bullets, rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Passage

SENTENCE_END = re.compile(r"(?<=[.!?;])['”’)]*\s+(?=[A-Z‘“\"'(•£\d])")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Cllr|Prof|St|No|Nos|e\.g|i\.e|eg|ie|etc|approx|vs|para|p|pp|Rev|Hon|[A-Z])\.)['”’)]*\s*$"
)
BULLET = re.compile(r"\s+(?=[•●▪❖➢\uf0b7\uf0a7]\s)")
LABEL_WORDS = 3


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
    def bullet(self) -> bool:
        """Whether this is one of a list."""
        return self.text[:1] in "•●▪❖➢\uf0b7\uf0a7" or bool(re.match(r"(?:\([a-z\d]{1,3}\)|[a-z]\)|-|–)\s", self.text))


def units(passage: Passage) -> list[Unit]:
    """Return a passage's units in order; a label or number alone goes with what follows it."""
    found: list[Unit] = []
    held: int | None = None
    for start, end in _parts(passage.text):
        begin = held if held is not None else start
        words = passage.text[begin:end].split()
        if len(words) <= LABEL_WORDS and not passage.text[begin:end].rstrip().endswith((".", "!", "?")):
            held = begin
            continue
        found.append(Unit(passage, begin, end))
        held = None
    if held is not None:
        found.append(Unit(passage, held, len(passage.text.rstrip())))
    return found


def joined(first: Unit, last: Unit) -> Unit:
    """Return the words from one unit of a passage to a later one."""
    return Unit(first.passage, min(first.start, last.start), max(first.end, last.end))


def _parts(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        for start, end in _sentences(line):
            if line[start:end].strip():
                yield at + start, at + end
        at += len(line) + 1


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    cuts = {m.end() for m in SENTENCE_END.finditer(line) if not ABBREVIATION.search(line[: m.end()].rstrip())}
    cuts |= {m.end() for m in BULLET.finditer(line)}
    start = 0
    for cut in sorted(cuts):
        yield start, len(line[:cut].rstrip())
        start = cut
    yield start, len(line.rstrip())
