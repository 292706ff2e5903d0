import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from errors import BackupError, DiskFull, LibraryBusy, LibraryDamaged, LibraryOutdated
from index.keeping.archive import MANIFEST, read_manifest
from index.keeping.backing_up import back_up
from index.keeping.restoring import restore
from index.library import Library
from index.model import ANYONE, KEEPER, Scope
from index.owning import OwnerLock
from index.sqlite.store import FILE
from index.vectors import ChromaVectors, ExactVectors

ROOT = Path(__file__).parents[2]
EXEMPT = ROOT / "samples" / "papers" / "marlowe-vale-hwb-2025-01-22-exempt-minute.pdf"
MADE = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
# Backs up or restores; ends itself at the given call of the function named.
KILLED = """
import importlib, os, pathlib, signal, sys
from datetime import UTC, datetime
from index.keeping.backing_up import back_up
from index.keeping.restoring import restore

what, file, data, module, name, last = sys.argv[1:]
target = importlib.import_module(module)
used, calls = getattr(target, name), 0

def counting(*given, **named):
    global calls
    calls += 1
    if calls == int(last):
        os.kill(os.getpid(), signal.SIGKILL)
    return used(*given, **named)

setattr(target, name, counting)
if what == "backup":
    back_up(pathlib.Path(data), pathlib.Path(file), datetime(2026, 3, 4, tzinfo=UTC))
else:
    restore(pathlib.Path(file), pathlib.Path(data), replace=True)
"""


@pytest.fixture
def filled(take, note, library, data):
    """A data folder of a public and an exempt paper, and of notes that someone else keeps there."""
    take(note("plan.md"), EXEMPT)
    library.store.close()
    (data / "talks").mkdir()
    (data / "talks" / "one.json").write_text('{"asked": "What of parks?"}')
    with sqlite3.connect(data / "talks.sqlite3") as db:
        db.execute("CREATE TABLE talks (said TEXT)")
        db.execute("INSERT INTO talks VALUES ('of parks')")
    db.close()
    return data


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kept.zip"


@pytest.fixture
def archive(filled, file):
    back_up(filled, file, MADE)
    return file


def held(data):
    """Return all that the library of a folder holds, and what else lies there."""
    library = Library(data)
    cards, (keys, vectors) = library.papers(KEEPER), library.vectors()
    passages = [library.passages_of(card.id, KEEPER) for card in cards]
    assert library.faults() == []
    library.store.close()
    kept = {path.name: path.read_bytes() for path in (data / "papers").iterdir()}
    talks = (data / "talks" / "one.json").read_text()
    return cards, keys, vectors.tobytes(), passages, kept, talks


def rewritten(archive, change, manifest=None):
    """Write an archive anew with its files changed by name and content, and its manifest as told."""
    with zipfile.ZipFile(archive) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    said = json.loads(files.pop(MANIFEST))
    files = change(files) or files
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
        zipped.writestr(MANIFEST, json.dumps(manifest(said) if manifest else said))


