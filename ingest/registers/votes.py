"""Read motions and votes: who moved and seconded, how many were for and against, what came of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.registers.meetings import Meeting
from ingest.registers.words.found import Found, found
from ingest.registers.words.lists import people_in
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

SOMEONE = r"[A-Z][\w.’' -]+?"
PROPOSED = re.compile(
    rf"(?P<mover>{SOMEONE}),?\s+(?:\([^)]*\),? )?(?:proposed|moved)\b,?\s*(?:the \w+ )?(?:and )?,?\s*"
    rf"(?P<seconder>{SOMEONE}),?\s+(?:then )?[Ss]econded\b",
)
SECONDED = re.compile(
    rf"\b(?i:proposed|moved|motion(?: was)?(?: made)?)(?: by\b|:| (?=[A-Z]))\s*(?P<mover>{SOMEONE}),?\s+(?:and )?"
    rf"(?i:second(?:ed)?)(?: by\b|:| (?=[A-Z]))\s*(?P<seconder>{SOMEONE})(?=[,;:]|\.(?:\s|$)| that| to\b| and\b|$)"
)
RAISED = re.compile(
    rf"(?P<mover>{SOMEONE}),?\s+(?:proposed|moved),? (?:and )?seconded by (?P<seconder>{SOMEONE})(?=[,.;:]| that|$)"
)
WON = r"carried|agreed|passed|approved|adopted"
LOST = (
    r"lost|defeated|not carried|fell|rejected|not agreed|not supported|"
    r"failed(?=\s*(?:[.,;(]|$|by\b|\d|for (?:want|lack)))"
)
OUTCOME = re.compile(
    r"(?:(?:The )?(?:\w+ )?(?P<what>amendment|motion)s?\b[^.]{0,60}?|\b(?:This|It|which) was)\s"
    rf"(?:(?P<lost>{LOST})|(?P<carried>{WON}))\b|(?P<alone>CARRIED|LOST|DEFEATED)"
    r"(?:(?:,? (?:unanimously|en bloc|by (?:an? )?(?:absolute |simple )?majority))?,? \(?\d{1,2}\s?[-–/]\s?\d{1,2}\)?|"
    r" unanimously| en bloc)?\.?$|"
    r"(?P<all>\ball in favour|\bagreed unanimously|\bunanimously agreed)\.?$",
    re.I,
)
SIDES = (
    ("for", r"(?:votes? |voting |members )?(?:for|in favour|ayes?|yeas?|yes)(?: the (?:motion|amendment))?"),
    ("against", r"(?:votes? |voting |members )?(?:against|nays?|noes|no)(?: the (?:motion|amendment))?"),
    ("abstained", r"(?:abstain\w*|abstentions?|abstained from voting)"),
)
SIDE = re.compile(
    "|".join(rf"(?P<s{n}>{pattern})" for n, (_, pattern) in enumerate(SIDES)).join(("(?:", ")"))
    + r"\s*(?:\((?P<told>\d{1,3})\)\s*[:–-]\s*(?P<listed>[A-Z].*)$|"
    r"[:–-]?\s*\(?(?P<count>\d{1,3})\)?\s*(?:votes?)?\s*[:.]?\s*$|[:–-]\s*(?P<names>[A-Z].*)?$)",
    re.I,
)
FIGURES = {word: n for n, word in enumerate(
    re.findall(r"\w+", "no one two three four five six seven eight nine ten eleven twelve"))}  # fmt: skip
COUNT = r"(?P<{}>\d{{1,3}}|" + "|".join([*FIGURES, "an?", "nil"]) + ")"
TOLD = tuple(
    (side, re.compile(pattern, re.I))
    for side, pattern in (
        ("for", rf"\b{COUNT.format('n')}\s+(?:members? |councillors? )?(?:votes?|voted|voting)?\s*(?:in favour|for)\b|"
                rf"\bby {COUNT.format('m')} votes? to\b|\b(?:in favour|for)\s*[:–-]\s*{COUNT.format('k')}\b"),
        ("against", rf"\b{COUNT.format('n')}\s+(?:members? |votes? )?(?:voted |voting )?against\b|"
                    rf"\bvotes? to {COUNT.format('m')}\b|\bagainst\s*[:–-]\s*{COUNT.format('k')}\b"),
        ("abstained", rf"\b{COUNT.format('n')}\s+(?:members? )?abst(?:ention|ain)\w*|"
                      rf"\babst(?:ention|ain)\w*\s*[:–-]\s*{COUNT.format('m')}\b"),
    )
)  # fmt: skip
TALLY = re.compile(
    r"\b(?P<outcome>carried|passed|lost|defeated|failed)"
    r"(?:,? (?:unanimously|en bloc|by (?:an? )?(?:absolute |simple )?majority|(?:by|on) a vote of))?,?"
    r" \(?(?P<for>\d{1,2})\s?[-–/]\s?(?P<against>\d{1,2})\)?(?=[.,;)]|\s*$)",
    re.I,
)
RUN_IN = re.compile(
    r"\b(?:ayes?|yeas?)\s*(?:\((?P<n_for>\d{1,2})\))?\s*[:–-]\s*(?P<for>[^:]*?)[.;]?\s+"
    r"(?:na(?:y|ye)s?|noes)\s*(?:\((?P<n_against>\d{1,2})\))?\s*[:–-]\s*(?P<against>[^:.;]*)(?=[.;]|$|\s+[A-Z][a-z]*:)",
    re.I,
)
VOTED = re.compile(r"\bvot(?:e|es|ed|ing)\b|\babst(?:ention|ain)", re.I)


@dataclass(frozen=True, slots=True)
class Motion:
    """A motion or amendment with what came of it: "carried", "lost", or None where the minutes do not say."""

    mover: str
    seconder: str
    amendment: bool
    outcome: str | None
    words: Words


def motions_of(paragraphs: Sequence[Paragraph]) -> Iterator[Motion]:
    """Yield the motions and amendments of a minute in their order; an outcome belongs to the last one open."""
    motion: Motion | None = None
    main: Motion | None = None
    for paragraph in paragraphs:
        for sentence in sentences_of(paragraph.words):
            match = PROPOSED.search(sentence.text) or RAISED.search(sentence.text) or SECONDED.search(sentence.text)
            if match:
                if motion and motion is not main:
                    yield motion
                amends = bool(re.search(r"\bamend|\badditional\b", sentence.text[match.end() :][:80], re.I))
                motion = Motion(_named(match["mover"]), _named(match["seconder"]), amends, None, sentence)
                main = motion if main is None and not amends else main
            elif motion and _states(motion, paragraph, sentence):
                stated = replace(motion, words=together(motion.words, sentence))
                main, motion = stated if main is motion else main, stated
            told = OUTCOME.search(sentence.text)
            about = told["what"].lower() if told and told["what"] else None
            decided = main if about == "motion" and main else motion
            if told and decided and decided.outcome is None:
                lost = bool(told["lost"]) or (told["alone"] or "").lower() in ("lost", "defeated")
                words = decided.words if decided.words is sentence else together(decided.words, sentence)
                amends = decided.amendment or about == "amendment"
                over = Motion(decided.mover, decided.seconder, amends, "lost" if lost else "carried", words)
                yield over
                main = None if decided is main else main
                motion = None if decided is motion else motion
    yield from {id(m): m for m in (main, motion) if m is not None}.values()


def _states(motion: Motion, paragraph: Paragraph, sentence: Words) -> bool:
    """Tell whether a sentence says what was moved: "That Council:" on a line of its own, and the parts under it."""
    if OUTCOME.search(sentence.text):
        return False
    return bool(
        re.match(r"That\b", sentence.text) or (paragraph.label and re.search(r"\bThat\b.*:", motion.words.text))
    )


def _named(name: str) -> str:
    return name.strip(" ,")


def votes_of(meeting: Meeting) -> Iterator[Found]:
    """Yield the votes: recorded with names, or told in figures."""
    sections = [(None, meeting.front), *((h.number, spots) for h, spots in meeting.minutes())]
    for number, spots in sections:
        for run in by_class(spots):
            recorded = list(_recorded(run, number))
            yield from recorded
            told = {_sides(row) for row in recorded}
            for paragraph in paragraphs_of(run):
                for row in (*_in_figures(paragraph, number), *_run_in(paragraph, number), *_tallied(paragraph, number)):
                    taken = any(spot in vote.words.spots for vote in recorded for spot in row.words.spots)
                    if _sides(row) not in told and not taken:
                        told.add(_sides(row))
                        yield row


def _sides(row: Found) -> tuple[tuple[str, str], ...]:
    """Return how many voted for and against, by which a vote told twice in a minute is known."""
    return tuple((name, value) for name, value in row.fields if name in ("for", "against"))


def _tallied(paragraph: Paragraph, number: str | None) -> Iterator[Found]:
    """Yield votes told as a score that agrees with their outcome: "Carried 5-0", "Motion failed 2/3"."""
    for sentence in sentences_of(paragraph.words):
        if match := TALLY.search(sentence.text):
            outcome = "carried" if match["outcome"].lower() in ("carried", "passed") else "lost"
            if (int(match["for"]) > int(match["against"])) == (outcome == "carried"):
                fields = {"for": match["for"], "against": match["against"], "outcome": outcome}
                yield found("vote", sentence, fields, number)


def _run_in(paragraph: Paragraph, number: str | None) -> Iterator[Found]:
    """Yield votes whose names run on in a paragraph: "AYES: Hill, Moor; NAYS: Dale. Motion carried."."""
    match = RUN_IN.search(paragraph.words.text)
    if match is None:
        return
    words = paragraph.words
    ayes = match["n_for"] or str(_names(words.cut(match.start("for"), match.end("for"))))
    nays = match["n_against"] or str(_names(words.cut(match.start("against"), match.end("against"))))
    below = next(sentences_of(words.cut(match.end() + 1, len(words.text))), None)
    told = OUTCOME.search(below.text) if below else None
    outcome = _outcome(told) or ("carried" if int(ayes) > int(nays) else "lost")
    said = words.cut(match.start(), match.end())
    said = together(said, below) if below and told else said
    yield found("vote", said, {"for": ayes, "against": nays, "outcome": outcome}, number)


def _recorded(spots: Sequence[Spot], number: str | None) -> Iterator[Found]:
    """Yield votes listed under "For (12)", "Against (3)", "Abstain (1)"; names are counted where no figure is."""
    at = 0
    while at < len(spots):
        if (side := _side(spots[at])) and side[0] == "for":
            end = _end_of_vote(spots, at)
            fields = _counts(spots[at:end])
            if {"for", "against"} <= fields.keys():
                told = OUTCOME.search(spots[end].text) if end < len(spots) else None
                fields["outcome"] = _outcome(told) or (
                    "carried" if int(fields["for"] or 0) > int(fields["against"] or 0) else "lost"
                )
                yield found("vote", words_of(spots[at : end + bool(told)]), fields, number)
            at = max(end, at + 1)
        else:
            at += 1


def _side(spot: Spot) -> tuple[str, str | None] | None:
    match = SIDE.match(spot.text)
    if match is None:
        return None
    return next(name for n, (name, _) in enumerate(SIDES) if match[f"s{n}"]), match["count"] or match["told"]


def _end_of_vote(spots: Sequence[Spot], at: int) -> int:
    """Return where the lists of a vote end: at its outcome, or at a line that names nobody."""
    for end in range(at + 1, len(spots)):
        if _side(spots[end]):
            continue
        text = spots[end].text
        if OUTCOME.search(text) or re.match(r"\(?\d{1,3}[.)]", text) or re.search(r"\b(?:the|was|were|that)\b", text):
            return end
    return len(spots)


def _counts(spots: Sequence[Spot]) -> dict[str, str | None]:
    """Return how many voted on each side."""
    counts: dict[str, str | None] = {}
    heads = [index for index, spot in enumerate(spots) if _side(spot)] + [len(spots)]
    for head, end in zip(heads, heads[1:], strict=False):
        side, count = _side(spots[head]) or ("", None)
        match = SIDE.match(spots[head].text)
        words = words_of(spots[head:end])
        names = words.cut(match.start("names") if match and match["names"] else len(spots[head].text), len(words.text))
        if side not in counts:
            counts[side] = count or str(_names(names))
    return counts


def _names(words: Words) -> int:
    """Return how many people a side lists, by full names or by surnames alone."""
    surnames = [name for name in re.split(r",|;|\band\b", words.text) if re.match(r"\s*[A-Z][\w.’'-]+", name)]
    none = re.fullmatch(r"\s*(?:none|nil|no one|0)?\.?\s*", words.text, re.I)
    return 0 if none else len(people_in(words)) or len(surnames)


def _outcome(told: re.Match[str] | None) -> str | None:
    if told is None:
        return None
    lost = bool(told["lost"]) or (told["alone"] or "").lower() in ("lost", "defeated")
    return "lost" if lost else "carried"


def _in_figures(paragraph: Paragraph, number: str | None) -> Iterator[Found]:
    """Yield votes told in a sentence: "carried by 8 votes to 3, with 1 abstention"."""
    for sentence in sentences_of(paragraph.words):
        if not VOTED.search(sentence.text):
            continue
        fields: dict[str, str | None] = {}
        for side, pattern in TOLD:
            if match := pattern.search(sentence.text):
                word = next(value for value in match.groups() if value).lower()
                fields[side] = str({"a": 1, "an": 1, "nil": 0}.get(word, FIGURES.get(word, word)))
        if {"for", "against"} <= fields.keys() or ("for" in fields and "abstained" in fields):
            lost = re.search(rf"\b(?:{LOST})\b", sentence.text, re.I)
            won = re.search(rf"\b(?:{WON}|resolved)\b", sentence.text, re.I)
            fields["outcome"] = "lost" if lost else "carried" if won else None
            yield found("vote", sentence, fields, number)
