"""Read what was proposed, decided and set to be done over all papers, under its title, and keep what is on a matter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.trail.topics import Topic, cosines
from index.embedding import Embedder
from index.library import Library
from index.model import PaperCard, Scope, Viewer
from ingest.model import Entry, Register

REGISTERS: tuple[Register, ...] = ("recommendation", "resolution", "vote", "action")
# An entry is on the matter where it holds all of it, or most of it and means the same.
WHOLE, MOST, OWN, MEANT = 0.99, 0.65, 0.3, 0.45
# What only names the matter in passing does not mean it.
PASSING = 0.3
# A title in other words means the matter; one with some of its words may be of another matter of that kind.
TITLE_MEANT, TITLE_ALIKE, SOME = 0.53, 0.65, 0.2
LEAST_WORDS = 6
SMALL = frozenset({"the", "of", "and", "for"})
WORD = re.compile(r"\w+")
OWN_NUMBER = re.compile(r"(?=.*\d)(?=.*[A-Za-z/-])[\w/.-]{4,}")
# A paper with an item and a minute.
Place = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Record:
    """An entry with the paper it stands in, the title of its item or minute, and its place in the reading order.

    `titled` says that the title is on the matter, `share` how much of the matter the entry's own words hold; `report`
    is the page on which the report begins that it stands in, 0 where that is not told.
    """

    entry: Entry
    card: PaperCard
    title: str
    place: int
    titled: bool = False
    share: float = 0.0
    report: int = 0

    @property
    def day(self) -> date | None:
        """The day of the meeting it belongs to: that of the minutes, which may be bound into a later pack."""
        return self.entry.meeting or self.card.meeting_date

    @property
    def where(self) -> Place:
        """The item or minute of its paper that it stands under."""
        return self.card.id, self.entry.item, self.entry.minute

    @property
    def body(self) -> str:
        """The board whose meeting it was."""
        return self.entry.body or self.card.body or ""


class Titles:
    """The titles of minutes and items, as far as a viewer may know of them."""

    def __init__(self, library: Library, viewer: Viewer, scope: Scope) -> None:
        self._library, self._viewer = library, viewer
        self._minutes = {
            (paper, entry.meeting, entry.body, entry.minute): entry.field("title") or ""
            for paper, entry in library.entries("minute", viewer, scope)
        }
        self._heads: dict[tuple[str, str | None], list[Entry]] = {}
        for paper, entry in library.entries("head", viewer, scope):
            self._heads.setdefault((paper, entry.item), []).append(entry)
        self._items: dict[str, dict[str, str]] = {}

    def newest(self, body: str) -> date | None:
        """Return the day of a board's newest meeting that papers are held of, bound minutes counted."""
        held = [(card.body, card.meeting_date) for card in self._library.papers(self._viewer)]
        held += [(body, day) for _, day, body, _ in self._minutes]
        names = {words_of(name) for name, _ in held if name}
        own = words_of(body)
        alike = (name for name in names if _ends(name, own))
        meant = {name for name in alike if name == own or _is_one(min(name, own, key=len), names)}
        return max((day for name, day in held if day and words_of(name) in meant), default=None)

    def of(self, entry: Entry, card: PaperCard) -> str:
        """Return the title that an entry stands under: its minute's, else its item's with the report's subject."""
        if entry.minute is not None:
            return self._minutes.get((card.id, entry.meeting, entry.body, entry.minute), "")
        return self.of_item(card, entry.item, entry.spans[0].pdf_page)

    def of_item(self, card: PaperCard, item: str | None, page: int) -> str:
        """Return an item's title with the subject of its report on that page; a report by itself has its own."""
        if card.id not in self._items:
            self._items[card.id] = {i.ref: i.title for i in self._library.items(card.id, self._viewer)}
        whole = card.title if card.kind not in ("agenda pack", "minutes", "supplement") else ""
        named = self._items[card.id].get(item or "", "") or whole
        head = self.head(card, item, page)
        return f"{named} {head.field('subject') or '' if head else ''}".strip()

    def head(self, card: PaperCard, item: str | None, page: int) -> Entry | None:
        """Return the head of the report that a page of an item is part of: an item may have several."""
        before = [head for head in self._heads.get((card.id, item), []) if head.spans[0].pdf_page <= page]
        return before[-1] if before else None


