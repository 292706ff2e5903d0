"""What was read of a paper and what was not, counted and in plain words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.agenda.refs import within
from ingest.marks.margins import ENCLOSURE_MARK, FAMILIES, ITEM_MARK, OWN_FOOTER, SHORT_MARK
from ingest.marks.stamps import BLANK_NOTICE
from ingest.model import AgendaItem, Page

FURTHEST = 2
HIDDEN = "text that cannot be seen"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many lines were taken out of the text for one reason, and the first of them as printed."""

    reason: str
    lines: int
    example: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of a paper: counts of pages, and PDF pages and items by name where a reader must look himself.

    `missing` are items announced for printed pages of which this copy holds none, `cut` those it holds only a part
    of, each with its range; without any printed page number none can be told. `unsure_rows` are rows of tables whose
    columns could not be told apart.
    """

    pages: int
    text: int
    ocr: int
    blank: int
    not_read: tuple[int, ...]
    uncertain_stamps: tuple[int, ...]
    unstamped: int
    announced: tuple[str, ...]
    found: tuple[str, ...]
    missing: tuple[AgendaItem, ...]
    cut: tuple[AgendaItem, ...]
    tables: int
    unsure_rows: int
    left_out: tuple[LeftOut, ...]
    hidden: tuple[int, ...]
    exempt: tuple[int, ...]


def coverage_of(pages: Sequence[Page], items: Sequence[AgendaItem]) -> Coverage:
    """Return what was read of a paper's pages and which of its agenda items they hold."""
    readings = [page.reading for page in pages]
    rows = [line.row for page in pages for line in page.lines if line.row]
    held = {page.item for page in pages if page.item}
    found = tuple(item.ref for item in items if any(within(ref, item.ref) for ref in held))
    stamped = any(page.stamp for page in pages)
    return Coverage(
        pages=len(pages), text=readings.count("text"), ocr=readings.count("ocr"), blank=readings.count("blank"),
        not_read=tuple(page.pdf_page for page in pages if page.reading == "nothing"),
        uncertain_stamps=tuple(page.pdf_page for page in pages if not page.stamp_sure),
        unstamped=sum(page.stamp is None for page in pages),
        announced=tuple(item.ref for item in items), found=found,
        missing=tuple(item for item in items if stamped and item.first and item.ref not in found),
        cut=tuple(item for item in items if item.ref in found and _is_cut(item, pages)),
        tables=len({row.table for row in rows}), unsure_rows=sum(not row.sure for row in rows),
        left_out=_counted(pages), hidden=tuple(page.pdf_page for page in pages if page.hidden),
        exempt=tuple(page.pdf_page for page in pages if page.classification == "exempt"),
    )  # fmt: skip


def _is_cut(item: AgendaItem, pages: Sequence[Page]) -> bool:
    """Tell whether a copy ends well before the last page printed beside an item; an unstamped last page is none."""
    stamps = [int(page.stamp) for page in pages if page.stamp and page.stamp.isdigit() and page.stamp_sure]
    own = [int(p.stamp) for p in pages if p.item == item.ref and p.stamp and p.stamp.isdigit() and p.stamp_sure]
    if not own or not item.last or not item.last.isdigit():
        return False
    behind = sum(page.item == item.ref and page.stamp is None for page in pages)
    return int(item.last) > max(own) + behind and int(item.last) not in stamps


def _counted(pages: Sequence[Page]) -> tuple[LeftOut, ...]:
    found: dict[str, list[str]] = {}
    for page in pages:
        for text in page.left_out:
            found.setdefault(_reason(text, page), []).append(text)
        found.setdefault(HIDDEN, []).extend(page.hidden)
    # Hidden text may be what someone meant to black out: it is counted, not shown.
    return tuple(
        LeftOut(reason, len(texts), "" if reason == HIDDEN else texts[0])
        for reason, texts in sorted(found.items())
        if texts
    )


def _reason(text: str, page: Page) -> str:
    """Return why a line was left out of a page's text."""
    if BLANK_NOTICE.fullmatch(text):
        return "notice of a blank page"
    if any(pattern.fullmatch(text) for pattern in (ITEM_MARK, SHORT_MARK, ENCLOSURE_MARK)):
        return "mark of an item"
    numbers = [match["number"] for _, pattern in FAMILIES if (match := pattern.fullmatch(text))]
    if page.stamp in numbers or (page.stamp and not numbers and re.search(rf"\b{re.escape(page.stamp)}\b", text)):
        return "page number"
    return "report's own page number" if numbers or OWN_FOOTER.fullmatch(text) else "running header or footer"


def sentences(coverage: Coverage, unit: str = "page") -> tuple[str, ...]:
    """Return what a member should know of what was read, a plain sentence each; a file without pages counts "part"s."""
    said = (*_of_pages(coverage, unit), *_of_items(coverage), *_of_rest(coverage, unit))
    return tuple(text for text in said if text)


def _of_pages(coverage: Coverage, unit: str) -> list[str]:
    blank, missed, ocr = coverage.blank, coverage.not_read, coverage.ocr
    what = "is a scan and was" if len(missed) == 1 else "are scans and were"
    scans = f"{_named(unit, missed)} {what} not read." if missed else ""
    by_eye = f"{_many(ocr, unit)} {_were(ocr)} read from a picture, so single words may be wrong." if ocr else ""
    return [f"{_read(coverage, unit)}{f'; {blank} {_are(blank)} blank' if blank else ''}.", scans, by_eye]


def _read(coverage: Coverage, unit: str) -> str:
    read, count = coverage.text + coverage.ocr, coverage.pages
    if count == 1:
        return f"The only {unit} was {'' if read else 'not '}read"
    if read in (0, count):
        return f"All {count} {unit}s were read" if read else f"None of {count} {unit}s was read"
    return f"{read} of {count} {unit}s {_were(read)} read"


def _of_items(coverage: Coverage) -> list[str]:
    said = [f"Item {item.ref} is announced for {_range(item)}, which this copy lacks." for item in coverage.missing]
    said += [
        f"Item {item.ref} is announced for {_range(item)}, of which this copy lacks the last." for item in coverage.cut
    ]
    return said


def _of_rest(coverage: Coverage, unit: str) -> list[str]:
    unsure, rows = coverage.uncertain_stamps, coverage.unsure_rows
    exempt, hidden = coverage.exempt, coverage.hidden
    number = "The page number printed on PDF page" if len(unsure) == 1 else "The page numbers printed on PDF pages"
    return [
        f"{number} {_list(unsure)} {_are(len(unsure))} uncertain." if unsure else "",
        f"The columns of {_many(rows, 'table row')} could not be told apart." if rows else "",
        f"{_named(unit, hidden)} {'holds' if len(hidden) == 1 else 'hold'} text that cannot be seen; it was left out."
        if hidden
        else "",
        f"{_named(unit, exempt)} {_are(len(exempt))} not for publication." if exempt else "",
    ]


def _range(item: AgendaItem) -> str:
    return f"page {item.first}" if item.first == item.last else f"pages {item.first} to {item.last}"


def _named(unit: str, numbers: Sequence[int]) -> str:
    """Return "Page 3" or "Pages 3 to 5"."""
    return unit.capitalize() + ("s" if len(numbers) > 1 else "") + f" {_list(numbers)}"


def _list(numbers: Sequence[int]) -> str:
    """Return numbers in words, runs of them by their ends: "3, 5 to 9 and 12"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return _and(text for run in runs for text in _run(run))


def _run(run: Sequence[int]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > FURTHEST else [str(number) for number in run]


def _and(texts: Iterable[str]) -> str:
    parts = list(texts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
