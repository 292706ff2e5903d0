"""Questions to begin with, which the papers at hand can answer."""

from index.library import Library
from index.model import PaperCard, Viewer

MOST_SUGGESTIONS = 4
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
    cards = library.papers(viewer)
    found = [question for card in cards if card.kind == "agenda pack" for question in _of_pack(library, card, viewer)]
    found = found or [f"What is {card.title} about?" for card in cards]
    return found[:MOST_SUGGESTIONS]


def _of_pack(library: Library, card: PaperCard, viewer: Viewer) -> list[str]:
    items = [i for i in library.items(card.id, viewer) if i.first and i.part == "public" and i.title]
    told = [i for i in items if not any(word in i.title.lower() for word in ROUTINE)]
    when = f" ({card.meeting_date:%B %Y})" if card.meeting_date else ""
    forms = ("What is the board asked to do in item {ref}{when}, {title}?", "What does the report on {title} say?")
    titles = [i.title.split(":")[0].split(" (")[0].strip() for i in told]
    return [forms[n % 2].format(ref=i.ref, when=when, title=titles[n]) for n, i in enumerate(told[:2])]
