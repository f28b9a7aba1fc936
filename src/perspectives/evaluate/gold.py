"""Documents with gold attributions, from labeled articles or from JSON records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perspectives.errors import PerspectivesError
from perspectives.records import Analysis, Attribution, Span

ROLES = ("source", "cue", "content")
Roles = Mapping[str, Sequence[Span]]
"""Role to spans; a missing or empty role is implicit."""

_TOKEN = re.compile(r"[’']s\b|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with gold attributions; ``sentences`` and ``tokens`` are spans into ``text``."""

    id: str
    text: str
    sentences: tuple[Span, ...]
    tokens: tuple[Span, ...]
    attributions: tuple[dict[str, tuple[Span, ...]], ...]


def tokenize(text: str) -> tuple[Span, ...]:
    """Words, possessive endings and single marks as spans; hyphens and apostrophes inside words split them."""
    return tuple(found.span() for found in _TOKEN.finditer(text))


def roles(attribution: Attribution) -> dict[str, tuple[Span, ...]]:
    """The spans of an attribution by role."""
    return {
        "source": attribution.source or (),
        "cue": attribution.cue or (),
        "content": attribution.content or (),
    }


def gold_document(analysis: Analysis) -> GoldDocument:
    """The gold attributions of a labeled article."""
    text = analysis.document.text
    return GoldDocument(
        analysis.document.id,
        text,
        tuple((s.start, s.end) for s in analysis.sentences),
        tokenize(text),
        tuple(roles(a) for a in analysis.attributions),
    )


def gold_from_record(record: Mapping[str, Any]) -> GoldDocument:
    """A gold document from ``doc_id, text, sentences, tokens, attributions``, each role a list of [start, end].

    Raises PerspectivesError where a field is missing or of the wrong shape.
    """
    try:
        return GoldDocument(
            str(record["doc_id"]),
            record["text"],
            _spans(record["sentences"]),
            _spans(record["tokens"]),
            tuple({role: _spans(one.get(role)) for role in ROLES} for one in record["attributions"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PerspectivesError(
            f"not a gold document ({type(error).__name__}: {error}); "
            "a line needs doc_id, text, sentences, tokens and attributions"
        ) from error


def gold_to_record(document: GoldDocument) -> dict[str, Any]:
    """The inverse of `gold_from_record`."""
    return {
        "doc_id": document.id,
        "text": document.text,
        "sentences": [list(span) for span in document.sentences],
        "tokens": [list(span) for span in document.tokens],
        "attributions": [{role: [list(s) for s in one[role]] for role in ROLES} for one in document.attributions],
    }


def _spans(value: Sequence[Sequence[int]] | None) -> tuple[Span, ...]:
    return tuple((int(start), int(end)) for start, end in value or ())
