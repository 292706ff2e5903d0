"""Put a library back from an archive: all of it is checked before anything that is there is touched."""

import ctypes
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from errors import BackupError, LibraryBusy, LibraryError
from index.intake import missing
from index.keeping.archive import PRIVATE_FOLDER, Manifest, read_manifest, unpack
from index.library import Library
from index.model import KEEPER
from index.owning import OwnerLock
from index.sqlite.store import FILE

PAPER_ID = re.compile(r"[0-9a-f]{16}")
# Of Linux's renameat2: paths from the working folder, and two folders that change places.
HERE, EXCHANGE = -100, 2


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, as it was when the backup was `made`; `aside` is where the library that was there is kept."""

    data: Path
    made: datetime
    papers: int
    exempt: int
    missing: tuple[str, ...]
    aside: Path | None


def restore(file: Path, data: Path, replace: bool = False) -> Restored:
    """Put the library of an archive into a data folder; what is there is replaced only if asked, and kept beside.

    At every moment the data folder holds one whole library. Raises BackupError where the archive cannot be trusted or
    a library is there, LibraryOutdated for one of another release, LibraryBusy where the one there is in use, DiskFull.
    """
    manifest, made = _about(file)
    target = data.resolve()
    if _holds(target) and not replace:
        raise BackupError(
            f"{data} holds a library or other files already: name another folder with --data, or add --replace, which"
            " keeps what is there in a folder beside it"
        )
    with _workshop(target) as work:
        unpack(file, work)
        if faults := _faults(work, manifest):
            raise BackupError(f"{file} holds a damaged library: {faults[0]}; take another backup, nothing was changed")
        aside = _put_in_place(work, target)
    return Restored(data, made, manifest.papers, manifest.exempt, manifest.missing, aside)


def _about(file: Path) -> tuple[Manifest, datetime]:
    manifest = read_manifest(file)
    try:
        return manifest, datetime.fromisoformat(manifest.made)
    except ValueError as error:
        raise BackupError(f"{file} is damaged: its manifest cannot be read; take another backup") from error


def _holds(data: Path) -> bool:
    """Tell whether a folder holds anything; raise BackupError where it is none."""
    if data.exists() and not data.is_dir():
        raise BackupError(f"{data} is not a folder: name another one with --data")
    return data.is_dir() and any(data.iterdir())


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """Yield an empty private folder beside a data folder; what a restore that was cut off left there is removed."""
    work = data.with_name(f".{data.name}.restoring")
    lock = OwnerLock(work / "restore.lock", "restoring a library")
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        work.mkdir(PRIVATE_FOLDER, exist_ok=True)
        lock.acquire()
        with _emptied(work):
            (work / "library").mkdir(PRIVATE_FOLDER)
            yield work / "library"
    except OSError as error:
        raise LibraryError(
            f"The backup cannot be restored to {data} ({error.strerror}): choose another folder with --data;"
            " nothing was changed"
        ) from error
    finally:
        lock.release()


@contextmanager
def _emptied(work: Path) -> Iterator[None]:
    shutil.rmtree(work / "library", ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _faults(folder: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with an unpacked library, or is not as its manifest tells."""
    try:
        library = Library(folder)
    except LibraryError as error:
        return [str(error)]
    try:
        cards, lacking = library.papers(KEEPER), set(missing(library)) - set(manifest.missing)
        faults = [*library.faults(), *(f"the file of {name} is not in it" for name in sorted(lacking))]
        if not all(PAPER_ID.fullmatch(card.id) for card in cards):
            faults.append("a paper in it has an id that no library gives")
        if (len(cards), sum(card.exempt > 0 for card in cards)) != (manifest.papers, manifest.exempt):
            faults.append("its papers are not those that its manifest tells of")
    except LibraryError as error:
        return [str(error)]
    finally:
        library.store.close()
    return faults


def _put_in_place(new: Path, data: Path) -> Path | None:
    """Let a new folder become the data folder; return where what was there is kept, None where nothing was."""
    if not _holds(data):
        os.rename(new, data)
        return None
    shutil.copymode(data, new)
    with _unused(data):
        aside = next(path for number in count(1) if not (path := _aside(data, number)).exists())
        # Under its later name first: were the process ended now, the old library would still be in place.
        os.rename(new, aside)
        if not _exchanged(aside, data):
            os.rename(aside, new)
            _change_places(new, data, aside)
    return aside


def _change_places(new: Path, data: Path, aside: Path) -> None:
    os.rename(data, aside)
    try:
        os.rename(new, data)
    except OSError:
        os.rename(aside, data)
        raise


def _aside(data: Path, number: int) -> Path:
    return data.with_name(f"{data.name}-before-restore-{number}")


@contextmanager
def _unused(data: Path) -> Iterator[None]:
    """Keep others from a library while it changes places; raise LibraryBusy where one has it open."""
    locks = [OwnerLock(data / name, said) for name, said in (
        ("vectors.lock", "using the vectors"), ("ingest.lock", "ingesting papers"),
        ("backup.lock", "backing up the library"),
    )]  # fmt: skip
    try:
        for lock in locks:
            lock.acquire()
        _refuse_readers(data / FILE)
        yield
    finally:
        for lock in locks:
            lock.release()


def _refuse_readers(path: Path) -> None:
    """Raise LibraryBusy where another process has a library's file open: SQLite lets none leave its log then."""
    with suppress(FileNotFoundError, sqlite3.DatabaseError), closing(_connected(path)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise LibraryBusy(
                    f"Another process has {path} open: stop the chat and other commands, then restore"
                ) from error


def _connected(path: Path) -> sqlite3.Connection:
    """Open a database that is there, and make none."""
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", timeout=0, isolation_level=None, uri=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places at once; False where this system or disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    return renameat2 is not None and renameat2(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0
