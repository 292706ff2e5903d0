"""Write a note as Markdown: words from papers are data, and mean nothing to who draws it."""

import re

from briefing.export.layout import FOOT, HEADS, READING, SOURCES, clean, heading, numbers, source, told
from briefing.model import Briefing

MEANT = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&:=@^\"'])")
# Between figures and words these mean nothing, and read better bare.
PLAIN = re.compile(
    r"(?<=\w)\\([.\-'])(?=\w)|(?<=[A-Za-z)%])\\([.:,'])(?=\s|$)|\\([()])(?=[\w\s£.,;:]|$)|(?<=\s)\\(&)(?=\s)"
)
ADDRESS = re.compile(r"(?i)(?:https?|ftp|mailto|javascript|data|vbscript):|www\.|\S@\S")


def as_markdown(note: Briefing) -> bytes:
    """Return a note as Markdown, UTF-8."""
    facts = [_fact(fact.name, fact.value, numbers(fact.citations)) for fact in note.facts]
    parts = [f"# {escaped(note.title)}", "\n".join(facts)]
    parts.append(f"*{READING}*")
    for matter in note.matters:
        parts.append(f"## {escaped(heading(matter))}")
        for section in matter.sections:
            parts.append(f"### {section.heading}")
            parts += [f"*{escaped(said)}*" for said in (section.note, section.nothing) if said]
            lines = [_line(*said) for said in told(section)]
            parts += ["\n".join(lines)] if lines else []
    parts += [f"## {SOURCES}", _table(note), FOOT]
    return ("\n\n".join(parts) + "\n").encode()


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is; an address in it is no link."""
    plain = clean(text)
    if ADDRESS.search(plain):
        return MEANT.sub(r"\\\1", plain)
    return PLAIN.sub(lambda match: next(filter(None, match.groups())), MEANT.sub(r"\\\1", plain))


def _fact(name: str, value: str, cited: str) -> str:
    return f"**{name}:** {escaped(value)}{f' {_cited(cited)}' if cited else ''}  "


def _line(label: str, words: str, cited: str) -> str:
    before = f"**{escaped(label)}** " if label else ""
    return f"- {before}{escaped(words)}{f' {_cited(cited)}' if cited else ''}"


def _cited(cited: str) -> str:
    return escaped(cited)


def _table(note: Briefing) -> str:
    rows = [HEADS, tuple("---" for _ in HEADS)]
    rows += [tuple(map(escaped, source(citation))) for citation in note.sources]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
