import pytest

from ingest.building import build_paper
from ingest.model import Line, RawPage, RawPaper

HEAD = "MINUTES of a meeting of the Works Committee held on Tuesday, 4 March 2025.\n\nPRESENT: Mr A Stone (Chair)\n\n"


def entries(body, register, head=HEAD, boxes=None):
    lines = tuple(
        Line(line.strip(), (boxes or {}).get(line.strip(), (0.1, 0.2, 0.6, 0.21))) for line in (head + body).split("\n")
    )
    paper = build_paper("minutes.pdf", "0" * 16, RawPaper((RawPage(1, None, lines),)))
    return [entry for entry in paper.entries if entry.register == register]


def told(body, *fields):
    return [tuple(entry.field(field) for field in fields) for entry in entries(body, "resolution")]


def test_each_lettered_part_is_an_entry():
    body = (
        "12. Roads\n\n(1) Ms Orr spoke.\n\n(2) RESOLVED that:\n\n(a) the report be noted; and\n\n"
        "(b) the grant be approved."
    )
    assert told(body, "verb", "part", "effect") == [("resolved", "a", "noted"), ("resolved", "b", "approved")]
    assert {(e.minute, e.paragraph) for e in entries(body, "resolution")} == {("12", "(2)")}


def test_parts_on_one_line_are_told_apart():
    body = "12. Planning\n\nRESOLVED: (a) to object to 24/0123; (b) to make no comment on 24/0130."
    assert told(body, "part") == [("a",), ("b",)]


def test_headings_and_lists_within_a_resolution_do_not_end_it():
    body = """12. Budget

RESOLVED that:

Capital
(a) the programme be approved:
1. roads; and
2. bridges;

Revenue
(b) the estimates be agreed; and
(c) the reserve be noted.

13. Other business

None.
"""
    assert told(body, "part") == [("a",), ("b",), ("c",)]
    assert "bridges" in entries(body, "resolution")[0].text


def test_an_undivided_resolution_is_one_entry_and_ends_before_the_meeting_does():
    body = "12. Minutes\n\nRESOLVED - That the minutes be signed.\nThe meeting closed at 4 pm."
    (found,) = entries(body, "resolution")
    assert found.text == "RESOLVED - That the minutes be signed."


def test_numbered_reasons_are_not_parts():
    body = (
        "12. Mill Lane\n\nRESOLVED that permission be REFUSED for the following reasons:\n\n"
        "1. The loss of trees.\n2. Harm to the lane."
    )
    assert told(body, "part", "effect") == [(None, "rejected")]


def test_what_a_report_asks_is_no_decision():
    body = "12. Roads\n\nThe Committee is asked to agree the plan.\n\nMembers discussed it at length."
    assert told(body, "verb") == []


def test_a_board_decides_by_the_list_under_its_name():
    body = (
        "12. Plan\n\nQuestions were put. The Committee:\n\n• NOTED the plan;\n"
        "• AGREED to meet again; and\n• otherwise approved it."
    )
    assert told(body, "verb") == [("noted",), ("agreed",), ("approved",)]


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("The report was noted.", "noted"),
        ("It was agreed that the Clerk would write to the owner.", "agreed"),
        ("The Committee received and noted a note on drains.", "noted"),
        ("After a long debate, the Committee agreed to defer the item.", "agreed"),
    ],
)
def test_where_no_set_words_are_used_a_sentence_tells_the_outcome(words, verb):
    assert told(f"12. Drains\n\nMs Orr spoke.\n\n{words}\n\n13. Other\n\nNone.", "verb") == [(verb,)]


@pytest.mark.parametrize(
    "words",
    [
        "It was noted that attendance had risen.",
        "Mr Hale said that it was agreed that the road would close.",
        "The plan was approved by the Ministry of Roads last year.",
    ],
)
def test_talk_is_no_decision(words):
    assert told(f"12. Drains\n\n{words}\n\n13. Other\n\nNone.", "verb") == []


def test_a_decision_names_who_moved_and_seconded_it():
    body = (
        "12. Rent\n\nCllr Dole proposed and Cllr Finch seconded that the rent be raised.\n\n"
        "RESOLVED that the rent be raised."
    )
    assert told(body, "verb", "mover", "seconder") == [("resolved", "Cllr Dole", "Cllr Finch")]


