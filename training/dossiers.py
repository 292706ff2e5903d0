"""Make examples of the dossiers: papers of invented boards with questions, written for this project."""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from training.examples import Example

OTHERS = 3
# So many questions also name the place that they are answered at, or nearly: it tells nothing of the answer.
PLACED = 0.15
ITEM = re.compile(r"\bItem (\d{1,2}[A-Z]?)\b")
DAY = re.compile(r"\b(\d{1,2}) ([A-Z][a-z]+ \d{4})\b")
# Passages of the index hold some 90 words: longer ones are cut into parts of so many, at most.
PART_WORDS = (70, 220)


@dataclass(frozen=True, slots=True)
class Part:
    """Units of a passage that are read together; `first` is the number of the first of them in its passage."""

    passage: str
    first: int
    context: str
    units: tuple[str, ...]


def load(folder: Path, held: int, chance: random.Random) -> tuple[list[Example], list[Example]]:
    """Return examples of a folder's dossiers to learn from, and those of so many dossiers that are held out.

    Each question is put to the parts that answer it and to others of its dossier.
    """
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    made = [list(_of_dossier(json.loads(line), chance)) for line in lines if line.strip()]
    chance.shuffle(made)
    return list(chain(*made[held:])), list(chain(*made[:held]))


def _of_dossier(dossier: Mapping[str, Any], chance: random.Random) -> Iterator[Example]:
    parts = [part for passage in dossier["passages"] for part in _parts(passage, chance)]
    for asked in dossier["questions"]:
        gold = {(answer["p"], unit) for answer in asked["answers"] for unit in answer["u"]}
        answering = [part for part in parts if _gold(part, gold)]
        near = [part for part in _alike(asked["q"], parts) if part.passage == asked.get("near")][:1]
        others = [part for part in _alike(asked["q"], parts) if part not in answering and part not in near]
        # Most of the others are those most like the question, one is any: both are met in a search.
        most = (OTHERS + 1) // 2
        some = others[:most] + chance.sample(others[most:], k=min(OTHERS - most, len(others[most:])))
        question = placed(asked["q"], (*answering, *near, *some)[0].context, chance)
        for part in (*answering, *near, *some):
            yield Example(question, part.context, part.units, _gold(part, gold), part in answering)


def placed(question: str, context: str, chance: random.Random) -> str:
    """Return one question in PLACED with the item or day of a passage's headings named in it, as officers ask."""
    item, day = ITEM.search(context), DAY.search(context)
    frames = [f"Within item {item[1]}: {{}}", f"Under item {item[1]}, {{}}"] if item else []
    frames += [f"At the {day[2]} meeting, {{}}", f"Board meeting of {day[0]}: {{}}", f"{{}} ({day[2]})"] if day else []
    frames += [f"Item {item[1]}, {day[0]}: {{}}"] if item and day else []
    if not frames or chance.random() >= PLACED:
        return question
    return chance.choice(frames).format(question)


def _parts(passage: Mapping[str, Any], chance: random.Random) -> Iterator[Part]:
    most, first, held = chance.randint(*PART_WORDS), 0, list[str]()
    for number, unit in enumerate(passage["units"]):
        if held and sum(len(text.split()) for text in (*held, unit)) > most:
            yield Part(passage["id"], first, passage["context"], tuple(held))
            first, held = number, []
        held.append(unit)
    yield Part(passage["id"], first, passage["context"], tuple(held))


def _gold(part: Part, gold: set[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(unit for unit in range(len(part.units)) if (part.passage, part.first + unit) in gold)


def _alike(question: str, parts: Sequence[Part]) -> list[Part]:
    words = _stems([question])
    shared = {part: len(words & _stems((part.context, *part.units))) for part in parts}
    return sorted(parts, key=lambda part: (-shared[part], part.passage, part.first))


def _stems(texts: Sequence[str]) -> set[str]:
    return {word[:6] for text in texts for word in text.lower().split() if len(word) > 3}
