"""Draft a briefing note on agenda items, a paper or a topic, from what a viewer may see and nothing else."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from answer.standing.decisions import long
from answer.trail.model import Trail
from briefing.citing import EXEMPT, Citer
from briefing.gaps import conflicts, gaps, pages_of
from briefing.history import Minutes, differed, plain_title, timeline, topic_of
from briefing.model import HEADINGS, Briefing, Fact, Line, Matter, Request, numbered
from briefing.papers.finding import Finder, Part, Subject
from briefing.papers.reading import Said, said_in
from briefing.papers.topics import subject_of
from briefing.sections import NOTHING, Material, Writer, gaps_section
from errors import NotBriefed
from index.model import ANYONE, EVERYTHING, Viewer
from ingest.agenda.refs import within
from ingest.model import Entry

if TYPE_CHECKING:
    from answer.askboard import Askboard

BLANK = "________"
LEAST_OWN, LEAST_ACTION, MOST_ACTIONS, MOST_SINCE, MOST_PAST, MOST_ITEMS = 3, 5, 10, 6, 8, 30
# A list of actions is no matter that has a history of its own.
LOG = re.compile(
    r"^(?:actions?|decisions?|issues?|risks?) (?:log|list|tracker|register|sheet)\b|^matters arising\b", re.IGNORECASE
)
# What stands behind a recommendation and was read on as its words.
BEHIND = re.compile(
    r"\s(?:(?:[A-Z]\w+ )?(?:Lead|Contact|Report) (?:officers?|authors?|details)\b|Contacts?\b(?=:)|"
    r"Background (?:papers|documents)\b|Appendices\b|Appendix \w+[:–-])"
)


class Briefer:
    """Draft notes over an open board."""

    def __init__(self, board: "Askboard") -> None:
        self._board, self._library = board, board.library

    def items(self, meeting: str, viewer: Viewer = ANYONE) -> list[tuple[str, str]]:
        """Return the (ref, title) of the items that a note on a meeting may be drafted on."""
        return [(one.ref, one.title) for one in Finder(self._library, viewer).subjects(Request(meeting))]

    def draft(
        self, request: Request, viewer: Viewer = ANYONE, progress: Callable[[int, int], None] | None = None
    ) -> Briefing:
        """Return the note that is wanted, every line of it proved; raise NotBriefed where nothing is named or found.

        `progress` is told how many matters of how many are done.
        """
        finder = Finder(self._library, viewer)
        citer = Citer(self._library, viewer)
        if not (request.meeting.strip() or request.topic.strip()):
            raise NotBriefed("Name a meeting, a paper or a topic to draft a briefing note on")
        subjects = finder.subjects(request) if request.meeting.strip() else []
        if len(subjects) > MOST_ITEMS:
            raise NotBriefed(f"That meeting has {len(subjects)} items: name up to {MOST_ITEMS} of them")
        if not subjects:
            trail = self._board.trail(request.topic, viewer)
            subjects = [subject_of(request.topic, trail, finder)]
            return self._finished(request, subjects, [self._matter(subjects[0], trail, citer, viewer)], citer)
        matters = []
        for done, subject in enumerate(subjects):
            trail = self._trail(request.topic or topic_of(subject.title), viewer)
            matters.append(self._matter(subject, trail, citer, viewer))
            if progress:
                progress(done + 1, len(subjects))
        told = list(zip(subjects, matters, strict=True))
        if not request.items:
            told = [(subject, matter) for subject, matter in told if any(one.lines for one in matter.sections)]
        if not told:
            raise NotBriefed(f"The papers held say nothing on the items of “{request.meeting}” but their titles")
        silent = [subject.ref for subject in subjects if subject not in [one for one, _ in told]]
        return self._finished(request, [one for one, _ in told], [matter for _, matter in told], citer, silent)

    def _finished(
        self,
        request: Request,
        subjects: Sequence[Subject],
        matters: Sequence[Matter],
        citer: Citer,
        silent: Sequence[str] = (),
    ) -> Briefing:
        note = Briefing(_title(request, subjects), (), tuple(matters), day=request.day)
        exempt = any(EXEMPT in line.marks for line in note.lines)
        exempt = exempt or any(citer.exempt(citation) for citation in note.sources)
        facts = _facts(request, subjects, exempt, citer)
        facts += [Fact("Nothing held on", _refs(silent))] if silent else []
        return numbered(replace(note, facts=tuple(facts), exempt=exempt))

    def _trail(self, topic: str, viewer: Viewer) -> Trail:
        return self._board.trail(topic, viewer) if topic and not LOG.search(topic) else Trail(topic, ())

    def _matter(self, subject: Subject, trail: Trail, citer: Citer, viewer: Viewer) -> Matter:
        minutes = Minutes(self._library, citer, viewer)
        said = self._said(subject, viewer)
        of_topic = not subject.cards
        answered = of_topic and _answered(subject, trail)
        material = Material(
            title=subject.title,
            said=said,
            purposes=_named(subject, citer, "purpose", "The report is marked"),
            subjects=_named(subject, citer, "subject", "Subject of the report"),
            actions=self._actions(subject, citer, viewer),
            recommended=[] if answered else self._recommended(subject, said, citer, viewer),
            minuted=minutes.of(subject.minutes),
            earlier=minutes.of([m for m in minutes.behind(trail, subject.day) if m not in subject.minutes]),
            past=timeline(trail, citer, None, None if of_topic else subject.day)[-MOST_PAST * (3 if of_topic else 1) :],
            answered=answered,
            dated=of_topic and len(subject.parts) > 1,
            differed=differed(trail, subject.minutes),
            since=[] if of_topic or subject.day is None else timeline(trail, citer, subject.day, None)[:MOST_SINCE],
        )
        writer = Writer(material, citer)
        sections = writer.sections()
        empty = [heading for heading, one in sections.items() if one.nothing == NOTHING]
        held = gaps(subject, empty, pages_of(subject, self._library, viewer))
        lines = [line for section in sections.values() for line in section.lines]
        against = conflicts(lines, self._library, viewer)
        whole = gaps_section(writer.open(), held, against)
        done = sections | {whole.heading: whole}
        minuted = not subject.parts and any(one.entry.minute == subject.ref for one in subject.minutes)
        title = f"{'Minute' if minuted else 'Item'} {subject.ref}: {subject.title}" if subject.ref else subject.title
        return Matter(title, tuple(done[heading] for heading in HEADINGS))

    def _said(self, subject: Subject, viewer: Viewer) -> list[Said]:
        """Return what the reports say themselves; what is appended to them only where that is all there is."""
        appended = {
            (part.card.id, page.pdf_page)
            for part in subject.parts
            for page in self._library.pages(part.card.id, viewer)
            if page.appendix
        }
        said = said_in(subject.parts, frozenset(appended))
        # The words of a log are its rows, which the register of actions tells.
        said = [] if LOG.search(topic_of(subject.title)) else said
        own = [one for one in said if not one.appended or one.heading.lower().startswith("background")]
        return own if sum(not one.appended for one in own) >= LEAST_OWN else said

    def _recommended(self, subject: Subject, said: Sequence[Said], citer: Citer, viewer: Viewer) -> list[Line]:
        """Return what the reports recommend, each part a line."""
        held = self._library.entries("recommendation", viewer, EVERYTHING)
        appended = {(one.card.id, one.page) for one in said if one.appended}
        own: dict[str, Line] = {}
        for part in subject.parts[:1] if not subject.cards else subject.parts:
            for paper, entry in held:
                asks = paper == part.card.id and _is_of(entry, part)
                asks = asks and (paper, entry.spans[0].pdf_page) not in appended
                words = BEHIND.split(entry.text)[0].rstrip()
                if asks and (line := citer.entry(entry, part.card, words=words if words != entry.text else "")):
                    own.setdefault(line.text, line)
        return list(own.values())

    def _actions(self, subject: Subject, citer: Citer, viewer: Viewer) -> list[Line]:
        """Return the actions that a report or an action log lists, each with its owner and how it stands."""
        held = self._library.entries("action", viewer, EVERYTHING)
        found = [
            citer.entry(entry, part.card)
            for part in subject.parts
            for paper, entry in held
            if paper == part.card.id and _is_of(entry, part) and len(entry.text.split()) >= LEAST_ACTION
        ]
        return [line for line in found if line][:MOST_ACTIONS]


def _is_of(entry: Entry, part: Part) -> bool:
    """Tell whether an entry stands under the item of a part, and not in minutes bound into it."""
    return not entry.minute and (not part.ref or bool(entry.item and within(entry.item, part.ref)))


def _answered(subject: Subject, trail: Trail) -> bool:
    """Tell whether the newest report on a topic asks for what was decided since."""
    asked = subject.parts[0].card.meeting_date if subject.parts else None
    taken = [step.day for step in trail.steps if step.kind == "decided" and step.day]
    return asked is not None and any(day >= asked for day in taken)


def _named(subject: Subject, citer: Citer, field: str, label: str) -> list[Line]:
    """Return what reports say in their heads of one thing: what they are for, what they are on."""
    found = []
    for part, head in _headed([subject]):
        words = head.field(field)
        if words and (line := citer.entry(head, part.card, label, words)):
            found.append(line)
    return found[:2]


def _title(request: Request, subjects: Sequence[Subject]) -> str:
    if request.meeting.strip():
        first = subjects[0]
        if len(subjects) == 1:
            return f"Briefing note: {plain_title(first.title)}"
        return f"Briefing note: {first.body or 'meeting'}{f', {long(first.day)}' if first.day else ''}"
    return f"Briefing note: {request.topic.strip()}"


def _facts(request: Request, subjects: Sequence[Subject], exempt: bool, citer: Citer) -> list[Fact]:
    first = subjects[0]
    facts = [Fact("To", request.to or BLANK), Fact("From", request.sender or BLANK)]
    facts.append(Fact("Date", long(request.day) if request.day else BLANK))
    if request.meeting.strip():
        meeting = ", ".join(part for part in (first.body, long(first.day) if first.day else "", _when(first)) if part)
        items = _refs([one.ref for one in subjects if one.ref])
        facts.append(Fact("Meeting and item", f"{meeting}{': ' if items else ''}{items}" or BLANK))
    else:
        facts.append(Fact("Meeting and item", f"All meetings of which papers are held, on “{request.topic.strip()}”"))
    facts += _heads(subjects, citer)
    return [*facts, *_classified(subjects, exempt, citer)]


def _refs(refs: Sequence[str]) -> str:
    """Return "item 6" or "items 6, 7"; "" for none."""
    return f"item{'s' if refs[1:] else ''} {', '.join(refs)}" if refs else ""


def _when(subject: Subject) -> str:
    known = next(((card.time, card.venue) for card in subject.cards if card.time or card.venue), ())
    return ", ".join(part for part in known if part)


def _heads(subjects: Sequence[Subject], citer: Citer) -> list[Fact]:
    """Return who the reports are by, as their heads say."""
    found: dict[tuple[str, str], Fact] = {}
    for subject in subjects:
        name = f"Report by (item {subject.ref})" if len(subjects) > 1 and subject.ref else "Report by"
        for part, head in _headed([subject]):
            if (by := head.field("from")) and (line := citer.entry(head, part.card, words=by)):
                found.setdefault((subject.ref, by), Fact(name, line.text, line.citations))
    return list(found.values())


def _classified(subjects: Sequence[Subject], exempt: bool, citer: Citer) -> list[Fact]:
    """Return the note's classification: that of what it quotes, and what the papers say of themselves."""
    said: dict[str, Fact] = {}
    for part, head in _headed(subjects):
        if (words := head.field("classification")) and (line := citer.entry(head, part.card, words=words)):
            said.setdefault(line.text, Fact("Classification", line.text, line.citations))
    if exempt:
        warning = "NOT FOR PUBLICATION: this note quotes exempt papers. Give it only to those who may see them."
        return [Fact("Classification", warning), *(replace(one, name="Papers classified") for one in said.values())]
    return list(said.values()) or [Fact("Classification", "The papers quoted are public")]


def _headed(subjects: Sequence[Subject]) -> list[tuple[Part, Entry]]:
    return [(part, head) for subject in subjects for part in subject.parts for head in part.heads]
