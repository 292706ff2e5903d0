"""Find files and read each as a `Paper`, in a process of its own that may not cost more than its limits."""

import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from errors import NothingToRead, PaperError
from ingest.building import build_paper
from ingest.formats.texts import read_docx, read_text
from ingest.model import Paper, Passage, RawPaper
from ingest.passages import cut
from ingest.pdf.reading import read_pdf
from ingest.scans.apart import SCAN_LIMITS, ScanLimits, Unbuilt, has_scans, read_scans

Reader = Callable[[Path], RawPaper]
ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 500_000_000
OUT_OF_MEMORY = 3
SMALLER = "save it anew, or in parts, and ingest that"


class Limits(NamedTuple):
    """What reading one file may cost."""

    seconds: float = 60.0
    megabytes: int = 1024


LIMITS = Limits()


Outcome = Unbuilt | tuple[Paper, tuple[Passage, ...]] | tuple[str, str, str]


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files of a readable kind under the paths, in order; raise NothingToRead where there is none.

    A README in a folder describes the folder and is no paper; named by itself it is read.
    """
    found: list[Path] = []
    for path in paths:
        if not _exists(path):
            raise NothingToRead(f"{path} does not exist: check the spelling of the path")
        files = sorted(p for p in path.rglob("*") if p.is_file() and _readable(p)) if path.is_dir() else [path]
        if not files:
            kinds = ", ".join(sorted(READERS))
            raise NothingToRead(f"{path} holds no paper: Askboard reads {kinds} files")
        found += files
    return list(dict.fromkeys(found))


def read_paper(path: Path) -> Paper:
    """Return the paper that a file holds; raise PaperError with the file's name and what to do about it.

    Scanned pages are read by `read_apart` alone.
    """
    return _built(path, _read_raw(path))


def _read_raw(path: Path) -> Unbuilt:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        message = (
            f"{path.name} is not of a kind that Askboard reads ({', '.join(sorted(READERS))}): save it as one of them"
        )
        raise PaperError(path.name, "not a paper", message)
    return Unbuilt(paper_id(path), reader(path))


def _built(path: Path, unbuilt: Unbuilt) -> Paper:
    return build_paper(path.name, unbuilt.paper_id, unbuilt.raw)


def read_apart(
    path: Path, limits: Limits = LIMITS, scan_limits: ScanLimits = SCAN_LIMITS
) -> tuple[Paper, tuple[Passage, ...]]:
    """Return the paper in a file, and its passages, read by processes that are ended when they break the limits.

    Scanned pages are read by a process with limits of its own; those it does not reach stay without text.
    """
    outcome = _asked(path, limits)
    while isinstance(outcome, Unbuilt):
        outcome = _asked(path, limits, Unbuilt(outcome.paper_id, read_scans(path, outcome.raw, scan_limits)))
    if isinstance(outcome[0], str):
        raise PaperError(*outcome)
    return outcome


def _asked(path: Path, limits: Limits, scanned: Unbuilt | None = None) -> Outcome:
    """Return what a process of its own makes of a file, or of the pages read from it so far."""
    command = [sys.executable, "-m", "ingest.reading", os.path.abspath(path), str(limits.megabytes)]
    given = pickle.dumps(scanned)
    try:
        ended = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=limits.seconds, check=False)
    except subprocess.TimeoutExpired as error:
        message = f"{path.name} took more than {limits.seconds:g} s to read: {SMALLER}"
        raise PaperError(path.name, "time", message) from error
    if ended.returncode == OUT_OF_MEMORY:
        message = f"{path.name} needs more than {limits.megabytes} MB to read: {SMALLER}"
        raise PaperError(path.name, "memory", message)
    if ended.returncode:
        message = f"{path.name} made the reader fail: open it, save it anew, and ingest that"
        raise PaperError(path.name, "damaged", message)
    outcome: Outcome = pickle.loads(ended.stdout)
    return outcome


def paper_id(path: Path) -> str:
    """Return the id that a file's content gives it; raise PaperError where it cannot be opened or is empty."""
    try:
        if not path.is_file():
            raise PaperError(path.name, "missing", f"{path.name} is not a file: check the spelling of the path")
        if path.stat().st_size > MOST_BYTES:
            message = f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB: save it in parts and ingest those"
            raise PaperError(path.name, "too large", message)
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be opened ({error.strerror}): check its permissions and ingest it again"
        raise PaperError(path.name, "missing", message) from error
    if not content:
        raise PaperError(path.name, "empty", f"{path.name} is an empty file: fetch it again from its source")
    return hashlib.sha256(content).hexdigest()[:16]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _readable(path: Path) -> bool:
    return path.suffix.lower() in READERS and path.stem.upper() != "README" and not path.name.startswith((".", "~$"))


def _later(module: str, name: str) -> Reader:
    """Return a reader that loads its libraries when it reads: loading all took 0.4 s more for every paper."""

    def read(path: Path) -> RawPaper:
        reader: Reader = getattr(import_module(f"ingest.formats.{module}"), name)
        return reader(path)

    return read


READERS: dict[str, Reader] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".txt": read_text,
    ".md": read_text,
    ".markdown": read_text,
    ".pptx": _later("slides", "read_pptx"),
    ".xlsx": _later("sheets", "read_xlsx"),
    ".html": _later("web", "read_html"),
    ".htm": _later("web", "read_html"),
    ".eml": _later("mail", "read_eml"),
}


def _read_for_parent(path: Path, megabytes: int) -> None:
    """Read a paper within a limit of memory and write it, or why it was refused, to the standard output."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    outcome: Outcome
    try:
        scanned: Unbuilt | None = pickle.load(sys.stdin.buffer)
        unbuilt = scanned or _read_raw(path)
        if scanned is None and has_scans(unbuilt.raw):
            outcome = unbuilt
        else:
            paper = _built(path, unbuilt)
            outcome = paper, cut(paper)
    except PaperError as error:
        outcome = error.file, error.reason, str(error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    with out:
        pickle.dump(outcome, out)


if __name__ == "__main__":
    _read_for_parent(Path(sys.argv[1]), int(sys.argv[2]))
