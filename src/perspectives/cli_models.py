"""Commands that train and evaluate models."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from perspectives.cli_options import ConflictName
from perspectives.errors import PerspectivesError

Json = Annotated[bool, typer.Option("--json", help="Print the figures as one JSON object.")]
Labeled = Annotated[
    list[Path],
    typer.Argument(
        metavar="LABELED",
        help="CSV or JSON lines. stance: text, target_start, target_end (or target, a side), stance (favorable, "
        "neutral, critical, none), group (the article), optional holder_start, holder_end. "
        "frames: text, frames, group.",
    ),
]
Model = Annotated[
    Path | None,
    typer.Option("--model", "-m", help="stance, frames: your own model instead of the shipped one."),
]


class Task(StrEnum):
    """What a model decides."""

    STANCE = "stance"
    FRAMES = "frames"


class Layer(StrEnum):
    """What can be measured on gold labels."""

    ATTRIBUTION = "attribution"
    STANCE = "stance"
    FRAMES = "frames"
    CLAIMS = "claims"


def train(
    task: Annotated[Task, typer.Argument(metavar="TASK", help="What to learn: stance or frames.")],
    labeled: Labeled,
    output: Annotated[Path, typer.Option("--output", "-o", help="The model to write; its card comes beside it.")],
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="stance: do not start from the shipped model. Use it where rows come from NewsMTSC, DSE or this "
            "project's corpus, which that model has seen: else their figures flatter.",
        ),
    ] = False,
    as_json: Json = False,
    conflict: ConflictName = "karabakh",
) -> None:
    """Train your own stance or frame model on labeled sentences, with honest figures.

    Figures are from cross-validation by article (the column group), beside
    those of the majority class, a lexicon and TF-IDF. A sentence that stands
    in two groups is refused, since a split would leak.

    Example: perspectives train stance labels.csv -o stance.skops
    """
    from perspectives import learn, run
    from perspectives.card import write_card
    from perspectives.models import save_head
    from perspectives.targets import check_targets

    conflict_file = run.load_conflict(conflict)
    check_targets(labeled, [output])
    if not output.parent.is_dir():
        raise PerspectivesError(f"{output.parent} is no folder to write the model into; make it first")
    training = (
        learn.stance(labeled, conflict_file, fresh) if task is Task.STANCE else learn.frames(labeled, conflict_file)
    )
    save_head(output, training.head)
    card = write_card(output, str(task), training, [path.name for path in labeled])
    if as_json:
        typer.echo(json.dumps(training.figures))
        return
    for warning in training.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(text_of(training.figures))
    if training.curve:
        steps = ", ".join(f"{score:.3f} on {rows:,}" for rows, score in training.curve)
        figure = "macro-F1" if task is Task.STANCE else "micro-F1"
        typer.echo(f"learning curve   {figure} {steps} rows")
    for text, gold, said, probability in training.errors[:5]:
        typer.echo(f"costly error     {gold} taken for {said} ({probability:.2f}): {text[:100]}")
    typer.echo(f"wrote {output} and {card}")


def evaluate(
    layer: Annotated[
        Layer, typer.Argument(metavar="LAYER", help="What to measure: attribution, stance, frames or claims.")
    ],
    gold: Annotated[
        list[Path],
        typer.Argument(metavar="GOLD", help="Labeled sentences as train takes them, gold documents or claims."),
    ],
    model: Model = None,
    against: Annotated[Path | None, typer.Option(help="stance: another model, compared on the same rows.")] = None,
    as_json: Json = False,
    conflict: ConflictName = "karabakh",
) -> None:
    """Measure a model on gold labels, with intervals by article and baselines beside it.

    attribution: a .markup file, a folder of them, or analysis records (every
    layer is measured); or JSON lines with doc_id, text, sentences, tokens and
    attributions.

    stance, frames: labeled sentences without their documents, so that the
    shipped stance model's second look at a whole document is not measured.

    claims: labeled pairs of claims, as in corpus/claims; those on events that
    the shipped model was fitted on are left out.

    Example: perspectives evaluate stance labels.csv --model stance.skops
    """
    from perspectives import learn, run

    if model and layer in (Layer.ATTRIBUTION, Layer.CLAIMS):
        raise typer.BadParameter(f"--model is a stance or frame model; {layer} is measured with the shipped one")
    if against and layer is not Layer.STANCE:
        raise typer.BadParameter("--against compares stance models")
    conflict_file = run.load_conflict(conflict)
    if layer is Layer.ATTRIBUTION:
        if len(gold) != 1:
            raise PerspectivesError("evaluate attribution takes one file or folder of gold documents")
        figures = learn.evaluate_attribution(gold[0], conflict_file)
    elif layer is Layer.CLAIMS:
        if len(gold) != 1:
            raise PerspectivesError("evaluate claims takes one folder, or one file of pairs with its claims beside it")
        from perspectives.claims.gold import gold_files
        from perspectives.claims.score import evaluate as evaluate_claims

        gold_files(gold[0])  # found missing before the models load, not after
        figures = evaluate_claims(gold[0], run.load_conflict, run.load_models(run.Settings(conflict=conflict)))
    elif layer is Layer.STANCE:
        figures = learn.evaluate_stance(gold, conflict_file, model, against)
    else:
        figures = learn.evaluate_frames(gold, conflict_file, model)
    typer.echo(json.dumps(figures) if as_json else text_of(figures))


def text_of(figures: dict[str, Any]) -> str:
    """Figures as aligned lines: a name, its value, and its interval where there is one."""
    intervals = figures.get("intervals", {})
    lines = []
    for name, value in figures.items():
        if name in ("intervals", "coverage"):
            continue
        if name == "per_class":
            for label, one in value.items():
                low, high = one["interval"] or ("", "")
                lines.append(
                    f"  {label:18s} F1 {one['f1']:.3f} [{low}–{high}]  precision {one['precision']:.3f}  "
                    f"recall {one['recall']:.3f}  n {one['support']}"
                )
        elif name == "baselines":
            for baseline, found in value.items():
                lines.append(f"  baseline {baseline:9s} " + "  ".join(f"{k} {v:.3f}" for k, v in found.items()))
        else:
            shown = f"{value:.4f}" if isinstance(value, float) else str(value)
            if intervals.get(name):
                shown += f" [{intervals[name][0]:.3f}–{intervals[name][1]:.3f}]"
            lines.append(f"{name:24s} {shown}")
    surest = [
        f"  the surest {step['coverage']:.0%}: accuracy {step['accuracy']:.3f}" for step in figures.get("coverage", ())
    ]
    return "\n".join(lines + surest)
