"""What can be read at every door, within limits: each read is a viewer's, and what they may not see does not exist."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import TypeVar

from answer.askboard import Askboard
from answer.model import Answer, Turn
from answer.registers.reading import Recorded
from errors import AskboardError, PaperError, UnknownPaper
from index.model import EVERYTHING, PaperCard, Scope, Viewer
from ingest.agenda.refs import tidy, within
from ingest.model import REGISTERS
from serving import shapes

T = TypeVar("T")
AT_ONCE, WAITING, SECONDS = 2, 30, 60.0
MOST_ROWS, LAST_OFFSET, LAST_PAGE = 200, 1_000_000, 1_000_000
NO_PAPER, NO_PAGE = "That paper is not in the library", "That page is not in the library"
NO_PICTURE = "That page has no picture: read its text"
NO_REGISTER = f"There is no such register: there are {', '.join(REGISTERS)}"
NOWHERE = "No paper in the library is within that scope"
TOO_LONG = "That took too long and was stopped: ask a narrower question"
BUSY = "Too many questions at once: try again in a few seconds"
UNREADABLE = "The library cannot be read just now: whoever runs this Askboard finds out why with `askboard check`"


class Refused(AskboardError):
    """A request that gets no answer; `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Desk:
    """Answer one viewer at a time from an open board."""

    def __init__(self, board: Askboard, seconds: float = SECONDS) -> None:
        self._board, self._seconds = board, seconds

    def ask(self, asked: shapes.Asked, viewer: Viewer) -> shapes.AnswerOut:
        """Return the proved answer; raise Refused where the scope holds no paper or the time is up."""
        question = clean(asked.question)
        scope = self._scope(asked.scope, viewer)
        turns = [Turn(turn.role, turn.content) for turn in asked.turns]
        return shapes.answer_out(question, self._answer(question, turns, viewer, scope))

    def papers(self, viewer: Viewer, offset: int, limit: int) -> shapes.PapersOut:
        """Return some of the papers, newest meeting first."""
        cards = self._board.papers(viewer)
        chosen = [shapes.paper_out(card) for card in cards[offset : offset + limit]]
        return shapes.PapersOut(total=len(cards), offset=offset, papers=chosen)

    def paper(self, paper: str, viewer: Viewer) -> shapes.PaperOut:
        """Return one paper."""
        return shapes.paper_out(self._card(paper, viewer))

    def items(self, paper: str, viewer: Viewer) -> shapes.ItemsOut:
        """Return a paper's agenda items."""
        found = self._board.items(self._card(paper, viewer).id, viewer)
        return shapes.ItemsOut(paper=paper, items=[shapes.item_out(item) for item in found])

    def page(self, paper: str, number: int, viewer: Viewer) -> shapes.PageOut:
        """Return a page's text."""
        card = self._card(paper, viewer)
        try:
            return shapes.page_out(card, self._board.page(card.id, number, viewer))
        except UnknownPaper as error:
            raise Refused(404, NO_PAGE) from error

    def picture(self, paper: str, number: int, viewer: Viewer) -> bytes:
        """Return a page as a PNG."""
        self.page(paper, number, viewer)
        if not self._card(paper, viewer).paged:
            raise Refused(404, NO_PICTURE)
        try:
            return self._board.picture(paper, number, viewer)
        except UnknownPaper as error:
            raise Refused(404, NO_PAGE) from error
        except PaperError as error:
            raise Refused(404, NO_PICTURE) from error

    def register(
        self, name: str, viewer: Viewer, narrowed: shapes.ScopeIn, rows: tuple[int, int], words: str = ""
    ) -> shapes.RegisterOut:
        """Return the (offset, limit) `rows` of a register's entries, of those that hold all of some words."""
        register = next((one for one in REGISTERS if one == name), None)
        if register is None:
            raise Refused(404, NO_REGISTER)
        entries = self._board.register(register, viewer, self._scope(narrowed, viewer))
        wanted = words.casefold().split()
        found = [entry for entry in entries if _holds(entry, wanted)]
        offset, limit = rows
        told = [shapes.entry_out(one) for one in found[offset : offset + limit]]
        return shapes.RegisterOut(register_name=name, total=len(found), offset=offset, entries=told)

    def trail(self, topic: str, viewer: Viewer) -> shapes.TrailOut:
        """Return what became of a matter."""
        return shapes.trail_out(self._board.trail(clean(topic), viewer))

    def _answer(self, question: str, turns: list[Turn], viewer: Viewer, scope: Scope) -> Answer:
        """Return the last of the steps; a question that takes too long is given up between two of them."""
        ends = time.monotonic() + self._seconds
        for step in self._board.ask_in_steps(question, turns, viewer, scope):
            if isinstance(step, Answer):
                return step
            if time.monotonic() > ends:
                raise Refused(504, TOO_LONG)
        raise AssertionError("a question ends with its answer")

    def _card(self, paper: str, viewer: Viewer) -> PaperCard:
        card = next((card for card in self._board.papers(viewer) if card.id == paper), None)
        if card is None:
            raise Refused(404, NO_PAPER)
        return card

    def _scope(self, asked: shapes.ScopeIn, viewer: Viewer) -> Scope:
        """Return the papers within a scope; an empty set would narrow nothing, so that nowhere is refused."""
        if asked == shapes.ScopeIn():
            return EVERYTHING
        held = [card for card in self._board.papers(viewer) if _within(card, asked)]
        under = {card.id: self._refs(card, asked.item, viewer) for card in held} if asked.item else {}
        papers = frozenset(card.id for card in held if under.get(card.id, True))
        if not papers:
            raise Refused(404, NOWHERE)
        return Scope(papers, items=frozenset(chain.from_iterable(under.values())))

    def _refs(self, card: PaperCard, item: str, viewer: Viewer) -> set[str]:
        """Return an item of a paper and those under it."""
        refs = {one.ref for one in self._board.items(card.id, viewer)}
        return {ref for ref in refs if within(tidy(ref), tidy(item))}


class Pool:
    """Do the work of requests in a few threads; what cannot be done soon is refused."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="askboard-door")
        self._most, self._seconds = at_once + waiting, seconds
        self._going = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return what some work gives; raise Refused where too much is going on or it takes too long."""
        if self._going >= self._most:
            raise Refused(503, BUSY)
        self._going += 1
        loop = asyncio.get_running_loop()
        done: Future[T] = self._threads.submit(work)
        # Counted until it has ended: work that was given up still holds its thread.
        done.add_done_callback(lambda _: loop.call_soon_threadsafe(self._ended))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(done), self._seconds)
        except TimeoutError as error:
            raise Refused(504, TOO_LONG) from error

    def close(self) -> None:
        """Begin no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ended(self) -> None:
        self._going -= 1


def clean(text: str) -> str:
    """Return text without marks that cannot be seen or stored; raise Refused where nothing is left."""
    kept = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not kept:
        raise Refused(400, "The question is empty: ask one in words")
    return kept


def _within(card: PaperCard, asked: shapes.ScopeIn) -> bool:
    same_body = asked.body is None or (card.body or "").casefold() == asked.body.casefold()
    same_kind = asked.kind is None or card.kind == asked.kind.casefold()
    same_day = asked.meeting is None or card.meeting_date == asked.meeting
    return same_body and same_kind and same_day and asked.paper in (None, card.id)


def _holds(one: Recorded, words: list[str]) -> bool:
    said = f"{one.entry.text} {' '.join(value for _, value in one.entry.fields)}".casefold()
    return all(word in said for word in words)
