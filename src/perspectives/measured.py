"""What was measured of the shipped models, as package data: accuracy by layer and error rates by label."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import Accuracy


@dataclass(frozen=True)
class Measured:
    """Held-out figures of the shipped models; they hold for no other model."""

    accuracy: tuple[Accuracy, ...] = ()
    errors: ErrorTable = ErrorTable()  # noqa: RUF009 (frozen)
    encoder: str = ""


def measured() -> Measured:
    """The figures of the shipped models (written by the training scripts on the corpus's test split)."""
    path = files("perspectives") / "data" / "models" / "accuracy.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    return Measured(
        tuple(Accuracy(*row) for row in record["accuracy"]),
        ErrorTable({label: ErrorRates(*counts) for label, counts in record["rates"].items()}),
        record["encoder"],
    )
