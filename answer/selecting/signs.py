"""What speaks for a unit as the answer to a question, apart from what the evidence reader says."""

import math
import re
from collections.abc import Mapping, Sequence

from nltk.stem import PorterStemmer

from answer.selecting.candidates import Candidate
from answer.understanding.model import Understood, Wanted
from answer.units import Unit
from index.library import Library
from index.model import Viewer
from index.wording.words import STOPWORDS

SHORT_UNIT = 6
# A row is dropped where another row's label holds this much more of the question's words.
ROW_MEANT = 0.6
WORD = re.compile(r"\w+")
FIGURE = re.compile(r"(?<![/\d])\d")
DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|20\d\d|Q[1-4]|\d{1,2}[.:]\d\d)\b"
)
NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Prof)\b|\b[A-Z][a-z]+ [A-Z][a-z]+")
HOW_MANY = re.compile(r"\bhow many (?P<things>(?:[\w'-]+\s*){1,3})", re.IGNORECASE)
REPORT_HEAD = re.compile(r"\b(?:By|From|To|Date|Subject|Classification|Purpose|Report by|Report to):\s")
DECIDED = re.compile(r"\b(?:RESOLVED|Resolved|AGREED|(?:was|were) (?:agreed|approved|noted|deferred)|Decision)\b")
RECOMMENDED = re.compile(r"\b(?:asked|recommended|invited|requested) to\b|\bRecommend", re.IGNORECASE)
_SHAPES: Mapping[Wanted, re.Pattern[str]] = {"figure": FIGURE, "date": DATE, "person": NAME}
_KINDS: Mapping[Wanted, re.Pattern[str]] = {"decision": DECIDED, "recommendation": RECOMMENDED}


class Signs:
    """Weigh the words that a question and units share, and their shapes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._stemmer = PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM)

    def of(self, asked: Understood, found: Sequence[Candidate], viewer: Viewer) -> list[tuple[float, ...]]:
        """Return the signs of each candidate: shared words, rank, shape, kind, report head, shortness, pointed at."""
        weights = self._rarities(asked, viewer)
        return [self._signs(asked, one, weights) for one in found]

    def rows_meant(self, asked: Understood, found: Sequence[Candidate], viewer: Viewer) -> list[bool]:
        """Tell of each unit whether it may stay: a row may not where another of its table is labelled as asked."""
        weights = self._rarities(asked, viewer)
        held = [self._label_held(one.unit, weights) for one in found]
        best: dict[tuple[str, str | None], float] = {}
        for one, share in zip(found, held, strict=True):
            if one.unit.spoken:
                table = one.unit.passage.paper_id, one.unit.spoken.title
                best[table] = max(share, best.get(table, 0.0))
        return [
            not one.unit.spoken or share >= ROW_MEANT * best[one.unit.passage.paper_id, one.unit.spoken.title]
            for one, share in zip(found, held, strict=True)
        ]

    def counts(self, asked: Understood, found: Sequence[Candidate]) -> bool:
        """Tell whether some unit counts what "how many" asks for: a figure and the thing in one unit."""
        match = HOW_MANY.search(asked.question)
        things = [self._stem(w) for w in WORD.findall(match["things"].lower()) if w not in STOPWORDS] if match else []
        units = [one.unit for one in found]
        return not things or any(FIGURE.search(u.text) and self._stems(u.text) & set(things) for u in units)

    def _signs(self, asked: Understood, one: Candidate, weights: Mapping[str, float]) -> tuple[float, ...]:
        text, shape, kind = one.unit.text, _SHAPES.get(asked.wanted), _KINDS.get(asked.wanted)
        return (
            self._held(one.unit, weights) / (sum(weights.values()) or 1.0),
            1 / (1 + one.rank),
            float(bool(shape and shape.search(text))),
            float(bool(kind and kind.search(text))),
            float(bool(REPORT_HEAD.search(text)) and asked.wanted not in ("person", "date")),
            float(one.unit.words < SHORT_UNIT and not one.unit.row),
            float(one.hit.pointed),
        )

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

    def _held(self, unit: Unit, weights: Mapping[str, float]) -> float:
        title = unit.spoken.title if unit.spoken else None
        own, heading = self._stems(unit.said), self._stems(f"{unit.passage.section or ''} {title or ''}")
        return sum(w if s in own else w / 2 if s in heading else 0.0 for s, w in weights.items())

    def _label_held(self, unit: Unit, weights: Mapping[str, float]) -> float:
        label = self._stems(unit.spoken.label) if unit.spoken else set()
        return sum(weight for stem, weight in weights.items() if stem in label)

    def _stems(self, text: str) -> set[str]:
        return {self._stem(word) for word in WORD.findall(text)}

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stem(word.lower()))
