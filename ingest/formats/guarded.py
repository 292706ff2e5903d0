"""Open foreign files within limits, and say in one sentence what is wrong with one."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from errors import PaperError
from ingest.formats.texts import OLE
from ingest.model import Line, RawPage, RawPaper
from ingest.pdf.lines import one_line

MOST_UNPACKED = 200_000_000
MOST_MARKUP = 30_000_000
MARKUP = (".xml", ".rels")
IN_PARTS = "save it in parts and ingest those"


@contextmanager
def guarded(path: Path, noun: str, remedy: str) -> Iterator[None]:
    """Call a file that makes a reader fail damaged; raise PaperError with what to do."""
    try:
        yield
    except (MemoryError, PaperError):
        raise
    except Exception as error:  # noqa: BLE001 - the edge of the sandboxed reader: a broken file raises anything
        raise PaperError(path.name, "damaged", f"{path.name} cannot be read as {noun}: {remedy}") from error


def check_package(path: Path, program: str) -> None:
    """Raise PaperError where an Office file has a password or unpacks to more than can be read.

    A zip cannot give more than the sizes in its directory, on which this goes: Python reads no further.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            message = f"{path.name} has a password or is of an old {program}: save it as {suffix} without a password"
            raise PaperError(path.name, "password", message)
    with zipfile.ZipFile(path) as package:
        members = package.infolist()
    check_size(path, sum(member.file_size for member in members), MOST_UNPACKED)
    check_size(path, max((m.file_size for m in members if m.filename.endswith(MARKUP)), default=0))


def check_size(path: Path, size: int, most: int = MOST_MARKUP) -> None:
    """Raise PaperError where what has to be read is larger than `most` bytes."""
    if size > most:
        message = f"{path.name} holds more than {most // 1_000_000} MB to read: {IN_PARTS}"
        raise PaperError(path.name, "too large", message)


def shown(text: str) -> str:
    """Return text on one line, any white space or break between words as one space."""
    return one_line(" ".join(text.split()))


def in_pages(path: Path, parts: Sequence[Sequence[Line]], title: str | None, band: Sequence[str]) -> RawPaper:
    """Return a paper of these parts, one that shows nothing without lines; raise PaperError where none has any."""
    if not any(line.text for part in parts for line in part):
        raise PaperError(path.name, "empty", f"{path.name} holds no text: check that it is the right file")
    pages = tuple(RawPage(number, None, tuple(part)) for number, part in enumerate(parts, start=1))
    return RawPaper(pages, title=(title or "").strip() or None, paged=False, band=tuple(filter(None, band)))
