import errno
import shutil

import pytest
from PIL import Image

from errors import DiskFull, LibraryBusy, LibraryError, NothingToRead, ReindexNeeded, UnknownPaper
from index.intake import original, take_in
from index.library import Library
from index.model import Scope, Viewer
from index.owning import OwnerLock

ANYONE = Viewer()


def statuses(taken):
    return [(one.file, one.status, one.message) for one in taken]


def kept(library):
    return sorted(path.name for path in (library.store.folder / "papers").iterdir())


def rows(library):
    tables = ("papers", "pages", "items", "passages", "words")
    return {table: library.store.rows(f"SELECT COUNT(*) AS n FROM {table}")[0]["n"] for table in tables}


def found(library, words):
    return library.match(words, ANYONE, Scope(), 50)


def test_a_paper_is_taken_in_with_its_pages_passages_and_file(library, take, note):
    [taken] = take(note("plan.md"))
    assert (taken.status, taken.kind, taken.pages, taken.pages_without_text) == ("new", "plan", 9, 0)
    [card] = library.papers()
    assert (card.file, card.passages, card.pages) == ("plan.md", taken.passages, 9)
    assert original(library, card.id, card.file).read_bytes() == note("plan.md").read_bytes()
    assert [page.pdf_page for page in library.pages(card.id)] == list(range(1, 10))
    assert len(library.passages_of(card.id, ANYONE)) == taken.passages


def test_the_same_file_three_times_adds_no_row_and_embeds_nothing(library, take, note, embedder):
    path = note("plan.md")
    take(path)
    before, embedded = rows(library), len(embedder.embedded)
    assert statuses(take(path) + take(path)) == [("plan.md", "unchanged", "")] * 2
    assert rows(library) == before
    assert len(embedder.embedded) == embedded


def test_a_shorter_version_two_replaces_all_of_version_one(library, take, note, chroma, embedder):
    take(note("plan.md"))
    [old] = library.papers()
    chroma.follow()
    assert found(library, "ambulances")
    [taken] = take(note("plan.md", ("dentists",)))
    [card] = library.papers()
    assert (taken.status, card.pages) == ("replaced", 2)
    assert card.id != old.id
    assert found(library, "ambulances") == []
    assert rows(library)["words"] == rows(library)["passages"] == card.passages
    assert kept(library) == [f"{card.id}.md"]
    hits = chroma.search(embedder.question("ambulances"), ANYONE, Scope(), 50)
    assert {p.paper_id for p in library.passages(hits, ANYONE).values()} == {card.id}
    assert chroma.faults() == library.faults() == []
    with pytest.raises(UnknownPaper, match="may have been replaced"):
        library.page(old.id, 1)


def test_one_bad_file_among_good_ones_is_named_and_the_good_ones_are_in(library, take, note, tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"<html>")
    taken = take(note("a.md"), tmp_path / "bad.pdf", note("z.md", ("parks",)))
    assert [one.status for one in taken] == ["new", "failed", "new"]
    assert taken[1].message == "bad.pdf is not a PDF, whatever its name says: fetch it again from its source"
    assert len(library.papers()) == 2


def test_files_of_one_name_in_two_folders_are_two_papers(library, take, note):
    take(note("north/minutes.md", ("parks",)), note("south/minutes.md", ("schools",)))
    assert [card.file for card in library.papers()] == ["minutes.md", "minutes.md"]
    with pytest.raises(UnknownPaper, match=r"^2 papers are called “minutes\.md”: name one by its id, \w+ or \w+$"):
        library.find("minutes.md")
    assert {library.find(card.id) for card in library.papers()} == set(library.papers())


def test_the_same_content_from_two_places_is_kept_once_and_said_so(library, take, note, tmp_path):
    first = note("north/plan.md")
    copy = shutil.copy(first, tmp_path / "copy.md")
    assert statuses(take(first, tmp_path / "copy.md"))[1] == ("plan.md", "unchanged", f"the same as {first}")
    assert len(library.papers()) == 1
    assert copy.exists()


def test_a_file_that_now_holds_what_another_holds_gives_up_what_it_held(library, take, note):
    one, two = note("one.md", ("parks",)), note("two.md", ("schools",))
    take(one, two)
    one.write_bytes(two.read_bytes())
    [taken] = take(one)
    assert (taken.status, taken.message) == ("replaced", f"the same as {two.resolve()}")
    assert [card.file for card in library.papers()] == ["two.md"]
    assert found(library, "parks") == []
    assert len(kept(library)) == 1


def test_papers_whose_folder_was_moved_are_replaced_by_their_next_version(library, take, note, tmp_path):
    take(note("old/plan.md"))
    (tmp_path / "old").rename(tmp_path / "new")
    assert statuses(take(tmp_path / "new")) == [("plan.md", "unchanged", "")]
    assert take(note("new/plan.md", ("parks",)))[0].status == "replaced"
    assert len(library.papers()) == 1


