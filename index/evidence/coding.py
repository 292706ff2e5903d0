"""Turn a question and a passage into the word pieces that the evidence reader is given, in training and in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST, LONGEST_QUESTION, LONGEST_CONTEXT = 384, 64, 48
# A unit that no window could hold whole is cut off.
LONGEST_UNIT = LONGEST - LONGEST_QUESTION - LONGEST_CONTEXT - 3


@dataclass(frozen=True, slots=True)
class Coded:
    """A question over a passage as word pieces; `owners` tell for each piece its unit (from 0), or -1.

    `types` are 0 for the question and 1 for the passage. The three have one length, at most LONGEST.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    owners: tuple[int, ...]


class Encoding:
    """Turn a question, the headings of a passage and its units into word pieces."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._open, self._close = tokenizer.encode("").ids

    def coded(self, question: str, context: str, units: Sequence[str]) -> list[Coded]:
        """Return the word pieces of a passage; of a long one in several windows, each with the question and headings.

        No unit stands in two windows.
        """
        asked = [self._open, *self._pieces(question)[:LONGEST_QUESTION], self._close]
        headings = self._pieces(context)[:LONGEST_CONTEXT]
        room = LONGEST - len(asked) - len(headings) - 1
        windows: list[list[tuple[int, int]]] = [[]]
        for number, unit in enumerate(units):
            told = [(piece, number) for piece in self._pieces(unit)[:LONGEST_UNIT]]
            if windows[-1] and len(windows[-1]) + len(told) > room:
                windows.append([])
            windows[-1] += told
        return [self._window(asked, headings, told) for told in windows]

    def _window(self, asked: Sequence[int], headings: Sequence[int], told: Sequence[tuple[int, int]]) -> Coded:
        ids = (*asked, *headings, *(piece for piece, _ in told), self._close)
        owners = ((-1,) * (len(asked) + len(headings)), tuple(owner for _, owner in told), (-1,))
        return Coded(ids, (0,) * len(asked) + (1,) * (len(ids) - len(asked)), sum(owners, ()))

    def _pieces(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
