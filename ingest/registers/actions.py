"""Read what was to be done by whom, from marked paragraphs, margins and tables, and when the board meets next."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.model import Cell
from ingest.registers.meetings import Meeting
from ingest.registers.words.found import Found, found
from ingest.registers.words.headings import Heading
from ingest.registers.words.names import name_at
from ingest.registers.words.places import (
    BULLET,
    Paragraph,
    Spot,
    Words,
    by_class,
    dates_in,
    paragraphs_of,
    sentences_of,
    together,
    words_of,
)

ACTION = re.compile(
    r"(?:AGREED |Agreed |NEW )?(?:ACTION|Action)(?:S|s|\(s\))?(?: (?:[Pp]oint|POINT|[Ii]tem|[Nn]o\.?|"
    r"[Rr]ef(?:erence)?))?\s*"
    r"(?P<number>(?:[A-Z]{1,4}[/-]?)?\d{1,4}(?:[/.-]\d{1,4})*)?\s*(?:\((?P<owner>[^)]{2,40})\))?\s*(?:[:–-]\s*|$)"
)
OWNER = re.compile(
    r"(?:The )?(?P<owner>[A-Z][\w.’'/&,-]*(?: (?:and |& |of |the |for )*[A-Z][\w.’'/&,-]*){0,6}?)\s+"
    r"(?:to|will|is to|are to|(?:is|are) due to|should|agreed to|would|was asked to|undertook to)\s+[a-z]"
)
BY = re.compile(
    r"\bby (?:the )?(?P<owner>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,4})\s*\.?$|(?:[Oo]wner|[Ll]ead|"
    r"[Bb]y)\s*:\s*(?P<lead>[A-Z][^.;]*)"
)
DUE = re.compile(
    r"\b(?:by|before|at|for|in time for|no later than) (?P<due>(?:the )?(?:end of (?:the )?\w+(?: \w+)?|next (?:\w+ "
    r")?meeting|"
    r"(?:\w+ )?meeting (?:in|on) [\w ]+|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+(?: \d{4})?|(?:January|February|March|"
    r"April|May|"
    r"June|July|August|September|October|November|December)(?: \d{4})?(?: meeting)?|Christmas|Easter))\b"
)
INITIALS = r"(?:[A-Z]{2,4}|ALL|All)(?:\s?[/,&]\s?[A-Z]{2,4})*"
MARGIN = re.compile(rf"(?P<owner>{INITIALS})(?P<more>[/,&]?)(?P<does> to(?: \w+)?)?$")
CLOSING = re.compile(rf"(?<=[.;)])\s+(?:ACTION|Action)(?:S|s)?(?: by)?\s*[:–-]\s*(?P<owner>{INITIALS})\.?$")
COLUMN = re.compile(r"(?:.{0,40}\s)?(?:ACTION|Action)(?: BY| by|S|s)?$")
COLUMN_HEADS = 60
RIGHT = 0.7
NARROW = 14
NEXT = re.compile(
    r"(?:date[s]?(?:,? time)?(?: and (?:venue|time|place))? of (?:the )?(?:next|future) meetings?|(?:the |our )?next "
    r"(?:\w+ ){0,4}"
    r"(?:meeting|board)|next meeting)",
    re.I,
)
TIME = re.compile(
    r"\b(?P<time>\d{1,2}(?:[.:]\d\d)?\s*(?:am|pm|a\.m\.?|p\.m\.?|noon)|(?<!\d )\d{1,2}[.:]\d\d(?!\d|%))(?![\w/])", re.I
)
PLACE = r"[A-Z][\w’'-]*(?: (?:of |and |the |& )?[A-Z0-9][\w’'-]*)*"
VENUE = re.compile(
    rf"(?:Venue|Location|Place)\s*:\s*(?P<given>{PLACE}(?:,\s+{PLACE})*)|\b(?:at|in)\s+(?:the "
    rf")?(?P<at>{PLACE}(?:,\s+{PLACE})*)|"
    rf"(?P<last>{PLACE}(?:,\s*{PLACE})*)\.?$"
)
MONTH_NAME = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|"
                        r"September|October|November|December")  # fmt: skip
COLUMNS = {
    "action": re.compile(r"(?:agreed |required )?actions?\b(?! (?:no|ref|number|owner|by|lead|status))|task\b", re.I),
    "owner": re.compile(r"(?:action )?(?:owner|lead|responsib|by whom|who\b|assigned|officer|action by|person)", re.I),
    "due": re.compile(r"(?:due|deadline|by when|by$|when|timescale|target|complet\w* (?:date|by)|date due)", re.I),
    "status": re.compile(r"(?:status|progress|update|position|rag|outcome|comment|response)", re.I),
    "number": re.compile(r"(?:(?:action |item )?(?:ref|no\b|number|id\b|#)|minute)", re.I),
}


def actions_of(meeting: Meeting) -> Iterator[Found]:
    """Yield the actions of a meeting: marked paragraphs, and initials in a margin or column."""
    column = any(COLUMN.fullmatch(spot.text) for spot in meeting.spots[:COLUMN_HEADS])
    bodies = set(re.findall(r"(?<!\()\b[A-Z]{2,5}\b(?!\))", " ".join(spot.text for spot in meeting.front)))
    sections = [(None, meeting.front), *((h.number, spots) for h, spots in meeting.minutes())]
    for number, spots in sections:
        for run in by_class(spots):
            yield from _marked(list(paragraphs_of(run)), number)
            if number or not meeting.headings:
                rows = _in_margin(run, number, column)
                yield from (row for row in rows if dict(row.fields)["owner"] not in bodies)


def actions_in_tables(spots: Sequence[Spot]) -> Iterator[Found]:
    """Yield the rows of action logs: tables with a column of actions and one of owners."""
    rows = [spot for spot in spots if spot.line.row]
    for _, table in groupby(rows, key=lambda spot: spot.line.row.table if spot.line.row else 0):
        for spot in table:
            row = spot.line.row
            if row is None or row.kind != "row":
                continue
            fields = {name: next((cell.text for cell in row.cells if head.match(cell.head.strip())), None)
                      for name, head in COLUMNS.items()}  # fmt: skip
            fields["action"] = fields["action"] or _merged(row.cells)
            if fields["action"] and fields["owner"]:
                kept = {name: value for name, value in fields.items() if name != "action"}
                yield found("action", words_of([spot]), kept)


def _merged(cells: Sequence[Cell]) -> str | None:
    """Return the cell of a column that was read with the one beside it: "Item Action"."""
    merged = (cell for cell in cells if not any(head.match(cell.head.strip()) for head in COLUMNS.values()))
    return next((cell.text for cell in merged if re.search(r"\b[Aa]ctions?$|\bACTIONS?$", cell.head.strip())), None)


def _marked(paragraphs: Sequence[Paragraph], number: str | None) -> Iterator[Found]:
    for at, paragraph in enumerate(paragraphs):
        match = ACTION.match(paragraph.text)
        if match is None:
            yield from _closing(paragraph, number)
            continue
        rest = paragraph.text[match.end() :]
        if not rest.strip():
            yield from _bullets(paragraphs[at + 1 :], number)
            continue
        margin = MARGIN.search(rest)
        lone = margin["owner"] if margin and re.search(r"[.)]\s+$", rest[: margin.start()]) else None
        owner = match["owner"] or _owner(rest) or lone or _beside(paragraphs[at + 1 : at + 2])
        fields = {"owner": owner, "due": _due(rest), "number": match["number"]}
        yield found("action", paragraph.words, fields, number)


def _closing(paragraph: Paragraph, number: str | None) -> Iterator[Found]:
    """Yield the action that a paragraph's last words mark: "A paper would come in May. Action: RS"."""
    match = CLOSING.search(paragraph.words.text)
    if match:
        last = list(sentences_of(paragraph.words.cut(0, match.start())))[-1:]
        marked = paragraph.words.cut(match.start(), match.end())
        fields = {"owner": match["owner"], "due": _due(last[0].text) if last else None}
        yield found("action", together(*last, marked), fields, number)


