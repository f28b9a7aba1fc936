"""The command line: arguments in, verbs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perspectives import cli_labels, cli_models, cli_review
from perspectives.cli_options import ConflictName, FrameModel, Inputs, Naming, Quiet, StanceModel
from perspectives.console import Progress
from perspectives.errors import PerspectivesError
from perspectives.records import Analysis

app = typer.Typer(
    help="""See how news outlets present a conflict: who speaks, with what stance, in which frame.

Start with a folder of saved articles:

    perspectives compare FOLDER -o report.html

Exit codes: 0 done, 1 nothing done, 2 wrong usage, 3 done with documents skipped, 130 interrupted.""",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class AuditLayer(StrEnum):
    """Kinds of labels that an audit may hold (the keys of `perspectives.audit.LAYERS`)."""

    SIDES = "sides"
    STANCES = "stances"
    FRAMES = "frames"


_PAGE_SENTENCES, _SITE_SENTENCES = 800, 4000
"""Sentences that a report of one page and of a folder hold at most, about."""


@app.command()
def compare(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")] = Path("report.html"),
    site: Annotated[Path | None, typer.Option(help="Also write the report as a folder of pages.")] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="Also print the report to this file (needs Chromium or WeasyPrint).")
    ] = None,
    tables: Annotated[Path | None, typer.Option(help="Also write every table as CSV into this folder.")] = None,
    audit: Annotated[
        list[Path] | None,
        typer.Option(
            help="Your labels of an audit sample, as import wrote them: where they are, they replace the shipped "
            "estimate of the models' error. May be given several times."
        ),
    ] = None,
    audit_layer: Annotated[
        list[AuditLayer] | None,
        typer.Option(help="What was labeled in the audit; without it, what is marked anywhere. May come repeatedly."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every table, as one JSON object.")] = False,
    conflict: ConflictName = "karabakh",
    stance_model: StanceModel = None,
    frame_model: FrameModel = None,
    outlet_from: Naming = None,
    quiet: Quiet = False,
) -> None:
    """Compare how outlets present the conflict, in one self-contained HTML page.

    Example: perspectives compare articles/ -o report.html --tables tables/
    """
    from perspectives import run
    from perspectives.targets import check_targets

    if output.suffix.lower() == ".pdf":
        raise PerspectivesError(f"{output} would hold HTML; name the PDF with --pdf {output}, and the page with -o")
    check_targets(inputs, (output, pdf), (site, tables))
    if pdf:
        _printable()
    settings = run.settings(conflict, stance_model, frame_model, outlet_from)
    with Progress(quiet or as_json) as progress:
        found = progress.watch(run.analyses(inputs, settings))
        room = _SITE_SENTENCES if site else _PAGE_SENTENCES
        comparison = run.compare(found, settings, audit, room, [str(layer) for layer in audit_layer or ()])
        if not progress.done:
            raise PerspectivesError(f"nothing to compare: {progress.summary()}; {output} was not written")
        progress.say("writing the report")
        run.write_report(comparison, output)
        if pdf:
            run.write_pdf(comparison, pdf)
        if site:
            run.write_site(comparison, site)
        if tables:
            run.write_tables(comparison, tables)
    if as_json:
        typer.echo(run.comparison_json(comparison))
    elif not quiet:
        if audit:
            typer.echo(f"audited: {', '.join(comparison.method.audited_layers)}")
        typer.echo(f"wrote {output}: {progress.summary()}")
    raise typer.Exit(progress.exit_code)


def _printable() -> None:
    """Raise where nothing can print a PDF."""
    from perspectives.report.paper import INSTALL, printer

    if printer() is None:
        raise PerspectivesError(INSTALL)


@app.command()
def analyze(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", help="The JSON lines to write.")] = Path("analysis.jsonl"),
    conflict: ConflictName = "karabakh",
    stance_model: StanceModel = None,
    frame_model: FrameModel = None,
    outlet_from: Naming = None,
    quiet: Quiet = False,
) -> None:
    """Write what is found in each article: one JSON line a document.

    A line holds the document, its sentences (kind, layer, side, frames),
    attributions (source, cue, content as code-point spans), stances and,
    where it could not be analyzed, the reason in "skipped".

    Example: perspectives analyze articles/ -o analysis.jsonl
    """
    from perspectives import run, store
    from perspectives.targets import check_targets

    check_targets(inputs, (output,))
    settings = run.settings(conflict, stance_model, frame_model, outlet_from)
    with Progress(quiet) as progress:
        store.write_analyses(_some(progress, run.analyses(inputs, settings), output), output)
    if not quiet:
        typer.echo(f"wrote {output}: {progress.summary()}")
    raise typer.Exit(progress.exit_code)


def _some(progress: Progress, analyses: Iterable[Analysis], output: Path) -> Iterator[Analysis]:
    """Pass the analyses on; raises at their end where there was not even a skipped one, so that none is replaced."""
    yield from progress.watch(analyses)
    if not progress.done and not progress.skipped:
        raise PerspectivesError(f"nothing to analyze: {progress.summary()}; {output} was not written")


@app.command()
def claims(
    inputs: Inputs,
    event: Annotated[str | None, typer.Option(help="Only this event (an id that the output names).")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print claims, events, relations and how claims travel, as one JSON object.")
    ] = False,
    conflict: ConflictName = "karabakh",
    outlet_from: Naming = None,
    quiet: Quiet = False,
) -> None:
    """Show what each side says happened: claims aligned by event, contested ones side by side.

    Example: perspectives claims articles/ --event icj-2023
    """
    from perspectives import run
    from perspectives.claims import console, to_json
    from perspectives.store import dumps

    settings = run.settings(conflict, None, None, outlet_from)
    with Progress(quiet or as_json) as progress:
        found = run.align_claims(progress.watch(run.analyses(inputs, settings)), settings)
    typer.echo(dumps(to_json(found, event)) if as_json else console(found, event))
    raise typer.Exit(progress.exit_code)


app.command()(cli_models.train)
app.command()(cli_models.evaluate)
app.command()(cli_review.review)
app.command()(cli_labels.sample)
app.command()(cli_labels.export)
app.command("import")(cli_labels.import_)
app.command()(cli_labels.agreement)
app.add_typer(cli_labels.conflict_app, name="conflict")
