import pytest

from ingest.building import build_paper
from ingest.model import Cell, Line, RawPage, RawPaper, Row

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


@pytest.mark.parametrize(
    "printed",
    ["(Pages 5\n- 27)", "(Pages 5 -\n27)", "(Tudalennau / Pages 5\n- 27)", "(Tudalennau / Pages\n5 - 27)",
     "Tudalennau 5 - 27 / Pages 5 - 27", "Pages 5 - 27 / Tudalennau 5 - 27", "(Tudalennau 5 - 27)", "[Pages 5\nto 27]"],
)  # fmt: skip
def test_a_printed_range_may_break_and_stand_in_two_languages(read, printed):
    assert listed(read([f"1 Apologies\n\n2 Budget\n{printed}\n\n3 Huts (Page 28)"]))[1] == ("2", "Budget", "5", "27")


@pytest.mark.parametrize("words", ["The error on page 4.", "The map on page 4", "See pages 4 to 6 of the plan"])
def test_a_page_that_a_sentence_names_is_no_range(read, words):
    paper = read([f"AGENDA\n\n1 Apologies\n\n2 Minutes of May\n{words}\n\n3 Huts\n\n4 Piers"])
    assert {item.first for item in paper.items} == {None}
    assert len(paper.items) == 4


def test_bare_ranges_that_rise_are_pages(read):
    front = "AGENDA\n\n1. Apologies\n\n2. Huts 3 - 4\n\n3. Piers and walls\n5 - 7\n\n4. Lease 9 - 14"
    assert listed(read([front]))[1:] == [
        ("2", "Huts", "3", "4"),
        ("3", "Piers and walls", "5", "7"),
        ("4", "Lease", "9", "14"),
    ]


@pytest.mark.parametrize("ranges", [("5 - 11", "0 - 5"), ("11 - 19", "30 - 40"), ("5 - 3", "6 - 8")])
def test_bare_ranges_that_do_not_follow_one_another_are_text(read, ranges):
    front = "AGENDA\n\n1. Apologies\n\n2. Care, ages {}\n\n3. Clubs, ages {}\n\n4. Minutes".format(*ranges)
    assert {item.first for item in read([front]).items} == {None}


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


def items_of(paper):
    return [page.item for page in paper.pages]


def test_parts_of_an_item_follow_it_in_the_list(read):
    front = "7 A - Housing B - Transport (Pages 3 - 6)\n\n8 Parks (Pages 7 - 8)"
    outline = [("Agenda", 0, 1), ("7A Housing", 0, 3), ("7B Transport", 0, 5), ("8 Parks", 0, 7)]
    pages = [f"1 Apologies\n\n{front.replace('7 A', '2 A').replace('8 P', '3 P')}", ""]
    pages += [f"{WORDS}\n_Page {n}" for n in range(3, 9)]
    paper = read(pages, outline=[(title.replace("7", "2").replace("8", "3"), *rest) for title, *rest in outline])
    assert [item.ref for item in paper.items] == ["1", "2", "2A", "2B", "3"]
    assert items_of(paper) == [None, None, "2A", "2A", "2B", "2B", "3", "3"]


def test_the_outline_begins_an_item_that_has_neither_mark_nor_range(read):
    outline = [("Agenda", 0, 1), ("2 Budget", 0, 2), ("3 Housing", 0, 4)]
    paper = read([WORDS, report(2, 2), f"{WORDS}\n_Page 3", f"{WORDS}\n_Page 4"], outline=outline)
    assert items_of(paper) == [None, "2", "2", "3"]


def test_numbered_sections_of_a_report_are_no_items(read):
    outline = [("1 Introduction", 0, 1), ("2 What we found", 0, 2), ("3 Costs", 0, 3)]
    paper = read([WORDS] * 3, outline=outline)
    assert paper.items == ()
    assert items_of(paper) == [None] * 3


