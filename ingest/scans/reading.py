"""Read scanned pages one by one; run as a program, it hands each page on as soon as it is read."""

import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium_c

from ingest.scans.apart import ReadPage
from ingest.scans.lines import lines_of_print
from ingest.scans.pictures import NESTED
from ingest.scans.recognising import Picture, Recogniser
from ingest.scans.upright import read_upright, turned_back

# At 120, 150 and 200 dpi the same letters of running text were read (4 pages), at 150 the fastest. The models take 2000
# pixels at most.
DPI, LONGEST_SIDE = 150, 2000
POINTS = 72
# Printed pages are read with 0.98 and more, a drawing with writing by hand with 0.8: its figures came out wrong.
LEAST_SURE_PAGE = 0.85
# What differs from the colour of the paper, and which share of a page of specks does.
MARKED, SPECKS = 60, 0.002
# A3 at 600 dpi; it takes four bytes each to look whether an image is sound.
MOST_PIXELS = 80_000_000


def read_pages(path: Path, pages: Sequence[int]) -> Iterator[ReadPage]:
    """Yield the pages of a PDF read from their pictures, boxes as shares of the page as shown."""
    recogniser = Recogniser()
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            read = _read(recogniser, _drawn(page), number)
            yield read._replace(blank=read.blank and _is_whole(page))
            page.close()
    finally:
        document.close()


def _read(recogniser: Recogniser, picture: Picture, number: int) -> ReadPage:
    found, turn = read_upright(recogniser, picture)
    lines = lines_of_print(found) if found.sure >= LEAST_SURE_PAGE else ()
    placed = (replace(line, box=turned_back(line.box, turn)) if line.box else line for line in lines)
    return ReadPage(number, tuple(placed), not found.words and _is_bare(picture))


def _drawn(page: pypdfium2.PdfPage) -> Picture:
    scale = min(DPI / POINTS, LONGEST_SIDE / max(page.get_size()))
    return np.array(page.render(scale=scale).to_numpy()[:, :, :3])


def _is_whole(page: pypdfium2.PdfPage) -> bool:
    """Tell whether the page shows all its images: one that is broken or too large is left white."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=NESTED):
        pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height)
        bitmap = pdfium_c.FPDFImageObj_GetBitmap(image) if width.value * height.value <= MOST_PIXELS else None
        if not bitmap:
            return False
        pdfium_c.FPDFBitmap_Destroy(bitmap)
    return True


def _is_bare(picture: Picture) -> bool:
    grey = picture.mean(axis=2)
    return bool((abs(grey - np.median(grey)) > MARKED).mean() < SPECKS)


def _read_for_parent(path: Path, pages: Sequence[int], megabytes: int, seconds: int) -> None:
    """Write each page to the standard output when it is read; end when one takes longer than `seconds`."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        signal.alarm(seconds)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with out:
        for read in read_pages(path, pages):
            pickle.dump(read, out)
            out.flush()
            if sys.platform != "win32":
                signal.alarm(seconds)


if __name__ == "__main__":
    _read_for_parent(Path(sys.argv[1]), [*map(int, sys.argv[2].split(","))], int(sys.argv[3]), int(sys.argv[4]))
