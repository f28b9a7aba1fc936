"""From raw items to documents: clean metadata, provenance, language, ids and exact duplicates."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from perspectives.ingest.dates import iso_date
from perspectives.ingest.decode import no_text
from perspectives.ingest.item import Item, ReadOptions
from perspectives.ingest.language import identify
from perspectives.ingest.provenance import provenance
from perspectives.records import UNKNOWN, Document, Layer

ROLES = ("republisher", "outlet", "author", "translator", "editor")
_MAX_FIELD = 500
# control, bidirectional and zero-width characters can hide or reorder text in a report or a terminal
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}]{3,2000}\Z", re.IGNORECASE)


def documents(items: Iterable[Item], options: ReadOptions) -> Iterator[Document]:
    """The documents of raw items, one for each item, with ``skipped`` set where one cannot be analyzed.

    Exact duplicates are found by a set of 16-byte digests: 100 MB a million documents, nothing else is kept.
    """
    seen = _Seen()
    for item in items:
        yield _document(item, options, seen)


class _Seen:
    """Digests of the texts and of the given ids that went by."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def first(self, *parts: str) -> bool:
        """Whether these parts come by for the first time."""
        digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()
        if digest in self._digests:
            return False
        self._digests.add(digest)
        return True


def _document(item: Item, options: ReadOptions, seen: _Seen) -> Document:
    metadata = _clean(item.metadata)
    if item.skipped is not None:
        return _skipped(item, metadata, item.skipped)
    if not item.text.strip():
        return _skipped(item, metadata, "empty, no text in it; remove it")
    if problem := no_text(item.text):
        return _skipped(item, metadata, problem)
    try:
        layers = _layers(item.metadata.get("provenance"))
    except ValueError as error:
        return _skipped(item, metadata, str(error))
    if options.outlet_from == "folder":
        metadata.setdefault("outlet", metadata.get("folder", ""))
    found = provenance(item.text, {**metadata, "provenance": layers}, item.zones)
    sha256 = hashlib.sha256(item.text.encode()).hexdigest()
    given = metadata.get("id")
    made = hashlib.sha256(f"{found.outlet}\0{item.text}".encode()).hexdigest()
    language = identify(item.text)
    reason = None
    identity = given or made
    if given and not seen.first("id", given):
        reason = f"id {given} given before; give each document an id of its own"
    elif not seen.first("text", found.outlet, sha256):
        reason = f"exact duplicate of a document of {found.outlet} read before ({made[:12]}); counted once"
    elif language not in options.languages:
        reason = f"language: {language} (no model); translate it or leave it out"
    if reason and not reason.startswith("language"):
        identity = _place_id(item)
    return Document(
        id=identity,
        text=item.text,
        outlet=found.outlet,
        title=found.title,
        published=found.published,
        url=found.url,
        language=language,
        provenance=found.layers,
        zones=found.zones,
        sha256=sha256,
        skipped=f"{item.where}: {reason}" if reason else None,
    )


def _skipped(item: Item, metadata: Mapping[str, str], reason: str) -> Document:
    return Document(
        id=_place_id(item),
        text="",
        outlet=metadata.get("outlet") or metadata.get("sitename") or UNKNOWN,
        title=metadata.get("title"),
        published=iso_date(metadata.get("published") or metadata.get("page_published")),
        url=metadata.get("url"),
        skipped=f"{item.where}: {reason}",
    )


def _place_id(item: Item) -> str:
    """An id for what has no text of its own: by its place, since several may be broken in the same way."""
    return hashlib.sha256(f"skipped\0{item.where}".encode()).hexdigest()


def _clean(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Metadata as plain short strings; values of other kinds and addresses other than http(s) are left out.

    An object with a name is that name, as schema.org writes publishers and authors: {"name": "Example Post"}.
    """
    cleaned: dict[str, str] = {}
    for key, value in metadata.items():
        if key == "provenance":
            continue
        if isinstance(value, list | tuple):
            value = ", ".join(str(_named(one)) for one in value[:20])
        value = _named(value)
        if value is None or isinstance(value, dict | bool):
            continue
        text = clean(str(value))
        if key == "url" and not _URL.match(text):
            continue
        if text and text.lower() not in ("nan", "none", "null"):
            cleaned[key] = text
    return cleaned


def _named(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) and isinstance(value.get("name"), str) else value


def clean(value: str) -> str:
    """A line of metadata: no control, bidirectional or zero-width characters, single spaces, 500 characters at most."""
    return " ".join(_UNSEEN.sub(" ", value[: 10 * _MAX_FIELD]).split())[:_MAX_FIELD]


def _layers(value: Any) -> tuple[Layer, ...]:
    """Given provenance: a list of {role, name} objects, JSON of it, or "role=name; role=name"."""
    if value in (None, "", []):
        return ()
    if isinstance(value, str):
        if value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise ValueError("broken provenance (no JSON); write a list of {role, name}") from None
        else:
            pairs = [part.partition("=") for part in value.split(";") if part.strip()]
            value = [{"role": role.strip(), "name": name.strip()} for role, _, name in pairs]
    if not isinstance(value, list):
        raise ValueError("broken provenance (no list); write a list of {role, name}")
    layers = []
    for entry in value[:20]:
        role = entry.get("role") if isinstance(entry, dict) else None
        name = clean(str(entry.get("name") or "")) if isinstance(entry, dict) else ""
        if role not in ROLES:
            raise ValueError(f"unknown provenance role {clean(str(role))[:40]!r}; valid: {', '.join(ROLES)}")
        if name:
            layers.append(Layer(role, name))
    return tuple(layers)


def stem(name: str) -> str:
    """A file name without its suffixes, as words.

    >>> stem("pages/kommersant_memri.txt.gz")
    'kommersant memri'
    """
    return re.sub(r"[\W_]+", " ", PurePath(name).name.split(".")[0]).strip()
