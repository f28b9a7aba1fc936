"""Analyses as JSON lines and models as skops files; every write is atomic."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from perspectives.errors import PerspectivesError
from perspectives.records import (
    Analysis,
    Attribution,
    Document,
    FrameLabel,
    Layer,
    Mention,
    NamingUse,
    Sentence,
    Span,
    Stance,
)

_DOCUMENT_FIELDS = ("id", "outlet", "title", "published", "url", "language")


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The record of one document, as ``perspectives analyze`` writes it (one line each)."""
    document = analysis.document
    return {
        "document": {
            **{name: getattr(document, name) for name in _DOCUMENT_FIELDS},
            "provenance": [asdict(layer) for layer in document.provenance],
            "sha256": document.sha256,
            "text": document.text,
        },
        "sentences": [asdict(sentence) for sentence in analysis.sentences],
        "attributions": [asdict(attribution) for attribution in analysis.attributions],
        "stances": [asdict(stance) for stance in analysis.stances],
        "withheld": [asdict(stance) for stance in analysis.withheld],
        "mentions": [asdict(mention) for mention in analysis.mentions],
        "namings": [asdict(naming) for naming in analysis.namings],
        "skipped": analysis.skipped,
    }


def from_json(record: dict[str, Any]) -> Analysis:
    """The Analysis of a record that :func:`to_json` made; zones are not kept, since sentences carry their layer.

    Raises:
        PerspectivesError: where a field is missing or of the wrong shape.
    """
    try:
        document = record["document"]
        return Analysis(
            document=Document(
                **{name: document.get(name) for name in _DOCUMENT_FIELDS[2:]},
                id=document["id"],
                outlet=document["outlet"],
                text=document["text"],
                provenance=tuple(Layer(**layer) for layer in document.get("provenance", ())),
                sha256=document.get("sha256", ""),
                # what was skipped in reading has no sentences
                skipped=None if record["sentences"] else record.get("skipped"),
            ),
            sentences=tuple(
                Sentence(**{**sentence, "frames": tuple(FrameLabel(**f) for f in sentence.get("frames", ()))})
                for sentence in record["sentences"]
            ),
            attributions=tuple(_attribution(a) for a in record["attributions"]),
            stances=tuple(Stance(**stance) for stance in record["stances"]),
            withheld=tuple(Stance(**stance) for stance in record.get("withheld", ())),
            mentions=tuple(Mention(**mention) for mention in record.get("mentions", ())),
            namings=tuple(NamingUse(**naming) for naming in record.get("namings", ())),
            skipped=record.get("skipped"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PerspectivesError(
            f"not a record of `perspectives analyze` ({type(error).__name__}: {error}); analyze the articles again"
        ) from error


def _attribution(record: dict[str, Any]) -> Attribution:
    roles = {role: _spans(record[role]) for role in ("source", "cue", "content")}
    return Attribution(**{**record, **roles, "sentences": tuple(record["sentences"])})


def _spans(value: list[list[int]] | None) -> tuple[Span, ...] | None:
    return None if value is None else tuple((start, end) for start, end in value)


def dumps(record: Any) -> str:
    """One line of JSON: keys in the order given, no line breaks, text unescaped."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@contextlib.contextmanager
def atomic(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """A file that appears under its name only when it is whole; an interrupted write leaves nothing.

    Raises:
        PerspectivesError: where the folder is missing or the disk refuses the write.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise PerspectivesError(f"cannot write {path}: {error.strerror}; choose a folder that exists") from error
    # mkstemp makes files private; the finished file gets what the user's umask allows.
    umask = os.umask(0)
    os.umask(umask)
    try:
        encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
        with os.fdopen(handle, mode, encoding=encoding, newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~umask)  # noqa: PTH101 (name is a string from mkstemp)
        Path(name).replace(path)
    except OSError as error:
        raise PerspectivesError(f"cannot write {path}: {error.strerror}") from error
    finally:
        Path(name).unlink(missing_ok=True)


def write_analyses(analyses: Iterable[Analysis], path: Path) -> int:
    """Write one JSON line a document; returns how many."""
    count = 0
    with atomic(path) as file:
        for analysis in analyses:
            file.write(dumps(to_json(analysis)) + "\n")
            count += 1
    return count


def read_analyses(path: Path) -> Iterator[Analysis]:
    """The analyses of a file that :func:`write_analyses` made, one at a time.

    Raises:
        PerspectivesError: naming the line that is broken.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    if line.strip():
                        yield from_json(json.loads(line))
                except (ValueError, RecursionError, PerspectivesError) as error:
                    raise PerspectivesError(f"{path}, line {number}: {error}") from error
    except OSError as error:
        raise PerspectivesError(
            f"cannot read {path}: {error.strerror}; give a file of `perspectives analyze`"
        ) from error


def is_analysis(path: Path) -> bool:
    """Whether a JSONL file holds analyses rather than articles, by its first line."""
    try:
        with path.open(encoding="utf-8") as lines:
            return lines.readline(200).lstrip().startswith('{"document":')
    except (OSError, UnicodeDecodeError):
        return False


_MODEL_FORMAT = 1
_TRUSTED = {
    # A tree's nodes are arrays, but wrong ones can make scikit-learn read beyond them: not in a stranger's model.
    "claims": ["sklearn.tree._tree.Tree"],
    # What ships, from which a user's stance model may have started; wrong arrays only make numpy refuse. For frames
    # too, so that a stance model given for frames is refused as what it is.
    "stance": ["perspectives.dense.Dense"],
    "frames": ["perspectives.dense.Dense"],
}


def save_model(path: Path, kind: str, parts: dict[str, Any]) -> None:
    """Write a fitted model as one skops file.

    Args:
        path: the file to write.
        kind: what it decides ("stance", "frames", "linker"); :func:`load_model` checks it.
        parts: plain values, numpy arrays and scikit-learn estimators by name.
    """
    from skops.io import dumps as skops_dumps

    data = skops_dumps({"format": _MODEL_FORMAT, "kind": kind, **parts}, compression=zipfile.ZIP_DEFLATED)
    with atomic(path, "wb") as file:
        file.write(data)


def load_model(path: Path, kind: str) -> dict[str, Any]:
    """The parts of a model file; only types that skops trusts are loaded, and those that models of this kind need.

    Raises:
        PerspectivesError: where the file is missing, damaged, of another kind or holds a foreign type.
    """
    from skops.io import get_untrusted_types
    from skops.io import loads as skops_loads

    try:
        data = path.read_bytes()
    except OSError as error:
        raise PerspectivesError(f"cannot read the model {path}: {error.strerror}") from error
    try:
        trusted = _TRUSTED.get(kind, [])
        foreign = [name for name in get_untrusted_types(data=data) if name not in trusted]
        if foreign:
            raise PerspectivesError(
                f"{path} holds {foreign[0]}, which no model of this package needs; it was not loaded"
            )
        parts = skops_loads(data, trusted=trusted)
    except PerspectivesError:
        raise
    except Exception as error:  # damaged bytes fail anywhere: in zip, zlib, JSON, numpy or scikit-learn
        raise PerspectivesError(f"{path} is not a model file or is damaged; train it again") from error
    if not isinstance(parts, dict) or parts.get("kind") != kind:
        found = parts.get("kind") if isinstance(parts, dict) else type(parts).__name__
        raise PerspectivesError(f"{path} is a {found} model, not a {kind} model")
    if parts.get("format") != _MODEL_FORMAT:
        raise PerspectivesError(f"{path} was written by another version of perspectives; train it again")
    return parts