def test_items_with_a_letter_after_a_dot_are_read(read):
    front = "AGENDA\n\n1. Call to Order\n\n5. Consent Calendar\n\n5.a Minutes of March 3 (Pages 3 - 4)"
    front = front.replace("5.", "2.") + "\n\n2.b Lease of Pier 4 (Pages 5 - 6)\n\n3. Closing remarks"
    pages = [
        front,
        "",
        "^Item 2.a\nMinutes\n_Page 3",
        f"{WORDS}\n_Page 4",
        "^ITEM 2.b\nLease\n_Page 5",
        f"{WORDS}\n_Page 6",
    ]
    paper = read(pages)
    assert listed(paper) == [
        ("1", "Call to Order", None, None),
        ("2", "Consent Calendar", None, None),
        ("2A", "Minutes of March 3", "3", "4"),
        ("2B", "Lease of Pier 4", "5", "6"),
        ("3", "Closing remarks", None, None),
    ]
    assert items_of(paper) == [None, None, "2A", "2A", "2B", "2B"]


def test_items_numbered_through_the_year_are_read(read):
    front = "Board agenda\n\n23/045 Welcome and apologies\n\n23/046 Minutes of the last meeting (Pages 3 - 4)"
    paper = read(
        [f"{front}\n\n23/047 Ward staffing (Page 5)", "", f"{WORDS}\n_Page 3", f"{WORDS}\n_Page 4", f"{WORDS}\n_Page 5"]
    )
    assert [item.ref for item in paper.items] == ["23/045", "23/046", "23/047"]
    assert items_of(paper) == [None, None, "23/046", "23/046", "23/047"]


def test_enclosures_lead_to_their_items(read):
    front = "AGENDA\n\n1 Welcome and apologies\n\n2 Minutes of the last meeting Enc 1\n\n3 Ward staffing Enc. 2"
    paper = read([f"{front}\n\n4 Any other business", "^Enc 1\nMinutes of May", WORDS, "^Enclosure 2\nStaffing", WORDS])
    assert listed(paper)[1:3] == [("2", "Minutes of the last meeting", None, None), ("3", "Ward staffing", None, None)]
    assert items_of(paper) == [None, "2", "2", "3", "3"]


def test_reports_headed_by_titles_of_the_agenda_are_its_items(read):
    front = "AGENDA\n\n1 Apologies for absence\n\n2 Repair of the sea wall\n\n3 Beach huts: a new price list"
    pages = [
        f"{front}\n\n4 Any other business",
        f"Report to the Harbour Board\n\nRepair of the sea wall\n\n{WORDS}",
        WORDS,
    ]
    paper = read([*pages, f"Subject: Beach huts: a new price list\n\n{WORDS}", f"{WORDS}\nRepair of the sea wall"])
    assert items_of(paper) == [None, "2", "2", "3", "3"]
    assert paper.kind == "agenda pack"


def test_a_list_without_pages_is_an_agenda_only_where_that_stands_over_it(read):
    entries = "1 Apologies for absence\n\n2 Repair of the sea wall\n\n3 Any other business"
    assert [item.ref for item in read([f"Agenda\n\n{entries}"]).items] == ["1", "2", "3"]
    assert read([f"What we will do\n\n{entries}"]).items == ()
    assert read([f"Agenda\n\nPRESENT: Ann Stone\n\n{entries}"]).items == ()


def test_numbered_paragraphs_of_minutes_are_no_items(read):
    said = "\n".join(
        f"{n} Mrs Stone asked how many huts were let and what the income from them had been last year"
        for n in range(1, 6)
    )
    assert (
        read(
            [f"AGENDA\n\n{said}\n\n6 Minutes of the last meeting were agreed by all who had been there on that day"]
        ).items
        == ()
    )


@pytest.mark.parametrize(
    ("entry", "purpose"),
    [("Beach huts (for decision)", "decision"), ("Beach huts\nTo note the prices", "noting"),
     ("Beach huts\nFor assurance", "assurance"), ("Beach huts\nPurpose: approval", "approval"),
     ("Beach huts\nTo consider and approve the prices", "approval"), ("Beach huts (for\ndiscussion)", "discussion"),
     ("Beach huts\nTo receive a report on the prices", None), ("Notes for members", None)],
)  # fmt: skip
def test_the_purpose_of_an_item_is_told_where_its_entry_says_so(read, entry, purpose):
    paper = read([f"AGENDA\n\n1 Apologies\n\n2 {entry}\n\n3 Any other business (Page 4)"])
    assert paper.items[1].purpose == purpose


