from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.building import build_paper
from ingest.marks.withheld import names_withheld
from ingest.model import Cell, Line, Page, RawPage, RawPaper, Row
from ingest.passages import cut
from ingest.reading import read_paper

SAMPLES = Path(__file__).parents[2] / "samples" / "papers"
SHARED = Path(__file__).parents[3] / "shared"
FOUND = sorted(path for folder in ("papers", "papers-real") for path in (SHARED / folder).glob("*.[pd][do]*"))
WORDS = "The board heard how services for families are changing this year."
PROSE = "\n".join([WORDS] * 6)
FRONT = "AGENDA\n\n1 Apologies\n\n2 Budget (Pages 3 - 4)\n\nEXEMPT ITEMS\n\n3 Lease of land (Pages 5 - 7)"
BANNER = "NOT FOR PUBLICATION"


def report(ref, stamp, text=PROSE):
    return f"^Agenda Item {ref}\n{text}\n_Page {stamp}"


def page(stamp, text=PROSE):
    return f"{text}\n_Page {stamp}"


def head(classification):
    return f"A report on land\n\nFrom: Ann Stone\nTo: The Board\nSubject: Land\n{classification}\n\n{PROSE}"


def exempt(paper):
    """Return the PDF pages, or parts, that are not for publication."""
    return [page.pdf_page for page in paper.pages if page.classification == "exempt"]


def titles(paper):
    return [(item.ref, item.part, item.classification) for item in paper.items]


def test_just_the_seven_pages_of_the_two_exempt_samples_are_exempt():
    found = {path.name: exempt(read_paper(path)) for path in SAMPLES.iterdir()}
    assert {name: pages for name, pages in found.items() if pages} == {
        "marlowe-vale-hwb-2025-01-22-item-11-exempt.pdf": [1, 2, 3, 4, 5, 6],
        "marlowe-vale-hwb-2025-01-22-exempt-minute.pdf": [1],
    }


@pytest.mark.parametrize("part", ["item-11-exempt", "exempt-minute"])
def test_an_exempt_sample_is_known_by_its_pages_and_not_by_its_name(part):
    from ingest.pdf.reading import read_pdf

    raw = read_pdf(SAMPLES / f"marlowe-vale-hwb-2025-01-22-{part}.pdf")
    renamed = type(raw)(raw.pages, raw.outline, "Papers")
    assert exempt(build_paper("papers.pdf", "0" * 16, renamed)) == list(range(1, len(raw.pages) + 1))


@pytest.mark.skipif(not FOUND, reason="the papers that this reads lie outside the repository")
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_no_published_page_is_called_exempt(path):
    assert exempt(read_paper(path)) == []


def test_pages_of_an_item_in_the_exempt_part_are_exempt_and_its_announced_title_is_public(read):
    paper = read([FRONT, "", report(2, 3), page(4), report(3, 5), page(6), page(7)])
    assert exempt(paper) == [5, 6, 7]
    assert titles(paper) == [("1", "public", "public"), ("2", "public", "public"), ("3", "exempt", "public")]


def test_parts_of_an_exempt_item_are_exempt_with_it(read):
    paper = read([FRONT, "", report(2, 3), page(4), report("3a", 5), page(6), report("3b", 7)])
    assert exempt(paper) == [5, 6, 7]
    front = FRONT.replace(" (Pages 5 - 7)", "")
    marked = read([front, "", report(2, 3), page(4), report("3a", 5), page(6), report("3b", 7)])
    assert [page.item for page in marked.pages][4:] == ["3A", "3A", "3B"]
    assert exempt(marked) == [5, 6, 7]


def test_a_page_that_no_stamp_places_goes_with_the_exempt_page_before_it(read):
    paper = read([FRONT, "", page(3), page(4), page(5), page(6), PROSE, PROSE])
    assert exempt(paper) == [5, 6, 7, 8]


