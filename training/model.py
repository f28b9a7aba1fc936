"""The encoder as it is trained: MiniLM with linear outputs for tags, links, stance and similarity."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cosine_similarity, cross_entropy
from transformers import BertModel

from training.text import (
    CLS,
    DEPTHS,
    FLAGS,
    FRAMES,
    SEP,
    STANCES,
    TAGS,
    UNKNOWN,
    Judged,
    TokenAttribution,
    TokenSpan,
    Window,
)

LINK_SIZE = 64
REFERENT_SIZE = 64
FAR = [FLAGS.index("before"), FLAGS.index("unnamed")]
# (query role, key role): which span of the key's role belongs to the query's attribution
LINKS = (("content", "cue"), ("content", "source"), ("cue", "source"))


class Encoder(nn.Module):
    """BERT and the outputs that read its token states."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        size = self.bert.config.hidden_size
        self.tags = nn.Linear(size, DEPTHS * len(TAGS))
        # [target; source; region in which the holder speaks; sentence; flags], as the stance head reads them
        self.stance = nn.Linear(4 * size + len(FLAGS), len(STANCES))
        # for a target not named in the sentence: what its mention tells belongs to another sentence
        self.far_stance = nn.Linear(4 * size + len(FLAGS), len(STANCES))
        self.frames = nn.Linear(size, len(FRAMES))
        self.similarity = nn.Linear(size, size)
        names = [f"{q}_{k}_{side}" for q, k in LINKS for side in ("query", "key")] + ["content_content"]
        # each reads [first token; last token; mean] of a span
        self.links = nn.ModuleDict({name: nn.Linear(3 * size, LINK_SIZE) for name in names})
        self.none = nn.ParameterDict({f"{q}_{k}": nn.Parameter(torch.zeros(LINK_SIZE)) for q, k in LINKS})
        self.same_bias = nn.Parameter(torch.tensor(-2.0))
        # whom words mean: queries of words, keys of mentions of sides, and of two that are none:
        # somebody who speaks for no side, and a side that is not mentioned nearby
        self.refers = nn.ModuleDict({name: nn.Linear(size, REFERENT_SIZE) for name in ("query", "key")})
        self.nobody = nn.Parameter(torch.zeros(2, REFERENT_SIZE))
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Token states (windows, tokens, 384)."""
        states: Tensor = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return states


def collate(windows: Sequence[Window]) -> tuple[Tensor, Tensor]:
    """Piece ids and attention mask with [CLS] and [SEP]."""
    width = max(len(w.ids) for w in windows) + 2
    ids, mask = torch.zeros(len(windows), width, dtype=torch.long), torch.zeros(len(windows), width, dtype=torch.long)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids) + 2] = torch.tensor([CLS, *window.ids, SEP])
        mask[row, : len(window.ids) + 2] = 1
    return ids, mask


class SpanMeans:
    """Means over token spans by one cumulative sum."""

    def __init__(self, states: Tensor) -> None:
        self.states = states
        self.sums = torch.cat([torch.zeros_like(states[:, :1]), states.cumsum(1)], 1)

    def mean(self, rows: Sequence[int], spans: Sequence[TokenSpan]) -> Tensor:
        """(spans, 384); spans count tokens without [CLS]."""
        row = torch.tensor(rows)
        first, last = torch.tensor([s + 1 for s, _ in spans]), torch.tensor([e + 1 for _, e in spans])
        return (self.sums[row, last + 1] - self.sums[row, first]) / (last - first + 1)[:, None]

    def ends(self, rows: Sequence[int], spans: Sequence[TokenSpan]) -> Tensor:
        """First token, last token and mean, (spans, 1152)."""
        row = torch.tensor(rows)
        first, last = torch.tensor([s + 1 for s, _ in spans]), torch.tensor([e + 1 for _, e in spans])
        return torch.cat([self.states[row, first], self.states[row, last], self.mean(rows, spans)], 1)


def similarity_loss(model: Encoder, means: SpanMeans, windows: Sequence[Window], vectors: dict[str, Tensor]) -> Tensor:
    """Mean of one minus the cosine to the base model's vector of each sentence alone."""
    found = [(r, (a, b), vectors[k]) for r, w in enumerate(windows) for a, b, k in w.sentences if k in vectors]
    if not found:
        return torch.zeros(())
    own = model.similarity(means.mean([r for r, *_ in found], [s for _, s, _ in found]))
    return (1 - cosine_similarity(own, torch.stack([v for *_, v in found]).float())).mean()


