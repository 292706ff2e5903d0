import pytest

WORDS = "The board heard how services for families are changing this year."


def listed(paper):
    return [(item.ref, item.title, item.first, item.last) for item in paper.items]


def report(ref, stamp):
    return f"^Agenda Item {ref}\n{WORDS}\n_Page {stamp}"


def test_a_front_sheet_lists_items_with_their_pages(read):
    front = "AGENDA\n\n1 Apologies\n\n2 Minutes of the last meeting (Pages 3 - 4)\n\n3 Budget for next year (Page 5)"
    paper = read([front, "", report(2, 3), f"{WORDS}\n_Page 4", report(3, 5)])
    assert listed(paper) == [
        ("1", "Apologies", None, None),
        ("2", "Minutes of the last meeting", "3", "4"),
        ("3", "Budget for next year", "5", "5"),
    ]
    assert [page.item for page in paper.pages] == [None, None, "2", "2", "3"]
    assert paper.kind == "agenda pack"


def test_an_entry_may_break_over_lines(read):
    front = "1 Apologies\n\n2 A very long title about the care of older\npeople at home (Pages 3 -\n4)"
    front += "\n\n3\nBudget\n(Page 5)"
    assert listed(read([front, "", report(2, 3)]))[1:] == [
        ("2", "A very long title about the care of older people at home", "3", "4"),
        ("3", "Budget", "5", "5"),
    ]


@pytest.mark.parametrize(
    "printed",
    ["Page No. 5 - 27", "(Pages 5 - 27)", "Pages 5 to 27", "(pp. 5-27)", "[Pages 5 – 27]", "Page Nos: 5 — 27"],
)
def test_a_printed_range_is_read_in_many_forms(read, printed):
    assert listed(read([f"1 Apologies\n\n2 Budget {printed}"]))[1] == ("2", "Budget", "5", "27")


def test_sub_items_follow_their_number(read):
    front = "7 Plans (Pages 3 - 9)\n\n7a Housing plan (Pages 4 - 5)\n\n7B Transport plan (Pages 6 - 9)"
    paper = read([front, "", report(7, 3), report("7a", 4), f"{WORDS}\n_Page 5", report("7b", 6)])
    assert [item.ref for item in paper.items] == ["7", "7A", "7B"]
    assert [page.item for page in paper.pages] == [None, None, "7", "7A", "7A", "7B"]


def test_items_after_the_exempt_part_begins_are_exempt(read):
    front = "1 Apologies\n\n2 Budget (Pages 3 - 4)\n\nEXEMPT ITEMS\n\n3 Lease (Pages 5 - 6)\n\n4 Legal claim (Page 7)"
    assert [item.part for item in read([front]).items] == ["public", "public", "exempt", "exempt"]


def test_an_item_that_is_not_for_publication_is_exempt_by_itself(read):
    front = (
        "1 Lease of land (Pages 3 - 4)\nNot for publication under paragraph 3 of Schedule 12A\n\n2 Budget (Pages 5 - 6)"
    )
    assert [item.part for item in read([front]).items] == ["exempt", "public"]


@pytest.mark.parametrize("heading", ["PART 2 - NOT FOR PUBLICATION", "Exempt items", "Part II", "Private session"])
def test_a_heading_over_the_private_part_needs_no_gap(read, heading):
    front = f"1 Apologies\n2 Budget (Pages 3 - 4)\n{heading}\n3 Lease (Pages 5 - 6)"
    assert [item.part for item in read([front]).items] == ["public", "public", "exempt"]


def test_a_range_may_run_into_pages_that_the_copy_lacks(read):
    paper = read(["1 Apologies\n\n2 Land (Pages 3 - 40)\n\n3 Any other business", "", report(2, 3)])
    assert listed(paper)[1] == ("2", "Land", "3", "40")
    assert len(paper.pages) == 3


def test_a_supplement_has_one_item_whose_title_may_begin_with_a_reference(read):
    front = "AGENDA SUPPLEMENT\n\n9. 24/00096 - Provision of day care (Pages 1 - 2)"
    paper = read([front, "", report(9, 1), f"{WORDS}\n_Page 2"], name="Supplement pack.pdf")
    assert listed(paper) == [("9", "24/00096 - Provision of day care", "1", "2")]
    assert paper.kind == "supplement"
    assert [(page.stamp, page.item) for page in paper.pages] == [(None, None), (None, None), ("1", "9"), ("2", "9")]


def test_dates_times_and_bullets_of_a_front_sheet_are_no_items(read):
    front = "22 January 2025\n10.00 am\n\n1 Apologies\n\n2 Budget (Pages 3 - 4)\n- 3 copies are in the library"
    assert [item.ref for item in read([front]).items] == ["1", "2"]


def test_items_come_from_the_outline_where_nothing_else_tells(read):
    outline = [("1 Welcome", 0, 1), ("2 Budget", 0, 2), ("Summary", 1, 2), ("3. Housing plan", 0, 4)]
    paper = read([WORDS] * 5, outline=outline)
    assert [(item.ref, item.title) for item in paper.items] == [
        ("1", "Welcome"),
        ("2", "Budget"),
        ("3", "Housing plan"),
    ]
    assert [page.item for page in paper.pages] == ["1", "2", "2", "3", "3"]


def test_a_mark_on_a_page_counts_where_the_printed_range_is_outdated(read):
    front = "1 Apologies\n\n2 Budget (Pages 3 - 4)\n\n3 Housing (Pages 5 - 6)"
    pages = [front, "", report(2, 3), f"{WORDS}\n_Page 4", f"{WORDS}\n_Page 5", report(3, 6)]
    assert [page.item for page in read(pages).pages][-2:] == ["3", "3"]
    pages[3] = report(3, 4)
    assert [page.item for page in read(pages).pages][2:] == ["2", "3", "3", "3"]


def test_prose_without_an_agenda_has_no_items(read):
    paper = read([f"{WORDS}\n\n1 Introduction\n\n{WORDS}\n\n2 Costs\n\n{WORDS}"])
    assert paper.items == ()
    assert paper.pages[0].item is None
