"""Questions to go on with beneath an answer, each about its matter and each one that the papers at hand answer."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from answer.model import Answer, Citation, Turn
from answer.proving import squeeze
from answer.selecting.matters import Matter, Records, alike
from answer.understanding.names import TERM
from index.library import Library
from index.model import Scope, Viewer
from index.wording.words import WORD, content_words, plain
from ingest.model import Entry

MOST, MOST_MATTERS = 3, 2
# A word of the question in the title of a matter says as much as so many citations.
NAMED = 2
# What is worth less than this share of what is worth most is beside the answer's matter.
LEAST_WORTH = 0.5
# A list that is longer than this is no answer to read in passing.
MOST_ACTIONS, MOST_VOTES = 8, 1
PART = re.compile(r"^\W*\w{1,3}[.)]\s+")
LEAST_QUOTE = 30
LEAST_WORDS = 5
_About = tuple[str, ...]
"""What a question asks for, so that none asks for the same in other words."""
_Asked = tuple[_About, str]
# More owners than one, each of whom the log names in another way.
SEVERAL = re.compile(r"[,;/&]|\band\b")
NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _Said:
    """What has been read in this conversation: the answer with its quotes, and the turns before it."""

    words: str
    quotes: tuple[str, ...]
    questions: frozenset[str]

    def holds(self, entries: Sequence[Entry]) -> bool:
        """Tell whether at least half of some entries have been read."""
        return 2 * sum(map(self._holds, entries)) >= len(entries)

    def _holds(self, entry: Entry) -> bool:
        own = squeeze(PART.sub("", entry.text))
        return own in self.words or any(len(quote) >= LEAST_QUOTE and quote in own for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class _Case:
    """A matter to go on with, what is recorded, what has been said, and the answer itself."""

    matter: Matter
    records: Records
    said: _Said
    answer: Answer


def follow_ups(
    library: Library, answer: Answer, history: Sequence[Turn], viewer: Viewer, scope: Scope
) -> list[str]:  # fmt: skip
    """Return up to three questions about an answer's matter, each of another kind, which the papers answer.

    Where nothing was found they are about what comes nearest. `history` are the turns up to and with the answer's.
    """
    records = Records(library, viewer, scope)
    said = _said(answer, history)
    cases = [_Case(matter, records, said, answer) for matter in _matters(answer, records)]
    found: dict[_About, str] = {}
    for ask in KINDS:
        new = (
            one for case in cases for one in ask(case) if one[0] not in found and plain(one[1]) not in said.questions
        )
        found |= [one for one in [next(new, None)] if one]
    return [*found.values()][:MOST]


def _matters(answer: Answer, records: Records) -> list[Matter]:
    """Return what an answer is about: first what most of it tells of and what the question calls by its title."""
    asked = set(content_words(answer.question))
    counts = Counter(filter(None, map(records.matter, _cited(answer))))
    worth = {m: count + NAMED * len(asked & set(content_words(m.title))) for m, count in counts.items()}
    best = sorted(worth, key=lambda matter: worth[matter], reverse=True)[:MOST_MATTERS]
    return [matter for matter in best if worth[matter] >= LEAST_WORTH * worth[best[0]]]


def _cited(answer: Answer) -> list[Citation]:
    told = answer.claims or answer.nearest
    return [citation for claim in told for citation in claim.citations]


def _said(answer: Answer, history: Sequence[Turn]) -> _Said:
    cited = _cited(answer)
    nearest = [claim.text for claim in answer.nearest]
    text = "\n".join([answer.text, *nearest, *(c.quote for c in cited), *(turn.content for turn in history)])
    questions = [answer.question, *(turn.content for turn in history if turn.role == "user")]
    quotes = tuple(squeeze(citation.quote) for citation in cited)
    return _Said(squeeze(text), quotes, frozenset(map(plain, questions)))


def _decided(case: _Case) -> Iterator[_Asked]:
    """Ask for the decision on the matter itself."""
    yield from _resolved(case, case.matter, "What was decided on {title} ({place})?")


def _later(case: _Case) -> Iterator[_Asked]:
    """Ask what a later meeting decided on the same matter, the newest first."""
    matter = case.matter
    for other in case.records.minuted():
        if matter.day and other.day and other.day > matter.day and alike(matter, other):
            yield from _resolved(case, other, "What was decided later on {title} ({place})?")


def _before(case: _Case) -> Iterator[_Asked]:
    """Ask what an earlier meeting decided on the same matter, the newest first."""
    matter = case.matter
    for other in case.records.minuted():
        if matter.day and other.day and other.day < matter.day and alike(matter, other):
            yield from _resolved(case, other, "What had been decided before on {title} ({place})?")


def _resolved(case: _Case, matter: Matter, form: str) -> Iterator[_Asked]:
    entries = case.records.resolutions(matter)
    if any(map(_tells, entries)) and matter.minute and NUMBER.fullmatch(matter.minute) and not case.said.holds(entries):
        whose = f" of the {matter.body}" if case.records.is_shared(matter) else ""
        place = f"minute {matter.minute}, {_day(matter.day)}{whose}"
        yield ("resolution", place), form.format(title=matter.title, place=place)


def _voted(case: _Case) -> Iterator[_Asked]:
    """Ask how the only vote on the matter went."""
    matter, votes = case.matter, case.records.votes(case.matter)
    if len(votes) == MOST_VOTES and matter.minute and not case.said.holds(votes):
        amends = (
            " on the amendment" if re.search(r"\bamendment (?:was )?(?:carried|lost|agreed)", votes[0].text) else ""
        )
        place = f"minute {matter.minute}, {_day(matter.day)}"
        yield ("vote", place), f"How did the vote{amends} on {matter.title} go ({place})?"


def _to_do(case: _Case) -> Iterator[_Asked]:
    """Ask for the actions of whoever has one in the matter."""
    matter = case.matter
    if case.records.scope.items or not matter.day:
        return
    for entry in case.records.actions(matter):
        owner = entry.field("owner") or ""
        theirs = case.records.actions_of(owner, matter.day)
        if (
            owner
            and not SEVERAL.search(owner)
            and all(map(_tells, theirs))
            and len(theirs) <= MOST_ACTIONS
            and not case.said.holds([entry])
        ):
            yield ("action",), f"What actions does {owner} have from the meeting of {_day(matter.day)}?"


def _recommended(case: _Case) -> Iterator[_Asked]:
    """Ask what the report asked of the board."""
    matter = case.matter
    entries = case.records.recommendations(matter)
    if entries and matter.item and not case.said.holds(entries):
        yield (
            ("recommendation",),
            f"What was the board asked to do in item {matter.item} of {_day(matter.day)}, {matter.title}?",
        )


def _meant(case: _Case) -> Iterator[_Asked]:
    """Ask what an abbreviation stands for that the answer holds and does not open."""
    told = case.answer.claims or case.answer.nearest
    papers = {citation.paper.id for citation in _cited(case.answer)}
    for short in dict.fromkeys(TERM.findall(" ".join(claim.text for claim in told))):
        longs = case.records.meanings(short, papers)
        if longs and not any(squeeze(long).lower() in case.said.words.lower() for long in longs):
            yield ("term",), f"What does the abbreviation {short} stand for?"


def _tells(entry: Entry) -> bool:
    """Tell whether an entry says what is to be done; "Resolved accordingly" and a column of initials do not."""
    return len(WORD.findall(entry.text)) >= LEAST_WORDS


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


# In the order in which they help most.
KINDS: tuple[Callable[[_Case], Iterator[_Asked]], ...] = (
    _decided, _later, _to_do, _voted, _recommended, _before, _meant,
)  # fmt: skip
