"""The command line: `askboard ingest`, `ask`, `papers`, `remove`, `check`, `rebuild` and `eval`."""

import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

import settings as choices
from errors import AskboardError
from terminal import answer_row, counted, intake_row, page_rows, paper_row, print_table, progress_bar, shown

if TYPE_CHECKING:
    from answer.askboard import Askboard

FAILED = 1
EXISTING = click.Path(exists=True, path_type=Path)
QUESTIONS = click.option("--questions", required=True, type=EXISTING, help="Graded questions, a JSON object a line.")
PAPERS = click.option("--papers", multiple=True, type=EXISTING, help="Folders that hold the papers.")


class Door(click.Group):
    """The group of commands; whatever goes wrong in one ends it with one line and 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error that no one foresaw is told in one line too, unless --debug asks for all of it."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except AskboardError as error:
            click.echo(f"askboard: {shown(str(error))}", err=True)
        except Exception as error:
            if ctx.params["debug"]:
                raise
            what = shown(f"{type(error).__name__}: {error}")
            click.echo(f"askboard: something unforeseen went wrong ({what}): `askboard --debug` shows where", err=True)
        sys.exit(FAILED)


@click.group(cls=Door)
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (default ./data).")
@click.option("--debug", is_flag=True, help="Show where an unforeseen error arose.")
@click.version_option(package_name="askboard")
@click.pass_context
def main(ctx: click.Context, data: Path | None, debug: bool) -> None:  # noqa: ARG001 - the door looks at debug
    """Ask board papers, and get answers that prove themselves."""
    _quieten()
    ctx.obj = data


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def ingest(data: Path | None, paths: Sequence[Path]) -> None:
    """Take papers in: files and folders of .pdf, .docx, .txt and .md."""
    with _askboard(data) as board, progress_bar() as report:
        taken = board.ingest(paths, report)
    print_table(("file", "kind", "pages", "no text", "items", "passages", "status"), map(intake_row, taken))
    for one in taken:
        if one.message and one.status != "failed":
            click.echo(shown(f"{one.file}: {one.message}"))
    _end_with([one.message for one in taken if one.status == "failed"])


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def ask(data: Path | None, question: str, as_json: bool) -> None:
    """Answer one question, with citations."""
    with _askboard(data) as board:
        answer = board.ask(question)
        if as_json:
            click.echo(json.dumps(answer_row(answer), ensure_ascii=False))
            return
    click.echo(answer.text)
    for citation in answer.citations:
        click.echo(f"[{citation.number}] {citation.place}")


@main.command()
@click.option("--pages", is_flag=True, help="List every page instead.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@click.pass_obj
def papers(data: Path | None, pages: bool, as_json: bool) -> None:
    """List what is in the library."""
    with _askboard(data, own=False) as board:
        cards = board.papers()
        rows = [row for card in cards for row in (page_rows(board, card) if pages else [paper_row(card)])]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        print_table(tuple(rows[0]), (["" if v is None else str(v) for v in row.values()] for row in rows))
    else:
        click.echo("The library is empty: `askboard ingest PATH` takes papers in")


@main.command()
@click.argument("paper")
@click.pass_obj
def remove(data: Path | None, paper: str) -> None:
    """Remove a paper, named by its file, its short name or its id."""
    with _askboard(data) as board:
        click.echo(f"Removed {shown(board.remove(paper).file)}")


@main.command()
@click.pass_obj
def check(data: Path | None) -> None:
    """Hold library and vectors against each other and say what is wrong."""
    with _askboard(data) as board:
        faults = board.check()
        count = len(board.papers())
    _end_with(faults)
    click.echo(f"All is well: {counted(count, 'paper')}, library and vectors agree")


@main.command()
@click.pass_obj
def rebuild(data: Path | None) -> None:
    """Make the vectors anew from the library, with the embedding model of the settings."""
    with _askboard(data) as board:
        click.echo(f"Rebuilt the vectors of {counted(board.rebuild(), 'passage')}")


@main.group("eval")
def evaluation() -> None:
    """Answer and grade questions whose right answers are known."""


@evaluation.command("answer")
@QUESTIONS
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where to write the answers.")
@click.pass_obj
def eval_answer(data: Path | None, questions: Path, out: Path) -> None:
    """Answer every question and write one JSON line each."""
    from eval.answering import Describe, answer_all
    from eval.questions import load_questions, save_records

    asked = load_questions(questions)
    with _askboard(data) as board:
        cards = {card.id: card for card in board.papers()}
        describe = Describe(cards.__getitem__, lambda paper, page: board.library.page(paper, page).stamp)
        board.warm()
        answers = answer_all(asked, board.ask, describe)
        with click.progressbar(answers, length=len(asked), label="Answering", file=sys.stderr) as counted_answers:
            count = save_records(counted_answers, out)
    click.echo(f"Wrote {counted(count, 'answer')} to {out}")


@evaluation.command("grade")
@QUESTIONS
@click.option("--answers", required=True, type=EXISTING, help="What `askboard eval answer` wrote.")
@PAPERS
@click.option("--misses", is_flag=True, help="List every wrong answer and what is wrong with it.")
def eval_grade(questions: Path, answers: Path, papers: Sequence[Path], misses: bool) -> None:
    """Grade answers; with --papers also check that each quote stands on its page."""
    from eval.grading import grade, report, wrong_answers
    from eval.questions import load_questions, load_records
    from eval.quotes import PapersOnDisk

    disk = PapersOnDisk(papers) if papers else None
    grades = grade(load_questions(questions), load_records(answers), disk.stands if disk else None)
    click.echo(report(grades))
    if misses:
        click.echo(wrong_answers(grades))


@evaluation.command("baselines")
@QUESTIONS
@PAPERS
@click.option("--answers", type=EXISTING, help="Our own answers, to stand beside the baselines.")
def eval_baselines(questions: Path, papers: Sequence[Path], answers: Path | None) -> None:
    """Hold retrieval against BM25 over pages and llama-index's default pipeline."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from eval.baselines import bm25, llama_index, read_pages, road, side_by_side
    from eval.questions import load_questions, load_records
    from eval.quotes import PapersOnDisk
    from index.embedding import default_weights

    asked, pages = load_questions(questions), read_pages(PapersOnDisk(papers))
    ours = {"askboard": road(asked, load_records(answers))} if answers else {}
    embedding = HuggingFaceEmbedding(str(default_weights()), device="cpu")
    rankings = {
        **ours,
        "bm25 over pages": bm25(pages, asked),
        "llama-index default": llama_index(pages, asked, embedding),
    }
    click.echo(side_by_side(asked, rankings))


