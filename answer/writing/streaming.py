"""What every language model is to the rooms, and its reply cut into sentences while it still comes."""

import re
from collections.abc import Generator, Iterator
from typing import Protocol

from answer.units import ABBREVIATION

MOST_TOKENS = 500
MOST_LETTERS = 6000
# A whole reply may take so many times as long as the silence that is waited for.
MOST_TIMEOUTS = 3
MARKS = r"\s*\[(?:passages? )?\d+(?:(?:, ?| and )\d+)*\]"
MARK = re.compile(MARKS, re.IGNORECASE)
# What follows has to be there before a sentence is over: its marks come behind the full stop.
END = re.compile(rf"[.!?][\"'”’)*]*(?:{MARKS})*(?=\s+[^\s\[])|\n(?=\s*[^\s\[])", re.IGNORECASE)
NUMBERING = re.compile(r"(?:^|\n)\s*\d{1,2}\.$")


class Streams(Protocol):
    """Writes on from a prompt, at temperature 0; a stream that is closed stops the model."""

    def stream(self, prompt: str) -> Generator[str]:
        """Yield the parts of the reply as they come; raise LanguageModelError where none comes, or too late."""
        ...

    def close(self) -> None:
        """Let go of what the model holds."""
        ...


class LanguageModel(Protocol):
    """A language model that was chosen; nothing is loaded or asked before it streams."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    @property
    def trusted(self) -> bool:
        """Whether it may be sent exempt passages."""
        ...

    @property
    def letters(self) -> int:
        """How many letters of passages it is sent at most."""
        ...

    def opened(self) -> Streams:
        """Return what streams its replies."""
        ...


def late(timeout: float) -> str:
    """Say that a model did not answer in time, and what to do."""
    return f"did not answer within {timeout:g} s: ask again, or allow it more time in the settings"


def sentences(parts: Iterator[str]) -> Iterator[str]:
    """Yield whole sentences, with the marks behind them, as soon as the next one has begun.

    A reply is read no further than some 6,000 letters.
    """
    held = ""
    for part in _capped(parts):
        held += part
        start = 0
        for end in _ends(held):
            if whole := held[start:end].strip():
                yield whole
            start = end
        held = held[start:]
    if held.strip():
        yield held.strip()


def _capped(parts: Iterator[str]) -> Iterator[str]:
    letters = 0
    for part in parts:
        yield part
        letters += len(part)
        if letters > MOST_LETTERS:
            return


def _ends(text: str) -> Iterator[int]:
    for match in END.finditer(text):
        before = text[: match.start() + 1]
        if before.strip() and not ABBREVIATION.search(before) and not NUMBERING.search(before):
            yield match.end()
