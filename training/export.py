"""Export a trained state to int8 ONNX, heads, tokenizer, manifest and model card.

python -m training.export --base MINILM_DIR --state encoder.pt --version 1 --out src/perspectives/data/encoder
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn
from torch.nn.functional import log_softmax

from training.model import LINK_SIZE, LINKS, Encoder
from training.text import DEPTHS, TAGS, held_out, read

HELD_OUT_LIST = Path(__file__).parent / "heldout_newsmtsc_groups.txt"


class Exported(nn.Module):
    """What runs at inference: piece ids to token states and tag log-probabilities."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """States (1, tokens, 384) and tags (1, tokens, 3, 7)."""
        states = self.model(ids, torch.ones_like(ids))
        tags = self.model.tags(states).unflatten(-1, (DEPTHS, len(TAGS)))
        return states, log_softmax(tags, -1)


def export_onnx(model: Encoder, path: Path) -> None:
    """Write the float32 graph, for one window of any length."""
    model.bert.config._attn_implementation = "eager"
    with torch.inference_mode():
        torch.onnx.export(
            Exported(model).eval(), (torch.tensor([[101, 2023, 2003, 102]]),), str(path), input_names=["ids"],
            output_names=["states", "tags"], dynamic_axes={name: {1: "tokens"} for name in ("ids", "states", "tags")},
            opset_version=17, dynamo=False,
        )  # fmt: skip


def heads_of(model: Encoder) -> dict[str, np.ndarray]:
    """Weights of the linear maps that numpy applies; the none scores stand beside the link keys."""
    state = model.state_dict()
    names = [n for n in state if n.startswith(("similarity.", "links.", "none.", "same_bias", "refers.", "nobody"))]
    return {name: state[name].numpy().astype(np.float16) for name in names}


def write_held_out(data: Path) -> str:
    """List the held-out groups beside the scripts; returns the list's sha256."""
    groups = sorted({row["group"] for row in read(data / "newsmtsc_train.jsonl.gz") if held_out(row["group"])})
    HELD_OUT_LIST.write_text("\n".join(groups) + "\n", encoding="utf8")
    return hashlib.sha256(HELD_OUT_LIST.read_bytes()).hexdigest()


def main() -> None:
    """Read the arguments and export."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--base", type=Path, required=True)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--state", type=Path, required=True)
    cli.add_argument("--version", required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--float32", action="store_true", help="leave the weights unquantized, to measure what int8 costs")
    arguments = cli.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    model = Encoder(arguments.base)
    model.load_state_dict(torch.load(arguments.state))
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        raw, prepared = Path(folder) / "raw.onnx", Path(folder) / "prepared.onnx"
        export_onnx(model, raw)
        quant_pre_process(str(raw), str(prepared), skip_symbolic_shape=True)
        if arguments.float32:
            shutil.copy(prepared, out / "encoder.onnx")
        else:
            quantize_dynamic(str(prepared), str(out / "encoder.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    np.savez(out / "heads.npz", **heads_of(model))
    shutil.copy(arguments.base / "tokenizer.json", out / "tokenizer.json")
    files = ("encoder.onnx", "heads.npz", "tokenizer.json")
    manifest = {
        "version": arguments.version,
        "states": 384,
        "depths": DEPTHS,
        "link_size": LINK_SIZE,
        "links": [f"{q}_{k}" for q, k in LINKS],
        "tags": TAGS,
        "heldout_newsmtsc_groups": write_held_out(arguments.data),
        "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
