"""Tell the heads of columns by their words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.tables.flat.values import DATE, MONTH, QUARTER, SHORT_YEARS, YEARS, Column

TAKEN = (
    (re.compile(r"\b(?:dot|direction|travel|trend)\b", re.IGNORECASE), ("arrow",)),
    (re.compile(r"\b(?:rag|rating|colour)\b", re.IGNORECASE), ("rag",)),
    (re.compile(r"\bstatus\b", re.IGNORECASE), ("rag", "figure")),
    (re.compile(r"\bunits?$", re.IGNORECASE), ("unit",)),
    (re.compile(r"\b(?:period|(?<!to )date|as at|when|updated)\b", re.IGNORECASE), ("period",)),
)
LONGEST_HEAD = 8
UNITED = r"\(?£\s?[’'‘]?0?00[0s]?s?\)?|\(?£\s?(?:m|k|million|bn)?\)?|\(?%\)?|\(?[’'‘]000s?\)?|\(No\.?\)|\(number\)"
SPAN = rf"(?:(?:{QUARTER} )?(?:{YEARS}|{SHORT_YEARS}|20\d\d)|{QUARTER}|{MONTH}[ -](?:20)?\d\d|{MONTH}|{DATE})"
TOLD = (
    r"(?:known|previous|prior|recent|current|latest|last|this|revised|original|annual|net|gross|full|planned|actual|"
    r"forecast|projected|expected|approved|proposed|national|local|england|average|provisional|reporting|quarterly|"
    r"monthly|cumulative|indicative|in-year|year[ -]end|year to date|ytd|total|base|capital|revenue|opening|closing)"
)
NAMED = (
    r"(?:targets?|actuals?|status|budgets?|forecasts?|outturn|variance|totals?|rag(?: rating| status)?|dot|"
    r"direction(?: of travel)?|trend|performance|results?|value|(?:time )?period|baseline|plan|planned|number|count|"
    r"cost|spend|expenditure|income|allocations?|change|difference|units?|quarter|score|rate|percentage|position|"
    r"possible|present|absent|attended|attendances?|apologies|ytd|year to date|full year|average|balance|movement|"
    r"funding|grant|savings?|increase|decrease|estimate|projection|date|national|england|level|amount|achieved|rank|"
    r"threshold|tolerance|benchmark|likelihood|impact|population|headcount|fte|cases|volume|price|profile|remaining)"
)
HEAD = re.compile(
    rf"(?:(?:{SPAN}\s)?(?:{TOLD}\s)*{NAMED}|{SPAN}\s{TOLD}|(?:{TOLD}\s)*(?:{NAMED}\s)?(?:(?:for|to|at|in|by)\s)?{SPAN})"
    rf"(?:\s(?:{UNITED}))?",
    re.IGNORECASE,
)
MONTH_END = re.compile(rf"(?:^|\s)(?:{MONTH}|{QUARTER})$", re.IGNORECASE)
BARE_SPAN = re.compile(SPAN, re.IGNORECASE)
YEARLY = re.compile(r"20\d\d|\d\d/\d\d")
LABEL_HEAD = re.compile(
    r"(?:[\w&’'/()-]+\s){0,5}?(?:(?:indicators?|descriptions?|measures?|metrics?|schemes?|services?|projects?|programmes?|"
    r"areas?|names?|items?|heading|directorates?|departments?|portfolio|categor(?:y|ies)|activit(?:y|ies)|organisations?|"
    r"providers?|trusts?|districts?|wards?|schools?|members?|councillors?|objectives?|outcomes?|kpis?|ref(?:erence)?|"
    r"title|details?|division|team|group|type|source|risk|fund|reserve|subject|priority|theme|"
    r"week ending|month|year|quarter|site|partner|borough|board|committee)[:.]?\s)+",
    re.IGNORECASE,
)
MOST_HEAD_LINES = 32
MOST_WORDS = 12
HEAD_WORD = re.compile(
    rf"{TOLD}|{NAMED}|{UNITED}|{SPAN}|Q[1-4]|\d\d?|(?:19|20)\d\d|of|to|for|at|in|by|end|year|quarter|qtr|travel|date|full|time|"
    r"direction|rating|[/–-]",
    re.IGNORECASE,
)
UNIT_WORD = re.compile(UNITED, re.IGNORECASE)
UNITED_HEAD = re.compile(rf"((?:(?!(?:{UNITED})(?:\s|$))\S+\s){{1,7}}(?:{UNITED}))(?:\s|$)", re.IGNORECASE)


def columns_of(words: Sequence[str]) -> dict[int, tuple[Column, ...]]:
    """Return how words can be read as heads of columns: by their number, where one way alone gives that number.

    Empty where not all words are heads, or two are the same.
    """
    ways: list[dict[int, list[tuple[str, ...]]]] = [{0: [()]}, *({} for _ in words)]
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - LONGEST_HEAD), end):
            head = " ".join(words[start:end])
            if ways[start] and _is_head(head, words[end : end + 1]):
                for count, found in ways[start].items():
                    known = ways[end].setdefault(count + 1, [])
                    known += [(*way, head) for way in found][: 2 - len(known)]
    sure = {count: found[0] for count, found in ways[-1].items() if len(found) == 1}
    return {count: tuple(map(column_of, heads)) for count, heads in sure.items() if len(set(heads)) == count}


def _is_head(words: str, after: Sequence[str]) -> bool:
    """Tell whether words are a column's head, and not torn from what follows: a month from its year, a lower word."""
    torn = after and (MONTH_END.search(words) and YEARLY.match(after[0]) or after[0][0].islower())
    return not torn and not words[0].islower() and bool(HEAD.fullmatch(words))


