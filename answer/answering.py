"""The road from a question to its answer: understand, retrieve, read, then tell, write or quote, and prove."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from answer.model import Answer, Claim, Turn
from answer.quoting import Quoter, numbered
from answer.registers.telling import Teller, Told
from answer.registers.terms import meanings
from answer.registers.voting import Voting
from answer.selecting.choosing import Selection, Selector
from answer.selecting.picking import Weighed
from answer.standing.telling import Standing
from answer.trail.following import Follower
from answer.understanding.model import Understood
from answer.understanding.names import strangers, term_asked, wants_only_meaning
from answer.understanding.pointing import known_of, pointed
from answer.understanding.reading import understand
from answer.understanding.readings import readings
from answer.writing.writer import Writer
from errors import LanguageModelError
from index.library import Library
from index.model import Hit, Scope, Viewer
from index.retrieval import Retriever, of_meeting
from index.wording.spelling import put_right, with_capitals

READ = 10
OWN_WORDS = "These are the papers' own words."
KEPT_HERE = "Exempt passages are not sent to a language model on another machine."
SHORTLIST = 3


@dataclass(frozen=True, slots=True)
class Road:
    """The parts that a question goes through; `writer` only where there is a language model."""

    retriever: Retriever
    selector: Selector
    quoter: Quoter
    teller: Teller
    voting: Voting
    standing: Standing
    follower: Follower
    writer: Writer | None


@dataclass(slots=True)
class _Course:
    """How far one question has come: what was found and read for it, and what is said so far."""

    asked: Understood
    viewer: Viewer
    scope: Scope
    matter: Understood
    readings: tuple[str, ...]
    hits: list[Hit]
    read: list[Hit]
    weighed: list[Weighed] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    note: str = ""
    strength: float | None = None
    nearest: tuple[Claim, ...] = ()

    @property
    def _read_as(self) -> str:
        return f"Read as “{self.asked.read_as}”." if self.asked.read_as else ""

    @property
    def answer(self) -> Answer:
        """The whole answer."""
        days = [c.day for claim in self.claims for c in claim.citations if c.day]
        return Answer(
            self.asked.question, tuple(self.claims), bool(self.claims), tuple(self.hits), max(days, default=None),
            note=" ".join(filter(None, (self._read_as, self.note))),
            dropped=tuple(self.dropped), strength=self.strength, read=tuple(self.read),
            nearest=() if self.claims else self.nearest,
        )  # fmt: skip


class Answering:
    """Answer questions over a library."""

    def __init__(self, library: Library, road: Road) -> None:
        self._library, self._road = library, road

    def in_steps(
        self, question: str, history: Sequence[Turn], viewer: Viewer, scope: Scope
    ) -> Iterator[Claim | Answer]:
        """Yield each proved claim as soon as it is ready, and the whole answer last."""
        course = self._retrieved(self._understood(question, history, viewer, scope), viewer, scope)
        if trail := self._road.follower.tell(course.asked, viewer, scope):
            course.claims, course.note = list(trail.claims), trail.note
            yield from course.claims
            yield course.answer
            return
        if told := self._registered(course):
            course.claims, course.note = self._road.standing.marked(told.claims, viewer), told.note
            yield from course.claims
            yield self._stood(course)
            return
        self._read(course)
        yield from self._written(course)
        if not course.claims and (course.note or course.dropped or not self._road.writer):
            yield from self._quoted(course)
        if not course.claims:
            course.note = f"{course.note.removesuffix(OWN_WORDS)}{self._looked_at(course)}"
        yield self._stood(course)

    def weighed(self, question: str, history: Sequence[Turn], viewer: Viewer, scope: Scope) -> list[Weighed]:
        """Return the units that would be weighed for a question."""
        course = self._retrieved(self._understood(question, history, viewer, scope), viewer, scope)
        self._read(course)
        return course.weighed

    def _understood(self, question: str, history: Sequence[Turn], viewer: Viewer, scope: Scope) -> Understood:
        """Return what is asked; one item that the asker looks in is as good as named."""
        spelling = partial(put_right, library=self._library, viewer=viewer)
        capitals = partial(with_capitals, library=self._library, viewer=viewer)
        asked = understand(question, history, spelling, capitals)
        if asked.item or len(scope.items) != 1:
            return asked
        return understand(f"{question} (item {next(iter(scope.items))})", history, spelling, capitals)

    def _registered(self, course: _Course) -> Told | None:
        """Return what a register answers whole."""
        asked = course.asked, course.viewer, course.scope
        return self._road.teller.tell(*asked) or self._road.voting.tell(*asked)

    def _stood(self, course: _Course) -> Answer:
        """Return the whole answer, with how far it still stands."""
        stood = self._road.standing.of(course.asked, course.claims, course.hits, course.viewer, course.scope)
        answer = replace(course.answer, conflicts=stood.conflicts, standing=stood.standing)
        days = [c.day for c in answer.citations if c.day]
        return replace(answer, as_at=max(days, default=None))

    def _retrieved(self, asked: Understood, viewer: Viewer, scope: Scope) -> _Course:
        """Find passages; a month that only names a meeting is not looked for."""
        cards, bound = {card.id: card for card in self._library.papers(viewer)}, self._library.bound_minutes(viewer)
        known = known_of(cards.values(), bound)
        matter, pointer = pointed(asked, known)
        put = readings(asked, known.days, known.bodies)
        met = matter is not asked
        hits = self._road.retriever.retrieve(matter.search, viewer, scope, pointer)
        of_it = [hit for hit in hits if met and of_meeting(pointer, hit.passage, cards[hit.passage.paper_id])]
        if not of_it or asked.wanted != "decision":
            return _Course(asked, viewer, scope, matter, put, hits, hits[:READ])
        # What another meeting decided is no answer to what this one did.
        ordered = of_it + [hit for hit in hits if hit not in of_it]
        return _Course(asked, viewer, scope, matter, put, ordered, of_it[:READ])

    def _read(self, course: _Course) -> None:
        """Weigh what the best passages say and put them in order anew."""
        course.weighed = self._road.selector.weigh(course.readings, course.matter, course.read, course.viewer)
        read = self._road.selector.ranked(course.read, course.weighed)
        known = {hit.passage.id for hit in read}
        course.read, course.hits = read, [*read, *(hit for hit in course.hits if hit.passage.id not in known)]

    def _written(self, course: _Course) -> Iterator[Claim]:
        """Yield what a language model writes and the passages prove."""
        writer = self._road.writer
        if writer is None or not course.read:
            return
        if writer.barred(course.read):
            course.note = f"{KEPT_HERE} {OWN_WORDS}"
            return
        try:
            for claim in writer.claims(course.asked, course.read, course.viewer):
                if isinstance(claim, str):
                    course.dropped.append(claim)
                else:
                    course.claims = self._road.standing.marked(numbered([*course.claims, claim]), course.viewer)
                    yield course.claims[-1]
        except LanguageModelError as error:
            course.note = f"{error}. {'The answer breaks off here.' if course.claims else OWN_WORDS}"

    def _quoted(self, course: _Course) -> Iterator[Claim]:
        """Yield the papers' own words."""
        if not course.note and course.dropped:
            course.note = f"What the language model wrote could not be proved. {OWN_WORDS}"
        chosen = self._chosen(course)
        course.strength = chosen.strength
        claims, lost = self._road.quoter.claims(chosen.units, course.viewer)
        marked = self._road.standing.marked(claims, course.viewer)
        course.claims = self._road.standing.ordered(course.asked, marked, course.viewer)
        course.dropped += lost
        if chosen.nearest:
            nearest, _ = self._road.quoter.claims([chosen.nearest], course.viewer)
            course.nearest = tuple(nearest)
        yield from course.claims

    def _chosen(self, course: _Course) -> Selection:
        """Return what is quoted: the meanings of an abbreviation that is asked for, else what answers best."""
        question = course.asked.question
        if strangers(self._library, question, course.viewer):
            return Selection()
        term = term_asked(question)
        defined = meanings(self._library, term, course.viewer, course.scope) if term else []
        if defined or (term and wants_only_meaning(question)):
            return Selection(defined)
        return self._road.selector.select(course.matter, course.weighed, course.viewer)

    def _looked_at(self, course: _Course) -> str:
        """Say that nothing was found, and where it was looked for."""
        names = {card.id: card.short for card in self._library.papers(course.viewer)}
        if not names:
            return "There are no papers in the library yet."
        if unknown := strangers(self._library, course.asked.question, course.viewer):
            return f"The papers in the library do not mention {' or '.join(unknown)}."
        places = dict.fromkeys(
            f"{names[h.passage.paper_id]}" + (f", item {h.passage.item}" if h.passage.item else "")
            for h in course.hits if h.passage.paper_id in names
        )  # fmt: skip
        where = f" The nearest passages are in: {'; '.join([*places][:SHORTLIST])}." if places else ""
        return f"The papers in the library do not say.{where}"
