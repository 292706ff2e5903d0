"""How the screens say things: text from papers exactly as typed, dates and counts as people say them."""

import html
import re
from datetime import date

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_WOVEN = re.compile(r"(?<=[:@<>=])(?=\S)|(?<=-)(?=[->])|(?<=www)(?=\.)", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u2060"


def as_html(text: str) -> str:
    """Escape `text` for HTML; characters that turn the reading direction or cannot be seen show as �."""
    return html.escape(_UNSEEN.sub("�", text))


def as_label(text: str) -> str:
    """Escape `text` for a place that Streamlit reads as Markdown (buttons, alerts, progress).

    A backslash is not enough there: emoji codes, arrows and bare addresses are looked for after unescaping,
    so an invisible word joiner parts them.
    """
    joined = _WOVEN.sub(_JOINER, " ".join(_UNSEEN.sub("�", text).split()))
    return _PUNCTUATION.sub(r"\\\1", joined)


def long_date(day: date) -> str:
    """Write a date as "7 July 2015"."""
    return f"{day.day} {day:%B %Y}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Write "1 page", "1,200 pages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def kind_word(kind: str) -> str:
    """Name a kind of paper; "other" is no word to show anyone."""
    return "paper" if kind in ("other", "") else kind


def shortened(text: str, length: int) -> str:
    """Cut `text` after a whole word so that it has at most `length` characters, with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rsplit(" ", 1)[0] + "…"
