"""Small networks as they ship: several that differ by their seed, as one."""

from __future__ import annotations

from typing import Any

from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from perspectives.dense import Dense

NETWORKS = 3


def averaged(rows: Any, truth: Any, hidden: int, alpha: float, rounds: int, batch: int) -> Dense:
    """A network on rows (n, k) with truth (n,): the mean logits of some with one hidden layer, steadier than each."""
    scaler = StandardScaler().fit(rows)
    scaled = scaler.transform(rows)
    networks = [
        MLPClassifier(
            (hidden,), alpha=alpha, batch_size=batch, learning_rate_init=0.002, max_iter=rounds, random_state=seed
        )
        for seed in range(NETWORKS)
    ]
    return Dense.mean([Dense.of(make_pipeline(scaler, network.fit(scaled, truth))) for network in networks])
