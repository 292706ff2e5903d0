"""Recognise print in a picture, by the models that rapidocr brings in its wheel: no network is needed."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
# Measured on 4 scanned pages: the same words as at full size, in half the time for finding them.
FINDING_SIDE = 1280
# One line at a time is faster than six padded to the longest (1.0 s a page for 1.1), takes a quarter less memory, and
# reads each line the same whatever else stands on the page.
AT_ONCE = 1
THREADS = 2


class Word(NamedTuple):
    """A run of print: its text, its four corners in pixels from the top left one clockwise, how sure it is (0 to 1)."""

    text: str
    corners: NDArray[np.float64]
    sure: float


class Print(NamedTuple):
    """What stands in a picture of `width` and `height` pixels."""

    words: tuple[Word, ...]
    width: int
    height: int

    @property
    def sure(self) -> float:
        """How sure the words are, each letter counting once; 0 without words."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.sure * len(word.text) for word in self.words) / letters if letters else 0.0


class Recogniser:
    """The models, loaded once."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._read: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                # The page is turned as a whole: a classifier of single lines turned long upright ones upside down.
                "Global.use_cls": False,
                "Global.text_score": 0.0,
                "Det.limit_type": "max",
                "Det.limit_side_len": FINDING_SIDE,
                "Rec.rec_batch_num": AT_ONCE,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def read(self, picture: Picture) -> Print:
        """Return the print in a picture (height x width x 3)."""
        found = self._read(np.ascontiguousarray(picture))
        height, width = picture.shape[:2]
        if not found.txts:
            return Print((), width, height)
        each = zip(found.txts, found.boxes, found.scores, strict=True)
        words = (Word(text.strip(), np.asarray(box, dtype=float), float(sure)) for text, box, sure in each)
        return Print(tuple(word for word in words if word.text), width, height)
