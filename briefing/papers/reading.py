"""Read a report as one reads it: its sentences and rows under its own headings, without numbers and bullets."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.proving import squeeze
from answer.units import Unit, joined, units
from briefing.papers.finding import Part
from briefing.papers.headings import LABEL, NUMBERED, RUN_ON, TABLE, Kind, heading_of, kind_of, major_of
from index.model import PaperCard
from ingest.model import Passage

MARK = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+(?=[A-Z‘“\"'(£\d])|[•●▪■♦❖➢*\uf0a7\uf0b7\x7f\ufffd–-]\s+)")
APPENDIX = re.compile(
    r"(?:Appendix|Annex|APPENDIX|ANNEX|Schedule)\s+\w{1,4}(?:\s*[:–—-].{0,90}|\s+[A-Z].{0,90})?$(?<![.;])"
)
LISTED = re.compile(r"\(?(?:\w{1,2}|[ivx]{1,4})[.)]\s")
ENDED = re.compile(r"[.;!?:]['”’\")]*$")
SIGNED = re.compile(r"\((?:[A-Z][\w.'’-]*,? ?(?:and |of |for )?){1,14}\)\.?$")
# Who answers for a paragraph, before the number of the next.
SIGNATURE = re.compile(r"\((?:[A-Z][\w.'’-]*,? ?(?:and |of |for )?){1,14}\)\.?\s+(?=\d{1,2}\.\d)")
CONTACT = re.compile(
    r"^(?:Contacts?|Report authors?|Authors?|Lead officer)\b|\S+@\S+\.\w|\b0\d{2,4}[ -]\d{3}|\bext\.? ?\d{3}"
)
GOES_ON = re.compile(r"[;:,]$")
NOT_TOLD = frozenset({"contact", "attendance", "agenda", "action"})
LONGEST, LEAST_TOLD, LONGEST_LABEL, MOST_WORDS, MOST_HEADING, LEAST_WORDS = 65, 5, 8, 110, 11, 14
# What a form's line says before a label on the next: "Yes", "All".
LONGEST_ANSWER = 24


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a report that can be quoted, and the kind of heading and the very heading that they stand under.

    `appended` says that they stand in an appendix; `opens` that they begin a paragraph.
    """

    unit: Unit
    card: PaperCard
    kind: Kind
    heading: str
    appended: bool = False
    opens: bool = True

    @property
    def text(self) -> str:
        """The words as one says them."""
        return self.unit.said

    @property
    def page(self) -> int:
        """The page, or part of a paper without pages, that they begin on."""
        spans = [span for span in self.unit.passage.spans if span.end > self.unit.start]
        return (spans or list(self.unit.passage.spans))[0].pdf_page


@dataclass(slots=True)
class _State:
    kind: Kind = "body"
    heading: str = ""
    major: str | None = None
    cut: bool = False
    appended: bool = False
    told: int = 0


def said_in(parts: Sequence[Part], appendices: frozenset[tuple[str, int]]) -> list[Said]:
    """Return what can be quoted of all parts, in reading order; `appendices` are (paper, page) of appended pages."""
    found: list[Said] = []
    for part in parts:
        starts = {(head.spans[0].pdf_page, head.spans[0].first_line) for head in part.heads}
        state = _State()
        for passage in part.passages:
            first = passage.spans[0]
            if any(page == first.pdf_page and first.first_line <= line <= first.last_line for page, line in starts):
                state = _State()
            for one in _read(passage, part.card, state, part.heads):
                found.append(_appended(one, appendices))
    return found


def paragraphs(found: Sequence[Said]) -> list[Said]:
    """Return neighbouring sentences of one paragraph as one, as far as they can be read at once; rows stay alone."""
    done: list[Said] = []
    for one in found:
        last = done[-1] if done else None
        if last and (not one.opens or GOES_ON.search(last.text)) and _together(last, one):
            done[-1] = replace(last, unit=joined(last.unit, one.unit))
        else:
            done.append(one)
    return done


def chained(found: Sequence[Said], hangs: re.Pattern[str]) -> list[Said]:
    """Return sentences, each that cannot be read without the one before it joined to that one."""
    done: list[Said] = []
    for one in found:
        last = done[-1] if done else None
        if last and not one.opens and hangs.match(one.text) and _together(last, one):
            done[-1] = replace(last, unit=joined(last.unit, one.unit))
        else:
            done.append(one)
    return done


def _together(last: Said, one: Said) -> bool:
    first, second = last.unit, one.unit
    if first.passage.id != second.passage.id or first.spoken or second.spoken or last.heading != one.heading:
        return False
    between = first.passage.text[first.end : second.start]
    return not between.strip() and first.words + second.words <= LONGEST


def _appended(one: Said, appendices: frozenset[tuple[str, int]]) -> Said:
    if one.appended or (one.card.id, one.page) not in appendices:
        return one
    return replace(one, appended=True)


def _read(passage: Passage, card: PaperCard, state: _State, heads: Sequence[object]) -> Iterator[Said]:
    """Yield what a passage says under the headings that stand in it, and leave in `state` how the next one begins."""
    told = _head_end(passage, heads)
    over = [line for line in _headings(passage) if line[1] > told]
    found = _mended(units(passage), over)
    for number, unit in enumerate(found):
        if number == 0 and state.cut and not (MARK.match(unit.text) or unit.start in {first for first, *_ in over}):
            continue
        for piece in _pieces(unit, over, state):
            if piece.end <= told:
                continue
            one = _said(Unit(passage, max(piece.start, told), piece.end), card, state)
            if one and not (passage.kind == "table" and _scrap(one)):
                state.told += 1
                yield one
    state.cut = bool(found) and _breaks_off(found[-1])


