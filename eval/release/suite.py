"""The suite: papers taken in, every question put to every road, every answer graded, and all of it kept as a run."""

import hashlib
import json
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from answer.askboard import Askboard
from errors import QuestionsError, RunError
from eval.answering import Trace, answer_all, asking
from eval.grading import grade, paired
from eval.questions import Evidence, Place, Question, Record, load_questions
from eval.quotes import PapersOnDisk, letters
from eval.release.runs import ASKBOARD, About, Row, Run, row_of
from eval.roads.road import Road
from eval.stages import stage
from index.model import EXEMPT, KEEPER, PUBLIC

Roads = Callable[[Set[Place]], Mapping[str, Road]]
"""Makes the other roads by name, over all pages but those that are named: what only some may see."""
PACKAGES = ("askboard", "torch", "sentence-transformers", "chromadb", "llama-index-core", "pypdf", "pypdfium2")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Suite:
    """What is asked, of which papers: questions by their split, the papers as files, and the other roads."""

    questions: Mapping[str, tuple[Question, ...]]
    papers: PapersOnDisk
    roads: Roads = lambda _: {}  # noqa: E731

    @property
    def asked(self) -> tuple[Question, ...]:
        """All questions, split by split."""
        return tuple(question for asked in self.questions.values() for question in asked)

    @property
    def split_of(self) -> dict[str, str]:
        """The split of each question by its id."""
        return {question.id: split for split, asked in self.questions.items() for question in asked}


def load_splits(paths: Iterable[Path]) -> dict[str, tuple[Question, ...]]:
    """Read question files, each a split of its own by its name; a folder stands for the .jsonl files in it.

    Files of one name in several folders make one split; no id may stand in two of them.
    """
    splits: dict[str, tuple[Question, ...]] = defaultdict(tuple)
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            splits[file.stem] += load_questions(file)
    seen: dict[str, str] = {}
    for split, questions in splits.items():
        for question in questions:
            if question.id in seen:
                places = f"{seen[question.id]} and {split}"
                raise QuestionsError(f"two questions, in {places}, have the id {question.id}: rename one")
            seen[question.id] = split
    if not splits:
        raise QuestionsError(f"no question file (.jsonl) in {', '.join(map(str, paths))}")
    return dict(splits)


def run_suite(board: Askboard, suite: Suite, name: str, made: str, each: Callable[[str], None] = lambda _: None) -> Run:
    """Take the papers into an open library, put every question to it and to the other roads, and grade all.

    `made` is the date of the run; `each` is told every question that was answered. Raises `RunError` where the library
    holds other papers too, where a question names a paper that is not there, or one could not be taken in.
    """
    seconds: dict[str, float] = {}
    with _timed(seconds, "taking papers in"):
        _take_in(board, suite)
    ask, describe = asking(board)
    with _timed(seconds, ASKBOARD):
        board.warm()
        told = list(_each(answer_all(suite.asked, ask, describe), each))
    answers = tuple(record for record, _ in told)
    traces = {record.id: trace for record, trace in told}
    roads = {ASKBOARD: tuple(_judged(suite, answers, traces, board))}
    for road, answering in suite.roads(_not_public(board)).items():
        with _timed(seconds, road):
            others = list(answering(suite.asked))
        roads[road] = tuple(_rows(suite, others))
    return Run(_about(board, suite, name, made, seconds), roads, suite.asked, answers)


def _take_in(board: Askboard, suite: Suite) -> None:
    """Take the papers in; whatever would be asked about and is not there, or is in the way, is refused."""
    files = set(suite.papers.files)
    if others := sorted({card.file for card in board.library.papers(KEEPER)} - files):
        raise RunError(f"the library holds papers that are not in the suite ({', '.join(others[:3])}): use another one")
    named = {evidence.file for question in suite.asked for evidence in (*question.evidence, *question.withheld)}
    if lacking := sorted(named - files):
        raise RunError(f"the questions name papers that are not in the suite ({', '.join(lacking[:3])}): add them")
    failed = [taken.message for taken in board.ingest(suite.papers.folders) if taken.status == "failed"]
    if failed:
        raise RunError(f"not every paper could be taken in: {failed[0]}")


def _each(told: Iterable[tuple[Record, Trace]], each: Callable[[str], None]) -> Iterator[tuple[Record, Trace]]:
    for record, trace in told:
        each(record.id)
        yield record, trace


def _rows(suite: Suite, records: Sequence[Record]) -> Iterator[Row]:
    grades = grade(suite.asked, records, suite.papers.stands)
    return (row_of(one, suite.split_of[one.question.id]) for one in grades.rows)


def _judged(suite: Suite, records: Sequence[Record], traces: Mapping[str, Trace], board: Askboard) -> Iterator[Row]:
    """Yield the rows of Askboard's own answers, each wrong one with the stage that lost it."""
    splits, library, hidden = suite.split_of, _Library(board), _not_public(board)
    asked = [_with_leaks(*pair, hidden) for pair in paired(suite.asked, records)]
    for one in grade(asked, records, suite.papers.stands).rows:
        trace = traces[one.question.id]
        lost = stage(one.question, one.record, trace, library.stands, suite.papers.stands) if one.faults else None
        yield row_of(one, splits[one.question.id], lost, trace.strength)


def _not_public(board: Askboard) -> Set[Place]:
    """Return the pages that not everybody may see; the other roads know no access rules."""
    return {
        (card.file, page.pdf_page if card.paged else None)
        for card in board.library.papers(KEEPER)
        for page in board.library.pages(card.id, KEEPER)
        if page.classification != PUBLIC
    }


def _with_leaks(question: Question, record: Record, hidden: Set[Place]) -> Question:
    """Return the question with every page withheld that its record names and its viewer may not see."""
    named = {found.place for found in (*record.citations, *record.passages)}
    told = sorted(named & hidden, key=str) if EXEMPT not in question.viewer else []
    places = tuple(Evidence(*place, None, None, None, "") for place in told)
    return replace(question, withheld=question.withheld + places)


class _Library:
    """The pages as the library has them."""

    def __init__(self, board: Askboard) -> None:
        self._pages: dict[tuple[str, int | None], str] = defaultdict(str)
        for card in board.library.papers(KEEPER):
            for page in board.library.pages(card.id, KEEPER):
                self._pages[card.file, page.pdf_page if card.paged else None] += letters(page.text)

    def stands(self, file: str, pdf_page: int | None, words: str) -> bool:
        """Tell whether words stand on a page; of no words, whether the page holds any text."""
        text = self._pages.get((file, pdf_page), "")
        return bool(text) and letters(words) in text


@contextmanager
def _timed(seconds: dict[str, float], what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[what] = round(time.perf_counter() - start, 2)


def _about(board: Askboard, suite: Suite, name: str, made: str, seconds: Mapping[str, float]) -> About:
    return About(
        name=name,
        made=made,
        commit=_commit(),
        settings={"embedding model": board.library.model or "none", "language model": board.language_model or "none"},
        versions={"python": python_version()} | {package: version(package) for package in PACKAGES},
        papers={file: suite.papers.fingerprint(file) for file in suite.papers.files},
        questions={question.id: fingerprint(question) for question in suite.asked},
        seconds=dict(seconds),
    )


def fingerprint(question: Question) -> str:
    """Return the first 16 hex digits of the sha256 of all that a question holds."""
    return hashlib.sha256(json.dumps(asdict(question), sort_keys=True).encode()).hexdigest()[:16]


def _commit() -> str | None:
    """Return the commit of the code that ran, with "+" where files have changed since; None outside a checkout."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()
