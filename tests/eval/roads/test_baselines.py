import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errors import AskboardError
from eval.measures import words
from eval.roads.baselines import Bm25, Vectors, llama_index, refuse


def places(reply):
    return [found.place for found in reply.passages]


def test_bm25_ranks_the_page_with_the_words_first(papers, make_question):
    bm25 = Bm25(papers)
    assert places(bm25(make_question(question="How much council money is in the fund?"))) == [("pack.pdf", 2)]
    assert places(bm25(make_question(question="admissions to hospital"))) == [("plan.docx", None)]


def test_bm25_answers_with_the_best_sentences_of_its_best_page_in_page_order(papers, make_question):
    reply = Bm25(papers)(make_question(question="Which council money does the pooled fund hold?"))
    # Of the page's four sentences these two share words with the question.
    assert reply.answer == "The pooled fund is £30m. [1] It holds council money. [2]"
    assert [cited.quote for cited in reply.citations] == ["The pooled fund is £30m.", "It holds council\nmoney."]
    assert {cited.place for cited in reply.citations} == {("pack.pdf", 2)}
    assert not reply.refused


def test_bm25_tells_three_sentences_at_most_and_of_equal_ones_the_first(make_question):
    page = "One hub. Two hub. Three hub. Four hub. The hub at Market Street opened."
    reply = Bm25({"pack.pdf": [page]})(make_question(question="Market Street hub"))
    assert [cited.quote for cited in reply.citations] == ["One hub.", "Two hub.", "The hub at Market Street opened."]


def test_bm25_cuts_a_table_between_its_rows(make_question):
    # Nine words a row: five rows make 45 words, six would make 54.
    rows = [f"Scheme number{n} cost {n} thousand pounds in the year" for n in range(20)]
    reply = Bm25({"pack.pdf": ["\n".join(rows)]})(make_question(question="number7"))
    assert [cited.quote for cited in reply.citations] == ["\n".join(rows[5:10])]


def test_bm25_finds_nothing_for_words_that_no_page_has_and_still_does_not_refuse(papers, make_question):
    for question in ("zebra crossings", "the of", "?"):
        reply = Bm25(papers)(make_question(question=question))
        assert (reply.answer, reply.citations, reply.passages, reply.refused) == ("", (), (), False)


def test_bm25_without_its_package_says_what_to_install(papers, monkeypatch):
    monkeypatch.setitem(sys.modules, "bm25s", None)
    with pytest.raises(AskboardError, match=r"needs bm25s: pip install 'askboard\[dev\]'"):
        Bm25(papers)


def test_llama_index_answers_with_the_opening_words_of_the_nearest_node(papers, embedding, make_question):
    respond = llama_index(Vectors(papers, embedding))
    reply = respond(make_question(question="breastfeeding"))
    assert (reply.answer, [cited.quote for cited in reply.citations]) == (
        "Breastfeeding rates [1]",
        ["Breastfeeding rates"],
    )
    assert places(reply)[0] == ("pack.pdf", 4)
    assert not reply.refused


@pytest.mark.parametrize(("kind", "limit"), [("numeric", 150), ("summary", 300)])
def test_llama_index_answers_within_the_questions_word_limit(papers, embedding, make_question, kind, limit):
    reply = llama_index(Vectors(papers, embedding))(make_question(question="admissions", type=kind))
    assert words(reply.answer) == limit


def test_llama_index_ranks_pages_once_each_and_a_cut_paper_as_one_place(papers, embedding, make_question):
    respond = llama_index(Vectors(papers, embedding))
    for question, first in (("breastfeeding", ("pack.pdf", 4)), ("admissions", ("plan.docx", None))):
        ranking = places(respond(make_question(question=question)))
        assert ranking[0] == first
        assert sorted(ranking, key=str) == sorted(set(ranking), key=str)
        assert ("pack.pdf", 3) not in ranking
        assert len(ranking) == 4


def test_a_question_of_some_papers_is_answered_from_those(papers, embedding, make_question):
    question = make_question(question="council fund admissions", papers=("plan.docx",))
    for respond in (Bm25(papers), llama_index(Vectors(papers, embedding))):
        assert places(respond(question)) == [("plan.docx", None)]


def test_a_question_of_papers_that_are_not_there_is_answered_with_nothing(papers, embedding, make_question):
    question = make_question(question="council fund", papers=("exempt.pdf",))
    for respond in (Bm25(papers), llama_index(Vectors(papers, embedding))):
        reply = respond(question)
        assert (reply.answer, reply.citations, reply.passages, reply.refused) == ("", (), (), False)


def test_the_refuser_refuses_empty_handed(make_question):
    reply = refuse(make_question())
    assert (reply.refused, reply.citations, reply.passages) == (True, (), ())


TEXT = st.text(st.sampled_from("ab Fund council. 1?\n\t£,•\u2028[1]"), min_size=1, max_size=400)
# The fixtures hold nothing that one example could leave to the next.
SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50, derandomize=True
)


@SHARED
@given(text=TEXT, asked=TEXT)
def test_bm25_quotes_stand_on_the_page_and_keep_the_word_limit(text, asked, make_question):
    page = {1: "Council fund", 2: text}
    reply = Bm25({"pack.pdf": list(page.values())})(make_question(question=asked))
    assert all(cited.quote and cited.quote in page[cited.pdf_page] for cited in reply.citations)
    assert words(reply.answer) <= 150


@SHARED
@given(text=TEXT, times=st.integers(1, 60))
def test_the_nodes_of_llama_index_stand_on_their_page_word_for_word(text, times, embedding, make_question):
    # Long enough for some that a page is cut into several nodes.
    page = text * times + " fund"
    vectors = Vectors({"pack.pdf": [page]}, embedding)
    retriever = vectors.retriever(make_question(), 100)
    assert all(hit.node.get_content() in page for hit in retriever.retrieve("fund"))
    assert words(llama_index(vectors)(make_question()).answer) <= 150
