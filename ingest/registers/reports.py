"""Read what reports ask a board to decide, and their heads: from, to, date, subject, classification."""

import re
from collections.abc import Iterator, Sequence

from ingest.model import Entry
from ingest.registers.decisions import BODY
from ingest.registers.words.found import Found, found
from ingest.registers.words.parts import ends_open, follow
from ingest.registers.words.places import (
    BULLET,
    Paragraph,
    Spot,
    Words,
    by_class,
    paragraphs_of,
    sentences_of,
    together,
    words_of,
)

ASKED = re.compile(
    rf"(?:(?:It is recommended that |That )?(?:the |The )?(?:{BODY}|[A-Z][\w ]{{2,60}}? members|Cabinet Members?|"
    rf"Governing Body)"
    r"(?: members)? (?:is|are) (?:therefore |hereby )?(?:asked|recommended|invited|requested) to|"
    r"(?:It is|IT IS) (?:therefore )?(?:recommended|RECOMMENDED)(?: that| to)?|(?i:members are (?:asked|invited) to))\b"
    r"(?P<after>[^.:]{0,60}?:)?"
)
HEADED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})?\.?\s+)?(?:Officer |Summary of |Proposed )?(?:RECOMMENDATION|Recommendation)(?:s|S|"
    r"\(s\)|\(S\))?"
    r"(?:\s+(?:to|for) (?:the )?[A-Z][\w ]{2,50})?\s*(?::\s*|$)|(?:For Decision|Decisions? [Rr]equired|Action "
    r"[Rr]equired)\s*:\s*"
)
ONE = re.compile(r"(?:RECOMMENDATION|Recommendation)\s+(?P<part>\d{1,2}|[A-Z])\s*[:.–-]\s*(?=\S)")
VERBS = (
    "note", "agree", "approve", "endorse", "comment", "discuss", "consider", "support", "delegate", "receive", "review",
    "recommend", "adopt", "confirm", "ratify", "authorise", "accept", "decide", "determine", "ask", "appoint", "refer",
    "request", "scrutinise", "propose", "identify", "take assurance", "be assured", "commit", "continue", "nominate",
    "elect", "grant", "refuse", "advise", "require", "instruct", "give", "make", "provide", "contribute", "sign",
)  # fmt: skip
VERB = re.compile(r"\b(?:" + "|".join(VERBS) + r")\b", re.I)
BE_DONE = re.compile(r"\bbe (?P<done>noted|agreed|approved|endorsed|supported|delegated|received|adopted|confirmed|"
                     r"ratified|accepted|authorised|recommended|deferred|referred|appointed)\b", re.I)  # fmt: skip
LABELS = (
    ("from", r"from|by|report (?:from|of|by)|joint report (?:from|of|by)"),
    ("to", r"to|report (?:to|for)"),
    ("meeting", r"meeting"),
    ("date", r"date|meeting date|date of meeting"),
    ("subject", r"subject|title|report title|title of (?:report|paper)"),
    ("classification", r"(?:\w+ )?classification|publication status|report status|confidentiality|exempt information"),
    ("purpose", r"purpose|purpose of (?:the )?(?:report|paper)|action required|decision type"),
    ("author", r"(?:report )?authors?(?:\(s\))?|prepared by|contact officers?|report author and contact"),
    ("presenter", r"present(?:ed by|er)"),
    ("sponsor", r"(?:executive |lead )?(?:sponsor|lead|director)|sponsoring director"),
    ("past pathway", r"past pathway(?: of (?:report|paper))?"),
    ("future pathway", r"future pathway(?: of (?:report|paper))?"),
    ("electoral division", r"electoral divisions?(?: affected)?"),
    ("wards", r"wards?(?:\(s\))?(?: affected)?"),
    ("portfolio", r"(?:cabinet |lead )?portfolio(?: holder)?|cabinet member|lead member|lead officer"),
    ("decision number", r"decision (?:no|number|ref(?:erence)?)\.?"),
    ("key decision", r"key decision\??"),
    ("item", r"(?:agenda )?item(?: no| number)?\.?|enclosure|enc(?:losure)? no\.?"),
    ("directorate", r"directorate|department"),
)  # fmt: skip
LABEL = re.compile(
    r"(?:" + "|".join(rf"(?P<l{n}>{pattern})" for n, (_, pattern) in enumerate(LABELS)) + r")\s*:\s*(?P<value>.*)$",
    re.I,
)
OTHER_LABEL = re.compile(
    r"[A-Z][\w ()/&-]{2,40}:(?:\s|$)|(?:\d+\.?\s+)?(?:Summary|Introduction|Background|Recommendation)"
)
PLAIN = frozenset(
    re.findall(r"\w+", "the a an of to and that be is are in on for by with as it at resolved board asked")
)
DECIDING = re.compile(
    r"not(?:e|es|ed|ing)|(?:agre|approv|endors|support|adopt|confirm|ratif|accept|receiv|consider)(?:e|y|es|ed|ied|ing)?"
)
PART_MARK = re.compile(r"^\W*\w{1,4}[.)]\s+")
ALIKE, UNLIKE = 0.8, 0.3
HEAD_LINES = 45
SAME = 110
LONGEST_VALUE = 14


