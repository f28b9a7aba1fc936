"""Arguments and options that several commands take, and what their help says."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_ARTICLES = (
    "Files, folders (read recursively), globs or addresses (s3://…, https://…) of articles: text, Markdown, HTML, "
    "PDF, JSON lines, CSV, TSV, Parquet, feeds, web archives, also in .gz or .zip"
)
_STDIN = "- reads JSON lines from standard input."


class OutletFrom(StrEnum):
    """Where an outlet's name may come from when an article does not give it."""

    FOLDER = "folder"


Articles = Annotated[list[str], typer.Argument(metavar="INPUT", help=f"{_ARTICLES}. {_STDIN}")]
Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT", help=f"{_ARTICLES}; or what analyze wrote (analysis.jsonl), or a review's folder. {_STDIN}"
    ),
]
Analyses = Annotated[
    Path, typer.Argument(metavar="ANALYSIS", help="Analyzed articles (JSON lines of perspectives analyze or sample).")
]
ConflictName = Annotated[str, typer.Option("--conflict", help="A shipped conflict's name, or a conflict file.")]
StanceModel = Annotated[Path | None, typer.Option(help="Your own stance model (perspectives train stance).")]
FrameModel = Annotated[Path | None, typer.Option(help="Your own frame model (perspectives train frames).")]
Naming = Annotated[
    OutletFrom | None,
    typer.Option(
        "--outlet-from",
        help="folder: where an article's data do not name its outlet, it is the folder that holds the file.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
