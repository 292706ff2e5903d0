import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from errors import DiskFull, LibraryBusy, LibraryError, ReindexNeeded
from index.library import Library
from index.model import Scope, Viewer
from index.vectors import ChromaVectors, ExactVectors

ANYONE = Viewer()
EVERYTHING = Scope()


@pytest.fixture
def filled(library, take, note):
    take(note("plan.md"), note("new.md", ("parks", "schools"), day="5 June 2025"))
    return library


def reopened(chroma):
    """Close the vectors and open them as the next process would."""
    chroma.close()
    chroma.acquire()
    return chroma


def everything(nearest, embedder, scope=EVERYTHING, viewer=ANYONE):
    return nearest.search(embedder.question("parks and schools"), viewer, scope, 1000)


def files(data):
    return [path for path in (data / "vectors").rglob("*") if path.is_file()]


@pytest.mark.parametrize("question", ["parks", "smoking in schools", "ambulances", "what of the libraries and housing"])
def test_both_kinds_of_search_return_the_same_order(filled, chroma, embedder, question):
    vector = embedder.question(question)
    exact, approximate = (n.search(vector, ANYONE, EVERYTHING, 10) for n in (ExactVectors(filled), chroma))
    cosine = {key.number: float(row @ vector) for key, row in zip(*filled.vectors(), strict=True)}
    assert [round(cosine[n], 5) for n in exact] == [round(cosine[n], 5) for n in approximate]
    assert [round(cosine[n], 5) for n in exact] == sorted((round(c, 5) for c in cosine.values()), reverse=True)[:10]


@pytest.fixture(params=["exact", "chroma"])
def nearest(request, filled, data):
    if request.param == "exact":
        yield ExactVectors(filled)
        return
    vectors = ChromaVectors(filled, data)
    vectors.acquire()
    yield vectors
    vectors.close()


def test_nothing_is_found_for_a_viewer_without_groups(nearest, embedder):
    assert everything(nearest, embedder, viewer=Viewer(frozenset())) == []


def test_a_group_s_passages_are_found_by_that_group_only(nearest, filled, embedder):
    assert len(everything(nearest, embedder)) == len(filled.may_see(ANYONE, EVERYTHING))
    secret = filled.find("new.md").id
    with filled.store.transaction() as db:
        db.execute("UPDATE passages SET access_group = 'exempt' WHERE paper_id = ?", (secret,))
        db.execute("UPDATE meta SET value = value + 1 WHERE key = 'change'")
    assert set(everything(nearest, embedder)) == filled.may_see(ANYONE, EVERYTHING)
    exempt = Viewer(frozenset({"exempt"}))
    assert set(everything(nearest, embedder, viewer=exempt)) == filled.may_see(exempt, EVERYTHING)


@pytest.mark.parametrize("scope", ["paper", "day", "none"])
def test_a_scope_lets_all_of_its_passages_through_and_no_other(nearest, filled, embedder, scope):
    chosen = {
        "paper": Scope(papers=frozenset({filled.find("new.md").id})),
        "day": Scope(first_date=date(2025, 5, 1)),
        "none": Scope(first_date=date(2031, 1, 1)),
    }[scope]
    assert set(everything(nearest, embedder, chosen)) == filled.may_see(ANYONE, chosen)


def test_a_model_of_another_dimension_is_refused_at_a_question(nearest, other_embedder):
    with pytest.raises(ReindexNeeded, match=r"have 48 dimensions, the model's 20: run `askboard rebuild`"):
        everything(nearest, other_embedder("hashes", 20))


def test_an_empty_library_finds_nothing_and_later_papers_are_found_after_a_restart(chroma, take, note, embedder):
    assert everything(chroma, embedder) == []
    take(note("plan.md"))
    before = everything(chroma, embedder)
    assert before
    assert everything(reopened(chroma), embedder) == before


def test_what_another_process_takes_in_and_removes_is_followed(filled, chroma, nearest_elsewhere, embedder, note):
    assert len(everything(chroma, embedder)) == len(filled.may_see(ANYONE, EVERYTHING))
    nearest_elsewhere(note("more.md", ("parks",) * 3))
    assert set(everything(chroma, embedder)) == filled.may_see(ANYONE, EVERYTHING)
    filled.remove(filled.find("plan.md").id)
    assert set(everything(chroma, embedder)) == filled.may_see(ANYONE, EVERYTHING)
    assert chroma.faults() == []


@pytest.fixture
def nearest_elsewhere(data, embedder):
    from index.intake import take_in

    other = Library(data)
    yield lambda path: take_in(other, embedder, [path], lambda _: None)
    other.store.close()


def plant(chroma, kind):
    collection = chroma._opened()
    [name] = collection.get(limit=1)["ids"]
    if kind == "missing":
        collection.delete(ids=[name])
    elif kind == "left over":
        collection.upsert(ids=["planted"], embeddings=[[0.1] * 48], metadatas=[{"number": 1, "access_group": "public"}])
    else:
        collection.update(ids=[name], embeddings=[[0.5] * 48])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("kind", ["missing", "left over", "altered"])
