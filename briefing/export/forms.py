"""The forms in which a note is handed out, by the ending of the file's name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.export.markdown import as_markdown
from briefing.export.pdf import as_pdf
from briefing.export.word import as_word
from briefing.model import Briefing
from errors import NotBriefed


@dataclass(frozen=True, slots=True)
class Form:
    """A form: how people call it, its media type and what makes the file's bytes."""

    name: str
    media: str
    made: Callable[[Briefing], bytes]


FORMS: Mapping[str, Form] = {
    ".docx": Form("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_word),
    ".md": Form("Markdown", "text/markdown", as_markdown),
    ".pdf": Form("PDF", "application/pdf", as_pdf),
}


def form_of(path: Path) -> Form:
    """Return the form that a file's name asks for; raise NotBriefed for any other."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise NotBriefed(f"A note is written as {', '.join(FORMS)}: “{path.name}” is none of these")
    return form


def write(note: Briefing, path: Path) -> None:
    """Write a note into a file in the form that its name asks for; raise NotBriefed where it cannot be written."""
    made = form_of(path).made(note)
    try:
        path.write_bytes(made)
    except OSError as error:
        raise NotBriefed(f"{path} cannot be written ({error.strerror}): name another file with --out") from error
