"""Find what belongs together on pages: headings, numbered paragraphs, minutes, bullets, rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.model import Line, Page, PassageKind
from ingest.registers.meetings import OVER, Meeting, meetings_of
from ingest.registers.words.headings import Heading
from ingest.tables.spoken import label, sentence

Place = tuple[int, int]
HEADING_WORDS = 14
LONGEST_HEADING = 160
PAGE_TOP = 4
CHAPTER = re.compile(r"(?:Appendix|Annex|Schedule|APPENDIX|ANNEX|SCHEDULE)\s+\w{1,4}\b")
PARAGRAPH = re.compile(r"(?P<number>\d{1,2}(?:\.[1-9]\d?){1,3})\.?(?:\s+(?![ap]\.?m\b|%)\S.*)?$")
LETTERED = re.compile(r"(?P<number>\(\d{1,2}\)|\([a-z]{1,3}\)|\d{1,2}\)|[a-z]\))\s+\S")
BULLET = re.compile(r"[•●▪■♦❖➢*\uf0b7\uf0a7\x7f\ufffdo–-]\s+\S")
NUMBERED_HEADING = re.compile(r"(?:\d{1,2}[.)]?|[A-Z][.)]|[ivx]{1,4}[.)])\s+[A-Z][^.;]{2,90}$")
NAMED_HEADING = re.compile(
    r"(?:(?:Appendix|Annex|Schedule|Part|Section|Scheme|Outcome|Objective)\s+[A-Z0-9][\w.]*\b.{0,80}|"
    r"(?:Executive )?Summary|Recommendations?|Background(?: Documents)?|Conclusions?|Introduction|"
    r"Contact [Dd]etails|(?:Financial|Legal|Risk|Equality) [Ii]mplications|Next [Ss]teps)\s*:?$"
)
RESOLVED = re.compile(
    r"(?:\(\w{1,2}\)\s*|\d+\.\s*)?"
    r"(?:RESOLVED|Resolved|IT WAS RESOLVED|DECISIONS?\b|Decisions?:|AGREED\b|The Board agreed)"
)
ASKED = re.compile(r"\b(?:is|are) (?:asked|recommended|requested|invited) to\b|^Recommendations?\b", re.IGNORECASE)
ATTENDANCE = re.compile(r"(?:PRESENT|Present|IN ATTENDANCE|In attendance|APOLOGIES|Apologies|Attendees|Attending)\b")
ACTION = re.compile(r"(?:ACTION|Action)s?\b\s*(?:\d|:|for|-|–)")
CONTACT = re.compile(r"\S+@\S+\.\w+|\b(?:Tel|Telephone|Contact)\b.*\d{4,}|\b0\d{3,4}\s?\d{5,7}\b")
FIGURE = re.compile(r"[£$(]?-?\d[\d,.]*(?:%|m|k|bn)?\)?\*{0,3}$")
MINUTES_TITLE = re.compile(r"\bminutes\b|\brecord of (?:the )?(?:previous )?meeting\b", re.IGNORECASE)
NOT_MINUTES = re.compile(r"\bmatters arising\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?:;]['\"’”)]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words on one line of one page."""

    pdf_page: int
    line: int
    text: str


@dataclass(slots=True)
class Block:
    """Lines that belong together and what stands over them."""

    pieces: list[Piece]
    kind: PassageKind
    item: str | None
    section: str | None
    paragraph: str | None
    minute: str | None
    heading: bool = False
    said: str | None = None
    title: str | None = None
    label: str = ""
    met: Meeting | None = None

    @property
    def words(self) -> int:
        return sum(len(piece.text.split()) for piece in self.pieces)


@dataclass(slots=True)
class _State:
    """Where reading has come to."""

    item: str | None = None
    section: str | None = None
    paragraph: str | None = None
    minute: str | None = None
    in_minutes: bool = False
    over: bool = False
    meetings: Mapping[Place, Meeting] = field(default_factory=dict)
    minutes: Mapping[Place, Heading] = field(default_factory=dict)
    met: Meeting | None = None
    chapter: str | None = None
    kind: PassageKind = "paragraph"
    gap: bool = True
    blocks: list[Block] = field(default_factory=list)


def is_minutes(title: str) -> bool:
    """Tell whether an item or paper of this title holds minutes."""
    return bool(MINUTES_TITLE.search(title)) and not NOT_MINUTES.search(title)


