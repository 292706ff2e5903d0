"""Read the abbreviations that a paper itself introduces: "Better Care Fund (BCF)", or in a glossary."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import groupby

from ingest.registers.words.found import Found, found
from ingest.registers.words.names import TITLE, name_at, plain_name
from ingest.registers.words.places import Spot, Words, words_of

SHORT = r"[A-Z][A-Za-z0-9&/+.-]{1,11}"
AFTER = re.compile(
    rf"\((?:(?:the|hereafter|known as|referred to as|or|abbreviated to|hereinafter|also|"
    rf"called)\s+)*[\"'“‘]?(?P<short>{SHORT})"
    r"[\"'”’]?(?:\s+for short)?[);,]"
)
BEFORE = re.compile(rf"(?<![\w-])(?P<short>{SHORT})\s+\((?P<long>[A-Za-z][^()]{{5,90}})\)")
GLOSSED = re.compile(rf"(?P<short>{SHORT})(?:\s*[:=–-]\s*|\s+)(?P<long>[A-Z][\w ,&’'/()-]{{4,90}})$")
GLOSSARY = re.compile(r"(?:\w+ )?(?:glossary|abbreviations|acronyms|list of terms|definitions)\b.{0,40}$", re.I)
WORD = re.compile(r"[A-Za-z0-9][\w’'.]*|&")
BREAK = re.compile(r"[.;:!?()\[\]•\ufffd|\"“”]|\s[-–]\s")
SMALL = frozenset(re.findall(r"\w+", "and of the for in to a an on at with by or as from into"))
# The noun behind a name: "Escalation Levels framework (OPEL)".
NOUN = re.compile(
    r"(?<=\w)\s+(?:framework|scheme|model|programme|system|approach|process|plan|project|standard|tool)s?$"
)
PEOPLE = 3
ROMAN = re.compile(r"[IVXLC]+$")


def terms_of(spots: Sequence[Spot], people: Container[str] = frozenset()) -> Iterator[Found]:
    """Yield each abbreviation with each of its meanings, where it is first introduced; no initials of `people`."""
    seen: set[tuple[str, str, str]] = set()
    for (_, classification), run in groupby(spots, key=lambda spot: (spot.page.pdf_page, spot.page.classification)):
        found_here = list(_on_page(list(run)))
        initials = [long for short, long, words in found_here if _is_person(short, long, words)]
        listed = initials if len(initials) >= PEOPLE else []
        for short, long, words in found_here:
            if long in listed or _under_name(long, words):
                continue
            key = short.lower(), _even(long), classification
            if key not in seen and plain_name(long) not in people:
                seen.add(key)
                yield found("term", words, {"short": short, "long": long})


def _is_person(short: str, long: str, words: Words) -> bool:
    """Tell whether a line or a cell begins with what reads as a name, whose initials follow it in brackets."""
    opens = any(text.startswith(f"{long} (") for spot in words.spots for text in _lines(spot))
    return opens and name_at(long) == long and short.upper() == "".join(word[0] for word in long.split()).upper()


def _lines(spot: Spot) -> list[str]:
    """Return what stands at the head of a line, and in the cells of its row, without a title."""
    cells = spot.line.row.cells if spot.line.row else ()
    texts = [spot.text, *(cell.text.strip() for cell in cells)]
    return [re.sub(rf"^(?:(?:{TITLE}|Sister|Father|Brother)\s+)+", "", text) for text in texts]


def _under_name(long: str, words: Words) -> bool:
    """Tell whether words stand in a column of names."""
    cells = [cell for spot in words.spots if spot.line.row for cell in spot.line.row.cells]
    return name_at(long) == long and any(
        re.fullmatch(r"(?:full )?names?", cell.head.strip(), re.I) and long in cell.text for cell in cells
    )


def _on_page(spots: Sequence[Spot]) -> Iterator[tuple[str, str, Words]]:
    words = words_of(spots)
    for match in AFTER.finditer(words.text):
        before = words.text[max(0, match.start() - 130) : match.start()].rstrip()
        short = _single(match["short"])
        if _is_short(short) and (long := _before(short, before)):
            end = match.end() if words.text[match.end() - 1] == ")" else match.end("short")
            yield short, long, words.cut(words.text.rindex(long, 0, match.start()), end)
    for match in BEFORE.finditer(words.text):
        if _is_short(match["short"]) and fits(_single(match["short"]), match["long"]):
            yield _single(match["short"]), match["long"], words.cut(match.start(), match.end())
    yield from _glossed(spots)


def _glossed(spots: Sequence[Spot]) -> Iterator[tuple[str, str, Words]]:
    """Yield the lines of a glossary: an abbreviation, then what it means."""
    listed = False
    for spot in spots:
        listed = listed or bool(GLOSSARY.match(spot.text))
        row = spot.line.row
        if row and len(row.cells) == 2:
            short, long = row.cells[0].text.strip(), row.cells[1].text.strip()
        elif match := GLOSSED.match(spot.text):
            short, long = match["short"], match["long"]
            if not listed and not re.match(r"\s*[:=–-]", spot.text[len(short) :]):
                continue
        else:
            continue
        if _is_short(short) and fits(short, long):
            yield short, long, words_of([spot])


def _is_short(short: str) -> bool:
    capitals = sum(char.isupper() for char in short)
    return (
        capitals >= 2 and len(short) <= 10 and capitals * 2 >= len(re.sub(r"\W", "", short)) and not ROMAN.match(short)
    )


def _single(short: str) -> str:
    """Return an abbreviation without the s of its plural and without a full stop."""
    short = short.rstrip(".")
    return short[:-1] if short.endswith("s") and short[:-1].isupper() and len(short) > 2 else short


def _before(short: str, text: str) -> str | None:
    """Return the run of words before an abbreviation that its letters fit best, the shortest of the best."""
    text = text[max((m.end() for m in BREAK.finditer(text) if not _inner(text, m)), default=0) :]
    starts = [m.start() for m in WORD.finditer(text)]
    letters = len(re.sub(r"[^A-Za-z]", "", short))
    fitting: list[tuple[int, str]] = []
    for at in reversed(starts[-2 * letters - 4 :]):
        long = re.sub(r"[’']s?$", "", text[at:].strip())
        if text[at].lower() == short[0].lower() and long.split()[0].lower() not in SMALL and fits(short, long):
            fitting.append((misfit(short, long), long))
    if not fitting and (named := NOUN.search(text)):
        return _before(short, text[: named.start()])
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _inner(text: str, match: re.Match[str]) -> bool:
    return match[0] == "." and text[match.end() : match.end() + 1] not in ("", " ")


def fits(short: str, long: str) -> bool:
    """Tell whether the letters of an abbreviation are those of the words: their initials in order.

    Small words may give a letter or none. Letters within a word may follow its initial, and capitalised words may be
    passed over, but few: "Equality Impact Assessment" is EqIA, "Kent and Medway Partnership Trust" KMPT.
    """
    letters, words = _taken_apart(short, long)
    if len(letters) < 2 or len(words) < 2 or words[-1].lower() in SMALL or words[0][0].lower() != letters[0]:
        return False
    initials = all(word[0].isupper() or word.lower() in SMALL or word == "&" for word in words)
    cost = _cost(letters, words)
    if cost is not None and cost <= (1 if len(letters) >= 3 and initials else 0):
        return True
    spared = _spared(letters, words)
    return initials and spared is not None and len(letters) >= 4 and spared <= 3


def misfit(short: str, long: str) -> int:
    """Return how far an abbreviation that fits is from being the initials of the words."""
    letters, words = _taken_apart(short, long)
    costs = [cost for cost in (_cost(letters, words), _spared(letters, words)) if cost is not None]
    return min(costs, default=len(letters))


def _taken_apart(short: str, long: str) -> tuple[list[str], list[str]]:
    letters = [char.lower() for char in short if char.isalnum()]
    return letters, re.findall(r"[A-Za-z0-9][\w’']*|&", re.sub(r"[’']s\b", "", long))


def _cost(letters: Sequence[str], words: Sequence[str]) -> int | None:
    """Return how far letters and words are apart: words passed over and letters from within words."""
    if not letters:
        return sum(word.lower() not in SMALL and word != "&" for word in words)
    if not words:
        return None
    word = words[0].lower()
    small = word in SMALL or word == "&"
    costs = [cost + (not small) for cost in [_cost(letters, words[1:])] if cost is not None]
    taken, at = 0, 0
    while taken < len(letters) and at >= 0 and word[at : at + 1] == letters[taken]:
        taken += 1
        inner = 0 if words[0].isupper() else taken - 1
        rest = _cost(letters[taken:], words[1:])
        costs += [] if rest is None else [rest + inner]
        at = word.find(letters[taken], at + 1) if taken < len(letters) else -1
    return min(costs, default=None)


def _spared(letters: Sequence[str], words: Sequence[str]) -> int | None:
    """Return how many words are passed over where letters are initials only, the last word's among them."""
    if words[-1][0].lower() != letters[-1]:
        return None
    left, spared = list(letters), 0
    for word in words:
        if left and word[0].lower() == left[0]:
            left.pop(0)
        elif word.lower() not in SMALL and word != "&":
            spared += 1
    return spared if not left else None


def _even(long: str) -> str:
    return re.sub(r"\W+", " ", long).strip().lower().removesuffix("s")
