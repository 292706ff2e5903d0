"""A small library over real SQLite and Chroma files; its embedder hashes words, so that no model is loaded."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

import index.intake
from index.embedding import Vectors
from index.intake import take_in
from index.library import Library
from index.model import Intake
from index.vectors import ChromaVectors
from ingest.passages import cut
from ingest.reading import read_paper

TOPICS = ("dentists", "ambulances", "budgets", "libraries", "housing", "schools", "smoking", "parks")


class HashEmbedder:
    """Give texts that share words vectors that lie near each other."""

    def __init__(self, name: str = "hashes", size: int = 48) -> None:
        self.name, self.size = name, size
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str]) -> Iterator[Vectors]:
        self.embedded += texts
        for start in range(0, len(texts), 8):
            yield np.stack([self.question(text) for text in texts[start : start + 8]])

    def question(self, text: str) -> Vectors:
        vector = np.full(self.size, 0.01, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[int(hashlib.sha256(f"{self.name}{word}".encode()).hexdigest(), 16) % self.size] += 1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def other_embedder() -> Callable[[str, int], HashEmbedder]:
    return HashEmbedder


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: a process for each file is tested where it matters."""

    def read(path: Path) -> object:
        paper = read_paper(path)
        return paper, cut(paper)

    monkeypatch.setattr(index.intake, "read_apart", read)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def library(data: Path) -> Iterator[Library]:
    opened = Library(data)
    yield opened
    opened.store.close()


@pytest.fixture
def chroma(library: Library, data: Path) -> Iterator[ChromaVectors]:
    vectors = ChromaVectors(library, data)
    vectors.acquire()
    yield vectors
    vectors.close()


@pytest.fixture
def note(tmp_path: Path) -> Callable[..., Path]:
    """Write a paper of one part for each topic; a paper of a date is of that meeting."""

    def written(name: str, topics: Sequence[str] = TOPICS, day: str = "4 March 2025", extra: str = "") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [
            f"## All about {topic}\n\n{f'The board spoke of {topic} and more {topic} {extra}. ' * 9}"
            for topic in topics
        ]
        path.write_text(f"Report to: the Health Board\nDate: {day}\n\n" + "\n\n".join(parts), encoding="utf-8")
        return path

    return written


@pytest.fixture
def take(library: Library, embedder: HashEmbedder) -> Callable[..., list[Intake]]:
    return lambda *paths, **how: take_in(library, embedder, paths, lambda _: None, **how)
