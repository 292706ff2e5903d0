from datetime import date

import pytest

from index.model import ANYONE, KEEPER, PaperCard, Pointer, Scope, Viewer
from index.retrieval import Retriever, fuse, match_query, names_meeting, of_meeting
from index.vectors import ExactVectors
from index.wording.words import content_words
from ingest.model import Passage, Span


def card(kind="agenda pack", day=date(2025, 11, 19)):
    return PaperCard("p", "p.pdf", kind, "Pack", None, day, None, True, 9, 0, 0, 9, "2025 pack")


def passage(minute=None, meeting=None):
    return Passage("x", "p", "words", (Span(1, 0, 0, 0, 5),), item="4", minute=minute, meeting=meeting)


def test_fusion_sums_the_reciprocal_ranks_of_both_lists():
    # Passage 7 is first by words and second by meaning: 1/11 + 1/12; passage 8 only first by meaning: 1/11.
    scores, why = fuse({"words": [7, 9], "meaning": [8, 7]})
    assert scores[7] == pytest.approx(1 / 11 + 1 / 12)
    assert scores[8] == pytest.approx(1 / 11)
    assert scores[9] == pytest.approx(1 / 12)
    assert why[7] == ["words: rank 1", "meaning: rank 2"]


def test_a_question_becomes_its_content_words_each_once():
    assert content_words("What is the falls service, and what does the Falls team cost?") == [
        "falls",
        "service",
        "team",
        "cost",
    ]


def test_words_of_a_question_are_never_operators_of_the_query_language():
    assert match_query('falls AND "NEAR" (cost) OR x*') == '"falls" OR "near" OR "cost" OR "x"'
    assert match_query("what is it?") == ""


@pytest.mark.parametrize(
    ("pointer", "named"),
    [
        (Pointer(month=11, year=2025), True),
        (Pointer(year=2025), True),
        (Pointer(month=11), True),
        (Pointer(month=6, year=2025), False),
        (Pointer(), False),
        (Pointer(meetings=(frozenset({date(2025, 6, 1)}), frozenset({date(2025, 11, 19)}))), True),
        (Pointer(month=11, meetings=(frozenset({date(2025, 6, 1)}),)), False),
    ],
)
def test_a_month_or_year_names_the_meetings_of_that_time(pointer, named):
    assert names_meeting(pointer, date(2025, 11, 19)) is named
    assert not names_meeting(pointer, None)


def test_minutes_bound_into_a_pack_are_not_of_the_packs_meeting():
    pointer = Pointer(month=11, year=2025)
    assert of_meeting(pointer, passage(), card())
    assert not of_meeting(pointer, passage(minute="60"), card())
    assert of_meeting(pointer, passage(minute="70"), card(kind="minutes"))
    assert of_meeting(Pointer(month=6, year=2025), passage("60", date(2025, 6, 4)), card())
    assert not of_meeting(pointer, passage("60", date(2025, 6, 4)), card())


def test_a_viewer_without_groups_is_not_even_searched_for():
    untouched = Retriever(library=None, embedder=None, nearest=None)
    assert untouched.retrieve("falls", Viewer(frozenset()), Scope()) == []
    assert untouched.retrieve("   ", Viewer(), Scope()) == []


@pytest.fixture
def years(library, take, note):
    """A library of three meetings' notes on the same matters, and of an exempt one."""
    for year in (2023, 2024, 2025):
        take(note(f"notes-{year}.md", ("parks", "schools"), f"4 March {year}", extra=f"in {year}"))
    secret = note("deal.md", ("parks",), "4 March 2024")
    secret.write_text(f"Classification: Exempt\n{secret.read_text(encoding='utf-8')}", encoding="utf-8")
    take(secret)
    return library


@pytest.fixture
def found(years, embedder):
    retriever = Retriever(years, embedder, ExactVectors(years))
    cards = {card.id: card for card in years.papers(KEEPER)}

    def files(query, pointer, viewer=ANYONE, scope=None):
        hits = retriever.retrieve(query, viewer, scope or Scope(), pointer)
        return [cards[hit.passage.paper_id].file for hit in hits], hits

    return files


def meeting(year):
    return frozenset({date(year, 3, 4)})


def test_each_of_several_meetings_takes_its_turn(found):
    files, hits = found("parks", Pointer(meetings=(meeting(2023), meeting(2025))))
    assert files[:2] == ["notes-2023.md", "notes-2025.md"]
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert "notes-2024.md" in files


def test_several_meetings_do_not_widen_what_the_asker_narrowed(found, years):
    scope = Scope(frozenset({years.find("notes-2024.md").id}))
    files, _ = found("parks", Pointer(meetings=(meeting(2023), meeting(2025))), scope=scope)
    assert set(files) == {"notes-2024.md"}


def test_what_is_exempt_is_in_no_meetings_turn(found):
    pointer = Pointer(meetings=(meeting(2024), meeting(2025)))
    assert "deal.md" not in found("parks", pointer)[0]
    assert "deal.md" in found("parks", pointer, KEEPER)[0]


def test_a_named_meeting_and_a_named_paper_come_first_but_others_stay(found, years):
    for pointer in (Pointer(meetings=(meeting(2023),)), Pointer(papers=frozenset({years.find("notes-2023.md").id}))):
        files, hits = found("schools", pointer)
        assert files[0] == "notes-2023.md"
        assert hits[0].pointed == 1
        assert len(set(files)) == 3


def test_an_exempt_paper_that_is_named_is_not_found(found, years):
    files, _ = found("parks", Pointer(papers=frozenset({years.find("deal.md").id})))
    assert "deal.md" not in files


def test_other_forms_of_a_number_find_the_passage(library, embedder, take, tmp_path):
    for name, cost in (("a.md", "£14,000,000"), ("b.md", "£9m")):
        (tmp_path / name).write_text(
            f"Report to: the Harbour Board\n\n## Quay\n\nThe new quay would come to {cost} in all.", encoding="utf-8"
        )
        take(tmp_path / name)
    hits = Retriever(library, embedder, ExactVectors(library)).retrieve("what comes to £14m", ANYONE, Scope())
    assert "£14,000,000" in hits[0].passage.text


def test_the_passages_of_a_page_that_is_named_are_found_whatever_its_words(found, years):
    paper = years.find("notes-2023.md").id
    place = years.passages_of(paper, ANYONE)[-1].spans[0].pdf_page
    with years.store.transaction() as db:
        db.execute("UPDATE pages SET stamp = '43' WHERE paper_id = ? AND pdf_page = ?", (paper, place))
        db.execute("UPDATE pages SET stamp = '43' WHERE paper_id = ?", (years.find("deal.md").id,))
    files, hits = found("what is on page 43", Pointer(page="43"))
    assert files[0] == "notes-2023.md"
    assert "page 43 asked for" in hits[0].why
    assert "deal.md" not in files
