"""How the command line shows results: tables, rows for JSON, a progress bar, and names that cannot steer a terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from answer.askboard import Askboard
    from answer.model import Answer
    from answer.registers.reading import Recorded
    from answer.trail.model import Trail
    from briefing.model import Briefing
    from index.model import Intake, PaperCard, Progress

FAILED = 1
PIPED_WIDTH = 200
PAPER_COLUMNS = (
    "file", "short", "kind", "body", "meeting_date", "status", "pages", "pages_without_text", "exempt", "items",
    "passages", "id",
)  # fmt: skip


@contextmanager
def progress_bar() -> Iterator[Callable[["Progress"], None]]:
    """Show progress on the error stream, and leave the printed result clean."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.fields[so_far]}"), BarColumn(), TextColumn("{task.description}", markup=False)
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None, so_far="")

        def report(now: "Progress") -> None:
            so_far = f"{now.done}/{now.papers} papers, {now.pages} pages, {now.passages} passages"
            left = "" if now.seconds_left is None else f"about {now.seconds_left:.0f} s left, "
            bar.update(task, completed=now.done, total=now.papers, description=left + shown(now.paper), so_far=so_far)

        yield report


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table without lines, whole where it goes into a pipe."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(shown, row))
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    Console(width=width, markup=False, highlight=False).print(table)


def intake_row(taken: "Intake") -> tuple[str, ...]:
    """Return what became of a file as cells."""
    counts = map(str, (taken.pages, taken.pages_without_text, taken.items, taken.passages))
    return (taken.file, taken.kind, *counts, taken.status)


def paper_rows(_: "Askboard", card: "PaperCard") -> list[dict[str, object]]:
    """Return a paper as a JSON object."""
    row = asdict(card)
    row["meeting_date"] = card.meeting_date.isoformat() if card.meeting_date else None
    return [{key: row[key] for key in PAPER_COLUMNS}]


def coverage_rows(board: "Askboard", card: "PaperCard") -> list[dict[str, object]]:
    """Return what was read of a paper as a JSON object, exempt pages too; `said` is the same in words."""
    from index.model import KEEPER
    from ingest.coverage import sentences

    coverage = board.coverage(card.id, KEEPER)
    registers = board.counts(card.id, KEEPER)
    return [
        {
            "file": card.file,
            "said": " ".join(sentences(coverage, "page" if card.paged else "part")),
            "registers": registers,
            **asdict(coverage),
        }
    ]


def page_rows(board: "Askboard", card: "PaperCard") -> list[dict[str, object]]:
    """Return a paper's pages as JSON objects, exempt ones too."""
    from index.model import KEEPER

    return [
        {"file": card.file, "pdf_page": page.pdf_page if card.paged else None, "stamp": page.stamp,
         "label": page.label, "item": page.item, "classification": page.classification}
        for page in board.library.pages(card.id, KEEPER)
    ]  # fmt: skip


def entry_row(recorded: "Recorded") -> dict[str, object]:
    """Return an entry of a register as a JSON object."""
    entry, citations = recorded.entry, recorded.citations
    return {
        "register": entry.register,
        "body": recorded.body,
        "meeting": recorded.meeting.isoformat() if recorded.meeting else None,
        "minute": entry.minute,
        "fields": dict(entry.fields),
        "place": "; ".join(citation.place for citation in citations),
        "quote": " ".join(citation.quote for citation in citations),
    }


def entry_cells(recorded: "Recorded") -> tuple[str, ...]:
    """Return an entry of a register as cells of a table."""
    row = entry_row(recorded)
    said = "; ".join(f"{name} {value}" for name, value in recorded.entry.fields)
    return str(row["meeting"] or ""), recorded.body, said, str(row["place"])


def answer_row(answer: "Answer") -> dict[str, object]:
    """Return an answer with its citations as a JSON object."""
    from eval.answering import cited

    return {
        "question": answer.question,
        "answer": answer.text,
        "refused": not answer.found,
        "as_at": answer.as_at.isoformat() if answer.as_at else None,
        "conflicts": [claim.text for claim in answer.conflicts],
        "standing": [claim.text for claim in answer.standing],
        "citations": [asdict(cited(citation)) for citation in answer.citations],
        "nearest": [{"text": claim.text, "places": [c.place for c in claim.citations]} for claim in answer.nearest],
    }


def answer_lines(answer: "Answer") -> list[str]:
    """Return an answer with its places as lines; where nothing was found, what comes nearest, as no answer."""
    lines = [answer.text, *(f"[{citation.number}] {citation.place}" for citation in answer.citations)]
    for claim in answer.nearest:
        places = "; ".join(citation.place for citation in claim.citations)
        lines.append(f"The nearest that they say, which does not answer the question: {claim.text} ({places})")
    return lines


def trail_row(trail: "Trail") -> dict[str, object]:
    """Return a decision trail as a JSON object, its steps oldest first."""
    steps = [
        {
            "date": step.day.isoformat() if step.day else None,
            "body": step.body,
            "step": step.kind,
            "aside": step.aside,
            "draft": step.draft,
            "quote": step.quote,
            "place": "; ".join(dict.fromkeys(citation.place for citation in step.proof)),
        }
        for step in trail.steps
    ]
    return {"topic": trail.topic, "steps": steps, "note": trail.note}


def trail_lines(trail: "Trail") -> list[str]:
    """Return a decision trail as lines: each step, and under it where it stands."""
    lines: list[str] = []
    for step, claim in zip(trail.steps, trail.claims, strict=True):
        places = "; ".join(dict.fromkeys(citation.place for citation in step.proof))
        lines += [claim.text, f"    {places}"]
    return [*lines, trail.note] if trail.note else lines


def note_lines(note: "Briefing") -> list[str]:
    """Return a briefing note as lines: its head, its sections, its sources."""
    from briefing.export.layout import FOOT, SOURCES, told

    lines = [note.title, "", *(f"{fact.name}: {fact.value}" for fact in note.facts)]
    for matter in note.matters:
        lines += ["", matter.title]
        for section in matter.sections:
            lines += ["", section.heading.upper(), *(said for said in (section.note, section.nothing) if said)]
            for label, words, behind in told(section):
                lines.append(" ".join(part for part in ("-", label, words, behind) if part))
    sources = (f"[{citation.number}] {citation.place}" for citation in note.sources)
    return [*lines, "", SOURCES.upper(), *sources, "", FOOT]


def end_with(faults: Sequence[str]) -> None:
    """Tell of faults on the error stream and end with 1 where there are any."""
    for fault in faults:
        click.echo(shown(fault), err=True)
    if faults:
        sys.exit(FAILED)


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: "1 paper", "2 papers"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def shown(text: str) -> str:
    """Return text in which nothing steers the terminal: names of files may hold control and direction marks."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
