"""RSS and Atom files: one document an entry, without entities or any other part of XML that can expand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from perspectives.ingest.decode import UnreadableError, read_bounded
from perspectives.ingest.item import Item, Opened, ReadOptions, compose
from perspectives.ingest.overtime import in_time

_ENTRY = ("item", "entry")
_BODY = ("encoded", "content", "description", "summary")
_DATE = ("pubDate", "published", "issued", "date", "updated", "modified")
_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "ul",
    "ol",
    "figure",
    "figcaption",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def read_feed(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """An RSS or Atom file: its entries; declarations of entities are refused, other markup is mended."""
    data = read_bounded(opened.stream, options.max_bytes)
    if re.search(rb"<!ENTITY|<\x00!\x00E\x00N\x00T\x00I\x00T\x00Y", data):
        raise UnreadableError("XML that declares entities (a bomb, or not a feed); fetch the feed anew")
    with in_time(options.seconds):
        entries, outlet = _entries(data)
    for number, entry in enumerate(entries, start=1):
        with in_time(options.seconds):
            item = _item(entry, outlet, f"{opened.where} entry {number}")
        yield item


def _entries(data: bytes) -> tuple[list[Any], str | None]:
    """The entries of a feed, and its own title."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        raise UnreadableError("empty or broken XML; fetch the feed anew")
    outlet = next((_text(node) for node in root.iter() if _tag(node) == "title" and _is_head(node)), None)
    entries = [node for node in root.iter() if _tag(node) in _ENTRY]
    if not entries:
        raise UnreadableError("XML, but no RSS or Atom feed; convert it to text, HTML or JSON lines")
    return entries, outlet


def _tag(node: Any) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def _is_head(node: Any) -> bool:
    """Whether a title is the feed's own."""
    parent = node.getparent()
    return parent is not None and _tag(parent) in ("channel", "feed")


def _item(entry: Any, outlet: str | None, where: str) -> Item:
    fields: dict[str, Any] = {}
    for node in entry:
        fields.setdefault(_tag(node), node)
    title = _text(fields.get("title"))
    paragraphs: list[tuple[str, str | None]] = []
    for name in _BODY:
        if name in fields and (paragraphs := markup_paragraphs(_markup(fields[name]))):
            break
    text, zones = compose(title or None, paragraphs)
    source = fields.get("source")
    name = (
        _text(source) or _text(next((node for node in source if _tag(node) == "title"), None))
        if source is not None
        else ""
    )
    author = fields.get("creator", fields.get("author"))
    metadata = {
        "title": title,
        "sitename": name or outlet,
        "author": _text(next((node for node in author if _tag(node) == "name"), author)) if author is not None else "",
        "published": next((_text(fields[tag]) for tag in _DATE if tag in fields), ""),
        "url": _link(entry),
    }
    found = {key: value for key, value in metadata.items() if value}
    if not paragraphs:
        return Item(where, metadata=found, skipped="an entry without text; fetch its page")
    return Item(where, text, found, zones)


def _text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split()) if node is not None else ""


def _markup(node: Any) -> str:
    """The HTML of an element: escaped text, or elements of its own (Atom's xhtml)."""
    from lxml import etree

    if len(node):
        return "".join((node.text or "", *(etree.tostring(child, encoding="unicode") for child in node)))
    return node.text or ""


def _link(entry: Any) -> str:
    links = [node for node in entry if _tag(node) == "link"]
    for node in links:
        if node.get("rel", "alternate") == "alternate" and (address := node.get("href") or _text(node)):
            return str(address)
    return next((_text(node) for node in entry if _tag(node) == "guid" and node.get("isPermaLink") != "false"), "")


def markup_paragraphs(markup: str) -> list[tuple[str, str | None]]:
    """The paragraphs of a piece of HTML with the kind of those whose element tells it."""
    if "<" not in markup and "&" not in markup:
        return [(" ".join(part.split()), None) for part in re.split(r"\n\s*\n", markup) if part.strip()]
    from lxml import html

    fragment = html.fromstring(f"<div>{markup}</div>")
    pieces: list[tuple[str, str | None]] = []

    def break_up(kind: str | None) -> None:
        pieces.append(("\n", kind))

    kind: str | None = None
    for event, node in _walk(fragment):
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _BLOCKS:
            break_up(kind)
        if event == "start":
            if tag in _HEADINGS:
                kind = "headline"
            elif tag == "figcaption":
                kind = "caption"
            if tag and tag not in ("script", "style"):
                pieces.append((node.text or "", kind))
        else:
            if tag in _HEADINGS or tag == "figcaption":
                kind = None
            pieces.append((node.tail or "", kind))
    return _joined(pieces)


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    return iter(etree.iterwalk(root, events=("start", "end", "comment")))


def _joined(pieces: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    paragraphs: list[tuple[str, str | None]] = []
    current: list[str] = []
    kind: str | None = None
    for text, part_kind in (*pieces, ("\n", None)):
        if text == "\n":
            if joined := " ".join("".join(current).split()):
                paragraphs.append((joined, kind))
            current, kind = [], None
        elif text.strip() or current:
            kind = kind or (part_kind if text.strip() else None)
            current.append(text)
    return paragraphs
