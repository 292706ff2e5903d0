"""The names in a question: abbreviations whose meaning is asked, names no paper knows, papers and boards it calls."""

import re
from collections.abc import Collection, Mapping, Sequence

from index.library import Library
from index.model import KIND_WORDS, PaperCard, Viewer
from index.wording.vocabulary import Vocabulary
from index.wording.words import STOPWORDS

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
# So many words before "plan" or "board" may say whose, or what, it is.
NEAR = 5
LEAST_LETTERS, LEAST_SHARED = 3, 2
WORD = re.compile(r"[A-Za-z0-9]+")
LETTERS = re.compile(r"[A-Za-z]+")
# Words of a title that many papers have, and that name none.
GENERAL = frozenset(
    (  # noqa: SIM905 - words are read as words
        "agenda board cabinet committee council draft final health item meeting part public wellbeing nhs previous"
    ).split()
)
PAPERS = frozenset(
    (  # noqa: SIM905 - words are read as words
        "agenda appendix document letter minutes pack paper plan presentation report slides strategy supplement "
        "template"
    ).split()
)
ANY_PAPER = frozenset({"paper", "document", "report"})
# Words that a board is called by.
BOARDS = frozenset(
    (  # noqa: SIM905 - words are read as words
        "assembly board boards cabinet committee council executive forum governors group hwb meeting minutes panel "
        "partnership trust"
    ).split()
)
# Words of boards' names that tell none from another.
ANY_BOARD = frozenset(
    (  # noqa: SIM905 - words are read as words
        "assembly board body borough city committee council county district executive forum governing group hwb "
        "health joint nhs panel partnership trust wellbeing"
    ).split()
)


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


def papers_named(question: str, cards: Collection[PaperCard]) -> frozenset[str]:
    """Return the ids of the papers that a question calls by words of their title, or by its first letters.

    "The SKC plan" and "the Swale plan" name papers; words that more than one paper has in its title name none alone.
    """
    tokens = WORD.findall(question.replace("’", "'").replace("'s", ""))
    titles = {card.id: _title(card) for card in cards}
    found: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if (noun := token.lower()) in PAPERS:
            near = tokens[max(0, at - NEAR) : at]
            found |= {
                c.id: n for c in cards if noun in _kinds(c) and (n := _named(near, c, titles)) > found.get(c.id, 0)
            }
    best = max(found.values(), default=0)
    return frozenset(name for name, words in found.items() if words == best)


def _kinds(card: PaperCard) -> frozenset[str]:
    return _title(card) | {KIND_WORDS.get(card.kind, card.kind)} | ANY_PAPER


def _title(card: PaperCard) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(card.title.lower()) if word not in STOPWORDS)


def _named(near: Sequence[str], card: PaperCard, titles: Mapping[str, frozenset[str]]) -> int:
    """Return how many words call a paper by its title; one alone only where no other paper has it."""
    title, letters = titles[card.id], _initials(card)
    small = {word.lower() for word in near} - GENERAL - PAPERS
    shared = {word for word in small & title if not word.isdigit()}
    if any(len(word) >= LEAST_LETTERS and word.isupper() and word.lower() in letters for word in near):
        return LEAST_SHARED + len(shared)
    if _is_called_else(near, title):
        return 0
    alone = any(sum(word in other for other in titles.values()) == 1 for word in shared)
    return len(shared) if len(shared) >= LEAST_SHARED or (alone and len(titles) > 1) else 0


def _is_called_else(near: Sequence[str], title: frozenset[str]) -> bool:
    """Tell whether a name right before "plan" is not of a title: "the Medway Fund plan" is not West Kent's."""
    for word in reversed(near):
        if word.lower() not in title | GENERAL | PAPERS and not word.isdigit():
            return word[0].isupper()
    return False


def _initials(card: PaperCard) -> str:
    return "".join(word[0] for word in WORD.findall(card.title.lower()) if word not in STOPWORDS)


def bodies_named(question: str, bodies: Collection[str]) -> frozenset[str]:
    """Return the boards that a question names: "the Thanet board", "DGS board", "Cabinet".

    Of boards that share the words of the name, those that have the fewest others. "The board" names none.
    """
    tokens = LETTERS.findall(question.replace("’", "'").replace("'s", ""))
    found: dict[str, tuple[int, int]] = {}
    for at, token in enumerate(tokens):
        if token.lower() in BOARDS:
            near = tokens[max(0, at - NEAR) : at + 1]
            found |= {body: new for body in bodies if (new := _likeness(near, body)) > found.get(body, (0, 0))}
    best = max(found.values(), default=(0, 0))
    return frozenset(body for body, likeness in found.items() if likeness == best)


def _likeness(near: Sequence[str], body: str) -> tuple[int, int]:
    """Return how many of a board's own words are near, and, the fewer the better, how many are not."""
    words = [word for word in LETTERS.findall(body.lower()) if word not in STOPWORDS]
    own = frozenset(words) - ANY_BOARD
    letters = "".join(word[0] for word in words)
    if any(len(word) >= LEAST_LETTERS and word.isupper() and letters.startswith(word.lower()) for word in near):
        return len(own), 0
    shared = own & {word.lower() for word in near}
    return (len(shared), -len(own - shared)) if shared else (0, 0)
