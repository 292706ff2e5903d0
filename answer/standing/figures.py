"""Figures in words and cells, each with its unit, and whether two of them agree as far as they go."""

import re
from dataclasses import dataclass
from decimal import Decimal

from answer.proving import NUMBERS, UNITS

SCALES = {"k": 3, "m": 6, "bn": 9}
FIGURE = re.compile(
    r"(?<![\w.,/])(?P<reference>(?:[A-Z][a-z]+|(?i:item|minute|section|paragraph|para|table|option|scheme|action|"
    r"phase|page|version|stage|tier|category|grade|level|part|no\.|priority|year|key stage)) )?"
    r"(?P<sign>[-–+−(]?)(?P<money>[£$€])?(?P<number>\d[\d,]*(?:\.\d+)*)"
    r"\s?(?P<unit>%|(?:per ?cent|percent|million|billion|thousand|bn|m|k)\b)?(?![\w/]|[.,]\d)"
    rf"|\b(?P<word>{'|'.join(word for word, value in NUMBERS.items() if value.isdigit())})\b",
)
# A value in a cell, with the letter of its rating.
VALUE = re.compile(
    r"(?P<value>[-–+−(]*[£$€]?\d[\d,]*(?:\.\d+)?\s?(?:%|m|k|bn|million)?\)?)\*{0,3}(?:\s\([A-Za-z]{1,3}\))?$"
)
ROUND_ENDS = (Decimal(100), Decimal(1000), Decimal(1000000))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is printed, `text[start:end]`; `reference` is one that only numbers something ("Table 2")."""

    text: str
    value: Decimal
    step: Decimal
    unit: str
    start: int
    end: int
    reference: bool = False


def figures(text: str) -> list[Figure]:
    """Return the figures of a text in order; `unit` is "£", "%" or "", `step` what its last digit is worth."""
    return [_figure(match) for match in FIGURE.finditer(text)]


def value_of(cell: str) -> Figure | None:
    """Return the figure that a table's cell holds, None where it holds anything else."""
    match = VALUE.fullmatch(cell.strip())
    found = figures(match["value"]) if match else []
    return found[0] if len(found) == 1 else None


def agree(first: Figure, second: Figure) -> bool:
    """Tell whether two figures may be the same one: rounded, without its sign, or in thousands."""
    ours, theirs = abs(first.value), abs(second.value)
    rounded = max(_zeros(ours, first.step), _zeros(theirs, second.step)) / 2
    if abs(ours - theirs) <= rounded or abs(ours - theirs) < max(first.step, second.step):
        return True
    less, more = sorted((ours, theirs))
    return less > 0 and any(abs(more / less / scale - 1) < Decimal("0.01") for scale in ROUND_ENDS)


def _zeros(value: Decimal, step: Decimal) -> Decimal:
    """Return how coarse a round number is: 1,500 may stand for what is nearer to it than to 1,400 or 1,600."""
    worth = step
    while value >= 100 and step >= 1 and value % (worth * 10) == 0:
        worth *= 10
    return worth


def _figure(match: re.Match[str]) -> Figure:
    if match["word"]:
        return Figure(match[0], Decimal(NUMBERS[match["word"]]), Decimal(1), "", match.start(), match.end())
    number = match["number"].replace(",", "")
    if number.count(".") > 1:  # "2.3.1" numbers a paragraph
        return Figure(match[0], Decimal(0), Decimal(1), number, match.start(), match.end(), reference=True)
    unit = UNITS[match["unit"].lower().replace(" ", "")] if match["unit"] else ""
    scale = Decimal(10) ** SCALES.get(unit, 0)
    _, _, decimals = number.partition(".")
    start = match.start("sign") if match["sign"] else match.start("money") if match["money"] else match.start("number")
    text = match.string[start : match.end()].strip("( ")
    kind = "%" if unit == "%" else "£" if match["money"] else ""
    return Figure(
        text, Decimal(number) * scale, scale / Decimal(10) ** len(decimals), kind, start, match.end(),
        reference=bool(match["reference"]) and not kind,
    )  # fmt: skip
