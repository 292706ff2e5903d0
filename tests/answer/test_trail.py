import re

import pytest

from answer.trail.asking import topic_asked
from answer.trail.differing import differs
from answer.trail.folding import Happening, happenings, once
from answer.trail.gathering import Record, Titles, action_numbers, names, same_body
from answer.trail.topics import read_topic
from answer.understanding.reading import understand
from index.model import ANYONE, EVERYTHING, EXEMPT, PUBLIC, Viewer
from ingest.model import Entry, Span

EVERYONE = Viewer(frozenset({PUBLIC, EXEMPT}))

HEAD = "# Harbour Committee\n\nMinutes of a meeting of the Harbour Committee held on {day}.\n\n"
FERRY = (
    HEAD.format(day="4 March 2024")
    + """## 12. Night ferry to Orrin Island (Item 3)

(1) Ms Quill presented the report.

(2) RESOLVED that a night ferry to Orrin Island be run for six months from May 2024.

## 13. Moorings (Item 4)

(1) RESOLVED that the fees for moorings be raised to £212 a year.
"""
)
LATER = (
    HEAD.format(day="2 September 2024")
    + """## 20. Night ferry to Orrin Island: how it went (Item 5)

(1) Ms Quill reported that the night ferry had carried 4,310 people since May.

(2) RESOLVED that the night ferry be run for one more year.
"""
)
LAST = HEAD.format(day="9 December 2024") + "## 31. Moorings (Item 2)\n\n(1) RESOLVED that the report be noted.\n"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is the history of the night ferry?", "night ferry"),
        ("show me the decision trail of the Orrin Island ferry", "Orrin Island ferry"),
        ("What happened to the mooring fees?", "mooring fees"),
        ("what became of the night ferry from March to December 2024? I need the votes", "night ferry"),
        ("How did the decision on mooring fees come about?", "mooring fees"),
        ("Has the night ferry been followed up?", "night ferry"),
        ("Has there been any follow-up on the harbour wall?", "harbour wall"),
        ("What has happened with the harbour wall since then?", "harbour wall"),
    ],
)
def test_a_question_for_a_trail_names_its_matter(question, topic):
    assert topic_asked(question) == topic


@pytest.mark.parametrize(
    "question",
    [
        "What happened at the March meeting?",
        "what happened with the ferry at the march meeting, was it approved?",
        "What happened to it?",
        "What happened to the number of passengers?",
        "What happens if the ferry is late?",
        "What did the Committee decide about the ferry?",
        "Why was the ferry deferred?",
        "What happened to fares in 2023?",
    ],
)
def test_other_questions_ask_for_no_trail(question):
    assert topic_asked(question) is None


def kinds(trail):
    return [(step.day.isoformat() if step.day else None, step.kind) for step in trail.steps]


def test_what_was_decided_and_reported_is_told_oldest_first(make_board):
    trail = make_board({"a.md": LATER, "b.md": FERRY, "c.md": LAST}).trail("night ferry")
    assert kinds(trail) == [("2024-03-04", "decided"), ("2024-09-02", "reported back"), ("2024-09-02", "decided")]
    assert "six months from May 2024" in trail.steps[0].quote
    assert "4,310 people" in trail.steps[1].quote
    assert trail.note == (
        "No later mention in the papers held; the newest of the Harbour Committee is of 9 December 2024."
    )


def test_a_matter_that_is_not_there_has_no_trail(make_board):
    board = make_board({"a.md": FERRY})
    assert board.trail("zeppelins").note == "The papers in the library do not mention zeppelins."
    assert board.trail("night zeppelins").note == "The papers in the library record nothing on night zeppelins."


def test_an_empty_library_has_no_trail(make_board):
    assert make_board({}).trail("night ferry").note == "There are no papers in the library yet."


