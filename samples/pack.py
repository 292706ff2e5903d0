"""Binds agenda packs: front pages, papers with stamps, blank pages, and pages that the copy lacks."""

import tomllib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from samples.looks import LOOKS
from samples.markup import Block, choose, parse
from samples.sheets import Marks, Sheets, print_sheets

BLANK = "\n> *This page is intentionally left blank*\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One paper in a pack, as pack.toml gives it; `lacks` counts stamped pages that are not in the copy."""

    item: str
    title: str
    source: str = ""
    look: str = "council"
    status: str = "draft"
    footer: str = ""
    blank: bool = False
    lacks: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """What pack.toml says of a pack; `first` is the stamp of the first page after the front pages."""

    file: str
    title: str
    front: int
    first: int
    place: str
    outline: bool
    labels: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as printed, for truth.jsonl."""

    stamp: str | None
    item: str | None
    label: str | None = None


def load_pack(folder: Path) -> Pack:
    """Read pack.toml in `folder`."""
    said = tomllib.loads((folder / "pack.toml").read_text(encoding="utf8"))
    parts = tuple(Part(**part) for part in said.pop("part"))
    return Pack(**said, parts=parts)


def bind_pack(folder: Path) -> tuple[str, bytes, list[Leaf]]:
    """Print the pack in `folder`; give its file name, its bytes and what each page shows."""
    pack = load_pack(folder)
    runs: list[tuple[Part, Sheets]] = []
    leaves = [Leaf(None, None)] * pack.front
    ranges: dict[str, tuple[int, int]] = {}
    stamp = pack.first
    for part in pack.parts:
        printed = _print_part(folder, part, stamp, pack)
        pages = sum(sheets.pages for sheets in printed)
        leaves += [Leaf(str(stamp + page), part.item) for page in range(pages)]
        runs += [(part, sheets) for sheets in printed]
        number = part.item.rstrip("AB")
        ranges[number] = (ranges.get(number, (stamp, 0))[0], stamp + pages + part.lacks - 1)
        stamp += pages + part.lacks
    front = _print_front(folder, pack, ranges)
    return pack.file, _merge(pack, front, runs), _labelled(leaves, pack) if pack.labels else leaves


def read_blocks(path: Path, status: str) -> list[Block]:
    """Read the source of one paper in its draft or confirmed wording."""
    return parse(choose(path.read_text(encoding="utf8"), status))


def _print_part(folder: Path, part: Part, stamp: int, pack: Pack) -> list[Sheets]:
    """Print a part and its blank page; nothing where the copy lacks all of it."""
    if not part.source:
        return []
    marks = Marks(first=stamp, item=part.item, place=pack.place, footer=part.footer)
    look = LOOKS[part.look]
    printed = [print_sheets(read_blocks(folder / part.source, part.status), look, marks, pack.title)]
    if part.blank:
        after = Marks(first=stamp + printed[0].pages, place=pack.place)
        printed.append(print_sheets(parse(BLANK), look, after, pack.title))
    return printed


def _print_front(folder: Path, pack: Pack, ranges: dict[str, tuple[int, int]]) -> Sheets:
    """Print the front pages, `{5}` standing for the printed range of item 5."""
    text = (folder / "front.md").read_text(encoding="utf8")
    for item, (first, last) in ranges.items():
        text = text.replace(f"{{{item}}}", f"{first} - {last}")
    front = print_sheets(parse(text), LOOKS["council"], Marks(), pack.title)
    if front.pages != pack.front:
        raise ValueError(f"{folder.name}: {front.pages} front pages, pack.toml says {pack.front}")
    return front


def _labelled(leaves: list[Leaf], pack: Pack) -> list[Leaf]:
    """Add the PDF's own page labels: small roman numbers for the front pages, then 1, 2, 3."""
    pages = len(leaves) - pack.front
    numbers = ["i", "ii", "iii", "iv"][: pack.front] + [str(page + 1) for page in range(pages)]
    return [replace(leaf, label=number) for leaf, number in zip(leaves, numbers, strict=True)]


def _merge(pack: Pack, front: Sheets, runs: list[tuple[Part, Sheets]]) -> bytes:
    writer = PdfWriter()
    writer.append(BytesIO(front.pdf), import_outline=False)
    for part, sheets in runs:
        start = len(writer.pages)
        writer.append(PdfReader(BytesIO(sheets.pdf)), import_outline=False)
        if pack.outline and sheets.headings:
            _add_outline(writer, part, sheets, start)
    if pack.labels:
        writer.set_page_label(0, pack.front - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
        writer.set_page_label(pack.front, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL)
    writer.add_metadata({"/Title": pack.title, "/Producer": "samples"})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _add_outline(writer: PdfWriter, part: Part, sheets: Sheets, start: int) -> None:
    """Give the item a bookmark, its headings and appendices one level below."""
    top = writer.add_outline_item(title=f"{part.item} {part.title}", page_number=start)
    for page, level, text in sheets.headings:
        if level == 2:
            writer.add_outline_item(title=text, page_number=start + page - 1, parent=top)
