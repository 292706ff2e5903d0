"""The library: papers, pages, items and passages with their vectors, kept in SQLite."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from errors import LibraryDamaged, ReindexNeeded, UnknownPaper
from index.embedding import Vectors, context_of, embedded_text
from index.model import ANYONE, EXEMPT, KEEPER, PUBLIC, PaperCard, Scope, Viewer, with_short_names
from index.sqlite.conditions import allowed, groups_of, marks, within, words_of
from index.sqlite.rows import card_of, entry_of, item_of, page_of, passage_of, write_paper, write_passages
from index.sqlite.store import Store, change_note
from ingest.model import AgendaItem, Entry, Page, Paper, Passage, Register
from ingest.passages import passage_id

VECTOR_BYTES = np.dtype(np.float32).itemsize
PASSAGE = (
    "p.id, p.paper_id, p.text, p.spans, p.item, p.section, p.paragraph, p.minute, p.kind, p.access_group, p.rows,"
    " p.body, p.meeting"
)
# Behind the source of the paper that holds it, before the name of an attached file.
ATTACHED = "#attached:"
WITHHELD = "withheld: "
OF_SOURCE = f"instr(source, ? || '{ATTACHED}') = 1"
# ?1 is the viewer's groups.
SEEN = "access_group IN (SELECT value FROM json_each(?1))"
CARDS = f"""
SELECT * FROM (
    SELECT p.*,
        (SELECT COUNT(*) FROM pages WHERE paper_id = p.id AND {SEEN}) AS pages,
        (SELECT COUNT(*) FROM pages WHERE paper_id = p.id AND {SEEN} AND access_group <> '{PUBLIC}') AS exempt,
        (SELECT COUNT(*) FROM json_each(p.pages_without_text) e JOIN pages
            ON paper_id = p.id AND pdf_page = e.value AND {SEEN}) AS without_text,
        (SELECT COUNT(*) FROM items WHERE paper_id = p.id AND {SEEN}) AS items,
        (SELECT COUNT(*) FROM passages WHERE paper_id = p.id AND {SEEN}) AS passages
    FROM papers p
) WHERE pages > 0 ORDER BY meeting_date DESC, file
"""


class Key(NamedTuple):
    """What a vector belongs to: the passage's number and id, its paper and its access group."""

    number: int
    passage_id: str
    paper_id: str
    group: str


