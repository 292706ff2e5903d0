"""The network of the evidence reader, and what it is asked to get right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from transformers import AutoModel

from index.evidence.coding import Encoding
from training.examples import Example, by_length

# Widths in steps: each width that is new costs the CPU's kernels a preparation.
STEP = 32
MEASURED_LETTERS = 36_000


class Network(nn.Module):
    """MiniLM with two heads: a score for each word piece, whose mean is its unit's, and one for "no unit answers".

    Without dropout, and with its word vectors and first layer as they were, it learns four times as fast on a CPU.
    """

    def __init__(self, weights: Path, attention: str = "sdpa") -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            weights, attn_implementation=attention, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        for part in (self.encoder.embeddings, self.encoder.encoder.layer[0]):
            part.requires_grad_(requires_grad=False)
        self.unit = nn.Linear(self.encoder.config.hidden_size, 1)
        self.none = nn.Linear(self.encoder.config.hidden_size, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores of shapes (batch, pieces) and (batch,)."""
        states = self.encoder(input_ids, attention_mask, token_type_ids).last_hidden_state
        return self.unit(states).squeeze(-1), self.none(states[:, 0]).squeeze(-1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as tensors; `members` (batch, units, pieces) weigh the pieces of each unit.

    `gold` (batch, 1 + units) shares out 1 over what is right, "none" first; `real` (batch, units) marks units that
    are there; `known` (batch,) says whether it is known which unit answers.
    """

    inputs: dict[str, Tensor]
    members: Tensor
    real: Tensor
    gold: Tensor
    known: Tensor


def batch_of(examples: Sequence[Example], encoding: Encoding) -> Batch:
    """Return the tensors of some examples."""
    # What does not stand in a passage's first window is not learnt from.
    coded = [encoding.coded(e.question, e.context, e.units)[0] for e in examples]
    width, most = max(len(c.ids) for c in coded), max(len(e.units) for e in examples)
    width += -width % STEP
    ids, types, mask = (torch.zeros(len(coded), width, dtype=torch.long) for _ in range(3))
    owners = torch.full((len(coded), width), -1)
    gold = torch.zeros(len(coded), 1 + most)
    for row, (example, code) in enumerate(zip(examples, coded, strict=True)):
        size = len(code.ids)
        ids[row, :size], types[row, :size] = torch.tensor(code.ids), torch.tensor(code.types)
        owners[row, :size], mask[row, :size] = torch.tensor(code.owners), 1
        right = [0] if not example.answers else [1 + unit for unit in example.gold]
        gold[row, right] = 1 / max(len(right), 1)
    members = (owners.unsqueeze(1) == torch.arange(most).view(1, -1, 1)).float()
    sizes = members.sum(-1)
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    known = torch.tensor([bool(e.gold) or not e.answers for e in examples])
    return Batch(inputs, members / sizes.clamp(min=1).unsqueeze(-1), sizes > 0, gold, known)


def scores(network: Network, batch: Batch) -> Tensor:
    """Return the scores (batch, 1 + units) of "none" and of each unit, -inf where there is no unit."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        pieces, none = network(**batch.inputs)
    found = torch.einsum("bup,bp->bu", batch.members, pieces.float())
    return torch.cat([none.float().unsqueeze(1), found.masked_fill(~batch.real, float("-inf"))], dim=1)


def loss(found: Tensor, batch: Batch) -> Tensor:
    """Return the mean cross entropy with what is right; any unit will do where it is not known which one is."""
    likely = torch.log_softmax(found, dim=1)
    sure = -(batch.gold * likely.masked_fill(batch.gold == 0, 0.0)).sum(1)
    some = -torch.logsumexp(likely[:, 1:], dim=1)
    told = torch.where(batch.known, sure, some)
    return told[torch.isfinite(told)].mean()


@torch.inference_mode()
def measured(network: Network, encoding: Encoding, held: Sequence[Example]) -> dict[str, float]:
    """Return how often a right unit comes first where one is known, and the area that tells answerable apart."""
    network.eval()
    first, answerable, margins = [], [], []
    for batch in by_length(held, MEASURED_LETTERS):
        found = scores(network, batch_of(batch, encoding))
        for row, example in enumerate(batch):
            answerable.append(example.answers)
            margins.append(float(torch.logsumexp(found[row, 1:], 0) - found[row, 0]))
            if example.gold:
                first.append(int(found[row, 1:].argmax()) in example.gold)
    network.train()
    return {
        "examples": len(held),
        "right unit first": sum(first) / max(len(first), 1),
        "answerable, area under the curve": float(roc_auc_score(answerable, margins)),
    }
