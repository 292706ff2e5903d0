"""The library: papers, pages, items and passages with their vectors, kept in SQLite."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from errors import UnknownPaper
from index.embedding import Vectors
from index.model import PUBLIC, PaperCard, Scope, Viewer
from index.store import Store, change_note
from ingest.model import AgendaItem, Line, Page, Paper, Passage, Span

KIND_WORDS = {"agenda pack": "pack", "other": "paper"}
LONGEST_TITLE = 100
PASSAGE = "p.id, p.paper_id, p.text, p.spans, p.item, p.section, p.paragraph, p.minute, p.kind"


class Library:
    """Read and write papers; every read of passages names the viewer."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    @property
    def change(self) -> int:
        """The change sequence: it grows with every write, so that others can follow."""
        return int(self.store.note("change") or 0)

    def put(self, paper: Paper, source: str, passages: Sequence[Passage], vectors: Vectors, model: str) -> None:
        """Write a paper and its passages, in place of what came from the same source; all or nothing.

        `vectors` has shape (passages, dimension); `model` is recorded with the first of them.
        """
        with self.store.transaction() as db:
            db.execute("DELETE FROM papers WHERE source = ? OR id = ?", (source, paper.id))
            _write_paper(db, paper, source)
            _write_passages(db, paper, passages, vectors)
            change_note(db, "model", model)
            change_note(db, "dimension", str(vectors.shape[1] if vectors.size else self.dimension or 0))
            change_note(db, "change", str(self.change + 1))

    def remove(self, paper_id: str) -> None:
        """Remove a paper with all that was made of it."""
        with self.store.transaction() as db:
            db.execute("DELETE FROM papers WHERE id = ?", (paper_id,))
            change_note(db, "change", str(self.change + 1))

    def find(self, name: str) -> PaperCard:
        """Return the paper of that file name, id or short name; raise UnknownPaper where there is none."""
        for card in self.papers():
            if name in (card.id, card.file, card.short):
                return card
        raise UnknownPaper(f"There is no paper “{name}” in the library: `askboard papers` lists what is in it")

    def holds(self, source: str) -> str | None:
        """Return the id of the paper that came from a source."""
        found = self.store.rows("SELECT id FROM papers WHERE source = ?", (source,))
        return str(found[0]["id"]) if found else None

    def source_of(self, paper_id: str) -> str | None:
        """Return where a paper of this content came from."""
        found = self.store.rows("SELECT source FROM papers WHERE id = ?", (paper_id,))
        return str(found[0]["source"]) if found else None

    @property
    def model(self) -> str | None:
        """The id of the model that made the vectors."""
        return self.store.note("model")

    @property
    def dimension(self) -> int | None:
        """The vectors' dimension."""
        noted = self.store.note("dimension")
        return int(noted) if noted else None

    def papers(self) -> list[PaperCard]:
        """Return all papers, newest meeting first, each with a short name of its own."""
        rows = self.store.rows(
            "SELECT p.*, (SELECT COUNT(*) FROM pages WHERE paper_id = p.id) AS pages,"
            " (SELECT COUNT(*) FROM items WHERE paper_id = p.id) AS items,"
            " (SELECT COUNT(*) FROM passages WHERE paper_id = p.id) AS passages"
            " FROM papers p ORDER BY p.meeting_date DESC, p.file"
        )
        names = _short_names(rows)
        return [_card(row, names[row["id"]]) for row in rows]

    def items(self, paper_id: str) -> list[AgendaItem]:
        """Return a paper's agenda items in order."""
        rows = self.store.rows("SELECT * FROM items WHERE paper_id = ? ORDER BY position", (paper_id,))
        return [AgendaItem(r["ref"], r["title"], r["first"], r["last"], r["part"], r["purpose"]) for r in rows]

    def pages(self, paper_id: str) -> list[Page]:
        """Return a paper's pages in order."""
        return [
            _page(row)
            for row in self.store.rows("SELECT * FROM pages WHERE paper_id = ? ORDER BY pdf_page", (paper_id,))
        ]

    def page(self, paper_id: str, pdf_page: int) -> Page:
        """Return one page; raise UnknownPaper where it does not exist."""
        rows = self.store.rows("SELECT * FROM pages WHERE paper_id = ? AND pdf_page = ?", (paper_id, pdf_page))
        if not rows:
            raise UnknownPaper(f"Page {pdf_page} of that paper is not in the library: it may have been replaced")
        return _page(rows[0])

    def passages(self, numbers: Iterable[int], viewer: Viewer) -> dict[int, Passage]:
        """Return those of the numbered passages that the viewer may see, by number."""
        wanted = list(numbers)
        marks, groups = _marks(wanted), sorted(viewer.groups)
        rows = self.store.rows(
            f"SELECT p.number, {PASSAGE} FROM passages p WHERE p.number IN ({marks})"
            f" AND p.access_group IN ({_marks(groups)})",
            (*wanted, *groups),
        )
        return {row["number"]: _passage(row) for row in rows}

    def passages_of(self, paper_id: str, viewer: Viewer) -> list[Passage]:
        """Return a paper's passages, in reading order, that the viewer may see."""
        groups = sorted(viewer.groups)
        rows = self.store.rows(
            f"SELECT {PASSAGE} FROM passages p WHERE p.paper_id = ? AND p.access_group IN ({_marks(groups)})"
            " ORDER BY p.position",
            (paper_id, *groups),
        )
        return [_passage(row) for row in rows]

    def match(self, words: str, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return the numbers of passages that match an FTS5 query, best first by BM25."""
        where, values = allowed(viewer, scope)
        rows = self.store.rows(
            "SELECT p.number FROM words JOIN passages p ON p.number = words.rowid JOIN papers ON papers.id = p.paper_id"
            f" WHERE words MATCH ? AND {where} ORDER BY bm25(words, 1.0, 0.5) LIMIT ?",
            (words, *values, limit),
        )
        return [row["number"] for row in rows]

    def frequencies(self, words: Iterable[str], viewer: Viewer) -> dict[str, int]:
        """Return in how many passages that the viewer may see each word stands, in any of its forms."""
        where, values = allowed(viewer, Scope())
        query = (
            "SELECT COUNT(*) AS n FROM words JOIN passages p ON p.number = words.rowid"
            f" JOIN papers ON papers.id = p.paper_id WHERE words MATCH ? AND {where}"
        )
        return {word: self.store.rows(query, (f'"{word}"', *values))[0]["n"] for word in words}

    def may_see(self, viewer: Viewer, scope: Scope) -> set[int]:
        """Return the numbers of all passages that viewer and scope let through."""
        where, values = allowed(viewer, scope)
        rows = self.store.rows(
            f"SELECT p.number FROM passages p JOIN papers ON papers.id = p.paper_id WHERE {where}", values
        )
        return {row["number"] for row in rows}

    def vectors(self) -> tuple[list[tuple[int, str, str, str]], Vectors]:
        """Return (number, passage id, paper id, access group) of every passage, and its vector as a row."""
        rows = self.store.rows("SELECT number, id, paper_id, access_group, vector FROM passages ORDER BY number")
        keys = [(r["number"], r["id"], r["paper_id"], r["access_group"]) for r in rows]
        size = self.dimension or 0
        found = [np.frombuffer(r["vector"], dtype=np.float32) for r in rows]
        return keys, np.vstack(found) if found else np.zeros((0, size), dtype=np.float32)

    def replace_vectors(self, vectors: Mapping[int, Vectors], model: str) -> None:
        """Write new vectors by passage number, made by another model; all or nothing."""
        with self.store.transaction() as db:
            db.executemany(
                "UPDATE passages SET vector = ? WHERE number = ?", [(v.tobytes(), n) for n, v in vectors.items()]
            )
            change_note(db, "model", model)
            change_note(db, "dimension", str(len(next(iter(vectors.values()), ()))))
            change_note(db, "change", str(self.change + 1))

    def texts(self) -> list[tuple[int, str]]:
        """Return (number, text as it is embedded) of every passage."""
        rows = self.store.rows("SELECT number, context, text FROM passages ORDER BY number")
        return [(row["number"], embedded_text(row["context"], row["text"])) for row in rows]


def embedded_text(context: str, text: str) -> str:
    """Return what is embedded for a passage: its headings, then its words."""
    return f"{context}\n{text}" if context else text


def context_of(paper: Paper, passage: Passage) -> str:
    """Return the paper's title, the item's title and the headings that a passage stands under.

    Measured over 60 questions: the titles lift a right page into the first five from 78 to 83%.
    """
    title = next((item.title for item in paper.items if item.ref == passage.item), "")
    return " > ".join(part[:LONGEST_TITLE] for part in (paper.title, title, passage.section) if part)


def allowed(viewer: Viewer, scope: Scope) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition, over passages p and papers, of what may be found; no group, no passage."""
    groups = sorted(viewer.groups)
    clauses, values = [f"p.access_group IN ({_marks(groups)})"], [*map(str, groups)]
    if scope.papers:
        clauses.append(f"p.paper_id IN ({_marks(scope.papers)})")
        values += sorted(scope.papers)
    for bound, sign in ((scope.first_date, ">="), (scope.last_date, "<=")):
        if bound:
            clauses.append(f"papers.meeting_date {sign} ?")
            values.append(bound.isoformat())
    return " AND ".join(clauses), tuple(values)


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _write_paper(db: sqlite3.Connection, paper: Paper, source: str) -> None:
    day = paper.meeting_date.isoformat() if paper.meeting_date else None
    db.execute(
        "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (paper.id, paper.file, source, paper.kind, paper.title, paper.body, day, paper.status, paper.paged,
         json.dumps(paper.pages_without_text)),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, p.pdf_page, p.label, p.stamp, p.stamp_sure, p.item, p.minute,
          json.dumps([[line.text, line.box, line.heading, line.listed] for line in p.lines])) for p in paper.pages],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, n, i.ref, i.title, i.first, i.last, i.part, i.purpose) for n, i in enumerate(paper.items)],
    )


