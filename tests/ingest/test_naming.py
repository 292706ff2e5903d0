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
     ("Unconfirmed minutes of the meeting\nMINUTES of the board", "draft"), ("MINUTES of a meeting", None),
     ("MINUTES of a meeting\nConfirmed as a correct record on 3 June 2025", "confirmed"),
     ("MINUTES of a meeting\nSigned by the chair as a true record", "confirmed"),
     ("Approved minutes\nMINUTES of a meeting", "confirmed"), ("MINUTES of a meeting\nTo be approved", None),
     ("MINUTES of a meeting\n25/03 Minutes of May were signed as a true record", None)],
)  # fmt: skip
def test_minutes_are_a_draft_where_they_say_so(read, head, status):
    paper = read([f"{head}\n\n{WORDS}"], name="minutes.pdf")
    assert (paper.kind, paper.status) == ("minutes", status)


@pytest.mark.parametrize(("name", "status"), [("minutes-approved.pdf", "confirmed"), ("minutes-unapproved.pdf", None)])
def test_the_name_of_minutes_may_say_that_they_are_confirmed(read, name, status):
    assert read([f"MINUTES of a meeting\n\n{WORDS}"], name=name).status == status


@pytest.mark.parametrize(
    "head",
    ["Minutes of the Board of Governors meeting held in public\nTuesday 4 March 2025",
     "PORT CITY COUNCIL\nREGULAR MEETING MINUTES\nMonday, March 3, 2025",
     "Minute of Meeting of the Harbour Committee\nSederunt: Ann Stone",
     "Minutes\nOrdinary Council Meeting\nTuesday 4 March 2025",
     "Harbour School\nGoverning Board – Minutes\nDate: 4 March 2025",
     "Minutes of the Harbour Meeting held at 7.30pm in the Old Hall\nPresent: Ann Stone",
     "DRAFT MINUTES\nHarbour Panel\nPresent: Ann Stone"],
)  # fmt: skip
def test_minutes_are_known_by_their_first_lines(read, head):
    assert read([f"{head}\n\n1. Welcome\n{WORDS}"], name="paper.pdf").kind == "minutes"


@pytest.mark.parametrize(
    "head",
    ["AGENDA\nTuesday 4 March 2025\nMinutes of the Harbour Board", "Tuesday 4 March 2025\nApologies\nMinutes",
     "Tuesday 4 March 2025\n1. Apologies\nMinutes", "Minutes of the last meeting\nTuesday 4 March 2025", "Minutes",
     "The minutes of the Harbour Board of 4 March 2025 tell of it."],
)  # fmt: skip
def test_a_paper_that_lists_or_mentions_minutes_is_none(read, head):
    assert read([f"{head}\n\n{WORDS}"], name="paper.pdf").kind != "minutes"


def test_numbered_minutes_that_mention_a_page_are_no_pack(read):
    minutes = "Minutes of the Harbour Board\nHeld in public on Tuesday 4 March 2025\nPresent: Ann Stone"
    items = "1 Apologies\nNone came.\n\n2 Minutes of May\nThey were agreed with a new name on page 4.\n\n3 Huts\nNoted."
    paper = read([f"{minutes}\n\n{items}"], name="paper.pdf")
    assert (paper.kind, paper.items) == ("minutes", ())


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


@pytest.mark.parametrize(
    ("head", "body"),
    [("Minutes of the Roads, Harbours and Coastal Defence Committee held in the Hall",
      "Roads, Harbours and Coastal Defence Committee"),
     ("PORT COUNCIL\nROADS, HARBOURS AND COASTAL DEFENCE\nCOMMITTEE", "Roads, Harbours and Coastal Defence Committee"),
     ("Port Council\nCoastal Defence\nPanel", "Coastal Defence Panel"),
     ("Harbour Trust\nTHAT Council approve the wall", None), ("Ann Stone, Harbour Committee", "Harbour Committee")],
)  # fmt: skip
def test_a_body_is_named_whole_and_not_by_a_sentence(read, head, body):
    assert read([f"{head}\n4 March 2025\n\n{WORDS}"]).body == body


def test_a_meeting_held_in_public_names_no_venue(read):
    assert read([f"Minutes of the Harbour Board held in public on 4 March 2025\n\n{WORDS}"]).venue is None
