"""Read who was there, who sent apologies, who stood in for whom, and who declared an interest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.registers.meetings import Meeting
from ingest.registers.words.found import Found, found
from ingest.registers.words.headings import Heading
from ingest.registers.words.lists import Person, people_in
from ingest.registers.words.names import NO_NAME, TITLE, WORD, name_at, plain_name
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
from ingest.registers.words.rolls import TOLD, lists_in, seated_in

SENT = re.compile(
    r"\b(?:apologies\b(?: for (?:\w+ )?(?:absence|lateness|non-attendance))?|"
    r"apology (?:for (?:\w+ )?(?:absence|lateness|non-attendance)|(?:was|had been|has been) (?:received|given|sent)))"
    r"(?:(?! from| on behalf| by)[^.;:]){0,60}?"
    r"(?: (?:from|on behalf of|by|for)\b|:)\s*",
    re.I,
)
INTERESTS = re.compile(r"\b(?:declar|disclos|regist)\w*\b.*\binterests?\b|^interests?$", re.I)
ON_ITS_LINE = re.compile(r"\binterests?\s*[:–-]\s*", re.I)
NATURE = re.compile(r"\b(?:nature|interests?|reasons?|details|type|description)\b", re.I)
NAMED = re.compile(r"(?:full )?names?\b|members?$|councillors?$|governors?$|declared by$|person", re.I)
CALLED = re.compile(r"\broll\b|attendance|attendees|\bpresent\b|apologies|sederunt", re.I)
ROLL = re.compile(
    r"^The following\b[^:.]{0,80}\b(?:were|was) (?:also )?(?:present|in attendance):\s*|"
    r"^(?P<staff>Staff|Officers|Also) (?:present|in attendance):\s*"
)
HAD_SENT = re.compile(
    r"\b(?:had |has )?(?:sent|gave|given|tendered|submitted|offered) (?:\w+ ){0,2}apolog(?:y|ies)\b", re.I
)
ACCEPTED = re.compile(r"[\s–,;-]*\b(?:were |was )?(?:accepted|noted|approved|received)\b.*$", re.I)
FOR_WHOM = re.compile(r"\bfor whom (?P<name>.+?) (?:attended|substituted|deputi[sz]ed|was present|stood in)", re.I)
APPOINTED = re.compile(
    r"(?P<names>[A-Z].*?) (?:was|were|is|are|has|have|had|been)\b[^.]{0,60}?\b"
    r"(?:substitut\w+|deputi[sz]ing|standing in|deput(?:y|ies))(?: members?)? (?:for|on behalf of) (?P<whom>[A-Z][^.]*)"
)
NONE_HELD = re.compile(r"\b(?:no|nil|not|none|neither)\b[^.]*\binterests?\b", re.IGNORECASE)
DECLARED = re.compile(
    r"(?:(?:In terms of|In accordance with|Under|Pursuant to|In line with)\b[^.;]{3,100}?, )?"
    r"(?P<name>[A-Z].*?)(?:,[^,]{3,60},)?\s+(?:also\s+|had\s+)?"
    r"(?:declared|disclosed|registered|made a declaration of)\s+(?P<interest>.*\b[Ii]nterests?\b.*)",
    re.S,
)
SUBSTITUTING = re.compile(
    rf"(?P<name>(?:{TITLE}\s+)?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*),? "
    r"(?:substituting|deputi[sz]ing|attending|standing in|as substitute|substitute) (?:for|on behalf of)\b"
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with what the list says of them: present, in attendance, apologies, or substitute."""

    person: Person
    status: str


def seats_of(front: Sequence[Spot]) -> Iterator[Seat]:
    """Yield who was there by lists and tables, as they stand above the first minute."""
    for status, person in seated_in(front):
        yield Seat(person, status)
    for status, words in lists_in(front):
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
    seats: list[tuple[Seat, str | None]] = [(seat, None) for run in by_class(meeting.front) for seat in seats_of(run)]
    minuted: list[tuple[Seat, str | None]] = []
    for heading, spots in meeting.minutes():
        titled = words_of(meeting.spots[heading.first : heading.last + 1])
        minuted += [(seat, heading.number) for seat in _on_its_line(titled)]
        minuted += [(seat, heading.number) for run in by_class(spots) for seat in _minuted(heading, run)]
    seats += [(seat, number) for number, run in _called(meeting) for seat in (*seats_of(run), *_roll_in(run))]
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


