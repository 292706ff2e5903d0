"""What a reader of a register has found, before the meeting it belongs to is known."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.model import Register
from ingest.registers.words.places import Words


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a register: its fields, the words it was read from, and the minute and paragraph about them."""

    register: Register
    fields: tuple[tuple[str, str], ...]
    words: Words
    minute: str | None = None
    paragraph: str | None = None


def found(register: Register, words: Words, fields: Mapping[str, str | None], minute: str | None = None) -> Found:
    """Return a row; fields without a value are left out."""
    kept = tuple((name, " ".join(value.split())) for name, value in fields.items() if value and value.strip())
    return Found(register, kept, words, minute)
