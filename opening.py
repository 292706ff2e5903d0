"""Opens the board that the settings name, for the screens and the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import settings
from answer.askboard import Askboard
from answer.writing.local import LanguageModelFile, unusable
from answer.writing.remote import LanguageModelChoice
from errors import SettingsError
from index.model import ANYONE, KEEPER, Viewer
from people.entrance import Entrance
from people.here import is_here
from people.model import ALONE
from people.provided import Rules
from people.users import FILE, People


def open_board(data: Path | None = None, own: bool = True) -> Askboard:
    """Open the library of a data folder (of the settings' own, where none is given) with the models of the settings."""
    chosen = settings.load(data)
    writer = writing_model(chosen)
    return Askboard.open(chosen.data, chosen.embedding_model, writer, own, chosen.cross_encoder)


def data_folder(data: Path | None = None) -> Path:
    """Return the data folder that was given, or else the settings' own."""
    return settings.load(data).data


@contextmanager
def opened_board(data: Path | None = None, own: bool = True) -> Iterator[Askboard]:
    """Open a board and close it again, see `open_board`."""
    board = open_board(data, own)
    try:
        yield board
    finally:
        board.close()


def writing_model(chosen: settings.Settings) -> LanguageModelChoice | LanguageModelFile | None:
    """Return the language model that writes answers, in a file or at an address; None where the settings name none.

    Raises SettingsError where the file cannot be run.
    """
    if not chosen.language_model_file:
        return language_model(chosen)
    file = chosen.language_model_file.expanduser()
    if trouble := unusable(file):
        raise SettingsError(f"The setting “language_model_file” cannot be used: {trouble}")
    return LanguageModelFile(file, chosen.language_model_timeout)


def language_model(chosen: settings.Settings) -> LanguageModelChoice | None:
    """Return the language model at the address of the settings; None where they name none."""
    if not chosen.language_model_address:
        return None
    return LanguageModelChoice(
        chosen.language_model_address,
        chosen.language_model_name,
        chosen.language_model_key,
        chosen.language_model_timeout,
        chosen.language_model_exempt,
    )


def viewer() -> Viewer:
    """Return what whoever sits here may see, as the settings say: public papers, or exempt ones too."""
    return KEEPER if settings.load().see_exempt else ANYONE


def check_address(address: str | None) -> None:
    """Raise SettingsError where others than this computer's can reach the chat, and it asks nobody to sign in."""
    chosen = settings.load()
    if chosen.sign_in == "none" and not chosen.open_to_all and not is_here(address):
        raise SettingsError(
            f"Others can reach this chat at {address or 'all addresses'}, and it asks nobody to sign in: set sign_in,"
            " leave server.address at localhost, or set open_to_all where a proxy asks who comes in"
        )


def people_file(data: Path | None = None) -> Path:
    """Return the file of those who may sign in with a password."""
    chosen = settings.load(data)
    return (chosen.people or chosen.data / FILE).expanduser()


def entrance() -> Entrance:
    """Return how people come in, as the settings say."""
    chosen = settings.load()
    rules = Rules(chosen.sign_in_claim, chosen.sign_in_roles, chosen.sign_in_hours)
    people = People(people_file()) if chosen.sign_in == "people" else None
    return Entrance(chosen.sign_in, replace(ALONE, groups=viewer().groups), people, rules)


def token_file() -> Path | None:
    """Return the file of hashed tokens that the settings name; None where no one needs one."""
    named = settings.load().tokens
    return named.expanduser() if named else None


def token() -> str | None:
    """Return the token that `askboard mcp` asks with."""
    return settings.load().token
