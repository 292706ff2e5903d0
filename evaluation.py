"""The command line's `askboard eval`: questions whose right answers are known are answered, graded and judged."""

import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from errors import RunError, SettingsError
from terminal import counted, end_with

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from eval.questions import Place
    from eval.quotes import PapersOnDisk
    from eval.release.runs import Run
    from eval.release.suite import Suite
    from eval.roads.road import Road

HERE = Path(__file__).parent
SAMPLE_QUESTIONS = HERE / "eval" / "questions" / "samples"
HELD_OUT = HERE / "eval" / "questions" / "held-out.toml"
SAMPLE_PAPERS = HERE / "samples" / "papers"
GATE = HERE / "eval" / "gate.toml"
LABELS = HERE / "eval" / "labels.jsonl"
RUNS = Path("runs")
REPORT = "report.html"
EXISTING = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(path_type=Path)
QUESTIONS = click.option("--questions", required=True, type=EXISTING, help="Graded questions, a JSON object a line.")
PAPERS = click.option("--papers", multiple=True, type=EXISTING, help="Folders that hold the papers.")
RUN = click.argument("run", type=EXISTING)


@click.group()
def evaluation() -> None:
    """Answer and grade questions whose right answers are known.

    run, gate and foreign take papers into a library of their own, whatever --data says.
    """


@evaluation.command("answer")
@QUESTIONS
@click.option("--out", required=True, type=FOLDER, help="Where to write the answers.")
@click.pass_obj
def answer(data: Path | None, questions: Path, out: Path) -> None:
    """Answer every question and write one JSON line each."""
    from eval.answering import answer_all, asking
    from eval.questions import load_questions, save_rows
    from opening import opened_board

    asked = load_questions(questions)
    with opened_board(data) as board:
        board.warm()
        answers = (record for record, _ in answer_all(asked, *asking(board)))
        with click.progressbar(answers, length=len(asked), label="Answering", file=sys.stderr) as shown_answers:
            count = save_rows(shown_answers, out)
    click.echo(f"Wrote {counted(count, 'answer')} to {out}")


@evaluation.command("grade")
@QUESTIONS
@click.option("--answers", required=True, type=EXISTING, help="What `askboard eval answer` wrote.")
@PAPERS
@click.option("--misses", is_flag=True, help="List every wrong answer and what is wrong with it.")
def grade(questions: Path, answers: Path, papers: Sequence[Path], misses: bool) -> None:
    """Grade answers; with --papers also check that each quote stands on its page."""
    from eval import grading
    from eval.questions import load_questions, load_records
    from eval.quotes import PapersOnDisk

    disk = PapersOnDisk(papers) if papers else None
    grades = grading.grade(load_questions(questions), load_records(answers), disk.stands if disk else None)
    click.echo(grading.report(grades))
    if misses:
        click.echo(grading.wrong_answers(grades))


@evaluation.command("lint")
@click.option("--questions", multiple=True, required=True, type=EXISTING, help="Question files, or folders of them.")
@PAPERS
def lint(questions: Sequence[Path], papers: Sequence[Path]) -> None:
    """Check graded questions: places exist, quotes stand, facts stand in the answers, nothing is asked twice."""
    from eval import lint as rules
    from eval.quotes import PapersOnDisk
    from eval.release.suite import load_splits

    splits, held_out = load_splits(questions), tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))["papers"]
    end_with(rules.lint(splits, PapersOnDisk(papers) if papers else None, held_out))
    checked = "" if papers else " in form; name --papers to check places and quotes"
    click.echo(f"Sound{checked}: {counted(sum(map(len, splits.values())), 'question')}")


