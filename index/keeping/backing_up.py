"""Write a whole library into one archive, while others use it."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from errors import BackupError, LibraryDamaged, LibraryError
from index.intake import original
from index.keeping.archive import PRIVATE_FOLDER, Manifest, pack, read_manifest, verify
from index.library import Library
from index.model import KEEPER, PaperCard
from index.owning import OwnerLock
from index.sqlite.schema import SCHEMA_VERSION
from index.sqlite.store import FILE, NO_ROOM, ORIGINALS, translated

# Made anew from the library in about a second (measured: 2,349 passages in 1.1 s), and nearly half of an archive.
VECTORS = "vectors"
MADE_ANEW = (".lock", ".owner", ".seal", ".part", "-wal", "-shm", "-journal")
DATABASE = b"SQLite format 3\0"
TRIES = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """What was backed up: `exempt` papers have pages not for publication, the kept files of `missing` ones are gone
    and those of `altered` ones are not what was taken in.
    """

    file: Path
    size: int
    papers: int
    exempt: int
    missing: tuple[str, ...]
    altered: tuple[str, ...]


def back_up(data: Path, file: Path, made: datetime) -> Backup:
    """Write the library of a data folder to one file that only its owner can read; others may use it meanwhile.

    The file is checked before it takes its name, in place of an earlier backup. Raises BackupError where it cannot be
    written there, LibraryDamaged where the library is damaged, LibraryBusy where another backup runs, DiskFull.
    """
    _refuse(data, file)
    library = Library(data)
    lock = OwnerLock(data / "backup.lock", "backing up the library")
    try:
        lock.acquire()
        with _workshop(file) as work:
            manifest, cards = _consistent(library, work, made)
            archive = work / "archive"
            verify(archive)
            size = archive.stat().st_size
            os.replace(archive, file)
    finally:
        lock.release()
        library.store.close()
    return Backup(file, size, manifest.papers, manifest.exempt, manifest.missing, tuple(_altered(manifest, cards)))


def _refuse(data: Path, file: Path) -> None:
    """Raise BackupError where there is no library, or where the file is none that a backup may replace."""
    if not (data / FILE).is_file():
        raise BackupError(f"There is no library in {data}: name its data folder with --data")
    if not file.resolve().parent.is_dir():
        raise BackupError(f"{file} cannot be written: the folder {file.parent} does not exist")
    if file.resolve().is_relative_to(data.resolve()):
        raise BackupError(f"{file} lies in the data folder itself: keep backups elsewhere, best on another disk")
    if file.exists():
        try:
            read_manifest(file)
        except LibraryError as error:
            raise BackupError(f"{file} is there and is no backup that can be read: name another file") from error


@contextmanager
def _workshop(file: Path) -> Iterator[Path]:
    """Yield an empty private folder beside a file; what a backup that was cut off left there is removed."""
    work = file.resolve().with_name(f".{file.name}.part")
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(PRIVATE_FOLDER)
        yield work
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror}); nothing was changed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _consistent(library: Library, work: Path, made: datetime) -> tuple[Manifest, list[PaperCard]]:
    """Pack the library as it is at one moment; once more where papers went out of it meanwhile."""
    for _ in range(TRIES):
        change = library.change
        manifest, cards = _packed(library, work, made)
        if not manifest.missing or library.change == change:
            break
    return manifest, cards


def _packed(library: Library, work: Path, made: datetime) -> tuple[Manifest, list[PaperCard]]:
    copy = work / "library"
    for left in (copy, work / "others"):
        shutil.rmtree(left, ignore_errors=True)
        left.mkdir(PRIVATE_FOLDER)
    (work / "archive").unlink(missing_ok=True)
    _snapshot(library.store.folder / FILE, copy / FILE)
    cards = _cards(copy, library.store.folder)
    kept = [original(library, card.id, card.file) for card in cards]
    exempt = sum(card.exempt > 0 for card in cards)
    missing = tuple(card.file for card, path in zip(cards, kept, strict=True) if not path.exists())
    about = Manifest(made.isoformat(timespec="seconds"), _release(), SCHEMA_VERSION, len(cards), exempt, missing)
    present = sorted({path for path in kept if path.exists()})
    return pack(work / "archive", _files(library.store.folder, work, present), about), cards


def _files(data: Path, work: Path, kept: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of all that cannot be made anew; databases as copies of one moment."""
    yield FILE, work / "library" / FILE
    for path in kept:
        yield f"{ORIGINALS}/{path.name}", path
    for number, path in enumerate(_others(data)):
        if _is_database(path):
            copied = work / "others" / str(number)
            _snapshot(path, copied)
            yield path.relative_to(data).as_posix(), copied
        else:
            yield path.relative_to(data).as_posix(), path


def _others(data: Path) -> list[Path]:
    """Return what else lies in a data folder: whatever Askboard or its keeper put there."""
    return [
        path
        for path in sorted(data.rglob("*"))
        if path.is_file()
        and path.relative_to(data).parts[0] not in (VECTORS, ORIGINALS, FILE)
        and not path.name.endswith(MADE_ANEW)
    ]


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(DATABASE)) == DATABASE


def _snapshot(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment; what was deleted from it does not go with it."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as read,
            closing(sqlite3.connect(target, isolation_level=None)) as write,
        ):
            read.backup(write)
            write.execute("VACUUM")
    except sqlite3.DatabaseError as error:
        no_room = str(getattr(error, "sqlite_errorname", "")).startswith(NO_ROOM)
        raise translated(error, target if no_room else source) from error


def _cards(copy: Path, data: Path) -> list[PaperCard]:
    """Return the papers of a copied library; raise LibraryDamaged where it is not whole."""
    copied = Library(copy)
    try:
        if faults := copied.faults():
            raise LibraryDamaged(f"The library in {data} is damaged, so it was not backed up: {faults[0]}")
        return copied.papers(KEEPER)
    finally:
        copied.store.close()


def _altered(manifest: Manifest, cards: Sequence[PaperCard]) -> Iterator[str]:
    """Yield the names of papers whose kept file is not what was taken in: a paper's id begins its sum."""
    sums = {Path(e.name).stem: e.sha256 for e in manifest.files if e.name.startswith(f"{ORIGINALS}/")}
    for card in cards:
        if not sums.get(card.id, card.id).startswith(card.id):
            yield card.file


def _release() -> str:
    try:
        return version("askboard")
    except PackageNotFoundError:
        return "unknown"
