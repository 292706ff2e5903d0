"""Which words of the passages that a sentence names prove it; none where they do not."""

import re
from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence

from answer.proving import decides, supported
from answer.quoting import merged
from answer.units import Unit, column_heads, units
from index.model import Hit, PaperCard

SIGN = re.compile(r"\d+(?:[.,]\d+)*|\w{3,}")
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_]{3,}")
# "24 September 2025", "19 and 24 September", "September 2025".
DATE = re.compile(
    rf"(?P<days>(?:\b\d{{1,2}}(?:st|nd|rd|th)?(?:, | and | or | to | ?[-–/] ?| ))*)"
    rf"\b(?P<month>{'|'.join(month_name[1:])})\b(?:,? (?P<year>\d{{4}}))?"
)
# "The", where a reply was cut off, would be proved by any words at all.
LEAST_WORDS = 2
MEETING_DAY = r"^(?:On|In|At)(?: (?:the|its))?(?: meeting (?:of|on|in))? (?:{day} )?{month} {year}(?: meeting)?,? "
# Words that are meant for a model and not for members: they say nothing about the matter.
ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,60}\b(?:above|instructions?|prompts?|rules|everything)\b"
    r"|\b(?:you are|act as|pretend to be) (?:now )?an? (?:\w+ )?(?:assistant|AI|language model|chatbot)\b"
    r"|\bsystem prompt\b",
    re.IGNORECASE,
)


def proof(text: str, cited: Sequence[Hit], cards: Mapping[str, PaperCard]) -> list[Unit]:
    """Return the quotes of each passage that proves a sentence alone, else of all that prove it together."""
    if not FIGURE.search(text) and len(WORD.findall(text)) < LEAST_WORDS:
        return []
    runs = [(_nearest(text, hit), cards[hit.passage.paper_id]) for hit in cited]
    alone = [quote for quotes, card in runs if _proves(text, quotes, [card]) for quote in quotes]
    together = [quote for quotes, _ in runs for quote in quotes]
    if alone or not _proves(text, together, [card for _, card in runs]):
        return alone
    return together


def _proves(text: str, quotes: Sequence[Unit], cards: Sequence[PaperCard]) -> bool:
    evidence = [quote.said or quote.text for quote in quotes]
    context = [part for card in cards for part in (card.title, card.body or "")]
    context += [quote.passage.section or "" for quote in quotes]
    context += [quote.spoken.title or "" for quote in quotes if quote.spoken]
    told = _undated(text, cards) if decides(" ".join(evidence)) else text
    rows = [quote.said for quote in quotes if quote.spoken]
    return (
        bool(quotes)
        and supported(told, evidence, " ".join(context))
        and _dates_stand(told, " ".join(evidence))
        and all(_columns_stand(text, row) for row in rows)
    )


def _dates_stand(text: str, evidence: str) -> bool:
    """Tell whether each date stands in the evidence as a whole, not its day here and its year there."""
    known = [*_dates(evidence)]
    return all(
        any(month == other and days <= theirs and (year == its or not (year and its)) for other, theirs, its in known)
        for month, days, year in _dates(text)
        if days or year
    )


def _dates(text: str) -> Iterator[tuple[str, set[str], str]]:
    """Yield the months of a text with their days and their year, "" where it has none."""
    for match in DATE.finditer(text):
        yield match["month"], set(re.findall(r"\d+", match["days"])), match["year"] or ""


def _columns_stand(text: str, row: str) -> bool:
    """Tell whether no figure of a row ("Scheme 2: Budget £3m; Spent £2m") is told under the head of another column."""
    cells = [(_words(cell), set(FIGURE.findall(cell))) for cell in re.split(r"[:;] ", row)]
    told, words = set(FIGURE.findall(text)), _words(text)
    for heads, figures in cells:
        alone = told & figures - {figure for _, others in cells if others is not figures for figure in others}
        named = [other for other, held in cells if other and other <= words and held and not held & told]
        if alone and heads and not heads & words and named:
            return False
    return True


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _nearest(sentence: str, hit: Hit) -> list[Unit]:
    """Return the one or two neighbouring units of a passage that share most with a sentence, rows with their heads."""
    found = [unit for unit in units(hit.passage) if not ORDER.search(unit.text)]
    runs = [[unit] for unit in found] + [[a, b] for a, b in zip(found, found[1:], strict=False)]
    best = max(runs, key=lambda run: (_shared(sentence, run), -len(run)), default=[])
    heads = [head for unit in best if unit.row and (head := column_heads(unit)) and head not in best]
    return merged([*dict.fromkeys(heads), *best])


def _shared(sentence: str, run: Sequence[Unit]) -> int:
    """Count the words that a sentence and units share, figures twice."""
    shared = set(SIGN.findall(sentence.lower())) & set(SIGN.findall(" ".join(unit.text for unit in run).lower()))
    return sum(2 if sign[0].isdigit() else 1 for sign in shared)


def _undated(text: str, cards: Sequence[PaperCard]) -> str:
    """Leave out "On 18 June 2025," where the minutes that prove a sentence are those of that day."""
    for card in cards:
        day = card.meeting_date
        if day and card.kind == "minutes":
            text = re.sub(MEETING_DAY.format(day=day.day, month=f"{day:%B}", year=day.year), "", text)
    return text
