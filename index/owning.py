"""One owner at a time for a folder, and a seal that tells whether its files are still as the owner left them."""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from filelock import FileLock, Timeout

from errors import LibraryBusy, LibraryError


class OwnerLock:
    """A lock that one process holds; it falls with the process, and the file beside it names the holder."""

    def __init__(self, path: Path, purpose: str) -> None:
        self._path, self._purpose = path, purpose
        self._lock = FileLock(str(path))

    def acquire(self) -> None:
        """Take the lock; raise LibraryBusy, naming the holder, where another process has it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise LibraryBusy(
                f"Process {self.holder()} is {self._purpose} in {self._path.parent}: wait for it, or stop it"
            ) from None
        except OSError as error:
            raise LibraryError(
                f"{self._path.parent} cannot be written ({error.strerror}): choose another data folder with --data"
            ) from error
        with contextlib.suppress(OSError):
            self._named.write_text(str(os.getpid()))

    def release(self) -> None:
        """Give the lock back; one that is not held is left alone."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._named.unlink(missing_ok=True)
            self._lock.release(force=True)

    def holder(self) -> str:
        """Return the process id of the holder, as far as it is known."""
        try:
            return self._named.read_text().strip() or "unknown"
        except OSError:
            return "unknown"

    @property
    def _named(self) -> Path:
        return self._path.with_suffix(".owner")


class Seal:
    """What a folder's files were when they were last left whole, and the change of the library they stand for.

    Chroma reads zeroed or cut-off index files without a word, or ends the process (measured, 1.5.9).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder.with_suffix(".seal")

    def whole(self) -> bool:
        """Tell whether the folder's files are those that were sealed."""
        files = self._files()
        return bool(files) and files == self._read().get("files")

    @property
    def change(self) -> int:
        """The change of the library that was sealed, -1 where nothing was."""
        return int(str(self._read().get("change", -1)))

    def close(self, change: int) -> None:
        """Seal the folder as it is; where the disk is full it stays open, and is made anew next time."""
        part = self._path.with_suffix(".part")
        try:
            part.write_text(json.dumps({"change": change, "files": self._files()}))
            os.replace(part, self._path)
        except OSError:
            part.unlink(missing_ok=True)

    def open(self) -> None:
        """Break the seal, before anything is written."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> dict[str, object]:
        try:
            read = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def _files(self) -> dict[str, str]:
        """Return the hash of each file's content by its path within the folder."""
        return {
            path.relative_to(self._folder).as_posix(): _hash(path)
            for path in sorted(self._folder.rglob("*"))
            if path.is_file()
        }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
