"""A comparison end to end: the same for any order, every figure with its count, and findings only where they hold."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

import factories
from factories import Line, article
from perspectives.cells import Counted, Request
from perspectives.cells import _voice as voice_of_requests
from perspectives.comparison import CompareOptions, Supplement, compare, comparison
from perspectives.evaluate.rates import error_rates
from perspectives.events import EventFinder
from perspectives.index import build, record
from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import AUTHOR, Accuracy, Analysis, ClaimRow, Comparison, Figure
from perspectives.tally import SHARED, alone, fold, tallies, tally

CONFLICT = factories.conflict()
FEW = CompareOptions(permutations=39)
STANCES = (
    *(f"stance:{label}:{voice}" for label in ("critical", "favorable") for voice in ("own", "quoted", "all")),
    *("named:own", "named:quoted"),
)
ARTICLES = [
    *factories.corpus("Alpha", 24, critical=0.6),
    *factories.corpus("Beta", 20, critical=0.15),
    *factories.corpus("Gamma", 22, critical=0.2),
    *factories.corpus("Tiny", 3, critical=0.9),
    factories.skipped("zz"),
]


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(ARTICLES, CONFLICT, FEW)


def figures(comparison: Comparison) -> list[Figure]:
    return [
        *(cell.share for cell in comparison.speakers),
        *(figure for cell in comparison.speakers for figure in (cell.words, cell.direct, cell.unnamed) if figure),
        *(cell.share for cell in comparison.cues),
        *(figure for cell in comparison.stances for figure in (cell.net, cell.favorable, cell.critical)),
        *(cell.share for cell in comparison.frames),
        *(cell.share for cell in comparison.namings),
    ]


@pytest.mark.parametrize(
    "change",
    [{"published": None}, {"published": "2023-05-02"}, {"title": None}, {"outlet": "Beta"}, {"text": "Other words."}],
)
def test_of_two_records_of_one_article_the_same_stays_in_any_order(change: dict[str, str | None]) -> None:
    first = article("x", [Line("Shelling at the border.")], outlet="Alpha", published="2023-03-02")
    other = replace(first, document=replace(first.document, **change))
    assert compare([first, other], CONFLICT, FEW) == compare([other, first], CONFLICT, FEW)


def test_the_order_of_the_articles_changes_nothing(found: Comparison) -> None:
    assert compare(Random(1).sample(ARTICLES, len(ARTICLES)), CONFLICT, FEW) == found


def test_stored_parts_give_the_same_figures(found: Comparison) -> None:
    finder = EventFinder.of(CONFLICT)
    index = build((record(a, finder) for a in ARTICLES if not a.skipped), CONFLICT)
    parts = [fold(tally(a, CONFLICT, index.place(a)) for a in ARTICLES[i::3]) for i in range(3)]
    supplement = Supplement(terms=found.terms, term_articles=69, shared_events=index.shared_events)
    folded = comparison(fold(parts), CONFLICT, FEW, supplement)
    for name in ("speakers", "cues", "stances", "gaps", "frames", "namings", "findings", "method", "outlets"):
        assert getattr(folded, name) == getattr(found, name)


def test_an_id_that_comes_twice_counts_once(found: Comparison) -> None:
    assert compare([*ARTICLES, *ARTICLES[:5]], CONFLICT, FEW) == found


def test_every_figure_is_its_count_over_its_total(found: Comparison) -> None:
    for figure in figures(found):
        if figure.total == 0:
            assert figure.value is figure.low is None
        else:
            assert figure.value == pytest.approx(figure.count / figure.total)  # one event alone is shared
        assert figure.small == (figure.clusters < 10 or figure.total < 30)
        if figure.low is not None and figure.high is not None and figure.value is not None:
            assert figure.low <= figure.value + 1e-12
            assert figure.value <= figure.high + 1e-12
        else:
            assert figure.clusters < 2


def test_speakers_of_an_outlet_share_all_sentences(found: Comparison) -> None:
    for outlet in found.outlets:
        cells = [cell for cell in found.speakers if cell.outlet == outlet.name]
        assert sum(cell.share.count for cell in cells) == outlet.sentences
        assert [cell.side for cell in cells] == ["north", "south", "union", "other", "author"]


def test_small_cells_are_not_compared(found: Comparison) -> None:
    assert all(cell.difference is None for cell in found.stances if cell.net.small)
    assert not any("Tiny" in (finding.outlet, *finding.others) for finding in found.findings)


def test_findings_hold_by_their_own_figures(found: Comparison) -> None:
    assert found.findings
    for finding in found.findings:
        difference, figure = finding.difference, finding.figure
        assert difference.low * difference.high > 0
        assert difference.q is not None
        assert difference.p <= difference.q < 0.05
        assert not figure.small
        assert figure.value is not None
        assert finding.reference == pytest.approx(figure.value - difference.value)
        assert f"n = {figure.total:,} " in finding.text
        assert f"in {figure.clusters:,} articles" in finding.text
        assert f"{100 * figure.value:.0f} %" in finding.text
        if finding.measure == "share":
            assert dict(found.evidence_totals)[finding.evidence] == figure.count
        behind = [e for e in found.evidence if finding.evidence in e.keys]
        assert behind
        assert all(not finding.shared_events or e.event in found.method.shared_events for e in behind)


def test_the_planted_difference_is_the_finding(found: Comparison) -> None:
    stance = next(finding for finding in found.findings if finding.kind == "stance")
    assert stance.outlet == "Alpha"
    assert stance.evidence.removeprefix("shared|") == "critical|Alpha|south|own"
    assert stance.text.startswith("Alpha speaks of South critically in ")
    assert "own-voice sentences that mention it" in stance.text
    assert stance.text.endswith("The labels are unaudited.")


def test_findings_on_frames_are_on_the_shared_events_and_all_others_on_all_articles() -> None:
    # Tiny covers too little to be compared, so the events need not be its own.
    framed = [
        replace(a, sentences=tuple(replace(s, frames=()) for s in a.sentences)) if a.document.outlet == "Alpha" else a
        for a in ARTICLES
    ]
    found = compare(framed, CONFLICT, FEW)
    assert found.method.shared_events == ("siege",)
    assert {finding.kind for finding in found.findings} > {"frame"}
    for finding in found.findings:
        assert finding.shared_events == (finding.kind == "frame")
        where = "on the events that all compared outlets cover, each weighing alike in all"
        assert (where in finding.text) == finding.shared_events
    assert {cell.shared_events for cell in found.frames} == {True, False}


def test_a_finding_is_the_difference_that_its_table_shows(found: Comparison) -> None:
    tables = {
        "stance": {(c.outlet, c.side, c.voice): (c.net, c.difference) for c in found.stances},
        "voice": {(c.outlet, c.side): (c.share, c.difference) for c in found.speakers},
        "frame": {(c.outlet, c.frame, c.voice): (c.share, c.difference) for c in found.frames if c.shared_events},
        "naming": {(c.outlet, c.naming, c.variant, c.voice): (c.share, c.difference) for c in found.namings},
    }
    for finding in found.findings:
        figure, difference = tables[finding.kind][tuple(finding.evidence.split("|")[1:])]
        if finding.kind == "stance" and finding.measure == "share":
            # The share of critical or favorable sentences alone tells what the net figure of the table shows.
            assert difference is not None
            assert difference.q is not None
            assert difference.q < 0.05
        else:
            assert (figure, difference) == (finding.figure, finding.difference)


def test_outlets_alike_yield_no_finding_and_no_false_one() -> None:
    alike = [a for outlet in ("A", "B", "C") for a in factories.corpus(outlet, 40, critical=0.3)]
    found = compare(alike, CONFLICT, FEW)
    assert found.findings == ()
    assert found.method.self_test == 0
    assert found.method.self_test_n > 10


def test_one_outlet_has_no_differences() -> None:
    found = compare(factories.corpus("Alpha", 12, critical=0.5), CONFLICT, FEW)
    assert found.findings == ()
    assert all(cell.difference is None for cell in found.stances)


def test_nothing_at_all() -> None:
    found = compare([], CONFLICT, FEW)
    assert found.outlets == found.findings == found.evidence == ()
    assert found.first is None


def test_two_outlets_make_one_finding_of_one_difference() -> None:
    pair = [*factories.corpus("Alpha", 24, critical=0.6), *factories.corpus("Beta", 20, critical=0.1)]
    found = compare(pair, CONFLICT, FEW)
    stances = [finding for finding in found.findings if finding.kind == "stance"]
    assert [finding.outlet for finding in stances] == ["Alpha"]
    assert "; in Beta it is " in stances[0].text


def test_skipped_and_undated_documents_are_told() -> None:
    undated = article("u", [Line()], outlet="Alpha", published=None)
    found = compare([undated, factories.skipped("b", reason="it is a picture")], CONFLICT, FEW)
    assert [(s.document, s.reason) for s in found.skipped] == [("b", "it is a picture")]
    assert (found.documents, found.skipped_total) == (1, 1)
    assert found.outlets[0].undated == 1


def test_outlets_mostly_without_dates_are_told() -> None:
    def written(outlet: str, undated: int) -> list[Analysis]:
        found = factories.corpus(outlet, 4, critical=0.5)
        return [replace(a, document=replace(a.document, published=None)) for a in found[:undated]] + found[undated:]

    found = compare([*written("A", 3), *written("B", 2), *written("C", 0)], CONFLICT, FEW)
    assert found.method.undated == ("A",)


def test_stances_toward_a_side_that_is_not_named_are_told() -> None:
    base = article("u", [Line("They fired.", stances=((AUTHOR, "south", "critical"),))], outlet="Alpha")
    found = compare([replace(base, mentions=())], CONFLICT, FEW)
    assert [outlet.aside_stances for outlet in found.outlets] == [1]
    assert not any(cell.net.total for cell in found.stances)


def test_silences_are_zero_counts(found: Comparison) -> None:
    cells = {(cell.outlet, cell.key): cell.documents for cell in found.events}
    assert set(cells) == {(o.name, e.id) for o in found.outlets for e in CONFLICT.events}
    assert cells["Alpha", "siege"] > 0
    assert 0 in cells.values()
    assert sorted({cell.key for cell in found.months}) == ["2023-03", "2023-05"]


def test_own_and_quoted_voice_are_apart(found: Comparison) -> None:
    gap = next(gap for gap in found.gaps if (gap.outlet, gap.side) == ("Alpha", "south"))
    assert gap.quoted.value == -1
    assert gap.own.value is not None
    assert gap.difference is not None
    assert gap.difference.value == pytest.approx(gap.own.value + 1)
    assert 0 < gap.difference.low < gap.difference.high


def test_voices_are_compared_only_where_both_rest_on_enough(found: Comparison) -> None:
    assert {cell.difference is None for cell in found.gaps} == {True, False}
    for cell in found.gaps:
        assert (cell.difference is None) == (cell.own.small or cell.quoted.small)
        assert cell.difference is None or cell.difference.q is not None


def test_a_frame_and_the_journalism_it_makes_up_are_one_finding() -> None:
    lines = [Line(f"Said {k}.", frames=("security",)) for k in range(5)]
    articles = [
        replace(a, document=replace(a.document, text=a.document.text + a.document.id))
        for outlet, number in (("Alpha", 15), ("Beta", 0))
        for k in range(15)
        for a in [
            article(f"{outlet}{k}", lines if k < number else [Line(f"Said {n}.") for n in range(5)], outlet=outlet)
        ]
    ]
    placed = [(a, alone(a)) for a in articles]
    found = comparison(fold(tallies(placed, CONFLICT)), CONFLICT, FEW)
    assert [finding.evidence for finding in found.findings] == ["frame|Alpha|security|own"]


def test_the_models_error_in_the_others_widens_the_difference() -> None:
    rates = dict.fromkeys(STANCES, ErrorRates(18, 20, 80, 100))
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=ErrorTable(rates)))
    for cell in found.stances:
        if (difference := cell.difference) is not None:
            assert difference.model_low is not None
            assert difference.model_high is not None
            assert cell.net.value is not None
            assert cell.net.model_low is not None
            own = cell.net.value - cell.net.model_low
            assert difference.value - difference.model_low > own
            assert difference.model_low <= difference.low
            assert difference.high <= difference.model_high


def test_the_models_error_widens_the_second_interval() -> None:
    rates = ErrorRates(found=80, present=100, left_out=540, absent=600)
    errors = ErrorTable(dict.fromkeys((*STANCES, "frame:security:own", "voice:own"), rates))
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=errors))
    cell = next(c for c in found.stances if (c.outlet, c.side, c.voice) == ("Alpha", "south", "own"))
    for figure in (cell.net, cell.critical, cell.favorable):
        assert figure.model_low is not None
        assert figure.model_high is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.model_low <= figure.low < figure.high <= figure.model_high
    assert all(c.share.model_low is None for c in found.frames if c.frame == "diplomacy")
    assert not found.method.audited


def test_an_audit_goes_before_the_shipped_figures_and_is_told() -> None:
    audits = {("Alpha", label): ErrorRates(50, 50, 100, 100) for label in STANCES}
    poor, good = ErrorRates(50, 100, 90, 100), ErrorRates(100, 100, 100, 100)
    errors = ErrorTable({label: good if "named" in label else poor for label in STANCES}, audits)
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=errors))
    widths = {
        c.outlet: (c.critical.model_high or 0) - (c.critical.model_low or 0)
        for c in found.stances
        if (c.side, c.voice) == ("south", "own")
    }
    assert widths["Alpha"] < widths["Beta"]
    assert found.method.audited == ("Alpha",)
    for cell in found.stances:
        for figure in (cell.net, cell.critical, cell.favorable):
            assert figure.audited == (cell.outlet == "Alpha")
    assert not any(cell.share.audited for cell in (*found.frames, *found.speakers))


@pytest.mark.parametrize(
    ("outlets", "labels", "checked"),
    [
        (("Alpha",), STANCES, set()),
        (("Alpha", "Beta", "Gamma"), STANCES, {"stance"}),
        (("Alpha", "Beta", "Gamma"), ("side:author",), {"naming"}),
        (("Alpha", "Beta", "Gamma", "Tiny"), (*STANCES, "side:author"), {"stance", "naming"}),
    ],
)
def test_a_finding_is_audited_where_all_that_it_compares_are(
    outlets: tuple[str, ...], labels: tuple[str, ...], checked: set[str]
) -> None:
    audits = {(outlet, label): ErrorRates(50, 50, 100, 100) for outlet in outlets for label in labels}
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=ErrorTable({}, audits)))
    assert {finding.kind for finding in found.findings} >= {"stance", "naming"}
    for finding in found.findings:
        assert finding.difference.audited == (finding.kind in checked)
        assert ("unaudited" in finding.text) == (finding.kind not in checked)


def test_a_voice_has_no_more_sentences_than_there_are_on_shared_events() -> None:
    """An event on which one article speaks for itself weighs otherwise in that voice than in all voices."""

    def story(outlet: str, number: int, event: str, own: int, size: int) -> Analysis:
        lines = [Line(f"{event} {number} {k}.", AUTHOR if k < own else "north") for k in range(size)]
        return article(f"{outlet}{event}{number}", lines, outlet=outlet, published="2023-03-02")

    events = ("Shelling at the border", "The talks on the road")
    articles = [story("Alpha", n, events[0], n == 0, 1) for n in range(12)]
    articles += [story(outlet, n, events[1], 20, 20) for outlet in ("Alpha", "Beta") for n in range(12)]
    articles += [story("Beta", n, events[0], 1, 1) for n in range(12)]
    placed = [(a, replace(alone(a), event=a.document.text[:4], shared=True)) for a in articles]
    counted = Counted(
        fold(tallies(placed, CONFLICT)), ("Alpha", "Beta"), ErrorTable({"voice:own": ErrorRates(9, 10, 9, 10)})
    )
    assert len(counted.tally.shared_events()) == 2
    found = voice_of_requests(counted, SHARED, [Request(("frame", "own"), "security", "", "voice:own")])
    assert found is not None
    assert (found.share <= 1).all()


def test_a_net_figure_is_audited_where_both_its_labels_are() -> None:
    audits = dict.fromkeys((("Alpha", "stance:critical:own"), ("Alpha", "named:own")), ErrorRates(50, 50, 100, 100))
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=ErrorTable({}, audits)))
    (cell,) = (c for c in found.stances if (c.outlet, c.side, c.voice) == ("Alpha", "south", "own"))
    assert (cell.net.audited, cell.critical.audited, cell.favorable.audited) == (False, True, False)


def test_a_figure_of_a_voice_is_audited_where_its_sentences_are() -> None:
    audits = {("Alpha", f"stance:{label}"): ErrorRates(50, 50, 100, 100) for label in ("critical:own", "critical:all")}
    found = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, errors=ErrorTable({}, audits)))
    cells = {c.voice: c.critical.audited for c in found.stances if (c.outlet, c.side) == ("Alpha", "south")}
    assert cells == {"own": False, "quoted": False, "all": True}


def test_an_audit_that_gives_every_stance_to_another_holder_refutes_the_outlets_own() -> None:
    """Half of what the model takes for the outlet's own words is North's criticism; the model's other labels hold."""

    def articles(critic: str) -> list[Analysis]:
        random = Random(0)
        texts = [" ".join(["said", *random.choices(factories.WORDS, k=12)]) for _ in range(6 * 20)]
        lines = [Line(text, about=("south",)) for text in texts]
        lines[::2] = [replace(line, side=critic, stances=((critic, "south", "critical"),)) for line in lines[::2]]
        return [article(f"Alpha-{i}", lines[i::20], outlet="Alpha") for i in range(20)]

    gold, said = articles("north"), articles(AUTHOR)
    audits = {("Alpha", label): ErrorRates(*counts) for label, counts in error_rates(gold, said, CONFLICT).items()}
    found = compare(said, CONFLICT, CompareOptions(permutations=19, errors=ErrorTable({}, audits)))
    truth = {"own": 0.0, "all": -0.5}
    for cell in found.stances:
        if cell.side == "south" and cell.voice in truth:
            assert cell.net.audited
            assert cell.net.model_low is not None
            assert cell.net.model_high is not None
            assert cell.net.model_low <= truth[cell.voice] <= cell.net.model_high


