from dataclasses import replace

import pytest

from answer.model import Turn
from eval.lint import lint
from eval.quotes import PapersOnDisk


@pytest.fixture
def papers(folder):
    return PapersOnDisk([folder])


@pytest.fixture
def sound(make_question, evidence):
    return make_question(evidence=(replace(evidence, quote="KCC 10.640m"),))


def test_sound_questions_have_no_faults(sound, unanswerable, papers):
    assert lint([sound, unanswerable], papers) == []


def test_a_place_that_does_not_exist_is_a_fault(sound, papers, evidence):
    wrong = [replace(evidence, pdf_page=9), replace(evidence, file="no.docx", pdf_page=None)]
    assert lint([replace(sound, evidence=tuple(wrong))], papers) == [
        "q1: there is no pack.pdf PDF page 9",
        "q1: there is no no.docx",
    ]


def test_a_quote_from_another_page_is_a_fault_and_an_empty_one_is_not(sound, papers, evidence):
    places = (replace(evidence, quote="nothing more"), replace(evidence, quote=""))
    assert lint([replace(sound, evidence=places)], papers) == [
        "q1: the quote does not stand on pack.pdf PDF page 2: 'nothing more'"
    ]


def test_without_papers_places_are_not_checked(make_question):
    assert lint([make_question()], None) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"question": " "}, "the question is empty"),
        ({"type": "riddle"}, "unknown type 'riddle'"),
        ({"persona": "mayor"}, "unknown persona 'mayor'"),
        ({"difficulty": 4}, "unknown difficulty 4"),
        ({"type": "follow_up"}, "a follow_up needs a history"),
        (
            {"history": (Turn("clerk", "?"),)},
            "a turn of the history is neither the user's nor the assistant's",
        ),
        ({"must": ()}, "no key fact in must"),
        ({"must": (("10.640", ""),)}, "an empty string in must or must_not would stand in any answer"),
        (
            {"must": (("11", "12"),)},
            "no alternative of the key fact ['11', '12'] stands in the reference answer",
        ),
        ({"must_not": ("10.6",)}, "'10.6' of must_not stands in the reference answer"),
        ({"evidence": ()}, "no evidence"),
        ({"need_all": True}, "need_all with one evidence"),
        ({"type": "unanswerable"}, "an unanswerable question has no reference answer"),
    ],
)
def test_each_fault_of_form_is_told(make_question, change, fault):
    assert lint([make_question(**change)], None) == [f"q1: {fault}"]


def test_a_question_without_an_answer_is_unanswerable_and_has_no_facts(unanswerable):
    assert lint([replace(unanswerable, type="who", must=(("x",),))], None) == [
        "q2: there is no reference answer, yet the type is not unanswerable",
        "q2: an unanswerable question has no must, must_not or evidence",
    ]


def test_the_same_question_after_the_same_turns_is_a_double(make_question):
    turns = (Turn("user", "Before?"),)
    questions = [
        make_question(),
        make_question(id="q2", question=" how much is  COUNCIL money? "),
        make_question(id="q3", history=turns),
        make_question(id="q4", history=turns),
    ]
    assert lint(questions, None) == ["q2: the same question as q1", "q4: the same question as q3"]
