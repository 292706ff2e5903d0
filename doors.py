"""The commands that open the other doors, `askboard serve` and `mcp`, and say who comes in: `token` and `people`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from errors import SettingsError
from people.model import ROLES, Role
from terminal import print_table, shown

if TYPE_CHECKING:
    from people.users import People


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


@click.group("people")
def people() -> None:
    """Say who may sign in to the chat with a name and a password (setting “sign_in”)."""


@people.command("list")
@click.pass_obj
def list_people(data: Path | None) -> None:
    """List everyone who may sign in, and as what."""
    print_table(("name", "role"), [(one.name, one.role) for one in _people(data).all()])


@people.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="Default: member, and administrator for the very first.")
@click.password_option(help="Asked for where it is not given here, which others could read.")
@click.pass_obj
def add_person(data: Path | None, name: str, role: Role | None, password: str) -> None:
    """Let someone sign in; the very first becomes administrator."""
    added = _people(data).add(name, password, role)
    click.echo(f"{shown(added.name)} may sign in as {added.role}")


@people.command("remove")
@click.argument("name")
@click.pass_obj
def remove_person(data: Path | None, name: str) -> None:
    """Let someone sign in no more; their conversations are kept."""
    click.echo(f"{shown(_people(data).remove(name).name)} may sign in no more")


@people.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def change_role(data: Path | None, name: str, role: Role) -> None:
    """Let someone come in as something else, from their next click on."""
    _people(data).set_role(name, role)
    click.echo(f"{shown(name)} comes in as {role}")


@people.command("password")
@click.argument("name")
@click.password_option(help="Asked for where it is not given here, which others could read.")
@click.pass_obj
def change_password(data: Path | None, name: str, password: str) -> None:
    """Give someone a new password; the old one counts no more."""
    _people(data).set_password(name, password)
    click.echo(f"{shown(name)} has a new password")


def _people(data: Path | None) -> "People":
    from opening import people_file
    from people.users import People

    return People(people_file(data))
