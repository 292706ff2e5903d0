"""Answers over the samples, boards made of a few lines, and a language model that says what it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from answer.askboard import Askboard
from answer.model import Answer
from answer.writing.remote import LanguageModelChoice
from eval.questions import Question, load_questions
from index.embedding import Embedder
from index.library import Library
from ingest.model import Passage, Span

ROOT = Path(__file__).parents[2]
POOL = "What is the size of the 2025/26 Better Care pool, as revised in June 2025?"
QUESTIONS = ROOT / "eval" / "questions" / "samples" / "tune.jsonl"
ASKED = 40


@pytest.fixture(scope="session")
def answers(board: Askboard) -> list[tuple[Question, Answer]]:
    questions = load_questions(QUESTIONS)[:ASKED]
    return [(question, board.ask(question.question, question.history)) for question in questions]


@pytest.fixture
def make_board(tmp_path: Path, embedder: Embedder) -> Iterator[Callable[..., Askboard]]:
    """Make a board of papers given as text by file name."""
    made: list[Askboard] = []

    def make(papers: dict[str, str], choice: LanguageModelChoice | None = None) -> Askboard:
        folder = tmp_path / "papers"
        folder.mkdir(exist_ok=True)
        for name, text in papers.items():
            (folder / name).write_text(text, encoding="utf-8")
        board = Askboard(Library(tmp_path / "data"), embedder, None, choice)
        made.append(board)
        if papers:
            board.ingest([folder])
        return board

    yield make
    for board in made:
        board.close()


@pytest.fixture(scope="session")
def make_passage() -> Callable[..., Passage]:
    def make(text: str, **changes: Any) -> Passage:
        plain = {"id": "passage", "paper_id": "paper", "text": text, "spans": (Span(1, 0, 0, 0, len(text)),)}
        return Passage(**{**plain, **changes})

    return make


@dataclass
class ModelServer:
    """A language model's address; `reply` makes the parts of its answer, `status` refuses, `pause` keeps silent."""

    address: str = ""
    reply: Callable[[], Iterable[str | bytes]] = field(default=lambda: [])
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    prompts: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, text: str, size: int = 3) -> None:
        """Answer with a text, in parts of some letters as models do."""
        self.reply = lambda: [text[at : at + size] for at in range(0, len(text), size)]

    def choice(self, timeout: float = 20.0) -> LanguageModelChoice:
        return LanguageModelChoice(self.address, "toy", timeout=timeout)


def event(text: str) -> bytes:
    chunk = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "toy",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.paths.append(self.path)
            model.prompts.append(body["messages"][-1]["content"])
            assert body["stream"] is True
            model.ended.wait(model.pause)
            self.send_response(model.status)
            self.send_header("Content-Type", "text/event-stream")
            for name, value in model.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if model.status == 200:
                self._stream()

        def _stream(self) -> None:
            try:
                for part in model.reply():
                    self.wfile.write(part if isinstance(part, bytes) else event(part))
                    self.wfile.flush()
                self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                model.closed.set()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def serving(model: ModelServer) -> Iterator[ModelServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    server.block_on_close = False
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield model
    model.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving(ModelServer()) as model:
        yield model


@pytest.fixture
def written(data: Path, embedder: Embedder, model: ModelServer) -> Iterator[Callable[..., Answer]]:
    """Ask the sample papers through the language model."""
    opened: list[Library] = []

    def ask(question: str, timeout: float = 20.0, **more: Any) -> Answer:
        opened.append(Library(data))
        return Askboard(opened[-1], embedder, None, model.choice(timeout)).ask(question, **more)

    yield ask
    for library in opened:
        library.store.close()


@pytest.fixture
def stopwatch() -> Callable[[], float]:
    start = time.monotonic()
    return lambda: time.monotonic() - start


@pytest.fixture
def number(board: Askboard) -> Callable[..., int]:
    """Return the number under which the prompt holds the passage with some words."""

    def find(words: str, question: str = POOL, paper: str = "") -> int:
        names = {card.id: card.short for card in board.papers()}
        hits = [(names[h.passage.paper_id], " ".join(h.passage.text.split())) for h in board.ask(question).hits[:10]]
        return next(n for n, (name, text) in enumerate(hits, start=1) if words in text and paper in name)

    return find
