"""Inputs made to harm: each is named and skipped or read in bounded time and memory, and its neighbors are not lost."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import json
import os
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import regex_growth
import review_factory as factory
from perspectives import ingest, run
from perspectives.errors import PerspectivesError
from perspectives.ingest import READERS
from perspectives.lexicon import lexicon
from perspectives.mentions import find_mentions
from perspectives.namings import find_namings
from perspectives.records import KINDS, Document, Span
from perspectives.segment import segment

CONFLICT = run.load_conflict("karabakh")
LEXICON = lexicon(CONFLICT)
GOOD = (
    "YEREVAN — Armenia’s Defense Ministry said on Tuesday that Azerbaijani units had opened fire near Sotk. "
    "Baku rejected the claim and called on both sides to return to the talks in Brussels."
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")


def page(body: str) -> bytes:
    return f"<html><head><title>A title</title></head><body><article>{body}</article></body></html>".encode()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "boom">{levels}]><rss version="2.0"><channel><item>'
        f"<title>&l9;</title><description>&l9;</description></item></channel></rss>"
    ).encode()


def outside_entity() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
        b"<item><title>x</title><description>&x;</description></item></channel></rss>"
    )


def encrypted_pdf() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def pdf_bomb() -> bytes:
    from pypdf import PdfWriter
    from pypdf.generic import EncodedStreamObject, NameObject

    writer, content = PdfWriter(), EncodedStreamObject()
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    content._data = zlib.compress(b"(x) Tj " * 30_000_000, 1)
    writer.add_blank_page(100, 100)[NameObject("/Contents")] = writer._add_object(content)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def truncated_gzip() -> bytes:
    data = gzip.compress("".join(json.dumps({"text": GOOD + os.urandom(40).hex()}) + "\n" for _ in range(50)).encode())
    return data[: len(data) // 2]


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "zip bomb": ("a.zip", lambda: zipped({"a.txt": bytes(200_000_000)}), "bomb"),
    "zip bomb of many members": ("a.zip", lambda: zipped({f"{i}.txt": bytes(2_000_000) for i in range(60)}), "bomb"),
    "gzip bomb": ("a.jsonl.gz", lambda: gzip.compress(bytes(200_000_000), 9), "bomb|larger than"),
    "entity bomb": ("a.rss", entity_bomb, "."),
    "entity bomb in a page": ("a.html", entity_bomb, "."),
    "entity of a file": ("a.rss", outside_entity, "."),
    "path that leads out of an archive": ("a.zip", lambda: zipped({"../../evil.txt": GOOD.encode()}), "leads out"),
    "absolute path in an archive": ("a.zip", lambda: zipped({"/etc/evil.txt": GOOD.encode()}), "leads out"),
    "archive in an archive": ("a.zip", lambda: zipped({"b.zip": zipped({"c.txt": b"x"})}), "unpack it first"),
    "NUL bytes": ("a.txt", lambda: bytes(10_000), "NUL"),
    "NUL bytes in text": ("a.jsonl", lambda: b'{"text": "' + bytes(5000) + b'"}\n', "."),
    "half a UTF-16 file": ("a.txt", lambda: codecs.BOM_UTF16_LE + b"\x00\xd8" * 999, "."),
    "deep JSON": ("a.jsonl", lambda: b"[" * 200_000 + b"\n", "broken|JSON"),
    "deep front matter": ("a.md", lambda: b"---\na: " + b"[" * 100_000 + b"\n---\n", "."),
    "encrypted PDF": ("a.pdf", encrypted_pdf, "encrypted|password|no text"),
    "PDF bomb": ("a.pdf", pdf_bomb, "broken|no text"),
    "broken PDF": ("a.pdf", lambda: b"%PDF-1.7\n" + os.urandom(5000), "broken|damaged|no text"),
    "PDF that points to itself": (
        "a.pdf",
        lambda: (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>"
            b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        ),
        ".",
    ),
    "truncated gzip": ("a.jsonl.gz", truncated_gzip, "broken or cut off"),
    "broken WARC": ("a.warc", lambda: b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\nx", "."),
    "CSV field too large": ("a.csv", lambda: b"text,outlet\n" + b"x" * 30_000_000 + b",y\n", "larger|too"),
}
"""What it is → file name, its bytes, and what the reason says of it."""


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_skipped_with_the_reason(tmp_path: Path, name: str) -> None:
    file, data, reason = HOSTILE[name]
    (tmp_path / file).write_bytes(data())
    (tmp_path / "z.txt").write_text(GOOD)
    tracemalloc.start()
    started = time.process_time()
    documents = list(ingest.read([tmp_path]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - started < 30
    assert peak < 150_000_000
    skipped = [document for document in documents if document.skipped]
    good = [document for document in documents if document.text == GOOD and not document.skipped]
    assert len(good) == 1
    assert skipped
    pattern = regex_growth.re.compile(reason)
    assert any(pattern.search(document.skipped or "") for document in skipped), [d.skipped for d in skipped]
    assert all("root:" not in document.text for document in documents)
    assert not (tmp_path.parent / "evil.txt").exists()


def test_one_folder_of_everything_hostile(tmp_path: Path) -> None:
    """A review of all at once ends, names each, and counts the good articles as if they were alone."""
    folder, alone = tmp_path / "hostile", tmp_path / "alone"
    rows = factory.rows(30)
    for where in (folder, alone):
        where.mkdir()
        factory.write_rows(where / "m.jsonl", rows)
    for number, (file, data, _) in enumerate(HOSTILE.values()):
        (folder / f"{number:02d}{Path(file).stem}").with_suffix("".join(Path(file).suffixes)).write_bytes(data())
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "out.txt").symlink_to("/etc/passwd")
    summary = factory.run([folder], tmp_path / "review", factory.options("processes"))
    factory.run([alone], tmp_path / "expected")
    assert summary.skipped >= len(HOSTILE)
    assert outlets(tmp_path / "review") == outlets(tmp_path / "expected")
    shown = (tmp_path / "review/tables/skipped.csv").read_text()
    for word in ("loop: link to a folder", "self: broken link", "out.txt: link to a file outside"):
        assert word in shown


def outlets(folder: Path) -> list[str]:
    """The rows of the good articles' outlets."""
    lines = (folder / "tables/outlets.csv").read_text().splitlines()
    return [line for line in lines if line.startswith(factory.OUTLETS)]


