"""A conversation as a Markdown file: questions, answers, and where each statement stands."""

import re
from collections.abc import Sequence

from answer.model import Answer, Claim
from talks.store import Exchange

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
LINE_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def as_markdown(name: str, exchanges: Sequence[Exchange]) -> str:
    """Return a conversation as Markdown; what papers say is written so that it formats nothing."""
    parts = [f"# {escaped(name)}", *(part for one in exchanges for part in _exchange(one))]
    return "\n\n".join([*parts, "Answered by Askboard from the papers held; check the pages named before use."]) + "\n"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    plain = SPECIAL.sub(r"\\\1", UNSEEN.sub("�", text))
    return LINE_MARK.sub(r"\1\\\2", plain)


def _exchange(one: Exchange) -> list[str]:
    answer = one.answer
    told = [_claim(claim) for claim in (*answer.claims, *answer.conflicts, *answer.standing)]
    if not answer.found:
        told = ["Not found in these papers."]
    note = [escaped(answer.note)] if answer.note else []
    dated = [f"As at {answer.as_at.day} {answer.as_at:%B %Y}."] if answer.as_at else []
    return [f"## {escaped(one.question)}", *told, *note, *dated, *_sources(answer)]


def _claim(claim: Claim) -> str:
    return escaped(claim.text) + "".join(f" \\[{citation.number}\\]" for citation in claim.citations)


def _sources(answer: Answer) -> list[str]:
    lines = [f"{c.number}. {escaped(c.place)}: “{escaped(' '.join(c.quote.split()))}”" for c in answer.citations]
    return ["\n".join(lines)] if lines else []
