"""Score the units of passages by how likely each answers a question, with weights that come with Askboard."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from errors import WeightsError
from index.embedding import default_weights
from index.evidence.coding import Coded, Encoding

if TYPE_CHECKING:
    import onnxruntime

WEIGHTS = Path(__file__).parent / "reader.onnx"
SHA256 = "2924e25e315603d7f267242cc203cedda80421a0dd88fa404ce73ab884b67188"
# Weights of 8 bits scale what they compute by the highest of a batch: read alone, a passage does not depend on others.
BATCH = 1
THREADS = 2

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one passage: each unit's score above that of "no unit answers", a log odds; shape (units,)."""

    margins: Scores

    @property
    def best(self) -> float:
        """The highest margin; minus infinity for a passage without units."""
        return float(self.margins.max(initial=-np.inf))


class Reader(Protocol):
    """What tells which units of passages answer a question."""

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[str]]]) -> list[Reading]:
        """Return a reading of each passage, which is given as its headings and its units."""


class EvidenceReader:
    """Our own small network (training/), loaded at its first use; some 20 ms a passage on 2 cores."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = SHA256) -> None:
        self._weights, self._sha256 = weights, sha256
        self._loaded: tuple[Encoding, onnxruntime.InferenceSession] | None = None
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[str]]]) -> list[Reading]:
        """Return a reading of each passage; raise WeightsError where the weights are missing or altered."""
        with self._lock:
            encoding, network = self._model()
        margins = [np.full(len(units), -np.inf, dtype=np.float32) for _, units in passages]
        coded = [
            (number, window)
            for number, (context, units) in enumerate(passages) if units
            for window in encoding.coded(question, context, units)
        ]  # fmt: skip
        coded.sort(key=lambda each: len(each[1].ids))
        for start in range(0, len(coded), BATCH):
            batch = coded[start : start + BATCH]
            pieces, none = _run(network, [window for _, window in batch])
            for row, (number, window) in enumerate(batch):
                _pool(margins[number], window, pieces[row], none[row])
        return [Reading(found) for found in margins]

    def _model(self) -> tuple[Encoding, "onnxruntime.InferenceSession"]:
        if self._loaded is None:
            import onnxruntime
            from tokenizers import Tokenizer

            held = self._weights.read_bytes() if self._weights.exists() else b""
            if hashlib.sha256(held).hexdigest() != self._sha256:
                raise WeightsError(f"{self._weights} is missing or not the file that was expected: reinstall Askboard")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = THREADS
            network = onnxruntime.InferenceSession(held, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
            self._loaded = Encoding(tokenizer), network
        return self._loaded


def _run(network: "onnxruntime.InferenceSession", windows: Sequence[Coded]) -> tuple[Scores, Scores]:
    """Return the scores of word pieces (windows, pieces) and of "no unit answers" (windows,)."""
    width = max(len(window.ids) for window in windows)
    ids, types, mask = (np.zeros((len(windows), width), dtype=np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)], types[row, : len(window.ids)] = window.ids, window.types
        mask[row, : len(window.ids)] = 1
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    pieces, none = network.run(None, given)
    return pieces, none


def _pool(margins: Scores, window: Coded, pieces: Scores, none: np.float32) -> None:
    """Set the margins of a window's units: the mean score of their pieces, less that of "no unit answers"."""
    owners = np.asarray(window.owners)
    held = owners >= 0
    sums = np.bincount(owners[held], weights=pieces[: len(owners)][held], minlength=len(margins))
    counts = np.bincount(owners[held], minlength=len(margins))
    there = counts > 0
    margins[there] = sums[there] / counts[there] - none
