"""The only wiring: files to documents, documents to analyses, analyses to a comparison and its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.ingest import ReadOptions
from perspectives.records import Analysis, Comparison, Conflict, Document

if TYPE_CHECKING:
    from perspectives.analyze import Models

PathLike = str | Path


@dataclass(frozen=True)
class Settings:
    """What every job shares: the conflict (a name or a file), the user's own models, and how to read.

    ``threads`` is the number of threads of the encoder in this process.
    """

    conflict: str = "karabakh"
    stance_model: Path | None = None
    frame_model: Path | None = None
    threads: int = 1
    reading: ReadOptions = field(default_factory=ReadOptions)


def load_conflict(name: str = "karabakh") -> Conflict:
    """The conflict of a shipped name or of a file.

    Raises:
        PerspectivesError: naming the line that is wrong, or the shipped names.
    """
    from perspectives.conflict import load

    return load(name)


@lru_cache(maxsize=2)
def load_models(settings: Settings) -> Models:
    """The models that decide; loading takes about a second and is done once for the same settings.

    Raises:
        PerspectivesError: where a model file is missing, damaged or of another kind.
    """
    from perspectives.analyze import Models
    from perspectives.attribution import Linker
    from perspectives.classify import FrameHead, StanceHead
    from perspectives.encoder import Encoder
    from perspectives.mentions import lexicon

    conflict = load_conflict(settings.conflict)
    encoder = Encoder.load(threads=settings.threads)
    return Models(
        encoder=encoder,
        linker=Linker.load(),
        stance=StanceHead.load(settings.stance_model, encoder.version),
        frames=FrameHead.load(settings.frame_model, encoder.version, conflict.frames),
        conflict=conflict,
        lexicon=lexicon(conflict),
    )


def read(inputs: PathLike | Iterable[PathLike], settings: Settings | None = None) -> Iterator[Document]:
    """The documents of files, folders or globs, one at a time; unreadable ones carry the reason in ``skipped``.

    Raises:
        PerspectivesError: where an input does not exist.
    """
    from perspectives import ingest

    paths = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    return ingest.read(paths, (settings or Settings()).reading)


def analyze(documents: Iterable[Document], settings: Settings | None = None) -> Iterator[Analysis]:
    """The analysis of each document, in order; a skipped document keeps its place with the reason."""
    from perspectives.analyze import analyze as analyze_document

    models = load_models(settings or Settings())
    return (analyze_document(document, models) for document in documents)


def analyses(inputs: Sequence[Path], settings: Settings) -> Iterator[Analysis]:
    """The analyses of inputs that may be articles, ``analysis.jsonl`` files or review folders, mixed."""
    from perspectives import review

    articles: list[Path] = []
    for path in inputs:
        if review.is_review(path):
            yield from review.analyses(path)
        elif path.is_file() and store.is_analysis(path):
            yield from store.read_analyses(path)
        else:
            articles.append(path)
    if articles:
        yield from analyze(read(articles, settings), settings)


def compare(found: Iterable[Analysis], settings: Settings | None = None) -> Comparison:
    """The comparison of the outlets of some analyses.

    Raises:
        PerspectivesError: where there is nothing to compare.
    """
    from perspectives.compare import compare as compare_analyses

    conflict = load_conflict((settings or Settings()).conflict)
    return compare_analyses(found, conflict)


def render(comparison: Comparison) -> str:
    """The report of a comparison as one self-contained HTML page."""
    from perspectives import report

    return report.render(comparison)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, creating its folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PerspectivesError(f"cannot create {path.parent}: {error.strerror}") from error
    with store.atomic(path) as file:
        file.write(text)
