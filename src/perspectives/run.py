"""The only wiring: files to documents, documents to analyses, analyses to a comparison and its page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.ingest import ReadOptions
from perspectives.records import Analysis, Comparison, Conflict, Document

if TYPE_CHECKING:
    from pandas import DataFrame

    from perspectives.analysis import Models
    from perspectives.claims import Claims, PairModel
    from perspectives.comparison import CompareOptions, Supplement

PathLike = str | Path
CLAIM_ARTICLES = 10_000
"""Claims are aligned on at most so many articles: they cost 5 KB of memory each, and every one passes the encoder."""


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


def settings(conflict: str, stance_model: Path | None, frame_model: Path | None, outlet_from: str | None) -> Settings:
    """The settings of a command's options."""
    return Settings(conflict, stance_model, frame_model, reading=ReadOptions(outlet_from=outlet_from))


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
    from perspectives.models import load_models as load

    return load(load_conflict(settings.conflict), settings.stance_model, settings.frame_model, settings.threads)


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
    from perspectives.analysis import analyze as analyze_document

    models = load_models(settings or Settings())
    return (analyze_document(document, models) for document in documents)


def analyses(inputs: Sequence[PathLike], settings: Settings) -> Iterator[Analysis]:
    """The analyses of inputs that may be articles, ``analysis.jsonl`` files or folders of reviews, mixed."""
    from perspectives import parts

    articles: list[PathLike] = []
    for name in inputs:
        path = Path(name)
        if path.is_file() and store.is_analysis(path):
            yield from store.read_analyses(path)
        elif parts.is_review(path):
            yield from parts.analyses(path)
        else:
            articles.append(name)
    if articles:
        yield from analyze(read(articles, settings), settings)


def compare(
    found: Iterable[Analysis],
    settings: Settings | None = None,
    audit: Sequence[Path] | None = None,
    evidence: int = 800,
    layers: Sequence[str] = (),
) -> Comparison:
    """The comparison of the outlets of some analyses.

    ``audit`` are files of audit labels and ``layers`` what was labeled in them (see `perspectives.audit`; by default,
    what is marked anywhere), ``evidence`` is how many sentences it holds at
    most, about: a page has room for some hundred, a site for thousands. Above 10,000 articles claims are left out,
    and the comparison's ``method`` says so. Memory: 30 KB an article.

    Raises:
        PerspectivesError: where there is nothing to compare.
    """
    from perspectives.comparison import Supplement
    from perspectives.comparison import compare as compare_analyses

    settings = settings or Settings()
    conflict = load_conflict(settings.conflict)
    analyses = list(found)
    options = replace(compare_options(settings, conflict), evidence_total=evidence)
    if audit:
        from perspectives.audit import audited

        options = replace(options, errors=audited(options.errors, analyses, audit, conflict, layers))
    if len(analyses) > CLAIM_ARTICLES:
        return compare_analyses(analyses, conflict, options, Supplement(claims_left_out=True))
    return compare_analyses(analyses, conflict, options, claim_supplement(analyses, conflict, settings))


def align_claims(found: Iterable[Analysis], settings: Settings | None = None, model: PairModel | None = None) -> Claims:
    """What each side says happened: the claims of some analyses, aligned by event; ``model`` is the shipped one."""
    from perspectives.claims import claims
    from perspectives.encoder import Encoder

    settings = settings or Settings()
    return claims(found, load_conflict(settings.conflict), Encoder.load(threads=settings.threads), model)


def claim_supplement(found: Iterable[Analysis], conflict: Conflict, settings: Settings) -> Supplement:
    """The aligned claims of some analyses as what a comparison shows of them."""
    from perspectives.claims import PairModel
    from perspectives.claims import tables as claim_tables
    from perspectives.comparison import Supplement

    model = PairModel.load()
    aligned = claim_tables(align_claims(found, settings, model), conflict)
    return Supplement(
        claims=aligned.rows,
        omissions=aligned.omissions,
        numbers=aligned.numbers,
        references=aligned.references,
        claims_found=aligned.found,
        accuracy=model.accuracy,
    )


