import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.model import Turn
from errors import AskboardError
from eval.quotes import PapersOnDisk
from eval.roads.road import Reply, opening, pages, query, read_pages, road
from eval.roads.table import roads


def test_a_road_answers_each_question_in_order_and_is_built_once_for_all(make_question):
    built = []

    def build():
        built.append("now")
        return lambda question: Reply(question.question)

    walk = road(build)
    assert built == []
    asked = [make_question(id="a", question="First?"), make_question(id="b", question="Second?")]
    assert [(record.id, record.answer, record.refused) for record in walk(asked)] == [
        ("a", "First?", False),
        ("b", "Second?", False),
    ]
    assert built == ["now"]


def test_seconds_are_those_of_the_question_and_not_of_building(make_question, monkeypatch):
    # Each look at the clock is a second later: one from start to end, however long the building took.
    ticks = itertools.count()
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))

    def build():
        for _ in range(100):
            next(ticks)
        return lambda _question: Reply()

    assert [record.seconds for record in road(build)([make_question(), make_question(id="b")])] == [1.0, 1.0]


def test_pages_are_read_from_the_papers(folder):
    papers = read_pages(PapersOnDisk([folder]))
    assert len(papers["pack.pdf"]) == 3
    assert "Scheme Amount" in papers["plan.docx"][0]


def test_papers_that_are_not_public_are_left_out(folder):
    assert sorted(read_pages(PapersOnDisk([folder]), frozenset({"pack.pdf"}))) == ["note.txt", "plan.docx"]


def test_a_page_that_is_not_public_is_left_out_and_the_others_keep_their_numbers(folder):
    papers = read_pages(PapersOnDisk([folder]), {("pack.pdf", 2), ("note.txt", None)})
    assert [bool(text) for text in papers["pack.pdf"]] == [True, False, True]
    assert [page.place for page in pages(papers)] == [("pack.pdf", 1), ("pack.pdf", 3), ("plan.docx", None)]


@pytest.mark.parametrize("slip", ["Pack.pdf", ("pack.pdf", 4), ("pack.pdf", None), ("plan.docx", 1)])
def test_a_slip_in_what_to_leave_out_is_not_passed_over(folder, slip):
    with pytest.raises(AskboardError, match="cannot be left out: there is no such paper or page"):
        read_pages(PapersOnDisk([folder]), {slip, "plan.docx"})


def test_half_a_surrogate_pair_does_not_get_through_to_a_tokenizer():
    class Odd(PapersOnDisk):
        def __init__(self) -> None:
            self._paths = {"odd.pdf": Path("odd.pdf")}

        def pages(self, _file: str) -> tuple[str, ...]:
            return ("a \ud835 b",)

    assert read_pages(Odd()) == {"odd.pdf": ("a ? b",)}


def test_papers_without_any_text_are_refused():
    with pytest.raises(AskboardError, match="hold no text to search"):
        pages({"scan.pdf": ["", " "]})


def test_a_follow_up_is_asked_with_the_users_last_turn(make_question):
    turns = (Turn("user", "First?"), Turn("user", "The scheme?"), Turn("assistant", "£14m"))
    assert query(make_question(history=turns, question="And admissions?")) == "The scheme? And admissions?"
    assert query(make_question(question="Alone?")) == "Alone?"


@given(text=st.text(), words=st.integers(0, 9))
def test_an_opening_is_verbatim_and_has_the_first_words(text, words):
    assert opening(text, words) in text
    assert opening(text, words).split() == text.split()[:words]


def test_a_language_model_brings_one_road_more(papers, embedding, model):
    assert list(roads(papers, embedding, None)) == ["bm25", "llama-index", "refuser"]
    assert list(roads(papers, embedding, model.choice())) == ["bm25", "llama-index", "refuser", "citation-engine"]


def test_every_road_answers_every_question_and_quotes_the_page_it_names(papers, embedding, model, make_question, texts):
    model.text = "The pooled fund is £30m [1]."
    asked = [make_question(), make_question(id="q2", question="zebras"), make_question(id="q3", papers=("plan.docx",))]
    for walk in roads(papers, embedding, model.choice()).values():
        records = list(walk(asked))
        assert [record.id for record in records] == ["q1", "q2", "q3"]
        assert {found.file for found in records[2].passages} <= {"plan.docx"}
        for record in records:
            assert all(cited.quote in texts(*cited.place) for cited in record.citations)
            assert {cited.place for cited in record.citations} <= {found.place for found in record.passages}


def test_roads_share_one_index_of_vectors(papers, embedding, model, make_question, monkeypatch):
    seen = []
    inner = type(embedding)._get_text_embedding
    monkeypatch.setattr(
        type(embedding), "_get_text_embedding", lambda self, text: seen.append(text) or inner(self, text)
    )
    made = roads(papers, embedding, model.choice())
    assert seen == []
    for name in ("llama-index", "citation-engine"):
        list(made[name]([make_question(question="Which fund?")]))
    assert sum(text.startswith("The Board met.") for text in seen) == 1
