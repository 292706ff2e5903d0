"""The command line: `askboard ingest`, `ask`, `trail`, `brief`, `papers`, `registers`, `remove`, `check`, `eval`..."""

import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doors import mcp, new_token, people, serve
from errors import AskboardError
from evaluation import evaluation
from ingest.model import REGISTERS, Register
from terminal import (
    FAILED,
    answer_lines,
    answer_row,
    counted,
    coverage_rows,
    end_with,
    entry_cells,
    entry_row,
    intake_row,
    note_lines,
    page_rows,
    paper_rows,
    print_table,
    progress_bar,
    shown,
    trail_lines,
    trail_row,
)
from upkeep import backup, restore

if TYPE_CHECKING:
    from answer.askboard import Askboard


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
    """Take papers in: files and folders of .pdf, .docx, .pptx, .xlsx, .html, .eml, .txt and .md."""
    with _askboard(data) as board, progress_bar() as report:
        taken = board.ingest(paths, report)
    print_table(("file", "kind", "pages", "no text", "items", "passages", "status"), map(intake_row, taken))
    for one in taken:
        if one.message and one.status != "failed":
            click.echo(shown(f"{one.file}: {one.message}"))
    end_with([one.message for one in taken if one.status == "failed"])


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def ask(data: Path | None, question: str, as_json: bool) -> None:
    """Answer one question, with citations."""
    from opening import viewer

    with _askboard(data) as board:
        answer = board.ask(question, viewer=viewer())
        if as_json:
            click.echo(json.dumps(answer_row(answer), ensure_ascii=False))
            return
    for line in answer_lines(answer):
        click.echo(line)


@main.command()
@click.argument("topic")
@click.option("--json", "as_json", is_flag=True, help="Print the trail as JSON.")
@click.pass_obj
def trail(data: Path | None, topic: str, as_json: bool) -> None:
    """Tell what became of a matter: proposed, amended, decided, reported back, oldest first."""
    from opening import viewer

    with _askboard(data, own=False) as board:
        followed = board.trail(topic, viewer())
    if as_json:
        click.echo(json.dumps(trail_row(followed), ensure_ascii=False))
        return
    for line in trail_lines(followed):
        click.echo(shown(line))


@main.command()
@click.argument("meeting", metavar="[MEETING_OR_PAPER]", default="")
@click.option("--item", "items", multiple=True, help="An agenda item of the meeting; may be given several times.")
@click.option("--topic", default="", help="A topic over all meetings, in place of a meeting.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a Word, Markdown or PDF file (.docx, .md, .pdf).")
@click.pass_obj
def brief(data: Path | None, meeting: str, items: tuple[str, ...], topic: str, out: Path | None) -> None:
    """Draft a briefing note on a meeting, some of its items, a paper or a topic; every line is cited."""
    from briefing.drafting import Briefer
    from briefing.export.forms import form_of, write
    from briefing.model import Request
    from opening import viewer

    if out:
        form_of(out)
    with _askboard(data, own=False) as board:
        note = Briefer(board).draft(Request(meeting, items, topic, date.today()), viewer())
    if out:
        write(note, out)
        click.echo(f"Drafted {shown(str(out))}: {counted(len(note.lines), 'line')}, check it before it goes out")
    else:
        click.echo("\n".join(map(shown, note_lines(note))))


@main.command()
@click.option("--pages", is_flag=True, help="List every page instead.")
@click.option("--coverage", is_flag=True, help="Tell what was read of each paper, and what was not and why.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@click.pass_obj
def papers(data: Path | None, pages: bool, coverage: bool, as_json: bool) -> None:
    """List what is in the library, exempt papers too."""
    from index.model import KEEPER

    with _askboard(data, own=False) as board:
        cards = board.papers(KEEPER)
        told = coverage_rows if coverage else page_rows if pages else paper_rows
        rows = [row for card in cards for row in told(board, card)]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif coverage:
        for row in rows:
            click.echo(shown(f"{row['file']}: {row['said']}"))
    elif rows:
        print_table(tuple(rows[0]), (["" if v is None else str(v) for v in row.values()] for row in rows))
    else:
        click.echo("The library is empty: `askboard ingest PATH` takes papers in")


@main.command()
@click.argument("register", type=click.Choice(REGISTERS))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@click.pass_obj
def registers(data: Path | None, register: Register, as_json: bool) -> None:
    """List a register of all papers: who attended, what was resolved, recommended or to be done, terms..."""
    from opening import viewer

    with _askboard(data, own=False) as board:
        recorded = board.register(register, viewer())
    if as_json:
        for one in recorded:
            click.echo(json.dumps(entry_row(one), ensure_ascii=False))
    elif recorded:
        print_table(("meeting", "body", register, "place"), map(entry_cells, recorded))
    else:
        click.echo(f"The papers in the library hold no {register}")


@main.command()
@click.argument("paper")
@click.pass_obj
def remove(data: Path | None, paper: str) -> None:
    """Remove a paper, named by its file, its short name or its id."""
    with _askboard(data) as board:
        click.echo(f"Removed {shown(board.remove(paper).file)}")


@main.command()
@click.argument("paper")
@click.pass_obj
def withhold(data: Path | None, paper: str) -> None:
    """Mark a whole paper, named like for `remove`, as not for publication; what replaces it stays so."""
    with _askboard(data) as board:
        click.echo(f"Withheld {shown(board.withhold(paper).file)}: only those who may see exempt papers see it")


@main.command()
@click.pass_obj
def check(data: Path | None) -> None:
    """Hold library and vectors against each other and say what is wrong."""
    from index.model import KEEPER

    with _askboard(data) as board:
        faults = board.check()
        count = len(board.papers(KEEPER))
    end_with(faults)
    click.echo(f"All is well: {counted(count, 'paper')}, library and vectors agree")


@main.command()
@click.pass_obj
def rebuild(data: Path | None) -> None:
    """Make the vectors anew from the library, with the embedding model of the settings."""
    with _askboard(data) as board:
        click.echo(f"Rebuilt the vectors of {counted(board.rebuild(), 'passage')}")


main.add_command(evaluation, "eval")
main.add_command(backup)
main.add_command(restore)
for door in (serve, mcp, new_token, people):
    main.add_command(door)


def _askboard(data: Path | None, own: bool = True) -> AbstractContextManager["Askboard"]:
    # Not at the head: a library's models take seconds to import, and `--help` needs none.
    from opening import opened_board

    return opened_board(data, own)


def _quieten() -> None:
    """Keep libraries from talking over the answer and from asking the network anything."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    logging.disable(logging.WARNING)


if __name__ == "__main__":
    main()
