"""The library's file: SQLite with a versioned schema, opened or refused with one clear line."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import DiskFull, LibraryDamaged, LibraryError, LibraryOutdated

SCHEMA_VERSION = 1
FILE = "library.sqlite3"
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE papers (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
    body TEXT, meeting_date TEXT, status TEXT, paged INTEGER NOT NULL, pages_without_text TEXT NOT NULL
);
CREATE TABLE pages (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, pdf_page INTEGER NOT NULL, label TEXT,
    stamp TEXT, stamp_sure INTEGER NOT NULL, item TEXT, minute TEXT, lines TEXT NOT NULL,
    PRIMARY KEY (paper_id, pdf_page)
);
CREATE TABLE items (
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, ref TEXT NOT NULL,
    title TEXT NOT NULL, first TEXT, last TEXT, part TEXT NOT NULL, purpose TEXT, PRIMARY KEY (paper_id, position)
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    paper_id TEXT NOT NULL REFERENCES papers(id) ON DELETE CASCADE, position INTEGER NOT NULL, text TEXT NOT NULL,
    context TEXT NOT NULL, spans TEXT NOT NULL, item TEXT, section TEXT, paragraph TEXT, minute TEXT,
    kind TEXT NOT NULL, access_group TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_of_paper ON passages(paper_id, position);
CREATE VIRTUAL TABLE words USING fts5(text, context, content='passages', content_rowid='number',
    tokenize="porter unicode61 remove_diacritics 2");
CREATE TRIGGER passages_in AFTER INSERT ON passages BEGIN
    INSERT INTO words(rowid, text, context) VALUES (new.number, new.text, new.context);
END;
CREATE TRIGGER passages_out AFTER DELETE ON passages BEGIN
    INSERT INTO words(words, rowid, text, context) VALUES ('delete', old.number, old.text, old.context);
END;
"""


class Store:
    """One SQLite file, a connection a thread; opening makes it where it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / FILE
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._prepare()
        except (PermissionError, NotADirectoryError, FileExistsError) as error:
            raise LibraryError(f"{folder} cannot be written: choose another data folder with --data") from error
        except sqlite3.DatabaseError as error:
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
            self._opened.append(found)
        return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing; raise DiskFull or LibraryDamaged in words a person can act on."""
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise translated(error, self._path) from error
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query; raise LibraryDamaged where the file is broken."""
        try:
            return self.connection().execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise translated(error, self._path) from error

    def note(self, key: str) -> str | None:
        """Return what was noted under a key."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(found[0]["value"]) if found else None

    def faults(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file."""
        try:
            found = [str(row[0]) for row in self.rows("PRAGMA quick_check")]
        except LibraryDamaged as error:
            return [str(error)]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()

    def _prepare(self) -> None:
        connection = self.connection()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise LibraryOutdated(
                f"{self._path} was written by a newer Askboard: upgrade, or choose another data folder"
            )
        if version == 0:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN;{SCHEMA}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")


def change_note(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Note a value within a transaction."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", (key, value)
    )


def translated(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    """Return the error that a person should read for what SQLite raised."""
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return DiskFull(f"No room left to write {path}: free some space and run the command again; nothing was lost")
    if "readonly" in text or "unable to open" in text:
        return LibraryError(f"{path} cannot be written: check its permissions, or choose another folder with --data")
    if "locked" in text:
        return LibraryError(f"{path} is being written by another Askboard: try again when it has finished")
    return LibraryDamaged(f"{path} is damaged ({text}): move the data folder away and ingest the papers again")
