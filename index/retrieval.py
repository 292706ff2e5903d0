"""Find passages for a question: words and vectors, filtered by what the viewer may see, fused by rank."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.embedding import Embedder, Vectors
from index.library import Library
from index.model import Hit, PaperCard, Pointer, Scope, Viewer
from index.vectors import Nearest
from index.wording.abbreviations import Abbreviations
from index.wording.forms import other_forms
from index.wording.places import passages_at
from index.wording.words import content_words, word_pairs
from ingest.model import Passage

TOP = 20
DEPTH = 60
# 10 rather than the usual 60: measured over 60 questions, it keeps more of each list's first places.
RRF_K = 10
# Half of what a first place in one list is worth.
POINTED = 0.045
# An item, page, minute or paragraph that is named counts so much more.
EXACT = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for, by whom, and the papers that they may see."""

    text: str
    vector: Vectors
    viewer: Viewer
    pointer: Pointer
    cards: Mapping[str, PaperCard]


class Retriever:
    """Retrieve by words and by vectors and fuse both by reciprocal rank (Cormack et al., SIGIR 2009)."""

    def __init__(self, library: Library, embedder: Embedder, nearest: Nearest) -> None:
        self._library, self._embedder, self._nearest = library, embedder, nearest
        self._abbreviations = Abbreviations(library)

    def retrieve(self, query: str, viewer: Viewer, scope: Scope, pointer: Pointer | None = None) -> list[Hit]:
        """Return the best passages, best first, with what found each and at which rank.

        Where several meetings are named, each one's best and the best of all take turns.
        A viewer without groups finds nothing.
        """
        if not viewer.groups or not query.strip():
            return []
        cards = {card.id: card for card in self._library.papers(viewer)}
        asked = _Asked(query, self._embedder.question(query), viewer, pointer or Pointer(), cards)
        return _in_turns([self._found(asked, one) for one in (*_of_meetings(asked, scope), scope)])[:TOP]

    def _found(self, asked: _Asked, scope: Scope) -> list[Hit]:
        """Return the best passages within a scope."""
        ranks = {
            "words": self._by_words(asked.text, asked.viewer, scope),
            "meaning": self._nearest.search(asked.vector, asked.viewer, scope, DEPTH),
        }
        scores, why = fuse(ranks)
        there = passages_at(self._library, asked.pointer, asked.viewer, scope)
        passages = self._library.passages({**scores, **dict.fromkeys(there)}, asked.viewer)
        pointed = {n: list(_reasons(asked, passages[n], n in there)) for n in passages}
        # Passages that stand where the question points are lifted, most where it names the very place.
        lifted = {
            n: scores.get(n, 0.0) + POINTED * (len(reasons) + EXACT * sum(map(_is_exact, reasons)))
            for n, reasons in pointed.items()
        }
        best = sorted(passages, key=lambda number: (-lifted[number], number))[:TOP]
        return [Hit(passages[n], lifted[n], (*why.get(n, ()), *pointed[n]), len(pointed[n])) for n in best]

    def _by_words(self, text: str, viewer: Viewer, scope: Scope) -> list[int]:
        """Return passages by their words, and by these with other forms, full names and pairs of words, fused.

        Fused, as added up in one query a passage that holds an abbreviation and its full name counts twice (measured).
        """
        also = [*word_pairs(text), *other_forms(text), *self._abbreviations.opened(text, viewer)]
        queries = [query for query in dict.fromkeys((match_query(text), match_query(text, also))) if query]
        lists = {query: self._library.match(query, viewer, scope, DEPTH) for query in queries}
        scores, _ = fuse(lists)
        return sorted(scores, key=lambda number: -scores[number])[:DEPTH]


def _of_meetings(asked: _Asked, scope: Scope) -> Iterator[Scope]:
    """Yield a scope narrowed to the papers of each meeting, where several are named."""
    for days in asked.pointer.meetings if len(asked.pointer.meetings) > 1 else ():
        own = frozenset(card.id for card in asked.cards.values() if card.meeting_date in days)
        # No paper in a scope would narrow nothing.
        if within := own & scope.papers if scope.papers else own:
            yield replace(scope, papers=within)


def _is_exact(reason: str) -> bool:
    return reason.startswith(("item ", "page ", "minute ", "paragraph "))


def _in_turns(found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the first of each list, then the second of each, a passage once."""
    longest = max(map(len, found))
    turns = [hits[rank] for rank in range(longest) for hits in found if rank < len(hits)]
    return list({hit.passage.id: hit for hit in reversed(turns)}.values())[::-1]


def _reasons(asked: _Asked, passage: Passage, there: bool) -> Iterator[str]:
    pointer, card = asked.pointer, asked.cards[passage.paper_id]
    if pointer.item and passage.item == pointer.item:
        yield f"item {pointer.item} asked for"
    if pointer.minute and passage.minute == pointer.minute:
        yield f"minute {pointer.minute} asked for"
    if pointer.page and there:
        yield f"page {pointer.page} asked for"
    if pointer.paragraph and passage.paragraph == pointer.paragraph:
        yield f"paragraph {pointer.paragraph} asked for"
    if pointer.kind and passage.kind == pointer.kind:
        yield f"{pointer.kind} asked for"
    if card.id in pointer.papers:
        yield f"{card.short} asked for"
    if (passage.body or card.body) in pointer.bodies:
        yield f"{passage.body or card.body} asked for"
    if of_meeting(pointer, passage, card):
        yield f"meeting of {passage.meeting or card.meeting_date} asked for"


def of_meeting(pointer: Pointer, passage: Passage, card: PaperCard) -> bool:
    """Tell whether a passage is of the meeting that is named; minutes bound into a pack are of their own."""
    own = card.kind == "minutes" or passage.minute is None
    return names_meeting(pointer, passage.meeting or (card.meeting_date if own else None))


def names_meeting(pointer: Pointer, day: date | None) -> bool:
    """Tell whether a meeting, or its month or year, is named by a question."""
    if day is None:
        return False
    if pointer.meetings:
        return any(day in days for days in pointer.meetings)
    named = pointer.year is not None or pointer.month is not None
    return named and pointer.year in (None, day.year) and pointer.month in (None, day.month)


def fuse(ranks: Mapping[str, Sequence[int]]) -> tuple[dict[int, float], dict[int, list[str]]]:
    """Return each passage's summed 1 / (k + rank), ranks from 1, and which list gave which rank."""
    scores: dict[int, float] = defaultdict(float)
    why: dict[int, list[str]] = defaultdict(list)
    for name, numbers in ranks.items():
        for rank, number in enumerate(numbers, start=1):
            scores[number] += 1 / (RRF_K + rank)
            why[number].append(f"{name}: rank {rank}")
    return dict(scores), dict(why)


def match_query(text: str, also: Sequence[str] = ()) -> str:
    """Return the FTS5 query for a question: any of its content words or of other phrases that say the same.

    Each is quoted, so that none is an operator.
    """
    phrases = dict.fromkeys([*content_words(text), *also])
    return " OR ".join('"' + phrase.replace('"', "") + '"' for phrase in phrases)
