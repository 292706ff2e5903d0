"""Nearest passages by vector: Chroma for the one process that owns its folder, exact search for all others."""

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import numpy as np

from errors import DiskFull, LibraryError, ReindexNeeded
from index.embedding import Vectors
from index.library import Key, Library
from index.model import Scope, Viewer
from index.owning import OwnerLock, Seal

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where

T = TypeVar("T")
COLLECTION = "passages"
BATCH = 1000
# The index is searched wider than Chroma does by itself, so that it misses next to nothing of an exact search.
HNSW: dict[str, object] = {"space": "cosine", "ef_construction": 200, "ef_search": 200}
# What Chroma needs on disk for a vector beside its files at the start, measured: its log, its index, its metadata.
COPIES, LEAST_ROOM = 4, 2_000_000


class Nearest(Protocol):
    """What finds the passages nearest to a vector."""

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""


class ExactVectors:
    """Exact search over the library's own vectors; it re-reads them when the library has changed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        # Replaced as one, so that a search in another thread never sees half of it.
        self._read: tuple[int, list[int], Vectors] = (-1, [], np.zeros((0, 0), dtype=np.float32))

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""
        change = self._library.change
        if change != self._read[0]:
            keys, vectors = self._library.vectors()
            self._read = change, [key.number for key in keys], vectors
        _, numbers, vectors = self._read
        seen = self._library.may_see(viewer, scope) if numbers else set()
        if not seen:
            return []
        _same_size(vector, vectors.shape[1])
        order = np.argsort(-(vectors @ vector), kind="stable")
        return [n for n in (numbers[i] for i in order) if n in seen][:limit]


class ChromaVectors:
    """The Chroma collection, owned by this process; it follows the library before it answers.

    Two processes on one Chroma folder corrupt it silently (measured, 1.5.9), hence the lock. A folder that was not
    left whole, or that Chroma cannot read, is made anew from the library.
    """

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = library
        self._folder = folder / "vectors"
        self._lock = OwnerLock(folder / "vectors.lock", "using the vectors")
        self._seal = Seal(self._folder)
        self._busy = threading.RLock()
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._change = -1

    def acquire(self) -> None:
        """Become the owner; raise LibraryBusy where another process is."""
        self._lock.acquire()

    def close(self) -> None:
        """Let the folder go."""
        with self._busy:
            if self._client is not None:
                self._client.close()
            self._client = self._collection = None
            self._change = -1
        self._lock.release()

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""
        seen = self._library.may_see(viewer, scope)
        if not seen or not viewer.groups:
            return []
        where = _where(viewer, self._narrowed(scope, seen))
        self.follow()
        return [n for n in self._mending(lambda: self._query(vector, where, min(limit, len(seen)))) if n in seen]

    def follow(self) -> None:
        """Bring the collection to what the library holds; nothing is done where nothing has changed."""
        with self._busy:
            change = self._library.change
            if change != self._change:
                self._mending(lambda: self._bring_to(change))

    def rebuild(self) -> None:
        """Make the collection anew from the library."""
        with self._busy:
            self._drop_all()
            self.follow()

    def faults(self) -> list[str]:
        """Return how the collection differs from the library: missing, left over or altered vectors."""
        with self._busy:
            if self._collection is None and not self._seal.whole() and self._folder.exists():
                return [f"{self._folder} is not as Askboard left it: run `askboard rebuild`"]
            if max(self._change, self._seal.change) != self._library.change:
                self.follow()
            return self._mending(self._differences) if self._library.change else []

    def _narrowed(self, scope: Scope, seen: set[int]) -> dict[str, object] | None:
        """Return a scope as Chroma's filter: by papers, which are few, and by passages only where it names items."""
        if scope.items:
            return {"number": {"$in": sorted(seen)}}
        return {"paper_id": {"$in": sorted(self._library.papers_within(scope))}} if scope != Scope() else None

    def _query(self, vector: Vectors, where: dict[str, object], limit: int) -> list[int]:
        _same_size(vector, self._library.dimension or 0)
        found = self._opened().query(
            query_embeddings=[vector.tolist()], n_results=limit, where=cast("Where", where), include=["metadatas"]
        )
        return [cast(int, metadata["number"]) for metadata in (found["metadatas"] or [[]])[0]]

    def _bring_to(self, change: int) -> None:
        keys, vectors = self._library.vectors()
        wanted = {_name(key): at for at, key in enumerate(keys)}
        stored = set(self._opened().get(include=[])["ids"])
        new = [at for name, at in wanted.items() if name not in stored]
        self._need_room(vectors[new].nbytes)
        self._seal.open()
        self._drop(sorted(stored - wanted.keys()))
        self._add([keys[at] for at in new], vectors[new])
        if keys:
            self._opened().query(query_embeddings=[vectors[0].tolist()], n_results=1)  # Chroma writes at a first query
        self._seal.close(change)
        self._change = change

    def _differences(self) -> list[str]:
        keys, vectors = self._library.vectors()
        wanted = {_name(key): at for at, key in enumerate(keys)}
        stored = self._opened().get(include=["embeddings"])
        embeddings = stored["embeddings"]
        found = dict(zip(stored["ids"], embeddings if embeddings is not None else [], strict=True))
        altered = sum(not np.allclose(found[k], vectors[at], atol=1e-5) for k, at in wanted.items() if k in found)
        counts = {
            "missing from": len(wanted.keys() - found.keys()),
            "left over in": len(found.keys() - wanted.keys()),
            "altered in": altered,
        }
        return [f"Passages {what} the vectors: {n}; run `askboard rebuild`" for what, n in counts.items() if n]

    def _drop(self, names: Sequence[str]) -> None:
        for start in range(0, len(names), BATCH):
            self._opened().delete(ids=list(names[start : start + BATCH]))

    def _add(self, keys: Sequence[Key], vectors: Vectors) -> None:
        for start in range(0, len(keys), BATCH):
            part = keys[start : start + BATCH]
            self._opened().upsert(
                ids=[_name(key) for key in part],
                embeddings=vectors[start : start + BATCH],
                metadatas=[{"number": k.number, "paper_id": k.paper_id, "access_group": k.group} for k in part],
            )

    def _need_room(self, size: int) -> None:
        free = shutil.disk_usage(self._folder.parent).free
        if size and free < COPIES * size + LEAST_ROOM:
            raise DiskFull(
                f"No room left to write {self._folder}: free some space and go on; the papers are in the library"
            )

    def _mending(self, use: Callable[[], T]) -> T:
        """Return what a use of the collection gives; where Chroma fails, make the collection anew and try once more."""
        from chromadb.errors import ChromaError

        try:
            return use()
        except ChromaError:
            self._busy.acquire()
        try:
            self._drop_all()
            self._bring_to(self._library.change)
            return use()
        except ChromaError as error:
            self._need_room(1)
            raise LibraryError(
                f"{self._folder} cannot be used ({error}): move that folder away and ask again; it is made anew"
            ) from error
        finally:
            self._busy.release()

    def _drop_all(self) -> None:
        """Forget the collection and remove its files; Chroma must not be asked again after it has failed (it hangs)."""
        from chromadb.api.shared_system_client import SharedSystemClient

        if self._client is not None:
            SharedSystemClient.clear_system_cache()
        self._client = self._collection = None
        self._change = -1
        self._seal.open()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _opened(self) -> "Collection":
        if self._collection is None:
            if not self._seal.whole():
                self._drop_all()
            self._client = _client(self._folder)
            self._collection = self._client.get_or_create_collection(
                COLLECTION, configuration=cast("CreateCollectionConfiguration", {"hnsw": HNSW}), embedding_function=None
            )
        return self._collection


def _client(folder: Path) -> "Client":
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _name(key: Key) -> str:
    """Name a vector by passage, number and group: a change of any of them is a new vector."""
    return f"{key.passage_id}-{key.number}-{key.group}"


def _where(viewer: Viewer, narrowed: dict[str, object] | None) -> dict[str, object]:
    """Return Chroma's filter; it is never empty, for an empty one lets everything through."""
    groups: dict[str, object] = {"access_group": {"$in": sorted(viewer.groups)}}
    return groups if narrowed is None else {"$and": [groups, narrowed]}


def _same_size(vector: Vectors, dimension: int) -> None:
    if vector.shape[0] != dimension:
        raise ReindexNeeded(
            f"The library's vectors have {dimension} dimensions, the model's {vector.shape[0]}: run `askboard rebuild`"
        )
