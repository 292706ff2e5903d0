"""The sample papers taken in once with the real embedding model, and a stand-in for it that costs nothing."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from answer.askboard import Askboard
from bench.first_answer import app
from bench.first_answer import browser as opened_browser
from eval.quotes import PapersOnDisk
from index.embedding import SentenceTransformerEmbedder, Vectors
from index.library import Library

SAMPLES = Path(__file__).parents[1] / "samples" / "papers"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class RememberingEmbedder:
    """The real model, asked for each text once: forty questions read the same pages again and again."""

    def __init__(self, inner: SentenceTransformerEmbedder) -> None:
        self._inner, self.name = inner, inner.name
        self._known: dict[str, Vectors] = {}

    def passages(self, texts: Sequence[str]) -> Iterator[Vectors]:
        new = sorted({text for text in texts if text not in self._known}, key=len)
        vectors = (vector for batch in self._inner.passages(new) for vector in batch)
        self._known.update(zip(new, vectors, strict=True))
        for text in texts:
            yield self._known[text].reshape(1, -1)

    def question(self, text: str) -> Vectors:
        return self._inner.question(text)


@pytest.fixture(scope="session")
def embedder() -> RememberingEmbedder:
    return RememberingEmbedder(SentenceTransformerEmbedder())


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    board = Askboard.open(folder)
    taken = board.ingest([SAMPLES])
    board.close()
    assert {intake.status for intake in taken} == {"new"}
    return folder


@pytest.fixture(scope="session")
def board(data: Path, embedder: RememberingEmbedder) -> Iterator[Askboard]:
    board = Askboard(Library(data), embedder, None, None)
    yield board
    board.close()


@pytest.fixture(scope="session")
def disk() -> PapersOnDisk:
    return PapersOnDisk([SAMPLES])


class HashEmbedder:
    """Stands in for a model where meaning does not matter: each word has a place of its own."""

    def __init__(self, model=None):
        self.name = model or "hashes"

    def passages(self, texts):
        yield np.stack([self.question(text) for text in texts])

    def question(self, text):
        vector = np.full(64, 0.01, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 64] += 1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture
def hash_embedder() -> type[HashEmbedder]:
    return HashEmbedder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests: Playwright runs but once in a process."""
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def run_app() -> Iterator[Callable[..., str]]:
    """Start apps as `bench.first_answer.app` does and return the address of each; all end with the tests."""
    with ExitStack() as running:
        yield lambda *data, **settings: running.enter_context(app(*data, **settings))


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """Hold a page against axe-core's rules for WCAG 2.2 AA."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def found(page: Page) -> list[str]:
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        told = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
        assert len(told["passes"]) > 10
        return [f"{one['id']}: {node['html'][:160]}" for one in told["violations"] for node in one["nodes"]]

    return found
