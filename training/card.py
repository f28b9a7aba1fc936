"""Write the encoder's model card from its manifest and measured figures.

python -m training.figures ... > figures.json
python -m training.card --encoder DIR --models DIR --figures figures.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from perspectives.attribution.link import PARTS

CARD = (Path(__file__).parent / "model_card.template.md").read_text(encoding="utf8")


def table(figures: dict[str, Any], names: dict[str, str]) -> str:
    """Two columns, figure and value, of those that were measured."""
    rows = [f"| {text} | {figures[name]} |" for name, text in names.items() if name in figures]
    return "\n".join(["| figure | value |", "|---|---|", *rows])


ATTRIBUTION = {
    "sentence_kappa": "sentence kappa",
    "content_f1": "content F1 (words)",
    "source_head": "source head",
    "source_head_precision": "source head, where a source is given",
    "full_f1": "full F1",
    "exact_source": "exact source F1",
    "exact_cue": "exact cue F1",
    "exact_content": "exact content F1",
}
STANCE = {
    "newsmtsc_macro_f1": "NewsMTSC held out, macro-F1",
    "newsmtsc_accuracy": "NewsMTSC held out, accuracy",
    "newsmtsc_ece": "NewsMTSC held out, expected calibration error, uncalibrated",
    "newsmtsc_ece_calibrated": "the same with one temperature, fitted on the other half of the held-out articles",
    "opposite_stance_accuracy": "targets in sentences of opposite stances, accuracy",
    "opposite_stance_targets": "number of these targets",
    "dse_macro_f1": "Directed Sentiment dev, macro-F1",
}


def card(manifest: dict[str, Any], figures: dict[str, Any], models: Path) -> str:
    """The text of the model card."""
    corpus = "".join(
        f"\n{found['gold']} {name} attributions of the project's own dev articles:\n\n{table(found, ATTRIBUTION)}\n"
        for key, parts in figures.items()
        if key.endswith(".jsonl")
        for name, found in parts.items()
        if name != "all"
    )
    learned = [models / f"{part}.npz" for part in PARTS]
    digests = manifest["sha256"] | {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in learned}
    return CARD.format(
        heldout=manifest["heldout_newsmtsc_groups"],
        attribution=table(figures, ATTRIBUTION),
        stance=table(figures, STANCE),
        corpus=corpus,
        version=manifest["version"],
        files="\n".join(["| file | sha256 |", "|---|---|", *(f"| {n} | {d} |" for n, d in digests.items())]),
    )


def main() -> None:
    """Read the arguments and write MODEL_CARD.md beside the encoder."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--encoder", type=Path, required=True)
    cli.add_argument("--models", type=Path, required=True, help="folder of the linker and what follows it")
    cli.add_argument("--figures", type=Path, required=True)
    arguments = cli.parse_args()
    manifest = json.loads((arguments.encoder / "manifest.json").read_text(encoding="utf8"))
    figures = json.loads(arguments.figures.read_text(encoding="utf8"))
    (arguments.encoder / "MODEL_CARD.md").write_text(card(manifest, figures, arguments.models), encoding="utf8")


if __name__ == "__main__":
    main()
