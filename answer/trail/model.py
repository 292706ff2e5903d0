"""What a decision trail is made of: dated steps, each quoted from the page it stands on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from answer.model import Citation, Claim

StepKind = Literal["proposed", "amended", "deferred", "decided", "action set", "reported back", "mentioned"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened with a matter: on `day`, at a meeting of `body`, proved by `citations`.

    `aside` is what the papers tell beside the quote: a vote, "lost", or that the report had asked for something else.
    `spoken` is a quoted row of a table with the heads of its columns, `vote` proves the vote that the `aside` tells.
    """

    kind: StepKind
    day: date | None
    body: str
    citations: tuple[Citation, ...]
    aside: str = ""
    spoken: str = ""
    vote: tuple[Citation, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether it stands in minutes that were not yet confirmed."""
        return any(c.paper.status == "draft" for c in self.citations)

    @property
    def proof(self) -> tuple[Citation, ...]:
        """All that proves it: the quote, and the vote beside it."""
        return (*self.citations, *self.vote)

    @property
    def quote(self) -> str:
        """The paper's own words, with a mark where some are left out between them."""
        return " … ".join(citation.quote for citation in self.citations)

    @property
    def label(self) -> str:
        """Read as "22 January 2025, decided (draft minutes)"."""
        day = f"{self.day.day} {self.day:%B %Y}" if self.day else "Undated"
        asides = [part for part in (self.aside, "draft minutes" if self.draft else "") if part]
        return f"{day}, {self.kind} ({'; '.join(asides)})" if asides else f"{day}, {self.kind}"


@dataclass(frozen=True, slots=True)
class Trail:
    """What happened with a matter, oldest first; `note` says how the trail ends, or why there is none.

    `several` says that the steps were taken by more than one board.
    """

    topic: str
    steps: tuple[Step, ...]
    note: str = ""
    several: bool = False

    @property
    def recorded(self) -> bool:
        """Whether anything was proposed, decided or to be done; else the matter is only mentioned."""
        return any(step.kind != "mentioned" for step in self.steps)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The steps as statements; the board is named where there are several."""
        return tuple(Claim(f"{self._where(step)}: {step.spoken or step.quote}", step.proof) for step in self.steps)

    def _where(self, step: Step) -> str:
        return f"{step.label} [{step.body}]" if self.several and step.body else step.label
