"""Unpack a zip of papers that someone sends, within limits and never outside its own folder."""

import shutil
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from errors import PaperError
from ingest.reading import READERS

BUNDLE = ".zip"
MOST_FILES, MOST_UNPACKED = 500, 1_000_000_000
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


def unpacked(bundle: Path, folder: Path) -> list[Path]:
    """Write the papers of a zip into numbered folders under `folder`, each under its bare name, and return them.

    Folders that a name claims are left away, as are files of kinds that are not read and those of file managers.
    Raises PaperError where the zip is damaged, has a password, or holds no paper, too many or too much.
    """
    try:
        with zipfile.ZipFile(bundle) as package:
            members = [member for member in package.infolist() if _is_paper(member)]
            _check(bundle, members)
            return [_written(package, member, folder / str(number)) for number, member in enumerate(members, start=1)]
    except _BROKEN as error:
        message = f"{bundle.name} cannot be unpacked: make the zip anew, or send the papers one by one"
        raise PaperError(bundle.name, "damaged", message) from error


def _is_paper(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    unseen = path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
    return not member.is_dir() and not unseen and path.suffix.lower() in READERS


def _check(bundle: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """Raise PaperError for what is not unpacked; a zip cannot give more than the sizes in its directory."""
    if not members:
        message = f"{bundle.name} holds no paper: Askboard reads {', '.join(sorted(READERS))} files"
        raise PaperError(bundle.name, "not a paper", message)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        message = f"{bundle.name} has a password: unpack it and send the papers themselves"
        raise PaperError(bundle.name, "password", message)
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_UNPACKED:
        most = f"{MOST_FILES} papers or {MOST_UNPACKED // 1_000_000_000} GB"
        raise PaperError(bundle.name, "too large", f"{bundle.name} holds more than {most}: send it in parts")


def _written(package: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / PurePosixPath(member.filename.replace("\\", "/")).name
    with package.open(member) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    return path
