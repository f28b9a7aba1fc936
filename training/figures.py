"""Print every development figure of an encoder and a linker.

python -m training.figures --encoder DIR --models DIR --data DATA_DIR --score score_attribution.py
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from perspectives.attribution.link import Linker
from perspectives.attribution.spans import decode
from perspectives.encoder import Encoder
from training.stance import DIRECTED
from training.text import Row, held_out, read, with_depths

POLARITY = ("critical", "neutral", "favorable")

SHOWN = ("sentence_kappa", "content_f1", "source_head", "source_head_precision", "full_f1")


def attribute(encoder: Encoder, linker: Linker, articles: Sequence[Row], depths: range) -> dict[str, Any]:
    """Attributions of some depths by document id, as `perspectives analyze` writes their spans."""
    predicted: dict[str, Any] = {}
    for article in articles:
        sentences = [(s, e) for s, e in article["sentences"]]
        encoding = encoder.encode(article["text"], sentences)
        linked = linker.link(decode(encoding, article["text"]), encoding, article["text"], sentences)
        depth: list[int] = []
        for attribution in linked:
            depth.append(0 if attribution.parent is None else depth[attribution.parent] + 1)
        predicted[article["doc_id"]] = [
            {"source": a.source, "cue": a.cue, "content": a.content}
            for a, d in zip(linked, depth, strict=True)
            if d in depths
        ]
    return predicted


def attribution_figures(score: Path, articles: Sequence[Row], predicted: dict[str, Any]) -> dict[str, Any]:
    """Figures of the scoring script, the main ones."""
    spec = importlib.util.spec_from_file_location("score_attribution", score)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    figures = module.score(articles, predicted)
    shown = {name: figures[name] for name in SHOWN}
    shown |= {f"exact_{role}": figures[f"exact_{role}"]["f1"] for role in ("source", "cue", "content")}
    return shown | {"recall_by_type": figures["recall_by_type"]}


def corpus_figures(score: Path, encoder: Encoder, linker: Linker, articles: Sequence[Row]) -> dict[str, Any]:
    """Figures on the project's articles: outermost attributions, nested ones, and all together."""
    out = {}
    for name, depths in (("outermost", range(1)), ("nested", range(1, 9)), ("all", range(9))):
        gold = [
            a | {"tokens": words(a["text"]), "attributions": [x for x in a["attributions"] if x["depth"] in depths]}
            for a in articles
        ]
        found = attribution_figures(score, gold, attribute(encoder, linker, articles, depths))
        out[name] = {"gold": sum(len(a["attributions"]) for a in gold), **found}
    return out


def words(text: str) -> list[tuple[int, int]]:
    """Spans of words and marks."""
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def states_of(encoder: Encoder, rows: Sequence[Row], names: Sequence[str]) -> np.ndarray:
    """[mean state of each named mention; mean state of the sentence] of every row."""
    encodings = {text: encoder.encode(text, [(0, len(text))]) for text in {row["text"] for row in rows}}
    out = []
    for row in rows:
        encoding = encodings[row["text"]]
        mentions = [encoding.span(row[f"{name}_start"], row[f"{name}_end"]) for name in names]
        out.append(np.concatenate([*mentions, encoding.sentence(0)]))
    return np.array(out)


