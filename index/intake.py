"""Take files into the library, each all or nothing: read, cut, embed, write; and keep what is in it, as its keeper."""

import errno
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from errors import DiskFull, LibraryError, PaperError, ReindexNeeded
from index.embedding import Embedder, Vectors, context_of, embedded_text
from index.library import ATTACHED, Library
from index.model import KEEPER, Intake, PaperCard, Progress
from index.owning import OwnerLock
from index.sqlite.store import ORIGINALS
from ingest.model import Attachment, Paper, Passage
from ingest.reading import READERS, find_files, paper_id, read_apart

Report = Callable[[Progress], None]
UPLOAD = "upload:"
UNSAFE = re.compile(r"[^\w. ()-]")
LONGEST_FILE_NAME = 100


@dataclass(slots=True)
class _Course:
    """How far an intake has come, and whether its files are copies that someone sent."""

    papers: int
    report: Report
    uploaded: bool
    started: float
    bytes_all: int
    size: int = 0
    bytes_done: int = 0
    done: int = 0
    pages: int = 0
    passages: int = 0

    def tell(self, paper: str, share: float = 0.0) -> None:
        """Report progress within a paper; seconds left are told from the bytes taken in so far."""
        done = self.bytes_done + share * self.size
        spent = time.monotonic() - self.started
        left = spent * (self.bytes_all - done) / done if done > 0 else None
        self.report(Progress(paper, self.done, self.papers, self.pages, self.passages, left))


