"""Choose the fewest units of the retrieved passages that answer a question, if any do, and questions to suggest."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from nltk.stem import PorterStemmer

from answer.proving import squeeze
from answer.understanding import LONGER, Understood, Wanted
from answer.units import Unit, column_heads, units
from index.embedding import Embedder, Vectors
from index.library import Library
from index.model import Hit, PaperCard, Viewer
from index.retrieval import STOPWORDS
from ingest.model import Passage

MOST_UNITS, MOST_WORDS = 3, 90
MOST_UNITS_LONG, MOST_WORDS_LONG = 6, 220
SHORT_UNIT = 6
# A further unit must score this share of the best one: the fewest that answer.
FURTHER = 0.6
SELF_SPEAKING = 9
# A row is dropped where another row's label holds this much more of the question's words.
ROW_MEANT = 0.6
TITLE_LINE = re.compile(r"\(Item \w+\)$|^(?:Table|Figure|Chart) \d+\b[^.]*$")
WORD = re.compile(r"\w+")
FIGURE = re.compile(r"(?<![/\d])\d")
DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|20\d\d|Q[1-4]|\d{1,2}[.:]\d\d)\b"
)
NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Prof)\b|\b[A-Z][a-z]+ [A-Z][a-z]+")
NUMBERING = re.compile(r"^\(?[\w.]{1,6}[.)]?\s+(?=[A-Z‘“'])|(?i:\s*\(Item \w+\)|\s*\(Pages? [^)]*\).*$)")
HOW_MANY = re.compile(r"\bhow many (?P<things>(?:[\w'-]+\s*){1,3})", re.IGNORECASE)
_SHAPES: Mapping[Wanted, re.Pattern[str]] = {"figure": FIGURE, "date": DATE, "person": NAME}
REPORT_HEAD = re.compile(r"\b(?:By|From|To|Date|Subject|Classification|Purpose|Report by|Report to):\s")
DECIDED = re.compile(r"\b(?:RESOLVED|Resolved|AGREED|(?:was|were) (?:agreed|approved|noted|deferred)|Decision)\b")
RECOMMENDED = re.compile(r"\b(?:asked|recommended|invited|requested) to\b|\bRecommend", re.IGNORECASE)
_KINDS: Mapping[Wanted, re.Pattern[str]] = {"decision": DECIDED, "recommendation": RECOMMENDED}

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


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts in a unit's score; set by measuring over 60 questions, where the optimum is flat."""

    meaning: float = 1.5
    words: float = 1.0
    rank: float = 0.3
    shape: float = 0.15
    kind: float = 0.3
    short: float = -0.15
    report_head: float = -0.3
    neighbour: float = 0.1
    pointed: float = 0.2


@dataclass(frozen=True, slots=True)
class Least:
    """The least that the best unit must show; below it the papers do not say.

    `meaning` is a cosine, `words` the share of the question's rare-word weight found; failing both is refusal.
    """

    meaning: float = 0.35
    words: float = 0.34


@dataclass(frozen=True, slots=True)
class Selection:
    """The units that were chosen; `strength` is the best candidate's cosine and share of rare words, added."""

    units: Sequence[Unit] = ()
    strength: float | None = None


