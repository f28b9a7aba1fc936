"""Counts of one document, and their exact sum over any number of documents in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b

from perspectives.copies import Copies, Copy, Key, Sample
from perspectives.intervals import Sums
from perspectives.records import Analysis, Conflict, Skipped
from perspectives.voices import (
    ALL,
    OWN,
    POLAR,
    QUOTED,
    attributed,
    content_words,
    counted,
    journalism,
    named,
    outlets_of,
    person_words,
    voice_of,
    voices_of,
    words,
)

EVERYWHERE, SHARED, HALVES = "everywhere", "shared", ("first half", "second half")
"""Scopes: all articles, those on events that every compared outlet covers, and two random halves (the self-test)."""
EVENT = "event "
"""Begins the scope of one shared event: the sums of `SHARED` are kept by event, to be weighed when they are read."""
SCOPED = frozenset({"speaker", "stance", "frame", "naming"})
"""Families that are compared, and so counted in halves too; the others only everywhere."""
BY_EVENT = frozenset({"frame"})
"""Families that follow the news, and so are counted by shared event too."""
SKIPPED_LISTED = 1000
"""How many skipped documents a tally names; all are counted."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a document stands among all others.

    ``cluster`` is the id of its republication cluster, which is that of its earliest document; ``outlets`` are the
    outlets for which this document stands for the cluster (its other outlets count another copy); ``event`` an event
    id or None; ``shared`` tells whether every compared outlet covers that event; ``republished`` whether several
    outlets run the text.
    """

    cluster: str
    outlets: tuple[str, ...]
    event: str | None = None
    shared: bool = False
    republished: bool = False

    @property
    def in_several(self) -> bool:
        """Whether several outlets share the article: as copies, or as the layers of this document."""
        return self.republished or len(self.outlets) > 1


@dataclass(frozen=True, slots=True)
class Tally:
    """Integer sums by key, so that any order and partition of the documents gives the same tally.

    ``sums`` keys begin with a kind: ``y`` (scope, outlet, family, …) → clusters, Σy, Σy²; ``x`` (the same and
    an item) → Σx, Σx², Σxy; ``xy`` (outlet, side) → clusters in both voices and the own × quoted products;
    ``n`` → a plain count. ``dates`` holds the first and last ISO date of each outlet, ``skipped`` the first
    thousand skipped documents by id, ``copies`` by cluster what each outlet's copy counts, for a sample of the
    articles that several outlets run. Its size depends on the outlets and the conflict, not on the documents.
    """

    sums: dict[Key, tuple[int, ...]] = field(default_factory=dict)
    dates: dict[str, tuple[str, str]] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    copies: Copies = field(default_factory=dict)

    def count(self, *key: str) -> int:
        """A plain count, 0 where nothing was counted."""
        return self.sums.get(("n", *key), (0,))[0]

    def ratio(self, base: Key, item: str) -> Sums:
        """The sums of one ratio; ``base`` is (scope, outlet, family, …)."""
        n, y, yy = self.sums.get(("y", *base), (0, 0, 0))
        x, xx, xy = self.sums.get(("x", *base, item), (0, 0, 0))
        return Sums(n, x, y, xx, xy, yy)

    def crossed(self, outlet: str, side: str) -> tuple[int, ...]:
        """Clusters with both voices, then Σx₁x₂, Σx₁y₂, Σy₁x₂, Σy₁y₂ of own (1) and quoted (2) net stance."""
        return self.sums.get(("xy", outlet, side), (0, 0, 0, 0, 0))

    def shared_events(self) -> list[str]:
        """The scopes of the shared events of which something was counted, sorted."""
        return sorted({key[1] for key in self.sums if key[0] == "y" and key[1].startswith(EVENT)})

    def keys(self, *prefix: str) -> list[Key]:
        """The rest of every key that starts so, sorted."""
        return sorted(key[len(prefix) :] for key in self.sums if key[: len(prefix)] == prefix)


def merge(first: Tally, second: Tally) -> Tally:
    """The tally of two disjoint sets of documents; associative and commutative."""
    return fold((first, second))


def fold(tallies: Iterable[Tally]) -> Tally:
    """The tally of many disjoint sets of documents, in time linear in their sizes."""
    sums: dict[Key, tuple[int, ...]] = {}
    dates: dict[str, tuple[str, str]] = {}
    skipped: list[Skipped] = []
    sample = Sample()
    for part in tallies:
        for key, values in part.sums.items():
            before = sums.get(key)
            sums[key] = values if before is None else tuple(map(int.__add__, before, values))
        for outlet, (first, last) in part.dates.items():
            known = dates.get(outlet, (first, last))
            dates[outlet] = (min(first, known[0]), max(last, known[1]))
        skipped.extend(part.skipped)
        if len(skipped) > 2 * SKIPPED_LISTED:
            skipped = _listed(skipped)
        sample.add(part.copies)
    return Tally(sums, dates, tuple(_listed(skipped)), sample.copies())


def alone(analysis: Analysis, event: str | None = None) -> Placement:
    """The placement of a document that has no copies."""
    return Placement(analysis.document.id, outlets_of(analysis), event)


def tally(analysis: Analysis, conflict: Conflict, placement: Placement | None = None) -> Tally:
    """The counts of one document; without a placement it stands alone, for all its outlets."""
    return next(tallies([(analysis, placement or alone(analysis))], conflict))


def tallies(placed: Iterable[tuple[Analysis, Placement]], conflict: Conflict) -> Iterator[Tally]:
    """The counts of each document; what they need of the conflict is made once.

    Own voice belongs to the outlet of the sentence's layer, so a republisher's introduction counts for the
    republisher. Boilerplate and skipped documents count nowhere.
    """
    kinds, persons = journalism(conflict), cache(lambda: person_words(conflict))
    for analysis, placement in placed:
        document = analysis.document
        if reason := analysis.skipped or document.skipped:
            yield Tally({("n", "skipped"): (1,)}, {}, (Skipped(document.id, document.outlet, reason),))
            continue
        counts = _Counts(analysis, placement)
        counts.documents()
        counts.sentences(kinds)
        counts.stances()
        counts.attributions(persons)
        counts.namings()
        yield counts.tally()


class _Counts:
    """The counts of one document while they are made."""

    def __init__(self, analysis: Analysis, placement: Placement) -> None:
        self.analysis, self.placement = analysis, placement
        self.outlets = outlets_of(analysis)
        self.units = {s.id: (s, outlet) for s, outlet in counted(analysis) if outlet in placement.outlets}
        self.plain: Counter[Key] = Counter()
        self.totals: Counter[Key] = Counter()
        self.parts: Counter[Key] = Counter()

    def documents(self) -> None:
        """Articles by outlet, event and month; copies apart."""
        document, placement = self.analysis.document, self.placement
        self.plain["document",] += 1
        self.plain["language", document.language or "unknown"] += 1
        self.plain["duplicate",] += not placement.outlets
        copy = document.id != placement.cluster and bool(placement.outlets)
        self.plain["republished",] += copy and placement.republished
        self.plain["in several outlets",] += document.id == placement.cluster and placement.in_several
        for outlet in self.outlets:
            self.plain["documents", outlet] += 1
            self.plain["undated", outlet] += document.published is None
            if outlet in placement.outlets:
                self.plain["clusters", outlet] += 1
                self.plain["event", outlet, placement.event or ""] += 1
                self.plain["month", outlet, (document.published or "")[:7]] += 1

    def sentences(self, journalism: Mapping[str, str]) -> None:
        """Sentences by main side, by frame, and by the kind of journalism (war, peace) of their frames."""
        headlined = set()
        for sentence, outlet in self.units.values():
            self.plain["sentences", outlet] += 1
            self.plain["words", outlet] += words(self.analysis.document.slice((sentence.start, sentence.end)))
            if sentence.kind == "headline":
                headlined.add(outlet)
            self._total((outlet, "speaker"), (sentence.side,))
            frames = {label.frame for label in sentence.frames}
            kinds = {journalism[frame] for frame in frames if frame in journalism}
            for voice in (voice_of(sentence), ALL):
                self._total((outlet, "frame", voice), frames | kinds)
        for outlet in headlined:
            self.plain["headlines", outlet] += 1

    def stances(self) -> None:
        """Sentences that name a side, by the voice of their main side, with the stance that voice takes.

        What the other voice says of the side there (the author's "so-called" before a quotation), and stances toward a
        side that their sentence does not name, are counted apart: where nothing was found, such sentences would not
        count, so that they draw every share outward.
        """
        places = {place for place in named(self.analysis) if place[0] in self.units}
        held: dict[tuple[int, str], set[tuple[str, str]]] = {}
        for stance in self.analysis.stances:
            if stance.sentence not in self.units:
                continue
            sentence, outlet = self.units[stance.sentence]
            place, voices = (stance.sentence, stance.target), voices_of(stance, sentence)
            held.setdefault(place, set()).update((voice, stance.label) for voice in voices)
            if place not in places or voices == (ALL,):
                self.plain["aside", outlet] += stance.label in POLAR
        for stance in self.analysis.withheld:
            if (stance.sentence, stance.target) in places:
                sentence, outlet = self.units[stance.sentence]
                for voice in voices_of(stance, sentence):
                    self.plain["withheld", outlet, stance.target, voice] += 1
        for number, side in sorted(places):
            sentence, outlet = self.units[number]
            labels = held.get((number, side), set())
            for voice in (voice_of(sentence), ALL):
                polar = {label for v, label in labels if v == voice} & POLAR
                base = (outlet, "stance", side, voice)
                self._total(base, sorted(polar))
                self.parts[*base, "net"] += ("favorable" in polar) - ("critical" in polar)

    def attributions(self, persons: Callable[[], frozenset[str]]) -> None:
        """Attributed words by side; direct, unnamed and cue shares of each side's attributions."""
        said = content_words(self.analysis)
        for found in attributed(self.analysis, self.units, persons):
            for side, number in said.get(found.attribution.id, {}).items():
                self.totals[found.outlet, "words"] += number
                self.parts[found.outlet, "words", side] += number
            self._total((found.outlet, "source", found.attribution.side), found.manner)
            self._total((found.outlet, "cue", found.attribution.side), (found.cue,) if found.cue else ())

    def namings(self) -> None:
        """Variants of contested names, in own voice and quoted."""
        for use in self.analysis.namings:
            if use.sentence in self.units:
                voice = OWN if use.attribution is None else QUOTED
                self._total((self.units[use.sentence][1], "naming", use.naming, voice), (use.variant,))

    def tally(self) -> Tally:
        """One cluster's sums: x, x², xy and y, y² of every ratio."""
        sums: dict[Key, tuple[int, ...]] = {("n", *key): (n,) for key, n in self.plain.items() if n}
        for key, y in self.totals.items():
            for scope in self._scopes(key[1]):
                sums["y", scope, *key] = (1, y, y * y)
        for key, x in self.parts.items():
            y = self.totals[key[:-1]]
            if x:
                for scope in self._scopes(key[1]):
                    sums["x", scope, *key] = (x, x * x, x * y)
        for outlet, family, *dims in list(self.totals):
            if family == "stance" and dims[1] == OWN:
                own, quoted = (outlet, family, dims[0], OWN), (outlet, family, dims[0], QUOTED)
                if self.totals[quoted]:
                    x1, x2, y1, y2 = (
                        self.parts[*own, "net"],
                        self.parts[*quoted, "net"],
                        self.totals[own],
                        self.totals[quoted],
                    )
                    sums["xy", outlet, dims[0]] = (1, x1 * x2, x1 * y2, y1 * x2, y1 * y2)
        published = self.analysis.document.published
        dates = dict.fromkeys(self.outlets, (published, published)) if published else {}
        copies = {self.placement.cluster: tuple(self._copies())} if self.placement.in_several else {}
        return Tally(sums, dates, copies=copies)

    def _copies(self) -> Iterator[Copy]:
        """What each outlet's copy counts of the figures that are compared."""
        event = self.placement.event if self.placement.shared else None
        for outlet in sorted(self.placement.outlets):
            units = {key[1:]: y for key, y in self.totals.items() if key[0] == outlet and key[1] in SCOPED}
            positives = {key[1:]: x for key, x in self.parts.items() if key[0] == outlet and key[1] in SCOPED and x}
            yield Copy(outlet, event, units, positives)

    def _total(self, base: Key, items: Iterable[str]) -> None:
        self.totals[base] += 1
        for item in items:
            self.parts[*base, item] += 1

    def _scopes(self, family: str) -> tuple[str, ...]:
        if family not in SCOPED:
            return (EVERYWHERE,)
        half = HALVES[blake2b(self.placement.cluster.encode(), digest_size=1, person=b"half").digest()[0] & 1]
        on_event = self.placement.shared and family in BY_EVENT
        return (EVERYWHERE, half, f"{EVENT}{self.placement.event}") if on_event else (EVERYWHERE, half)


def _listed(skipped: Iterable[Skipped]) -> list[Skipped]:
    ordered = sorted(skipped, key=lambda record: (record.document, record.outlet, record.reason))
    return ordered[:SKIPPED_LISTED]
