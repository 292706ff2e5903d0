"""The command line's `askboard backup` and `askboard restore`: a whole library in one file, and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from terminal import counted, end_with, shown

if TYPE_CHECKING:
    from index.keeping.backing_up import Backup
    from index.keeping.restoring import Restored

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(data: Path | None, file: Path) -> None:
    """Write the whole library to one FILE, while it is in use; it holds exempt papers too, so guard it."""
    from index.keeping.backing_up import back_up
    from opening import data_folder

    done = back_up(data_folder(data), file, datetime.now(UTC))
    click.echo(shown(_backed_up(done)))
    end_with(
        [f"The kept file of {name} is missing: ingest it again and back up again" for name in done.missing]
        + [f"The kept file of {name} is not what was taken in: ingest it again, back up again" for name in done.altered]
    )


@click.command()
@click.argument("file", type=FILE)
@click.option("--data", "into", type=FOLDER, help="Data folder to restore to (default: the one in use).")
@click.option("--replace", is_flag=True, help="Replace the library that is there; it is kept in a folder beside.")
@click.pass_obj
def restore(data: Path | None, file: Path, into: Path | None, replace: bool) -> None:
    """Put the library of a backup FILE back; all of it is checked before anything is touched."""
    from index.keeping.restoring import restore as put_back
    from opening import data_folder

    click.echo(shown(_restored(put_back(file, data_folder(into or data), replace))))


def _backed_up(done: "Backup") -> str:
    """Say in one sentence what was backed up, and that it must be guarded."""
    said = f"Backed up {counted(done.papers, 'paper')} to {done.file} ({done.size / 1e6:.1f} MB)"
    if not done.exempt:
        return f"{said}; only you can read the file: guard it"
    return f"{said}, {_exempt(done.exempt)}: guard the file, which only you can read"


def _restored(done: "Restored") -> str:
    """Say in one sentence what was put back, and where what was there before is."""
    papers = counted(done.papers, "paper") + (f" ({_exempt(done.exempt)})" if done.exempt else "")
    said = f"Restored {papers}, as backed up on {done.made.day} {done.made:%B %Y at %H:%M} UTC, to {done.data}"
    return f"{said}; what was there is kept in {done.aside}" if done.aside else said


def _exempt(count: int) -> str:
    return f"{count} with pages that are not for publication"
