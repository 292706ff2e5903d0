"""What a matter is called: its words by how rare they are, abbreviations opened, and its meaning."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from nltk.stem import PorterStemmer

from index.embedding import Embedder, Vectors
from index.library import Library
from index.model import Scope, Viewer
from index.wording.dictionary import is_word
from index.wording.words import STOPWORDS, content_words

WORD = re.compile(r"\w+")
# What asks for a trail, or is said of every matter, names none.
GENERIC = re.compile(
    r"(?:(?:decision|decid|propos|recommend|resol|amend|approv|histor|trail|follow|happen|matter|item|report)\w*|"
    r"agree[ds]?)$"
)
LEAST_WEIGHT = 0.2
# A word that only begins as one of the text's words ("extension", "extend") says less than the word itself.
BEGINS, SHORTEST, ALIKE = 5, 6, 0.7
# Words of a matter may stand this much further apart in a title than in a sentence.
APART = 2
# A title that holds this share of the matter, by rarity, is on it, and all that stands under it.
TITLED = 0.75


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the matter: any of its `forms`, each a set of stems, names it; `begins` is how its stem begins."""

    weight: float
    forms: tuple[frozenset[str], ...]
    begins: str | None = None

    def held(self, stems: Set[str]) -> float:
        """Return how much of its weight a text's stems hold."""
        if any(form <= stems for form in self.forms):
            return self.weight
        return ALIKE * self.weight if any(map(self.alike, stems)) else 0.0

    def alike(self, stem: str) -> bool:
        """Tell whether a stem begins as this word's."""
        return self.begins is not None and stem.startswith(self.begins)


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter as it is looked for; `unknown` are its words that stand in none of the papers."""

    text: str
    words: tuple[Word, ...]
    unknown: tuple[str, ...]
    vector: Vectors

    def share(self, *texts: str, title: str = "") -> float:
        """Return the share of the matter's words, weighted by rarity, that texts and a title hold together.

        In each only words that stand near each other count: "local" and "care" far apart are not local care.
        """
        longest = max((len(form) for word in self.words for form in word.forms), default=1)
        near = max(len(self.words), longest) + 1
        found = [self._densest(text, near) for text in texts]
        stems = self._densest(title, APART * near).union(*found)
        return self._weight(stems) / (sum(word.weight for word in self.words) or 1.0)

    def heads(self, title: str) -> bool:
        """Tell whether a title is on the matter: it holds most of it, and the word that says most."""
        return self.share(title=title) >= TITLED and self.says_most(title)

    def says_most(self, title: str) -> bool:
        """Tell whether a title holds the rarest word of the matter."""
        rarest = max(self.words, key=lambda word: word.weight, default=None)
        return rarest is not None and rarest.held({_stem(word) for word in WORD.findall(title.lower())}) > 0

    def _densest(self, text: str, reach: int) -> frozenset[str]:
        """Return the stems of the stretch of a text, of `reach` words, that holds most of the matter."""
        stems = [_stem(word) for word in WORD.findall(text.lower()) if word not in STOPWORDS]
        named = [at for at, stem in enumerate(stems) if any(self._names(word, stem) for word in self.words)]
        stretches = [frozenset(stems[at : at + reach]) for at in named]
        return max(stretches, key=self._weight, default=frozenset())

    def _names(self, word: Word, stem: str) -> bool:
        return any(stem in form for form in word.forms) or word.alike(stem)

    def _weight(self, stems: Set[str]) -> float:
        return sum(word.held(stems) for word in self.words)

    @property
    def figures(self) -> frozenset[str]:
        """Its words with a figure: "75" of a section, which no other number can stand for."""
        return frozenset(word for word in WORD.findall(self.text.lower()) if any(map(str.isdigit, word)))


def read_topic(text: str, library: Library, embedder: Embedder, viewer: Viewer, scope: Scope) -> Topic:
    """Return a matter with its words weighed over all passages that a viewer may see."""
    named = [word for part in content_words(text) for word in WORD.findall(part)]
    named = [word for word in dict.fromkeys(named) if not GENERIC.match(word)] or list(dict.fromkeys(named))
    counts = library.frequencies(named, viewer)
    passages = sum(card.passages for card in library.papers(viewer))
    terms = _terms(library, viewer, scope)
    # "IT" and "CARE" in small letters are words of their own.
    own = {word for word in named if word.upper() not in WORD.findall(text) and is_word(word)}
    terms = {short: longs for short, longs in terms.items() if short not in own}
    words = [_word(word, named, terms, math.log((passages + 1) / (counts[word] + 1))) for word in named]
    unknown = [word for word, read in zip(named, words, strict=True) if not counts[word] and len(read.forms) == 1]
    return Topic(text, tuple(words), tuple(unknown), embedder.question(text))


def cosines(topic: Topic, texts: Sequence[str], embedder: Embedder) -> list[float]:
    """Return how near in meaning each text is to the matter."""
    if not texts:
        return []
    return [float(one) for one in np.vstack(list(embedder.passages(texts))) @ topic.vector]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM).stem(word))


def _word(word: str, named: Sequence[str], terms: Mapping[str, Iterable[frozenset[str]]], weight: float) -> Word:
    """Return a word with its other forms: what it abbreviates, or the abbreviation of a name that it is part of."""
    stem, asked = _stem(word), frozenset(map(_stem, named))
    forms = [frozenset({stem}), *terms.get(word, ())]
    forms += [frozenset({_stem(short)}) for short, longs in terms.items() if any(stem in n <= asked for n in longs)]
    begins = stem[:BEGINS] if len(word) >= SHORTEST and len(stem) >= BEGINS else None
    return Word(max(LEAST_WEIGHT, weight), tuple(forms), begins)


def _terms(library: Library, viewer: Viewer, scope: Scope) -> dict[str, list[frozenset[str]]]:
    """Return the names that the papers abbreviate, as stems, by their abbreviation in small letters."""
    found: dict[str, list[frozenset[str]]] = {}
    for _, entry in library.entries("term", viewer, scope):
        short, long = (
            (entry.field("short") or "").lower(),
            frozenset(map(_stem, content_words(entry.field("long") or ""))),
        )
        if short and len(long) > 1:
            found.setdefault(short, []).append(long)
    return found