def test_a_csv_of_quotes_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'text,outlet\n"' + b'""' * 100_000)
    started = time.process_time()
    (document,) = ingest.read([tmp_path])
    assert time.process_time() - started < 20
    check(document)


def test_a_line_of_200_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"text": GOOD}).encode())
    warm = tmp_path / "warm.jsonl"
    warm.write_text(json.dumps({"text": GOOD}))
    assert list(ingest.read([warm]))  # the language model is loaded once and is not the line's memory
    tracemalloc.start()
    first, second = ingest.read([path])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert first.skipped
    assert second.text == GOOD
    assert peak < 100_000_000


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        b"\xff\xfe" + GOOD.encode("utf-8"),
        GOOD.encode() + b"\xc3\x28\xff",
    ],
    ids=["UTF-16", "UTF-16 without mark", "UTF-8 with a mark of UTF-16", "invalid UTF-8"],
)
def test_encodings_that_are_wrong_or_rare(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (document,) = ingest.read([tmp_path])
    assert document.skipped or "Sotk" in document.text
    check(document)


def test_deep_nesting_of_html(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page("<div>" * 50_000 + f"<p>{GOOD}</p>"))
    (tmp_path / "b.html").write_bytes(page("<b><i>" * 20_000 + GOOD))
    started = time.process_time()
    for document in ingest.read([tmp_path]):
        assert document.skipped or "Sotk" in document.text
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("file", "data", "parser"),
    [
        ("a.html", page(GOOD), "perspectives.ingest.html.compose"),
        ("a.pdf", b"%PDF-1.7", "pypdf.PdfReader"),
        ("a.rss", b"<rss><channel><item><title>x</title></item></channel></rss>", "perspectives.ingest.feed._item"),
        ("a.zip", zipped({"a.html": page(GOOD)}), "perspectives.ingest.html.compose"),
    ],
)
def test_a_document_that_stalls_its_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, data: bytes, parser: str
) -> None:
    def stall(*_: object) -> None:
        while True:
            with contextlib.suppress(Exception):  # as parsers do
                sum(range(1000))

    (tmp_path / file).write_bytes(data)
    (tmp_path / "z.txt").write_text(GOOD)
    monkeypatch.setattr(parser, stall)
    skipped, good = ingest.read([tmp_path], ingest.ReadOptions(seconds=0.2))
    assert "reading took longer than 0.2 s; leave it out, or save its text as .txt" in (skipped.skipped or "")
    assert good.text == GOOD


