"""The words of the house as dataclasses: paper, page, line, agenda item, passage, span."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PaperKind = Literal["agenda pack", "minutes", "report", "supplement", "plan", "slides", "other"]
PassageKind = Literal["paragraph", "table", "resolution", "recommendation", "action", "attendance", "contact", "agenda"]
Classification = Literal["public", "exempt"]
REASONS = ("password", "damaged", "empty", "not a paper", "too large", "time", "memory", "missing")

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a line, as shares (0 to 1) of the page's width and height as shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, empty where the page leaves a gap; `box` is None where the reader could not place it.

    `heading` is the level that the file itself gives a heading (Word styles, markdown), 0 for all other text;
    `listed` says that the file itself makes the line an entry of a list.
    """

    text: str
    box: Box | None = None
    heading: int = 0
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `pdf_page` counts from 1 and opens the file; in a file without pages it counts its parts.

    `label` is the PDF's own page label, `stamp` the number printed on the page, `item` the agenda item
    it belongs to, `minute` the minute that a page stamped "Minute Item 206" is appended to: all text, each
    None where there is none. `lines` are without stamps and the report's own page numbers. An "exempt" page is not
    for publication (Local Government Act 1972, Schedule 12A).
    """

    pdf_page: int
    label: str | None
    stamp: str | None
    lines: tuple[Line, ...]
    item: str | None = None
    stamp_sure: bool = True
    minute: str | None = None
    classification: Classification = "public"

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
class Passage:
    """What is retrieved: some 60 to 180 words that belong together, with the places they stand on."""

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


@dataclass(frozen=True, slots=True)
class Paper:
    """One file, read. `id` is the first 16 hex digits of the content's sha256; `paged` is False for all but PDF."""

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


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page before stamps are read: `lines` hold one empty line where the page leaves a gap."""

    pdf_page: int
    label: str | None
    lines: tuple[Line, ...]
    landscape: bool = False


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
