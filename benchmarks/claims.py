"""Seconds, peak memory and growth of aligning many claims, and the figures of the pair model, as two tables.

    python benchmarks/claims.py [--sizes 12500 25000 50000 100000] [--encode]

The claims are made from those of the gold set, spread over documented events and days, their words and vectors
varied, so that blocks are as dense as in a large collection. With ``--encode`` every claim is also read by the
encoder, and no two have the same words; without, it has the vectors of a gold claim with noise. Extraction is not
counted. Each size runs in a process of its own.
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

from perspectives.claims import Claim, Encoded, PairModel, align, encode
from perspectives.claims.gold import gold_claim
from perspectives.claims.places import setting
from perspectives.claims.vectors import AXES
from perspectives.conflict import load
from perspectives.encoder import Encoder
from perspectives.lexicon import lexicon

GOLD = Path(__file__).parents[1] / "corpus" / "claims" / "claims.jsonl"
OUTLETS = 40
NOISE = 0.5
"""Length of the noise beside vectors of length 1: two variants of a claim have a cosine of about .8."""


def claims(size: int) -> tuple[list[Claim], Encoded]:
    """So many claims with vectors: variants of the gold claims, a third of them in undocumented events."""
    conflict = load("karabakh")
    names, where = lexicon(conflict), setting(conflict)
    records = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    gold = [gold_claim(r, names, where, None) for r in records if r["conflict"] == "karabakh"]
    events = conflict.events
    random = np.random.default_rng(0)
    read = encode(gold, Encoder.load(), PairModel.load().reader.axes)
    found, rows, words = [], np.empty((size, 384), dtype=np.float32), []
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
        rows[i] = read.wholes[which] + NOISE / 384**0.5 * random.normal(size=384)
        noise = NOISE / AXES**0.5 * random.normal(size=read.words[which].shape).astype(np.float32)
        words.append(_unit(read.words[which] + noise))
    return found, Encoded(_unit(rows), words)


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def measure(size: int, with_encoder: bool) -> dict[str, float]:
    """Seconds to encode and to align, peak memory in MB, and relations found."""
    given, encoded = claims(size)
    model, conflict = PairModel.load(), load("karabakh")
    encoder = Encoder.load() if with_encoder else None
    started = time.perf_counter()
    if encoder is not None:
        encoded = encode(given, encoder, model.reader.axes)
    between = time.perf_counter()
    found = align(given, encoded, conflict, model)
    return {
        "claims": size,
        "encode": between - started,
        "align": time.perf_counter() - between,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "relations": len(found.relations),
    }


def table(rows: list[list[str]]) -> str:
    """Columns padded to equal width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)


def accuracy() -> list[list[str]]:
    """The stored figures of the shipped pair model beside its baselines."""
    found = PairModel.load().figures
    labels = ("same", "contested", "related", "unrelated")
    rows = [["system", "macro-F1", *labels, "role reversals"]]
    own = {label: found["per_class"][label]["f1"] for label in labels}
    for name, held in {"pair model": found | own, **found["baselines"]}.items():
        rows.append([name, *(f"{held[column]:.3f}" for column in ("macro_f1", *labels, "role_reversals"))])
    rows.append(["B³ F1", f"{found['b3_f1']:.3f}", *[""] * 5])
    rows.append(["by event, train", f"{found['cross_validation']['macro_f1']:.3f}", *[""] * 5])
    return rows


def main() -> None:
    """Read the arguments, measure, print."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("--sizes", type=int, nargs="+", default=[12_500, 25_000, 50_000, 100_000])
    cli.add_argument("--encode", action="store_true", help="count the encoder's time too")
    cli.add_argument("--work", type=int, help=argparse.SUPPRESS)
    arguments = cli.parse_args()
    if arguments.work:
        print(json.dumps(measure(arguments.work, arguments.encode)))
        return
    print(table(accuracy()))
    rows = [["claims", "s encoding", "s aligning", "s", "claims/s", "peak MB", "relations"]]
    for size in arguments.sizes:
        ran = subprocess.run(
            [sys.executable, __file__, "--work", str(size), *(["--encode"] if arguments.encode else [])],
            capture_output=True,
            check=True,
            text=True,
        )
        held = json.loads(ran.stdout.splitlines()[-1])
        seconds = held["encode"] + held["align"]
        times = [f"{value:.1f}" for value in (held["encode"], held["align"], seconds)]
        speed = f"{held['claims'] / seconds:.0f}"
        rows.append([f"{size:,}", *times, speed, f"{held['peak_mb']:.0f}", f"{held['relations']:,}"])
    print(table(rows))


if __name__ == "__main__":
    main()
