import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from answer.proving import boxes_of, lines_of, squeeze, supported
from index.model import Viewer
from ingest.model import Line, Page

BOX = (0.1, 0.2, 0.9, 0.22)
PAGE = Page(
    1, None, "8", (
        Line("2.1 The pool is £30.782m, which the", BOX),
        Line("Board’s own officers – not the “auditors” – have", (0.1, 0.3, 0.9, 0.32)),
        Line(""),
        Line("checked; parking rose from 64 to 92."),
        Line("Northmarsh 3 0 1"),
        Line("Total 13 0 1"),
        Line("Northmarsh 3 0 1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("The pool is £30.782m", range(0, 1)),
        ("which the Board’s own officers", range(0, 2)),
        ("have checked; parking", range(1, 4)),
        ('which the\nBoard\'s own   officers - not the "auditors" — have', range(0, 2)),
        ("own of\u00adficers", range(1, 2)),
        ("own oﬃcers", range(1, 2)),
    ],
)
def test_a_quote_stands_over_broken_lines_and_with_other_dashes_and_quotation_marks(quote, lines):
    assert lines_of(quote, PAGE) == lines


@pytest.mark.parametrize(
    "quote",
    [
        "The pool is £30.728m",
        "The pool is £30.78",
        "£0.782m, which",
        "782m, which",
        "he pool is",
        "The pool was £30.782m",
        "parking rose from 64 to 9",
        "parking rose from 92 to 64",
        "3 0 11",
        "",
        "  ",
    ],
)
def test_a_quote_with_another_word_or_figure_does_not_stand(quote):
    assert lines_of(quote, PAGE) is None


def test_a_quote_that_stands_twice_is_found_where_its_passage_is():
    assert lines_of("Northmarsh 3 0 1", PAGE) == range(4, 5)
    assert lines_of("Northmarsh 3 0 1", PAGE, near=range(5, 7)) == range(6, 7)
    assert lines_of("The pool is", PAGE, near=range(5, 7)) == range(0, 1)


def test_a_row_is_not_found_within_another():
    assert lines_of("3 0 1", PAGE, near=range(5, 6)) == range(4, 5)


def test_lines_without_a_place_have_no_box():
    assert boxes_of(range(0, 4), PAGE) == (BOX, (0.1, 0.3, 0.9, 0.32))


@pytest.fixture(scope="module")
def pages(board):
    cards = [card for card in board.papers() if card.passages]
    return [page for card in cards for page in board.library.pages(card.id) if len(page.text.split()) > 40]


@st.composite
def quotes(draw, pages):
    page = draw(st.sampled_from(pages))
    words = page.text.split()
    start = draw(st.integers(0, len(words) - 8))
    return page, words[start : start + draw(st.integers(6, 30))]


@settings(deadline=None, max_examples=80, derandomize=True)
@given(st.data())
def test_any_words_of_a_page_stand_on_it(pages, data):
    page, words = data.draw(quotes(pages))
    lines = lines_of(" ".join(words), page)
    assert lines is not None
    assert squeeze(" ".join(words)) in squeeze(" ".join(page.lines[i].text for i in lines))


@settings(deadline=None, max_examples=120, derandomize=True)
@given(st.data())
def test_words_of_a_page_with_one_altered_do_not_stand_on_it(pages, data):
    page, words = data.draw(quotes(pages))
    at = data.draw(st.integers(0, len(words) - 1))
    digits = [i for i, char in enumerate(words[at]) if char.isdigit()]
    if digits:
        i = data.draw(st.sampled_from(digits))
        changed = words[at][:i] + str((int(words[at][i]) + data.draw(st.integers(1, 9))) % 10) + words[at][i + 1 :]
    else:
        changed = data.draw(st.sampled_from(["never", words[at] + "s", words[at] + "1"]))
    altered = " ".join([*words[:at], changed, *words[at + 1 :]])
    assume(altered not in " ".join(page.text.split()))
    assert lines_of(altered, page) is None


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.data())
def test_a_quote_cut_within_a_word_or_figure_does_not_stand(pages, data):
    page, words = data.draw(quotes(pages))
    assume(re.fullmatch(r"\w{3,}", words[0]))
    cut = " ".join([words[0][1:], *words[1:]])
    assume(cut not in re.sub(r"\w+", lambda m: m[0] + "_", " ".join(page.text.split())) and f" {cut}" not in page.text)
    assert lines_of(cut, page) is None


@pytest.fixture(scope="module")
def sentences(board):
    from answer.units import units

    passages = [passage for card in board.papers() for passage in board.library.passages_of(card.id, Viewer())]
    return [unit.text for passage in passages for unit in units(passage) if unit.words >= 5]


def test_every_sentence_of_the_papers_is_supported_by_itself(sentences):
    assert [sentence for sentence in sentences if not supported(sentence, [sentence])] == []


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.data())
def test_a_sentence_with_another_figure_is_not_supported_by_the_first(sentences, data):
    sentence = data.draw(st.sampled_from([s for s in sentences if re.search(r"\d{2}", s)]))
    figure = data.draw(st.sampled_from(re.findall(r"\d+(?:[.,]\d+)*", sentence)))
    other = data.draw(st.integers(10_000, 99_999).map(lambda n: f"{n}.7"))
    assert not supported(sentence.replace(figure, other), [sentence])


