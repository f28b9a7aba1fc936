"""Feed mutated articles to the readers and the segmenter until the time is over; stop at the first failure.

    python benchmarks/fuzz_readers.py [--minutes 10] [--seed 0]

Starts from corpus/karabakh in every input format, changes bytes, and checks that nothing but documents comes
out and that every unit's offsets are valid. A failing input is kept and its path printed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import logging
import tempfile
import time
import zipfile
from pathlib import Path
from random import Random

from perspectives import ingest, run
from perspectives.ingest import READERS
from perspectives.lexicon import lexicon
from perspectives.mentions import find_mentions
from perspectives.namings import find_namings
from perspectives.records import Document
from perspectives.segment import segment

CORPUS = Path(__file__).parents[1] / "corpus" / "karabakh"
TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#x0;", b"&l9;", b"<div>" * 200),
    *(b'"' * 99, b"\n" * 99, b" " * 999, b"\xe2\x80\x9c", b"\xe2\x80\xae", b"%PDF-1.4", b"WARC/1.0\r\n", b"{" * 500),
    *(b"=" * 999, b"!" * 999, b"www.a" * 99, b"a@a.aa" * 99, b".**" * 99, b"[1]" * 99),
    *(b"Baku", b"so-called", b"99999999999999999999", b"../../x", b"=1+1", b"\xf0\x9f\x8f\x9b", b"\xed\xa0\x80"),
)


def seeds() -> list[tuple[str, bytes]]:
    """Small inputs of every format, by suffix."""
    documents = [document for document in run.read([CORPUS]) if not document.skipped][:12]
    found: list[tuple[str, bytes]] = []
    for document in documents:
        text, title = document.text[:3000], document.title or "A title"
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        page = f"<html><head><title>{title}</title></head><body><article>{paragraphs}</article></body></html>"
        line = json.dumps({"text": text, "outlet": document.outlet, "title": title}) + "\n"
        entry = f"<item><title>{title}</title><description><![CDATA[{paragraphs}]]></description></item>"
        feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{entry}</channel></rss>'
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
            members.writestr("a.txt", text)
            members.writestr("b.html", page)
        record = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
        warc = (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a\r\nWARC-Date: "
            b"2023-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
            b"Content-Type: application/http; msgtype=response\r\nContent-Length: "
            + f"{len(record)}\r\n\r\n".encode()
            + record
            + b"\r\n\r\n"
        )
        table = "text,outlet\n" + '"' + text.replace('"', '""') + '",x\n'
        found += [(".txt", text.encode()), (".md", f"# {title}\n\n{text}".encode()), (".html", page.encode())]
        found += [(".jsonl", line.encode() * 2), (".csv", table.encode()), (".rss", feed.encode()), (".warc", warc)]
        found += [(".zip", archive.getvalue()), (".jsonl.gz", gzip.compress(line.encode()))]
        found += [(".pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF")]
    return found


def mutated(data: bytes, random: Random) -> bytes:
    """Some bytes changed, removed, doubled or put in."""
    changed = bytearray(data)
    for _ in range(random.choice((0, 1, 2, 4, 16, 64))):
        place = random.randrange(len(changed) + 1)
        kind = random.randrange(5)
        if kind == 0 and changed:
            changed[min(place, len(changed) - 1)] = random.randrange(256)
        elif kind == 1:
            del changed[place : place + random.randrange(1, 200)]
        elif kind == 2:
            changed[place:place] = changed[place : place + random.randrange(1, 400)]
        elif kind == 3:
            changed[place:place] = random.choice(TOKENS)
        else:
            changed[place:place] = random.randbytes(random.randrange(1, 20))
    return bytes(changed[:200_000])


def check(document: Document, names: object) -> None:
    """Raise AssertionError where an offset is wrong."""
    units = segment(document)
    end = 0
    for number, unit in enumerate(units):
        assert unit.id == number
        assert end <= unit.start < unit.end <= len(document.text)
        end = unit.end
    for found in (*find_mentions(document, units, names), *find_namings(document, units, names)):  # type: ignore[arg-type]
        unit = units[found.sentence]
        assert unit.start <= found.start < found.end <= unit.end


def main() -> None:
    """Fuzz for some minutes; print how many inputs and documents went through."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--minutes", type=float, default=10)
    cli.add_argument("--seed", type=int, default=0)
    arguments = cli.parse_args()
    logging.disable(logging.CRITICAL)
    random = Random(arguments.seed)
    names = lexicon(run.load_conflict())
    starts = seeds()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    inputs = documents = skipped = 0
    slowest = 0.0
    end = time.monotonic() + 60 * arguments.minutes
    while time.monotonic() < end:
        suffix, data = random.choice(starts)
        if random.random() < 0.05:
            suffix = random.choice([*READERS])
        path = folder / f"input{suffix}"
        path.write_bytes(mutated(data, random))
        started = time.process_time()
        try:
            for document in ingest.read([path]):
                documents += 1
                skipped += document.skipped is not None
                check(document, names)
        except BaseException:
            print(f"failed on {path} (seed {arguments.seed}, input {inputs})")
            raise
        slowest = max(slowest, time.process_time() - started)
        inputs += 1
        path.unlink()
    folder.rmdir()
    print(f"{inputs:,} inputs, {documents:,} documents ({skipped:,} skipped), slowest {slowest:.1f} s, no failure")


if __name__ == "__main__":
    main()
