from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.model import AgendaItem, Cell, Line, Page, Paper, Row
from ingest.passages import MOST_PIECES, MOST_WORDS, cut, word_pieces
from ingest.reading import read_paper

SAMPLES = Path(__file__).parents[2] / "samples" / "papers"

words = st.one_of(
    st.sampled_from(
        ["the", "Board", "2.1", "(a)", "RESOLVED", "that", "£4,310", "12.4%", "107.", "•", "Recommendation", "asked to"]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12),
    st.sampled_from(["." * 450, "9" * 700, "x" * 3000, "字" * 300, "é" * 250]),
)
lines = st.builds(
    Line,
    st.lists(words, max_size=25).map(" ".join),
    heading=st.sampled_from([0, 0, 0, 0, 1, 2]),
    listed=st.booleans(),
)
kinds = st.sampled_from(["minutes", "agenda pack", "report"])


@st.composite
def papers(draw):
    items = draw(st.lists(st.sampled_from([None, "1", "2", "7a"]), min_size=1, max_size=5))
    marks = draw(st.lists(st.sampled_from([None, None, None, "206"]), min_size=len(items), max_size=len(items)))
    classes = draw(st.lists(st.sampled_from(["public", "exempt"]), min_size=len(items), max_size=len(items)))
    pages = tuple(
        Page(number, None, None, tuple(draw(st.lists(lines, max_size=12))), item, True, mark, classification)
        for number, (item, mark, classification) in enumerate(zip(items, marks, classes, strict=True), start=1)
    )
    agenda = (AgendaItem("1", "Minutes of the last meeting"), AgendaItem("2", "Budget"))
    return Paper("0" * 16, "made.pdf", draw(kinds), "Made", None, date(2025, 1, 2), None, True, pages, agenda)


def squeezed(text):
    return "".join(text.split())


def faults(paper):
    """Return what is wrong with the passages of a paper, in words."""
    passages = cut(paper)
    pages = {page.pdf_page: page for page in paper.pages}
    if "".join(squeezed(p.text) for p in passages) != "".join(squeezed(p.text) for p in paper.pages):
        yield "the passages do not hold the pages' text"
    if len({p.id for p in passages}) != len(passages):
        yield "two passages have one id"
    for passage in passages:
        where = passage.text[:60]
        if len(passage.text.split()) > MOST_WORDS or word_pieces(passage.text) > MOST_PIECES:
            yield f"too long: {where}"
        if any(pages[span.pdf_page].item != passage.item for span in passage.spans):
            yield f"over an item's border: {where}"
        if any(pages[span.pdf_page].classification != passage.classification for span in passage.spans):
            yield f"over the border of exempt pages: {where}"
        said = "".join(passage.text[span.start : span.end] for span in passage.spans)
        if squeezed(said) != squeezed(passage.text):
            yield f"words without a span: {where}"
        for span in passage.spans:
            held = "".join(line.text for line in pages[span.pdf_page].lines[span.first_line : span.last_line + 1])
            if squeezed(passage.text[span.start : span.end]) not in squeezed(held):
                yield f"a span points elsewhere: {where}"


@settings(deadline=None, max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck))
@given(papers())
@example(
    Paper("0" * 16, "m.pdf", "other", "M", None, None, None, True, (Page(1, None, None, (Line("a " * 700),)),), ())
)
def test_passages_hold_every_word_once_within_items_and_size_and_point_at_their_lines(paper):
    assert list(faults(paper)) == []


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_passages_of_the_samples_hold_every_word_once_within_items_and_size(path):
    assert list(faults(read_paper(path))) == []


def test_reading_and_cutting_again_gives_the_same_passages():
    path = SAMPLES / "marlowe-vale-hwb-2025-01-22-minutes.pdf"
    assert cut(read_paper(path)) == cut(read_paper(path))


def test_a_passage_runs_over_a_page_break_within_an_item(passages):
    [found] = passages(["The budget of the board was", "agreed by all who were there."])
    assert [span.pdf_page for span in found.spans] == [1, 2]
    first, second = found.spans
    assert found.text[first.start : first.end] == "The budget of the board was"
    assert found.text[second.start : second.end] == "agreed by all who were there."


@pytest.mark.parametrize("text", ["naïve café", "привет мир", "会议记录", "a…b—c", "£4.1m", "........"])
def test_word_pieces_are_not_counted_far_too_few(text):
    assert word_pieces(text) >= sum(not char.isascii() for char in text if not char.isspace())
    assert word_pieces(text) >= len(text.split())


def test_words_below_a_row_of_a_table_are_no_part_of_it():
    row = Row(1, (Cell("Stoke Magna"), Cell("12", "Crews")), title="Table 1: Crews")
    lines = (Line("Stoke Magna 12", row=row), Line("a campaign for more crews starts in March."))
    page = Page(1, None, None, lines)
    paper = Paper("0" * 16, "made.pdf", "report", "Made", None, None, None, True, (page,), ())
    [passage] = cut(paper)
    assert passage.said == "Table 1: Crews: Stoke Magna: Crews 12\na campaign for more crews starts in March."
    assert [passage.text[spoken.start : spoken.end] for spoken in passage.rows] == ["Stoke Magna 12"]


def test_passages_of_minutes_bound_into_another_paper_name_their_own_board_and_day():
    told = (
        "Agenda item 4 report of the Clerk on the ferries.",
        "NORTH VALE HEALTH BOARD\n\nMinutes of the meeting held on 5 May 2024\n\n"
        "Present: Mr A Stone\n\n1. Ferries\n\nNone.",
    )
    pages = tuple(
        Page(number, None, None, tuple(Line(text) for text in words.split("\n")))
        for number, words in enumerate(told, start=1)
    )
    paper = Paper("0" * 16, "made.pdf", "agenda pack", "Made", "Vale", date(2024, 7, 1), None, True, pages, ())
    found = [(passage.body, passage.meeting, passage.minutes_of) for passage in cut(paper)]
    assert found[0] == (None, None, "")
    assert set(found[1:]) == {("North Vale Health Board", date(2024, 5, 5), "minutes of 5 May 2024")}
    own = replace(paper, kind="minutes", meeting_date=date(2024, 5, 5))
    assert all(passage.meeting is None for passage in cut(own))
