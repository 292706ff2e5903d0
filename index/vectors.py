"""Nearest passages by vector: Chroma for the one process that owns its folder, exact search for all others."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from filelock import FileLock, Timeout

from errors import LibraryBusy, ReindexNeeded
from index.embedding import Vectors
from index.library import Library
from index.model import Scope, Viewer

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where

COLLECTION = "passages"
BATCH = 1000
# Chroma is asked for more than is wanted because date filters are applied to what it returns.
SPARE = 4


class Nearest(Protocol):
    """What finds the passages nearest to a vector."""

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""


class OwnerLock:
    """A lock that one process holds; the file beside it names the process."""

    def __init__(self, path: Path, purpose: str) -> None:
        self._path, self._purpose = path, purpose
        self._lock = FileLock(str(path))

    def acquire(self) -> None:
        """Take the lock; raise LibraryBusy, naming the holder, where another process has it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise LibraryBusy(
                f"Process {self.holder()} is {self._purpose} in {self._path.parent}: wait for it, or stop it"
            ) from None
        self._named.write_text(str(os.getpid()))

    def release(self) -> None:
        """Give the lock back; one that is not held is left alone."""
        if self._lock.is_locked:
            self._named.unlink(missing_ok=True)
            self._lock.release(force=True)

    def holder(self) -> str:
        """Return the process id of the holder, as far as it is known."""
        try:
            return self._named.read_text().strip() or "unknown"
        except OSError:
            return "unknown"

    @property
    def _named(self) -> Path:
        return self._path.with_suffix(".owner")


class ExactVectors:
    """Exact search over the library's own vectors; it re-reads them when the library has changed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._change = -1
        self._numbers: list[int] = []
        self._vectors: Vectors = np.zeros((0, 0), dtype=np.float32)

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""
        change = self._library.change
        if change != self._change:
            keys, self._vectors = self._library.vectors()
            self._numbers, self._change = [key[0] for key in keys], change
        if not self._numbers:
            return []
        seen = self._library.may_see(viewer, scope)
        order = np.argsort(-(self._vectors @ vector), kind="stable")
        return [n for n in (self._numbers[i] for i in order) if n in seen][:limit]


class ChromaVectors:
    """The Chroma collection, owned by this process; it follows the library before it answers.

    Two processes on one Chroma folder corrupt it silently (measured, 1.5.9), hence the lock.
    """

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = library
        self._folder = folder / "vectors"
        self._lock = OwnerLock(folder / "vectors.lock", "using the vectors")
        self._collection: Collection | None = None
        self._change = -1

    def acquire(self) -> None:
        """Become the owner; raise LibraryBusy where another process is."""
        self._lock.acquire()

    def close(self) -> None:
        """Let the folder go."""
        self._collection = None
        self._lock.release()

    def search(self, vector: Vectors, viewer: Viewer, scope: Scope, limit: int) -> list[int]:
        """Return passage numbers, nearest first, of those that viewer and scope let through."""
        self.follow()
        collection = self._opened()
        wanted = min(limit * SPARE, collection.count())
        if not wanted or not viewer.groups:
            return []
        found = collection.query(
            query_embeddings=[vector.tolist()],
            n_results=wanted,
            where=cast("Where", _where(viewer, scope)),
            include=["metadatas"],
        )
        metadatas = (found["metadatas"] or [[]])[0]
        numbers = [cast(int, m["number"]) for m in metadatas]
        seen = self._library.may_see(viewer, scope)
        return [n for n in numbers if n in seen][:limit]

    def follow(self) -> None:
        """Bring the collection to what the library holds; nothing is done where nothing has changed."""
        change = self._library.change
        if change == self._change:
            return
        keys, vectors = self._library.vectors()
        wanted = {_key(key): at for at, key in enumerate(keys)}
        stored = set(self._opened().get(include=[])["ids"])
        self._drop(sorted(stored - wanted.keys()))
        self._add([(key, keys[at], vectors[at]) for key, at in wanted.items() if key not in stored])
        self._change = change

    def rebuild(self) -> None:
        """Make the collection anew from the library."""
        import shutil

        self._collection, self._change = None, -1
        _forget_open_clients()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.follow()

    def faults(self) -> list[str]:
        """Return how the collection differs from the library: missing, left over or altered vectors."""
        keys, vectors = self._library.vectors()
        wanted = {_key(key): at for at, key in enumerate(keys)}
        stored = self._opened().get(include=["embeddings"])
        embeddings = stored["embeddings"]
        found = dict(zip(stored["ids"], embeddings if embeddings is not None else [], strict=True))
        missing, extra = wanted.keys() - found.keys(), found.keys() - wanted.keys()
        altered = sum(not np.allclose(found[k], vectors[at], atol=1e-5) for k, at in wanted.items() if k in found)
        counts = ((len(missing), "are missing from"), (len(extra), "are left over in"), (altered, "differ in"))
        return [f"{count} passages {what} the vectors: run `askboard rebuild`" for count, what in counts if count]

    def _drop(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH):
            self._opened().delete(ids=list(ids[start : start + BATCH]))

    def _add(self, rows: Sequence[tuple[str, tuple[int, str, str, str], Vectors]]) -> None:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            self._opened().upsert(
                ids=[key for key, _, _ in part],
                embeddings=[vector.tolist() for _, _, vector in part],
                metadatas=[{"number": k[0], "paper_id": k[2], "access_group": k[3]} for _, k, _ in part],
            )

    def _opened(self) -> "Collection":
        if self._collection is None:
            self._collection = _open_collection(self._folder, self._library)
        return self._collection


def _key(key: tuple[int, str, str, str]) -> str:
    """Name a vector by passage, number and group: a change of any of them is a new vector."""
    return f"{key[1]}-{key[0]}-{key[3]}"


def _where(viewer: Viewer, scope: Scope) -> dict[str, object]:
    """Return Chroma's filter; it is never empty, for an empty one lets everything through."""
    groups: dict[str, object] = {"access_group": {"$in": sorted(viewer.groups)}}
    return {"$and": [groups, {"paper_id": {"$in": sorted(scope.papers)}}]} if scope.papers else groups


def _open_collection(folder: Path, library: Library) -> "Collection":
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        model = f"{library.model}/{library.dimension}"
        collection = client.get_or_create_collection(
            COLLECTION, metadata={"model": model}, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        stored = (collection.metadata or {}).get("model")
        if stored != model and collection.count():
            raise ReindexNeeded(
                f"{folder} was made by the model {stored}, the library by {model}: run `askboard rebuild`"
            )
    except (ChromaError, ValueError, KeyError) as error:
        raise ReindexNeeded(f"{folder} cannot be read ({error}): run `askboard rebuild`") from error
    return collection


def _forget_open_clients() -> None:
    """Make Chroma drop the client that it keeps for a folder: it would go on writing to deleted files."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
