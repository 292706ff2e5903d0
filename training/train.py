"""Train the evidence reader on a CPU: on public rows, then on the short and on the dense dossiers.

`python -m training.train rows ROWS_FOLDER OUT`, then `dossiers` and `dense`, each with `--start` of the stage before.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.embedding import default_weights
from index.evidence.coding import Encoding
from training import dossiers, rows
from training.examples import Example, by_length
from training.model import Network, batch_of, loss, measured, scores

DOSSIERS = Path(__file__).parent / "dossiers"
SEED, LETTERS, WARM, TOLD = 7, 18_000, 0.05, 100
HELD_ROWS, HELD_DOSSIERS, REPLAYED = 1500, 8, 0.25
# Of the stage before the dense dossiers, so much is learnt again beside them.
SHORT_AGAIN = 0.5
HEADS = 6.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast: `rate` is the encoder's highest, that of the new heads is HEADS times it."""

    rate: float
    epochs: int


RECIPES = {"rows": Recipe(8e-5, 1), "dossiers": Recipe(6e-5, 2), "dense": Recipe(5e-5, 2)}


def main() -> None:
    """Train one stage and write the weights and what was measured on examples held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=RECIPES)
    parser.add_argument("rows", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, help="weights to go on from, as the stage before left them")
    chosen = parser.parse_args()
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    learnt, held = _examples(chosen.stage, chosen.rows, chance)
    network = Network(default_weights())
    if chosen.start:
        network.load_state_dict(torch.load(chosen.start, weights_only=True))
    chosen.out.mkdir(parents=True, exist_ok=True)
    encoding = Encoding(Tokenizer.from_file(str(default_weights() / "tokenizer.json")))
    print(f"{len(learnt)} examples to learn from, {len(held)} held out", flush=True)
    _train(network, encoding, learnt, RECIPES[chosen.stage], chance)
    torch.save(network.state_dict(), chosen.out / "reader.pt")
    told = measured(network, encoding, held)
    (chosen.out / "held-out.json").write_text(json.dumps(told, indent=1))
    print(told, flush=True)


def _examples(stage: str, folder: Path, chance: random.Random) -> tuple[list[Example], list[Example]]:
    """Return what a stage learns from, with some of what the stages before learnt, and what is held out."""
    public = rows.load(folder, chance)
    if stage == "rows":
        return public[HELD_ROWS:], public[:HELD_ROWS]
    own, held = dossiers.load(DOSSIERS / ("short" if stage == "dossiers" else "dense"), HELD_DOSSIERS, chance)
    again = chance.sample(public[HELD_ROWS:], k=int(REPLAYED * len(own)))
    if stage == "dense":
        short, _ = dossiers.load(DOSSIERS / "short", 0, chance)
        again += chance.sample(short, k=int(SHORT_AGAIN * len(short)))
    return [*own, *again], held


def _train(
    network: Network, encoding: Encoding, learnt: Sequence[Example], recipe: Recipe, chance: random.Random
) -> None:
    """Go through the examples so many times; the rate rises at first, then falls to nothing."""
    heads = [*network.unit.parameters(), *network.none.parameters()]
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    rates = [recipe.rate, HEADS * recipe.rate]
    groups = [{"params": encoder, "lr": rates[0]}, {"params": heads, "lr": rates[1]}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    batches = [b for _ in range(recipe.epochs) for b in by_length(chance.sample(learnt, k=len(learnt)), LETTERS)]
    start, running = time.monotonic(), 0.0
    for step, examples in enumerate(batches):
        share = step / len(batches)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(share / WARM + 0.01, 1.0) * (1 - share)
        tensors = batch_of(examples, encoding)
        cost = loss(scores(network, tensors), tensors)
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        running = 0.99 * running + 0.01 * cost.item()
        if step % TOLD == TOLD - 1:
            minutes = (time.monotonic() - start) / 60
            told = running / (1 - 0.99 ** (step + 1))
            print(f"{share:.1%} after {minutes:.1f} min, loss {told:.3f}", flush=True)


if __name__ == "__main__":
    main()
