"""Compressed files and archives of pages: gzip of any format, ZIP; nothing is ever unpacked to disk."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from perspectives.ingest.decode import UnreadableError, megabytes
from perspectives.ingest.item import Item, Opened, ReadOptions

_GRACE = 5_000_000
_MAX_MEMBERS = 1_000_000


class _Guarded(io.RawIOBase):
    """A decompressed stream that stops when it has grown too many times over what was read of the compressed one."""

    def __init__(self, stream: gzip.GzipFile, compressed: BinaryIO, limit: int) -> None:
        super().__init__()
        self._broken = False
        self._stream, self._compressed, self._limit, self._count = stream, compressed, limit, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._broken:
            raise UnreadableError("broken or cut off in the middle; fetch the file anew")
        try:
            data = self._stream.read1(len(buffer))
        except (EOFError, OSError, zlib.error):
            self._broken = True  # told at the next call, so that what was read until here is not lost
            return 0
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > _GRACE and self._count > self._limit * max(1, self._compressed.tell()):
            raise UnreadableError(f"grows more than {self._limit} times when unpacked (a bomb?); unpack and check it")
        return len(data)


class _Counted(io.RawIOBase):
    """A stream that counts the bytes read of it, for inputs that cannot tell their position."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream, self._count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._count += len(data)
        return len(data)

    def tell(self) -> int:
        return self._count


def read_gzip(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A gzip file is read as the file that it holds, by the suffix before ``.gz``."""
    from perspectives.ingest.formats import read_opened

    name = opened.name[: -len(".gz")]
    if name.lower().endswith((".zip", ".gz", ".tar")):
        raise UnreadableError("an archive in an archive; unpack it first")
    counted = _Counted(opened.stream)
    with gzip.GzipFile(fileobj=counted, mode="rb") as unpacked:
        stream = io.BufferedReader(_Guarded(unpacked, cast(BinaryIO, counted), options.max_expansion))
        yield from read_opened(Opened(cast(BinaryIO, stream), name, opened.where), options)


def read_zip(opened: Opened, options: ReadOptions) -> Iterator[Item]:
    """A ZIP archive is read as the files in it, by name; a metadata.csv at its top tells of the others."""
    if not opened.stream.seekable():
        with tempfile.TemporaryFile() as spooled:
            while data := opened.stream.read(1 << 20):
                spooled.write(data)
            spooled.seek(0)
            yield from read_zip(dataclasses.replace(opened, stream=cast(BinaryIO, spooled)), options)
        return
    try:
        archive = zipfile.ZipFile(opened.stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableError(f"broken ZIP archive ({error}); fetch it anew") from None
    with archive:
        members = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
        packed = sum(info.compress_size for info in members)
        unpacked = sum(info.file_size for info in members)
        if len(members) > _MAX_MEMBERS or unpacked > max(_GRACE, options.max_expansion * packed):
            raise UnreadableError(f"grows to {megabytes(unpacked)} when unpacked (a bomb?); unpack and check it")
        table = _member_metadata(archive, members, options)
        for info in members:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            if path.name.startswith(".") or "__MACOSX" in path.parts or str(path) == "metadata.csv":
                continue
            where = f"{opened.where}: {_shown(info.filename)}"
            if problem := _member_problem(info, path, options):
                yield Item(where, skipped=problem)
                continue
            for item in _member(archive, info, Opened(opened.stream, path.name, where), options):
                found = {"folder": path.parent.name or PurePosixPath(opened.name).stem}
                yield dataclasses.replace(item, metadata={**found, **item.metadata, **table.get(str(path), {})})


def _member_problem(info: zipfile.ZipInfo, path: PurePosixPath, options: ReadOptions) -> str | None:
    """Why a member is not read: a path that leads out, a password, its size, an archive in the archive."""
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "a path that leads out of the archive, not read; do not trust this archive"
    if info.flag_bits & 0x1:
        return "encrypted; unpack it first"
    if path.suffix.lower() in (".zip", ".tar", ".7z", ".rar"):
        return "an archive in an archive; unpack it first"
    streamed = path.name.lower().endswith((".jsonl", ".csv", ".warc", ".gz", ".ndjson", ".tsv"))
    if info.file_size > options.max_bytes and not streamed:
        return f"larger than {megabytes(options.max_bytes)}; split it, or raise the size limit"
    if info.file_size > _GRACE and info.file_size > options.max_expansion * max(1, info.compress_size):
        return f"grows more than {options.max_expansion} times when unpacked (a bomb?); unpack and check it"
    return None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, opened: Opened, options: ReadOptions) -> Iterator[Item]:
    from perspectives.ingest.formats import read_opened

    try:
        with archive.open(info) as stream:
            yield from read_opened(dataclasses.replace(opened, stream=cast(BinaryIO, stream)), options)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        yield Item(opened.where, skipped=f"broken in the archive ({error}); fetch it anew")


def _member_metadata(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], options: ReadOptions
) -> dict[str, dict[str, Any]]:
    from perspectives.ingest.sidecar import parse_sidecar

    info = next((info for info in members if info.filename == "metadata.csv"), None)
    if info is None or info.file_size > options.max_bytes or info.flag_bits & 0x1:
        return {}
    try:
        with archive.open(info) as stream:
            return dict(parse_sidecar(cast(BinaryIO, stream), options).rows)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, csv.Error):
        return {}


def _shown(name: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in name)[:300]
