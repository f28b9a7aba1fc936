"""The gold set of claim pairs, read and given the same features as claims of articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from perspectives.analysis import Models
from perspectives.claims.clash import Clash, compare
from perspectives.claims.extract import extract
from perspectives.claims.features import features
from perspectives.claims.model import RELATIONS, Claim, Vectors
from perspectives.claims.places import Setting, setting
from perspectives.claims.vectors import Axes, Encoded, states
from perspectives.classify.candidates import candidates
from perspectives.classify.features import stance_features
from perspectives.errors import PerspectivesError
from perspectives.lexicon import Lexicon, lexicon
from perspectives.mentions import find_mentions
from perspectives.records import AUTHOR, Analysis, Attribution, Conflict, Document, Sentence, Stance

CLAIMS, PAIRS = "claims.jsonl", "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """A labeled pair of claim ids; ``kind`` says what makes it hard, ``second`` is the second annotation."""

    a: str
    b: str
    label: str
    kind: str
    split: str
    second: str | None


@dataclass(frozen=True)
class GoldSet:
    """Claims by id, the labeled pairs, each claim's event and proposition, and what the encoder makes of the claims.

    ``wholes`` (claims, 384) and, for each claim, the states of its content words (words, 384).
    """

    claims: dict[str, Claim]
    pairs: tuple[Pair, ...]
    events: dict[str, str]
    propositions: dict[str, str]
    settings: dict[str, Setting]
    wholes: Vectors
    states: tuple[Vectors, ...]

    def axes(self, splits: Sequence[str]) -> Axes:
        """The axes of the words of the claims in the pairs of some splits."""
        named = {name for pair in self.pairs if pair.split in splits for name in (pair.a, pair.b)}
        return Axes.fit(np.concatenate([s for n, s in zip(self.claims, self.states, strict=True) if n in named]))

    def encoded(self, axes: Axes) -> Encoded:
        """The claims as :func:`align` wants them."""
        return Encoded(self.wholes, [axes.project(words) for words in self.states])

    def rows(self, pairs: Sequence[tuple[str, str]], axes: Axes) -> tuple[np.ndarray[Any, Any], list[Clash]]:
        """Feature rows (pairs, features) of pairs of ids, and what was compared."""
        places = {name: row for row, name in enumerate(self.claims)}
        encoded = self.encoded(axes)
        rows, clashes = [], []
        for first, second in pairs:
            a, b = self.claims[first], self.claims[second]
            clash = compare(a, b, self.settings[first])
            rows.append(features(a, b, encoded.alike(places[first], places[second]), clash))
            clashes.append(clash)
        return np.array(rows, dtype=np.float64), clashes


def gold_files(path: Path) -> tuple[Path, Path]:
    """The files of claims and of pairs that a folder, or the pairs' own file, names.

    Raises:
        PerspectivesError: where one of them is missing.
    """
    found = (path / CLAIMS, path / PAIRS) if path.is_dir() else (path.with_name(CLAIMS), path)
    for file in found:
        if not file.is_file():
            raise PerspectivesError(f"{path}: there is no {file}; name a folder with {CLAIMS} and {PAIRS}")
    return found


def read_gold(path: Path, load: Callable[[str], Conflict], models: Models) -> GoldSet:
    """Read a folder that holds ``claims.jsonl`` and ``pairs.jsonl``, or the pairs' file with the claims beside it.

    ``load`` reads the conflict that a claim's record names; without one it is that of the models.

    Raises:
        PerspectivesError: where a file is missing or a line is not what it should be.
    """
    claims_file, pairs_file = gold_files(path)
    records = _records(claims_file)
    pairs = tuple(_pair(record, path) for record in _records(pairs_file))
    named = {r["id"]: str(r.get("conflict", models.conflict.id)) for r in records if "id" in r}
    conflicts = {name: load(name) for name in sorted(set(named.values()))}
    lexicons = {name: lexicon(conflict) for name, conflict in conflicts.items()}
    settings = {name: setting(conflict) for name, conflict in conflicts.items()}
    try:
        claims = {r["id"]: gold_claim(r, lexicons[named[r["id"]]], settings[named[r["id"]]], models) for r in records}
        events = {r["id"]: str(r["event"]) for r in records}
        propositions = {r["id"]: str(r.get("proposition", r["id"])) for r in records}
    except KeyError as error:
        raise PerspectivesError(f"{claims_file}: every claim needs id, event, holder, published and text") from error
    unknown = next((name for pair in pairs for name in (pair.a, pair.b) if name not in claims), None)
    if unknown is not None:
        raise PerspectivesError(f"{path} has a pair with {unknown!r}, which {claims_file} does not hold")
    read = [states(claim.text, models.encoder) for claim in claims.values()]
    return GoldSet(
        claims,
        pairs,
        events,
        propositions,
        {name: settings[conflict] for name, conflict in named.items()},
        np.array([whole for whole, _ in read], dtype=np.float32),
        tuple(words for _, words in read),
    )


def _records(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise PerspectivesError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise PerspectivesError(f"{path} is not JSON lines: {error}") from error


def _pair(record: Mapping[str, Any], path: Path) -> Pair:
    try:
        a, b, label = str(record["a"]), str(record["b"]), str(record["label"])
    except (KeyError, TypeError) as error:
        raise PerspectivesError(f"{path}: every pair needs a, b and label") from error
    if label not in RELATIONS:
        raise PerspectivesError(f"{path}: the label {label!r} is none of {', '.join(RELATIONS)}")
    return Pair(a, b, label, str(record.get("kind", "")), str(record.get("split", "")), record.get("second"))


def gold_claim(record: Mapping[str, Any], names: Lexicon, where: Setting, models: Models | None) -> Claim:
    """A claim of the gold set, read by the same code as one of an article; its holder is given.

    Without ``models`` it has no stances.
    """
    text = record["text"]
    document = Document(record["id"], text, "unknown", published=record["published"])
    sentences = (Sentence(0, 0, len(text), "body"),)
    mentions = find_mentions(document, sentences, names)
    own = record["holder"] == AUTHOR
    span = ((0, len(text)),)
    said = Attribution(0, (0,), None, "indirect", None, None, span, None, record["holder"], 1.0)
    attributions = () if own else (said,)
    targets = candidates(sentences, attributions, mentions) if models else ()
    stances: tuple[Stance, ...] = ()
    if models and targets:
        encoding = models.encoder.encode(text, [(0, len(text))])
        stances = models.stance.decide(targets, stance_features(encoding, sentences, targets, text))[0]
    found = extract(Analysis(document, sentences, attributions, stances, mentions=mentions), where)
    if not found:
        raise PerspectivesError(f"no claim in the gold text of {record['id']}: {text}")
    return replace(found[0], id=record["id"])