def test_an_upload_replaces_the_upload_of_that_name_for_the_same_meeting_only(library, take, note):
    first, again = note("upload1/minutes.md", ("parks",)), note("upload2/minutes.md", ("schools",))
    later = note("upload3/minutes.md", ("housing",), day="5 June 2025")
    assert [take(path, uploaded=True)[0].status for path in (first, again, later)] == ["new", "replaced", "new"]
    assert found(library, "parks") == []
    assert found(library, "schools")
    assert found(library, "housing")
    assert statuses(take(note("upload4/minutes.md", ("schools",)), uploaded=True)) == [("minutes.md", "unchanged", "")]


def test_a_kept_file_that_was_lost_comes_back_with_the_next_ingest(library, take, note):
    path = note("plan.md")
    take(path)
    [name] = kept(library)
    (library.store.folder / "papers" / name).unlink()
    assert take(path)[0].status == "unchanged"
    assert kept(library) == [name]


def test_files_left_by_an_ingest_that_was_cut_off_are_swept(library, take, note):
    (library.store.folder / "papers").mkdir()
    (library.store.folder / "papers" / "0123456789abcdef.pdf").write_bytes(b"half")
    take(note("plan.md"))
    assert kept(library) == [f"{library.papers()[0].id}.md"]


@pytest.mark.parametrize(("count", "said"), [(1, "1 page holds no text"), (2, "2 pages hold no text")])
def test_pages_without_text_are_told_of_in_plain_words(take, tmp_path, count, said):
    scan, *more = [Image.new("RGB", (200, 300), "grey") for _ in range(count)]
    scan.save(tmp_path / "scan.pdf", save_all=True, append_images=more)
    [taken] = take(tmp_path / "scan.pdf")
    assert (taken.status, taken.passages) == ("new", 0)
    assert taken.message == f"{said} (scanned?) and cannot be found"


def test_a_scanned_paper_first_and_a_plain_one_after_it_are_both_searched(take, note, tmp_path, chroma, embedder):
    Image.new("RGB", (200, 300), "grey").save(tmp_path / "scan.pdf")
    take(tmp_path / "scan.pdf")
    assert chroma.search(embedder.question("parks"), ANYONE, Scope(), 5) == []
    take(note("plan.md"))
    assert len(chroma.search(embedder.question("parks"), ANYONE, Scope(), 5)) == 5


def test_progress_rises_to_the_end_and_seconds_are_told(library, embedder, note):
    seen = []
    take_in(library, embedder, [note("a.md"), note("b.md", ("parks",) * 20)], seen.append)
    assert seen[0].seconds_left is None
    assert all(one.seconds_left is not None and one.seconds_left >= 0 for one in seen[1:])
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert {one.papers for one in seen} == {2}
    assert len([one for one in seen if one.paper == "b.md"]) >= 2


@pytest.mark.parametrize(("name", "size"), [("another", 48), ("another", 20), ("hashes", 20)])
def test_another_model_is_refused_before_anything_is_written(library, take, note, other_embedder, name, size):
    take(note("plan.md"))
    before = rows(library)
    with pytest.raises(ReindexNeeded, match="run `askboard rebuild`"):
        take_in(library, other_embedder(name, size), [note("more.md", ("parks",))], lambda _: None)
    assert rows(library) == before


def test_paths_without_papers_are_told_apart(take, tmp_path):
    with pytest.raises(NothingToRead, match=r"gone does not exist: check the spelling of the path"):
        take(tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToRead, match=r"empty holds no paper: Askboard reads \.docx, .*\.pdf, .* files"):
        take(tmp_path / "empty")
    with pytest.raises(NothingToRead, match="does not exist"):
        take(tmp_path / ("x" * 300))


def test_a_second_ingest_at_once_is_refused_with_the_name_of_the_first(take, note, data):
    first = OwnerLock(data / "ingest.lock", "ingesting papers")
    first.acquire()
    with pytest.raises(LibraryBusy, match=r"^Process \d+ is ingesting papers in .*data: wait for it, or stop it$"):
        take(note("plan.md"))
    first.release()
    assert take(note("plan.md"))[0].status == "new"


def test_a_disk_that_fills_up_while_a_file_is_kept_leaves_the_old_papers_whole(library, take, note, monkeypatch):
    take(note("plan.md"))
    before = rows(library)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(DiskFull, match=r"^No room left to keep more\.md in .*: free some space and ingest again$"):
        take(note("more.md", ("parks",)))
    assert rows(library) == before
    monkeypatch.undo()
    assert library.faults() == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for data in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(LibraryError, match=r"cannot be written: choose another data folder with --data$"):
            Library(data)


def test_the_same_words_in_another_file_are_told_of(library, take, note, tmp_path):
    take(note("plan.md"))
    (tmp_path / "copy.txt").write_text(note("plan.md").read_text().replace("## ", "\n") + "\n\n")
    [taken] = take(tmp_path / "copy.txt")
    assert taken.message == "its words are those of plan.md: one of the two can be removed"
    assert len(library.papers()) == 2
