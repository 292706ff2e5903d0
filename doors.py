"""The commands that open the other doors: `askboard serve`, `mcp` and `token`."""

from pathlib import Path

import click

from errors import SettingsError
from terminal import shown


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8600, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--name", "names", multiple=True, help="A name people reach it by (behind a proxy, or not on localhost).")
@click.pass_obj
def serve(data: Path | None, host: str, port: int, names: tuple[str, ...]) -> None:
    """Answer questions over HTTP, read-only; without tokens to this machine only."""
    from opening import opened_board, token_file, viewer
    from serving.access import Doorkeeper
    from serving.running import serve as run

    doorkeeper = Doorkeeper(token_file(), viewer())
    with opened_board(data, own=False) as board:
        run(board, doorkeeper, (host, port), names, lambda line: click.echo(shown(line)))


@click.command()
@click.pass_obj
def mcp(data: Path | None) -> None:
    """Let other assistants ask, over the standard streams (Model Context Protocol)."""
    from opening import opened_board, token, token_file, viewer
    from serving.access import Doorkeeper
    from serving.assistant import server
    from serving.desk import Desk

    with opened_board(data, own=False) as board:
        server(Desk(board), Doorkeeper(token_file(), viewer()), token()).run("stdio")


@click.command("token")
@click.argument("person")
@click.option("--exempt", is_flag=True, help="This person may see exempt papers too.")
def new_token(person: str, exempt: bool) -> None:
    """Make a token for a person and add it, as a hash, to the file of tokens."""
    from opening import token_file
    from serving.access import new_token as make

    file = token_file()
    if file is None:
        raise SettingsError("No file of tokens is set: name one with the setting “tokens” or ASKBOARD_TOKENS")
    click.echo(make(file, person, exempt))
    click.echo(f"Hand it to {shown(person)}: it is shown this once. {shown(str(file))} keeps its hash", err=True)
