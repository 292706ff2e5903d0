"""Find what an abbreviation stands for, as the papers themselves introduce it."""

import re

from answer.units import Unit, units
from index.library import Library
from index.model import Scope, Viewer

DEPTH = 80
MOST_MEANINGS = 3
LONG_WORD = r"[A-Za-z][\w'’&-]*"
ASKS = re.compile(
    r"\b(?:what(?:'s|s| is| are| does)|stands? for|mean(?:s|ing)?|define|abbreviation|acronym|who (?:is|are))\b", re.I
)
TERM = re.compile(r"\b(?=[A-Z&]*[A-Z])[A-Z][A-Za-z&]*[A-Z]s?\b")
ONLY_MEANING = re.compile(r"\b(?:stands? for|mean(?:s|ing)?|abbreviation|acronym)\b", re.I)
LONGEST_QUESTION = 14


def term_asked(question: str) -> str | None:
    """Return the abbreviation that a short question asks the meaning of."""
    found = TERM.findall(question)
    if len(found) != 1 or len(question.split()) > LONGEST_QUESTION or not ASKS.search(question.replace("’", "'")):
        return None
    return str(found[0]).removesuffix("s") if found[0].endswith("s") and found[0][:-1].isupper() else str(found[0])


def wants_only_meaning(question: str) -> bool:
    """Tell whether nothing but a meaning answers: then an abbreviation that no paper opens is not found."""
    return bool(ONLY_MEANING.search(question))


def meanings(library: Library, term: str, viewer: Viewer, scope: Scope) -> list[Unit]:
    """Return a unit for each meaning that the papers give an abbreviation, the first place of each."""
    numbers = library.match(f'"{term}"', viewer, scope, DEPTH)
    passages = library.passages(numbers, viewer)
    found: dict[str, Unit] = {}
    for number in numbers:
        for unit in units(passages[number]) if number in passages else []:
            long = _long_form(unit.text, term)
            if long:
                found.setdefault(long.lower(), unit)
    return list(found.values())[:MOST_MEANINGS]


def _long_form(text: str, term: str) -> str | None:
    """Return the words before "(TERM)", or in brackets behind it, whose initials make the term."""
    count = len(term) + 3
    before = re.search(
        rf"((?:{LONG_WORD}[\s-]+){{1,{count}}})\(\s*(?:the\s+)?[“\"']?{re.escape(term)}s?[”\"']?\s*\)", text
    )
    behind = re.search(rf"\b{re.escape(term)}s?\s+\(((?:{LONG_WORD}[\s-]*){{2,{count}}})\)", text)
    words = (before[1] if before else behind[1] if behind else "").replace("-", " ").split()
    for start in range(len(words)):
        if _makes("".join(word[0] for word in words[start:]), term):
            return " ".join(words[start:])
    return None


def _makes(initials: str, term: str) -> bool:
    """Tell whether the initials begin as the term does and hold its letters in order ("and", "of" left over)."""
    letters = iter(initials.lower())
    wanted = re.sub(r"[^a-z]", "", term.lower())
    return initials[:1].lower() == wanted[:1] and all(letter in letters for letter in wanted)
