import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import LanguageModelError
from eval.roads.baselines import Vectors
from eval.roads.citing import EMPTY, CitationEngine, _renumbered, refuses


@pytest.fixture
def engine(papers, embedding, model):
    return CitationEngine(Vectors(papers, embedding), model.choice())


def test_the_numbered_sources_are_cited_with_their_pages_and_words(engine, model, make_question, papers):
    model.text = "The pooled fund is £30m [1]."
    reply = engine(make_question(question="How much council money is in the fund?"))
    assert (reply.answer, reply.refused) == ("The pooled fund is £30m [1].", False)
    [cited] = reply.citations
    assert (cited.place, cited.quote) == (("pack.pdf", 2), papers["pack.pdf"][1])
    # Two nodes are found, as is llama-index's default.
    assert [found.place for found in reply.passages][0] == ("pack.pdf", 2)
    assert len(reply.passages) == 2


def test_the_engines_own_prompt_reaches_the_model_with_its_sources_and_the_settings(engine, model, make_question):
    engine(make_question(question="Which fund?"))
    [body] = model.asked
    assert body["messages"][-1]["content"].startswith("Please provide an answer based solely on the provided sources.")
    assert "Source 1:\nThe Board met. The pooled fund is £30m." in body["messages"][-1]["content"]
    assert "Source 2:\n" in body["messages"][-1]["content"]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("toy", 0.0, 500)


def test_marks_are_numbered_as_the_citations_are(engine, model, make_question):
    model.text = "Of the second [2]. Of both [2, 1]. Of none [9]. Of none at all [0]."
    reply = engine(make_question(question="Which fund?"))
    assert reply.answer == "Of the second [1]. Of both [1][2]. Of none [9]. Of none at all [0]."
    assert [cited.place for cited in reply.citations] == [found.place for found in reply.passages][::-1]


def test_a_long_paper_is_cut_into_several_sources_of_one_place(papers, engine, model, make_question):
    model.text = "They fall [Source 2] and fall [sources 1 and 3]."
    reply = engine(make_question(question="admissions", papers=("plan.docx",)))
    assert reply.answer == "They fall [1] and fall [2][3]."
    assert [found.place for found in reply.passages] == [("plan.docx", None)]
    assert {cited.place for cited in reply.citations} == {("plan.docx", None)}
    assert all(cited.quote in papers["plan.docx"][0] and "Source" not in cited.quote for cited in reply.citations)


def test_papers_that_are_not_there_leave_nothing_to_ask_the_model(engine, model, make_question):
    reply = engine(make_question(papers=("exempt.pdf",)))
    assert (reply.answer, reply.refused, reply.passages, model.asked) == (EMPTY, True, (), [])


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_model_that_says_nothing_has_refused(engine, model, make_question, text):
    model.text = text
    assert engine(make_question()).refused


@pytest.mark.parametrize(
    "answer",
    [
        "None of the provided sources mention the chief executive's salary.",
        "None of the sources are helpful. [1][2]",
        "The provided sources do not contain any information about the salary [1].",
        "The sources don't specify this.",
        "I'm sorry, but the given context does not mention it.",
        "There is no information about this in the sources.",
        "Based on the provided sources, I cannot determine the salary.\nPlease ask the clerk.",
        "It is not possible to answer the question from these.",
        "The sources do not explicitly state the salary. They are about hubs.",
        EMPTY,
        "",
    ],
)
def test_a_reply_that_says_the_sources_lack_the_answer_is_a_refusal(answer):
    assert refuses(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "The pool is £30m [1].",
        "The Board did not approve the business case [1].",
        "No, the Board did not agree to it; it was deferred [2].",
        "The sources do not mention a rejection. The case was deferred to November [1].",
        "The sources do not mention a rejection.\n- The case was deferred [1]",
        "The pool is £30m [1]. The sources do not say how it is split.",
        "None of the members voted against [1].",
        "The members could not agree [1].",
        "They had no mention of a date. The sources [1] say June.",
    ],
)
def test_a_reply_that_answers_is_no_refusal(answer):
    assert not refuses(answer)


def test_a_model_that_cannot_be_asked_is_told_by_its_address(papers, embedding, model, make_question):
    model.statuses = [401, 401]
    with pytest.raises(LanguageModelError, match=r"http://127\.0\.0\.1.* refused with status 401: check its key"):
        CitationEngine(Vectors(papers, embedding), model.choice())(make_question())


@given(answer=st.text(st.sampled_from("ab [1]2,]and. ")), most=st.integers(0, 3))
def test_numbering_anew_keeps_every_word(answer, most):
    numbers = list(range(most, 0, -1))
    assert _renumbered(_renumbered(answer, numbers), numbers) == _renumbered(answer, [])
