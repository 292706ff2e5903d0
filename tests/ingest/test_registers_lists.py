import pytest

from ingest.building import build_paper
from ingest.model import Cell, Line, RawPage, RawPaper, Row
from ingest.registers.terms import terms_of
from ingest.registers.words.lists import people_in
from ingest.registers.words.places import spots_of, words_of

HEAD = "MINUTES of a meeting of the Moorland Committee held on Tuesday, 4 March 2025.\n\n"


def lines_of(text):
    return tuple(Line(line.strip()) for line in text.strip("\n").split("\n"))


def rows_of(*rows, heads=()):
    told = [Line(" ".join(heads), row=Row(1, tuple(Cell(head) for head in heads), "head"))] if heads else []
    for row in rows:
        cells = tuple(Cell(text, head) for text, head in zip(row, heads or [""] * len(row), strict=True))
        told.append(Line(" ".join(row), row=Row(1, cells)))
    return tuple(told)


def paper_of(*parts):
    lines = tuple(line for part in parts for line in (lines_of(part) if isinstance(part, str) else part))
    return build_paper("minutes.pdf", "0" * 16, RawPaper((RawPage(1, None, lines),)))


def entries(register, *parts):
    return [entry for entry in paper_of(*parts).entries if entry.register == register]


def seats(*parts):
    return [(e.field("name"), e.field("status")) for e in entries("attendance", *parts)]


def names_in(text):
    [spot] = spots_of(build_paper("a.pdf", "0" * 16, RawPaper((RawPage(1, None, (Line(text),)),))).pages)
    return [(person.name, person.role) for person in people_in(words_of([spot]))]


MINUTES = "\n1. Peat cutting\n\nThe report was noted.\n\n2. Ponies\n\nThe report was noted.\n"


def test_a_single_apology_heads_a_list_of_its_own():
    text = "Present: Cllr A Quill\n\nIn attendance: B Rook, Clerk\n\nApology: Councillor C Tarn.\n"
    assert seats(HEAD + text + MINUTES)[1:] == [("B Rook", "in attendance"), ("Councillor C Tarn", "apologies")]


def test_a_sentence_after_a_list_that_a_full_stop_ends_is_no_part_of_it():
    text = "Present: Cllr A Quill\n\nApologies: Councillor C Tarn.\n\nCouncillor A Quill, Convener, presiding.\n"
    assert seats(HEAD + text + MINUTES)[1:] == [("Councillor C Tarn", "apologies")]


def test_one_who_came_for_a_member_is_a_substitute_and_no_part_of_the_members_role():
    told = """Present: Councillors A Quill and D Vane

1. Apologies

Apologies were received from Councillor C Tarn, for whom Councillor D Vane attended, and from Councillor E Wold.

2. Ponies

The report was noted.
"""
    found = {e.field("name"): e for e in entries("attendance", HEAD + told)}
    assert found["Councillor C Tarn"].field("status") == "apologies"
    assert found["Councillor C Tarn"].field("role") is None
    assert found["Councillor E Wold"].field("status") == "apologies"
    assert (found["D Vane"].field("status"), found["D Vane"].field("for")) == ("substitute", "Councillor C Tarn")


def test_an_apology_told_in_the_singular_is_read():
    told = "Present: Cllr A Quill\n\n1. Apologies\n\nAn apology for absence was received from Cllr C Tarn.\n"
    assert ("Cllr C Tarn", "apologies") in seats(HEAD + told + "\n2. Ponies\n\nThe report was noted.\n")


def test_apologies_on_the_line_of_a_heading_are_read():
    told = "Present: Cllr A Quill\n\n25/01 Apologies for absence: Cllrs. Tarn (unwell) and Wold (work) – accepted.\n"
    found = entries("attendance", HEAD + told + "\n25/02 Ponies\n\nThe report was noted.\n")
    assert [(e.field("name"), e.field("role"), e.field("status")) for e in found[1:]] == [
        ("Cllr. Tarn", "unwell", "apologies"), ("Wold", "work", "apologies")]  # fmt: skip


@pytest.mark.parametrize(
    "head", ["Cllrs present:", "Members present:", "Sederunt:", "YN BRESENNOL / PRESENT:", "Yn bresennol / Present:"]
)
def test_the_words_over_those_present_differ(head):
    text = f"{head} A. Quill (Chair), B. Rook and Mrs. C. Tarn\n"
    assert seats(HEAD + text + MINUTES) == [
        ("A. Quill", "present"),
        ("B. Rook", "present"),
        ("Mrs. C. Tarn", "present"),
    ]


def test_a_table_below_a_list_ends_it():
    table = rows_of(["1 Welcome", "Ann Quill welcomed all.", ""], heads=["Item", "Discussion", "Action"])
    assert seats(HEAD + "Apologies:\nAnn Quill (AQ) Chair\n", table) == [("Ann Quill", "apologies")]


