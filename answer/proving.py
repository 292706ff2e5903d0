"""Prove that words stand on the page they are said to stand on, and that a claim says no more than they do."""

import re
import unicodedata
from collections.abc import Sequence

from ingest.model import Box, Page

DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
QUOTES = {ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"', 0xAD: None}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)*\b")
WORD = re.compile(r"[a-z]{3,}")
NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|without|none|cannot|\w+n't)\b", re.IGNORECASE)
DECIDED = re.compile(r"\b(?:resolved|agreed|approved|decided|endorsed|deferred|rejected|carried)\b", re.IGNORECASE)
LEAST_SHARED = 0.5


def squeeze(text: str) -> str:
    """Return a text without spaces, with one form of dash, quotation mark and letter: how quotes are compared."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).translate(QUOTES)
    return re.sub(r"\s+", "", plain)


def lines_of(quote: str, page: Page) -> range | None:
    """Return which lines of a page a quote stands on, or None where it does not stand there word for word."""
    squeezed = [squeeze(line.text) for line in page.lines]
    wanted, whole = squeeze(quote), "".join(squeezed)
    start = whole.find(wanted) if wanted else -1
    if start < 0:
        return None
    ends, total = [], 0
    for text in squeezed:
        total += len(text)
        ends.append(total)
    first = next(i for i, end in enumerate(ends) if end > start)
    last = next(i for i, end in enumerate(ends) if end >= start + len(wanted))
    return range(first, last + 1)


def boxes_of(lines: range, page: Page) -> tuple[Box, ...]:
    """Return where those lines stand on the page; a line that could not be placed has no box."""
    return tuple(box for i in lines if (box := page.lines[i].box) is not None)


def supported(claim: str, quotes: Sequence[str]) -> bool:
    """Tell whether a claim says no more than its quotes: figures, names, negation, decisions, most of its words."""
    evidence = " ".join(quotes)
    plain_claim, plain_evidence = claim.translate(QUOTES), evidence.translate(QUOTES)
    if not set(NUMBER.findall(plain_claim)) <= set(NUMBER.findall(plain_evidence)):
        return False
    known = plain_evidence.lower()
    if any(name.lower() not in known for name in NAME.findall(plain_claim)):
        return False
    if bool(NEGATION.search(plain_claim)) != bool(NEGATION.search(plain_evidence)):
        return False
    if DECIDED.search(plain_claim) and not DECIDED.search(plain_evidence):
        return False
    words, stems = set(WORD.findall(plain_claim.lower())), {w[:5] for w in WORD.findall(known)}
    return not words or sum(w[:5] in stems for w in words) >= LEAST_SHARED * len(words)
