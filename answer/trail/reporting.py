"""Find where later papers tell of progress on a matter, and where they mention it at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.proving import RECOMMENDED, squeeze
from answer.trail.gathering import Titles, names, same_body
from answer.trail.model import Step
from answer.trail.topics import Topic, cosines
from answer.units import Unit, joined, units
from index.embedding import Embedder
from index.library import Library
from index.model import PaperCard, Scope, Viewer
from index.retrieval import match_query
from index.wording.forms import MONTHS
from ingest.model import Entry, Passage

DEPTH = 300
MOST_PASSAGES, MOST_A_MEETING = 8, 2
# A passage under its headings holds this share of the matter, and its own words some of it.
HELD, OWN, WHOLE, PARTLY = 0.75, 0.3, 0.99, 0.5
MEANT, FURTHER = 0.3, 0.85
# A passage as near in meaning as this may be on the matter, whatever its words.
NEAR = 0.4
SHORTEST, LONGEST = 6, 70
SHARED, BONUS = 0.3, 0.15
NO_PROGRESS = frozenset({"agenda", "attendance", "contact", "action"})
PROGRESS = re.compile(
    r"\b(?:progress (?:has|have|was|is|made|in|on|with|towards|report)|progressed|to date|so far|since|update[ds]?|"
    r"results?|completed|delivered|opened|launched|"
    r"started|began|begun|achieved|implemented|reported|signed|appointed|recruited|published|introduced|underway|"
    r"(?:has|have|had) (?:now |not |also |all )*(?:been|\w+ed|begun|fallen|risen|grown|gone|met|made|held|taken|"
    r"become)|(?:was|were) (?:not |also |now )?\w+ed|rose|fell|went|left|reached|spent|behind|ahead of|"
    r"on track|delayed?)\b",
    re.IGNORECASE,
)
REFERS = re.compile(
    r"\b(?:minute \d|as (?:agreed|asked|requested|resolved)|at its (?:last )?meeting|last (?:meeting|report)|"
    r"previous (?:meeting|report)|(?:Board|Council|Cabinet|Committee) (?:has |had )?(?:asked|agreed|approved|decided|"
    r"deferred|resolved))",
    re.IGNORECASE,
)
# What is yet to be is no progress; "May" is a month.
AHEAD = re.compile(
    r"\b(?:will|would|shall|should|could|may|might|if|If|to be|intends?|proposes?|proposed|plans? to|must|"
    r"needs?)\b"
)
FIGURE = re.compile(r"\d")
COUNTED = re.compile(r"[\d.,]*\d%?")
DATED = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\w*(?: \d{{4}})?|\b\d{{1,2}}/\d{{1,2}}/\d+", re.IGNORECASE)
# In minutes, what is said in debate is no report.
REPORTED = re.compile(
    r"\b(?:reported|presented|updated|informed|advised|explained|introduced|confirmed|outlined|gave an update)\b"
)
DEBATED = re.compile(
    r"\b(?:thought|asked|hoped|feared|suggested|felt|believed|replied|queried|questioned|wondered|concern\w*|moved|"
    r"seconded|proposed|welcomed|thanked|urged|called for)\b"
)
TAG = re.compile(r"</?[a-z]")
STARTS = re.compile(r"\W*[A-Z\d]")
ENDED = re.compile(r"[.;!]['”’)]*$")
PARAGRAPH = re.compile(r"^\W*(?:\(?\w{1,3}[.)]|\d+(?:\.\d+)+)\s")


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence on the matter: where it stands, the meeting it is of, and how well it tells of progress."""

    unit: Unit
    card: PaperCard
    body: str
    day: date | None
    score: float = 0.0


