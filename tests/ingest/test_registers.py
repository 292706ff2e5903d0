from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.building import build_paper
from ingest.model import Cell, Line, RawPage, RawPaper, Row


def paper_of(text, file="minutes.pdf"):
    pages = [tuple(Line(line.strip()) for line in page.strip("\n").split("\n")) for page in text.split("\f")]
    raw = RawPaper(tuple(RawPage(number, None, lines) for number, lines in enumerate(pages, start=1)))
    return build_paper(file, "0" * 16, raw)


def entries(text, register, file="minutes.pdf"):
    return [entry for entry in paper_of(text, file).entries if entry.register == register]


def seats(text):
    return [(e.field("name"), e.field("status")) for e in entries(text, "attendance")]


HEAD = "MINUTES of a meeting of the Health Board held on Tuesday, 4 March 2025.\n\n"
ICB = """NHS Westmarch Integrated Care Board
Minutes of the meeting held in public on Thursday 23 May 2024 at 1.30 pm

Members present:
Ruth Calder (RCa) Chair
Dr Amit Sood (AS) Chief Medical Officer
Prof. Liz Tan (LT) Non-Executive Member,
Audit and Risk
In attendance:
Tom Burke (TB) Head of Governance
Apologies for absence:
Karen Ford (KF) Chief Nurse

ICB/24/036 Welcome and apologies
The Chair welcomed everyone.

ICB/24/037 Declarations of interest
Dr Sood declared an interest in item 8 as a partner in Millbrook Surgery.

ICB/24/038 Finance report (Enc 4)
ACTION: JO to circulate a note on agency spending by 14 June 2024.

Date of next meeting: Thursday 25 July 2024, 1.30 pm, Civic Centre, Westmarch
"""
PARISH = """ELMBURY PARISH COUNCIL

Minutes of the Parish Council meeting held on Monday 3rd June 2024 in the Village Hall

Present: Cllrs Mrs P Ashe (Chairman), R Dole, T Finch and Miss V Grey
In attendance: Mr K Bright (Clerk), District Cllr M Hove and 3 members of the public

Apologies for absence

Apologies were received from Cllr J Kerr (holiday) and Cllr S Lane.

Declarations of interest

None.

Allotments

The Clerk reported that two plots were vacant.

Date of next meeting

Monday 1 July 2024 at 7.30pm in the Village Hall.
"""


def test_coded_minutes_keep_their_numbers_as_text():
    found = entries(ICB, "minute")
    assert [e.field("number") for e in found] == ["ICB/24/036", "ICB/24/037", "ICB/24/038"]
    assert [e.field("title") for e in found][1:] == ["Declarations of interest", "Finance report (Enc 4)"]
    assert {(e.body, e.meeting) for e in found} == {("NHS Westmarch Integrated Care Board", date(2024, 5, 23))}


def test_minutes_without_numbers_go_by_their_headings():
    titles = [e.field("title") for e in entries(PARISH, "minute")]
    assert titles == ["Apologies for absence", "Declarations of interest", "Allotments", "Date of next meeting"]


def test_paragraphs_numbered_like_minutes_open_none():
    text = f"""{HEAD}77. Updates
(Item 1)

1. Mr Hale, Leader of the Council, provided an update on the following:

2. Mrs Reed said that all was well.

78. Budget
(Item 2)

1. Mr Hale proposed the budget.
"""
    assert [(e.field("number"), e.field("item")) for e in entries(text, "minute")] == [("77", "1"), ("78", "2")]


def test_a_heading_that_wraps_is_one_title():
    text = f"{HEAD}4 REVIEW OF THE STRATEGY FOR\nOLDER PEOPLE\n\nIt was discussed.\n\n5 ANY OTHER BUSINESS\n\nNone."
    assert [e.field("title") for e in entries(text, "minute")] == [
        "REVIEW OF THE STRATEGY FOR OLDER PEOPLE", "ANY OTHER BUSINESS",
    ]  # fmt: skip


def test_people_one_a_line_with_initials_and_posts():
    assert seats(ICB) == [
        ("Ruth Calder", "present"), ("Dr Amit Sood", "present"), ("Prof. Liz Tan", "present"),
        ("Tom Burke", "in attendance"), ("Karen Ford", "apologies"),
    ]  # fmt: skip
    assert "Audit and Risk" in entries(ICB, "attendance")[2].field("role")


def test_people_between_commas_share_the_title_of_the_first():
    assert seats(PARISH) == [
        ("Cllr Mrs P Ashe", "present"), ("R Dole", "present"), ("T Finch", "present"), ("Miss V Grey", "present"),
        ("Mr K Bright", "in attendance"), ("District Cllr M Hove", "in attendance"),
        ("Cllr J Kerr", "apologies"), ("Cllr S Lane", "apologies"),
    ]  # fmt: skip


