import pytest

from ingest.building import build_paper
from ingest.model import Cell, Entry, Line, RawPage, RawPaper, Row
from ingest.registers.reports import relation_of


def entries(text, register, file="report.pdf"):
    lines = tuple(Line(line.strip()) for line in text.split("\n"))
    paper = build_paper(file, "0" * 16, RawPaper((RawPage(1, None, lines),)))
    return [entry for entry in paper.entries if entry.register == register]


def asked(text):
    return [(entry.field("part"), entry.field("verb")) for entry in entries(text, "recommendation")]


def test_lettered_recommendations_are_an_entry_each():
    text = (
        "Recommendation(s):\nThe Transport and Roads Committee is asked to:\n\n"
        "(a) NOTE the report; and\n\n(b) approve the plan."
    )
    assert asked(text) == [("a", "note"), ("b", "approve")]


@pytest.mark.parametrize(
    "text",
    [
        "RECOMMENDATIONS\n\nThat the Board:\n\nThe Board is asked to note the report.",
        "Recommendation: The Board is asked to NOTE the report.",
        "For Decision: The Board is asked to note the report.",
        "5.1 The Board is recommended to note the report.",
        "The figures are below. Members are invited to note the report.",
    ],
)
def test_one_thing_asked_is_one_entry(text):
    assert [verb for _, verb in asked(text)] == ["note"]


def test_numbered_paragraphs_and_bullets_are_parts():
    numbered = (
        "11. Recommendations\n11.1 The Joint Board is asked to support the plan.\n"
        "11.2 The Joint Board is asked to note the costs."
    )
    assert asked(numbered) == [("11.1", "support"), ("11.2", "note")]
    deep = "11. Recommendations\n11.1 The Joint Board is asked to:\n11.1.1 note the plan;\n11.1.2 agree the costs."
    assert asked(deep) == [("11.1.1", "note"), ("11.1.2", "agree")]
    bullets = "Recommendations\nThe Board is asked to:\n• endorse the plan\n• delegate its signing to the Chair"
    assert [verb for _, verb in asked(bullets)] == ["endorse", "delegate"]


def test_what_members_are_asked_in_passing_is_no_recommendation():
    assert asked("Members are asked to bring their own cups, and to park behind the hall.") == []


def test_a_report_head_is_one_entry_with_its_fields():
    text = """From: Ann Vale, Director of Roads
and Ben Moor, Director of Rail

To: Transport Board

Date: 3 June 2025

Subject: A longer title that
wraps

Classification: Unrestricted

Past pathway of report: None

Summary: All is well.
"""
    (head,) = entries(text, "head")
    assert dict(head.fields) == {
        "from": "Ann Vale, Director of Roads and Ben Moor, Director of Rail", "to": "Transport Board",
        "date": "3 June 2025", "subject": "A longer title that wraps", "classification": "Unrestricted",
        "past pathway": "None",
    }  # fmt: skip


def test_rows_of_an_action_log_are_actions():
    heads = ("Ref", "Action", "Lead", "Due", "Progress")
    rows = [
        ("7", "Publish the map", "Ann Vale", "1 May", "Done"),
        ("8", "Ask the bus firm", "Ben Moor", "2 June", "Late"),
    ]
    lines = [
        Line(" ".join(row), row=Row(1, tuple(Cell(*pair) for pair in zip(row, heads, strict=True)))) for row in rows
    ]
    paper = build_paper("log.pdf", "0" * 16, RawPaper((RawPage(1, None, tuple(lines)),)))
    found = [entry for entry in paper.entries if entry.register == "action"]
    assert [dict(entry.fields) for entry in found] == [
        {"owner": "Ann Vale", "due": "1 May", "status": "Done", "number": "7"},
        {"owner": "Ben Moor", "due": "2 June", "status": "Late", "number": "8"},
    ]


@pytest.mark.parametrize(
    ("effect", "decided", "relation"),
    [
        ("approved", "the grant of £500 to the Scouts for tents be approved", "agreed"),
        ("approved", "a grant of £300 to the Scouts for tents be approved", "amended"),
        ("noted", "the grant of £500 to the Scouts for tents be noted", "noted"),
        ("deferred", "the item be deferred", "deferred"),
        ("approved", "the recommendations in the report be approved", "agreed"),
        ("approved", "the minutes be signed", None),
    ],
)
def test_a_decision_is_set_beside_what_was_recommended(effect, decided, relation):
    asked = Entry("recommendation", (("verb", "approve"),), "approve a grant of £500 to the Scouts for tents", ())
    decision = Entry("resolution", (("verb", "resolved"), ("effect", effect)), f"RESOLVED that {decided}", ())
    assert relation_of(decision, [asked]) == relation
    assert relation_of(decision, []) is None