@evaluation.command("run")
@click.option("--questions", multiple=True, type=EXISTING, help="Question files, or folders of them (default samples).")
@PAPERS
@click.option("--out", type=FOLDER, help="Folder for the run (default runs/ and the time).")
@click.option("--library", type=FOLDER, help="Data folder to use again; by default the papers are taken in anew.")
@click.option("--alone", is_flag=True, help="Leave the baselines out.")
@click.option("--earlier", type=EXISTING, help="A run to compare with in the report.")
def run(
    questions: Sequence[Path], papers: Sequence[Path], out: Path | None, library: Path | None, alone: bool,
    earlier: Path | None,
) -> None:  # fmt: skip
    """Put all questions to Askboard and to the baselines, grade them, and keep the run with its report."""
    from eval.release.comparing import told
    from eval.release.runs import ABOUT, load_run, save_run

    out = out or RUNS / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    if out.exists() and not (out / ABOUT).exists() and (not out.is_dir() or any(out.iterdir())):
        raise RunError(f"{out} holds something else than a run: name another folder with --out")
    before = load_run(earlier) if earlier else None
    done = _made(out.name, _suite(questions, papers, alone), library)
    save_run(done, out)
    _write_report(done, before, out / REPORT)
    click.echo(told(done))
    click.echo(f"Kept in {out}; {out / REPORT} tells all of it")


@evaluation.command("compare")
@click.argument("earlier", type=EXISTING)
@click.argument("later", type=EXISTING)
def compare(earlier: Path, later: Path) -> None:
    """Say what rose and fell from one run to another, and whether it may be chance."""
    from eval.release import comparing
    from eval.release.runs import load_run

    click.echo(comparing.printed(comparing.compare(load_run(earlier), load_run(later))))


@evaluation.command("report")
@RUN
@click.option("--earlier", type=EXISTING, help="A run to compare with.")
def report(run: Path, earlier: Path | None) -> None:
    """Write the report of a run anew."""
    from eval.release.runs import load_run

    _write_report(load_run(run), load_run(earlier) if earlier else None, run / REPORT)
    click.echo(f"Wrote {run / REPORT}")


@evaluation.command("gate")
@click.option("--gate", "path", type=EXISTING, default=GATE, help="What is asked for (default eval/gate.toml).")
@click.option("--run", "folder", type=EXISTING, help="The run to judge; by default one is made over the samples.")
@click.option("--accept", is_flag=True, help="Where it passes, keep it as the run that later ones are held against.")
def gate(path: Path, folder: Path | None, accept: bool) -> None:
    """Say whether a run may be released; end with 1 and the reasons where it may not."""
    from eval.release.comparing import told
    from eval.release.gate import departures, load_gate, reasons
    from eval.release.runs import load_run, save_run

    asked_for = load_gate(path)
    kept = path.parent / asked_for.accepted
    if folder is None:
        folder = RUNS / "gate"
        save_run(_made(folder.name, _suite([], [], alone=not accept)), folder)
    done = load_run(folder)
    click.echo(f"{told(done)}\n\nThe run in {folder} is of commit {done.about.commit or 'unknown'}")
    if accept:
        # What is asked has changed on purpose, perhaps: only what both runs hold is compared.
        accepted = load_run(kept) if kept.exists() else done
        end_with(reasons(done, accepted, asked_for))
        save_run(done.without_words(), kept)
    else:
        accepted = load_run(kept)
        end_with([*reasons(done, accepted, asked_for), *departures(done, accepted)])
    asked = counted(len(done.rows), "question")
    click.echo(f"The gate is open: {asked}, nothing under {path.name}, no fall beyond chance")


@evaluation.command("judge")
@RUN
@click.option("--labels", type=EXISTING, default=LABELS, help="Answers labelled by hand (default eval/labels.jsonl).")
def judge(run: Path, labels: Path) -> None:
    """Ask the language model of the settings for its verdicts too, and say how far they agree."""
    import settings
    from eval.measures import right
    from eval.questions import load_rows
    from eval.release.judge import Label, asking_model, told
    from eval.release.judge import judge as judged
    from eval.release.runs import load_run, save_run
    from eval.release.suite import load_splits
    from index.model import EXEMPT
    from opening import language_model

    model = language_model(settings.load())
    if not model:
        raise SettingsError("no language model is set to judge: name language_model_address and language_model_name")
    ask, done = asking_model(model), load_run(run)
    known = {question.id: question for asked in load_splits([SAMPLE_QUESTIONS]).values() for question in asked}
    by_hand = [label for label in load_rows(labels, Label) if label.id in known]
    # As everywhere: what not all may see goes to no model on another machine, unless the settings say so.
    shown = [q for q in done.questions if model.here or model.exempt or EXEMPT not in q.viewer]
    answers = [record for record in done.answers if record.id in {question.id for question in shown}]
    with click.progressbar(judged(shown, answers, ask), length=len(answers), file=sys.stderr) as bar:
        done = replace(done, verdicts=tuple(bar))
    save_run(done, run)
    on_labels = judged([known[label.id] for label in by_hand], [label.record for label in by_hand], ask)
    measured = {label.id: right(known[label.id], label.record) for label in by_hand}
    click.echo(told(done, by_hand, tuple(on_labels), measured))


