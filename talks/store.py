"""Keep conversations and verdicts on answers in SQLite, each under the name of who held or gave it."""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from answer.model import Answer
from errors import TalkError

FILE = "talks.sqlite3"
SCHEMA_VERSION = 1
BUSY_MS = 10_000
LONGEST_NAME = 80
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS talks (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, changed TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS talks_of_owner ON talks(owner, changed);
CREATE TABLE IF NOT EXISTS exchanges (
    talk TEXT NOT NULL REFERENCES talks(id) ON DELETE CASCADE, position INTEGER NOT NULL, question TEXT NOT NULL,
    told TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (talk, position)
);
CREATE TABLE IF NOT EXISTS verdicts (
    owner TEXT NOT NULL, question TEXT NOT NULL, told TEXT NOT NULL, good INTEGER NOT NULL, reason TEXT NOT NULL,
    given TEXT NOT NULL, PRIMARY KEY (owner, question, told)
);
PRAGMA user_version = {SCHEMA_VERSION};
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Heading:
    """A kept conversation as lists show it: `changed` is local time, `exchanges` how many it holds."""

    id: str
    name: str
    changed: datetime
    exchanges: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What someone thought of an answer; `told` is the answer's text, `reason` may be empty."""

    owner: str
    question: str
    told: str
    good: bool
    reason: str
    given: datetime


class Talks:
    """The conversations kept in a data folder; each belongs to its owner, and nobody else finds it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def keep(self, owner: str, exchanges: Sequence[Exchange], now: datetime, talk: str | None = None) -> str:
        """Keep a conversation, in place of what `talk` held, and return its id.

        A new one is named by its first question. Raises TalkError where another's would be written over.
        """
        name = talk or uuid.uuid4().hex
        with self._open() as db:
            if talk is not None:
                self._owned(db, owner, talk)
            called = " ".join(exchanges[0].question.split())[:LONGEST_NAME] if exchanges else ""
            db.execute(
                "INSERT INTO talks VALUES (?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET changed = excluded.changed",
                (name, owner, called, now.isoformat()),
            )
            db.execute("DELETE FROM exchanges WHERE talk = ?", (name,))
            db.executemany(
                "INSERT INTO exchanges VALUES (?, ?, ?, ?, ?)",
                [
                    (name, n, one.question, one.answer.text, self._written(one.answer))
                    for n, one in enumerate(exchanges)
                ],
            )
        return name

    def found(self, owner: str, words: str = "") -> list[Heading]:
        """Return an owner's conversations, the last changed first; with `words`, those that hold all of them."""
        wanted = words.split()
        holds = " AND ".join(
            "(t.name LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM exchanges e WHERE e.talk = t.id"
            " AND (e.question LIKE ? ESCAPE '\\' OR e.told LIKE ? ESCAPE '\\')))"
            for _ in wanted
        )
        like = [pattern for word in wanted for pattern in [f"%{_escaped(word)}%"] * 3]
        with self._open() as db:
            rows = db.execute(
                "SELECT t.*, (SELECT COUNT(*) FROM exchanges e WHERE e.talk = t.id) AS held FROM talks t"
                f" WHERE t.owner = ? {f'AND {holds}' if holds else ''} ORDER BY t.changed DESC, t.id",
                (owner, *like),
            ).fetchall()
        return [Heading(r["id"], r["name"], datetime.fromisoformat(r["changed"]), r["held"]) for r in rows]

    def load(self, owner: str, talk: str) -> list[Exchange]:
        """Return what a conversation holds; raise TalkError where it is not the owner's or cannot be read."""
        with self._open() as db:
            self._owned(db, owner, talk)
            rows = db.execute("SELECT * FROM exchanges WHERE talk = ? ORDER BY position", (talk,)).fetchall()
        try:
            return [Exchange(row["question"], self._adapter.validate_json(row["answer"])) for row in rows]
        except ValidationError as error:
            raise TalkError(
                "This conversation was kept by another version of Askboard: ask its questions anew"
            ) from error

    def rename(self, owner: str, talk: str, name: str) -> None:
        """Give a conversation another name; raise TalkError where it is not the owner's or the name is empty."""
        called = " ".join(name.split())[:LONGEST_NAME]
        if not called:
            raise TalkError("A conversation needs a name")
        with self._open() as db:
            self._owned(db, owner, talk)
            db.execute("UPDATE talks SET name = ? WHERE id = ?", (called, talk))

    def remove(self, owner: str, talk: str) -> None:
        """Delete a conversation for good; raise TalkError where it is not the owner's."""
        with self._open() as db:
            self._owned(db, owner, talk)
            db.execute("DELETE FROM talks WHERE id = ?", (talk,))

    def judge(self, verdict: Verdict) -> None:
        """Keep what someone thought of an answer, in place of what they thought before."""
        with self._open() as db:
            db.execute(
                "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?)",
                (
                    verdict.owner,
                    verdict.question,
                    verdict.told,
                    verdict.good,
                    verdict.reason,
                    verdict.given.isoformat(),
                ),
            )

    def verdicts(self) -> list[Verdict]:
        """Return all verdicts, the newest first, for whoever looks after the library."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM verdicts ORDER BY given DESC, owner, question").fetchall()
        return [
            Verdict(
                r["owner"], r["question"], r["told"], bool(r["good"]), r["reason"], datetime.fromisoformat(r["given"])
            )
            for r in rows
        ]

    @cached_property
    def _adapter(self) -> TypeAdapter[Answer]:
        return TypeAdapter(Answer)

    def _written(self, answer: Answer) -> str:
        """Return an answer as JSON without the passages that were looked through."""
        return json.dumps(self._adapter.dump_python(replace(answer, hits=(), read=()), mode="json"), ensure_ascii=False)

    def _owned(self, db: sqlite3.Connection, owner: str, talk: str) -> None:
        if db.execute("SELECT 1 FROM talks WHERE id = ? AND owner = ?", (talk, owner)).fetchone() is None:
            raise TalkError("That conversation is not kept here: it may have been deleted")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=BUSY_MS / 1000)) as db:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                held = db.execute("PRAGMA user_version").fetchone()[0]
                if held > SCHEMA_VERSION:
                    raise TalkError(
                        f"{self._path} was written by a newer Askboard: use that one, or move the file aside"
                    )
                if held < SCHEMA_VERSION:
                    db.executescript(SCHEMA)
                with db:
                    yield db
        except (sqlite3.Error, OSError) as error:
            raise TalkError(f"{self._path} cannot be used: {error}") from error


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
