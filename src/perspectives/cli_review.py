"""The command `review`: arguments in, one call, a summary and an exit code out."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from perspectives.cli_options import Articles, ConflictName, FrameModel, Naming, Quiet, StanceModel


class EngineName(StrEnum):
    """Where the work is done."""

    SERIAL = "serial"
    PROCESSES = "processes"
    DASK = "dask"


def review(
    inputs: Articles,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="The review's folder.")],
    engine: Annotated[EngineName, typer.Option(help="In this process, on all cores, or on a Dask cluster.")] = (
        EngineName.PROCESSES
    ),
    workers: Annotated[int, typer.Option(min=0, help="How many workers; 0 is one for each core.")] = 0,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler (tcp://host:8786).")
    ] = None,
    since: Annotated[bool, typer.Option("--since", help="Add the inputs to the review in the folder.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Remove the review in the folder and begin anew.")] = False,
    time_limit: Annotated[float, typer.Option(min=0, help="Seconds for one article; 0 is no limit.")] = 60.0,
    memory: Annotated[float, typer.Option(min=0, help="Gigabytes for each worker; 0 is no limit.")] = 3.0,
    flagged: Annotated[
        int,
        typer.Option(min=0, help="List at most so many flags of sentences, for stance and for wording each."),
    ] = 50_000,
    claims: Annotated[
        int, typer.Option(min=0, help="Align claims of at most so many articles, in one process; 0 leaves them out.")
    ] = 2_000,
    conflict: ConflictName = "karabakh",
    stance_model: StanceModel = None,
    frame_model: FrameModel = None,
    outlet_from: Naming = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print progress (standard error) and summary as JSON lines.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Review many articles into a folder; run it again to go on after a crash or Ctrl-C.

    The folder gets index.html (outlets by indicators), site/ (the report's
    pages), tables/, flagged.csv and flagged.jsonl (own-voice sentences to look
    at, most probable first) and parts/ (all analyses, which perspectives compare
    FOLDER reads). The result does not depend on the engine, the workers or
    interruptions.

    Example: perspectives review archive/*.jsonl.gz -o review/
    """
    from perspectives import review as reviews
    from perspectives import run
    from perspectives.engines import EngineOptions

    if since and again:
        raise typer.BadParameter("--since adds to a review, --again removes it; give one of them")
    if scheduler and engine is not EngineName.DASK:
        raise typer.BadParameter("--scheduler needs --engine dask")
    options = reviews.ReviewOptions(
        engine=engine.value,
        engine_options=EngineOptions(workers, scheduler, int(memory * 1e9)),
        mode=reviews.SINCE if since else reviews.AGAIN if again else reviews.ON,
        limits=reviews.Limits(seconds=time_limit),
        flagged=flagged,
        claim_articles=claims,
    )
    log = reviews.JsonLines() if as_json else reviews.Silent() if quiet else reviews.Lines()
    try:
        settings = run.settings(conflict, stance_model, frame_model, outlet_from)
        settings = replace(settings, reading=replace(settings.reading, seconds=time_limit))
        found = reviews.review(inputs, output, settings, options, log)
    except KeyboardInterrupt:
        log.note(f"interrupted; run the same command again to go on from the parts in {output}")
        raise typer.Exit(130) from None
    if as_json:
        summary = {name: getattr(found, name) for name in ("documents", "skipped", "flagged", "new", "known")}
        typer.echo(json.dumps({"event": "done", "folder": str(found.folder), **summary}))
    elif not quiet:
        log.note(
            f"wrote {found.folder}/index.html: {found.documents:,} articles, {found.skipped:,} skipped, "
            f"{found.flagged:,} flags of own-voice sentences"
        )
    raise typer.Exit(3 if found.skipped else 0)