def test_claims_bring_their_own_evidence() -> None:
    row = ClaimRow("1", "siege", "The road was shut.", "north", (), "", (), (), None, None, None)
    known = Accuracy("claims", "pairs of contested claims, F1", 0.8, 0.7, 0.9, 354, "pairs")
    supplement = Supplement(claims=(row,), references=(("claim|1", "Alpha-003", 2, 0.99),), accuracy=(known,))
    found = compare(ARTICLES, CONFLICT, FEW, supplement)
    assert found.claims == (row,)
    assert found.method.accuracy[-1] == known
    assert dict(found.evidence_totals)["claim|1"] == 1
    assert [(e.document, e.sentence) for e in found.evidence if "claim|1" in e.keys] == [("Alpha-003", 2)]


def test_articles_of_unknown_outlet_are_counted_but_not_compared() -> None:
    unknown = factories.corpus("unknown", 30, critical=0.9)
    known = [a for a in ARTICLES if a.document.outlet in ("Alpha", "Beta")]
    found, without = compare([*known, *unknown], CONFLICT, FEW), compare(known, CONFLICT, FEW)
    assert [(o.name, o.documents) for o in found.outlets] == [("Alpha", 24), ("Beta", 20), ("unknown", 30)]
    assert sum(cell.documents for cell in found.months if cell.outlet == "unknown") == 30
    kinds = ("speakers", "cues", "stances", "gaps", "frames", "namings", "terms", "findings")
    assert all(getattr(found, kind) == getattr(without, kind) for kind in kinds)
    assert found.method.shared_events == without.method.shared_events
    assert all(one.outlet != "unknown" for one in found.evidence)
    alone = compare(unknown, CONFLICT, FEW)
    assert {cell.outlet for cell in alone.stances} == {"unknown"}


