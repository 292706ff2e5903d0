"""A board of three invented papers that answers by rote, and the screen over it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from answer.model import Answer, Citation, Claim, Turn
from answer.registers.reading import Recorded
from errors import UnknownPaper
from index.model import EVERYTHING, Intake, PaperCard, Progress, Scope, Viewer
from ingest.coverage import Coverage, coverage_of
from ingest.model import AgendaItem, Entry, Line, Page, Passage, Register, Span
from ui.pages.quality import Quality

ODD = "Spend £5 or $6, **not** $7 <b>bold</b> [click](http://example.org) :smile: ![x](http://example.org/x.png)"
PACK = PaperCard(
    id="p1",
    file="pack-2015.pdf",
    kind="agenda pack",
    title="Cabinet",
    body="Cabinet",
    meeting_date=date(2015, 7, 7),
    status=None,
    paged=True,
    pages=3,
    pages_without_text=1,
    items=4,
    passages=30,
    short="2015 pack",
)
MINUTES = replace(
    PACK,
    id="p2",
    file="minutes.pdf",
    kind="minutes",
    meeting_date=date(2016, 1, 5),
    status="draft",
    pages=2,
    pages_without_text=0,
    short="2016 minutes",
)
POLICY = replace(
    PACK,
    id="p3",
    file="policy.docx",
    kind="report",
    meeting_date=None,
    paged=False,
    pages=2,
    pages_without_text=0,
    short="Reserves policy",
)
TEXTS = {
    "p1": ("Front sheet", "2.2 The reserve is £4.1 million,\nand it will be kept.", ""),
    "p2": ("14. Resolved: that the reserve be kept.", "Close"),
    "p3": ("Purpose of the policy", "Reserves are held\nfor <hard> times."),
}


def cite(number: int, card: PaperCard, part: int, quote: str, paragraph: str | None = None) -> Citation:
    text = TEXTS[card.id][part - 1]
    passage = Passage(f"{card.id}-{part}", card.id, text, (Span(part, 0, 1, 0, len(text)),), paragraph=paragraph)
    boxes = ((0.1, 0.2, 0.9, 0.25),) if card.paged else ()
    pdf_page = part if card.paged else None
    return Citation(number, card, passage, quote, part, pdf_page, str(part + 57), "9", paragraph=paragraph, boxes=boxes)


def recorded(register: Register, card: PaperCard, on: int, text: str, **fields: str) -> Recorded:
    span = Span(on, 0, 0, 0, len(text))
    entry = Entry(register, tuple(fields.items()), text, (span,), "4", "14" if card.kind == "minutes" else None)
    return Recorded(entry, card, (cite(1, card, on, text),))


def found(question: str, *claims: Claim) -> Answer:
    return Answer(question, claims, True, (), date(2016, 1, 5))


class RoteBoard:
    """Answers with what `answers` holds for a question, and remembers what it was asked."""

    def __init__(self) -> None:
        self.cards = [PACK, MINUTES, POLICY]
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, list[Turn], Scope]] = []
        self.taken: list[str] = []
        self.quality: Quality | None = None
        self.error: BaseException | None = None
        self.entries: list[Recorded] = []
        self.next: list[str] = []
        self.followed: list[tuple[str, list[Turn], Scope]] = []

    def papers(self, viewer: Viewer) -> list[PaperCard]:
        assert viewer == Viewer()
        return self.cards

    def ask_in_steps(
        self, question: str, history: Sequence[Turn], viewer: Viewer, scope: Scope
    ) -> Iterator[Claim | Answer]:
        assert viewer == Viewer()
        self.asked.append((question, list(history), scope))
        if self.error:
            raise self.error
        answer = self.answers.get(question) or Answer(question, (), False, (), note="Looked at 3 papers.")
        yield from answer.claims
        yield answer

    def page_file(self, paper_id: str, pdf_page: int, viewer: Viewer) -> bytes:
        assert viewer == Viewer()
        return f"%PDF {paper_id} {pdf_page}".encode()

    def picture(self, paper_id: str, pdf_page: int, viewer: Viewer, width: int = 200) -> bytes:
        assert (paper_id, viewer) != ("p3", Viewer()), "a paper without pages has no pictures"
        png = BytesIO()
        Image.new("RGB", (width, 100 + pdf_page), "white").save(png, "PNG")
        return png.getvalue()

    def page(self, paper_id: str, part: int, viewer: Viewer) -> Page:
        assert viewer == Viewer()
        if paper_id not in TEXTS:
            raise UnknownPaper(f"no paper {paper_id} in the library")
        lines = tuple(Line(text) for text in TEXTS[paper_id][part - 1].split("\n"))
        return Page(part, None, str(part + 57) if paper_id != "p3" else None, lines)

    def coverage(self, paper_id: str, viewer: Viewer) -> Coverage:
        assert viewer == Viewer()
        pages = tuple(Page(n, None, str(n), (Line(text),), "4") for n, text in enumerate(TEXTS[paper_id], start=1))
        scan = replace(pages[-1], lines=(), reading="nothing", left_out=("Page <3>",))
        return coverage_of((*pages[:-1], scan) if paper_id == "p1" else pages, (AgendaItem("4", "Reserves", "1", "3"),))

    def counts(self, paper_id: str, viewer: Viewer) -> dict[str, int]:
        assert viewer == Viewer()
        return {"minute": 2, "resolution": 1} if paper_id == "p2" else {}

    def register(self, register: Register, viewer: Viewer, scope: Scope = EVERYTHING) -> list[Recorded]:
        assert viewer == Viewer()
        held = [one for one in self.entries if one.entry.register == register]
        return [one for one in held if not scope.papers or one.card.id in scope.papers]

    def items(self, paper_id: str, viewer: Viewer) -> list[AgendaItem]:
        assert viewer == Viewer()
        return [AgendaItem("3", "Apologies"), AgendaItem("4", "Reserves", "58", "59")] if paper_id == "p1" else []

    def ingest(
        self, paths: Sequence[Path], progress: Callable[[Progress], None] | None = None, uploaded: bool = False
    ) -> list[Intake]:
        self.uploaded = uploaded
        assert all(path.exists() for path in paths)
        self.taken += [path.name for path in paths]
        if progress:
            progress(Progress(paths[0].name, 0, len(paths), 0, 0, 90.0))
        self.cards = [PACK, MINUTES, POLICY]
        return [Intake(path.name, "agenda pack", 120, 3, 14, 900, "new") for path in paths[:1]] + [
            Intake(path.name, "", 0, 0, 0, 0, "failed", "it is protected by a password") for path in paths[1:]
        ]

    def remove(self, name: str) -> PaperCard:
        card = next(card for card in self.cards if card.id == name)
        self.cards = [card for card in self.cards if card.id != name]
        return card

    def withhold(self, name: str) -> PaperCard:
        self.withheld = name
        return next(card for card in self.cards if card.id == name)

    def suggestions(self, viewer: Viewer) -> list[str]:
        assert viewer == Viewer()
        return ["What is the reserve?", "What was decided on $5 *plans*?"]

    def follow_ups(self, answer: Answer, history: Sequence[Turn], viewer: Viewer, scope: Scope) -> list[str]:
        assert viewer == Viewer()
        self.followed.append((answer.question, list(history), scope))
        return self.next


@pytest.fixture
def board() -> RoteBoard:
    board = RoteBoard()
    pack = cite(1, PACK, 2, "The reserve is £4.1 million, and it will be kept.", "2.2")
    policy = cite(2, POLICY, 2, "Reserves are held for <hard> times.")
    board.answers = {
        "What is the reserve?": found(
            "What is the reserve?",
            Claim("The reserve is £4.1 million.", (pack,)),
            Claim("It is held for hard times.", (policy,)),
        ),
        "What is odd?": found("What is odd?", Claim(ODD, (cite(1, PACK, 1, ODD),))),
    }
    return board


@pytest.fixture
def kept_registers(board: RoteBoard) -> RoteBoard:
    """The board with a decision, two recommendations, 30 actions and an abbreviation."""
    board.entries = [
        recorded("resolution", MINUTES, 1, "Resolved: that the <reserve> be kept.", verb="resolved"),
        recorded("recommendation", PACK, 2, "(1) NOTE the reserve.", verb="note", part="1"),
        recorded("recommendation", PACK, 2, "(2) APPROVE the plan.", verb="approve", part="2"),
        *(recorded("action", PACK, 2, f"Act {n}", owner="Ms Pell", number=f"A{n}") for n in range(30)),
        recorded("term", PACK, 1, "Better Care Fund (BCF)", short="BCF", long="Better Care Fund"),
    ]
    return board


@pytest.fixture
def ready() -> Event:
    event = Event()
    event.set()
    return event


@pytest.fixture
def fresh(board: RoteBoard, ready: Event, tmp_path: Path) -> AppTest:
    """The screen before it is drawn for the first time."""
    st.cache_resource.clear()
    return AppTest.from_function(_draw, args=(board, ready, tmp_path / "samples"), default_timeout=20)


@pytest.fixture
def screen(fresh: AppTest) -> AppTest:
    return fresh.run()


def _draw(board: "RoteBoard", ready: "Event", samples: "Path") -> None:
    from ui.screen import Kept, show

    show(board, ready, Kept(samples, lambda: board.quality))
