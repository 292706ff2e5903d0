"""Which words are English: those that the default embedding model knows whole, and their usual forms."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from index.embedding import DEFAULT_PACKAGE
from index.wording.words import spellings

SHORTEST = 3
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ier", "y"), ("ily", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"),
    ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("ers", ""), ("ly", ""), ("ness", ""), ("less", ""),
    ("ation", "e"), ("ations", "e"), ("able", ""), ("able", "e"), ("ful", ""),
)  # fmt: skip
_BEGINNINGS = ("un", "re", "non", "over", "under", "pre", "mis", "dis")


def is_word(word: str) -> bool:
    """Tell whether a word is English as far as is known; where nothing is known every word is taken for one.

    Of a word with a capital, which may be a name, only the plainest forms are: "Weatherly" is none of "weather".
    """
    known, small = _known(), word.lower()
    if not known:
        return True
    forms = {small, *spellings(small)}
    if word != small:
        return any(form in known or form.removesuffix("s") in known for form in forms)
    forms |= {form.removeprefix(beginning) for form in forms for beginning in _BEGINNINGS}
    return any(_is_form(form, known) for form in forms)


def _is_form(word: str, known: frozenset[str]) -> bool:
    if word in known:
        return True
    for ending, instead in _ENDINGS:
        base = word.removesuffix(ending) + instead
        if word.endswith(ending) and len(base) > SHORTEST:
            undoubled = base[:-1] if not instead and base[-1] == base[-2] else base
            if base in known or undoubled in known:
                return True
    return False


@cache
def _known() -> frozenset[str]:
    spec = find_spec(DEFAULT_PACKAGE)
    path = Path(spec.origin).parent / "model" / "vocab.txt" if spec and spec.origin else None
    if path is None or not path.exists():
        return frozenset()
    words = path.read_text(encoding="utf-8").split()
    return frozenset(word for word in words if len(word) >= SHORTEST and word.isalpha())
