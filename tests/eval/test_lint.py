from dataclasses import replace

import pytest

from answer.model import Turn
from eval import lint as rules
from eval.quotes import PapersOnDisk


def lint(questions, papers):
    return rules.lint({"tune": questions}, papers)


@pytest.fixture
def papers(folder):
    return PapersOnDisk([folder])


@pytest.fixture
def place(evidence):
    return replace(evidence, printed=None, quote="KCC 10.640m")


@pytest.fixture
def sound(make_question, place):
    return make_question(evidence=(place,))


def test_sound_questions_have_no_faults(sound, unanswerable, papers):
    assert lint([sound, unanswerable], papers) == []


def test_a_place_that_does_not_exist_is_a_fault(sound, papers, place):
    wrong = [replace(place, pdf_page=9), replace(place, file="no.docx", pdf_page=None)]
    assert lint([replace(sound, evidence=(place, *wrong))], papers) == [
        "q1: there is no pack.pdf PDF page 9",
        "q1: there is no no.docx",
    ]


def test_a_quote_from_another_page_is_a_fault_and_an_empty_one_is_not(sound, papers, place):
    places = (replace(place, quote="nothing more"), replace(place, quote=""))
    assert lint([replace(sound, evidence=places)], papers) == [
        "q1: the quote does not stand on pack.pdf PDF page 2: 'nothing more'"
    ]


def test_a_page_number_or_paragraph_that_is_not_printed_there_is_a_fault(sound, papers, place):
    wrong = replace(place, printed="61", paragraph="2.2")
    assert lint([replace(sound, evidence=(wrong,))], papers) == [
        "q1: the page number 61 is not printed on pack.pdf PDF page 2",
        "q1: paragraph 2.2 does not stand on pack.pdf PDF page 2 or just before it",
    ]


def test_a_paragraph_may_be_numbered_on_the_page_before(sound, papers, place):
    # Page 3 says "nothing more"; the figure stands on page 2.
    after = replace(place, pdf_page=3, quote="nothing more", paragraph="10.640m")
    assert lint([replace(sound, evidence=(place, after))], papers) == []


def test_a_figure_that_no_page_of_the_evidence_shows_is_a_fault(sound, papers):
    wrong = replace(sound, answer="£11.5m", must=(("11.5",),))
    assert lint([wrong], papers) == ["q1: no page of the evidence shows the figure ['11.5']"]
    said_in_words = replace(wrong, answer="Eleven, or 11.5", must=(("11.5", "eleven"),))
    assert lint([said_in_words], papers) == []


def test_a_withheld_place_must_exist_and_must_not_is_for_such_questions_alone(unanswerable, papers, place):
    hidden = replace(unanswerable, must_not=("10.640M",), withheld=(place,))
    assert lint([hidden], papers) == []
    assert lint([replace(hidden, must_not=("2.4 million",))], papers) == [
        "q2: '2.4 million' of must_not stands on no withheld page"
    ]
    assert lint([replace(hidden, withheld=(place, replace(place, pdf_page=9)))], papers) == [
        "q2: there is no pack.pdf PDF page 9"
    ]
    assert lint([replace(hidden, withheld=())], papers) == [
        "q2: an unanswerable question has must_not only for what is withheld from its viewer"
    ]


def test_a_held_out_paper_may_be_asked_about_in_the_report_split_alone(sound):
    held_out = {"pack.pdf"}
    assert rules.lint({"report": [sound]}, None, held_out) == []
    assert rules.lint({"tune": [sound]}, None, held_out) == [
        "q1: pack.pdf is held out, so the question belongs into the report split"
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
        "q2: an unanswerable question has no must and no evidence",
    ]


def test_the_same_question_after_the_same_turns_is_a_double(make_question):
    turns = (Turn("user", "Before the meeting in May, who spoke?"),)
    questions = [
        make_question(),
        make_question(id="q2", question=" how much is  COUNCIL money? "),
        make_question(id="q3", history=turns),
        make_question(id="q4", history=turns),
    ]
    assert lint(questions, None) == ["q2: asks the same as q1", "q4: asks the same as q3"]


def test_a_question_in_nearly_the_same_words_is_a_double_unless_its_figures_differ(make_question):
    asked = "How much did the council put into the pooled fund in 2015/16 in all?"
    questions = [
        make_question(question=asked),
        make_question(id="q2", question=asked.replace("in all", "please")),
        make_question(id="q3", question=asked.replace("2015/16", "2016/17")),
    ]
    assert lint(questions, None) == ["q2: asks the same as q1"]