def test_the_check_finds_a_planted_fault_and_a_rebuild_mends_it(chroma, embedder, kind):
    before = everything(chroma, embedder)
    assert chroma.faults() == []
    plant(chroma, kind)
    [fault] = chroma.faults()
    assert fault.startswith(f"Passages {kind} ")
    assert fault.endswith("the vectors: 1; run `askboard rebuild`")
    chroma.rebuild()
    assert chroma.faults() == []
    assert everything(chroma, embedder) == before


@pytest.mark.usefixtures("filled")
def test_the_check_is_not_alarmed_by_papers_that_came_while_no_one_owned_the_vectors(chroma, embedder, take, note):
    everything(chroma, embedder)
    chroma.close()
    take(note("more.md", ("parks",) * 3))
    chroma.acquire()
    assert chroma.faults() == []


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


def halve(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("harm", [zero, halve, Path.unlink])
def test_a_harmed_file_of_the_vectors_is_found_by_the_check_and_mended_by_the_next_question(
    chroma, embedder, data, harm
):
    before = everything(chroma, embedder)
    for file in [path.relative_to(data) for path in files(data) if path.stat().st_size]:
        chroma.close()
        harm(next(path for path in files(data) if path.name == file.name))
        chroma.acquire()
        assert chroma.faults() == [f"{data / 'vectors'} is not as Askboard left it: run `askboard rebuild`"]
        assert everything(chroma, embedder) == before
        assert chroma.faults() == []


def failing(monkeypatch, times):
    from chromadb.errors import InternalError

    query, failures = ChromaVectors._query, [1] * times

    def queried(*given):
        if failures:
            failures.pop()
            raise InternalError("compaction failed")
        return query(*given)

    monkeypatch.setattr(ChromaVectors, "_query", queried)


def test_an_index_that_fails_once_is_made_anew_and_asked_again(filled, chroma, embedder, monkeypatch):
    before = everything(chroma, embedder)
    failing(monkeypatch, 1)
    assert everything(chroma, embedder) == before
    assert chroma.faults() == []
    assert len(before) == len(filled.may_see(ANYONE, EVERYTHING))


@pytest.mark.usefixtures("filled")
def test_an_index_that_fails_again_says_what_to_do(chroma, embedder, monkeypatch):
    failing(monkeypatch, 2)
    with pytest.raises(
        LibraryError, match=r"vectors cannot be used \(compaction failed\): move that folder away and ask"
    ):
        everything(chroma, embedder)
    assert everything(chroma, embedder)


@pytest.mark.usefixtures("filled")
def test_vectors_that_were_removed_whole_are_made_anew(chroma, embedder, data):
    before = everything(chroma, embedder)
    chroma.close()
    shutil.rmtree(data / "vectors")
    chroma.acquire()
    assert everything(chroma, embedder) == before


@pytest.mark.usefixtures("filled")
def test_vectors_left_whole_are_not_made_anew(chroma, embedder, monkeypatch):
    before = everything(chroma, embedder)
    chroma.close()
    monkeypatch.setattr(ChromaVectors, "_add", lambda _, keys, vectors: len(keys) == len(vectors) == 0 or 1 / 0)
    chroma.acquire()
    assert everything(chroma, embedder) == before


def test_new_vectors_of_the_library_reach_the_collection(filled, chroma, embedder, other_embedder):
    everything(chroma, embedder)
    other = other_embedder("another", 20)
    texts = filled.texts()
    rows = np.vstack(list(other.passages([text for _, text in texts])))
    filled.replace_vectors({number: rows[at] for at, (number, _) in enumerate(texts)}, other.name)
    chroma.rebuild()
    assert (filled.model, filled.dimension) == ("another", 20)
    assert len(everything(chroma, other)) == len(texts)
    assert chroma.faults() == []


def test_a_second_owner_is_refused_with_the_name_of_the_first_until_it_lets_go(filled, chroma, data):
    second = ChromaVectors(filled, data)
    with pytest.raises(LibraryBusy, match=r"^Process \d+ is using the vectors in .*data: wait for it, or stop it$"):
        second.acquire()
    chroma.close()
    second.acquire()
    second.close()


def test_without_room_the_vectors_are_not_begun_and_the_papers_stay(filled, chroma, embedder, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(
        DiskFull, match=r"^No room left to write .*vectors: free some space and go on; the papers are in"
    ):
        chroma.follow()
    monkeypatch.undo()
    assert set(everything(chroma, embedder)) == filled.may_see(ANYONE, EVERYTHING)


def test_many_threads_search_while_papers_come_and_go(filled, chroma, embedder, take, note):
    exact = ExactVectors(filled)
    with ThreadPoolExecutor(4) as pool:
        searches = [pool.submit(everything, n, embedder) for n in (chroma, exact) for _ in range(10)]
        take(note("more.md", ("housing",) * 3))
        searches += [pool.submit(everything, n, embedder) for n in (chroma, exact) for _ in range(10)]
    assert all(search.result() for search in searches)
    assert max(Counter(everything(chroma, embedder)).values()) == 1
    assert chroma.faults() == []