def test_paths_in_metadata_stay_inside_the_review(tmp_path: Path) -> None:
    outlets = ("../../escape", "/etc/passwd", "..\\..\\evil", "con", ".", "a\0b", "x" * 5000, "<b>&\"'")
    rows = [dict(row, id=f"../{row['id']}", outlet=outlets[i % len(outlets)]) for i, row in enumerate(factory.rows(48))]
    path = factory.write_rows(tmp_path / "in.jsonl", rows)
    (tmp_path / "deep/er").mkdir(parents=True)
    before = {found for found in tmp_path.rglob("*") if found.is_file()}
    factory.run([path], tmp_path / "deep/er/review")
    after = {found for found in tmp_path.rglob("*") if found.is_file()}
    assert all(found.is_relative_to(tmp_path / "deep/er/review") for found in after - before)
    assert "<b>&\"'" not in (tmp_path / "deep/er/review/index.html").read_text()


def test_metadata_table_with_paths_that_lead_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    (tmp_path / "metadata.csv").write_text("file,outlet\n../../etc/passwd,Evil\n/etc/passwd,Evil\na.txt,Good\n")
    documents = list(ingest.read([tmp_path]))
    assert [document.outlet for document in documents if not document.skipped] == ["Good"]
    assert all("root:" not in document.text for document in documents)


def test_no_cell_of_a_table_is_a_formula(tmp_path: Path) -> None:
    rows = []
    for i, row in enumerate(factory.rows(60)):
        formula = FORMULAS[i % len(FORMULAS)]
        rows.append(dict(row, outlet=f"{formula}{i % 3}", title=formula, text=f"{formula}. {row['text']}"))
    path = factory.write_rows(tmp_path / "in.jsonl", [*rows, {"text": "", "outlet": "=1+1", "title": "=2+2"}])
    factory.run([path], tmp_path / "review")
    files = [*(tmp_path / "review").glob("tables/*.csv"), tmp_path / "review/flagged.csv"]
    assert len(files) > 8
    for file in [*files, *(tmp_path / "review").glob("site/tables/*.csv")]:
        with file.open(encoding="utf-8", newline="") as lines:
            for cells in csv.reader(lines):
                for cell in cells:
                    number = cell.replace(".", "", 1).lstrip("-").isdigit()
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (file.name, cell)


# Regular expressions


@pytest.mark.parametrize(
    ("pattern", "linear"),
    [
        (r"\s+$", False),
        (r"(a+)+b", False),
        (r"\w+@\w+", False),
        (r"(?:a|b|ab)*c", False),
        (r"<[^>]*>", False),
        (r"(?:a@\w+(?:\.\w+)+ *)+\Z", False),
        (r"={2,}\s*\S.*={2,}\Z", False),
        (r"\bsaid\b", True),
        (r"[A-Z]\w{0,20} said", True),
    ],
)
def test_growth_tells_bad_patterns_from_good_ones(pattern: str, linear: bool) -> None:
    found = regex_growth.Found(regex_growth.re.compile(pattern), anchored=False)
    attacks = regex_growth.attacks(found.pattern)
    assert any(regex_growth.growth(found, attack) > regex_growth.LIMIT for attack in attacks) != linear


