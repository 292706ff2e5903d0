"""Find the meetings and papers that a question names among those that its viewer may see."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from answer.understanding.model import KINDS, Understood
from answer.understanding.naming import days_of, names_meetings, periods_in, without_order
from answer.understanding.reading import dateless
from index.model import KIND_WORDS, PaperCard, Pointer
from index.retrieval import names_meeting
from index.wording.words import STOPWORDS, plain

MOST_MEETINGS = 4
# Papers of meetings; a letter or a set of slides only has a date.
MET = ("agenda pack", "supplement", "minutes")
# So many words before "plan" may say whose, or what, plan it is.
NEAR = 5
LEAST_LETTERS, LEAST_SHARED = 3, 2
WORD = re.compile(r"[A-Za-z0-9]+")
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


def pointed(asked: Understood, cards: Collection[PaperCard]) -> tuple[Understood, Pointer]:
    """Return what is looked for, without a date or order that only names a meeting, and where the question points.

    What is looked for is the question itself, the same object, where it names no meeting.
    """
    days = frozenset(card.meeting_date for card in cards if card.meeting_date and card.kind in MET)
    meetings = _meetings(asked, days, cards)
    pointer = Pointer(
        asked.item, asked.minute, asked.month, asked.year, KINDS.get(asked.wanted), page=asked.page,
        paragraph=asked.paragraph, meetings=meetings, papers=papers_named(asked.question, cards),
    )  # fmt: skip
    named = asked.month is not None and any(names_meeting(pointer, card.meeting_date) for card in cards)
    if asked.order and meetings:
        return replace(asked, search=without_order(asked.search)), pointer
    return (dateless(asked) if named or len(meetings) > 1 else asked), pointer


def _meetings(asked: Understood, days: frozenset[date], cards: Collection[PaperCard]) -> tuple[frozenset[date], ...]:
    """Return the days of the meetings that a question names: a set for each, where it holds them against each other."""
    if asked.order == "before":
        named = [day for period in periods_in(plain(asked.query)) for day in days_of(period, days)]
        earlier = sorted(day for day in days if day < max(named or days, default=date.min))
        return (frozenset(earlier[-1:]),) if earlier else ()
    found = [frozenset(days_of(period, days)) for period in asked.periods]
    held = list(dict.fromkeys(one for one in found if one))
    if asked.order == "newest" and not held:
        return _newest(asked, cards)
    if len(held) < 2 or asked.wanted == "comparison" or names_meetings(plain(asked.question)):
        return tuple(held[:MOST_MEETINGS])
    return (frozenset().union(*held),)


def _newest(asked: Understood, cards: Collection[PaperCard]) -> tuple[frozenset[date], ...]:
    """Return the day of the newest meeting, or of the newest minutes where these are asked for."""
    minutes = "minutes" in plain(asked.question)
    told = [c.meeting_date for c in cards if c.meeting_date and c.kind in (("minutes",) if minutes else MET)]
    return (frozenset({max(told)}),) if told else ()


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