@pytest.mark.parametrize(
    "classification",
    [
        "Classification: Exempt",
        "Classification: EXEMPT from publication: paragraph 3 of Schedule 12A",
        "Classification: Part 2",
        "Classification: Confidential",
        "Exempt/Confidential: Yes",
        "Exempt information: paragraph 3",
        "Not for publication by virtue of paragraphs 1 and 3 of Part 1 of",
        "Exempt from publication under paragraph 3 of Part 1 of Schedule 12A",
        "This report is exempt under paragraph 3 of Part 1 of Schedule 12A.",
        "Classification:\tExempt report with public appendix",
    ],
)
def test_what_a_report_says_at_its_head_holds_to_the_end_of_its_item(read, classification):
    front = "1 Apologies\n\n2 Lease of land (Pages 3 - 5)\n\n3 Budget (Pages 6 - 7)"
    appendix = page(5, f"Appendix 1\n\nFrom: The valuer\nTo: The officer\n\n{PROSE}")
    paper = read([front, "", report(2, 3, head(classification)), page(4), appendix, report(3, 6), page(7)])
    assert exempt(paper) == [3, 4, 5]
    assert exempt(read([head(classification), PROSE, PROSE])) == [1, 2, 3]


@pytest.mark.parametrize(
    "classification",
    [
        "Classification: Unrestricted",
        "Classification: Part A (open)",
        "Classification: Public, with an exempt appendix",
        "Classification: For general release",
        "Exempt information: None",
        "Exempt/Confidential: No",
        "Not for publication: No",
        "Exempt information: Appendix 2, paragraph 3 of Schedule 12A",
        "This report contains no exempt information.",
        "This report is exempt from call-in under paragraph 14.",
        "For publication [Do not include information which is exempt under schedule 12a]",
        "Appendix 2 to this report is not for publication under paragraph 3.",
    ],
)
def test_a_report_that_is_public_stays_so_whatever_its_head_mentions(read, classification):
    assert exempt(read([head(classification), PROSE])) == []


@pytest.mark.parametrize(
    "marking",
    [
        BANNER,
        "Not for publication",
        "RESTRICTED - NOT FOR PUBLICATION",
        "Confidential - not for publication",
        "EXEMPT REPORT - NOT FOR PUBLICATION",
        "EXEMPT",
        "PRIVATE AND CONFIDENTIAL",
        "Exempt by virtue of paragraph 3 of Part 1 of Schedule 12A",
        "By virtue of paragraph(s) 3 of Part 1 of Schedule 12A",
    ],
)
@pytest.mark.parametrize("margin", ["", "^", "_"])
def test_a_marking_at_the_head_or_foot_withholds_an_appendix_to_a_public_report(read, marking, margin):
    front = "1 Apologies\n\n2 Lease of land (Pages 3 - 6)"
    text = f"{PROSE}\n{margin}{marking}" if margin else f"{marking}\n\n{PROSE}"
    paper = read([front, "", report(2, 3), page(4, text), page(5), page(6, f"Appendix 2\n\n{PROSE}")])
    assert exempt(paper) == [4, 5]


def test_a_banner_in_the_margin_is_no_text_of_the_page(read):
    paper = read([f"^{BANNER}\n{WORDS}", f"^{BANNER}\n{WORDS}"])
    assert exempt(paper) == [1, 2]
    assert [page.text for page in paper.pages] == [WORDS, WORDS]


def test_a_file_all_about_an_exempt_item_is_exempt_with_its_front_sheet_and_titles(read):
    paper = read(["AGENDA SUPPLEMENT\n\nEXEMPT ITEMS\n\n11. Lease of land (Pages 1 - 2)", "", report(11, 1), page(2)])
    assert exempt(paper) == [1, 2, 3, 4]
    assert titles(paper) == [("11", "exempt", "exempt")]


def test_a_private_meeting_with_a_marked_agenda_is_exempt_as_a_whole(read):
    front = "CONFIDENTIAL\n\nAGENDA\n\n1 Apologies\n\n2 Contract (Pages 3 - 4)"
    assert exempt(read([front, "", report(2, 3), page(4)])) == [1, 2, 3, 4]


def test_an_item_that_only_exempt_pages_name_hides_its_title(read):
    outline = [("Agenda", 0, 1), ("1 Budget", 0, 1), ("2 Secret deal", 0, 2)]
    paper = read([PROSE, f"{BANNER}\n\n{PROSE}"], outline=outline)
    assert exempt(paper) == [2]
    assert titles(paper) == [("1", "public", "public"), ("2", "exempt", "exempt")]


