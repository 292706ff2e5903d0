"""Build a `Paper` from what a reader hands on: stamps, items, classification, and what the paper is."""

from pathlib import Path

from ingest.agenda import all_items, classify, items_of_pages, read_agenda
from ingest.marks.stamps import StampedPage, read_stamps
from ingest.marks.withheld import names_withheld, withholds
from ingest.model import Classification, Page, Paper, RawPage, RawPaper
from ingest.naming import body_of, front_of, kind_of, meeting_day, status_of, title_of


def build_paper(file: str, paper_id: str, raw: RawPaper) -> Paper:
    """Return a paper from what a reader handed on: stamps, items, kind, body, date and status found."""
    stamped = read_stamps(raw.pages) if raw.paged else [_unstamped(page) for page in raw.pages]
    items = read_agenda(stamped) if raw.paged else ()
    refs = items_of_pages(stamped, items, raw.outline)
    names = (Path(file).stem, raw.title or "")
    whole = any(map(names_withheld, names)) or any(map(withholds, raw.band))
    classes: list[Classification] = ["exempt"] * len(refs) if whole else classify(stamped, items, refs)
    items = all_items(items, raw.outline, refs, classes)
    pages = tuple(
        Page(p.raw.pdf_page, p.raw.label, p.stamp, p.lines, ref, p.sure, p.minute_mark, classification)
        for p, ref, classification in zip(stamped, refs, classes, strict=True)
    )
    front = front_of(stamped)
    kind = kind_of(front, raw, items, file)
    return Paper(
        id=paper_id, file=file, kind=kind, title=title_of(raw, front, file), body=body_of(raw.title, front),
        meeting_date=meeting_day(raw.title, front, file), status=status_of(kind, stamped), paged=raw.paged,
        pages=pages, items=items,
        pages_without_text=tuple(p.raw.pdf_page for p in stamped if not p.lines and not p.blank),
        attachments=raw.attachments,
    )  # fmt: skip


def _unstamped(page: RawPage) -> StampedPage:
    return StampedPage(page, page.lines, None, True, None, None, False)
