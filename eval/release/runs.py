"""A run of the suite, as it is saved and read back: what was run, and what every answer was worth."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from errors import RunError
from eval.grading import Grade, Scores
from eval.questions import Question, Record, load_rows, save_rows

ASKBOARD = "askboard"
ABOUT, ROADS, QUESTIONS, ANSWERS, VERDICTS = "about.json", "roads", "questions.jsonl", "answers.jsonl", "verdicts.jsonl"


@dataclass(frozen=True, slots=True)
class About:
    """What was run: `papers` and `questions` map a name to the first 16 hex digits of its content's sha256.

    `commit` ends with "+" where the working tree had changes; `seconds` say how long each step took.
    """

    name: str
    made: str
    commit: str | None
    settings: Mapping[str, str]
    versions: Mapping[str, str]
    papers: Mapping[str, str]
    questions: Mapping[str, str]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """What one answer was worth. `split` is the part of the questions it belongs to ("tune", "report").

    `stage` lost the answer, None where it is right; `strength` is what the road made of its evidence.
    """

    id: str
    split: str
    type: str
    persona: str
    difficulty: int
    scores: Scores
    faults: tuple[str, ...] = ()
    quotes: tuple[int, int] | None = None
    stage: str | None = None
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge model made of the answer to the question of that id."""

    id: str
    right: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run: the rows of each road by its name, and questions, answers and verdicts where they were kept."""

    about: About
    roads: Mapping[str, tuple[Row, ...]]
    questions: tuple[Question, ...] = ()
    answers: tuple[Record, ...] = ()
    verdicts: tuple[Verdict, ...] = field(default=())

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of Askboard's own road."""
        return self.roads[ASKBOARD]

    def without_words(self) -> "Run":
        """Return the run without any words of papers, so that it may be kept where the papers may not."""
        bare = {name: tuple(replace(row, faults=()) for row in rows) for name, rows in self.roads.items()}
        return Run(self.about, bare)


def row_of(grade: Grade, split: str, stage: str | None = None, strength: float | None = None) -> Row:
    """Turn a grade into its row of a run."""
    asked = grade.question
    return Row(
        asked.id, split, asked.type, asked.persona, asked.difficulty, grade.scores, grade.faults, grade.quotes,
        stage, strength,
    )  # fmt: skip


def save_run(run: Run, folder: Path) -> None:
    """Write a run into a folder, in place of the run that was there."""
    (folder / ROADS).mkdir(parents=True, exist_ok=True)
    (folder / ABOUT).write_text(json.dumps(asdict(run.about), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for old in (folder / ROADS).glob("*.jsonl"):
        old.unlink()
    for road, rows in run.roads.items():
        save_rows(rows, folder / ROADS / f"{road}.jsonl")
    for name, kept in ((QUESTIONS, run.questions), (ANSWERS, run.answers), (VERDICTS, run.verdicts)):
        (folder / name).unlink(missing_ok=True)
        if kept:
            save_rows(kept, folder / name)


def load_run(folder: Path) -> Run:
    """Read a run; a `RunError` or a `QuestionsError` names the file that is missing or wrong."""
    try:
        about = TypeAdapter(About).validate_json((folder / ABOUT).read_bytes())
    except OSError as error:
        raise RunError(f"{folder} holds no run ({ABOUT}: {error.strerror}): `askboard eval run` makes one") from error
    except ValidationError as error:
        raise RunError(f"{folder / ABOUT} is not what a run writes: make the run anew") from error
    roads = {path.stem: load_rows(path, Row) for path in sorted((folder / ROADS).glob("*.jsonl"))}
    if ASKBOARD not in roads:
        raise RunError(f"{folder / ROADS} lacks {ASKBOARD}.jsonl: make the run anew")
    kept = [
        load_rows(path, kind) if (path := folder / name).exists() else ()
        for name, kind in ((QUESTIONS, Question), (ANSWERS, Record), (VERDICTS, Verdict))
    ]
    return Run(about, {ASKBOARD: roads.pop(ASKBOARD), **roads}, *kept)  # type: ignore[arg-type]
