import math
from dataclasses import replace

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Success, nDCG

from eval import measures
from eval.questions import Cited, Evidence, Found, Question, Record

A1, A2, A3, B1 = ("a.pdf", 1), ("a.pdf", 2), ("a.pdf", 3), ("b.pdf", 1)
WORD, WORD_7 = ("w.docx", None), ("w.docx", 7)
PLACES = st.tuples(st.sampled_from(["a.pdf", "b.pdf"]), st.integers(1, 9))
QUESTION = Question("q", "officer", "lookup", 1, (), "?", "yes", (), (), (), False)
RECORD = Record("q", "", False, 0.0, (), ())
RANKINGS = st.lists(PLACES, max_size=25)
RELEVANT = st.lists(PLACES, min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        ("KCC PUTS IN £10.640M", "£10.640m"),
        ("a non\u2011voting member", "non-voting"),
        ("from 2014\u201315", "2014-15"),
        ("the Board\u2019s \u201cview\u201d", 'Board\'s "view"'),
        ("health\u00a0and\n  wellbeing", "health and wellbeing"),
        ("a re\u00adport", "report"),
        ("cut by 1% [2].", "1%."),
    ],
)
def test_a_fact_stands_whatever_its_case_space_quotes_and_dashes(answer, fact):
    assert measures.holds(answer, [fact])


def test_a_space_in_a_fact_keeps_it_from_matching_the_end_of_another_figure():
    assert measures.holds("a cut of 1%", [" 1%"])
    assert not measures.holds("a cut of 11%", [" 1%"])


def test_marks_are_neither_figures_nor_words():
    assert not measures.holds("It fell [71][3].", ["71", "3"])
    assert measures.words("It fell [1] and rose.[12]") == 4


def test_the_fact_share_counts_facts_of_which_any_alternative_stands(make_question):
    question = make_question(must=(("489", "four"), ("551.5",), ("more",)))
    assert measures.fact_share(question, "From £489m to £551.5m") == pytest.approx(2 / 3)
    assert measures.fact_share(make_question(must=()), "anything") is None


def test_a_full_short_cited_answer_is_right(make_question, make_record):
    assert measures.right(make_question(), make_record())
    assert measures.faults(make_question(), make_record()) == ()


def test_each_fault_of_a_wrong_answer_is_told(make_question, make_record, cited):
    wrong = make_record(answer="It is 28.254 " + "word " * 148, citations=(replace(cited, pdf_page=3),))
    # 3 + 148 = 151 words.
    assert measures.faults(make_question(), wrong) == (
        "lacks '10.640'",
        "says '28.254'",
        "151 words, 150 allowed",
        "cites no supporting page",
    )


def test_an_answer_without_citations_is_not_right(make_question, make_record):
    assert measures.faults(make_question(), make_record(citations=())) == ("cites nothing",)


@pytest.mark.parametrize(("kind", "limit"), [("lookup", 150), ("ambiguous", 300), ("list", 300)])
def test_the_word_limit_itself_is_allowed(make_question, make_record, kind, limit):
    full = "10.640 " + "word " * (limit - 1)
    assert measures.right(make_question(type=kind), make_record(answer=full))
    assert not measures.right(make_question(type=kind), make_record(answer=full + "more"))


def test_an_unanswerable_question_is_right_only_when_refused(unanswerable, make_record):
    assert measures.right(unanswerable, make_record(refused=True))
    assert not measures.right(unanswerable, make_record())


def test_refusing_a_question_the_papers_answer_is_wrong_whatever_is_said(make_question, make_record):
    assert measures.faults(make_question(), make_record(refused=True)) == ("refused, though the papers say",)


def test_one_citation_on_one_evidence_page_is_enough(make_question, make_record, evidence, cited):
    question = make_question(evidence=(evidence, replace(evidence, pdf_page=8)), need_all=True)
    elsewhere = replace(cited, file="other.pdf")
    assert measures.citation_right(question, make_record(citations=(elsewhere, cited))) is True
    assert measures.citation_right(question, make_record(citations=(elsewhere,))) is False


def test_there_is_no_citation_score_without_citations_or_evidence(make_question, unanswerable, make_record):
    assert measures.citation_right(make_question(), make_record(citations=())) is None
    assert measures.citation_right(unanswerable, make_record()) is None


def test_a_word_file_matches_by_name_alone(make_question, make_record, cited):
    word = Evidence("plan.docx", None, None, None, "3", "")
    question = make_question(evidence=(word,))
    for page in (None, 7):
        record = make_record(citations=(replace(cited, file="plan.docx", pdf_page=page),))
        assert measures.citation_right(question, record) is True


