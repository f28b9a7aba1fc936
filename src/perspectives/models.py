"""Load what decides: the encoder, the linker and the heads, shipped or the user's own."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from perspectives import dense, store
from perspectives.analysis import Models
from perspectives.attribution import Linker
from perspectives.classify import FrameHead, StanceHead
from perspectives.classify.second import SecondLook
from perspectives.dense import Dense
from perspectives.encoder import Encoder
from perspectives.errors import PerspectivesError
from perspectives.lexicon import lexicon
from perspectives.records import Conflict

_INNER = {"base": StanceHead, "far": StanceHead, "second": SecondLook}
"""Fields of a stance head that are models of several parts themselves."""


def load_models(
    conflict: Conflict, stance: Path | None, frames: Path | None, threads: int, release: Path | None = None
) -> Models:
    """The models for a conflict; a None path means the shipped head.

    ``release`` is the folder of another release (its ``encoder`` and ``models``) that stands for what is shipped.

    Raises:
        PerspectivesError: where a model file is missing, damaged, foreign, or fitted on another encoder.
    """

    def other(kind: str) -> Path | None:
        return release / "models" / f"{kind}.npz" if release else None

    encoder = Encoder.load(release / "encoder" if release else None, threads=threads)
    return Models(
        encoder=encoder,
        linker=Linker.load(release / "models" if release else None),
        stance=StanceHead(**load_head(stance or other("stance"), "stance", encoder.version)),
        frames=FrameHead(**load_head(frames or other("frames"), "frames", encoder.version)),
        conflict=conflict,
        lexicon=lexicon(conflict),
    )


def save_head(path: Path, head: StanceHead | FrameHead) -> None:
    """Write a fitted head as one skops file: what users train, whatever estimators they chose."""
    store.save_model(path, _kind(head), _parts(head))


def ship_head(path: Path, head: StanceHead | FrameHead) -> None:
    """Write a fitted head in the form that ships, which loads without scikit-learn and skops.

    Raises:
        ValueError: where an estimator is not one that :meth:`Dense.of` knows.
    """
    with store.atomic(path, "wb") as file:
        dense.write(file, _kind(head), _dense(_parts(head)))


def _kind(head: StanceHead | FrameHead) -> str:
    return "stance" if isinstance(head, StanceHead) else "frames"


def _dense(part: Any) -> Any:
    """Parts whose scikit-learn pipelines are networks."""
    if isinstance(part, dict):
        return {name: _dense(inner) for name, inner in part.items()}
    return Dense.of(part) if hasattr(part, "predict_proba") and not isinstance(part, Dense) else part


def _parts(head: StanceHead | FrameHead | SecondLook) -> dict[str, Any]:
    parts = {name: getattr(head, name) for name in head.__dataclass_fields__}
    return parts | {name: _parts(parts[name]) for name in _INNER if parts.get(name) is not None}


def load_head(path: Path | None, kind: str, encoder_version: str) -> dict[str, Any]:
    """The parts of a head's file; they belong to the encoder whose states the head was fitted on."""
    if path is None:
        with as_file(files("perspectives") / "data" / "models" / f"{kind}.npz") as shipped:
            parts = dense.read(shipped, kind)
    else:
        parts = dense.read(path, kind) if dense.is_dense(path) else store.load_model(path, kind)
    found = parts.get("version")
    if found != encoder_version:
        raise PerspectivesError(
            f"the {kind} model {path or 'of this package'} was fitted on encoder {found or 'unknown'}, "
            f"this is encoder {encoder_version}; train it again"
        )
    return _whole({name: part for name, part in parts.items() if name not in ("format", "kind")})


def _whole(parts: dict[str, Any]) -> dict[str, Any]:
    """Parts whose inner heads are heads again."""
    inner = {name: kind(**_whole(parts[name])) for name, kind in _INNER.items() if parts.get(name) is not None}
    return parts | inner
