"""Tell the headings of minutes: numbers that follow each other before titles, or titles alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.registers.words.places import ENDED, UNFINISHED, Spot

HEAD_LINES = 28
LONGEST_TITLE = 4
FAINT = -2
LONE = 3
WRAPS = 40
LEAP = -1.0
ATTENDED = re.compile(
    r"(?:(?:board |committee |voting |core )?members )?(?:present|attendance|attendees|attended|attending|"
    r"in attendance|apologies)\b(?!\s+(?:was|were|for the|that|and|for absence (?:was|were|had))\b)|"
    r"(?:board )?members\s*:|councillors\s*:|(?:those|cllrs\.?) present\b|sederunt\b|[^\W\d][\w’' ]{2,40} / present\b",
    re.I,
)
CODE = r"\d{1,2}\.0|[A-Z]{1,6}\d{0,4}(?:[/.-]\d{1,4}){1,3}|\d{1,4}[/-]\d{1,4}(?:[/.]\d{1,4})?"
NUMBERED = re.compile(
    rf"(?:(?:Minute|Min|Item|Agenda [Ii]tem)(?: [Nn]o)?\.?\s+)?(?P<number>{CODE}|\d{{1,4}}[a-zA-Z]?)"
    r"(?:\s*[.):]|\s+[-–])?(?:\s+(?P<title>(?:\d\S*\s+[-–]?\s*)?[A-Z‘’“”'\"(].*|a\) .*))?$"
)
DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.[1-9]\d?){1,2})\.?\s+(?P<title>[A-Z‘’“”'\"(].*)$")
ITEM = re.compile(r"\((?:Agenda )?Items?\s*(?:No\.?\s*)?(?P<item>[A-Z]?\d{1,3}(?:\.\d+)?\s?[A-Za-z]?)\)$", re.I)
STATEMENT = re.compile(
    r"\b(?:be|been|was|were|is|are|has|have|had|said|reported|noted|agreed|asked|proposed|moved|introduced|provided|"
    r"advised|explained|confirmed|thanked|welcomed|would|will|should|could|shall|to (?:note|approve|agree|receive))\b"
)
NOT_TITLE = re.compile(r"(?:RESOLVED|Resolved|That|Agreed|(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Prof|Sir)\b\.?)\s")
YEAR = re.compile(r"(?:19|20)\d\d")
MONTH_FIRST = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)"
)
PLAIN = re.compile(
    r"(?:welcome|introductions?|apologies|declarations? of|minutes of|matters arising|any other (?:urgent )?business|"
    r"aob\b|(?:date of )?(?:the )?next meeting|action log|urgent business)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A minute's heading: its number (None where minutes bear none), its title, and the lines `first` to `last`."""

    number: str | None
    title: str
    item: str | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    heading: Heading
    key: tuple[str, tuple[int, ...]]
    score: float
    strong: bool


def headings_in(spots: Sequence[Spot]) -> tuple[Heading, ...]:
    """Return the headings of the minutes of one meeting, numbered ones if there are any."""
    numbered = _best_chain([c for index in range(len(spots)) if (c := _candidate(spots, index))])
    return tuple(candidate.heading for candidate in numbered) or tuple(_plain_headings(spots))


def _candidate(spots: Sequence[Spot], index: int) -> _Candidate | None:
    """Return what may be a minute's heading, with a score above zero where it looks like one by itself."""
    match = NUMBERED.match(spots[index].text) or _dotted(spots[index])
    if match is None or (match["title"] is None and not _stands_over(spots, index, match["number"])):
        return None
    last, item = _end_of_title(spots, index, match["title"] is None)
    title = " ".join([match["title"] or "", *(spot.text for spot in spots[index + 1 : last + 1])]).strip()
    title = ITEM.sub("", title).strip()
    if re.search(r",.*:$", title):
        return None
    numbers = tuple(int(figure) for figure in re.findall(r"\d+", match["number"]))
    heading = Heading(match["number"], title, item, index, last)
    score = _score(spots, heading, coded=len(numbers) > 1)
    key = (re.sub(r"\d+", "0", match["number"]), numbers)
    strong = _stands_out(spots[index], title)
    return _Candidate(heading, key, score, strong) if title and score > FAINT else None


def _dotted(spot: Spot) -> re.Match[str] | None:
    """Return a number of two or three parts before a title that stands out, as paragraphs under one do not."""
    match = DOTTED.match(spot.text)
    return match if match and (match["title"].isupper() or spot.line.heading) else None


def _stands_over(spots: Sequence[Spot], index: int, number: str) -> bool:
    """Tell whether a number alone on its line stands over a title."""
    below = spots[index + 1].text if index + 1 < len(spots) else ""
    titled = below[:1].isupper() and not ENDED.search(below) and not STATEMENT.search(below)
    return titled and (not number.isdigit() or below.isupper())


def _end_of_title(spots: Sequence[Spot], index: int, lone: bool) -> tuple[int, str | None]:
    """Return the last line of a heading, and the item that it names."""
    same = [spot.page.classification == spots[index].page.classification for spot in spots[index : index + 6]]
    spots = spots[: index + (same.index(False) if False in same else len(spots))]
    for at in range(index, min(index + 1 + LONGEST_TITLE, len(spots))):
        if match := ITEM.search(spots[at].text):
            return at, _item(match)
        if (at > index and NUMBERED.match(spots[at].text)) or ENDED.search(spots[at].text):
            break
    last = min(index + 1 if lone else index, len(spots) - 1)
    shouted = spots[last].text.isupper()
    while last + 1 < min(index + LONGEST_TITLE, len(spots)) and _goes_on(spots[last], spots[last + 1], shouted):
        last += 1
    return last, None


