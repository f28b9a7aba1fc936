"""Aligned claims as JSON and as text for the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perspectives.claims.groups import Group, groups, travel
from perspectives.claims.model import CONTESTED, SAME, Claim, Claims
from perspectives.errors import PerspectivesError

_WIDTH = 110
_MOST = 25


def to_json(found: Claims, event: str | None = None) -> dict[str, Any]:
    """``claims``, ``events``, ``relations`` and ``travel`` as plain values, of one event or all.

    ``content`` is the clause, ``spans`` where it stands in the document's text (code points, end exclusive);
    relations are same, contested or related, every other pair is unrelated. ``travel`` tells for each claim that
    two speakers share or contest (``claims``, its wordings) where it is first stated, first carried by an outlet
    known to be at home with another side than the one it comes from, and first disputed, on that day or later;
    contests count from a probability of .6.

    Raises:
        PerspectivesError: where there is no such event, naming those there are.
    """
    kept = _of_event(found, event)
    ids = {claim.id for claim in kept}
    made = groups(found)
    return {
        "claims": [_claim(claim) for claim in kept],
        "events": [{"id": e.id, "claims": list(e.claims)} for e in found.events if event is None or e.id == event],
        "relations": [
            {"a": r.a, "b": r.b, "relation": r.relation, "probability": r.probability, "reasons": r.reasons}
            for r in found.relations
            if r.a in ids and r.b in ids
        ],
        "travel": [_travel(group, made, found) for group in made.values() if group.counts and group.first in ids],
    }


def _travel(group: Group, made: Mapping[str, Group], found: Claims) -> dict[str, Any]:
    way = travel(group, made, found.homes)
    steps = {"first_stated": way.stated, "first_carried": way.carried, "first_disputed": way.disputed}
    return {
        "event": group.event,
        "origin": group.origin,
        "claims": [claim.id for claim in group.claims],
        **{
            name: claim and {"date": claim.published, "outlet": claim.outlet, "claim": claim.id}
            for name, claim in steps.items()
        },
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "document": claim.document,
        "sentence": claim.sentence,
        "content": claim.text,
        "holder": claim.holder,
        "kind": claim.kind,
        "polarity": claim.polarity,
        "roles": [
            {"agent": r.agent, "action": r.action, "target": r.target, "negated": r.negated} for r in claim.roles
        ],
        "date": claim.date,
        "place": claim.places[0] if claim.places else None,
        "numbers": [{"value": n.value, "what": n.what, "text": n.text, "side": n.side} for n in claim.numbers],
        "places": list(claim.places),
        "spans": [list(span) for span in claim.spans],
        "outlet": claim.outlet,
        "own_voice": claim.own,
        "published": claim.published,
    }


def console(found: Claims, event: str | None = None) -> str:
    """The claims of each event that two speakers share or dispute, with the reasons, as lines of text.

    Raises:
        PerspectivesError: where there is no such event, naming those there are.
    """
    kept = {claim.id: claim for claim in _of_event(found, event)}
    lines: list[str] = []
    for happening in found.events:
        ids = set(happening.claims) & set(kept)
        relations = [r for r in found.relations if r.a in ids and r.b in ids and r.relation in (CONTESTED, SAME)]
        relations = [r for r in relations if kept[r.a].holder != kept[r.b].holder]
        if not relations:
            continue
        lines += ["", f"{happening.id} ({len(ids)} claims)"]
        relations.sort(key=lambda r: (r.relation != CONTESTED, -r.probability, r.a, r.b))
        for relation in relations[:_MOST]:
            lines += _shown(relation.relation, relation.probability, relation.reasons)
            lines += [f"    {claim.holder}: {_cut(claim.text)}" for claim in (kept[relation.a], kept[relation.b])]
        if len(relations) > _MOST:
            lines.append(f"  … and {len(relations) - _MOST} more; --json gives all")
    return "\n".join(lines).strip() or "No claim is shared or disputed by two speakers."


def _shown(relation: str, probability: float, why: str) -> Iterator[str]:
    yield f"  {relation} ({probability:.2f}): {why}"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"


def _of_event(found: Claims, event: str | None) -> list[Claim]:
    if event is None:
        return list(found.claims)
    held = next((set(e.claims) for e in found.events if e.id == event), None)
    if held is None:
        names = ", ".join(e.id for e in sorted(found.events, key=lambda e: -len(e.claims))[:20])
        raise PerspectivesError(f"no claims on the event {event!r}; there are claims on {names or 'none'}")
    return [claim for claim in found.claims if claim.id in held]