def calibration_error(probabilities: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error of the chosen label, equal-width bins (Naeini et al. 2015)."""
    edges = np.minimum((probabilities * bins).astype(int), bins - 1)
    parts = [(edges == b) for b in range(bins)]
    return float(sum(p.mean() * abs(right[p].mean() - probabilities[p].mean()) for p in parts if p.any()))


def cooled(probabilities: np.ndarray, degrees: float) -> np.ndarray:
    """Probabilities at a temperature."""
    powered = np.maximum(probabilities, 1e-12) ** (1 / degrees)
    return powered / powered.sum(1, keepdims=True)


def temperature(probabilities: np.ndarray, gold: np.ndarray) -> float:
    """The temperature of the highest likelihood (Guo et al. 2017)."""
    grid = np.linspace(0.6, 4, 69)
    rows = np.arange(len(gold))
    return float(max(grid, key=lambda t: np.log(cooled(probabilities, t)[rows, gold]).mean()))


def head() -> Any:
    """The scikit-learn head that reads states."""
    return make_pipeline(StandardScaler(), LogisticRegressionCV(Cs=[1e-4, 3e-4, 1e-3, 3e-3], max_iter=300, cv=4))


def stance_figures(encoder: Encoder, data: Path) -> dict[str, Any]:
    """Macro-F1 and calibration on the held-out tenth of NewsMTSC, and its sentences of opposite stances apart."""
    rows = read(data / "newsmtsc_train.jsonl.gz")
    train, test = ([r for r in rows if held_out(r["group"]) is side] for side in (False, True))
    model = head().fit(states_of(encoder, train, ["target"]), [POLARITY.index(r["stance"]) for r in train])
    probabilities = model.predict_proba(states_of(encoder, test, ["target"]))
    gold, guess = np.array([POLARITY.index(r["stance"]) for r in test]), probabilities.argmax(1)
    half = np.array([hashlib.sha256(r["group"].encode()).digest()[-1] % 2 == 0 for r in test])
    tempered = np.where(
        half[:, None], cooled(probabilities, temperature(probabilities[~half], gold[~half])),
        cooled(probabilities, temperature(probabilities[half], gold[half])),
    )  # fmt: skip
    by_text: dict[str, set[str]] = {}
    for row in test:
        by_text.setdefault(row["text"], set()).add(row["stance"])
    opposite = np.array([{"critical", "favorable"} <= by_text[r["text"]] for r in test])
    return {
        "newsmtsc_macro_f1": round(f1_score(gold, guess, average="macro"), 4),
        "newsmtsc_accuracy": round(float((gold == guess).mean()), 4),
        "newsmtsc_ece": round(calibration_error(probabilities.max(1), gold == guess), 4),
        "newsmtsc_ece_calibrated": round(calibration_error(tempered.max(1), gold == guess), 4),
        "opposite_stance_accuracy": round(float((gold == guess)[opposite].mean()), 4),
        "opposite_stance_targets": int(opposite.sum()),
    }


def directed_figures(encoder: Encoder, data: Path) -> dict[str, Any]:
    """Five-class macro-F1 on DSE dev rows whose sentence is not in train."""
    train, dev = read(data / "dse_train.jsonl.gz"), read(data / "dse_dev.jsonl.gz")
    seen = {row["text"] for row in train}
    dev = [row for row in dev if row["text"] not in seen]
    names = list(DIRECTED)
    model = head().fit(states_of(encoder, train, ["p", "q"]), [names.index(r["relation"]) for r in train])
    guess = model.predict(states_of(encoder, dev, ["p", "q"]))
    return {
        "dse_macro_f1": round(f1_score([names.index(r["relation"]) for r in dev], guess, average="macro"), 4),
        "dse_rows": len(dev),
    }


def main() -> None:
    """Read the arguments and print the figures."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--encoder", type=Path, required=True)
    cli.add_argument("--models", type=Path, required=True, help="folder of the linker and what follows it")
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--score", type=Path, required=True, help="score_attribution.py")
    cli.add_argument("--corpus", type=Path, nargs="*", default=[], help="articles that training.corpus converted")
    cli.add_argument("--only", choices=["attribution", "stance"], help="one of the two halves")
    arguments = cli.parse_args()
    encoder, figures = Encoder.load(arguments.encoder), {}
    if arguments.only != "stance":
        articles = read(arguments.data / "polnear_dev.jsonl.gz")
        started = time.perf_counter()
        linker = Linker.load(arguments.models)
        predicted = attribute(encoder, linker, articles, range(1))
        figures = {"articles_per_second": round(len(articles) / (time.perf_counter() - started), 2)}
        figures |= attribution_figures(arguments.score, articles, predicted)
        for file in arguments.corpus:
            figures[file.name] = corpus_figures(arguments.score, encoder, linker, [with_depths(a) for a in read(file)])
    if arguments.only != "attribution":
        figures |= stance_figures(encoder, arguments.data) | directed_figures(encoder, arguments.data)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
