"""Take out the files that a PDF carries: those of the whole file, and those pinned to a page."""

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from ingest.model import Attachment
from ingest.pdf.lines import one_line

MOST_FILES = 50
MOST_BYTES, MOST_BYTES_TOGETHER = 50_000_000, 100_000_000
LONGEST_NAME = 120
UNNAMED = "attachment"
DEEPEST = 8


def attachments(reader: pypdf.PdfReader) -> Iterator[Attachment]:
    """Yield the files that a PDF carries; one that is broken or too large has no content."""
    return named((name, _content(stream)) for name, stream in _files(reader))


def named(files: Iterable[tuple[str, bytes]]) -> Iterator[Attachment]:
    """Yield attached files under names of their own; what goes beyond the limits of size has no content.

    Names are for display: one line, no folders, no marks without width. What is inside an archive stays there.
    """
    left = MOST_BYTES_TOGETHER
    used: set[str] = set()
    for name, content in files:
        if len(used) == MOST_FILES:
            return
        if len(content) > min(MOST_BYTES, left):
            content = b""
        left -= len(content)
        yield Attachment(_own(display_name(name), used), content)


def display_name(name: str) -> str:
    """Return a file's name as it can be shown: one line without folders, its ending kept."""
    plain = "".join(char for char in one_line(name) if unicodedata.category(char) not in ("Cf", "Cc", "Zl", "Zp"))
    path = PurePosixPath(plain.replace("\\", "/"))
    suffix = path.suffix[:10]
    stem = path.stem.strip(". ")[: LONGEST_NAME - len(suffix)]
    return f"{stem or UNNAMED}{suffix}"


def _own(name: str, used: set[str]) -> str:
    """Return the name, numbered where another file has it: two files of one name would replace each other."""
    path = PurePosixPath(name)
    names = [name, *(f"{path.stem} ({number}){path.suffix}" for number in range(2, MOST_FILES + 2))]
    own = next(each for each in names if each.casefold() not in used)
    used.add(own.casefold())
    return own


def _files(reader: pypdf.PdfReader) -> Iterator[tuple[str, StreamObject]]:
    """Yield each file's name and stream once; the name tree may point to what is pinned to a page too."""
    seen: set[int] = set()
    for name, specification in chain(_listed(reader), _pinned(reader)):
        stream = _stream(specification)
        if stream is not None and id(stream) not in seen:
            seen.add(id(stream))
            yield str(specification.get("/UF") or specification.get("/F") or name), stream


def _listed(reader: pypdf.PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    names = reader.root_object.get("/Names")
    tree = names.get_object() if names is not None else None
    if isinstance(tree, DictionaryObject) and "/EmbeddedFiles" in tree:
        yield from _leaves(tree["/EmbeddedFiles"], DEEPEST)


def _leaves(node: object, deeper: int) -> Iterator[tuple[str, DictionaryObject]]:
    """Yield what stands in a name tree, no deeper than a sound one is: a broken one may run in a circle."""
    if not isinstance(node, DictionaryObject) or not deeper:
        return
    pairs = [*_array(node.get("/Names"))]
    for name, held in zip(pairs[::2], pairs[1::2], strict=False):
        if isinstance(held, DictionaryObject):
            yield str(name), held
    for kid in _array(node.get("/Kids")):
        yield from _leaves(kid, deeper - 1)


def _pinned(reader: pypdf.PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    for page in reader.pages:
        for note in _array(page.get("/Annots")):
            if isinstance(note, DictionaryObject) and note.get("/Subtype") == "/FileAttachment" and "/FS" in note:
                held = note["/FS"].get_object()
                if isinstance(held, DictionaryObject):
                    yield UNNAMED, held


def _array(held: PdfObject | None) -> Iterator[PdfObject]:
    items = held.get_object() if held is not None else None
    for item in items if isinstance(items, ArrayObject) else ():
        found = item.get_object()
        if found is not None:
            yield found


def _stream(specification: object) -> StreamObject | None:
    held = specification.get("/EF") if isinstance(specification, DictionaryObject) else None
    held = held.get_object() if held is not None else None
    stream = (held.get("/UF") or held.get("/F")) if isinstance(held, DictionaryObject) else None
    stream = stream.get_object() if stream is not None else None
    return stream if isinstance(stream, StreamObject) else None


def _content(stream: StreamObject) -> bytes:
    try:
        return bytes(stream.get_data())
    except (MemoryError, pypdf.errors.PyPdfError, ValueError, NotImplementedError):
        return b""
