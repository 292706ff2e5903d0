"""Read what a board decided: resolutions and their parts, decisions told in a sentence, motions carried or lost."""

import re
from collections.abc import Iterator, Sequence

from ingest.registers.meetings import Meeting
from ingest.registers.votes import Motion, motions_of
from ingest.registers.words.found import Found, found
from ingest.registers.words.headings import Heading
from ingest.registers.words.parts import Part, ends_open, follow, inline, lead_of
from ingest.registers.words.places import Paragraph, Words, by_class, paragraphs_of, sentences_of, together

BODY = (
    r"(?:[A-Z][\w’'&-]*,? (?:(?:and|of|the|for|&) )*){0,9}?(?:Board|Committee|Cabinet|Council|Panel|Governing Body|"
    r"Members|Meeting|Partnership|Trustees|"
    r"Directors|Executive|Group|Forum|Assembly)"
)
COMMON = (
    "the all both and of for full board committee subcommittee sub cabinet council panel governing body members member "
    "meeting partnership trustees directors executive group forum assembly health wellbeing joint"
)
DONE = (
    r"agreed|noted|approved|endorsed|resolved|ratified|adopted|accepted|deferred|rejected|supported|"
    r"recommended|confirmed|delegated|decided|authorised"
)
WITHIN = re.compile(
    r"(?:\b[Ii]t was (?:\w+ )?|\b" + BODY + r" (?:\w+ly )?|\b(?:and|it) )?\bRESOLVED\b|"
    r"(?<=[.;] )Resolved(?=:)|\b[Ss]econded [^.;]{3,60}?,? and (?:it was )?(?:unanimously )?resolved (?=that|to)"
)
LEAD_IN = re.compile(
    rf"(?:(?:It was (?:\w+ly )?)?(?:agreed|resolved)|(?:[Tt]hat |to |the |The )*{BODY}|[Tt]hat|[Tt]o)?"
    r"(?:,? (?:that|to|is|was|be))*[\s:,–-]*$"
)
INLINE = re.compile(r"(?:[Tt]hat[:,]?\s+)?(?P<marker>\(?(?:[a-z]|\d{1,2}|[ivx]{1,4})\)|\d{1,2}\.)\s+(?=\S)")
ASKED = re.compile(r"\b(?:is|are|was|were) (?:asked|recommended|invited|requested) to\b")
AGREED_THAT = re.compile(
    r"(?<!that )\b(?:[Ii]t|IT) was (?:(?!not\b)\w+ )?(?P<verb>agreed|resolved|decided) (?:that|to)\b", re.S
)
REPORTED = re.compile(r"\b(?:said|told|reported|explained|advised|informed|stated|asked whether|reminded|heard)\b")
BODY_DID = re.compile(
    rf"(?:(?:Following|After|Having|In|On|Subject to|With)\b[^.]{{3,120}}?, (?:the )?|The |All )?{BODY} "
    rf"(?:(?:\w+ly|also|then|therefore|members) )*(?:(?:received|considered|discussed) and )?"
    rf"(?P<verb>(?i:{DONE})|received(?= (?:\w+ )?assurance))"
    r"(?! that (?!.*\b(?:be|should|would|will|to)\b))\b(?! (?:concern|by|with (?:concern|interest)))"
)
WAS_DONE = re.compile(
    r"(?:The|All|Both)\s+(?:[\w’'./-]+\s+){0,14}?(?:reports?|minutes|updates?|presentations?|recommendations?|plans?|"
    r"strategy|"
    r"priorities|agenda|proposals?|policy|policies|terms of reference|papers?|accounts|programme|budget|contents?|"
    r"notes|"
    r"business case|application|grant|framework|log)\b(?:\s[^.;:]{0,80}?)??\s(?:was|were) (?:\w+ly |duly |received "
    r"and )*"
    rf"(?P<verb>{DONE}|signed)\b(?! by (?!the (?:board|committee|council|panel|cabinet|group|meeting)|members|all))",
    re.I,
)
EFFECTS = (
    ("noted", r"not(?:e|ed|es|ing)|receiv(?:e|ed) (?:\w+ )?assurance"),
    ("approved", r"approv(?:e|ed|es|al)"),
    ("agreed", r"agree(?:d|s)?"),
    ("endorsed", r"endors(?:e|ed|es)"),
    ("delegated", r"delegat(?:e|ed|es)"),
    ("deferred", r"defer(?:red|s)?"),
    ("rejected", r"reject(?:ed|s)?|refus(?:e|ed|es)"),
    ("supported", r"support(?:ed|s)?"),
    ("adopted", r"adopt(?:ed|s)?"),
    ("recommended", r"recommend(?:ed|s)?"),
    ("referred", r"refer(?:red|s)?"),
    ("confirmed", r"confirm(?:ed|s)?"),
    ("elected", r"elect(?:ed|s)?|appoint(?:ed|s)?"),
    ("recorded", r"correctly recorded|(?:correct|accurate|true) record"),
    ("received", r"receiv(?:e|ed|es)"),
    ("welcomed", r"welcom(?:e|ed|es)"),
    ("closed", r"be closed"),
)  # fmt: skip
EFFECT = re.compile("|".join(rf"(?P<e{n}>\b(?:{pattern})\b)" for n, (_, pattern) in enumerate(EFFECTS)), re.I)
BE_DONE = re.compile(rf"\bbe (?:\w+ly )?(?:{EFFECT.pattern})", re.I)
START = re.compile(r"(?:[\W\d]*\b(?:[a-z]|[ivx]+|to|that|also|formally|\d+)\b[\W]*)*", re.I)
NUMBERED = re.compile(
    r"(?:(?i:resolution|motion|by-?law)\s*)?(?i:no\.?|#|number)?:?\s*(?P<number>(?:[A-Z]{1,4}-?)?(?:19|20)?\d\d-\d{1,4})\b[:.]?\s*"
)
MOVED = re.compile(
    r"Moved(?: by)?:?\s*(?P<mover>.+?)[,;]?\s+(?:and )?Seconded(?: by)?:?\s*(?P<seconder>.+?)(?=\s+(?:That|THAT|"
    r"WHEREAS|"
    r"Whereas|BE IT|Be it|Resolved|RESOLVED)\b|,?\s+to\s|(?<=[a-z]{3})\.\s|:|$)",
    re.I,
)
INITIALLED = re.compile(r"(?P<mover>[A-Z][\w.’' -]{2,30}?),\s*(?P<seconder>[A-Z][\w.’' -]{2,30}?):")
CARRIED = re.compile(
    r"\b(?P<verb>Carried|CARRIED|Defeated|DEFEATED|Lost|LOST|Tabled|TABLED|Deferred|Withdrawn|"
    r"(?<=[Dd]eclared )adopted|(?<=[Ww]as )adopted|(?<=[Mm]otion )(?:failed|carried))\b"
)
NEXT_PARTS = 5


