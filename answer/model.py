"""What an answer is made of: claims, each proved by citations that quote the page they name."""

from dataclasses import dataclass
from datetime import date

from index.model import Hit, PaperCard
from ingest.model import Box, Passage


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands; `boxes` are the quoted lines on the page picture.

    `pdf_page` is None for a paper without pages (all but PDF): `part` then opens it. `mark` says what became of the
    paper: "replaced by …".
    """

    number: int
    paper: PaperCard
    passage: Passage
    quote: str
    part: int
    pdf_page: int | None
    stamp: str | None
    item: str | None
    boxes: tuple[Box, ...] = ()
    paragraph: str | None = None
    mark: str = ""

    @property
    def day(self) -> date | None:
        """The day of the meeting whose words are quoted: that of minutes that are bound into another's paper."""
        return self.passage.meeting or self.paper.meeting_date

    @property
    def place(self) -> str:
        """Read as people cite: "2015 pack, item 9, para 2.2, page 60 (PDF 60)"."""
        marks = ["draft"] if self.paper.status == "draft" else []
        marks += [self.mark] if self.mark else []
        parts = [self.paper.short + "".join(f" ({mark})" for mark in marks)]
        parts += [f"item {self.item}"] if self.item else []
        parts += [self._minutes] if self.passage.meeting else []
        parts += [f"minute {self.passage.minute}"] if self.passage.minute else []
        parts += [f"para {self.paragraph}"] if self.paragraph else []
        if self.pdf_page is None:
            parts += [f"section “{self.passage.section}”"] if self.passage.section else []
        elif self.stamp:
            parts.append(f"page {self.stamp} (PDF {self.pdf_page})")
        else:
            parts.append(f"PDF page {self.pdf_page}")
        return ", ".join(parts)

    @property
    def pasted(self) -> str:
        """Read as officers paste it: "Kent Health and Wellbeing Board, 28 January 2015, item 9, para 2.2, p. 60"."""
        body = self.passage.body or self.paper.body
        parts = [body or self.paper.title] + ([f"{self.day.day} {self.day:%B %Y}"] if self.day else [])
        parts += ["draft minutes" if self.paper.kind == "minutes" else "draft"] if self.paper.status == "draft" else []
        parts += [f"item {self.item}"] if self.item else []
        parts += [f"minute {self.passage.minute}"] if self.passage.minute else []
        parts += [f"para {self.paragraph}"] if self.paragraph else []
        if self.pdf_page is None:
            parts += [f"section “{self.passage.section}”"] if self.passage.section else []
        else:
            parts.append(f"p. {self.stamp}" if self.stamp else f"PDF p. {self.pdf_page}")
        return ", ".join([*parts, self.mark] if self.mark else parts)

    @property
    def _minutes(self) -> str:
        """The bound minutes, with the name of their board where it is not the paper's own."""
        body = self.passage.body or ""
        own = set(body.lower().split()) <= set((self.paper.body or "").lower().split())
        return self.passage.minutes_of if own else f"{body} {self.passage.minutes_of}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer and what proves it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A proved answer, or (`found` False) word of what was looked at.

    `as_at` is the day of the newest meeting cited; `dropped` are claims that could not be proved. `strength` says how
    likely the best evidence is to answer (0 to 1; None where none was weighed), `read` the hits it draws on. Where
    nothing was found, `nearest` is what comes nearest and does not answer.
    """

    question: str
    claims: tuple[Claim, ...]
    found: bool
    hits: tuple[Hit, ...]
    as_at: date | None = None
    conflicts: tuple[Claim, ...] = ()
    note: str = ""
    dropped: tuple[str, ...] = ()
    strength: float | None = None
    read: tuple[Hit, ...] = ()
    standing: tuple[Claim, ...] = ()
    nearest: tuple[Claim, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations in the order of their numbers, each once."""
        unique = {c.number: c for claim in (*self.claims, *self.conflicts, *self.standing) for c in claim.citations}
        return tuple(unique[number] for number in sorted(unique))

    @property
    def text(self) -> str:
        """The answer as the reader sees it, citations as [1]."""
        told = (*self.claims, *self.conflicts, *self.standing)
        lines = [claim.text + "".join(f" [{c.number}]" for c in claim.citations) for claim in told]
        return "\n".join([*lines, self.note] if self.note else lines)