def test_letters_after_a_name_belong_to_it_and_lists_wrap_within_names():
    text = (
        f"{HEAD}PRESENT: Mr A Stone, OBE (Chair), Mrs D\nVale, Sir John Peel, CBE and Ms K Orr-\n"
        "Wood\n\n1. Welcome\n\nAll."
    )
    assert [name for name, _ in seats(text)] == ["Mr A Stone, OBE", "Mrs D Vale", "Sir John Peel, CBE", "Ms K Orr-Wood"]


def test_two_columns_of_names_and_organisations():
    text = (
        f"{HEAD}Present:\nSheila Green Milton Borough Council\n"
        "Dr Omar Hart Eastvale Hospitals Trust\nJo Ng\n\n1. Welcome\n\nAll."
    )
    assert [name for name, _ in seats(text)] == ["Sheila Green", "Dr Omar Hart", "Jo Ng"]


def test_posts_before_names_are_roles():
    text = (
        f"{HEAD}Present: Mayor Ana Lopez\n"
        "Staff Present: City Manager Bob Quinn; City Clerk Fay Moss\n\n1. CALL TO ORDER\n\nAll."
    )
    found = entries(text, "attendance")
    assert [(e.field("name"), e.field("role")) for e in found][1:] == [
        ("Bob Quinn", "City Manager"), ("Fay Moss", "City Clerk"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "Ms P Vane was present as a substitute for Mr C Ash.",
        "It was noted that Ms P Vane had been appointed as substitute for Mr C Ash.",
        "Apologies were received from Mr C Ash, for whom Ms P Vane attended.",
    ],
)
def test_a_substitute_is_told_with_the_member_they_stand_in_for(words):
    text = f"{HEAD}PRESENT: Mr A Stone (Chair)\n\n1. Apologies and substitutes\n\n{words}\n\n2. Minutes\n\nNone."
    stood_in = [e for e in entries(text, "attendance") if e.field("status") == "substitute"]
    assert [(e.field("name"), e.field("for")) for e in stood_in] == [("Ms P Vane", "Mr C Ash")]


def test_a_member_of_the_list_whom_a_minute_calls_a_substitute_has_one_seat():
    text = (
        f"{HEAD}PRESENT: Mr A Stone (Chair), Mr D Reed\n\n1. Substitutes\n\n"
        "It was noted that Mr D Reed was appointed as substitute for Mrs F Lunn.\n\n2. Minutes\n\nNone."
    )
    assert seats(text) == [("Mr A Stone", "present"), ("Mr D Reed", "substitute")]


def test_an_interest_is_declared_by_someone():
    (found,) = entries(ICB, "interest")
    assert (found.field("name"), found.minute) == ("Dr Sood", "ICB/24/037")
    assert "Millbrook Surgery" in found.field("interest")


def test_none_declared_is_no_entry():
    text = f"{HEAD}1. Declarations of interest\n\nThere were no declarations of interest made.\n\n2. Minutes\n\nNone."
    assert entries(text, "interest") == []


def test_the_next_meeting_has_date_time_and_place():
    (found,) = entries(ICB, "next meeting")
    assert dict(found.fields) == {"date": "2024-07-25", "time": "1.30 pm", "venue": "Civic Centre, Westmarch"}
    (other,) = entries(PARISH, "next meeting")
    assert (other.field("date"), other.field("time")) == ("2024-07-01", "7.30pm")


def test_minutes_of_two_boards_bound_together_keep_their_own_dates():
    first = (
        "NORTH VALE HEALTH BOARD\n\nMinutes of the meeting held on 5 May 2024\n\n"
        "Present: Mr A Stone\n\n1. Welcome\n\nAll.\n"
    )
    second = (
        "SOUTH VALE HEALTH BOARD\n\nMinutes of the meeting held on 9 June 2024\n\n"
        "Present: Ms B Reed\n\n1. Welcome\n\nAll.\n"
    )
    found = entries(f"{first}\f{second}", "attendance")
    assert [(e.field("name"), e.body, e.meeting) for e in found] == [
        ("Mr A Stone", "North Vale Health Board", date(2024, 5, 5)),
        ("Ms B Reed", "South Vale Health Board", date(2024, 6, 9)),
    ]


def test_a_running_head_begins_no_other_meeting():
    first = (
        "NORTH VALE HEALTH BOARD\n\nMinutes of the meeting held on 5 May 2024\n\n"
        "Present: Mr A Stone\n\n1. WELCOME\n\nAll.\n"
    )
    found = entries(f"{first}\fNORTH VALE HEALTH BOARD\n\n5 MAY 2024\n\n2. MINUTES\n\nAgreed.", "minute")
    assert [(e.field("number"), e.meeting) for e in found] == [("1", date(2024, 5, 5)), ("2", date(2024, 5, 5))]


