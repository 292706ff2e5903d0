"""A language model in a GGUF file, run in this process by llama.cpp through `xllamacpp` (extra `local-llm`)."""

import os
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from typing import Any

from answer.writing.streaming import MOST_TIMEOUTS, MOST_TOKENS, late
from errors import LanguageModelError

PACKAGE = "xllamacpp"
MAGIC = b"GGUF"
CONTEXT = 8192
# An ordinary processor reads some 20 to 200 tokens a second, so a file is sent fewer passages than an address.
LETTERS = 8_000
# What is read at one go: a model that is stopped while it reads the prompt stops after so many tokens.
BATCH = 256
SILENT = -1
Heard = SimpleQueue[str | LanguageModelError | None]


@dataclass(frozen=True, slots=True)
class LanguageModelFile:
    """A GGUF file on this machine; `timeout` in seconds."""

    file: Path
    timeout: float = 60.0

    @property
    def model(self) -> str:
        """Its name: the file's."""
        return self.file.stem

    @property
    def trusted(self) -> bool:
        """Whether it may be sent exempt passages: nothing leaves this process."""
        return True

    @property
    def letters(self) -> int:
        """How many letters of passages it is sent at most."""
        return LETTERS

    def opened(self) -> "FileModel":
        """Return what streams its replies."""
        return FileModel(self)


def unusable(file: Path) -> str | None:
    """Say why a file cannot be run here, without loading it; None where nothing speaks against it."""
    if not file.is_file():
        return f"{file} is not there: give the path of a GGUF file"
    with file.open("rb") as opened:
        if opened.read(len(MAGIC)) != MAGIC:
            return f"{file} is no GGUF file: give the path of one"
    if find_spec(PACKAGE) is None:
        return f"to run {file.name} the package {PACKAGE} is needed: pip install 'askboard[local-llm]'"
    return None


class FileModel:
    """Stream replies of a GGUF file: one at a time, on all cores, loaded at the first question and then kept."""

    def __init__(self, choice: LanguageModelFile) -> None:
        self._choice = choice
        self._lock = Lock()
        self._server: Any = None

    def close(self) -> None:
        """Let the model go, once it has stopped."""
        with self._lock:
            self._server = None

    def stream(self, prompt: str) -> Generator[str]:
        """Yield the reply as it comes; closed early, the model stops within a batch of tokens."""
        heard: Heard = SimpleQueue()
        stopped = Event()
        Thread(target=self._answer, args=(prompt, heard, stopped), name="language model").start()
        try:
            yield from self._parts(heard)
        finally:
            stopped.set()

    def _parts(self, heard: Heard) -> Generator[str]:
        """Yield what is heard until the end; signs of life without words are not yielded, but are no silence."""
        timeout, begun = self._choice.timeout, False
        end = time.monotonic() + MOST_TIMEOUTS * timeout
        while (left := end - time.monotonic()) > 0:
            try:
                part = heard.get(timeout=min(timeout, left))
            except Empty:
                break
            if isinstance(part, LanguageModelError):
                raise part
            if part is None and not begun:
                raise self._trouble("said nothing: ask again, or choose another file")
            if part is None:
                return
            if part:
                begun = True
                yield part
        raise self._trouble(late(timeout))

    def _answer(self, prompt: str, heard: Heard, stopped: Event) -> None:
        """Put the reply where it is heard, its end last."""

        def hear(chunk: Mapping[str, Any]) -> bool:
            heard.put(self._words(chunk))
            return stopped.is_set()

        try:
            with self._lock:
                if not stopped.is_set():
                    self._server = self._server or self._loaded()
                    self._server.handle_chat_completions(_request(prompt), hear)
        except (RuntimeError, ImportError, OSError, ValueError):
            heard.put(self._trouble("cannot be run: it may be damaged, of a kind not known here, or too big"))
        finally:
            heard.put(None)

    def _words(self, chunk: Mapping[str, Any]) -> str | LanguageModelError:
        if "error" in chunk:
            return self._trouble(f"refused: {chunk['error'].get('message', 'it does not say why')}")
        choices = chunk.get("choices") or [{}]
        return str(choices[0].get("delta", {}).get("content") or "")

    def _trouble(self, trouble: str) -> LanguageModelError:
        return LanguageModelError(f"The language model {self._choice.file.name} {trouble}")

    def _loaded(self) -> Any:
        """Load the file.

        llama.cpp's server class always listens somewhere, and shows any caller what it was asked: here on a socket in
        a folder for this user alone, which has lost its name when the model is loaded, so nobody can call.
        """
        from xllamacpp import CommonParams, Server

        params = CommonParams()
        params.model.path = str(self._choice.file.resolve())
        params.n_ctx, params.n_parallel, params.n_predict = CONTEXT, 1, MOST_TOKENS
        params.n_batch = params.n_ubatch = BATCH
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = _cores()
        params.cache_ram_mib, params.enable_reasoning, params.verbosity = 0, 0, SILENT
        params.ui = params.endpoint_slots = params.endpoint_props = params.warmup = False
        params.offline = True
        with TemporaryDirectory(prefix="askboard-") as folder:
            params.hostnames = [f"{folder}/model.sock"]
            return Server(params)


def _request(prompt: str) -> dict[str, Any]:
    return {
        "messages": [{"role": "user", "content": prompt}],
        "temperature": 0.0,
        "max_tokens": MOST_TOKENS,
        "stream": True,
        # So that a model can be stopped while it still reads the prompt.
        "return_progress": True,
    }


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
