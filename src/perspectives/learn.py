"""Train heads on labeled files and evaluate models on gold files: the wiring of both jobs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from perspectives.analysis import analyze
from perspectives.classify.fit import FitOptions
from perspectives.classify.heads import FrameHead, StanceHead
from perspectives.classify.labeled import read_frame_rows, read_stance_rows
from perspectives.classify.rows import Labeled, LabeledFrames, frame_rows, stance_rows
from perspectives.classify.trainer import (
    Training,
    frame_baselines,
    said_by,
    stance_baselines,
    stance_figures,
    train_frames,
    train_stance,
)
from perspectives.encoder import Encoder
from perspectives.errors import PerspectivesError
from perspectives.evaluate import gold_from_record, roles, score_analyses, score_attribution, score_attributions
from perspectives.evaluate.summary import FrameRows, frames_summary
from perspectives.labels.corpus import read_labeled, with_mentions
from perspectives.lexicon import lexicon
from perspectives.markup import vocabulary
from perspectives.mentions import find_mentions
from perspectives.models import load_head, load_models
from perspectives.records import Conflict, Document, Sentence, Span


def stance(paths: Sequence[Path], conflict: Conflict, fresh: bool) -> Training:
    """Train a stance head on labeled rows; it starts from the shipped head unless ``fresh``.

    Rows are sentences without their document, so that the head has no second look: it decides each pair alone.

    Raises:
        PerspectivesError: naming file, row and column of what is wrong, or why the data cannot be split.
    """
    encoder = Encoder.load(threads=2)
    rows = read_stance_rows(paths, _finder(conflict))
    base = None if fresh else replace(StanceHead(**load_head(None, "stance", encoder.version)), second=None)
    options = FitOptions(folds=3, encoder_version=encoder.version, base=base)
    return train_stance(rows, stance_rows(rows, encoder), options)


def frames(paths: Sequence[Path], conflict: Conflict) -> Training:
    """Train a frame head on labeled rows."""
    encoder = Encoder.load(threads=2)
    rows = read_frame_rows(paths, [frame.id for frame in conflict.frames])
    return train_frames(frame_rows(rows, encoder), FitOptions(folds=3, encoder_version=encoder.version))


def evaluate_stance(
    paths: Sequence[Path], conflict: Conflict, model: Path | None, against: Path | None
) -> dict[str, Any]:
    """Figures of a stance model on labeled rows; ``against`` adds a paired comparison with another model.

    Rows are sentences without their document, so that these are figures of a model's first look alone.
    The baselines are trained on the other articles of the same rows (five folds by group).
    """
    encoder = Encoder.load(threads=2)
    rows = read_stance_rows(paths, _finder(conflict))
    features = stance_rows(rows, encoder)
    head = StanceHead(**load_head(model, "stance", encoder.version))
    other = StanceHead(**load_head(against, "stance", encoder.version)) if against else None
    return stance_figures(
        features,
        said_by(head, features.features),
        stance_baselines(rows, features) if _several(features) else {},
        said_by(other, features.features) if other else None,
    )


def evaluate_frames(paths: Sequence[Path], conflict: Conflict, model: Path | None) -> dict[str, Any]:
    """Figures of a frame model on labeled rows."""
    encoder = Encoder.load(threads=2)
    names = [frame.id for frame in conflict.frames]
    features = frame_rows(read_frame_rows(paths, names), encoder)
    head = FrameHead(**load_head(model, "frames", encoder.version))
    known, found = head.probabilities(features.features)
    said = [tuple(label.frame for label in labels) for labels in head.chosen(known, found)]
    probabilities = [[float(row[known.index(name)]) if name in known else 0.0 for name in names] for row in found]
    rows = FrameRows(features.groups, features.labels, said, probabilities)
    return frames_summary(rows, names, frame_baselines(features) if _several(features) else {})


def evaluate_attribution(path: Path, conflict: Conflict) -> dict[str, Any]:
    """Figures of the whole analysis on gold documents.

    Gold is a file or folder of the labeled corpus (markup or analysis records: every layer is measured), or JSON
    lines with doc_id, text, sentences, tokens and attributions (attribution only).
    """
    if not path.exists():
        raise PerspectivesError(f"cannot read {path}: no such file or folder")
    models = load_models(conflict, None, None, threads=2)
    if path.is_file() and (path.suffix == ".gz" or not _holds_analyses(path)) and path.suffix != ".markup":
        records = list(_json_lines(path))
        golds = [gold_from_record(record) for record in records]
        found = {
            gold.id: [roles(a) for a in analyze(_document(record), models).attributions]
            for gold, record in zip(golds, records, strict=True)
        }
        return score_attribution(golds, found).figures()
    gold = [with_mentions(analysis, models.lexicon) for analysis in read_labeled(path, vocabulary(conflict))]
    predicted = [analyze(analysis.document, models) for analysis in gold]
    return score_attributions(gold, predicted).figures() | {"units": score_analyses(gold, predicted).figures()}


def _finder(conflict: Conflict) -> Any:
    names = lexicon(conflict)

    def find(text: str, side: str) -> list[Span]:
        document = Document(id="", text=text, outlet="")
        found = find_mentions(document, [Sentence(0, 0, len(text), "body")], names)
        return [(m.start, m.end) for m in found if side in (m.side, m.actor)]

    return find


def _several(features: Labeled | LabeledFrames) -> bool:
    """Whether there are other articles on which a baseline could be trained."""
    return len(set(features.groups)) > 1


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise PerspectivesError(f"{path}, line {number}: not JSON ({error})") from error
    except OSError as error:
        raise PerspectivesError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, EOFError) as error:
        raise PerspectivesError(f"cannot read {path}: {error}") from error


def _holds_analyses(path: Path) -> bool:
    return next((("document" in record and "sentences" in record) for record in _json_lines(path)), False)


def _document(record: dict[str, Any]) -> Document:
    return Document(
        id=str(record.get("doc_id")),
        text=record["text"],
        outlet=str(record.get("outlet") or "unknown"),
        title=record.get("title"),
        published=record.get("published"),
    )
