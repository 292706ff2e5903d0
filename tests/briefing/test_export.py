import io
import re
from dataclasses import replace

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from answer.proving import squeeze
from briefing.citing import readable
from briefing.editing import LEFT_OUT, edited
from briefing.export.forms import FORMS, form_of, write
from briefing.export.layout import HEADS, clean, file_name
from briefing.export.markdown import as_markdown, escaped
from briefing.export.pdf import as_pdf
from briefing.export.word import as_word
from briefing.model import BY_HAND, HEADINGS, Line
from errors import NotBriefed
from index.model import ANYONE, KEEPER

ODD = "Spend £5, **not** <b>$6</b> [now](http://x.org) #eval(1) \x07\u202eيمين 中文 😀 ok"
NUMBERS = re.compile(r"\[(\d+)\]")


@pytest.fixture
def note(draft):
    return draft("22 January 2025", "6")


@pytest.fixture
def document(note):
    return docx.Document(io.BytesIO(as_word(note)))


def with_words(note, text):
    [matter] = note.matters
    first = replace(matter.sections[0], lines=(Line(text, matter.sections[0].lines[0].citations),))
    return replace(note, title=text, matters=(replace(matter, sections=(first, *matter.sections[1:])),))


def test_a_word_file_has_real_headings_in_the_order_of_a_note(note, document):
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert styled[0] == ("Title", note.title)
    assert styled[1] == ("Heading 1", note.matters[0].title)
    assert [text for style, text in styled if style == "Heading 2"] == list(HEADINGS)
    assert styled[-1] == ("Heading 1", "Sources")


def test_each_citation_of_a_word_file_leads_to_the_page_that_holds_the_quote(note, document, board):
    [table] = document.tables
    heads, *rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert tuple(heads) == HEADS
    places = {row[0]: row for row in rows}
    cards = {card.file: card for card in board.papers(ANYONE)}
    checked = 0
    for line in note.lines:
        [said] = [p for p in document.paragraphs if p.style.name == "List Bullet" and line.text in p.text][:1]
        numbers = NUMBERS.findall(said.text.split(line.text)[1])
        assert numbers
        pages = []
        for number in numbers:
            card = cards[places[number][1].split(": ")[-1]]
            pages.append(board.page(card.id, int(places[number][-1].rstrip(")").split("PDF ")[1]), ANYONE).text)
        rows_of = {readable(row.text) for p in board.library.passages_of(card.id, ANYONE) for row in p.rows}
        verbatim = all(squeeze(part) in squeeze("".join(pages)) for part in line.text.split(" … "))
        assert verbatim or line.text in rows_of
        checked += verbatim
    assert checked > 20


def test_a_word_file_is_made_for_readers_of_all_kinds(note, document):
    [table] = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    core = document.core_properties
    assert (core.title, core.author, core.language) == (note.title, "Askboard", "en-GB")
    assert core.created.date() == note.day
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    foot = document.sections[0].footer.paragraphs[0]
    assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert document.paragraphs[-1].text == "Draft from the papers; checked by ________"


def test_the_head_of_a_note_names_what_is_known_and_leaves_the_rest_to_be_filled_in(document):
    said = [p.text for p in document.paragraphs[1:8]]
    assert said[:3] == ["To: ________", "From: ________", "Date: 2 March 2026"]
    assert said[3].startswith("Meeting and item: Health and Wellbeing Board, 22 January 2025")
    assert said[3].endswith(": item 6")
    assert said[4:6] == [
        "Report by: Dr Lorna Kestrel, Director of Public Health [1]",
        "Classification: Unrestricted [1]",
    ]


def test_an_exempt_note_says_so_on_every_page(draft):
    note = draft("22 January 2025", "11", viewer=KEEPER)
    band = docx.Document(io.BytesIO(as_word(note))).sections[0].header.paragraphs[0].text
    assert band == "NOT FOR PUBLICATION"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(as_pdf(note))).pages]
    assert all(page.startswith("NOT FOR PUBLICATION") for page in pages)


