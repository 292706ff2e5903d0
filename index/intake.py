"""Take files into the library: read, cut, embed, write, one paper at a time and each all or nothing."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from errors import AskboardError, DiskFull, PaperError, ReindexNeeded
from index.embedding import Embedder, Vectors
from index.library import Library, context_of, embedded_text
from index.model import Intake, Progress
from index.vectors import OwnerLock
from ingest.model import Paper, Passage
from ingest.passages import cut
from ingest.reading import find_files, paper_id, read_paper

Report = Callable[[Progress], None]
ORIGINALS = "papers"


@dataclass(slots=True)
class _Course:
    """How far an intake has come."""

    papers: int
    report: Report
    started: float
    bytes_all: int
    bytes_done: int = 0
    done: int = 0
    pages: int = 0
    passages: int = 0

    def tell(self, paper: str, share: float, size: int) -> None:
        """Report progress within a paper; seconds left are told from the bytes read so far."""
        done = self.bytes_done + share * size
        spent = time.monotonic() - self.started
        left = spent * (self.bytes_all - done) / done if done > 0 else None
        self.report(Progress(paper, self.done, self.papers, self.pages, self.passages, left))


def take_in(library: Library, embedder: Embedder, paths: Sequence[Path], report: Report) -> list[Intake]:
    """Take every paper under the paths into the library and return what became of each file.

    Raises NothingToRead before anything is written, LibraryBusy where another ingest runs, ReindexNeeded where
    the library's vectors are another model's; a file that fails is told of in its Intake, the rest goes on.
    """
    files = find_files(paths)
    if library.model not in (None, embedder.name):
        raise ReindexNeeded(
            f"The library was made with the model {library.model}, the settings name {embedder.name}:"
            " run `askboard rebuild` to make its vectors anew"
        )
    lock = OwnerLock(library.store.folder / "ingest.lock", "ingesting papers")
    lock.acquire()
    try:
        course = _Course(len(files), report, time.monotonic(), sum(_size(f) for f in files))
        return [_take(library, embedder, file, course) for file in files]
    finally:
        lock.release()


def original(library: Library, paper_id: str, file: str) -> Path:
    """Return where the library keeps the file itself."""
    return library.store.folder / ORIGINALS / f"{paper_id}{Path(file).suffix.lower()}"


def _size(file: Path) -> int:
    return max(1, file.stat().st_size) if file.exists() else 1


def _take(library: Library, embedder: Embedder, file: Path, course: _Course) -> Intake:
    size = _size(file)
    course.tell(file.name, 0.0, size)
    try:
        return _take_one(library, embedder, file, course)
    except PaperError as error:
        return Intake(file.name, "", 0, 0, 0, 0, "failed", str(error))
    finally:
        course.done += 1
        course.bytes_done += size


def _take_one(library: Library, embedder: Embedder, file: Path, course: _Course) -> Intake:
    source, content_id = str(file.resolve()), paper_id(file)
    before = library.holds(source)
    elsewhere = library.source_of(content_id)
    if elsewhere is not None:
        return _known(library, content_id, "" if elsewhere == source else f"the same as {Path(elsewhere).name}")
    paper = read_paper(file)
    passages = cut(paper)
    vectors = _embed(embedder, paper, passages, course)
    _keep_original(library, paper, file)
    library.put(paper, source, passages, vectors, embedder.name)
    course.pages += len(paper.pages)
    course.passages += len(passages)
    empty = len(paper.pages_without_text)
    message = f"{empty} pages hold no text (scanned?) and cannot be found" if empty else ""
    status = "replaced" if before else "new"
    return Intake(paper.file, paper.kind, len(paper.pages), empty, len(paper.items), len(passages), status, message)


def _known(library: Library, content_id: str, message: str) -> Intake:
    card = library.find(content_id)
    return Intake(
        card.file, card.kind, card.pages, card.pages_without_text, card.items, card.passages, "unchanged", message
    )


def _embed(embedder: Embedder, paper: Paper, passages: Sequence[Passage], course: _Course) -> Vectors:
    texts = [embedded_text(context_of(paper, passage), passage.text) for passage in passages]
    parts: list[Vectors] = []
    for part in embedder.passages(texts):
        parts.append(part)
        course.tell(paper.file, sum(map(len, parts)) / len(texts), 1)
    return np.vstack(parts) if parts else np.zeros((0, 0), dtype=np.float32)


def _keep_original(library: Library, paper: Paper, file: Path) -> None:
    kept = original(library, paper.id, paper.file)
    try:
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, kept)
    except OSError as error:
        kept.unlink(missing_ok=True)
        if error.errno == 28:
            raise DiskFull(
                f"No room left to keep {file.name} in {kept.parent}: free some space and ingest again"
            ) from error
        raise AskboardError(f"{file.name} cannot be kept in {kept.parent}: {error.strerror}") from error