def test_a_lost_amendment_is_lost_and_the_motion_carried():
    body = """12. Budget

(1) Mr Hale proposed and Mr Moss seconded the motion that the budget be set.

(2) Ms Orr proposed and Mr Penn seconded the following amendment to the motion:

"Spend more."

For (2)

Ms Orr, Mr Penn

Against (3)

Mr Hale, Mr Moss, Ms Vane

Abstain (0)

Amendment lost.

(3) RESOLVED that the budget be set.
"""
    assert ("lost", "Ms Orr", "Mr Penn") in told(body, "verb", "mover", "seconder")
    assert ("resolved", "Mr Hale", "Mr Moss") in told(body, "verb", "mover", "seconder")
    (vote,) = entries(body, "vote")
    assert dict(vote.fields) == {"for": "2", "against": "3", "abstained": "0", "outcome": "lost"}


def test_names_are_counted_where_a_roll_call_prints_no_totals():
    body = (
        "12. ZONING\n\nMoved by Ms Orr, seconded by Mr Penn, to adopt it.\n"
        "Ayes: Lopez, Ito, Reyes\nNays: Hart\nAbstain: None\nMotion carried."
    )
    (vote,) = entries(body, "vote")
    assert dict(vote.fields) == {"for": "3", "against": "1", "abstained": "0", "outcome": "carried"}
    assert told(body, "verb", "mover") == [("carried", "Ms Orr")]


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("The motion was carried (6 votes for, 3 against, 1 abstention).", ("6", "3", "1", "carried")),
        ("The amendment was put to the vote and lost by 4 votes to 9, with 2 abstentions.", ("4", "9", "2", "lost")),
        ("On a vote, with five voting in favour and two against, it was agreed.", ("5", "2", None, "carried")),
    ],
)
def test_votes_are_told_in_a_sentence(words, counts):
    (vote,) = entries(f"12. Rent\n\n{words}\n\n13. Other\n\nNone.", "vote")
    assert tuple(vote.field(name) for name in ("for", "against", "abstained", "outcome")) == counts


def test_numbered_resolutions_keep_their_numbers_and_movers():
    body = """Resolution No. 2024-101
Moved by: B. Moore
Seconded by: C. Adair
That the minutes be adopted.
Carried

R2024-102 D. Fenwick, B. Moore:
THAT we approve the tender. Defeated.
"""
    assert told(body, "number", "mover", "seconder", "verb") == [
        ("2024-101", "B. Moore", "C. Adair", "carried"), ("R2024-102", "D. Fenwick", "B. Moore", "lost"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "owner", "due", "number"),
    [
        ("ACTION: Ms Orr to write to the owner by 14 June 2025.", "Ms Orr", "14 June 2025", None),
        ("Action A25/03: Dr Penn to report before Christmas.", "Dr Penn", "Christmas", "A25/03"),
        ("Action: For consideration by the Core Group.", "Core Group", None, None),
        ("Action (JS): circulate the plan.", "JS", None, None),
    ],
)
def test_a_marked_action_has_an_owner(words, owner, due, number):
    (found,) = entries(f"12. Rent\n\nIt was discussed.\n\n{words}\n\n13. Other\n\nNone.", "action")
    assert (found.field("owner"), found.field("due"), found.field("number")) == (owner, due, number)


def test_what_someone_says_they_will_do_is_no_marked_action():
    assert entries("12. Rent\n\nMs Orr to look into it, the Chair said.\n\n13. Other\n\nNone.", "action") == []


def test_initials_in_an_action_column_are_actions():
    body = (
        "ITEM ACTION\n1. Introductions\n\nAll were welcomed.\n\n2. Beds\n\n"
        "LP to ask the Trust for figures.\nTalk went on.\n\nLP\n\nMH/LP\n\n3. Other\n\nNone."
    )
    found = entries(body, "action")
    assert [(e.field("owner"), e.minute) for e in found] == [("LP", "2"), ("MH/LP", "2")]
    assert found[0].text.startswith("LP to ask the Trust")


def test_initials_at_the_right_margin_need_no_column_head():
    body = "12. Beds\n\nFigures are to be asked for.\nLP\n\n13. Other\n\nNone."
    found = entries(body, "action", boxes={"LP": (0.88, 0.2, 0.92, 0.21)})
    assert [e.field("owner") for e in found] == ["LP"]
    assert entries(body, "action") == []


def test_what_another_board_agreed_is_not_this_boards_decision():
    from ingest.registers.decisions import _of_another

    board = "Overview and Scrutiny Committee"
    assert _of_another("The Finance Committee agreed to withdraw the grant in May.", board)
    assert not _of_another("The Overview and Scrutiny Committee agreed the plan.", board)
    assert not _of_another("All Members noted the report.", board)
    assert not _of_another("The Board agreed the plan.", board)
    assert not _of_another("The Finance Committee agreed the plan.", None)
