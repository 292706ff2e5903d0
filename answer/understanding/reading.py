"""Read a question together with the turns before it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from answer.model import Turn
from answer.understanding.model import Period, Understood
from answer.understanding.naming import names_meetings, order_in, periods_in, places_in
from answer.understanding.turns import goes_on, is_elliptic, last_said, standing_for, thread_of
from answer.understanding.wanting import wanted_of, wants_yes_or_no
from index.wording.forms import MONTHS
from index.wording.words import content_words, plain

DATED = re.compile(
    rf"\b(?:in|at|from|of|during|for)?\s*(?:the )?"
    rf"(?:{'|'.join(MONTHS)})(?: (?:19|20)\d\d)?\b(?: meeting| minutes| pack)?",
    re.IGNORECASE,
)
# A month that names a meeting and not a time of figures.
MEETING_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (?:meeting|minutes|pack|papers|board|resolution)\b")


def understand(
    question: str,
    history: Sequence[Turn] = (),
    put_right: Callable[[str], str] = str,
    named: Callable[[str], str] = str,
) -> Understood:
    """Return what a question asks for, read together with the turns before it.

    `put_right` returns a text with its slips of spelling put right, `named` words with the capitals of a name.
    """
    read = put_right(question)
    small = plain(read)
    asked = [put_right(turn.content) for turn in history if turn.role == "user"]
    follow_up = bool(asked) and goes_on(read)
    before = thread_of(asked, named) if follow_up else ""
    whole = standing_for(read, before, named) if follow_up else None
    query = whole or f"{before} {read}".strip()
    answered = last_said(history) if follow_up else ""
    subject, periods = content_words(small), periods_in(small)
    # "And in Northmarsh?" wants what the question before did.
    wanted = wanted_of(plain(query) if follow_up and is_elliptic(read) else small)
    if len(periods) > 1 and names_meetings(small):
        wanted = "comparison"
    month, year = _when(small, periods)
    places = places_in(small)
    return Understood(
        question=read, query=query, search=f"{query} {answered}".strip(), wanted=wanted, follow_up=follow_up,
        subject=tuple(subject), earlier=tuple(w for w in content_words(query) if follow_up and w not in subject),
        item=places.item, minute=places.minute, month=month, year=year, page=places.page, paragraph=places.paragraph,
        periods=periods, order=order_in(small), yes_no=wants_yes_or_no(small), read_as=read if read != question else "",
        before="" if whole else before, answered=answered,
    )  # fmt: skip


def dateless(asked: Understood) -> Understood:
    """Return a question without its month and year, for where they name the meeting and not the matter."""
    question = DATED.sub(" ", asked.question)
    words = content_words(question)
    return replace(
        asked,
        question=question,
        query=DATED.sub(" ", asked.query),
        search=DATED.sub(" ", asked.search),
        subject=tuple(words),
    )


def _when(small: str, periods: Sequence[Period]) -> tuple[int | None, int | None]:
    """Return the month and year that a question names, where it names one time only."""
    if len(periods) != 1:
        return None, None
    [period] = periods
    if period.month and not period.year and not MEETING_MONTH.search(small):
        return None, None
    return period.month, period.year
