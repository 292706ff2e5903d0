"""The words of the house as dataclasses: paper, page, line, table row, agenda item, passage, register entry."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

PaperKind = Literal["agenda pack", "minutes", "report", "supplement", "plan", "slides", "other"]
PassageKind = Literal["paragraph", "table", "resolution", "recommendation", "action", "attendance", "contact", "agenda"]
Classification = Literal["public", "exempt"]
PageReading = Literal["text", "ocr", "blank", "nothing"]
Register = Literal[
    "minute", "attendance", "interest", "resolution", "recommendation", "action", "vote", "next meeting", "term", "head"
]
REGISTERS: tuple[Register, ...] = get_args(Register)
REASONS = ("password", "damaged", "empty", "not a paper", "too large", "time", "memory", "missing")

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a line, as shares (0 to 1) of the page's width and height as shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its words on one line, and its column's head, the upper levels first ("" without one)."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What a line is in a table: `cells` from left to right without empty ones, the first its label.

    `table` counts the tables of a paper from 1; a table that goes on over a page break keeps its number. A "head" row
    holds the heads themselves, a "group" row only names the rows under it, which name it as their `group`. A row is
    not `sure` where its columns cannot be told apart: its cells have no heads then.
    """

    table: int
    cells: tuple[Cell, ...]
    kind: Literal["head", "group", "row"] = "row"
    title: str | None = None
    group: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, empty where the page leaves a gap; `box` is None where the reader could not place it.

    `heading` is the level that the file itself gives a heading (Word styles, markdown), 0 for all other text;
    `listed` says that the file itself makes the line an entry of a list. A `row` of a table is one line, whatever
    its cells take on the page: its text is theirs in their order on the page.
    """

    text: str
    box: Box | None = None
    heading: int = 0
    listed: bool = False
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `pdf_page` counts from 1 and opens the file; in a file without pages it counts its parts.

    `label` is the PDF's own page label, `stamp` the number printed on the page, `item` the agenda item
    it belongs to, `minute` the minute that a page stamped "Minute Item 206" is appended to: all text, each
    None where there is none. `lines` are without stamps and the report's own page numbers, which stand in `left_out`.
    An "exempt" page is not for publication (Local Government Act 1972, Schedule 12A). `reading` says where the words
    come from; a page of "nothing" is a picture that was not read. `appendix` is the one that the page is part of, as
    "Appendix 1" or "Annex B", None for a report's own pages. `hidden` are lines that the file holds and the page
    does not show: white on white, a point high or off the page.
    """

    pdf_page: int
    label: str | None
    stamp: str | None
    lines: tuple[Line, ...]
    item: str | None = None
    stamp_sure: bool = True
    minute: str | None = None
    classification: Classification = "public"
    reading: PageReading = "text"
    left_out: tuple[str, ...] = ()
    appendix: str | None = None
    hidden: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The page's running text, a line a line."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item as the front sheet, outline or stamps announce it; `first` and `last` are printed pages.

    `part` is "exempt" where the item is to be heard in private; `classification` is that of its title, which a
    public front sheet makes public.
    """

    ref: str
    title: str
    first: str | None = None
    last: str | None = None
    part: str = "public"
    purpose: str | None = None
    classification: Classification = "public"


@dataclass(frozen=True, slots=True)
class Span:
    """Where words of a passage stand: `text[start:end]` is on `pdf_page`, lines `first_line`..`last_line`.

    Lines count from 0 in `Page.lines`, both ends included.
    """

    pdf_page: int
    first_line: int
    last_line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A table's row in a passage, `text[start:end]`, as one says it: `text` names the column of each figure.

    It is empty for a row that holds nothing but the heads of columns. `title` is the table's, `label` what the row is
    about.
    """

    start: int
    end: int
    text: str
    title: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: some 60 to 180 words that belong together, with the places they stand on.

    `body` and `meeting` are those of minutes that are bound into another meeting's paper, None for its own words.
    """

    id: str
    paper_id: str
    text: str
    spans: tuple[Span, ...]
    item: str | None = None
    section: str | None = None
    paragraph: str | None = None
    minute: str | None = None
    kind: PassageKind = "paragraph"
    classification: Classification = "public"
    rows: tuple[Spoken, ...] = ()
    body: str | None = None
    meeting: date | None = None

    @property
    def minutes_of(self) -> str:
        """The day of the bound minutes that it stands in, as "minutes of 19 November 2014"; "" for all others."""
        return f"minutes of {self.meeting.day} {self.meeting:%B %Y}" if self.meeting else ""

    @property
    def said(self) -> str:
        """The text with each row of a table as one says it, under the table's title: what is found and embedded."""
        parts, at = [], 0
        for last, row in zip((None, *self.rows), self.rows, strict=False):
            title = f"{row.title}: " if row.title and row.text and (last is None or last.title != row.title) else ""
            parts += [self.text[at : row.start], title, row.text]
            at = row.end
        return "".join([*parts, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register, read from `text`, the paper's own words, which stand on `spans`.

    The `fields` of each register are told in ingest/registers. `body` and `meeting` are those of the minutes it stands
    in, which may be bound into another meeting's pack.
    """

    register: Register
    fields: tuple[tuple[str, str], ...]
    text: str
    spans: tuple[Span, ...]
    item: str | None = None
    minute: str | None = None
    paragraph: str | None = None
    body: str | None = None
    meeting: date | None = None
    classification: Classification = "public"

    def field(self, name: str) -> str | None:
        """Return a field's value, None where the entry has none."""
        return dict(self.fields).get(name)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a paper: a name as the paper gives it, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """One file, read. `id` is the first 16 hex digits of the content's sha256; `paged` is False for all but PDF.

    `words_id` is that of its words alone: the same paper saved as another file has the same. `time` and `venue` of
    the meeting and what the paper `supersedes` are in the paper's own words.
    """

    id: str
    file: str
    kind: PaperKind
    title: str
    body: str | None
    meeting_date: date | None
    status: Literal["draft", "confirmed"] | None
    paged: bool
    pages: tuple[Page, ...]
    items: tuple[AgendaItem, ...]
    pages_without_text: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    words_id: str = ""
    time: str | None = None
    venue: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page before stamps are read: `lines` hold one empty line where the page leaves a gap.

    `picture` says that the page draws something but holds no text, `ocr` that its words were read from the picture.
    `hidden` are lines that it holds but does not show (white on white, off the page): they are not among its `lines`.
    """

    pdf_page: int
    label: str | None
    lines: tuple[Line, ...]
    landscape: bool = False
    picture: bool = False
    ocr: bool = False
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark; `level` counts from 0."""

    level: int
    title: str
    pdf_page: int


@dataclass(frozen=True, slots=True)
class RawPaper:
    """What a reader hands on; `paged` is False where `pages` are parts of a file without pages.

    `band` is what a Word file prints at the head and foot of its pages.
    """

    pages: tuple[RawPage, ...]
    outline: tuple[OutlineEntry, ...] = ()
    title: str | None = None
    paged: bool = True
    band: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
