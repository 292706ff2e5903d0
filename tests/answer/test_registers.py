import pytest

from answer.askboard import Askboard
from answer.registers.asking import When, register_asked
from answer.understanding.reading import understand
from index.model import EXEMPT, PUBLIC, Viewer

BODIES = ["Marlowe Vale Health and Wellbeing Board", "Cabinet"]


def asked(question):
    return register_asked(understand(question), BODIES)


@pytest.mark.parametrize(
    ("question", "register", "statuses"),
    [
        ("Who attended the January 2025 meeting?", "attendance", {"present", "substitute", "in attendance"}),
        ("which members were present on 22 January 2025?", "attendance", {"present", "substitute", "in attendance"}),
        ("who sent apologies?", "attendance", {"apologies"}),
        ("Who was absent from the last Cabinet meeting?", "attendance", {"apologies"}),
        ("Who stood in for whom at the June meeting?", "attendance", {"substitute"}),
        ("Who declared an interest?", "interest", set()),
        ("When is the next meeting of the Health and Wellbeing Board?", "next meeting", set()),
        ("What was decided at the June 2025 meeting?", "resolution", set()),
        ("List all the decisions taken in November 2025", "resolution", set()),
        ("What actions were agreed at the last meeting?", "action", set()),
    ],
)
def test_a_question_for_a_register_and_nothing_else_is_one(question, register, statuses):
    found = asked(question)
    assert (found.register, found.statuses, found.matter) == (register, statuses, ())


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("What did the board decide about dental access?", {"dental", "access"}),
        ("Did Dr Kestrel attend in June 2025?", {"dr", "kestrel"}),
        ("Which actions does Ms Pell own?", {"ms", "pell"}),
    ],
)
def test_what_a_question_asks_about_is_left_over_as_its_matter(question, matter):
    assert set(asked(question).matter) == matter


@pytest.mark.parametrize(
    "question", ["What does the falls service cost?", "How many beds are open?", "What is on item 7?", "Why?"]
)
def test_other_questions_ask_for_no_register(question):
    assert asked(question) is None


@pytest.mark.parametrize(
    ("question", "minute", "parts"),
    [
        ("Exact wording of resolution 69(3)(d)?", "69", ("3", "d")),
        ("What was resolved under minute 61?", "61", ()),
        ("Under minute ICB/24/036, what did the board agree?", "ICB/24/036", ()),
    ],
)
def test_a_resolution_is_named_by_its_minute_and_parts(question, minute, parts):
    found = asked(question)
    assert (found.register, found.minute, found.parts) == ("resolution", minute, parts)


def test_what_was_said_under_a_minute_is_not_asked_of_the_resolutions():
    assert asked("Under minute 48, what did Dr Kestrel say about MMR?") is None


def told(board, question, **how):
    answer = board.ask(question, **how)
    return [claim.text for claim in answer.claims], answer


def test_all_decisions_of_a_meeting_are_listed_each_with_its_minute_and_proof(board):
    claims, answer = told(board, "What was decided at the June 2025 meeting?")
    assert len(claims) == 11
    assert claims[-3].startswith("Minute 61(a), resolved: Option 2, a single service")
    assert all(claim.citations for claim in answer.claims)
    assert answer.note == "11 resolutions in the minutes of the Health and Wellbeing Board, 18 June 2025."


def test_one_part_of_a_resolution_is_told_by_its_letter(board):
    [claim], _ = told(board, "Exact wording of resolution 69(3)(d)?")
    assert claim.startswith("Minute 69(d), resolved: the Director of Public Health tell the Board in June 2026")


def test_an_attendance_list_is_told_by_status_with_the_lists_quoted(board, disk):
    claims, answer = told(board, "Who attended the January 2025 meeting?")
    assert [claim.split(" (")[0] for claim in claims] == ["Present", "Substitute", "In attendance"]
    assert "Mr D Shaw (for Ms J Thackeray)" in claims[1]
    assert all(disk.stands(c.paper.file, c.pdf_page, c.quote) for c in answer.citations)


def test_a_person_is_looked_up_on_the_list_of_the_meeting_named(board):
    assert told(board, "did Dr Kestrel attend the June 2025 meeting?")[0] == ["Present (1): Dr L Kestrel."]


def test_the_next_meeting_is_told_in_plain_words(board):
    claims, _ = told(board, "When is the next meeting?")
    assert claims == ["The next meeting is on 21 January 2026 at 2.00 pm."]


def test_a_matter_that_no_entry_is_about_is_left_to_the_passages(board):
    claims, answer = told(board, "What did the Board decide about smokefree play areas in June 2025?")
    assert claims
    assert answer.note == ""


def test_decisions_of_exempt_minutes_are_told_to_none_but_their_viewers(board):
    question = "What was decided at the January 2025 meeting?"
    everything = Viewer(frozenset({PUBLIC, EXEMPT}))
    public, all_of_it = told(board, question)[0], told(board, question, viewer=everything)[0]
    assert set(public) < set(all_of_it)
    assert not any("2.42" in claim for claim in public)


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("What was decided in January?", When(month=1)),
        ("Who attended on 14/01/2015?", When(14, 1, 2015)),
        ("Who attended on 22 January 2025?", When(22, 1, 2025)),
        ("What was decided in 2025?", When(year=2025)),
    ],
)
def test_the_meetings_that_are_meant_are_read_from_the_question(question, when):
    assert asked(question).when == when


@pytest.mark.parametrize(
    "question",
    [
        "What was decided between 2013 and 2014?",
        "What was decided at the first meeting?",
        "What was decided on item 7?",
        "What actions were not decided?",
        "Who attended and what was decided?",
    ],
)
def test_a_question_for_more_than_one_register_can_tell_is_left_alone(question):
    assert asked(question) is None


def test_who_was_not_there_is_asked_of_the_apologies_and_two_lists_are_asked_together():
    assert asked("Who was not present?").statuses == {"apologies"}
    both = asked("Who attended and who sent apologies?").statuses
    assert both == {"present", "substitute", "in attendance", "apologies"}


@pytest.mark.parametrize(
    ("question", "closed"),
    [("Which actions are outstanding?", False), ("List the completed actions", True), ("List all actions", None)],
)
def test_actions_are_asked_for_by_whether_they_are_done(question, closed):
    assert asked(question).closed is closed


def test_open_actions_are_those_whose_status_says_so(board):
    claims, _ = told(board, "Which actions are outstanding?")
    assert claims
    assert not any("Done" in claim for claim in claims)


def test_a_part_of_another_paragraph_is_no_answer(board):
    claims, _ = told(board, "Exact wording of resolution 69(2)(d)?")
    assert not any("tell the Board in June 2026" in claim and claim.startswith("Minute 69(d)") for claim in claims)


@pytest.mark.parametrize(
    "question",
    [
        "What was the board asked to do in item 6 of 22 January 2025, Falls Prevention and Response Service?",
        "What is the Health and Wellbeing Board asked to agree in item 6 (January 2025)?",
    ],
)
def test_what_a_board_was_asked_to_do_in_an_item_is_told_whole(question: str, board: Askboard) -> None:
    answer = board.ask(question)
    assert [claim.text.split()[0] for claim in answer.claims] == ["approve", "approve", "ask"]
    assert {citation.item for citation in answer.citations} == {"6"}


def test_why_a_board_was_asked_is_more_than_the_register_holds(board: Askboard) -> None:
    answer = board.ask("What was the board asked to do in item 6 of 22 January 2025, and why?")
    assert len(answer.claims) != 3 or "recommendations in the papers" not in answer.note
