"""Tell how a vote went and who voted how: the vote that a question means, with the motion that was put."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from answer.model import Claim
from answer.quoting import Quoter, numbered
from answer.registers.reading import Recorded
from answer.registers.telling import Told
from answer.registers.votes import ENDS, Vote, Votes, stems
from answer.understanding.model import Period, Understood
from answer.understanding.naming import days_of, periods_in
from answer.understanding.readings import parts
from index.library import Library
from index.model import Scope, Viewer
from index.wording.words import content_words, plain

ASKS = re.compile(r"\bvot(?:e|es|ed|ing)\b|\babst(?:ain|ention)\w*")
# Who may vote, and how, is another question.
OTHER = re.compile(
    r"\bvoting (?:rights?|members?|arrangements|powers?)\b|\bcasting vote\b|\bvote of thanks\b|"
    r"\b(?:can|may|allowed to|entitled to|able to|right to|eligible to) vote\b|\bvoters?\b|\bby-?election\b|"
    r"\b(?:propos\w+|second\w*)\b"
)
SIDES: Mapping[str, re.Pattern[str]] = {
    "for": re.compile(r"\b(?:for|in favour|ayes?)\b", re.IGNORECASE),
    "against": re.compile(r"\b(?:against|noes|nays?)\b", re.IGNORECASE),
    "abstained": re.compile(r"\babst(?:ain|ention)\w*", re.IGNORECASE),
}
LISTED = re.compile(r"\b(?P<side>For|Against|Abstain(?:ed)?) \((?P<count>\d{1,3})\):?\s*")
TITLES = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Cllr|Councillor|Prof\w*)"
VOTER = re.compile(rf"\b(?P<name>{TITLES}\.? (?:[A-Z]\.? )?(?P<last>[A-Z][\w'’-]+))", re.IGNORECASE)
HOW = re.compile(rf"\b(?:how|did|which way|whether)\b.*\b{TITLES}\b.*\bvot", re.IGNORECASE)
WHO = re.compile(r"\b(?:who|which (?:\w+ ){0,3}?(?:members?|councillors?)|names?)\b")
# Words that say that a vote is meant, and not which.
VOCABULARY = frozenset(
    (  # noqa: SIM905 - words are read as words
        "abstain abstained abstention abstentions against amendment board cabinet carried committee council count "
        "councillor councillors exact favour final full go held item lost majority meeting member members minute "
        "month months january february march april june july august september october november december "
        "motion mr mrs ms miss dr sir number outcome passed people put recorded result taken "
        "vote voted votes voting went"
    ).split()
)
MOST = 3
# A vote told in so few words is quoted whole.
SHORT = 40
NUMBERED = re.compile(r"^\(?\d{1,3}\)\s+")
AMENDED = "amendment"
FINAL = re.compile(r"\b(?:final|substantive)\b")
# Words in what was moved weigh more than those of the debate; a vote that is meant holds half of what is asked.
MOVED, ENOUGH, ALIKE = 2.0, 0.6, 0.75


class Voting:
    """Answer questions for a vote from the register of votes."""

    def __init__(self, library: Library, quoter: Quoter) -> None:
        self._quoter, self._votes = quoter, Votes(library, quoter)

    def tell(self, asked: Understood, viewer: Viewer, scope: Scope) -> Told | None:
        """Return the vote that is meant, or None where none is asked for or it cannot be told which."""
        small = plain(asked.question)
        if not ASKS.search(small) or OTHER.search(small) or len(parts(asked.question)) > 1:
            return None
        held = [v for v in self._votes.read(viewer, scope) if asked.minute in (None, v.recorded.entry.minute)]
        times = asked.periods or (Period(),)
        meant = [_meant(asked, _clause(asked, period), period, held) for period in times]
        claims = [claim for votes in meant for vote in votes for claim in self._told(asked, vote, viewer)]
        whole = all(meant) and all(_said(asked, vote) for votes in meant for vote in votes)
        return Told(numbered(claims), "") if whole else None

    def _told(self, asked: Understood, vote: Vote, viewer: Viewer) -> Iterator[Claim]:
        one = vote.recorded
        put = self._quoter.cite(vote.put, one.card, viewer) if vote.put else []
        if put and vote.put:
            yield Claim(vote.put.text, tuple(put))
        yield Claim(f"{_where(one)}: {_said(asked, vote)}", one.citations)


def _clause(asked: Understood, period: Period) -> str:
    """Return the part of a question that names one of several times: "on the tolls in May"; else the whole."""
    if len(asked.periods) < 2:
        return asked.query
    found = [part for part in re.split(r"\band\b", asked.query) if period in periods_in(plain(part))]
    return found[0] if len(found) == 1 else asked.query


def _meant(asked: Understood, clause: str, period: Period, held: Sequence[Vote]) -> list[Vote]:
    """Return the votes of a time that hold most of what is asked, none where none holds enough or too many do."""
    days = frozenset(vote.recorded.meeting for vote in held if vote.recorded.meeting)
    within = set(days_of(period, days)) if period != Period() else days
    own = [vote for vote in held if vote.recorded.meeting in within]
    named = {re.sub(r"['’]s$", "", match["last"].lower()) for match in VOTER.finditer(asked.query)}
    if named and not HOW.search(asked.question):
        own = [vote for vote in own if named <= vote.mover]
    amended = AMENDED in plain(asked.query)
    own = [vote for vote in own if not (vote.substantive if amended else vote.ends.startswith(AMENDED))]
    if FINAL.search(plain(clause)):
        own = [vote for vote in own if vote.substantive] or own
    words = [w for w in content_words(clause) if re.sub(r"['’]s$", "", w) not in VOCABULARY | named]
    wanted = [stem for stem in dict.fromkeys(stems(" ".join(words))) if len(stem) > 1 and not stem[0].isdigit()]
    if not wanted:
        narrowed = asked.minute or named or FINAL.search(plain(clause))
        return own if len(own) == 1 or (narrowed and len(own) <= MOST) else []
    return _best(own, wanted, held)


def _best(own: Sequence[Vote], wanted: Sequence[str], held: Sequence[Vote]) -> list[Vote]:
    """Return the votes that hold the most of what is wanted, the rarer the more; a word of none tells against all."""
    rare = {stem: math.log(1 + len(held) / max(0.5, sum(stem in vote.before for vote in held))) for stem in wanted}
    scores = [sum(rare[s] * (MOVED if s in vote.moved else 1.0) for s in wanted if s in vote.before) for vote in own]
    best = max(scores, default=0.0)
    if best < ENOUGH * sum(rare.values()):
        return []
    found = [vote for vote, score in zip(own, scores, strict=True) if score >= ALIKE * best]
    return found if len(found) <= MOST else []


def _said(asked: Understood, vote: Vote) -> str:
    """Return what answers: who voted so, how someone voted, or the count; "" where the minutes do not say it."""
    one = vote.recorded
    if WHO.search(plain(asked.question)) or HOW.search(asked.question):
        return _who(asked, one)
    quoted = len(one.entry.text.split()) <= SHORT and not _listed(one.entry.text)
    return NUMBERED.sub("", one.entry.text) if quoted else _tally(one, vote.ends)


def _tally(one: Recorded, ends: str) -> str:
    """Return the count: "57 for, 0 against, 2 abstained; motion carried"."""
    counts = [(one.entry.field(side), side) for side in SIDES]
    told = ", ".join(f"{count} {side}" for count, side in counts if count is not None)
    outcome = ends or one.entry.field("outcome") or ""
    return "; ".join(part for part in (told, outcome) if part) + "." if told else one.entry.text


def _who(asked: Understood, one: Recorded) -> str:
    """Return who voted as is asked, or how someone did; "" where neither is asked or the names are not listed."""
    listed = _listed(one.entry.text)
    if HOW.search(asked.question):
        voter = VOTER.search(asked.question)
        sides = [s for s, names in listed.items() if voter and re.search(rf"\b{voter['last']}\b", names, re.IGNORECASE)]
        if voter and len(sides) == 1:
            name = re.search(rf"{TITLES}\.? (?:[A-Z] )*{voter['last']}\b", listed[sides[0]], re.IGNORECASE)
            return f"{name[0] if name else voter['name']} is listed under “{sides[0].capitalize()}”."
    if WHO.search(plain(asked.question)):
        wanted = [side for side, pattern in SIDES.items() if side != "for" and pattern.search(asked.question)] or [
            "for"
        ]
        told = [f"{side} ({one.entry.field(side)}): {listed[side]}" for side in wanted if listed.get(side)]
        return "; ".join(told) + "." if told else ""
    return ""


def _listed(text: str) -> dict[str, str]:
    """Return the names under each side of a vote that lists them."""
    heads = [*LISTED.finditer(text)]
    if not heads:
        return {}
    ends = [head.start() for head in heads[1:]] + [found.start() if (found := ENDS.search(text)) else len(text)]
    sides = {"For": "for", "Against": "against"}
    return {
        sides.get(head["side"], "abstained"): text[head.end() : end].strip(" ,.;")
        for head, end in zip(heads, ends, strict=True)
    }


def _where(one: Recorded) -> str:
    day = f"{one.meeting.day} {one.meeting:%B %Y}" if one.meeting else ""
    minute = f"Minute {one.entry.minute}" if one.entry.minute else "Vote"
    return ", ".join(part for part in (minute, day) if part)
