"""Words of a paper that know their places: lines, what is cut from them, paragraphs and sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from ingest.model import Line, Page, Span
from ingest.naming import MONTH_FIRST, MONTHS, WRITTEN_DATE

LONG_LINE = 45
MARKER = re.compile(
    r"(?P<marker>\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,5})\)|(?:\d{1,2}|[A-Ha-h]|[ivx]{1,5})\.(?=\s)|"
    r"\d{1,2}(?:\.\d{1,2}){1,3}\.?)(?=\s+\S|$)\s*"
)
BULLET = re.compile(r"[•●▪■♦❖➢*\uf0b7\uf0a7\x7f\ufffd–-]\s+(?=\S)")
LEAD = re.compile(
    r"(?:IT WAS )?(?:UNANIMOUSLY )?RESOLVED\b|(?:It was )?Resolved\b|DECISIONS?\b|Decisions?\b\s*:|AGREED\b|Agreed\b|"
    r"(?:ACTION|Action)S?s?\b.{0,12}:|Moved by\b|Seconded by\b|(?i:resolution|motion) (?i:no|number|#)|"
    r"[A-Z]{1,2}(?:19|20)\d\d-\d+\b|"
    r"(?:The )?(?:\w+ )?(?:Amendment|Motion) (?:was )?(?:carried|lost|CARRIED|LOST|Carried|Lost)\b|"
    r"Reasons? for (?:the )?[Dd]ecision|(?:For|Against|Abstain\w*|Abstentions?)\s*[:(]|"
    r"The (?:\w+ ){1,6}(?:NOTED|AGREED|APPROVED|ENDORSED|RESOLVED|RECEIVED)\b|"
    r"The (?:\w+ )*?(?:meeting|part) (?:was )?(?:closed|ended|concluded|finished|rose)\b|"
    r"(?:Date (?:and \w+ )?of (?:the )?[Nn]ext|DATE OF (?:THE )?NEXT|Next|NEXT) (?:meeting|Meeting|MEETING)\b"
)
LISTS_ON = re.compile(r"[.!?:;]['\"’”)]*$|[;,] (?:and|or)$")
TITLE_LINE = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:Officer |Summary of )?Recommendations?(?:\(s\))?|RECOMMENDATIONS?|Decisions?|"
    r"Discussion|Summary|Resolved|RESOLVED|Actions?)\s*:?"
)
UNFINISHED = re.compile(r"(?:[,(&–-]|\b(?:and|or|of|the|to|in|for|by|with|a|an|that|be|on|at|from|as|Mr|Mrs|Ms|Dr))$")
ENDED = re.compile(r"[.!?:;]['\"’”)]*$")
SENTENCE = re.compile(r"(?<=[.!?;])['\"’”)]*\s+(?=[A-Z“‘\"(•])")
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Cllr|Rev|St|No|Nos|Min|para|vs|[A-Z])\.$")
# Words in two languages: "Yn bresennol / Present:".
OTHER_TONGUE = re.compile(r"[^\W\d][\w’' ]{2,40} / (?=[A-Za-z])")
FIGURED_DATE = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(?:20)?\d\d)\b")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that is not empty; `gap` says that an empty line stands above it, or that it opens its page."""

    page: Page
    index: int
    gap: bool

    @property
    def line(self) -> Line:
        return self.page.lines[self.index]

    @property
    def text(self) -> str:
        return self.line.text.strip()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some lines, joined by spaces; `starts` tell where each line begins in `text`."""

    text: str
    spots: tuple[Spot, ...]
    starts: tuple[int, ...]

    def cut(self, start: int, end: int) -> "Words":
        """Return a part of the words, without white space at its ends."""
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        text = self.text[start:end].strip()
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_right(self.starts, max(start, start + len(text) - 1))
        starts = tuple(max(0, at - start) for at in self.starts[first:last])
        return Words(text, self.spots[first:last], starts)

    def spans(self) -> tuple[Span, ...]:
        """Return where the words stand: a span for each run of lines that follow each other on a page."""
        ends = (*(start - 1 for start in self.starts[1:]), len(self.text))
        spans: list[Span] = []
        for before, spot, start, end in zip((None, *self.spots), self.spots, self.starts, ends, strict=False):
            if before and _follows(before, spot):
                last = spans.pop()
                spans.append(Span(last.pdf_page, last.first_line, spot.index, last.start, end))
            else:
                spans.append(Span(spot.page.pdf_page, spot.index, spot.index, start, end))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; `marker` is "(a)", "2." or "3.1" at their head, `at` where the rest begins."""

    words: Words
    marker: str | None
    at: int

    @property
    def text(self) -> str:
        return self.words.text[self.at :]

    @property
    def label(self) -> str | None:
        """The marker without its brackets and dots: "a", "2", "3.1"."""
        return self.marker.strip("().").lower() if self.marker else None


