"""The one door for screens, commands and the evaluation: papers in, proved answers out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.model import Answer, Claim, Turn
from answer.quoting import Quoter, numbered
from answer.selecting import Selector
from answer.understanding import (
    KINDS,
    Understood,
    dateless,
    meanings,
    strangers,
    term_asked,
    understand,
    wants_only_meaning,
)
from answer.units import Unit
from answer.writing import LanguageModelChoice, Writer
from errors import LanguageModelError, LibraryBusy, ReindexNeeded, UnknownPaper
from index.embedding import Embedder, SentenceTransformerEmbedder
from index.intake import original, take_in
from index.library import Library
from index.model import Hit, Intake, PaperCard, Pointer, Progress, Scope, Viewer
from index.owning import OwnerLock
from index.retrieval import Retriever, names_meeting, of_meeting
from index.vectors import ChromaVectors, ExactVectors, Nearest
from ingest.model import AgendaItem, Page
from ingest.pdf import page_picture

EVERYTHING = Scope()
ANYONE = Viewer()
READ = 10
OWN_WORDS = "These are the papers' own words."
SHORTLIST = 3
MOST_SUGGESTIONS = 4
ROUTINE = (
    "apolog",
    "declaration",
    "welcome",
    "minutes",
    "urgent",
    "date of",
    "exclusion",
    "action log",
    "work programme",
)


@dataclass(slots=True)
class _Parts:
    """What an open library is asked through."""

    retriever: Retriever
    selector: Selector
    quoter: Quoter
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
        self._embedder, self._owned = embedder, owned
        nearest: Nearest = owned or ExactVectors(library)
        self._parts = _Parts(
            Retriever(library, embedder, nearest), Selector(library, embedder), Quoter(library),
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
        if self._owned and self.library.papers():
            self._owned.follow()

    def papers(self, viewer: Viewer = ANYONE) -> list[PaperCard]:
        """Return the papers that a viewer may see, newest meeting first."""
        return self.library.papers() if viewer.groups else []

    def items(self, paper_id: str) -> list[AgendaItem]:
        """Return a paper's agenda items."""
        return self.library.items(paper_id)

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
        claims: list[Claim] = []
        dropped, note = 0, ""
        try:
            for claim in self._written(asked, read) if self._parts.writer else ():
                dropped += claim is None
                if claim:
                    claims = numbered([*claims, claim])
                    yield claims[-1]
        except LanguageModelError as error:
            note = f"{error}. {'The answer breaks off here.' if claims else OWN_WORDS}"
        if not claims and (note or dropped or not self._parts.writer):
            note = note or (f"What the language model wrote could not be proved. {OWN_WORDS}" if dropped else "")
            claims, lost = self._parts.quoter.claims(self._chosen(matter, read, viewer, scope))
            dropped += lost
            yield from claims
        if not claims:
            note = f"{note.removesuffix(OWN_WORDS)}{self._looked_at(question, hits, viewer)}"
        yield self._answer(asked, claims, hits, dropped, note)

    def picture(self, paper_id: str, pdf_page: int, viewer: Viewer = ANYONE, width: int = 1200) -> bytes:
        """Return a page as a PNG of `width` pixels; raise UnknownPaper for a paper that cannot be seen."""
        card = self._seen(paper_id, viewer)
        return page_picture(original(self.library, card.id, card.file), pdf_page, width)

    def page(self, paper_id: str, part: int, viewer: Viewer = ANYONE) -> Page:
        """Return a page, or a part of a paper without pages; raise UnknownPaper for one that cannot be seen."""
        return self.library.page(self._seen(paper_id, viewer).id, part)

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
        card = self.library.find(name)
        self.library.remove(card.id)
        original(self.library, card.id, card.file).unlink(missing_ok=True)
        if self._owned:
            self._owned.follow()
        return card

    def check(self) -> list[str]:
        """Return what is wrong with the library or its vectors; nothing where both are whole."""
        found = self.library.store.faults()
        if found:
            return found
        missing = [c.file for c in self.papers() if not original(self.library, c.id, c.file).exists()]
        found = [f"The kept file of {name} is missing: ingest it again" for name in missing]
        return found + (self._owned.faults() if self._owned else [])

    def rebuild(self) -> int:
        """Embed every passage anew with the model of the settings, rebuild the vectors, return how many."""
        if not self._owned:
            raise LibraryBusy("Another Askboard is using the vectors: stop it, then rebuild")
        lock = OwnerLock(self.library.store.folder / "ingest.lock", "ingesting papers")
        lock.acquire()
        try:
            return self._rebuilt(self._owned)
        finally:
            lock.release()

    def _rebuilt(self, owned: ChromaVectors) -> int:
        texts = self.library.texts()
        vectors = list(self._embedder.passages([text for _, text in texts]))
        rows = np.vstack(vectors) if vectors else np.zeros((0, 0), dtype=np.float32)
        self.library.replace_vectors({n: rows[i] for i, (n, _) in enumerate(texts)}, self._embedder.name)
        owned.rebuild()
        return len(texts)

    def suggestions(self, viewer: Viewer = ANYONE) -> list[str]:
        """Return up to four questions that the papers at hand can answer."""
        return _suggestions(self.library, viewer)

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

    def _chosen(self, asked: Understood, hits: Sequence[Hit], viewer: Viewer, scope: Scope) -> list[Unit]:
        """Return what is quoted: the meanings of an abbreviation that is asked for, else what answers best."""
        if strangers(self.library, asked.question, viewer):
            return []
        term = term_asked(asked.question)
        defined = meanings(self.library, term, viewer, scope) if term else []
        if defined or (term and wants_only_meaning(asked.question)):
            return defined
        return self._parts.selector.select(asked, hits, viewer)

    def _written(self, asked: Understood, hits: Sequence[Hit]) -> Iterator[Claim | None]:
        return self._parts.writer.claims(asked, hits) if self._parts.writer and hits else iter(())

    def _answer(
        self, asked: Understood, claims: Sequence[Claim], hits: Sequence[Hit], dropped: int, note: str
    ) -> Answer:
        days = [c.paper.meeting_date for claim in claims for c in claim.citations if c.paper.meeting_date]
        return Answer(
            asked.question,
            tuple(claims),
            bool(claims),
            tuple(hits),
            max(days, default=None),
            note=note,
            dropped=dropped,
        )

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


def _suggestions(library: Library, viewer: Viewer) -> list[str]:
    """Return up to four questions about the newest meetings' items, which the papers can answer."""
    cards = library.papers() if viewer.groups else []
    found = [question for card in cards if card.kind == "agenda pack" for question in _of_pack(library, card)]
    found = found or [f"What is {card.title} about?" for card in cards]
    return found[:MOST_SUGGESTIONS]


def _of_pack(library: Library, card: PaperCard) -> list[str]:
    items = [i for i in library.items(card.id) if i.first and i.part == "public" and i.title]
    told = [i for i in items if not any(word in i.title.lower() for word in ROUTINE)]
    when = f" ({card.meeting_date:%B %Y})" if card.meeting_date else ""
    forms = ("What is the board asked to do in item {ref}{when}, {title}?", "What does the report on {title} say?")
    titles = [i.title.split(":")[0].split(" (")[0].strip() for i in told]
    return [forms[n % 2].format(ref=i.ref, when=when, title=titles[n]) for n, i in enumerate(told[:2])]