def test_a_trusts_minutes_keep_their_slashed_numbers_and_name_absent_members_once():
    text = """Hillbrook NHS Foundation Trust
BOARD OF DIRECTORS MEETING HELD IN PUBLIC
DRAFT MINUTES of the meeting held on 7 November 2023, 9.30am, Lecture Theatre

PRESENT
Mr G Holt Chair
Mrs A Pike Chief Executive

APOLOGIES
Mr B Ives, Non-Executive Director

112/23 WELCOME AND APOLOGIES
Apologies for absence had been received from Mr Ives.

113/23 PERFORMANCE
Dr Shah would bring a paper to the January meeting. Action: RS
"""
    assert [e.field("number") for e in entries(text, "minute")] == ["112/23", "113/23"]
    assert seats(text) == [("Mr G Holt", "present"), ("Mrs A Pike", "present"), ("Mr B Ives", "apologies")]
    assert [(e.field("owner"), e.minute) for e in entries(text, "action")] == [("RS", "113/23")]


def test_a_table_of_attendance_names_people_by_its_first_column():
    rows = [("Name", "Role", "From"), ("Ann Vale", "Chair", "Westmarch Council"), ("Dr Bo Reed", "GP", "NHS Westmarch")]
    table = [
        Line(" ".join(row), row=Row(1, tuple(Cell(cell) for cell in row), "row" if n else "head"))
        for n, row in enumerate(rows)
    ]
    above = [Line("Minutes of the Place Board held on 3 May 2024"), Line(""), Line("Present:")]
    below = [Line(""), Line("1. Welcome"), Line(""), Line("All.")]
    paper = build_paper("minutes.pdf", "0" * 16, RawPaper((RawPage(1, None, (*above, *table, *below)),)))
    found = [entry for entry in paper.entries if entry.register == "attendance"]
    assert [(e.field("name"), e.field("role")) for e in found] == [
        ("Ann Vale", "Chair Westmarch Council"), ("Dr Bo Reed", "GP NHS Westmarch"),
    ]  # fmt: skip


def test_minutes_after_an_agenda_in_one_file_are_known_by_their_own_head():
    agenda = (
        "TOWN OF PINEGROVE\n\nAgenda\n\n1. Adopt the minutes\n\n2. Adjournment\n" + "A long way to the hall.\n" * 30
    )
    minutes = (
        "MINUTES\nTown of Pinegrove Council\nMay 7, 2024\n\nPresent: Mayor Jo Platt\n\nThe meeting was adjourned.\n"
    )
    found = entries(f"{agenda}\f{minutes}\fLetter\n\nPresent: Mr A Stone", "attendance", file="package.pdf")
    assert [(e.field("name"), e.meeting) for e in found] == [("Mayor Jo Platt", date(2024, 5, 7))]


def test_nothing_runs_over_from_exempt_pages_to_public_ones():
    public = f"{HEAD}PRESENT: Mr A Stone, Mr D Reed\n\n1. WELCOME\n\nRESOLVED that:\n\n(a) the Land Fund be used; and"
    exempt = "EXEMPT\n\n(b) the Land Sale Plan (LSP) be agreed.\n\nMr D Reed was present as a substitute for Ms F Lunn."
    paper = paper_of(f"{public}\f{exempt}")
    assert [page.classification for page in paper.pages] == ["public", "exempt"]
    pages = {page.pdf_page: page.classification for page in paper.pages}
    for entry in paper.entries:
        assert {pages[span.pdf_page] for span in entry.spans} == {entry.classification}
    assert not any("Lunn" in e.text or "Sale" in e.text for e in paper.entries if e.classification == "public")


WORDS = st.text(alphabet="abc AB.:()12\n\f", max_size=200)


@given(WORDS)
@settings(max_examples=40, deadline=None)
def test_the_words_of_every_entry_stand_where_its_spans_say(noise):
    for text in (ICB + noise, PARISH.replace("None.", noise), noise + ICB):
        paper = paper_of(text)
        pages = {page.pdf_page: page for page in paper.pages}
        for entry in paper.entries:
            assert {pages[span.pdf_page].classification for span in entry.spans} == {entry.classification}
            for span in entry.spans:
                lines = pages[span.pdf_page].lines[span.first_line : span.last_line + 1]
                held = " ".join(line.text.strip() for line in lines if line.text.strip())
                assert entry.text[span.start : span.end].strip() in held
