"""Say what is missing from the papers held, what could not be read, and where they do not agree."""

import re
from collections.abc import Iterator, Sequence

from answer.model import Claim
from answer.quoting import Quoter
from answer.standing.decisions import long
from answer.standing.telling import Standing
from answer.understanding.model import Understood
from briefing.model import Conflict, Gap, Heading, Line
from briefing.papers.finding import Subject
from index.library import Library
from index.model import EVERYTHING, Hit, Viewer
from index.retrieval import match_query
from ingest.agenda.refs import within
from ingest.model import Page

LATER = re.compile(r"\b(?:to follow|published separately|verbal|oral|presentation|tabled|supplement)\b", re.IGNORECASE)
NO_QUESTION = Understood("", "", "", "fact", follow_up=False, subject=())
AT_ONCE, NEAREST = 4, 6
PLAIN: dict[Heading, str] = {
    "Options": "options",
    "Finance": "finance",
    "Legal": "the legal position",
    "Risk and equality": "risk or equality",
    "Consultation and views": "consultation",
    "Next steps and actions": "next steps",
}


def gaps(subject: Subject, empty: Sequence[Heading], pages: Sequence[tuple[str, Page]]) -> list[Gap]:
    """Return what is missing for a subject; `empty` are the headings of which the papers say nothing."""
    return [Gap(text) for text in (*_reports(subject), *_unread(pages), *_silent(subject, empty), *_minutes(subject))]


def conflicts(lines: Sequence[Line], library: Library, viewer: Viewer) -> list[Conflict]:
    """Return where what a note quotes does not agree with other papers, or with its own; each once."""
    standing = Standing(library, Quoter(library))
    told = [Claim(line.text, line.citations) for line in lines if any(map(str.isdigit, line.text))]
    near = [n for claim in told for n in library.match(match_query(claim.text), viewer, EVERYTHING, NEAREST)]
    hits = [Hit(passage, 1.0) for passage in library.passages(dict.fromkeys(near), viewer).values()]
    found: dict[str, Conflict] = {}
    for at in range(0, len(told), AT_ONCE):
        for claim in standing.of(NO_QUESTION, told[at : at + AT_ONCE], hits, viewer, EVERYTHING).conflicts:
            found.setdefault(_same(claim), Conflict(claim.text, claim.citations))
    return list(found.values())


def _same(claim: Claim) -> str:
    """Return by what two conflicts are one: the quotes of both sides, whichever came first."""
    return "|".join(sorted(citation.quote for citation in claim.citations))


def _reports(subject: Subject) -> Iterator[str]:
    if not subject.parts:
        later = LATER.search(subject.title)
        why = f": the agenda calls it “{later[0]}”" if later else ""
        yield f"No report on this item is among the papers held{why}."


def _unread(pages: Sequence[tuple[str, Page]]) -> Iterator[str]:
    for short in dict.fromkeys(short for short, _ in pages):
        missed = [page for of, page in pages if of == short and page.reading == "nothing"]
        by_eye = [page for of, page in pages if of == short and page.reading == "ocr"]
        if missed:
            yield f"{short}: {_named(missed)} could not be read, so nothing is quoted from there."
        if by_eye:
            yield f"{short}: {_named(by_eye)} read from a picture; single words may be wrong."


def _named(pages: Sequence[Page]) -> str:
    numbers = ", ".join(str(page.pdf_page) for page in pages[:6]) + (" and others" if len(pages) > 6 else "")
    return f"PDF page {numbers}" if len(pages) == 1 else f"PDF pages {numbers}"


def _silent(subject: Subject, empty: Sequence[Heading]) -> Iterator[str]:
    named = [PLAIN[heading] for heading in empty if heading in PLAIN]
    if named and subject.parts:
        said = f"{', '.join(named[:-1])} and {named[-1]}" if named[1:] else named[0]
        yield f"Nothing was found in the papers held on {said}."


def _minutes(subject: Subject) -> Iterator[str]:
    if subject.day and not subject.minutes:
        yield (
            f"No minute of the meeting of {long(subject.day)} on this is among the papers held: what it decided, if it"
            " has met, is not told here."
        )


def pages_of(subject: Subject, library: Library, viewer: Viewer) -> list[tuple[str, Page]]:
    """Return the pages that hold a subject, each with the short name of its paper."""
    found = []
    for part in subject.parts:
        for page in library.pages(part.card.id, viewer):
            if not subject.ref or (page.item and within(page.item, subject.ref)):
                found.append((part.card.short, page))
    return found
