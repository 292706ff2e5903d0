"""Follow a matter through all papers that a viewer may see: its steps, oldest first, and how the trail ends."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from answer.model import Citation, Claim
from answer.quoting import Quoter, numbered
from answer.registers.reading import unit_of
from answer.registers.telling import Told
from answer.trail.asking import topic_asked
from answer.trail.differing import differs, proposals_for
from answer.trail.folding import AMENDMENT, LOST, Happening, happenings
from answer.trail.gathering import Record, Titles, action_numbers, on_topic, records, same_body
from answer.trail.model import Step, StepKind, Trail
from answer.trail.reporting import Mention, Reporter
from answer.trail.topics import Topic, read_topic
from answer.understanding.model import Understood
from answer.units import units
from index.embedding import Embedder
from index.library import Library
from index.model import ANYONE, EVERYTHING, Scope, Viewer
from index.vectors import Nearest
from ingest.model import Entry, Span

MOST_STEPS = 40
MOST_WORDS = 160
# Where a list is too long to quote, the parts that hold this share of the matter are.
NAMED = 0.75
NEAREST, NEARBY = 60, 10
NOT_AS_ASKED = "not as recommended"


class Follower:
    """Tell what became of a matter."""

    def __init__(self, library: Library, embedder: Embedder, nearest: Nearest, quoter: Quoter) -> None:
        self._library, self._embedder, self._nearest, self._quoter = library, embedder, nearest, quoter

    def tell(self, asked: Understood, viewer: Viewer, scope: Scope) -> Told | None:
        """Return the trail that a question asks for; None where it asks for something else or nothing is recorded."""
        topic = topic_asked(asked.question)
        trail = self.follow(topic, viewer, scope) if topic else None
        return Told(trail.claims, trail.note) if trail and trail.recorded else None

    def follow(self, text: str, viewer: Viewer = ANYONE, scope: Scope = EVERYTHING) -> Trail:
        """Return the trail of a matter; where there is none, its note says whether the papers mention it at all."""
        if not self._library.papers(viewer):
            return Trail(text, (), "There are no papers in the library yet.")
        topic = read_topic(text, self._library, self._embedder, viewer, scope)
        titles = Titles(self._library, viewer, scope)
        near = self._nearest.search(topic.vector, viewer, scope, NEAREST)
        nearest = self._library.passages(near, viewer)
        places = frozenset((passage.paper_id, passage.item, passage.minute) for passage in nearest.values())
        everything = list(records(self._library, titles, viewer, scope))
        found = on_topic(topic, everything, places, self._embedder)
        votes = [one for one in everything if one.entry.register == "vote"]
        reporter = Reporter(self._library, self._embedder, titles, viewer, scope)
        steps = [*self._steps(topic, found, votes, viewer)]
        refs = action_numbers(found)
        steps += self._reported((topic, refs), steps, reporter, viewer)
        shown = _shown(steps)
        nearby = [nearest[number] for number in near[:NEARBY] if number in nearest]
        open_ = bool(shown) and reporter.goes_on(topic, _last(shown), refs, nearby)
        note = _note(topic, shown, len(steps), titles, open_)
        several = any(not same_body(step.body, shown[0].body) for step in shown)
        return Trail(text, tuple(shown), note, several)

    def _steps(self, topic: Topic, found: Sequence[Record], votes: Sequence[Record], viewer: Viewer) -> Iterator[Step]:
        happened = happenings(found)
        for one in happened:
            quoted = self._quoted(topic, one, viewer)
            vote = _vote_of(one, happened, votes)
            told = self._cite(vote, viewer) if vote and vote.entry.text not in one.text else ()
            some = f"{len(_fitting(one.parts))} of {len(one.parts)} parts"
            asides = [_outcome(one, happened), _counted(vote) if vote else ""]
            asides.append(some if len(_fitting(one.parts)) < len(one.parts) else "")
            aside = ", ".join(part for part in asides if part)
            if quoted:
                yield Step(one.kind, one.first.day, one.first.body, quoted, aside, vote=told)

    def _reported(
        self, asked: tuple[Topic, frozenset[str]], steps: Sequence[Step], reporter: Reporter, viewer: Viewer
    ) -> list[Step]:
        """Return what later papers report of a matter and of its actions, by their numbers, or only mention."""
        topic, refs = asked
        held, days = reporter.mentions(topic), [step.day for step in steps if step.day]
        if steps and not days:
            return []
        told = [step.quote for step in steps]
        later = reporter.progress(topic, held, min(days), told) if days else []
        told += [one.unit.text for one in later]
        later += reporter.referring(refs, min(days), told) if days else []
        reported = [step for one in later if (step := self._mentioned(one, viewer, "reported back"))]
        last = max([*days, *(step.day for step in reported if step.day)], default=None)
        named = reporter.named(topic, held, last, told)
        return reported + [step for one in named if (step := self._mentioned(one, viewer, "mentioned"))]

    def _quoted(self, topic: Topic, one: Happening, viewer: Viewer) -> tuple[Citation, ...]:
        """Return citations of the parts that are on the matter, as one quote where they stand together."""
        parts = _fitting(one.parts)
        whole = self._cite(replace(parts[0], entry=_bound([part.entry for part in parts])), viewer)
        return whole or tuple(citation for part in parts for citation in self._cite(part, viewer, topic))

    def _cite(self, one: Record, viewer: Viewer, topic: Topic | None = None) -> tuple[Citation, ...]:
        unit = unit_of(one.card.id, one.entry)
        if topic and unit.words > MOST_WORDS:
            unit = max(units(unit.passage), key=lambda part: topic.share(part.text), default=unit)
        return tuple(self._quoter.cite(unit, one.card, viewer))

    def _mentioned(self, one: Mention, viewer: Viewer, kind: StepKind) -> Step | None:
        cited = self._quoter.cite(one.unit, one.card, viewer)
        said = one.unit.said if one.unit.spoken else ""
        return Step(kind, one.day, one.body, tuple(cited), spoken=said) if cited else None


def _note(topic: Topic, shown: Sequence[Step], found: int, titles: Titles, open_: bool) -> str:
    """Say how the trail ends; `open_` where later papers may say more of it than is shown."""
    if not shown:
        return _unknown(topic)
    notes = [f"The last {MOST_STEPS} of {found} steps are shown." if found > MOST_STEPS else ""]
    only = all(step.kind == "mentioned" for step in shown)
    notes.append("No recommendation, decision or action on it was found: it is only mentioned." if only else "")
    last = _last(shown)
    newest = titles.newest(last.body)
    if last.day and newest and newest <= last.day:
        notes.append(f"No later papers of {_named(last.body)} are held.")
    elif last.day and newest and not open_:
        notes.append(f"No later mention in the papers held; the newest of {_named(last.body)} is of {_day(newest)}.")
    return " ".join(note for note in notes if note)


def _shown(steps: Sequence[Step]) -> list[Step]:
    """Return the steps in order, their citations numbered; the last where there are many."""
    shown = sorted(steps, key=_place)[-MOST_STEPS:]
    claims = numbered([Claim("", step.proof) for step in shown])
    return [
        replace(step, citations=claim.citations[: len(step.citations)], vote=claim.citations[len(step.citations) :])
        for step, claim in zip(shown, claims, strict=True)
    ]


def _last(shown: Sequence[Step]) -> Step:
    """Return the last dated step that is more than a mention, else the last of all."""
    told = [step for step in shown if step.day and step.kind != "mentioned"]
    return (told or shown)[-1]


def _fitting(parts: Sequence[Record]) -> list[Record]:
    """Return the parts that are most on the matter, as many as one can read at once, in their order."""
    room, chosen = MOST_WORDS, list[Record]()
    own = [part for part in parts if part.share >= NAMED]
    enough = sum(len(part.entry.text.split()) for part in parts) <= MOST_WORDS
    for part in sorted(own if own and not enough else parts, key=lambda part: -part.share):
        words = len(part.entry.text.split())
        if words <= room or not chosen:
            chosen.append(part)
            room -= words
    return sorted(chosen, key=lambda part: part.place)


def _bound(entries: Sequence[Entry]) -> Entry:
    """Return the parts of a list as one entry, whose words stand on each page together."""
    text, spans = "", list[Span]()
    for entry in entries:
        text += " " if text else ""
        for span in entry.spans:
            start, end = span.start + len(text), span.end + len(text)
            if spans and spans[-1].pdf_page == span.pdf_page:
                last = spans.pop()
                lines = min(last.first_line, span.first_line), max(last.last_line, span.last_line)
                spans.append(Span(span.pdf_page, *lines, last.start, end))
            else:
                spans.append(Span(span.pdf_page, span.first_line, span.last_line, start, end))
        text += entry.text
    return replace(entries[0], text=text, spans=tuple(spans))


def _vote_of(one: Happening, happened: Sequence[Happening], votes: Sequence[Record]) -> Record | None:
    """Return the vote that settled a step: the one within its words, else the only other one under its minute."""
    entry = one.first.entry
    if one.kind not in ("amended", "decided", "deferred") or entry.minute is None:
        return None
    under = [v for v in votes if (v.card.id, v.entry.minute, v.day) == (one.first.card.id, entry.minute, one.first.day)]
    within = [vote for vote in under if vote.entry.text in one.text or _stands_within(vote.entry, entry)]
    if within or one.kind == "amended":
        return within[0] if within else None
    others = [v for v in under if not AMENDMENT.search(v.entry.text) and v.entry.field("outcome") not in LOST]
    rivals = [
        h
        for h in happened
        if h.kind == one.kind and h.first.entry.minute == entry.minute and h.first.day == one.first.day
    ]
    return others[0] if len(others) == 1 and len(rivals) == 1 else None


def _stands_within(vote: Entry, motion: Entry) -> bool:
    """Tell whether a vote is printed between a motion and what became of it."""
    first, last = motion.spans[0], motion.spans[-1]
    begins = (first.pdf_page, first.first_line), (last.pdf_page, last.last_line)
    return begins[0] <= (vote.spans[0].pdf_page, vote.spans[0].first_line) <= begins[1]


def _outcome(one: Happening, happened: Sequence[Happening]) -> str:
    """Return how an amendment or motion fared, and whether a decision is not what was recommended."""
    verb = one.first.entry.field("verb") or ""
    if one.kind == "amended":
        return "lost" if verb in LOST else "carried"
    if one.kind != "decided":
        return ""
    if verb in LOST:
        return "lost"
    if differs(one, proposals_for(one, happened)):
        return NOT_AS_ASKED
    changed = (h for h in happened if h.kind == "amended" and h.first.entry.field("verb") == "carried")
    return "as amended" if any(_same_minute(one, other) for other in changed) else ""


def _same_minute(one: Happening, other: Happening) -> bool:
    mine, theirs = one.first, other.first
    return mine.entry.minute is not None and mine.where == theirs.where and mine.day == theirs.day


def _counted(vote: Record) -> str:
    """Return a vote as "8 for, 3 against, 1 abstained"."""
    names = "for", "against", "abstained"
    return ", ".join(f"{count} {name}" for name in names if (count := vote.entry.field(name)))


def _place(step: Step) -> tuple[date, bool, str, int, int]:
    """Sort by day; of a meeting, its reports come before its minutes."""
    passage = step.citations[0].passage
    minuted = passage.minute is not None or step.citations[0].paper.kind == "minutes"
    span = passage.spans[0]
    return step.day or date.max, minuted, passage.paper_id, span.pdf_page, span.first_line


def _unknown(topic: Topic) -> str:
    if len(topic.unknown) == len(topic.words):
        return f"The papers in the library do not mention {topic.text}."
    return f"The papers in the library record nothing on {topic.text}."


def _named(body: str) -> str:
    return f"the {body.removeprefix('The ').removeprefix('the ')}" if body else "that board"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
