"""Write a trained network as ONNX with weights of 8 bits: `python -m training.export READER.pt READER.onnx`."""

import argparse
import hashlib
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from index.embedding import default_weights
from training.model import Network

NAMES = ("input_ids", "attention_mask", "token_type_ids")


def main() -> None:
    """Export the weights, make them small, and tell their size and hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    network = Network(default_weights(), attention="eager")
    network.load_state_dict(torch.load(chosen.weights, weights_only=True))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        exported(network.eval(), whole)
        quantize_dynamic(whole, chosen.out, weight_type=QuantType.QInt8, per_channel=True)
    held = chosen.out.read_bytes()
    print(f"{chosen.out}: {len(held) / 1e6:.1f} MB, sha256 {hashlib.sha256(held).hexdigest()}")


def exported(network: Network, path: Path) -> None:
    """Write a network as ONNX of 32 bits; batches and lengths may be any."""
    given = tuple(torch.ones(2, 16, dtype=torch.long) for _ in NAMES)
    axes = {name: {0: "batch", 1: "pieces"} for name in (*NAMES, "pieces")} | {"none": {0: "batch"}}
    torch.onnx.export(
        network, given, str(path), input_names=[*NAMES], output_names=["pieces", "none"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