def test_a_matter_that_is_only_mentioned_is_told_as_that(make_board):
    trail = make_board({"a.md": FERRY + "\n(2) The Chair said that the lighthouse had been painted in May.\n"}).trail(
        "lighthouse"
    )
    assert [step.kind for step in trail.steps] == ["mentioned"]
    assert not trail.recorded
    assert trail.note.startswith("No recommendation, decision or action on it was found: it is only mentioned.")


def test_no_later_papers_are_said_to_be_held_where_there_are_none(make_board):
    trail = make_board({"a.md": FERRY}).trail("mooring fees")
    assert [step.kind for step in trail.steps] == ["decided"]
    assert trail.note == "No later papers of the Harbour Committee are held."


def test_minutes_bound_into_the_next_pack_count_once_and_from_the_minutes(board):
    steps = [step for step in board.trail("smokefree play areas").steps if step.kind == "decided"]
    assert [c.paper.short for step in steps for c in step.citations] == ["June 2025 minutes"]


def test_a_recommendation_is_proposed_and_what_differs_from_it_says_so(board):
    steps = board.trail("falls service").steps
    proposed, decided = (next(step for step in steps if step.kind == kind) for kind in ("proposed", "amended"))
    assert "for three years" in proposed.quote
    assert decided.aside == "carried, 8 for, 3 against, 1 abstained"
    told = {step.quote: step.aside for step in steps if step.kind == "decided"}
    assert next(aside for quote, aside in told.items() if "be approved for one year" in quote) == "not as recommended"
    assert not any("for three years" in quote for quote in told)


def test_a_deferral_and_the_vote_on_a_decision_are_told(board):
    steps = board.trail("Market Street health hub").steps
    assert [step.kind for step in steps if step.day.isoformat() == "2025-06-18"][-1] == "deferred"
    assert steps[-1].label == "19 November 2025, decided (9 for, 2 against; draft minutes)"
    assert "9 votes to 2" in steps[-1].vote[0].quote


def test_each_quote_of_a_trail_stands_on_its_page(board, disk):
    for topic in ("falls service", "Better Care pooled budget", "stop smoking service"):
        for citation in [c for step in board.trail(topic).steps for c in step.proof]:
            assert disk.stands(citation.paper.file, citation.pdf_page, citation.quote)


def test_an_action_is_followed_by_its_number(board):
    steps = board.trail("vape retailers").steps
    assert [step.kind for step in steps] == ["action set", "reported back"]
    assert "A25/06" in steps[1].quote


def test_what_is_exempt_is_in_no_trail_but_for_those_who_may_see_it(board):
    asked = "purchase of land at Market Street"
    public, whole = (" ".join(step.quote for step in board.trail(asked, viewer).steps) for viewer in (ANYONE, EVERYONE))
    assert "2.28m" in whole
    assert "2.28m" not in public
    assert "2.42m" not in public


def test_the_chat_gives_a_trail_as_dated_claims(board):
    answer = board.ask("What is the history of the falls service?")
    assert all(
        re.match(r"\d{1,2} \w+ 2025, (?:proposed|amended|decided|action set|rep)", c.text) for c in answer.claims
    )
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.note == "No later papers of the Health and Wellbeing Board are held."


def test_a_trail_that_holds_nothing_leaves_the_question_to_the_passages(board):
    assert board._follower.tell(understand("What happened to MMR?"), ANYONE, EVERYTHING) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The night ferry ran late.", True),
        ("A ferry at night was asked for.", True),
        ("At night the harbour was shut and so the car ferry could not leave.", False),
        ("The day ferry ran late.", False),
    ],
)
def test_words_of_a_matter_count_only_near_each_other(make_board, text, whole):
    board = make_board({"a.md": FERRY})
    topic = read_topic("night ferry", board.library, board._embedder, ANYONE, EVERYTHING)
    assert (topic.share(text) > 0.99) == whole


