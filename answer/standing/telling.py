"""Say how far an answer stands: what disagrees with it, what later papers say, what is draft, what was not decided."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.model import Citation, Claim
from answer.quoting import Quoter, numbered
from answer.registers.reading import unit_of
from answer.standing.days import Confirmation, Days, days_held
from answer.standing.decisions import Decisions, long
from answer.standing.finding import Finder, Rival
from answer.standing.times import times
from answer.understanding.model import Understood
from answer.units import Unit
from index.library import Library
from index.model import Hit, Scope, Viewer

MOST_CONFLICTS, MOST_WORDS = 3, 70
CORRECTION = re.compile(r"\bcorrect(?:ion|ed|ing)\b|\bamend(?:ment|ed|ing)\b", re.IGNORECASE)
WRONG = re.compile(r"[\"“'‘](?P<words>[^\"”“]{2,80}?)[\"”'’]\s+(?:to|by|with|should|being)\b")
# What a question says where it wants one time and no other, or all of them.
OF_A_TIME = re.compile(
    r"\b(?:then|at the time|back in|originally|first|earlier|history|over time|trend)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stood:
    """What is to be said beside an answer, numbered on from it: where papers disagree, and how far it still stands."""

    conflicts: tuple[Claim, ...] = ()
    standing: tuple[Claim, ...] = ()


class Standing:
    """Tell how far what is quoted stands; all that is said is proved by a quote or by what the registers hold."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._library, self._quoter = library, quoter
        self._known: dict[frozenset[str], tuple[int, Days]] = {}

    def marked(self, claims: Sequence[Claim], viewer: Viewer) -> list[Claim]:
        """Return claims whose citations tell what is draft no more, and what another paper replaced."""
        days = self._days(viewer)
        return [Claim(c.text, tuple(_marked(citation, days) for citation in c.citations)) for c in claims]

    def ordered(self, asked: Understood, claims: Sequence[Claim], viewer: Viewer) -> list[Claim]:
        """Return claims; those of one matter at several meetings newest first and dated, if no time is asked for."""
        days, rows = self._days(viewer), [_row_of(claim) for claim in claims]
        labels = {unit.spoken.label for unit in rows if unit and unit.spoken}
        met = {days.day_of(unit.passage) for unit in rows if unit}
        if None in rows or len(labels) != 1 or len(met) < 2 or None in met or names_time(asked):
            return list(claims)
        by_day = [(days.day_of(c.citations[0].passage), c) for c in claims]
        newest = sorted(by_day, key=lambda one: str(one[0]), reverse=True)
        return numbered([Claim(f"{long(day)}: {c.text}", c.citations) for day, c in newest if day])

    def of(
        self, asked: Understood, claims: Sequence[Claim], hits: Sequence[Hit], viewer: Viewer, scope: Scope
    ) -> Stood:
        """Return what is to be said beside an answer, its citations numbered on from those of the claims."""
        if not claims:
            return Stood()
        days = self._days(viewer)
        rivals = Finder(self._library, days, viewer, scope).rivals(claims, hits)
        conflicts = [c for r in rivals if not r.later and (c := self._conflict(r, days, viewer))][:MOST_CONFLICTS]
        held = Decisions(self._library, days, viewer, scope)
        told = [*self._corrections(claims, held), *self._later(asked, rivals, days, viewer)]
        told += self._decided(asked, claims, held)
        known = {squeezed(claim.text) for claim in claims}
        told = [claim for claim in told if squeezed(claim.text) not in known]
        all_numbered = numbered([*claims, *conflicts, *told])[len(claims) :]
        return Stood(tuple(all_numbered[: len(conflicts)]), tuple(all_numbered[len(conflicts) :]))

    def _days(self, viewer: Viewer) -> Days:
        change = self._library.change
        held = self._known.get(viewer.groups)
        if held is None or held[0] != change:
            held = change, days_held(self._library, viewer)
            self._known[viewer.groups] = held
        return held[1]

    def _cited(self, units: Sequence[Unit], days: Days, viewer: Viewer) -> tuple[Citation, ...]:
        """Return the citations of all units, none where one of them cannot be proved."""
        cited = [self._quoter.cite(unit, days.cards[unit.passage.paper_id], viewer) for unit in units]
        return tuple(_marked(c, days) for citations in cited for c in citations) if all(cited) else ()

    def _conflict(self, rival: Rival, days: Days, viewer: Viewer) -> Claim | None:
        """Return both sides of a conflict, the older or earlier first; None where one cannot be proved."""
        sides = sorted(
            zip((rival.ours, rival.theirs), rival.figures, strict=True), key=lambda side: _place(side[0], days)
        )
        cited = self._cited([unit for unit, _ in sides], days, viewer)
        if not cited:
            return None
        card = days.cards[rival.ours.passage.paper_id]
        within = card.id == rival.theirs.passage.paper_id
        named = [f"on page {_page(unit, cited)}" if within else f"in {_named(unit, days)}" for unit, _ in sides]
        apart = ", but ".join(f"{figure} {name}" for (_, figure), name in zip(sides, named, strict=True))
        who = f"The {card.short} does not agree with itself" if within else "The papers do not agree"
        if rival.what:
            return Claim(f"{who} on {rival.what}: {apart}.", cited)
        return Claim(f"{who}: {apart}: “{_shortened(sides[1][0].said)}”", cited)

    def _later(self, asked: Understood, rivals: Sequence[Rival], days: Days, viewer: Viewer) -> Iterator[Claim]:
        """Yield what the newest later paper says of the same, where the question names no time."""
        later = [rival for rival in rivals if rival.later]
        if not later or names_time(asked) or asked.wanted == "comparison":
            return
        newest = max(later, key=lambda rival: str(days.day_of(rival.theirs.passage)))
        if cited := self._cited([newest.theirs], days, viewer):
            said = _shortened(newest.theirs.said)
            says = f"gives: {said}" if newest.what else f"says: “{said}”"
            yield Claim(f"A later paper, {_named(newest.theirs, days)}, {says}", cited)

    def _corrections(self, claims: Sequence[Claim], held: Decisions) -> Iterator[Claim]:
        """Yield how quoted minutes were corrected when they were confirmed."""
        days, within = held.days, held.days.within(self._library, held.scope)
        for citation in (c for claim in claims for c in claim.citations if c.passage.minute):
            found = days.confirmation(days.body_of(citation.passage), days.day_of(citation.passage))
            if found and found.paper_id in within and _corrects(found, citation):
                if cited := self._cited([unit_of(found.paper_id, found.entry)], days, held.viewer):
                    when = f" on {long(found.entry.meeting)}" if found.entry.meeting else ""
                    yield Claim(f"Corrected when these minutes were confirmed{when}: “{found.entry.text}”", cited)
                return

    def _decided(self, asked: Understood, claims: Sequence[Claim], held: Decisions) -> Iterator[Claim]:
        citations = [c for claim in claims for c in claim.citations]
        if asked.wanted not in ("decision", "recommendation", "comparison"):
            return
        unit = held.recommended_otherwise(citations)
        if unit and not _holds(citations, unit) and (cited := self._cited([unit], held.days, held.viewer)):
            yield Claim(f"The recommendation was another: “{_shortened(unit.text)}”", cited)
        if asked.wanted != "decision":
            return
        if not names_time(asked) and (later := held.later(citations)):
            day, units = later
            if cited := self._cited(units, held.days, held.viewer):
                said = _shortened(" ".join(unit.text for unit in units))
                yield Claim(f"A later decision on this matter, of {long(day)}: “{said}”", cited)
        if said := held.only_recommended(citations):
            yield Claim(said, ())


