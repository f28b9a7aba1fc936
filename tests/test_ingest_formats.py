"""Further input formats, and the hostile forms of each: bombs, paths that lead out, what is cut off or encrypted."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from perspectives.errors import PerspectivesError
from perspectives.ingest import ReadOptions, read
from perspectives.ingest.pdf import join_pages
from perspectives.records import Document, Layer

PROSE = (
    "The two delegations met for three hours on Tuesday and left without a joint statement on the border road. "
    "A spokesman in the capital said the other side had refused every offer that was on the table."
)
ROW = json.dumps({"text": PROSE, "outlet": "Example Post"})
PAGE = (
    f"<html><head><title>Talks fail</title><meta property='og:site_name' content='Example Post'></head><body><article>"
    f"<h1>Talks fail</h1><p>{PROSE}</p><p>{PROSE[:80]} nobody knows why.</p></article></body></html>"
)


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def documents(path: Path | str, options: ReadOptions = ReadOptions()) -> list[Document]:  # noqa: B008 (frozen)
    return list(read([path], options))


def reason(path: Path | str, options: ReadOptions = ReadOptions()) -> str:  # noqa: B008 (frozen)
    """The reason for which the one document of an input is skipped."""
    (document,) = read([path], options)
    assert document.skipped is not None
    return document.skipped


def pdf(lines: list[str], title: str = "") -> bytes:
    """A PDF file of one page with these lines of text."""
    show = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 800 Td {show}ET".encode("latin-1")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Title (%b) >>" % title.encode("latin-1"),
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, table)
    return bytes(out)


def test_pdf(tmp_path: Path) -> None:
    lines = ["Valley talks fail again", *PROSE.replace("delegations", "delega-|tions").replace(". A", ".|A").split("|")]
    (document,) = documents(write(tmp_path / "a.pdf", pdf(lines, "Valley talks fail again")))
    assert document.skipped is None
    assert document.title == "Valley talks fail again"
    assert " ".join(document.text.split()) == "Valley talks fail again " + PROSE


def test_pdf_pages_lose_running_heads() -> None:
    pages = [
        f"Example Post\n{number}\nThe text of page {word} is here and goes on\n" for number, word in enumerate("abcd")
    ]
    assert join_pages(pages) == "\n".join(f"The text of page {word} is here and goes on" for word in "abcd")


def test_pdf_encrypted_broken_and_without_text(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf([PROSE]))))
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "locked.pdf").open("wb") as stream:
        writer.write(stream)
    assert "encrypted PDF" in reason(tmp_path / "locked.pdf")
    assert "broken PDF" in reason(write(tmp_path / "cut.pdf", pdf([PROSE])[:200]))
    assert "broken PDF" in reason(write(tmp_path / "none.pdf", b"no PDF at all"))
    assert "no text in the PDF" in reason(write(tmp_path / "scan.pdf", pdf([])))


RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example Post</title><link>https://post.example</link>
<item><title>Talks fail</title><link>https://post.example/1</link><pubDate>Mon, 12 Apr 2021 10:00:00 +0000</pubDate>
<dc:creator>Clara Dunn</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>{PROSE}</p><figure><figcaption>Trucks wait.</figcaption></figure><h2>What now?</h2>
<p>Nobody <b>knows</b>&nbsp;why.</p><script>x</script>]]></content:encoded></item>
<item><title>No text here</title></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Post</title>
<entry><title>Talks fail</title><link rel="self" href="https://post.example/self"/><link href="https://post.example/1"/>
<published>2021-04-12T10:00:00Z</published><author><name>Clara Dunn</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{PROSE}</p><p>Nobody knows.</p></div></content>
</entry></feed>"""


@pytest.mark.parametrize(("name", "content"), [("a.rss", RSS), ("a.xml", ATOM), ("a.atom", ATOM), ("a.xml", RSS)])
def test_feeds(tmp_path: Path, name: str, content: str) -> None:
    first = documents(write(tmp_path / name, content))[0]
    assert (first.outlet, first.title, first.published) == ("Example Post", "Talks fail", "2021-04-12")
    assert first.url == "https://post.example/1"
    assert first.provenance == (Layer("outlet", "Example Post"), Layer("author", "Clara Dunn"))
    assert first.text.startswith(f"Talks fail\n\n{PROSE}\n\n")
    assert first.zones[0].kind == "headline"


def test_feed_keeps_kinds_and_names_entries_without_text(tmp_path: Path) -> None:
    first, second = documents(write(tmp_path / "a.rss", RSS))
    assert first.text.endswith("\n\nTrucks wait.\n\nWhat now?\n\nNobody knows why.")
    kinds = {first.slice((zone.start, zone.end)): zone.kind for zone in first.zones}
    assert (kinds["Trucks wait."], kinds["What now?"]) == ("caption", "headline")
    assert second.skipped is not None
    assert "entry 2: an entry without text" in second.skipped