@evaluation.command("foreign")
@click.option("--kind", required=True, type=click.Choice(["financebench", "mmlongbench", "squad", "qmsum"]))
@click.option("--questions", required=True, type=EXISTING, help="The set's own file of questions.")
@click.option("--papers", type=EXISTING, help="The folder of its papers, where the file does not hold them itself.")
@click.option("--out", required=True, type=FOLDER, help="Where to write the answers.")
@click.option("--most", type=click.IntRange(min=1), help="Ask so many questions at most, the first ones.")
def foreign(kind: str, questions: Path, papers: Path | None, out: Path, most: int | None) -> None:
    """Put other people's questions to Askboard over their own papers, and grade the answers."""
    from eval import grading
    from eval.answering import answer_all, asking
    from eval.foreign import load_foreign
    from eval.questions import load_records, save_rows
    from eval.quotes import PapersOnDisk

    with tempfile.TemporaryDirectory() as work, _library(None) as board:
        given = load_foreign(kind, questions, papers, Path(work))
        asked = given.questions[:most]
        files = {file for question in asked for file in question.papers} or {path.name for path in given.papers}
        board.ingest([path for path in given.papers if path.name in files])
        answers = (record for record, _ in answer_all(asked, *asking(board)))
        with click.progressbar(answers, length=len(asked), label="Answering", file=sys.stderr) as shown_answers:
            save_rows(shown_answers, out)
        disk = PapersOnDisk([papers or Path(work)]) if asked else None
        click.echo(grading.report(grading.grade(asked, load_records(out), disk.stands if disk else None)))
    for left in given.left_out:
        click.echo(f"left out: {left}")


def _made(name: str, suite: "Suite", library: Path | None = None) -> "Run":
    """Run a suite over a library of its own, or over one that is kept to be used again."""
    from eval.release.suite import run_suite

    made = datetime.now(UTC).isoformat(timespec="seconds")
    bar = click.progressbar(length=len(suite.asked), label="Answering", file=sys.stderr)
    with _library(library) as board, bar:
        return run_suite(board, suite, name, made, lambda _: bar.update(1))


def _suite(questions: Sequence[Path], papers: Sequence[Path], alone: bool) -> "Suite":
    from eval.quotes import PapersOnDisk
    from eval.release.suite import Suite, load_splits

    disk, splits = PapersOnDisk(papers or [SAMPLE_PAPERS]), load_splits(questions or [SAMPLE_QUESTIONS])
    return Suite(splits, disk) if alone else Suite(splits, disk, partial(_roads, disk))


def _roads(disk: "PapersOnDisk", without: "Set[Place]") -> "Mapping[str, Road]":
    """Return the other roads over the pages that anyone may see."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    import settings
    from eval.roads.road import read_pages
    from eval.roads.table import roads
    from index.embedding import default_weights
    from opening import language_model

    embedding = HuggingFaceEmbedding(str(default_weights()), device="cpu")
    return roads(read_pages(disk, without), embedding, language_model(settings.load()))


@contextmanager
def _library(kept: Path | None) -> "Iterator[Askboard]":
    from opening import opened_board

    with tempfile.TemporaryDirectory() as fresh, opened_board(kept or Path(fresh)) as board:
        yield board


def _write_report(run: "Run", earlier: "Run | None", path: Path) -> None:
    from eval.release.report import report

    path.write_text(report(run, earlier), encoding="utf-8")
