"""PDF files (pypdf): the pages' text without running heads, hyphenated words joined."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

from perspectives.ingest.decode import UnreadableError, megabytes, read_bounded
from perspectives.ingest.item import Item, Opened, ReadOptions
from perspectives.ingest.logs import hush
from perspectives.ingest.overtime import in_time

_HYPHEN = re.compile(r"([a-z])[-\u00ad]\n([a-z])")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2
_PARAGRAPH_END = re.compile(r"[.!?:][\"'”’»)\]]*\s*\Z")


def read_pdf(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A PDF file is one document: its pages' lines, a blank line where a short line ends a paragraph."""
    data = read_bounded(opened.stream, options.max_bytes)
    with in_time(options.seconds):
        found = _item(data, opened.where, options)
    yield found


def _item(data: bytes, where: str, options: ReadOptions) -> Item:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    hush("pypdf")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("encrypted PDF; save it without a password")
        title = str(reader.metadata.title or "") if reader.metadata else ""
        author = str(reader.metadata.author or "") if reader.metadata else ""
        pages = []
        size = 0
        for page in reader.pages:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if size > options.max_bytes:
                raise UnreadableError(
                    f"more than {megabytes(options.max_bytes)} of text; split it, or raise the size limit"
                )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        detail = " ".join(str(error).split())[:100] or type(error).__name__
        raise UnreadableError(f"broken PDF ({detail}); save it anew, or its text as .txt") from None
    text = join_pages(pages)
    if not text.strip():
        return Item(where, skipped="no text in the PDF (scanned pages?); run text recognition on it first")
    metadata = {"title": title if _is_title(title, text) else None, "author": author or None}
    return Item(where, text, {key: value for key, value in metadata.items() if value})


def _is_title(title: str, text: str) -> bool:
    """Programs write file names into the title; a real one stands at the head of the text."""
    words = title.split()
    return len(words) >= 3 and "".join(words).casefold() in "".join(text[:2000].split()).casefold()


def join_pages(pages: list[str]) -> str:
    """One text of the pages: running heads and feet left out, words hyphenated at a line's end joined.

    >>> join_pages(["Talks in Brus-\\nsels failed on Mon-\\nday."])
    'Talks in Brussels failed on Monday.'
    """
    split = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    edges = Counter(_DIGITS.sub("0", line) for lines in split for line in {*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]})
    running = {line for line, count in edges.items() if count >= max(3, len(split) * 0.6)}
    kept: list[str] = []
    for lines in split:
        last = len(lines) - 1
        for number, line in enumerate(lines):
            at_edge = number < _EDGE_LINES or number > last - _EDGE_LINES
            if at_edge and (_DIGITS.sub("0", line) in running or (line.isdigit() and len(line) <= 4)):
                continue
            kept.append(line)
    widths = sorted(map(len, kept))
    full = 0.75 * widths[int(0.8 * (len(widths) - 1))] if widths else 0.0
    joined = []
    for number, line in enumerate(kept):
        ends = number + 1 < len(kept) and len(line) < full and _PARAGRAPH_END.search(line) is not None
        heading = number == 0 and len(kept) > 3 and len(line) < full
        joined.append(line + ("\n\n" if ends or heading else "\n"))
    return _HYPHEN.sub(r"\1\2", "".join(joined)).strip()
