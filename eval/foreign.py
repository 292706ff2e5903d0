"""Other people's question sets, brought into the form of ours so that they go down the same road."""

# ruff: noqa: UP013 - each published shape stands by itself on a line or two, as docs/foreign-sets.md tells it

import ast
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, NamedTuple, NotRequired, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from errors import QuestionsError
from eval.questions import Evidence, Question

SHORT = 6
"""An answer of more words is not expected word for word: no key fact is made of it."""
QUOTED = 12
"""How many of a turn's first words are its quote."""

_PLAIN = Question("", "officer", "lookup", 2, (), "", None, must=(), must_not=(), evidence=(), need_all=False)
_FIGURE = re.compile(r"[$£€]?(?P<below>[-−–]?)[$£€]?(?P<number>\d[\d,]{0,24}(?:\.\d+)?)\s?%?")
_FRONTS, _BACKS = (" ", "(", '"', "$", "£", "€"), (" ", ".", ", ", ";", ")", '"', "%")
_FRONTS_BELOW = ("-", "(", "-$", "($", "-£", "(£", "-€", "(€")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NO_PLACE = "the set names no place of its answer"


@dataclass(frozen=True, slots=True)
class ForeignSet:
    """A set's questions in our form, the papers to ingest for them, and "id: reason" for each that cannot be asked."""

    questions: tuple[Question, ...]
    papers: tuple[Path, ...]
    left_out: tuple[str, ...] = ()


class Draft(NamedTuple):
    """A question in our form, the papers that it needs, and why it cannot be judged where that is so."""

    question: Question
    papers: tuple[str, ...]
    unjudged: str = ""

    def trouble(self, there: Collection[str]) -> str:
        """Say why it cannot be asked; nothing where it can."""
        return next((f"its paper {file} is missing" for file in self.papers if file not in there), self.unjudged)


def load_foreign(kind: str, questions: Path, papers: Path | None, work: Path) -> ForeignSet:
    """Read a question set of a kind in `KINDS`; its papers lie in the folder `papers`, or are made in `work`.

    A question that cannot be judged (its paper is missing, no place of its answer is named) is left out. A
    `QuestionsError` names the file, row and field that is wrong, or says that nothing can be asked.
    """
    folder = _folder(kind, papers, work)
    drafts = list(KINDS[kind].load(questions, folder))
    doubled = [name for name, times in Counter(draft.question.id for draft in drafts).items() if times > 1]
    if doubled:
        raise QuestionsError(f"{questions}, field id: {doubled[0]!r} stands twice; give each question an id of its own")
    there = {path.name for path in folder.glob("*")}
    left_out = tuple(f"{draft.question.id}: {why}" for draft in drafts if (why := draft.trouble(there)))
    asked = [draft for draft in drafts if not draft.trouble(there)]
    if not asked:
        why = next(iter(left_out), "it holds none")
        raise QuestionsError(f"{questions}: of {len(drafts)} questions none can be asked of {folder} ({why})")
    files = dict.fromkeys(file for draft in asked for file in draft.papers)
    return ForeignSet(tuple(draft.question for draft in asked), tuple(folder / file for file in files), left_out)


def _folder(kind: str, papers: Path | None, work: Path) -> Path:
    if kind not in KINDS:
        raise QuestionsError(f"{kind!r} is no kind of question set; name one of {', '.join(KINDS)}")
    if KINDS[kind].made and papers:
        raise QuestionsError(f"the papers of {kind} are made from its questions; do not name {papers}")
    if not KINDS[kind].made and not (papers and papers.is_dir()):
        raise QuestionsError(f"{kind} needs the folder of its PDF papers; {papers or 'none'} was named")
    return papers or work


def key_fact(*answers: str) -> tuple[tuple[str, ...], ...]:
    """Return one key fact that any of the answers fulfils; none where all are long, or a bare yes or no.

    A figure counts with and without thousands separators, noughts at its end, currency and percent sign. What has fewer
    than three letters or digits must stand between spaces or marks, so that 8 is not found in 18.
    """
    stripped = [answer.strip(" .") for answer in answers]
    short = [said for said in stripped if len(said.split()) <= SHORT and said.casefold() not in ("", "yes", "no")]
    forms = tuple(dict.fromkeys(form for said in short for form in _forms(said)))
    return (forms,) if forms else ()


def _forms(said: str) -> Iterator[str]:
    spellings, figure = [said], _FIGURE.fullmatch(said)
    if figure:
        number = figure["number"].replace(",", "")
        rounded = re.sub(r"\.?0+$", "", number) if "." in number else number
        grouped = [re.sub(r"^[1-9]\d{3,}", lambda n: f"{int(n[0]):,}", form) for form in (number, rounded)]
        spellings = [number, rounded, *grouped]
    for form in dict.fromkeys(spellings):
        tiny = sum(map(str.isalnum, form)) < 3
        fronts = _FRONTS_BELOW if figure and figure["below"] else _FRONTS if tiny else ("",)
        yield from (f"{front}{form}{back}" for front in fronts for back in (_BACKS if tiny else ("",)))


