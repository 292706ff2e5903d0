"""Read who was there, who sent apologies, who stood in for whom, and who declared an interest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.registers.meetings import Meeting
from ingest.registers.words.found import Found, found
from ingest.registers.words.headings import Heading
from ingest.registers.words.lists import JOINS, Person, people_in
from ingest.registers.words.names import TITLE, name_at, plain_name
from ingest.registers.words.places import (
    Paragraph,
    Spot,
    Words,
    by_class,
    paragraphs_of,
    sentences_of,
    together,
    words_of,
)

STATUSES = (
    ("substitute", r"(?:substitutes?(?: members?)?(?: present)?|deputies|alternates?)"),
    ("apologies", r"(?:apologies(?: for absence)?(?: (?:were )?received)?(?: from)?|absent|regrets|not present)"),
    (
        "in attendance",
        r"(?:(?:also|others?)(?: (?:present|in attendance|attending|attended(?: by)?))|"
        r"in attendance(?: \(?(?:virtually|remotely|"
        r"via \w+(?: \w+)?|for[^:]{0,40}|by invitation)\)?)?|(?:council |lead |board )?(?:officers|staff)"
        r"(?: (?:present|in attendance))?|guests?|observers?|secretariat|attending|minute taker|by invitation)",
    ),
    (
        "present",
        r"(?:(?:(?:board|committee|council|voting|core|elected|panel|full|non-voting)\s+)*members?(?: (?:present|"
        r"in attendance))?|(?:councillors|directors|governors|trustees|those)?\s*present(?: \(?(?:virtually|"
        r"remotely)\)?)?|"
        r"attendees|attendance|attended(?: by)?|(?:non-)?executive directors?|quorum)",
    ),
)
HEAD = re.compile("|".join(rf"(?P<s{n}>{pattern})" for n, (_, pattern) in enumerate(STATUSES)), re.I)
AFTER_HEAD = re.compile(r"\s*(?:[:.–-]|$)\s*|\s+(?=[A-Z])")
LABEL = re.compile(r"[A-Z][\w &'’/()-]{2,60}:\s*")
SENT = re.compile(
    r"\bapologies\b(?: for (?:\w+ )?(?:absence|lateness|non-attendance))?(?:(?! from| on behalf| by)[^.;:]){0,60}?"
    r"(?: (?:from|on behalf of|by|for)\b|:)\s*",
    re.I,
)
HAD_SENT = re.compile(r"\b(?:had |has )?(?:sent|gave|given|tendered|submitted|offered) (?:\w+ ){0,2}apologies\b", re.I)
FOR_WHOM = re.compile(r"\bfor whom (?P<name>.+?) (?:attended|substituted|deputi[sz]ed|was present|stood in)", re.I)
APPOINTED = re.compile(
    r"(?P<names>[A-Z].*?) (?:was|were|is|are|has|have|had|been)\b[^.]{0,60}?\b"
    r"(?:substitut\w+|deputi[sz]ing|standing in|deput(?:y|ies))(?: members?)? (?:for|on behalf of) (?P<whom>[A-Z][^.]*)"
)
DECLARED = re.compile(
    r"(?P<name>[A-Z].*?)(?:,[^,]{3,60},)?\s+(?:also\s+|had\s+)?"
    r"(?:declared|disclosed|registered|made a declaration of)\s+(?P<interest>.*\b[Ii]nterests?\b.*)",
    re.S,
)
SUBSTITUTING = re.compile(
    rf"(?P<name>(?:{TITLE}\s+)?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*),? "
    r"(?:substituting|deputi[sz]ing|attending|standing in|as substitute|substitute) (?:for|on behalf of)\b"
)
STOPS = re.compile(
    r"(?:Resolution|RESOLUTION|Disclosure|DISCLOSURE|"
    r"Moved|MOVED|Motion|MOTION|Call to order|CALL TO ORDER|WHEREAS|That|THAT)\b|"
    r"[A-Z]{0,2}(?:19|20)\d\d-\d+|\d{1,4}[.)]?\s+[A-Z]"
)
TOLD = re.compile(r"\b(?:was|were|had|have|has|welcomed|noted|reported|declared|introduced|advised|is|are|be)\b")


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with what the list says of them: present, in attendance, apologies, or substitute."""

    person: Person
    status: str


