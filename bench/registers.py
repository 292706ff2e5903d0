"""Measure the registers against hand-written truth: `python -m bench.registers TRUTH... --folders FOLDER...`."""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.model import Entry, Paper
from ingest.reading import find_files, read_paper
from ingest.registers.reading import entries_of

KEYS = {
    "minute": ("minute",),
    "attendance": ("name", "status"),
    "resolution": ("minute", "number", "part"),
    "interest": ("name",),
    "action": ("minute", "owner"),
    "vote": ("minute", "for", "against", "abstained"),
    "next meeting": ("date",),
    "recommendation": ("item", "part"),
    "term": ("short", "long"),
    "head": ("from", "to"),
}
Key = tuple[Any, ...]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """What was found of one register: `misses` are truths not found, `false` entries that no truth bears out."""

    register: str
    right: int
    misses: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of entries that are true; 1 where there are none."""
        return self.right / (self.right + len(self.false)) if self.right or self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of truths found; 1 where there are none."""
        return self.right / (self.right + len(self.misses)) if self.right or self.misses else 1.0


def score(truths: Sequence[Path], folders: Sequence[Path], without: Sequence[str] = ("nipissing",)) -> list[Score]:
    """Return precision and recall per register over the files that the truths name.

    A truth of `"sure": false` counts neither way. Files whose names hold a word of `without` are left out.
    """
    rows = [json.loads(line) for path in truths for line in path.read_text().splitlines() if line.strip()]
    rows = [row for row in rows if row.get("register") in KEYS and not any(word in row["file"] for word in without)]
    files = {row["file"] for row in rows}
    papers = [read_paper(file) for file in find_files(list(folders)) if file.name in files]
    return compare(rows, {paper.file: _entries(paper) for paper in papers})


def _entries(paper: Paper) -> Sequence[Entry]:
    return paper.entries or entries_of(paper)


def compare(rows: Sequence[Row], entries: Mapping[str, Sequence[Entry]]) -> list[Score]:
    """Return the scores of entries, by file, against truths; only registers that a file's truths hold are counted."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        kinds[row["file"]].add(row["register"])
    scores = []
    for register in KEYS:
        truths = [row for row in rows if row["register"] == register]
        found = [(f, e) for f, many in entries.items() for e in many if e.register == register and register in kinds[f]]
        if truths:
            scores.append(_matched(register, truths, found))
    return scores


def _matched(register: str, truths: Sequence[Row], entries: Sequence[tuple[str, Entry]]) -> Score:
    """Match each truth with one entry, sure truths first."""
    open_keys: dict[Key, list[int]] = defaultdict(list)
    for index, (file, entry) in enumerate(entries):
        open_keys[_key_of(register, file, entry)].append(index)
    used: set[int] = set()
    right, misses = 0, []
    for truth in sorted(truths, key=lambda row: row.get("sure") is False):
        hit = next((i for key in _keys(register, truth) for i in open_keys.get(key, ()) if i not in used), None)
        if hit is not None:
            used.add(hit)
        if truth.get("sure", True):
            right += hit is not None
            misses += [] if hit is not None else [_told(truth)]
    excused = _excused(truths, entries, used)
    false = [f"{file} p{e.spans[0].pdf_page} {_key_of(register, file, e)[2:]}: {e.text[:90]}"
             for i, (file, e) in enumerate(entries) if i not in used and i not in excused]  # fmt: skip
    return Score(register, right, tuple(misses), tuple(false))


def _excused(truths: Sequence[Row], entries: Sequence[tuple[str, Entry]], used: set[int]) -> frozenset[int]:
    """Return the entries that stand on the page and minute of a truth that is not sure, one for each such truth."""
    unsure = Counter((t["file"], t.get("pdf_page"), _plain(t.get("minute"))) for t in truths if t.get("sure") is False)
    excused = set()
    for index, (file, entry) in enumerate(entries):
        for page in {span.pdf_page for span in entry.spans}:
            place = file, page, _plain(entry.minute)
            if index not in used and index not in excused and unsure[place]:
                unsure[place] -= 1
                excused.add(index)
    return frozenset(excused)


def _keys(register: str, truth: Row) -> Iterator[Key]:
    """Yield the keys that an entry for a truth may have: "also_name" and its like give others."""
    page = truth.get("pdf_page")
    variants: list[list[Any]] = [[]]
    for name in KEYS[register]:
        values = [truth.get(name), *(truth.get(f"also_{name}") or ())]
        variants = [[*before, _plain(value)] for before in variants for value in values]
    for values in variants:
        yield (truth["file"], page, *values)


def _key_of(register: str, file: str, entry: Entry) -> Key:
    values: list[str | None] = []
    for name in KEYS[register]:
        value = entry.field(name) if entry.field(name) is not None or name != "minute" else entry.minute
        values.append(_plain(entry.item if name == "item" else value))
    return (file, entry.spans[0].pdf_page, *values)


def _plain(value: Any) -> str | None:
    """Return a value for comparing: lower case, white space and dashes evened."""
    if value is None:
        return None
    return re.sub(r"\s*[-–/,]\s*", "-", re.sub(r"\s+", " ", str(value)).strip().lower().replace("’", "'"))


def _told(truth: Row) -> str:
    fields = " ".join(f"{k}={v}" for k, v in truth.items() if v is not None and k not in ("file", "body", "register"))
    return f"{truth['file']} {fields}"


def main() -> None:
    """Print precision and recall of each register, with --misses each miss and each false entry with its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truths", nargs="+", type=Path)
    parser.add_argument("--folders", nargs="+", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    told = parser.parse_args()
    for result in score(told.truths, told.folders):
        print(f"{result.register:15} precision {result.precision:.3f} recall {result.recall:.3f} right {result.right}")
        if told.misses:
            print(*(f"   missed {miss}" for miss in result.misses), sep="\n")
            print(*(f"   false  {false}" for false in result.false), sep="\n")


if __name__ == "__main__":
    main()