def _listed(value: object) -> object:
    """Read what stands as text, such as the list "[3, 5]"; leave what cannot be read."""
    try:
        return ast.literal_eval(value) if isinstance(value, str) else value
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return value


def _answers(value: object) -> list[object]:
    listed = _listed(value)
    return [str(part) for part in listed] if isinstance(listed, list) and listed else [value]


Row = TypeVar("Row")
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FromNought = Annotated[int, BeforeValidator(lambda told: int(told) if str(told).isdecimal() else told), Field(ge=0)]
Pages = Annotated[list[Annotated[int, Field(ge=1)]], BeforeValidator(_listed)]
Names = Annotated[list[str], BeforeValidator(_listed)]
Answers = Annotated[list[Said], BeforeValidator(_answers)]

_Excerpt = TypedDict("_Excerpt", {"doc_name": Said, "evidence_page_num": FromNought, "evidence_text": str})
_FinanceBench = TypedDict("_FinanceBench", {
    "financebench_id": Said, "doc_name": Said, "question_type": str, "question_reasoning": NotRequired[str | None],
    "question": Said, "answer": Said, "evidence": list[_Excerpt],
})  # fmt: skip
_MMLongBench = TypedDict("_MMLongBench", {
    "doc_id": Said, "question": Said, "answer": Answers, "evidence_pages": Pages, "evidence_sources": Names,
    "answer_format": NotRequired[str | None],
})  # fmt: skip
_Span = TypedDict("_Span", {"text": Said, "answer_start": FromNought})
_Asked = TypedDict("_Asked", {"id": Said, "question": Said, "answers": list[_Span], "is_impossible": NotRequired[bool]})
_Paragraph = TypedDict("_Paragraph", {"context": str, "qas": list[_Asked]})
_Article = TypedDict("_Article", {"title": str, "paragraphs": list[_Paragraph]})
_Squad = TypedDict("_Squad", {"data": list[_Article]})
_Spoken = TypedDict("_Spoken", {"speaker": str, "content": str})
_Query = TypedDict("_Query", {
    "query": Said, "answer": Said, "relevant_text_span": NotRequired[list[tuple[FromNought, FromNought]]],
})  # fmt: skip
_Meeting = TypedDict("_Meeting", {
    "meeting_transcripts": list[_Spoken], "general_query_list": list[_Query], "specific_query_list": list[_Query],
})  # fmt: skip


