"""Write the sections of a note on one matter, each thing once and under its own heading."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answer.standing.decisions import long
from briefing.choosing import HANGING, OPEN, OWN, PURPOSE, Told, belonging, left_open, points, stands, under
from briefing.citing import Citer
from briefing.history import Told as Minuted
from briefing.model import HEADINGS, Conflict, Gap, Heading, Line, Section
from briefing.papers.headings import NUMBERED, Kind
from briefing.papers.reading import Said, chained, paragraphs

KINDS: dict[Heading, frozenset[Kind]] = {
    "Options": frozenset({"options"}),
    "Finance": frozenset({"finance"}),
    "Legal": frozenset({"legal"}),
    "Risk and equality": frozenset({"risk"}),
    "Consultation and views": frozenset({"consultation"}),
    "Next steps and actions": frozenset({"next"}),
}
NOTHING = "The papers held say nothing on this."
MOST, MOST_TABLED, MOST_FALLEN_BACK, MOST_ASKED, MOST_VIEWS, MOST_OPEN, MOST_BACKGROUND = 6, 9, 3, 4, 3, 4, 4
RECOMMENDS = "What the papers ask for is a recommendation. It is not a decision."
HELD = "The meeting has been held: what was decided stands below what was recommended."
DIFFERED = "It is not what was recommended."
NO_PAST = "The papers held tell of nothing that was decided on this before."
ASKS_NOTHING = "The papers held ask for no decision on this."
ALL_DECIDED = "The newest report held asks for nothing that was not decided since; see the decisions below."
NO_QUESTION = "No question on this is recorded in the papers held."
BY_WORDS = "The papers have no section on this; these sentences speak of it."
OF_LAW = re.compile(
    r"\b(?:Act|law|lawful|legal\w*|statut\w+|contract\w*|procure\w*|power|dut(?:y|ies)|agreement|tender|notice)\b"
)
# What members ask of most reports, and the words of a report that answer it.
QUESTIONS = tuple(
    (question, re.compile(pattern, re.IGNORECASE))
    for question, pattern in (
        ("What happens if it is not agreed?",
         r"\bif (?:the|these|this) [\w ]{2,40} (?:is|are|does|do) not\b|\bwithout (?:this|it|a decision)\b|"
         r"\bdo(?:ing)? nothing\b|\bnot implemented\b|\bwere (?:not )?to (?:end|go on|stop)\b"),
        ("What has changed since it was last reported?",
         r"\bsince (?:the )?last\b|\b(?:last|previous) (?:report|quarter)\b|\bin place of the\b|"
         r"\bcompared (?:with|to) (?:\w+ ){0,3}(?:last|previous|earlier|(?:19|20)\d\d)\b|"
         r"\b(?:rose|fell|risen|fallen|up|down) (?:\w+ )?from \S*\d|\ba year (?:ago|before|earlier)\b"),
        ("Who is affected?",
         r"\b(?:residents|patients|families|carers|children|people|pupils|staff|households|women|men)\b[^.]*"
         r"\b(?:less likely|more likely|affected|most at risk|benefit|under-represented|worst)\b"),
        ("How will the board know whether it works?",
         r"\b(?:will|would|to) be (?:measured|monitored|evaluated|reviewed|reported)\b|\b(?:measures?|indicators?) of "
         r"success\b|\bthe (?:aim|target) is (?:that|for)\b|\bshould (?:avoid|reduce|bring|save)\b"),
    )
)  # fmt: skip
ASKS_BOARD = re.compile(
    r"\b(?:Board|Committee|Council|Cabinet|Body|Members?)\b.{0,60}\b(?:is|are) (?:asked|recommended|invited|requested) "
    r"to\b"
)
NOT_KNOWN = "What is not agreed or not known yet?"
NAMED = re.compile(r"background (?:documents?|papers?)(?!.*\bnone\b)", re.IGNORECASE)
COSTS = re.compile(r"£\s?\d|\b(?:budget|fund\w*|met (?:from|by)|paid|cost)\b")
RISKS = re.compile(r"\b(?:risk|if|largest|main|chief|could)\b", re.IGNORECASE)
PREFERS = re.compile(r"\b(?:prefer|recommend|reject|scored|best)\w*")
# What a sentence of a section that is quoted above answers, where nothing else is left.
ASKED_OF: tuple[tuple[str, frozenset[Kind], re.Pattern[str]], ...] = (
    (NOT_KNOWN, frozenset(), OPEN),
    ("What would it cost, and who would pay?", frozenset({"finance"}), COSTS),
    ("What is the main risk?", frozenset({"risk"}), RISKS),
    ("Why this option and no other?", frozenset({"options"}), PREFERS),
)
LEAST_ASKED = 3


@dataclass(frozen=True, slots=True)
class Material:
    """All that is known of one matter: what its reports say and ask for, what minutes and later papers record.

    `past` are dated steps before the meeting, `since` those after it; `earlier` is what older minutes record. Words of
    several meetings' reports are `dated`, and the key points are of the first of them; `answered` says that what the
    newest asks for was decided since.
    """

    title: str
    said: Sequence[Said]
    purposes: Sequence[Line]
    subjects: Sequence[Line]
    actions: Sequence[Line]
    recommended: Sequence[Line]
    minuted: Minuted
    earlier: Minuted
    past: Sequence[Line]
    since: Sequence[Line]
    differed: bool = False
    dated: bool = False
    answered: bool = False


class Writer:
    """Write sections; `told` keeps anything from being said twice."""

    def __init__(self, material: Material, citer: Citer) -> None:
        self._of, self._citer, self._told = material, citer, Told()
        self._open: list[Line] = []
        self._said = [_told_apart(one) for one in material.said if one.kind != "aside"]
        self._paragraphs = paragraphs(self._said)

    def sections(self) -> dict[Heading, Section]:
        """Return the sections but for gaps and conflicts, by their headings."""
        done: dict[Heading, Section] = {"Decision needed": self._decision(), "Purpose": self._purpose()}
        for heading in KINDS:
            done[heading] = self._headed(heading)
        done["Background and previous decisions"] = self._background()
        self._points_first(done)
        self._open = self._lines(left_open(chained(self._said, HANGING), self._told, MOST_OPEN), "Left open")
        done["Likely questions"] = self._questions()
        return {heading: done[heading] for heading in HEADINGS if heading in done}

    def open(self) -> list[Line]:
        """Return lines that say what the papers leave open, and which background documents they name."""
        found = list(self._open)
        named = [one for one in self._of.said if one.kind == "aside" and NAMED.match(one.heading)]
        named = [one for one in named if (one.card.id, one.page) == (named[0].card.id, named[0].page)]
        named = [one for one in named if "http" not in one.text[:8]]
        return found + self._lines(named[:MOST_OPEN], "Background document that the report names")

    def _purpose(self) -> Section:
        lines = [line for line in self._of.purposes if not self._told.holds(line.text)]
        early = [one for one in self._said if one.kind in ("summary", "background", "body") and stands(one)]
        named = [one for one in early if PURPOSE.match(one.text)] or [one for one in early[:12] if OWN.match(one.text)]
        lines += self._lines(named[:1])
        if not lines:
            lines = list(self._of.subjects) or self._lines([one for one in early if one.kind == "summary"][:1])
        return _section("Purpose", lines)

    def _decision(self) -> Section:
        lines = list(self._of.recommended)
        if not lines and not self._of.answered:
            asked = [one for one in self._said if ASKS_BOARD.search(one.text) and not one.appended]
            lines = [line for one in asked[:2] if (line := self._citer.line(one.unit, one.card))]
        decided = self._of.minuted.decided
        for line in (*lines, *decided):
            self._told.add(line.text)
        notes = [RECOMMENDS if lines else "", HELD if decided and lines else "", DIFFERED if self._of.differed else ""]
        nothing = ALL_DECIDED if self._of.answered else ASKS_NOTHING
        return _section("Decision needed", [*lines, *decided], " ".join(filter(None, notes)), nothing)

    def _headed(self, heading: Heading) -> Section:
        tabled = any(one.unit.spoken and one.kind in KINDS[heading] for one in self._paragraphs)
        own, more = under(self._paragraphs, KINDS[heading], self._told, MOST_TABLED if tabled else MOST)
        lines = self._lines(own)
        note = f"More under this heading on {_pages(more)}." if more else ""
        if heading == "Next steps and actions":
            lines += self._new([*self._of.actions, *self._of.minuted.actions, *self._of.since])
        if heading == "Consultation and views":
            lines += self._new([*self._of.minuted.views][:MOST_VIEWS])
        return _section(heading, lines, note)

    def _background(self) -> Section:
        lines = self._new(self._of.past)
        told = [one for one in self._paragraphs if one.kind == "background" and stands(one) and not one.unit.spoken]
        lines += self._lines([one for one in told if not self._told.holds(one.text)][:MOST_BACKGROUND])
        return _section("Background and previous decisions", lines, nothing=NO_PAST)

    def _points_first(self, done: dict[Heading, Section]) -> None:
        """Write the key points; then what is left under a heading that the papers do not have."""
        newest = [one for one in self._said if not self._of.dated or one.card == self._said[0].card]
        chosen = points(newest, self._of.title, self._told)
        held = {heading: belonging(chosen, heading, Told(), 1) for heading in KINDS}
        done["Key points"] = _section("Key points", self._lines(chosen))
        for heading in KINDS:
            if not done[heading].lines:
                found = belonging(chained(self._said, HANGING), heading, self._told, MOST_FALLEN_BACK)
                lines = self._lines(found, again=True)
                see = "The papers have no section on this; see the key points." if held[heading] else ""
                done[heading] = _section(heading, lines, BY_WORDS if lines else "", see or NOTHING)

    def _questions(self) -> Section:
        asked = self._new([*self._of.earlier.questions, *self._of.minuted.questions])[:MOST_ASKED]
        return _section("Likely questions", asked + self._likely(), nothing=NO_QUESTION)

    def _likely(self) -> list[Line]:
        """Return questions that members ask of most reports, each with what the papers say to it.

        Where little is left that was not said, a sentence of a paragraph quoted above answers.
        """
        found: list[Line] = []
        whole = [one for one in self._paragraphs if stands(one) and not one.unit.spoken]
        for question, fits in QUESTIONS:
            fresh = [one for one in whole if fits.search(one.text) and not self._told.holds(one.text)]
            found += self._lines(fresh[:1], question)
        answered = {line.label for line in found} | ({NOT_KNOWN} if self._open else set())
        alone = [one for one in chained(self._said, HANGING) if stands(one) and not one.unit.spoken]
        for question, kinds, fits in ASKED_OF:
            if len(found) >= LEAST_ASKED:
                break
            own = [one for one in alone if (not kinds or one.kind in kinds) and fits.search(one.text)]
            best = max(own, key=lambda one: len(fits.findall(one.text)), default=None)
            if best and question not in answered and (line := self._citer.line(best.unit, best.card, question)):
                found.append(line)
        return found

    def _lines(self, chosen: Iterable[Said], label: str = "", again: bool = False) -> list[Line]:
        """Return what was chosen as proved lines, a table's title before the first of its rows.

        What was said already is left out, unless it may be said `again`.
        """
        lines: list[Line] = []
        above: str | None = None
        for one in chosen:
            title = _titled(one)
            named = label or (title if title and title != above else "") or ""
            if self._of.dated and one.card.meeting_date:
                day = long(one.card.meeting_date)
                named = f"{named} ({day})" if named else day
            above = title or above
            if (again or not self._told.holds(one.text)) and (line := self._citer.line(one.unit, one.card, named)):
                self._told.add(one.text)
                lines.append(line)
        return lines

    def _new(self, lines: Iterable[Line]) -> list[Line]:
        """Return the lines that were not said yet."""
        fresh = []
        for line in lines:
            if not self._told.holds(line.text):
                self._told.add(line.text)
                fresh.append(line)
        return fresh


def gaps_section(lines: Sequence[Line], gaps: Sequence[Gap], conflicts: Sequence[Conflict]) -> Section:
    """Return the section on what is missing and what does not agree."""
    heading: Heading = "Gaps and conflicts in the papers"
    nothing = "" if lines or gaps or conflicts else "None was found in the papers held."
    return Section(heading, tuple(lines), "", nothing, tuple(gaps), tuple(conflicts))


def _told_apart(one: Said) -> Said:
    """Return words of a section on law and equality together as of the one that they speak of."""
    if one.kind != "legal or risk":
        return one
    return replace(one, kind="legal" if OF_LAW.search(one.text) else "risk")


def _titled(one: Said) -> str | None:
    """Return the title of the table that a row is of, None where it is no more than the heading above."""
    title = one.unit.spoken.title if one.unit.spoken else None
    bare = NUMBERED.sub("", title or "").strip(" :")
    return bare if bare and one.heading.lower() not in bare.lower() else None


def _pages(more: Sequence[Said]) -> str:
    numbers = list(dict.fromkeys(one.page for one in more))
    word = "page" if more[0].card.paged else "part"
    pdf = f"PDF {word}" if more[0].card.paged else word
    return f"{pdf}{'s' if numbers[1:] else ''} {', '.join(map(str, numbers))}"


def _section(heading: Heading, lines: Sequence[Line], note: str = "", nothing: str = NOTHING) -> Section:
    return Section(heading, tuple(lines), note if lines else "", "" if lines else nothing)
