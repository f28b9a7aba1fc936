"""A review's result depends on its documents only: not on parts, engine, order of work, crashes or what ran before."""

from __future__ import annotations

import base64
import csv
import errno
import hashlib
import html
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import review_factory as factory
from perspectives import comparison, keyness, report, run
from perspectives.comparison import CompareOptions
from perspectives.engines import EngineOptions, Serial
from perspectives.errors import PerspectivesError
from perspectives.parts import Catalog, Parts, analyses, is_review, pack, unpack
from perspectives.records import AUTHOR, Document, NamingUse, Sentence, Stance
from perspectives.review import AGAIN, SINCE, ReviewOptions
from perspectives.review.batch import BatchOptions, Step
from perspectives.review.flagged import Flags, flags, join
from perspectives.review.fold import FoldOptions, fold
from perspectives.review.outputs import outlets_page
from perspectives.review.progress import Counts, JsonLines, Lines, Silent, kind
from perspectives.review.work import AnalyzeJob, Limits
from perspectives.tally import Placement

CONFLICT = run.load_conflict("karabakh")
OPTIONS = FoldOptions(CompareOptions(permutations=19), 1000)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return factory.write_rows(tmp_path_factory.mktemp("articles") / "articles.jsonl", factory.rows(90))


@pytest.fixture(scope="module")
def undisturbed(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The outputs of a review in one go."""
    folder = tmp_path_factory.mktemp("undisturbed") / "review"
    factory.run([articles], folder)
    return factory.outputs(folder)


# What comes out


def test_outputs(articles: Path, undisturbed: dict[str, bytes]) -> None:
    for name in ("index.html", "flagged.csv", "flagged.jsonl", "tables/stances.csv", "site/index.html"):
        assert undisturbed[name], name
    flags = [json.loads(line) for line in undisturbed["flagged.jsonl"].splitlines()]
    texts = {row["id"]: row["text"] for row in map(json.loads, articles.read_text().splitlines())}
    assert [flag["rank"] for flag in flags] == list(range(1, len(flags) + 1))
    assert [flag["probability"] for flag in flags] == sorted((f["probability"] for f in flags), reverse=True)
    for flag in flags:
        assert texts[flag["document"]][flag["start"] : flag["end"]] == flag["text"]
        assert flag["kind"] in ("stance", "naming")
    page = undisturbed["index.html"].decode()
    assert page.count('<tr><th scope="row">') == len(factory.OUTLETS)
    policy = html.unescape(page)
    for content in re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() in policy
    for href in re.findall(r'href="(site/[^"]+)"', page):
        assert href in undisturbed


def test_flags_are_what_a_side_would_say_and_no_kind_crowds_out_the_other() -> None:
    text = "The separatists fled. The exodus began. Baku lied."
    words = [(0, "karabakh-forces", "separatists"), (1, "exodus", "exodus")]
    namings = tuple(
        NamingUse(number, text.index(word), text.index(word) + len(word), naming, word, None)
        for number, naming, word in words
    )
    found = replace(
        factory.analysis(Document("d", text, "Gazette")),
        sentences=tuple(Sentence(i, s, e, "body", 0, AUTHOR) for i, (s, e) in enumerate(((0, 21), (22, 39), (40, 50)))),
        stances=(Stance(2, None, AUTHOR, "baku", "critical", 0.7), Stance(0, None, AUTHOR, "baku", "critical", 0.6)),
        namings=namings,
    )
    placed = [(found, Placement("d", ("Gazette",)))]
    assert [(f.kind, f.label, f.words) for f in flags(placed, CONFLICT, 9).first] == [
        ("naming", "separatists", "separatists"),
        ("stance", "critical", ""),
        ("stance", "critical", ""),
    ]
    one = flags(placed, CONFLICT, 1)
    assert ([f.probability for f in one.first], one.total) == ([1.0, 0.7], 3)
    assert join([flags(placed, CONFLICT, 2), Flags()], 1) == one


def test_tables_are_those_of_compare(articles: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    found = comparison.compare(map(factory.WordAnalyzer(), run.read([articles])), CONFLICT, OPTIONS.compare)
    expected = {f"tables/{name}.csv": table.csv().encode() for name, table in report.tables(found).items()}
    assert {name: data for name, data in undisturbed.items() if name.startswith("tables/")} == expected


def test_terms_lead_to_their_sentences_as_those_of_compare(tmp_path: Path) -> None:
    found = [
        replace(document, text=f"{document.text} A zephyr blew again. The zephyr rose at {number}.")
        if document.outlet == factory.OUTLETS[0]
        else document
        for number, document in enumerate(documents(90))
    ]
    compared = comparison.compare(map(factory.WordAnalyzer(), found), CONFLICT, OPTIONS.compare)
    key = f"term|{factory.OUTLETS[0]}|zephyr"
    assert dict(compared.evidence_totals)[key] > 10
    assert any(key in evidence.keys for evidence in compared.evidence)
    assert folded(tmp_path, found, 16)[0] == compared


def test_a_review_is_compared_again_without_analyzing(articles: Path, tmp_path: Path) -> None:
    factory.run([articles], tmp_path / "review", factory.options(size=40))
    assert is_review(tmp_path / "review")
    assert not is_review(tmp_path)
    direct = [factory.WordAnalyzer()(document) for document in run.read([articles])]
    read = list(run.analyses([tmp_path / "review"], run.Settings()))
    assert [a.document.id for a in read] == [a.document.id for a in direct]
    assert [replace(a.document, zones=()) for a in direct] == [a.document for a in read]
    assert run.compare(read) == run.compare(direct)


def test_claims_of_too_many_articles_are_left_out_and_that_is_said(articles: Path, tmp_path: Path) -> None:
    read: list[int] = []

    def supplement(placed: Callable[[], Iterator[Any]], _: object) -> comparison.Supplement:
        read.append(sum(1 for _ in placed()))
        return comparison.Supplement()

    notes = factory.Notes()
    for most in (90, 89, 0):
        how = replace(factory.options(), supplement=supplement, claim_articles=most)
        factory.run([articles], tmp_path / "review", how, notes)
        told = "Claims were left out" in factory.outputs(tmp_path / "review")["site/index.html"].decode()
        assert told == (most < 90)
    assert read == [90]
    said = [note for note in notes.notes if "claims" in note]
    assert len(said) == 1
    assert "90 articles are more than 89" in said[0]


# Engines and partitions


@pytest.mark.parametrize(("engine", "size"), [("serial", 1), ("serial", 1000), ("processes", 7)])
def test_the_same_bytes(articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, engine: str, size: int) -> None:
    factory.run([articles], tmp_path / "review", factory.options(engine, size))
    assert factory.outputs(tmp_path / "review") == undisturbed


@pytest.mark.slow
def test_the_same_bytes_of_2000_articles_on_every_engine(tmp_path: Path) -> None:
    path = factory.write_rows(tmp_path / "articles.jsonl", factory.rows(2000))
    found = []
    for engine, size in (("serial", 64), ("processes", 31), ("dask", 100)):
        factory.run([path], tmp_path / engine, factory.options(engine, size))
        found.append(factory.outputs(tmp_path / engine))
    assert found[0] == found[1] == found[2]


def test_batches_grow_so_that_few_documents_keep_all_workers_busy(tmp_path: Path) -> None:
    serial, parts = Serial(EngineOptions()), Parts(tmp_path)
    job = AnalyzeJob(factory.WordAnalyzer(), CONFLICT, Limits(isolated=False))
    Step(serial, job, parts, BatchOptions(16, first=2), Silent()).run(documents(70))
    assert [len(parts.heads(number)) for number in parts.numbers()] == [2, 2, 4, 4, 8, 8, 16, 16, 10]


def documents(number: int) -> list[Document]:
    return [
        Document(
            row["id"], row["text"], row["outlet"], row["title"], row["published"], None, "en", sha256=row["text"][:20]
        )
        for row in factory.rows(number, seed=3)
    ]


def folded(folder: Path, found: list[Document], size: int) -> Any:
    """The comparison and flags of a review of some documents, without files but the parts."""
    serial = Serial(EngineOptions())
    job = AnalyzeJob(factory.WordAnalyzer(), CONFLICT, Limits(isolated=False))
    Step(serial, job, Parts(folder), BatchOptions(size), Silent()).run(found)
    return fold(serial, folder, CONFLICT, OPTIONS, Silent())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.integers(1, 50), characters=st.integers(1, 30_000))
def test_any_order_and_partition_of_the_documents(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, size: int, characters: int
) -> None:
    found = documents(40)
    shuffled = data.draw(st.permutations(found))
    expected = folded(tmp_path_factory.mktemp("plain"), found, 64)
    assert folded(tmp_path_factory.mktemp("shuffled"), shuffled, size) == expected


@pytest.mark.parametrize("size", [1, 7])
def test_bounded_samples_do_not_depend_on_the_partition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Terms of few articles and few flags: what earlier chunks have filled is left out by later workers."""
    samples: list[Any] = []
    how = FoldOptions(CompareOptions(term_articles=9), 5)
    serial, job = Serial(EngineOptions()), AnalyzeJob(factory.WordAnalyzer(), CONFLICT, Limits(isolated=False))
    monkeypatch.setattr(keyness, "terms", lambda sample, *_: samples.append(sample) or ())
    module = importlib.import_module("perspectives.review.fold")  # the package's own fold is the function in it
    monkeypatch.setattr(module._Total, "_AT_ONCE", size)
    for folder, documents_in_part, parts_in_chunk in ((tmp_path / "a", 64, 32), (tmp_path / "b", size, 1)):
        monkeypatch.setattr(module, "_CHUNK_PARTS", parts_in_chunk)
        Step(serial, job, Parts(folder), BatchOptions(documents_in_part), Silent()).run(documents(60))
        assert fold(serial, folder, CONFLICT, how, Silent())[1].total > 5
    one, many = ([(a.outlet, a.cluster, a.terms) for a in sample.articles] for sample in samples)
    assert one == many
    assert len(one) == 9
    assert fold(serial, tmp_path / "a", CONFLICT, how, Silent()) == fold(
        serial, tmp_path / "b", CONFLICT, how, Silent()
    )


def test_an_id_in_several_parts_counts_once_and_the_later_text_stands(tmp_path: Path) -> None:
    found = documents(30)
    changed = replace(found[3], text=found[4].text + " Corrected later.", sha256="corrected")
    expected = folded(tmp_path / "a", [changed if d.id == changed.id else d for d in found], 64)
    assert folded(tmp_path / "b", [*found, found[5], changed, changed], 7) == expected
    parts = Parts(tmp_path / "b")
    catalog = Catalog.of(parts, parts.numbers())
    assert len(catalog.keys) == 30
    assert sum(len(lines) for lines in catalog.left_out.values()) == 3
    assert sum(1 for _ in analyses_of(tmp_path / "b")) == 30


def analyses_of(folder: Path) -> Any:
    (folder / "review.json").write_text("{}")
    return analyses(folder)


def test_parts_are_deterministic_and_round_trip() -> None:
    from perspectives.events import EventFinder

    found = [factory.analysis(document) for document in documents(5)]
    finder = EventFinder.of(CONFLICT)
    assert pack(found, finder) == pack(found, finder)
    assert list(unpack(pack(found, finder).lines)) == found
    assert list(unpack(pack(found, finder).lines, left_out={0, 4})) == found[1:4]


# Going on


class StopError(Exception):
    """Stands for whatever stops a review."""


class StopAfter(Silent):
    """Stops the main process after some parts."""

    def __init__(self, parts: int, error: BaseException) -> None:
        self.left, self.error = parts, error

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        self.left -= 1
        if self.left < 0:
            raise self.error


@pytest.mark.parametrize("error", [StopError(), KeyboardInterrupt()], ids=["crash", "Ctrl-C"])
@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_going_on_after_a_stop(
    articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, engine: str, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        factory.run([articles], tmp_path / "review", factory.options(engine), StopAfter(2, error))
    assert json.loads((tmp_path / "review/review.json").read_text())["finished"] is False
    done = len(list(analyses(tmp_path / "review")))
    assert done
    summary = factory.run([articles], tmp_path / "review", factory.options("serial", 9))
    assert (summary.known, summary.new) == (done, 90 - done)
    assert factory.outputs(tmp_path / "review") == undisturbed
    again = factory.run([articles], tmp_path / "review")
    assert (again.known, again.new) == (90, 0)


@pytest.mark.parametrize("after", [0, 1, 2, 7, 9])
def test_a_full_disk(
    articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, left = os.fsync, [after]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(PerspectivesError, match="No space left on device"):
            factory.run([articles], tmp_path / "review")
    assert not list((tmp_path / "review").rglob("*.part"))
    factory.run([articles], tmp_path / "review")
    assert factory.outputs(tmp_path / "review") == undisturbed


def test_a_part_that_lost_bytes_is_analyzed_again(
    articles: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    factory.run([articles], tmp_path / "review")
    part = tmp_path / "review/parts/000/000002.jsonl.gz"
    part.write_bytes(part.read_bytes()[:-10])
    (tmp_path / "review/parts/000/.000004.npz.x.part").write_bytes(b"left behind")
    summary = factory.run([articles], tmp_path / "review")
    assert summary.new == 16
    assert factory.outputs(tmp_path / "review") == undisturbed
    assert not list((tmp_path / "review").rglob("*.part"))


def test_a_part_with_wrong_bytes_is_named(articles: Path, tmp_path: Path) -> None:
    factory.run([articles], tmp_path / "review")
    part = tmp_path / "review/parts/000/000002.jsonl.gz"
    data = bytearray(part.read_bytes())
    data[40] ^= 0xFF
    part.write_bytes(data)
    with pytest.raises(PerspectivesError, match=r"000002\.jsonl\.gz is damaged .*; remove it and run the review again"):
        factory.run([articles], tmp_path / "review")


@pytest.mark.parametrize("engine", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_kill_9_of_the_main_process(articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, engine: str) -> None:
    code = f"""if __name__ == "__main__":
    import sys
    from pathlib import Path
    sys.path.insert(0, {str(Path(__file__).parent)!r})
    import review_factory as factory
    how = factory.options({engine!r}, 8, pause=.05)
    factory.run([Path({str(articles)!r})], Path({str(tmp_path / "review")!r}), how)
"""
    script = tmp_path / "main.py"
    script.write_text(code)
    main = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL, start_new_session=True)
    manifests = tmp_path / "review/parts/000"
    deadline = time.monotonic() + 120
    while len(list(manifests.glob("*.json"))) < 2 and time.monotonic() < deadline:
        assert main.poll() is None
        time.sleep(0.02)
    main.send_signal(signal.SIGKILL)
    assert main.wait() == -signal.SIGKILL
    done = len(list(analyses(tmp_path / "review")))
    assert 0 < done < 90
    summary = factory.run([articles], tmp_path / "review", factory.options("processes", 16))
    assert summary.known == done
    assert factory.outputs(tmp_path / "review") == undisturbed


def test_a_worker_killed_by_its_pid(
    articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perspectives.engines import ENGINES, Processes

    engines: list[Processes] = []

    def watched(options: EngineOptions) -> Processes:
        engines.append(Processes(options))
        return engines[-1]

    killed: list[int] = []

    class KillOnce(factory.Notes):
        def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
            super().part(articles, skipped, fraction)
            if not killed:
                killed.append(engines[0].pids[-1])
                # Whoever has just delivered a part is idle: wait until it is in the middle of the next.
                threading.Timer(0.4, os.kill, (killed[0], signal.SIGKILL)).start()

    monkeypatch.setitem(ENGINES, "processes", watched)
    notes = KillOnce()
    summary = factory.run([articles], tmp_path / "review", factory.options("processes", 15, pause=0.06), notes)
    assert summary.new == 90
    assert notes.notes == ["the worker was ended by SIGKILL; its 15 documents will be tried one by one"]
    assert factory.outputs(tmp_path / "review") == undisturbed


@pytest.mark.parametrize(
    ("word", "seconds", "reason"),
    [
        ("KILLME", 20.0, "analysis failed twice (the worker was ended by SIGKILL); leave it out"),
        (
            "STALLME",
            1.0,
            "analysis took longer than 1 s, twice where it could be tried again; leave it out or shorten it",
        ),
        ("FILLME", 20.0, "analysis failed twice (it ran out of memory); leave it out"),
        ("RAISEME", 20.0, "analysis failed (ValueError: a bug); report it"),
    ],
)
def test_a_poison_document_is_named_and_skipped(tmp_path: Path, word: str, seconds: float, reason: str) -> None:
    rows = factory.rows(24)
    rows[5]["text"] += f" {word}."
    rows[5]["title"] = "The poison"
    path = factory.write_rows(tmp_path / "articles.jsonl", rows)
    notes = factory.Notes()
    summary = factory.run([path], tmp_path / "review", factory.options("processes", 8, seconds=seconds), notes)
    assert (summary.new, summary.skipped) == (24, 1 + skipped_before(rows))
    with (tmp_path / "review/tables/skipped.csv").open(newline="") as file:
        found = {row["document"]: row["reason"] for row in csv.DictReader(file)}
    assert found[rows[5]["id"]] == f"The poison: {reason}"
    healthy = factory.write_rows(tmp_path / "healthy.jsonl", [row for row in rows if row is not rows[5]])
    factory.run([healthy], tmp_path / "healthy")
    assert table(tmp_path / "review", "stances") == table(tmp_path / "healthy", "stances")


def skipped_before(rows: list[dict[str, str]]) -> int:
    """Exact duplicates in one outlet, which the readers skip."""
    return len(rows) - len({(row["outlet"], row["text"]) for row in rows})


def table(folder: Path, name: str) -> bytes:
    return (folder / "tables" / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("word", ["STALLME", "RAISEME"])
def test_the_serial_engine_skips_what_stalls_or_fails(tmp_path: Path, word: str) -> None:
    rows = factory.rows(12)
    rows[5]["text"] += f" {word}."
    path = factory.write_rows(tmp_path / "articles.jsonl", rows)
    summary = factory.run([path], tmp_path / "review", factory.options("serial", seconds=0.5))
    assert summary.skipped == 1 + skipped_before(rows)


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_loading_models_is_no_document_s_time(tmp_path: Path, engine: str) -> None:
    path = factory.write_rows(tmp_path / "articles.jsonl", factory.rows(12))
    how = replace(factory.options(engine, seconds=1.0), analyzer=factory.WordAnalyzer(loading=1.5))
    notes = factory.Notes()
    assert factory.run([path], tmp_path / "review", how, notes).skipped == 0
    assert notes.notes == []


def test_a_document_that_is_too_long_is_skipped(tmp_path: Path) -> None:
    rows = factory.rows(12)
    rows[2]["text"] = rows[2]["text"] + " The talks went on." * 400
    path = factory.write_rows(tmp_path / "articles.jsonl", rows)
    how = replace(factory.options(), limits=Limits(characters=5000))
    factory.run([path], tmp_path / "review", how)
    assert b"longer than 5,000 characters; split it" in table(tmp_path / "review", "skipped")


# What the folder was made with


def test_articles_are_added(articles: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    lines = articles.read_text().splitlines(keepends=True)
    early, late = tmp_path / "early.jsonl", tmp_path / "late.jsonl"
    early.write_text("".join(lines[:50]))
    late.write_text("".join(lines[45:]))
    factory.run([early], tmp_path / "review")
    with pytest.raises(PerspectivesError, match=r"holds a review of .*early\.jsonl; add --since to add articles to it"):
        factory.run([late], tmp_path / "review")
    summary = factory.run([late], tmp_path / "review", factory.options(mode=SINCE))
    assert (summary.known, summary.new) == (5, 40)
    # The skipped copy is named by its place in the file, and that file is another one.
    apart = {"tables/skipped.csv", "site/tables/skipped.csv", "site/tables/tables.json", "site/index.html"}
    found = factory.outputs(tmp_path / "review")
    assert {name for name in found if found[name] != undisturbed.get(name)} <= apart
    assert found["tables/skipped.csv"].count(b"\n") == undisturbed["tables/skipped.csv"].count(b"\n")


def test_a_broken_copy_that_is_added_replaces_no_article(tmp_path: Path) -> None:
    rows = factory.rows(6)
    good = factory.write_rows(tmp_path / "good.jsonl", rows)
    broken = factory.write_rows(tmp_path / "broken.jsonl", [dict(rows[0], text="")])
    assert factory.run([good], tmp_path / "review").documents == 6
    assert factory.run([broken], tmp_path / "review", factory.options(mode=SINCE)).documents == 6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"analyzer": factory.WordAnalyzer(version="2")},
            r"was made with words 1 \(now 2\); choose a new folder, or add",
        ),
        ({"limits": Limits(characters=5)}, r"was made with longest document 1,000,000 characters \(now 5 characters\)"),
    ],
)
def test_a_changed_model_or_setting_is_noticed(
    articles: Path, undisturbed: dict[str, bytes], tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    factory.run([articles], tmp_path / "review")
    other: ReviewOptions = replace(factory.options(), **change)
    with pytest.raises(PerspectivesError, match=message):
        factory.run([articles], tmp_path / "review", other)
    assert factory.outputs(tmp_path / "review") == undisturbed


def test_beginning_anew(articles: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    other = factory.write_rows(tmp_path / "other.jsonl", factory.rows(20, seed=9))
    factory.run([other], tmp_path / "review")
    summary = factory.run([articles], tmp_path / "review", factory.options(mode=AGAIN))
    assert (summary.known, summary.new) == (0, 90)
    assert factory.outputs(tmp_path / "review") == undisturbed


def test_a_folder_that_is_no_review_is_left_alone(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").write_bytes(b"cat")
    for mode in ("on", SINCE, AGAIN):
        with pytest.raises(PerspectivesError, match="is not empty and holds no review; choose a new folder"):
            factory.run([articles], tmp_path / "photos", factory.options(mode=mode))
    assert (tmp_path / "photos/cat.jpg").read_bytes() == b"cat"
    with pytest.raises(PerspectivesError, match="cannot write to"):
        factory.run([articles], tmp_path / "photos/cat.jpg")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_broken_manifest(articles: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review/review.json").write_text(text)
    with pytest.raises(PerspectivesError, match="choose a new folder or add --again"):
        factory.run([articles], tmp_path / "review")


def test_two_reviews_at_once(articles: Path, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    errors: list[Exception] = []
    inside, over = threading.Event(), threading.Event()

    class Wait(Silent):
        def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
            inside.set()
            over.wait(20)

    first = threading.Thread(target=factory.run, args=([articles], tmp_path / "review", None, Wait()))
    first.start()
    inside.wait(20)
    try:
        factory.run([articles], tmp_path / "review")
    except PerspectivesError as error:
        errors.append(error)
    over.set()
    first.join()
    assert "another review is at work" in str(errors[0])


def test_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(PerspectivesError, match=r"no article of .* could be analyzed"):
        factory.run([tmp_path / "empty.txt"], tmp_path / "review")
    with pytest.raises(PerspectivesError, match="no such file"):
        factory.run([tmp_path / "missing"], tmp_path / "other")
    assert not (tmp_path / "other").exists()


# Pages and progress


def test_the_table_of_outlets_escapes_and_sorts(tmp_path: Path) -> None:
    rows = factory.rows(36, outlets=("<script>alert(1)</script>", "=cmd()", "Rhine Tribune"))
    path = factory.write_rows(tmp_path / "articles.jsonl", rows)
    factory.run([path], tmp_path / "review")
    page = (tmp_path / "review/index.html").read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert page.count("<script>") == 1


def test_outlets_page_wants_a_page_for_every_outlet() -> None:
    found = comparison.compare(map(factory.analysis, documents(12)), CONFLICT, OPTIONS.compare)
    with pytest.raises(ValueError, match="shorter"):
        outlets_page(found, Flags(), [])


def test_progress_for_a_person_and_for_a_scheduler(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines()
    lines.part(100, {"a.txt: empty, no text in it; remove it": 2}, 0.5)
    lines.note("a note")
    shown = capsys.readouterr().err
    assert re.match(r"100 articles, [\d,.]+ a second, 2 skipped \(2 empty, no text in it\)\na note\n", shown)
    logged = JsonLines()
    logged.part(100, {"a.txt: empty, no text in it; remove it": 2}, None)
    logged.step("comparing")
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["articles"], first["seconds_left"]) == ("part", 100, None)
    assert first["skipped"] == {"empty, no text in it": 2}
    assert (second["event"], second["name"]) == ("step", "comparing")


def test_time_left_counts_neither_loading_nor_what_was_done_before(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    counts = Counts()
    for seconds, fraction, left in ((30.0, 0.5, None), (10.0, 0.6, 40.0), (10.0, 0.7, 30.0), (0.0, None, None)):
        now[0] += seconds
        counts.add(10, {}, fraction)
        assert counts.left == (None if left is None else pytest.approx(left))


def test_what_is_with_the_workers_is_not_done(articles: Path, tmp_path: Path) -> None:
    fractions: list[float | None] = []

    class Keep(Silent):
        def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
            fractions.append(fraction)

    factory.run([articles], tmp_path / "review", factory.options("processes", 16), Keep())
    assert len(fractions) == 6
    assert None not in fractions
    assert fractions[-1] == 1.0
    assert all(fraction < 1.0 for fraction in fractions[:-1] if fraction is not None)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("a.zip: b.txt: empty; remove it", "b.txt: empty"),
        ("The poison: analysis failed (ValueError: a bug); report it", "analysis failed"),
        ("plain", "plain"),
    ],
)
def test_reasons_are_counted_by_kind(reason: str, expected: str) -> None:
    assert kind(reason) == expected
    counts = Counts()
    counts.add(1, {reason: 3}, None)
    assert counts.skipped == {expected: 3}
