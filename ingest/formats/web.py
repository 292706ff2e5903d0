"""Read web pages (.html): headings, paragraphs, lists and tables, without scripts, styles and hidden text."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString, Tag

from errors import PaperError
from ingest.formats.cells import Filled, table_lines
from ingest.formats.guarded import check_size, guarded, shown
from ingest.formats.texts import in_parts
from ingest.model import Line, RawPaper

NO_TEXT = ("script", "style", "template", "noscript", "head", "object", "svg", "iframe", "audio", "video")
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])", re.I
)
AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})|/\*.*?\*/", re.DOTALL)
UNSEEN_CLASS = re.compile(r"([^{}]+)\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^{}]*\}", re.I)
NAMED = re.compile(r"\s*(?:\w+)?([.#])([\w-]+)\s*")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE = re.compile(
    r"a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|q|rp|rt|ruby|s|samp|"
    r"small|span|strike|strong|sub|sup|time|tt|u|var|wbr|o:p"
)
MOST_SPAN = 200
OTHER_KINDS = (b"%PDF", b"PK\3\4", bytes.fromhex("d0cf11e0a1b11ae1"), b"\x89PNG", b"GIF8", b"\xff\xd8\xff")


def read_html(path: Path) -> RawPaper:
    """Return a web page's text in parts that begin at its headings; nothing that it names is fetched."""
    content = path.read_bytes()
    check_size(path, len(content))
    if content.startswith(OTHER_KINDS):
        message = f"{path.name} is not a web page: ingest it in the format it was made in"
        raise PaperError(path.name, "not a paper", message)
    with guarded(path, "a web page", "open it in a browser and save it again as .html"):
        title, lines = web_page(content)
    return in_parts(path, lines, title)


def web_page(content: bytes | str) -> tuple[str | None, list[Line]]:
    """Return the title of a web page, and its lines as they are seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(content, "lxml")
    title = shown(soup.title.get_text()) if soup.title else None
    hidden = set(_unseen_names("".join(style.get_text() for style in soup("style"))))
    for tag in soup.find_all(True):
        if not tag.decomposed and (tag.name in NO_TEXT or _is_hidden(tag, hidden)):
            tag.decompose()
    flow = _Flow()
    _walk(soup, flow)
    flow.end()
    return title or None, flow.lines


@dataclass(slots=True)
class _Flow:
    """Lines so far, and the words of the line that is being read."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    listed: bool = False
    tables: int = 0

    def end(self, gap: bool = True, heading: int = 0) -> None:
        """End the line, and the paragraph too where there is a gap."""
        text = shown("".join(self.words))
        self.words.clear()
        if text:
            self.lines.append(Line(text, heading=heading, listed=self.listed and not heading))
        if gap and not self.listed and self.lines and self.lines[-1].text:
            self.lines.append(Line(""))


def _unseen_names(styles: str) -> Iterator[tuple[str, str]]:
    """Yield ("." or "#", name) for what a style sheet hides on every screen."""
    for rule in UNSEEN_CLASS.finditer(AT_RULE.sub("", styles)):
        for selector in rule[1].split(","):
            if match := NAMED.fullmatch(selector):
                yield match[1], match[2]


def _is_hidden(tag: Tag, unseen: set[tuple[str, str]]) -> bool:
    names = {(".", name) for name in tag.get_attribute_list("class")} | {("#", str(tag.get("id")))}
    return tag.has_attr("hidden") or bool(UNSEEN.search(str(tag.get("style", "")))) or bool(unseen & names)


def _walk(parent: Tag, flow: _Flow) -> None:
    for node in parent.children:
        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                _say(node, flow)
        elif isinstance(node, Tag):
            _take(node, flow)


def _say(text: NavigableString, flow: _Flow) -> None:
    """Add words to the line; text that is set out line by line keeps its lines."""
    if text.find_parent(("pre", "textarea")) is None:
        flow.words.append(text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            flow.end(gap=False)
        flow.words.append(line)


def _take(tag: Tag, flow: _Flow) -> None:
    if INLINE.fullmatch(tag.name):
        _walk(tag, flow)
    elif tag.name == "br":
        flow.end(gap=False)
    elif tag.name == "table" and not tag.find(["table", *HEADINGS]):
        _rows(tag, flow)
    elif tag.name in HEADINGS:
        flow.end()
        flow.words.append(_within(tag))
        flow.end(heading=HEADINGS[tag.name])
    else:
        flow.end()
        outer, flow.listed = flow.listed, tag.name == "li" or (flow.listed and tag.name not in ("ul", "ol"))
        _walk(tag, flow)
        flow.end()
        flow.listed = outer


def _rows(table: Tag, flow: _Flow) -> None:
    """Add a table's rows, a line each; tables that only lay a page out are walked like all else."""
    flow.end()
    outer, flow.listed = flow.listed, False
    for caption in table.find_all("caption"):
        flow.words.append(_within(caption))
        flow.end()
    flow.tables += 1
    flow.lines += table_lines(list(_cells(table)), flow.tables, flow.lines)
    flow.end()
    flow.listed = outer


def _cells(table: Tag) -> Iterator[Filled]:
    """Yield the cells that show something, each in the first place that no cell above or before it covers."""
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(table.find_all("tr")):
        column = 0
        for cell in line.find_all(["td", "th"]):
            while (row, column) in covered:
                column += 1
            wide, deep = (_span(cell, name) for name in ("colspan", "rowspan"))
            covered |= {(r, c) for r in range(row, row + deep) for c in range(column, column + wide)}
            if text := _within(cell):
                yield Filled(text, column, column + wide - 1, row, row + deep - 1, cell.name == "th")


def _span(cell: Tag, name: str) -> int:
    told = str(cell.get(name, "1"))
    return min(max(int(told), 1), MOST_SPAN) if told.isdecimal() else 1


def _within(tag: Tag) -> str:
    """Return all that a cell or heading shows, on one line."""
    flow = _Flow()
    _walk(tag, flow)
    flow.end()
    return " ".join(line.text for line in flow.lines if line.text)
