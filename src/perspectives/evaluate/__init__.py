"""Figures on gold annotations, with intervals by article."""

from perspectives.evaluate.attribution import AttributionScore, score_attribution, score_attributions
from perspectives.evaluate.gold import GoldDocument, gold_document, gold_from_record, gold_to_record, roles
from perspectives.evaluate.intervals import Estimate, difference, estimate
from perspectives.evaluate.metrics import (
    ClassFigures,
    Confusion,
    accuracy,
    accuracy_at_coverage,
    confusion,
    expected_calibration_error,
    macro_f1,
    macro_f1_difference,
    multilabel,
    opposite_stance_rows,
    per_class,
)
from perspectives.evaluate.summary import FrameRows, StanceRows, frames_summary, stance_summary
from perspectives.evaluate.units import AnalysisScore, score_analyses

__all__ = [
    "AnalysisScore",
    "AttributionScore",
    "ClassFigures",
    "Confusion",
    "Estimate",
    "FrameRows",
    "GoldDocument",
    "StanceRows",
    "accuracy",
    "accuracy_at_coverage",
    "confusion",
    "difference",
    "estimate",
    "expected_calibration_error",
    "frames_summary",
    "gold_document",
    "gold_from_record",
    "gold_to_record",
    "macro_f1",
    "macro_f1_difference",
    "multilabel",
    "opposite_stance_rows",
    "per_class",
    "roles",
    "score_analyses",
    "score_attribution",
    "score_attributions",
    "stance_summary",
]
