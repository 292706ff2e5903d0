"""Whether a quote stands on the page it names, read afresh from the papers on disk.

Apart from the `ingest` room on purpose: what is measured must not vouch for itself.
"""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import docx
import pypdfium2
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from errors import NothingToRead, PaperError

if TYPE_CHECKING:
    from rapidocr import RapidOCR

_QUOTES = dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"')
_PLAIN = str.maketrans(_QUOTES | dict.fromkeys("‐‑‒–—―−", "-"))
# UTF-8 read as Windows-1252, which a reader may put right: each of these as it comes out then.
_MISREAD = {c.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d"): c for c in "‘’“”–—…•£°½éèü"}
_MISTAKEN = re.compile("|".join(map(re.escape, _MISREAD)))
# White space, soft hyphens and marks without width: extractors set them differently.
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")


# What reading a picture twice, at other sizes, may differ in.
SEEN_DPI, SEEN_SLIPS = 200, 0.03
NUMBER = re.compile(r"\d+")


def letters(text: str) -> str:
    """Reduce a text to its characters: no white space, one kind of quotation mark and dash, NFKC."""
    text = _MISTAKEN.sub(lambda match: _MISREAD[match[0]], text)
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
        """Tell whether the quote's characters stand on the page, as one of two readings has it.

        Of a scanned page, which holds no text, a reading of its picture is asked, where single letters may differ
        and numbers may not.
        """
        wanted = letters(quote)
        if not wanted or not self.holds(file, pdf_page):
            return False
        place = (file, pdf_page)
        if place not in self._letters:
            self._letters[place] = tuple(letters(text) for text in self._reader(file).readings(pdf_page or 1))
        if any(wanted in text for text in self._letters[place]):
            return True
        [picture, *_] = self.readings(file, pdf_page)
        numbers = set(NUMBER.findall(quote)) <= set(NUMBER.findall(picture))
        return self._reader(file).seen(pdf_page or 1) and numbers and _nearly(wanted, self._letters[place][0])

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

    def seen(self, _page: int, /) -> bool:
        """Tell whether a page's words are read from its picture."""
        return False


class _Pdf(_Reader):
    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._pdf = PdfReader(path)
            self.pages = len(self._pdf.pages)
        except PyPdfError as error:
            raise PaperError(path.name, "damaged", f"{path} cannot be read, replace it: {error}") from error

    def readings(self, page: int) -> tuple[str, ...]:
        texts = self._pypdf(page), self._pdfium(page)
        return (self._picture(page),) if self.seen(page) else texts

    def seen(self, page: int) -> bool:
        return not any(map(letters, (self._pypdf(page), self._pdfium(page))))

    def _picture(self, page: int) -> str:
        """Return what a reader of pictures sees on a page; nothing where the extra `ocr` is not installed."""
        if find_spec("rapidocr") is None:
            return ""
        with pypdfium2.PdfDocument(self._path) as pdf:
            found = _reader_of_pictures()(pdf[page - 1].render(scale=SEEN_DPI / 72).to_numpy())
        return " ".join(getattr(found, "txts", None) or ())

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


class _Word(_Reader):
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
        parts = (part for part in self._document.part.package.iter_parts() if "notes.xml" in part.partname)
        notes = "".join(node.text or "" for part in parts for node in parse_xml(part.blob).iter(qn("w:t")))
        return blocks, stored, notes


class _Text(_Reader):
    pages = 1

    def __init__(self, path: Path) -> None:
        self._text = path.read_text(encoding="utf-8", errors="replace")

    def readings(self, _page: int) -> tuple[str, ...]:
        return (self._text,)


@functools.cache
def _reader_of_pictures() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})


def _nearly(wanted: str, text: str) -> bool:
    """Tell whether a text holds the wanted letters but for a few, by their edit distance from its nearest part."""
    row = [0] * (len(text) + 1)
    for place, letter in enumerate(wanted, start=1):
        last, row = row, [place]
        for at, other in enumerate(text, start=1):
            row.append(min(last[at] + 1, row[-1] + 1, last[at - 1] + (letter != other)))
    return min(row) <= SEEN_SLIPS * len(wanted)


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