def test_a_citation_without_a_page_does_not_support_a_pdf(make_question, make_record, cited):
    record = make_record(citations=(replace(cited, pdf_page=None),))
    assert measures.citation_right(make_question(), record) is False


def test_items_are_judged_on_citations_of_evidence_pages_only(make_question, make_record, cited):
    citations = (cited, replace(cited, item="8"), replace(cited, item=None), replace(cited, pdf_page=3))
    # On page 2 stand three: "9" is right, "8" and none are not; page 3 is no evidence. 1 of 3.
    assert measures.item_right(make_question(), make_record(citations=citations)) == pytest.approx(1 / 3)


def test_there_is_no_item_score_where_the_evidence_names_none(make_question, make_record, evidence):
    question = make_question(evidence=(replace(evidence, item=None),))
    assert measures.item_right(question, make_record()) is None


def test_hit_looks_at_the_first_k_distinct_pages():
    # Distinct: A1, A2, A3.
    ranking = [A1, A1, A2, A1, A3]
    assert measures.hit(ranking, [A2], 1) == 0
    assert measures.hit(ranking, [A2], 2) == 1
    assert measures.hit(ranking, [B1], 10) == 0


def test_the_reciprocal_rank_is_that_of_the_first_relevant_distinct_page():
    # Distinct: A1, A2, A3; the first relevant one stands third.
    assert measures.reciprocal_rank([A1, A1, A2, A3], [A3, B1]) == pytest.approx(1 / 3)
    assert measures.reciprocal_rank([A1, A2, A3], [A3], k=2) == 0


def test_ndcg_discounts_by_rank_and_divides_by_the_best_order():
    # Relevant at ranks 2 and 3: 1/log2(3) + 1/log2(4) = 0.63093 + 0.5 = 1.13093.
    # Best order, three relevant: 1 + 0.63093 + 0.5 = 2.13093. 1.13093 / 2.13093 = 0.53072.
    assert measures.ndcg([A1, A2, A3], [A2, A3, B1]) == pytest.approx(0.53072, abs=1e-5)


def test_a_word_file_is_one_place_in_a_ranking_whatever_pages_are_named():
    # Distinct: A1, the Word file, A2.
    ranking = [A1, WORD_7, ("w.docx", 3), A2]
    assert measures.reciprocal_rank(ranking, [WORD]) == 0.5
    assert measures.reciprocal_rank(ranking, [WORD_7, WORD]) == 0.5
    assert measures.reciprocal_rank(ranking, [WORD, A2], k=1) == 0
    assert measures.ndcg([WORD_7], [WORD, WORD_7]) == 1


@given(RANKINGS, RELEVANT)
def test_retrieval_measures_agree_with_ir_measures(ranking, relevant):
    distinct = list(dict.fromkeys(ranking))
    run = {"q": {str(place): float(-rank) for rank, place in enumerate(distinct)} or {"none": 0.0}}
    wanted = [Success @ 1, Success @ 5, Success @ 10, RR @ 10, nDCG @ 10]
    theirs = ir_measures.calc_aggregate(wanted, {"q": {str(place): 1 for place in relevant}}, run)
    ours = [measures.hit(ranking, relevant, k) for k in (1, 5, 10)]
    ours += [measures.reciprocal_rank(ranking, relevant), measures.ndcg(ranking, relevant)]
    assert ours == pytest.approx([theirs[measure] for measure in wanted], abs=1e-9)


@given(RANKINGS, st.lists(PLACES, max_size=14), st.integers(1, 12))
def test_retrieval_measures_stay_between_0_and_1(ranking, relevant, k):
    hit = measures.hit(ranking, relevant, k)
    for value in (hit, measures.reciprocal_rank(ranking, relevant, k), measures.ndcg(ranking, relevant, k)):
        assert 0 <= value <= 1
    assert measures.reciprocal_rank(ranking, relevant, k) <= hit
    assert hit == math.ceil(measures.ndcg(ranking, relevant, k) - 1e-12)


@given(st.text(), st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5).map(tuple))
def test_the_fact_share_stays_between_0_and_1(answer, must):
    question = replace(QUESTION, must=must)
    assert 0 <= measures.fact_share(question, answer) <= 1


def test_one_needed_page_of_two_that_is_cited_is_half_the_recall(make_question, make_record, evidence, cited):
    both = (evidence, replace(evidence, pdf_page=8))
    record = make_record(citations=(cited, cited, replace(cited, pdf_page=3)))
    assert measures.citation_recall(make_question(evidence=both, need_all=True), record) == 0.5
    assert measures.citation_recall(make_question(evidence=both), record) == 1
    # Two of the three citations are on evidence pages.
    assert measures.citation_precision(make_question(evidence=both), record) == pytest.approx(2 / 3)


