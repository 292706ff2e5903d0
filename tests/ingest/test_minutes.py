import pytest

from ingest.blocks import paragraph_at
from ingest.passages import cut

LONG = "The board heard how services for families are changing this year and what comes next for them."


def of(passages, words):
    return next(passage for passage in passages if words in passage.text)


MINUTES = f"""MINUTES of a meeting of the Health Board held on Tuesday, 4 March 2025.

PRESENT: Mrs A Stone (Chair), Mr B Field, Dr C Moor

IN ATTENDANCE: Ms D Vale (Clerk)

UNRESTRICTED ITEMS

107. Chair's Welcome
(Item 1)

(1) The Chair welcomed members to the meeting of the board. {LONG}

(2) {LONG} {LONG}

108. Budget for the coming year
(Item 4)

(1) Mr Field introduced the budget. {LONG}

(2) RESOLVED that:

(a) the budget be approved; and

(b) a report come back in June.

109. Performance report
(Item 5)

(1) The report was noted by the board. {LONG}
"""


def test_each_minute_is_found_by_its_own_number(passages):
    found = passages([MINUTES], name="minutes.pdf")
    assert of(found, "welcomed members").minute == "107"
    assert of(found, "introduced the budget").minute == "108"
    assert of(found, "report was noted").minute == "109"
    assert of(found, "PRESENT").minute is None


def test_no_passage_of_minutes_runs_over_two_minutes(passages):
    found = passages([MINUTES], name="minutes.pdf")
    assert all(("Welcome" in p.text) + ("Budget for" in p.text) + ("Performance" in p.text) <= 1 for p in found)


def test_a_resolution_keeps_its_lettered_parts_and_its_minute(passages):
    found = of(passages([MINUTES], name="minutes.pdf"), "RESOLVED")
    assert "(a) the budget be approved" in found.text
    assert "(b) a report come back" in found.text
    assert (found.kind, found.minute) == ("resolution", "108")


def test_who_was_present_is_an_attendance_list(passages):
    assert of(passages([MINUTES], name="minutes.pdf"), "Mrs A Stone").kind == "attendance"


@pytest.mark.parametrize(
    "words", ["Resolved that the plan be approved.", "Decision: the plan be approved.", "AGREED the plan."]
)
def test_a_decision_is_known_by_its_first_words(passages, words):
    found = passages([f"MINUTES of the Board\n\n12. Plan\n\n{LONG} {LONG}\n\n{words}"], name="minutes.pdf")
    assert of(found, words).kind == "resolution"


def test_what_a_report_recommends_is_no_resolution(passages):
    found = passages(
        [f"Report to: the Board\n\n{LONG}\n\n{LONG}\n\nThe Board is asked to approve the plan.\n\n(a) at once"]
    )
    assert of(found, "asked to approve").kind == "recommendation"
    assert "resolution" not in {p.kind for p in found}


@pytest.mark.parametrize("number", ["77/21", "ICBP/2223/036", "123"])
def test_minute_numbers_come_in_many_forms(passages, number):
    found = passages([f"MINUTES of the Board\n\n{number} Prevention Action Plan\n\n{LONG}"], name="minutes.pdf")
    assert of(found, "services for families").minute == number


def test_a_sentence_that_begins_with_a_number_opens_no_minute(passages):
    odd = "12 Members were told that it was late.\n\n2025 Plans were noted."
    text = f"MINUTES of the Board\n\n107. Welcome\n\n{LONG}\n\n{odd}"
    assert {p.minute for p in passages([text], name="minutes.pdf")} <= {None, "107"}


def test_minutes_of_two_boards_under_one_item_are_told_apart(passages):
    front = "1 Apologies\n\n2 Minutes of the local boards (Pages 3 - 4)"
    north = f"NORTH DISTRICT HEALTH BOARD\n\n1. Welcome\n\nThe north met. {LONG}\n\nThe meeting ended at 4 pm."
    south = f"SOUTH DISTRICT HEALTH BOARD\n\n1. Welcome\n\nThe south met. {LONG}\n_Page 4"
    found = passages([front, "", f"^Agenda Item 2\n{north}\n_Page 3", south])
    assert (of(found, "The north met").section or "").startswith("North District Health Board")
    assert (of(found, "The south met").section or "").startswith("South District Health Board")
    assert of(found, "The south met").item == "2"
    assert not any("north met" in p.text and "south met" in p.text for p in found)


def test_paragraphs_keep_their_numbers(passages):
    body = "\n".join([LONG] * 7)
    found = passages([f"Summary\n\n2.1 First.\n{body}\n\n2.2 Second.\n{body}\n\n3.1.1 Third.\n{body}"])
    assert [of(found, words).paragraph for words in ("First.", "Second.", "Third.")] == ["2.1", "2.2", "3.1.1"]


def test_a_place_in_a_passage_of_many_paragraphs_tells_which_one_it_is_in(passages):
    text = of(passages([f"2.1 First.\n{LONG}\n\n2.2 Second.\n{LONG}\n\n(a) Part.\n{LONG}"]), "First.").text
    assert [paragraph_at(text, text.index(word)) for word in ("First", "Second", "Part")] == ["2.1", "2.2", "2.2(a)"]


def test_a_lettered_part_is_named_with_its_paragraph(passages):
    parts = "\n\n".join("\n".join([f"({letter}) Part {letter}.", *[LONG] * 6]) for letter in "ab")
    found = passages([f"2.3 The plan has parts.\n{LONG}\n{LONG}\n{LONG}\n\n{parts}"])
    assert of(found, "Part b").paragraph in ("2.3(a)", "2.3(b)")


def test_times_and_percentages_open_no_paragraph(passages):
    found = passages([f"{LONG}\n\n9.30 am the doors open.\n\n2.5 % was saved.\n\n{LONG}"])
    assert {p.paragraph for p in found} == {None}


def test_a_passage_knows_the_headings_it_stands_under(passages):
    body = "\n".join([LONG] * 6)
    found = passages(
        [f"Report to: the Board\n\nFinancial implications\n\nMoney first. {body}\n\nNext steps\n\nThen this. {body}"]
    )
    assert of(found, "Money first").section == "Financial implications"
    assert of(found, "Then this").section == "Next steps"


def test_cells_of_one_row_stand_on_one_line(passages):
    text = "Indicator\tTarget\tActual\nSmoking at birth\t11.0\t12.4\nBreastfeeding\t48.0\t51.2\nDental care\t60.1\t58.3"
    found = of(passages([text]), "Dental care")
    assert "Smoking at birth 11.0 12.4" in found.text
    assert found.kind == "table"


def test_contact_details_are_marked(passages):
    text = f"{LONG}\n\nContact details\n\nAnn Stone, 01622 694000, ann.stone@example.org"
    assert "contact" in {p.kind for p in passages([text])} or "ann.stone" in of(passages([text]), "ann.stone").text


def test_slides_appended_to_a_minute_are_its_own_and_no_minutes(read):
    pages = [MINUTES, f"^Minute Item 108\nSpending\n\n1. Where Money Goes\n\n{LONG}"]
    slide = [p for p in cut(read(pages, name="minutes.pdf")) if p.spans[0].pdf_page == 2]
    assert {p.minute for p in slide} == {"108"}
