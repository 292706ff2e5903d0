"""The sample papers taken in once, with the real embedding model, for all who ask them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from answer.askboard import Askboard
from eval.quotes import PapersOnDisk
from index.embedding import SentenceTransformerEmbedder, Vectors
from index.library import Library

SAMPLES = Path(__file__).parents[1] / "samples" / "papers"


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
