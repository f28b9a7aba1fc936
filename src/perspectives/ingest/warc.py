"""Web archives (WARC, ISO 28500; warcio): one document a page that was answered."""

from __future__ import annotations

from collections.abc import Iterator

from perspectives.ingest.decode import UnreadableError, megabytes
from perspectives.ingest.html import page
from perspectives.ingest.item import Item, Opened, ReadOptions
from perspectives.ingest.overtime import in_time

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """The responses of a web archive; requests and crawl records are no documents."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        records = ArchiveIterator(opened.stream)
        records.INC_RECORD = ""  # else it writes bytes of the archive to the user's terminal
        for record in records:
            if record.rec_type not in ("response", "resource", "conversion"):
                continue
            number += 1
            headers = record.http_headers
            kind = (headers.get_header("Content-Type") if headers else record.content_type) or ""
            status = headers.get_statuscode() if headers else "200"
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            where = f"{opened.where} record {number}"
            if status != "200":
                yield Item(
                    where, metadata={"url": address}, skipped=f"answered with HTTP {status}; fetch the page anew"
                )
            elif not kind.lower().startswith((*_PAGES, "text/plain")):
                yield Item(
                    where,
                    metadata={"url": address},
                    skipped=f"no page but {kind[:60] or 'unknown content'}; leave it out",
                )
            else:
                data = record.content_stream().read(options.max_bytes + 1)
                if len(data) <= options.max_bytes and record.raw_stream.limit > 0:
                    raise EOFError
                yield _record(data, kind, where, address, options)
    except (ArchiveLoadFailed, AttributeError, ValueError) as error:  # the others come from headers cut off
        detail = " ".join(str(error).split())[:100]
        raise UnreadableError(f"broken web archive ({detail}); fetch it anew") from None


def _record(data: bytes, kind: str, where: str, address: str, options: ReadOptions) -> Item:
    if len(data) > options.max_bytes:
        return Item(
            where, metadata={"url": address}, skipped=f"larger than {megabytes(options.max_bytes)}; leave it out"
        )
    try:
        if kind.lower().startswith("text/plain"):
            from perspectives.ingest.decode import decode

            return Item(where, decode(data), {"url": address})
        with in_time(options.seconds):
            return page(data, where, address)
    except UnreadableError as error:
        return Item(where, metadata={"url": address}, skipped=str(error))
    except Exception as error:  # one hostile page must not end the reading of a crawl
        detail = " ".join(str(error).split())[:100]
        return Item(
            where, metadata={"url": address}, skipped=f"broken page ({type(error).__name__}: {detail}); leave it out"
        )