@evaluation.command("lint")
@QUESTIONS
@PAPERS
def eval_lint(questions: Path, papers: Sequence[Path]) -> None:
    """Check graded questions: places exist, quotes stand, facts stand in the answers."""
    from eval.lint import lint
    from eval.questions import load_questions
    from eval.quotes import PapersOnDisk

    asked = load_questions(questions)
    faults = lint(asked, PapersOnDisk(papers) if papers else None)
    _end_with(faults)
    click.echo(f"Sound: {counted(len(asked), 'question')}")


@contextmanager
def _askboard(data: Path | None, own: bool = True) -> Iterator["Askboard"]:
    from answer.askboard import Askboard
    from answer.writing import LanguageModelChoice

    chosen = choices.load(data)
    model = None
    if chosen.language_model_address:
        model = LanguageModelChoice(
            chosen.language_model_address,
            chosen.language_model_name,
            chosen.language_model_key,
            chosen.language_model_timeout,
        )
    board = Askboard.open(chosen.data, chosen.embedding_model, model, own)
    try:
        yield board
    finally:
        board.close()


def _end_with(faults: Sequence[str]) -> None:
    """Tell of faults on the error stream and end with 1 where there are any."""
    for fault in faults:
        click.echo(shown(fault), err=True)
    if faults:
        sys.exit(FAILED)


def _quieten() -> None:
    """Keep libraries from talking over the answer and from asking the network anything."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