def compare_options(settings: Settings, conflict: Conflict) -> CompareOptions:
    """How to compare with these settings: versions, and the measured error where the shipped models decide."""
    from importlib.metadata import version

    from perspectives.comparison import CompareOptions
    from perspectives.measured import measured
    from perspectives.model_error import ErrorTable

    known = measured()
    own = {"stance": settings.stance_model, "frame": settings.frame_model}
    kept = {label: rates for label, rates in known.errors.rates.items() if own.get(label.split(":")[0]) is None}
    return CompareOptions(
        errors=ErrorTable(kept),
        accuracy=tuple(row for row in known.accuracy if own.get(row.layer.removesuffix("s")) is None),
        versions=(
            ("perspectives", version("perspectives")),
            ("encoder", known.encoder),
            ("stance model", _model_name(settings.stance_model)),
            ("frame model", _model_name(settings.frame_model)),
            (f"conflict file {conflict.id}", f"{conflict.version} ({conflict.sha256[:12]})"),
        ),
        unmeasured_frames=tuple(frame.id for frame in conflict.frames if f"frame:{frame.id}:all" not in kept),
    )


def _model_name(path: Path | None) -> str:
    """A model as a report names it: its file's name and fingerprint, for where it lies is nobody's business.

    Raises:
        PerspectivesError: where the file cannot be read.
    """
    if path is None:
        return "shipped"
    try:
        with path.open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PerspectivesError(f"cannot read the model {path}: {error.strerror}") from error
    return f"{path.name} (sha256 {fingerprint[:12]})"


def render(comparison: Comparison) -> str:
    """The report of a comparison as one self-contained HTML page."""
    from perspectives import report

    return report.render(comparison)


def tables(comparison: Comparison) -> dict[str, DataFrame]:
    """Every table of a comparison as a DataFrame, by name, with the columns of the records of ``Comparison``.

    A figure ``x`` becomes ``x`` (a share of 0 to 1, or a net figure of −1 to +1), its 95 % interval ``x_low`` and
    ``x_high``, ``x_count`` of ``x_total`` units in ``x_clusters`` independent articles, ``x_small`` (0 or 1) and
    ``x_model_low``, ``x_model_high`` with the models' error, ``x_audited`` (0 or 1) where your own labels measured it;
    a difference ``d`` becomes ``d``, ``d_low``, ``d_high``, ``d_p``, ``d_q``, ``d_model_low``, ``d_model_high``,
    ``d_audited``; on shared events ``x`` is weighed by event, ``x_count`` and ``x_total`` are not. What is not known
    is missing. A table without rows is left out. Units:

    ``outlets`` articles, sentences, words and ISO dates; ``speakers`` sentences (``share``), attributed words
    (``words``), attributions of the side (``direct``, ``unnamed``); ``cues`` attributions of the side; ``stances`` and
    ``gaps`` sentences of the voice that name the side, net figures; ``frames`` sentences of the voice;
    ``namings`` uses of the name in the voice; ``terms`` uses (``n_target``, ``n_reference``) and articles
    (``documents``), log-odds and their z; ``events`` and ``months`` (YYYY-MM) articles; ``claims`` a status for each
    side and outlet; ``omissions`` claims of the side; ``numbers`` as they were said; ``findings`` as their
    ``measure`` tells; ``skipped`` reasons.
    """
    from pandas import DataFrame

    from perspectives import report

    return {
        name: DataFrame(list(table.rows), columns=list(table.columns))
        for name, table in report.tables(comparison).items()
    }


def write_report(comparison: Comparison, path: Path) -> None:
    """Write the report's page, whole or not at all."""
    write_text(path, render(comparison))


def write_pdf(comparison: Comparison, path: Path) -> None:
    """Print the report's page to PDF with the Chromium or WeasyPrint of this machine.

    Raises:
        PerspectivesError: where there is none, saying what to install.
    """
    from perspectives import report

    data = report.pdf(render(comparison))
    _folder(path.parent)
    with store.atomic(path, "wb") as file:
        file.write(data)


def write_site(comparison: Comparison, folder: Path) -> None:
    """Write the report as a folder of pages."""
    from perspectives import report

    for name, text in report.render_site(comparison):
        write_text(folder / name, text)


def write_tables(comparison: Comparison, folder: Path) -> None:
    """Write every table as CSV, safe to open in a spreadsheet, into a folder."""
    from perspectives import report

    for name, table in report.tables(comparison).items():
        write_text(folder / f"{name}.csv", table.csv())


def comparison_json(comparison: Comparison) -> str:
    """Every table as one JSON object."""
    from perspectives import report

    return report.tables_json(comparison)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, creating its folder."""
    _folder(path.parent)
    with store.atomic(path) as file:
        file.write(text)


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PerspectivesError(f"cannot create {path}: {error.strerror}") from error
