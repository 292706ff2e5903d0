import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from answer.writing.remote import LanguageModelChoice

WORDS = ("fund", "council", "breastfeeding", "admissions", "apologies")


class CountedWords(BaseEmbedding):
    """Stands in for a model: how often each of five words stands in the text."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return [0.1 + text.casefold().count(word) for word in WORDS]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


@pytest.fixture
def embedding() -> BaseEmbedding:
    return CountedWords()


@dataclass
class ModelServer:
    """A language model's address; it says `text`, or sends `body` as it is, with `statuses` one after the other."""

    address: str = ""
    text: str = ""
    body: bytes | None = None
    statuses: list[int] = field(default_factory=list)
    pause: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def choice(self, timeout: float = 20.0) -> LanguageModelChoice:
        return LanguageModelChoice(self.address, "toy", timeout=timeout)

    @property
    def prompts(self) -> list[str]:
        return [body["messages"][-1]["content"] for body in self.asked]

    def completion(self) -> bytes:
        message = {"role": "assistant", "content": self.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usual = {"id": "1", "object": "chat.completion", "created": 1, "model": "toy", "choices": [choice]}
        return json.dumps(usual).encode() if self.body is None else self.body


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            model.ended.wait(model.pause)
            body = model.completion()
            self.send_response(model.statuses.pop(0) if model.statuses else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture
def model() -> Iterator[ModelServer]:
    model = ModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads, server.block_on_close = True, False
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield model
    model.ended.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def papers() -> dict[str, list[str]]:
    return {
        "pack.pdf": [
            "Apologies from members",
            "The Board met. The pooled fund is £30m.\nIt holds council\nmoney. Nothing else was said.",
            " ",
            "Breastfeeding rates",
        ],
        "plan.docx": ["Hospital admissions fall by a thousand. " * 300],
    }


@pytest.fixture
def texts(papers: dict[str, list[str]]) -> Callable[[str, int | None], str]:
    return lambda file, page: papers[file][(page or 1) - 1]
