"""What a numbered entry looks like, and which number may follow which."""

import re
from collections.abc import Collection, Sequence

# "5.a" and "5a" are one ref, "23/045" is one, "10.30" is a time of day and none.
REF = (
    r"\d{2,4}/\d{2,4}(?![/\d])|\d{1,2}\.[1-9]\d?(?![\d.]|:\d|\s?[ap]\.?m)|\d{1,2}\.?[A-Za-z](?![A-Za-z'’])|"
    r"\d{1,2}(?!\d*/\d)"
)
ENTRY = re.compile(rf"(?:(?:Agenda )?Item\s+)?(?P<ref>{REF})(?:[.):]|\s)?\s*(?P<title>(?:[^\d\s]|\d+/\d).*)?", re.I)
# Other languages' words for a page stand before "/" or alone: "(Tudalennau 3 - 8 / Pages 3 - 8)".
OTHER_PAGES = r"(?:tudalen(?:nau)?|leathana\w+|duilleag\w*)"
RANGE = re.compile(
    rf"[(\[]?\s*(?:(?:(?<=[(\[])[^\W\d]{{3,14}}|\b{OTHER_PAGES})\s*(?:\d{{1,4}}\s*(?:[-–—]\s*\d{{1,4}}\s*)?)?/\s*)?"
    rf"(?:Pages?|pp?\.|\b{OTHER_PAGES})\s*(?:Nos?\.?)?\s*:?\s*(?P<first>[A-Z]?-?\d{{1,4}})"
    r"(?:\s*(?:-|–|—|to)\s*(?P<last>[A-Z]?-?\d{1,4}))?"
    rf"(?:\s*/\s*(?:{OTHER_PAGES}|pages?)\s*\d{{1,4}}(?:\s*[-–—]\s*\d{{1,4}})?)?\s*[)\]]?",
    re.IGNORECASE,
)
IN_SENTENCE = re.compile(r"\b(?:on|at|see|in|from|of|to|and)\s*$", re.IGNORECASE)
FARTHEST = 2
"""An agenda skips so many numbers less one at most: the number between was withdrawn."""
Key = tuple[int, int]


def printed_range(text: str) -> re.Match[str] | None:
    """Return the pages printed behind a title: in brackets, or at the end and no part of a sentence ("on page 4")."""
    for match in RANGE.finditer(text):
        bracketed = match[0].lstrip()[:1] in ("(", "[")
        ends = not text[match.end() :].strip(" ;,*")
        if bracketed or (ends and not IN_SENTENCE.search(text[: match.start()])):
            return match
    return None


def tidy(ref: str) -> str:
    """Return a ref as it is compared: "05.a" as "5A", without a dot at its end."""
    plain = re.sub(r"(?<=\d)[. ]+(?=[A-Z]$)", "", ref.rstrip(".").upper())
    return plain if "/" in plain else re.sub(r"^0+(?=\d)", "", plain)


def key(ref: str) -> Key:
    """Return the number and the sub-number of a ref: (8, 1) for "8A" and "8.1"."""
    found = re.match(r"\D*(\d+)(?:[./]?(?:(\d+)|([A-Z])))?", tidy(ref))
    if found is None:
        return 0, 0
    return int(found[1]), int(found[2]) if found[2] else ord(found[3]) - ord("A") + 1 if found[3] else 0


def within(ref: str, parent: str) -> bool:
    """Tell whether a ref is another's own or that of a part of it: "8A", "8.1" and "8" are within "8"."""
    return ref == parent or bool(re.fullmatch(rf"{re.escape(parent)}(?:\.\d+|[A-Z]\d*)", ref))


def opens(last: str, ref: str, lines: Sequence[str], refs: Collection[str]) -> bool:
    """Tell whether a ref follows the last one; the first is 1, or (in a supplement) has its pages in `lines`.

    Of refs like "23/045" the first needs a next one among the `refs` of all entries.
    """
    if "/" in ref or "/" in last:
        return _follows_in_year(last, ref) if last else any(_follows_in_year(ref, other) for other in refs)
    number, sub = key(ref)
    if not last:
        return (number == 1 and sub <= 1) or RANGE.search(" ".join(lines)) is not None
    last_number, last_sub = key(last)
    if number == last_number:
        return last_sub < sub <= last_sub + (FARTHEST if "." in ref else 26)
    return last_number < number <= last_number + FARTHEST and (sub <= 1 or "." not in ref)


def _follows_in_year(last: str, ref: str) -> bool:
    """Tell whether "23/046" or "046/23" follows "23/045" or "045/23"."""
    if "/" not in last or "/" not in ref:
        return False
    (one, two), (left, right) = last.split("/"), ref.split("/")
    steps = [
        int(ours) - int(theirs) for theirs, ours, year in ((one, left, two == right), (two, right, one == left)) if year
    ]
    return any(0 < step <= FARTHEST for step in steps)
