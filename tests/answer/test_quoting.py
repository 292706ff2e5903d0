import re
from dataclasses import replace
from datetime import date

import pytest

from answer.model import Citation
from answer.quoting import Quoter, merged, numbered
from answer.units import Unit, units
from index.model import PaperCard, Viewer


@pytest.fixture(scope="module")
def quoter(board):
    return Quoter(board.library)


@pytest.fixture(scope="module")
def everything(board):
    """Return every unit of every paper with its paper's card."""
    return [
        (unit, card)
        for card in board.papers()
        for passage in board.library.passages_of(card.id, Viewer())
        for unit in units(passage)
    ]


def test_whatever_can_be_quoted_from_the_papers_is_proved(quoter, everything):
    assert len(everything) > 1000
    assert [unit.text for unit, card in everything if not quoter.cite(unit, card)] == []


def test_whatever_is_quoted_stands_on_its_page_as_the_file_on_disk_has_it(quoter, everything, disk):
    cited = [citation for unit, card in everything for citation in quoter.cite(unit, card)]
    assert [c.place + ": " + c.quote for c in cited if not disk.stands(c.paper.file, c.pdf_page, c.quote)] == []


def test_every_quote_of_an_answer_stands_on_its_page(answers, disk):
    cited = [c for _, answer in answers for c in answer.citations]
    assert len(cited) > 40
    assert [c.place + ": " + c.quote for c in cited if not disk.stands(c.paper.file, c.pdf_page, c.quote)] == []


def test_every_claim_is_what_its_quotes_say_a_row_with_the_heads_of_its_columns(answers):
    claims = [claim for _, answer in answers for claim in answer.claims]
    assert any(claim.citations[0].passage.rows for claim in claims)
    for claim in claims:
        quoted = " ".join(citation.quote for citation in claim.citations)
        register = "|" in claim.citations[0].passage.id
        said = set(re.findall(r"[\w,.%]+", claim.text))
        assert claim.text == quoted or register or set(re.findall(r"[\w,.%]+", quoted)) <= said


def test_citations_count_from_one_without_gaps_in_the_order_of_reading(answers):
    for _, answer in answers:
        told = (*answer.claims, *answer.conflicts, *answer.standing)
        read = list(dict.fromkeys(c.number for claim in told for c in claim.citations))
        assert read == list(range(1, len(read) + 1))
        assert [c.number for c in answer.citations] == read


def test_answers_are_dated_by_their_newest_meeting(answers):
    for _, answer in answers:
        assert answer.as_at == max((c.day for c in answer.citations if c.day), default=None)


def test_minutes_bound_into_a_later_pack_are_cited_by_their_own_day(answers):
    cited = [citation for _, answer in answers for citation in answer.citations if citation.passage.meeting]
    assert cited
    assert all(citation.day == citation.passage.meeting < citation.paper.meeting_date for citation in cited)
    assert all(f"minutes of {citation.day.day} {citation.day:%B %Y}" in citation.place for citation in cited)


def test_boxes_lie_on_the_page_and_nearly_every_quote_of_a_pdf_has_one(quoter, everything):
    cited = [citation for unit, card in everything if card.paged for citation in quoter.cite(unit, card)]
    boxes = [box for citation in cited for box in citation.boxes]
    assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in boxes)
    assert sum(bool(citation.boxes) for citation in cited) > 0.97 * len(cited)


def test_boxes_are_those_of_the_passage_where_a_quote_stands_twice(quoter, everything):
    for unit, card in everything:
        spans = {span.pdf_page: span for span in unit.passage.spans}
        for citation in quoter.cite(unit, card):
            lines = board_lines(quoter, citation)[spans[citation.part].first_line : spans[citation.part].last_line + 1]
            assert set(citation.boxes) <= {line.box for line in lines}


def board_lines(quoter, citation):
    return quoter._library.page(citation.paper.id, citation.part).lines


def test_a_unit_over_a_page_break_has_a_citation_for_each_page(quoter, everything, disk):
    broken = [(unit, card) for unit, card in everything if card.paged and len(quoter.cite(unit, card)) > 1]
    assert broken
    for unit, card in broken:
        first, second = quoter.cite(unit, card)
        assert second.pdf_page == first.pdf_page + 1
        assert f"{first.quote} {second.quote}" == unit.text
        assert disk.stands(card.file, first.pdf_page, first.quote)
        assert not disk.stands(card.file, first.pdf_page, unit.text)


