"""Bring together what the papers hold of a topic over time, as one matter."""

from answer.trail.model import Trail
from briefing.papers.finding import Finder, Part, Subject
from errors import NotBriefed

MOST_REPORTS = 3


def subject_of(topic: str, trail: Trail, finder: Finder) -> Subject:
    """Return a topic as a subject: the newest reports on it, newest first; raise NotBriefed where none tells of it."""
    if not trail.steps:
        raise NotBriefed(f"The papers held say nothing of “{topic}”: name it as the papers do, or name a meeting")
    parts: dict[tuple[str, str], Part] = {}
    for step in reversed(trail.steps):
        for citation in step.citations:
            place = citation.paper.id, citation.passage.item or ""
            if step.kind in ("proposed", "reported back") and not citation.passage.minute and place not in parts:
                part = finder.part(citation.paper, place[1]) if place[1] else finder.whole(citation.paper)
                if part and _reports(part):
                    parts[place] = part
    return Subject("", topic, None, "", tuple(list(parts.values())[:MOST_REPORTS]), (), ())


def _reports(part: Part) -> bool:
    """Tell whether a part is a report and no log of actions."""
    held = [passage.kind for passage in part.passages]
    return held.count("action") <= len(held) / 2