def united(words: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns whose heads each end with their unit, "North £000 South £000", none where one does not."""
    heads = UNITED_HEAD.findall(text := " ".join(words))
    return tuple(map(column_of, heads)) if " ".join(heads) == text else ()


def column_of(head: str) -> Column:
    """Return the column of a head, with the kinds of value that its words let it take."""
    kinds = (kinds for pattern, kinds in TAKEN if pattern.search(head))
    return Column(head, frozenset(next(kinds, ("figure",))))


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a table: the lines they stand on, the label's, and the ways to read the rest as columns.

    `table` is set once rows confirm it; `group` goes on, and `seen` are the groups and labels of the rows so far.
    """

    start: int
    end: int
    words: str
    label: str
    readings: tuple[tuple[Column, ...], ...]
    table: int | None = None
    group: str | None = None
    seen: tuple[tuple[str | None, str], ...] = ()

    def after(self, before: "Heads | None") -> "Heads":
        """Return these heads, going on with the table of the page before where they repeat its heads."""
        if before is None or before.words != self.words:
            return self
        return replace(before, start=self.start, end=self.end)


def heads_in(lines: Sequence[str]) -> Iterator[Heads]:
    """Yield what may be the heads of a table of values, in the order of the lines."""
    at = 0
    while at < len(lines):
        found = _named(lines, at) or _units(lines, at)
        if found:
            yield found
        at = found.end if found else at + 1


def _named(lines: Sequence[str], start: int) -> Heads | None:
    """Return heads that begin on a line: a label's, if any, and words that name columns, or one word for each."""
    words: list[str] = []
    ends: list[tuple[int, int]] = []
    label = 0
    for at in range(start, min(len(lines), start + MOST_HEAD_LINES)):
        words += (new := lines[at].split())
        if at == start:
            match = LABEL_HEAD.match(f"{lines[at]} ")
            label = len(match[0].split()) if match else 0
        if len(new) > MOST_WORDS or not all(map(HEAD_WORD.fullmatch, words[max(label, len(words) - len(new)) :])):
            break
        if new:
            ends.append((at + 1, len(words)))
    for end, size in reversed(ends):
        named = label or _bare_label(words[:size])
        readings = tuple(columns for count, columns in columns_of(words[named:size]).items() if count > 1)
        if readings and not "".join(lines[end : end + 2])[:1].islower():
            return Heads(start, end, " ".join(words[:size]), " ".join(words[:named]), readings)
    words = lines[start].split()
    alone = tuple(map(column_of, words[label:]))
    if label and 2 < len(alone) == len(set(alone)) and all(word[0].isupper() for word in words):
        return Heads(start, start + 1, lines[start], " ".join(words[:label]), (alone,))
    return None


def _bare_label(words: Sequence[str]) -> int:
    """Return 1 where one word stands before nothing but spans of time, and so is the label's head, else 0."""
    return int(len(words) > 2 and not BARE_SPAN.match(words[0]) and all(map(BARE_SPAN.fullmatch, words[1:])))


def _units(lines: Sequence[str], start: int) -> Heads | None:
    """Return heads that begin on a line after a gap and each end with a unit."""
    if not lines[start] or (start and lines[start - 1]):
        return None
    words: list[str] = []
    found, since = None, 0
    for at in range(start, min(len(lines), start + MOST_HEAD_LINES)):
        words += lines[at].split()
        since = 0 if UNIT_WORD.fullmatch((lines[at].split() or [""])[-1]) else since + len(lines[at].split())
        if since > LONGEST_HEAD:
            break
        match = LABEL_HEAD.match(" ".join(words))
        label = len(match[0].split()) if match else 0
        columns = united(words[label:])
        if not lines[at] and not any(map(UNIT_WORD.fullmatch, words)):
            break
        if lines[at] and len(columns) > 2:
            found = Heads(start, at + 1, " ".join(words), " ".join(words[:label]), (columns,))
    return found
