"""Reading text, pages and tables: what becomes a document, what its metadata are, and what is skipped and why."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perspectives.errors import PerspectivesError
from perspectives.ingest import READERS, ReadOptions, read
from perspectives.ingest.dates import iso_date
from perspectives.ingest.language import identify
from perspectives.ingest.plain import front_matter
from perspectives.records import Document, Layer

PROSE = (
    "The two delegations met for three hours on Tuesday and left without a joint statement on the border road. "
    "A spokesman in the capital said the other side had refused every offer that was on the table."
)
RUSSIAN = "Делегации двух стран встретились во вторник и не смогли договориться о дороге на границе между ними."

PAGE = f"""<!doctype html><html lang="en"><head><title>Valley talks fail - Example Post</title>
<meta charset="utf-8"><link rel="canonical" href="https://post.example/2021/04/12/talks">
<meta property="og:site_name" content="Example Post"><meta name="author" content="Clara Dunn">
<meta property="article:published_time" content="2021-04-12T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Valley talks fail</h1>
<figure><img src="a.jpg"><figcaption>Trucks wait at the crossing on Tuesday. Photo: Example Post</figcaption></figure>
<p>{PROSE}</p><h2>What the villagers say</h2>
<p>Villagers near the crossing said that trucks with flour had been waiting there since the weekend.</p>
<p>&ldquo;Nobody tells us anything,&rdquo; one of them said &mdash; and closed the door.</p></article>
<footer>© 2021 Example Post</footer><script>alert("x")</script></body></html>"""


def only(path: Path | str, options: ReadOptions = ReadOptions()) -> Document:  # noqa: B008 (frozen)
    """The one document of an input."""
    (document,) = read([path], options)
    return document


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_text_file_keeps_its_text(tmp_path: Path) -> None:
    text = f"Valley talks fail\n\n{PROSE}\n"
    document = only(write(tmp_path / "a.txt", text.replace("\n", "\r\n")))
    assert document.text == text
    assert (document.title, document.outlet, document.language, document.skipped) == (
        "Valley talks fail",
        "unknown",
        "en",
        None,
    )
    assert document.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert document.id == hashlib.sha256(f"unknown\0{text}".encode()).hexdigest()
    assert document.provenance == (Layer("outlet", "unknown"),)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.md",
            f"---\noutlet: 'Example Post'\ntitle: Talks fail\ndate: 7 May 2023\n---\n{PROSE}",
            ("Example Post", "Talks fail", "2023-05-07"),
        ),
        (
            "a.md",
            f"---\nPublisher: Example Post\nauthors:\n  - Clara Dunn\n  - Nina Hale\n---\n\n# Talks fail\n\n{PROSE}",
            ("Example Post", "Talks fail", None),
        ),
        ("a.md", f"---\n\n{PROSE}", ("unknown", None, None)),
        ("a.html", PAGE, ("Example Post", "Valley talks fail", "2021-04-12")),
        (
            "a.jsonl",
            json.dumps({"text": PROSE, "outlet": "Example Post", "published": "2023-05-07T10:00:00Z"}),
            ("Example Post", None, "2023-05-07"),
        ),
        (
            "a.csv",
            f'Outlet,Title,Text,Date\n"Example Post","Talks, again","{PROSE}",07.05.2023\n',
            ("Example Post", "Talks, again", "2023-05-07"),
        ),
        ("a.csv", f'outlet;text\nExample Post;"{PROSE}"\n', ("Example Post", None, None)),
        ("a.tsv", f"outlet\ttext\nExample Post\t{PROSE}\n", ("Example Post", None, None)),
    ],
)
def test_metadata(tmp_path: Path, name: str, content: str, expected: tuple[str, str | None, str | None]) -> None:
    document = only(write(tmp_path / name, content))
    assert document.skipped is None
    assert (document.outlet, document.title, document.published) == expected


def test_page_keeps_headline_captions_and_headings(tmp_path: Path) -> None:
    document = only(write(tmp_path / "a.html", PAGE))
    assert document.text.startswith("Valley talks fail\n\n")
    assert "alert" not in document.text
    assert "Home" not in document.text
    assert document.url == "https://post.example/2021/04/12/talks"
    assert document.provenance == (Layer("outlet", "Example Post"), Layer("author", "Clara Dunn"))
    kinds = {document.slice((zone.start, zone.end)): zone.kind for zone in document.zones}
    assert kinds["Valley talks fail"] == "headline"
    assert kinds["What the villagers say"] == "headline"
    assert kinds["Trucks wait at the crossing on Tuesday. Photo: Example Post"] == "caption"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = f"“Talks fail,” says Zoë\n\n{PROSE}"
    assert only(write(tmp_path / "a.txt", text.encode(encoding))).text == text


def test_cyrillic_in_an_old_encoding_is_found_and_skipped(tmp_path: Path) -> None:
    document = only(write(tmp_path / "a.txt", (RUSSIAN * 5).encode("cp1251")))
    assert document.language == "ru"
    assert document.skipped is not None
    assert "language: ru (no model)" in document.skipped


def test_declared_charset_of_a_page(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="iso-8859-9"').replace("Clara Dunn", "Çağla Şen")
    assert (
        only(write(tmp_path / "a.html", page.encode("iso-8859-9", "xmlcharrefreplace"))).provenance[1].name
        == "Çağla Şen"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n ", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "not a text file (NUL bytes)"),
        ("a.txt", b"text with a NUL \0 in the middle of it", "NUL"),
        ("a.txt", bytes([1, 2, 3, 4, 5, 6]) * 40, "control characters"),
        ("a.txt", b"\xff\xfe\x00\xd8x", "broken UTF-16"),
        ("a.md", b"---\noutlet: X\n---\n", "empty"),
        ("a.html", b"<html><body></body></html>", "no article"),
        ("a.html", b"", "no article"),
        ("a.html", b"\0\1\2" * 50, "NUL"),
        ("a.jsonl", b"", "empty file"),
        ("a.jsonl", b"[1, 2]", "not a JSON object"),
        ("a.jsonl", b'{"outlet": "X"}', "no field text (fields here: outlet)"),
        ("a.jsonl", b'{"text": 5}', "text is no string but int"),
        ("a.jsonl", b'{"text": ""}', "the field text is empty"),
        ("a.jsonl", b'{"text": null, "body": ""}', "the field text and body is empty"),
        ("a.csv", b"id,body\n1,\n", "row 2 (the header is row 1): the field body is empty"),
        ("a.csv", b"id,body\n\n1\n", "row 3 (the header is row 1): the field body is empty"),
        ("a.csv", b"text,outlet\n\n\n", "no rows"),
        ("a.jsonl", b'{"text": "a \\ud800 b"}', "lone surrogate"),
        ("a.jsonl", b'{"text": "a \\u0000 b"}', "NUL"),
        ("a.jsonl", b"[" * 100_000, "nested too deeply"),
        ("a.jsonl", b'{"text": "a", "provenance": [{"role": "owner"}]}', "role 'owner'; valid: republisher"),
        ("a.csv", b"", "empty file"),
        ("a.csv", b"id,outlet\n1,X\n", "no column text (columns here: id, outlet)"),
        ("a.csv", b"text,outlet\n", "no rows"),
        ("a.doc", b"x", "no reader for this kind (there are: .txt"),
        ("README", b"x", "no reader"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    document = only(write(tmp_path / name, content))
    assert document.skipped is not None
    assert document.skipped.startswith(str(tmp_path / name))
    assert reason in document.skipped
    assert "\n" not in document.skipped


def test_broken_rows_are_skipped_and_the_others_go_on(tmp_path: Path) -> None:
    good = json.dumps({"text": PROSE, "outlet": "A"})
    other = json.dumps({"text": PROSE, "outlet": "B"})
    documents = list(read(write(tmp_path / "a.jsonl", f'{good}\n{{"text": \n\n{other}\n')))
    assert [document.outlet for document in documents] == ["A", "unknown", "B"]
    assert documents[1].skipped is not None
    assert "line 2: broken JSON" in documents[1].skipped


def test_too_large(tmp_path: Path) -> None:
    options = ReadOptions(max_bytes=1000)
    for name in ("a.txt", "a.html", "a.md"):
        document = only(write(tmp_path / name, b"word " * 1000), options)
        assert document.skipped is not None
        assert "larger than 1000 bytes" in document.skipped
    lines = [json.dumps({"text": "long " * 400}), json.dumps({"text": PROSE})]
    first, second = read(write(tmp_path / "a.jsonl", "\n".join(lines)), options)
    assert first.skipped is not None
    assert "line 1: a line larger than 1000 bytes" in first.skipped
    assert second.skipped is None


def test_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    document = only(path)
    assert document.skipped is not None
    assert "larger than 20 MB" in document.skipped


def test_a_line_of_200_megabytes_does_not_fill_the_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text": "')
        stream.truncate(200_000_000)
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n" + json.dumps({"text": PROSE}).encode())
    tracemalloc.start()
    first, second = read([path], ReadOptions(max_bytes=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert first.skipped is not None
    assert second.text == PROSE
    assert peak < 20_000_000


def test_exact_duplicates_count_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"{name}.txt", PROSE)
    first, second = read([tmp_path])
    assert first.skipped is None
    assert second.skipped is not None
    assert "exact duplicate of a document of unknown" in second.skipped
    assert first.id != second.id
    same_id = [
        {"id": "1", "text": PROSE},
        {"id": "1", "text": PROSE + " More of it."},
        {"id": "2", "text": PROSE, "outlet": "B"},
    ]
    first, second, third = read(write(tmp_path / "c.jsonl", "\n".join(map(json.dumps, same_id))))
    assert (first.id, third.id, third.skipped) == ("1", "2", None)
    assert second.skipped is not None
    assert "id 1 given before" in second.skipped


def test_metadata_table_beside_the_files(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PROSE)
    write(tmp_path / "sub" / "b.html", PAGE)
    write(
        tmp_path / "metadata.csv",
        "file,outlet,published,url\na.txt,Post A,2021-01-02,javascript:alert(1)\n"
        "sub/b.html,Post B,,\n../../etc/passwd,X,,\n",
    )
    first, second, third = read([tmp_path])
    assert (first.outlet, first.published, first.url) == ("Post A", "2021-01-02", None)
    assert (second.outlet, second.title) == ("Post B", "Valley talks fail")
    assert third.skipped is not None
    assert "names a file that is not there: ../../etc/passwd" in third.skipped
    assert only(tmp_path / "a.txt").outlet == "Post A"


def test_two_rows_of_the_metadata_table_for_one_file(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PROSE)
    write(tmp_path / "metadata.csv", "file,outlet\na.txt,Post A\n./a.txt,Post B\n")
    told, article = read([tmp_path])
    assert told.skipped is not None
    assert "metadata.csv: row 3 (the header is row 1): a second row for a.txt, which counts" in told.skipped
    assert article.outlet == "Post B"


def test_names_in_objects(tmp_path: Path) -> None:
    record = {"text": PROSE, "publisher": {"@type": "Organization", "name": "Post"}, "author": [{"name": "Anna Bell"}]}
    article = only(write(tmp_path / "a.jsonl", json.dumps(record)))
    assert (article.outlet, article.provenance[1].name) == ("Post", "Anna Bell")


def test_outlet_from_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "Daily A" / "a.html", PAGE)
    write(
        tmp_path / "Daily B" / "b.jsonl",
        "\n".join([json.dumps({"text": PROSE}), json.dumps({"text": PROSE, "outlet": "Own"})]),
    )
    options = ReadOptions(outlet_from="folder")
    assert [document.outlet for document in read([tmp_path], options)] == ["Daily A", "Daily B", "Own"]


def test_folders_globs_and_what_is_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden/d.txt", ".e.txt", "page_files/f.js"):
        write(tmp_path / name, f"{name} {PROSE}")
    write(tmp_path / "page.html", PAGE)
    names = [document.text.split()[0] for document in read([tmp_path])]
    assert names == ["a.txt", "b.txt", "Valley", "sub/c.txt"]
    assert [document.text.split()[0] for document in read(f"{tmp_path}/*.txt")] == ["a.txt", "b.txt"]
    assert [document.text.split()[0] for document in read(f"{tmp_path}/**/*.txt")] == ["a.txt", "b.txt", "sub/c.txt"]


@pytest.mark.parametrize("name", ["missing", "missing/*.txt", "missing.txt", "a\0b"])
def test_a_missing_input_is_an_error_before_anything_is_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(PerspectivesError, match=r"no such file|no file matches|no usable path"):
        read([write(tmp_path / "a.txt", PROSE), str(tmp_path / name)])
    with pytest.raises(PerspectivesError, match="no input"):
        read([])


def test_links(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    write(inside / "a.txt", PROSE)
    write(outside / "secret.txt", "secret " + PROSE)
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "out").symlink_to(outside, target_is_directory=True)
    (inside / "secret.txt").symlink_to(outside / "secret.txt")
    (inside / "gone.txt").symlink_to(outside / "gone.txt")
    (inside / "self.txt").symlink_to(inside / "self.txt")
    os.mkfifo(inside / "pipe.txt")
    documents = list(read([inside]))
    assert [document.text for document in documents if document.skipped is None] == [PROSE]
    reasons = {
        Path(str(document.skipped).split(": ")[0]).name: str(document.skipped)
        for document in documents
        if document.skipped
    }
    assert sorted(reasons) == ["gone.txt", "loop", "out", "pipe.txt", "secret.txt", "self.txt"]
    assert "link to a folder, not followed" in reasons["loop"]
    assert "link to a file outside" in reasons["secret.txt"]
    assert "broken link" in reasons["gone.txt"]
    assert "not a regular file" in reasons["pipe.txt"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"text": PROSE, "outlet": "A"}).encode())))
    assert only("-").outlet == "A"


def test_metadata_is_cleaned(tmp_path: Path) -> None:
    row = {
        "text": PROSE,
        "outlet": "A\x1b[31m\u202eB\n",
        "url": "javascript:alert(1)",
        "title": "x" * 5000,
        "author": {"a": 1},
        "published": "soon",
    }
    document = only(write(tmp_path / "a.jsonl", json.dumps(row)))
    assert (document.outlet, document.url, document.published) == ("A [31m B", None, None)
    assert document.title is not None
    assert len(document.title) == 500
    row = {"text": PROSE, "url": 'https://a.example/"><script>'}
    assert only(write(tmp_path / "b.jsonl", json.dumps(row))).url is None


def test_a_reader_that_fails_does_not_end_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("parser\nbug")

    monkeypatch.setitem(READERS, ".html", broken)  # type: ignore[arg-type]
    write(tmp_path / "a.html", PAGE)
    write(tmp_path / "b.txt", PROSE)
    first, second = read([tmp_path])
    assert str(first.skipped).endswith("broken .html file (RuntimeError: parser bug); save it anew")
    assert second.skipped is None


def test_deep_nesting_of_a_page(tmp_path: Path) -> None:
    start = time.monotonic()
    (document,) = read(write(tmp_path / "a.html", "<div>" * 100_000 + f"<p>{PROSE}</p>"))
    assert document.skipped or PROSE[:40] in document.text
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PROSE, "en"),
        ("Baku", "en"),
        ("Ilham Aliyev, Nikol Pashinyan", "en"),
        (RUSSIAN, "ru"),
        ("Le président a déclaré mardi que ses troupes avaient ouvert le feu près de la frontière.", "fr"),
        ("Prezident Bakıda çıxış edib və ordunu təbrik edib, sonra isə xarici qonaqlarla görüşüb.", "az"),
        ("Հայաստանի վարչապետը երեկ Երևանում ընդունել է պատվիրակությանը։", "hy"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023-05-07", "2023-05-07"),
        ("2023/5/7 10:00", "2023-05-07"),
        ("20230507", "2023-05-07"),
        ("07.05.2023", "2023-05-07"),
        ("05/17/2023", "2023-05-17"),
        ("7th of May, 2023", "2023-05-07"),
        ("May 7, 2023 at noon", "2023-05-07"),
        ("SEPTEMBER 13, 2022", "2022-09-13"),
        ("Tue, 07 Mar 2023 10:00:00 GMT", "2023-03-07"),
        ("15.09.22", "2022-09-15"),
        ("15-09-2022", "2022-09-15"),
        ("15-Sep-2022", "2022-09-15"),
        ("15. September 2022", "2022-09-15"),
        ("2022. 09. 15", "2022-09-15"),
        ("31.02.2023", None),
        ("10.15.22", None),
        ("version 1.10.15.22", None),
        ("2023-13-45", None),
        ("0001-01-01", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(text: str | None, iso: str | None) -> None:
    assert iso_date(text) == iso


def test_front_matter_that_is_none() -> None:
    for text in ("---\nnot a pair at all\n---\nx", "---\na: b\nnever closed", "a: b\n---\n", "--- \n---\nx"):
        assert front_matter(text) == ({}, text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Title: Talks: a failure\nOutlet: Gazette\nDate: 7 May 2023", ("Talks: a failure", "Gazette", "2023-05-07")),
        ("Outlet: Gazette\nHeadline: Talks fail\nURL: https://a.example/1", ("Talks fail", "Gazette", None)),
        ("Outlet: Gazette\nDate: 2023-05-07\n", (None, "Gazette", "2023-05-07")),
        ("title: Talks fail\r\nPublication Date: 07.05.2023\r", ("Talks fail", None, "2023-05-07")),
        ("Title: Armenia #1 in chess\nDate: 2023-05-07", ("Armenia #1 in chess", None, "2023-05-07")),
        ("Title: 'Peace' talks, says 'West'\nOutlet: Gazette", ("'Peace' talks, says 'West'", "Gazette", None)),
        ('Title: "Peace" is near and "war"\nOutlet: Gazette', ('"Peace" is near and "war"', "Gazette", None)),
        ("Title: [Interview]\nOutlet: Gazette", ("[Interview]", "Gazette", None)),
        ("Title: Talks fail\nOutlet: Gazette\n \t", ("Talks fail", "Gazette", None)),
        ("\n \nTitle: Talks fail\nOutlet: Gazette", ("Talks fail", "Gazette", None)),
        (
            "From: Weekly <weekly@post.example>\nTo: a@b.example\nSubject: Talks fail\nDate: Fri, 21 May 2021 18:00:12"
            " +0200\nContent-Type: text/plain; charset=utf-8",
            ("Talks fail", None, "2021-05-21"),
        ),
    ],
)
def test_a_header_needs_no_rules(
    head: str, expected: tuple[str | None, str | None, str | None], tmp_path: Path
) -> None:
    found = only(write(tmp_path / "a.txt", f"{head}\n\n{PROSE}".encode()))
    assert found.text == PROSE
    title, outlet, published = expected
    assert (found.title or None, found.published) == (title, published)
    assert outlet is None or found.outlet == outlet


@pytest.mark.parametrize(
    "text",
    [
        "Title: Talks fail\n\nThe talks failed.",
        "Title: Talks fail\nOutlet: Gazette\nThe talks failed.\n\nMore.",
        "Title: Talks fail\nOutlet: Gazette",
        "By: Anna Bell\nSource: Example Post\n\nThe talks failed.",
        "Aliyev: We won.\nTitle: none\n\nThe talks failed.",
        "From: Baku\nTo: Yerevan\nTitle: none\n\nThe talks failed.",
        "From: Baku\nSubject: Talks",
        "",
    ],
)
def test_a_text_that_is_no_header_stays_whole(text: str) -> None:
    assert front_matter(text) == ({}, text)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(texts=st.lists(TEXT, min_size=1, max_size=5), ascii_only=st.booleans())
def test_text_of_json_lines_is_unchanged(tmp_path: Path, texts: list[str], ascii_only: bool) -> None:
    rows = [json.dumps({"id": str(number), "text": text}, ensure_ascii=ascii_only) for number, text in enumerate(texts)]
    documents = list(read(write(tmp_path / "a.jsonl", "\n".join(rows))))
    assert len(documents) == len(texts)
    for document, text in zip(documents, texts, strict=True):
        assert document.text == text or (document.skipped is not None and document.text in ("", text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(data=st.binary(max_size=600), suffix=st.sampled_from([*READERS]))
def test_any_bytes_give_documents(tmp_path: Path, data: bytes, suffix: str) -> None:
    documents = list(read(write(tmp_path / f"a{suffix}", data)))
    assert documents
    for document in documents:
        assert document.skipped or document.text.strip()
        assert all(document.text[zone.start : zone.end] for zone in document.zones)
