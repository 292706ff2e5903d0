import sqlite3

import pytest

from errors import LibraryOutdated, UnknownPaper
from index.intake import missing, take_out
from index.library import Library
from index.model import ANYONE, EXEMPT, KEEPER, PUBLIC, Scope, Viewer
from index.sqlite.store import FILE, ORIGINALS
from index.vectors import ExactVectors

PRIVATE = Viewer(frozenset({EXEMPT}))
NOBODY = Viewer(frozenset())
VERSION_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE papers (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
    body TEXT, meeting_date TEXT, status TEXT, paged INTEGER NOT NULL, pages_without_text TEXT NOT NULL
);
INSERT INTO papers VALUES ('a', 'a.pdf', '/a.pdf', 'report', 'A', NULL, NULL, NULL, 1, '[]');
PRAGMA user_version = 1;
"""


@pytest.fixture
def secret(note):
    """An exempt paper of some topics, of the same meeting as the public ones."""

    def written(name, topics=("parks",), day="4 March 2025"):
        path = note(name, topics, day)
        path.write_text(f"Classification: Exempt\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
        return path

    return written


@pytest.fixture
def mixed(library, take, note, secret):
    """A library of a public and of an exempt paper."""
    take(note("plan.md"), secret("deal.md", ("parks", "zebras")))
    return library


def seen(library, viewer):
    return [card.file for card in library.papers(viewer)]


def reads(library, viewer, card):
    """Return all that a viewer can read of a paper."""
    numbers = library.may_see(viewer, Scope(frozenset({card.id})))
    return (
        library.pages(card.id, viewer),
        library.items(card.id, viewer),
        library.passages_of(card.id, viewer),
        sorted(library.passages(range(1000), viewer).keys() & library.may_see(KEEPER, Scope(frozenset({card.id})))),
        sorted(numbers),
    )


def test_a_paper_of_exempt_pages_alone_exists_for_no_one_else(mixed):
    deal = mixed.find("deal.md")
    assert deal.exempt == deal.pages > 0
    assert seen(mixed, KEEPER) == ["deal.md", "plan.md"]
    assert seen(mixed, ANYONE) == seen(mixed, Viewer(frozenset({PUBLIC}))) == ["plan.md"]
    assert seen(mixed, PRIVATE) == ["deal.md"]
    assert seen(mixed, NOBODY) == []
    assert not any(reads(mixed, ANYONE, deal))
    assert not any(reads(mixed, NOBODY, deal))
    assert all(reads(mixed, PRIVATE, deal)[:1] + reads(mixed, PRIVATE, deal)[2:])


def test_a_read_that_names_no_viewer_is_anyones(mixed):
    deal = mixed.find("deal.md")
    assert mixed.papers() == mixed.papers(ANYONE)
    assert mixed.pages(deal.id) == mixed.items(deal.id) == []
    with pytest.raises(UnknownPaper, match="is not in the library"):
        mixed.page(deal.id, 1)


def test_an_exempt_page_is_as_unknown_as_one_that_is_not_there(mixed):
    deal = mixed.find("deal.md")
    told = []
    for paper_id in (deal.id, "0" * 16):
        with pytest.raises(UnknownPaper, match="Page 1 of that paper") as raised:
            mixed.page(paper_id, 1, ANYONE)
        told.append(str(raised.value))
    assert told[0] == told[1]
    assert mixed.page(deal.id, 1, PRIVATE).classification == "exempt"


def test_cards_count_what_the_viewer_may_see(mixed):
    plan = mixed.find("plan.md")
    with mixed.store.transaction() as db:
        db.execute("UPDATE pages SET access_group = 'exempt' WHERE paper_id = ? AND pdf_page > 6", (plan.id,))
        db.execute("UPDATE papers SET pages_without_text = '[2, 8]' WHERE id = ?", (plan.id,))
        db.execute(
            "UPDATE passages SET access_group = 'exempt' WHERE paper_id = ? AND position > 2",
            (plan.id,),
        )
        db.execute("INSERT INTO items VALUES (?, 0, '7', 'Deal', NULL, NULL, 'exempt', NULL, 'exempt')", (plan.id,))
    [public] = mixed.papers(ANYONE)
    whole = next(card for card in mixed.papers(KEEPER) if card.id == plan.id)
    assert (public.pages, public.exempt, public.pages_without_text, public.items, public.passages) == (6, 0, 1, 0, 3)
    assert (whole.pages, whole.exempt, whole.pages_without_text, whole.items) == (9, 3, 2, 1)
    assert [page.pdf_page for page in mixed.pages(plan.id)] == [1, 2, 3, 4, 5, 6]
    assert mixed.items(plan.id) == []
    assert mixed.faults() == []


def test_short_names_do_not_tell_of_papers_that_are_not_seen(library, take, note, secret):
    take(note("plan.md"))
    alone = [card.short for card in library.papers()]
    take(secret("minutes.md"), secret("other plan.md", ("zebras",)))
    assert [card.short for card in library.papers()] == alone
    names = {card.file: card.short for card in library.papers(KEEPER)}
    assert names["plan.md"] == alone[0]
    assert names["other plan.md"] == "2025 exempt plan"


def test_what_is_exempt_sways_neither_ranks_nor_counts_of_what_is_public(library, take, note, secret):
    take(note("plan.md"), note("more.md", ("parks", "schools"), extra="zebras"))
    words = "parks OR schools OR zebras OR more"

    def known():
        return library.match(words, ANYONE, Scope(), 99), library.frequencies(("parks", "zebras"), ANYONE)

    before = known()
    take(secret("deal.md", ("parks", "zebras", "schools")), secret("deal 2.md", ("parks", "zebras")))
    assert known() == before
    assert library.match(words, KEEPER, Scope(), 99) != before[0]


def test_a_word_of_exempt_papers_alone_is_found_by_their_viewers_alone(mixed, embedder, chroma):
    for viewer, found in ((ANYONE, False), (PRIVATE, True), (KEEPER, True), (NOBODY, False)):
        assert bool(mixed.match("zebras", viewer, Scope(), 9)) == found
        assert bool(mixed.frequencies(["zebras"], viewer)["zebras"]) == found
    deal = mixed.may_see(PRIVATE, Scope())
    for nearest in (ExactVectors(mixed), chroma):
        question = embedder.question("zebras")
        assert not set(nearest.search(question, ANYONE, Scope(), 50)) & deal
        assert set(nearest.search(question, PRIVATE, Scope(), 50)) == deal
        assert nearest.search(question, NOBODY, Scope(), 50) == []


def test_a_change_of_group_moves_the_words_too(mixed):
    deal = mixed.find("deal.md")
    with mixed.store.transaction() as db:
        db.execute("UPDATE passages SET access_group = 'public' WHERE paper_id = ?", (deal.id,))
    assert mixed.match("zebras", ANYONE, Scope(), 9)
    with mixed.store.transaction() as db:
        db.execute("UPDATE passages SET access_group = 'exempt' WHERE paper_id = ?", (deal.id,))
    assert not mixed.match("zebras", ANYONE, Scope(), 9)
    assert mixed.faults() == []
    mixed.remove(deal.id)
    assert mixed.faults() == []


def test_a_paper_withheld_by_hand_is_gone_for_the_public_in_words_and_vectors(library, take, note, chroma, embedder):
    take(note("plan.md"), note("deal.md", ("parks", "zebras")))
    question, deal = embedder.question("zebras"), library.find("deal.md")
    numbers = library.may_see(KEEPER, Scope(frozenset({deal.id})))
    assert set(chroma.search(question, ANYONE, Scope(), 50)) & numbers
    library.withhold(deal.id)
    assert seen(library, ANYONE) == ["plan.md"]
    assert seen(library, KEEPER) == ["deal.md", "plan.md"]
    assert not library.match("zebras", ANYONE, Scope(), 9)
    assert library.match("zebras", PRIVATE, Scope(), 9)
    for nearest in (ExactVectors(library), chroma):
        assert not set(nearest.search(question, ANYONE, Scope(), 50)) & numbers
        assert set(nearest.search(question, PRIVATE, Scope(), 50)) == numbers
    assert library.faults() == chroma.faults() == []


def test_what_replaces_a_withheld_paper_is_withheld_too_until_it_was_taken_out(library, take, note):
    take(note("deal.md", ("parks",)))
    library.withhold(library.find("deal.md").id)
    [taken] = take(note("deal.md", ("parks", "zebras")))
    assert (taken.status, taken.exempt, seen(library, ANYONE)) == ("replaced", taken.pages, [])
    take_out(library, "deal.md")
    take(note("deal.md", ("parks", "zebras")))
    assert seen(library, ANYONE) == ["deal.md"]


def test_public_words_that_no_longer_match_their_passages_are_found_by_the_check(mixed):
    with mixed.store.transaction() as db:
        db.execute("INSERT INTO public_words(rowid, said, context) VALUES (99, 'planted', '')")
    [fault] = mixed.faults()
    assert "is damaged" in fault


def test_an_exempt_paper_keeps_its_file_until_its_keeper_takes_it_out(mixed, take, note):
    deal = mixed.find("deal.md")
    kept = mixed.store.folder / ORIGINALS / f"{deal.id}.md"
    take(note("third.md", ("housing",)))
    assert kept.exists()
    assert missing(mixed) == []
    kept.unlink()
    assert missing(mixed) == ["deal.md"]
    take_out(mixed, "deal.md")
    assert seen(mixed, KEEPER) == ["plan.md", "third.md"]


def test_intake_tells_how_many_pages_are_exempt(take, secret, note):
    [taken] = take(secret("deal.md", ("parks", "zebras")))
    assert (taken.exempt, taken.pages) == (3, 3)
    assert taken.message == "3 pages are exempt: public viewers do not see them"
    [plain] = take(note("plan.md"))
    assert (plain.exempt, plain.message) == (0, "")


def test_a_library_of_an_older_release_is_refused_with_what_to_do_and_left_as_it_was(data):
    data.mkdir()
    with sqlite3.connect(data / FILE) as db:
        db.executescript(VERSION_1)
    before = (data / FILE).read_bytes()
    with pytest.raises(
        LibraryOutdated, match=r"did not keep exempt pages apart: move .*data away and ingest the papers again"
    ) as raised:
        Library(data)
    assert "\n" not in str(raised.value)
    assert (data / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("scope", "files"),
    [
        (Scope(kinds=frozenset({"minutes"})), {"minutes.md"}),
        (Scope(bodies=frozenset({"Harbour Board"})), {"plan.md", "minutes.md"}),
        (Scope(bodies=frozenset({"Nobody"})), set()),
        (Scope(kinds=frozenset({"minutes"}), bodies=frozenset({"Nobody"})), set()),
    ],
)
def test_a_scope_narrows_by_kind_and_by_body(library, take, note, scope, files):
    take(note("plan.md"), note("minutes.md", ("parks",)))
    with library.store.transaction() as db:
        db.execute("UPDATE papers SET body = 'Harbour Board'")
        db.execute("UPDATE papers SET kind = 'minutes' WHERE file = 'minutes.md'")
    numbers = library.may_see(ANYONE, scope)
    ids = {passage.paper_id for passage in library.passages(numbers, ANYONE).values()}
    assert {card.file for card in library.papers(ANYONE) if card.id in ids} == files
    assert library.papers_within(scope) == ids
