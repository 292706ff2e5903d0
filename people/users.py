"""The people of a small board, kept in a file: who may sign in, as what, with a hash of each one's password."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import PeopleError, TooManyTries
from people.model import SEES, Person, Role
from people.passwords import hashed, matches
from people.throttle import Throttle

FILE = "people.json"
LONGEST_NAME = 100
_HASH = r"^scrypt\$\d{1,2}\$\d{1,2}\$\d{1,2}\$[0-9a-f]{32}\$[0-9a-f]{64}$"
_PATIENCE = 10


class Known(BaseModel):
    """One who may sign in: `id` is never given to another, `password` is a hash."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    role: Role
    password: str = Field(pattern=_HASH)

    @property
    def person(self) -> Person:
        """Who that is to the screens."""
        return Person(f"people:{self.id}", self.name, self.role, SEES[self.role])


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    people: list[Known] = []


class People:
    """Those whom a file lets in; it is read at each question, so that a change counts at once.

    Every change is written whole or not at all, for its owner's eyes only, and leaves an administrator. All raise
    PeopleError where the file cannot be read or written.
    """

    def __init__(self, file: Path, throttle: Throttle | None = None) -> None:
        self.file = file
        self._throttle = throttle or Throttle()

    def all(self) -> list[Known]:
        """Return everyone, by name."""
        return sorted(self._read(), key=lambda one: one.name.casefold())

    def find(self, id_or_name: str) -> Known | None:
        """Return whom an id or a name, capitals or not, is of."""
        return next((one for one in self._read() if id_or_name == one.id or _same(one.name, id_or_name)), None)

    def sign_in(self, name: str, password: str) -> Known | None:
        """Return who has that name and password, None for nobody; raise TooManyTries where they must wait."""
        key = _plain(name).casefold()
        if wait := self._throttle.wait(key):
            raise TooManyTries(f"Too many wrong passwords: wait {_seconds(wait)}, then try again")
        found = self.find(_plain(name)) if key else None
        # One who is not known takes as long to refuse as one who is, so that no one learns who is.
        if matches(password, found.password if found else _nobodys()) and found:
            self._throttle.passed(key)
            return found
        self._throttle.failed(key)
        return None

    def add(self, name: str, password: str, role: Role | None = None) -> Known:
        """Let someone in as a member, the very first as administrator, where no role is named."""
        called = _plain(name)
        if not called or len(called) > LONGEST_NAME or not called.isprintable():
            raise PeopleError(f"A name needs 1 to {LONGEST_NAME} plain characters")
        kept = hashed(password)
        with self._changing() as people:
            if any(_same(one.name, called) for one in people):
                raise PeopleError(f"{called} may sign in already: choose another name")
            given = role or ("member" if people else "administrator")
            people.append(Known(id=uuid.uuid4().hex, name=called, role=given, password=kept))
            return people[-1]

    def remove(self, name: str) -> Known:
        """Let someone in no more."""
        with self._changing() as people:
            return people.pop(_place(people, name))

    def set_role(self, name: str, role: Role) -> None:
        """Let someone in as something else."""
        with self._changing() as people:
            at = _place(people, name)
            people[at] = people[at].model_copy(update={"role": role})

    def set_password(self, name: str, password: str) -> None:
        """Give someone another password; whoever is signed in with the old one must sign in anew."""
        kept = hashed(password)
        with self._changing() as people:
            at = _place(people, name)
            people[at] = people[at].model_copy(update={"password": kept})

    @contextmanager
    def _changing(self) -> Iterator[list[Known]]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.file.with_name(f"{self.file.name}.lock"), timeout=_PATIENCE):
                people = self._read()
                yield people
                if not any(one.role == "administrator" for one in people):
                    raise PeopleError("Someone must be administrator: make another one first")
                _write(self.file, _File(people=people).model_dump_json(indent=1))
        except Timeout as error:
            raise PeopleError(f"{self.file} is being changed by someone else: try again") from error
        except OSError as error:
            raise PeopleError(f"{self.file} cannot be written: {error.strerror}") from error

    def _read(self) -> list[Known]:
        try:
            return _File.model_validate_json(self.file.read_text(encoding="utf-8")).people
        except FileNotFoundError:
            return []
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "it"
            raise PeopleError(f"{self.file} is not a file of people ({where}): put a copy of it back") from error
        except (OSError, ValueError) as error:
            raise PeopleError(f"{self.file} cannot be read: {error}") from error


def _write(file: Path, text: str) -> None:
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _place(people: list[Known], name: str) -> int:
    found = next((at for at, one in enumerate(people) if name == one.id or _same(one.name, name)), None)
    if found is None:
        raise PeopleError(f"Nobody is called {_plain(name)} here")
    return found


def _same(one: str, other: str) -> bool:
    return one.casefold() == _plain(other).casefold()


def _plain(name: str) -> str:
    return " ".join(name.split())


def _seconds(wait: float) -> str:
    return f"{round(wait / 60)} minutes" if wait > 90 else f"{max(1, round(wait))} seconds"


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")
