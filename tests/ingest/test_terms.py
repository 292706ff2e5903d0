import pytest

from ingest.building import build_paper
from ingest.model import Cell, Line, RawPage, RawPaper, Row
from ingest.registers.terms import fits


def terms(*lines):
    kept = tuple(line if isinstance(line, Line) else Line(line) for line in lines)
    paper = build_paper("report.pdf", "0" * 16, RawPaper((RawPage(1, None, kept),)))
    return [(e.field("short"), e.field("long")) for e in paper.entries if e.register == "term"]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("It draws on the Warm Homes Fund (WHF) and others.", "WHF", "Warm Homes Fund"),
        ("The WHF (Warm Homes Fund) was spent.", "WHF", "Warm Homes Fund"),
        ("the Department for Roads and Rail (DfRR) said", "DfRR", "Department for Roads and Rail"),
        ("an Equality Impact Assessment (EqIA) was made", "EqIA", "Equality Impact Assessment"),
        ("six key performance indicators (KPIs) were met", "KPI", "key performance indicators"),
        ("the County Council Network (CCN) wrote", "CCN", "County Council Network"),
        ("Accident & Emergency (A&E) was full", "A&E", "Accident & Emergency"),
        ('the Local Plan Group (the "LPG") met', "LPG", "Local Plan Group"),
    ],
)
def test_an_abbreviation_is_taken_with_the_words_its_letters_fit(text, short, long):
    assert terms(text) == [(short, long)]


def test_words_that_do_not_fit_the_letters_are_no_meaning():
    assert terms("The council (MVC) met. See the table (Q3). It rained (NOT snow).") == []


def test_each_meaning_is_told_once():
    assert terms(
        "The Single Point of Access (SPA) opened.", "The Single Point of Access (SPA) closed.",
        "Supporting Professional Activities (SPA) fill a day.",
    ) == [("SPA", "Single Point of Access"), ("SPA", "Supporting Professional Activities")]  # fmt: skip


def test_a_glossary_tells_meanings_a_line_or_a_row_each():
    assert terms("Glossary", "WHF Warm Homes Fund", "LPG Local Plan Group") == [
        ("WHF", "Warm Homes Fund"), ("LPG", "Local Plan Group"),
    ]  # fmt: skip
    row = Line("WHF Warm Homes Fund", row=Row(1, (Cell("WHF"), Cell("Warm Homes Fund"))))
    assert terms(row) == [("WHF", "Warm Homes Fund")]


def test_initials_of_people_are_no_terms():
    text = ["Minutes of the meeting of the Roads Board held on 4 March 2025", "", "Present:", "Ann Vale (AV) Director"]
    assert terms(*text, "Ben Moor (BM) Clerk", "Cy Dunn (CD) Member", "", "1. Welcome", "", "All.") == []


def test_a_term_may_run_over_a_line_end():
    assert terms("It draws on the Warm", "Homes Fund (WHF).") == [("WHF", "Warm Homes Fund")]


@pytest.mark.parametrize(
    ("short", "long", "fit"),
    [
        ("KMPT", "Kent and Medway NHS Partnership Trust", True),
        ("SEND", "Special Educational Needs and Disabilities", True),
        ("CQC", "Care Commission", False),
        ("AB", "Annual", False),
    ],
)
def test_letters_are_initials_in_their_order(short, long, fit):
    assert fits(short, long) is fit


def test_the_noun_behind_a_name_is_no_part_of_its_letters():
    line = "The four steps of the Harbour Pressure Scoring Levels framework (HPSL) are used."
    assert terms(line) == [("HPSL", "Harbour Pressure Scoring Levels")]
