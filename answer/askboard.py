"""The one door for screens, commands and the evaluation: papers in, proved answers out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answer.model import Answer, Claim, Turn
from answer.quoting import Quoter, numbered
from answer.registers.reading import Recorded
from answer.registers.telling import Teller
from answer.registers.terms import meanings
from answer.selecting import Selection, Selector, suggestions
from answer.understanding import (
    KINDS,
    Understood,
    dateless,
    strangers,
    term_asked,
    understand,
    wants_only_meaning,
)
from answer.writing import LanguageModelChoice, Writer
from errors import LanguageModelError, LibraryBusy, ReindexNeeded, UnknownPaper
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.intake import embed_anew, missing, original, take_in, take_out
from index.library import Library
from index.model import ANYONE, EVERYTHING, KEEPER, Hit, Intake, PaperCard, Pointer, Progress, Scope, Viewer
from index.retrieval import Retriever, names_meeting, of_meeting
from index.vectors import ChromaVectors, ExactVectors, Nearest
from ingest.coverage import Coverage, coverage_of
from ingest.model import AgendaItem, Page, Register
from ingest.pdf.picture import page_picture

READ = 10
OWN_WORDS = "These are the papers' own words."
KEPT_HERE = "Exempt passages are not sent to a language model on another machine."
SHORTLIST = 3


@dataclass(slots=True)
class _Parts:
    """What an open library is asked through."""

    retriever: Retriever
    selector: Selector
    quoter: Quoter
    teller: Teller
    writer: Writer | None


class Askboard:
    """An open library and all that can be asked of it."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        owned: ChromaVectors | None,
        language_model: LanguageModelChoice | None,
    ) -> None:
        self.library = library
        self.language_model = language_model.model if language_model else None
        self._embedder, self._owned = embedder, owned
        nearest: Nearest = owned or ExactVectors(library)
        quoter = Quoter(library)
        self._parts = _Parts(
            Retriever(library, embedder, nearest), Selector(library, embedder), quoter, Teller(library, quoter),
            Writer(library, language_model) if language_model else None,
        )  # fmt: skip

    @classmethod
    def open(
        cls,
        data: Path,
        embedding_model: str | None = None,
        language_model: LanguageModelChoice | None = None,
        own: bool = True,
    ) -> "Askboard":
        """Open the library in a data folder, making it where it is missing.

        With `own`, the vectors are Chroma's where no other process owns them; else they are searched exactly.
        """  # fmt: skip
        library = Library(data)
        chroma = ChromaVectors(library, data) if own else None
        try:
            if chroma:
                chroma.acquire()
        except LibraryBusy:
            chroma = None
        return cls(library, SentenceTransformerEmbedder(embedding_model), chroma, language_model)

    def close(self) -> None:
        """Let the vectors and the library go."""
        if self._owned:
            self._owned.close()
        self.library.store.close()

    def warm(self) -> None:
        """Load the models and open the vectors, so that the first question does not wait for them."""
        self._embedder.question("ready")
        if self._owned and self.library.papers(KEEPER):
            self._owned.follow()

    def papers(self, viewer: Viewer = ANYONE) -> list[PaperCard]:
        """Return the papers that a viewer may see, newest meeting first."""
        return self.library.papers(viewer)

    def items(self, paper_id: str, viewer: Viewer = ANYONE) -> list[AgendaItem]:
        """Return a paper's agenda items that a viewer may know of; none of a paper that cannot be seen."""
        return self.library.items(paper_id, viewer)

    def ask(
        self, question: str, history: Sequence[Turn] = (), viewer: Viewer = ANYONE, scope: Scope = EVERYTHING
    ) -> Answer:
        """Return the proved answer to a question, or word that it was not found."""
        *_, answer = self.ask_in_steps(question, history, viewer, scope)
        assert isinstance(answer, Answer)
        return answer

    def ask_in_steps(
        self, question: str, history: Sequence[Turn] = (), viewer: Viewer = ANYONE, scope: Scope = EVERYTHING
    ) -> Iterator[Claim | Answer]:
        """Yield each proved claim as soon as it is ready, and the whole answer last."""
        self._check_model()
        asked = understand(question, history)
        matter, hits, read = self._retrieved(asked, viewer, scope)
        if told := self._parts.teller.tell(asked, viewer, scope):
            yield from told.claims
            yield _answered(asked, told.claims, (hits, read), note=told.note)
            return
        claims: list[Claim] = []
        dropped: list[str] = []
        strength, writer = None, self._parts.writer
        note = f"{KEPT_HERE} {OWN_WORDS}" if writer and writer.barred(read) else ""
        try:
            for claim in writer.claims(asked, read, viewer) if writer and read and not note else ():
                if isinstance(claim, str):
                    dropped.append(claim)
                else:
                    claims = numbered([*claims, claim])
                    yield claims[-1]
        except LanguageModelError as error:
            note = f"{error}. {'The answer breaks off here.' if claims else OWN_WORDS}"
        if not claims and (note or dropped or not writer):
            note = note or (f"What the language model wrote could not be proved. {OWN_WORDS}" if dropped else "")
            chosen = self._chosen(matter, read, viewer, scope)
            strength = chosen.strength
            claims, lost = self._parts.quoter.claims(chosen.units, viewer)
            dropped += lost
            yield from claims
        if not claims:
            note = f"{note.removesuffix(OWN_WORDS)}{self._looked_at(question, hits, viewer)}"
        yield _answered(asked, claims, (hits, read), note=note, dropped=tuple(dropped), strength=strength)

    def picture(self, paper_id: str, pdf_page: int, viewer: Viewer = ANYONE, width: int = 1200) -> bytes:
        """Return a page as a PNG of `width` pixels; raise UnknownPaper for one that cannot be seen."""
        card = self._seen(paper_id, viewer)
        self.library.page(card.id, pdf_page, viewer)
        return page_picture(original(self.library, card.id, card.file), pdf_page, width)

    def page(self, paper_id: str, part: int, viewer: Viewer = ANYONE) -> Page:
        """Return a page, or a part of a paper without pages; raise UnknownPaper for one that cannot be seen."""
        return self.library.page(self._seen(paper_id, viewer).id, part, viewer)

    def register(self, register: Register, viewer: Viewer = ANYONE, scope: Scope = EVERYTHING) -> list[Recorded]:
        """Return a register's entries over all papers, newest first, each with its citations."""
        return self._parts.teller.registers.read(register, viewer, scope)

    def coverage(self, paper_id: str, viewer: Viewer = ANYONE) -> Coverage:
        """Return what was read of a paper, of the pages and items that a viewer may see."""
        return coverage_of(self.library.pages(paper_id, viewer), self.library.items(paper_id, viewer))

    def counts(self, paper_id: str, viewer: Viewer = ANYONE) -> dict[str, int]:
        """Return how many entries each register holds of a paper."""
        return self.library.counts(paper_id, viewer)

    def ingest(
        self, paths: Sequence[Path], progress: Callable[[Progress], None] | None = None, uploaded: bool = False
    ) -> list[Intake]:
        """Take papers in and return what became of each file; see `index.intake.take_in` for what it raises."""
        taken = take_in(self.library, self._embedder, paths, progress or (lambda _: None), uploaded)
        if self._owned:
            self._owned.follow()
        return taken

    def remove(self, name: str) -> PaperCard:
        """Remove a paper, by file name, id or short name, with its vectors and the kept file."""
        card = take_out(self.library, name)
        if self._owned:
            self._owned.follow()
        return card

    def check(self) -> list[str]:
        """Return what is wrong with the library or its vectors; nothing where both are whole."""
        found = self.library.faults()
        if found:
            return found
        found = [f"The kept file of {name} is missing: ingest it again" for name in missing(self.library)]
        return found + (self._owned.faults() if self._owned else [])

    def rebuild(self) -> int:
        """Embed every passage anew with the model of the settings, rebuild the vectors, return how many."""
        if not self._owned:
            raise LibraryBusy("Another Askboard is using the vectors: stop it, then rebuild")
        count = embed_anew(self.library, self._embedder)
        self._owned.rebuild()
        return count

    def suggestions(self, viewer: Viewer = ANYONE) -> list[str]:
        """Return up to four questions that the papers at hand can answer."""
        return suggestions(self.library, viewer)

    def _check_model(self) -> None:
        if self.library.model not in (None, self._embedder.name):
            raise ReindexNeeded(
                f"The vectors were made with the model {self.library.model}, the settings name {self._embedder.name}:"
                " run `askboard rebuild`"
            )

    def _seen(self, paper_id: str, viewer: Viewer) -> PaperCard:
        card = next((c for c in self.papers(viewer) if c.id == paper_id), None)
        if card is None:
            raise UnknownPaper("That paper is not in the library: it may have been removed or replaced")
        return card

    def _retrieved(self, asked: Understood, viewer: Viewer, scope: Scope) -> tuple[Understood, list[Hit], list[Hit]]:
        """Return what is looked for (without a month that only names a meeting), what was found, and what is read."""
        pointer = Pointer(asked.item, asked.minute, asked.month, asked.year, KINDS.get(asked.wanted))
        cards = {card.id: card for card in self.papers(viewer)}
        met = pointer.month is not None and any(names_meeting(pointer, c.meeting_date) for c in cards.values())
        matter = dateless(asked) if met else asked
        hits = self._parts.retriever.retrieve(matter.search, viewer, scope, pointer)
        of_it = [hit for hit in hits if met and of_meeting(pointer, hit.passage, cards[hit.passage.paper_id])]
        if not of_it or asked.wanted != "decision":
            return matter, hits, hits[:READ]
        # What another meeting decided is no answer to what this one did.
        return matter, of_it + [hit for hit in hits if hit not in of_it], of_it[:READ]

    def _chosen(self, asked: Understood, hits: Sequence[Hit], viewer: Viewer, scope: Scope) -> Selection:
        """Return what is quoted: the meanings of an abbreviation that is asked for, else what answers best."""
        if strangers(self.library, asked.question, viewer):
            return Selection()
        term = term_asked(asked.question)
        defined = meanings(self.library, term, viewer, scope) if term else []
        if defined or (term and wants_only_meaning(asked.question)):
            return Selection(defined)
        return self._parts.selector.select(asked, hits, viewer)

    def _looked_at(self, question: str, hits: Sequence[Hit], viewer: Viewer) -> str:
        """Say that nothing was found, and where it was looked for."""
        names = {card.id: card.short for card in self.papers(viewer)}
        if not names:
            return "There are no papers in the library yet."
        if unknown := strangers(self.library, question, viewer):
            return f"The papers in the library do not mention {' or '.join(unknown)}."
        places = dict.fromkeys(
            f"{names[h.passage.paper_id]}" + (f", item {h.passage.item}" if h.passage.item else "")
            for h in hits if h.passage.paper_id in names
        )  # fmt: skip
        where = f" The nearest passages are in: {'; '.join([*places][:SHORTLIST])}." if places else ""
        return f"The papers in the library do not say.{where}"


def _answered(
    asked: Understood,
    claims: Sequence[Claim],
    found: tuple[Sequence[Hit], Sequence[Hit]],
    note: str,
    dropped: tuple[str, ...] = (),
    strength: float | None = None,
) -> Answer:
    """Return the whole answer; `found` are the hits, and those that it draws on."""
    hits, read = map(tuple, found)
    days = [c.paper.meeting_date for claim in claims for c in claim.citations if c.paper.meeting_date]
    return Answer(
        asked.question, tuple(claims), bool(claims), hits, max(days, default=None),
        note=note, dropped=dropped, strength=strength, read=read,
    )  # fmt: skip
