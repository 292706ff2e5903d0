"""Choose what is worth a line: sentences that stand by themselves, the telling rows of tables, each said once."""

import re
from collections.abc import Iterable, Sequence

from answer.proving import squeeze
from answer.standing.sentences import PLAIN, stems
from briefing.model import Heading
from briefing.papers.headings import Kind
from briefing.papers.reading import Said, chained

FIGURE = re.compile(r"(?<![\w.])[£$]?\d[\d,.]*(?:%|m\b|bn\b)?")
CHANGE = re.compile(
    r"\b(?:against|compared|ris(?:e|en|ing)|rose|fell|fall(?:s|en)?|increas\w+|decreas\w+|reduc\w+|more than|fewer|"
    r"higher|lower|behind|ahead|since|first|largest|most|highest|lowest|worse|better)\b",
    re.IGNORECASE,
)
# What cannot be read without the sentence before it.
HANGING = re.compile(
    r"(?:This|These|That|Those|They|Their|It|Its|He|She|His|Her|Such|However|But|And|Or|Also|Both|Neither|"
    r"The (?:latter|former|same)|As (?:above|such)|Therefore|Thus|Hence|In addition|Additionally|Furthermore|Moreover|"
    r"Despite this|Alternatively|Meanwhile|Similarly|Alongside (?:this|that)|Examples?|"
    r"Of (?:these|them|this)|Another|Others?)\b"
)
OWN = re.compile(
    r"(?:This|The) (?:report|paper|note|plan|document|update|briefing|framework|strategy|review|scheme)\b|"
    r"This is [^.]{3,60}\b(?:report|paper|update)\b|The purpose of (?:this|the)\b"
)
PURPOSE = re.compile(
    rf"(?:{OWN.pattern})"
    r"(?<=\w)(?: \w+){0,3} (?:aims?|sets? out|provid\w+|presents?|updates?|asks?|seeks?|proposes?|summaris\w+|"
    r"describes?|recommends?|explains?|gives?|outlines?|reviews?|considers?|makes? the case|tells?|is to|follows)\b"
)
DEICTIC = re.compile(
    r"\b(?:these|those|this) (?:shares?|figures?|numbers?|results?|changes?|points?|sums?)\b", re.IGNORECASE
)
NONE = re.compile(r"\bno (?:\w+ ){0,3}(?:financial|legal|risk|equalit\w+)\b[^.]*\bimplications?\b", re.IGNORECASE)
POINTS = re.compile(
    r"\b(?:^(?:Table|Figure|Chart) \d|see (?:table|appendix|page|section|overleaf|below)|"
    r"table \d\w* (?:shows|gives|sets|below)|as (?:follows|below)|"
    r"attached|overleaf|appended|www\.|https?:|set out (?:in|below)|appendix)\b|[:–-]$",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"(?:Please )?(?:see|also refer|refer)\b|As (?:above|below|in (?:the )?(?:appendix|section))\b", re.IGNORECASE
)
# A sentence that ends where the numbers of a list begin.
CUT = re.compile(r"[:;,)]\s\d{1,2}\.$")
CAPITAL = re.compile(r"[\"“‘'(]?(?:[A-Z£]|\d[\d,.]*%?\s)")
ASKED = re.compile(r"\b(?:is|are) (?:asked|recommended|requested|invited) to\b|^Recommend(?:ed|ation)", re.IGNORECASE)
TOTAL = re.compile(r"^(?:grand |overall |sub)?-?totals?\b|^net\b", re.IGNORECASE)
# Words by which a sentence belongs under a heading that its paper does not have.
BELONGS: dict[Heading, re.Pattern[str]] = {
    "Options": re.compile(
        r"\bOptions? [A-Z\d]\b|\b(?:alternative|preferred|other) options?\b|\boptions? (?:is|are|was|were) "
    ),
    "Finance": re.compile(
        r"£\s?\d.*\b(?:cost|budget|fund|spend|spent|grant|sav|pay|paid|pool|allocat|contribut|overspen|underspen)\w*|"
        r"\b(?:cost|budget|fund|spend|spent|grant|sav|allocat|contribut|overspen|underspen)\w*\b.*£\s?\d|"
        r"\bno (?:direct )?financial\b|\bfinancial(?: or \w+)? implications\b",
        re.IGNORECASE,
    ),
    "Legal": re.compile(
        r"\b(?:section|sections|s\.?) ?\d+[\w()]* of the\b.*\bAct\b|\bstatutory (?:dut|power|requirement)\w*|"
        r"\blegal(?:ly)? (?:implications|advice|dut|power|basis|challenge|requir)\w*|\bunder the \w[\w ]* Act \d{4}",
    ),
    "Risk and equality": re.compile(
        r"\b(?:[Tt]he |[Mm]ain |[Kk]ey |[Cc]hief |[Aa] |[Nn]o )?risks? (?:is|are|of|that|to|remain|register|in)\b|"
        r"\b[Ee]quality (?:impact|analysis|assessment|implications)\b|\bprotected characteristic|\bhealth inequalit",
    ),
    "Consultation and views": re.compile(
        r"\bconsult(?:ed|ation)\b|\bengagement (?:event|with|exercise|session)|\bsurvey(?:ed|s)?\b|\bfocus groups?\b|"
        r"\bHealthwatch\b|\b(?:residents|patients|carers|families|members of the public|stakeholders) "
        r"(?:said|told|asked|were)\b",
        re.IGNORECASE,
    ),
    "Next steps and actions": re.compile(
        r"\b(?:next steps?|will (?:be (?:brought|reported|presented|submitted|published|considered|reviewed)|"
        r"come (?:back )?to|report (?:back )?to|return to))\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
OPEN = re.compile(
    r"\b(?:(?:has|have|had) (?:not (?:yet )?been|yet to)|not yet|yet to (?:be|agree|decide)|"
    r"to be (?:confirmed|agreed|determined|decided)|to follow|too (?:soon|early) (?:to|for)|"
    r"awaited|awaiting|is not known|unknown|unclear|uncertain\b|"
    r"no (?:sum|provision|decision|date|figure)s? (?:is|are|has|have)|in nobody's|subject to|depends? (?:on|upon)|"
    r"cannot yet|does not (?:yet )?(?:show|include|say)|no agreement|remains? outstanding|being checked)\b",
    re.IGNORECASE,
)
SHORTEST, LONGEST, POINT = 6, 80, 45
LEAST_POINTS, MOST_POINTS = 3, 5
LEAST_HELD = 30


class Told:
    """What a note has said already, so that nothing is said twice."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def add(self, text: str) -> None:
        """Note words as said."""
        self._words.append(squeeze(text).lower().strip(".;,:"))

    def holds(self, text: str) -> bool:
        """Tell whether words were said, or most of what they are was."""
        plain = squeeze(text).lower().strip(".;,:")
        return any(plain in said or (said in plain and len(said) >= LEAST_HELD) for said in self._words)


def stands(one: Said) -> bool:
    """Tell whether words can be read by themselves: a whole sentence, or a row with a figure under its head."""
    if one.unit.spoken:
        return FIGURE.search(one.text) is not None and len(one.text.split()) <= LONGEST
    words = len(one.text.split())
    if not SHORTEST <= words <= LONGEST or ASKED.search(one.text):
        return False
    if one.text.count("(") != one.text.count(")") or CUT.search(one.text) or ELSEWHERE.match(one.text.lstrip("(")):
        return False
    hangs = HANGING.match(one.text) and not OWN.match(one.text) and not one.opens
    return CAPITAL.match(one.text) is not None and not hangs


def under(said: Sequence[Said], kinds: frozenset[Kind], told: Told, most: int) -> tuple[list[Said], list[Said]]:
    """Return what stands under headings of some kinds, as much as can be read at once, and what is left out of it."""
    own = [one for one in said if one.kind in kinds and not ASKED.search(one.text) and not told.holds(one.text)]
    rows = _telling(own)
    kept = [one for one in own if (one in rows if one.unit.spoken else _fits(one))]
    return kept[:most], kept[most:] + [one for one in own if one not in kept and one.unit.spoken]


def belonging(said: Sequence[Said], heading: Heading, told: Told, most: int) -> list[Said]:
    """Return sentences that belong under a heading by their words, where the paper has no such heading."""
    pattern = BELONGS.get(heading)
    if pattern is None:
        return []
    own = (one for one in said if not one.unit.spoken and stands(one) and not POINTS.search(one.text))
    fit = (one for one in own if pattern.search(one.text))
    return [one for one in fit if NONE.search(one.text) or not told.holds(one.text)][:most]


def points(said: Sequence[Said], title: str, told: Told) -> list[Said]:
    """Return three to five sentences that say most, in the order of reading: the summary's before others."""
    named = stems(title) - PLAIN
    fit = [one for one in chained(said, HANGING) if _pointed(one) and not told.holds(one.text)]
    rated = sorted(enumerate(fit), key=lambda pair: (-_worth(pair[1], named), pair[0]))
    early = [at for at, one in rated if one.kind == "summary" and _worth(one, named) >= 2]
    late = [at for at, one in rated if one.kind != "summary" and _worth(one, named) >= 2]
    room = MOST_POINTS - min(len(late), MOST_POINTS - LEAST_POINTS)
    best = early[:room]
    best += late[: MOST_POINTS - len(best)]
    if len(best) < LEAST_POINTS:
        best += [at for at, _ in rated if at not in best][: LEAST_POINTS - len(best)]
    return _once([fit[at] for at in sorted(best)])


def left_open(said: Sequence[Said], told: Told, most: int) -> list[Said]:
    """Return sentences that say what is not settled or not known."""
    fit = [one for one in said if not one.unit.spoken and stands(one) and not POINTS.search(one.text)]
    return _once([one for one in fit if OPEN.search(one.text) and not told.holds(one.text)])[:most]


def _fits(one: Said) -> bool:
    words = len(one.text.split())
    return (
        words >= 3 and not (one.text.endswith(":") or ELSEWHERE.match(one.text)) and CAPITAL.match(one.text) is not None
    )


def _telling(own: Sequence[Said]) -> list[Said]:
    """Return the rows worth saying: all of a short table, of a long one the totals, or the first where it has none."""
    tables: dict[tuple[str, str | None, str], list[Said]] = {}
    for one in own:
        if one.unit.spoken:
            tables.setdefault((one.card.id, one.unit.spoken.title, one.heading), []).append(one)
    kept: list[Said] = []
    for rows in tables.values():
        totals = [row for row in rows if row.unit.spoken and TOTAL.search(row.unit.spoken.label)]
        kept += rows if len(rows) <= 6 else totals or rows[:4]
    return kept


def _pointed(one: Said) -> bool:
    if one.unit.spoken or one.kind not in ("summary", "body", "conclusion", "background"):
        return False
    alone = not (POINTS.search(one.text) or DEICTIC.search(one.text) or " • " in one.text or one.text.startswith("("))
    return stands(one) and alone and one.unit.words <= POINT + 20


def _worth(one: Said, named: frozenset[str]) -> float:
    """Return how much a sentence says: of the matter, with figures, what has changed, and said where it counts."""
    place = {"summary": 2.5, "conclusion": 1.0, "background": -1.0}.get(one.kind, 0.0)
    figures = min(2, len(FIGURE.findall(one.text)))
    shared = len(named & stems(one.text)) / max(1, min(4, len(named)))
    long = 0.5 if one.unit.words > POINT else 0.0
    plain = 1.0 if OWN.match(one.text) else 0.0
    told = 0.5 * figures + 0.5 * bool(CHANGE.search(one.text)) + min(1.0, shared) + 0.3 * one.opens
    return place + told - long - plain


def _once(found: Iterable[Said]) -> list[Said]:
    told, kept = Told(), list[Said]()
    for one in found:
        if not told.holds(one.text):
            told.add(one.text)
            kept.append(one)
    return kept
