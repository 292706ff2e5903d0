"""Read lists of people: names between commas, one a line, or broken over lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.registers.words.names import NO_NAME, TITLE, WORD, name_at
from ingest.registers.words.places import Words

JOINS = re.compile(
    r"[,;(&/–-]$|\b(?:and|of|for|the|to|in|with|by|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Cllrs?|"
    r"Councillors?|"
    r"Supt|Bailie|Cr|Ald|Revd?)\.?$"
)
ABBREVIATED = re.compile(rf"\b[A-Z]$|(?:^|\b){TITLE}$")
POST_BEFORE = re.compile(
    r"(?:[A-Z][\w/-]*\s+){0,3}?(?P<last>[\w-]+)\s+(?=[A-Z][a-z’'-]+ [A-Z][\w’'-]+\s*(?:[,;.]|and\b|$))"
)
PLURAL = re.compile(r"(?:Councillors|Cllrs\.?|Messrs|Councilmembers|Council Members)\s")
POST_NAMED = re.compile(
    rf"(?:[Tt]he )?(?P<post>[A-Z][\w-]*(?: (?:(?:and|of|to|for) )*[A-Z][\w-]*){{0,4}}) \((?P<name>{TITLE} [^()]+)\)"
)
PUBLIC = re.compile(
    r"[,;]?\s*\b(?:and )?(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|several|some|no)?"
    r"\s*(?:other )?(?:members? of the (?:public|press)|residents?|parishioners?|electors?)\b",
    re.I,
)
FOR_WHOM = re.compile(r"for whom\b", re.I)
STANDS_IN = re.compile(
    r"(?:as )?(?:an? )?(?:substitut\w+|deputi[sz]ing|deputy|alternate|attending|standing in|named substitute)"
    r"(?: member)? (?:for|on behalf of) (?P<whom>.+)|(?:on behalf of|for whom) (?P<other>.+)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in a list: `words` hold the name and the `role` after it, `whom` the member stood in for."""

    words: Words
    name: str
    role: str
    whom: str | None = None


@dataclass(frozen=True, slots=True)
class _Start:
    at: int
    end: int
    name: str
    post: str = ""


def people_in(words: Words) -> list[Person]:
    """Return the people of a list, names between commas, one a line, or first in the rows of a table."""
    starts = _starts(words)
    ends = [start.at for start in starts[1:]] + [len(words.text)] * bool(starts)
    return [_person(words, start, end) for start, end in zip(starts, ends, strict=True)]


def _starts(words: Words) -> list[_Start]:
    """Return where each person of a list begins."""
    if _wrapped(words):
        return _paired(words)
    if parted := _parted(words):
        return parted
    bounds = _bounds(words)
    ends = (*words.starts[1:], len(words.text) + 1)
    by_line = {at: words.text[at : next(end for end in ends if end > at) - 1] for at, line in bounds if line}
    by_line |= {at: spot.line.row.cells[0].text for at, spot in zip(words.starts, words.spots, strict=True)
                if at in by_line and spot.line.row and by_line[at].startswith(spot.line.row.cells[0].text)}  # fmt: skip
    lined = [_Start(at, at + len(name), name) for at, rest in by_line.items() if (name := name_at(rest))]
    initialled = [start for start in lined if re.match(r"\s*\([A-Z][A-Za-z]{1,3}\)", words.text[start.end :])]
    if len(initialled) >= 3 and len(initialled) >= 0.4 * len(lined):
        return initialled
    named = [_Start(at, at + len(name), name) for at, _ in bounds if (name := name_at(words.text[at:]))]
    named += [start for at, line in bounds if (start := _after_post(words, at)) and not (line and at)]
    between = [start for start in named if start.at not in by_line and _complete(words, start)]
    if _one_a_line(words, lined, between):
        shared = [other for start in lined if PLURAL.match(start.name) for other in _sharing(words, start, between)]
        return sorted((*(_shortened(words, start) for start in lined), *shared), key=_place)
    return sorted(
        (*_bare(words, [at for at, line in bounds if not (line and at)]), *(s for s in named if _complete(words, s))),
        key=_place,
    )