def resolutions_of(meeting: Meeting) -> Iterator[Found]:
    """Yield what the board decided, a row a part, and the motions that were lost."""
    minutes = [(heading, list(by_class(spots))) for heading, spots in meeting.minutes()]
    first = [(None, list(by_class(meeting.front)))]
    read = [(h, [list(paragraphs_of(run)) for run in runs]) for h, runs in (*first, *minutes)]
    formal = sum(any(lead_of(p) for run in runs for p in run) for _, runs in read) >= 2
    for heading, runs in read:
        for paragraphs in runs:
            rows = _of_minute(heading, paragraphs, formal)
            yield from (row for row in rows if not _of_another(row.words.text, meeting.body))


def _of_another(text: str, body: str | None) -> bool:
    """Tell whether a text says what a board of another name did: "The Finance Committee agreed"."""
    told = re.match(rf"(?:The )?(?P<body>{BODY})\s+(?:\w+ly )?(?:{DONE})\b", text)
    if told is None or body is None:
        return False
    own = set(re.findall(r"\w+", f"{body} {COMMON}".lower()))
    return bool(set(re.findall(r"\w+", told["body"].lower())) - own)


def _of_minute(heading: Heading | None, paragraphs: Sequence[Paragraph], formal: bool) -> Iterator[Found]:
    number = heading.number if heading else None
    numbered = list(_numbered(paragraphs, number))
    if numbered:
        yield from numbered
        return
    motions = list(motions_of(paragraphs))
    rows: list[Found] = []
    for at, paragraph in enumerate(paragraphs):
        if not any(paragraph.words.spots[-1] in row.words.spots for row in rows):
            rows += _formal(paragraphs, at, number, motions)
    if not rows and heading is not None:
        rows = list(_told(paragraphs, number, formal))
    yield from _once(rows)
    for motion in motions:
        if motion.outcome == "lost" or (motion.outcome == "carried" and (motion.amendment or not rows)):
            fields = {"verb": motion.outcome, "mover": motion.mover, "seconder": motion.seconder}
            yield found("resolution", motion.words, fields, number)