@pytest.mark.parametrize(
    "text",
    [
        f"UNRESTRICTED ITEMS\n\n{PROSE}",
        f"EXEMPT ITEM (open record of proceedings)\n\n{PROSE}",
        f"EXEMPT ITEMS\n\n{PROSE}",
        f"RESOLVED that the public be excluded under paragraph 3 of Part 1 of\nSchedule 12A of the Act.\n\n{PROSE}",
        f"exempt under paragraph 3 of Schedule 12A.\n\n{PROSE}",
        f"Exclusion of the press and public\n\n{PROSE}",
        f"{PROSE}\nThe exempt report is not for publication.",
        f"Exempt Minutes of the last meeting were agreed and signed.\n\n{PROSE}",
        f"Restricted\tUnrestricted\tTotal\n\n{PROSE}",
        f"Part 2\n\n{PROSE}",
    ],
)
def test_minutes_that_tell_of_what_was_private_are_public(read, text):
    minutes = f"MINUTES of a meeting of the Board held on 4 March 2025\n\n{PROSE}"
    assert exempt(read([minutes, text, PROSE], name="minutes.pdf")) == []


@pytest.mark.parametrize(
    "notes",
    [
        "Motion to exclude the press and public\nThat under section 100A the public be excluded: Schedule 12A",
        "EXEMPT ITEMS\n(At the time of preparing the agenda there were no exempt items.)",
        "Exempt information is defined in Schedule 12A of the Act; the public may be told to leave.",
    ],
)
def test_notes_below_the_last_item_do_not_make_it_exempt(read, notes):
    front = f"1 Apologies\n\n2 Budget (Pages 3 - 4)\n\n{WORDS}\n\n{notes}"
    assert exempt(read([front, "", report(2, 3), page(4)])) == []


def parts(read, front):
    return [(item.ref, item.part) for item in read([f"AGENDA\n\n{front}"]).items]


@pytest.mark.parametrize("title", ["Possible exclusion of the press and public", "Exclusion of the public (if needed)"])
def test_the_motion_to_exclude_the_public_is_itself_public(read, title):
    front = f"1 {title}\nunder Schedule 12A of the Act\n\n2 Budget (Pages 3 - 4)"
    paper = read([front, "", report(2, 3), page(4)])
    assert exempt(paper) == []
    assert {item.part for item in paper.items} == {"public"}


MOTIONS = [
    "Exclusion of the public",
    "EXCLUSION OF THE PRESS & PUBLIC",
    "Cau allan y cyhoedd / Exclusion of the press and public",
    "To resolve that under section 100A(4) of the Local Government Act\n1972 the public be excluded from the meeting",
    "To consider passing a resolution excluding the public and press",
    "To consider excluding the public and press from the meeting",
    "Local Government Act 1972: to move that the press and public be excluded",
    "To agree that, in terms of section 50A(4) of the Act of 1973, the public be excluded",
    "Motion to exclude members of the public",
    "By reason of the confidential nature of the business to be transacted the\npublic be asked to leave",
    "Possible exclusion of the public for the following items",
    "Exempt items",
]


@pytest.mark.parametrize("motion", MOTIONS)
def test_what_stands_behind_a_numbered_motion_is_exempt_down_to_its_pages(read, motion):
    front = f"AGENDA\n\n1 Apologies\n\n2 Budget (Page 3)\n\n3 {motion}\n\n4 Lease (Pages 4 - 5)\n\n5 Claim (Page 6)"
    paper = read([front, "", report(2, 3), report(4, 4), page(5), report(5, 6)])
    assert [item.part for item in paper.items] == ["public", "public", "public", "exempt", "exempt"]
    assert exempt(paper) == [4, 5, 6]


def test_a_motion_in_the_outline_alone_makes_what_it_lists_behind_it_exempt(read):
    outline = [("Agenda", 0, 1), ("1 Budget", 0, 1), ("2 Exclusion of the public", 0, 2), ("3 Lease", 0, 3)]
    paper = read([PROSE, PROSE, PROSE, PROSE], outline=outline)
    assert exempt(paper) == [3, 4]
    assert titles(paper) == [("1", "public", "public"), ("2", "public", "public"), ("3", "exempt", "exempt")]


