"""Make first questions from the papers at hand."""

from index.library import Library
from index.model import PaperCard, Viewer

MOST = 4
ROUTINE = (
    "apolog",
    "declaration",
    "welcome",
    "minutes",
    "urgent",
    "date of",
    "exclusion",
    "action log",
    "work programme",
)


def suggestions(library: Library, viewer: Viewer) -> list[str]:
    """Return up to four questions about the newest meetings' items, which the papers can answer."""
    cards = library.papers() if viewer.groups else []
    found = [question for card in cards if card.kind == "agenda pack" for question in _of_pack(library, card)]
    found = found or [f"What is {card.title} about?" for card in cards]
    return found[:MOST]


def _of_pack(library: Library, card: PaperCard) -> list[str]:
    items = [i for i in library.items(card.id) if i.first and i.part == "public" and not _routine(i.title)]
    forms = ("What is the board asked to do in item {ref}, {title}?", "What does the report on {title} say?")
    return [forms[n % 2].format(ref=i.ref, title=_short(i.title)) for n, i in enumerate(items[:2])]


def _routine(title: str) -> bool:
    return not title or any(word in title.lower() for word in ROUTINE)


def _short(title: str) -> str:
    return title.split(":")[0].split(" (")[0].strip()
