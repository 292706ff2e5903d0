"""What was decided beside what is quoted: another figure than was recommended, a later decision, or none found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from answer.model import Citation
from answer.proving import RECOMMENDED, decides
from answer.registers.reading import unit_of
from answer.standing.days import Days, body_words, same_body
from answer.standing.figures import figures
from answer.standing.sentences import NUMBERING, PLAIN, stems
from answer.standing.times import timeless, times
from answer.units import Unit
from index.library import Library
from index.model import EVERYTHING, Scope, Viewer
from ingest.model import Entry, Passage, Register

LEAST_ALIKE, LEAST_SHARED = 0.5, 4
LEAST_TITLE, LEAST_OF_IT = 2, 0.6
VERBS = stems(
    "resolved agreed approve approved endorse endorsed note noted authorise authorised recommend recommended asked "
    "delegate delegated board committee cabinet council members accordingly"
)
ASIDE = re.compile(r"[:(].*$", re.DOTALL)
ITEM_MARK = re.compile(r"^\W*[\w/]{1,12}[.)]\s+|\(Item \w+\)\s*$", re.IGNORECASE)
# What comes back in every meeting is no matter of its own.
ROUTINE = re.compile(
    r"\b(?:apolog|declaration|welcome|minutes|urgent|next meeting|exclusion|action log|action tracker|work programme|"
    r"forward plan|any other|matters arising|chair(?:man)?'?s? announcements?|questions?|petitions?)",
    re.IGNORECASE,
)
MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Decisions:
    """Look for decisions and recommendations as a viewer may see them, within a scope."""

    library: Library
    days: Days
    viewer: Viewer
    scope: Scope = EVERYTHING

    def recommended_otherwise(self, citations: Sequence[Citation]) -> Unit | None:
        """Return the recommendation of the same meeting that says other figures than a quoted resolution."""
        for citation in citations:
            passage, day = citation.passage, self.days.day_of(citation.passage)
            if passage.minute is None or not _decided(citation) or day is None:
                continue
            for paper_id, entry in self._entries("recommendation"):
                card = self.days.cards[paper_id]
                own = card.meeting_date == day and same_body(body_words(card.body), self.days.body_of(passage))
                if own and any(differs(part, entry.text) for part in self._parts(passage)):
                    return unit_of(paper_id, entry)
        return None

    def later(self, citations: Sequence[Citation]) -> tuple[date, list[Unit]] | None:
        """Return the newest later resolution on the matter of a quoted one, with its day; none where it is cited."""
        cited = {(self.days.day_of(c.passage), c.passage.minute) for c in citations}
        for citation in citations:
            passage, day = citation.passage, self.days.day_of(citation.passage)
            title = self._title(passage)
            if passage.minute is None or not _decided(citation) or day is None or not title:
                continue
            newer = [
                (entry.meeting, paper_id, entry)
                for paper_id, entry in self._entries("minute")
                if entry.meeting and entry.meeting > day and same_matter(title, entry.field("title") or "")
                and same_body(body_words(entry.body), self.days.body_of(passage))
            ]  # fmt: skip
            for when, paper_id, entry in sorted(newer, key=lambda one: one[0], reverse=True):
                if (when, entry.minute) in cited:
                    return None
                if parts := self._resolved(paper_id, entry.minute, when):
                    return when, [unit_of(paper_id, part) for part in parts[:MOST_PARTS]]
        return None

    def only_recommended(self, citations: Sequence[Citation]) -> str:
        """Say that nothing but a recommendation is held, and which minutes were looked at; "" where more is held."""
        asked = [c for c in citations if _recommends(c)]
        if not asked or any(_decided(c) for c in citations):
            return ""
        passage = asked[0].passage
        day, body = self.days.day_of(passage), self.days.body_of(passage)
        minutes = [e for _, e in self._entries("minute") if same_body(body_words(e.body), body) and e.meeting]
        agenda = asked[0].paper.kind == "agenda pack"
        if day is None or not body or (agenda and passage.item is None) or self._is_decided(asked[0], minutes, day):
            return ""
        held = sorted({entry.meeting for entry in minutes if entry.meeting and entry.meeting >= day})
        said, named = "The papers hold only the recommendation; no decision on it was found", held[:MOST_PARTS]
        if day in held:
            return f"{said} in the minutes of {' and '.join(map(long, named))}."
        later = f", and those of {' and '.join(map(long, named))} do not tell of one" if named else ""
        return f"{said}: the minutes of the meeting of {long(day)} are not among the papers{later}."

    def _is_decided(self, asked: Citation, minutes: Sequence[Entry], day: date) -> bool:
        """Tell whether some minute of that meeting or a later one has a title or words like the recommendation's."""
        titles = [i.title for i in self.library.items(asked.paper.id, self.viewer) if i.ref == asked.passage.item]
        later = [entry for entry in minutes if entry.meeting and entry.meeting >= day]
        if any(_overlap(title, entry.field("title") or "") for title in titles for entry in later):
            return True
        telling = stems(asked.quote) - PLAIN - VERBS
        resolved = (e for _, e in self._entries("resolution") if e.meeting and e.meeting >= day)
        return any(len(telling & stems(entry.text)) >= LEAST_ALIKE * len(telling) for entry in resolved)

    def _parts(self, passage: Passage) -> list[str]:
        parts = self._resolved(passage.paper_id, passage.minute, self.days.day_of(passage))
        return [entry.text for entry in parts]

    def _resolved(self, paper_id: str, minute: str | None, day: date | None) -> list[Entry]:
        """Return the parts of a minute's resolution that do more than note."""
        return [
            entry for paper, entry in self._entries("resolution")
            if paper == paper_id and entry.minute == minute and entry.meeting == day
            and entry.field("effect") != "noted"
        ]  # fmt: skip

    def _title(self, passage: Passage) -> str:
        own = (
            entry.field("title") for paper, entry in self._entries("minute")
            if paper == passage.paper_id and entry.minute == passage.minute
        )  # fmt: skip
        return next((title for title in own if title), "")

    def _entries(self, register: Register) -> Iterator[tuple[str, Entry]]:
        """Yield a register's entries within the scope, in the order of the papers and of reading."""
        within = self.days.within(self.library, self.scope)
        return ((paper, entry) for paper, entry in self.days.entries[register] if paper in within)