def _write_passages(db: sqlite3.Connection, paper: Paper, passages: Sequence[Passage], vectors: Vectors) -> None:
    db.executemany(
        "INSERT INTO passages (id, paper_id, position, text, context, spans, item, section, paragraph, minute, kind,"
        " access_group, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (p.id, paper.id, n, p.text, context_of(paper, p), json.dumps([_span_row(s) for s in p.spans]), p.item,
             p.section, p.paragraph, p.minute, p.kind, PUBLIC, vectors[n].tobytes())
            for n, p in enumerate(passages)
        ],
    )  # fmt: skip


def _span_row(span: Span) -> list[int]:
    return [span.pdf_page, span.first_line, span.last_line, span.start, span.end]


def _passage(row: sqlite3.Row) -> Passage:
    spans = tuple(Span(*span) for span in json.loads(row["spans"]))
    return Passage(
        row["id"],
        row["paper_id"],
        row["text"],
        spans,
        row["item"],
        row["section"],
        row["paragraph"],
        row["minute"],
        row["kind"],
    )


def _page(row: sqlite3.Row) -> Page:
    stored = json.loads(row["lines"])
    lines = tuple(Line(text, tuple(box) if box else None, heading, listed) for text, box, heading, listed in stored)
    return Page(row["pdf_page"], row["label"], row["stamp"], lines, row["item"], bool(row["stamp_sure"]), row["minute"])