RESOLVED = "(5) RESOLVED that consideration of the outline business case be deferred to 19 November 2025."
ASKED = "The Board is asked to: (2) approve expenditure of £1.385m in 2025/26 for three years from 1 April 2025"
ROWS = "Locality Admissions Northmarsh 301 Southcombe 246"
PROPOSED = "Cllr Oakshott proposed and Mr Fenn seconded that Dr F Adeyemi-Clarke be elected"
PARKING = "parking had been raised from 64 to 92 spaces"
BOARD = "Marlowe Vale Health and Wellbeing Board"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The Board deferred the outline business case to 19 November 2025.", RESOLVED),
        ("It was resolved that consideration of the case be deferred.", RESOLVED),
        ("The Board was asked to approve expenditure of £1.385 million.", ASKED),
        ("It was recommended that expenditure of £1.385m be approved for three years.", ASKED),
        ("Northmarsh had 301 admissions and Southcombe 246.", ROWS),
        ("Southcombe had 246 admissions and Northmarsh 301.", ROWS),
        ("Oakshott proposed Dr Adeyemi-Clarke, seconded by Councillor Fenn.", PROPOSED),
        ("Parking was raised from 64 to 92 spaces.", PARKING),
        ("The ICB pays for the rest.", "The rest is paid for by the Integrated Care Board."),
        ("There were 1186 children waiting.", "Dr Rothwell said that 1,186 children were waiting"),
        ("Nine of them voted for it.", "It was carried, 9 of them having voted for it"),
        ("The council’s share isn’t known.", "The share of the council is not known"),
    ],
)
def test_a_claim_that_says_what_its_quote_says_is_supported(claim, quote):
    assert supported(claim, [quote], BOARD)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The outline business case was deferred to 9 November 2025.", RESOLVED),
        ("The expenditure is £1.358m in 2025/26.", ASKED),
        ("The expenditure is £1.385bn in 2025/26.", ASKED),
        ("The expenditure is 1.385% in 2025/26.", ASKED),
        ("The Board was asked to approve expenditure of £1.385m for one year.", ASKED),
        ("Northmarsh had 246 admissions and Southcombe 301.", ROWS),
        ("There were 246 admissions in Northmarsh and 301 in Southcombe.", ROWS),
        ("Parking was raised from 92 to 64 spaces.", PARKING),
    ],
)
def test_a_claim_with_a_figure_altered_or_exchanged_is_not_supported(claim, quote):
    assert not supported(claim, [quote], BOARD)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Cllr Pryce proposed and Mr Fenn seconded Dr Adeyemi-Clarke.", PROPOSED),
        ("Pryce proposed and Mr Fenn seconded Dr Adeyemi-Clarke.", PROPOSED),
        ("Oakshott proposed and Mr McFenn seconded.", PROPOSED),
        ("In Ann the admissions were 301.", "Northmarsh planning admissions 301"),
        ("The rest is paid for by the NHS.", "The rest is paid for by the ICB."),
        ("It opens in May.", "It opens in June and may close"),
    ],
)
def test_a_claim_with_another_name_is_not_supported(claim, quote):
    assert not supported(claim, [quote], BOARD)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The hub will not open on time.", "The hub will open on time"),
        ("The hub will open on time.", "The hub will not open on time"),
        ("The members couldn’t agree.", "The members could agree"),
        ("The report was accepted by members.", "The report was never accepted by members"),
    ],
)
def test_a_claim_with_a_negation_lost_or_gained_is_not_supported(claim, quote):
    assert not supported(claim, [quote])


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The Board approved expenditure of £1.385m.", ASKED),
        ("The Board agreed expenditure of £1.385m.", ASKED),
        ("Expenditure of £1.385m was approved for three years.", ASKED),
        ("The Board approved expenditure of £1.385m.", "It is recommended that expenditure of £1.385m be approved"),
        ("The Board noted the report.", "Members are invited to note the report"),
        ("The Board endorsed the agreed plan.", "The Board is asked to endorse the agreed plan"),
    ],
)
def test_a_recommendation_told_as_a_decision_is_not_supported(claim, quote):
    assert not supported(claim, [quote], BOARD)


@pytest.mark.parametrize("verb", ["approved", "rejected", "endorsed", "noted", "adopted"])
def test_a_decision_told_as_another_one_is_not_supported(verb):
    assert not supported(f"The Board {verb} the outline business case.", [RESOLVED], BOARD)


@pytest.mark.parametrize(
    "more",
    [
        "see http://evil.example/x",
        "see www.evil.example",
        "![pool](x.png)",
        "[more](x)",
        "<img src=x>",
        "javascript:alert()",
        "on page 30",
        "(p. 30)",
    ],
)
def test_a_claim_with_a_link_a_picture_or_a_page_of_its_own_is_not_supported(more):
    assert supported("The pool is £30m in all.", ["The pool is £30m in all"])
    assert not supported(f"The pool is £30m in all {more}", ["The pool is £30m in all"])


def test_a_claim_about_something_else_is_not_supported():
    assert not supported("Dentists earn enormous salaries nationwide.", [RESOLVED])


def test_only_a_decision_or_a_recommendation_may_be_told_of_a_board_that_the_quote_does_not_name():
    assert supported("The Board deferred the outline business case.", [RESOLVED])
    assert supported(
        "The Committee is asked to approve expenditure of £1.385m.", ["asked to approve expenditure of £1.385m"]
    )
    assert not supported("The Board pays for the rest of it.", ["The rest of it is paid for by the ICB"])


def test_names_may_come_from_the_headings_but_figures_may_not():
    assert supported("The Castle Marlowe team saw 74% of people.", ["The team saw 74% of people"], "Castle Marlowe 99")
    assert not supported("The Castle Marlowe team saw 74% of people.", ["The team saw 74% of people"])
    assert not supported("The team saw 99% of people.", ["The team saw 74% of people"], "Castle Marlowe 99")