def names_time(asked: Understood) -> bool:
    """Tell whether a question names the time, meeting or minute that it is about."""
    named = asked.year or asked.month or asked.minute
    return bool(named or times(asked.question) or OF_A_TIME.search(asked.question))


def squeezed(text: str) -> str:
    """Return a text's words as they are compared."""
    return " ".join(text.lower().split())


def _marked(citation: Citation, days: Days) -> Citation:
    paper, passage = citation.paper, citation.passage
    drafted = paper.status == "draft" and paper.kind == "minutes"
    if drafted and days.confirmation(days.body_of(passage), paper.meeting_date):
        paper = replace(paper, status="confirmed")
    newer = days.replaced.get(paper.id)
    return replace(citation, paper=paper, mark=f"replaced by {newer.short}" if newer else "")


def _place(unit: Unit, days: Days) -> tuple[str, int, int]:
    """Return where words stand in time and in their paper."""
    page = next((span.pdf_page for span in unit.passage.spans if unit.start < span.end), 0)
    return str(days.day_of(unit.passage)), page, unit.start


def _page(unit: Unit, cited: Sequence[Citation]) -> str:
    page = next(c for c in cited if c.passage == unit.passage and c.quote in unit.text)
    return page.stamp or str(page.part)


def _named(unit: Unit, days: Days) -> str:
    """Name the paper that words stand in as a sentence does: "the June 2025 pack (18 June 2025)"."""
    passage, card = unit.passage, days.cards[unit.passage.paper_id]
    day = days.day_of(passage)
    if passage.minute and card.kind != "minutes" and day:
        return f"the minutes of {long(day)} in the {card.short}"
    return f"the {card.short} ({long(day)})" if day else f"“{card.short}”"


def _corrects(found: Confirmation, citation: Citation) -> bool:
    """Tell whether minutes were confirmed with a correction of words that are quoted."""
    text = found.entry.text
    wrong = {match["words"] for match in WRONG.finditer(text)}
    numbers = re.findall(r"\bminute\W+(\d+)", text)
    return (
        bool(CORRECTION.search(text))
        and citation.passage.minute in numbers
        and any(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", citation.quote) for words in wrong)
    )


def _holds(citations: Sequence[Citation], unit: Unit) -> bool:
    return any(unit.text in citation.quote or citation.quote in unit.text for citation in citations)


def _row_of(claim: Claim) -> Unit | None:
    """Return the row of a table that a claim is."""
    if len(claim.citations) != 1:
        return None
    passage, quote = claim.citations[0].passage, claim.citations[0].quote
    rows = (Unit(passage, row.start, row.end) for row in passage.rows)
    return next((unit for unit in rows if unit.text == quote and unit.said in claim.text), None)


def _shortened(text: str) -> str:
    words = text.split()
    return text if len(words) <= MOST_WORDS else f"{' '.join(words[:MOST_WORDS])} …"
