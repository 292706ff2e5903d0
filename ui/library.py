"""The papers at the side: what is in the library, what to look in, and taking new ones in."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from errors import PaperError
from index.model import Intake, PaperCard, Progress, Scope
from ingest.bundle import BUNDLE, unpacked
from people.model import Person
from ui.narrowing import draw_narrowing
from ui.state import Talk
from ui.words import as_html, as_label, count, kind_word, long_date

if TYPE_CHECKING:
    from answer.askboard import Askboard


def draw_library(board: "Askboard", cards: Sequence[PaperCard], talk: Talk, person: Person) -> Scope:
    """Draw the sidebar over a library that holds papers, and give what the visitor narrowed questions to."""
    st.html('<div class="brand">Askboard</div><div class="small">Answers from board papers, with proof</div>')
    st.button(
        "New conversation",
        key="new-conversation",
        icon=":material/add_comment:",
        width="stretch",
        disabled=not talk.exchanges,
        on_click=talk.start_anew,
    )
    scope = draw_narrowing(board, cards, talk, person.viewer)
    if person.keeps:
        draw_upload(board, talk)
    with st.expander(f"Papers ({len(cards)})", expanded=len(cards) <= 6):
        st.html(f'<ul class="papers" tabindex="0" aria-label="Papers">{"".join(map(_card_row, cards))}</ul>')
    return scope


def _card_row(card: PaperCard) -> str:
    facts = [kind_word(card.kind).capitalize() + (f" ({card.status})" if card.status else "")]
    facts += [long_date(card.meeting_date)] if card.meeting_date else []
    facts.append(count(card.pages, "page" if card.paged else "part"))
    flag = ""
    if card.pages_without_text:
        unread = count(card.pages_without_text, "page")
        flag = f'<div class="flag">{unread} without text: answers cannot draw on them</div>'
    return (
        f'<li><div class="paper-name" title="{as_html(card.file)}">{as_html(card.short)}</div>'
        f'<div class="small">{" · ".join(map(_unbroken, facts))}</div>{flag}</li>'
    )


def _unbroken(fact: str) -> str:
    return f'<span class="fact">{as_html(fact)}</span>'


_KINDS = ("pdf", "docx", "pptx", "xlsx", "html", "htm", "eml", "txt", "md", BUNDLE.removeprefix("."))
_SAID = {"new": "added", "replaced": "replaces the earlier copy", "unchanged": "already here"}


def draw_upload(board: "Askboard", talk: Talk) -> None:
    """Draw the upload box; papers dropped on it are read at once, then the screen is drawn anew."""
    folder_too = st.toggle("Add a whole folder", key="upload-folder")
    files = st.file_uploader(
        "Add papers (PDF, Office files, web pages, mails, text, or a zip of these)",
        type=_KINDS,
        accept_multiple_files="directory" if folder_too else True,
        key=f"upload-{talk.uploads}-{folder_too}",
    )
    if files:
        talk.uploads += 1
        with TemporaryDirectory() as folder:
            _take_sent(board, talk, [_kept(file, Path(folder) / str(n)) for n, file in enumerate(files)])
        st.rerun()
    if talk.intakes:
        st.html(f'<ul class="intakes" role="status" tabindex="0">{"".join(map(_row, talk.intakes))}</ul>')


def take_in(board: "Askboard", talk: Talk, paths: Sequence[Path], uploaded: bool = False) -> None:
    """Read papers into the library with a progress bar; what became of each is kept in `talk`."""
    bar = st.progress(0.0, "Reading the papers")
    talk.intakes = board.ingest(paths, lambda progress: _show_progress(bar, progress), uploaded)


def _take_sent(board: "Askboard", talk: Talk, files: Sequence[Path]) -> None:
    """Take in what was sent, the papers of a zip each by itself; what cannot be unpacked is told of beside the rest."""
    papers: list[Path] = []
    refused: list[Intake] = []
    for file in files:
        try:
            bundled = file.suffix.lower() == BUNDLE
            papers += unpacked(file, file.with_suffix(".unpacked")) if bundled else [file]
        except PaperError as error:
            refused.append(Intake(file.name, "", 0, 0, 0, 0, "failed", str(error)))
    talk.intakes = []
    if papers:
        take_in(board, talk, papers, uploaded=True)
    talk.intakes += refused


def _kept(file: UploadedFile, folder: Path) -> Path:
    """Write an uploaded file under its own name, without any folders that name may claim."""
    folder.mkdir()
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
        named = "" if intake.file in intake.message else f"<strong>{as_html(intake.file)}</strong>: "
        return f'<li class="failed">{named}{as_html(intake.message)}</li>'
    facts = [kind_word(intake.kind), count(intake.pages, "page")]
    facts += [count(intake.items, "agenda item")] if intake.items else []
    said = f"{_SAID.get(intake.status, intake.status)} ({', '.join(facts)})"
    said = f"{said}: {intake.message}" if intake.message else said
    return f"<li><strong>{as_html(intake.file)}</strong>: {as_html(said)}</li>"