def _scrap(one: Said) -> bool:
    """Tell whether words of a passage that is mostly a table may be a piece of a cell: short, without a number."""
    start, text = one.unit.start, one.unit.passage.text
    return one.unit.spoken is None and one.unit.words < LEAST_WORDS and start > 0 and text[start - 1] == "\n"


def _mended(found: Sequence[Unit], over: Sequence[tuple[int, int, str]]) -> list[Unit]:
    """Return units, each that breaks off joined to the next line where that is neither a heading nor marked anew."""
    headed = {first for first, _, _ in over}
    done: list[Unit] = []
    for unit in found:
        last = done[-1] if done else None
        goes_on = last and _breaks_off(last) and not (unit.row or MARK.match(unit.text) or LISTED.match(unit.text))
        if last and goes_on and unit.start not in headed and last.words + unit.words <= MOST_WORDS:
            done[-1] = joined(last, unit)
        else:
            done.append(unit)
    return done


def _breaks_off(unit: Unit) -> bool:
    """Tell whether words are the beginning of a sentence, and neither a heading nor a row."""
    return unit.words > LONGEST_LABEL and not unit.row and not ENDED.search(unit.text)


def _head_end(passage: Passage, heads: Sequence[object]) -> int:
    """Return where the report's head (From, To, Subject...) ends in a passage; 0 where it holds none."""
    ends = [0]
    for head in heads:
        text = getattr(head, "text", "")
        words = re.escape(" ".join(text.split())).replace(r"\ ", r"\s+")
        if match := re.search(words, passage.text):
            ends.append(match.end())
    return max(ends)


def _headings(passage: Passage) -> list[tuple[int, int, str]]:
    """Return (start, end, words) of the lines of a passage that are headings."""
    rows = {row.start for row in passage.rows}
    found, at, open_ = list[tuple[int, int, str]](), 0, False
    section = squeeze((passage.section or "").split(" > ")[-1])
    for line in passage.text.split("\n"):
        named = heading_of(line) or APPENDIX.match(line) or (squeeze(line) == section and _short(line))
        sure = bool(major_of(line)) or LABEL.match(f"{line.rstrip(' :')}: ...") is not None
        headed = at not in rows and bool(named) and (sure or not open_)
        if headed:
            found.append((at, at + len(line), line))
        open_ = not headed and at not in rows and len(line.split()) > LONGEST_LABEL and not ENDED.search(line)
        at += len(line) + 1
    return found


def _short(line: str) -> bool:
    return len(line.split()) <= MOST_HEADING and not TABLE.match(line)


def _pieces(unit: Unit, over: Sequence[tuple[int, int, str]], state: _State) -> Iterator[Unit]:
    """Yield the parts of a unit between headings, having entered each heading that stands before them."""
    start = unit.start
    for first, last, line in over:
        if first >= unit.end or last <= start:
            continue
        if first > start:
            yield Unit(unit.passage, start, first)
        _enter(state, heading_of(line) or line, major_of(line))
        start = min(last + 1, unit.end)
    if start < unit.end:
        yield Unit(unit.passage, start, unit.end)


def _enter(state: _State, title: str, major: str | None) -> None:
    if state.kind == "aside" and state.told >= LEAST_TOLD and kind_of(title) == "body" and not major:
        return
    state.kind, state.heading, state.major = kind_of(title), title.strip(" :"), major
    # What stands behind the contacts and the list of appendices is no more the report itself.
    if APPENDIX.match(title) or (state.kind == "aside" and state.told >= LEAST_TOLD):
        state.appended = True


def _said(unit: Unit, card: PaperCard, state: _State) -> Said | None:
    """Return what a unit says, without what only labels or numbers it; None where nothing is left to be quoted."""
    if unit.spoken:
        return Said(unit, card, state.kind, state.heading, state.appended) if _tells(unit, state) else None
    text = unit.passage.text
    start, opens = unit.start, unit.start == 0 or text[unit.start - 1] == "\n"
    start += len(text[start : unit.end]) - len(text[start : unit.end].lstrip())
    below = text.find("\n", start, min(unit.end, start + LONGEST_ANSWER))
    if below >= 0 and LABEL.match(text[below + 1 : unit.end]):
        opens, start = True, below + 1
    if match := SIGNATURE.match(text[start : unit.end]):
        start += match.end()
    if match := RUN_ON.match(text[start : unit.end]):
        _enter(state, match["title"], match["number"])
        start += match.end()
    if (mark := MARK.match(text[start : unit.end])) and LABEL.match(text[start + mark.end() : unit.end]):
        opens, start = True, start + mark.end()
    if match := LABEL.match(text[start : unit.end]):
        _enter(state, match["title"], None)
        # "Risk: an indicator ..." reads on; "Summary: The pool ..." begins anew.
        start += match.end() if text[start + match.end()].isupper() else 0
    if (number := NUMBERED.match(text[start : unit.end])) and number["major"] != state.major:
        if state.major is not None:
            state.kind, state.heading = "body", ""
        state.major = number["major"]
    if match := MARK.match(text[start : unit.end]):
        opens, start = True, start + match.end()
    left = Unit(unit.passage, start, unit.end)
    return Said(left, card, state.kind, state.heading, state.appended, opens) if _tells(left, state) else None


def _tells(unit: Unit, state: _State) -> bool:
    """Tell whether words can be quoted by themselves: a whole sentence, or a row that names its columns."""
    if unit.passage.kind in NOT_TOLD or CONTACT.search(unit.text) or not any(map(str.isalpha, unit.text)):
        return False
    if unit.spoken:
        return bool(unit.spoken.text)
    if state.kind == "aside":
        return unit.words > 2
    return not unit.row and ENDED.search(unit.text) is not None and not SIGNED.match(unit.text)