def _once(rows: Sequence[Found]) -> Iterator[Found]:
    """Yield rows, but none that the same words gave before."""
    seen: set[tuple[str, object]] = set()
    for row in rows:
        key = row.words.text, row.words.spots[0]
        if key not in seen:
            seen.add(key)
            yield row


def _formal(paragraphs: Sequence[Paragraph], at: int, number: str | None, motions: Sequence[Motion]) -> Iterator[Found]:
    """Yield the parts of a decision that a paragraph opens in set words."""
    paragraph = paragraphs[at]
    lead = lead_of(paragraph)
    if lead is None:
        within = WITHIN.search(paragraph.text)
        if within is None:
            yield from _listed(paragraphs, at, number)
            return
        sentence = next((s for s in sentences_of(paragraph.words) if WITHIN.search(s.text)), paragraph.words)
        begins = paragraph.at + within.end()
        if not _opens_parts(paragraph.words.text[begins:]):
            fields = _moved(motions) | {"verb": "resolved", "effect": effect_of(sentence.text)}
            yield _row(found("resolution", sentence, fields, number), paragraph)
            return
    else:
        begins = paragraph.at + lead.end()
    parts = [piece for part in _whole(paragraph, _parts(paragraphs, at, begins)) for piece in inline(part)]
    resolved = lead is None or lead["resolved"] is not None
    head = paragraph.words.text[begins:] if ends_open(paragraph.words) else ""
    for part in parts:
        if ASKED.search(head) and not resolved:
            continue
        effect = effect_of(part.words.text, part=part.label is not None) or effect_of(head)
        verb = "resolved" if resolved else effect or "agreed"
        fields = {"verb": verb, "part": part.label, "effect": effect} | _moved(motions)
        yield _row(found("resolution", part.words, fields, number), paragraph)


def _whole(paragraph: Paragraph, parts: list[Part]) -> list[Part]:
    """Return a decision whose reasons or conditions are numbered as one."""
    if parts and re.search(r"\b(?:reasons?|conditions?|grounds)\b[^:.]*:$", paragraph.words.text):
        return [Part(None, together(paragraph.words, *(part.words for part in parts)))]
    return parts


def _row(row: Found, paragraph: Paragraph) -> Found:
    return Found(row.register, row.fields, row.words, row.minute, paragraph.marker)


def _moved(motions: Sequence[Motion]) -> dict[str, str | None]:
    """Return who moved what was carried: the first motion, of which amendments are but changes."""
    motion = next((m for m in motions if not m.amendment and m.outcome != "lost"), None)
    return {"mover": motion.mover, "seconder": motion.seconder} if motion else {}


def effect_of(text: str, part: bool = False) -> str | None:
    """Return what a decision does: what is to "be noted", else its first words, else (no `part`) its first verb."""
    opening = START.match(text)
    match = BE_DONE.search(text) or EFFECT.match(text, opening.end() if opening else 0)
    match = match or (None if part else EFFECT.search(text))
    return next((name for n, (name, _) in enumerate(EFFECTS) if match[f"e{n}"]), None) if match else None


def _opens_parts(rest: str) -> bool:
    return rest.rstrip().endswith(":") or not rest.strip(" .:-–")


def _parts(paragraphs: Sequence[Paragraph], at: int, begins: int) -> list[Part]:
    """Return the parts of a decision whose words begin at `begins` of a paragraph: one without a label if undivided."""
    whole = paragraphs[at].words
    inline = INLINE.match(whole.text, begins) or INLINE.search(whole.text, begins) if begins < len(whole.text) else None
    if inline and LEAD_IN.match(whole.text[begins : inline.start()]):
        first = Part(inline["marker"].strip("().").lower(), whole.cut(inline.end(), len(whole.text)))
        return follow(paragraphs, at + 1, first) if first.label in ("a", "1", "i") else [Part(None, whole)]
    if _opens_parts(whole.text[begins:]) or LEAD_IN.match(whole.text[begins:]):
        for index in range(at + 1, min(at + 1 + NEXT_PARTS, len(paragraphs))):
            if paragraphs[index].label in ("a", "1", "i"):
                return follow(paragraphs, index, None)
            if lead_of(paragraphs[index]):
                break
        below = paragraphs[at + 1 : at + 2]
        if below and not below[0].text.rstrip().endswith(":"):
            return [Part(None, together(whole, below[0].words) if whole.text[begins:].strip() else below[0].words)]
        return [] if _opens_parts(whole.text[begins:]) else [Part(None, whole)]
    return [Part(None, whole)]


