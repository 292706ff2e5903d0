"""Make examples of the dossiers: papers of invented boards with questions, written for this project."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from training.examples import Example

OTHERS = 3


def load(folder: Path, held: int, chance: random.Random) -> tuple[list[Example], list[Example]]:
    """Return examples to learn from, and those of so many dossiers that are held out.

    Each question is put to the passages that answer it and to others of its dossier.
    """
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    made = [list(_of_dossier(json.loads(line), chance)) for line in lines if line.strip()]
    chance.shuffle(made)
    return list(chain(*made[held:])), list(chain(*made[:held]))


def _of_dossier(dossier: Mapping[str, Any], chance: random.Random) -> Iterator[Example]:
    passages = {passage["id"]: passage for passage in dossier["passages"]}
    for asked in dossier["questions"]:
        gold = {answer["p"]: tuple(sorted(answer["u"])) for answer in asked["answers"]}
        near = [asked["near"]] if "near" in asked else []
        others = [name for name in _alike(asked["q"], passages) if name not in gold and name not in near]
        # Half the others are those most like the question, the rest any: both are met in a search.
        some = others[:2] + chance.sample(others[2:], k=min(OTHERS - 2, len(others[2:])))
        for name in (*gold, *near, *some):
            passage = passages[name]
            units = tuple(passage["units"])
            yield Example(asked["q"], passage["context"], units, gold.get(name, ()), name in gold)


def _alike(question: str, passages: Mapping[str, Any]) -> list[str]:
    words = _stems([question])
    shared = {name: len(words & _stems((p["context"], *p["units"]))) for name, p in passages.items()}
    return sorted(shared, key=lambda name: (-shared[name], name))


def _stems(texts: Sequence[str]) -> set[str]:
    return {word[:6] for text in texts for word in text.lower().split() if len(word) > 3}
