"""Let a language model write the answer, and keep the sentences that their passages prove."""

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from answer.model import Claim
from answer.quoting import Quoter
from answer.understanding.model import Understood
from answer.writing.prompting import ABSENT, again, prompt, shown
from answer.writing.proof import proof
from answer.writing.streaming import MARK, LanguageModel, sentences
from index.library import Library
from index.model import ANYONE, Hit, PaperCard, Viewer

MOST_SENTENCES = 12
MOST_CITED = 4
LISTING = re.compile(r"^(?:[-*•#]+|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a model was sent: the passages by their number from 1, and who asks."""

    hits: Sequence[Hit]
    cards: dict[str, PaperCard]
    viewer: Viewer


class Writer:
    """Ask a language model for an answer and keep only the sentences that their passages prove."""

    def __init__(self, library: Library, choice: LanguageModel) -> None:
        self._library, self._choice = library, choice
        self._quoter, self._model = Quoter(library), choice.opened()

    def close(self) -> None:
        """Let the model go."""
        self._model.close()

    def barred(self, hits: Sequence[Hit]) -> bool:
        """Tell whether the model must not be sent these passages."""
        return not self._choice.trusted and any(hit.passage.classification != "public" for hit in hits)

    def claims(self, asked: Understood, hits: Sequence[Hit], viewer: Viewer = ANYONE) -> Iterator[Claim | str]:
        """Yield each proved sentence as it is ready, and the words of one that was dropped.

        Where none is proved, the model is told so and asked once more. Raises LanguageModelError when the model cannot
        be reached, does not answer in time, or says nothing.
        """
        cards = {card.id: card for card in self._library.papers(viewer)}
        sent = _Sent(shown(hits, self._choice.letters), cards, viewer)
        first = prompt(asked, sent.hits, cards)
        if failed := (yield from self._told(first, sent)):
            yield from self._told(again(first, failed), sent)

    def _told(self, told: str, sent: _Sent) -> Generator[Claim | str, None, list[str]]:
        """Yield what a reply says, proved or not; return the sentences that failed where none was proved."""
        said: list[str] = []
        proved = False
        with closing(self._model.stream(told)) as stream:
            for sentence in sentences(stream):
                # A sentence said twice: the model has begun to go round in circles.
                if ABSENT in sentence.upper() or sentence in said or len(said) == MOST_SENTENCES:
                    break
                said.append(sentence)
                claim = self._claim(sentence, sent)
                proved = proved or claim is not None
                yield claim or sentence
        return [] if proved else said

    def _claim(self, sentence: str, sent: _Sent) -> Claim | None:
        marks = [int(n) for mark in MARK.findall(sentence) for n in re.findall(r"\d+", mark)]
        cited = [sent.hits[n - 1] for n in dict.fromkeys(marks) if 1 <= n <= len(sent.hits)]
        text = LISTING.sub("", MARK.sub("", sentence).replace("**", "").strip())
        quotes = proof(text, cited[:MOST_CITED], sent.cards)
        cards = sent.cards
        citations = [c for q in quotes for c in self._quoter.cite(q, cards[q.passage.paper_id], sent.viewer)]
        return Claim(text, tuple(citations)) if citations else None
