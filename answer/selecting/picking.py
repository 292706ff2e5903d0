"""Pick, of the units that were weighed, those that are quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.selecting.candidates import Candidate
from answer.units import Unit

# A unit beside a chosen one is a little preferred, one elsewhere in its passage a little less.
BESIDE, APART = 0.5, 0.4
# Two units say the same where they share so much of the shorter one's words, and all figures.
SAME = 0.8
WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with what was seen of it (the reader's margin first) and the log odds that it answers."""

    candidate: Candidate
    signs: tuple[float, ...]
    odds: float


def pick(found: Sequence[Weighed], most: int, room: int, further: float) -> list[Unit]:
    """Return the best unit, then the best that still fit, in the order of `found`: no more than `most`.

    `room` is counted in words; a unit may be no more than `further` in log odds behind the best. None says again what
    another says.
    """
    least = max(one.odds for one in found) - further
    chosen = list[int]()
    open_ = set(range(len(found)))
    while open_ and len(chosen) < most:
        scores = {i: found[i].odds + _preferred(i, chosen, found) for i in open_}
        best = max(open_, key=lambda i: (scores[i], -i))
        if chosen and scores[best] < least:
            break
        chosen.append(best)
        room -= _unit(found[best]).words
        told = _unit(found[best]).text
        open_ = {
            i for i in open_ - {best} if _unit(found[i]).words <= room and not says_the_same(told, _unit(found[i]).text)
        }
    return [_unit(found[i]) for i in sorted(chosen)]


def says_the_same(one: str, other: str) -> bool:
    """Tell whether two texts share nearly all words of the shorter and name the same figures."""
    mine, theirs = (frozenset(WORD.findall(text.lower())) for text in (one, other))
    figures = [{word for word in words if word[0].isdigit()} for words in (mine, theirs)]
    return figures[0] == figures[1] and len(mine & theirs) >= SAME * max(1, min(len(mine), len(theirs)))


def _unit(one: Weighed) -> Unit:
    return one.candidate.unit


def _preferred(index: int, chosen: Sequence[int], found: Sequence[Weighed]) -> float:
    passage = _unit(found[index]).passage.id
    apart = [abs(index - i) for i in chosen if _unit(found[i]).passage.id == passage]
    return BESIDE * (1 in apart) - APART * sum(distance > 1 for distance in apart)