BOUNDED = {
    **dict.fromkeys(("boilerplate", "furniture"), 600),
    **dict.fromkeys(("ingest.names", "ingest.clues", "ingest.layout", "ingest.documents"), 500),
}
"""Modules whose patterns see only lines or metadata of so many characters; their patterns may take square time."""
UNITS = (
    *(
        "a",
        "A",
        "Aa",
        "aB9",
        "A-",
        "A'",
        "1",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u00a0",
        ".",
        ". ",
        "A. ",
        "“",
        "”",
        "’",
        '"',
        "(",
    ),
    *(
        "![b",
        "[a](",
        "#a ",
        "# ",
        "* ",
        "<https://a> ",
        "https://aaa",
        "a@a",
        "a.",
        "fb",
        "--",
        "- ",
        "— ",
        ",",
        ", ",
        ": ",
    ),
    *("Aa Aa ", "By A ", "said ", "said “", "Mr. ", "the ", "and ", "President ", "Baku ", "Armenia’s ", "so-called "),
    *(
        "2023-01-01 ",
        "Sept. 13 ",
        "(Reuters) ",
        "Photo: ",
        "© ",
        "[1]",
        "Read more ",
        "staff ",
        "inc ",
        "=",
        "!",
        "www.a",
        "a@a.a",
        "Aa",
        ".*",
        ".[1]",
        "a\n",
        "A\n\n",
        "> ",
    ),
)


def test_every_pattern_takes_linear_time() -> None:
    """On texts made of each pattern's own repetitions, 500 and 8,000 characters long or up to what it can see."""
    found = regex_growth.patterns()
    assert len(found) > 200
    bounds = {name: BOUNDED.get(name.partition(":")[0].removeprefix("perspectives.")) for name in found}
    distinct: dict[tuple[regex_growth.Found, int | None], str] = {}
    for name, pattern in found.items():
        distinct.setdefault((pattern, bounds[name]), name)
    bad = {}
    for (pattern, bound), name in distinct.items():
        for attack in regex_growth.attacks(pattern.pattern):
            # Measured again where it looks bad, since other processes may have slowed it down.
            if bound:
                slow = all(regex_growth.taken(pattern, attack, bound) > regex_growth.CUBIC for _ in range(3))
            else:
                slow = all(regex_growth.growth(pattern, attack) > regex_growth.LIMIT for _ in range(3))
            if slow:
                bad[name] = attack
                break
    assert not bad


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_one_thing_is_read_in_linear_time(tmp_path: Path, unit: str) -> None:
    """Reading, segmenting and finding names of 2,000 and 32,000 characters, and as one line of metadata."""

    def taken(length: int) -> float:
        text = unit * (length // len(unit)) + "\n\n" + GOOD
        path = tmp_path / f"{length}.jsonl"
        path.write_text(json.dumps({"text": text, "outlet": text, "title": text, "author": text, "url": text}))
        started = time.process_time()
        for document in ingest.read([path]):
            check(document)
        return time.process_time() - started

    taken(200)
    small, large = taken(2_000), taken(32_000)
    assert large < 2.0 or large < 64 * small


# Any text


def check(document: Document) -> None:
    """All offsets of what is found in a document are valid, in order, and lead to what they name."""
    text = document.text
    units = segment(document)
    end = 0
    for number, unit in enumerate(units):
        assert unit.id == number
        assert end <= unit.start < unit.end <= len(text)
        assert unit.kind in KINDS
        assert text[unit.start : unit.end].strip() == text[unit.start : unit.end]
        end = unit.end
    covered = [(unit.start, unit.end) for unit in units]
    for mention in find_mentions(document, units, LEXICON):
        inside((mention.start, mention.end), mention.sentence, covered)
        assert text[mention.start : mention.end].strip()
    for use in find_namings(document, units, LEXICON):
        inside((use.start, use.end), use.sentence, covered)
    for zone in document.zones:
        assert 0 <= zone.start < zone.end <= len(text)
        assert zone.layer < max(len(document.provenance), 1)


def inside(span: Span, sentence: int, covered: list[Span]) -> None:
    assert covered[sentence][0] <= span[0] < span[1] <= covered[sentence][1]


PIECES = st.sampled_from(
    [
        *(
            "Azerbaijan",
            "Armenia’s",
            "President Aliyev",
            "Baku",
            "Nagorno-Karabakh",
            "the so-called",
            "Mr. Pashinyan",
            "EU",
        ),
        *(
            "said",
            "“",
            "”",
            '"',
            "'",
            "’",
            "«",
            "»",
            "(",
            ")",
            "[1]",
            "—",
            "-",
            ".",
            ". ",
            "...",
            "!",
            "?",
            ":",
            ";",
            ",",
        ),
        *(
            " ",
            "  ",
            "\n",
            "\n\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u2028",
            "\u200b",
            "\ufeff",
            "\u202e",
            "\0",
            "\x1b",
            "\U0001f3db",
        ),
        *(
            "# ",
            "* ",
            "> ",
            "![a](b)",
            "[a](http://b.c)",
            "---",
            "By ",
            "YEREVAN, Sept. 13 —",
            "Read more",
            "Photo: ",
            "©",
        ),
        *(
            "é",
            "e\u0301",
            "ß",
            "İ",
            "ﬁ",
            "ա",
            "Ա",
            "ж",
            "中",
            "\U00010400",
            "1,000",
            "13:45",
            "http://a.b/c?d",
            "a@b.c",
        ),
    ]
)
HOSTILE_TEXT = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.text(max_size=300),
    st.tuples(PIECES, st.integers(1, 300)).map(lambda pair: pair[0] * pair[1]),
)


