"""Make near misses: a question that its passage answers, asked of another year, quarter, month, figure or name."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.wording.forms import MONTHS
from training.examples import Example

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MONTH = re.compile(rf"\b(?:{'|'.join(m.capitalize() for m in MONTHS if m != 'may')})\b")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]+){0,3}\b")
YEARS_AWAY = (-3, -2, -1, 1, 2, 3)


def altered(examples: Sequence[Example], share: float, chance: random.Random) -> Iterator[Example]:
    """Yield a share of the answerable questions with one particular changed to one that their passage has not."""
    names = sorted({name for e in examples for name in NAME.findall(e.question)})
    for example in examples:
        if example.answers and chance.random() < share and (question := _altered(example, names, chance)):
            yield replace(example, question=question, gold=(), answers=False)


def _altered(example: Example, names: Sequence[str], chance: random.Random) -> str | None:
    told = " ".join((example.context, *example.units))
    for pattern in (YEAR, MONTH, NAME):
        found = [match for match in pattern.finditer(example.question) if match[0].lower() in told.lower()]
        if not found:
            continue
        match = chance.choice(found)
        unknown = [other for other in _others(pattern, match[0], names, chance) if not _told(other, told)]
        if unknown:
            return f"{example.question[: match.start()]}{chance.choice(unknown)}{example.question[match.end() :]}"
    return None


def _others(pattern: re.Pattern[str], said: str, names: Sequence[str], chance: random.Random) -> list[str]:
    if pattern is YEAR:
        return [str(int(said) + away) for away in YEARS_AWAY]
    return [m.capitalize() for m in MONTHS] if pattern is MONTH else chance.sample(names, k=min(5, len(names)))


def _told(other: str, told: str) -> bool:
    """Tell whether a passage has any word of it."""
    return any(word.lower() in told.lower() for word in other.split())
