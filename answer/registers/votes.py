"""Gather the votes of minutes, each with the words before it and the motion that was put."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nltk.stem import PorterStemmer

from answer.quoting import Quoter
from answer.registers.reading import Recorded, Registers
from answer.units import Unit
from index.library import Library
from index.model import Scope, Viewer
from ingest.model import Line, Passage, Span
from ingest.registers.votes import PROPOSED, RAISED, SECONDED

MOVES = (PROPOSED, RAISED, SECONDED)
PUT_LINES = 3
AMENDS, AMENDS_WITHIN = re.compile(r"\bamend|\badditional\b", re.IGNORECASE), 80
NEXT = re.compile(r"\(?\d{1,3}\)\s")
WORD = re.compile(r"\w+")
ENDS = re.compile(
    r"\b(?:substantive |amended |original )*(?:amendment|motion)s? (?:was )?(?:carried|lost|agreed)\b", re.I
)
Place = tuple[int, int]
_STEM = PorterStemmer(PorterStemmer.ORIGINAL_ALGORITHM).stem


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote, the stems of the words before it (back to the vote before, or the head of the minute), and the motion.

    `moved` are the stems from the last motion on, `mover` the words of the name of who moved it, in lower case, and
    `put` the lines in which it was put; empty and None where the minutes do not say.
    """

    recorded: Recorded
    before: frozenset[str]
    moved: frozenset[str] = frozenset()
    mover: frozenset[str] = frozenset()
    put: Unit | None = None

    @property
    def ends(self) -> str:
        """How it ends, as "substantive motion carried"; "" where it is not said so."""
        match = ENDS.search(self.recorded.entry.text)
        return match[0].lower() if match else ""

    @property
    def substantive(self) -> bool:
        """Whether it is on the motion as it came to stand, and on no amendment."""
        return "motion" in self.ends


class Votes:
    """The votes of all papers in a library."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library, self._registers = library, Registers(library, quoter)

    def read(self, viewer: Viewer, scope: Scope) -> list[Vote]:
        """Return all votes, in the order of the papers and of reading."""
        found = self._registers.read("vote", viewer, scope)
        heads = self._heads(viewer, scope)
        return [
            vote
            for paper in dict.fromkeys(one.card.id for one in found)
            for vote in self._of_paper(sorted((o for o in found if o.card.id == paper), key=_place), heads, viewer)
        ]

    def _of_paper(
        self, ones: Sequence[Recorded], heads: Sequence[tuple[str, str | None, Place]], viewer: Viewer
    ) -> list[Vote]:
        paper = ones[0].card.id
        lines = [
            ((page.pdf_page, number), line)
            for page in self._library.pages(paper, viewer)
            for number, line in enumerate(page.lines)
            if line.text
        ]
        votes, last = list[Vote](), (0, 0)
        for one in ones:
            own = (at for name, minute, at in heads if (name, minute) == (paper, one.entry.minute) and at < _place(one))
            head = max(own, default=last)
            # What the motion itself says stands before the amendments to it.
            start = head if Vote(one, frozenset()).substantive else max(last, head)
            votes.append(_vote(one, [(at, line) for at, line in lines if start <= at < _place(one)]))
            last = one.entry.spans[-1].pdf_page, one.entry.spans[-1].last_line + 1
        return votes

    def _heads(self, viewer: Viewer, scope: Scope) -> list[tuple[str, str | None, Place]]:
        """Return where each minute begins, as (paper id, number, place)."""
        entries = self._library.entries("minute", viewer, scope)
        return [(n, e.minute, (e.spans[0].pdf_page, e.spans[0].first_line)) for n, e in entries if e.spans]


def stems(text: str) -> list[str]:
    """Return the stems of a text's words."""
    return [str(_STEM(word.lower())) for word in WORD.findall(text)]


def _vote(one: Recorded, between: Sequence[tuple[Place, Line]]) -> Vote:
    """Return a vote with the words of the lines before it, of which a motion is what was put."""
    text, starts = "", list[int]()
    for _, line in between:
        starts.append(len(text))
        text += line.text + " "
    vote = Vote(one, frozenset(stems(text)))
    put = _put(text, vote)
    if put is None:
        return vote
    at = max(n for n, start in enumerate(starts) if start <= put.start("mover"))
    mover, moved = frozenset(WORD.findall(put["mover"].lower())), frozenset(stems(text[put.start("mover") :]))
    return replace(vote, moved=moved, mover=mover, put=_unit_of(one, between[at:]))


def _put(text: str, vote: Vote) -> re.Match[str] | None:
    """Return where what was voted on was moved: the first motion for the substantive vote, else the last."""
    found = sorted((m for pattern in MOVES for m in pattern.finditer(text)), key=lambda match: match.start("mover"))
    if vote.substantive:
        found = [match for match in found if not AMENDS.search(text[match.end() :][:AMENDS_WITHIN])][:1]
    return found[-1] if found else None


def _unit_of(one: Recorded, lines: Sequence[tuple[Place, Line]]) -> Unit:
    """Return the lines in which a motion was put, those of one page and paragraph."""
    page = lines[0][0][0]
    own = [lines[0]]
    for place, line in lines[1:PUT_LINES]:
        if place[0] != page or NEXT.match(line.text):
            break
        own.append((place, line))
    text = " ".join(line.text for _, line in own)
    span = Span(page, own[0][0][1], own[-1][0][1], 0, len(text))
    entry, name = one.entry, f"{one.card.id}|put|{page}|{own[0][0][1]}"
    passage = Passage(name, one.card.id, text, (span,), entry.item, None, None, entry.minute)
    return Unit(passage, 0, len(text))


def _place(one: Recorded) -> Place:
    return one.entry.spans[0].pdf_page, one.entry.spans[0].first_line
