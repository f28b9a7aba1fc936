"""Evidence keys: which sentences of a document stand behind which figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from perspectives.records import Analysis, Conflict, Sentence
from perspectives.tally import BY_EVENT, SHARED, Placement
from perspectives.voices import (
    ALL,
    OWN,
    POLAR,
    QUOTED,
    attributed,
    content_words,
    counted,
    covering,
    journalism,
    named,
    person_words,
    voice_of,
    voices_of,
)

Reference = tuple[str, float, int]
"""Evidence key, probability and sentence number."""


def only_of_findings(key: str) -> bool:
    """Whether no cell of a table counts the sentences of a key: it is narrower than the cell, for findings."""
    return key.startswith(tuple(f"{label}|" for label in POLAR))


class ReferenceFinder:
    """Finds the references of documents; what it needs of the conflict is made once.

    Keys: ``voice|outlet|side``, ``stance|outlet|side|voice`` (sentences of that voice that name the side, with its
    favorable or critical stance toward it), ``favorable|…`` and ``critical|…`` likewise (one of the two stances),
    ``frame|outlet|frame|voice``, ``naming|outlet|naming|variant|voice``; of attributions, each at its first sentence,
    ``words|outlet|side``, ``direct|outlet|side``, ``unnamed|outlet|side`` and ``cue|outlet|side|class``. Families that
    are compared by event have keys that begin with ``shared|`` too, of the sentences on the shared events.
    """

    def __init__(self, conflict: Conflict) -> None:
        self._kinds = journalism(conflict)
        self._persons = cache(lambda: person_words(conflict))

    def find(self, analysis: Analysis, placement: Placement) -> Iterator[Reference]:
        """Every reference of a document, for the outlets it stands for; a sentence comes once for each key."""
        if analysis.skipped or analysis.document.skipped:
            return
        units = {s.id: (s, outlet) for s, outlet in counted(analysis) if outlet in placement.outlets}
        found: dict[tuple[str, int], float] = {}
        for key, probability, number in self._everywhere(analysis, units):
            found[key, number] = max(found.get((key, number), 0.0), probability)
        for (key, number), probability in found.items():
            yield key, probability, number
            if placement.shared and key.partition("|")[0] in BY_EVENT:
                yield f"{SHARED}|{key}", probability, number

    def _everywhere(self, analysis: Analysis, units: dict[int, tuple[Sentence, str]]) -> Iterator[Reference]:
        for sentence, outlet in units.values():
            said = [a.probability for a in covering(analysis, sentence) if a.side == sentence.side]
            yield f"voice|{outlet}|{sentence.side}", max(said, default=0.0), sentence.id
            for label in sentence.frames:
                for frame in {label.frame, self._kinds.get(label.frame, label.frame)}:
                    for voice in (voice_of(sentence), ALL):
                        yield f"frame|{outlet}|{frame}|{voice}", label.probability, sentence.id
        yield from _stances(analysis, units)
        yield from self._attributions(analysis, units)
        for use in analysis.namings:
            if use.sentence in units:
                voice = OWN if use.attribution is None else QUOTED
                yield f"naming|{units[use.sentence][1]}|{use.naming}|{use.variant}|{voice}", 1.0, use.sentence

    def _attributions(self, analysis: Analysis, units: dict[int, tuple[Sentence, str]]) -> Iterator[Reference]:
        said = content_words(analysis)
        for found in attributed(analysis, units, self._persons):
            side, probability = found.attribution.side, found.attribution.probability
            keys = [f"words|{found.outlet}|{who}" for who, n in said.get(found.attribution.id, {}).items() if n]
            keys += [f"{manner}|{found.outlet}|{side}" for manner in found.manner]
            keys += [f"cue|{found.outlet}|{side}|{found.cue}"] if found.cue else []
            for key in keys:
                yield key, probability, found.sentence


def _stances(analysis: Analysis, units: dict[int, tuple[Sentence, str]]) -> Iterator[Reference]:
    places = named(analysis)
    for stance in analysis.stances:
        if stance.sentence in units and stance.label in POLAR and (stance.sentence, stance.target) in places:
            sentence, outlet = units[stance.sentence]
            for voice in voices_of(stance, sentence):
                for kind in ("stance", stance.label) if voice != ALL else ("stance",):
                    yield f"{kind}|{outlet}|{stance.target}|{voice}", stance.probability, stance.sentence