def test_a_title_goes_on_while_its_sentence_does(read):
    front = "AGENDA\n\n1 Declarations of interest by members and\nofficers. Members are to speak up\n\n2 Pier (Page 3)"
    assert listed(read([front]))[0][1] == "Declarations of interest by members and officers"


def test_ranges_with_a_letter_hold_stamps_of_that_letter(read):
    front = "AGENDA SUPPLEMENT\n\n4 Sea wall (Pages S1 - S2)\n\n5 Beach huts (Page S3)"
    paper = read([front, *(f"{WORDS}\n_Page S{n}" for n in (1, 2, 3))], name="Supplement.pdf")
    assert items_of(paper) == [None, "4", "4", "5"]


@pytest.mark.parametrize("heading", ["Appendix 1", "APPENDIX 1: PRICES", "Appendix 1 - Prices", "Appendix 1 Prices"])
def test_an_appendix_runs_from_its_heading_to_the_next_item(read, heading):
    pages = [report(2, 3), f"{WORDS}\n_Page 4", f"{heading}\n\n{WORDS}\n_Page 5", f"{WORDS}\n_Page 6", report(3, 7)]
    paper = read([FRONT, "", *pages])
    assert [page.appendix for page in paper.pages] == [None, None, None, None, "Appendix 1", "Appendix 1", None]


FRONT = "1 Apologies\n\n2 Prices (Pages 3 - 6)\n\n3 Sea wall (Page 7)"


@pytest.mark.parametrize(
    "top", ["Appendix 1 sets out the prices", "Appendices\nAppendix 1 - Prices\nAppendix 2 - Huts", "See Appendix 1"]
)
def test_words_on_an_appendix_are_no_appendix(read, top):
    assert read([f"{WORDS}", f"{top}\n\n{WORDS}"]).pages[1].appendix is None


def test_the_outline_names_appendices_and_what_stands_beside_them(read):
    outline = [("2 Prices", 0, 1), ("Summary", 1, 1), ("Annex B - All huts", 1, 2), ("Second amendment", 1, 4)]
    paper = read([f"^Agenda Item 2\n{WORDS}", *[WORDS] * 4], outline=outline)
    assert [page.appendix for page in paper.pages] == [None, "Annex B", "Annex B", None, None]


def test_an_appendix_that_begins_below_a_report_s_end_has_the_pages_after(read):
    outline = [("2 Prices", 0, 1), ("Appendix A: Huts", 1, 2)]
    below = "\n".join([WORDS] * 5)
    paper = read([f"^Agenda Item 2\n{WORDS}", f"{below}\n\nAppendix A: Huts\n\n{WORDS}", WORDS], outline=outline)
    assert [page.appendix for page in paper.pages] == [None, None, "Appendix A"]


def test_an_item_that_only_a_mark_names_has_the_title_above_its_report_s_fields(read):
    head = "HARBOUR BOARD\n3 March 2025\nREPAIR OF THE SEA WALL AND\nTHE STEPS\n\nReport from: Ann Stone"
    assert listed(read([f"^Agenda Item 4\n{head}\n\n{WORDS}", WORDS])) == [
        ("4", "REPAIR OF THE SEA WALL AND THE STEPS", None, None)
    ]
    assert listed(read([f"^Agenda Item 4\n{WORDS}", WORDS])) == [("4", "", None, None)]