def test_pages_of_an_item_behind_the_end_of_an_agenda_that_ends_in_private_are_exempt(read):
    front = "1 Budget (Page 3)\n\n2 Exclusion of the public\n\n3 Lease (Page 4)"
    assert exempt(read([front, "", report(1, 3), report(3, 4), report(4, 5), report("1a", 6)])) == [4, 5]


@pytest.mark.parametrize("heading", ["PART 1 - PUBLIC", "6 Re-admission of the public", "6 Return to open session"])
def test_the_private_part_behind_a_numbered_motion_ends_where_the_public_comes_back(read, heading):
    front = f"1 Apologies\n\n2 Minutes\n\n4 Exclusion of the public\n\n5 Lease (Page 4)\n\n{heading}\n\n7 Huts (Page 5)"
    assert dict(parts(read, front))["5"] == "exempt"
    assert dict(parts(read, front))["7"] == "public"


def test_a_motion_before_the_opening_business_is_a_notice(read):
    front = "1 Exclusion of the public\n\n2 Declarations of interest\n\n3 Public questions\n\n4 Budget (Page 3)"
    assert {part for _, part in parts(read, front)} == {"public"}


def test_a_notice_makes_just_the_items_exempt_that_it_names(read):
    notice = "2 Possible exclusion of the public\nThe public may be excluded for item 4 if need be"
    front = f"1 Apologies\n\n{notice}\n\n3 Budget (Page 3)\n\n4 Lease (Page 4)\n\n5 Huts (Page 5)\n\n6 Piers (Page 6)"
    assert [ref for ref, part in parts(read, front) if part == "exempt"] == ["4"]


@pytest.mark.parametrize(
    "title",
    ["Lease (exempt: paragraph 3)", "Lease (Exempt under paragraph 3)", "Lease of land EXEMPT", "Lease - Confidential",
     "Exempt minutes of the last meeting", "Lease\n(Not for publication)", "Lease [PRIVATE]", "Lease (Exempt Report)"],
)  # fmt: skip
def test_a_title_may_say_that_its_item_is_exempt(read, title):
    assert parts(read, f"1 Budget (Page 3)\n\n2 {title}\n\n3 Piers (Page 4)")[1:] == [("2", "exempt"), ("3", "public")]


@pytest.mark.parametrize(
    "title",
    ["Lease (with exempt appendix)", "Exempt accommodation for care", "Homes (exempt accommodation)",
     "Homes (private landlords)", "Tax exempt trusts", "Lease\nAppendix 2 - Exempt", "Rents - private sector",
     "Care home\nThe public may ask about it; to exclude the public is a matter for the chair"],
)  # fmt: skip
def test_a_title_that_mentions_such_words_is_public(read, title):
    assert {part for _, part in parts(read, f"1 Budget (Page 3)\n\n2 {title}\n\n3 Piers (Page 4)")} == {"public"}


def test_a_public_part_may_follow_the_private_one(read):
    front = "1 Apologies\n\nPART 2 - PRIVATE\n\n2 Lease (Page 3)\n\nPART 1 - PUBLIC\n\n3 Budget (Page 4)"
    assert exempt(read([front, "", report(2, 3), report(3, 4)])) == [3]


def test_a_note_on_an_exempt_appendix_leaves_the_report_public(read):
    front = "1 Apologies\n\n2 Lease (Pages 3 - 5)\nAppendix 1 is not for publication: paragraph 3 of Schedule 12A"
    pages = [front, "", report(2, 3), page(4, f"^{BANNER}\nAppendix 1\n\n{PROSE}"), page(5, f"Appendix 2\n\n{PROSE}")]
    assert exempt(read(pages)) == [4]


@pytest.mark.parametrize(
    ("name", "withheld"),
    [
        ("Item 11 (exempt).pdf", True),
        ("board-2025-01-22-exempt-minute.pdf", True),
        ("Confidential appendix B.pdf", True),
        ("Exempt report - public redacted version.pdf", False),
        ("Exempt accommodation strategy.pdf", False),
        ("council-tax-exempt.pdf", False),
        ("non-exempt report.pdf", False),
    ],
)
def test_a_scan_is_known_by_its_name_where_that_says_exempt(draw, name, withheld):
    paper = read_paper(draw([""], name=name))
    assert names_withheld(Path(name).stem) == withheld
    assert exempt(paper) == ([1] if withheld else [])


