"""What the rows of the library mean: papers, pages, items, passages and register entries, to and from SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from index.embedding import Vectors
from index.model import EXEMPT, PUBLIC, PaperCard
from ingest.model import AgendaItem, Cell, Classification, Entry, Line, Page, Paper, Passage, Row, Span, Spoken


def write_paper(db: sqlite3.Connection, paper: Paper, source: str) -> None:
    """Write a paper with its pages and items, each in the access group of its classification."""
    db.execute(
        "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (paper.id, paper.file, source, paper.kind, paper.title, paper.body, _day_row(paper.meeting_date),
         paper.status, paper.paged, json.dumps(paper.pages_without_text), paper.words_id, len(paper.attachments),
         paper.time, paper.venue, paper.supersedes),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, p.pdf_page, p.label, p.stamp, p.stamp_sure, p.item, p.minute,
          json.dumps([_line_row(line) for line in p.lines]), _group(p), p.reading, json.dumps(p.left_out), p.appendix,
          json.dumps(p.hidden))
         for p in paper.pages],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, n, i.ref, i.title, i.first, i.last, i.part, i.purpose, _group(i))
         for n, i in enumerate(paper.items)],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, n, e.register, json.dumps(e.fields), e.text, _spans_row(e.spans), e.item, e.minute, e.paragraph,
          e.body, _day_row(e.meeting), _group(e))
         for n, e in enumerate(paper.entries)],
    )  # fmt: skip


def write_passages(db: sqlite3.Connection, passages: Sequence[Passage], contexts: Sequence[str], rows: Vectors) -> None:
    """Write passages with what each is embedded under and its vector, in the access group of its classification."""
    db.executemany(
        "INSERT INTO passages (id, paper_id, position, text, context, spans, item, section, paragraph, minute, kind,"
        " access_group, rows, said, body, meeting, vector)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (p.id, p.paper_id, n, p.text, contexts[n], _spans_row(p.spans), p.item, p.section, p.paragraph, p.minute,
             p.kind, _group(p), json.dumps([[r.start, r.end, r.text, r.title, r.label] for r in p.rows]), p.said,
             p.body, _day_row(p.meeting), rows[n].tobytes())
            for n, p in enumerate(passages)
        ],
    )  # fmt: skip


def _group(part: Page | AgendaItem | Passage | Entry) -> str:
    """Return the access group of a part of a paper; what is not known to be public is not."""
    return PUBLIC if part.classification == "public" else EXEMPT


def _classification(row: sqlite3.Row) -> Classification:
    return "public" if row["access_group"] == PUBLIC else "exempt"


def _day_row(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _spans_row(spans: Sequence[Span]) -> str:
    return json.dumps([[span.pdf_page, span.first_line, span.last_line, span.start, span.end] for span in spans])


def _spans(row: sqlite3.Row) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in json.loads(row["spans"]))


def _line_row(line: Line) -> list[object]:
    plain: list[object] = [line.text, line.box, line.heading, line.listed]
    if line.row is None:
        return plain
    row = line.row
    cells = [[cell.text, cell.head] for cell in row.cells]
    return [*plain, [row.table, cells, row.kind, row.title, row.group, row.sure]]


def _line(stored: Any) -> Line:
    text, box, heading, listed, *row = stored
    return Line(text, tuple(box) if box else None, heading, listed, _table_row(*row[0]) if row else None)


def _table_row(table: int, cells: Sequence[Sequence[str]], *rest: Any) -> Row:
    return Row(table, tuple(Cell(*cell) for cell in cells), *rest)


def passage_of(row: sqlite3.Row) -> Passage:
    """Return the passage that a row holds."""
    return Passage(
        row["id"], row["paper_id"], row["text"], _spans(row),
        row["item"], row["section"], row["paragraph"], row["minute"], row["kind"], _classification(row),
        tuple(Spoken(*spoken) for spoken in json.loads(row["rows"])), row["body"], _day(row["meeting"]),
    )  # fmt: skip


def page_of(row: sqlite3.Row) -> Page:
    """Return the page that a row holds."""
    lines = tuple(_line(stored) for stored in json.loads(row["lines"]))
    return Page(
        row["pdf_page"], row["label"], row["stamp"], lines, row["item"], bool(row["stamp_sure"]), row["minute"],
        _classification(row), row["reading"], tuple(json.loads(row["left_out"])), row["appendix"],
        tuple(json.loads(row["hidden"])),
    )  # fmt: skip


def entry_of(row: sqlite3.Row) -> Entry:
    """Return the register entry that a row holds."""
    fields = tuple((name, value) for name, value in json.loads(row["fields"]))
    return Entry(
        row["register"], fields, row["text"], _spans(row), row["item"], row["minute"], row["paragraph"], row["body"],
        _day(row["meeting"]), _classification(row),
    )  # fmt: skip


def item_of(row: sqlite3.Row) -> AgendaItem:
    """Return the agenda item that a row holds."""
    named = row["ref"], row["title"], row["first"], row["last"]
    return AgendaItem(*named, row["part"], row["purpose"], _classification(row))


def card_of(row: sqlite3.Row) -> PaperCard:
    """Return the paper that a row tells of, its short name still open."""
    return PaperCard(
        id=row["id"], file=row["file"], kind=row["kind"], title=row["title"], body=row["body"],
        meeting_date=_day(row["meeting_date"]),
        status=row["status"], paged=bool(row["paged"]), pages=row["pages"],
        pages_without_text=row["without_text"],
        items=row["items"], passages=row["passages"], short="", exempt=row["exempt"],
        time=row["time"], venue=row["venue"], supersedes=row["supersedes"],
    )  # fmt: skip
