"""Cut a paper into passages: whole paragraphs, rows and minutes, never over an agenda item's border."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from ingest.blocks import Block, Piece, find_blocks, items_with_minutes
from ingest.model import Classification, Paper, Passage, PassageKind, Span, Spoken

LEAST_WORDS = 60
MOST_WORDS = 180
GOOD_WORDS = 110
MOST_PIECES = 200
SHORT_LINE = 0.6
WORD_PIECE = re.compile(r"[A-Za-z]{1,7}|\d{1,3}|[^\sA-Za-z\d]")
PARTS_ALONE = (".pptx", ".xlsx")
SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z‘“\"'(•\d])")
OWN_KINDS: tuple[PassageKind, ...] = ("resolution", "recommendation", "attendance")


def cut(paper: Paper) -> tuple[Passage, ...]:
    """Return the passages of a paper in reading order; together they hold every word of every page.

    Where exempt pages begin or end all is begun anew, so that no words or headings of theirs reach a public passage;
    so it is at each slide and sheet, whose name is their place.
    """
    titles = {item.ref: item.title for item in paper.items}
    minutes = items_with_minutes(paper.pages, titles, whole=paper.kind == "minutes")
    groups: list[tuple[Classification, list[Block]]] = []
    alone = Path(paper.file).suffix.lower() in PARTS_ALONE
    for (classification, _), pages in groupby(paper.pages, lambda page: (page.classification, alone and page.pdf_page)):
        blocks = [part for block in find_blocks(list(pages), minutes) for part in _split(block)]
        groups += [(classification, group) for group in _groups(blocks)]
    return tuple(_passage(paper, place, group, c) for place, (c, group) in enumerate(groups))


def passage_id(paper_id: str, number: int, text: str) -> str:
    """Return the id of a paper's passage, by its place among the paper's passages and its words."""
    return hashlib.sha256(f"{paper_id}|{number}|{text}".encode()).hexdigest()[:20]


def word_pieces(text: str) -> int:
    """Estimate how many word pieces an English WordPiece vocabulary makes of a text (never far too few)."""
    return len(WORD_PIECE.findall(text))


def _split(block: Block) -> Iterator[Block]:
    """Cut a block that is too long at ends of sentences, else at ends of lines; a cut row is read as it stands."""
    if _fits([replace(block, said=None)]):
        yield block
        return
    part: list[Piece] = []
    for piece in _sentences(block.pieces):
        if part and not _fits([_with(block, [*part, piece])]):
            yield _with(block, part)
            part = []
        part.append(piece)
    yield _with(block, part)


def _sentences(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield lines, cut where a sentence ends within one, and over-long lines cut by words."""
    for piece in pieces:
        for sentence in SENTENCE.split(piece.text):
            yield from (Piece(piece.pdf_page, piece.line, part) for part in _parts(sentence))


def _parts(sentence: str) -> Iterator[str]:
    """Yield a sentence in parts that fit, cut between words, and within a "word" only where it alone does not fit."""
    part = ""
    for word in sentence.split(" "):
        for bit in _bits(word):
            longer = f"{part} {bit}".strip()
            if part and (len(longer.split()) > GOOD_WORDS or word_pieces(longer) > MOST_PIECES):
                yield part
                longer = bit
            part = longer
    if part:
        yield part


def _bits(word: str) -> Iterator[str]:
    ends = [match.end() for match in WORD_PIECE.finditer(word)]
    cuts = [0, *ends[MOST_PIECES - 1 : -1 : MOST_PIECES], len(word)]
    yield from (word[start:end] for start, end in zip(cuts, cuts[1:], strict=False))


def _with(block: Block, pieces: list[Piece]) -> Block:
    return replace(block, pieces=list(pieces), said=None, title=None, label="")