def test_a_unit_of_which_one_page_cannot_be_proved_is_not_cited(quoter, everything):
    unit, card = next((u, c) for u, c in everything if c.paged and len(quoter.cite(u, c)) > 1)
    text = unit.passage.text
    altered = replace(unit.passage, text=text[: unit.end - 2] + "zz" + text[unit.end :])
    assert quoter.cite(Unit(altered, unit.start, unit.end), card) == []


def test_what_cannot_be_proved_is_left_out_and_counted(quoter, everything):
    good, card = everything[0]
    forged = replace(good.passage, id="forged", text="x" * len(good.passage.text))
    claims, dropped = quoter.claims([good, Unit(forged, good.start, good.end)])
    assert [claim.text for claim in claims] == [good.text]
    assert len(dropped) == 1


def test_places_are_told_as_people_cite(quoter, everything):
    places = {
        citation.place: citation.quote
        for unit, card in everything
        if unit.text.startswith(("2.2 ", "2.3 Ashmere", "(5) RESOLVED that: (a) the commissioning"))
        for citation in quoter.cite(unit, card)
    }
    assert places["January 2025 pack, item 5, para 2.2, page 8 (PDF 8)"].startswith("2.2 ")
    assert "2.3 Ashmere" in places["January 2025 pack, item 5, para 2.3, page 8 (PDF 8)"]
    assert "RESOLVED" in places["January 2025 minutes, minute 47, para (5), PDF page 3"]
    assert "June 2025 pack, item 6, para 2.2, page 7 (PDF 9)" in places
    assert (
        places["November 2025 pack, item 6, para 2.2, page 12 (PDF 11)"]
        == "2.2 Northmarsh accounts for 37% of call-outs."
    )


def test_a_draft_is_called_one(quoter, everything):
    draft = [quoter.cite(unit, card)[0].place for unit, card in everything if card.status == "draft"]
    assert draft
    assert all(place.startswith("November 2025 minutes (draft), ") for place in draft)


def test_a_paper_without_pages_cites_its_section(quoter, everything):
    cited = [c for unit, card in everything if not card.paged for c in quoter.cite(unit, card)]
    assert cited
    assert {(c.pdf_page, c.stamp, c.boxes) for c in cited} == {(None, None, ())}
    assert any(c.place.endswith(", section “4 Priorities and actions”") for c in cited)
    assert not any("page" in c.place for c in cited)


CARD = PaperCard("p", "p.pdf", "agenda pack", "Board", None, date(2025, 1, 2), None, True, 9, 0, 1, 1, "2025 pack")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, "2025 pack, item 9, page 60 (PDF 61)"),
        ({"paragraph": "2.2"}, "2025 pack, item 9, para 2.2, page 60 (PDF 61)"),
        ({"stamp": None, "item": None}, "2025 pack, PDF page 61"),
        ({"paper": replace(CARD, status="draft")}, "2025 pack (draft), item 9, page 60 (PDF 61)"),
        ({"pdf_page": None, "item": None}, "2025 pack, section “Aims”"),
    ],
)
def test_a_place_names_what_is_known(make_passage, changes, place):
    passage = make_passage("text", section="Aims")
    plain = Citation(1, CARD, passage, "text", 61, 61, "60", "9")
    assert replace(plain, **changes).place == place


def test_neighbours_are_merged_and_others_are_not(make_passage):
    passage = make_passage("One sentence here. Two sentences here. Three sentences here.")
    other = make_passage("One sentence here.", id="other")
    first, second, third = units(passage)
    assert merged([first, second, *units(other)]) == [Unit(passage, 0, second.end), *units(other)]
    assert merged([first, third]) == [first, third]
    assert merged([third, first]) == [third, first]


def test_a_quote_cited_twice_keeps_its_number(quoter, everything):
    (first, _), (second, _) = everything[0], everything[3]
    claims, _ = quoter.claims([first, second])
    again = numbered([claims[0], claims[1], claims[0]])
    assert [[c.number for c in claim.citations] for claim in again] == [[1], [2], [1]]
