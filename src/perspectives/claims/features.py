"""What two claims have in common and where they clash, as numbers for the pair model."""

from __future__ import annotations

from perspectives.claims.clash import Clash, plain
from perspectives.claims.model import DEMANDED, DENIED, OPINION, PREDICTED, PROMISED, Claim
from perspectives.claims.vectors import Likeness
from perspectives.claims.words import HARM, SYMMETRIC

NAMES = (
    "similarity",
    "stems",
    "contained",
    "concepts",
    "concept contained",
    "opposite",
    "negated",
    "polarity",
    "both denied",
    "denial of same",
    "roles same",
    "roles swapped",
    "blame same",
    "blame opposite",
    "cleared",
    "stance same",
    "stance opposite",
    "holder same",
    "holder against",
    "own voice",
    "days apart",
    "same day",
    "other day",
    "same place",
    "other place",
    "number same",
    "number differs",
    "number updated",
    "numbers",
    "one demand",
    "both demand",
    "one future",
    "parties",
    "parties differ",
    "length",
    "symmetric",
    "harm",
    "subject same",
    "subject differs",
    "alike but for the subject",
    "cleared both",
    "answers",
    "addressed",
    "crossed",
    "one dated, other day",
    "words of the shorter",
    "roles told",
    "words mutual",
    "words shorter",
    "words worst",
    "words left",
    "words matched",
    "words covered",
)
"""The features of a pair, in order; all are the same whichever claim comes first."""
_FUTURE = (PROMISED, PREDICTED, OPINION)


def features(a: Claim, b: Claim, alike: Likeness, clash: Clash) -> list[float]:
    """The numbers of :data:`NAMES` for a pair."""
    union = len(a.stems | b.stems) or 1
    least = min(len(a.stems), len(b.stems)) or 1
    common = len(a.stems & b.stems)
    acts = (plain(a.concepts), plain(b.concepts))
    against = a.holder != b.holder and not a.own and not b.own and "other" not in (a.holder, b.holder)
    days = 30 if clash.days is None else clash.days
    demands = (a.kind == DEMANDED) + (b.kind == DEMANDED)
    polarity = a.polarity != b.polarity
    parties = set(a.parties), set(b.parties)
    other_subject = clash.subject is False and not clash.shared & SYMMETRIC
    return [
        alike.similarity,
        common / union,
        common / least,
        len(clash.shared) / (len(acts[0] | acts[1]) or 1),
        len(clash.shared) / (min(map(len, acts)) or 1),
        min(len(clash.opposite), 2),
        min(len(clash.negated), 2),
        polarity,
        a.polarity == b.polarity == DENIED,
        polarity * (common / least + alike.similarity),
        clash.roles_same,
        clash.roles_swapped is not None,
        bool(clash.blame_same),
        clash.blame_opposite is not None,
        clash.cleared is not None,
        clash.stance > 0,
        clash.stance < 0,
        a.holder == b.holder,
        against,
        a.own + b.own,
        min(days, 60) / 60,
        days <= 1,
        clash.explicit and days > 1,
        bool(clash.places),
        clash.other_place,
        min(len(clash.equal), 2),
        bool(clash.differing) and not clash.updated,
        bool(clash.differing) and clash.updated,
        bool(a.numbers) + bool(b.numbers),
        demands == 1,
        demands == 2,
        (a.kind in _FUTURE) != (b.kind in _FUTURE),
        len(parties[0] & parties[1]) / (len(parties[0] | parties[1]) or 1),
        bool(parties[0] ^ parties[1]),
        abs(len(a.stems) - len(b.stems)) / union,
        bool(clash.shared & SYMMETRIC),
        bool(acts[0] & HARM) + bool(acts[1] & HARM),
        clash.subject is True,
        other_subject,
        other_subject * (common / least + alike.similarity),
        clash.absolved,
        clash.answers,
        clash.addressed,
        clash.crossed,
        (a.date is not None or b.date is not None) and days > 1,
        min(len(a.stems), len(b.stems), 20) / 20,
        bool(a.roles) + bool(b.roles),
        *alike[1:],
    ]
