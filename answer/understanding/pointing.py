"""Find where a question points: the meetings, papers and boards that it names among those its viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from answer.understanding.model import KINDS, Understood
from answer.understanding.names import bodies_named, papers_named
from answer.understanding.naming import days_of, names_meetings, periods_in, without_order
from answer.understanding.reading import dateless
from index.model import PaperCard, Pointer
from index.retrieval import names_meeting
from index.wording.words import plain

MOST_MEETINGS = 4
# Papers of meetings; a letter or a set of slides only has a date.
MET = ("agenda pack", "supplement", "minutes")


@dataclass(frozen=True, slots=True)
class Known:
    """The papers, meetings and boards that a viewer may know of: `minuted` are days that have bound minutes only."""

    cards: Collection[PaperCard]
    minuted: frozenset[date]
    bodies: frozenset[str]

    @property
    def met(self) -> frozenset[date]:
        """The days of the meetings that have a paper of their own."""
        return frozenset(card.meeting_date for card in self.cards if card.meeting_date and card.kind in MET)

    @property
    def days(self) -> frozenset[date]:
        """The days of all meetings."""
        return self.met | self.minuted


def known_of(cards: Collection[PaperCard], bound: Collection[tuple[str | None, date]] = ()) -> Known:
    """Return what is known from papers and from the (body, day) of minutes that are bound into them."""
    bodies = {card.body for card in cards if card.body} | {body for body, _ in bound if body}
    return Known(cards, frozenset(day for _, day in bound), frozenset(bodies))


def pointed(asked: Understood, known: Known) -> tuple[Understood, Pointer]:
    """Return what is looked for, without a date or order that only names a meeting, and where the question points.

    What is looked for is the question itself, the same object, where it names no meeting.
    """
    meetings = _meetings(asked, known)
    pointer = Pointer(
        asked.item, asked.minute, asked.month, asked.year, KINDS.get(asked.wanted), page=asked.page,
        paragraph=asked.paragraph, meetings=meetings, papers=papers_named(asked.question, known.cards),
        bodies=bodies_named(asked.question, known.bodies),
    )  # fmt: skip
    days = known.minuted | {card.meeting_date for card in known.cards if card.meeting_date}
    named = asked.month is not None and any(names_meeting(pointer, day) for day in days)
    if asked.order and meetings:
        return replace(asked, search=without_order(asked.search)), pointer
    return (dateless(asked) if named or len(meetings) > 1 else asked), pointer


def _meetings(asked: Understood, known: Known) -> tuple[frozenset[date], ...]:
    """Return the days of the meetings that a question names: a set for each, where it holds them against each other.

    The meeting before another is one that has a paper of its own.
    """
    if asked.order == "before":
        named = [day for period in periods_in(plain(asked.query)) for day in days_of(period, known.met)]
        earlier = sorted(day for day in known.met if day < max(named or known.met, default=date.min))
        return (frozenset(earlier[-1:]),) if earlier else ()
    found = [frozenset(days_of(period, known.days)) for period in asked.periods]
    held = list(dict.fromkeys(one for one in found if one))
    if asked.order == "newest" and not held:
        return _newest(asked, known.cards)
    if len(held) < 2 or asked.wanted == "comparison" or names_meetings(plain(asked.question)):
        return tuple(held[:MOST_MEETINGS])
    return (frozenset().union(*held),)


def _newest(asked: Understood, cards: Collection[PaperCard]) -> tuple[frozenset[date], ...]:
    """Return the day of the newest meeting, or of the newest minutes where these are asked for."""
    minutes = "minutes" in plain(asked.question)
    told = [c.meeting_date for c in cards if c.meeting_date and c.kind in (("minutes",) if minutes else MET)]
    return (frozenset({max(told)}),) if told else ()
