"""Train what reads turns: which units somebody else than the outlet speaks, and for which side their speakers speak.

python -m training.turns --corpus corpus/labeled --out src/perspectives/data/models/turns.npz
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from perspectives.attribution import Linker, found_in
from perspectives.attribution.dialogue import Cover, labels
from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.link import PARTS
from perspectives.attribution.sides import Opinion, Speaker
from perspectives.attribution.spans import quotations
from perspectives.attribution.spoken import SPOKEN, SpokenModel, features, informed, quoted
from perspectives.attribution.turns import is_turn
from perspectives.conflict import load
from perspectives.dense import Dense, write
from perspectives.encoder import Encoder
from perspectives.labels.corpus import gold
from perspectives.lexicon import Lexicon, lexicon
from perspectives.records import BOILERPLATE, Analysis, Sentence, covered
from perspectives.store import atomic
from training.articles import encoded, event_of, options
from training.networks import averaged

FOLDS = 5
_WHOLE = 0.85
"""Share of a unit that its speaker's label and words must cover."""


@dataclass(frozen=True)
class Voice:
    """A speaker of a document: features (sides, n), the sides in their order, whose it is, and what the rules say."""

    features: Any
    sides: tuple[str, ...]
    right: str
    told: str


@dataclass(frozen=True)
class Units:
    """The units of one document: features (n, k), whether somebody else speaks each, -1 where unknown, the speakers."""

    event: str
    features: Any
    truth: Any
    voices: tuple[Voice, ...]


class Told:
    """Stands for a model of units whose answer is known."""

    def __init__(self, truth: Any) -> None:
        self.truth = truth

    def spoken(self, features: Any) -> Any:
        """The truth, whatever the features."""
        return self.truth


class Recorder(Opinion):
    """Notes what it is asked of the speakers of turns, and agrees with the rules."""

    def __init__(self, discourse: Discourse, labeled: Analysis, noted: list[Voice], **models: Any) -> None:
        super().__init__(discourse, **models)
        self.labeled = labeled
        self.noted = noted

    def spoken_for(self, speaker: Speaker, told: Referent, rows: Any) -> Referent:
        """The rules' answer."""
        said = Counter[str]()
        for item in self.labeled.attributions:
            if item.parent is None and item.type == "direct":
                said[item.side] += sum(covered(item.content or (), span) for span in speaker.content)
        if said.total():
            self.noted.append(Voice(rows, self.sides, said.most_common(1)[0][0], told.side))
        return told


def units_of(labeled: Sequence[Analysis], encoder: Encoder, linker: Linker, names: Lexicon) -> list[Units]:
    """The units of labeled articles as they are found; one that matches no labeled unit has no label."""
    found = []
    for analysis in labeled:
        document = analysis.document
        sentences, encoding = encoded(document, encoder)
        marks = Cover(quotations(document.text))
        labeled_units = [unit for unit in analysis.sentences if unit.kind != BOILERPLATE]
        told = {(unit.start, unit.end): int(is_spoken(unit, analysis, marks)) for unit in labeled_units}
        truth = np.array([told.get((unit.start, unit.end), -1) for unit in sentences if unit.kind != BOILERPLATE])
        rows = features(document, sentences, labels(document, sentences, names), encoding)
        voices: list[Voice] = []
        if (truth > 0).any():
            known = replace(linker, spoken=Told(truth > 0))
            found_in(document, sentences, encoding, known, names, partial(Recorder, labeled=analysis, noted=voices))
        found.append(Units(event_of(analysis), rows, truth, tuple(voices)))
    return found


def is_spoken(sentence: Sentence, analysis: Analysis, marks: Cover) -> bool:
    """Whether all of a unit is what somebody else says without a verb of saying: by a label's colon or by nothing.

    One of the quotations (``marks``) is none: the article tells of its speaker nearby.
    """
    text = analysis.document.text
    if sentence.kind == "headline" or quoted(sentence, marks):
        return False
    for item in analysis.attributions:
        if not is_turn(item, text) or item.parent is not None or sentence.id not in item.sentences:
            continue
        spans = (*(item.source or ()), *(item.cue or ()), *(item.content or ()))
        if covered(spans, (sentence.start, sentence.end)) >= _WHOLE * (sentence.end - sentence.start):
            return True
    return False


