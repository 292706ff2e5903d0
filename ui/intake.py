"""Takes papers in: the upload box, how far the reading is, and what became of each file."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from index.model import Intake, Progress
from ui.state import Talk
from ui.words import as_html, as_label, count, kind_word

if TYPE_CHECKING:
    from answer.askboard import Askboard

_KINDS = ("pdf", "docx", "txt", "md")
_SAID = {"new": "added", "replaced": "replaces the earlier copy", "unchanged": "already here"}


def draw_upload(board: "Askboard", talk: Talk) -> None:
    """Draw the upload box; papers dropped on it are read at once, then the screen is drawn anew."""
    files = st.file_uploader(
        "Add papers (PDF, Word or text)",
        type=_KINDS,
        accept_multiple_files=True,
        key=f"upload-{talk.uploads}",
    )
    if files:
        talk.uploads += 1
        with TemporaryDirectory() as folder:
            take_in(board, talk, [_kept(file, Path(folder)) for file in files])
        st.rerun()
    if talk.intakes:
        st.html(f'<ul class="intakes" role="status">{"".join(map(_row, talk.intakes))}</ul>')


def take_in(board: "Askboard", talk: Talk, paths: Sequence[Path]) -> None:
    """Read papers into the library with a progress bar; what became of each is kept in `talk`."""
    bar = st.progress(0.0, "Reading the papers")
    talk.intakes = board.ingest(paths, lambda progress: _show_progress(bar, progress))


def _kept(file: UploadedFile, folder: Path) -> Path:
    """Write an uploaded file under its own name, without any folders that name may claim."""
    path = folder / (Path(file.name.replace("\\", "/")).name or "paper")
    path.write_bytes(file.getbuffer())
    return path


def _show_progress(bar: DeltaGenerator, progress: Progress) -> None:
    share = progress.done / progress.papers if progress.papers else 0.0
    said = f"{progress.done} of {count(progress.papers, 'paper')} read"
    if progress.done < progress.papers:
        said = f"{said}, now {progress.paper}"
    if progress.seconds_left is not None:
        said = f"{said}; {_remaining(progress.seconds_left)}"
    bar.progress(min(share, 1.0), as_label(said))


def _remaining(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute left"
    return f"about {count(round(seconds / 60), 'minute')} left"


def _row(intake: Intake) -> str:
    if intake.status == "failed":
        return f'<li class="failed"><strong>{as_html(intake.file)}</strong>: {as_html(intake.message)}</li>'
    facts = [kind_word(intake.kind), count(intake.pages, "page")]
    facts += [count(intake.items, "agenda item")] if intake.items else []
    said = f"{_SAID.get(intake.status, intake.status)} ({', '.join(facts)})"
    said = f"{said}: {intake.message}" if intake.message else said
    return f"<li><strong>{as_html(intake.file)}</strong>: {as_html(said)}</li>"