@settings(max_examples=150, deadline=None)
@given(text=HOSTILE_TEXT, title=st.one_of(st.none(), HOSTILE_TEXT))
def test_any_text_is_segmented_with_valid_offsets(text: str, title: str | None) -> None:
    check(Document("x", text, "Gazette", title, "2023-03-03", language="en"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=HOSTILE_TEXT, suffix=st.sampled_from([".txt", ".md", ".html", ".jsonl", ".csv"]), data=st.binary(max_size=200)
)
def test_any_file_gives_documents_with_valid_offsets(tmp_path: Path, text: str, suffix: str, data: bytes) -> None:
    content = text.encode("utf-8", "surrogatepass")
    if suffix == ".jsonl":
        content = json.dumps({"text": text, "title": text[:50], "outlet": text[:20]}).encode() + b"\n" + data
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content + (data if suffix == ".html" else b""))
    documents = list(ingest.read([path]))
    assert documents
    for document in documents:
        check(document)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(text=HOSTILE_TEXT)
def test_any_text_is_analyzed_with_valid_spans(text: str) -> None:
    from perspectives.analysis import analyze

    document = Document("x", text, "Gazette", None, "2023-03-03", language="en")
    analysis = analyze(document, run.load_models(run.Settings()))
    numbers = {sentence.id for sentence in analysis.sentences}
    for attribution in analysis.attributions:
        for spans in (attribution.source, attribution.cue, attribution.content):
            for start, end in spans or ():
                assert 0 <= start < end <= len(text)
        assert set(attribution.sentences) <= numbers
        assert 0 <= attribution.probability <= 1
    for stance in (*analysis.stances, *analysis.withheld):
        assert stance.sentence in numbers
        assert 0 <= stance.probability <= 1


def test_reviews_of_any_bytes_end_with_a_review_or_one_clear_error(tmp_path: Path) -> None:
    for number, suffix in enumerate(READERS):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(b"\x00\xff<a>{[\"'" * 50)
    with pytest.raises(PerspectivesError, match="could be analyzed"):
        factory.run([tmp_path], tmp_path / "review")


def test_recursion_is_not_the_limit() -> None:
    """Nested quotations and brackets deeper than Python's stack."""
    depth = sys.getrecursionlimit() * 2
    check(Document("x", "“He said " * depth + "yes" + "”" * depth, "Gazette", language="en"))
    check(Document("x", "(" * depth + "Baku" + ")" * depth, "Gazette", language="en"))
