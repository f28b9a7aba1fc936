"""Saved web pages: body and metadata by trafilatura, with the headline, section headings and captions kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from perspectives.ingest.decode import UnreadableError, decode, read_bounded
from perspectives.ingest.item import Item, Opened, ReadOptions, compose
from perspectives.ingest.logs import hush
from perspectives.ingest.overtime import in_time

_CHARSET = re.compile(rb"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s{0,100}<\?xml[^>]{0,200}\?>")
_CAPTION = "\ue000"
_KINDS = {"head": "headline"}


def read_page(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A saved page is one document."""
    data = read_bounded(opened.stream, options.max_bytes)
    with in_time(options.seconds):
        found = page(data, opened.where)
    yield found


def page(data: bytes, where: str, url: str | None = None) -> Item:
    """The article of a page: title, blank line, paragraphs.

    ``url`` is where the page came from, if known. Raises UnreadableError for bytes that are no text.
    """
    tree, result = _extract(_decode(data), url)
    if result is None or result.body is None:
        return Item(where, skipped="no article found in the page; save the article's own page, or its text as .txt")
    title = _line(result.title)
    text, zones = compose(title, _paragraphs(result.body))
    metadata = {
        "title": title,
        "sitename": _line(result.sitename),
        "author": _authors(result.author),
        "page_published": result.date,
        "url": url or result.url or _canonical(tree),
    }
    if not text.strip() or text == title:
        return Item(where, metadata=metadata, skipped="no article found in the page; save the article's own page")
    return Item(where, text, {key: value for key, value in metadata.items() if value}, zones)


def _decode(data: bytes) -> str:
    """A page's text by its byte order mark, UTF-8, the charset that it declares, then as any text."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared := _CHARSET.search(data[:4096]):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _extract(html: str, url: str | None) -> tuple[Any, Any]:
    from trafilatura import bare_extraction, load_html

    for library in ("trafilatura", "htmldate", "justext", "courlan"):
        hush(library)
    html = _DECLARATION.sub("", html, count=1)
    if "\0" in html[:4096]:
        raise UnreadableError("not a web page (NUL bytes); give the page itself, or the right file suffix")
    tree = load_html(html)
    if tree is None:
        return None, None
    _keep_captions(tree)
    result = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        # the extensive search guesses a date from any number on the page
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return tree, result


def _keep_captions(tree: Any) -> None:
    """Trafilatura drops figures with their captions, so each caption is handed on as a marked paragraph."""
    for figure in list(tree.iter("figure")):
        parent = figure.getparent()
        if parent is None or figure.find(".//table") is not None:
            continue
        text = " ".join(" ".join(caption.itertext()) for caption in figure.iter("figcaption"))
        if text.strip():
            paragraph = figure.makeelement("p")
            paragraph.text = _CAPTION + " ".join(text.split())
            parent.insert(parent.index(figure) + 1, paragraph)
            paragraph.tail, figure.tail = figure.tail, None


def _paragraphs(body: Any) -> list[tuple[str, str | None]]:
    """The paragraphs of trafilatura's tree with the kind of those whose element tells it."""
    paragraphs: list[tuple[str, str | None]] = []
    for element in body:
        blocks = list(element.iter("item")) if element.tag == "list" else [element]
        if element.tag in ("quote", "div") and element.find("p") is not None:
            blocks = list(element)
        for block in blocks:
            for part in _text(block).split("\n\n"):
                caption = _CAPTION in part
                part = part.replace(_CAPTION, "").strip()
                if part:
                    paragraphs.append((part, "caption" if caption else _KINDS.get(str(element.tag))))
        if element.tail and element.tail.strip():
            paragraphs.append((" ".join(element.tail.split()), None))
    return paragraphs


def _text(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element.iter():
        if child is element:
            continue
        pieces.append("\n\n" if child.tag in ("lb", "p", "item") else "")
        pieces.append(child.text or "")
        pieces.append(child.tail or "")
    return "\n\n".join(" ".join(part.split()) for part in "".join(pieces).split("\n\n") if part.strip())


def _canonical(tree: Any) -> str | None:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical":
            return str(link.get("href") or "") or None
    return None


def _authors(authors: str | None) -> str | None:
    return ", ".join(part.strip() for part in authors.split(";") if part.strip()) if authors else None


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) if value else None