def run_killed(what, file, data, module, name, last):
    command = [sys.executable, "-c", KILLED, what, str(file), str(data), module, name, str(last)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_library_comes_back_as_it_was(filled, file, tmp_path):
    done = back_up(filled, file, MADE)
    assert (done.papers, done.exempt, done.missing, done.altered) == (2, 1, (), ())
    back = restore(file, tmp_path / "back")
    assert (back.papers, back.exempt, back.made, back.aside) == (2, 1, MADE, None)
    assert held(tmp_path / "back") == held(filled)
    with sqlite3.connect(tmp_path / "back" / "talks.sqlite3") as db:
        assert db.execute("SELECT said FROM talks").fetchall() == [("of parks",)]
    db.close()


def test_vectors_and_locks_are_not_kept_and_searches_find_the_same(filled, file, tmp_path, embedder):
    library = Library(filled)
    chroma = ChromaVectors(library, filled)
    chroma.acquire()
    question = embedder.question("smoking parks")
    chroma.follow()
    before = ExactVectors(library).search(question, ANYONE, Scope(), 5)
    back_up(filled, file, MADE)
    chroma.close()
    library.store.close()
    assert {entry.name.split("/")[0] for entry in read_manifest(file).files} == {
        FILE, "papers", "talks", "talks.sqlite3",
    }  # fmt: skip
    restore(file, tmp_path / "back")
    library = Library(tmp_path / "back")
    chroma = ChromaVectors(library, tmp_path / "back")
    chroma.acquire()
    assert len(chroma.search(question, ANYONE, Scope(), 5)) == 5
    assert ExactVectors(library).search(question, ANYONE, Scope(), 5) == before
    assert chroma.faults() == []
    chroma.close()
    library.store.close()


def test_exempt_papers_are_in_the_archive_and_stay_exempt(archive, tmp_path):
    restore(archive, tmp_path / "back")
    library = Library(tmp_path / "back")
    [exempt] = [card for card in library.papers(KEEPER) if card.exempt]
    assert [card.file for card in library.papers(ANYONE)] == ["plan.md"]
    assert library.passages_of(exempt.id, KEEPER)
    assert library.passages_of(exempt.id, ANYONE) == []
    assert library.match("exempt OR land OR minute", ANYONE, Scope(), 99) == []
    library.store.close()


def test_only_its_owner_can_read_an_archive_and_nothing_is_left_beside_it(archive, tmp_path):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_was_removed_is_not_in_the_archive(filled, file):
    library = Library(filled)
    library.remove(library.find("plan.md").id)
    library.store.close()
    done = back_up(filled, file, MADE)
    assert done.papers == 1
    with zipfile.ZipFile(file) as zipped:
        assert b"The board spoke of" not in zipped.read(FILE)
        assert len([name for name in zipped.namelist() if name.startswith("papers/")]) == 1


def test_a_backup_replaces_an_earlier_one_and_no_other_file(archive, filled, tmp_path):
    back_up(filled, archive, MADE)
    other = tmp_path / "letter.zip"
    other.write_text("Dear Sir")
    with pytest.raises(BackupError, match="is there and is no backup that can be read: name another file$"):
        back_up(filled, other, MADE)
    assert other.read_text() == "Dear Sir"


def test_a_backup_that_cannot_be_written_is_one_line(filled, tmp_path):
    with pytest.raises(BackupError, match="There is no library in .*: name its data folder"):
        back_up(tmp_path / "none", tmp_path / "a.zip", MADE)
    with pytest.raises(BackupError, match="lies in the data folder itself"):
        back_up(filled, filled / "a.zip", MADE)
    with pytest.raises(BackupError, match="the folder .* does not exist"):
        back_up(filled, tmp_path / "none" / "a.zip", MADE)


def test_a_missing_and_an_altered_kept_file_are_told_and_the_rest_is_kept(filled, file, tmp_path):
    plan, minute = sorted((filled / "papers").iterdir(), key=lambda path: path.suffix)
    plan.write_text("Another plan.")
    minute.unlink()
    done = back_up(filled, file, MADE)
    assert (done.missing, done.altered) == ((EXEMPT.name,), ("plan.md",))
    assert restore(file, tmp_path / "back").missing == (EXEMPT.name,)


def test_a_damaged_library_is_not_backed_up_and_the_earlier_backup_stays(archive, filled):
    before = archive.read_bytes()
    with sqlite3.connect(filled / FILE) as db:
        db.execute("UPDATE passages SET text = 'other words' WHERE number = 1")
    db.close()
    with pytest.raises(LibraryDamaged, match="is damaged, so it was not backed up: Passages altered"):
        back_up(filled, archive, MADE)
    assert archive.read_bytes() == before


def test_a_library_in_use_and_being_written_is_backed_up_whole(filled, file, tmp_path, note, take):
    writer = sqlite3.connect(filled / FILE, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE meta SET value = '99' WHERE key = 'change'")
    back_up(filled, file, MADE)
    writer.execute("ROLLBACK")
    writer.close()
    take(note("later.md", ("housing",)))
    restore(file, tmp_path / "back")
    assert len(held(tmp_path / "back")[0]) == 2


def test_a_paper_removed_while_it_is_backed_up_is_not_told_as_missing(filled, file, monkeypatch):
    from index.intake import take_out
    from index.keeping import backing_up

    library, snapshot = Library(filled), backing_up._snapshot

    def removing(source, target):
        snapshot(source, target)
        if len(library.papers(KEEPER)) == 2:
            take_out(library, "plan.md")

    monkeypatch.setattr(backing_up, "_snapshot", removing)
    done = back_up(filled, file, MADE)
    library.store.close()
    assert (done.papers, done.missing) == (1, ())


def test_two_backups_of_one_library_at_once_are_refused(filled, file):
    lock = OwnerLock(filled / "backup.lock", "backing up the library")
    lock.acquire()
    with pytest.raises(LibraryBusy, match="is backing up the library"):
        back_up(filled, file, MADE)
    lock.release()


def test_what_is_there_is_replaced_only_when_asked_and_kept_beside(archive, filled):
    before = held(filled)
    with pytest.raises(BackupError, match="holds a library or other files already: name another folder with --data"):
        restore(archive, filled)
    for number in (1, 2):
        aside = restore(archive, filled, replace=True).aside
        assert aside == filled.with_name(f"data-before-restore-{number}")
        assert held(aside) == held(filled) == before


def test_a_damaged_library_is_replaced_too(archive, filled):
    before = held(filled)
    (filled / FILE).write_bytes(bytes(4096))
    aside = restore(archive, filled, replace=True).aside
    assert held(filled) == before
    assert (aside / FILE).read_bytes() == bytes(4096)


def test_a_library_that_is_open_is_not_replaced(archive, filled):
    library = Library(filled)
    library.papers()
    with pytest.raises(LibraryBusy, match="Another process has .* open: stop the chat and other commands"):
        restore(archive, filled, replace=True)
    chroma = ChromaVectors(library, filled)
    chroma.acquire()
    with pytest.raises(LibraryBusy, match="is using the vectors"):
        restore(archive, filled, replace=True)
    chroma.close()
    library.store.close()
    assert restore(archive, filled, replace=True).papers == 2


def test_where_two_folders_cannot_change_places_at_once_they_do_in_two_steps(archive, filled, monkeypatch):
    from index.keeping import restoring

    before = held(filled)
    monkeypatch.setattr(restoring, "_exchanged", lambda *_: False)
    aside = restore(archive, filled, replace=True).aside
    assert held(aside) == held(filled) == before
    renamed, data = os.rename, filled

    def refusing(source, target):
        if Path(target) == data and Path(source).name == "library":
            raise OSError(16, "Device or resource busy")
        renamed(source, target)

    monkeypatch.setattr(os, "rename", refusing)
    with pytest.raises(Exception, match="cannot be restored to .* \\(Device or resource busy\\)"):
        restore(archive, filled, replace=True)
    assert held(filled) == before


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_an_archive_with_any_byte_flipped_or_cut_off_is_refused(archive, tmp_path, share):
    whole = archive.read_bytes()
    at = int(share * len(whole))
    for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
        archive.write_bytes(damaged)
        try:
            restore(archive, tmp_path / "back")
        except BackupError:
            assert not (tmp_path / "back").exists()
        else:
            # What lies between the files of a zip says nothing.
            assert len(held(tmp_path / "back")[0]) == 2
            shutil.rmtree(tmp_path / "back")


def test_a_file_that_is_no_archive_is_one_line(tmp_path):
    (tmp_path / "plan.md").write_text("# Plan")
    with pytest.raises(BackupError, match="is damaged or is no backup of Askboard"):
        restore(tmp_path / "plan.md", tmp_path / "back")
    with pytest.raises(BackupError, match="gone.zip does not exist: check the spelling"):
        restore(tmp_path / "gone.zip", tmp_path / "back")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as zipped:
        zipped.writestr("a.txt", "a")
    with pytest.raises(BackupError, match="is no backup of Askboard"):
        restore(tmp_path / "other.zip", tmp_path / "back")


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "papers/../../out.txt", "C:out", "a\\..\\out", "a//b"])
def test_a_path_that_leads_out_is_refused(archive, tmp_path, name):
    entry = {"name": name, "size": 1, "sha256": "0" * 64}
    rewritten(archive, lambda files: files | {name: b"x"}, lambda said: said | {"files": [*said["files"], entry]})
    with pytest.raises(BackupError, match="the path of a file leads out of the data folder"):
        restore(archive, tmp_path / "back")
    assert not (tmp_path / "back").exists()
    assert not list(tmp_path.rglob("out*"))