def _fits(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks are short enough for one passage, as they are printed and as they are embedded."""
    printed = [piece.text for block in blocks for piece in block.pieces]
    said = [block.said or piece.text for block in blocks for piece in block.pieces]
    return all(
        sum(len(text.split()) for text in texts) <= MOST_WORDS and sum(map(word_pieces, texts)) <= MOST_PIECES
        for texts in (printed, said)
    )


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for index, block in enumerate(blocks):
        if group and _ends(group, block):
            yield from _without_tail_headings(group, block)
            group = _tail_headings(group, block)
        group.append(block)
        if index == len(blocks) - 1:
            yield group


def _ends(group: Sequence[Block], block: Block) -> bool:
    """Tell whether a block starts a new passage: a border, no room, or a good place after enough words."""
    last, words = group[-1], sum(b.words for b in group)
    if block.item != last.item or block.minute != last.minute or block.met is not last.met:
        return True
    if not _fits([*group, block]):
        return True
    if all(b.heading for b in group):
        return False
    own = block.kind in OWN_KINDS or last.kind in OWN_KINDS
    if block.kind != last.kind and own and not block.heading:
        return words >= LEAST_WORDS // 2
    if block.heading:
        return words >= LEAST_WORDS
    return words >= GOOD_WORDS and block.kind != "table"


def _tail_headings(group: list[Block], block: Block) -> list[Block]:
    """Return the headings that a group ends on when they belong to what follows."""
    last = group[-1]
    if block.item != last.item or block.minute != last.minute or block.met is not last.met:
        return []
    tail: list[Block] = []
    for last in reversed(group):
        if not last.heading or len(tail) == len(group) - 1:
            break
        tail.insert(0, last)
    return tail if _fits([*tail, block]) else []


def _without_tail_headings(group: list[Block], block: Block) -> Iterator[list[Block]]:
    kept = group[: len(group) - len(_tail_headings(group, block))]
    if kept:
        yield kept


def _passage(paper: Paper, number: int, group: Sequence[Block], classification: Classification) -> Passage:
    text, spans, rows = _text_and_places(group)
    lead = next((b for b in group if not b.heading), group[-1])
    bound = lead.met if lead.met and lead.met.day and lead.met.day != paper.meeting_date else None
    return Passage(
        id=passage_id(paper.id, number, text),
        paper_id=paper.id,
        text=text,
        spans=spans,
        item=lead.item,
        section=lead.section,
        paragraph=next((b.paragraph for b in group if b.paragraph), None),
        minute=lead.minute,
        kind=_leading_kind(group),
        classification=classification,
        rows=rows,
        body=bound.body if bound else None,
        meeting=bound.day if bound else None,
    )


def _leading_kind(group: Sequence[Block]) -> PassageKind:
    words: dict[PassageKind, int] = {}
    for block in group:
        weight = 3 if block.kind in OWN_KINDS else 1
        words[block.kind] = words.get(block.kind, 0) + weight * block.words
    return max(words, key=lambda kind: words[kind])


def _text_and_places(group: Sequence[Block]) -> tuple[str, tuple[Span, ...], tuple[Spoken, ...]]:
    """Join a group's words and note what stands on which page and is which row; a block or short line ends a line."""
    text = ""
    spans: list[Span] = []
    rows: list[Spoken] = []
    for block in group:
        longest = max(len(piece.text) for piece in block.pieces)
        for number, piece in enumerate(block.pieces):
            hard = number == 0 or block.kind == "table" or len(block.pieces[number - 1].text) < SHORT_LINE * longest
            text += ("" if not text else "\n" if hard else " ") + piece.text
            start = len(text) - len(piece.text)
            if spans and spans[-1].pdf_page == piece.pdf_page:
                last = spans.pop()
                spans.append(Span(last.pdf_page, last.first_line, piece.line, last.start, len(text)))
            else:
                spans.append(Span(piece.pdf_page, piece.line, piece.line, start, len(text)))
        if block.said is not None:
            place = len(text) - len(block.pieces[0].text), len(text)
            rows.append(Spoken(*place, block.said, block.title, block.label))
    return text, tuple(spans), tuple(rows)
