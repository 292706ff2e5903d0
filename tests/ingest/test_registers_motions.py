import pytest

from ingest.building import build_paper
from ingest.model import Line, RawPage, RawPaper

HEAD = "MINUTES of a meeting of the Moorland Council held on Tuesday, 4 March 2025.\n\nPresent: Cllr A Quill\n\n"


def entries(register, text):
    lines = tuple(Line(line.strip()) for line in text.strip("\n").split("\n"))
    paper = build_paper("minutes.pdf", "0" * 16, RawPaper((RawPage(1, None, lines),)))
    return [entry for entry in paper.entries if entry.register == register]


def minuted(register, text):
    return entries(register, f"{HEAD}25/01 Minutes\n\nNone.\n\n25/02 Ponies\n\n{text}\n\n25/03 Peat\n\nNone.\n")


def test_headings_may_leap_and_change_their_depth_where_they_stand_out():
    text = "3. CONFIRMATION OF MINUTES\n\nBOARD RESOLUTION\n\nNone.\n\n"
    text += "8.2 PONY SALE\n\nNone.\n\n9.1 PEAT\n\nNone.\n\n12. CLOSURE\n"
    found = entries("minute", f"{HEAD}1. OPENING\n\nNone.\n\n2. INTERESTS\n\nNone.\n\n{text}\nThe meeting closed.\n")
    assert [e.field("number") for e in found] == ["1", "2", "3", "8.2", "9.1", "12"]
    assert found[2].field("title") == "CONFIRMATION OF MINUTES"


def test_numbered_paragraphs_are_no_minutes():
    text = "1. OPENING\n\n1.1 The Chair spoke.\n\n1.2 Peat was cut.\n\n2. PONIES\n\n2.1 Ponies were sold.\n"
    assert [e.field("number") for e in entries("minute", HEAD + text)] == ["1", "2"]


def test_a_title_in_capitals_may_wrap_over_a_gap_only_where_its_line_is_full():
    text = (
        "1. OPENING\n\nNone.\n\n2. REPORT ON THE SALE OF PONIES AND OF OTHER STOCK\n\nFROM THE COMMON LAND\n\nNone.\n"
    )
    assert entries("minute", HEAD + text)[1].field("title").endswith("FROM THE COMMON LAND")


def test_a_body_may_be_a_board_of_directors():
    text = "Minutes of the Board of Directors meeting held on 4 March 2025\n\nPresent: Cllr A Quill\n\n"
    found = entries("minute", f"{text}25/01 Peat\n\nNone.\n\n25/02 Ponies\n\nNone.\n")
    assert {e.body for e in found} == {"Board of Directors"}


@pytest.mark.parametrize(
    "opening",
    [
        "Minute of hybrid meeting of the Moorland Committee held on 4 March 2025",
        "COFNODION / MINUTES – MOORLAND COMMITTEE, 4 MARCH 2025",
    ],
)
def test_minutes_of_another_country_open_a_meeting(opening):
    pages = ["AGENDA\n\n1. Peat\n\n2. Ponies\n", f"{opening}\n\nPresent: Cllr A Quill\n\n25/01 Peat\n\nNone.\n"]
    raw = RawPaper(tuple(RawPage(n, None, tuple(map(Line, page.split("\n")))) for n, page in enumerate(pages, 1)))
    paper = build_paper("pack.pdf", "0" * 16, raw)
    assert [e.meeting.isoformat() for e in paper.entries if e.register == "attendance"] == ["2025-03-04"]


def test_parts_under_it_was_resolved_are_decisions():
    found = minuted("resolution", "It was unanimously resolved:\n\n(1) That it be approved.\n\n(2) That it be noted.")
    assert [(e.field("part"), e.field("effect")) for e in found] == [("1", "approved"), ("2", "noted")]


@pytest.mark.parametrize(
    "text",
    [
        "P/25/7 The Old Fold, a barn. Resolved: to support the application.",
        "Proposed by Cllr Quill, seconded by Cllr Rook and resolved that the fees be approved.",
        "PENDERFYNWYD / RESOLVED that the fees be approved.",
    ],
)
def test_a_resolution_may_stand_within_a_paragraph(text):
    assert [e.field("verb") for e in minuted("resolution", text)] == ["resolved"]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Motion by Quill, second by Rook, to sell the ponies. Motion failed.", "lost"),
        ("Moved: Cr Quill Seconded: Cr Rook\n\nThat the ponies be sold.\n\nCARRIED 5/0", "carried"),
        ("Proposed Cllr Quill, seconded Cllr Rook. All in favour.", "carried"),
        ("Proposed AQ, seconded BR, agreed unanimously.", "carried"),
    ],
)
def test_motions_are_told_in_many_ways(text, verb):
    [motion] = minuted("resolution", text)
    assert motion.field("verb") == verb
    assert {motion.field("mover").split()[-1], motion.field("seconder").split()[-1]} in (
        {"Quill", "Rook"},
        {"AQ", "BR"},
    )


def test_a_motion_holds_what_was_moved():
    text = "Moved: Cr Quill Seconded: Cr Rook\n\n"
    text += "That Council:\n\n1. Sells the ponies; and\n\n2. Buys sheep.\n\nCARRIED 4/1"
    [motion] = minuted("resolution", text)
    assert "Sells the ponies; and 2. Buys sheep." in motion.text


def test_a_numbered_resolution_that_is_declared_adopted_is_carried():
    text = "RESOLUTION NO. 2025-14: A RESOLUTION ON PONIES. Moved by Quill, seconded by Rook, to adopt it.\n\n"
    [row] = minuted("resolution", text + "AYES: Quill, Rook\nNAYS: Tarn\nResolution declared adopted.")
    assert [row.field(name) for name in ("verb", "number", "mover", "seconder")] == [
        "carried", "2025-14", "Quill", "Rook"]  # fmt: skip


def test_assurance_received_is_noting():
    [row] = minuted("resolution", "The Board received assurance from the report.")
    assert row.field("effect") == "noted"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("For (2): Councillors Quill and Rook\n\nAgainst (1): Councillor Tarn", ("2", "1", "carried")),
        ("Ayes: Quill, Rook. Nays: None. Motion carried.", ("2", "0", "carried")),
        ("AYES: Quill; NAYS: Rook, Tarn. Motion failed.", ("1", "2", "lost")),
        ("Moved by Quill, seconded by Rook, to adjourn. Carried 5-0.", ("5", "0", "carried")),
        ("CARRIED BY ABSOLUTE MAJORITY 5/0", ("5", "0", "carried")),
        ("Motion failed 2-3.", ("2", "3", "lost")),
    ],
)
def test_votes_are_told_in_many_ways(text, counts):
    [vote] = minuted("vote", text)
    assert (vote.field("for"), vote.field("against"), vote.field("outcome")) == counts


@pytest.mark.parametrize(
    "text", ["The budget for 2024/25 was approved.", "Stock was carried forward 12/13.", "Lost 5-2."]
)
def test_figures_that_are_no_score_are_no_vote(text):
    assert minuted("vote", text) == []


def test_a_motion_moved_is_not_yet_decided():
    text = "Moved by Cllr Quill, seconded by Cllr Rook, that the resolution on the failed sale be adopted."
    assert minuted("resolution", text) == []
