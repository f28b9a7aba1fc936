"""Of the claims that a side makes, how many an outlet carries; copies of articles count with their originals."""

from __future__ import annotations

import pytest

from claims_factory import aligned, claim
from perspectives.claims import Claim, tables
from perspectives.claims.copies import marked
from perspectives.conflict import load
from perspectives.records import Conflict, Figure


@pytest.fixture(scope="module")
def conflict() -> Conflict:
    return load("karabakh")


def told() -> list[Claim]:
    """Three claims of Yerevan on the clash: one in both outlets, one in each alone; Wire recalls the war too."""
    return [
        claim("a", "yerevan", document="d1", outlet="Daily"),
        claim("b", "Wire", own=True, document="w1", outlet="Wire"),
        claim("c", "yerevan", document="d2", outlet="Daily"),
        claim("d", "yerevan", document="w1", outlet="Wire"),
        claim("e", "yerevan", document="x1", outlet="Extra", anchor="war-2020"),
        claim("f", "baku", document="w1", outlet="Wire"),
    ]


@pytest.mark.parametrize(
    ("outlet", "side", "count", "total", "articles"),
    [
        pytest.param("Daily", "yerevan", 2, 3, 2, id="what one outlet alone tells counts"),
        pytest.param("Wire", "yerevan", 2, 3, 1, id="in own voice too"),
        pytest.param("Daily", "baku", 0, 1, 2, id="told by others alone"),
        pytest.param("Extra", "yerevan", 1, 1, 1, id="only events that it covers"),
    ],
)
def test_the_claims_of_a_side_that_an_outlet_carries(
    conflict: Conflict, outlet: str, side: str, count: int, total: int, articles: int
) -> None:
    found = tables(aligned(told(), same=[("a", "b")]), conflict).omissions
    share = next(cell.share for cell in found if (cell.outlet, cell.side) == (outlet, side))
    assert (share.count, share.total, share.clusters, share.small) == (count, total, articles, True)


def test_what_an_article_recalls_does_not_make_its_outlet_cover_the_event(conflict: Conflict) -> None:
    recalled = claim("g", "yerevan", document="w1", outlet="Wire")
    events = {"march-2023-clash": ("a", "b", "c", "d", "f"), "war-2020": ("e", "g")}
    known = aligned([*told(), recalled], events=events)
    found = {(cell.outlet, cell.side): cell.share for cell in tables(known, conflict).omissions}
    assert (found["Wire", "yerevan"].count, found["Wire", "yerevan"].total) == (1, 3)
    assert (found["Extra", "yerevan"].count, found["Extra", "yerevan"].total) == (1, 2)


@pytest.mark.parametrize(("articles", "claims", "small"), [(10, 30, False), (9, 30, True), (10, 29, True)])
def test_few_are_under_ten_articles_or_thirty_claims(
    conflict: Conflict, articles: int, claims: int, small: bool
) -> None:
    given = [claim(f"c{i:02}", "baku", document=f"d{i % articles}") for i in range(claims)]
    (cell,) = tables(aligned(given), conflict).omissions
    assert (cell.share.total, cell.share.clusters, cell.share.small) == (claims, articles, small)


def test_every_shared_or_contested_claim_has_a_row(conflict: Conflict) -> None:
    pairs = [(f"a{i}", f"b{i}") for i in range(60)]
    given = [claim(name, "baku", outlet=outlet) for pair in pairs for name, outlet in zip(pair, "AB", strict=True)]
    given.append(claim("alone", "baku"))
    other = [claim(f"us{name}", "us") for _, name in pairs]
    same = [*pairs, *((first, f"us{name}") for first, name in pairs)]
    found = tables(aligned([*given, *other], same=same), conflict)
    assert (len(found.rows), found.found) == (60, 61)


def test_copies_move_nobody_elses_share(conflict: Conflict) -> None:
    def shares(given: list[Claim], same: list[tuple[str, str]]) -> dict[tuple[str, str], Figure]:
        found = tables(aligned(given, same=same), conflict).omissions
        return {(cell.outlet, cell.side): cell.share for cell in found if cell.outlet != "Mirror"}

    names = ["a", "b", "d", "f"]
    copies = [
        claim(f"m{c.id}", "Mirror" if c.own else c.holder, own=c.own, outlet="Mirror", document="m", copy_of=c.id)
        for c in told()
        if c.id in names
    ]
    same = [("a", "b")]
    both = [*same, ("a", "ma"), ("a", "mb"), ("d", "md"), ("f", "mf")]
    assert shares([*told(), *copies], both) == shares(told(), same)
    rows = tables(aligned([*told(), *copies], same=both), conflict).rows
    assert len(rows) == 1, "a claim is not shared because an article was republished"
    assert dict(rows[0].outlets)["Mirror"] == "asserted"


@pytest.mark.parametrize(
    ("change", "copied"),
    [
        pytest.param({}, True, id="the same words"),
        pytest.param({"text": "Text  A"}, True, id="spaced and capitalized otherwise"),
        pytest.param({"text": "an introduction"}, False, id="words of the republisher"),
        pytest.param({"holder": "us"}, False, id="another holder"),
        pytest.param({"document": "elsewhere"}, False, id="an article that is no copy"),
        pytest.param({"document": "original"}, False, id="twice in one article"),
    ],
)
def test_a_claim_is_a_copy_where_an_earlier_copy_of_the_article_has_its_words(
    change: dict[str, str], copied: bool
) -> None:
    original = claim("z", "baku", text="text a", document="original", published="2023-03-05")
    later = claim("a", **{"holder": "baku", "text": "text a", "document": "copy", **change})
    clusters = {"original": "original", "copy": "original", "elsewhere": "elsewhere"}
    assert [one.copy_of for one in marked([later, original], clusters)] == ["z" if copied else None, None]
