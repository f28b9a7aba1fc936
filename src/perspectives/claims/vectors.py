"""The sentence vectors of claims, each read alone so that it does not depend on its neighbors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perspectives.claims.model import Claim, Vectors
from perspectives.encoder import Encoder

SIZE = 384


def vectors(claims: Sequence[Claim], encoder: Encoder) -> Vectors:
    """Unit vectors, (claims, 384); claims of equal words are read once."""
    known: dict[str, int] = {}
    rows: list[NDArray[np.float32]] = []
    for claim in claims:
        if claim.text not in known:
            known[claim.text] = len(rows)
            rows.append(encoder.encode(claim.text, [(0, len(claim.text))]).vector(0))
    table = np.array(rows, dtype=np.float32).reshape(len(rows), SIZE)
    return table[[known[claim.text] for claim in claims]].reshape(len(claims), SIZE)
