"""llama-index's own road to cited answers: its CitationQueryEngine, with a language model of the user's."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from answer.writing.remote import LanguageModelChoice
from eval.questions import Question
from eval.roads.baselines import Vectors
from eval.roads.models import opened, tried
from eval.roads.road import Page, Reply, first_pages, query

if TYPE_CHECKING:
    from llama_index.core.base.response.schema import RESPONSE_TYPE
    from llama_index.core.schema import NodeWithScore

TOP_K = 2
MOST_TOKENS = 500
EMPTY = "Empty Response"
"""What llama-index says where nothing was found, or the model said nothing."""
Source = tuple[Page, str]
"""A numbered source: the page it was cut from, and its words."""

_HEAD = re.compile(r"\ASource \d+:\n")
_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|&|and)\s*(?:sources?\s*)?\d{1,3})*"
_MARK = re.compile(rf"\[(?:sources?\s*)?{_NUMBERS}\]", re.IGNORECASE)
# A mark behind its full stop belongs to the sentence before it.
_SENTENCE_END = re.compile(r"(?<=[.!?\]])\s+(?=[^\s\[])|\n+(?=\s*[^\s\[])")
_SOURCES = r"(?:sources?|documents?|passages?|context|information)"
_GIVEN = r"(?:(?:provided|given|available|above|numbered|these|the|of|any|specific|relevant|enough|sufficient)\s+)*"
_HOLD = r"(?:contain|mention|say|state|specify|provide|give|include|indicate|address|answer|discuss|help|hold|have)"
_LACKING = re.compile(
    rf"\b(?:none|neither) of (?:the )?{_GIVEN}{_SOURCES}\b"
    rf"|\b{_SOURCES}\b[^.]{{0,40}}?\b(?:do|does|did) ?(?:not|n['’]t) (?:\w+ly )?{_HOLD}"
    rf"|\bno {_GIVEN}(?:information|sources?|mention)\b"
    rf"|\b(?:sources?|documents?|passages?) (?:are|is) not (?:helpful|relevant)\b"
    rf"|\b(?:cannot|can ?not|can['’]t|could not|unable to|not able to|not possible to)"
    rf" (?:be )?(?:answer|determine|find|provide)",
    re.IGNORECASE,
)


class CitationEngine:
    """Ask llama-index's CitationQueryEngine, and take its numbered sources for citations.

    Its defaults are kept: the 2 nearest nodes, cut into sources of 512 tokens (20 shared), its own prompt, compact
    synthesis, a context window of 3900 tokens. Set here: temperature 0, so that a run can be repeated, and 500 tokens
    a reply. `Settings.llm`, which would look for OpenAI and its key, is never asked, as a model is given.

    The quote of a citation is the whole source; marks are numbered anew in the order of the citations. A mark that
    names no source is left as it stands and cites nothing.
    """

    def __init__(self, vectors: Vectors, choice: LanguageModelChoice) -> None:
        self._vectors, self._choice = vectors, choice
        self._model = opened(choice, MOST_TOKENS)

    def __call__(self, question: Question) -> Reply:
        """Answer one question; raises `LanguageModelError`."""
        from llama_index.core.query_engine import CitationQueryEngine
        from llama_index.core.schema import QueryBundle

        retriever = self._vectors.retriever(question, TOP_K)
        if retriever is None:
            return Reply(EMPTY, refused=True)
        engine = CitationQueryEngine.from_args(self._vectors.index, llm=self._model, retriever=retriever)
        bundle = QueryBundle(query(question))
        # What engine.query() does, in its two steps: only the second asks the model.
        nodes = engine.retrieve(bundle)
        said: RESPONSE_TYPE = tried(self._choice, lambda: engine.synthesize(bundle, nodes))
        return _reply(str(said), [self._source(node) for node in said.source_nodes])

    def _source(self, node: "NodeWithScore") -> Source:
        return self._vectors.page(node.node.ref_doc_id), _HEAD.sub("", node.node.get_content()).strip()


def refuses(answer: str) -> bool:
    """Tell whether the engine says that its sources do not hold the answer.

    Its prompt asks the model to "indicate that", in no set words. This is the rule: the reply is empty, or its first
    sentence says of the sources that they lack the answer ("none of the sources ...", "the sources do not mention
    ...", "there is no information ...", "I cannot determine ...") and no later sentence cites a source, as that one
    would be an answer after all.
    """
    first, *later = _SENTENCE_END.split(answer.strip())
    if first in ("", EMPTY):
        return True
    return bool(_LACKING.search(first)) and not any(_MARK.search(sentence) for sentence in later)


def _reply(answer: str, sources: Sequence[Source]) -> Reply:
    numbers = _numbers(answer, len(sources))
    citations = tuple(page.cited(words) for page, words in (sources[n - 1] for n in numbers))
    ranked = first_pages(page for page, _ in sources)
    return Reply(_renumbered(answer.strip(), numbers), citations, ranked, refuses(answer))


def _numbers(answer: str, most: int) -> list[int]:
    """Return the sources that an answer numbers, in the order of reading."""
    named = [int(n) for mark in _MARK.findall(answer) for n in re.findall(r"\d+", mark)]
    return [n for n in dict.fromkeys(named) if 1 <= n <= most]


def _renumbered(answer: str, numbers: Iterable[int]) -> str:
    """Number the marks as the citations are, each in brackets of its own."""
    new = {old: n for n, old in enumerate(numbers, start=1)}

    def marks(match: re.Match[str]) -> str:
        named = [int(n) for n in re.findall(r"\d+", match[0])]
        return "".join(f"[{new.get(n, n)}]" for n in named)

    return _MARK.sub(marks, answer)