def _listed(paragraphs: Sequence[Paragraph], at: int, number: str | None) -> Iterator[Found]:
    """Yield what "The Board:" did by the bullets under it: "noted the report", "approved the plan"."""
    if at and lead_of(paragraphs[at - 1]):
        return
    if not re.search(rf"(?:^|[.!?] )(?:The )?{BODY}(?: (?:members|therefore|then))?:$", paragraphs[at].text):
        return
    for paragraph in paragraphs[at + 1 :]:
        if not re.match(rf"(?:also |otherwise |further |\w+ly )?(?:{DONE})\b", paragraph.text, re.I):
            return
        effect = effect_of(paragraph.text)
        fields = {"verb": effect or "agreed", "part": paragraph.label, "effect": effect}
        yield _row(found("resolution", paragraph.words, fields, number), paragraph)


def _told(paragraphs: Sequence[Paragraph], number: str | None, formal: bool) -> Iterator[Found]:
    """Yield decisions told in a sentence; where a board resolves in set words, only what "it was agreed that" opens."""
    for at, paragraph in enumerate(paragraphs):
        for sentence in sentences_of(paragraph.words.cut(paragraph.at, len(paragraph.words.text))):
            match = AGREED_THAT.search(sentence.text)
            if match and REPORTED.search(sentence.text[: match.start()]):
                match = None
            strict = match is not None and re.match(r"It was (?:(?!not\b)\w+ )?\w+ that\b.*\bbe\b", sentence.text)
            if formal and re.match(r"The minutes of (?:the|its)\b", sentence.text):
                match = strict = WAS_DONE.match(sentence.text)
            if not formal:
                match = match or BODY_DID.match(sentence.text) or WAS_DONE.match(sentence.text)
            if match is None or (formal and not strict) or ASKED.search(sentence.text):
                continue
            parts = follow(paragraphs, at + 1, None) if ends_open(sentence) else []
            for part in parts or [Part(None, sentence)]:
                fields = {"verb": match["verb"].lower(), "part": part.label, "effect": effect_of(part.words.text)}
                yield _row(found("resolution", part.words, fields, number), paragraph)


def _numbered(paragraphs: Sequence[Paragraph], number: str | None) -> Iterator[Found]:
    """Yield resolutions with numbers of their own, "R2024-206", from the number to "Carried"."""
    opened: list[Words] = []
    for paragraph in (*paragraphs, None):
        text = paragraph.words.text if paragraph else ""
        if (
            paragraph is None
            or (match := NUMBERED.match(text))
            and text[match.end() :][:1] in ("", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ(")
        ):
            yield from _closed(opened, number)
            opened = []
        if paragraph and (opened or NUMBERED.match(text)):
            opened.append(paragraph.words)
            if CARRIED.search(text):
                yield from _closed(opened, number)
                opened = []


def _closed(opened: Sequence[Words], number: str | None) -> Iterator[Found]:
    words = together(*opened) if opened else None
    match = NUMBERED.match(words.text) if words else None
    verb = CARRIED.search(words.text) if words else None
    moved = (MOVED.search(words.text) or INITIALLED.match(words.text, match.end())) if words and match else None
    if words is None or match is None or verb is None or moved is None:
        return
    outcome = {"defeated": "lost", "failed": "lost", "adopted": "carried"}.get(
        verb["verb"].lower(), verb["verb"].lower()
    )
    fields = {"verb": outcome, "number": match["number"], "effect": effect_of(words.text)}
    names = {"mover": moved["mover"].strip(), "seconder": moved["seconder"].strip(" .")}
    yield found("resolution", words.cut(0, verb.end()), fields | names, number)
