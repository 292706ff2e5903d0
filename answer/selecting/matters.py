"""What an answer is about: the item or minute that it cites, and what the registers record of that."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from answer.model import Citation
from answer.selecting.suggesting import ROUTINE
from index.library import Library
from index.model import PaperCard, Scope, Viewer
from index.wording.words import STOPWORDS, content_words, plain
from ingest.model import AgendaItem, Entry, Register

LONGEST_TITLE = 80
LONGEST_LETTERS = 3
CODE = re.compile(r"^(?:\d\d/\d+|[A-Z])\s*[-–]\s+")
# What goes on behind this is a second title, a part of the year, or who speaks.
ENDS = re.compile(r":| \(| – | [B-Z] - ")
DATED = re.compile(r"\b(?:19|20)\d\d(?![/–-]\d)\b.*\b\d{1,2}\b|\b\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d\b")
DIGIT = re.compile(r"\d")
# Words of a title that say what kind of paper it is, and not what about.
FORMS = frozenset(
    {
        "annual",
        "draft",
        "paper",
        "plan",
        "presentation",
        "progress",
        "proposals",
        "report",
        "review",
        "revised",
        "update",
    }
)
LEAST_SHARED, ALIKE = 2, 0.75


@dataclass(frozen=True, slots=True)
class Matter:
    """What was before one meeting: `item` is that of its agenda, `paper` the pack's id, `minute` the number."""

    title: str
    body: str
    day: date | None
    item: str | None = None
    minute: str | None = None
    paper: str = ""


def bare_title(title: str) -> str:
    """Return a title as one says it: no code before it, nothing behind a colon or in brackets, cut at a word."""
    bare = ENDS.split(CODE.sub("", " ".join(title.split())))[0].strip(" .–-")
    bare = " ".join(map(_spoken, bare.split())) if bare.isupper() else bare
    return bare if len(bare) <= LONGEST_TITLE else f"{bare[:LONGEST_TITLE].rsplit(' ', 1)[0]}…"


def _spoken(word: str) -> str:
    """Return a word of a title in capitals as it is written within one; a short one is an abbreviation."""
    return word.lower() if word.lower() in STOPWORDS else word.capitalize() if len(word) > LONGEST_LETTERS else word


def alike(one: Matter, other: Matter) -> bool:
    """Tell whether two matters of one board are the same by the words of their titles."""
    if not same_board(one.body, other.body):
        return False
    own, theirs = _words(one.title), _words(other.title)
    shared = len(own & theirs)
    return bool(own) and (own == theirs or (shared >= LEAST_SHARED and shared >= ALIKE * max(len(own), len(theirs))))


def same_board(one: str, other: str) -> bool:
    """Tell whether two names may be one board's: one is the other without a place before it."""
    first, second = one.lower().split(), other.lower().split()
    shorter = min(len(first), len(second))
    return first[len(first) - shorter :] == second[len(second) - shorter :]