def test_an_agenda_set_as_a_table_tells_title_purpose_and_enclosure_apart():
    heads = ("Item", "Title", "Lead", "Purpose", "Enc")
    cells = [("1", "Apologies", "Chair", "Note", "Verbal"), ("2", "Minutes of May", "Chair", "For approval", "1"),
             ("3", "Ward staffing", "Nurse", "Assurance", "Enc 2")]  # fmt: skip
    rows = [Row(1, tuple(Cell(*pair) for pair in zip(row, heads, strict=True))) for row in cells]
    lines = [Line("Agenda"), *(Line(" ".join(row), row=rows[at]) for at, row in enumerate(cells))]
    reports = [
        (Line("Enc 1", (0.8, 0.02, 0.9, 0.04)), Line(WORDS)),
        (Line("Enc 2", (0.8, 0.02, 0.9, 0.04)), Line(WORDS)),
    ]
    pages = [RawPage(n, None, tuple(page)) for n, page in enumerate([lines, *reports], start=1)]
    paper = build_paper("pack.pdf", "0" * 16, RawPaper(tuple(pages)))
    assert [(item.ref, item.title, item.purpose) for item in paper.items] == [
        ("1", "Apologies", "noting"),
        ("2", "Minutes of May", "approval"),
        ("3", "Ward staffing", "assurance"),
    ]
    assert items_of(paper) == [None, "2", "3"]


def test_pages_in_a_column_of_their_own_are_ranges(read):
    front = "AGENDA\nPage Nos.\n\n1. Apologies\n\n2. Sea wall repairs 2025 - 2035\n3 - 4\n\n3. Beach huts 5 - 6"
    paper = read([front, "", *(f"{WORDS}\n_Page {n}" for n in range(3, 7))])
    assert listed(paper)[1:] == [("2", "Sea wall repairs 2025 - 2035", "3", "4"), ("3", "Beach huts", "5", "6")]
    assert items_of(paper) == [None, None, "2", "2", "3", "3"]


def test_numbers_behind_a_title_are_no_pages_without_such_a_column(read):
    assert read(["1. Apologies\n\n2. Huts 3 - 4\n\n3. Piers 5 - 6"]).items == ()


@pytest.mark.parametrize(
    "entries", [("Sea wall", "Beach huts"), ("02 Sea wall", "03 Beach huts"), ("Enc 1 - Wall", "Enc 2")]
)
def test_the_outline_names_items_by_number_title_or_enclosure(read, entries):
    front = "AGENDA\n\n1 Apologies\n\n2 Sea wall Enc 1\n\n3 Beach huts Enc 2\n\n4 Any other business"
    outline = [("Front sheet", 0, 1), (entries[0], 0, 2), ("Costs", 1, 3), (entries[1], 0, 4)]
    paper = read([front, WORDS, WORDS, WORDS], outline=outline)
    assert items_of(paper) == [None, "2", "2", "3"]
    assert [item.title for item in paper.items] == ["Apologies", "Sea wall", "Beach huts", "Any other business"]


def test_a_full_line_of_a_title_goes_on_and_what_is_said_of_the_item_does_not(read):
    resolution = "2. Resolution: to appoint Ann Stone as the keeper of the Old Port\nHarbour Museum."
    price = "3. The price of a beach hut by the day, by the week and by season\nTo receive a report."
    paper = read([f"*** AGENDA ***\n\n1. Disclosure of interests.\n\n{resolution}\n\n{price}\n\n4. Adjournment."])
    assert [item.title for item in paper.items] == [
        "Disclosure of interests",
        "Resolution: to appoint Ann Stone as the keeper of the Old Port Harbour Museum",
        "The price of a beach hut by the day, by the week and by season",
        "Adjournment",
    ]


def test_an_appendix_of_a_word_file_ends_at_the_next_heading_of_its_level():
    heads = [("Summary", 1), ("Appendix A: Huts", 1), ("Prices", 2), ("Contacts", 1)]
    parts = [
        RawPage(n, None, (Line(text, heading=level), Line(WORDS))) for n, (text, level) in enumerate(heads, start=1)
    ]
    paper = build_paper("report.docx", "0" * 16, RawPaper(tuple(parts), paged=False))
    assert [page.appendix for page in paper.pages] == [None, "Appendix A", "Appendix A", None]
