"""Tell the meetings whose minutes a paper holds, and their minutes by number and title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.model import Page
from ingest.registers.words.headings import ATTENDED, HEAD_LINES, NUMBERED, Heading, headings_in
from ingest.registers.words.places import OTHER_TONGUE, Spot, dates_in, spots_of

BOARD = r"(?:Board|Committee|Cabinet|Council|Panel|Governing Body|Partnership|Forum|Assembly|Executive|Trust|Group)"
STRICT_OPENING = re.compile(
    r"(?:(?:draft|unconfirmed|unadopted|approved|confirmed)\s+)*"
    r"(?:(?:minutes|notes|record)(?:$|:|\s[–-]\s| of (?:a|an|the) )|"
    r"minutes? of (?:(?!meeting)\w+ ){0,3}meeting\b)",
    re.I,
)
TOLD = re.compile(
    r"(?:a )?(?:(?:regular|special|ordinary|extraordinary|annual|public|joint) )*meeting (?:was )?(?:held|of)\b", re.I
)
SIGNED = re.compile(r"\b(?:confirm\w*|approv\w*|signed|adopted|next meeting|published|to be|subject to)\b", re.I)
NAMED = re.compile(
    rf"(?i:\b(?:meeting|minutes|record|notes|part) of (?:(?:a|an|the) )?(?:(?:\w+ ){{0,3}}meeting of )?(?:the )?)"
    rf"(?P<body>(?=[A-Z])(?:[\w ,&()'’.-]*? )??(?:{BOARD}|{BOARD.upper()})(?: (?:{BOARD}|{BOARD.upper()}))*"
    r"(?: of (?:Directors|Trustees|Governors|Commissioners|Management|Supervisors|Education))?)\b"
)
ALONE = re.compile(
    rf"(?:The )?(?P<body>[A-Z][\w ,&'’-]*\b(?:{BOARD}|{BOARD.upper()}))\b"
    r"(?=\s*(?:$|[-–:(]|MEETING|MINUTES|REGULAR|SPECIAL))"
)
OVER = re.compile(
    r"\b(?:meeting|Meeting) (?:was )?(?:ended|closed|concluded|finished|rose|adjourned)\b|"
    r"\bclose of (?:the )?meeting\b|\bMeeting (?:ended|closed|concluded|finished)\b"
)


ADJOURNED = re.compile(
    r"\b(?:meeting|council|board) (?:be |is |was |to be )?(?:hereby )?adjourned\b|"
    r"\bwe (?:do now )?adjourn\b|\badjourned at\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The minutes of one meeting: their lines, and the headings of the minutes, which count lines in `spots`."""

    body: str | None
    day: date | None
    spots: tuple[Spot, ...]
    headings: tuple[Heading, ...]

    @property
    def front(self) -> tuple[Spot, ...]:
        """The lines above the first minute."""
        return self.spots[: self.headings[0].first if self.headings else len(self.spots)]

    def minutes(self) -> Iterator[tuple[Heading, tuple[Spot, ...]]]:
        """Yield each heading with the lines under it."""
        ends = [heading.first for heading in self.headings[1:]] + [len(self.spots)] * bool(self.headings)
        for heading, end in zip(self.headings, ends, strict=True):
            yield heading, self.spots[heading.last + 1 : end]


def meetings_of(pages: Sequence[Page], minutes_items: frozenset[str | None]) -> tuple[Meeting, ...]:
    """Return the meetings whose minutes stand on pages of `minutes_items`, or on pages that open as minutes do."""
    groups: list[list[Page]] = []
    last: Page | None = None
    appended = False
    for page in pages:
        appended = bool(page.minute) or (appended and last is not None and page.item == last.item)
        held = page.item in minutes_items and not appended
        opens = _opens_meeting(spots_of([page])) or (held and bool(groups) and _names_another(page, groups[-1]))
        goes_on = last is not None and groups and last is groups[-1][-1] and page.item == last.item
        if held or opens:
            if opens or not goes_on:
                groups.append([])
            groups[-1].append(page)
        elif goes_on and page.item not in minutes_items and not appended and not _is_over(groups[-1]):
            groups[-1].append(page)
        last = page
    return tuple(_meeting(group) for group in groups)


def _names_another(page: Page, before: Sequence[Page]) -> bool:
    """Tell whether a board's name in capitals stands atop a page after another meeting was over."""
    head = _joined(spots_of([page])[:4])
    named = ALONE.fullmatch(head[0]) if head and head[0].isupper() else None
    return named is not None and _is_over(before) and _titled(named["body"]) != _body(spots_of(before[:1])[:HEAD_LINES])


def _is_over(pages: Sequence[Page]) -> bool:
    return any(OVER.search(line.text) or ADJOURNED.search(line.text) for page in pages for line in page.lines)


def _opens_meeting(spots: Sequence[Spot]) -> bool:
    """Tell whether a page opens as minutes do: "minutes" or "meeting", a date, then who was there."""
    head = [spot.text for spot in spots[:HEAD_LINES]]
    at = next((index for index, text in enumerate(head) if index and ATTENDED.match(text)), None)
    if at is None or not any(dates_in(" ".join(head[:at]))):
        return False
    if any((m := NUMBERED.match(text)) and m["title"] and not any(dates_in(text)) for text in head[:at]):
        return False
    tongues = (text[other.end() if (other := OTHER_TONGUE.match(text)) else 0 :] for text in head[:at])
    return any(STRICT_OPENING.match(text) or TOLD.match(text) for text in tongues)


def _meeting(pages: Sequence[Page]) -> Meeting:
    spots = tuple(spots_of(pages))
    head = spots[: next((i for i, s in enumerate(spots[:HEAD_LINES]) if i and ATTENDED.match(s.text)), 12)]
    text = " ".join(spot.text for spot in head if not SIGNED.search(spot.text))
    return Meeting(_body(head), next(dates_in(text), None), spots, headings_in(spots))


def _body(head: Sequence[Spot]) -> str | None:
    """Return the board's name: after "meeting of the", else on a line (or lines in capitals) of its own."""
    text = " ".join(spot.text for spot in head)
    names = [m["body"] for m in NAMED.finditer(text)]
    names += [m["body"] for line in _joined(head) if (m := ALONE.match(line))]
    best = next((name for name in names if not name.lower().endswith(" council")), next(iter(names), None))
    longer = [name for name in names if best and name.lower().endswith(f" {best.lower()}")]
    best = max(longer, key=len, default=best)
    return _titled(re.sub(r"^(?:Joint )?Meeting of (?:the )?", "", best)) if best else None


def _joined(spots: Sequence[Spot]) -> list[str]:
    """Return lines, those in capitals joined that follow without a gap."""
    lines: list[str] = []
    for spot in spots:
        if lines and not spot.gap and lines[-1].isupper() and spot.text.isupper():
            lines[-1] += f" {spot.text}"
        else:
            lines.append(spot.text)
    return lines


def _titled(name: str) -> str:
    shouted = sum(word.isupper() for word in name.split()) > 1
    words = (w if w.upper() in ("CCG", "NHS", "ICB", "UK") else w.capitalize() for w in name.split())
    return re.sub(r"\b(?:And|Of|The|For)\b", lambda m: m[0].lower(), " ".join(words)) if shouted else name
