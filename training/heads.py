"""Make the shipped stance and frame heads.

    python -m training.heads --data DATA --corpus corpus/labeled --outputs stance.npz --out src/perspectives/data/models

The stance head is the encoder's own output, trained end to end, calibrated on what the encoder has not read: the
corpus's dev split and the further sentences set aside. (A logistic regression fitted anew on the states of texts that
the encoder was trained on did worse on dev, polar micro-F1 .62 against .65 for named targets.) The frame head is
fitted on the train split. Prints the figures of the held-out NewsMTSC groups, of DSE dev and of the dev split.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from perspectives.classify.candidates import Candidate
from perspectives.classify.fit import (
    STRENGTHS,
    FitOptions,
    best_threshold,
    fit_frames,
    fit_temperature,
    polar_threshold,
)
from perspectives.classify.heads import POLARITY, FrameHead, StanceHead, in_order, tempered, unnamed
from perspectives.classify.labeled import FrameRow, StanceRow
from perspectives.classify.rows import (
    Labeled,
    LabeledFrames,
    frame_rows,
    gold_rows,
    joined,
    joined_frames,
    stance_rows,
)
from perspectives.conflict import load
from perspectives.encoder import Encoder
from perspectives.evaluate.metrics import confusion, expected_calibration_error, macro_f1
from perspectives.labels.corpus import read_articles
from perspectives.labels.further import read_further_files
from perspectives.labels.further import stance_rows as labeled_targets
from perspectives.lexicon import Lexicon, lexicon
from perspectives.markup import vocabulary
from perspectives.mentions import find_mentions
from perspectives.models import save_head
from perspectives.records import Analysis
from training.stance import DIRECTED
from training.text import STANCES, set_aside

HELD_OUT = Path(__file__).parent / "heldout_newsmtsc_groups.txt"


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def newsmtsc(path: Path) -> Iterator[StanceRow]:
    """Targets of NewsMTSC; its neutral is our none."""
    for row in read(path):
        stance = "none" if row["stance"] == "neutral" else row["stance"]
        yield StanceRow(row["text"], ((row["target_start"], row["target_end"]),), stance, str(row["group"]))


def dse(rows: Sequence[dict[str, Any]]) -> Iterator[StanceRow]:
    """Both directions of each DSE pair; a sentence is its own group."""
    for row in rows:
        p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
        for holder, target, stance in zip((p, q), (q, p), DIRECTED[row["relation"]], strict=True):
            yield StanceRow(row["text"], (target,), stance, row["text"][:80], holder)


def articles(folder: Path, split: str, names: Lexicon) -> list[Analysis]:
    """The labeled articles of a split, with the mentions found in them."""
    found = read_articles(folder, vocabulary(names.conflict))
    gold = [article.analysis for article in found if article.split == split]
    return [replace(a, mentions=find_mentions(a.document, a.sentences, names)) for a in gold]


def corpus(folder: Path, split: str, encoder: Encoder, conflict_name: str) -> tuple[Labeled, LabeledFrames]:
    """The stance candidates and sentences of a split of the labeled articles."""
    return gold_rows(articles(folder, split, lexicon(load(conflict_name))), encoder)


def chosen(rows: Labeled, keep: Any) -> Labeled:
    """The rows for which ``keep`` is true."""
    index = np.flatnonzero(keep)
    return Labeled(
        rows.features[index], *(tuple(np.array(v, dtype=object)[index]) for v in (rows.labels, rows.groups, rows.texts))
    )


def report(name: str, head: Any, rows: Labeled) -> None:
    """Print macro-F1 of three labels (none counts as neutral) and the calibration error."""
    found = head.probabilities(rows.features)
    three = ["neutral" if label == "none" else label for label in rows.labels]
    order = ("critical", "neutral", "favorable")
    said = [order[i] for i in found.argmax(axis=1)]
    right = np.array([a == b for a, b in zip(said, three, strict=True)])
    table = confusion(three, said, rows.groups, order)
    error = expected_calibration_error(found.max(axis=1), right)
    figures = f"macro-F1 {macro_f1(table).value:.4f}  accuracy {right.mean():.4f}  ECE {error:.4f}"
    print(f"{name:18s} n {len(three):6d}  {figures}")


def polar_micro_f1(head: StanceHead, rows: Labeled) -> float:
    """F1 of the polar labels, withheld ones counted as none."""
    found = [Candidate(i, None, "", "", (), ()) for i in range(len(rows.labels))]
    said = {stance.sentence: stance.label for stance in head.decide(found, rows.features)[0]}
    polar = ("critical", "favorable")
    right = sum(said.get(i) == truth for i, truth in enumerate(rows.labels) if truth in polar)
    return 2 * right / max(sum(label in polar for label in [*said.values(), *rows.labels]), 1)


def named(rows: Labeled, far: bool) -> Labeled:
    """The rows whose target the sentence names, or (``far``) does not."""
    return chosen(rows, unnamed(rows.features) == far)


def trained(outputs: Any, name: str, unread: Labeled, beta: float, version: str) -> StanceHead:
    """One of the encoder's own stance outputs as a head, calibrated and with its threshold by ``unread``."""
    weight, bias = outputs[f"{name}.weight"], outputs[f"{name}.bias"]
    wide = np.zeros((len(STANCES), unread.features.shape[1]), dtype=np.float32)
    wide[:, : weight.shape[1]] = weight  # flags that the output does not read come last
    order = np.argsort(STANCES)
    model = _logistic(wide[order], bias[order], np.array(STANCES)[order])
    none, neutral = STANCES.index("none"), STANCES.index("neutral")
    addressed = _logistic(wide[[neutral]] - wide[[none]], bias[[neutral]] - bias[[none]], np.array([False, True]))
    truth = np.array([POLARITY.index(label if label in POLARITY else "none") for label in unread.labels])
    found = in_order(model.predict_proba(unread.features), model.classes_)
    temperature = fit_temperature(found, truth)
    threshold = polar_threshold(tempered(found, temperature), truth, beta)
    print(f"{name}: temperature {temperature:.2f}, threshold {threshold} by {len(truth)} rows")
    return StanceHead(model, addressed, temperature, threshold, version)