def take_in(
    library: Library, embedder: Embedder, paths: Sequence[Path], report: Report, uploaded: bool = False
) -> list[Intake]:
    """Take every paper under the paths into the library and return what became of each file.

    A file replaces what came from its own path before. Of `uploaded` files, whose paths mean nothing, one replaces
    an earlier upload of the same name, kind, board and meeting day.
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
        course = _Course(len(files), report, uploaded, time.monotonic(), sum(_size(f) for f in files))
        taken = [one for file in files for one in _take(library, embedder, file, course)]
        _sweep(library)
        return taken
    finally:
        lock.release()


def original(library: Library, paper_id: str, file: str) -> Path:
    """Return where the library keeps the file itself."""
    return library.store.folder / ORIGINALS / f"{paper_id}{Path(file).suffix.lower()}"


def take_out(library: Library, name: str) -> PaperCard:
    """Remove a paper, by file name, id or short name, with what was attached to it and the kept files.

    Raises UnknownPaper where not just one paper is called so.
    """
    card = library.find(name)
    gone = [c for c in library.papers(KEEPER) if c.id in {card.id, *library.attached(card.id)}]
    library.remove(card.id)
    for paper in gone:
        original(library, paper.id, paper.file).unlink(missing_ok=True)
    return card


def missing(library: Library) -> list[str]:
    """Return the names of papers whose kept file is gone."""
    return [card.file for card in library.papers(KEEPER) if not original(library, card.id, card.file).exists()]


def embed_anew(library: Library, embedder: Embedder) -> int:
    """Make the vector of every passage anew and return how many; raise LibraryBusy where papers are taken in."""
    lock = OwnerLock(library.store.folder / "ingest.lock", "ingesting papers")
    lock.acquire()
    try:
        texts = library.texts()
        vectors = list(embedder.passages([text for _, text in texts]))
        rows = np.vstack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)
        library.replace_vectors({n: rows[i] for i, (n, _) in enumerate(texts)}, embedder.name)
    finally:
        lock.release()
    return len(texts)


def _size(file: Path) -> int:
    try:
        return max(1, file.stat().st_size)
    except OSError:
        return 1


def _take(library: Library, embedder: Embedder, file: Path, course: _Course) -> Iterator[Intake]:
    """Take a file in, and the readable files attached to it, each as a paper of its own; yield what became of each."""
    course.size = _size(file)
    course.tell(file.name)
    try:
        taken, paper = _take_one(library, embedder, file, course)
        yield taken
        if paper:
            yield from (_take_attached(library, embedder, (paper, one), course) for one in paper.attachments)
    except PaperError as error:
        yield Intake(file.name, "", 0, 0, 0, 0, "failed", str(error))
    finally:
        course.done += 1
        course.bytes_done += course.size


def _take_one(library: Library, embedder: Embedder, file: Path, course: _Course) -> tuple[Intake, Paper | None]:
    """Return what became of a file, and the paper where it was read."""
    content_id = paper_id(file)
    if library.source_of(content_id) is not None:
        taken = _known(library, content_id, file, course)
        return taken, _holding(read_apart(file)[0]) if library.lacks_attached(content_id) else None
    paper, passages = read_apart(file)
    source = _upload(paper) if course.uploaded else str(file.resolve())
    if library.withheld(source):
        paper, passages = _exempt(paper, passages)
    before = library.holds(source)
    _put(library, embedder, (_holding(paper), passages), (file, source), course)
    unread = [a.name for a in paper.attachments if not _reads(a)]
    note = f"the attached files {', '.join(unread)} are of kinds that Askboard does not read" if unread else ""
    return _intake(library, paper.id, "replaced" if before else "new", note), _holding(paper)


def _holding(paper: Paper) -> Paper:
    """Return a paper with those of its attachments that can be read."""
    return replace(paper, attachments=tuple(filter(_reads, paper.attachments)))


def _reads(attachment: Attachment) -> bool:
    return Path(attachment.name).suffix.lower() in READERS


def _take_attached(library: Library, embedder: Embedder, attached: tuple[Paper, Attachment], course: _Course) -> Intake:
    """Take in a file attached to a paper, which is exempt where any page of that paper is."""
    parent, attachment = attached
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / UNSAFE.sub("_", attachment.name)[-LONGEST_FILE_NAME:]
        file.write_bytes(attachment.content)
        try:
            content_id = paper_id(file)
            if elsewhere := library.source_of(content_id):
                taken = _intake(library, content_id, "unchanged", _same(elsewhere))
                return _sent(taken, file) if course.uploaded else taken
            paper, passages = read_apart(file)
        except PaperError as error:
            return Intake(file.name, "", 0, 0, 0, 0, "failed", f"{error} (attached to {parent.file})")
        if any(page.classification == "exempt" for page in parent.pages):
            paper, passages = _exempt(paper, passages)
        source = f"{library.source_of(parent.id)}{ATTACHED}{attachment.name}"
        _put(library, embedder, (paper, passages), (file, source), course)
        return _intake(library, paper.id, "new", f"attached to {parent.file}")


def _exempt(paper: Paper, passages: Sequence[Passage]) -> tuple[Paper, tuple[Passage, ...]]:
    """Return a paper and its passages with all that is in them not for publication."""
    pages = tuple(replace(page, classification="exempt") for page in paper.pages)
    items = tuple(replace(item, classification="exempt") for item in paper.items)
    entries = tuple(replace(entry, classification="exempt") for entry in paper.entries)
    paper = replace(paper, pages=pages, items=items, entries=entries)
    return paper, tuple(replace(passage, classification="exempt") for passage in passages)


def _put(
    library: Library,
    embedder: Embedder,
    read: tuple[Paper, Sequence[Passage]],
    file: tuple[Path, str],
    course: _Course,
) -> None:
    """Embed and keep a paper that was read from a file, which came from a source."""
    (paper, passages), (path, source) = read, file
    vectors = _embed(embedder, paper, passages, course)
    _keep_original(library, paper.id, path)
    library.put(paper, source, passages, vectors, embedder.name)
    course.pages += len(paper.pages)
    course.passages += len(passages)


def _upload(paper: Paper) -> str:
    """Return the source of an uploaded paper: "minutes.pdf" of another meeting is another paper."""
    return f"{UPLOAD}{paper.file}|{paper.kind}|{paper.body}|{paper.meeting_date}"


def _known(library: Library, content_id: str, file: Path, course: _Course) -> Intake:
    """Say of a file whose content is in the library already that it is; what its path held before is outdated."""
    elsewhere, here = library.source_of(content_id) or "", str(file.resolve())
    if not original(library, content_id, library.find(content_id).file).exists():
        _keep_original(library, content_id, file)
    if course.uploaded:
        return _sent(_intake(library, content_id, "unchanged"), file)
    if elsewhere == here:
        return _intake(library, content_id, "unchanged")
    before = library.holds(here)
    if before:
        library.remove(before)
    moved = not elsewhere.startswith(UPLOAD) and not Path(elsewhere).exists()
    if moved:
        library.move(content_id, here)
    return _intake(library, content_id, "replaced" if before else "unchanged", "" if moved else _same(elsewhere))


def _sent(taken: Intake, file: Path) -> Intake:
    """Return what became of a file that someone sent without what the library says of it: that may be exempt."""
    return replace(taken, file=file.name, message="", exempt=0)


def _same(elsewhere: str) -> str:
    name = elsewhere.removeprefix(UPLOAD).split("|")[0] if elsewhere.startswith(UPLOAD) else elsewhere
    return f"the same as {name}"


def _intake(library: Library, content_id: str, status: str, message: str = "") -> Intake:
    card = library.find(content_id)
    empty, exempt = card.pages_without_text, card.exempt
    told = [
        message,
        _doubled(library, content_id),
        f"{empty} page{' holds' if empty == 1 else 's hold'} no text (scanned?) and cannot be found" if empty else "",
        "1 page is exempt: public viewers do not see it" if exempt == 1 else "",
        f"{exempt} pages are exempt: public viewers do not see them" if exempt > 1 else "",
    ]
    said = "; ".join(filter(None, told))
    return Intake(card.file, card.kind, card.pages, empty, card.items, card.passages, status, said, exempt)


def _doubled(library: Library, content_id: str) -> str:
    """Say which other paper holds the very same words; never that an exempt one does."""
    others = library.same_words(content_id)
    names = [card.file for card in library.papers() if card.id in others]
    return f"its words are those of {names[0]}: one of the two can be removed" if names else ""


def _embed(embedder: Embedder, paper: Paper, passages: Sequence[Passage], course: _Course) -> Vectors:
    texts = [embedded_text(context_of(paper, passage), passage.said) for passage in passages]
    parts: list[Vectors] = []
    for part in embedder.passages(texts):
        parts.append(part)
        course.tell(paper.file, sum(map(len, parts)) / len(texts))
    return np.vstack(parts) if parts else np.zeros((0, 0), dtype=np.float32)


def _keep_original(library: Library, content_id: str, file: Path) -> None:
    kept = original(library, content_id, file.name)
    try:
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, kept)
    except OSError as error:
        kept.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(
                f"No room left to keep {file.name} in {kept.parent}: free some space and ingest again"
            ) from error
        raise LibraryError(
            f"{file.name} cannot be kept in {kept.parent} ({error.strerror}): check its permissions and ingest again"
        ) from error


def _sweep(library: Library) -> None:
    """Remove kept files whose papers were replaced, or that an ingest that was cut off left behind."""
    ids = {card.id for card in library.papers(KEEPER)}
    for kept in (library.store.folder / ORIGINALS).glob("*"):
        if kept.stem not in ids:
            kept.unlink(missing_ok=True)
