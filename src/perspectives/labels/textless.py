"""Labels of texts that may not be passed on: offsets and a hash, so that whoever has the text can use them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.markup.parse import DECIDED_BY
from perspectives.records import Analysis

_LEFT_OUT = ("text", "title")


def without_text(analysis: Analysis) -> dict[str, Any]:
    """The record of a labeled document without its text and title: offsets, labels and the text's sha256."""
    record = store.to_json(analysis)
    document = {key: value for key, value in record["document"].items() if key not in _LEFT_OUT}
    document["sha256"] = hashlib.sha256(analysis.document.text.encode()).hexdigest()
    sentences = [{**s, "frames": [frame["frame"] for frame in s["frames"]]} for s in record["sentences"]]
    attributions = [_without(a, "probability", "decided_by") for a in record["attributions"]]
    stances = [_without(s, "probability") for s in record["stances"]]
    return {"document": document, "sentences": sentences, "attributions": attributions, "stances": stances}


def from_textless(record: dict[str, Any]) -> Analysis:
    """The labels of a record that `without_text` made; the document's text is empty and its sha256 set.

    Raises PerspectivesError where a field is missing.
    """
    try:
        whole = {
            "document": {**record["document"], "text": ""},
            "sentences": [
                {**s, "frames": [{"frame": frame, "probability": 1.0} for frame in s["frames"]]}
                for s in record["sentences"]
            ],
            "attributions": [{**a, "probability": 1.0, "decided_by": DECIDED_BY} for a in record["attributions"]],
            "stances": [{**s, "probability": 1.0} for s in record["stances"]],
        }
    except (KeyError, TypeError) as error:
        raise PerspectivesError(f"not a record of labels without text: {error}") from error
    return store.from_json(whole)


def with_text(analysis: Analysis, text: str) -> Analysis:
    """The labels put back on their text.

    Raises PerspectivesError where it is another text than the one that was labeled.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != analysis.document.sha256:
        raise PerspectivesError(
            f"document {analysis.document.id!r}: this is not the text that was labeled (sha256 {digest}, "
            f"labeled {analysis.document.sha256})"
        )
    return replace(analysis, document=replace(analysis.document, text=text))


def _without(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}