def records(library: Library, titles: Titles, viewer: Viewer, scope: Scope) -> Iterator[Record]:
    """Yield the entries that tell of steps, in reading order."""
    cards = {card.id: card for card in library.papers(viewer)}
    for register in REGISTERS:
        for place, (paper, entry) in enumerate(library.entries(register, viewer, scope)):
            if paper in cards and (register != "action" or len(entry.text.split()) >= LEAST_WORDS):
                head = titles.head(cards[paper], entry.item, entry.spans[0].pdf_page)
                begins = head.spans[0].pdf_page if head and register == "recommendation" else 0
                yield Record(entry, cards[paper], titles.of(entry, cards[paper]), place, report=begins)


def on_topic(topic: Topic, found: Sequence[Record], near: frozenset[Place], embedder: Embedder) -> list[Record]:
    """Return the entries that are on a matter, by their title or by their own words.

    A title may also mean the matter in other words where `near`, the places of the passages nearest to it, holds it.
    """
    kept, open_ = list[Record](), list[tuple[Record, float]]()
    meant = _meant(topic, [one.title for one in found if one.where in near], embedder)
    for one in found:
        own, titled = topic.share(one.entry.text), topic.heads(one.title) or one.title in meant
        both = topic.share(one.entry.text, title=one.title)
        rated = replace(one, titled=titled, share=own)
        if titled and not _planned(rated):
            kept.append(rated)
        elif both >= MOST and own >= OWN:
            open_.append((rated, PASSING if own >= WHOLE else MEANT))
    alike = cosines(topic, [f"{one.title}: {one.entry.text}" for one, _ in open_], embedder)
    kept += [one for (one, least), cosine in zip(open_, alike, strict=True) if cosine >= least]
    return kept + _logged(kept, found)


def _planned(one: Record) -> bool:
    """Tell whether it is a row of a plan's own table of actions: too many to be steps, but for one on the matter."""
    return one.entry.register == "action" and one.card.kind not in ("agenda pack", "minutes") and not one.entry.minute


def _logged(kept: Sequence[Record], found: Sequence[Record]) -> list[Record]:
    """Return the other rows of action logs and resolutions that name an action on the matter by its number."""
    places = {(one.entry.register, one.place) for one in kept}
    open_ = [one for one in found if (one.entry.register, one.place) not in places]
    refs = action_numbers(kept)
    return [one for one in open_ if one.entry.register in ("action", "resolution") and names(refs, one.entry.text)]


def action_numbers(found: Iterable[Record]) -> frozenset[str]:
    """Return the numbers of actions that are none but theirs: "A25/01", but not "3"."""
    numbers = {one.entry.field("number") or "" for one in found if one.entry.register == "action"}
    return frozenset(number for number in numbers if OWN_NUMBER.fullmatch(number))


def names(refs: Iterable[str], text: str) -> bool:
    """Tell whether a text names one of the numbers."""
    return any(re.search(rf"(?<![\w/]){re.escape(ref)}(?![\w/])", text) for ref in refs)


def _meant(topic: Topic, titles: Iterable[str], embedder: Embedder) -> frozenset[str]:
    """Return the titles that mean a matter, whatever words they have for it."""
    named = [title for title in dict.fromkeys(titles) if topic.figures <= set(WORD.findall(title.lower()))]
    named = [title for title in named if topic.share(title=title) <= SOME or topic.says_most(title)]
    alike = zip(named, cosines(topic, named, embedder), strict=True)
    return frozenset(t for t, near in alike if near >= (TITLE_ALIKE if topic.share(title=t) > SOME else TITLE_MEANT))


def same_body(one: str | None, other: str | None) -> bool:
    """Tell whether two names may be one board's: one is the other without a place before it."""
    return _ends(words_of(one), words_of(other))


def _ends(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    shorter = min(len(first), len(second))
    return first[len(first) - shorter :] == second[len(second) - shorter :]


def _is_one(short: tuple[str, ...], names: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a short name can only be one board's: many a "Health and Wellbeing Board" has a place before it."""
    return sum(len(name) > len(short) and _ends(name, short) for name in names) <= 1


def words_of(body: str | None) -> tuple[str, ...]:
    """Return the words of a board's name that tell it from others, in order."""
    return tuple(word for word in WORD.findall((body or "").lower()) if word not in SMALL)
