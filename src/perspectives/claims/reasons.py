"""Why two claims relate as they do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from perspectives.claims.clash import Clash
from perspectives.claims.model import Claim, Number


def reasons(a: Claim, b: Claim, similarity: float, clash: Clash, relation: str) -> str:
    """Why two claims relate as they do, in words: "same place and date; opposite blame; different figures 3 / 4"."""
    found: list[str] = []
    where, when = bool(clash.places), clash.days is not None and clash.days <= 1
    if where or when:
        found.append("same " + " and ".join(word for word, held in (("place", where), ("date", when)) if held))
    if relation == "contested":
        found += _against(a, b, clash)
    elif relation == "same":
        found += _agreeing(clash, similarity)
    else:
        found += ["compatible and different"] if not clash.blame_opposite else ["blame different sides"]
        if clash.updated and clash.differing:
            found.append(f"figure updated {_values(clash.differing[0])}")
    if clash.equal:
        found.append("same figure " + ", ".join(_described(clash.equal)))
    return "; ".join(found) or ("similar words" if similarity > 0.6 else "same event")


def _against(a: Claim, b: Claim, clash: Clash) -> Iterable[str]:
    if clash.roles_swapped:
        first, second = clash.roles_swapped
        yield f"roles reversed ({first.agent or '?'} → {first.target or '?'} / {second.agent or '?'} → {second.target or '?'})"  # noqa: E501
    if clash.blame_opposite:
        yield f"opposite blame ({clash.blame_opposite[0]} / {clash.blame_opposite[1]})"
    elif clash.stance < 0:
        yield "opposite stances"
    if clash.cleared:
        yield f"one blames {clash.cleared}, the other clears it"
    if a.polarity != b.polarity:
        yield "one denies"
    for one, other in clash.opposite[:1]:
        yield f"{one} against {other}"
    if clash.answers and not clash.cleared:
        yield "the side that one blames says otherwise"
    elif clash.crossed or clash.addressed or clash.subject is False:
        yield "another side acts"
    if clash.differing:
        x, _ = clash.differing[0]
        kind = "casualty figures" if x.what in ("killed", "wounded") else "figures"
        yield f"different {kind} {_values(clash.differing[0])}"


def _agreeing(clash: Clash, similarity: float) -> Iterable[str]:
    if clash.roles_same:
        yield "same roles"
    elif clash.blame_same:
        yield f"same blame ({min(clash.blame_same)})"
    if clash.shared:
        yield "same action"
    elif similarity > 0.6:
        yield "similar words"


def _described(equal: Sequence[tuple[Number, Number]]) -> Iterator[str]:
    """Each figure once, with both descriptions where they differ: 3 (three policemen / three police officers)."""
    seen: set[float] = set()
    for x, y in sorted(equal, key=lambda pair: pair[0].head != pair[1].head):
        if x.value not in seen:
            seen.add(x.value)
            yield f"{x.value:g} ({x.text} / {y.text})" if x.text.lower() != y.text.lower() else f"{x.value:g}"


def _values(pair: tuple[Number, Number]) -> str:
    return f"{pair[0].value:g} / {pair[1].value:g}"