def recommendations_of(spots: Sequence[Spot]) -> Iterator[Found]:
    """Yield what the report on these lines asks for: under a heading, else where a sentence asks it."""
    for run in by_class(spots):
        paragraphs = list(paragraphs_of(run))
        headed = [row for at in range(len(paragraphs)) for row in _under_heading(paragraphs, at)]
        asked = [row for at in range(len(paragraphs)) for row in (*_asked(paragraphs, at, 0), *_within(paragraphs[at]))]
        seen: set[str] = set()
        for row in headed or [row for row in asked if "verb" in dict(row.fields)]:
            told = re.sub(r"\W+", " ", row.words.text).lower().strip()[:SAME]
            if told not in seen:
                seen.add(told)
                yield row


def _under_heading(paragraphs: Sequence[Paragraph], at: int) -> Iterator[Found]:
    paragraph = paragraphs[at]
    if one := ONE.match(paragraph.words.text):
        yield _row(paragraph.words, one["part"], paragraph.words.text[one.end() :], "")
        return
    head = HEADED.match(paragraph.words.text)
    if head is None:
        return
    if paragraph.words.text[head.end() :].strip():
        asked = list(_asked(paragraphs, at, head.end()))
        yield from asked or _plain(paragraph, head.end(), paragraphs[at + 1 :])
        return
    for below in range(at + 1, min(at + 4, len(paragraphs))):
        if ONE.match(paragraphs[below].words.text):
            return
        asked = list(_asked(paragraphs, below, paragraphs[below].at))
        if asked:
            yield from asked
            yield from _further(paragraphs, below + 1)
            return
    if at + 1 < len(paragraphs) and paragraphs[at + 1].label in ("a", "1", "i"):
        for part in follow(paragraphs, at + 1, None):
            yield _row(part.words, part.label, part.words.text, "")
    elif at + 1 < len(paragraphs) and re.match(r"That\b|To [a-z]", paragraphs[at + 1].text):
        yield _row(paragraphs[at + 1].words, paragraphs[at + 1].label, paragraphs[at + 1].text, "")


def _further(paragraphs: Sequence[Paragraph], at: int) -> Iterator[Found]:
    """Yield the next numbered paragraphs that ask for something too: 11.2 after 11.1."""
    for below in range(at, len(paragraphs)):
        asked = list(_asked(paragraphs, below, paragraphs[below].at)) if paragraphs[below].marker else []
        if not asked:
            return
        yield from asked


def _plain(paragraph: Paragraph, begins: int, below: Sequence[Paragraph]) -> Iterator[Found]:
    words = paragraph.words
    text = words.text[begins:]
    if re.match(r"(?:That|To|The)\b|\(?[a1i]\)", text) or VERB.match(text):
        if ends_open(words) and below and below[0].label in ("a", "1", "i"):
            for part in follow(below, 0, None):
                yield _row(part.words, part.label, part.words.text, text)
        else:
            yield _row(words.cut(begins, len(words.text)), None, text, "")


def _asked(paragraphs: Sequence[Paragraph], at: int, begins: int) -> Iterator[Found]:
    """Yield the parts of what a paragraph asks from `begins` on, or the whole where it has no parts."""
    paragraph = paragraphs[at]
    words = paragraph.words
    match = ASKED.match(words.text, max(begins, paragraph.at))
    if match is None:
        return
    rest = words.text[match.end() :]
    opens = ends_open(words) or not rest.strip()
    below = paragraphs[at + 1 : at + 2]
    if opens and below and below[0].label and re.search(r"^(?:a|1|i)$|\.1$", below[0].label):
        for part in follow(paragraphs, at + 1, None):
            yield _row(part.words, part.label, part.words.text, words.text[match.start() :])
    elif opens and below and BULLET.match(below[0].words.text):
        yield from _bulleted(paragraphs[at + 1 :], words.text[match.start() :])
    elif opens and below:
        yield _row(together(words.cut(begins, len(words.text)), below[0].words), paragraph.label, below[0].text, "")
    elif rest.strip() and (begins or VERB.match(rest.strip())):
        yield _row(words.cut(begins, len(words.text)), paragraph.label if begins <= paragraph.at else None, rest, "")


def _within(paragraph: Paragraph) -> Iterator[Found]:
    """Yield what a sentence in the midst of a paragraph asks."""
    for sentence in list(sentences_of(paragraph.words))[1:]:
        match = ASKED.match(sentence.text)
        if match and VERB.match(sentence.text[match.end() :].strip()):
            yield _row(sentence, None, sentence.text[match.end() :], "")


def _bulleted(paragraphs: Sequence[Paragraph], head: str) -> Iterator[Found]:
    for paragraph in paragraphs:
        if not BULLET.match(paragraph.words.text):
            return
        yield _row(paragraph.words, None, paragraph.text, head)