def seats_of(front: Sequence[Spot]) -> Iterator[Seat]:
    """Yield who was there by the lists above the first minute."""
    for status, words in _lists(front):
        for person in people_in(words):
            yield from _seats(person, status)


def _seats(person: Person, status: str) -> Iterator[Seat]:
    """Yield a person's seat, and that of the one who came instead where the list of apologies says it."""
    if status != "apologies":
        yield Seat(person, "substitute" if person.whom else status)
        return
    yield Seat(replace(person, whom=None), status)
    if instead := SUBSTITUTING.search(person.role):
        yield Seat(Person(person.words, instead["name"], "", person.name), "substitute")


def attendance_of(meeting: Meeting) -> Iterator[Found]:
    """Yield who was there, who was not, and who stood in: one row a person and status."""
    seats = [(seat, None) for run in by_class(meeting.front) for seat in seats_of(run)]
    minuted: list[tuple[Seat, str | None]] = []
    for heading, spots in meeting.minutes():
        minuted += [(seat, heading.number) for run in by_class(spots) for seat in _minuted(heading, run)]
    stood_in = {plain_name(seat.person.name): seat for seat, _ in minuted if seat.status == "substitute"}
    seats = [(_standing_in(seat, stood_in), minute) for seat, minute in seats]
    listed = {plain_name(seat.person.name) for seat, _ in seats}
    minuted = [(s, n) for s, n in minuted if s.status != "substitute" or plain_name(s.person.name) not in listed]
    told: set[tuple[str, str]] = set()
    for seat, minute in (*seats, *minuted):
        key = seat.person.name.lower(), seat.status
        surname = plain_name(seat.person.name)
        known = " " not in surname and any(name.endswith(f" {surname}") and seat.status == s for name, s in told)
        if key not in told and not (minute and known):
            told.add(key)
            fields = {"name": seat.person.name, "role": seat.person.role, "status": seat.status}
            yield found("attendance", seat.person.words, fields | {"for": seat.person.whom}, minute)


def interests_of(meeting: Meeting) -> Iterator[Found]:
    """Yield the interests that members declared, a row each."""
    for heading, spots in meeting.minutes():
        for run in by_class(spots):
            for paragraph in paragraphs_of(run):
                for sentence in sentences_of(_after_marker(paragraph)):
                    match = DECLARED.match(sentence.text.lstrip("( "))
                    name = name_at(match["name"]) if match else None
                    if match and name and len(match["name"].split()) <= len(name.split()) + 8:
                        interest = match["interest"].strip(" .)")
                        yield found("interest", sentence, {"name": name, "interest": interest}, heading.number)


def _after_marker(paragraph: Paragraph) -> Words:
    return paragraph.words.cut(paragraph.at, len(paragraph.words.text))


def _standing_in(seat: Seat, stood_in: dict[str, Seat]) -> Seat:
    """Return a member of the list as the substitute that a minute says they were."""
    told = stood_in.get(plain_name(seat.person.name))
    if told is None or seat.status != "present" or _classes(seat) != _classes(told):
        return seat
    words = together(seat.person.words, told.person.words)
    return Seat(replace(seat.person, words=words, whom=told.person.whom), "substitute")


def _classes(seat: Seat) -> set[str]:
    return {spot.page.classification for spot in seat.person.words.spots}


def _minuted(heading: Heading, spots: Sequence[Spot]) -> Iterator[Seat]:
    """Yield the apologies and substitutes that a minute tells of."""
    about = re.search(r"apolog|absence|substitut|attendance", heading.title, re.I)
    if about and not any(TOLD.search(spot.text) or "pologies" in spot.text for spot in spots):
        status = "substitute" if re.match(r"substitut|appointment of sub", heading.title, re.I) else "apologies"
        people = people_in(words_of(spots)) if status == "apologies" else []
        yield from (Seat(person, status) for person in people)
        return
    for paragraph in paragraphs_of(spots):
        for sentence in sentences_of(paragraph.words):
            yield from _told(sentence)