def _card(row: sqlite3.Row, short: str) -> PaperCard:
    return PaperCard(
        id=row["id"], file=row["file"], kind=row["kind"], title=row["title"], body=row["body"],
        meeting_date=date.fromisoformat(row["meeting_date"]) if row["meeting_date"] else None,
        status=row["status"], paged=bool(row["paged"]), pages=row["pages"],
        pages_without_text=len(json.loads(row["pages_without_text"])),
        items=row["items"], passages=row["passages"], short=short,
    )  # fmt: skip


def _short_names(rows: Sequence[sqlite3.Row]) -> dict[str, str]:
    """Return each paper's shortest own name: "2015 pack", "January 2015 pack", "28 January 2015 pack"."""
    choices = {row["id"]: _names(row) for row in rows}
    short: dict[str, str] = {}
    for paper_id, names in choices.items():
        taken = Counter(name for other, theirs in choices.items() if other != paper_id for name in theirs)
        short[paper_id] = next((name for name in names if not taken[name]), names[-1])
    return short


def _names(row: sqlite3.Row) -> list[str]:
    title = row["title"] if len(row["title"]) <= 60 else row["title"][:57].rsplit(" ", 1)[0] + "…"
    last = [title, row["file"]]
    if not row["meeting_date"]:
        return last
    day = date.fromisoformat(row["meeting_date"])
    word = KIND_WORDS.get(row["kind"], row["kind"])
    month = day.strftime("%B")
    return [f"{day.year} {word}", f"{month} {day.year} {word}", f"{day.day} {month} {day.year} {word}", *last]