def test_a_file_too_many_too_few_or_other_than_its_sum_is_refused(archive, tmp_path):
    whole = archive.read_bytes()
    changes = {
        "its files are not those that its manifest lists": lambda files: files | {"more": b"x"},
        "its files are not those": lambda files: {FILE: files[FILE]},
        "a file is not of the size": lambda files: files | {FILE: files[FILE] + b"x"},
        "talks/one.json is not what was backed up": lambda files: (
            files | {"talks/one.json": files["talks/one.json"].replace(b"parks", b"forks")}
        ),
    }
    for said, change in changes.items():
        archive.write_bytes(whole)
        rewritten(archive, change)
        with pytest.raises(BackupError, match=said):
            restore(archive, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_an_archive_that_would_fill_the_disk_is_refused_before_it_is_unpacked(archive, tmp_path, monkeypatch):
    bomb = {"name": "bomb", "size": 400_000_000, "sha256": "0" * 64}
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        said = json.loads(zipfile.ZipFile(archive).read(MANIFEST)) | {"files": [bomb]}
        with zipped.open("bomb", "w") as stream:
            for _ in range(400):
                stream.write(bytes(1_000_000))
        zipped.writestr(MANIFEST, json.dumps(said))
    with pytest.raises(BackupError, match="it would unpack to far more than its size"):
        restore(tmp_path / "bomb.zip", tmp_path / "back")
    free = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(DiskFull, match="No room left in .*: .* MB are needed, nothing was changed"):
        restore(archive, tmp_path / "back")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    ("version", "said"),
    [({"schema": 99}, "by a newer Askboard"), ({"format": 9}, "by a newer Askboard"), ({"schema": 3}, "by an older")],
)
def test_an_archive_of_another_release_is_refused(archive, tmp_path, version, said):
    rewritten(archive, lambda files: files, lambda manifest: manifest | version)
    with pytest.raises(LibraryOutdated, match=said):
        restore(archive, tmp_path / "back")


