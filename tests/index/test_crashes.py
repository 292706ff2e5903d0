"""Ends real processes with kill -9 while they ingest, and looks at what they leave."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from errors import LibraryBusy
from index.library import Library
from index.model import Scope, Viewer
from index.owning import OwnerLock
from index.vectors import ChromaVectors

ROOT = Path(__file__).parents[2]
ANYONE = Viewer()
# Ingests a folder; a trace counts the library's statements and ends the process at one of them.
INGEST = """
import os, pathlib, signal, sys, zlib
import numpy as np
from index.intake import take_in
from index.library import Library
from index.vectors import ChromaVectors

data, folder, last, stage = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
count = 0

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def step(sql):
    global count
    count += 1
    if count == last or stage == "writing" and sql.startswith("INSERT INTO passages"):
        end()

class Embedder:
    name = "crc"
    def passages(self, texts):
        if stage == "embedding" and count > 60:
            end()
        yield np.stack([self.question(text) for text in texts])
    def question(self, text):
        vector = np.random.default_rng(zlib.crc32(text.encode())).normal(size=16).astype(np.float32)
        return vector / np.linalg.norm(vector)

library = Library(data)
library.store.connection().set_trace_callback(step)
chroma = ChromaVectors(library, data)
chroma.acquire()
taken = take_in(library, Embedder(), [folder], lambda _: None)
if stage == "vectors":
    add = ChromaVectors._add
    ChromaVectors._add = lambda *given: (add(*given), end())
chroma.follow()
chroma.close()
library.store.close()
print(count, *(one.status for one in taken))
"""


@pytest.fixture
def papers(note):
    note("papers/a.md")
    return note("papers/b.md", ("parks", "schools"), day="5 June 2025").parent


def ingest(data, papers, last=-1, stage=""):
    command = [sys.executable, "-c", INGEST, str(data), str(papers), str(last), stage]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def held(data):
    """Return all that the library of a folder holds, but for the numbers of its passages."""
    library = Library(data)
    cards = library.papers()
    keys, vectors = library.vectors()
    found = len(library.match("parks", ANYONE, Scope(), 99))
    assert library.faults() == []
    kept = sorted(path.name for path in (data / "papers").glob("*"))
    passages = [(card.id, library.passages_of(card.id, ANYONE)) for card in cards]
    rows = {key.passage_id: row.tobytes() for key, row in zip(keys, vectors, strict=True)}
    library.store.close()
    return cards, passages, rows, found, kept


def vectors_are_well(data):
    library = Library(data)
    chroma = ChromaVectors(library, data)
    chroma.acquire()
    chroma.follow()
    faults = chroma.faults()
    chroma.close()
    library.store.close()
    return faults == []


@pytest.fixture
def clean(tmp_path, papers):
    """What a run that was not disturbed leaves, and how many statements it took."""
    done = ingest(tmp_path / "clean", papers)
    assert done.stderr == ""
    return held(tmp_path / "clean"), int(done.stdout.split()[0])


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.75, 0.97])
def test_a_killed_ingest_leaves_whole_papers_and_a_re_run_equals_a_clean_run(data, papers, clean, share):
    whole, statements = clean
    killed = ingest(data, papers, last=int(share * statements))
    assert killed.returncode == -signal.SIGKILL
    cards, *_ = held(data)
    assert {card.id for card in cards} <= {card.id for card in whole[0]}
    again = ingest(data, papers)
    assert again.returncode == 0, again.stderr
    assert held(data) == whole
    assert vectors_are_well(data)


@pytest.mark.parametrize("stage", ["embedding", "vectors"])
def test_a_kill_between_the_stages_is_made_good_by_a_re_run(data, papers, clean, stage):
    assert ingest(data, papers, stage=stage).returncode == -signal.SIGKILL
    assert ingest(data, papers).returncode == 0
    assert held(data) == clean[0]
    assert vectors_are_well(data)


def test_a_killed_new_version_leaves_the_old_one_answering(data, papers, note):
    assert ingest(data, papers).returncode == 0
    before = held(data)
    note("papers/a.md", ("housing",) * 4)
    assert ingest(data, papers, stage="writing").returncode == -signal.SIGKILL
    after = held(data)
    assert after[:4] == before[:4]
    done = ingest(data, papers)
    assert done.stdout.split()[1:] == ["replaced", "unchanged"]
    assert len(held(data)[4]) == 2


def test_the_lock_of_a_killed_process_is_taken_over_and_that_of_a_living_one_is_not(data):
    data.mkdir()
    code = (
        "import pathlib, sys, time\nfrom index.owning import OwnerLock\n"
        "lock = OwnerLock(pathlib.Path(sys.argv[1]) / 'ingest.lock', 'ingesting papers')\nlock.acquire()\n"
        "print('held', flush=True)\ntime.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(data)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    mine = OwnerLock(data / "ingest.lock", "ingesting papers")
    with pytest.raises(
        LibraryBusy, match=rf"^Process {holder.pid} is ingesting papers in .*: wait for it, or stop it$"
    ):
        mine.acquire()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    mine.acquire()
    assert mine.holder() == str(os.getpid())
    mine.release()
