"""Prove that words stand on the page they are said to stand on, and that a claim says no more than they do."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from index.wording.forms import MONTHS
from index.wording.words import STOPWORDS
from ingest.model import Box, Page

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
QUOTES = {ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"', 0xAD: None}
INSIDE = (r"\w$", r"\w"), (r"\d[.,]$", r"\d"), (r"\d$", r"[.,]\d")
UNITS = {"%": "%", "percent": "%", "million": "m", "m": "m", "billion": "bn", "bn": "bn", "thousand": "k", "k": "k"}
SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
ROUND = ("half", "twice", "double", "doubled", "dozen", "hundred", "thirty", "forty", "fifty", "sixty")
NUMBERS = {word: str(n) for n, word in enumerate(SMALL, start=1)} | {word: word for word in ROUND}
# "1 April" and "(1)" do not say that there is one of anything.
NO_COUNT = re.compile(r"\(\d{1,2}\)|\b\d{1,2}(?= [A-Z][a-z]{2})")
FIGURE = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)\s?(?P<unit>%|(?:per ?cent|million|billion|thousand|bn|m|k)\b)?"
    rf"|\b(?P<word>{'|'.join(NUMBERS)})\b",
    re.IGNORECASE,
)
NAME = re.compile(r"\b[A-Z]\w*(?:['-]\w+)*")
DOUBLE = STOPWORDS | {"march"}
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "cllr", "councillor"})
OPENERS = STOPWORDS | {"additionally", "although", "despite", "furthermore", "however", "members", "overall", "since"}
WORD = re.compile(r"\w+(?:['-]\w+)*")
START = re.compile(r"(?:^|[.!?:])[\s\"'(-]*$")
NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|without|none|cannot|\w+n't)\b", re.IGNORECASE)
TOLD = re.compile(
    r"(?P<open>\b(?:be|the|an?) )?\b(?P<verb>resolved|agreed|decided|approved|endorsed|deferred|rejected|refused|"
    r"adopted|noted|confirmed|carried(?! (?:forward|out|over)))\b",
    re.IGNORECASE,
)
ANY_DECISION = frozenset({"resolved", "agreed", "decided"})
# Minutes seldom say who resolved.
DECIDERS = "Board Committee Members"
NO_NAMES = OPENERS | TITLES | frozenset(NUMBERS) | frozenset(MONTHS) | frozenset(DECIDERS.lower().split())
RECOMMENDED = re.compile(r"\b(?:recommend\w*|(?:asked|invited|requested) to|propos\w+)\b", re.IGNORECASE)
FROM_TO = re.compile(r"\bfrom (?P<first>\S*\d\S*) to (?P<second>\S*\d[^\s,;]*)")
# What a reader could follow or take for a place: it has to stand in the quote as it is.
FOREIGN = re.compile(
    r"(?:https?:|www\.|javascript:)\S*|!?\[[^\]]*\]\S*|<\w[^>]*>?|\b(?:pages?|pp?\.)\s?\d\S*", re.IGNORECASE
)
LEAST_SHARED = 0.5
STEM, FIRST_STEM = 5, 4


def squeeze(text: str) -> str:
    """Return a text without spaces, with one form of dash, quotation mark and letter: how quotes are compared."""
    return re.sub(r"\s+", "", _plain(text))


def lines_of(quote: str, page: Page, near: range = range(0)) -> range | None:
    """Return which lines of a page a quote stands on, or None where it does not stand there word for word.

    A quote that stands there twice is the one within the lines `near`, else the first.
    """
    words = [(squeeze(word), number) for number, line in enumerate(page.lines) for word in line.text.split()]
    whole, wanted = "".join(word for word, _ in words), squeeze(quote)
    ends = list(accumulate(len(word) for word, _ in words))
    found: list[range] = []
    for start in _places(wanted, whole, frozenset(ends)):
        first, last = bisect_right(ends, start), bisect_left(ends, start + len(wanted))
        found.append(range(words[first][1], words[last][1] + 1))
    return next((lines for lines in found if lines[0] in near and lines[-1] in near), found[0] if found else None)


def boxes_of(lines: range, page: Page) -> tuple[Box, ...]:
    """Return where those lines stand on the page; a line that could not be placed has no box."""
    return tuple(box for i in lines if (box := page.lines[i].box) is not None)


def supported(claim: str, quotes: Sequence[str], context: str = "") -> bool:
    """Tell whether a claim says no more than its quotes: figures, names, negation, decisions, most of its words.

    Names and words may also come from the `context`: headings that the quotes stand under, the body's name.
    """
    told, evidence = _plain(claim), _plain(" ".join(quotes))
    of_the_board = DECIDERS if TOLD.search(told) or RECOMMENDED.search(told) else ""
    known = f"{evidence} {_plain(context)} {of_the_board}"
    return (
        _figures_stand(told, evidence)
        and _figures_stay_in_place(told, evidence)
        and _names_stand(told, known)
        and bool(NEGATION.search(told)) == bool(NEGATION.search(evidence))
        and _decisions_stand(told, evidence)
        and all(squeeze(found[0]) in squeeze(evidence) for found in FOREIGN.finditer(told))
        and _shares_words(told, known)
    )


def decides(text: str) -> bool:
    """Tell whether a text tells of a decision that was taken."""
    return any(not match["open"] for match in TOLD.finditer(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).translate(QUOTES)


def _places(wanted: str, whole: str, edges: frozenset[int]) -> Iterator[int]:
    """Yield where squeezed words stand in a squeezed page; "30.5" does not stand in "130.5"."""
    start = whole.find(wanted) if wanted else -1
    while start >= 0:
        if all(at in edges or not _inside(whole, at) for at in (start, start + len(wanted))):
            yield start
        start = whole.find(wanted, start + 1)


def _inside(whole: str, at: int) -> bool:
    before, behind = whole[max(0, at - 2) : at], whole[at : at + 2]
    return any(re.search(left, before) and re.match(right, behind) for left, right in INSIDE)


def _figures(text: str) -> list[tuple[str, str]]:
    """Return the figures of a text in order, each with its unit, written one way: ("1186", ""), ("3", "m")."""
    return [(_value(match), _unit(match)) for match in FIGURE.finditer(text)]


def _value(match: re.Match[str]) -> str:
    return NUMBERS[match["word"].lower()] if match["word"] else re.sub(r",(?=\d{3}\b)", "", match["number"])


def _unit(match: re.Match[str]) -> str:
    return UNITS[match["unit"].lower().replace(" ", "")] if match["unit"] else ""


def _figures_stand(told: str, evidence: str) -> bool:
    """Tell whether each figure stands in the evidence, with no other unit than there."""
    known = _figures(evidence)
    counted = {value for value, _ in _figures(NO_COUNT.sub("", evidence))}
    if any(_value(match) not in counted for match in FIGURE.finditer(told) if match["word"]):
        return False
    return all(
        any(value == other and (unit == theirs or not unit or not theirs) for other, theirs in known)
        for value, unit in _figures(told)
    )


def _figures_stay_in_place(told: str, evidence: str) -> bool:
    """Tell whether figures were not exchanged: "from 64 to 92", "Northmarsh 301 and Southcombe 246"."""
    for pair in FROM_TO.finditer(told):
        if re.search(rf"\bfrom {re.escape(pair['second'].rstrip('.'))} to {re.escape(pair['first'])}", evidence):
            return False
    signs = [next(run) for _, run in groupby(_signs(told), key=lambda sign: sign[1])]
    if len(signs) % 2 or len(signs) < 4:
        return True
    places = {sign: at for at, (sign, _) in enumerate(_signs(evidence))}
    known = [sign for sign, _ in _signs(evidence)]
    if any(known.count(sign) != 1 for sign, _ in signs):
        return True
    order = [places[sign] for sign, _ in signs]
    pairs = [*zip(order[::2], order[1::2], strict=True)]
    return all((a < c) == (b < d) for (a, b), (c, d) in zip(pairs, pairs[1:], strict=False))


def _signs(text: str) -> list[tuple[str, bool]]:
    """Return the names and figures of a text in order, each with whether it is a figure."""
    names = [match for match in NAME.finditer(text) if match[0].lower() not in NO_NAMES]
    found = [(match.start(), match[0].lower(), False) for match in names]
    found += [(match.start(), _value(match), True) for match in FIGURE.finditer(text) if match["number"]]
    return [(sign, figure) for _, sign, figure in sorted(found)]


def _names_stand(told: str, known: str) -> bool:
    """Tell whether each name is known; the first word, which may be none, has to begin as a known word does."""
    spelled = {part for word in WORD.findall(known) for part in (word, *re.split(r"['-]", word))}
    words = {word.lower() for word in spelled}
    initials = "".join(name[0] for name in NAME.findall(known))
    for match in NAME.finditer(told):
        written, opens = match[0].removesuffix("'s"), START.search(told[: match.start()])
        name = written.lower()
        if opens and (name in OPENERS or name in NUMBERS or any(w.startswith(name[:FIRST_STEM]) for w in words)):
            continue
        # "may" and "march" are also words: they do not make a month known.
        if written in spelled if name in DOUBLE else {name, f"{name}s", name.removesuffix("s")} & words:
            continue
        if name not in TITLES and not (written.isupper() and len(name) > 1 and written in initials):
            return False
    return True


def _decisions_stand(told: str, evidence: str) -> bool:
    """Tell whether a decision is told only where one was taken, and as the one it was."""
    suggests = RECOMMENDED.search(told) is not None
    verbs = {m["verb"].lower() for m in TOLD.finditer(told) if not (m["open"] and suggests)}
    if not verbs:
        return True
    if verbs & ANY_DECISION or RECOMMENDED.search(evidence):
        return decides(evidence) and _same(verbs, evidence)
    return _same(verbs, evidence)


def _same(verbs: set[str], evidence: str) -> bool:
    return verbs - ANY_DECISION <= {m["verb"].lower() for m in TOLD.finditer(evidence)}


def _shares_words(told: str, known: str) -> bool:
    stems = {word[:STEM] for word in WORD.findall(known.lower())}
    words = {w for w in WORD.findall(NAME.sub("", told)) if w not in STOPWORDS and not w[0].isdigit()}
    return not words or sum(w[:STEM] in stems for w in words) >= LEAST_SHARED * len(words)
