"""Commands of the labeling loop and of conflict files."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perspectives.cli_options import Analyses, ConflictName
from perspectives.errors import PerspectivesError

File = Annotated[str, typer.Argument(metavar="CONFLICT", help="A conflict file, or a shipped conflict's name.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]

conflict_app = typer.Typer(help="Check, start or show a conflict file.", no_args_is_help=True)


class Strategy(StrEnum):
    """How an audit sample is drawn."""

    RANDOM = "random"
    UNCERTAIN = "uncertain"


class Tool(StrEnum):
    """Labeling tools whose files can be written and read."""

    DOCCANO = "doccano"
    LABEL_STUDIO = "label-studio"
    PRODIGY = "prodigy"


def sample(
    analysis: Analyses,
    output: Output,
    n: Annotated[int, typer.Option("-n", min=1, help="Sentences per outlet.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 0,
    strategy: Annotated[Strategy, typer.Option(help="random: for an audit; uncertain: for new training labels.")] = (
        Strategy.RANDOM
    ),
) -> None:
    """Draw sentences per outlet to label: a random audit, or those the models are least sure of.

    An audit sample is written without the models' labels, since a labeler who
    sees them tends to agree.

    Example: perspectives sample analysis.jsonl -n 50 -o audit.jsonl
    """
    from perspectives import store
    from perspectives.labels.sample import blank
    from perspectives.labels.sample import sample as draw
    from perspectives.targets import check_targets

    check_targets([analysis], [output])
    drawn = draw(store.read_analyses(analysis), n, seed, str(strategy))
    shown = (blank(one) for one in drawn) if strategy is Strategy.RANDOM else iter(drawn)
    count = store.write_analyses(shown, output)
    typer.echo(f"wrote {output}: sentences of {count} documents")


def export(
    analysis: Analyses,
    output: Output,
    tool: Annotated[Tool, typer.Option("--to", help="The labeling tool.")],
) -> None:
    """Write sentences and labels for a labeling tool; import brings the labels back.

    Example: perspectives export audit.jsonl --to doccano -o doccano.jsonl
    """
    from perspectives import run, store
    from perspectives.labels.formats import export_text
    from perspectives.targets import check_targets

    check_targets([analysis], [output])
    run.write_text(output, export_text(store.read_analyses(analysis), str(tool)))
    typer.echo(f"wrote {output}")


def import_(
    labeled: Annotated[Path, typer.Argument(metavar="LABELED", help="The file that the labeling tool wrote.")],
    tool: Annotated[Tool, typer.Option("--from", help="The labeling tool.")],
    originals: Annotated[Path, typer.Option("--originals", help="The ANALYSIS that perspectives export was given.")],
    output: Output,
    conflict: ConflictName = "karabakh",
    unchanged: Annotated[
        bool, typer.Option("--unchanged", help="Take tasks without any change as labeled too: somebody looked at all.")
    ] = False,
) -> None:
    """Read labels back from a labeling tool; ids and texts are checked against the originals.

    A task where nothing changed counts only if the tool says that it was done:
    Prodigy's answer, Label Studio's lead time, a comment in doccano.

    Example: perspectives import done.jsonl --from doccano --originals audit.jsonl
    -o labels.jsonl
    """
    from perspectives import run, store
    from perspectives.labels.formats import import_text
    from perspectives.markup import vocabulary
    from perspectives.targets import check_targets

    check_targets([labeled, originals], [output])
    try:
        text = labeled.read_text(encoding="utf-8")
    except OSError as error:
        raise PerspectivesError(f"cannot read {labeled}: {error.strerror}") from error
    valid = vocabulary(run.load_conflict(conflict))
    found = import_text(text, str(tool), store.read_analyses(originals), valid, unchanged)
    reason = (
        f"nothing changed since the export and {tool} does not say they were done; --unchanged takes them as labeled, "
        "but for those that were skipped"
    )
    if found.untouched and not found.done:
        raise PerspectivesError(f"{labeled}: no task was labeled: {reason}")
    if found.untouched:
        names = ", ".join(found.untouched[:3]) + (", …" if len(found.untouched) > 3 else "")
        typer.echo(f"left out {len(found.untouched)} tasks ({names}): {reason}", err=True)
    count = store.write_analyses(found.done, output)
    typer.echo(f"wrote {output}: {count} documents")


def agreement(
    annotators: Annotated[
        list[Path],
        typer.Argument(
            metavar="LABELS",
            help="One for each annotator, two or more: what import wrote, a .markup file, or a folder of them.",
        ),
    ],
    conflict: ConflictName = "karabakh",
) -> None:
    """Compare annotators: Krippendorff's alpha per field, span F1, and the disagreements.

    Example: perspectives agreement labels-a.jsonl labels-b.jsonl
    """
    from perspectives import run
    from perspectives.labels.agreement import agreement as compare
    from perspectives.labels.corpus import read_labeled
    from perspectives.markup import vocabulary

    if len(annotators) < 2:
        raise PerspectivesError("agreement takes the files of two annotators or more")
    valid = vocabulary(run.load_conflict(conflict))
    found = compare([read_labeled(path, valid) for path in annotators])
    typer.echo(f"{found.documents} documents, {found.units} units")
    for field in found.fields:
        alpha, exact = _figure(field.alpha), _figure(field.exact)
        typer.echo(f"  {field.field:22s} alpha {alpha}  equal {exact}  items {field.items}")
    for span in found.spans:
        typer.echo(f"  {span.role:22s} F1 exact {_figure(span.exact)}  by words {_figure(span.words)}")
    for one in found.disagreements:
        values = " | ".join(one.values)
        typer.echo(f"{one.document}, sentence {one.sentence}, {one.field}: {values}: {one.text[:80]}")


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


@conflict_app.command("check")
def check(file: File) -> None:
    """List every problem of a conflict file with its line."""
    from perspectives import conflict

    problems = conflict.check(file)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{file}: no problem found")


@conflict_app.command("new")
def new(
    countries: Annotated[list[str], typer.Argument(metavar="COUNTRY", help="The countries that are its sides.")],
    name: Annotated[str, typer.Option(help="The conflict's id.")] = "my-conflict",
) -> None:
    """Print a commented skeleton for another conflict, with the countries' names filled in.

    Example: perspectives conflict new Serbia Kosovo > my-conflict.toml
    """
    from perspectives.conflict_skeleton import skeleton

    typer.echo(skeleton(countries, name), nl=False)


@conflict_app.command("show")
def show(file: File = "karabakh") -> None:
    """Show the sides, actors, events, namings and frames of a conflict."""
    from perspectives.run import load_conflict

    found = load_conflict(file)
    typer.echo(f"{found.label} ({found.id}, version {found.version})")
    typer.echo("sides    " + ", ".join(f"{side.id} ({side.label})" for side in found.sides))
    typer.echo("actors   " + ", ".join(f"{actor.id} → {actor.side}" for actor in found.actors))
    typer.echo("events")
    for event in found.events:
        typer.echo(f"  {event.start}  {event.id}: {event.label}")
    typer.echo("namings  " + ", ".join(naming.id for naming in found.namings))
    typer.echo("frames   " + ", ".join(frame.id for frame in found.frames))