def test_an_abbreviation_and_what_it_stands_for_name_the_same_matter(make_board):
    text = "# Plan\n\nThe Island Transport Fund (ITF) pays for buses. The ITF was begun in 2020.\n"
    board = make_board({"a.md": FERRY, "plan.md": text})
    long, short = (
        read_topic(name, board.library, board._embedder, ANYONE, EVERYTHING)
        for name in ("Island Transport Fund", "ITF")
    )
    assert long.share("The ITF was spent.") > 0.99
    assert short.share("The Island Transport Fund was spent.") > 0.99


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("County Council", "Northshire County Council", True),
        ("The Harbour Committee", "Harbour Committee", True),
        ("Kelby Harbour Committee", "Kelby and Marsh Joint Harbour Committee", False),
        ("Harbour Committee", "Cabinet", False),
    ],
)
def test_two_names_are_one_boards_where_one_only_adds_a_place(one, other, same):
    assert same_body(one, other) == same


@pytest.fixture
def record(board):
    """Make a record of a register, in one of the sample papers, with its own words."""

    def make(text, register="resolution", paper="June 2025 minutes", place=0, **fields):
        card = next(card for card in board.papers() if card.short == paper)
        minute = "12" if register == "resolution" else None
        spans = (Span(1, 0, 0, 0, len(text)),)
        entry = Entry(register, tuple(fields.items()), text, spans, minute=minute, meeting=card.meeting_date)
        return Record(entry, card, "Night ferry", place)

    return make


@pytest.mark.parametrize(
    ("decided", "differing"),
    [
        ("(a) a night ferry be run for six months from May at £4,000", False),
        ("(a) a night ferry be run for four months from May at £4,000", True),
        ("(a) a night ferry be run for six months from May at £4,000, subject to a licence", True),
        ("(a) the harbour wall be painted", False),
    ],
)
def test_a_resolution_differs_by_a_figure_or_a_condition(record, decided, differing):
    asked = record("(1) agree to run a night ferry for six months from May at £4,000", "recommendation").entry
    assert differs(Happening("decided", (record(decided, verb="resolved"),)), [asked]) == differing


def test_the_same_recommendation_in_a_cover_report_and_an_appendix_is_one_step(record):
    first = record("(1) approve the night ferry for 6 months;", "recommendation", "June 2025 pack", 1, part="1")
    again = record("(a) approve the night ferry for 6 months", "recommendation", "June 2025 pack", 7, part="a")
    other = record("(1) approve the night ferry for 9 months;", "recommendation", "June 2025 pack", 9, part="1")
    assert len(once([first, again, other])) == 2
    assert [one.kind for one in happenings([first, again])] == ["proposed"]


def test_a_row_of_a_log_with_a_status_reports_back_and_one_without_sets_an_action(record):
    open_ = record("Action 7: Mr Lorne to price a night ferry", "action", owner="Mr Lorne")
    done = record("Price a night ferry, Mr Lorne, done in May", "action", place=1, owner="Mr Lorne", status="done")
    assert {one.kind for one in happenings([open_, done])} == {"action set", "reported back"}


def test_an_action_is_known_by_a_number_that_is_its_own(record):
    found = [record("Price it again please", "action", number=number) for number in ("A24/07", "7")]
    assert action_numbers(found) == {"A24/07"}
    assert names({"A24/07"}, "(actions A24/07 and A24/08)")
    assert not names({"A24/07"}, "A24/071")


def test_a_name_that_many_boards_end_with_is_none_of_them(make_board):
    other = FERRY.replace("Harbour Committee", "Kelby Harbour Committee").replace("4 March", "6 May")
    third = FERRY.replace("Harbour Committee", "Marsh Harbour Committee").replace("4 March", "8 July")
    board = make_board({"a.md": FERRY, "b.md": other, "c.md": third})
    newest = Titles(board.library, ANYONE, EVERYTHING).newest
    assert [newest(f"{place}Harbour Committee").month for place in ("", "Kelby ", "Marsh ")] == [3, 5, 7]
