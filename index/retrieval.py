"""Find passages for a question: words and vectors, filtered by what the viewer may see, fused by rank."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from index.embedding import Embedder
from index.library import Library
from index.model import Hit, PaperCard, Pointer, Scope, Viewer
from index.vectors import Nearest
from ingest.model import Passage

TOP = 20
DEPTH = 60
# 10 rather than the usual 60: measured over 60 questions, it keeps more of each list's first places.
RRF_K = 10
# Half of what a first place in one list is worth.
POINTED = 0.045
WORD = re.compile(r"[£$]?\w+(?:[.,/'’-]\w+)*%?")
STOPWORDS = frozenset(
    (  # noqa: SIM905 - words are read as words
        "a about above after again all also am an and any are as at be because been before being below "
        "between both but by can could did do does doing down during each few for from further get give given "
        "had has have having he her here hers him his how i if in into is it its itself just let like many "
        "may me might more most much must my no nor not now of off on once only or other our out over own "
        "please said same say says shall she should so some such tell than that the their them then there "
        "these they thing this those through to too under until up us very was we were what whats what's when "
        "where which while who whom whose why will with would you your"
    ).split()
)


class Retriever:
    """Retrieve by words and by vectors and fuse both by reciprocal rank (Cormack et al., SIGIR 2009)."""

    def __init__(self, library: Library, embedder: Embedder, nearest: Nearest) -> None:
        self._library, self._embedder, self._nearest = library, embedder, nearest

    def retrieve(self, query: str, viewer: Viewer, scope: Scope, pointer: Pointer | None = None) -> list[Hit]:
        """Return the best passages, best first, with what found each and at which rank.

        A viewer without groups finds nothing.
        """
        if not viewer.groups or not query.strip():
            return []
        ranks = {
            "words": self._library.match(match_query(query), viewer, scope, DEPTH) if match_query(query) else [],
            "meaning": self._nearest.search(self._embedder.question(query), viewer, scope, DEPTH),
        }
        scores, why = fuse(ranks)
        passages = self._library.passages(scores, viewer)
        pointed = self._pointed(pointer or Pointer(), passages, viewer)
        # Passages that stand where the question points are lifted.
        lifted = {n: scores[n] + POINTED * len(reasons) for n, reasons in pointed.items()}
        best = sorted(passages, key=lambda number: (-lifted[number], number))[:TOP]
        return [Hit(passages[n], lifted[n], (*why[n], *pointed[n]), len(pointed[n])) for n in best]

    def _pointed(self, pointer: Pointer, passages: Mapping[int, Passage], viewer: Viewer) -> dict[int, list[str]]:
        """Return for each passage which parts of what the question names it answers to."""
        cards = {card.id: card for card in self._library.papers(viewer)}
        return {n: list(_reasons(pointer, passage, cards[passage.paper_id])) for n, passage in passages.items()}


def _reasons(pointer: Pointer, passage: Passage, card: PaperCard) -> Iterator[str]:
    if pointer.item and passage.item == pointer.item:
        yield f"item {pointer.item} asked for"
    if pointer.minute and passage.minute == pointer.minute:
        yield f"minute {pointer.minute} asked for"
    if pointer.kind and passage.kind == pointer.kind:
        yield f"{pointer.kind} asked for"
    if of_meeting(pointer, passage, card):
        yield f"meeting of {card.meeting_date} asked for"


def of_meeting(pointer: Pointer, passage: Passage, card: PaperCard) -> bool:
    """Tell whether a passage is of the meeting that is named; minutes bound into a pack are of an earlier one."""
    own = card.kind == "minutes" or passage.minute is None
    return own and names_meeting(pointer, card.meeting_date)


def names_meeting(pointer: Pointer, day: date | None) -> bool:
    """Tell whether the month or year that a question names is that of a meeting."""
    named = day is not None and (pointer.year is not None or pointer.month is not None)
    return named and day is not None and pointer.year in (None, day.year) and pointer.month in (None, day.month)


def fuse(ranks: Mapping[str, Sequence[int]]) -> tuple[dict[int, float], dict[int, list[str]]]:
    """Return each passage's summed 1 / (k + rank), ranks from 1, and which list gave which rank."""
    scores: dict[int, float] = defaultdict(float)
    why: dict[int, list[str]] = defaultdict(list)
    for name, numbers in ranks.items():
        for rank, number in enumerate(numbers, start=1):
            scores[number] += 1 / (RRF_K + rank)
            why[number].append(f"{name}: rank {rank}")
    return dict(scores), dict(why)


def content_words(text: str) -> list[str]:
    """Return the words of a text that say what it is about, lower-cased, each once and in order."""
    words = (match.lower() for match in WORD.findall(text.replace("’", "'")))
    return list(dict.fromkeys(word for word in words if word not in STOPWORDS))


def match_query(text: str) -> str:
    """Return the FTS5 query for a question: any of its content words, quoted so that none is an operator."""
    return " OR ".join('"' + word.replace('"', "") + '"' for word in content_words(text))