def _bullets(paragraphs: Sequence[Paragraph], number: str | None) -> Iterator[Found]:
    """Yield the actions listed under "Actions:"."""
    for paragraph in paragraphs:
        owner = _owner(paragraph.text)
        if not owner or not (paragraph.marker or BULLET.match(paragraph.words.text)):
            return
        yield found("action", paragraph.words, {"owner": owner, "due": _due(paragraph.text)}, number)


def _owner(text: str) -> str | None:
    match = OWNER.match(text)
    if match:
        return match["owner"].strip(" ,")
    by = BY.search(text)
    if by is None:
        first = name_at(text)
        return first if first and re.match(r"\s*(?:[-–:]|$)", text[len(first) :]) else None
    owner = by["owner"] or by["lead"]
    return None if MONTH_NAME.match(owner) else owner.strip()


def _beside(below: Sequence[Paragraph]) -> str | None:
    match = MARGIN.fullmatch(below[0].words.text) if below else None
    return match["owner"] if match else None


def _due(text: str) -> str | None:
    match = DUE.search(text)
    return match["due"] if match else None


def _in_margin(spots: Sequence[Spot], number: str | None, column: bool) -> Iterator[Found]:
    """Yield actions known only by initials beside the text, which follow it a line each where columns were lost."""
    at = 0
    taken: set[str] = set()
    while at < len(spots):
        end = _end_of_margin(spots, at) if _is_margin(spots, at, column) else at
        if end == at:
            at += 1
            continue
        words = words_of(spots[at:end])
        match = re.match(INITIALS, words.text.replace("/ ", "/"))
        told = _said(spots[:at], match[0] if match else "", taken)
        owner = match[0] if match else words.text
        if not any(ACTION.match(spot.text) for spot in spots[max(0, at - 4) : at]):
            fields = {"owner": owner, "due": _due(told.text) if told else None}
            yield found("action", together(told, words) if told else words, fields, number)
        at = end