def test_entity_bomb_and_outside_entities(tmp_path: Path) -> None:
    head = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bomb = f"{head}<rss><channel><item><title>&b;</title></item></channel></rss>"
    assert "declares entities" in reason(write(tmp_path / "a.xml", bomb))
    assert "declares entities" in reason(write(tmp_path / "b.xml", bomb.encode("utf-16")))
    secret = write(tmp_path / "secret", "secret")
    entry = f"<item><title>&x;</title><description>{PROSE}</description></item>"
    outside = f'<!DOCTYPE x SYSTEM "file://{secret}"><rss><channel>{entry}</channel></rss>'
    assert "secret" not in documents(write(tmp_path / "c.xml", outside))[0].text
    assert "no RSS or Atom feed" in reason(write(tmp_path / "d.xml", "<a><b/></a>"))
    assert "empty or broken XML" in reason(write(tmp_path / "e.xml", ""))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.jsonl.gz", ROW), ("a.csv.gz", f'text,outlet\n"{PROSE}",Example Post\n'), ("a.html.gz", PAGE)],
)
def test_gzip(tmp_path: Path, name: str, content: str) -> None:
    (document,) = documents(write(tmp_path / name, gzip.compress(content.encode())))
    assert (document.outlet, document.skipped) == ("Example Post", None)


