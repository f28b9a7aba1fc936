"""The parts of a review: analyses with what the index needs of them, each part whole or not there at all."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perspectives import store
from perspectives.errors import PerspectivesError
from perspectives.events import EventFinder
from perspectives.index import HASHES, Fingerprint, Record, record
from perspectives.records import Analysis

MANIFEST = "review.json"
_PER_FOLDER = 1000
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What a part tells of a document without its analysis; ``outlets`` is empty where it was skipped."""

    id: str
    sha256: str
    outlet: str
    outlets: tuple[str, ...] = ()
    published: str | None = None
    event: str | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it comes from a worker.

    ``lines`` is gzip of the records of ``perspectives analyze``, one line a document; ``index`` is an npz of
    heads (JSON) and fingerprints (documents not skipped × 126, uint16). ``skipped`` counts reasons.
    """

    lines: bytes
    index: bytes
    count: int
    skipped: dict[str, int]


def pack(analyses: Iterable[Analysis], finder: EventFinder) -> Packed:
    """Some analyses as a part; the same analyses give the same bytes."""
    lines: list[str] = []
    heads: list[list[object]] = []
    marks: list[Fingerprint] = []
    skipped: Counter[str] = Counter()
    for analysis in analyses:
        lines.append(store.dumps(store.to_json(analysis)))
        document = analysis.document
        if reason := analysis.skipped or document.skipped:
            heads.append([document.id, document.sha256, document.outlet])
            skipped[reason] += 1
            continue
        found = record(analysis, finder)
        marks.append(found.fingerprint)
        known = [document.id, document.sha256, document.outlet]
        heads.append([*known, found.outlets, found.published, found.event, found.size])
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    buffer = io.BytesIO()
    np.savez(
        buffer,
        heads=np.frombuffer(json.dumps(heads).encode(), dtype=np.uint8),
        marks=np.array(marks, dtype="<u2").reshape(-1, HASHES),
    )
    return Packed(gzip.compress(text, _LEVEL, mtime=0), buffer.getvalue(), len(lines), dict(skipped))


def unpack(lines: bytes, left_out: Container[int] = (), where: str = "a part") -> Iterator[Analysis]:
    """The analyses in a part's lines, without those whose line numbers (from 0) are left out.

    Raises:
        PerspectivesError: naming the part, where it is damaged.
    """
    try:
        with gzip.open(io.BytesIO(lines)) as text:
            for number, line in enumerate(text):
                if number not in left_out:
                    yield store.from_json(json.loads(line.decode("utf-8", "surrogatepass")))
    except (OSError, EOFError, zlib.error, ValueError, PerspectivesError) as error:
        raise PerspectivesError(f"{where} is damaged ({error}); remove it and run the review again") from error


@dataclass(frozen=True, slots=True)
class AllBut:
    """All line numbers but some: as ``left_out`` it leaves only those."""

    wanted: Container[int]

    def __contains__(self, number: object) -> bool:
        return number not in self.wanted


def keys(identities: Iterable[str]) -> NDArray[np.uint64]:
    """A number for each identity, the same in every run: (n,) uint64."""
    digests = b"".join(
        hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in identities
    )
    return np.frombuffer(digests, dtype="<u8")


class Parts:
    """The parts in a review's folder, by number; one that lacks its manifest or a byte of its size is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "parts"

    def numbers(self) -> list[int]:
        """The numbers of all whole parts, in order."""
        found = (int(path.stem) for path in self._folder.glob("*/*.json") if path.stem.isdigit())
        return sorted(number for number in found if self._whole(number))

    def next(self) -> int:
        """A number that no part has, broken ones among them."""
        taken = [int(path.name.split(".")[0]) for path in self._folder.glob("*/[0-9]*.*")]
        return max(taken, default=-1) + 1

    def write(self, number: int, packed: Packed) -> None:
        """Write a part; its manifest comes last, so that a part cut short does not count.

        Raises:
            PerspectivesError: where the disk refuses, by then with nothing but whole parts on it.
        """
        path = self._path(number, ".json")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PerspectivesError(f"cannot create {path.parent}: {error.strerror}") from error
        blobs = {".jsonl.gz": packed.lines, ".npz": packed.index}
        for suffix, data in blobs.items():
            with store.atomic(self._path(number, suffix), "wb") as file:
                file.write(data)
        manifest = {
            "count": packed.count,
            "skipped": dict(sorted(packed.skipped.items())),
            "files": {
                suffix: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                for suffix, data in blobs.items()
            },
        }
        with store.atomic(path) as file:
            file.write(store.dumps(manifest) + "\n")

    def clean(self) -> None:
        """Remove what interrupted writes left behind; only where no other process writes."""
        for path in self._folder.glob("*/.*.part"):
            path.unlink(missing_ok=True)

    def heads(self, number: int) -> list[Head]:
        """The heads of a part's documents, in the order of its lines."""
        with self._index(number) as arrays:
            return [_head(row) for row in json.loads(arrays["heads"].tobytes())]

    def records(self, number: int, left_out: Container[int] = ()) -> Iterator[Record]:
        """What the index needs of a part's documents, without skipped ones and those of some line numbers."""
        with self._index(number) as arrays:
            rows = json.loads(arrays["heads"].tobytes())
            marks = arrays["marks"]
        row = 0
        for line, head in enumerate(map(_head, rows)):
            if head.outlets:
                if line not in left_out:
                    yield Record(head.id, head.outlets, head.published, head.event, head.size, marks[row])
                row += 1

    def lines(self, number: int) -> bytes:
        """A part's lines, packed."""
        try:
            return self._path(number, ".jsonl.gz").read_bytes()
        except OSError as error:
            raise PerspectivesError(f"cannot read {self.name(number)}: {error.strerror}") from error

    def analyses(self, number: int, left_out: Container[int] = ()) -> Iterator[Analysis]:
        """The analyses of a part."""
        return unpack(self.lines(number), left_out, self.name(number))

    def name(self, number: int) -> str:
        """A part's place, as shown to the user."""
        return str(self._path(number, ".jsonl.gz"))

    def _index(self, number: int) -> np.lib.npyio.NpzFile:
        path = self._path(number, ".npz")
        try:
            arrays = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise PerspectivesError(f"{path} is damaged ({error}); remove it and run the review again") from error
        assert isinstance(arrays, np.lib.npyio.NpzFile)
        return arrays

    def _whole(self, number: int) -> bool:
        try:
            files = json.loads(self._path(number, ".json").read_text(encoding="utf-8"))["files"]
            return all(self._path(number, suffix).stat().st_size == files[suffix]["bytes"] for suffix in files)
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def _path(self, number: int, suffix: str) -> Path:
        return self._folder / f"{number // _PER_FOLDER:03d}" / f"{number:06d}{suffix}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Where each document of some parts stands: its key, part and line; (n,) arrays sorted by key.

    Of documents with one id the last that could be analyzed stays, so that a broken copy read later replaces
    nothing; ``left_out`` holds the line numbers of the others by part.
    """

    keys: NDArray[np.uint64]
    numbers: NDArray[np.int64]
    lines: NDArray[np.int64]
    left_out: dict[int, frozenset[int]]

    @staticmethod
    def of(parts: Parts, numbers: Sequence[int]) -> Catalog:
        """Read the heads of the parts; 24 bytes a document stay in memory."""
        found, marks = [], [np.zeros(0, dtype=bool)]
        for number in numbers:
            heads = parts.heads(number)
            found.append(keys(head.id for head in heads))
            marks.append(np.array([bool(head.outlets) for head in heads], dtype=bool))
        joined = np.concatenate([np.zeros(0, dtype=np.uint64), *found])
        homes = np.repeat(np.array(numbers, dtype=np.int64), [len(part) for part in found])
        lines = np.concatenate([np.zeros(0, dtype=np.int64), *(np.arange(len(part)) for part in found)])
        order = np.lexsort((np.concatenate(marks), joined))  # stable: what was read later comes last
        ordered = joined[order]
        last = np.concatenate((ordered[1:] != ordered[:-1], np.ones(min(len(ordered), 1), dtype=bool)))
        left_out: dict[int, set[int]] = {}
        for place in order[~last]:
            left_out.setdefault(int(homes[place]), set()).add(int(lines[place]))
        kept = order[last]
        frozen = {number: frozenset(dropped) for number, dropped in left_out.items()}
        return Catalog(joined[kept], homes[kept], lines[kept], frozen)

    def find(self, identities: Iterable[str]) -> dict[int, set[int]]:
        """Part → line numbers of the documents with these ids."""
        wanted = keys(sorted(set(identities)))
        places = np.searchsorted(self.keys, wanted)
        found: dict[int, set[int]] = {}
        for place, key in zip(places, wanted, strict=True):
            if place < len(self.keys) and self.keys[place] == key:
                found.setdefault(int(self.numbers[place]), set()).add(int(self.lines[place]))
        return found


def is_review(path: Path) -> bool:
    """Whether a path is a folder that ``perspectives review`` made."""
    return (path / MANIFEST).is_file()


def analyses(path: Path) -> Iterator[Analysis]:
    """The analyses in a review's folder, one at a time, each document once.

    Raises:
        PerspectivesError: where a part is damaged.
    """
    parts = Parts(path)
    numbers = parts.numbers()
    left_out = Catalog.of(parts, numbers).left_out
    for number in numbers:
        yield from parts.analyses(number, left_out.get(number, ()))


def _head(row: list[object]) -> Head:
    name, sha256, outlet, *rest = row
    if not rest:
        return Head(str(name), str(sha256), str(outlet))
    outlets, published, event, size = rest
    assert isinstance(outlets, list)
    assert isinstance(size, int)
    return Head(
        str(name),
        str(sha256),
        str(outlet),
        tuple(outlets),
        None if published is None else str(published),
        None if event is None else str(event),
        size,
    )