def _parted(words: Words) -> list[_Start]:
    """Return the people of a list that only semicolons part: "A Bell, Head of Roads; C Dunn, Solicitor"."""
    bounds = _bounds(words)
    cuts = [at for at, _ in bounds if at == 0 or re.search(r";\s(?:and\s)?$", words.text[max(0, at - 8) : at])]
    named = [(at, name_at(words.text[at:])) for at in cuts if not re.match(r"and\s", words.text[at:])]
    found = [_Start(at, at + len(name), name) for at, name in named if name and not PLURAL.match(name)]
    starts = {start.at for start in found}
    titled = any(at not in starts and re.match(rf"{TITLE}\s", words.text[at:]) for at, _ in bounds)
    return [] if titled or len(found) < max(2, len(named)) else found


def _sharing(words: Words, start: _Start, between: Sequence[_Start]) -> list[_Start]:
    """Return the names on the line of one that begins with "Councillors", whose title they share."""
    end = next((at for at in words.starts if at > start.at), len(words.text))
    return [other for other in between if start.end <= other.at < end]


def _place(start: _Start) -> int:
    return start.at


def _bare(words: Words, bounds: Sequence[int]) -> list[_Start]:
    """Return surnames alone: those that share the title of "Councillors Hill and Moor", or a role in brackets."""
    shared, found = False, []
    for at in bounds:
        text = words.text[at:]
        lone = re.match(rf"(?P<name>{WORD})(?=(?:,|;|\.?$| and\b| \())", text)
        shared = shared and not name_at(text) or bool(re.match(PLURAL, text))
        role = lone is not None and re.match(r" \([A-Z][a-z]+ ", text[lone.end() :])
        if lone and at and (shared or role) and lone["name"].lower() not in NO_NAME and not lone["name"].isupper():
            found.append(_Start(at, at + lone.end(), lone["name"]))
    return found


def _after_post(words: Words, at: int) -> _Start | None:
    """Return the name after a post: "City Clerk Fay Moss"."""
    holder = POST_NAMED.match(words.text, at)
    if holder and _is_post(holder["post"].split()[-1]) and name_at(holder["name"]) == holder["name"]:
        return _Start(at, holder.end(), holder["name"], holder["post"])
    post = POST_BEFORE.match(words.text, at)
    name = name_at(words.text[post.end() :]) if post else None
    if post is None or name is None or not _is_post(post["last"]):
        return None
    start = _Start(at, post.end() + len(name), name, post[0].strip())
    return start if len(name.split()) == 2 and re.match(r"\s*(?:[,;.]|and\b|$)", words.text[start.end :]) else None


def _is_post(word: str) -> bool:
    """Tell whether a word, or a part of it, names an office, or stands for one in capitals."""
    parts = re.findall(r"\w+", word)
    return any(part.lower() in NO_NAME or (len(part) > 2 and part.isupper()) for part in parts)


def _one_a_line(words: Words, lined: Sequence[_Start], between: Sequence[_Start]) -> bool:
    """Tell whether each name has its line, so that what stands after commas tells what they are."""
    if sum(bool(re.match(TITLE + r"\s", start.name)) for start in between) >= 2:
        return False
    return len(lined) >= 2 and len(lined) >= 0.3 * len(words.spots)


