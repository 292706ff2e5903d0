"""Measure how many table cells of the truth are read with their row and column: `python -m bench.tables PAPERS...`."""

import argparse
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from ingest.model import Paper, Row
from ingest.reading import find_files, read_paper

TRUTH = Path(__file__).parent / "truth" / "cells.jsonl"
Told = Mapping[str, object]


def score(truth: Path, folders: Sequence[Path]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, for each layout and table of the papers at hand, how many true cells are right, and of how many."""
    files = {path.name: path for path in find_files(folders)}
    found: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for told in (told for told in cells(truth) if told["file"] in files):
        key = (str(told["layout"]), f"{str(told['file'])[:24]} {told['table']}")
        found[key] += 1
        right[key] += is_right(told, rows(files[str(told["file"])], told["pdf_page"]))
    return {key: (right[key], number) for key, number in found.items()}


def cells(truth: Path) -> list[Told]:
    """Return the true cells of a file of JSON lines."""
    return [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]


def rows(path: Path, pdf_page: object) -> list[Row]:
    """Return the rows that are read on a page, or in the whole of a file without pages."""
    paper = _paper(path)
    return [
        line.row for page in paper.pages if pdf_page is None or page.pdf_page == pdf_page
        for line in page.lines if line.row and line.row.kind == "row"
    ]  # fmt: skip


def is_right(told: Told, read: Sequence[Row]) -> bool:
    """Tell whether a row says the true value under the true head; an unsure cell must stand under none."""
    own = [
        (cell, row, at) for row in read for at, cell in enumerate(row.cells)
        if _plain(cell.text) == _plain(told["value"]) and _named(told, row, at)
    ]  # fmt: skip
    if told.get("unsure"):
        return not any(cell.head for cell, _, _ in own)
    return any(_in_order(_plain(told["column"]), _plain(cell.head)) for cell, _, _ in own)


def _named(told: Told, row: Row, at: int) -> bool:
    """Tell whether a row's title, group and other cells hold the words of the true row."""
    label = " ".join([row.title or "", row.group or "", *(c.text for i, c in enumerate(row.cells) if i != at)])
    return _in_order(_plain(told["row"]), _plain(label))


def _in_order(wanted: str, text: str) -> bool:
    """Tell whether the wanted words stand in a text in their order."""
    rest = iter(text.split())
    return all(word in rest for word in wanted.split())


def _plain(text: object) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(text or ""))).strip().casefold()


@cache
def _paper(path: Path) -> Paper:
    return read_paper(path)


def _report(scores: Mapping[tuple[str, str], tuple[int, int]]) -> Iterator[str]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (layout, table), (right, number) in sorted(scores.items()):
        totals[layout][0] += right
        totals[layout][1] += number
        yield f"{layout:10} {table:45} {right:4} of {number:4}"
    for layout, (right, number) in totals.items():
        yield f"{layout:10} {'in total':45} {right:4} of {number:4}  {right / number:.3f}"


def missed(truth: Path, folders: Sequence[Path], layout: str) -> Iterator[Told]:
    """Yield the true cells of a layout that are not read."""
    files = {path.name: path for path in find_files(folders)}
    for told in cells(truth):
        if told["layout"] == layout and not is_right(told, rows(files[str(told["file"])], told["pdf_page"])):
            yield told


def main() -> None:
    """Print the share of true cells read, table by table; with --missed, the cells of a layout that are not read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--missed", choices=("ruled", "unruled", "flattened"))
    chosen = parser.parse_args()
    for told in missed(TRUTH, chosen.folders, chosen.missed) if chosen.missed else ():
        print(json.dumps(told, ensure_ascii=False))
    for line in _report(score(TRUTH, chosen.folders)):
        print(line)


if __name__ == "__main__":
    main()