def _item(match: re.Match[str]) -> str:
    return match["item"].replace(" ", "")


def _goes_on(line: Spot, below: Spot, shouted: bool) -> bool:
    if shouted:
        apart = below.gap and len(line.text) < WRAPS and not UNFINISHED.search(line.text)
        shouts = below.text.isupper() and not apart
        return shouts and not NUMBERED.match(below.text) and not ATTENDED.match(below.text)
    return re.search(r"(?:[&(,–-]|\b(?:and|of|the|for|to|in|on))$", line.text) is not None and not below.gap


def _score(spots: Sequence[Spot], heading: Heading, coded: bool) -> float:
    """Weigh what speaks for a heading (its item, capitals, gaps about it) against what makes it a sentence."""
    line, title = spots[heading.first], heading.title
    below = spots[heading.last + 1] if heading.last + 1 < len(spots) else None
    words = len(title.split())
    score = 0.5 + 2 * coded + 5 * (heading.item is not None) + 2 * title.isupper() + 3 * (line.line.heading > 0)
    score += line.gap + (below is None or below.gap) + 0.5 * (words <= 8) + bool(PLAIN.match(title))
    score -= 3 * bool(re.search(r"[.,;]$", title) and not title.isupper()) + 2 * (words > 16)
    score -= 2 * bool(title.endswith(":") and words > 5) + 3 * bool(NOT_TITLE.match(title))
    score -= 3 * bool(STATEMENT.search(title)) + 1.5 * bool(below and not below.gap and below.text[0].islower())
    score -= 2 * bool(YEAR.fullmatch(heading.number or "")) + 4 * bool(MONTH_FIRST.match(title))
    return score


def _stands_out(spot: Spot, title: str) -> bool:
    """Tell whether a heading is set apart: bold, or capitals after a gap."""
    return not STATEMENT.search(title) and (spot.line.heading > 0 or (spot.gap and title.isupper()))


def _best_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the run of headings whose numbers follow each other that together look most like headings."""
    best: list[tuple[float, int | None]] = []
    for at, candidate in enumerate(candidates):
        links = [(best[i][0] + link, i) for i in range(at) if (link := _link(candidates[i], candidate)) is not None]
        total, before = max(links, default=(0.0, None), key=lambda pair: pair[0])
        best.append((total + candidate.score, before if total > 0 else None))
    strong = (i for i in range(len(best)) if candidates[i].score > 0)
    step: int | None = max(strong, key=lambda i: best[i][0], default=None)
    chain: list[_Candidate] = []
    while step is not None:
        chain.insert(0, candidates[step])
        step = best[step][1]
    while chain and chain[0].score <= 0:
        chain.pop(0)
    alone = len(chain) == 1 and chain[0].heading.item is None and chain[0].score < LONE
    return [] if alone else chain


def _link(before: _Candidate, after: _Candidate) -> float | None:
    """Weigh one number's following another; None where it does not."""
    if before.key[0].lower() != after.key[0].lower() and not (before.key[1] and after.key[1]):
        return None
    if before.heading.last >= after.heading.first:
        return None
    plain = all(re.fullmatch(r"0(?:\.0)*", candidate.key[0]) for candidate in (before, after))
    leaps = plain and after.strong and before.strong and before.key[1] < after.key[1]
    if len(before.key[1]) != len(after.key[1]):
        return LEAP if leaps else None
    steps = [b - a for a, b in zip(before.key[1], after.key[1], strict=True) if a != b]
    if not steps:
        lettered = before.heading.number != after.heading.number and after.key[0][-1:].isalpha()
        return 0.5 if lettered else None
    if len(steps) == 1 and 1 <= steps[0] <= 3:
        return 1.0 if steps[0] == 1 else -0.5
    return LEAP if leaps else None


def _plain_headings(spots: Sequence[Spot]) -> Iterator[Heading]:
    """Yield the headings of minutes without numbers: lines alone that read as titles, the usual ones among them."""
    met = next((i for i, spot in enumerate(spots[:HEAD_LINES]) if ATTENDED.match(spot.text)), 0)
    reads: Callable[[int], bool] = lambda at: _reads_as_heading(spots, at)  # noqa: E731
    found = [at for at in range(met + 1, len(spots)) if reads(at)]
    usual = sum(bool(PLAIN.match(spots[at].text)) for at in found)
    if usual < 2 or len(found) < 3:
        return
    first = next(at for at in found if PLAIN.match(spots[at].text))
    for at in found:
        if at >= first:
            item = ITEM.search(spots[at].text)
            yield Heading(None, ITEM.sub("", spots[at].text).strip(" :"), _item(item) if item else None, at, at)


def _reads_as_heading(spots: Sequence[Spot], at: int) -> bool:
    spot = spots[at]
    if spot.line.heading:
        return True
    text, below = spot.text.rstrip(":"), spots[at + 1] if at + 1 < len(spots) else None
    if not spot.gap or spot.line.row or len(text.split()) > 10 or not text[:1].isupper() or ENDED.search(text):
        return False
    lone = below is not None and (below.gap or below.text[0].isupper())
    named = re.match(r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Prof)\b", text)
    return lone and not STATEMENT.search(text) and not named and not ATTENDED.match(text) or bool(
        PLAIN.match(text) and below
    )  # fmt: skip
