"""Where in the road a wrong answer was lost, told from what the road left behind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from eval.grading import QuoteStands
from eval.measures import holds, leaks, missing
from eval.questions import Place, Question, Record

if TYPE_CHECKING:
    from eval.answering import Trace

Stage = Literal[
    "leaked", "not refused", "not read", "not retrieved", "not ranked", "not proved", "not quoted", "said too much"
]
"""In the order of the road. "not refused": an unanswerable question was answered. "said too much": every key fact
stands and a right page is cited, but beside a wrong string or in too many words."""
STAGES: tuple[Stage, ...] = get_args(Stage)


def stage(question: Question, record: Record, trace: "Trace", library: QuoteStands, disk: QuoteStands) -> Stage:
    """Return the stage that lost an answer which is not right.

    `library` and `disk` tell whether words stand on a page as the library has it, and as a fresh reading has it; empty
    words, whether there is any text. What stands on no evidence page of the library though it is printed there was
    not read; a page that no passage found stands on was not retrieved; one that was found below what is read for the
    answer was not ranked; one that was read was not proved where a claim that was dropped held what is missing, else
    not quoted.
    """
    if leaks(question, record):
        return "leaked"
    if not question.answerable:
        return "not refused"
    needed = _lost_places(question, record)
    if not any(_was_read(question, place, library, disk) for place in needed):
        return "not read"
    if not any(_among(place, [found.place for found in record.passages]) for place in needed):
        return "not retrieved"
    if not any(_among(place, trace.read) for place in needed):
        return "not ranked"
    return _after_reading(question, record, trace)


def _after_reading(question: Question, record: Record, trace: "Trace") -> Stage:
    lacking = missing(question, record.answer)
    if any(holds(text, fact) for text in trace.dropped for fact in lacking):
        return "not proved"
    cited = any(_among(evidence.place, [c.place for c in record.citations]) for evidence in question.evidence)
    return "not quoted" if lacking or record.refused or not cited else "said too much"


def _lost_places(question: Question, record: Record) -> list[Place]:
    """Return the evidence pages that could have mended the answer: where all are needed, those not yet cited."""
    places = [evidence.place for evidence in question.evidence]
    if not question.need_all:
        return places
    uncited = [place for place in places if not _among(place, [c.place for c in record.citations])]
    return uncited or places


def _was_read(question: Question, place: Place, library: QuoteStands, disk: QuoteStands) -> bool:
    """Tell whether the library's text of a page holds what is printed there of the evidence's words or key facts."""
    quotes = [evidence.quote for evidence in question.evidence if evidence.place == place and evidence.quote]
    wanted = quotes or [text for fact in question.must for text in fact]
    printed = [text for text in wanted if disk(*place, text)]
    return any(library(*place, text) for text in printed) if printed else library(*place, "")


def _among(place: Place, places: Sequence[Place]) -> bool:
    file, page = place
    return any(file == other and page in (None, number) for other, number in places)
