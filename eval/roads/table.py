"""The roads by their names."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from answer.writing.remote import LanguageModelChoice
from eval.roads.baselines import Bm25, Vectors, llama_index, refuse
from eval.roads.citing import CitationEngine
from eval.roads.road import Papers, Respond, Road, road

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding


def roads(papers: Papers, embedding: "BaseEmbedding", model: LanguageModelChoice | None) -> dict[str, Road]:
    """Return every road over these papers, "citation-engine" only where there is a language model.

    Nothing is read or embedded before a road is asked; two roads share one index of vectors.
    """

    @cache
    def vectors() -> Vectors:
        return Vectors(papers, embedding)

    built: dict[str, Callable[[], Respond]] = {
        "bm25": lambda: Bm25(papers),
        "llama-index": lambda: llama_index(vectors()),
        "refuser": lambda: refuse,
    }
    if model:
        built["citation-engine"] = lambda: CitationEngine(vectors(), model)
    return {name: road(build) for name, build in built.items()}
