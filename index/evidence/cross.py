"""Score units with any sentence-transformers cross-encoder that the settings name, in place of our own reader."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from errors import WeightsError
from index.evidence.reader import Reading

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class CrossEncoderReader:
    """Score each unit, under its headings, as one pair with the question; slow on a CPU: a pair takes some 5 ms."""

    def __init__(self, model: str) -> None:
        self._name = model
        self._loaded: CrossEncoder | None = None
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[str]]]) -> list[Reading]:
        """Return a reading of each passage: the model's logits; raise WeightsError where it cannot be loaded."""
        pairs = [(question, f"{context}: {unit}") for context, units in passages for unit in units]
        if not pairs:
            return [Reading(np.zeros(0, dtype=np.float32)) for _ in passages]
        from torch.nn import Identity

        with self._lock:
            scores = np.asarray(self._model().predict(pairs, activation_fn=Identity()), dtype=np.float32)
        ends = np.cumsum([len(units) for _, units in passages])
        return [Reading(part) for part in np.split(scores.reshape(len(pairs)), ends[:-1])]

    def _model(self) -> "CrossEncoder":
        if self._loaded is None:
            from sentence_transformers import CrossEncoder

            try:
                self._loaded = CrossEncoder(self._name, device="cpu", trust_remote_code=False, local_files_only=True)
            except (OSError, ValueError) as error:
                message = f"The cross-encoder {self._name} cannot be loaded: give a folder that holds it"
                raise WeightsError(message) from error
        return self._loaded
