"""The shapes of what is given out, the same at every door."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from answer.model import Answer, Citation, Claim
from answer.registers.reading import Recorded
from answer.trail.model import Step, Trail
from index.model import PaperCard
from ingest.model import AgendaItem, Page

LONGEST_QUESTION, MOST_TURNS, LONGEST_TURN, LONGEST_NAME = 2000, 20, 20_000, 300


class TurnIn(BaseModel):
    """An earlier turn of the conversation."""

    model_config = ConfigDict(extra="forbid")

    role: str = Field(pattern="^(user|assistant)$", description='"user" or "assistant"')
    content: str = Field(max_length=LONGEST_TURN)


class ScopeIn(BaseModel):
    """Where to look; what is left out narrows nothing."""

    model_config = ConfigDict(extra="forbid")

    body: str | None = Field(default=None, max_length=LONGEST_NAME, description="Name of a board, as /papers gives it")
    meeting: date | None = Field(default=None, description="Day of a meeting")
    paper: str | None = Field(default=None, max_length=LONGEST_NAME, description="Id of a paper")
    item: str | None = Field(default=None, max_length=20, pattern=r"^[0-9A-Za-z./ ]+$", description="Agenda item")
    kind: str | None = Field(default=None, max_length=40, description="Kind of paper: minutes, agenda pack, report...")


class Asked(BaseModel):
    """A question, the earlier turns and where to look."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    turns: list[TurnIn] = Field(default=[], max_length=MOST_TURNS)
    scope: ScopeIn = ScopeIn()


class CitationOut(BaseModel):
    """A verbatim quote and where it stands; boxes are left, top, right, bottom as shares of the page's size."""

    number: int
    place: str
    quote: str
    paper: str
    file: str
    short: str
    body: str | None
    meeting: date | None
    status: str | None
    mark: str
    part: int
    pdf_page: int | None
    printed_page: str | None
    item: str | None
    minute: str | None
    paragraph: str | None
    section: str | None
    boxes: list[tuple[float, float, float, float]]


class ClaimOut(BaseModel):
    """A statement and the numbers of the citations that prove it."""

    text: str
    citations: list[int]


class AnswerOut(BaseModel):
    """A proved answer; where it is refused, `nearest` quotes what comes nearest and does not answer."""

    question: str
    answer: str
    refused: bool
    as_at: date | None
    note: str
    claims: list[ClaimOut]
    conflicts: list[ClaimOut]
    standing: list[ClaimOut]
    citations: list[CitationOut]
    nearest: list[CitationOut]
    strength: float | None


class PaperOut(BaseModel):
    """A paper; all counts are of what you may see."""

    id: str
    file: str
    short: str
    title: str
    kind: str
    body: str | None
    meeting: date | None
    status: str | None
    paged: bool
    pages: int
    pages_without_text: int
    items: int
    exempt: int
    supersedes: str | None


class PapersOut(BaseModel):
    """Some of the papers, newest meeting first."""

    total: int
    offset: int
    papers: list[PaperOut]


class ItemOut(BaseModel):
    """An agenda item; first and last are printed pages."""

    ref: str
    title: str
    first: str | None
    last: str | None
    part: str
    purpose: str | None


class ItemsOut(BaseModel):
    """A paper's agenda items."""

    paper: str
    items: list[ItemOut]


class PageOut(BaseModel):
    """A page's text, or that of a part of a paper without pages."""

    paper: str
    part: int
    pdf_page: int | None
    printed_page: str | None
    item: str | None
    minute: str | None
    exempt: bool
    reading: str
    text: str


class EntryOut(BaseModel):
    """An entry of a register and what proves it."""

    body: str
    meeting: date | None
    item: str | None
    minute: str | None
    fields: dict[str, str]
    citations: list[CitationOut]


class RegisterOut(BaseModel):
    """Some of a register's entries, newest paper first."""

    register_name: str = Field(serialization_alias="register")
    total: int
    offset: int
    entries: list[EntryOut]


