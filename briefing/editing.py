"""Change a drafted note by hand: lines left out or reworded, the head filled in."""

from collections.abc import Mapping
from dataclasses import replace

from briefing.citing import readable
from briefing.model import Briefing, Fact, Line, Section, numbered

LEFT_OUT = "Left out by hand."


def edited(note: Briefing, changes: Mapping[int, str], head: Mapping[str, str] | None = None) -> Briefing:
    """Return a note with lines changed, by their place among all its lines: "" leaves one out, words replace it.

    A reworded line keeps its citations and says that it is proved no more. `head` fills in facts by their names.
    """
    at = 0
    matters = []
    for matter in note.matters:
        sections = []
        for section in matter.sections:
            lines = [_changed(line, changes.get(at + n)) for n, line in enumerate(section.lines)]
            at += len(lines)
            sections.append(_with(section, tuple(line for line in lines if line)))
        matters.append(replace(matter, sections=tuple(sections)))
    facts = tuple(_filled(fact, (head or {}).get(fact.name, "")) for fact in note.facts)
    return numbered(replace(note, matters=tuple(matters), facts=facts))


def _changed(line: Line, words: str | None) -> Line | None:
    if words is None:
        return line
    told = readable(words)
    if not told:
        return None
    return line if told == readable(line.text) else replace(line, text=told, edited=True)


def _with(section: Section, lines: tuple[Line, ...]) -> Section:
    if lines == section.lines:
        return section
    nothing = section.nothing if lines or section.gaps or section.conflicts else LEFT_OUT
    return replace(section, lines=lines, note=section.note if lines else "", nothing=nothing)


def _filled(fact: Fact, value: str) -> Fact:
    return replace(fact, value=readable(value)) if value.strip() and not fact.citations else fact
