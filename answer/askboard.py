"""The one door for screens, commands and the evaluation: papers in, proved answers out."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from answer.answering import Answering, Road
from answer.model import Answer, Claim, Turn
from answer.quoting import Quoter
from answer.registers.reading import Recorded
from answer.registers.telling import Teller
from answer.registers.voting import Voting
from answer.selecting.choosing import Selector
from answer.selecting.following_up import follow_ups
from answer.selecting.picking import Weighed
from answer.selecting.suggesting import suggestions
from answer.standing.telling import Standing
from answer.trail.following import Follower
from answer.trail.model import Trail
from answer.writing.streaming import LanguageModel
from answer.writing.writer import Writer
from errors import LibraryBusy, ReindexNeeded, UnknownPaper
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.evidence.cross import CrossEncoderReader
from index.evidence.reader import EvidenceReader, Reader
from index.intake import embed_anew, missing, original, take_in, take_out
from index.library import Library
from index.model import ANYONE, EVERYTHING, KEEPER, Intake, PaperCard, Progress, Scope, Viewer
from index.retrieval import Retriever
from index.vectors import ChromaVectors, ExactVectors, Nearest
from ingest.coverage import Coverage, coverage_of
from ingest.model import AgendaItem, Page, Register
from ingest.pdf.picture import page_cut_out, page_picture, page_printed


class Askboard:
    """An open library and all that can be asked of it."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        owned: ChromaVectors | None,
        language_model: LanguageModel | None,
        reader: Reader | None = None,
    ) -> None:
        self.library = library
        self.language_model = language_model.model if language_model else None
        self._embedder, self._owned = embedder, owned
        nearest: Nearest = owned or ExactVectors(library)
        quoter = Quoter(library)
        writer = Writer(library, language_model) if language_model else None
        self._teller, self._writer, self._reader = Teller(library, quoter), writer, reader or EvidenceReader()
        retriever, selector = Retriever(library, embedder, nearest), Selector(library, self._reader)
        self._follower = Follower(library, embedder, nearest, quoter)
        standing, voting = Standing(library, quoter), Voting(library, quoter)
        road = Road(retriever, selector, quoter, self._teller, voting, standing, self._follower, writer)
        self._answering = Answering(library, road)

    @classmethod
    def open(
        cls,
        data: Path,
        embedding_model: str | None = None,
        language_model: LanguageModel | None = None,
        own: bool = True,
        cross_encoder: str | None = None,
    ) -> "Askboard":
        """Open the library in a data folder, making it where it is missing.

        With `own`, the vectors are Chroma's where no other process owns them; else they are searched exactly. A
        `cross_encoder` reads for the evidence in place of Askboard's own reader.
        """  # fmt: skip
        library = Library(data)
        chroma = ChromaVectors(library, data) if own else None
        try:
            if chroma:
                chroma.acquire()
        except LibraryBusy:
            chroma = None
        reader = CrossEncoderReader(cross_encoder) if cross_encoder else EvidenceReader()
        return cls(library, SentenceTransformerEmbedder(embedding_model), chroma, language_model, reader)

    def close(self) -> None:
        """Let the vectors and the library go."""
        if self._owned:
            self._owned.close()
        if self._writer:
            self._writer.close()
        self.library.store.close()

    def warm(self) -> None:
        """Load the models and open the vectors, so that the first question does not wait for them."""
        self._embedder.question("ready")
        self._reader.read("ready", [("", ["ready"])])
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
        yield from self._answering.in_steps(question, history, viewer, scope)

    def weighed(
        self, question: str, history: Sequence[Turn] = (), viewer: Viewer = ANYONE, scope: Scope = EVERYTHING
    ) -> list[Weighed]:
        """Return every unit that is weighed for a question, with what was seen of it."""
        return self._answering.weighed(question, history, viewer, scope)

    def picture(self, paper_id: str, pdf_page: int, viewer: Viewer = ANYONE, width: int = 1200) -> bytes:
        """Return a page as a PNG of `width` pixels; raise UnknownPaper for one that cannot be seen."""
        card = self._seen(paper_id, viewer)
        self.library.page(card.id, pdf_page, viewer)
        return page_picture(original(self.library, card.id, card.file), pdf_page, width)

    def page_file(self, paper_id: str, pdf_page: int, viewer: Viewer = ANYONE) -> bytes:
        """Return a page as a PDF of its own; raise UnknownPaper for one that cannot be seen.

        Of a paper that the viewer may see only in part it is the page's picture, so that nothing else comes along.
        """
        card = self._seen(paper_id, viewer)
        self.library.page(card.id, pdf_page, viewer)
        whole = len(self.library.pages(card.id, viewer)) == len(self.library.pages(card.id, KEEPER))
        made = page_cut_out if whole else page_printed
        return made(original(self.library, card.id, card.file), pdf_page)

    def page(self, paper_id: str, part: int, viewer: Viewer = ANYONE) -> Page:
        """Return a page, or a part of a paper without pages; raise UnknownPaper for one that cannot be seen."""
        return self.library.page(self._seen(paper_id, viewer).id, part, viewer)

    def register(self, register: Register, viewer: Viewer = ANYONE, scope: Scope = EVERYTHING) -> list[Recorded]:
        """Return a register's entries over all papers, newest first, each with its citations."""
        return self._teller.registers.read(register, viewer, scope)

    def trail(self, topic: str, viewer: Viewer = ANYONE, scope: Scope = EVERYTHING) -> Trail:
        """Return what happened with a matter over all papers, oldest first: proposed, decided, reported back."""
        self._check_model()
        return self._follower.follow(topic, viewer, scope)

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

    def withhold(self, name: str) -> PaperCard:
        """Mark a paper, by file name, id or short name, as not for publication, with what is attached to it."""
        card = self.library.find(name)
        self.library.withhold(card.id)
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

    def follow_ups(
        self, answer: Answer, history: Sequence[Turn] = (), viewer: Viewer = ANYONE, scope: Scope = EVERYTHING
    ) -> list[str]:
        """Return up to three questions about an answer's matter that the papers answer; no model is run for them."""
        return follow_ups(self.library, answer, history, viewer, scope)

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