def find_blocks(pages: Sequence[Page], minutes_items: frozenset[str | None]) -> list[Block]:
    """Return the blocks of all pages in order; `minutes_items` are the items whose pages hold minutes."""
    found = meetings_of(pages, minutes_items)
    minuted = {spot.page.pdf_page for meeting in found for spot in meeting.spots}
    state = _State(meetings={_place(meeting, 0): meeting for meeting in found if meeting.spots}, minutes=_headed(found))
    for page in pages:
        if page.item != state.item or not state.blocks:
            state.item, state.kind, state.gap = page.item, "paragraph", True
            _start_anew(state)
        if page.minute:
            _start_anew(state)
            state.minute = page.minute
        state.in_minutes = page.pdf_page in minuted
        for index, line in enumerate(page.lines):
            if line.text:
                _take(state, page, index)
            state.gap = not line.text
        state.gap = False
    return state.blocks


def _place(meeting: Meeting, at: int) -> Place:
    return meeting.spots[at].page.pdf_page, meeting.spots[at].index


def _headed(meetings: Sequence[Meeting]) -> dict[Place, Heading]:
    """Return the headings of all minutes by the places of their lines."""
    return {
        _place(meeting, at): heading
        for meeting in meetings
        for heading in meeting.headings
        for at in range(heading.first, heading.last + 1)
    }


def _start_anew(state: _State) -> None:
    state.met = state.chapter = state.section = state.paragraph = state.minute = None
    state.over = False


def _take(state: _State, page: Page, index: int) -> None:
    """Put a line where it belongs: onto the last block, or at the head of a new one."""
    line = page.lines[index]
    piece = Piece(page.pdf_page, index, line.text)
    place = page.pdf_page, index
    full_before = sum(bool(earlier.text) for earlier in page.lines[:index])
    if (meeting := state.meetings.get(place)) or (state.in_minutes and state.over and state.gap):
        _start_anew(state)
        state.met, state.chapter = meeting, meeting.body if meeting else None
    state.over = state.over or (state.in_minutes and bool(OVER.search(line.text)))
    if heading := state.minutes.get(place):
        _head_minute(state, piece, heading)
    elif line.row:
        _open(state, piece)
        last = state.blocks[-1]
        last.kind, last.said = "table", sentence(line.row)
        last.title, last.label = line.row.title, label(line.row)
    elif _is_heading(line, state.gap or index == 0, page.lines[index + 1 : index + 2]):
        _head(state, line, at_top=full_before < PAGE_TOP)
        _open(state, piece, heading=True)
    elif number := _number(line.text):
        state.paragraph = _within(state.paragraph, number)
        _open(state, piece)
    elif line.listed or BULLET.match(line.text) or _breaks(state, line):
        _open(state, piece)
    else:
        state.blocks[-1].pieces.append(piece)
        _mark_table(state.blocks[-1])


def _head_minute(state: _State, piece: Piece, heading: Heading) -> None:
    """Open a minute at the first line of its heading; the lines after it go with it."""
    last = state.blocks[-1] if state.blocks else None
    if last and last.heading and (state.minute, state.section) == (heading.number, heading.title):
        last.pieces.append(piece)
        return
    state.minute, state.paragraph, state.section, state.kind = heading.number, None, heading.title, "paragraph"
    _open(state, piece, heading=True)


def _head(state: _State, line: Line, at_top: bool) -> None:
    """Note a heading: a chapter or the name of the board that meets, a minute's second line, or a section."""
    text, last = line.text, state.blocks[-1] if state.blocks else None
    state.kind, state.paragraph = "paragraph", None
    if state.in_minutes and state.minute:
        if last and last.heading and not state.gap:
            state.section = f"{state.section} {text}"[:LONGEST_HEADING]
    elif state.in_minutes and state.chapter and state.section is None:
        return
    elif line.heading == 1 or (at_top and CHAPTER.match(text)):
        state.chapter, state.section = text, None
    else:
        state.section = _joined_heading(state, text)


def _open(state: _State, piece: Piece, heading: bool = False) -> None:
    state.kind = _kind(piece.text, state, heading)
    section = " > ".join(part for part in (state.chapter, state.section) if part) or None
    block = Block([piece], state.kind, state.item, section, state.paragraph, state.minute, heading, met=state.met)
    state.blocks.append(block)
    _mark_table(block)


