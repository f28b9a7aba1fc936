"""Every figure leads to sentences: best first, capped, with marks that fall on the words they name."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from factories import Line, article
from perspectives.evidence import Pool, choose, merge, pool, shown
from perspectives.records import AUTHOR, Analysis
from perspectives.references import ReferenceFinder, only_of_findings
from perspectives.tally import EVERYWHERE, SHARED, Placement, alone, fold, tally

UNNAMED = replace(article("u", [Line("They fired.", stances=((AUTHOR, "south", "critical"),))]), mentions=())
QUOTED = article("q", [Line("said “We fired.”", "north", type="direct")])
QUOTED = replace(QUOTED, attributions=tuple(replace(a, actor=None) for a in QUOTED.attributions))
ANALYSES = (*factories.corpus("Alpha", 6, critical=0.6), *factories.corpus("Beta", 4, critical=0.2), UNNAMED, QUOTED)
CONFLICT = factories.conflict()
PLACED = [
    (a, replace(alone(a), event="talks", shared=True) if (a.document.published or "") > "2023-05" else alone(a))
    for a in ANALYSES
]
FINDER = ReferenceFinder(CONFLICT)


def test_the_totals_are_the_counts_of_the_figures() -> None:
    found = pool(PLACED, CONFLICT, (), 5)
    every = fold(tally(a, CONFLICT, placement) for a, placement in PLACED)
    on_events = fold(tally(a, CONFLICT, placement) for a, placement in PLACED if placement.shared)
    checked: set[tuple[bool, str]] = set()
    for key, number in found.totals.items():
        kind, outlet, *rest = key.removeprefix(f"{SHARED}|").split("|")
        shared = key.startswith(f"{SHARED}|")
        total = on_events if shared else every
        if kind == "stance":
            base = (EVERYWHERE, outlet, "stance", *rest)
            assert number == total.ratio(base, "critical").x + total.ratio(base, "favorable").x
        elif kind in ("critical", "favorable"):
            assert number == total.ratio((EVERYWHERE, outlet, "stance", *rest), kind).x
        elif kind == "voice":
            assert number == total.ratio((EVERYWHERE, outlet, "speaker"), rest[0]).x
        elif kind == "frame":
            assert number == total.ratio((EVERYWHERE, outlet, "frame", rest[1]), rest[0]).x
        elif kind == "naming":
            assert number == total.ratio((EVERYWHERE, outlet, "naming", rest[0], rest[2]), rest[1]).x
        elif kind in ("direct", "unnamed"):
            assert number == total.ratio((EVERYWHERE, outlet, "source", rest[0]), kind).x
        elif kind == "cue":
            assert number == total.ratio((EVERYWHERE, outlet, "cue", rest[0]), rest[1]).x
        else:
            assert kind == "words"
            assert total.ratio((EVERYWHERE, outlet, "words"), rest[0]).x > 0
        checked.add((shared, kind))
    assert checked >= {(True, "frame"), *((False, kind) for kind in ("stance", "critical", "voice", "frame", "naming"))}
    assert checked >= {(False, kind) for kind in ("words", "direct", "unnamed", "cue")}


def test_a_sentence_is_listed_once_however_often_it_counts() -> None:
    line = Line("said Upland and Upland", "north", namings=(("region", "Upland"), ("region", "Upland")))
    analysis = article("a", [line])
    attributions = (*analysis.attributions, replace(analysis.attributions[0], id=1))
    twice = [(replace(analysis, attributions=attributions), alone(analysis))]
    found, total = pool(twice, CONFLICT, (), 5), tally(twice[0][0], CONFLICT)
    assert found.totals["naming|Gazette|region|Upland|quoted"] == found.totals["cue|Gazette|north|said"] == 1
    assert total.ratio((EVERYWHERE, "Gazette", "naming", "region", "quoted"), "Upland").x == 2
    assert total.ratio((EVERYWHERE, "Gazette", "cue", "north"), "said").x == 2


def test_the_best_of_a_key_are_its_most_probable() -> None:
    found = pool(PLACED, CONFLICT, (), 3)
    every: dict[str, list[float]] = {}
    for analysis, placement in PLACED:
        for key, probability, _ in FINDER.find(analysis, placement):
            every.setdefault(key, []).append(probability)
    for key, best in found.best.items():
        assert [-score for score, _, _ in best] == sorted(every[key], reverse=True)[:3]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_partition_gives_the_same_pool(random: Random, parts: int) -> None:
    shuffled = random.sample(PLACED, len(PLACED))
    merged = Pool()
    for i in range(parts):
        merged = merge(merged, pool(shuffled[i::parts], CONFLICT, (), 4), 4)
    assert merged == pool(PLACED, CONFLICT, (), 4)


def test_a_cap_keeps_the_findings_and_thins_the_rest_alike() -> None:
    gathered = pool(PLACED, CONFLICT, (), 10)
    key = "stance|Alpha|south|own"
    chosen = choose(gathered, [key], 40)
    assert len(chosen) == 40
    assert {(document, number) for _, document, number in gathered.best[key]} <= set(chosen)
    assert all(
        any((d, n) in chosen for _, d, n in best) for key, best in gathered.best.items() if not only_of_findings(key)
    )


def test_shown_sentences_have_their_text_keys_and_marks() -> None:
    analysis = article(
        "a",
        [
            Line("Nothing."),
            Line(
                "said South fired.", "north", (("north", "south", "critical"),), frames=("security",), probability=0.7
            ),
        ],
    )
    placed = [(analysis, Placement("a", ("Gazette",), "clash"))]
    further = [("claim|1", "a", 1, 0.4)]
    (found,) = shown(placed, CONFLICT, {("a", 1): 0.9}, further)
    assert found.text == "said South fired."
    assert found.event == "clash"
    assert [(m.role, found.text[m.start : m.end]) for m in found.marks] == [
        ("cue", "said"),
        ("content", " South fired."),
    ]
    assert found.keys == (
        "claim|1",
        "critical|Gazette|south|quoted",
        "cue|Gazette|north|said",
        "frame|Gazette|security|all",
        "frame|Gazette|security|quoted",
        "frame|Gazette|war|all",
        "frame|Gazette|war|quoted",
        "stance|Gazette|south|all",
        "stance|Gazette|south|quoted",
        "voice|Gazette|north",
        "words|Gazette|north",
    )
    assert [(s.holder, s.label, s.voice) for s in found.stances] == [("north", "critical", "quoted")]
    assert found.provenance == ("Gazette (outlet)",)


def test_a_stance_toward_a_side_without_its_name_is_shown_but_behind_no_figure() -> None:
    (found,) = shown([(UNNAMED, alone(UNNAMED))], CONFLICT, {("u", 0): 0.9}, ())
    assert [(s.target, s.label) for s in found.stances] == [("south", "critical")]
    assert found.keys == ("voice|Gazette|author",)


def test_marks_of_a_running_quotation_are_cut_to_the_sentence() -> None:
    base = article("a", [Line("said that it went on", "north"), Line("and on.", "north")])
    attribution = base.attributions[0]
    running = type(attribution)(0, (0, 1), None, "direct", None, ((0, 4),), ((5, 28),), None, "north", 0.9)
    analysis = Analysis(base.document, base.sentences, (running,))
    found = shown([(analysis, alone(analysis))], CONFLICT, {("a", 1): 0.9}, ())
    assert [(m.start, m.end, m.role) for m in found[0].marks] == [(0, 7, "content")]


def test_boilerplate_copies_and_skipped_documents_are_no_evidence() -> None:
    analysis = article("a", [Line(kind="boilerplate"), Line(stances=((AUTHOR, "south", "critical"),))])
    assert not list(FINDER.find(analysis, Placement("b", ())))
    assert {number for _, _, number in FINDER.find(analysis, alone(analysis))} == {1}
    assert not list(FINDER.find(factories.skipped("s"), Placement("s", ("Gazette",))))