def _is_margin(spots: Sequence[Spot], at: int, column: bool) -> bool:
    spot = spots[at]
    match = MARGIN.match(spot.text)
    if match is None or len(spot.text) > NARROW + 8 or spot.line.row:
        return False
    right = spot.line.box is not None and spot.line.box[0] > RIGHT
    after = at and (spot.gap or MARGIN.match(spots[at - 1].text))
    return right or bool(column and after)


def _end_of_margin(spots: Sequence[Spot], at: int) -> int:
    """Return where an entry of the margin ends: initials may go on after "/", or say what to do in narrow lines."""
    end = at + 1
    match = MARGIN.match(spots[at].text)
    narrow = match is not None and match["does"] is not None
    while end < len(spots) and len(spots[end].text) <= NARROW:
        joined = spots[end - 1].text[-1] in "/,&" and MARGIN.match(spots[end].text)
        tells = narrow and not MARGIN.match(spots[end].text) and not re.match(r"\d", spots[end].text)
        if not (joined or tells):
            break
        end += 1
    return end


def _said(spots: Sequence[Spot], owner: str, taken: set[str]) -> Words | None:
    """Return the sentence above that says what an owner is to do: "JP to add it to the plan"."""
    for name in re.findall(r"[A-Z]{2,4}", owner):
        for paragraph in paragraphs_of(spots):
            for sentence in sentences_of(paragraph.words):
                told = re.search(rf"\b{name}\b(?: and [A-Z]{{2,4}})? (?:to|will|agreed to|would) [a-z]", sentence.text)
                if told and sentence.text not in taken and len(sentence.text) > NARROW:
                    taken.add(sentence.text)
                    return sentence
    return None


def next_meetings_of(meeting: Meeting) -> Iterator[Found]:
    """Yield when and where the board meets next."""
    for heading, spots in meeting.minutes():
        if NEXT.search(heading.title):
            titled = meeting.spots[heading.first : heading.last + 1]
            words = words_of(next(by_class([*titled, *spots[:6]])))
            if row := _next(words, meeting, heading):
                yield row
                return
    for run in by_class(meeting.spots):
        paragraphs = list(paragraphs_of(run))
        for at, paragraph in enumerate(paragraphs):
            for sentence in sentences_of(paragraph.words):
                if NEXT.match(sentence.text) and (
                    row := _next(_with_below(sentence, paragraphs[at + 1 : at + 4]), meeting)
                ):
                    yield row
                    return


def _with_below(sentence: Words, below: Sequence[Paragraph]) -> Words:
    """Return a sentence with what goes on with it: the date under "Date of next meeting:", "Time:", "Location:"."""
    words = sentence
    for paragraph in below:
        dated = any(dates_in(words.text))
        if (not dated and len(paragraph.text) < 120) or re.match(r"(?:Time|Location|Venue|Place)\s*:", paragraph.text):
            words = together(words, paragraph.words)
        else:
            break
    return words


MOVED = re.compile(r"\b(?:cancel\w*|postpon\w*|rearranged|brought forward|instead)\b", re.IGNORECASE)


def _next(words: Words, meeting: Meeting, heading: Heading | None = None) -> Found | None:
    later = [day for day in dates_in(words.text) if meeting.day is None or day > meeting.day]
    if not later:
        return None
    number = heading.number if heading else None
    if len(set(later)) > 1 and MOVED.search(words.text):
        return found("next meeting", words, {}, number)
    time = TIME.search(words.text)
    fields = {"date": later[0].isoformat(), "time": time["time"] if time else None, "venue": _venue(words.text)}
    return found("next meeting", words, fields, number)


def _venue(text: str) -> str | None:
    for match in VENUE.finditer(text):
        venue = (match["given"] or match["at"] or match["last"]).strip(" .")
        if not MONTH_NAME.search(venue) and not NEXT.search(venue) and 1 < len(venue.split()) <= 14:
            return venue
    return None
