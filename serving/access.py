"""Who asks: tokens, each a person's, kept as hashes in a file with what each may see."""

import hashlib
import secrets
import threading
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from errors import AskboardError
from index.model import EXEMPT, PUBLIC, Viewer

HASH = r"^[0-9a-f]{64}$"


class TokensError(AskboardError):
    """The file of tokens cannot be used as it is."""


class _Token(BaseModel):
    """One token as the file holds it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(min_length=1, max_length=200)
    sha256: str = Field(pattern=HASH)
    exempt: bool = False
    until: date | None = None


class _File(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: list[_Token] = []


@dataclass(frozen=True, slots=True)
class Held:
    """Whose a token is, what they may see, and the last day on which it counts."""

    name: str
    viewer: Viewer
    until: date | None


class Doorkeeper:
    """Tell what the bearer of a token may see; a changed file counts from the next question on.

    Without a file there are no tokens: whoever asks is `unknown`, and only this machine may be answered.
    """

    def __init__(self, file: Path | None, unknown: Viewer) -> None:
        self._file, self._unknown = file, unknown
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._held: dict[str, Held] = {}
        if file:
            self._read()

    @property
    def keeps_tokens(self) -> bool:
        """Whether a token must be shown."""
        return self._file is not None

    @property
    def count(self) -> int:
        """How many tokens the file holds."""
        return len(self._held)

    @property
    def sees_exempt(self) -> bool:
        """Whether whoever asks without tokens sees exempt papers."""
        return EXEMPT in self._unknown.groups

    def viewer(self, token: str | None, today: date) -> Viewer | None:
        """Return what the bearer may see, None where they may not come in; raise TokensError for a bad file."""
        if self._file is None:
            return self._unknown
        held = self._read().get(hashed(token)) if token else None
        if held is None or (held.until and held.until < today):
            return None
        return held.viewer

    def _read(self) -> dict[str, Held]:
        assert self._file is not None
        with self._lock:
            try:
                found = self._file.stat()
                stamp = found.st_mtime_ns, found.st_size, found.st_ino
                if stamp != self._stamp:
                    self._held, self._stamp = _parsed(self._file), stamp
            except OSError as error:
                self._stamp, self._held = None, {}
                raise TokensError(f"The file of tokens {self._file} cannot be read: {error.strerror}") from error
            except TokensError:
                self._stamp, self._held = None, {}
                raise
            return self._held


def _parsed(file: Path) -> dict[str, Held]:
    try:
        rows = _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).token
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TokensError(f"The file of tokens {file} cannot be used: {where}: {first['msg']}") from error
    except ValueError as error:
        raise TokensError(f"The file of tokens {file} cannot be read: {error}") from error
    if len({row.sha256 for row in rows}) < len(rows):
        raise TokensError(f"The file of tokens {file} holds one token twice: remove one of them")
    return {row.sha256: Held(row.name, _viewer(row.exempt), row.until) for row in rows}


def _viewer(exempt: bool) -> Viewer:
    return Viewer(frozenset({PUBLIC, EXEMPT} if exempt else {PUBLIC}))


def hashed(token: str) -> str:
    """Return a token as the file keeps it; it is 256 random bits, which no one finds by trying."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_token(file: Path, name: str, exempt: bool) -> str:
    """Add a token for a person to the file, for its owner's eyes only, and return it: it is shown this once."""
    if not name.strip() or not name.isprintable() or any(char in name for char in '"\\'):
        raise TokensError("Name the person in plain letters, without quotation marks or backslashes")
    if file.exists():
        _parsed(file)
    token = f"ask_{secrets.token_urlsafe(32)}"
    row = f'[[token]]\nname = "{name}"\nsha256 = "{hashed(token)}"\nexempt = {str(exempt).lower()}\n\n'
    try:
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as out:
            out.write(row)
    except OSError as error:
        raise TokensError(f"The file of tokens {file} cannot be written: {error.strerror}") from error
    return token