def _kind(text: str, state: _State, heading: bool) -> PassageKind:
    """Return the kind of a block by its first words; a resolution's or recommendation's parts go with it."""
    for kind, pattern in _KINDS:
        if pattern.match(text) or (kind == "recommendation" and pattern.search(text)):
            return "recommendation" if kind == "resolution" and not state.in_minutes else kind
    if CONTACT.search(text) and len(text.split()) < 25:
        return "contact"
    carried = state.kind in ("resolution", "recommendation") and (LETTERED.match(text) or BULLET.match(text))
    return state.kind if carried and not heading else "paragraph"


def _mark_table(block: Block) -> None:
    """Call a block a table when figures are most of its words."""
    words = [word for piece in block.pieces for word in piece.text.split()]
    figures = sum(bool(FIGURE.match(word)) for word in words)
    if block.kind in ("paragraph", "table"):
        block.kind = "table" if figures >= 3 and figures >= 0.25 * len(words) else "paragraph"


def _is_heading(line: Line, gap: bool, following: Sequence[Line]) -> bool:
    text = line.text
    if line.heading or line.listed:
        return line.heading > 0
    if len(text.split()) > HEADING_WORDS or not any(char.isalpha() for char in text):
        return False
    if NAMED_HEADING.match(text):
        return True
    letters = [char for char in text if char.isalpha()]
    if len(letters) >= 6 and text.upper() == text and len(letters) > 0.6 * len(text.replace(" ", "")):
        return gap or len(text.split()) >= 3
    numbered = NUMBERED_HEADING.match(text) and not SENTENCE_END.search(text.rstrip(":"))
    alone = not following or not following[0].text
    return gap and (bool(numbered) or (alone and _reads_as_title(text)))


def _reads_as_title(text: str) -> bool:
    few_figures = sum(char.isdigit() for char in text) <= 4
    return text[0].isupper() and few_figures and len(text) > 3 and (not SENTENCE_END.search(text) or text.endswith(":"))


def _joined_heading(state: _State, text: str) -> str:
    """Join a heading that runs over two lines."""
    last = state.blocks[-1] if state.blocks else None
    if last and last.heading and not state.gap and state.section and not text[:1].isdigit():
        return f"{state.section} {text}"[:LONGEST_HEADING]
    return text


def paragraph_at(text: str, at: int) -> str | None:
    """Return the number of the paragraph that a place in a passage's text belongs to."""
    paragraph = None
    for line in text[: text.find("\n", at) if "\n" in text[at:] else len(text)].split("\n"):
        number = _number(line)
        paragraph = _within(paragraph, number) if number else paragraph
    return paragraph


def _number(text: str) -> str | None:
    match = PARAGRAPH.match(text) or LETTERED.match(text)
    return match["number"] if match else None


def _within(paragraph: str | None, number: str) -> str:
    """Return "2.3(b)" for a lettered part under paragraph 2.3, else the number itself."""
    if number[0].isdigit() and "." in number or paragraph is None:
        return number
    head = re.match(r"\d+(?:\.\d+)+|\(\d+\)", paragraph)
    lettered = number.strip("()").isalpha()
    return f"{head[0]}{number}" if head and lettered else number


def _breaks(state: _State, line: Line) -> bool:
    """Tell whether a line begins a new block: after a gap or a heading, unless it goes on mid-sentence."""
    last = state.blocks[-1] if state.blocks else None
    if last is None or last.item != state.item or last.heading or last.said is not None:
        return True
    if RESOLVED.match(line.text) or ACTION.match(line.text) or ATTENDANCE.match(line.text):
        return True
    if not state.gap:
        return False
    unfinished = not SENTENCE_END.search(last.pieces[-1].text)
    return not (unfinished and (line.text[0].islower() or line.text[0].isdigit()))


_KINDS: tuple[tuple[PassageKind, re.Pattern[str]], ...] = (
    ("resolution", RESOLVED),
    ("attendance", ATTENDANCE),
    ("action", ACTION),
    ("recommendation", ASKED),
)


def items_with_minutes(pages: Sequence[Page], titles: dict[str, str], whole: bool) -> frozenset[str | None]:
    """Return the item refs whose pages hold minutes; `whole` says that the paper itself is minutes."""
    if whole:
        return frozenset({page.item for page in pages})
    return frozenset(ref for ref, title in titles.items() if is_minutes(title))
