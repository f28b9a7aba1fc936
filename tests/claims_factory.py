"""Claims and a small pair model, for the tests of claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from perspectives.claims import Claim, ClaimEvent, Claims, PairModel, Relation
from perspectives.claims.clash import compare
from perspectives.claims.features import features
from perspectives.claims.model import CONTESTED, RELATED, SAME, Role
from perspectives.claims.pairs import fit
from perspectives.claims.places import setting
from perspectives.claims.vectors import Axes, Likeness, Reader
from perspectives.records import Conflict


def claim(name: str, holder: str, **given: object) -> Claim:
    base: dict[str, object] = {
        "document": f"doc-{name}", "outlet": "Daily", "sentence": 0, "spans": ((0, 10),), "text": f"text {name}",
        "own": False, "kind": "asserted", "polarity": "affirmed", "roles": (), "date": None, "places": (),
        "numbers": (), "published": "2023-03-07", "anchor": "march-2023-clash", "stems": frozenset({"shot", name}),
    }  # fmt: skip
    return Claim(id=name, holder=holder, **{**base, **given})  # type: ignore[arg-type]


def aligned(
    given: Sequence[Claim],
    relations: Sequence[Relation] = (),
    same: Sequence[tuple[str, str]] = (),
    events: Mapping[str, Sequence[str]] | None = None,
) -> Claims:
    """Claims as if aligned, without a model: ``same`` are (first, other) ids that say the same.

    ``events`` are the ids of the claims by event, by default those of the articles.
    """
    if events is None:
        names = sorted({one.anchor or "loose" for one in given})
        events = {name: [one.id for one in given if (one.anchor or "loose") == name] for name in names}
    groups = {one.id: one.id for one in given} | {other: first for first, other in same}
    named = tuple(ClaimEvent(name, tuple(held)) for name, held in events.items())
    return Claims(tuple(given), named, tuple(relations), groups)


def blaming(name: str, holder: str, agent: str, target: str, **given: object) -> Claim:
    roles = (Role(agent, "attack", target),)
    return claim(name, holder, roles=roles, blame=((agent, 1),), concepts=frozenset({"attack"}), subject=agent, **given)


READER = Reader(
    "test", np.zeros((3, 384), np.float32), Axes(np.zeros(384, np.float32), np.zeros((384, 48), np.float32))
)


def small_model(conflict: Conflict) -> PairModel:
    """A model of three plain cases, so that the tests do not wait for the shipped one."""
    where = setting(conflict)
    rows, labels = [], []
    for i in range(8):
        a = blaming(f"a{i}", "yerevan", "baku", "yerevan")
        for b, like, label in (
            (blaming(f"b{i}", "baku", "yerevan", "baku"), 0.9, CONTESTED),
            (blaming(f"c{i}", "stepanakert", "baku", "yerevan"), 0.8, SAME),
            (claim(f"d{i}", "eu", kind="demanded"), 0.4, RELATED),
            (claim(f"e{i}", "eu", published="2021-01-01", stems=frozenset({"x"})), 0.0, "unrelated"),
        ):
            rows.append(features(a, b, Likeness(like), compare(a, b, where)))
            labels.append(label)
    return fit(np.array(rows), labels, READER)
