"""Time reading, ingest and questions side by side: `python -m bench.reading PAPERS... [--questions FILE]`."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import pypdf

from answer.askboard import Askboard
from eval.questions import Question, load_questions
from ingest.reading import find_files, read_paper

T = TypeVar("T")


def main() -> None:
    """Print seconds for bare pypdf and our reading, and with questions for a whole ingest and for them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--questions", type=Path)
    chosen = parser.parse_args()
    files = [file for file in find_files(chosen.folders) if file.suffix.lower() == ".pdf"]
    pages, bare = _timed(lambda: sum(len([p.extract_text() for p in pypdf.PdfReader(f).pages]) for f in files))
    _, read = _timed(lambda: [read_paper(file) for file in files])
    print(f"{pages} PDF pages: pypdf's bare extract_text {bare:.1f} s ({pages / bare:.0f} pages a second),")
    print(f"Askboard, without OCR, {read:.1f} s ({pages / read:.0f} pages a second), {read / bare:.2f} times that")
    if chosen.questions:
        _ask(chosen.folders, load_questions(chosen.questions))


def _ask(folders: Sequence[Path], questions: Sequence[Question]) -> None:
    with tempfile.TemporaryDirectory() as data:
        board = Askboard.open(Path(data))
        taken, ingest = _timed(lambda: board.ingest(folders))
        print(f"ingest of {len(taken)} files, {sum(t.passages for t in taken)} passages: {ingest:.1f} s")
        again = _timed(lambda: board.ingest(folders))[1]
        print(f"the same once more: {again:.2f} s")
        board.warm()
        seconds = [_timed(partial(board.ask, q.question, q.history))[1] for q in questions]
        board.close()
    tail = sorted(seconds)[int(0.95 * len(seconds))]
    print(f"{len(seconds)} questions: median {statistics.median(seconds):.2f} s, 95th percentile {tail:.2f} s")


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


if __name__ == "__main__":
    main()
