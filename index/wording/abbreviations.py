"""Abbreviations and what they stand for, as the papers that a viewer may see introduce them."""

import re
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from index.library import Library
from index.model import EVERYTHING, Viewer
from index.wording.dictionary import is_word
from index.wording.words import plain

MOST_MEANINGS = 3
# "SEND", "IT" or "ED" in small letters are words of their own.
SHORTEST_SMALL = 3
_LETTERS = re.compile(r"[A-Za-z][\w&/.-]*")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


class Term(NamedTuple):
    """An abbreviation as it is printed, the words that it stands for, and these in the singular, to compare."""

    short: str
    long: str
    compared: str


class Abbreviations:
    """The defined terms of a library, read once for each change of it and each kind of viewer."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._read: dict[frozenset[str], tuple[int, tuple[Term, ...]]] = {}

    def opened(self, text: str, viewer: Viewer) -> list[str]:
        """Return what the abbreviations in a text stand for, and the abbreviations of what it writes out."""
        terms = self._terms(viewer)
        compared = _compared(text)
        found = [long for token in _LETTERS.findall(text) for long in _meanings(token, terms)]
        found += [term.short.lower() for term in terms if f" {term.compared} " in f" {compared} "]
        return list(dict.fromkeys(found))

    def _terms(self, viewer: Viewer) -> tuple[Term, ...]:
        change = self._library.change
        with self._lock:
            kept = self._read.get(viewer.groups)
            if kept is None or kept[0] != change:
                kept = change, _terms(self._library, viewer)
                self._read[viewer.groups] = kept
            return kept[1]


def _terms(library: Library, viewer: Viewer) -> tuple[Term, ...]:
    pairs = ((e.field("short"), e.field("long")) for _, e in library.entries("term", viewer, EVERYTHING))
    found = (
        Term(short, " ".join(_WORD.findall(plain(long))), _compared(long)) for short, long in pairs if short and long
    )
    return tuple({(term.short, term.compared): term for term in found if " " in term.long}.values())


def _meanings(token: str, terms: Sequence[Term]) -> list[str]:
    """Return what one word of a question stands for; in small letters only where it is no word of English."""
    bare = token.rstrip(".-/")
    names = {bare, bare.removesuffix("s")}
    if bare.islower():
        names = {name.upper() for name in names if len(name) >= SHORTEST_SMALL and not is_word(name)}
    return [term.long for term in terms if term.short in names][:MOST_MEANINGS]


def _compared(text: str) -> str:
    return " ".join(map(_singular, _WORD.findall(plain(text))))


def _singular(word: str) -> str:
    if word.endswith(("'s", "s'")):
        word = word[:-2]
    return word[:-1] if len(word) > SHORTEST_SMALL and word.endswith("s") and not word.endswith("ss") else word
