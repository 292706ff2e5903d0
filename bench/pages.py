"""Score stamps, items and outlines against the pages' truth: `python -m bench.pages PAPERS... [--misses]`."""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.agenda.outline import Section, sections
from ingest.building import build_paper
from ingest.model import Page
from ingest.pdf.reading import read_pdf
from ingest.reading import paper_id

HERE = Path(__file__).resolve().parent
TRUTHS = (HERE / "truth", HERE.parent / "samples")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Score:
    """How many of a file's pages have the stamp and the item they truly have, and of its outline entries the pages."""

    file: str
    pages: int
    stamps: int
    items: int
    outlined: int
    matched: int
    misses: tuple[str, ...]


def score(path: Path, pages: Sequence[dict[str, Any]], outline: Sequence[dict[str, Any]]) -> Score:
    """Return a PDF's score against rows of truth about its pages and its outline's top level."""
    raw = read_pdf(path)
    paper = build_paper(path.name, paper_id(path), raw)
    read = {page.pdf_page: page for page in paper.pages}
    unmatched = _unmatched(sections(raw.outline, paper.pages), outline)
    missed = [*_missed_pages(read, pages), *(f"{path.name} outline {_told(row)}" for row in unmatched)]
    stamps, items = (sum(_has(read, row, field) for row in pages) for field in ("stamp", "item"))
    return Score(path.name, len(pages), stamps, items, len(outline), len(outline) - len(unmatched), tuple(missed))


def truth(name: str) -> Rows:
    """Return the rows of each file in the truth files of a name, in bench/truth and in samples."""
    rows: Rows = defaultdict(list)
    for folder in TRUTHS:
        path = folder / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            row = json.loads(line)
            rows[row["file"]].append(row)
    return rows


def _has(read: dict[int, Page], row: dict[str, Any], field: str) -> bool:
    page = read.get(row["pdf_page"])
    return page is not None and getattr(page, field) == row[field]


def _missed_pages(read: dict[int, Page], rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        for field in ("stamp", "item"):
            if not _has(read, row, field):
                page = read.get(row["pdf_page"])
                yield f"{row['file']} page {row['pdf_page']}: {field} {getattr(page, field, None)}, truly {row[field]}"


def _unmatched(found: Sequence[Section], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of truth that no section of the outline equals."""
    return [row for row in rows if not any(_equal(section, row) for section in found)]


def _equal(section: Section, row: dict[str, Any]) -> bool:
    pages = (section.first, section.last) == (row["first_pdf_page"], row["last_pdf_page"])
    return pages and section.ref == row["ref"] and section.title.startswith(row["title_words"])


def _told(row: dict[str, Any]) -> str:
    return f"{row['ref']} {row['title_words']}: {row['first_pdf_page']} to {row['last_pdf_page']}"


def main() -> None:
    """Print the scores of each file that truth is known of, and in total."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--misses", action="store_true")
    chosen = options.parse_args()
    pages = {**truth("pages.jsonl"), **truth("truth.jsonl")}
    outlines = truth("outlines.jsonl")
    files = sorted(path for folder in chosen.folders for path in folder.glob("*.pdf") if path.name in pages)
    scores = [score(path, pages[path.name], outlines[path.name]) for path in files]
    for each in (*scores, _total(scores)):
        print(f"{each.file[:60]:60} {each.stamps}/{each.pages} stamps {each.items}/{each.pages} items "
              f"{each.matched}/{each.outlined} outline")  # fmt: skip
    for miss in (miss for each in scores if chosen.misses for miss in each.misses):
        print(miss)


def _total(scores: Sequence[Score]) -> Score:
    sums = [sum(getattr(each, name) for each in scores) for name in ("pages", "stamps", "items", "outlined", "matched")]
    return Score("in total", *sums, ())


if __name__ == "__main__":
    main()
