"""Seconds, peak memory and growth of aligning many claims, and the figures of the pair model, as two tables.

    python benchmarks/claims.py [--sizes 12500 25000 50000 100000]

The claims are made from those of the gold set, spread over documented events and days, their words and vectors
varied, so that blocks are as dense as in a large collection. Extraction and vectors are part of `analyze`'s cost
and not counted here. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from perspectives.claims import Claim, PairModel, align
from perspectives.claims.gold import gold_claim
from perspectives.claims.places import setting
from perspectives.conflict import load
from perspectives.lexicon import lexicon

GOLD = Path(__file__).parents[1] / "corpus" / "claims" / "claims.jsonl"
OUTLETS = 40


def claims(size: int) -> tuple[list[Claim], np.ndarray]:
    """So many claims with vectors: variants of the gold claims, a third of them in undocumented events."""
    conflict = load("karabakh")
    names, where = lexicon(conflict), setting(conflict)
    records = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    gold = [gold_claim(r, names, where, (None, None)) for r in records if r["conflict"] == "karabakh"]  # type: ignore[arg-type]
    events = conflict.events
    random = np.random.default_rng(0)
    base = random.normal(size=(len(gold), 384)).astype(np.float32)
    found, rows = [], np.empty((size, 384), dtype=np.float32)
    for i in range(size):
        which = int(random.integers(len(gold)))
        event = events[int(random.integers(len(events)))]
        start = date.fromisoformat(event.start) + timedelta(days=int(random.integers(10)))
        documented = i % 3 > 0
        day = start if documented else date(2018, 1, 1) + timedelta(days=int(random.integers(3000)))
        found.append(
            replace(
                gold[which],
                id=f"c{i}",
                document=f"d{i // 18}",
                outlet=f"outlet {i // 18 % OUTLETS}",
                sentence=i % 18,
                text=f"{gold[which].text} {i}",
                published=day.isoformat(),
                date=None,
                anchor=event.id if documented else None,
            )
        )
        rows[i] = base[which] + 0.7 * random.normal(size=384)
    return found, rows / np.linalg.norm(rows, axis=1, keepdims=True)


def measure(size: int) -> dict[str, float]:
    """Seconds to align, peak memory in MB, and relations found."""
    given, vectors = claims(size)
    model, conflict = PairModel.load(), load("karabakh")
    started = time.perf_counter()
    found = align(given, vectors, conflict, model)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"claims": size, "seconds": seconds, "peak_mb": peak, "relations": len(found.relations)}


def table(rows: list[list[str]]) -> str:
    """Columns padded to equal width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)


def accuracy() -> list[list[str]]:
    """The stored figures of the shipped pair model beside its baselines."""
    found = PairModel.load().figures
    rows = [["system", "macro-F1", "same", "contested", "related", "unrelated", "role reversals", "called same"]]
    for name, held in {"pair model": found, **found["baselines"]}.items():
        classes = [f"{held['per_class'][label]:.3f}" for label in ("same", "contested", "related", "unrelated")]
        reversed_ = [f"{held['role_reversals']:.3f}", f"{held['reversals_called_same']} of {held['role_reversals_n']}"]
        rows.append([name, f"{held['macro_f1']:.3f}", *classes, *reversed_])
    return [*rows, ["B³ F1", f"{found['b3']['f1']:.3f}", *[""] * 6]]


def main() -> None:
    """Read the arguments, measure, print."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--sizes", type=int, nargs="+", default=[12_500, 25_000, 50_000, 100_000])
    cli.add_argument("--work", type=int, help=argparse.SUPPRESS)
    arguments = cli.parse_args()
    if arguments.work:
        print(json.dumps(measure(arguments.work)))
        return
    print(table(accuracy()))
    rows = [["claims", "seconds", "claims/s", "peak MB", "relations"]]
    for size in arguments.sizes:
        ran = subprocess.run(
            [sys.executable, __file__, "--work", str(size)], capture_output=True, check=True, text=True
        )
        held = json.loads(ran.stdout.splitlines()[-1])
        speed = held["claims"] / held["seconds"]
        rows.append(
            [f"{size:,}", f"{held['seconds']:.1f}", f"{speed:.0f}", f"{held['peak_mb']:.0f}", f"{held['relations']:,}"]
        )
    print(table(rows))


if __name__ == "__main__":
    main()
