import sys

import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from answer.model import Turn
from errors import AskboardError
from eval.baselines import bm25, llama_index, query, read_pages, road, side_by_side
from eval.quotes import PapersOnDisk

PAPERS = {
    "pack.pdf": ["Apologies from members", "The pooled fund and council money", " ", "Breastfeeding rates"],
    "plan.docx": ["Hospital admissions fall by a thousand. " * 300],
}
WORDS = ("fund", "council", "breastfeeding", "admissions", "apologies")


class CountedWords(BaseEmbedding):
    """Stands in for a model: how often each of five words stands in the text."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return [0.1 + text.casefold().count(word) for word in WORDS]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def test_bm25_ranks_the_page_with_the_words_first(make_question):
    questions = [
        make_question(question="How much is council money in the fund?"),
        make_question(question="admissions to hospital"),
    ]
    first, second = bm25(PAPERS, questions)
    assert first == (("pack.pdf", 2),)
    assert second == (("plan.docx", None),)


def test_bm25_finds_nothing_for_words_that_no_page_has(make_question):
    assert bm25(PAPERS, [make_question(question="zebra crossings")]) == [()]


def test_bm25_without_its_package_says_what_to_install(make_question, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    with pytest.raises(AskboardError, match=r"needs bm25s: pip install 'askboard\[dev\]'"):
        bm25(PAPERS, [make_question()])


def test_llama_index_ranks_pages_once_each_and_a_cut_paper_as_one_place(make_question):
    questions = [make_question(question="breastfeeding"), make_question(question="admissions")]
    first, second = llama_index(PAPERS, questions, CountedWords())
    assert first[0] == ("pack.pdf", 4)
    assert second[0] == ("plan.docx", None)
    for ranking in (first, second):
        assert sorted(ranking, key=str) == sorted(set(ranking), key=str)
        assert ("pack.pdf", 3) not in ranking
        assert len(ranking) == 4


def test_papers_without_any_text_are_refused(make_question):
    with pytest.raises(AskboardError, match="hold no text to search"):
        bm25({"scan.pdf": ["", " "]}, [make_question()])


def test_a_follow_up_is_asked_with_the_users_last_turn(make_question):
    turns = (Turn("user", "First?"), Turn("user", "The scheme?"), Turn("assistant", "£14m"))
    assert query(make_question(history=turns, question="And admissions?")) == "The scheme? And admissions?"
    assert query(make_question(question="Alone?")) == "Alone?"


def test_pages_are_read_from_the_papers(folder):
    papers = read_pages(PapersOnDisk([folder]))
    assert len(papers["pack.pdf"]) == 3
    assert "Scheme Amount" in papers["plan.docx"][0]


def test_roads_stand_side_by_side_over_answerable_questions(make_question, unanswerable, make_record):
    questions = [unanswerable, make_question()]
    records = [make_record(), make_record(id="q2")]
    rankings = {"ours": road(questions, records), "other": [(), ()]}
    # The evidence, page 2, is second in ours: MRR 1/2, nDCG 1/log2(3) = 63.1%.
    lines = side_by_side(questions, rankings).split("\n")
    assert lines[1].split() == ["ours", "1", "0.0%", "100.0%", "100.0%", "50.0%", "63.1%"]
    assert lines[2].split() == ["other", "1", *["0.0%"] * 5]


def test_roads_cannot_be_compared_without_an_answerable_question(unanswerable):
    assert side_by_side([unanswerable], {"ours": [()]}).split("\n")[1].split() == ["ours", "0"]
