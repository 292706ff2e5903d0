import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from errors import DiskFull, LibraryBusy, LibraryDamaged, LibraryError, LibraryOutdated
from index.library import Library
from index.model import Scope, Viewer
from index.sqlite.schema import SCHEMA_VERSION
from index.sqlite.store import FILE, Store

ROOT = Path(__file__).parents[2]
DAMAGED = r"library\.sqlite3 is damaged \(.*\): move the data folder away and ingest the papers again"


@pytest.fixture
def closed(library, take, note, data):
    """A library of one paper, closed."""
    take(note("plan.md"))
    library.store.close()
    return data


def zero(path):
    path.write_bytes(bytes(path.stat().st_size))


def halve(path):
    os.truncate(path, path.stat().st_size // 2)


def zero_the_head(path):
    with path.open("r+b") as file:
        file.write(bytes(200))


@pytest.mark.parametrize("harm", [zero, halve, zero_the_head])
def test_a_zeroed_or_cut_off_library_is_said_to_be_damaged(closed, harm):
    harm(closed / FILE)
    with pytest.raises(LibraryDamaged, match=DAMAGED):
        Library(closed).papers()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: os.truncate(path, 0)])
def test_a_library_that_is_gone_beside_the_papers_it_kept_is_not_begun_anew(closed, harm):
    harm(closed / FILE)
    with pytest.raises(
        LibraryDamaged, match=r"library\.sqlite3 is missing or empty: put it back, or move .*papers away"
    ):
        Library(closed)


def test_a_flipped_word_is_found_by_the_check(closed):
    content = (closed / FILE).read_bytes()
    at = content.rindex(b"more ambulances")
    with (closed / FILE).open("r+b") as file:
        file.seek(at)
        file.write(b"less")
    faults = Library(closed).faults()
    assert len(faults) == 1
    assert "Passages altered in the library: 1;" in faults[0] or "damaged" in faults[0]


def test_words_that_no_longer_match_their_passages_are_found_by_the_check(library, take, note):
    take(note("plan.md"))
    with library.store.transaction() as db:
        db.execute("INSERT INTO words(rowid, said, context) VALUES (99, 'planted', '')")
    [fault] = library.faults()
    assert "is damaged" in fault


def test_a_whole_library_has_no_faults(library, take, note):
    take(note("plan.md"))
    assert library.faults() == []


def test_a_library_of_a_newer_release_is_refused(closed):
    with sqlite3.connect(closed / FILE) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(
        LibraryOutdated, match="was written by a newer Askboard: upgrade, or choose another data folder"
    ):
        Library(closed)


def test_a_file_that_is_no_library_is_refused(data):
    data.mkdir()
    (data / FILE).write_text("just some text that is no database at all")
    with pytest.raises(LibraryDamaged, match=DAMAGED):
        Library(data)


def spoil(library):
    with library.store.transaction() as db:
        db.execute("DELETE FROM papers")
        raise KeyError("midway")


def test_what_fails_within_a_transaction_is_taken_back(library, take, note):
    take(note("plan.md"))
    with pytest.raises(KeyError, match="midway"):
        spoil(library)
    assert len(library.papers()) == 1


def test_a_mistake_of_the_program_is_not_called_damage(library):
    with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"), library.store.transaction() as db:
        db.execute("INSERT INTO meta VALUES ('key', NULL)")


def test_a_library_that_another_process_writes_is_busy(library, data):
    other = sqlite3.connect(data / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    library.store.connection().execute("PRAGMA busy_timeout = 20")
    with pytest.raises(LibraryBusy, match="is being written by another Askboard"), library.store.transaction():
        pass
    other.close()


def test_many_threads_read_and_their_connections_do_not_pile_up(library, take, note):
    take(note("plan.md"))
    for _ in range(5):
        with ThreadPoolExecutor(6) as pool:
            assert set(pool.map(lambda _: len(library.papers()), range(30))) == {1}
    thread = threading.Thread(target=library.papers)
    thread.start()
    thread.join()
    assert len(library.store._opened) < 10


def test_a_new_library_is_made_once_however_many_open_it(data):
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: Store(data), range(8)))
    assert {store.note("change") for store in stores} == {None}
    assert {store.connection().execute("PRAGMA user_version").fetchone()[0] for store in stores} == {SCHEMA_VERSION}
    for store in stores:
        store.close()


def test_a_read_only_folder_is_one_line(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locked")
    code = (
        "import os, pathlib, sys\nfrom errors import LibraryError\nfrom index.library import Library\n"
        "from index.owning import OwnerLock\nif os.geteuid() == 0: os.setuid(65534)\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "for call in (lambda: Library(folder), lambda: OwnerLock(folder / 'a.lock', 'x').acquire()):\n"
        "    try: call()\n    except LibraryError as error: print(error)"
    )
    for path in (folder.parent, folder.parent.parent):
        path.chmod(0o755)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.count("cannot be written") == done.stdout.count("\n") == 2


def test_a_full_disk_is_one_line_and_the_papers_before_are_whole(data, library, take, note):
    take(note("plan.md"))
    code = (
        "import resource, sys, pathlib\nfrom errors import DiskFull\nfrom index.library import Library\n"
        "library = Library(pathlib.Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n    with library.store.transaction() as db:\n"
        "        db.execute('INSERT INTO meta VALUES (?, ?)', ('much', 'x' * 3_000_000))\n"
        "except DiskFull as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("No room left to write")
    assert library.faults() == []
    assert len(library.match("dentists", Viewer(), Scope(), 9)) > 0


def test_no_room_and_no_way_in_are_told_apart_from_damage():
    from index.sqlite.store import translated

    def raised(name):
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = name
        return type(translated(error, Path("x")))

    names = (
        "SQLITE_FULL",
        "SQLITE_IOERR_WRITE",
        "SQLITE_READONLY_DBMOVED",
        "SQLITE_IOERR_SHORT_READ",
        "SQLITE_CORRUPT",
    )
    assert [raised(name) for name in names] == [DiskFull, DiskFull, LibraryError, LibraryDamaged, LibraryDamaged]
