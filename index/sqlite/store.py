"""The library's file: SQLite with a versioned schema, opened or refused with one clear line."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from errors import DiskFull, LibraryBusy, LibraryDamaged, LibraryError, LibraryOutdated
from index.sqlite.schema import LACKED, PUBLIC_WORDS, SCHEMA, SCHEMA_VERSION, WORDS

FILE = "library.sqlite3"
ORIGINALS = "papers"
BEGINNING = "library.begin.lock"
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHM")
NO_WAY_IN = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
# Mistakes of the program, which no one who runs it can mend.
MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.NotSupportedError)


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
                f"{self._path} was written by an older Askboard, which did not keep {LACKED[version]}:"
                f" move {self.folder} away and ingest the papers again; nothing in it was changed"
            )
        if version == 0:
            self._begin(connection)

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Write the empty library; SQLite lets nobody wait for a change of its journal, so one at a time begins."""
        with FileLock(self.folder / BEGINNING):
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
