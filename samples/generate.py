"""Writes the papers of the invented board: `python -m samples.generate`."""

import json
from dataclasses import dataclass
from pathlib import Path

from samples.looks import LOOKS
from samples.pack import Leaf, bind_pack, read_blocks
from samples.scan import scan
from samples.sheets import Marks, Sheets, print_sheets
from samples.word import write_word

HERE = Path(__file__).parent
CONTENT = HERE / "content"
PACKS = ("pack-2025-01-22", "pack-2025-06-18", "pack-2025-11-19")
# source, status of the minutes, footer on their own pages
MINUTES = (
    ("minutes-2025-01-22", "confirmed", ""),
    ("minutes-2025-06-18", "confirmed", "plain"),
    ("minutes-2025-11-19", "draft", ""),
)
SLIDES = "urgent-care-slides-2025-09-24"
LETTER = "ashmere-hospitals-letter-2025-03-03"
PLAN = "suicide-prevention-plan-2025-2028"
PLAN_TITLE = "Suicide Prevention Action Plan 2025 to 2028"
BANNER = "NOT FOR PUBLICATION"


@dataclass(frozen=True, slots=True)
class Exempt:
    """A paper that the public copy of January lacks; `first` is its first stamp, as the agenda announces it."""

    source: str
    file: str
    look: str
    title: str
    first: int | None = None
    item: str | None = None


EXEMPT = (
    Exempt(
        "exempt-2025-01-22-item-11",
        "marlowe-vale-hwb-2025-01-22-item-11-exempt.pdf",
        "council",
        "Market Street Health Hub: terms for the purchase of land (exempt)",
        first=23,
        item="11",
    ),
    Exempt(
        "exempt-2025-01-22-minute-52",
        "marlowe-vale-hwb-2025-01-22-exempt-minute.pdf",
        "minutes",
        "Exempt minute 52, 22 January 2025",
    ),
)


def generate(papers: Path, truth: Path) -> None:
    """Write every paper into the folder `papers` and one line a page into `truth`."""
    papers.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for name, pdf, leaves in _pdfs():
        (papers / name).write_bytes(pdf)
        lines += [_line(name, page, leaf) for page, leaf in enumerate(leaves, 1)]
    plan = write_word(read_blocks(CONTENT / f"{PLAN}.md", "confirmed"), PLAN_TITLE)
    (papers / f"{PLAN}.docx").write_bytes(plan)
    truth.write_text("".join(lines), encoding="utf8")


def _pdfs() -> list[tuple[str, bytes, list[Leaf]]]:
    """Give the file name, the bytes and the pages of every PDF."""
    made = [bind_pack(CONTENT / folder) for folder in PACKS]
    made += [_minutes(*row) for row in MINUTES]
    made += [_exempt(paper) for paper in EXEMPT]
    slides = _print(SLIDES, "slides", Marks())
    made.append((f"{SLIDES}.pdf", slides.pdf, _unstamped(slides)))
    letter = _print(LETTER, "letter", Marks())
    made.append((f"{LETTER}-scanned.pdf", scan(letter.pdf, "Letter"), _unstamped(letter)))
    return made


def _minutes(source: str, status: str, footer: str) -> tuple[str, bytes, list[Leaf]]:
    """Print the minutes of one meeting as a paper of their own."""
    sheets = _print(source, "minutes", Marks(footer=footer), status)
    leaves = [Leaf(str(page + 1) if footer else None, None) for page in range(sheets.pages)]
    return f"marlowe-vale-hwb-{source.removeprefix('minutes-')}-minutes.pdf", sheets.pdf, leaves


def _exempt(paper: Exempt) -> tuple[str, bytes, list[Leaf]]:
    """Print a paper that is not for publication."""
    marks = Marks(first=paper.first, item=paper.item, banner=BANNER)
    blocks = read_blocks(CONTENT / f"{paper.source}.md", "confirmed")
    sheets = print_sheets(blocks, LOOKS[paper.look], marks, paper.title)
    stamps = [str(paper.first + page) if paper.first else None for page in range(sheets.pages)]
    return paper.file, sheets.pdf, [Leaf(stamp, paper.item) for stamp in stamps]


def _print(source: str, look: str, marks: Marks, status: str = "confirmed") -> Sheets:
    return print_sheets(read_blocks(CONTENT / f"{source}.md", status), LOOKS[look], marks, source)


def _unstamped(sheets: Sheets) -> list[Leaf]:
    return [Leaf(None, None)] * sheets.pages


def _line(name: str, page: int, leaf: Leaf) -> str:
    row = {"file": name, "pdf_page": page, "stamp": leaf.stamp, "label": leaf.label, "item": leaf.item}
    return json.dumps(row) + "\n"


if __name__ == "__main__":
    generate(HERE / "papers", HERE / "truth.jsonl")
