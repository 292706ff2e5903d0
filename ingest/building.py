"""Build a `Paper` from what a reader hands on: stamps, items, classification, and what the paper is."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.agenda.appendices import appendices_of_pages
from ingest.agenda.classes import classify
from ingest.agenda.front import Agenda, read_agenda
from ingest.agenda.pages import all_items, items_of_pages, named_items
from ingest.marks.stamps import StampedPage, read_stamps
from ingest.marks.withheld import names_withheld, withholds
from ingest.model import Cell, Classification, Line, Page, PageReading, Paper, RawPage, RawPaper
from ingest.naming import body_of, front_of, kind_of, meeting_day, status_of, supersedes, time_of, title_of, venue_of
from ingest.registers.reading import entries_of
from ingest.tables.flattened import unflatten_pages


def build_paper(file: str, paper_id: str, raw: RawPaper) -> Paper:
    """Return a paper from what a reader handed on: stamps, items, kind, body, date and status found."""
    stamped = read_stamps(raw.pages) if raw.paged else [_unstamped(page) for page in raw.pages]
    agenda = read_agenda(stamped) if raw.paged else Agenda()
    refs = items_of_pages(stamped, agenda, raw.outline)
    names = (Path(file).stem, raw.title or "")
    whole = any(map(names_withheld, names)) or any(map(withholds, raw.band))
    told = classify(stamped, agenda.items, refs, raw.outline)
    classes: list[Classification] = ["exempt"] * len(refs) if whole else told
    items = all_items(agenda.items, named_items(stamped, raw.outline, refs), refs, classes)
    appendices = appendices_of_pages(stamped, raw.outline, refs)
    whole_rows = unflatten_pages([p.lines for p in stamped])
    pages = tuple(
        Page(
            p.raw.pdf_page, p.raw.label, p.stamp, lines, ref, p.sure, p.minute_mark, classification,
            _reading(p, raw.paged), p.left, appendix, p.raw.hidden,
        )
        for p, lines, ref, classification, appendix in zip(stamped, whole_rows, refs, classes, appendices, strict=True)
    )  # fmt: skip
    pages = _apart(pages)
    # What an exempt page says of the meeting must not reach the paper's card, which all see.
    front = front_of([p for p, c in zip(stamped, classes, strict=True) if c == "public"] or stamped)
    kind = kind_of(front, raw, items, file)
    paper = Paper(
        id=paper_id, file=file, kind=kind, title=title_of(raw, front, file), body=body_of(raw.title, front),
        meeting_date=meeting_day(raw.title, front, file), status=status_of(kind, stamped, names), paged=raw.paged,
        pages=pages, items=items,
        pages_without_text=tuple(page.pdf_page for page in pages if page.reading == "nothing"),
        attachments=raw.attachments, words_id=_words_id(pages), time=time_of(raw.title, front), venue=venue_of(front),
        supersedes=supersedes(front),
    )  # fmt: skip
    return replace(paper, entries=entries_of(paper))


def _reading(page: StampedPage, paged: bool) -> PageReading:
    """Return where a page's words come from; a picture under no more than a header or stamp is not read."""
    if page.raw.picture and not page.raw.ocr and not page.notice:
        return "nothing"
    if page.lines:
        return "ocr" if page.raw.ocr else "text"
    # A slide without words may hold a picture.
    return "blank" if paged or page.notice else "nothing"


def _apart(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Take from rows on public pages the heads, titles and groups of tables that began on exempt ones."""
    began: dict[int, Classification] = {}
    for page in pages:
        for line in page.lines:
            if line.row:
                began.setdefault(line.row.table, page.classification)
    foreign = {table for table, classification in began.items() if classification == "exempt"}
    return tuple(
        replace(
            page, lines=tuple(_bare(line) if line.row and line.row.table in foreign else line for line in page.lines)
        )
        if page.classification == "public" and foreign
        else page
        for page in pages
    )


def _bare(line: Line) -> Line:
    assert line.row
    cells = tuple(Cell(cell.text) for cell in line.row.cells)
    return replace(line, row=replace(line.row, cells=cells, title=None, group=None, sure=False))


def _words_id(pages: Sequence[Page]) -> str:
    """Return the id of a paper's words, the same however they are spaced and whatever is printed around them."""
    words = re.sub(r"\s+", "", "".join(page.text for page in pages))
    return hashlib.sha256(words.encode()).hexdigest()[:16] if words else ""


def _unstamped(page: RawPage) -> StampedPage:
    return StampedPage(page, page.lines)
