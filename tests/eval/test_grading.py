from dataclasses import replace

import pytest

from errors import QuestionsError
from eval.grading import grade, report, table, wrong_answers
from eval.questions import Found


@pytest.fixture
def questions(make_question, unanswerable):
    return [
        make_question(),
        unanswerable,
        make_question(id="q3", persona="new_member", difficulty=3),
        make_question(id="q4", type="list"),
        replace(unanswerable, id="q5"),
        make_question(id="q6", difficulty=2),
    ]


@pytest.fixture
def records(make_record, cited):
    """Right, rightly refused, wrong page, wrong figure, answered for nothing, wrongly refused."""
    nothing = {"answer": "Not found.", "refused": True, "citations": (), "passages": ()}
    return [
        make_record(seconds=1.0),
        make_record(id="q2", seconds=2.0, **nothing),
        make_record(id="q3", seconds=3.0, citations=(replace(cited, pdf_page=3),)),
        make_record(id="q4", seconds=4.0, answer="£10.640m or £28.254m", citations=(cited, cited)),
        make_record(id="q5", seconds=5.0),
        make_record(id="q6", seconds=9.0, **nothing),
    ]


def on_page_two(_file, pdf_page, _quote):
    return pdf_page == 2


def test_the_summary_takes_each_mean_over_the_answers_it_applies_to(questions, records):
    overall = grade(questions, records, on_page_two).overall
    # Right: q1 and q2 of 6.
    assert overall.means["right"] == pytest.approx(2 / 6)
    # Facts: q1, q3 and q4 hold theirs, q6 does not; q2 and q5 have none.
    assert overall.means["facts"] == pytest.approx(3 / 4)
    # Cited: q1 and q4, not q3; the others have no citation or no evidence.
    assert overall.means["cited"] == pytest.approx(2 / 3)
    # Item: q1 and q4 name item 9; q3 cites no evidence page.
    assert overall.means["item"] == 1
    # Retrieval: evidence second of two pages for q1, q3 and q4, nothing retrieved for q6.
    assert [overall.means[f"hit@{k}"] for k in (1, 5, 10)] == [0, 0.75, 0.75]
    assert overall.means["MRR@10"] == pytest.approx(3 * 0.5 / 4)
    assert overall.refused == (1, 1)
    # Of 2 refusals 1 was right; of 2 unanswerable questions 1 was refused.
    assert (overall.means["refusal precision"], overall.means["refusal recall"]) == (0.5, 0.5)
    # Quotes: 1 of q1, 0 of q3 (page 3), 2 of q4, 1 of q5.
    assert overall.quotes == (4, 5)
    # Seconds 1, 2, 3, 4, 5, 9: 24 / 6.
    assert overall.means["seconds"] == 4


def test_answers_are_matched_by_id_in_the_order_of_the_questions(questions, records):
    rows = grade(questions, records[::-1]).rows
    assert [row.question.id for row in rows] == [row.record.id for row in rows] == [q.id for q in questions]


def test_summaries_are_made_by_any_field(questions, records):
    grades = grade(questions, records)
    assert {value: s.questions for value, s in grades.by("type").items()} == {
        "list": 1,
        "numeric": 3,
        "unanswerable": 2,
    }
    assert grades.by("persona")["new_member"].means["right"] == 0
    assert list(grades.by("difficulty")) == ["1", "2", "3"]


def test_what_does_not_apply_to_a_group_is_none_not_zero(questions, records):
    group = grade(questions, records).by("type")["unanswerable"]
    assert {name for name, mean in group.means.items() if mean is not None} == {
        "right", "refusal precision", "refusal recall", "words", "seconds",
    }  # fmt: skip
    assert group.means["right"] == 0.5


def test_without_papers_quotes_are_not_checked(questions, records):
    grades = grade(questions, records)
    assert grades.overall.quotes is None
    assert report(grades).endswith("quotes: not checked")


def test_the_report_shows_the_figures_overall_and_by_group(questions, records):
    lines = report(grade(questions, records, on_page_two)).split("\n")
    assert lines[0].split()[:5] == ["n", "right", "facts", "cited", "item"]
    figures = "overall 6 33.3% 75.0% 66.7% 100.0% 0.0% 75.0% 75.0% 37.5% 47.3% 1+1 4/5 4.00 4"
    assert " ".join(lines[1].split()) == figures
    groups = [line for line in lines if line and not line.startswith(" ")]
    assert [line.split()[0] for line in groups[1:4]] == ["type", "persona", "difficulty"]
    assert "refusal precision 50.0%; refusal recall 50.0%" in lines[-3]
    assert lines[-2] == "refused: 1 rightly + 1 wrongly"
    assert lines[-1] == "quotes: 4 of 5 stand on the page they name"


def test_each_wrong_answer_is_listed_with_what_is_wrong(questions, records):
    assert wrong_answers(grade(questions, records)).split("\n") == [
        "q3 (numeric): cites no supporting page",
        "q4 (list): says '28.254'",
        "q5 (unanswerable): answered, though the papers do not say",
        "q6 (numeric): refused, though the papers say",
    ]


def test_a_question_without_an_answer_is_refused_not_left_out(questions, records):
    with pytest.raises(QuestionsError, match="no answer to question q6; answer and grade the same"):
        grade(questions, records[:-1])


def test_an_answer_without_its_question_is_refused(questions, records):
    with pytest.raises(QuestionsError, match="no question for answer q1, q2, q3, q4, q5 and 1 more"):
        grade(questions[:0] + [replace(questions[0], id="q1x")], [*records, replace(records[0], id="q1x")])


def test_nothing_to_grade_is_refused():
    with pytest.raises(QuestionsError, match="there is no question to grade"):
        grade([], [])


def test_retrieval_of_a_refused_question_still_counts(make_question, make_record):
    passages = (Found("pack.pdf", 2, "60", None),)
    refused = make_record(refused=True, citations=(), passages=passages)
    assert grade([make_question()], [refused]).overall.means["hit@1"] == 1


def test_a_table_is_aligned_and_takes_short_rows():
    assert table([("", "n"), ("long name", "1"), ("type",), ("x", "234")]) == (
        "             n\nlong name    1\ntype\nx          234"
    )
