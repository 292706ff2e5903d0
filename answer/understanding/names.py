"""The names and abbreviations in a question: whose meaning is asked, and which the papers do not know."""

import re

from index.library import Library
from index.model import Viewer
from index.wording.vocabulary import Vocabulary

ASKS = re.compile(
    r"\b(?:what(?:'s|s| is| are| does)|stands? for|mean(?:s|ing)?|define|abbreviation|acronym|who (?:is|are))\b", re.I
)
TERM = re.compile(r"\b(?=[A-Z&]*[A-Z])[A-Z][A-Za-z&]*[A-Z]s?\b")
ONLY_MEANING = re.compile(r"\b(?:stands? for|mean(?:s|ing)?|abbreviation|acronym)\b", re.I)
LONGEST_QUESTION = 14
NAME = re.compile(r"(?<![.?!:]\s)(?<!^)(?<![\w'’-])[A-Z][a-z]{3,}\b")
CALENDAR = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I
)
# What stands before a name, and is none.
TITLES = frozenset({"Councillor", "Professor", "Doctor", "Lord", "Lady", "Dame", "Alderman", "Reverend", "Mayor"})


def term_asked(question: str) -> str | None:
    """Return the abbreviation that a short question asks the meaning of."""
    found = TERM.findall(question)
    if len(found) != 1 or len(question.split()) > LONGEST_QUESTION or not ASKS.search(question.replace("’", "'")):
        return None
    return str(found[0]).removesuffix("s") if found[0].endswith("s") and found[0][:-1].isupper() else str(found[0])


def wants_only_meaning(question: str) -> bool:
    """Tell whether nothing but a meaning answers: then an abbreviation that no paper opens is not found."""
    return bool(ONLY_MEANING.search(question))


def strangers(library: Library, question: str, viewer: Viewer) -> list[str]:
    """Return the names in a question that stand in no passage the viewer may see, once its spelling is put right."""
    vocabulary = Vocabulary(library, viewer)
    names = dict.fromkeys(
        name for name in NAME.findall(question) if name not in TITLES and not CALENDAR.fullmatch(name)
    )
    return [name for name in names if not vocabulary.holds(name)]