class StepOut(BaseModel):
    """One thing that happened with a matter."""

    date: Any = Field(json_schema_extra={"type": ["string", "null"], "format": "date"})
    body: str
    step: str
    aside: str
    draft: bool
    quote: str
    citations: list[CitationOut]


class TrailOut(BaseModel):
    """What became of a matter, oldest first."""

    topic: str
    steps: list[StepOut]
    note: str


class Health(BaseModel):
    """Whether questions are answered."""

    status: str
    ready: bool


class Wrong(BaseModel):
    """What went wrong, in one sentence."""

    error: str


def citation_out(c: Citation) -> CitationOut:
    """Return a citation as it is given out."""
    passage, paper = c.passage, c.paper
    return CitationOut(
        number=c.number, place=c.place, quote=c.quote, paper=paper.id, file=paper.file, short=paper.short,
        body=passage.body or paper.body, meeting=c.day, status=paper.status, mark=c.mark, part=c.part,
        pdf_page=c.pdf_page, printed_page=c.stamp, item=c.item, minute=passage.minute, paragraph=c.paragraph,
        section=passage.section, boxes=list(c.boxes),
    )  # fmt: skip


def _claims(claims: tuple[Claim, ...]) -> list[ClaimOut]:
    return [ClaimOut(text=claim.text, citations=[c.number for c in claim.citations]) for claim in claims]


def answer_out(question: str, answer: Answer) -> AnswerOut:
    """Return an answer as it is given out."""
    return AnswerOut(
        question=question, answer=answer.text, refused=not answer.found, as_at=answer.as_at, note=answer.note,
        claims=_claims(answer.claims), conflicts=_claims(answer.conflicts), standing=_claims(answer.standing),
        citations=[citation_out(c) for c in answer.citations],
        nearest=[citation_out(c) for claim in answer.nearest for c in claim.citations],
        strength=answer.strength,
    )  # fmt: skip


def paper_out(card: PaperCard) -> PaperOut:
    """Return a paper as it is given out."""
    return PaperOut(
        id=card.id, file=card.file, short=card.short, title=card.title, kind=card.kind, body=card.body,
        meeting=card.meeting_date, status=card.status, paged=card.paged, pages=card.pages,
        pages_without_text=card.pages_without_text, items=card.items, exempt=card.exempt, supersedes=card.supersedes,
    )  # fmt: skip


def item_out(item: AgendaItem) -> ItemOut:
    """Return an agenda item as it is given out."""
    return ItemOut(
        ref=item.ref, title=item.title, first=item.first, last=item.last, part=item.part, purpose=item.purpose
    )


def page_out(card: PaperCard, page: Page) -> PageOut:
    """Return a page as it is given out."""
    return PageOut(
        paper=card.id, part=page.pdf_page, pdf_page=page.pdf_page if card.paged else None, printed_page=page.stamp,
        item=page.item, minute=page.minute, exempt=page.classification != "public", reading=page.reading,
        text=page.text,
    )  # fmt: skip


def entry_out(one: Recorded) -> EntryOut:
    """Return a register's entry as it is given out."""
    cited = [citation_out(c) for c in one.citations]
    entry = one.entry
    return EntryOut(
        body=one.body, meeting=one.meeting, item=entry.item, minute=entry.minute, fields=dict(entry.fields),
        citations=cited,
    )  # fmt: skip


def trail_out(trail: Trail) -> TrailOut:
    """Return a decision trail as it is given out."""
    return TrailOut(topic=trail.topic, steps=[_step(step) for step in trail.steps], note=trail.note)


def _step(step: Step) -> StepOut:
    return StepOut(
        date=step.day.isoformat() if step.day else None, body=step.body, step=step.kind, aside=step.aside,
        draft=step.draft, quote=step.quote, citations=[citation_out(c) for c in step.proof],
    )  # fmt: skip