def _told(sentence: Words) -> Iterator[Seat]:
    if (sent := SENT.search(sentence.text)) and not HAD_SENT.search(sentence.text):
        for person in people_in(sentence.cut(sent.end(), len(sentence.text))):
            yield from _seats(person, "apologies")
            if stands := FOR_WHOM.search(person.words.text):
                at = stands.start("name")
                for other in people_in(person.words.cut(at, stands.end("name"))):
                    yield Seat(replace(other, words=person.words, whom=person.name), "substitute")
    elif (sent := HAD_SENT.search(sentence.text)) and not re.search(r"\bbut\b", sentence.text):
        for person in people_in(sentence.cut(0, sent.start())):
            yield Seat(replace(person, words=sentence), "apologies")
    elif match := APPOINTED.search(sentence.text, sentence.text.rfind(" that ") + 1):
        inner = people_in(sentence.cut(match.start("names"), match.end("names")))
        for person, other in zip(inner, people_in(sentence.cut(match.start("whom"), match.end("whom"))), strict=False):
            yield Seat(replace(person, words=sentence, whom=other.name), "substitute")


def _lists(front: Sequence[Spot]) -> Iterator[tuple[str, Words]]:
    """Yield each list of names with its status."""
    status, kept = None, []
    for at, spot in enumerate(front):
        if spot.line.row and spot.line.row.kind == "head":
            continue
        head = _head(spot)
        if head:
            if status and kept:
                yield status, _joined(kept)
            status, rest = head
            kept = [(spot, rest)] if spot.text[rest:] else []
        elif status and _ends_list(spot, kept, front[at + 1 : at + 2]):
            if kept:
                yield status, _joined(kept)
            status, kept = None, []
        elif status:
            label = LABEL.match(spot.text)
            labelled = label is not None and (not spot.text[label.end() :] or name_at(spot.text[label.end() :]))
            kept.append((spot, label.end() if label and labelled else 0))
    if status and kept:
        yield status, _joined(kept)


def _head(spot: Spot) -> tuple[str, int] | None:
    """Return the status that a line gives to a list, and where the names begin."""
    match = HEAD.match(spot.text)
    after = AFTER_HEAD.match(spot.text, match.end()) if match else None
    if match is None or after is None:
        return None
    rest = spot.text[after.end() :]
    colon = after[0].strip() != "" or not rest
    label = LABEL.match(rest)
    names = rest[label.end() :] if label and name_at(rest[label.end() :]) else rest
    if not (colon or name_at(rest)) or TOLD.search(rest[:40]):
        return None
    status = next(status for n, (status, _) in enumerate(STATUSES) if match[f"s{n}"])
    return status, after.end() + len(rest) - len(names)


def _joined(kept: Sequence[tuple[Spot, int]]) -> Words:
    """Return the lines of a list as words, without the head or label before the first name."""
    words = words_of(spot for spot, _ in kept)
    if any(label for _, label in kept[1:]):
        blank = list(words.text)
        for start, (_, label) in zip(words.starts, kept, strict=True):
            blank[start : start + label] = " " * label
        words = replace(words, text="".join(blank))
    return words.cut(kept[0][1], len(words.text)) if kept[0][1] else words


def _ends_list(spot: Spot, kept: Sequence[tuple[Spot, int]], below: Sequence[Spot]) -> bool:
    text = spot.text
    if not kept:
        return not name_at(text) and bool(TOLD.search(text)) and not LABEL.match(text)
    open_bracket = sum(s.text.count("(") - s.text.count(")") for s, _ in kept) > 0
    if open_bracket or JOINS.search(kept[-1][0].text):
        return False
    if spot.gap and STOPS.match(text):
        return True
    if text.isupper() and len(text.split()) >= 2 and not re.match(TITLE, text, re.I) and not name_at(text.title()):
        return True
    if text.upper() in ("ACTION", "ACTIONS", "MINUTES", "AGENDA"):
        return True
    label = LABEL.match(text)
    if label and text[label.end() :] and not name_at(text[label.end() :]):
        return True
    return spot.gap and bool(TOLD.search(" ".join([text, *(s.text for s in below)])))
