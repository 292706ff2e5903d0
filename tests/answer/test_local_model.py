import os
import subprocess
import sys
import threading
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from answer.writing.local import FileModel, LanguageModelFile, unusable
from answer.writing.writer import Writer
from errors import LanguageModelError
from index.model import Hit

ROOT = Path(__file__).parents[2]
REAL = "ASKBOARD_TEST_GGUF"
FACT = "The gritting of roads costs £41 a year."
QUESTION = "What does the gritting of roads cost?"
OWN_WORDS = "These are the papers' own words."


class FakeLlama(ModuleType):
    """Stands in for xllamacpp: `reply` is what the model says, made anew for each request."""

    def __init__(self):
        super().__init__("xllamacpp")
        self.__spec__ = ModuleSpec("xllamacpp", None)
        self.loaded, self.requests = [], []
        self.reply = lambda: ["The gritting", " costs £41. ", "[1]"]
        self.failure = None
        self.ended = threading.Event()
        self.CommonParams = lambda: SimpleNamespace(
            model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
        )
        self.Server = self._server

    def _server(self, params):
        if self.failure:
            raise self.failure
        params.folder = Path(params.hostnames[0]).parent
        params.private = params.folder.stat().st_mode & 0o077 == 0
        self.loaded.append(params)
        return SimpleNamespace(handle_chat_completions=self._chat)

    def _chat(self, request, hear):
        self.requests.append(request)
        for part in self.reply():
            if hear(part if isinstance(part, dict) else {"choices": [{"delta": {"content": part}}]}):
                self.ended.set()
                return


@pytest.fixture
def llama(monkeypatch):
    fake = FakeLlama()
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    return fake


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF and more")
    return path


@pytest.fixture
def choice(file):
    return LanguageModelFile(file, timeout=10.0)


def test_a_reply_comes_in_its_parts(llama, choice):
    assert list(choice.opened().stream("What?")) == ["The gritting", " costs £41. ", "[1]"]
    [request] = llama.requests
    assert request["messages"] == [{"role": "user", "content": "What?"}]
    assert (request["temperature"], request["max_tokens"], request["stream"]) == (0.0, 500, True)


def test_a_file_is_loaded_at_the_first_question_and_once(llama, choice):
    model = choice.opened()
    assert llama.loaded == []
    for _ in range(3):
        list(model.stream("What?"))
    [params] = llama.loaded
    assert params.model.path == str(choice.file)
    assert (params.n_ctx, params.n_parallel, params.cache_ram_mib) == (8192, 1, 0)
    assert params.cpuparams.n_threads == params.cpuparams_batch.n_threads == len(os.sched_getaffinity(0))


def test_nobody_else_can_call_the_model(llama, choice):
    list(choice.opened().stream("What?"))
    [params] = llama.loaded
    assert params.hostnames[0].endswith(".sock")
    assert params.private
    assert not params.folder.exists()
    assert {params.ui, params.endpoint_slots, params.endpoint_props} == {False}


def test_a_stream_that_is_closed_stops_the_model(llama, choice):
    def reply():
        while True:
            yield "on and on "

    llama.reply = reply
    stream = choice.opened().stream("What?")
    assert next(stream) == "on and on "
    stream.close()
    assert llama.ended.wait(15)


def test_a_model_can_be_stopped_while_it_still_reads_the_prompt(llama, file):
    def reply():
        while True:
            yield {"choices": [{"delta": {"content": None}}], "prompt_progress": {"processed": 1}}

    llama.reply = reply
    with pytest.raises(LanguageModelError, match=r"tiny\.gguf did not answer within 0\.05 s: ask again"):
        list(LanguageModelFile(file, timeout=0.05).opened().stream("What?"))
    assert llama.ended.wait(15)


def test_a_model_that_keeps_silent_is_not_waited_for(llama, file):
    woken = threading.Event()

    def reply():
        woken.wait(15)
        yield "too late"

    llama.reply = reply
    with pytest.raises(LanguageModelError, match=r"did not answer within 0\.2 s"):
        list(LanguageModelFile(file, timeout=0.2).opened().stream("What?"))
    woken.set()
    assert llama.ended.wait(15)


