"""Have scanned pages read by a process that is ended when it breaks its limits; pages not reached stay pictures."""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple

from ingest.model import Line, RawPage, RawPaper

ROOT = Path(__file__).resolve().parents[2]
# pdfium and the models end the process on a page that they cannot bear: it is left out, and reading goes on behind it.
MOST_LOST = 3
# Each thread's own store of memory would count against the limit, used or not.
LEAN = {"MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class ScanLimits(NamedTuple):
    """What reading scans may cost: so long to begin, so long a page on the whole, and no page longer than `stuck`.

    A page takes some 1 s and 0.6 GB on two free cores.
    """

    seconds: float = 20.0
    seconds_a_page: float = 15.0
    stuck: int = 30
    megabytes: int = 1280


SCAN_LIMITS = ScanLimits()


class Unbuilt(NamedTuple):
    """What a reader made of a file, before it is built: its scanned pages may wait to be read."""

    paper_id: str
    raw: RawPaper


class ReadPage(NamedTuple):
    """What a page's picture says; `blank` where it shows nothing, no `lines` also where no print could be read."""

    pdf_page: int
    lines: tuple[Line, ...]
    blank: bool


def has_scans(raw: RawPaper) -> bool:
    """Tell whether a PDF's pages wait to be read from their pictures, and can be: `pip install askboard[ocr]`."""
    return raw.paged and any(page.picture for page in raw.pages) and find_spec("rapidocr") is not None


def read_scans(path: Path, raw: RawPaper, limits: ScanLimits = SCAN_LIMITS) -> RawPaper:
    """Return a PDF's pages with those that are pictures read as far as the limits allow."""
    wanted = [page.pdf_page for page in raw.pages if page.picture]
    ends = time.monotonic() + limits.seconds + limits.seconds_a_page * len(wanted)
    read: dict[int, ReadPage] = {}
    for _ in range(MOST_LOST + 1):
        found = _read_on(path, wanted, limits, ends - time.monotonic())
        read |= {page.pdf_page: page for page in found}
        wanted = wanted[len(found) + 1 :]
        if not wanted or time.monotonic() >= ends:
            break
    return replace(raw, pages=tuple(_with(page, read.get(page.pdf_page)) for page in raw.pages))


def _read_on(path: Path, pages: Sequence[int], limits: ScanLimits, seconds: float) -> list[ReadPage]:
    """Return the first of the pages, up to the one at which reading ended."""
    given = ",".join(map(str, pages)), str(limits.megabytes), str(limits.stuck)
    command = [sys.executable, "-m", "ingest.scans.reading", os.path.abspath(path), *given]
    with tempfile.TemporaryFile() as out:
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT, env=os.environ | LEAN,
                timeout=seconds, check=False,
            )  # fmt: skip
        out.seek(0)
        return [*_handed_on(out)]


def _handed_on(out: IO[bytes]) -> Iterator[ReadPage]:
    while True:
        try:
            yield pickle.load(out)
        except (EOFError, pickle.UnpicklingError):
            return


def _with(page: RawPage, read: ReadPage | None) -> RawPage:
    """Return a page with what its picture says; what it holds as text, its stamp, is taken once."""
    if read is None:
        return page
    if read.blank:
        return replace(page, picture=False)
    added = [line for line in read.lines if not any(_covers(line, own) for own in page.lines)]
    if not any(line.text for line in added):
        return page
    above = [line for line in page.lines if line.box and line.box[3] < 0.5]
    below = [line for line in page.lines if line not in above]
    gap = Line("")
    lines = (*above, *([gap] if above else []), *added, *([gap] if below else []), *below)
    return replace(page, lines=lines, ocr=True)


def _covers(line: Line, own: Line) -> bool:
    """Tell whether a line lies where the page's own text lies."""
    if not (line.box and own.box):
        return False
    left, top, right, bottom = own.box
    return line.box[0] <= (left + right) / 2 <= line.box[2] and line.box[1] <= (top + bottom) / 2 <= line.box[3]