def test_a_pdf_is_tagged_titled_and_numbers_its_pages(note):
    pdf = pypdf.PdfReader(io.BytesIO(as_pdf(note)))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower() == "en-gb"
    assert pdf.metadata.title == note.title
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert f"Page 1 of {len(pdf.pages)}" in pdf.pages[0].extract_text()
    text = squeeze("".join(page.extract_text() for page in pdf.pages))
    assert all(squeeze(heading) in text for heading in HEADINGS)


def test_markdown_holds_the_sections_the_numbers_and_the_table(note):
    text = as_markdown(note).decode()
    assert text.startswith("# Briefing note: Falls Prevention and Response Service")
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == list(HEADINGS)
    assert "| No. | Document | Meeting |" in text
    assert r"\[1\]" in text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"), ("[x](http://y)", r"\[x\]\(http\:\/\/y\)"), ("<b>", r"\<b\>"),
        ("1. one", r"1\. one"), ("- one", r"\- one"), ("# one", r"\# one"), ("£4.1m (or 5%)", "£4.1m (or 5%)"),
        ("a | b", r"a \| b"), (":smile:", r"\:smile:"), ("x\x00\x07y", "xy"), ("a\nb", "a b"), ("$x$", r"\$x\$"),
    ],
)  # fmt: skip
def test_markdown_in_a_paper_is_data(said, written):
    assert escaped(said).replace(r"\/", "/") == written.replace(r"\/", "/")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_odd_words_break_no_form(note, form):
    assert form.made(with_words(note, ODD))


def test_odd_words_are_the_same_words_in_word(note):
    document = docx.Document(io.BytesIO(as_word(with_words(note, ODD))))
    assert (
        document.paragraphs[0].text
        == clean(ODD)
        == "Spend £5, **not** <b>$6</b> [now](http://x.org) #eval(1) يمين 中文 😀 ok"
    )


def test_a_very_long_title_breaks_no_form(note):
    assert all(form.made(replace(note, title="Library roof " * 40)) for form in FORMS.values())


def test_a_file_is_written_in_the_form_of_its_name(note, tmp_path):
    for ending in FORMS:
        write(note, tmp_path / f"note{ending}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["note.docx", "note.md", "note.pdf"]
    assert (tmp_path / "note.pdf").read_bytes().startswith(b"%PDF")


def test_a_form_or_a_place_that_cannot_be_is_one_sentence(note, tmp_path):
    with pytest.raises(NotBriefed, match=r"A note is written as \.docx, \.md, \.pdf: “note.txt” is none of these"):
        form_of(tmp_path / "note.txt")
    with pytest.raises(NotBriefed, match="cannot be written"):
        write(note, tmp_path / "none" / "note.md")


def test_a_file_name_holds_nothing_odd(note):
    assert file_name(note) == "briefing-falls-prevention-and-response-service-proposal-to-commission"
    assert file_name(replace(note, title="Briefing note: ../中文")) == "briefing-note"


def test_a_reworded_line_says_that_it_is_proved_no_more(note):
    changed = edited(note, {0: "A matter\x07 for decision"})
    assert (changed.lines[0].text, changed.lines[0].noted) == ("A matter for decision", (BY_HAND,))
    assert changed.lines[0].citations
    assert changed.lines[1:] == note.lines[1:]
    said = [p.text for p in docx.Document(io.BytesIO(as_word(changed))).paragraphs]
    assert any(BY_HAND in text and text.startswith("The report is marked: A matter for decision [1]") for text in said)


def test_a_line_that_was_left_out_takes_its_source_along(note):
    legal = next(n for n, line in enumerate(note.lines) if line.text.startswith("The contract with"))
    changed = edited(note, {legal: ""})
    assert len(changed.lines) == len(note.lines) - 1
    section = next(one for one in changed.matters[0].sections if one.heading == "Legal")
    assert section.nothing == LEFT_OUT
    assert [c.number for c in changed.sources] == list(range(1, len(changed.sources) + 1))


def test_words_put_back_as_they_were_are_no_change(note):
    assert edited(note, {0: f" {note.lines[0].text} "}) == note


def test_the_head_is_filled_in_by_hand_but_not_what_papers_say(note):
    changed = edited(note, {}, {"To": "All members", "Report by": "Someone else"})
    facts = {fact.name: fact.value for fact in changed.facts}
    assert (facts["To"], facts["Report by"]) == ("All members", "Dr Lorna Kestrel, Director of Public Health")