def test_evidence_is_capped_and_counted(found: Comparison) -> None:
    small = compare(ARTICLES, CONFLICT, CompareOptions(permutations=19, evidence_per_key=4, evidence_total=50))
    assert len(small.evidence) == 50
    assert small.evidence_totals == found.evidence_totals
    assert len({e.id for e in found.evidence}) == len(found.evidence)


@pytest.mark.parametrize(
    ("outlets", "duplicates", "republished"),
    [("A", 0, 0), ("AA", 1, 0), ("AB", 0, 1), ("AAB", 1, 1), ("ABC", 0, 2), ("ABAB", 2, 1)],
)
def test_an_original_is_no_copy_of_itself(outlets: str, duplicates: int, republished: int) -> None:
    """Of each of two texts, and whichever of the outlets is first."""
    texts = [[Line(f"South shelled hill {k} of the {name} with {k} guns.") for k in range(6)] for name in ("east", "w")]
    copies = [
        article(f"{i}-{day}", body, outlet=outlet, published=f"2023-03-{day:02d}")
        for i, body in enumerate(texts)
        for day, outlet in enumerate(outlets, 1)
    ]
    method = compare(copies, CONFLICT, FEW).method
    assert (method.duplicates, method.republished) == (2 * duplicates, 2 * republished)


def test_wire_copy_counts_for_each_outlet_but_once() -> None:
    body = [
        Line(f"South shelled the hill {k} with {k * 7} guns.", stances=((AUTHOR, "south", "critical"),))
        for k in range(6)
    ]
    copies = [article(f"{o}{k}", body, outlet=o, published=f"2023-03-0{k + 1}") for o in ("A", "B") for k in range(3)]
    found = compare(copies, CONFLICT, FEW)
    assert [(o.documents, o.clusters) for o in found.outlets] == [(3, 1), (3, 1)]
    assert (found.method.duplicates, found.method.republished) == (4, 1)
    cell = next(c for c in found.stances if (c.outlet, c.side, c.voice) == ("A", "south", "own"))
    assert (cell.net.count, cell.net.total, cell.net.clusters) == (-6, 6, 1)
