from collections.abc import Sequence

import pytest

from answer.askboard import Askboard
from answer.model import Answer, Turn
from answer.selecting.matters import Matter, alike, bare_title
from index.model import PUBLIC, Scope, Viewer
from index.wording.words import plain

BOTH = Viewer(frozenset({PUBLIC, "exempt"}))
LAND = "What deposit is due when contracts for the Market Street land are exchanged?"
ASKED = (
    "Which employers have the most vacancies?",
    "How much does the winter plan cost this year?",
    "What did the Board decide on smokefree play areas in June 2025?",
    "How many practices take new adult patients?",
    "Where do the falls response staff work from?",
    "Why had the MMR indicator turned red?",
    "How long do children wait for Open Minds?",
    "What is the capital cost of the hub in November 2025?",
    "What was the Better Care outturn for 2024/25?",
    "How many people died by suicide?",
    "Who voted against the hub in November 2025?",
)


@pytest.fixture(scope="module", params=ASKED)
def told(request: pytest.FixtureRequest, board: Askboard) -> tuple[Answer, list[str]]:
    answer = board.ask(request.param)
    return answer, board.follow_ups(answer, _turns([answer]))


def _turns(answers: Sequence[Answer]) -> list[Turn]:
    return [t for a in answers for t in (Turn("user", a.question), Turn("assistant", a.text))]


def test_each_question_to_go_on_with_is_answered(told: tuple[Answer, list[str]], board: Askboard) -> None:
    answer, questions = told
    assert len(questions) <= 3
    for question in questions:
        assert board.ask(question).found
        assert board.ask(question, _turns([answer])).found


def test_none_is_asked_twice(told: tuple[Answer, list[str]]) -> None:
    answer, questions = told
    assert plain(answer.question) not in map(plain, questions)
    assert len(set(questions)) == len(questions)


def test_most_answers_can_be_gone_on_from(board: Askboard) -> None:
    assert sum(bool(board.follow_ups(board.ask(question))) for question in ASKED) >= 9


def test_what_became_of_a_matter_is_asked_of_the_meeting_that_took_it_up_again(board: Askboard) -> None:
    answer = board.ask("What was decided on the falls service (minute 47, 22 January 2025)?")
    first, *_ = board.follow_ups(answer)
    assert first == "What was decided later on Falls Prevention and Response Service (minute 69, 19 November 2025)?"
    assert "extended for two years" in board.ask(first).text


def test_what_has_been_read_before_is_not_offered_again(board: Askboard) -> None:
    answer = board.ask("What was decided on the falls service (minute 47, 22 January 2025)?")
    later = board.ask(board.follow_ups(answer)[0])
    assert not any("minute 69" in question for question in board.follow_ups(answer, _turns([later, answer])))
    assert not any("What was decided on" in question for question in board.follow_ups(answer))


def test_a_question_of_the_conversation_is_not_offered_again(board: Askboard) -> None:
    answer = board.ask(ASKED[0])
    first, *_ = board.follow_ups(answer)
    assert first not in board.follow_ups(answer, [Turn("user", first.lower())])


def test_what_is_not_for_the_public_is_neither_named_nor_used(board: Askboard) -> None:
    seen = [board.follow_ups(board.ask(LAND, viewer=BOTH), viewer=viewer) for viewer in (Viewer(), BOTH)]
    for question in seen[0]:
        answer = board.ask(question)
        assert answer.found
        assert "exempt" not in {citation.passage.classification for citation in answer.citations}
    assert not board.follow_ups(board.ask(LAND, viewer=BOTH), viewer=Viewer(frozenset()))


def test_nothing_is_offered_outside_the_filter(board: Askboard) -> None:
    answer = board.ask("What was decided on the falls service (minute 47, 22 January 2025)?")
    papers = frozenset(citation.paper.id for citation in answer.citations)
    within = board.follow_ups(answer, scope=Scope(papers=papers))
    assert within
    assert not any("later" in question for question in within)


def test_nothing_near_offers_nothing(board: Askboard) -> None:
    assert board.follow_ups(Answer("Who won the cup?", (), False, ())) == []


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("24/00096 - Plan for Schools", "Plan for Schools"),
        ("B - Update on Rivers: second part", "Update on Rivers"),
        ("HARBOUR AND TOLLS UPDATE FOR THE NHS", "Harbour and Tolls Update for the NHS"),
        ("Workplan – Ann Pell", "Workplan"),
    ],
)
def test_a_title_is_named_as_one_says_it(title: str, bare: str) -> None:
    assert bare_title(title) == bare


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Harbour wall repairs", "Harbour wall repairs update", True),
        ("Winter plan 2024/25", "Winter plan 2025/26", True),
        ("Harbour wall repairs", "Harbour tolls", False),
        ("Quality of river water", "Update on Quality", False),
    ],
)
def test_matters_are_one_by_the_words_of_their_titles(one: str, other: str, same: bool) -> None:
    assert alike(Matter(one, "Town Board", None), Matter(other, "Board", None)) == same


def test_matters_of_two_boards_are_two() -> None:
    assert not alike(Matter("Winter plan", "Harbour Board", None), Matter("Winter plan", "School Board", None))