class Selector:
    """Score units by meaning, shared words, place and shape, and pick the best that belong together."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library, self._embedder = library, embedder
        self._weights, self._least = Weights(), Least()
        self._stemmer = PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM)

    def select(self, asked: Understood, hits: Sequence[Hit], viewer: Viewer) -> Selection:
        """Return the units that answer, in the order of the hits and of reading; none where nothing does."""
        found = self._candidates(hits, viewer)
        if not found:
            return Selection()
        parts = [unit for _, _, unit in found]
        weights = self._rarities(asked, viewer)
        meaning, shares = self._cosines(asked, parts), self._shares(parts, weights)
        strength = max(float(alike) + share for alike, share in zip(meaning, shares, strict=True))
        if meaning.max() < self._least.meaning and max(shares) < self._least.words:
            return Selection(strength=strength)
        if not self._counts(asked, parts):
            return Selection(strength=strength)
        scores = [
            self._score(asked, hit, unit, (float(meaning[i]), shares[i], self._weights.rank / (1 + rank)))
            for i, (rank, hit, unit) in enumerate(found)
        ]
        kept = self._rows_meant(parts, weights)
        return Selection(self._pick(asked, [parts[i] for i in kept], [scores[i] for i in kept]), strength)

    def _rows_meant(self, found: Sequence[Unit], weights: Mapping[str, float]) -> list[int]:
        """Return the units but for rows of a table another row of which is labelled more as the question has it."""
        held = [self._label_held(unit, weights) for unit in found]
        best: dict[tuple[str, str | None], float] = {}
        for unit, share in zip(found, held, strict=True):
            if unit.spoken:
                table = unit.passage.paper_id, unit.spoken.title
                best[table] = max(share, best.get(table, 0.0))
        return [
            i
            for i, unit in enumerate(found)
            if not unit.spoken or held[i] >= ROW_MEANT * best[unit.passage.paper_id, unit.spoken.title]
        ]

    def _label_held(self, unit: Unit, weights: Mapping[str, float]) -> float:
        label = self._stems(unit.spoken.label) if unit.spoken else set()
        return sum(weight for stem, weight in weights.items() if stem in label)

    def _candidates(self, hits: Sequence[Hit], viewer: Viewer) -> list[tuple[int, Hit, Unit]]:
        """Return (rank, hit, unit), headings left out; what stands twice is taken from the minutes themselves."""
        kinds = {card.id: card.kind for card in self._library.papers(viewer)}
        found: dict[str, tuple[int, Hit, Unit]] = {}
        for rank, hit in enumerate(hits):
            titles = [hit.passage.section or "", *self._titles(hit.passage, viewer)]
            for unit in units(hit.passage):
                words = squeeze(unit.text).lower()
                if words not in found and not _is_heading(unit, titles):
                    found[words] = rank, hit, unit
                elif words in found and kinds.get(hit.passage.paper_id) == "minutes":
                    found[words] = found[words][0], hit, unit
        return list(found.values())

    def _titles(self, passage: Passage, viewer: Viewer) -> list[str]:
        return [item.title for item in self._library.items(passage.paper_id, viewer)]

    def _cosines(self, asked: Understood, found: Sequence[Unit]) -> Vectors:
        """Return each unit's cosine with the question; shape (units,)."""
        question = self._embedder.question(asked.question)
        if asked.follow_up:
            question = question + self._embedder.question(asked.query)
            question = question / np.linalg.norm(question)
        cosines: Vectors = np.vstack(list(self._embedder.passages([_embedded(unit) for unit in found]))) @ question
        return cosines

    def _rarities(self, asked: Understood, viewer: Viewer) -> dict[str, float]:
        """Return how much each word of the question, by its stem, says: the rarer the more, the earlier turns' less."""
        words = [w for text in (*asked.subject, *asked.earlier) for w in WORD.findall(text)]
        counts = self._library.frequencies(words, viewer)
        total = sum(counts.values()) + len(counts) + 1
        weights: dict[str, float] = {}
        for word in words:
            weight = math.log(1 + total / (1 + counts[word])) * (1.0 if word in " ".join(asked.subject) else 0.5)
            weights[self._stem(word)] = max(weight, weights.get(self._stem(word), 0.0))
        return weights

    def _shares(self, found: Sequence[Unit], weights: Mapping[str, float]) -> list[float]:
        """Return the share of the question's words, weighted by rarity, that each unit and its heading hold."""
        whole = sum(weights.values()) or 1.0
        return [self._held(unit, weights) / whole for unit in found]

    def _held(self, unit: Unit, weights: Mapping[str, float]) -> float:
        title = unit.spoken.title if unit.spoken else None
        own, heading = self._stems(unit.said), self._stems(f"{unit.passage.section or ''} {title or ''}")
        return sum(w if s in own else w / 2 if s in heading else 0.0 for s, w in weights.items())

    def _stems(self, text: str) -> set[str]:
        return {self._stem(word) for word in WORD.findall(text)}

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stem(word.lower()))

    def _counts(self, asked: Understood, found: Sequence[Unit]) -> bool:
        """Tell whether some unit counts what "how many" asks for: a figure and the thing in one unit."""
        match = HOW_MANY.search(asked.question)
        things = [self._stem(w) for w in WORD.findall(match["things"].lower()) if w not in STOPWORDS] if match else []
        return not things or any(FIGURE.search(u.text) and self._stems(u.text) & set(things) for u in found)

    def _score(self, asked: Understood, hit: Hit, unit: Unit, signs: tuple[float, float, float]) -> float:
        weights, (meaning, share, place) = self._weights, signs
        shape = _SHAPES.get(asked.wanted)
        score = weights.meaning * meaning + weights.words * share + place
        score += weights.pointed * hit.pointed
        score += weights.shape if shape and shape.search(unit.text) else 0.0
        score += weights.kind if (kind := _KINDS.get(asked.wanted)) and kind.search(unit.text) else 0.0
        if REPORT_HEAD.search(unit.text) and asked.wanted not in ("person", "date"):
            score += weights.report_head
        return score + (weights.short if unit.words < SHORT_UNIT and not unit.row else 0.0)

    def _pick(self, asked: Understood, found: Sequence[Unit], scores: Sequence[float]) -> list[Unit]:
        """Take the best unit, then the best that still fits, those beside a chosen one a little preferred."""
        longer = asked.wanted in LONGER
        most, room = (MOST_UNITS_LONG, MOST_WORDS_LONG) if longer else (MOST_UNITS, MOST_WORDS)
        chosen: list[int] = []
        while len(chosen) < most:
            open_ = [i for i in range(len(found)) if i not in chosen and (not chosen or found[i].words <= room)]
            if not open_:
                break
            best = max(open_, key=lambda i: (scores[i] + self._beside(i, chosen, found), -i))
            if chosen and scores[best] < FURTHER * max(scores):
                break
            chosen.append(best)
            room -= found[best].words
        return _with_heads([found[i] for i in sorted(chosen)])

    def _beside(self, index: int, chosen: Sequence[int], found: Sequence[Unit]) -> float:
        own = found[index].passage.id
        near = any(i in chosen and found[i].passage.id == own for i in (index - 1, index + 1))
        return self._weights.neighbour if near else 0.0


def _with_heads(chosen: Sequence[Unit]) -> list[Unit]:
    """Put the column heads before the rows that they head: a figure without them says nothing."""
    done: list[Unit] = []
    for unit in chosen:
        heads = column_heads(unit) if unit.row else None
        if heads and heads not in done:
            done.append(heads)
        if unit not in done:
            done.append(unit)
    return done


def _embedded(unit: Unit) -> str:
    """Return a unit as it is embedded: under its heading where it does not speak for itself."""
    if unit.spoken:
        return f"{unit.spoken.title or unit.passage.section or ''}: {unit.said}"
    if unit.row:
        heads = column_heads(unit)
        return f"{unit.passage.section or ''}: {heads.text if heads else ''} {unit.text}"
    own = unit.words >= SELF_SPEAKING and not DECIDED.search(unit.text)
    return unit.text if own else f"{unit.passage.section or ''}: {unit.text}"


def _is_heading(unit: Unit, titles: Sequence[str]) -> bool:
    """Tell whether a unit only repeats a heading or an agenda item's title."""
    if TITLE_LINE.search(unit.text):
        return True
    bare = squeeze(NUMBERING.sub("", unit.text)).lower()
    return any(bare and bare in squeeze(title).lower() for title in titles)


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