def _logistic(coefficients: Any, intercepts: Any, classes: Any) -> LogisticRegression:
    model = LogisticRegression()
    model.coef_, model.intercept_, model.classes_ = coefficients, intercepts, classes
    model.n_features_in_ = coefficients.shape[1]
    return model


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--corpus", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--encoder", type=Path, help="another encoder than the one that ships")
    cli.add_argument("--outputs", type=Path, required=True, help="the stance outputs that training.export wrote")
    args = cli.parse_args()
    encoder = Encoder.load(args.encoder, threads=2)
    conflict = load(args.conflict)
    frame_ids = [frame.id for frame in conflict.frames]
    further = read_further_files(sorted(args.corpus.glob("sentences_*.txt")), frame_ids)
    sentences = [_stance_row(row) for row in labeled_targets(further)]
    held_out_groups = set(HELD_OUT.read_text(encoding="utf8").split())
    public = newsmtsc(args.data / "newsmtsc_train.jsonl.gz")
    news = stance_rows([row for row in public if row.group in held_out_groups], encoder)
    seen = {row["text"] for row in read(args.data / "dse_train.jsonl.gz")}
    unseen = [row for row in read(args.data / "dse_dev.jsonl.gz") if row["text"] not in seen]
    directed = stance_rows(list(dse(unseen)), encoder)
    alone = stance_rows([row for row in sentences if set_aside(row.group)], encoder)
    train_frames = corpus(args.corpus, "train", encoder, args.conflict)[1]
    dev_stance, dev_frames = corpus(args.corpus, "dev", encoder, args.conflict)
    # the encoder has read all but these, so only they say how sure the head may be
    unread, outputs = joined([dev_stance, alone]), np.load(args.outputs)
    near = trained(outputs, "stance", named(unread, False), 1.0, encoder.version)
    # what a sentence says of a target named before is hard to tell: only what is likely right counts
    far = trained(outputs, "far_stance", named(unread, True), 0.5, encoder.version)
    stance = replace(near, far=far)
    report("NewsMTSC held out", stance, news)
    report("DSE dev, unseen", stance, directed)
    for place, rows in (("all", dev_stance), ("named", named(dev_stance, False)), ("far", named(dev_stance, True))):
        report(f"corpus dev, {place}", stance, rows)
        print(f"corpus dev, {place}: polar micro-F1 {polar_micro_f1(stance, rows):.4f}")
    alone_frames = frame_rows([FrameRow(s.text, s.frames, s.group) for s in further], encoder)
    options = FitOptions(encoder_version=encoder.version, folds=3, strengths=STRENGTHS)
    frames = fit_frames(*_parts(joined_frames([train_frames, alone_frames])), options)
    frames = replace(frames, thresholds=dev_thresholds(frames, dev_frames))
    said = [tuple(f.frame for f in found) for found in frames.decide(dev_frames.features)]
    hits = sum(len(set(a) & set(b)) for a, b in zip(said, dev_frames.labels, strict=True))
    total = sum(map(len, said)) + sum(map(len, dev_frames.labels))
    print(f"corpus dev frames micro-F1 {2 * hits / max(total, 1):.4f}")
    args.out.mkdir(parents=True, exist_ok=True)
    save_head(args.out / "stance.skops", stance)
    save_head(args.out / "frames.skops", frames)


def dev_thresholds(head: FrameHead, dev: LabeledFrames) -> dict[str, float]:
    """Thresholds halfway between those of cross-validation and those best on dev, whose articles are few."""
    names, found = head.probabilities(dev.features)
    best = {
        name: best_threshold(found[:, i], np.array([name in labels for labels in dev.labels]))
        for i, name in enumerate(names)
    }
    return {name: round((head.thresholds[name] + best[name]) / 2, 2) for name in names}


def _stance_row(row: dict[str, Any]) -> StanceRow:
    holder = (row["holder_start"], row["holder_end"]) if "holder_start" in row else None
    return StanceRow(row["text"], ((row["target_start"], row["target_end"]),), row["stance"], row["group"], holder)


def _parts(rows: Labeled | LabeledFrames) -> tuple[Any, Any, tuple[str, ...]]:
    return rows.features, rows.labels, rows.groups


if __name__ == "__main__":
    main()