def test_a_table_of_names_says_who_was_there():
    rows = [["Ann Quill (AQ)", "Chair", "Present"], ["Bo Rook (BR)", "Parent", "Apologies"], ["Cy Tarn", "", "Absent"]]
    found = entries("attendance", HEAD, rows_of(*rows, heads=["Name", "Category", "Attendance"]), MINUTES)
    assert [(e.field("name"), e.field("role"), e.field("status")) for e in found] == [
        ("Ann Quill", "Chair", "present"), ("Bo Rook", "Parent", "apologies")]  # fmt: skip


def test_a_list_under_the_first_heading_is_read_where_it_calls_the_roll():
    text = "1. Opening and attendance\n\nStaff Mr Ned Birch – Clerk\nApologies Cr A Quill\nMembers of the public Two\n"
    found = seats("Moorland Council Meeting\n4 March 2025\n" + HEAD + text + "\n2. Ponies\n\nThe report was noted.\n")
    assert found == [("Mr Ned Birch", "in attendance"), ("Cr A Quill", "apologies")]


def test_semicolons_alone_part_a_list_of_names_with_offices():
    text = "A Bell, Head of Roads; C Dunn, Solicitor, Moor Trust; and E Fox, Clerk"
    assert names_in(text) == [
        ("A Bell", "Head of Roads"), ("C Dunn", "Solicitor, Moor Trust"), ("E Fox", "Clerk")]  # fmt: skip


def test_commas_part_names_too_where_a_semicolon_ends_the_members():
    text = "Councillors A Bell (Chair), C Dunn and E Fox; and Provost G Hay"
    assert [name for name, _ in names_in(text)] == ["Councillor A Bell", "C Dunn", "E Fox", "Provost G Hay"]


def test_one_person_with_a_shortened_title_is_one():
    text = "District Cllr. H. Quill, the Clerk (Mrs J. Rook) and 4 members of the public."
    assert names_in(text) == [("District Cllr. H. Quill", ""), ("Mrs J. Rook", "Clerk")]


def test_initials_of_people_are_no_abbreviations():
    page = RawPage(
        1, None, lines_of("Ann Quill (AQ)\nBo Rook (BR)\nCy Tarn (CT)\nAll in the Core Standards Scheme (CSS) met.\n")
    )
    spots = spots_of(build_paper("a.pdf", "0" * 16, RawPaper((page,))).pages)
    assert [dict(row.fields)["short"] for row in terms_of(spots)] == ["CSS"]


def test_interests_are_read_from_the_line_of_a_heading_a_table_and_a_sentence():
    line = (
        "25/01 Declarations of interest: Cllr Quill – item 25/02 (grazier).\n\n25/02 Ponies\n\nThe report was noted.\n"
    )
    assert [e.field("name") for e in entries("interest", HEAD + "Present: Cllr A Quill\n\n" + line)] == ["Cllr Quill"]
    head = HEAD + "Present: Cllr A Quill\n\n25/01 Declarations of interest\n\n"
    table = rows_of(["Cr B Rook", "25/02", "Owns ponies"], heads=["Name", "Item", "Nature"])
    [told] = entries("interest", head, table, line[line.index("\n\n25/02") :])
    assert (told.field("name"), told.field("interest")) == ("Cr B Rook", "Item 25/02; Nature Owns ponies")
    said = "In terms of the Code of Conduct, Councillor C Tarn declared a non-financial interest in item 2.\n"
    [told] = entries("interest", head + said + line[line.index("\n\n25/02") :])
    assert told.field("name") == "Councillor C Tarn"


def test_actions_are_read_where_two_columns_were_read_as_one():
    rows = rows_of(["2 Mend the wall", "AQ", "1 May 2025"], heads=["Item Action", "Who", "By when"])
    [action] = entries("action", HEAD + "Present: Cllr A Quill\n" + MINUTES, rows)
    assert (action.field("owner"), action.field("due")) == ("AQ", "1 May 2025")


def test_a_roll_called_in_a_sentence_is_read():
    text = """1. CALL TO ORDER AND ROLL CALL

Mayor Ann Quill called the meeting to order. The following members were present: Rook, Tarn and
O’Wold. Staff present: City Clerk Bo Fell, City Attorney Cy Garth.

2. PONIES

The report was noted.
"""
    assert seats(HEAD + text) == [
        ("Rook", "present"), ("Tarn", "present"), ("O’Wold", "present"),
        ("Bo Fell", "in attendance"), ("Cy Garth", "in attendance")]  # fmt: skip


def test_a_label_within_a_list_groups_names_by_office_or_party_and_any_other_ends_it():
    text = "Present:\nConservative:\nAnn Quill\nCouncillors:\nBo Rook\nTellers: Cy Tarn\n"
    assert seats(HEAD + text + MINUTES) == [("Ann Quill", "present"), ("Bo Rook", "present")]