def tag_loss(model: Encoder, states: Tensor, windows: Sequence[Window]) -> Tensor:
    """Cross-entropy of the tags at each depth."""
    gold = torch.full((*states.shape[:2], DEPTHS), UNKNOWN)
    for row, window in enumerate(windows):
        gold[row, 1 : len(window.ids) + 1] = torch.from_numpy(window.labels).T
    logits = model.tags(model.dropout(states)).unflatten(-1, (DEPTHS, len(TAGS)))
    losses = [
        cross_entropy(logits[:, :, d].flatten(0, 1), gold[:, :, d].flatten(), ignore_index=UNKNOWN).nan_to_num()
        for d in range(DEPTHS)
    ]
    return losses[0] + 0.3 * (losses[1] + losses[2])


def link_loss(model: Encoder, means: SpanMeans, windows: Sequence[Window]) -> Tensor:
    """Each span must find its attribution's cue and source among all of its window, or none."""
    items: dict[str, list[tuple[int, TokenSpan, int]]] = {"source": [], "cue": [], "content": []}
    attributions: list[TokenAttribution] = []
    for row, window in enumerate(windows):
        for attribution in window.attributions:
            for role, held in items.items():
                held.extend((row, span, len(attributions)) for span in getattr(attribution, role))
            attributions.append(attribution)
    if any(not held for held in items.values()):
        return torch.zeros(())
    ends = {role: means.ends([r for r, *_ in held], [s for _, s, _ in held]) for role, held in items.items()}
    rows = {role: torch.tensor([r for r, *_ in held]) for role, held in items.items()}
    total = torch.zeros(())
    for query, key in LINKS:
        name = f"{query}_{key}"
        q, k = model.links[name + "_query"](ends[query]), model.links[name + "_key"](ends[key])
        scores = torch.cat([q @ k.T, q @ model.none[name][:, None]], 1) / LINK_SIZE**0.5
        allowed = torch.cat([rows[query][:, None] == rows[key][None, :], torch.ones(len(q), 1, dtype=torch.bool)], 1)
        # a source may serve several attributions: equal spans are all right
        belongs: dict[int, set[tuple[int, TokenSpan]]] = {}
        for row, span, owner in items[key]:
            belongs.setdefault(owner, set()).add((row, span))
        right = torch.zeros_like(allowed)
        for i, (_, _, owner) in enumerate(items[query]):
            mine = belongs.get(owner, set())
            right[i, :-1] = torch.tensor([(r, s) in mine for r, s, _ in items[key]])
            right[i, -1] = not mine and key not in attributions[owner].elsewhere
        scores = scores.masked_fill(~allowed, -1e4)
        known = right.any(1)
        gain = scores.logsumexp(1) - scores.masked_fill(~right, -1e4).logsumexp(1)
        total = total + gain[known].mean()
    q = model.links["content_content"](ends["content"])
    owner = torch.tensor([o for *_, o in items["content"]])
    pair = (rows["content"][:, None] == rows["content"][None, :]).triu(1)
    if pair.any():
        scores = q @ q.T / LINK_SIZE**0.5 + model.same_bias
        total = total + binary_cross_entropy_with_logits(scores[pair], (owner[:, None] == owner[None, :])[pair].float())
    return total


def referent_loss(model: Encoder, means: SpanMeans, windows: Sequence[Window]) -> Tensor:
    """Each source must find a mention of the side it speaks for, or that it speaks for none or for one not near."""
    rows, spans, sides = [], [], []
    for row, window in enumerate(windows):
        for attribution in window.attributions:
            if attribution.sides and attribution.source:
                rows.append(row)
                spans.append((attribution.source[0][0], attribution.source[-1][1]))
                sides.append(attribution.sides)
    mentions = [(row, span, side) for row, window in enumerate(windows) for span, side in window.mentions]
    if not rows or not mentions:
        return torch.zeros(())
    keys = model.refers["key"](means.mean([r for r, *_ in mentions], [s for _, s, _ in mentions]))
    keys = torch.cat([keys, model.nobody])
    scores = model.refers["query"](means.mean(rows, spans)) @ keys.T / REFERENT_SIZE**0.5
    place = torch.tensor([r for r, *_ in mentions])
    allowed = torch.cat([torch.tensor(rows)[:, None] == place, torch.ones(len(rows), 2, dtype=torch.bool)], 1)
    right = torch.zeros_like(allowed)
    for i, (row, told) in enumerate(zip(rows, sides, strict=True)):
        named = torch.tensor([r == row and side in told for r, _, side in mentions])
        right[i, :-2] = named
        right[i, -2] = bool(told & {"other", "author"})
        right[i, -1] = not right[i, :-1].any()
    scores = scores.masked_fill(~allowed, -1e4)
    return (scores.logsumexp(1) - scores.masked_fill(~right, -1e4).logsumexp(1)).mean()