class Reporter:
    """Read the passages that hold a matter, as a viewer may see them."""

    def __init__(self, library: Library, embedder: Embedder, titles: Titles, viewer: Viewer, scope: Scope) -> None:
        self._library, self._embedder, self._titles = library, embedder, titles
        self._viewer, self._scope = viewer, scope
        self._bound: dict[tuple[str, str | None, str | None], list[Entry]] = {}
        for paper, entry in library.entries("minute", viewer, scope):
            self._bound.setdefault((paper, entry.item, entry.minute), []).append(entry)

    def mentions(self, topic: Topic) -> list[Mention]:
        """Return the passages, whole, that hold a matter, best match by words first."""
        query = match_query(topic.text)
        numbers = self._library.match(query, self._viewer, self._scope, DEPTH) if query else []
        passages = self._library.passages(numbers, self._viewer)
        cards = {card.id: card for card in self._library.papers(self._viewer)}
        found = [self._mention(passages[n], cards) for n in numbers if n in passages]
        return [one for one in found if self._holds(topic, one.unit.passage, one.card)]

    def progress(self, topic: Topic, held: Sequence[Mention], after: date, told: Sequence[str]) -> list[Mention]:
        """Return the sentences of later meetings that best tell of progress, two a meeting at most.

        `told` are the words of steps that the trail holds already.
        """
        known = squeeze(" ".join(told))
        kept = [one for one in held if one.day and one.day > after and one.unit.passage.kind not in NO_PROGRESS]
        return [one for meeting in _by_meeting(kept) for one in self._best(topic, meeting, known)]

    def referring(self, refs: Iterable[str], after: date, told: Sequence[str]) -> list[Mention]:
        """Return the sentences of later meetings that name an action by its number, two a meeting at most."""
        cards = {card.id: card for card in self._library.papers(self._viewer)}
        found = [self._mention(passage, cards) for passage in self._naming(refs)]
        kept = [one for one in found if one.day and one.day > after]
        known, rows = squeeze(" ".join(told)), list[Mention]()
        for meeting in _by_meeting(kept):
            whole = [one for one in _sentences(meeting, known, telling=False) if names(refs, one.unit.text)]
            rows += [one for one in whole if not one.unit.spoken][:MOST_A_MEETING]
        return rows

    def named(self, topic: Topic, held: Sequence[Mention], after: date | None, told: Sequence[str]) -> list[Mention]:
        """Return the sentence of each meeting after a day, of every meeting without one, that names the matter best."""
        known = squeeze(" ".join(told))
        kept = [one for one in held if one.unit.passage.kind not in NO_PROGRESS]
        kept = [one for one in kept if after is None or (one.day and one.day > after)]
        found = (self._rated(topic, meeting, known, telling=False) for meeting in _by_meeting(kept))
        return [rated[0] for rated in found if rated]

    def goes_on(self, topic: Topic, last: Step, refs: Iterable[str], near: Iterable[Passage]) -> bool:
        """Tell whether a later paper of the board of the last step may say more of a matter, if only in part.

        `refs` are numbers of actions on it, `near` the passages nearest to it in meaning.
        """
        cards = {card.id: card for card in self._library.papers(self._viewer)}
        words = self._library.match(match_query(topic.text), self._viewer, self._scope, DEPTH)
        partly = [p for p in self._library.passages(words, self._viewer).values() if topic.share(p.said) >= PARTLY]
        found = [self._mention(passage, cards) for passage in (*self._naming(refs), *partly)]
        if any(_later(one, last) for one in found):
            return True
        open_ = [one for passage in near if _later(one := self._mention(passage, cards), last)]
        return any(alike >= NEAR for alike in cosines(topic, [one.unit.said for one in open_], self._embedder))

    def _best(self, topic: Topic, meeting: Sequence[Mention], known: str) -> Iterator[Mention]:
        rated = self._rated(topic, meeting, known, telling=True)
        passages: set[str] = set()
        for one in rated:
            if len(passages) == MOST_A_MEETING or one.score < FURTHER * rated[0].score:
                return
            if one.unit.passage.id not in passages:
                passages.add(one.unit.passage.id)
                yield one

    def _rated(self, topic: Topic, meeting: Sequence[Mention], known: str, telling: bool) -> list[Mention]:
        """Return the sentences of a meeting's passages that can stand by themselves, the best first."""
        found = [one for one in _sentences(meeting, known, telling) if self._held(topic, one, telling)]
        alike = cosines(topic, [f"{self._heading(one)}: {one.unit.said}" for one in found], self._embedder)
        rated: list[Mention] = []
        for one, cosine in zip(found, alike, strict=True):
            signs = _signs(one, meeting) if telling else 0
            if cosine >= MEANT and (signs or not telling):
                rated.append(replace(one, score=cosine + SHARED * topic.share(one.unit.said) + BONUS * signs))
        return sorted(rated, key=lambda one: -one.score)

    def _held(self, topic: Topic, one: Mention, telling: bool) -> bool:
        """Tell whether a sentence is on the matter, itself or by its heading; a row only by itself."""
        own = topic.share(one.unit.said)
        return own >= WHOLE or (telling and not one.unit.spoken and topic.heads(self._heading(one)))

    def _heading(self, one: Mention) -> str:
        passage = one.unit.passage
        title = "" if passage.minute else self._titles.of_item(one.card, passage.item, passage.spans[0].pdf_page)
        return f"{passage.section or ''} {title}".strip()

    def _mention(self, passage: Passage, cards: dict[str, PaperCard]) -> Mention:
        card = cards[passage.paper_id]
        body, day = card.body, card.meeting_date
        if passage.minute and card.kind != "minutes":
            minute = self._minute(card, passage)
            body, day = (minute.body, minute.meeting) if minute else (body, None)
        return Mention(Unit(passage, 0, len(passage.text)), card, body or card.body or "", day)

    def _naming(self, refs: Iterable[str]) -> list[Passage]:
        """Return the passages that name an action by its number."""
        query = " OR ".join(f'"{ref}"' for ref in refs)
        numbers = self._library.match(query, self._viewer, self._scope, DEPTH) if query else []
        return list(self._library.passages(numbers, self._viewer).values())

    def _minute(self, card: PaperCard, passage: Passage) -> Entry | None:
        """Return the minute that a passage of bound minutes stands under: several boards may have one of a number."""
        at = passage.spans[0].pdf_page, passage.spans[0].last_line
        entries = self._bound.get((card.id, passage.item, passage.minute), [])
        before = [e for e in entries if (e.spans[0].pdf_page, e.spans[0].first_line) <= at]
        return before[-1] if before else None

    def _holds(self, topic: Topic, passage: Passage, card: PaperCard) -> bool:
        title = f"{passage.section or ''} {self._titles.of_item(card, passage.item, passage.spans[0].pdf_page)}"
        return topic.share(passage.said) >= OWN and topic.share(passage.said, title=title) >= HELD


