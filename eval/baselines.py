"""Two plain roads to hold retrieval against: BM25 over whole pages, and llama-index as it comes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from errors import AskboardError
from eval import measures
from eval.grading import DEPTHS, paired, percent, table
from eval.questions import Place, Question, Record
from eval.quotes import PapersOnDisk, paged

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

Papers = Mapping[str, Sequence[str]]
"""File name to its page texts, page 1 first; a paper without pages is one text."""
Ranking = tuple[Place, ...]
"""The pages found for one question, best first, each once."""

PAGES = 10
"""How many pages a baseline returns."""
NODES_A_PAGE = 10
"""A page can be cut into several nodes: so many more are fetched that ten distinct pages remain."""


def read_pages(papers: PapersOnDisk) -> dict[str, tuple[str, ...]]:
    """Read the page texts of all papers, as pypdf and python-docx give them."""
    return {file: papers.pages(file) for file in papers.files}


def query(question: Question) -> str:
    """Return what a road without memory is asked: the user's last turn, if any, and the question."""
    said = [turn.content for turn in question.history if turn.role == "user"]
    return " ".join([*said[-1:], question.question])


def bm25(papers: Papers, questions: Sequence[Question]) -> list[Ranking]:
    """Rank whole pages by BM25: bm25s with its defaults (Lucene, k1 1.5, b 0.75), English stop words."""
    try:
        import bm25s
    except ImportError as error:
        raise AskboardError("the BM25 baseline needs bm25s: pip install 'askboard[dev]'") from error
    places, texts = _corpus(papers)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    asked = bm25s.tokenize([query(q) for q in questions], stopwords="en", show_progress=False)
    found, scores = index.retrieve(asked, k=min(PAGES, len(texts)), show_progress=False)
    return [
        tuple(places[page] for page, score in zip(*ranked, strict=True) if score > 0)
        for ranked in zip(found.tolist(), scores.tolist(), strict=True)
    ]


def llama_index(papers: Papers, questions: Sequence[Question], embedding: "BaseEmbedding") -> list[Ranking]:
    """Rank pages by llama-index's defaults: SentenceSplitter, one vector a node, nearest first."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    places, texts = _corpus(papers)
    pages = [Document(text=text, id_=str(number)) for number, text in enumerate(texts)]
    index = VectorStoreIndex(SentenceSplitter()(pages), embed_model=embedding)
    retriever = index.as_retriever(similarity_top_k=PAGES * NODES_A_PAGE)
    return [
        _first(places[int(hit.node.ref_doc_id or "")] for hit in retriever.retrieve(query(question)))
        for question in questions
    ]


def road(questions: Sequence[Question], records: Sequence[Record]) -> list[Ranking]:
    """Return the rankings that stand in the answer file, in the order of the questions."""
    pairs = paired(questions, records)
    return [tuple(found.place for found in record.passages) for _, record in pairs]


def side_by_side(questions: Sequence[Question], rankings: Mapping[str, Sequence[Ranking]]) -> str:
    """Print hit@1, hit@5, hit@10, MRR@10 and nDCG@10 of each road, over the answerable questions."""
    head = ("road", "n", *(f"hit@{k}" for k in DEPTHS), "MRR@10", "nDCG@10")
    return table([head, *(_row(name, questions, ranked) for name, ranked in rankings.items())])


def _row(name: str, questions: Sequence[Question], rankings: Sequence[Ranking]) -> tuple[str, ...]:
    judged = [
        _retrieval(ranking, [evidence.place for evidence in question.evidence])
        for question, ranking in zip(questions, rankings, strict=True)
        if question.evidence
    ]
    means = [sum(values) / len(judged) for values in zip(*judged, strict=True)]
    return name, str(len(judged)), *map(percent, means)


def _retrieval(ranking: Ranking, relevant: Sequence[Place]) -> tuple[float, ...]:
    hits = [measures.hit(ranking, relevant, k) for k in DEPTHS]
    return *hits, measures.reciprocal_rank(ranking, relevant), measures.ndcg(ranking, relevant)


def _corpus(papers: Papers) -> tuple[list[Place], list[str]]:
    """All pages that hold any text, and their places."""
    pages = [
        ((file, number if paged(file) else None), text)
        for file, texts in papers.items()
        for number, text in enumerate(texts, start=1)
        if text.strip()
    ]
    if not pages:
        raise AskboardError("the papers hold no text to search; scanned pages need OCR first")
    return [place for place, _ in pages], [text for _, text in pages]


def _first(places: Iterable[Place]) -> Ranking:
    return tuple(dict.fromkeys(places))[:PAGES]
