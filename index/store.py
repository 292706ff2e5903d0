"""The library's file: SQLite with a versioned schema, opened or refused with one clear line, and what its rows mean."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from errors import DiskFull, LibraryBusy, LibraryDamaged, LibraryError, LibraryOutdated
from index.embedding import Vectors
from index.model import EXEMPT, PUBLIC, PaperCard
from ingest.model import AgendaItem, Classification, Line, Page, Paper, Passage, Span

SCHEMA_VERSION = 2
FILE = "library.sqlite3"
ORIGINALS = "papers"
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHM")
NO_WAY_IN = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
# Mistakes of the program, which no one who runs it can mend.
MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)
# Another process may be making the same tables at this moment.
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
    body TEXT, meeting_date TEXT, status TEXT, paged INTEGER NOT NULL, pages_without_text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pages (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, pdf_page INTEGER NOT NULL, label TEXT,
    stamp TEXT, stamp_sure INTEGER NOT NULL, item TEXT, minute TEXT, lines TEXT NOT NULL, access_group TEXT NOT NULL,
    PRIMARY KEY (paper_id, pdf_page)
);
CREATE INDEX IF NOT EXISTS pages_of_group ON pages(paper_id, access_group);
CREATE TABLE IF NOT EXISTS items (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, ref TEXT NOT NULL,
    title TEXT NOT NULL, first TEXT, last TEXT, part TEXT NOT NULL, purpose TEXT, access_group TEXT NOT NULL,
    PRIMARY KEY (paper_id, position)
);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, text TEXT NOT NULL,
    context TEXT NOT NULL, spans TEXT NOT NULL, item TEXT, section TEXT, paragraph TEXT, minute TEXT,
    kind TEXT NOT NULL, access_group TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_paper ON passages(paper_id, position);
CREATE INDEX IF NOT EXISTS passages_of_group ON passages(paper_id, access_group);
CREATE VIEW IF NOT EXISTS public_passages AS
    SELECT number, text, context FROM passages WHERE access_group = 'public';
"""
# Of all passages, and of the public ones alone: how rare a word is in exempt passages must not sway a public ranking.
WORDS, PUBLIC_WORDS = "words", "public_words"
INDEXED = """
CREATE VIRTUAL TABLE IF NOT EXISTS {words} USING fts5(text, context, content='{passages}', content_rowid='number',
    tokenize="porter unicode61 remove_diacritics 2");
CREATE TRIGGER IF NOT EXISTS {words}_in AFTER INSERT ON passages WHEN new.access_group LIKE '{group}' BEGIN
    INSERT INTO {words}(rowid, text, context) VALUES (new.number, new.text, new.context);
END;
CREATE TRIGGER IF NOT EXISTS {words}_out AFTER DELETE ON passages WHEN old.access_group LIKE '{group}' BEGIN
    INSERT INTO {words}({words}, rowid, text, context) VALUES ('delete', old.number, old.text, old.context);
END;
CREATE TRIGGER IF NOT EXISTS {words}_moved AFTER UPDATE OF access_group ON passages BEGIN
    INSERT INTO {words}({words}, rowid, text, context)
        SELECT 'delete', old.number, old.text, old.context WHERE old.access_group LIKE '{group}';
    INSERT INTO {words}(rowid, text, context)
        SELECT new.number, new.text, new.context WHERE new.access_group LIKE '{group}';
END;
"""
SCHEMA += INDEXED.format(words=WORDS, passages="passages", group="%")
SCHEMA += INDEXED.format(words=PUBLIC_WORDS, passages="public_passages", group="public")


