"""Cut a comparison down: to some outlets, or to the tables that a page of limited size can hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from perspectives.records import Comparison, compared


def to_outlets(comparison: Comparison, names: Collection[str]) -> Comparison:
    """Only what is of some outlets; the figures themselves, which compare with all outlets, stay as they are."""

    def keep(value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        return tuple(record for record in value if not hasattr(record, "outlet") or record.outlet in names)

    kept: dict[str, Any] = {field.name: keep(getattr(comparison, field.name)) for field in fields(comparison)}
    kept["skipped"] = comparison.skipped
    kept["outlets"] = tuple(outlet for outlet in comparison.outlets if outlet.name in names)
    kept["claims"] = tuple(
        replace(claim, outlets=tuple(pair for pair in claim.outlets if pair[0] in names)) for claim in comparison.claims
    )
    return replace(comparison, **kept)


def to_largest(comparison: Comparison, count: int) -> Comparison:
    """The outlets with the most articles, in their order, what is not compared, and all findings."""
    ranked = sorted(compared(comparison.outlets), key=lambda outlet: (-outlet.documents, outlet.name))
    left = {outlet.name for outlet in ranked[count:]}
    kept = to_outlets(comparison, {outlet.name for outlet in comparison.outlets} - left)
    return replace(kept, findings=comparison.findings)


def to_main_tables(comparison: Comparison) -> Comparison:
    """Without the frames of all voices together, and of all articles where the same events can be compared."""
    shared = any(cell.shared_events for cell in comparison.frames)
    frames = tuple(cell for cell in comparison.frames if cell.voice != "all" and cell.shared_events is shared)
    return replace(comparison, frames=frames)


def to_chief_claims(comparison: Comparison, count: int) -> Comparison:
    """At most ``count`` claims and figures in dispute each: those that are contested, then those most taken up."""

    def rank(place: int) -> tuple[bool, int, int]:
        claim = comparison.claims[place]
        taken_up = sum(status not in ("", "absent") for _, status in (*claim.sides, *claim.outlets))
        return not claim.contested_with, -taken_up, place

    kept = sorted(sorted(range(len(comparison.claims)), key=rank)[:count])
    claims = tuple(comparison.claims[place] for place in kept)
    return replace(comparison, claims=claims, numbers=comparison.numbers[:count])


def left_out(part: Comparison, whole: Comparison) -> dict[str, int]:
    """How many claims and figures in dispute there are in the whole, by table, where the part has fewer."""
    totals = {"claims": len(whole.claims), "numbers": len(whole.numbers)}
    return {name: n for name, n in totals.items() if n > len(getattr(part, name))}