def test_an_answer_that_cites_nothing_has_no_precision_and_no_recall(make_question, unanswerable, make_record):
    silent = make_record(citations=())
    assert measures.citation_precision(make_question(), silent) is None
    assert measures.citation_recall(make_question(), silent) == 0
    assert measures.citation_recall(unanswerable, silent) is None


def test_one_citation_of_the_right_paragraph_is_enough(make_question, make_record, evidence, cited):
    question = make_question(evidence=(replace(evidence, paragraph="(3)"),))
    third, fourth = replace(cited, paragraph="3"), replace(cited, paragraph="4")
    assert measures.paragraph_right(question, make_record(citations=(third, fourth))) == 1
    assert measures.paragraph_right(question, make_record(citations=(fourth,))) == 0
    assert measures.paragraph_right(question, make_record(citations=(replace(third, pdf_page=3),))) is None
    assert measures.paragraph_right(make_question(), make_record()) is None


def test_stamps_are_judged_on_citations_of_evidence_pages(make_question, make_record, cited):
    record = make_record(citations=(cited, replace(cited, printed_page="2"), replace(cited, pdf_page=3)))
    # Printed 60 on page 2: one of the two citations of that page says so.
    assert measures.stamp_right(make_question(), record) == 0.5


@pytest.fixture
def hidden(unanswerable, evidence):
    place = replace(evidence, file="secret.pdf", pdf_page=1)
    return replace(unanswerable, must_not=("2.4 million",), withheld=(place,))


@pytest.mark.parametrize(
    ("change", "given_away"),
    [
        ({"answer": "It was £2.4 million."}, "2.4 million"),
        ({"passages": (Found("secret.pdf", 1, "23", "11"),)}, "secret.pdf, page 1"),
    ],
)
def test_a_refusal_that_gives_away_what_is_withheld_is_not_right(hidden, make_record, change, given_away):
    silent = {"answer": "Not found.", "citations": (), "passages": ()}
    record = make_record(refused=True, **(silent | change))
    assert measures.faults(hidden, record) == (f"tells what this viewer may not see: {given_away}",)
    assert measures.MEASURES["kept back"](hidden, record) == 0


def test_a_quote_gives_away_too(hidden, make_record, cited):
    record = make_record(refused=True, answer="No.", citations=(replace(cited, quote="a price of £2.4 million"),))
    assert measures.leaks(hidden, record) == ("2.4 million",)


def test_a_refusal_that_gives_nothing_away_is_right(hidden, make_record):
    record = make_record(refused=True, answer="Not found.", citations=(), passages=(Found("open.pdf", 1, "1", None),))
    assert measures.right(hidden, record)
    assert measures.MEASURES["kept back"](hidden, record) == 1


def test_refusals_count_for_precision_and_unanswerable_questions_for_recall(make_question, unanswerable, make_record):
    precision, recall = measures.MEASURES["refusal precision"], measures.MEASURES["refusal recall"]
    refused, told = make_record(refused=True), make_record()
    pairs = [(unanswerable, refused), (make_question(), refused), (unanswerable, told), (make_question(), told)]
    assert [precision(*pair) for pair in pairs] == [1, 0, None, None]
    assert [recall(*pair) for pair in pairs] == [1, None, 0, None]


def test_each_measure_applies_to_its_own_kind_of_question(make_question, make_record):
    for kind, name in (("false_premise", "false premise"), ("follow_up", "follow-up")):
        assert measures.MEASURES[name](make_question(type=kind), make_record()) == 1
        assert measures.MEASURES[name](make_question(), make_record()) is None


@given(st.booleans(), st.booleans(), st.text(max_size=40), RANKINGS, RELEVANT)
def test_every_measure_stays_between_0_and_1(answerable, refused, said, ranking, relevant):
    question = replace(
        QUESTION, answer="yes" if answerable else None, must=(("a",), ("b",)) if answerable else (),
        evidence=tuple(Evidence(*place, "1", "2", None, "", "3") for place in relevant) if answerable else (),
    )  # fmt: skip
    found = tuple(Found(*place, "1", "2") for place in ranking)
    cited = tuple(Cited(*place, "1", "2", None, "3", "q") for place in ranking[:4])
    record = replace(RECORD, answer=said, refused=refused, passages=found, citations=cited)
    for name, measure in measures.MEASURES.items():
        value = measure(question, record)
        assert value is None or value >= 0
        assert name in ("words", "seconds") or value is None or value <= 1
