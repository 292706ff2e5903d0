"""What a backup is: a zip of a library's files, with a manifest of sizes and sums that is held against them first."""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from pydantic import TypeAdapter, ValidationError

from errors import BackupError, DiskFull, LibraryOutdated
from index.sqlite.schema import SCHEMA_VERSION

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20
MOST_MANIFEST, MOST_FILES = 64 << 20, 200_000
# Libraries shrink to a half or a fifth (measured); what would grow a hundredfold is no library.
MOST_GROWTH, FREE_GROWTH = 100, 100 << 20
SPARE = 64 << 20
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
LONGEST_NAME = 300
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its path in the data folder, its bytes and their sha256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself; `missing` names papers whose kept file was gone when it was `made` (ISO, UTC)."""

    made: str
    askboard: str
    schema: int
    papers: int
    exempt: int
    missing: tuple[str, ...] = ()
    files: tuple[Entry, ...] = ()
    format: int = FORMAT
    kind: Literal["askboard backup"] = "askboard backup"


MANIFESTS = TypeAdapter(Manifest)


def pack(archive: Path, files: Iterator[tuple[str, Path]], about: Manifest) -> Manifest:
    """Write files under their names, and the manifest that lists them; return it."""
    with open(archive, "xb", opener=_private) as raw:
        with zipfile.ZipFile(raw, "w") as zipped:
            written = replace(about, files=tuple(_add(zipped, name, path) for name, path in files))
            zipped.writestr(_info(MANIFEST), MANIFESTS.dump_json(written, indent=1))
        raw.flush()
        os.fsync(raw.fileno())
    return written


def read_manifest(archive: Path) -> Manifest:
    """Return what an archive says of itself, all of it that needs no unpacking held against the archive.

    Raises BackupError where it is none, or is damaged, or would unpack to more than it can hold or outside its folder;
    LibraryOutdated where another release wrote it.
    """
    with _opened(archive) as zipped:
        return _manifest(zipped, archive)


def unpack(archive: Path, folder: Path) -> Manifest:
    """Write all files of an archive into an empty folder, each held against its size and sum; see `read_manifest`."""
    with _opened(archive) as zipped:
        manifest = _manifest(zipped, archive)
        need_room(sum(entry.size for entry in manifest.files), folder)
        for entry in manifest.files:
            path = folder / entry.name
            path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
            with open(path, "xb", opener=_private) as target:
                _copy_checked(zipped, entry, archive, target)
                target.flush()
                os.fsync(target.fileno())
    return manifest


def verify(archive: Path) -> None:
    """Read an archive as `unpack` does and keep nothing of it."""
    with _opened(archive) as zipped:
        for entry in _manifest(zipped, archive).files:
            _copy_checked(zipped, entry, archive)


def need_room(size: int, folder: Path) -> None:
    """Raise DiskFull where a folder's disk has no room for so many bytes."""
    if shutil.disk_usage(folder).free < size + SPARE:
        raise DiskFull(f"No room left in {folder.parent}: {size / 1e6:.0f} MB are needed, nothing was changed")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, FIRST_DAY)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, PRIVATE_FILE << 16
    return info


def _add(zipped: zipfile.ZipFile, name: str, path: Path) -> Entry:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, zipped.open(_info(name), "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Entry(name, size, digest.hexdigest())


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as zipped:
            yield zipped
    except FileNotFoundError as error:
        raise BackupError(f"{error.filename} does not exist: check the spelling of the path") from error
    except BROKEN as error:
        raise BackupError(f"{archive} is damaged or is no backup of Askboard ({error}): take another one") from error


def _manifest(zipped: zipfile.ZipFile, archive: Path) -> Manifest:
    manifest = _said(zipped, archive)
    if manifest.format > FORMAT or manifest.schema > SCHEMA_VERSION:
        raise LibraryOutdated(
            f"{archive} was written by a newer Askboard ({manifest.askboard}): upgrade this one first"
        )
    if manifest.schema < SCHEMA_VERSION:
        raise LibraryOutdated(
            f"{archive} was written by an older Askboard ({manifest.askboard}), whose libraries this one cannot use:"
            " unzip it elsewhere and ingest the files in its folder “papers”"
        )
    if trouble := _trouble(zipped, manifest, archive.stat().st_size):
        raise BackupError(f"{archive} cannot be trusted ({trouble}): take another backup; nothing was changed")
    return manifest


def _said(zipped: zipfile.ZipFile, archive: Path) -> Manifest:
    found = [info for info in zipped.infolist() if info.filename == MANIFEST]
    if len(found) != 1 or found[0].file_size > MOST_MANIFEST or not _plain(found[0]):
        raise BackupError(f"{archive} is no backup of Askboard: `askboard backup FILE` writes one")
    with zipped.open(found[0]) as stream:
        text = stream.read(MOST_MANIFEST)
    try:
        return MANIFESTS.validate_json(text)
    except ValidationError as error:
        raise BackupError(f"{archive} is damaged: its manifest cannot be read; take another backup") from error


def _trouble(zipped: zipfile.ZipFile, manifest: Manifest, packed: int) -> str | None:
    """Return what is wrong with the list of an archive's files, in a few words."""
    infos = {info.filename: info for info in zipped.infolist()}
    sizes = {entry.name: entry.size for entry in manifest.files}
    if max(len(zipped.infolist()), len(manifest.files)) > MOST_FILES:
        return "it holds too many files"
    if len(sizes) != len(manifest.files) or len(infos) != len(zipped.infolist()):
        return "a file is in it twice"
    if sizes.keys() != infos.keys() - {MANIFEST} or MANIFEST in sizes:
        return "its files are not those that its manifest lists"
    if not all(_inside(name) for name in sizes):
        return "the path of a file leads out of the data folder"
    if not all(_plain(infos[name]) and infos[name].file_size == size >= 0 for name, size in sizes.items()):
        return "a file is not of the size that its manifest tells"
    if sum(sizes.values()) > MOST_GROWTH * packed + FREE_GROWTH:
        return "it would unpack to far more than its size"
    return None


def _plain(info: zipfile.ZipInfo) -> bool:
    return info.compress_type in COMPRESSIONS and not info.flag_bits & ENCRYPTED


def _inside(name: str) -> bool:
    """Tell whether a name is a plain relative path on every system."""
    parts = name.split("/")
    plain = name.isprintable() and len(name) <= LONGEST_NAME and not {"\\", ":"} & set(name)
    return plain and all(part not in ("", ".", "..") for part in parts)


def _copy_checked(zipped: zipfile.ZipFile, entry: Entry, archive: Path, target: IO[bytes] | None = None) -> None:
    """Read a file of an archive, never beyond its size, and hold it against its sum."""
    digest, size = hashlib.sha256(), 0
    with zipped.open(entry.name) as source:
        while size <= entry.size and (chunk := source.read(CHUNK)):
            digest.update(chunk)
            size += len(chunk)
            if target:
                target.write(chunk)
    if (size, digest.hexdigest()) != (entry.size, entry.sha256):
        raise BackupError(f"{archive} is damaged: {entry.name} is not what was backed up; take another backup")