class Store:
    """One SQLite file, a connection a thread; opening makes it where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._local = threading.local()
        self._lock = threading.Lock()
        self._opened: dict[threading.Thread, sqlite3.Connection] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._refuse_loss()
            self._prepare()
        except OSError as error:
            raise LibraryError(f"{folder} cannot be written: choose another data folder with --data") from error
        except sqlite3.DatabaseError as error:
            self.close()
            raise translated(error, self._path) from error

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA foreign_keys = ON")
            found.execute("PRAGMA synchronous = NORMAL")
            self._local.connection = found
            self._keep(found)
        return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; raise DiskFull or LibraryDamaged in words a person can act on."""
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, MISTAKES):
                raise translated(error, self._path) from error
            raise

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query; raise LibraryDamaged where the file is broken."""
        try:
            return self.connection().execute(query, values).fetchall()
        except MISTAKES:
            raise
        except sqlite3.DatabaseError as error:
            raise translated(error, self._path) from error

    def note(self, key: str) -> str | None:
        """Return what was noted under a key."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0]["value"]) if found else None

    def faults(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, or with the words found in it."""
        try:
            found = [str(row[0]) for row in self.rows("PRAGMA integrity_check")]
            with self.transaction() as db:
                for words in (WORDS, PUBLIC_WORDS):
                    db.execute(f"INSERT INTO {words}({words}, rank) VALUES ('integrity-check', 1)")
        except LibraryDamaged as error:
            return [str(error)]
        return [] if found == ["ok"] else [f"{self._path} is damaged: {'; '.join(found[:3])}"]

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._opened.values():
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    def _keep(self, connection: sqlite3.Connection) -> None:
        """Note this thread's connection, and close those of threads that have ended: each visitor's click is one."""
        with self._lock:
            for thread in [thread for thread in self._opened if not thread.is_alive()]:
                self._opened.pop(thread).close()
            self._opened[threading.current_thread()] = connection

    def _refuse_loss(self) -> None:
        """Refuse to begin an empty library beside papers that were kept from one."""
        kept = self.folder / ORIGINALS
        lost = not self._path.exists() or self._path.stat().st_size == 0
        if lost and kept.is_dir() and any(kept.iterdir()):
            raise LibraryDamaged(
                f"{self._path} is missing or empty: put it back, or move {kept} away and ingest the papers again"
            )

    def _prepare(self) -> None:
        connection = self.connection()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise LibraryOutdated(
                f"{self._path} was written by a newer Askboard: upgrade, or choose another data folder"
            )
        if 0 < version < SCHEMA_VERSION:
            raise LibraryOutdated(
                f"{self._path} was written by an older Askboard, which did not keep exempt pages apart:"
                f" move {self.folder} away and ingest the papers again; nothing in it was changed"
            )
        if version == 0:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE;{SCHEMA}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")


def change_note(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note a value within a transaction."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", (key, value)
    )


def translated(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    """Return the error that a person should read for what SQLite raised."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(NO_ROOM):
        return DiskFull(f"No room left to write {path}: free some space and run the command again; nothing was lost")
    if name.startswith(NO_WAY_IN):
        return LibraryError(f"{path} cannot be written: check its permissions, or choose another folder with --data")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryBusy(f"{path} is being written by another Askboard: try again when it has finished")
    return LibraryDamaged(f"{path} is damaged ({error}): move the data folder away and ingest the papers again")


def write_paper(db: sqlite3.Connection, paper: Paper, source: str) -> None:
    """Write a paper with its pages and items, each in the access group of its classification."""
    day = paper.meeting_date.isoformat() if paper.meeting_date else None
    db.execute(
        "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (paper.id, paper.file, source, paper.kind, paper.title, paper.body, day, paper.status, paper.paged,
         json.dumps(paper.pages_without_text)),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, p.pdf_page, p.label, p.stamp, p.stamp_sure, p.item, p.minute,
          json.dumps([[line.text, line.box, line.heading, line.listed] for line in p.lines]), _group(p))
         for p in paper.pages],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(paper.id, n, i.ref, i.title, i.first, i.last, i.part, i.purpose, _group(i))
         for n, i in enumerate(paper.items)],
    )  # fmt: skip


def write_passages(db: sqlite3.Connection, passages: Sequence[Passage], contexts: Sequence[str], rows: Vectors) -> None:
    """Write passages with what each is embedded under and its vector, in the access group of its classification."""
    db.executemany(
        "INSERT INTO passages (id, paper_id, position, text, context, spans, item, section, paragraph, minute, kind,"
        " access_group, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (p.id, p.paper_id, n, p.text, contexts[n], json.dumps([_span_row(s) for s in p.spans]), p.item,
             p.section, p.paragraph, p.minute, p.kind, _group(p), rows[n].tobytes())
            for n, p in enumerate(passages)
        ],
    )  # fmt: skip


def _group(part: Page | AgendaItem | Passage) -> str:
    """Return the access group of a part of a paper; what is not known to be public is not."""
    return PUBLIC if part.classification == "public" else EXEMPT


def _classification(row: sqlite3.Row) -> Classification:
    return "public" if row["access_group"] == PUBLIC else "exempt"


def _span_row(span: Span) -> list[int]:
    return [span.pdf_page, span.first_line, span.last_line, span.start, span.end]


def passage_of(row: sqlite3.Row) -> Passage:
    """Return the passage that a row holds."""
    spans = tuple(Span(*span) for span in json.loads(row["spans"]))
    return Passage(
        row["id"], row["paper_id"], row["text"], spans,
        row["item"], row["section"], row["paragraph"], row["minute"], row["kind"], _classification(row),
    )  # fmt: skip


def page_of(row: sqlite3.Row) -> Page:
    """Return the page that a row holds."""
    stored = json.loads(row["lines"])
    lines = tuple(Line(text, tuple(box) if box else None, heading, listed) for text, box, heading, listed in stored)
    sure, classification = bool(row["stamp_sure"]), _classification(row)
    return Page(row["pdf_page"], row["label"], row["stamp"], lines, row["item"], sure, row["minute"], classification)


def item_of(row: sqlite3.Row) -> AgendaItem:
    """Return the agenda item that a row holds."""
    named = row["ref"], row["title"], row["first"], row["last"]
    return AgendaItem(*named, row["part"], row["purpose"], _classification(row))


def card_of(row: sqlite3.Row) -> PaperCard:
    """Return the paper that a row tells of, its short name still open."""
    return PaperCard(
        id=row["id"], file=row["file"], kind=row["kind"], title=row["title"], body=row["body"],
        meeting_date=date.fromisoformat(row["meeting_date"]) if row["meeting_date"] else None,
        status=row["status"], paged=bool(row["paged"]), pages=row["pages"],
        pages_without_text=row["without_text"],
        items=row["items"], passages=row["passages"], short="", exempt=row["exempt"],
    )  # fmt: skip