def test_a_manifest_that_hides_an_exempt_paper_is_refused(archive, tmp_path):
    rewritten(archive, lambda files: files, lambda manifest: manifest | {"exempt": 0})
    with pytest.raises(BackupError, match="its papers are not those that its manifest tells of"):
        restore(archive, tmp_path / "back")


@pytest.mark.parametrize(
    ("module", "name", "last"),
    [
        ("index.keeping.backing_up", "_snapshot", 1),
        ("index.keeping.backing_up", "pack", 1),
        ("index.keeping.archive", "_add", 3),
        ("index.keeping.backing_up", "verify", 1),
        ("os", "replace", 1),
    ],
)
def test_a_killed_backup_leaves_the_earlier_one_and_a_re_run_clears_up(archive, filled, tmp_path, module, name, last):
    before = archive.read_bytes()
    killed = run_killed("backup", archive, filled, module, name, last)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert archive.read_bytes() == before
    [left] = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    back_up(filled, archive, MADE)
    assert not left.exists()
    restore(archive, tmp_path / "back")
    assert held(tmp_path / "back") == held(filled)


@pytest.mark.parametrize(
    ("module", "name", "last"),
    [
        ("index.keeping.archive", "_copy_checked", 2),
        ("index.keeping.restoring", "_faults", 1),
        ("os", "rename", 1),
        ("index.keeping.restoring", "_exchanged", 1),
        ("shutil", "rmtree", 2),
    ],
)
def test_a_killed_restore_leaves_a_whole_library_in_place(archive, filled, tmp_path, module, name, last):
    before = held(filled)
    killed = run_killed("restore", archive, filled, module, name, last)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert held(filled) == before
    restore(archive, filled, replace=True)
    assert held(filled) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
