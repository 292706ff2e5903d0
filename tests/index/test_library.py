from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from errors import LibraryDamaged, UnknownPaper
from index.library import Library
from index.model import PaperCard, Scope, Viewer, with_short_names

ANYONE = Viewer()
CARD = PaperCard("a" * 16, "a.pdf", "agenda pack", "Cabinet", None, date(2025, 1, 22), None, True, 1, 0, 0, 0, "")


def short(*cards):
    return [card.short for card in with_short_names(cards)]


def test_a_short_name_is_as_short_as_it_can_be_alone():
    other = replace(CARD, id="b" * 16, file="b.pdf")
    assert short(CARD) == ["2025 pack"]
    assert short(CARD, replace(other, meeting_date=date(2024, 1, 22))) == ["2025 pack", "2024 pack"]
    assert short(CARD, replace(other, meeting_date=date(2025, 3, 1))) == ["January 2025 pack", "March 2025 pack"]
    assert short(CARD, replace(other, meeting_date=date(2025, 1, 1))) == ["22 January 2025 pack", "1 January 2025 pack"]
    assert short(CARD, replace(other, kind="minutes")) == ["2025 pack", "2025 minutes"]


def test_short_names_are_unique_even_where_title_day_and_file_are_the_same():
    undated = replace(CARD, meeting_date=None)
    cards = [replace(undated, id=f"{n:016x}") for n in range(30)] + [replace(CARD, id=f"f{n:015x}") for n in range(30)]
    assert len(set(short(*cards))) == 60


def test_a_paper_is_found_by_id_short_name_and_file(library, take, note):
    take(note("plan.md"), note("other.md", ("parks",), day="5 June 2024"))
    for card in library.papers():
        assert {library.find(name).id for name in (card.id, card.short, card.file)} == {card.id}
    with pytest.raises(UnknownPaper, match="There is no paper “none” in the library: `askboard papers` lists"):
        library.find("none")


def test_a_removed_paper_leaves_no_trace(library, take, note):
    take(note("plan.md"), note("other.md", ("parks",)))
    card = library.find("plan.md")
    library.remove(card.id)
    assert [c.file for c in library.papers()] == ["other.md"]
    assert library.match("ambulances", ANYONE, Scope(), 9) == []
    assert library.vectors()[1].shape[0] == library.papers()[0].passages
    assert library.faults() == []


def test_numbers_of_passages_are_not_used_again(library, take, note):
    take(note("plan.md"))
    before = library.may_see(ANYONE, Scope())
    library.remove(library.find("plan.md").id)
    take(note("plan.md"))
    assert not before & library.may_see(ANYONE, Scope())


def test_every_write_raises_the_change_that_others_follow(library, take, note):
    changes = [library.change]
    take(note("plan.md"))
    changes.append(library.change)
    library.remove(library.find("plan.md").id)
    changes.append(library.change)
    assert changes == sorted(set(changes))


def test_a_viewer_without_groups_finds_nothing(library, take, note):
    take(note("plan.md"))
    nobody = Viewer(frozenset())
    card = library.papers()[0]
    assert library.match("parks", nobody, Scope(), 9) == []
    assert library.may_see(nobody, Scope()) == set()
    assert library.passages(library.may_see(ANYONE, Scope()), nobody) == {}
    assert library.passages_of(card.id, nobody) == []
    assert library.frequencies(["parks"], nobody) == {"parks": 0}


def test_what_is_of_another_group_is_not_found(library, take, note):
    take(note("plan.md"), note("secret.md", ("parks",)))
    secret = library.find("secret.md")
    with library.store.transaction() as db:
        db.execute("UPDATE passages SET access_group = 'exempt' WHERE paper_id = ?", (secret.id,))
    public, all_of_it = (
        library.may_see(ANYONE, Scope()),
        library.may_see(Viewer(frozenset({"public", "exempt"})), Scope()),
    )
    assert len(all_of_it) - len(public) == secret.passages
    assert library.passages_of(secret.id, ANYONE) == []
    assert not set(library.passages(all_of_it, ANYONE)) - public
    assert library.match("parks", Viewer(frozenset({"exempt"})), Scope(), 50)
    assert library.frequencies(["parks"], ANYONE) != library.frequencies(
        ["parks"], Viewer(frozenset({"public", "exempt"}))
    )


def test_a_scope_narrows_by_paper_and_by_date(library, take, note):
    take(note("old.md", ("parks",), day="5 June 2023"), note("new.md", ("parks",), day="5 June 2025"))
    take(note("undated.md", ("parks",), day="later"))
    old, new, undated = (library.find(f"{name}.md") for name in ("old", "new", "undated"))

    def papers(scope):
        found = library.passages(library.match("parks", ANYONE, scope, 50), ANYONE)
        ids = {passage.paper_id for passage in found.values()}
        assert ids == set(library.papers_within(scope))
        return ids

    assert papers(Scope()) == {old.id, new.id, undated.id}
    assert papers(Scope(papers=frozenset({old.id, undated.id}))) == {old.id, undated.id}
    assert papers(Scope(first_date=date(2025, 1, 1))) == {new.id}
    assert papers(Scope(last_date=date(2025, 1, 1))) == {old.id}
    assert papers(Scope(frozenset({old.id}), first_date=date(2025, 1, 1))) == set()


def test_pages_passages_and_items_come_back_as_they_were_written(library, take):
    from pathlib import Path

    from ingest.passages import cut
    from ingest.reading import read_paper

    path = Path(__file__).parents[2] / "samples" / "papers" / "marlowe-vale-hwb-2025-01-22-agenda-pack.pdf"
    take(path)
    paper = read_paper(path)
    assert tuple(library.pages(paper.id)) == paper.pages
    assert tuple(library.items(paper.id)) == paper.items
    assert tuple(library.passages_of(paper.id, ANYONE)) == cut(paper)
    assert library.page(paper.id, 5) == paper.pages[4]


def test_words_are_matched_in_their_forms_and_accents_do_not_matter(library, take, note):
    take(note("plan.md", ("cafés",)))
    assert library.match("cafe", ANYONE, Scope(), 9)
    assert library.match('"spoken" OR "speaking" OR "cafés"', ANYONE, Scope(), 9)


def test_vectors_come_back_in_the_order_of_their_passages(library, take, note, embedder):
    take(note("plan.md"))
    keys, vectors = library.vectors()
    texts = dict(library.texts())
    assert all(np.allclose(embedder.question(texts[key.number]), vectors[at]) for at, key in enumerate(keys))


def test_a_cut_off_vector_is_damage(library, take, note, data):
    take(note("plan.md"))
    with library.store.transaction() as db:
        db.execute("UPDATE passages SET vector = x'0102' WHERE number = (SELECT MIN(number) FROM passages)")
    with pytest.raises(LibraryDamaged, match="holds vectors of a wrong size: run `askboard rebuild`"):
        Library(data).vectors()