def differs(decision: str, recommendation: str) -> bool:
    """Tell whether a decision is on what was recommended, and each names a figure or time that the other does not."""
    ours, theirs = (stems(timeless(text)) - VERBS for text in (decision, recommendation))
    if len(ours & theirs) < LEAST_SHARED or len(ours & theirs) < LEAST_ALIKE * len(ours | theirs):
        return False
    one, other = _said(decision), _said(recommendation)
    return bool(one - other) and bool(other - one)


def same_matter(one: str, other: str) -> bool:
    """Tell whether two minutes' titles name one matter: the same words before a colon, or all of the other's."""
    if ROUTINE.search(one) or ROUTINE.search(other):
        return False
    first, second = (stems(timeless(ASIDE.sub("", ITEM_MARK.sub("", title)))) for title in (one, other))
    return len((first & second) - PLAIN) >= LEAST_TITLE and (first <= second or second <= first)


def long(day: date) -> str:
    """Write a day as "7 July 2015"."""
    return f"{day.day} {day:%B %Y}"


def _overlap(one: str, other: str) -> bool:
    first, second = stems(one) - PLAIN, stems(ITEM_MARK.sub("", other)) - PLAIN
    return bool(first & second) and len(first & second) >= LEAST_ALIKE * min(len(first), len(second))


def _said(text: str) -> frozenset[str]:
    """Return the figures and times that a text names, but for its numbering and what it refers to."""
    bare = NUMBERING.sub("", timeless(text).strip())
    return times(text) | {f"{abs(one.value)}{one.unit}" for one in figures(bare) if not one.reference}


def _decided(citation: Citation) -> bool:
    return citation.passage.kind == "resolution" or (citation.passage.minute is not None and decides(citation.quote))


def _recommends(citation: Citation) -> bool:
    """Tell whether a report's recommendation is quoted; a motion within minutes is decided there."""
    passage, minutes = citation.passage, citation.passage.minute or citation.paper.kind == "minutes"
    asks = RECOMMENDED.search(citation.quote) or RECOMMENDED.search(passage.section or "")
    return passage.kind == "recommendation" and not minutes and bool(asks) and not ROUTINE.search(citation.quote)
