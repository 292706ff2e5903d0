"""Turn a page until its print stands upright."""

import numpy as np

from ingest.model import Box
from ingest.scans.recognising import Picture, Print, Recogniser, Word

# Upright print is read with 0.98 and more (17 scanned pages), turned print with 0.5 to 0.7 (5 pages, each way).
SURE_ENOUGH = 0.9
TALL = 1.5


def read_upright(recogniser: Recogniser, picture: Picture) -> tuple[Print, int]:
    """Return the print of a page and by how many quarter turns to the left it was read."""
    first = recogniser.read(picture)
    if not first.words:
        return first, 0
    lying = _lying(first)
    tried = {0: first}
    if not lying and first.sure >= SURE_ENOUGH:
        return first, 0
    # A run of print that lies on its side is read as if the page was turned to the right, which tells which side.
    turns = ((1, 3) if first.sure >= SURE_ENOUGH else (3, 1)) if lying else (2, 1, 3)
    for turn in turns:
        tried[turn] = recogniser.read(np.rot90(picture, turn))
        if tried[turn].sure >= SURE_ENOUGH and not _lying(tried[turn]):
            break
    standing = {turn: found for turn, found in tried.items() if found.words and not _lying(found)} or tried
    best = max(standing, key=lambda turn: standing[turn].sure)
    return standing[best], best


def turned_back(box: Box, turn: int) -> Box:
    """Return where a box of a page that was turned to the left lies on the page as it is shown."""
    left, top, right, bottom = box
    for _ in range(turn):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom


def _lying(found: Print) -> bool:
    """Tell whether most letters stand in runs that are taller than wide."""
    tall = sum(len(word.text) for word in found.words if _is_tall(word))
    return 2 * tall > sum(len(word.text) for word in found.words)


def _is_tall(word: Word) -> bool:
    width, height = np.ptp(word.corners, axis=0)
    return bool(height > TALL * width)
