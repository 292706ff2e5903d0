from dataclasses import replace

from answer.model import Answer, Citation, Claim, Turn
from eval.answering import Describe, answer_all, asking, record, trace
from eval.questions import Cited, Found
from index.model import Hit, PaperCard, Scope, Viewer
from ingest.model import Passage, Span


def card(paper_id: str, paged: bool = True) -> PaperCard:
    file = f"{paper_id}.pdf" if paged else f"{paper_id}.docx"
    return PaperCard(paper_id, file, "report", "", None, None, None, paged, 9, 0, 0, 9, paper_id)


DESCRIBE = Describe(
    card=lambda paper_id: card(paper_id, paged=paper_id != "plan"),
    stamp=lambda paper_id, page: None if paper_id == "plan" else str(page + 58),
)


def passage(paper_id: str, *pages: tuple[int, int], item: str | None = "9") -> Passage:
    text, spans = "", []
    for page, count in pages:
        words = "word " * count
        spans.append(Span(page, 0, 0, len(text), len(text) + len(words)))
        text += words
    return Passage(f"{paper_id}{pages}", paper_id, text, tuple(spans), item, "Finance", "2.2")


def answer(*hits: Passage, found: bool = True, cited: Passage | None = None) -> Answer:
    citation = Citation(1, card("pack"), cited, "a quote", 2, 2, "60", "9", paragraph="2.2") if cited else None
    claims = (Claim("It is so.", (citation,)),) if citation else ()
    return Answer("?", claims, found, tuple(Hit(hit, 1.0) for hit in hits), note="" if found else "Not found.")


def test_an_answer_becomes_the_formats_line(make_question):
    source = passage("pack", (2, 10))
    made = record(make_question(), answer(source, cited=source), 1.23456, DESCRIBE)
    assert (made.id, made.answer, made.refused, made.seconds) == ("q1", "It is so. [1]", False, 1.235)
    assert made.citations == (Cited("pack.pdf", 2, "60", "9", "Finance", "2.2", "a quote"),)
    assert made.passages == (Found("pack.pdf", 2, "60", "9"),)


def test_an_answer_that_found_nothing_is_a_refusal(make_question):
    made = record(make_question(), answer(found=False), 0.0, DESCRIBE)
    assert made.refused
    assert made.answer == "Not found."
    assert made.citations == ()


def test_a_passage_over_a_page_break_gives_both_pages_the_fuller_one_first(make_question):
    made = record(make_question(), answer(passage("pack", (4, 5), (5, 20))), 0.0, DESCRIBE)
    assert [found.place for found in made.passages] == [("pack.pdf", 5), ("pack.pdf", 4)]


def test_pages_with_as_many_words_come_in_page_order_and_spans_of_a_page_add_up(make_question):
    made = record(make_question(), answer(passage("pack", (4, 5), (5, 9), (4, 4))), 0.0, DESCRIBE)
    assert [found.pdf_page for found in made.passages] == [4, 5]


def test_each_page_is_listed_once_at_its_best_rank(make_question):
    hits = [passage("pack", (3, 9), item="1"), passage("pack", (2, 9)), passage("pack", (3, 9), item="2")]
    made = record(make_question(), answer(*hits), 0.0, DESCRIBE)
    assert made.passages == (Found("pack.pdf", 3, "61", "1"), Found("pack.pdf", 2, "60", "9"))


def test_a_paper_without_pages_has_no_pdf_page_and_is_one_place(make_question):
    made = record(make_question(), answer(passage("plan", (1, 9)), passage("plan", (7, 9))), 0.0, DESCRIBE)
    assert made.passages == (Found("plan.docx", None, None, "9"),)


def test_every_question_is_asked_as_it_stands_and_timed(make_question):
    asked = []

    def ask(question):
        asked.append(question)
        return answer(found=False)

    ticks = iter([1.0, 1.25, 5.0, 7.0])
    questions = [make_question(), make_question(id="q2", question="And now?")]
    records = [made for made, _ in answer_all(questions, ask, DESCRIBE, clock=lambda: next(ticks))]
    assert asked == questions
    assert [(made.id, made.seconds) for made in records] == [("q1", 0.25), ("q2", 2.0)]


def test_the_trace_tells_what_was_read_dropped_and_how_strong_the_evidence_was():
    hits = [passage("pack", (page, 9)) for page in range(1, 9)]
    whole = answer(*hits)
    told = trace(replace(whole, dropped=("It is not so.",), strength=1.5, read=whole.hits[2:4]), DESCRIBE)
    assert told.read == (("pack.pdf", 3), ("pack.pdf", 4))
    assert (told.dropped, told.strength) == (("It is not so.",), 1.5)


class Board:
    """Stands in for an open library of one paper and notes how it was asked."""

    def __init__(self):
        self.library, self.asked = self, []

    def papers(self, *_viewer):
        return [card("pack")]

    def ask(self, *given):
        self.asked.append(given)
        return answer(found=False)


def test_a_question_is_put_as_its_viewer_and_of_its_papers(make_question):
    board, history = Board(), (Turn("user", "Before?"),)
    ask, _ = asking(board)
    ask(make_question(history=history, viewer=("public", "exempt"), papers=("pack.pdf", "gone.pdf")))
    ask(make_question())
    viewer, scope = Viewer(frozenset({"public", "exempt"})), Scope(frozenset({"pack", "gone.pdf"}))
    assert board.asked[0] == ("How much is council money?", history, viewer, scope)
    # No paper is named: all of them. A paper that is not there is not quietly all of them.
    assert board.asked[1][3] == Scope()
