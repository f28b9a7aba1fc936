"""Fit the shipped stance and frame heads on the encoder's states.

    python -m training.heads --data SHARED_DATA --corpus corpus/labeled --out src/perspectives/data/models

Public data (NewsMTSC and DSE, held-out groups left out) teaches the polarity toward any target; the corpus's
train split adds the sides' stances, the neutral addressee and the frames, with copies in which the sides bear
each other's names. Prints the figures of the held-out groups, of DSE dev and of the corpus's dev split. The stance
head has no second look until `training.second` gives it one.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from perspectives.classify.candidates import POLARITY
from perspectives.classify.fit import (
    STRENGTHS,
    FitOptions,
    first_threshold,
    fit_frames,
    fit_temperature,
    polar_f1,
    polar_threshold,
)
from perspectives.classify.heads import MODELS, FrameHead, StanceHead, in_order, tempered, unnamed
from perspectives.classify.labeled import FrameRow, StanceRow
from perspectives.classify.rows import (
    Labeled,
    LabeledFrames,
    frame_rows,
    gold_rows,
    joined,
    stance_rows,
)
from perspectives.conflict import load
from perspectives.counterfactual import exchange, exchange_analysis
from perspectives.encoder import Encoder
from perspectives.evaluate.metrics import confusion, expected_calibration_error, macro_f1
from perspectives.labels.corpus import gold
from perspectives.labels.further import read_further_files
from perspectives.labels.further import stance_rows as labeled_targets
from perspectives.lexicon import Lexicon, lexicon
from perspectives.models import ship_head
from perspectives.records import Analysis
from training.articles import names_in
from training.invariance import invariant
from training.stance import DIRECTED
from training.text import read, set_aside

COPIES = 1
"""Copies of each article and labeled sentence in which the sides bear each other's names, so that none is judged."""
STANCE_STRENGTHS = (0.001, 0.004)
HELD_OUT = Path(__file__).parent / "heldout_newsmtsc_groups.txt"


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


def cached(folder: Path | None, name: str, make: Any) -> Labeled:
    """Features are costly to make; a cache folder keeps them between runs."""
    path = folder / f"{name}.npz" if folder else None
    if path and path.exists():
        held = np.load(path)
        return Labeled(held["x"], tuple(held["y"].tolist()), tuple(held["g"].tolist()), tuple(held["t"].tolist()))
    found: Labeled = make()
    if path:
        np.savez(path, x=found.features, y=np.array(found.labels), g=np.array(found.groups), t=np.array(found.texts))
    return found


def reshuffled(names: Lexicon, rng: random.Random) -> dict[str, str]:
    """A random permutation of the compared sides that moves some of them."""
    sides = [side.id for side in names.conflict.sides]
    order = rng.sample(sides, len(sides))
    while order == sides:
        order = rng.sample(sides, len(sides))
    return dict(zip(sides, order, strict=True))


def article_copies(articles: Sequence[Analysis], names: Lexicon, encoder: Encoder, seed: int) -> Labeled:
    """The stance candidates of a copy of each article with exchanged sides, in the article's group."""
    rng = random.Random(seed)
    return gold_rows([exchange_analysis(a, names, reshuffled(names, rng)) for a in articles], encoder)[0]


def sentence_copies(rows: Sequence[StanceRow], names: Lexicon, seed: int) -> list[StanceRow]:
    """A copy of each labeled sentence that names a side; the rows of one sentence share its exchange."""
    rng = random.Random(seed)
    done = {text: exchange(text, names, reshuffled(names, rng)) for text in dict.fromkeys(row.text for row in rows)}
    return [
        replace(
            row,
            text=done[row.text].text,
            target=tuple(done[row.text].move(span) for span in row.target),
            holder=None if row.holder is None else done[row.text].move(row.holder),
        )
        for row in rows
        if done[row.text].edits
    ]


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
    return polar_f1(head.labels(rows.features), np.array([POLARITY.index(label) for label in polarity_of(rows)]))


def named(rows: Labeled, far: bool) -> Labeled:
    """The rows whose target the sentence names, or (``far``) does not."""
    return chosen(rows, unnamed(rows.features) == far)


def fitted(rows: Labeled, unread: Labeled, version: str) -> StanceHead:
    """The head of the strength that is least wrong on ``unread``, calibrated and with its threshold there."""
    polar, truth = polarity_of(rows), np.array([POLARITY.index(p) for p in polarity_of(unread)])
    tried = []
    for strength in STANCE_STRENGTHS:
        model = MODELS["invariant"](strength).fit(rows.features, polar)
        found = in_order(model.predict_proba(unread.features), model.classes_)
        temperature = fit_temperature(found, truth)
        calibrated = tempered(found, temperature)
        loss = -np.log(np.clip(calibrated[np.arange(len(truth)), truth], 1e-12, 1)).mean()
        print(f"strength {strength}: log loss {loss:.4f} at temperature {temperature:.2f} on {len(truth)} rows")
        tried.append((loss, strength, temperature, polar_threshold(calibrated, truth), model))
    _, _, temperature, threshold, model = min(tried, key=lambda item: item[:2])
    rest = polar == "none"
    addressed = MODELS["invariant"](0.001).fit(rows.features[rest], np.array(rows.labels)[rest] == "neutral")
    print(f"threshold {threshold}")
    return StanceHead(model, addressed, temperature, threshold, version)


