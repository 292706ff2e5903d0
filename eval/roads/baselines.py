"""Plain roads: BM25 over whole pages, llama-index as it comes, and one that refuses everything."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

import numpy as np

from errors import AskboardError
from eval.measures import word_limit
from eval.questions import Question
from eval.roads.road import (
    PAGES,
    Page,
    Papers,
    Reply,
    Respond,
    asked_of,
    first_pages,
    on_one_line,
    opening,
    pages,
    query,
)

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.indices.vector_store import VectorIndexRetriever

SENTENCES = 3
LONG_SENTENCE = 50
"""Words over which a sentence is taken for a table or a list, and cut into runs of lines of so many words at most."""
NODES_A_PAGE = 10
"""A page can be cut into several nodes: so many more are fetched that ten distinct pages remain."""


class Bm25:
    """Rank whole pages by BM25, and answer with the three sentences of the best page that BM25 ranks first.

    bm25s with its defaults (Lucene, k1 1.5, b 0.75) and English stop words, once over all pages and once over all
    their sentences. The sentences stand in page order, each cited by itself, together within the question's word
    limit. Nothing is ever refused: where no page shares a word with the question, the answer is empty.
    """

    def __init__(self, papers: Papers) -> None:
        self._pages = pages(papers)
        self._sentences = [_sentences(page.text) for page in self._pages]
        self._starts = list(accumulate(map(len, self._sentences), initial=0))
        self._by_page = _Index([page.text for page in self._pages])
        self._by_sentence = _Index(list(chain.from_iterable(self._sentences)))

    def __call__(self, question: Question) -> Reply:
        """Answer one question."""
        scores = self._by_page.scores(query(question))
        allowed = np.array([asked_of(question, page) for page in self._pages])
        best = _best(scores * allowed, PAGES)
        if not best:
            return Reply()
        page, most = self._pages[best[0]], word_limit(question) // SENTENCES
        quotes = [opening(sentence, most) for sentence in self._told(best[0], question)]
        answer = " ".join(f"{on_one_line(quote)} [{n}]" for n, quote in enumerate(quotes, start=1))
        return Reply(answer, tuple(map(page.cited, quotes)), first_pages(self._pages[n] for n in best))

    def _told(self, page: int, question: Question) -> list[str]:
        scores = self._by_sentence.scores(query(question))[self._starts[page] : self._starts[page + 1]]
        return [self._sentences[page][n] for n in sorted(_best(scores, SENTENCES))]


class Vectors:
    """llama-index's default index: `SentenceSplitter` (1024 tokens, 200 shared) a page, one vector a node."""

    def __init__(self, papers: Papers, embedding: "BaseEmbedding") -> None:
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter

        self._pages = pages(papers)
        self._nodes = SentenceSplitter()([Document(text=page.text, id_=str(n)) for n, page in enumerate(self._pages)])
        self.index = VectorStoreIndex(self._nodes, embed_model=embedding)

    def page(self, ref_doc_id: str | None) -> Page:
        """Return the page that a node was cut from."""
        return self._pages[int(ref_doc_id or "")]

    def retriever(self, question: Question, top_k: int) -> "VectorIndexRetriever | None":
        """Return what finds the nearest nodes of the papers that are asked of; None where there is none to find."""
        from llama_index.core.indices.vector_store import VectorIndexRetriever

        allowed = [node.node_id for node in self._nodes if asked_of(question, self.page(node.ref_doc_id))]
        return VectorIndexRetriever(self.index, similarity_top_k=top_k, node_ids=allowed) if allowed else None


def llama_index(vectors: Vectors) -> Respond:
    """Answer with the opening words, up to the question's word limit, of the node that is nearest to it.

    llama-index's default would hand on 2 nodes; so many are fetched here that ten pages can be ranked, which leaves
    the first what it was. Nothing is ever refused.
    """

    def respond(question: Question) -> Reply:
        retriever = vectors.retriever(question, PAGES * NODES_A_PAGE)
        if retriever is None:
            return Reply()
        nodes = [hit.node for hit in retriever.retrieve(query(question))]
        ranked = [vectors.page(node.ref_doc_id) for node in nodes]
        quote = opening(nodes[0].get_content(), word_limit(question))
        return Reply(f"{on_one_line(quote)} [1]", (ranked[0].cited(quote),), first_pages(ranked))

    return respond


def refuse(_question: Question) -> Reply:
    """Refuse any question: what refusals alone are worth."""
    return Reply("The papers do not say.", refused=True)


class _Index:
    """BM25 over some texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        try:
            import bm25s
        except ImportError as error:
            raise AskboardError("the BM25 baseline needs bm25s: pip install 'askboard[dev]'") from error
        self._tokenize, self._index, self._size = bm25s.tokenize, bm25s.BM25(), len(texts)
        self._index.index(self._tokens(texts), show_progress=False)

    def scores(self, text: str) -> "np.ndarray[Any, np.dtype[np.float32]]":
        """Return how well each text fits; 0 where it shares no word."""
        [words] = self._tokens([text])
        return np.asarray(self._index.get_scores(words)) if words else np.zeros(self._size, np.float32)

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        cut: list[list[str]] = self._tokenize(texts, stopwords="en", return_ids=False, show_progress=False)
        return cut


def _best(scores: "np.ndarray[Any, np.dtype[np.float32]]", most: int) -> list[int]:
    """Return the places of the highest scores above 0, highest first; of equal ones the first comes first."""
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return [n for n in order[:most] if scores[n] > 0]


def _sentences(text: str) -> list[str]:
    """Cut a text where llama-index's nltk tokenizer (Punkt, untrained) does, and long sentences between their lines.

    Runs of lines make a stronger baseline than single ones: of tables BM25 would choose cells of one word.
    """
    from llama_index.core.node_parser.text.utils import split_by_sentence_tokenizer

    return [part.strip() for whole in split_by_sentence_tokenizer()(text) for part in _runs(whole) if part.strip()]


def _runs(sentence: str) -> Iterator[str]:
    held = ""
    for line in sentence.splitlines(keepends=True):
        if held and len((held + line).split()) > LONG_SENTENCE:
            yield held
            held = ""
        held += line
    yield held