def test_a_word_file_is_known_by_its_head_its_running_header_or_its_watermark(tmp_path):
    def written(name, build):
        document = docx.Document()
        document.add_paragraph("A report on land")
        build(document)
        document.add_heading("Summary", level=1)
        document.add_paragraph(WORDS)
        document.save(str(tmp_path / name))
        return read_paper(tmp_path / name)

    def stamp(document):
        shape = "<v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textpath string='CONFIDENTIAL'/></v:shape>"
        paragraph = document.sections[0].header.paragraphs[0]._p
        paragraph.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{shape}</w:pict></w:r>"))

    def header(text):
        return lambda document: document.sections[0].header.paragraphs[0].add_run(text)

    head = written("head.docx", lambda document: document.add_paragraph("Classification: Exempt"))
    running = written("running.docx", header(BANNER))
    watermark = written("watermark.docx", stamp)
    for paper in (head, running, watermark):
        assert exempt(paper) == [page.pdf_page for page in paper.pages]
    assert exempt(written("open.docx", header("Unrestricted"))) == []


def test_a_passage_stands_on_public_or_on_exempt_pages_and_takes_no_heading_along(passages):
    front = "1 Apologies\n\n2 Lease of land (Pages 3 - 5)"
    broken = page(3, "Costs\n\nThe lease of the land would cost the council")
    secret = page(4, f"^{BANNER}\nThe secret premium\n\nfour million pounds a year")
    last = page(5, "Appendix 2\n\nand nothing else besides")
    found = passages([front, "", f"^Agenda Item 2\n{broken}", secret, last])
    for passage in found:
        pages = {span.pdf_page for span in passage.spans}
        assert passage.classification == ("exempt" if pages == {4} else "public")
        assert pages == {4} or 4 not in pages
        assert pages == {4} or "secret" not in f"{passage.text} {passage.section}"


PLAIN = st.text(st.sampled_from("abcdefghij 0123456789.,:-"), max_size=60).map(lambda text: f"the {text}")


@settings(deadline=None, max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(PLAIN, min_size=1, max_size=8), min_size=1, max_size=5), st.integers(0, 4))
def test_whatever_the_pages_say_a_banner_withholds_its_page_and_no_page_before_it(draw, pages, at):
    at %= len(pages)
    drawn = ["\n".join(lines) for lines in pages]
    drawn[at] = f"^{BANNER}\n{drawn[at]}"
    paper = read_paper(draw(drawn))
    assert exempt(paper) == list(range(at + 1, len(pages) + 1))
    assert all(p.classification == "exempt" for p in cut(paper) if any(s.pdf_page > at for s in p.spans))


def test_heads_of_a_table_that_began_on_an_exempt_page_do_not_reach_a_public_one():
    from ingest.building import _apart

    row = Row(1, (Cell("Depot", "Acme bid"), Cell("4.2", "Offer £m")), title="Bids", group="Secret")
    line = Line("Depot 4.2", row=row)
    hidden, shown = (Page(n, None, None, (line,), classification=c) for n, c in ((1, "exempt"), (2, "public")))
    kept, bare = _apart((hidden, shown))
    assert kept == hidden
    assert bare.lines[0].row == Row(1, (Cell("Depot"), Cell("4.2")), sure=False)
    assert bare.text == shown.text


def test_time_and_place_of_a_meeting_are_read_from_public_pages_only():
    cover = RawPage(1, None, (Line("Agenda of the Harbour Board"), Line(""), Line("1 Welcome")))
    words = "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972"
    lines = (words, "Venue: Acme yard, Dover", "This report supersedes the offer of May")
    secret = RawPage(2, None, tuple(map(Line, lines)))
    paper = build_paper("pack.pdf", "0" * 16, RawPaper((cover, secret)))
    assert [page.classification for page in paper.pages] == ["public", "exempt"]
    assert (paper.venue, paper.supersedes) == (None, None)