class Library:
    """Read and write papers; every read is a viewer's, for whom what they may not see does not exist.

    A read that names no viewer is anyone's: what is public.
    """

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    @property
    def change(self) -> int:
        """The change sequence: it grows with every write, so that others can follow."""
        return int(self.store.note("change") or 0)

    def put(self, paper: Paper, source: str, passages: Sequence[Passage], vectors: Vectors, model: str) -> None:
        """Write a paper and its passages, in place of what came from the same source; all or nothing.

        `vectors`, made by `model`, have the shape (passages, dimension); raise ReindexNeeded for another dimension.
        """
        if vectors.size and self.dimension not in (None, 0, vectors.shape[1]):
            message = f"{self.dimension} dimensions, the model {model} makes {vectors.shape[1]}: run `askboard rebuild`"
            raise ReindexNeeded(f"The library's vectors have {message}")
        with self.store.transaction() as db:
            db.execute(f"DELETE FROM papers WHERE source = ? OR id = ? OR {OF_SOURCE}", (source, paper.id, source))
            write_paper(db, paper, source)
            write_passages(db, passages, [context_of(paper, passage) for passage in passages], vectors)
            change_note(db, "model", model)
            change_note(db, "dimension", str(vectors.shape[1] if vectors.size else self.dimension or 0))
            change_note(db, "change", str(self.change + 1))

    def remove(self, paper_id: str) -> None:
        """Remove a paper with all that was made of it and what was attached to it."""
        with self.store.transaction() as db:
            source = self.source_of(paper_id)
            db.execute(f"DELETE FROM papers WHERE id = ? OR {OF_SOURCE}", (paper_id, source))
            db.execute("DELETE FROM meta WHERE key = ?", (f"{WITHHELD}{source}",))
            change_note(db, "change", str(self.change + 1))

    def withhold(self, paper_id: str) -> None:
        """Keep a paper, what is attached to it and what replaces it from all who may not see exempt papers."""
        ids = [(EXEMPT, one) for one in (paper_id, *self.attached(paper_id))]
        with self.store.transaction() as db:
            for table in ("pages", "items", "passages", "entries"):
                db.executemany(f"UPDATE {table} SET access_group = ? WHERE paper_id = ?", ids)
            change_note(db, f"{WITHHELD}{self.source_of(paper_id)}", "by hand")
            change_note(db, "change", str(self.change + 1))

    def withheld(self, source: str) -> bool:
        """Tell whether what comes from a source was withheld by hand."""
        return self.store.note(f"{WITHHELD}{source}") is not None

    def find(self, name: str) -> PaperCard:
        """Return the paper of that id, short name or file name, for its keeper; raise UnknownPaper if not just one."""
        cards = self.papers(KEEPER)
        found = [c for c in cards if name in (c.id, c.short)] or [c for c in cards if name == c.file]
        if not found:
            raise UnknownPaper(f"There is no paper “{name}” in the library: `askboard papers` lists what is in it")
        if len(found) > 1:
            ids = " or ".join(card.id for card in found)
            raise UnknownPaper(f"{len(found)} papers are called “{name}”: name one by its id, {ids}")
        return found[0]

    def holds(self, source: str) -> str | None:
        """Return the id of the paper that came from a source."""
        found = self.store.rows("SELECT id FROM papers WHERE source = ?", (source,))
        return str(found[0]["id"]) if found else None

    def source_of(self, paper_id: str) -> str | None:
        """Return where a paper of this content came from."""
        found = self.store.rows("SELECT source FROM papers WHERE id = ?", (paper_id,))
        return str(found[0]["source"]) if found else None

    def same_words(self, paper_id: str) -> list[str]:
        """Return the ids of the other papers that hold the very same words."""
        rows = self.store.rows(
            "SELECT o.id FROM papers p JOIN papers o ON o.words_id = p.words_id WHERE p.id = ?1 AND o.id <> ?1"
            " AND p.words_id <> ''",
            (paper_id,),
        )
        return [str(row["id"]) for row in rows]

    def lacks_attached(self, paper_id: str) -> bool:
        """Tell whether files attached to a paper are not in the library: an ingest was cut off, or one failed."""
        rows = self.store.rows("SELECT attachments FROM papers WHERE id = ?", (paper_id,))
        return bool(rows) and rows[0]["attachments"] > len(self.attached(paper_id))

    def attached(self, paper_id: str) -> list[str]:
        """Return the ids of the papers that were attached to a paper."""
        rows = self.store.rows(f"SELECT id FROM papers WHERE {OF_SOURCE}", (self.source_of(paper_id),))
        return [str(row["id"]) for row in rows]

    def move(self, paper_id: str, source: str) -> None:
        """Note that a paper's file, and with it what is attached to it, has moved to another place."""
        before = self.source_of(paper_id) or ""
        with self.store.transaction() as db:
            db.execute("UPDATE papers SET source = ? WHERE id = ?", (source, paper_id))
            db.execute("UPDATE meta SET key = ? WHERE key = ?", (f"{WITHHELD}{source}", f"{WITHHELD}{before}"))
            db.execute(
                f"UPDATE papers SET source = ? || substr(source, ?) WHERE {OF_SOURCE}",
                (source, len(before) + 1, before),
            )

    def faults(self) -> list[str]:
        """Return what is wrong with the library's file or with the passages in it."""
        if found := self.store.faults():
            return found
        rows = self.store.rows("SELECT id, paper_id, position, text FROM passages")
        altered = sum(row["id"] != passage_id(row["paper_id"], row["position"], row["text"]) for row in rows)
        said = f"Passages altered in the library: {altered}; remove their papers and ingest them again"
        return [said] if altered else []

    @property
    def model(self) -> str | None:
        """The id of the model that made the vectors."""
        return self.store.note("model")

    @property
    def dimension(self) -> int | None:
        """The vectors' dimension."""
        noted = self.store.note("dimension")
        return int(noted) if noted else None

    def papers(self, viewer: Viewer = ANYONE) -> list[PaperCard]:
        """Return the papers of which a viewer may see any page, newest meeting first, each with a name of its own."""
        return with_short_names([card_of(row) for row in self.store.rows(CARDS, (groups_of(viewer),))])

    def items(self, paper_id: str, viewer: Viewer = ANYONE) -> list[AgendaItem]:
        """Return a paper's agenda items in order, without those that only exempt pages name."""
        query = f"SELECT * FROM items WHERE paper_id = ?2 AND {SEEN} ORDER BY position"
        return [item_of(row) for row in self.store.rows(query, (groups_of(viewer), paper_id))]

    def pages(self, paper_id: str, viewer: Viewer = ANYONE) -> list[Page]:
        """Return a paper's pages in order."""
        query = f"SELECT * FROM pages WHERE paper_id = ?2 AND {SEEN} ORDER BY pdf_page"
        return [page_of(row) for row in self.store.rows(query, (groups_of(viewer), paper_id))]

    def page(self, paper_id: str, pdf_page: int, viewer: Viewer = ANYONE) -> Page:
        """Return one page; raise UnknownPaper where it does not exist for the viewer."""
        query = f"SELECT * FROM pages WHERE paper_id = ?2 AND pdf_page = ?3 AND {SEEN}"
        rows = self.store.rows(query, (groups_of(viewer), paper_id, pdf_page))
        if not rows:
            raise UnknownPaper(f"Page {pdf_page} of that paper is not in the library: it may have been replaced")
        return page_of(rows[0])

    def passages(self, numbers: Iterable[int], viewer: Viewer) -> dict[int, Passage]:
        """Return those of the numbered passages that the viewer may see, by number."""
        wanted = list(numbers)
        places, groups = marks(wanted), sorted(viewer.groups)
        rows = self.store.rows(
            f"SELECT p.number, {PASSAGE} FROM passages p WHERE p.number IN ({places})"
            f" AND p.access_group IN ({marks(groups)})",
            (*wanted, *groups),
        )
        return {row["number"]: passage_of(row) for row in rows}

    def passages_of(self, paper_id: str, viewer: Viewer) -> list[Passage]:
        """Return a paper's passages, in reading order, that the viewer may see."""
        groups = sorted(viewer.groups)
        rows = self.store.rows(
            f"SELECT {PASSAGE} FROM passages p WHERE p.paper_id = ? AND p.access_group IN ({marks(groups)})"
            " ORDER BY p.position",
            (paper_id, *groups),
        )
        return [passage_of(row) for row in rows]

    def bound_minutes(self, viewer: Viewer) -> list[tuple[str | None, date]]:
        """Return the (body, day) of all minutes that are bound into other meetings' papers."""
        groups = sorted(viewer.groups)
        rows = self.store.rows(
            "SELECT DISTINCT body, meeting FROM passages"
            f" WHERE meeting IS NOT NULL AND access_group IN ({marks(groups)}) ORDER BY meeting, body",
            tuple(groups),
        )
        return [(row["body"], date.fromisoformat(row["meeting"])) for row in rows]

    def entries(self, register: Register, viewer: Viewer, scope: Scope) -> list[tuple[str, Entry]]:
        """Return (paper id, entry) of a register, in the order of the papers and of reading."""
        clauses, values = within(scope, "e")
        where = " AND ".join(("e.register = ?", f"e.access_group IN ({marks(viewer.groups)})", *clauses))
        rows = self.store.rows(
            f"SELECT e.* FROM entries e JOIN papers ON papers.id = e.paper_id WHERE {where}"
            " ORDER BY papers.meeting_date DESC, papers.file, e.position",
            (register, *sorted(viewer.groups), *values),
        )
        return [(row["paper_id"], entry_of(row)) for row in rows]

    def counts(self, paper_id: str, viewer: Viewer = ANYONE) -> dict[str, int]:
        """Return how many entries each register holds of a paper."""
        query = f"SELECT register, COUNT(*) AS n FROM entries WHERE paper_id = ?2 AND {SEEN} GROUP BY register"
        return {row["register"]: row["n"] for row in self.store.rows(query, (groups_of(viewer), paper_id))}

    def match(self, words: str, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return the numbers of passages that match an FTS5 query, best first by BM25."""
        (where, values), index = allowed(viewer, scope), words_of(viewer)
        rows = self.store.rows(
            f"SELECT p.number FROM {index} JOIN passages p ON p.number = {index}.rowid"
            " JOIN papers ON papers.id = p.paper_id"
            f" WHERE {index} MATCH ? AND {where} ORDER BY bm25({index}, 1.0, 0.5) LIMIT ?",
            (words, *values, limit),
        )
        return [row["number"] for row in rows]

    def frequencies(self, words: Iterable[str], viewer: Viewer) -> dict[str, int]:
        """Return in how many passages that the viewer may see each word stands, in any of its forms."""
        (where, values), index = allowed(viewer, Scope()), words_of(viewer)
        query = (
            f"SELECT COUNT(*) AS n FROM {index} JOIN passages p ON p.number = {index}.rowid"
            f" JOIN papers ON papers.id = p.paper_id WHERE {index} MATCH ? AND {where}"
        )
        return {word: self.store.rows(query, (f'"{word}"', *values))[0]["n"] for word in words}

    def may_see(self, viewer: Viewer, scope: Scope) -> set[int]:
        """Return the numbers of all passages that viewer and scope let through."""
        where, values = allowed(viewer, scope)
        query = f"SELECT p.number FROM passages p JOIN papers ON papers.id = p.paper_id WHERE {where}"
        return {row["number"] for row in self.store.rows(query, values)}

    def papers_within(self, scope: Scope) -> frozenset[str]:
        """Return the ids of the papers that a scope lets through."""
        clauses, values = within(scope)
        where = " AND ".join(clauses) or "TRUE"
        return frozenset(row["id"] for row in self.store.rows(f"SELECT id FROM papers WHERE {where}", tuple(values)))

    def vectors(self) -> tuple[list[Key], Vectors]:
        """Return the key of every passage, and its vector as a row; raise LibraryDamaged where one is cut off."""
        rows = self.store.rows("SELECT number, id, paper_id, access_group, vector FROM passages ORDER BY number")
        keys = [Key(r["number"], r["id"], r["paper_id"], r["access_group"]) for r in rows]
        size = self.dimension or 0
        if any(len(row["vector"]) != size * VECTOR_BYTES for row in rows):
            raise LibraryDamaged(f"{self.store.folder} holds vectors of a wrong size: run `askboard rebuild`")
        return keys, np.frombuffer(b"".join(r["vector"] for r in rows), dtype=np.float32).reshape(len(rows), size)

    def replace_vectors(self, vectors: Mapping[int, Vectors], model: str) -> None:
        """Write new vectors by passage number, made by another model; all or nothing."""
        with self.store.transaction() as db:
            db.executemany(
                "UPDATE passages SET vector = ? WHERE number = ?", [(v.tobytes(), n) for n, v in vectors.items()]
            )
            change_note(db, "model", model)
            change_note(db, "dimension", str(len(next(iter(vectors.values()), ()))))
            change_note(db, "change", str(self.change + 1))

    def texts(self) -> list[tuple[int, str]]:
        """Return (number, text as it is embedded) of every passage."""
        rows = self.store.rows("SELECT number, context, said FROM passages ORDER BY number")
        return [(row["number"], embedded_text(row["context"], row["said"])) for row in rows]
