"""Tell the lists of who was there: "Present:", "In attendance:", "Apologies:", and the names under each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.registers.words.lists import JOINS, Person
from ingest.registers.words.names import NO_NAME, TITLE, name_at
from ingest.registers.words.places import OTHER_TONGUE, Spot, Words, words_of

STATUSES = (
    ("substitute", r"(?:substitutes?(?: members?)?(?: present)?|deputies|alternates?)"),
    (
        "apologies",
        r"(?:apolog(?:y|ies)(?: for absence)?(?: (?:(?:was|were) )?received)?(?: from)?|absent|regrets|not present)",
    ),
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
        r"in attendance))?|(?:councillors|cllrs\.?|directors|governors|trustees|those)?\s*present(?: \(?(?:virtually|"
        r"remotely)\)?)?|"
        r"attendees|attendance|attended(?: by)?|sederunt|(?:non-)?executive directors?|quorum)",
    ),
)
HEAD = re.compile("|".join(rf"(?P<s{n}>{pattern})" for n, (_, pattern) in enumerate(STATUSES)), re.I)
AFTER_HEAD = re.compile(r"\s*(?:[:.–-]|$)\s*|\s+(?=[A-Z])")
OTHERS = re.compile(r"(?:leave of absence|(?:\w+ )?members of the (?:public|press)|public|press)\b", re.I)
OF_NAMES = re.compile(
    r"\b(?:full |first )?names?\b|member|attend|present|director|councillor|governor|trustee|initials|"
    r"represent|designation|position|role|title|organi[sz]ation",
    re.I,
)
NAME_HEAD = re.compile(r"(?:full )?names?\b|members?$|councillors?$|governors?$|trustees?$|directors?$", re.I)
ROLE_HEAD = re.compile(
    r"(?:role|position|post|title|job title|designation|category|representing|organi[sz]ation)\b", re.I
)
STATUS_HEAD = re.compile(r"(?:attendance|attended|status|present(?: ?/.*)?)$", re.I)
CELLS = (
    ("present", re.compile(r"present\b", re.I)),
    ("in attendance", re.compile(r"in attendance\b", re.I)),
    ("apologies", re.compile(r"apolog(?:y|ies)\b", re.I)),
)
PARTIES = frozenset(("conservative", "green", "reform", "unionist", "plaid", "nationalist", "democrat", "lib"))
LABEL = re.compile(r"[A-Z][\w &'’/()-]{2,60}:\s*")
STOPS = re.compile(
    r"(?:Resolution|RESOLUTION|Disclosure|DISCLOSURE|"
    r"Moved|MOVED|Motion|MOTION|Call to order|CALL TO ORDER|WHEREAS|That|THAT)\b|"
    r"[A-Z]{0,2}(?:19|20)\d\d-\d+|\d{1,4}[.)]?\s+[A-Z]"
)
TOLD = re.compile(r"\b(?:was|were|had|have|has|welcomed|noted|reported|declared|introduced|advised|is|are|be)\b")


def lists_in(front: Sequence[Spot]) -> Iterator[tuple[str, Words]]:
    """Yield each list of names with its status."""
    status, kept = None, []
    for at, spot in enumerate(front):
        if status and _leaves(front[at - 1], spot):
            if kept:
                yield status, _joined(kept)
            status, kept = None, []
        if spot.line.row and (spot.line.row.kind == "head" or any(seated_in([spot]))):
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
    tongue = OTHER_TONGUE.match(spot.text)
    match = HEAD.match(spot.text, tongue.end() if tongue else 0) or HEAD.match(spot.text)
    after = AFTER_HEAD.match(spot.text, match.end()) if match else None
    if match is None or after is None or spot.text[0].islower():
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


def _leaves(above: Spot, spot: Spot) -> bool:
    """Tell whether a line opens a table that lists nobody, so that a list above it is over."""
    row = spot.line.row
    if row is None or (above.line.row and (above.line.row.table, above.page) == (row.table, spot.page)):
        return False
    cells = [cell.text.strip() for cell in row.cells]
    if row.kind == "head":
        return not any(OF_NAMES.search(cell) for cell in cells)
    return not _head(spot) and not any(name_at(cell) for cell in cells)


def _ends_list(spot: Spot, kept: Sequence[tuple[Spot, int]], below: Sequence[Spot]) -> bool:
    text = spot.text
    if not kept:
        return not name_at(text) and bool(TOLD.search(text)) and not LABEL.match(text)
    open_bracket = sum(s.text.count("(") - s.text.count(")") for s, _ in kept) > 0
    if open_bracket or JOINS.search(kept[-1][0].text):
        return False
    if OTHERS.match(text) or (spot.gap and STOPS.match(text)):
        return True
    if spot.gap and _run_in(kept) and re.search(r"[a-z)]{3}\.$", kept[-1][0].text):
        return True
    if text.isupper() and len(text.split()) >= 2 and not re.match(TITLE, text, re.I) and not name_at(text.title()):
        return True
    if text.upper() in ("ACTION", "ACTIONS", "MINUTES", "AGENDA"):
        return True
    label = LABEL.match(text)
    if label and text[label.end() :] and not name_at(text[label.end() :]):
        return True
    if label and not _groups(label[0]):
        return True
    return spot.gap and bool(TOLD.search(" ".join([text, *(s.text for s in below)])))


def _run_in(kept: Sequence[tuple[Spot, int]]) -> bool:
    """Tell whether the names began on the line of their head, so that a full stop ends them."""
    return kept[0][1] > 0


def _groups(label: str) -> bool:
    """Tell whether a label within a list names the offices or party of those under it: "Voting members:"."""
    words = [word.lower() for word in re.findall(r"\w+", label)]
    if re.match(rf"{TITLE}s?\s*:", label):
        return True
    return len(words) > 1 or any(word.rstrip("s") in PARTIES or {word, word.rstrip("s")} & NO_NAME for word in words)


def seated_in(front: Sequence[Spot]) -> Iterator[tuple[str, Person]]:
    """Yield the people of tables that have a column of names and one that says of each whether they were there."""
    for spot in front:
        row = spot.line.row
        cells = {} if row is None or row.kind != "row" else {cell.head.strip(): cell.text.strip() for cell in row.cells}
        named = next((text for head, text in cells.items() if NAME_HEAD.match(head)), "")
        told = next((text for head, text in cells.items() if STATUS_HEAD.match(head)), "")
        role = next((text for head, text in cells.items() if ROLE_HEAD.match(head)), "")
        name = name_at(named)
        status = next((status for status, said in CELLS if said.match(told)), None)
        if name and status:
            yield status, Person(words_of([spot]), name, role)
