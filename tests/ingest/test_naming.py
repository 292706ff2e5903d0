from datetime import date

import pytest

WORDS = "The harbour board heard how the sea wall is holding."
FRONT = (
    "HARBOUR BOARD\n\nThursday, 6 March 2025 at 2.30 pm\nPilot Room, Customs House, Quay Street,\nOld Port\n\nAgenda"
)


def test_a_front_sheet_tells_body_day_time_and_place(read):
    paper = read([f"{FRONT}\n\n1 Apologies\n\n2 Huts (Page 3)"])
    assert (paper.body, paper.meeting_date) == ("Harbour Board", date(2025, 3, 6))
    assert (paper.time, paper.venue) == ("2.30 pm", "Pilot Room, Customs House, Quay Street, Old Port")


@pytest.mark.parametrize(
    ("printed", "time"),
    [("Time: 10.00 am", "10.00 am"), ("Time 14:00", "14:00"), ("Start time: 9am", "9am"),
     ("Date: Monday 3 March 2025\nTime: 10 a.m.", "10 a.m."),
     ("Monday 3 March 2025, 6.30pm to 8.00pm", "6.30pm to 8.00pm"),
     ("Monday 3 March 2025\n6.30pm", "6.30pm"), ("Monday 3 March 2025 at 12 noon", "12 noon"),
     ("Monday 3 March 2025", None), ("The office is open from 9am", None)],
)  # fmt: skip
def test_the_time_is_read_where_the_meeting_is_called(read, printed, time):
    assert read([f"Harbour Board\n\n{printed}\n\n{WORDS}"]).time == time


@pytest.mark.parametrize(
    ("printed", "venue"),
    [("Venue: Pilot Room, Customs House", "Pilot Room, Customs House"),
     ("Location: Microsoft Teams", "Microsoft Teams"),
     ("MINUTES of a meeting held in the Pilot\nRoom, Quay St on Monday, 3 March 2025.", "Pilot Room, Quay St"),
     ("Monday, 3 March 2025\nRoom 4 will be open for members", None), ("We met in the Pilot Room.", None)],
)  # fmt: skip
def test_the_venue_is_read_where_the_meeting_is_called(read, printed, venue):
    assert read([f"Harbour Board\n\n{printed}\n\n{WORDS}"]).venue == venue


@pytest.mark.parametrize(
    ("head", "status"),
    [("DRAFT MINUTES of a meeting", "draft"), ("MINUTES of a meeting\nSubject to confirmation at the next", "draft"),
     ("Unconfirmed minutes of the meeting\nMINUTES of the board", "draft"), ("MINUTES of a meeting", "confirmed")],
)  # fmt: skip
def test_minutes_are_a_draft_where_they_say_so(read, head, status):
    paper = read([f"{head}\n\n{WORDS}"], name="minutes.pdf")
    assert (paper.kind, paper.status) == ("minutes", status)


@pytest.mark.parametrize(
    ("name", "head", "status"),
    [("report draft v2.pdf", "", "draft"), ("report.pdf", "DRAFT\n", "draft"),
     ("report.pdf", "Sea wall - DRAFT\n", "draft"),
     ("report.pdf", "A draft budget was sent out\n", None), ("report.pdf", "", None)],
)  # fmt: skip
def test_a_report_is_a_draft_where_it_is_called_one(read, name, head, status):
    paper = read([f"{head}From: Ann Stone\nTo: The Board\n\n{WORDS}"], name=name)
    assert (paper.kind, paper.status) == ("report", status)


def test_what_a_paper_replaces_is_kept_in_its_words(read):
    paper = read([f"From: Ann Stone\nTo: The Board\n\nThis report replaces the one sent out\non 3 March. {WORDS}"])
    assert paper.supersedes == "This report replaces the one sent out on 3 March"
    assert read([f"The new wall replaces the old one. {WORDS}"]).supersedes is None


def test_a_supplement_is_known_by_its_front_sheet(read):
    pages = ["SUPPLEMENTARY AGENDA\n\n7 Huts (Pages 3 - 4)", "", f"{WORDS}\n_Page 3"]
    assert read(pages).kind == "supplement"
    assert read([pages[0].replace("SUPPLEMENTARY ", ""), *pages[1:]]).kind == "agenda pack"


def test_a_pack_without_a_front_sheet_is_known_by_its_items(read):
    assert read([f"^Agenda Item {n}\n{WORDS}" for n in (4, 5)]).kind == "agenda pack"


def test_the_same_words_in_another_file_are_the_same_paper(read):
    one = read([f"{WORDS}\n_Page {n}" for n in (1, 2)], name="one.pdf")
    other = read([f"\n\n{WORDS.replace(' sea', chr(10) + 'sea')}\n_Page {n}" for n in (31, 32)], name="two.pdf")
    assert one.id != other.id
    assert one.words_id == other.words_id != ""
    assert read([f"{WORDS} No."]).words_id != one.words_id
    assert read([""]).words_id == ""


def test_a_day_with_slashes_is_read_where_it_can_be_no_month(read):
    assert read([f"Papers for 30/01/2025\n\n{WORDS}"]).meeting_date == date(2025, 1, 30)
    assert read([f"Papers for 03/04/2025\n\n{WORDS}"]).meeting_date is None


def test_a_council_named_as_a_place_is_the_body_and_no_board_that_an_item_names(read):
    front = "The Corporation of the Township of Old Port\n\nAGENDA\n\nTuesday, April 16, 2024\nSTART TIME 6:30 p.m."
    paper = read([f"{front}\n\n1. Disclosure of interests\n\n2. Members of the Museum Board\n\n3. Adjournment"])
    assert paper.body == "Corporation of the Township of Old Port"
    assert (paper.meeting_date, paper.time) == (date(2024, 4, 16), "6:30 p.m.")
