"""Graded questions and the answers to them, as they stand in JSONL files: read, checked and written."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from answer.model import Turn
from errors import QuestionsError
from index.model import PUBLIC

Place = tuple[str, int | None]
"""A file and a PDF page of it; the page is None for a paper without pages."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that supports the reference answer, and words that stand there."""

    file: str
    pdf_page: int | None
    printed: str | None
    item: str | None
    section: str | None
    quote: str
    paragraph: str | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.file, self.pdf_page


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its reference answer, which is None when the papers do not say.

    A right answer holds one string of each row of `must` and none of `must_not`. `viewer` names the access groups of
    whoever asks; `withheld` are places that hold the answer and that they may not see: nothing of them, and no
    string of `must_not`, may reach them. `papers` are the files that it is asked of; none named, all of them.
    """

    id: str
    persona: str
    type: str
    difficulty: int
    history: tuple[Turn, ...]
    question: str
    answer: str | None
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    need_all: bool
    notes: str = ""
    viewer: tuple[str, ...] = (PUBLIC,)
    withheld: tuple[Evidence, ...] = ()
    papers: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the papers hold an answer."""
        return self.answer is not None


@dataclass(frozen=True, slots=True)
class Found:
    """A page that retrieval brought up."""

    file: str
    pdf_page: int | None
    printed_page: str | None
    item: str | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.file, self.pdf_page


@dataclass(frozen=True, slots=True)
class Cited(Found):
    """A page that an answer cites, with words quoted from it."""

    section: str | None
    paragraph: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was answered to the question of that id; `passages` are the pages retrieved, best first."""

    id: str
    answer: str
    refused: bool
    seconds: float
    citations: tuple[Cited, ...]
    passages: tuple[Found, ...]


class Identified(Protocol):
    """A row of a JSONL file: a dataclass with an id of its own."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """What no other row of the file is called."""
        ...


Row = TypeVar("Row", bound=Identified)


def load_questions(path: Path) -> tuple[Question, ...]:
    """Read graded questions; a `QuestionsError` names the file, line and field that is wrong."""
    return load_rows(path, Question)


def load_records(path: Path) -> tuple[Record, ...]:
    """Read answers; a `QuestionsError` names the file, line and field that is wrong."""
    return load_rows(path, Record)


def save_rows(rows: Iterable[Identified], path: Path) -> int:
    """Write rows as they come, one a line, and return how many; what is written survives a later error."""
    written = 0
    # "replace": a PDF may yield half a surrogate pair, which must not end an hour's run.
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            file.flush()
            written += 1
    return written


def load_rows(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    """Read rows of one kind, each id once; a `QuestionsError` names the file, line and field that is wrong."""
    adapter = TypeAdapter(kind)
    rows: dict[str, Row] = {}
    # Not splitlines(): a quote may hold U+2028, which would cut its line in two.
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        row = _row(adapter, line, f"{path}, line {number}")
        if row.id in rows:
            raise QuestionsError(f"{path}, line {number}, field id: {row.id!r} stands on an earlier line too")
        rows[row.id] = row
    if not rows:
        raise QuestionsError(f"{path} holds no lines; one JSON object a line is expected")
    return tuple(rows.values())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise QuestionsError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QuestionsError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _row(adapter: TypeAdapter[Row], line: str, where: str) -> Row:
    try:
        return adapter.validate_json(line, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise QuestionsError(f"{where}{f', field {field}' if field else ''}: {first['msg']}") from error