def _row(words: Words, part: str | None, text: str, head: str) -> Found:
    """Return a recommendation with the verb of its own words, else that of the words it stands under."""
    start = re.sub(r"^\W*(?:\(?\w{1,3}[).]\s+)?(?:[Tt]hat |to )?", "", text)
    own = VERB.match(start) or VERB.search(" ".join(text.split()[:14]))
    done = BE_DONE.search(text)
    above = VERB.search(head.split(" to ", 1)[-1]) if head else None
    verb = (
        own[0]
        if own and VERB.match(start)
        else done["done"]
        if done
        else own[0]
        if own
        else above[0]
        if above
        else None
    )
    return found("recommendation", words, {"part": part, "verb": _base(verb) if verb else None})


def _base(verb: str) -> str:
    """Return "note" for "NOTE" and "noted"."""
    plain = verb.lower()
    return next((known for known in VERBS if plain in (known, f"{known}d", f"{known}ed", f"{known}red")), plain)


def relation_of(resolution: Entry, asked: Sequence[Entry]) -> str | None:
    """Return what became of a recommendation: agreed, amended, rejected, deferred, noted; None where none is alike."""
    if not asked:
        return None
    effect = resolution.field("effect") or resolution.field("verb")
    if effect in ("deferred", "rejected", "lost"):
        return {"lost": "rejected"}.get(effect, effect)
    if re.search(r"\brecommendations?\b", resolution.text) and effect in ("agreed", "approved"):
        return "agreed"
    nearest = max(asked, key=lambda other: _likeness(resolution.text, other.text))
    likeness = _likeness(resolution.text, nearest.text)
    if likeness < UNLIKE:
        return None
    if effect == "noted" and nearest.field("verb") not in ("note", "receive"):
        return "noted"
    same = _weighty(resolution.text) == _weighty(nearest.text)
    return "agreed" if likeness >= ALIKE and same else "amended"


def _weighty(text: str) -> tuple[list[str], list[str]]:
    """Return the figures and the negations of a text: where they differ, so does what was decided."""
    plain = PART_MARK.sub("", text.lower())
    return sorted(re.findall(r"\d[\d.,/]*\d|\d", plain)), re.findall(r"\b(?:not|no|never|neither|nor|without)\b", plain)


def _likeness(one: str, other: str) -> float:
    """Return the share of content words that two texts have in common."""
    first, second = (set(re.findall(r"[\w£.%]*\w", text.lower())) - PLAIN for text in (one, other))
    verbs = {word for word in first | second if DECIDING.fullmatch(word)}
    first, second = first - verbs, second - verbs
    return len(first & second) / max(1, len(first | second))


def heads_of(spots: Sequence[Spot]) -> Iterator[Found]:
    """Yield the head of each report on these lines, which begins at the top of a page."""
    for number in dict.fromkeys(spot.page.pdf_page for spot in spots):
        page = [spot for spot in spots if spot.page.pdf_page == number][:HEAD_LINES]
        if row := _head(page):
            yield row


def _head(spots: Sequence[Spot]) -> Found | None:
    labels = [
        (at, name, begins) for at, spot in enumerate(spots) if (label := _label(spot)) for name, begins in [label]
    ]
    names = [name for _, name, _ in labels]
    if len(set(names)) < 2 or labels[0][0] > 14 or not {"from", "to", "subject", "author"} & set(names):
        return None
    fields: dict[str, str | None] = {}
    last = 0
    for (at, name, begins), (following, *_) in zip(labels, [*labels[1:], (len(spots), "", 0)], strict=True):
        if at - last > LONGEST_VALUE:
            break
        end = _end_of_value(spots, at, following, final=following == len(spots))
        value = " ".join([spots[at].text[begins:], *(spot.text for spot in spots[at + 1 : end])]).strip()
        if name not in fields and value:
            fields[name] = value
        last = end
    if len(fields) < 2:
        return None
    return found("head", words_of(spots[labels[0][0] : last]), fields)


def _label(spot: Spot) -> tuple[str, int] | None:
    """Return the field that a line, or the first cell of a row, names, and where its value begins."""
    row = spot.line.row
    text = spot.text
    if row and len(row.cells) == 2 and not row.cells[0].text.rstrip().endswith(":"):
        label = LABEL.fullmatch(f"{row.cells[0].text}: {row.cells[1].text}")
        begins = len(row.cells[0].text) + 1
    else:
        label = LABEL.match(text)
        begins = label.start("value") if label else 0
    if label is None:
        return None
    return next(name for n, (name, _) in enumerate(LABELS) if label[f"l{n}"]), begins


def _end_of_value(spots: Sequence[Spot], at: int, following: int, final: bool) -> int:
    """Return where a value ends: at the next label; the last one at a gap."""
    for end in range(at + 1, min(following, at + LONGEST_VALUE)):
        text = spots[end].text
        empty = spots[at].text.rstrip().endswith(":") and end == at + 1
        if OTHER_LABEL.match(text) or (final and spots[end].gap and not empty) or spots[end].line.heading:
            return end
    return min(following, at + LONGEST_VALUE)