def words_of(spots: Iterable[Spot]) -> Words:
    """Return the words of lines."""
    kept, starts, at = tuple(spots), [], 0
    for spot in kept:
        starts.append(at)
        at += len(spot.text) + 1
    return Words(" ".join(spot.text for spot in kept), kept, tuple(starts))


def together(*parts: Words) -> Words:
    """Return parts as one, in their order."""
    starts, at = [], 0
    for part in parts:
        starts += [at + start for start in part.starts]
        at += len(part.text) + 1
    return Words(" ".join(part.text for part in parts), tuple(s for part in parts for s in part.spots), tuple(starts))


def spots_of(pages: Iterable[Page]) -> list[Spot]:
    """Return the lines of pages that are not empty."""
    return [
        Spot(page, index, index == 0 or not page.lines[index - 1].text.strip())
        for page in pages
        for index, line in enumerate(page.lines)
        if line.text.strip()
    ]


def paragraphs_of(spots: Sequence[Spot]) -> Iterator[Paragraph]:
    """Yield paragraphs: a gap ends one unless its sentence goes on; markers, bullets, table rows open one."""
    begun: list[Spot] = []
    for spot in spots:
        if begun and _opens(begun, spot):
            yield _paragraph(begun)
            begun = []
        begun.append(spot)
    if begun:
        yield _paragraph(begun)


def sentences_of(words: Words) -> Iterator[Words]:
    """Yield the sentences of words; a semicolon ends one where a capital follows."""
    cuts = [0]
    cuts += [m.end() for m in SENTENCE.finditer(words.text) if not ABBREVIATION.search(words.text[: m.start()])]
    for start, end in pairwise((*cuts, len(words.text))):
        if words.text[start:end].strip():
            yield words.cut(start, end)


def dates_in(text: str) -> Iterator[date]:
    """Yield the dates of a text in their order: "3 May 2024", "May 3, 2024", "03/05/2024" (day first)."""
    found = [m for pattern in (WRITTEN_DATE, MONTH_FIRST, FIGURED_DATE) for m in pattern.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        month = match["month"]
        year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
        try:
            yield date(year, int(month) if month.isdigit() else MONTHS[month.lower()[:3]], int(match["day"]))
        except ValueError:
            continue


def by_class(spots: Sequence[Spot]) -> Iterator[list[Spot]]:
    """Yield runs of lines of one classification, so that nothing runs over from exempt pages to public ones."""
    for _, run in groupby(spots, key=lambda spot: spot.page.classification):
        yield list(run)


def _follows(before: Spot, spot: Spot) -> bool:
    if before.page.pdf_page != spot.page.pdf_page or spot.index < before.index:
        return False
    return not any(line.text.strip() for line in spot.page.lines[before.index + 1 : spot.index])


def _opens(begun: Sequence[Spot], spot: Spot) -> bool:
    last, text = begun[-1], spot.text
    if spot.line.row or last.line.row or spot.line.heading or last.line.heading or spot.line.listed:
        return True
    if spot.page.classification != last.page.classification or BULLET.match(text) or LEAD.match(text):
        return True
    if TITLE_LINE.fullmatch(last.text) or TITLE_LINE.fullmatch(text):
        return True
    if MARKER.match(text) and (spot.gap or LISTS_ON.search(last.text)):
        return True
    if (marker := MARKER.match(text)) and (marker["marker"][-1] == ")" or ("." in marker["marker"][:-1] and spot.gap)):
        return True
    if not spot.gap:
        return False
    if ENDED.search(last.text):
        return True
    return not (text[0].islower() or UNFINISHED.search(last.text) or len(last.text) >= LONG_LINE)


def _paragraph(spots: Sequence[Spot]) -> Paragraph:
    words = words_of(spots)
    bullet = BULLET.match(words.text)
    begins = bullet.end() if bullet else 0
    marker = MARKER.match(words.text, begins)
    return Paragraph(words, marker["marker"] if marker else None, marker.end() if marker else begins)