def fit_units(documents: Sequence[Units]) -> SpokenModel:
    """Both networks of units; the second learns from what a first one says of events it has not seen."""
    rows, truth = [d.features for d in documents], [d.truth for d in documents]

    def fit(rows: Sequence[Any], truth: Sequence[Any]) -> Dense:
        known = np.concatenate(truth) >= 0
        return averaged(np.concatenate(rows)[known], np.concatenate(truth)[known], 32, 0.5, 20, 256)

    inside: list[Any] = [None] * len(documents)
    for known, rest in GroupKFold(FOLDS).split(documents, groups=[d.event for d in documents]):
        first = fit([rows[i] for i in known], [truth[i] for i in known])
        for i in rest:
            inside[i] = informed(rows[i], first.predict_proba(rows[i])[:, 1])
    return SpokenModel(fit(rows, truth), fit(inside, truth))


def fit_speakers(documents: Sequence[Units]) -> Dense:
    """The network of (speaker, side) pairs."""
    voices = [voice for document in documents for voice in document.voices]
    truth = [side == voice.right for voice in voices for side in voice.sides]
    return averaged(np.concatenate([voice.features for voice in voices]), truth, 32, 0.3, 40, 200)


def units_f1(documents: Sequence[Units], model: SpokenModel) -> float:
    """F1 of the units that somebody else speaks."""
    right = found = wanted = 0
    for document in documents:
        told = model.spoken(document.features)[document.truth >= 0]
        truth = document.truth[document.truth >= 0] > 0
        right, found, wanted = right + (told & truth).sum(), found + told.sum(), wanted + truth.sum()
    return float(2 * right / max(1, found + wanted))


def speakers_right(documents: Sequence[Units], model: Dense) -> float:
    """Share of the speakers whose side is right."""
    voices = [voice for document in documents for voice in document.voices]
    told = [voice.sides[int(model.predict_proba(voice.features)[:, 1].argmax())] for voice in voices]
    return float(np.mean([side == voice.right for side, voice in zip(told, voices, strict=True)]))


def unseen(documents: Sequence[Units], fit: Callable[[Sequence[Units]], Any], judge: Callable[..., float]) -> float:
    """The mean figure over folds of events that a model has not seen."""
    folds = GroupKFold(FOLDS).split(documents, groups=[d.event for d in documents])
    return float(
        np.mean([judge([documents[i] for i in rest], fit([documents[i] for i in known])) for known, rest in folds])
    )


def main() -> None:
    """Read the arguments, cross-validate by event, fit and save."""
    arguments = options(__doc__, "folder of another linker than the one that ships").parse_args()
    names = lexicon(load(arguments.conflict))
    encoder = Encoder.load(arguments.encoder, threads=2)
    linker = Linker.load(arguments.models, PARTS[:1])
    train, dev = (units_of(gold(arguments.corpus, split, names), encoder, linker, names) for split in ("train", "dev"))
    units, speakers = fit_units(train), fit_speakers(train)
    told = np.mean([voice.told == voice.right for document in train for voice in document.voices])
    print(
        f"units somebody else speaks, F1 from {SPOKEN}: train, by event {unseen(train, fit_units, units_f1):.3f}, "
        f"dev {units_f1(dev, units):.3f}\n"
        f"speakers right: train, by event {unseen(train, fit_speakers, speakers_right):.3f} (rules {told:.3f}), "
        f"dev {speakers_right(dev, speakers):.3f}"
    )
    with atomic(arguments.out, "wb") as file:
        write(file, "turns", {"first": units.first, "second": units.second, "speakers": speakers})


if __name__ == "__main__":
    main()