def stood_for(model: Encoder, means: SpanMeans, found: Sequence[tuple[int, Judged]]) -> Tensor:
    """The words of each pair's region that mean its target, named elsewhere: their mean state by attention, (n, 384).

    No word at all has the score 0 and adds nothing.
    """
    out = torch.zeros(len(found), means.states.shape[-1])
    asked = [(i, row, j) for i, (row, j) in enumerate(found) if j.target]
    if not asked:
        return out
    owner = torch.tensor([n for n, (_, _, j) in enumerate(asked) for _ in j.target])
    rows = [row for _, row, j in asked for _ in j.target]
    summed = torch.zeros(len(asked), out.shape[-1]).index_add(
        0, owner, means.mean(rows, [span for *_, j in asked for span in j.target])
    )
    keys = model.refers["key"](summed / torch.bincount(owner, minlength=len(asked))[:, None])
    words = [(n, row, at) for n, (_, row, j) in enumerate(asked) for s, e in j.region for at in range(s + 1, e + 2)]
    whose = torch.tensor([n for n, *_ in words])
    states = means.states[torch.tensor([row for _, row, _ in words]), torch.tensor([at for *_, at in words])]
    scores = (model.refers["query"](states) * keys[whose]).sum(1) / REFERENT_SIZE**0.5
    weights = scores.clamp(max=20).exp()
    total = 1 + torch.zeros(len(asked)).index_add(0, whose, weights)
    attended = torch.zeros(len(asked), out.shape[-1]).index_add(0, whose, weights[:, None] * states)
    return out.index_add(0, torch.tensor([i for i, *_ in asked]), attended / total[:, None])


def stance_loss(model: Encoder, means: SpanMeans, windows: Sequence[Window]) -> Tensor:
    """Cross-entropy of the stance of every pair of holder and target.

    A target named before is read from the words that stand for it, one that is nowhere named from its region.
    """
    found = [(row, judged) for row, window in enumerate(windows) for judged in window.judged]
    if not found:
        return torch.zeros(())

    def pooled(role: str) -> Tensor:
        groups = [getattr(j, role) or (j.region if role == "target" else ()) for _, j in found]
        owner = torch.tensor([i for i, spans in enumerate(groups) for _ in spans])
        out = torch.zeros(len(found), means.states.shape[-1])
        if not len(owner):
            return out
        rows = [found[i][0] for i in owner.tolist()]
        counts = torch.zeros(len(found)).index_add(0, owner, torch.ones(len(owner)))
        summed = out.index_add(0, owner, means.mean(rows, [span for spans in groups for span in spans]))
        return summed / counts.clamp(min=1)[:, None]

    sentence = means.mean([row for row, _ in found], [j.sentence for _, j in found])
    flags = torch.tensor([j.flags for _, j in found])
    before, far = flags[:, FAR[0]].bool()[:, None], flags[:, FAR].any(1)[:, None]
    asked = [(row, j) for row, j in found if j.flags[FAR[0]]]
    target = pooled("target")
    target = torch.where(before, torch.zeros_like(target), target)
    target = target.index_add(0, torch.nonzero(before[:, 0])[:, 0], stood_for(model, means, asked))
    states = torch.cat([target, pooled("source"), pooled("region"), sentence], 1)
    read = torch.cat([model.dropout(states), flags], 1)
    logits = torch.where(far, model.far_stance(read), model.stance(read))
    return cross_entropy(logits, torch.tensor([j.stance for _, j in found]), label_smoothing=0.05)


def frame_loss(model: Encoder, means: SpanMeans, windows: Sequence[Window]) -> Tensor:
    """Binary cross-entropy of each frame of each labeled sentence."""
    found = [(row, span, frames) for row, window in enumerate(windows) for span, frames in window.frames]
    if not found:
        return torch.zeros(())
    logits = model.frames(model.dropout(means.mean([r for r, *_ in found], [s for _, s, _ in found])))
    return binary_cross_entropy_with_logits(logits, torch.tensor([f for *_, f in found]))