def polarity_of(rows: Labeled) -> Any:
    """The labels with neutral and none as one."""
    return np.array([label if label in POLARITY else "none" for label in rows.labels])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--data", type=Path, required=True)
    cli.add_argument("--corpus", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--conflict", default="karabakh")
    cli.add_argument("--encoder", type=Path, help="another encoder than the one that ships")
    cli.add_argument("--cache", type=Path, help="keep the features of the public data here between runs")
    cli.add_argument("--without", type=Path, help="names of train articles to leave out, a name a line")
    args = cli.parse_args()
    encoder = Encoder.load(args.encoder, threads=2)
    conflict = load(args.conflict)
    frame_ids = [frame.id for frame in conflict.frames]
    further = read_further_files(sorted(args.corpus.glob("sentences_*.txt")), frame_ids)
    sentences = [_stance_row(row) for row in labeled_targets(further)]
    held_out_groups = names_in(HELD_OUT)
    news = cached(
        args.cache, "newsmtsc", lambda: stance_rows(list(newsmtsc(args.data / "newsmtsc_train.jsonl.gz")), encoder)
    )
    known = read(args.data / "dse_train.jsonl.gz")
    seen = {row["text"] for row in known}
    unseen = [row for row in read(args.data / "dse_dev.jsonl.gz") if row["text"] not in seen]
    # A third of DSE suffices for a linear head, and fits in a minute.
    directed = cached(args.cache, "dse", lambda: stance_rows(list(dse(known[::3])), encoder))
    directed_dev = cached(args.cache, "dse_dev", lambda: stance_rows(list(dse(unseen)), encoder))
    held_out = np.array([group in held_out_groups for group in news.groups])
    alone = stance_rows(sentences, encoder)
    names = lexicon(conflict)
    without = names_in(args.without)
    articles = [a for a in gold(args.corpus, "train", names) if a.document.id not in without]
    train_stance, train_frames = gold_rows(articles, encoder)
    dev_stance, dev_frames = gold_rows(gold(args.corpus, "dev", names), encoder)
    copies = [article_copies(articles, names, encoder, seed) for seed in range(COPIES)]
    MODELS["invariant"] = invariant(np.concatenate([copy.features - train_stance.features for copy in copies]))
    copies += [stance_rows(sentence_copies(sentences, names, seed), encoder) for seed in range(COPIES)]
    # the encoder has read all but these, so only they say how sure the head may be
    unread = joined([dev_stance, chosen(alone, [set_aside(group) for group in alone.groups])])
    unread_groups = set(unread.groups)
    parts = joined([chosen(news, ~held_out), directed, train_stance, alone, *copies])
    parts = chosen(parts, [group not in unread_groups for group in parts.groups])
    near, far = (fitted(named(parts, far), named(unread, far), encoder.version) for far in (False, True))
    stance = replace(near, far=far)
    report("NewsMTSC held out", stance, chosen(news, held_out))
    report("DSE dev, unseen", stance, directed_dev)
    for place, rows in (("all", dev_stance), ("named", named(dev_stance, False)), ("far", named(dev_stance, True))):
        report(f"corpus dev, {place}", stance, rows)
        print(f"corpus dev, {place}: polar micro-F1 {polar_micro_f1(stance, rows):.4f}")
    alone_frames = frame_rows([FrameRow(s.text, s.frames, s.group) for s in further], encoder)
    options = FitOptions(encoder_version=encoder.version, folds=3, strengths=STRENGTHS)
    frames = fit_frames(*_parts(joined([train_frames, alone_frames])), options)
    frames = replace(frames, thresholds=common_threshold(frames, dev_frames))
    known, chances = frames.probabilities(dev_frames.features)
    dev_chances = dict(zip(known, chances.T, strict=True))
    frames = replace(frames, first=first_threshold(frames, dev_chances, dev_frames.labels))
    print(f"corpus dev frames micro-F1 {frames_f1(frames, dev_frames):.4f}, thresholds {frames.thresholds}")
    args.out.mkdir(parents=True, exist_ok=True)
    ship_head(args.out / "stance.npz", stance)
    ship_head(args.out / "frames.npz", frames)


def common_threshold(head: FrameHead, dev: LabeledFrames) -> dict[str, float]:
    """The probability that is best for all frames of dev together.

    Dev has a few dozen sentences of a frame: thresholds for each follow its chance, and fail on another conflict.
    """
    tried = [dict.fromkeys(head.models, round(float(value), 3)) for value in np.arange(0.15, 0.6, 0.025)]
    return max(tried, key=lambda thresholds: frames_f1(replace(head, thresholds=thresholds), dev))


def frames_f1(head: FrameHead, rows: LabeledFrames) -> float:
    """Micro-F1 of the frames decided."""
    said = [{label.frame for label in found} for found in head.decide(rows.features)]
    hits = sum(len(found.intersection(truth)) for found, truth in zip(said, rows.labels, strict=True))
    return 2 * hits / max(sum(map(len, said)) + sum(map(len, rows.labels)), 1)


def _stance_row(row: dict[str, Any]) -> StanceRow:
    holder = (row["holder_start"], row["holder_end"]) if "holder_start" in row else None
    return StanceRow(row["text"], ((row["target_start"], row["target_end"]),), row["stance"], row["group"], holder)


def _parts(rows: Labeled | LabeledFrames) -> tuple[Any, Any, tuple[str, ...]]:
    return rows.features, rows.labels, rows.groups


if __name__ == "__main__":
    main()
