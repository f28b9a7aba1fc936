"""Text and Markdown files, with optional front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from perspectives.ingest.decode import decode, read_bounded
from perspectives.ingest.item import Item, Opened, ReadOptions

_KEY = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*)|\s*)\Z")
_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_FRONT_MATTER_LINES = 200
ALIASES = {
    "outlet": ("outlet", "publisher", "publication", "newspaper", "site", "sitename", "site_name", "media", "source"),
    "title": ("title", "headline"),
    "published": ("published", "date", "pubdate", "publication_date", "published_at", "datetime"),
    "url": ("url", "link", "permalink", "canonical"),
    "author": ("author", "authors", "byline", "creator", "by"),
    "id": ("id", "guid", "doc_id"),
}
"""Names under which files keep the metadata; ``source`` here is what a user's file may call the publisher."""
_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases)
_MAIL = re.compile(
    r"(?:from|to|cc|bcc|sent|sender|reply-to|subject|date|message-id|mime-version|content-[a-z-]+|list-[a-z-]+|x-[\w-]+)\Z"
)
"""The fields of a saved e-mail's head (RFC 5322)."""
_TELLING = _KNOWN.intersection((*ALIASES["title"], *ALIASES["outlet"])) - {"source", "site", "media"}


def read_text(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A text or Markdown file is one document; its text stays as it is but for line ends and front matter."""
    text = decode(read_bounded(opened.stream, options.max_bytes)).replace("\r\n", "\n").replace("\r", "\n")
    metadata, body = front_matter(text)
    yield Item(opened.where, body, canonical(metadata))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The ``key: value`` pairs between two ``---`` lines at the start, and the text after them.

    A permissive reading: quotation marks and comments are taken off, lists are joined by commas, other
    nesting is passed over. A text that only begins with a rule is given back whole. Without rules a block counts
    whose lines all are pairs of known names (see `_header`).

    >>> front_matter("---\\noutlet: Example Post\\n---\\nTalks failed.")
    ({'outlet': 'Example Post'}, 'Talks failed.')
    >>> front_matter("Title: Talks fail\\nDate: 7 May 2023\\n\\nTalks failed.")
    ({'title': 'Talks fail', 'date': '7 May 2023'}, 'Talks failed.')
    """
    lines = text.split("\n", _FRONT_MATTER_LINES)
    if lines[0].strip() != "---":
        return _header(text)
    pairs: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], start=1):
        if line.strip() in ("---", "..."):
            return (pairs, "\n".join(lines[number + 1 :]).lstrip("\n")) if pairs else ({}, text)
        if key and line.lstrip().startswith("- "):
            pairs[key] = ", ".join(filter(None, (pairs[key], _scalar(line.lstrip()[2:]))))
        elif found := _KEY.match(line):
            key = found[1].strip().lower()
            pairs[key] = _scalar(found[2] or "")
        elif line.strip() and not line.startswith((" ", "\t", "#")):
            return {}, text
    return {}, text


def _header(text: str) -> tuple[dict[str, str], str]:
    """Two or more pairs of known names at the start, a title or an outlet among them, closed by an empty line.

    The head of a saved e-mail is one, too: its subject is the title.

    Values stay as written, for these lines are not YAML; an empty line may hold spaces. A page has lines such as
    "By: Anna Bell" and "Source: Example Post" of its own: these alone are left to it.
    """
    pairs: dict[str, str] = {}
    block, *rest = _EMPTY_LINES.split(text.lstrip(), maxsplit=1)
    for line in block.split("\n", _FRONT_MATTER_LINES):
        found = _KEY.match(line)
        key = found[1].strip().lower() if found else ""
        if found is None or not (key.replace(" ", "_") in _KNOWN or _MAIL.match(key)):
            return {}, text
        pairs[key] = (found[2] or "").strip()
    mail = {key for key in pairs if _MAIL.match(key)}
    if rest and {"from", "subject"} <= mail:
        return {"title": pairs["subject"], "date": pairs.get("date") or pairs.get("sent", "")}, rest[0]
    if not rest or len(pairs) < 2 or not _TELLING.intersection(pairs) or mail - _KNOWN:
        return {}, text
    return pairs, rest[0]


def _scalar(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(part) for part in value[1:-1].split(","))
    return "" if value in ("null", "~") else value.split(" #")[0].strip()


def canonical(record: dict[str, Any]) -> dict[str, Any]:
    """The known metadata of a record under their own names; the first alias with a value counts."""
    lowered = {
        str(key).strip().lower().replace(" ", "_").lstrip("\ufeff"): value for key, value in record.items() if key
    }
    found = {}
    for name, aliases in ALIASES.items():
        for alias in aliases:
            if lowered.get(alias) not in (None, ""):
                found[name] = lowered[alias]
                break
    if lowered.get("provenance") not in (None, ""):
        found["provenance"] = lowered["provenance"]
    return found