def test_a_model_that_is_let_go_is_loaded_anew(llama, choice):
    model = choice.opened()
    list(model.stream("What?"))
    model.close()
    list(model.stream("What?"))
    assert len(llama.loaded) == 2


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        ([{"error": {"code": 400, "message": "request exceeds the context"}}], "refused: request exceeds the context"),
        ([{"error": {}}], "refused: it does not say why"),
        ([], "said nothing"),
        ([{"choices": []}, {}], "said nothing"),
        ([{"choices": [{"delta": {}}]}, ""], "said nothing"),
    ],
)
def test_a_model_without_words_says_why(llama, choice, reply, trouble):
    llama.reply = lambda: reply
    with pytest.raises(LanguageModelError, match=rf"^The language model tiny\.gguf {trouble}"):
        list(choice.opened().stream("What?"))


def test_a_file_that_cannot_be_loaded_is_replaced_by_the_papers_own_words(llama, choice, make_board):
    llama.failure = RuntimeError("Failed to init server, please check the input params.")
    answer = make_board({"notice.txt": f"A notice about the roads\n\n{FACT}\n"}, choice).ask(QUESTION)
    assert [claim.text for claim in answer.claims] == [FACT]
    assert answer.note.startswith("The language model tiny.gguf cannot be run: it may be damaged")
    assert answer.note.endswith(OWN_WORDS)


def test_what_a_file_says_is_proved_and_repaired_like_any_other_models_words(llama, choice, make_board):
    replies = iter([["The gritting costs £99. [1]"], [f"{FACT} [1]"]])
    llama.reply = lambda: next(replies)
    board = make_board({"notice.txt": f"A notice about the roads\n\n{FACT}\n"}, choice)
    answer = board.ask(QUESTION)
    assert [claim.text for claim in answer.claims] == [FACT]
    assert answer.dropped == ("The gritting costs £99. [1]",)
    assert board.language_model == "tiny"


def test_a_file_may_read_exempt_passages(choice, make_passage):
    hit = Hit(make_passage("The price is £2m.", classification="exempt"), 1.0)
    assert not Writer(None, choice).barred([hit])


def test_a_file_that_cannot_be_used_is_told_without_loading_it(llama, file, tmp_path, monkeypatch):
    other = tmp_path / "notes.gguf"
    other.write_text("no model", encoding="utf-8")
    assert unusable(file) is None
    assert "is not there" in unusable(tmp_path / "missing.gguf")
    assert "is not there" in unusable(tmp_path)
    assert "is no GGUF file" in unusable(other)
    monkeypatch.setattr("answer.writing.local.find_spec", lambda _: None)
    assert unusable(file).endswith("needed: pip install 'askboard[local-llm]'")
    assert llama.loaded == []


def test_naming_a_file_loads_no_model_code(file):
    code = (
        "import sys\nfrom pathlib import Path\nimport answer.askboard, opening\n"
        "from answer.writing.local import LanguageModelFile\n"
        f"LanguageModelFile(Path({str(file)!r})).opened()\nprint('xllamacpp' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.fixture(scope="module")
def real():
    path = os.environ.get(REAL)
    if not path:
        pytest.skip(f"{REAL} names no GGUF file")
    pytest.importorskip("xllamacpp")
    model = FileModel(LanguageModelFile(Path(path), timeout=300.0))
    yield model
    model.close()


def test_a_real_file_streams_and_says_the_same_twice(real):
    first = list(real.stream("Say hello in five words."))
    assert len(first) > 1
    assert "".join(real.stream("Say hello in five words.")) == "".join(first)


def test_a_real_file_stops_when_its_stream_is_closed_and_answers_again(real):
    stream = real.stream("Tell a very long story about a council.")
    next(stream)
    stream.close()
    assert "".join(real.stream("Say yes.")).strip()


def test_a_real_file_says_that_a_prompt_is_too_long(real):
    with pytest.raises(LanguageModelError, match="refused: .*exceeds the available context size"):
        list(real.stream("word " * 20_000))


@pytest.mark.usefixtures("real")
def test_a_real_damaged_file_is_told(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"x" * 500)
    with pytest.raises(LanguageModelError, match=r"broken\.gguf cannot be run"):
        list(LanguageModelFile(broken, timeout=60.0).opened().stream("Say yes."))


def test_all_that_is_shown_of_a_real_files_answer_is_proved(real, make_board):
    text = f"A notice about the roads\n\n{FACT} It is paid by the county.\n"
    answer = make_board({"notice.txt": text}, real._choice).ask(QUESTION)
    assert answer.found
    assert all(c.quote in " ".join(text.split()) for claim in answer.claims for c in claim.citations)
    assert all(claim.citations for claim in answer.claims)
