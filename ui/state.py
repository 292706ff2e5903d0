"""What one visitor's screen remembers between two clicks."""

from dataclasses import dataclass, field

import streamlit as st

from answer.model import Answer, Citation, Claim, Turn
from index.model import Intake, Scope
from people.model import ALONE, Person
from talks.store import Exchange

ZOOMS = (100, 150, 200)
_KEY = "askboard"
_PAGE = "page"


@dataclass(slots=True)
class Talk:
    """The conversation: what was asked, what waits to be asked, and the page that lies open beside it.

    `open_part` is the page (or part) shown, which the reader may turn away from the one cited;
    `opened` counts the pages opened and turned to, `zoom` is in percent of the pane's width.
    `uploads` counts the uploads so far: each gets a fresh, empty upload box. `kept` is the id under which the
    conversation is kept, with so many `kept_exchanges`; `whose` it is.
    `turned` says that a button led to another page or back, `so_far` what is said of the answer that is coming,
    `answered` counts the answers that came.
    `next_questions` could be asked next, after the answer and within the filter of `next_for`.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    asked: str | None = None
    cited: Citation | None = None
    open_part: int = 1
    opened: int = 0
    zoom: int = ZOOMS[0]
    intakes: list[Intake] = field(default_factory=list)
    uploads: int = 0
    kept: str | None = None
    kept_exchanges: int = 0
    whose: Person = ALONE
    turned: bool = False
    answered: int = 0
    so_far: list[Claim] = field(default_factory=list)
    next_questions: list[str] = field(default_factory=list)
    next_for: tuple[Answer, Scope] | None = None

    def history(self) -> list[Turn]:
        """Give the exchanges as turns, oldest first."""
        return [
            turn
            for exchange in self.exchanges
            for turn in (Turn("user", exchange.question), Turn("assistant", exchange.answer.text))
        ]

    def ask(self, question: str) -> None:
        """Leave a question for the next drawing of the screen."""
        self.asked = question

    def ask_instead(self, question: str) -> None:
        """Ask in the place of the newest question, whose answer goes."""
        self.exchanges.pop()
        self.kept_exchanges = -1
        self.ask(question)

    def stop(self, note: str) -> None:
        """Wait no more for an answer; what was proved of it so far stays, with a note."""
        if self.asked is not None and self.so_far:
            said = tuple(self.so_far)
            days = [one.day for claim in said for one in claim.citations if one.day]
            self.settle(Answer(self.asked, said, True, (), max(days, default=None), note=note))
        self.asked = None

    def settle(self, answer: Answer) -> None:
        """Keep the answer to the waiting question, which then waits no more."""
        if self.asked is not None:
            self.exchanges.append(Exchange(self.asked, answer))
            self.answered += 1
        self.asked = None

    def open(self, citation: Citation) -> None:
        """Lay the cited page open beside the conversation."""
        self.cited, self.open_part = citation, citation.part
        self.opened += 1

    def turn_page(self, step: int) -> None:
        """Show the page `step` pages further on, within the paper."""
        if self.cited is not None:
            self.open_part = min(max(self.open_part + step, 1), self.cited.paper.pages)
            self.opened += 1

    def enlarge(self, step: int) -> None:
        """Show the open page `step` sizes larger."""
        self.zoom = ZOOMS[min(max(ZOOMS.index(self.zoom) + step, 0), len(ZOOMS) - 1)]
        self.opened += 1

    def close(self) -> None:
        """Put the open page away."""
        self.cited = None

    def start_anew(self) -> None:
        """Forget the conversation, but keep what was said about uploads."""
        self.leave_page()
        self.exchanges.clear()
        self.asked = self.cited = self.kept = None
        self.kept_exchanges = 0

    @property
    def page(self) -> str:
        """The page that is shown in place of the conversation; the address names it, so that "back" leads out."""
        return st.query_params.get(_PAGE, "")

    def turn_to(self, page: str) -> None:
        """Turn to another page, which finds no address of another's choices; the conversation stays as it is."""
        st.query_params.from_dict({_PAGE: page})
        self.turned = True

    def leave_page(self) -> None:
        """Turn back to the conversation."""
        st.query_params.clear()
        self.turned = True


def current(person: Person = ALONE) -> Talk:
    """Give this visitor's conversation, a new one at the first visit and where they may see other papers than then."""
    talk: Talk = st.session_state.setdefault(_KEY, Talk(whose=person))
    if talk.whose != person:
        talk = st.session_state[_KEY] = Talk(whose=person)
    return talk
