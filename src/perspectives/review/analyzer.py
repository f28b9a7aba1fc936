"""The analyzer of a review: the models of some settings, loaded in each worker at its first document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from perspectives.attribution.link import PARTS
from perspectives.errors import PerspectivesError
from perspectives.records import Analysis, Document
from perspectives.run import Settings, load_conflict, load_models

_SHIPPED = (
    ("encoder", "encoder.onnx"),
    ("encoder", "heads.npz"),
    *(("models", f"{part}.npz") for part in PARTS),
)


@dataclass(frozen=True, slots=True)
class ModelAnalyzer:
    """Analyzes with the shipped models, or the user's own that the settings name."""

    settings: Settings

    def load(self) -> None:
        """Load the models, once in a process."""
        load_models(self.settings)

    def __call__(self, document: Document) -> Analysis:
        """The analysis of one document."""
        from perspectives.analysis import analyze

        return analyze(document, load_models(self.settings))

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """The package's version, the conflict file's, and the first digits of each model file's SHA-256.

        Raises:
            PerspectivesError: where a model file cannot be read.
        """
        data = files("perspectives") / "data"
        settings = self.settings
        conflict = load_conflict(settings.conflict)
        return (
            ("perspectives", package_version()),
            ("conflict", f"{conflict.id} {conflict.version} {conflict.sha256[:12]}"),
            *((name.split(".")[0], _digest(data.joinpath(folder, name).read_bytes())) for folder, name in _SHIPPED),
            ("stance", _model(settings.stance_model, "stance")),
            ("frames", _model(settings.frame_model, "frames")),
        )


def package_version() -> str:
    """The installed version of perspectives."""
    try:
        return version("perspectives")
    except PackageNotFoundError:
        return "unknown"


def _model(path: Path | None, kind: str) -> str:
    if path is None:
        return _digest((files("perspectives") / "data" / "models" / f"{kind}.npz").read_bytes())
    try:
        return _digest(path.read_bytes())
    except OSError as error:
        raise PerspectivesError(f"cannot read the model {path}: {error.strerror}") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
