"""Read a file as a `Paper`: its pages with stamps and items, what kind of paper it is, whose and of when."""

import hashlib
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from errors import NothingToRead, PaperError
from ingest.agenda import all_items, classify, items_of_pages, read_agenda
from ingest.marks.stamps import StampedPage, read_stamps
from ingest.marks.withheld import names_withheld, withholds
from ingest.model import AgendaItem, Classification, Page, Paper, PaperKind, Passage, RawPage, RawPaper
from ingest.passages import cut
from ingest.pdf import read_pdf
from ingest.texts import read_docx, read_text

FRONT_LINES = 60
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
WRITTEN_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{MONTH},?[\s-]+(?P<year>(?:19|20)\d\d)\b", re.I
)
FILE_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>\d\d)[-_.]?(?P<day>\d\d)(?!\d)")
MEETING_LINE = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Date:|held on|meeting of)\b", re.IGNORECASE)
BODY = re.compile(
    r"\b((?:[A-Z][\w'’&-]*\s+(?:(?:and|of|the|for|&)\s+)*)*"
    r"(?:Board|Committee|Cabinet|Governing Body|Panel|Partnership|Council))\b"
)
SHOUTED_BODY = re.compile(
    r"\b((?:[A-Z][A-Z'’&-]*\s+)*(?:BOARD|COMMITTEE|CABINET|GOVERNING BODY|PANEL|PARTNERSHIP|COUNCIL))\b"
)
PACK_TITLE = re.compile(r"\bfor (?:the )?(.+?),\s*\d")
MINUTES_HEAD = re.compile(r"\b(?:MINUTES|RECORD) (?:of|OF)\b|^MINUTES\b|^Minutes of (?:a|the) meeting", re.MULTILINE)
REPORT_HEAD = re.compile(r"^(?:From|By|To|Report from|Report to|Subject)\s*:", re.MULTILINE)
PLAN = re.compile(r"\b(?:plan|strategy)\b", re.IGNORECASE)
NO_NAME = frozenset(("board", "committee", "panel", "partnership", "council", "the board", "the council"))
DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)
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
    """Return the paper that a file holds; raise PaperError with the file's name and what to do about it."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        message = (
            f"{path.name} is not of a kind that Askboard reads ({', '.join(sorted(READERS))}): save it as one of them"
        )
        raise PaperError(path.name, "not a paper", message)
    return build_paper(path.name, paper_id(path), reader(path))


def read_apart(path: Path, limits: Limits = LIMITS) -> tuple[Paper, tuple[Passage, ...]]:
    """Return the paper in a file, and its passages, read by a process that is ended when it breaks the limits."""
    command = [sys.executable, "-m", "ingest.reading", os.path.abspath(path), str(limits.megabytes)]
    try:
        ended = subprocess.run(command, capture_output=True, cwd=ROOT, timeout=limits.seconds, check=False)
    except subprocess.TimeoutExpired as error:
        message = f"{path.name} took more than {limits.seconds:g} s to read: {SMALLER}"
        raise PaperError(path.name, "time", message) from error
    if ended.returncode == OUT_OF_MEMORY:
        message = f"{path.name} needs more than {limits.megabytes} MB to read: {SMALLER}"
        raise PaperError(path.name, "memory", message)
    if ended.returncode:
        message = f"{path.name} made the reader fail: open it, save it anew, and ingest that"
        raise PaperError(path.name, "damaged", message)
    outcome: tuple[Paper, tuple[Passage, ...]] | tuple[str, str, str] = pickle.loads(ended.stdout)
    if isinstance(outcome[0], str):
        raise PaperError(*outcome)
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


def build_paper(file: str, paper_id: str, raw: RawPaper) -> Paper:
    """Return a paper from what a reader handed on: stamps, items, kind, body, date and status found."""
    stamped = read_stamps(raw.pages) if raw.paged else [_unstamped(page) for page in raw.pages]
    items = read_agenda(stamped) if raw.paged else ()
    refs = items_of_pages(stamped, items, raw.outline)
    names = (Path(file).stem, raw.title or "")
    whole = any(map(names_withheld, names)) or any(map(withholds, raw.band))
    classes: list[Classification] = ["exempt"] * len(refs) if whole else classify(stamped, items, refs)
    items = all_items(items, raw.outline, refs, classes)
    pages = tuple(
        Page(p.raw.pdf_page, p.raw.label, p.stamp, p.lines, ref, p.sure, p.minute_mark, classification)
        for p, ref, classification in zip(stamped, refs, classes, strict=True)
    )
    front = _front_text(stamped)
    kind = _kind(front, raw, items, file)
    return Paper(
        id=paper_id, file=file, kind=kind, title=_title(raw, front, file), body=_body(raw.title, front),
        meeting_date=_meeting_date(raw.title, front, file), status=_status(kind, stamped), paged=raw.paged,
        pages=pages, items=items,
        pages_without_text=tuple(p.raw.pdf_page for p in stamped if not p.lines and not p.blank),
    )  # fmt: skip


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _readable(path: Path) -> bool:
    return path.suffix.lower() in READERS and path.stem.upper() != "README" and not path.name.startswith((".", "~$"))


def _unstamped(page: RawPage) -> StampedPage:
    return StampedPage(page, page.lines, None, True, None, None, False)


def _front_text(pages: Sequence[StampedPage]) -> str:
    lines = [line.text for page in pages[:2] for line in page.lines if line.text]
    return "\n".join(lines[:FRONT_LINES])


def _kind(front: str, raw: RawPaper, items: Sequence[AgendaItem], file: str) -> PaperKind:
    naming = f"{raw.title or ''} {file}"
    if any(item.first for item in items) or "Public Pack" in naming:
        return "supplement" if re.search(r"supplement", naming, re.IGNORECASE) else "agenda pack"
    if MINUTES_HEAD.search(front[:600]) or re.search(r"\bminutes\b", naming, re.IGNORECASE):
        return "minutes"
    landscape = sum(page.landscape for page in raw.pages)
    if PLAN.search(naming):
        return "plan"
    if raw.paged and landscape > len(raw.pages) / 2:
        return "slides"
    return "report" if len(REPORT_HEAD.findall(front)) >= 2 or not raw.paged else "other"


def _title(raw: RawPaper, front: str, file: str) -> str:
    plain = Path(file).stem.replace("-", " ").replace("_", " ")
    if raw.title and len(raw.title.split()) > 1 and "Microsoft" not in raw.title:
        return re.sub(r"^\(Public Pack\)", "", raw.title).strip()
    return plain if not front else plain[:1].upper() + plain[1:]


def _body(title: str | None, front: str) -> str | None:
    """Return the board's name: from the paper's title, else from its first lines; a bare council comes last."""
    if pack := PACK_TITLE.search(title or ""):
        return pack[1]
    found = [
        m[1]
        for text in (title or "", *front.split("\n")[:25])
        for m in (*BODY.finditer(text), *SHOUTED_BODY.finditer(text))
    ]
    named = [re.sub(r"^(?:Minutes|Meeting|Agenda) (?:of|for) (?:the )?", "", name, flags=re.I) for name in found]
    named = [name for name in named if name.lower() not in NO_NAME]
    best = next((name for name in named if not name.lower().endswith("council")), next(iter(named), None))
    return best.title().replace(" And ", " and ").replace(" Of ", " of ") if best and best.isupper() else best


def _meeting_date(title: str | None, front: str, file: str) -> date | None:
    """Return the date of the meeting: beside a weekday or "held on" first, then title, file name, front."""
    meeting = "\n".join(line for line in front.split("\n") if MEETING_LINE.search(line))
    for text in (meeting, title or "", file, front):
        for found in (*_written_dates(text), *_file_dates(text)):
            return found
    return None


def _written_dates(text: str) -> Iterator[date]:
    for match in WRITTEN_DATE.finditer(text):
        yield from _date(match["year"], str(MONTHS[match["month"].lower()[:3]]), match["day"])


def _file_dates(text: str) -> Iterator[date]:
    for match in FILE_DATE.finditer(text):
        yield from _date(match["year"], match["month"], match["day"])


def _date(year: str, month: str, day: str) -> Iterator[date]:
    try:
        yield date(int(year), int(month), int(day))
    except ValueError:
        return


def _status(kind: PaperKind, pages: Sequence[StampedPage]) -> Literal["draft", "confirmed"] | None:
    if kind != "minutes":
        return None
    head = " ".join(line.text for line in pages[0].lines[:8])
    return "draft" if DRAFT.search(head) else "confirmed"


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
    outcome: object
    try:
        paper = read_paper(path)
        outcome = paper, cut(paper)
    except PaperError as error:
        outcome = error.file, error.reason, str(error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    with out:
        pickle.dump(outcome, out)


if __name__ == "__main__":
    _read_for_parent(Path(sys.argv[1]), int(sys.argv[2]))