def _rows(path: Path, shape: type[Row]) -> Iterator[Row]:
    """Yield the rows of a file of JSON lines (by its name: .jsonl), of a JSON list, or of one JSON object."""
    adapter = TypeAdapter(shape)
    for where, text in _texts(path):
        try:
            yield adapter.validate_json(text, strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = f", field {'.'.join(map(str, first['loc']))}" if first["loc"] else ""
            told = f"{path}, {where}{field}: {first['msg']}; compare it with docs/foreign-sets.md"
            raise QuestionsError(told) from error


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).decode("utf-8-sig")
        if ".jsonl" in path.suffixes:
            yield from ((f"line {n}", line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
            return
        found = json.loads(text)
    except (OSError, EOFError, zlib.error) as error:
        raise QuestionsError(f"{path} cannot be read ({error}); fetch it again from its source") from error
    except (ValueError, RecursionError) as error:
        raise QuestionsError(f"{path} is not JSON in UTF-8 ({error}); name a file of JSON lines .jsonl") from error
    yield from ((f"row {n}", json.dumps(row)) for n, row in enumerate(found if isinstance(found, list) else [found], 1))


def _make_paper(folder: Path, number: int, name: str, paragraphs: Iterable[str]) -> str:
    """Write a text file with blank lines between its paragraphs and return its name."""
    slug = re.sub(r"[^\w-]+", "_", name).strip("_")[:60]
    path = folder / f"{number:03}-{slug or 'paper'}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # "replace": half a surrogate pair must not end the run.
        path.write_text("\n\n".join(paragraphs), encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise QuestionsError(f"{path} cannot be written ({error.strerror}); name another work folder") from error
    return path.name


def _evidence(file: str, page: int | None, quote: str) -> Evidence:
    return Evidence(file, page, printed=None, item=None, section=None, quote=quote)


def _financebench(path: Path, _folder: Path) -> Iterator[Draft]:
    for row in _rows(path, _FinanceBench):
        # Pages are counted from 0 there, from 1 here.
        found = [(f"{e['doc_name']}.pdf", e["evidence_page_num"] + 1, e["evidence_text"]) for e in row["evidence"]]
        evidence = tuple(_evidence(*place) for place in found)
        papers = tuple(dict.fromkeys([f"{row['doc_name']}.pdf", *(e.file for e in evidence)]))
        figure = row["question_type"] == "metrics-generated" or "Numerical" in (row.get("question_reasoning") or "")
        question = replace(
            _PLAIN, id=row["financebench_id"], type="numeric" if figure else "lookup", question=row["question"],
            answer=row["answer"], must=key_fact(row["answer"]), evidence=evidence, papers=papers,
            need_all=len({e.place for e in evidence}) > 1,
        )  # fmt: skip
        yield Draft(question, papers, "" if evidence else _NO_PLACE)


def _mmlongbench(path: Path, _folder: Path) -> Iterator[Draft]:
    kinds = {"List": "list", "Int": "numeric", "Float": "numeric"}
    for number, row in enumerate(_rows(path, _MMLongBench), start=1):
        paper, answer, pages = row["doc_id"], "; ".join(row["answer"]), dict.fromkeys(row["evidence_pages"])
        question = replace(_PLAIN, id=f"mmlongbench-{number:04}", question=row["question"], papers=(paper,))
        if answer.casefold() == "not answerable":
            yield Draft(replace(question, type="unanswerable"), (paper,))
            continue
        kind = kinds.get(row.get("answer_format") or "", "lookup")
        question = replace(
            question, type="table" if "Table" in row["evidence_sources"] and kind != "list" else kind, answer=answer,
            must=tuple(dict.fromkeys(fact for said in row["answer"] for fact in key_fact(said))),
            evidence=tuple(_evidence(paper, page, "") for page in pages), need_all=len(pages) > 1,
        )  # fmt: skip
        yield Draft(question, (paper,), "" if pages else _NO_PLACE)


def _squad(path: Path, work: Path) -> Iterator[Draft]:
    articles = (article for file in _rows(path, _Squad) for article in file["data"])
    for number, article in enumerate(articles, start=1):
        paper = _make_paper(work, number, article["title"], (part["context"] for part in article["paragraphs"]))
        for part in article["paragraphs"]:
            yield from (_of_paragraph(asked, part["context"], paper) for asked in part["qas"])


def _of_paragraph(asked: _Asked, context: str, paper: str) -> Draft:
    """Make a question to the whole library: to find its article among all is part of the task."""
    question = replace(_PLAIN, id=asked["id"], type="unanswerable", question=asked["question"])
    if asked.get("is_impossible"):
        return Draft(question, (paper,))
    sentences = dict.fromkeys(filter(None, (_sentence(context, span) for span in asked["answers"])))
    answers = [span["text"] for span in asked["answers"]]
    evidence = tuple(_evidence(paper, None, sentence) for sentence in sentences)
    question = replace(question, type="lookup", answer="".join(answers[:1]), must=key_fact(*answers), evidence=evidence)
    return Draft(question, (paper,), "" if evidence else "its answer does not stand in its paragraph")


def _sentence(context: str, span: _Span) -> str:
    """Return the sentence in which an answer begins; nothing where it does not stand in the context."""
    starts = [found.start() for found in re.finditer(re.escape(span["text"]), context)]
    if not starts:
        return ""
    # The nearest: some sets count the place a little wrong.
    start = min(starts, key=lambda at: abs(at - span["answer_start"]))
    ends = [end.end() for end in _SENTENCE_END.finditer(context)]
    first = max((end for end in ends if end <= start), default=0)
    return context[first : min((end for end in ends if end > start), default=len(context))].strip()


def _qmsum(path: Path, work: Path) -> Iterator[Draft]:
    for number, meeting in enumerate(_rows(path, _Meeting), start=1):
        turns = [" ".join(f"{turn['speaker']}: {turn['content']}".split()) for turn in meeting["meeting_transcripts"]]
        paper = _make_paper(work, number, path.name.split(".")[0], turns)
        for kind, queries in (("summary", meeting["general_query_list"]), ("lookup", meeting["specific_query_list"])):
            for place, query in enumerate(queries, start=1):
                question = replace(_PLAIN, id=f"{Path(paper).stem}-{kind}-{place}", type=kind, papers=(paper,))
                yield _of_meeting(question, query, turns)


def _of_meeting(question: Question, query: _Query, turns: Sequence[str]) -> Draft:
    """Name the turns that answer a query; the whole meeting where the set names none."""
    spans = query.get("relevant_text_span", [])
    outside = [f"{first} to {last}" for first, last in spans if not first <= last < len(turns)]
    relevant = [turn for first, last in spans for turn in turns[first : last + 1]]
    quotes = dict.fromkeys(" ".join(turn.split()[:QUOTED]) for turn in relevant or [""])
    question = replace(
        question, question=query["query"], answer=query["answer"], must=key_fact(query["answer"]),
        evidence=tuple(_evidence(question.papers[0], None, quote) for quote in quotes),
    )  # fmt: skip
    why = f"turns {outside[0]} are not all among its meeting's {len(turns)}" if outside else ""
    return Draft(question, question.papers, why)


class Kind(NamedTuple):
    """How a set is read, and whether its papers are made from it, not given beside it."""

    load: Callable[[Path, Path], Iterator[Draft]]
    made: bool = False


KINDS: Mapping[str, Kind] = {
    "financebench": Kind(_financebench),
    "mmlongbench": Kind(_mmlongbench),
    "squad": Kind(_squad, made=True),
    "qmsum": Kind(_qmsum, made=True),
}