def _later(one: Mention, last: Step) -> bool:
    """Tell whether a mention is of a later meeting of the board of a step."""
    return one.day is not None and last.day is not None and one.day > last.day and same_body(one.body, last.body)


def _sentences(meeting: Sequence[Mention], known: str, telling: bool) -> Iterator[Mention]:
    """Yield the sentences of a meeting's passages, each once, that can be quoted by themselves and are not told yet."""
    seen: set[str] = set()
    for one in sorted(meeting[:MOST_PASSAGES], key=lambda one: one.card.kind != "minutes"):
        parts = units(one.unit.passage)
        for unit, after in zip(parts, [*parts[1:], None], strict=True):
            plain = squeeze(unit.text)
            if plain in known or plain in seen or not _stands(unit) or (telling and not _tells(unit, one)):
                continue
            whole = joined(unit, after) if telling and after and _goes_on(unit, after, one) else unit
            seen |= {plain, squeeze(after.text)} if whole is not unit and after else {plain}
            yield replace(one, unit=whole)


def _stands(unit: Unit) -> bool:
    """Tell whether a unit can be quoted by itself: a whole sentence or a row that says its columns."""
    if not SHORTEST <= unit.words <= LONGEST or TAG.search(unit.text):
        return False
    if unit.spoken:
        return len(COUNTED.findall(DATED.sub(" ", unit.text))) > 1
    return not unit.row and ENDED.search(unit.text) is not None and STARTS.match(unit.text) is not None


def _tells(unit: Unit, one: Mention) -> bool:
    """Tell whether a unit says what has come about, rather than what is to be or what was said of it."""
    text = unit.said
    if RECOMMENDED.search(text) or AHEAD.search(text) or not (PROGRESS.search(text) or REFERS.search(text)):
        return False
    return not _minuted(one) or (REPORTED.search(text) is not None and not DEBATED.search(text))


def _minuted(one: Mention) -> bool:
    return one.card.kind == "minutes" or one.unit.passage.minute is not None


def _goes_on(unit: Unit, after: Unit, one: Mention) -> bool:
    """Tell whether the next sentence of a paragraph goes on to report."""
    if unit.spoken or after.row or PARAGRAPH.match(after.text) or not ENDED.search(after.text):
        return False
    reports = not DEBATED.search(after.text) if _minuted(one) else _tells(after, one)
    return reports and unit.words + after.words <= LONGEST


def _signs(one: Mention, meeting: Sequence[Mention]) -> int:
    """Count what makes a good report: it refers back or gives figures; what opens its report counts twice."""
    said, page = PARAGRAPH.sub("", one.unit.said), one.unit.passage.spans[0].pdf_page
    own = sum(sign.search(said) is not None for sign in (REFERS, FIGURE))
    begins = min(m.unit.passage.spans[0].pdf_page for m in meeting if _same_item(m, one))
    return own + (page == begins) if own else 0


def _same_item(one: Mention, other: Mention) -> bool:
    mine, theirs = one.unit.passage, other.unit.passage
    return (mine.paper_id, mine.item, mine.minute) == (theirs.paper_id, theirs.item, theirs.minute)


def _by_meeting(found: Sequence[Mention]) -> list[list[Mention]]:
    meetings: list[list[Mention]] = []
    for one in found:
        for meeting in meetings:
            if meeting[0].day == one.day and same_body(meeting[0].body, one.body):
                meeting.append(one)
                break
        else:
            meetings.append([one])
    return meetings