def _bounds(words: Words) -> list[tuple[int, bool]]:
    """Return where a name may begin, with whether a line begins there; never within brackets."""
    text, depth, found = words.text, 0, [(0, True)]
    lines = set(words.starts[1:])
    for at, char in enumerate(text):
        if at in lines and depth <= 0 and not JOINS.search(text[:at].rstrip()):
            found.append((at + len(text[at:]) - len(text[at:].lstrip()), True))
        depth += (char == "(") - (char == ")")
        stop = char in ",;" or (char == "." and not ABBREVIATED.search(text[max(0, at - 30) : at]))
        if depth <= 0 and stop and text[at + 1 : at + 2] == " ":
            found.append((at + 2, False))
        if depth <= 0 and char == " " and (joined := re.match(r" (?:and|&)\s+", text[at:])):
            found.append((at + joined.end(), False))
    for at, line in list(found):
        if skipped := re.match(r"(?:and|also|from|&|[-•*o])\s+", text[at:]):
            found.append((at + skipped.end(), line))
    return sorted(set(found))


def _complete(words: Words, start: _Start) -> bool:
    """Tell whether a name ends where a name may end: at a comma, a bracket, a dash, "and", or its line's end."""
    rest = words.text[start.end :]
    titled = re.match(TITLE + r"\s", start.name)
    ended = re.match(r"\s*(?:[,;.()–:]|-\s|and\b|&|for whom|$)", rest)
    return bool(titled or ended) or start.end + 1 in words.starts


def _shortened(words: Words, start: _Start) -> _Start:
    """Cut a name of three words or more before what runs on from it on its line: "Ann Hill Dover Council"."""
    titles = re.match(rf"(?:{TITLE}\s+)*", start.name)
    title = titles[0] if titles else ""
    parts = start.name[len(title) :].split()
    runs_on = re.match(r"\s+[A-Z]\w+", words.text[start.end :]) and start.end + 1 not in words.starts
    if not runs_on or len(parts) <= 2 or re.match(r"\s+and\b", words.text[start.end :]):
        return start
    keep = next((n + 1 for n, part in enumerate(parts) if n and len(part.strip(".")) > 2), len(parts))
    cut = title + " ".join(parts[:keep])
    return _Start(start.at, start.at + len(cut), cut) if start.name.startswith(cut) else start


def _wrapped(words: Words) -> bool:
    """Tell whether a list of bare names was broken over lines in the midst of names."""
    lines = [spot.text for spot in words.spots]
    bare = not re.search(r"[,;]", words.text)
    broken = sum(bool(re.search(rf"(?:^|\s)(?:{TITLE})$|\w-$", line)) for line in lines)
    return bare and broken >= 2


def _paired(words: Words) -> list[_Start]:
    """Return the people of a list broken in the midst of names: a title and a word, or two words, each."""
    found, at = [], 0
    pattern = re.compile(
        rf"(?:(?:{TITLE})\s+(?:[A-Z]\s+)?{WORD}(?=\s|$)(?:\s+{WORD}(?=\s+\())?|{WORD}\s+{WORD})(?=\s|$)"
    )
    while match := pattern.search(words.text, at):
        found.append(_Start(match.start(), match.end(), match[0]))
        at = match.end()
    return found


def _person(words: Words, start: _Start, end: int) -> Person:
    role = re.split(r"(?<=[)\w])\.\s+(?=[A-Z]\w+ \w)", words.text[start.end : end])[0]
    role = re.sub(r"(?:,?\s+and(?: also| from)?|\s+&)\s*$", "", PUBLIC.split(role)[0])
    role = re.sub(r"^[\s,;:–-]+|[\s,;.&–-]+$|(?:,?\s+and)\s*$", "", role)
    stands = STANDS_IN.search(role)
    whom = name_at((stands["whom"] or stands["other"]).strip("() ")) if stands else None
    role = start.post or role
    lone = re.fullmatch(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)\.?", role)
    name = re.sub(r"(\w)- (\w)", r"\1-\2", " ".join(start.name.split()))
    behind = 0 if start.post or not role else words.text[start.end : end].find(role) + len(role)
    cut = words.cut(start.at, start.end + behind)
    role = "" if FOR_WHOM.match(role) else role
    name = re.sub(r"^(Councillor|Cllr|Councilmember|Council Member)s\b", r"\1", name)
    return Person(cut, name.strip(), " ".join((lone[1] if lone else role).split()), whom)
