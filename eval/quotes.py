"""Whether a quote stands on the page it names, read afresh from the papers on disk.

Apart from the `ingest` room on purpose: what is measured must not vouch for itself.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import docx
import pypdfium2
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from errors import NothingToRead, PaperError

_QUOTES = dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"')
_PLAIN = str.maketrans(_QUOTES | dict.fromkeys("‐‑‒–—―−", "-"))
# White space, soft hyphens and marks without width: extractors set them differently.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def letters(text: str) -> str:
    """Reduce a text to its characters: no white space, one kind of quotation mark and dash, NFKC."""
    # Before NFKC, which would take a lone acute accent apart into a space and a combining mark.
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text.translate(_PLAIN)))


def paged(file: str) -> bool:
    """Tell whether a file of this name has pages of its own: PDF does, Word and text do not."""
    return file.casefold().endswith(".pdf")


class PapersOnDisk:
    """The papers under some folders, found by file name; of two with one name the first folder's counts."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._paths = _paths(folders)
        self._open: dict[str, _Reader] = {}
        self._letters: dict[tuple[str, int | None], tuple[str, ...]] = {}

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the papers, sorted."""
        return tuple(sorted(self._paths))

    def fingerprint(self, file: str) -> str:
        """Return the first 16 hex digits of the sha256 of a paper's content."""
        return hashlib.sha256(self._paths[file].read_bytes()).hexdigest()[:16]

    def pages(self, file: str) -> tuple[str, ...]:
        """Return the text of each page, page 1 first; a paper without pages is one text."""
        reader = self._reader(file)
        return tuple(reader.readings(page)[0] for page in range(1, reader.pages + 1))

    def holds(self, file: str, pdf_page: int | None) -> bool:
        """Tell whether the place exists; a paper without pages has only the page None."""
        if file not in self._paths:
            return False
        if pdf_page is None or not paged(file):
            return pdf_page is None and not paged(file)
        return 1 <= pdf_page <= self._reader(file).pages

    def stands(self, file: str, pdf_page: int | None, quote: str) -> bool:
        """Tell whether the quote's characters stand on the page, as one of two readings has it."""
        wanted = letters(quote)
        if not wanted or not self.holds(file, pdf_page):
            return False
        place = (file, pdf_page)
        if place not in self._letters:
            self._letters[place] = tuple(letters(text) for text in self._reader(file).readings(pdf_page or 1))
        return any(wanted in text for text in self._letters[place])

    def shows(self, file: str, pdf_page: int | None, words: str) -> bool:
        """Tell whether words stand on the page by themselves: a "7" that is no part of "17"."""
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        return any(whole.search(text) for text in self.readings(file, pdf_page))

    def readings(self, file: str, pdf_page: int | None) -> tuple[str, ...]:
        """Return a page's text as different readers give it; none of a page that does not exist."""
        return self._reader(file).readings(pdf_page or 1) if self.holds(file, pdf_page) else ()

    def _reader(self, file: str) -> "_Reader":
        if file not in self._open:
            path = self._paths[file]
            self._open[file] = _READERS[path.suffix.casefold()](path)
        return self._open[file]


class _Reader(Protocol):
    """An open paper: how many pages it has, and each page's text, read in more than one way."""

    pages: int

    def readings(self, page: int, /) -> tuple[str, ...]: ...


class _Pdf:
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._pdf = PdfReader(path)
            self.pages = len(self._pdf.pages)
        except PyPdfError as error:
            raise PaperError(path.name, "damaged", f"{path} cannot be read, replace it: {error}") from error

    def readings(self, page: int) -> tuple[str, ...]:
        return self._pypdf(page), self._pdfium(page)

    def _pypdf(self, page: int) -> str:
        try:
            return self._pdf.pages[page - 1].extract_text()
        except PyPdfError:
            return ""

    def _pdfium(self, page: int) -> str:
        try:
            with pypdfium2.PdfDocument(self._path) as pdf:
                return str(pdf[page - 1].get_textpage().get_text_bounded())
        except pypdfium2.PdfiumError:
            return ""


class _Word:
    pages = 1

    def __init__(self, path: Path) -> None:
        try:
            self._document = docx.Document(str(path))
        except PackageNotFoundError as error:
            raise PaperError(path.name, "damaged", f"{path} cannot be read, replace it: {error}") from error

    def readings(self, _page: int) -> tuple[str, ...]:
        blocks = "\n".join(_block(block) for block in self._document.iter_inner_content())
        # As stored: text boxes and content controls, which python-docx passes over, are in it.
        stored = "".join(node.text or "" for node in self._document.element.body.iter(qn("w:t")))
        return blocks, stored


class _Text:
    pages = 1

    def __init__(self, path: Path) -> None:
        self._text = path.read_text(encoding="utf-8", errors="replace")

    def readings(self, _page: int) -> tuple[str, ...]:
        return (self._text,)


def _block(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(" ".join(_cells(row)) for row in block.rows)


def _cells(row: _Row) -> Iterator[str]:
    """The cells' texts; a cell that is merged across columns comes once."""
    for cell in dict.fromkeys(row.cells):
        yield "\n".join(_block(block) for block in cell.iter_inner_content())


def _paths(folders: Sequence[Path]) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise NothingToRead(f"{folder} is not a folder of papers")
        for path in sorted(folder.rglob("*")):
            if path.suffix.casefold() in _READERS and path.stem.casefold() != "readme":
                paths.setdefault(path.name, path)
    if not paths:
        raise NothingToRead(f"no paper ({', '.join(_READERS)}) under {', '.join(map(str, folders))}")
    return paths


_READERS: dict[str, Callable[[Path], _Reader]] = {".pdf": _Pdf, ".docx": _Word, ".txt": _Text, ".md": _Text}
