"""Claims of republished articles: they are those of the original and are no evidence of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from perspectives.claims.model import SAME, Claim, ClaimEvent, Claims, Relation


def marked(claims: Sequence[Claim], clusters: Mapping[str, str]) -> list[Claim]:
    """The claims with ``copy_of`` set where an earlier copy of the article holds the same words.

    ``clusters`` maps a document id to that of its republication cluster. What only one copy says, such as a
    republisher's introduction, stays a claim of its own.
    """
    first: dict[tuple[str, str, str], Claim] = {}
    originals: dict[str, str] = {}
    for claim in sorted(claims, key=lambda c: (c.published or "9999", c.document, c.id)):
        words = " ".join(claim.text.lower().split())
        holder = "" if claim.own else claim.holder
        original = first.setdefault((clusters.get(claim.document, claim.document), words, holder), claim)
        if original.document != claim.document:
            originals[claim.id] = original.id
    return [replace(claim, copy_of=originals.get(claim.id)) for claim in claims]


def with_copies(found: Claims, copies: Sequence[Claim]) -> Claims:
    """Aligned claims together with the copies of some of them, each in the event and group of its original."""
    originals = {claim.id: claim.copy_of or claim.id for claim in (*found.claims, *copies)}
    followers: dict[str, list[str]] = {}
    for claim in copies:
        followers.setdefault(originals[claim.id], []).append(claim.id)
    return replace(
        found,
        claims=tuple(sorted((*found.claims, *copies), key=lambda claim: claim.id)),
        events=tuple(
            ClaimEvent(e.id, tuple(sorted(one for name in e.claims for one in (name, *followers.get(name, ())))))
            for e in found.events
        ),
        relations=found.relations
        + tuple(
            Relation(original, copy, SAME, 1.0, "copy of the article")
            for original, held in sorted(followers.items())
            for copy in held
        ),
        groups=found.groups | {claim.id: found.groups[originals[claim.id]] for claim in copies},
    )