class Records:
    """What the registers record, as far as a viewer may see it; each register is read once, when it is needed."""

    def __init__(self, library: Library, viewer: Viewer, scope: Scope) -> None:
        self._library, self._viewer, self.scope = library, viewer, scope
        self._cards = {card.id: card for card in library.papers(viewer)}
        self._read: dict[Register, list[tuple[PaperCard, Entry]]] = {}

    def matter(self, cited: Citation) -> Matter | None:
        """Return what a citation is about; None where that is a matter of routine or cannot be told."""
        card, passage = self._cards.get(cited.paper.id), cited.passage
        if card is None:
            return None
        day, body = passage.meeting or card.meeting_date, passage.body or card.body or ""
        if passage.minute:
            own = (one for one in self.minuted() if (one.day, one.minute) == (day, passage.minute))
            return next((one for one in own if same_board(one.body, body)), self._only(card.id, passage.minute))
        if not passage.item or passage.meeting:
            return None
        item = next((one for one in self._items(card.id) if one.ref == passage.item), None)
        return self._of_item(card, item) if item and item.part == "public" else None

    def minuted(self) -> Sequence[Matter]:
        """Return the matters that have a minute, the newest meeting first."""
        return self._minuted

    def resolutions(self, matter: Matter) -> list[Entry]:
        """Return what was resolved under the minute of a matter."""
        return self._under(matter, "resolution")

    def votes(self, matter: Matter) -> list[Entry]:
        """Return the votes that were taken under the minute of a matter, each once."""
        return [*{plain(entry.text): entry for entry in self._under(matter, "vote")}.values()]

    def actions(self, matter: Matter) -> list[Entry]:
        """Return the actions that were given under the minute of a matter."""
        return self._under(matter, "action")

    def actions_of(self, owner: str, day: date) -> list[Entry]:
        """Return all actions that someone has from the meetings of a day."""
        held = ((entry, _day_of(card, entry)) for card, entry in self._entries("action"))
        return [entry for entry, held_on in held if held_on == day and entry.field("owner") == owner]

    def recommendations(self, matter: Matter) -> list[Entry]:
        """Return what the report on the item of a matter recommends."""
        held = self._entries("recommendation")
        return [e for card, e in held if matter.item and (card.id, e.item) == (matter.paper, matter.item)]

    def meanings(self, short: str, papers: Collection[str]) -> list[str]:
        """Return what an abbreviation means, none where neither one of some papers nor two others tell it."""
        held = [(card.id, entry) for card, entry in self._entries("term") if entry.field("short") == short]
        told = {name for name, _ in held}
        return [entry.field("long") or "" for _, entry in held] if len(told) > 1 or told & set(papers) else []

    def is_shared(self, matter: Matter) -> bool:
        """Tell whether another board's minute has the same number and day."""
        alike = (one for one in self._minuted if (one.day, one.minute) == (matter.day, matter.minute))
        return any(not same_board(one.body, matter.body) for one in alike)

    @cached_property
    def _minuted(self) -> list[Matter]:
        found: dict[tuple[object, ...], Matter] = {}
        for card, entry in self._entries("minute"):
            title, body = bare_title(entry.field("title") or ""), entry.body or card.body or ""
            day = _day_of(card, entry)
            if entry.minute and day and _tells(title):
                ref = entry.field("item")
                pack = self._pack(body, day, ref)
                matter = Matter(title, body, day, ref if pack else None, entry.minute, pack)
                found.setdefault((" ".join(body.lower().split()[-4:]), day, entry.minute), matter)
        return sorted(found.values(), key=lambda one: one.day or date.min, reverse=True)

    def _only(self, paper: str, minute: str) -> Matter | None:
        """Return the matter of the only minute of that number in a paper, for words that do not tell their meeting."""
        held = [(card, e) for card, e in self._entries("minute") if (card.id, e.minute) == (paper, minute)]
        days = {(_day_of(card, entry), entry.body or card.body or "") for card, entry in held}
        found = [m for m in self._minuted if m.minute == minute and (m.day, m.body) in days]
        return found[0] if len(days) == len(found) == 1 else None

    def _of_item(self, card: PaperCard, item: AgendaItem) -> Matter | None:
        title, body, day = bare_title(item.title), card.body or "", card.meeting_date
        if not _tells(title) or not day:
            return None
        for one in self._minuted:
            if one.day == day and one.item == item.ref and same_board(one.body, body):
                return replace(one, paper=card.id)
        return Matter(title, body, day, item.ref, None, card.id)

    def _pack(self, body: str, day: date, ref: str | None) -> str:
        """Return the id of the paper that holds an item of a meeting, "" where it is not here."""
        own = (c for c in self._cards.values() if c.meeting_date == day and c.kind == "agenda pack")
        held = (c for c in own if same_board(c.body or "", body) and any(i.ref == ref for i in self._items(c.id)))
        return next((card.id for card in held), "")

    def _under(self, matter: Matter, register: Register) -> list[Entry]:
        if matter.minute is None:
            return []
        held = ((entry, card, entry.body or card.body or "") for card, entry in self._entries(register))
        own = [
            entry for entry, card, body in held
            if (entry.minute, _day_of(card, entry)) == (matter.minute, matter.day) and same_board(body, matter.body)
        ]  # fmt: skip
        return [*{plain(entry.text): entry for entry in own}.values()]

    def _entries(self, register: Register) -> list[tuple[PaperCard, Entry]]:
        if register not in self._read:
            held = self._library.entries(register, self._viewer, self.scope)
            self._read[register] = [(self._cards[name], entry) for name, entry in held if name in self._cards]
        return self._read[register]

    def _items(self, paper: str) -> list[AgendaItem]:
        if paper not in self._held:
            self._held[paper] = self._library.items(paper, self._viewer)
        return self._held[paper]

    @cached_property
    def _held(self) -> dict[str, list[AgendaItem]]:
        return {}


def _day_of(card: PaperCard, entry: Entry) -> date | None:
    return entry.meeting or card.meeting_date


def _tells(title: str) -> bool:
    """Tell whether a title says what a matter is, and is no matter of routine or of another day."""
    small = plain(title)
    return bool(_words(title)) and not DATED.search(title) and not any(word in small for word in ROUTINE)


def _words(title: str) -> frozenset[str]:
    return frozenset(w for w in content_words(title) if w not in FORMS and not DIGIT.search(w))
