"""What stands in a page's margins and is no text of the paper: printed numbers, marks, lines that run on over pages."""

import re
from collections.abc import Sequence

from ingest.model import Line, RawPage

EDGE_LINES = 4
EDGE_SHARE = 0.1
NUMBER = r"(?P<number>\d{1,4}|[ivxlc]{1,7}|[A-Z]{1,2}-?\d{1,3})"
PAGE = r"(?:(?:Packet|Pack|Agenda|Bundle|Overall)\s+)?(?:Page|Pg\.?|P\s?a\s?g\s?e|Tudalen)"
WORD = r"[^\W\d]{3,14}"
FAMILIES = (
    # In two languages: "Tudalen 3 / Page 3".
    ("stamp", re.compile(rf"[-–|\s]*{WORD}\s+{NUMBER}\s*[/|]\s*{PAGE}\s+(?P=number)[-–|\s]*", re.IGNORECASE)),
    ("stamp", re.compile(rf"[-–|\s]*{PAGE}\s+{NUMBER}\s*[/|]\s*{WORD}\s+(?P=number)[-–|\s]*", re.IGNORECASE)),
    ("stamp", re.compile(rf"[-–|\s\[(]*{PAGE}\s*(?:No\.?|Number)?\s*[:|]?\s*{NUMBER}[-–|\s\])]*", re.IGNORECASE)),
    ("stamp", re.compile(rf"[-–|\s]*{NUMBER}\s*\|\s*{PAGE}[-–|\s]*", re.IGNORECASE)),
    ("of", re.compile(rf"[-–|\s]*(?:{PAGE}[\s|:]*)?{NUMBER}\s*(?:of|/)\s*\d{{1,4}}[-–|\s]*", re.IGNORECASE)),
    ("bare", re.compile(rf"[-–|~\s\[(]*{NUMBER}[-–|~\s\])]*")),
)
ITEM_MARK = re.compile(
    r"(?P<kind>Agenda|Minute) Item(?: No\.?| Number)?:?\s+"
    r"(?P<ref>[A-Za-z]?\d{1,4}(?:\.?[A-Za-z])?(?:[./]\d+)*)\.?",
    re.I,
)
# Without "Agenda" it is a mark where no text stands: at the very top of a page.
SHORT_MARK = re.compile(r"Item(?: No\.?)?:?\s+(?P<ref>\d{1,2}(?:\.?[A-Za-z]|\.\d{1,2})?)\.?", re.I)
ENCLOSURE_MARK = re.compile(
    r"Enc(?:l(?:osure)?)?\b\.?\s*(?:No\.?)?\s*[:-]?\s*(?P<ref>\d{1,2}[A-Z]?|[A-Z]{1,2}\d{0,2})", re.I
)
# A report's own footer, beside the pack's stamp: no words of the report.
OWN_FOOTER = re.compile(rf"[-–|\s]*{PAGE}[\s|:]*\d{{1,4}}\s+of\s+\d{{1,4}}[-–|\s]*", re.IGNORECASE)
RUNNING_SHARE = 0.075
"""A running header or footer stands wholly within so much of the page's height from its edge."""
SAME_HEIGHT = 0.01
LEAST_UPRIGHT = 4


def at_margin(line: Line) -> bool:
    """Tell whether a line stands in the upper or lower tenth of its page, or upright along one of its sides."""
    if line.box is None:
        return False
    left, top, right, bottom = line.box
    upright = len(line.text) >= LEAST_UPRIGHT and bottom - top > right - left
    aside = upright and (right < EDGE_SHARE or left > 1 - EDGE_SHARE)
    return bottom < EDGE_SHARE or top > 1 - EDGE_SHARE or aside


def at_top(line: Line) -> bool:
    """Tell whether a line stands above all text of its page."""
    return line.box is not None and line.box[3] < RUNNING_SHARE


def edges(page: RawPage) -> list[int]:
    """Return the lines where stamps, marks and footers stand: first, last, or in a margin."""
    full = [i for i, line in enumerate(page.lines) if line.text]
    edge = {*full[:EDGE_LINES], *full[-EDGE_LINES:]}
    return [i for i in full if i in edge or at_margin(page.lines[i])]


def running(pages: Sequence[RawPage]) -> list[set[int]]:
    """Return for each page the lines that only repeat a header or footer of the page before.

    Where a run of such lines begins, its first one stays in the text: it is a title there.
    """
    outer = [{i for i, line in enumerate(page.lines) if line.text and _stands_off(page.lines, i)} for page in pages]
    found: list[set[int]] = [set() for _ in pages]
    for at in range(1, len(pages)):
        before = [pages[at - 1].lines[i] for i in outer[at - 1]]
        found[at] = {i for i in outer[at] if any(_same(pages[at].lines[i], line) for line in before)}
    return found


def _stands_off(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line is in the outermost margin, with a gap between it and the text: table heads have none."""
    box = lines[index].box
    if box is None or box[3] >= RUNNING_SHARE and box[1] <= 1 - RUNNING_SHARE:
        return False
    inward = index + 1 if box[3] < RUNNING_SHARE else index - 1
    return not 0 <= inward < len(lines) or not lines[inward].text


def _same(one: Line, other: Line) -> bool:
    """Tell whether two lines say the same at the same height."""
    level = one.box is not None and other.box is not None and abs(one.box[1] - other.box[1]) < SAME_HEIGHT
    return level and one.text == other.text