def test_gzip_cut_off_broken_and_nested(tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"text": f"{number} {PROSE}"}) for number in range(2000))
    data = gzip.compress(rows.encode())
    *whole, last = documents(write(tmp_path / "cut.jsonl.gz", data[: len(data) // 2]))
    assert len(whole) > 100
    assert last.skipped is not None
    assert "cut off" in last.skipped or "broken" in last.skipped
    assert "broken" in reason(write(tmp_path / "none.jsonl.gz", b"no gzip"))
    assert "archive in an archive" in reason(write(tmp_path / "a.zip.gz", data))


def test_gzip_bomb(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\n" * 200_000_000, compresslevel=9)
    assert "(a bomb?)" in documents(write(tmp_path / "a.jsonl.gz", bomb))[-1].skipped  # type: ignore[operator]
    assert "larger than 1 MB" in reason(write(tmp_path / "a.txt.gz", bomb), ReadOptions(max_bytes=1_000_000))


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_zip(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "Daily B/b.txt": "b " + PROSE,
        "Daily A/a.html": PAGE,
        "rows.jsonl": ROW,
        "metadata.csv": "file,title\nDaily B/b.txt,Given\n",
        "__MACOSX/._a": "x",
    }
    path = zipped(tmp_path / "a.zip", members)
    assert [document.outlet for document in documents(path, ReadOptions(outlet_from="folder"))] == [
        "Daily A",
        "Daily B",
        "Example Post",
    ]
    assert [document.title for document in documents(path)] == ["Talks fail", "Given", None]


def test_zip_paths_that_lead_out_bombs_and_nesting(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "../../evil.txt": PROSE,
        "/etc/evil.txt": PROSE,
        "..\\evil.txt": PROSE,
        "c:/evil.txt": PROSE,
        "inner.zip": b"PK",
        "large.txt": b"word " * 10_000,
        "ok.txt": PROSE,
    }
    found = documents(zipped(tmp_path / "a.zip", members), ReadOptions(max_bytes=10_000))
    reasons = [document.skipped for document in found if document.skipped]
    assert len([text for text in reasons if "leads out of the archive" in text]) == 4
    assert len([text for text in reasons if "archive in an archive" in text]) == 1
    assert len([text for text in reasons if "larger than 10000 bytes" in text]) == 1
    assert [document.text for document in found if not document.skipped] == [PROSE]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]
    bomb = zipped(tmp_path / "bomb.zip", {f"{number}.txt": b"\0" * 15_000_000 for number in range(10)})
    assert "(a bomb?)" in reason(bomb)
    assert "broken ZIP" in reason(write(tmp_path / "none.zip", b"no zip at all"))


def test_zip_with_a_broken_and_an_encrypted_member(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": PROSE * 5, "b.txt": PROSE})
    data = bytearray(path.read_bytes())
    data[40] ^= 0xFF  # inside the first member's data
    broken, whole = documents(write(tmp_path / "b.zip", bytes(data)))
    assert broken.skipped is not None
    assert whole.text == PROSE
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "encrypted" in str(documents(write(tmp_path / "c.zip", bytes(data)))[0].skipped)


def warc(path: Path, records: list[tuple[str, str, str, bytes]]) -> Path:
    """A web archive of (address, status, content type, body) responses, each with its request."""
    blocks = []
    for number, (address, status, kind, body) in enumerate(records):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        for name, block in (("request", b"GET / HTTP/1.1\r\nHost: post.example\r\n\r\n"), ("response", answer)):
            head = (
                f"WARC/1.0\r\nWARC-Type: {name}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
                f"WARC-Target-URI: {address}\r\nWARC-Date: 2021-04-13T00:00:00Z\r\n"
                f"Content-Type: application/http; msgtype={name}\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            blocks.append(head.encode() + block + b"\r\n\r\n")
    return write(path, b"".join(map(gzip.compress, blocks) if path.suffix == ".gz" else blocks))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_web_archives(tmp_path: Path, name: str) -> None:
    records = [
        ("https://post.example/2021/04/12/talks", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://post.example/gone", "404 Not Found", "text/html", b"gone"),
        ("https://post.example/a.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://post.example/huge", "200 OK", "text/html", b"x" * 30_000),
    ]
    first, second, third, fourth = documents(warc(tmp_path / name, records), ReadOptions(max_bytes=20_000))
    assert (first.url, first.title, first.published) == (records[0][0], "Talks fail", "2021-04-12")
    assert "record 2: answered with HTTP 404" in str(second.skipped)
    assert "no page but image/png" in str(third.skipped)
    assert "larger than 20000 bytes" in str(fourth.skipped)


def test_web_archive_broken(tmp_path: Path) -> None:
    assert "broken" in reason(write(tmp_path / "a.warc", b"this is no archive\r\n\r\n" * 10))
    path = warc(tmp_path / "b.warc.gz", [("https://post.example/1", "200 OK", "text/html", PAGE.encode())] * 3)
    for cut in (20, 200, 400, 600):
        found = documents(write(tmp_path / "c.warc.gz", path.read_bytes()[:-cut]))
        assert found[0].title == "Talks fail"
        assert "cut off" in str(found[-1].skipped)
    text = gzip.compress(PROSE.encode())
    assert "cut off" in reason(write(tmp_path / "a.txt.gz", text[:-12]))


def test_no_byte_of_a_web_archive_reaches_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    record = ("https://post.example/1", "200 OK", "text/html", PAGE.encode() + b"\x1b[2J")
    data = warc(tmp_path / "a.warc", [record, record]).read_bytes()
    size = data.index(b"Content-Length: ", data.index(b"msgtype=response")) + len(b"Content-Length: ")
    shorter = b"%d" % (int(data[size : data.index(b"\r", size)]) - 30)
    path = write(tmp_path / "b.warc", data[:size] + shorter + data[data.index(b"\r", size) :])
    assert documents(path)[0].title == "Talks fail"
    assert capfd.readouterr() == ("", "")


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table(
        {"Text": [PROSE, None, "b " + PROSE], "outlet": ["A", "B", "C"], "published": ["2021-04-12", "", None]}
    )
    parquet.write_table(table, tmp_path / "a.parquet")
    first, second, third = documents(tmp_path / "a.parquet")
    assert (first.text, first.outlet, first.published) == (PROSE, "A", "2021-04-12")
    assert "row 2: the field text is empty" in str(second.skipped)
    assert third.outlet == "C"
    assert "broken" in reason(write(tmp_path / "b.parquet", b"PAR1 no table PAR1"))
    parquet.write_table(pyarrow.table({"body_of_text": ["x"]}), tmp_path / "c.parquet")
    assert "no column text" in reason(tmp_path / "c.parquet")


def test_remote_addresses(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name, content in {
        "b.txt": "b " + PROSE,
        "a.jsonl": ROW,
        "sub/c.jsonl.gz": gzip.compress(ROW.replace("Post", "Herald").encode()),
    }.items():
        system.pipe_file(f"/news/{name}", content if isinstance(content, bytes) else content.encode())
    assert [document.outlet for document in documents("memory://news")] == ["Example Post", "unknown", "Example Herald"]
    assert [document.outlet for document in documents("memory://news/*.jsonl")] == ["Example Post"]
    assert [document.outlet for document in documents("memory://news/a.jsonl")] == ["Example Post"]
    zipped(tmp_path / "a.zip", {"a.txt": PROSE})
    system.pipe_file("/news/a.zip", (tmp_path / "a.zip").read_bytes())
    assert documents("memory://news/a.zip")[0].text == PROSE
    for address in ("memory://nothing", "nosuchscheme://x"):
        with pytest.raises(PerspectivesError, match="check the address"):
            documents(address)


@pytest.mark.parametrize(
    ("address", "missing", "advice"),
    [
        ("s3://bucket/a.jsonl", "s3fs", "pip install 'perspectives[s3]'"),
        ("gs://bucket/a.jsonl", "gcsfs", "pip install 'perspectives[gs]'"),
        ("https://example.org/a.jsonl", "aiohttp", "pip install 'perspectives[http]'"),
        ("s3://bucket/a.jsonl", "fsspec.core", "pip install 'perspectives[s3]'"),
        ("abfs://folder/a.jsonl", "adlfs", "adlfs"),
    ],
)
def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch, address: str, missing: str, advice: str) -> None:
    pytest.importorskip("fsspec")
    for name in [name for name in sys.modules if name.startswith("fsspec.implementations.")]:
        monkeypatch.delitem(sys.modules, name)  # where another test has loaded the driver
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(PerspectivesError, match=re.escape(advice)):
        documents(address)


def test_every_advised_extra_is_there() -> None:
    from perspectives.ingest.remote import _EXTRAS

    with Path(__file__).parents[1].joinpath("pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    assert {"remote", *_EXTRAS.values()} <= extras.keys()
