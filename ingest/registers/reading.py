"""Read the registers of a paper.

Each entry's `text` is the paper's own words and its `fields` are, where the words tell them:

- "minute": number, title, item. "attendance": name, role, status (present, in attendance, apologies, substitute), for.
- "interest": name, interest. "action": owner, due, status, number. "next meeting": date (ISO), time, venue.
- "resolution": verb (resolved, agreed, carried, lost), effect (noted, approved), part, number, mover, seconder, and
  relation to the report's recommendation (agreed, amended, rejected, deferred, noted) where this paper holds it.
- "recommendation": part, verb (note, approve). "vote": for, against, abstained, outcome (carried, lost).
- "term": short, long. "head": from, to, date, subject, classification, purpose, author and the like.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from ingest.blocks import items_with_minutes
from ingest.model import Entry, Page, Paper
from ingest.registers.actions import actions_in_tables, actions_of, next_meetings_of
from ingest.registers.decisions import resolutions_of
from ingest.registers.meetings import Meeting, meetings_of
from ingest.registers.people import attendance_of, interests_of
from ingest.registers.reports import heads_of, recommendations_of, relation_of
from ingest.registers.terms import terms_of
from ingest.registers.votes import votes_of
from ingest.registers.words.found import Found, found
from ingest.registers.words.names import plain_name
from ingest.registers.words.places import spots_of, words_of

OF_MEETINGS = (attendance_of, interests_of, resolutions_of, votes_of, actions_of, next_meetings_of)


def entries_of(paper: Paper) -> tuple[Entry, ...]:
    """Return the entries of all registers, in the order of the paper within each."""
    titles = {item.ref: item.title for item in paper.items}
    meetings = meetings_of(paper.pages, items_with_minutes(paper.pages, titles, paper.kind == "minutes"))
    entries = [_entry(row, meeting, paper) for meeting in meetings for row in _of_meeting(meeting)]
    minuted = {spot.page.pdf_page for meeting in meetings for spot in meeting.spots}
    pages = [page for page in paper.pages if page.pdf_page not in minuted and not _is_front(page, paper)]
    entries += [_entry(row, None, paper) for row in _of_reports(pages)]
    entries += [_entry(row, None, paper) for row in actions_in_tables(spots_of(paper.pages))]
    entries = [_related(entry, entries, paper) for entry in entries]
    people = {plain_name(entry.field("name") or "") for entry in entries if entry.register == "attendance"}
    entries += [_entry(row, None, paper) for row in terms_of(spots_of(paper.pages), people)]
    return tuple(entries)


def _related(entry: Entry, entries: Sequence[Entry], paper: Paper) -> Entry:
    """Return a resolution of this paper's meeting with its relation to what the report of its item recommended."""
    if entry.register != "resolution" or entry.meeting != paper.meeting_date:
        return entry
    minutes = (other for other in entries if other.register == "minute" and other.minute == entry.minute)
    item = next((other.field("item") for other in minutes if entry.minute), None)
    asked = [other for other in entries if other.register == "recommendation" and item and other.item == item]
    relation = relation_of(entry, [other for other in asked if other.classification == entry.classification])
    return replace(entry, fields=(*entry.fields, ("relation", relation))) if relation else entry


def _is_front(page: Page, paper: Paper) -> bool:
    """Tell whether a page is of the agenda, which asks members for other things than decisions."""
    return bool(paper.items) and page.item is None and paper.kind in ("agenda pack", "supplement")


def _of_meeting(meeting: Meeting) -> Iterator[Found]:
    for heading in meeting.headings:
        words = words_of(meeting.spots[heading.first : heading.last + 1])
        fields = {"number": heading.number, "title": heading.title, "item": heading.item}
        yield found("minute", words, fields, heading.number)
    for read in OF_MEETINGS:
        yield from read(meeting)


def _of_reports(pages: Sequence[Page]) -> Iterator[Found]:
    for _, run in groupby(pages, key=lambda page: page.item):
        spots = spots_of(run)
        yield from recommendations_of(spots)
        yield from heads_of(spots)


def _met(meeting: Meeting, paper: Paper) -> tuple[str | None, date | None]:
    """Return which board met and when; what its minutes leave out, a paper that is minutes itself tells by its name."""
    if paper.kind != "minutes":
        return meeting.body, meeting.day
    named = paper.body and paper.body.lower().endswith((meeting.body or "").lower())
    return paper.body if named else meeting.body, meeting.day or paper.meeting_date


def _entry(row: Found, meeting: Meeting | None, paper: Paper) -> Entry:
    page = row.words.spots[0].page
    body, day = _met(meeting, paper) if meeting else (paper.body, paper.meeting_date)
    return Entry(
        row.register, row.fields, row.words.text, row.words.spans(), page.item, row.minute, row.paragraph, body, day,
        page.classification,
    )  # fmt: skip
