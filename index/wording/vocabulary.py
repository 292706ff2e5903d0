"""The words of the passages that a viewer may see, as the index of words holds them."""

import re
from collections import Counter
from collections.abc import Sequence

from index.library import Library
from index.model import EVERYTHING, Viewer
from index.sqlite.conditions import allowed, words_of

MOST_PASSAGES = 60
_WORD = re.compile(r"[A-Za-z]+")


class Vocabulary:
    """What stands in the library for a viewer; what only others may see is as unknown as what stands nowhere."""

    def __init__(self, library: Library, viewer: Viewer) -> None:
        self._library, self._index = library, words_of(viewer)
        self._where, self._values = allowed(viewer, EVERYTHING)

    def holds(self, word: str) -> bool:
        """Tell whether a word stands in any passage, in any of its forms."""
        query = (
            f"SELECT 1 FROM {self._index} JOIN passages p ON p.number = {self._index}.rowid"
            f" JOIN papers ON papers.id = p.paper_id WHERE {self._index} MATCH ? AND {self._where} LIMIT 1"
        )
        return bool(self._library.store.rows(query, (f'"{word}"', *self._values)))

    def printed(self, phrase: str) -> Counter[str]:
        """Return how a phrase is printed, with capitals or without, and how often."""
        query = (
            f"SELECT p.text FROM {self._index} JOIN passages p ON p.number = {self._index}.rowid"
            f" JOIN papers ON papers.id = p.paper_id WHERE {self._index} MATCH ? AND {self._where}"
            f" LIMIT {MOST_PASSAGES}"
        )
        rows = self._library.store.rows(query, ('"' + phrase.replace('"', "") + '"', *self._values))
        words = re.compile(r"\b" + r"\s+".join(map(re.escape, phrase.split())) + r"\b", re.IGNORECASE)
        return Counter(" ".join(found.split()) for row in rows for found in words.findall(row["text"]))

    def stems(self, first: str, lengths: range) -> list[str]:
        """Return the stems, as the index cuts words, that begin with a letter and are of some length.

        They are all that the index holds: `words` tells which of them a viewer may know of.
        """
        table = self._table("row")
        query = f"SELECT term FROM {table} WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"
        rows = self._library.store.rows(query, (first, chr(ord(first) + 1), lengths.start, lengths.stop - 1))
        return [str(row["term"]) for row in rows]

    def words(self, stem: str) -> Counter[str]:
        """Return the words that begin as a stem does, as they are printed, with how often they stand there."""
        query = (
            f"SELECT DISTINCT p.number, p.text FROM {self._table('instance')} v JOIN passages p ON p.number = v.doc"
            f" JOIN papers ON papers.id = p.paper_id WHERE v.term = ? AND {self._where} LIMIT {MOST_PASSAGES}"
        )
        rows: Sequence[str] = [row["text"] for row in self._library.store.rows(query, (stem, *self._values))]
        start = stem[: max(2, len(stem) - 2)]
        return Counter(word for text in rows for word in _WORD.findall(text) if word.lower().startswith(start))

    def _table(self, kind: str) -> str:
        """Return the table of the index's own terms, which lives as long as this thread's connection."""
        name = f"{self._index}_by_{kind}"
        self._library.store.rows(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, {self._index}, {kind})"
        )
        return f"temp.{name}"
