"""Make examples of public question-answering rows: their passages cut into units as ours are."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from answer.units import units
from ingest.model import Passage
from training.altered import altered
from training.examples import Example

# How many rows of each set are used: those nearest to board papers whole, general talk only in part.
MOST: Mapping[str, int] = {
    "doc2dial": 4000, "or_sharc": 600, "qmsum_train": 600, "policyqa": 1500, "tatqa": 4000, "squad_dev": 17000,
    "squadshifts_wiki": 5000, "nq_qed": 4000, "covidqa": 1000, "quotesum": 300, "boolq": 1000, "medquad": 600,
    "covid_faq": 300, "hotpot_sample": 1200,
}  # fmt: skip
NEAR, NEAR_SHARE, ALTERED_SHARE = 6, 0.4, 0.35
CELL = "|"


def load(folder: Path, chance: random.Random) -> list[Example]:
    """Return the examples of all sets in a folder, shuffled; each set's own share of them is in MOST."""
    found: list[Example] = []
    for name, most in sorted(MOST.items()):
        rows = _rows(folder / f"{name}.jsonl.gz")
        chance.shuffle(rows)
        kept = rows[:most]
        made = [example for row in kept if (example := _example(row))]
        found += made + _near_misses(kept, chance) + list(altered(made, ALTERED_SHARE, chance))
    chance.shuffle(found)
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _example(row: Mapping[str, Any]) -> Example | None:
    """Return a row as an example; None where its answer cannot be found in one of its units."""
    if row["kind"] == "table":
        text, spans, told = _table(row["passage"])
    else:
        text = " \n".join(line for line in row["passage"].split("\n") if line.strip())
        spans = [(unit.start, unit.end) for unit in units(Passage("", "", text, ()))]
        told = [" ".join(text[start:end].split()) for start, end in spans]
    if not spans or not row["question"].strip():
        return None
    if not row["answerable"]:
        return Example(row["question"], "", tuple(told), (), False)
    if row["kind"] == "relevance" or not (row["sentence"] or row["answers"]):
        return Example(row["question"], "", tuple(told), (), True)
    gold = tuple(sorted(set(_holding(text, spans, row))))
    return Example(row["question"], "", tuple(told), gold, True) if gold else None


def _table(passage: str) -> tuple[str, list[tuple[int, int]], list[str]]:
    """Return a table's text, where its rows stand, and each row as one says it: "Land: 2019 $1,949; 2018 $2,185"."""
    heads: list[str] = []
    spans, told, at = [], [], 0
    for line in passage.split("\n"):
        label, *cells = (cell.strip() for cell in line.split(CELL))
        if not label and cells:
            heads = cells
        elif label and any(char.isalpha() for char in label):
            under = zip(heads if len(heads) == len(cells) else [""] * len(cells), cells, strict=True)
            figures = "; ".join(f"{head} {cell}".strip() for head, cell in under if cell)
            spans.append((at, at + len(line)))
            told.append(f"{label}: {figures}" if figures else label)
        at += len(line) + 1
    return passage, spans, told


def _holding(text: str, spans: Sequence[tuple[int, int]], row: Mapping[str, Any]) -> Iterator[int]:
    """Yield the units in which the answer stands, within the sentence that is said to hold it."""
    sentence, answer = row["sentence"] or "", next(iter(row["answers"]), "")
    start = text.find(sentence) if sentence else -1
    at = text.find(answer, max(start, 0)) if answer else start
    at = at if at >= 0 else start
    if at >= 0:
        yield from (index for index, (first, last) in enumerate(spans) if first <= at < last)


def _near_misses(rows: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Example]:
    """Return questions over other passages of the same set that are most like their own, and do not answer them.

    A passage that holds the answer's words is left out.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    passages = list(dict.fromkeys(row["passage"] for row in rows))
    asked = [row for row in rows if row["answerable"]]
    if len(passages) <= NEAR or not asked:
        return []
    model = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    matrix = model.fit_transform(passages)
    chosen = chance.sample(asked, k=int(len(asked) * NEAR_SHARE))
    likes = (model.transform([row["question"] for row in chosen]) @ matrix.T).tocsr()
    found = []
    for number, row in enumerate(chosen):
        line = likes.getrow(number)
        best = [passages[i] for _, i in sorted(zip(-line.data, line.indices, strict=True))[:NEAR]]
        others = [p for p in best if p != row["passage"] and not any(a.lower() in p.lower() for a in row["answers"])]
        if others and (made := _example({**row, "passage": chance.choice(others), "answerable": False})):
            found.append(made)
    return found
