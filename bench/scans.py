"""How well scanned pages are read: `python -m bench.scans PAPERS [TRANSCRIPTS]`, against bench/truth.

TRANSCRIPTS holds pages written down by hand, `<pdf_page>.txt`, of the file that the truth names. They are the papers'
own words and stay out of the repository; `python -m bench.scans --hash TRANSCRIPTS FILE` makes of them the rows of
bench/truth/words.jsonl, which tell each word's length and three digits of its hash and no sentence.
"""

import hashlib
import json
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.model import Paper
from ingest.reading import read_apart

TRUTH = Path(__file__).parent / "truth"
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
DIGITS = 3
Hashed = tuple[str, int]


def main() -> None:
    """Print for each page of the truth how much of it was read."""
    if sys.argv[1] == "--hash":
        for row in hashed_rows(Path(sys.argv[2]), sys.argv[3]):
            print(json.dumps(row))
        return
    papers = {path.name: path for path in Path(sys.argv[1]).rglob("*.pdf")}
    _numbers(papers)
    _bounds(papers)
    if len(sys.argv) > 2:
        _transcripts(papers, Path(sys.argv[2]))


def character_error(truth: str, read: str) -> float:
    """Return the edits that turn what was read into the truth, a share of the truth's characters."""
    one, other = normal(truth), normal(read)
    costs = np.ones(len(one)), np.ones(len(other))
    codes = [np.array([*map(ord, text)], dtype=np.int64) for text in (one, other)]
    return _distance(codes[0], codes[1], costs) / len(one)


def error_bound(truth: Sequence[Hashed], read: str) -> float:
    """Return the most that the character error can be: every letter of a word that was not read counts as wrong.

    Two words of one length and one hash, 1 in 4096 pairs of that length, pass for the same.
    """
    other = hashed(read)
    numbers = {word: number for number, word in enumerate(dict.fromkeys((*truth, *other)))}
    codes = [np.array([numbers[word] for word in words], dtype=np.int64) for words in (truth, other)]
    costs = [np.array([length + 1 for _, length in words], dtype=float) for words in (truth, other)]
    return _distance(codes[0], codes[1], (costs[0], costs[1])) / (sum(length + 1 for _, length in truth) - 1)


def hashed(text: str) -> tuple[Hashed, ...]:
    """Return each word as the first digits of its sha256 and its length."""
    words = normal(text).split(" ")
    return tuple((hashlib.sha256(word.encode()).hexdigest()[:DIGITS], len(word)) for word in words if word)


def hashed_rows(transcripts: Path, file: str) -> Iterator[dict[str, Any]]:
    """Yield a row of bench/truth/words.jsonl for each page written down."""
    for page in sorted(transcripts.glob("*.txt"), key=lambda path: int(path.stem)):
        yield {"file": file, "pdf_page": int(page.stem), "words": hashed(page.read_text(encoding="utf-8"))}


def normal(text: str) -> str:
    """Return a text with white space collapsed, and quotation marks and dashes in one form."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(PLAIN).split())


def _distance(
    one: "np.ndarray[Any, Any]", other: "np.ndarray[Any, Any]", costs: Sequence["np.ndarray[Any, Any]"]
) -> float:
    """Return the least cost of edits; an exchange costs as much as the dearer of the two."""
    gone, come = costs
    added = np.concatenate(([0.0], np.cumsum(come)))
    row = added.copy()
    for code, cost in zip(one, gone, strict=True):
        exchanged = row[:-1] + np.where(other == code, 0.0, np.maximum(come, cost))
        best = np.concatenate(([row[0] + cost], np.minimum(row[1:] + cost, exchanged)))
        row = np.minimum.accumulate(best - added) + added
    return float(row[-1])


@cache
def _read(path: Path) -> Paper:
    start = time.perf_counter()
    paper, _ = read_apart(path)
    seconds = time.perf_counter() - start
    print(f"{path.name}: {len(paper.pages)} pages in {seconds:.0f} s; without text: {paper.pages_without_text}")
    return paper


def _rows(name: str) -> list[dict[str, Any]]:
    path = TRUTH / name
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _numbers(papers: dict[str, Path]) -> None:
    wanted = [row for row in _rows("scanned.jsonl") if row["file"] in papers and {"resolution", "motion"} & row.keys()]
    found = [row for row in wanted if (row.get("resolution") or row["motion"]) in _text(papers[row["file"]], row)]
    print(f"numbers of resolutions and motions: {len(found)} of {len(wanted)} on their pages")


def _bounds(papers: dict[str, Path]) -> None:
    for row in _rows("words.jsonl"):
        if row["file"] in papers:
            words = [(digits, length) for digits, length in row["words"]]
            print(f"page {row['pdf_page']}: at most {error_bound(words, _text(papers[row['file']], row)):.2%} wrong")


def _transcripts(papers: dict[str, Path], folder: Path) -> None:
    file = next(row["file"] for row in _rows("scanned.jsonl"))
    for page in sorted(folder.glob("*.txt"), key=lambda path: int(path.stem)):
        read = _text(papers[file], {"pdf_page": int(page.stem)})
        print(f"page {page.stem}: {character_error(page.read_text(encoding='utf-8'), read):.2%} of characters wrong")


def _text(path: Path, row: dict[str, Any]) -> str:
    """Return a page's whole text, with the numbers and headers that are taken out of its lines."""
    page = _read(path).pages[row["pdf_page"] - 1]
    return "\n".join((*page.left_out, page.text))


if __name__ == "__main__":
    main()
