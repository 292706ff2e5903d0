"""What the reader learns from: a question over the units of a passage, and which of them answer it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A question over a passage: `gold` are the units that answer it, `answers` tells whether any does.

    Where `answers` is true and `gold` empty, it is not known which unit holds the answer.
    """

    question: str
    context: str
    units: tuple[str, ...]
    gold: tuple[int, ...]
    answers: bool

    @property
    def length(self) -> int:
        """How many letters are read."""
        return len(self.question) + len(self.context) + sum(map(len, self.units))


def by_length(examples: Sequence[Example], letters: int) -> list[list[Example]]:
    """Return batches of about so many letters, each of examples of like length: padding costs as much as words."""
    pools: dict[int, list[Example]] = defaultdict(list)
    batches = []
    for example in examples:
        pool = pools[example.length // 150]
        pool.append(example)
        if len(pool) * max(e.length for e in pool) >= letters:
            batches.append(list(pool))
            pool.clear()
    return batches + [pool for pool in pools.values() if pool]
