import pytest

from briefing.papers.finding import Part
from briefing.papers.headings import heading_of, kind_of, major_of
from briefing.papers.reading import chained, paragraphs, said_in
from index.model import PaperCard
from ingest.model import Entry, Passage, Span, Spoken

CARD = PaperCard("p", "p.pdf", "report", "Report", "Board", None, None, True, 1, 0, 0, 1, "report")


def read(*texts, rows=(), heads=()):
    passages = [
        Passage(f"p{n}", "p", text, (Span(n + 1, 0, 9, 0, len(text)),), rows=tuple(rows) if n == 0 else ())
        for n, text in enumerate(texts)
    ]
    return said_in([Part(CARD, tuple(passages), tuple(heads))], frozenset())


def told(found):
    return [(one.kind, one.text) for one in found]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Financial implications", "finance"), ("5. Costs and funding", "finance"), ("Legal Implications", "legal"),
        ("Legal and equality implications", "legal or risk"), ("Risks and equality", "risk"),
        ("Financial risks", "finance"),
        ("Options considered and dismissed, and associated risk", "options"), ("What people say", "consultation"),
        ("Next steps", "next"), ("Conclusions", "conclusion"), ("Background documents", "aside"),
        ("Appendix A", "aside"),
        ("Budget and Policy Framework", "background"), ("Waiting times", "body"), ("The library roof", "body"),
        ("The Board is asked to", "recommendation"), ("Review of progress to date and next steps", "body"),
    ],
)  # fmt: skip
def test_a_heading_tells_what_stands_under_it(heading, kind):
    assert kind_of(heading) == kind


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("5. Financial implications", "Financial implications"), ("Legal implications:", "Legal implications"),
        ("What was decided in May", "What was decided in May"), ("3 Library opening hours", "Library opening hours"),
        ("OPENING HOURS", "OPENING HOURS"), ("Table 2: Costs by year", None), ("The roof leaks.", None),
        ("Total budget 2025/26 £4.1m", None), ("Costs have risen since", None), ("FOR INFORMATION", None),
        ("6.1 Three other courses were looked at and are not recommended:", None),
        ("This is a long line of running text on costs that goes on and on and on to its end", None),
    ],
)  # fmt: skip
def test_a_line_is_a_heading_or_not(line, heading):
    assert heading_of(line) == heading


@pytest.mark.parametrize(
    ("text", "major"), [("5.1 The roof", "5"), ("5. Costs", "5"), ("The roof", None), ("(5) x", None)]
)
def test_a_paragraph_has_the_first_part_of_its_number(text, major):
    assert major_of(text) == major


def test_sentences_stand_under_the_heading_above_them_without_its_number():
    found = read(
        "4. Costs\n4.1 The roof would cost £40,000. It would last for years.\n5. Legal implications\n5.1 None arise."
    )
    assert told(found) == [
        ("finance", "The roof would cost £40,000."), ("finance", "It would last for years."), ("legal", "None arise."),
    ]  # fmt: skip
    assert [one.text for one in paragraphs(found)] == [
        "The roof would cost £40,000. It would last for years.",
        "None arise.",
    ]


def test_a_heading_holds_over_passages_until_the_next_number():
    found = read(
        "4. Costs\n4.1 The roof would cost £40,000.", "4.2 The doors would cost £9,000.", "6.1 Opening is in May."
    )
    assert [kind for kind, _ in told(found)] == ["finance", "finance", "body"]


def test_a_heading_that_was_read_into_its_paragraph_is_still_one():
    assert told(read("7.1 All is well. 8. Risk management 8.1 The roof may leak again.")) == [
        ("body", "All is well."), ("risk", "The roof may leak again."),
    ]  # fmt: skip


def test_a_figure_behind_words_is_no_number_of_a_paragraph():
    assert told(read("Summary\nThe median wait was 11.4 weeks.")) == [("summary", "The median wait was 11.4 weeks.")]


def test_a_label_opens_a_section_and_reads_on_where_it_has_to():
    found = read("Summary: The roof leaks.\nRisk: a storm may come.")
    assert told(found) == [("summary", "The roof leaks."), ("risk", "Risk: a storm may come.")]


def test_a_sentence_broken_over_two_lines_is_whole_again():
    line = "The plan for the roof was agreed by the whole board on the 19th of"
    assert [one.text for one in read(f"1.1 {line}\nSeptember 2024 and has been paid for.")] == [
        f"{line} September 2024 and has been paid for."
    ]


def test_the_rest_of_a_sentence_from_another_page_is_not_quoted():
    found = read("2.1 The agreement is being drawn up on the model that was made by the", "Roofers Guild. It is sound.")
    assert [one.text for one in found] == ["It is sound."]


def test_rows_speak_and_heads_of_columns_do_not():
    text = "4. Costs\nItem £000\nRoof 40"
    rows = [Spoken(9, 18, "", "Costs", ""), Spoken(19, 26, "Roof: £000 40", "Costs", "Roof")]
    assert told(read(text, rows=rows)) == [("finance", "Roof: £000 40")]


def test_the_head_of_a_report_is_not_what_it_says():
    head = "From: Ms A Finance To: Board Subject: Costs"
    entry = Entry("head", (("from", "Ms A Finance"),), head, (Span(1, 0, 2, 0, len(head)),))
    found = read("From: Ms A Finance\nTo: Board\nSubject: Costs\nThe roof leaks badly.", heads=[entry])
    assert told(found) == [("body", "The roof leaks badly.")]


def test_a_plain_heading_holds_though_what_stands_above_it_does_not_end():
    head = "Report by Ms A Prentice, Head of Estates and Libraries, and the whole of her team"
    assert told(read(f"{head}\nSummary\nThe roof leaks badly.")) == [("summary", "The roof leaks badly.")]


def test_a_word_of_a_broken_line_is_no_heading():
    line = "Meet the conditions that were set for all councils by the Library Repair"
    found = read(
        f"1. Roof\n1.1 All is well.\n• {line}\nFund\n• Keep to what was promised to the readers of all four libraries."
    )
    assert {kind for kind, _ in told(found)} == {"body"}


def test_contacts_and_names_in_brackets_are_not_told():
    found = read("5. Legal\n5.1 None arise. (Ada Prentice, Solicitor)\n6. Other\nContact: Ada Prentice, 01632 960 111.")
    assert told(found) == [("legal", "None arise.")]


def test_what_stands_behind_the_contacts_is_appended():
    body = "\n".join(f"1.{n} The roof leaks in room {n}." for n in range(1, 7))
    found = read(
        f"1. Roof\n{body}\nReport authors\nAda Prentice of the estates team.\n1 Roof survey\nIt leaks everywhere."
    )
    assert [one.appended for one in found][:6] == [False] * 6
    assert found[-1].appended


def test_a_sentence_that_hangs_on_the_last_is_joined_to_it():
    import re

    found = chained(read("1.1 The roof leaks. It will cost £40,000. May is dry."), re.compile("It "))
    assert [one.text for one in found] == ["The roof leaks. It will cost £40,000.", "May is dry."]
