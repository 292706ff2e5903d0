"""Put slips of spelling right against the words of the papers that a viewer may see; what is in doubt stays."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from nltk.stem import PorterStemmer

from index.library import Library
from index.model import Viewer
from index.wording.dictionary import is_word
from index.wording.slips import OTHER, SHORT, is_slip, is_slip_in_name, slips
from index.wording.vocabulary import Vocabulary
from index.wording.words import STOPWORDS

WORD = re.compile(r"(?<![\w@£$])[A-Za-z]{4,}(?![\w@])")
# By so many letters at most may the stems of a slip and of what was meant differ.
STEMS_APART, LETTERS_APART, LONGEST_ENDING = 2, 4, 7
# A word that could be two others alike is left, unless one of them stands so much more often.
MORE_OFTEN = 3


@dataclass(frozen=True, slots=True)
class _Meant:
    word: str
    slips: float
    often: int


def put_right(text: str, library: Library, viewer: Viewer) -> str:
    """Return a text with its slips of spelling put right.

    A word is a slip where no passage that the viewer may see holds it, it is no word of English, and just one word
    of those passages is near. A name becomes another name only by the smallest of slips ("Weatherly": "Weatherley").
    """
    vocabulary = Vocabulary(library, viewer)
    changes = {word: meant for word in dict.fromkeys(WORD.findall(text)) if (meant := _meant(word, vocabulary))}
    return WORD.sub(lambda match: changes.get(match[0], match[0]), text)


def with_capitals(phrase: str, library: Library, viewer: Viewer) -> str:
    """Return a phrase as the papers print it where they only print it as a name, else as it is."""
    found = Vocabulary(library, viewer).printed(phrase) if phrase.strip() else Counter()
    if not found or any(
        not word[0].isupper() for printed in found for word in printed.split() if word not in STOPWORDS
    ):
        return phrase
    return max(found, key=lambda printed: (not printed.isupper(), found[printed], printed))


def _meant(word: str, vocabulary: Vocabulary) -> str | None:
    """Return what a word is a slip for; None where it is none, or where it is in doubt."""
    small = word.lower()
    if word.isupper() or small in STOPWORDS or _is_contraction(small) or is_word(word) or vocabulary.holds(small):
        return None
    found = sorted(_candidates(word, vocabulary), key=lambda meant: (meant.slips, -meant.often))
    if not found or any(
        found[0].slips == other.slips and found[0].often < MORE_OFTEN * other.often for other in found[1:]
    ):
        return None
    best = found[0].word
    return best[0].upper() + best[1:] if word[0].isupper() else best


def _candidates(word: str, vocabulary: Vocabulary) -> list[_Meant]:
    """Return the words of the papers that a word may be a slip for."""
    small = word.lower()
    # A slip in the ending keeps it from being cut off: "resolutoin".
    stem, swapped = _stem(small), {_stem(other) for other in _swapped(small)}
    lengths = range(max(SHORT - 1, len(stem) - LONGEST_ENDING), len(stem) + STEMS_APART + 1)
    found: dict[str, _Meant] = {}
    for near in vocabulary.stems(stem[0], lengths):
        if near in swapped or _is_near(stem, near):
            found |= {meant.word.lower(): meant for meant in _alike(word, vocabulary.words(near))}
    return list(found.values())


def _is_near(stem: str, other: str) -> bool:
    apart = abs(len(stem) - len(other)) <= STEMS_APART and len(set(other) ^ set(stem)) <= LETTERS_APART
    return apart and slips(stem, other) <= STEMS_APART * OTHER


def _swapped(word: str) -> list[str]:
    """Return a word with each two neighbouring letters but the first in the other order."""
    return [f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(1, len(word) - 1)]


def _alike(word: str, held: Mapping[str, int]) -> Iterator[_Meant]:
    """Yield those of some printed words that a word may be a slip for; those only printed with a capital are names."""
    small = word.lower()
    for printed in held:
        same = printed.lower()
        if printed != same and same in held:
            continue
        alike = is_slip_in_name if printed != same or word != small else is_slip
        if alike(small, same):
            yield _Meant(printed, slips(small, same), held[printed])


def _is_contraction(word: str) -> bool:
    """Tell whether a word is one like "couldnt", its apostrophe left out."""
    return word.endswith("nt") and is_word(word[:-1])


@cache
def _stem(word: str) -> str:
    return str(_stemmer().stem(word))


@cache
def _stemmer() -> PorterStemmer:
    return PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM)