def _called(meeting: Meeting) -> Iterator[tuple[str | None, list[Spot]]]:
    """Yield the lines of the first minute where it calls the roll."""
    for heading, spots in list(meeting.minutes())[:1]:
        if CALLED.search(heading.title):
            yield from ((heading.number, run) for run in by_class(spots))


def _roll_in(spots: Sequence[Spot]) -> Iterator[Seat]:
    """Yield who was there by a sentence: "The following members were present: Hill, Moor and Dale"."""
    for paragraph in paragraphs_of(spots):
        for sentence in sentences_of(paragraph.words) if not paragraph.words.spots[0].line.row else ():
            if told := ROLL.search(sentence.text):
                status = "in attendance" if told["staff"] else "present"
                names = sentence.cut(told.end(), len(sentence.text))
                yield from (Seat(person, status) for person in people_in(names) or _surnames(names))


def _surnames(words: Words) -> list[Person]:
    """Return people named by nothing but their surnames; nobody where one of them reads otherwise."""
    text = re.sub(r"\band\b", "  ,", words.text)
    names = list(re.finditer(r"[^\s,.][^,]*?(?=\s*(?:,|\.?$))", text))
    bare = all(re.fullmatch(WORD, name[0]) and name[0].lower() not in NO_NAME for name in names)
    return [Person(words.cut(*name.span()), name[0], "") for name in names] if bare and len(names) > 1 else []


def interests_of(meeting: Meeting) -> Iterator[Found]:
    """Yield the interests that members declared, a row each."""
    for heading, spots in meeting.minutes():
        if INTERESTS.search(heading.title):
            yield from _interest_on_its_line(words_of(meeting.spots[heading.first : heading.last + 1]), heading)
            yield from _interests_in_table(spots, heading)
        for run in by_class(spots):
            for paragraph in paragraphs_of(run):
                for sentence in sentences_of(_after_marker(paragraph)):
                    match = DECLARED.match(sentence.text.lstrip("( "))
                    name = name_at(match["name"]) if match else None
                    if (
                        match
                        and name
                        and not NONE_HELD.search(match["interest"])
                        and len(match["name"].split()) <= len(name.split()) + 8
                    ):
                        interest = match["interest"].strip(" .)")
                        yield found("interest", sentence, {"name": name, "interest": interest}, heading.number)


def _interest_on_its_line(words: Words, heading: Heading) -> Iterator[Found]:
    """Yield what the line of a heading says: "Declarations of interest: Cllr Moor – item 6 (tenant)"."""
    head = ON_ITS_LINE.search(words.text)
    for piece in re.split(r";\s+", words.text[head.end() :]) if head else ():
        name = name_at(piece)
        told = re.match(r"\s*[-–:]\s*(?P<interest>\S.*)", piece[len(name) :]) if name else None
        if name and told and len(told["interest"]) > 5:
            at = words.text.index(piece)
            fields = {"name": name, "interest": told["interest"].strip(" .")}
            yield found("interest", words.cut(at, at + len(piece)), fields, heading.number)


def _interests_in_table(spots: Sequence[Spot], heading: Heading) -> Iterator[Found]:
    """Yield the rows of a table of declared interests, of which one column holds names and one says what they are."""
    for spot in spots:
        row = spot.line.row
        if row is None or row.kind != "row" or not any(NATURE.search(cell.head) for cell in row.cells):
            continue
        named = next((cell for cell in row.cells if NAMED.match(cell.head.strip())), None)
        name = name_at(named.text.strip()) if named else None
        if name:
            told = "; ".join(f"{cell.head.strip()} {cell.text.strip()}" for cell in row.cells if cell is not named)
            yield found("interest", words_of([spot]), {"name": name, "interest": told}, heading.number)


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
    if about and not any(TOLD.search(spot.text) or re.search("polog(?:y|ies)", spot.text) for spot in spots):
        status = "substitute" if re.match(r"substitut|appointment of sub", heading.title, re.I) else "apologies"
        people = people_in(words_of(spots)) if status == "apologies" else []
        yield from (Seat(person, status) for person in people)
        return
    for paragraph in paragraphs_of(spots):
        for sentence in sentences_of(paragraph.words):
            yield from _told(sentence)


def _on_its_line(words: Words) -> Iterator[Seat]:
    """Yield the apologies that the line of a heading itself gives: "Apologies for absence: Cllrs Hill and Moor"."""
    sent = SENT.search(words.text)
    if sent and sent[0].rstrip().endswith(":"):
        for person in people_in(words.cut(sent.end(), len(words.text))):
            yield from _seats(replace(person, role=ACCEPTED.sub("", person.role).strip("() ")), "apologies")


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
