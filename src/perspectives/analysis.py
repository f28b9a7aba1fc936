"""One document in, its Analysis out: pure, and the same for a document alone or among others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from perspectives.attribution import Linker, attribute
from perspectives.classify import FrameHead, StanceHead
from perspectives.classify.candidates import candidates
from perspectives.classify.features import frame_features, stance_features
from perspectives.classify.second import Surroundings
from perspectives.encoder import Encoder
from perspectives.lexicon import Lexicon
from perspectives.mentions import find_names, mentions_of
from perspectives.namings import find_namings, voiced
from perspectives.records import BOILERPLATE, Analysis, Conflict, Document
from perspectives.segment import segment


@dataclass(frozen=True)
class Models:
    """What decides: the encoder with its linker, the heads on its states, and the conflict's compiled names."""

    encoder: Encoder
    linker: Linker
    stance: StanceHead
    frames: FrameHead
    conflict: Conflict
    lexicon: Lexicon


def analyze(document: Document, models: Models) -> Analysis:
    """Analyze one document.

    A document that was skipped in reading, or that holds no sentence but boilerplate, comes back with the
    reason in ``skipped`` and nothing else. Never raises for any text.
    """
    if document.skipped:
        return Analysis(document, skipped=document.skipped)
    sentences = segment(document)
    if all(sentence.kind == BOILERPLATE for sentence in sentences):
        return Analysis(document, sentences, skipped="no sentence to analyze: only boilerplate was found")
    speaking = [sentence for sentence in sentences if sentence.kind != BOILERPLATE]
    encoding = models.encoder.encode(document.text, [(s.start, s.end) for s in speaking])
    named = find_names(document, sentences, models.lexicon)
    mentions = mentions_of(named, models.lexicon)
    attributions, sides = attribute(document, sentences, encoding, models.linker, models.lexicon, named)
    names, chances = models.frames.probabilities(frame_features(encoding, speaking))
    framed = dict(zip((s.id for s in speaking), models.frames.chosen(names, chances), strict=True))
    sentences = tuple(
        replace(sentence, side=side, frames=framed.get(sentence.id, ()))
        for sentence, side in zip(sentences, sides, strict=True)
    )
    found = candidates(sentences, attributions, mentions)
    rows = stance_features(encoding, sentences, found, document.text)
    around = Surroundings.of(found, sentences, attributions, (names, chances))
    stances, withheld = models.stance.decide(found, rows, around)
    return Analysis(
        document=document,
        sentences=sentences,
        attributions=attributions,
        stances=stances,
        withheld=withheld,
        mentions=mentions,
        namings=voiced(find_namings(document, sentences, models.lexicon), attributions),
    )
