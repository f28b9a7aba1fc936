"""Bytes to text: encodings, bounded reads and bounded lines, and the signs that bytes are no text."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CHUNK = 1 << 16


class UnreadableError(Exception):
    """An input that is no text or too large; the message says what is wrong and what to do."""


def read_bounded(stream: BinaryIO, limit: int) -> bytes:
    """The rest of a stream of at most ``limit`` bytes; raises UnreadableError where it is longer."""
    data = stream.read(limit)
    if stream.read(1):  # a broken archive tells so only when it is read on
        raise UnreadableError(f"larger than {megabytes(limit)}; split it, or raise the size limit")
    return data


def megabytes(count: int) -> str:
    """A number of bytes for a message.

    >>> megabytes(20_000_000)
    '20 MB'
    """
    return f"{count / 1e6:.3g} MB" if count >= 100_000 else f"{count} bytes"


def decode(data: bytes) -> str:
    """Text of unknown encoding: byte order mark, UTF-8, UTF-16 without a mark, then 8-bit encodings.

    Raises UnreadableError for bytes that are no text or whose encoding cannot be told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return _checked(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableError(f"broken {encoding.upper()} at byte {error.start}; save it as UTF-8") from None
    if b"\0" in data:
        return _checked(_wide(data))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_eight_bit(data))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows NUL bytes at every other place; NULs anywhere else are no text."""
    sample = data[:4096]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[offset::2].count(0) > 0.7 * len(sample[offset::2]) and not sample[1 - offset :: 2].count(0):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    raise UnreadableError("not a text file (NUL bytes); give the text itself, or the right file suffix")


def _eight_bit(data: bytes) -> str:
    """Text that is not quite UTF-8, or in an 8-bit encoding."""
    patched = data.decode("utf-8", errors="replace")
    broken = patched.count("\ufffd")
    high = sum(character > "\x7f" for character in patched) - broken
    if high >= 4 * broken:  # UTF-8 with a few broken bytes
        return patched
    sample = data[: 1 << 17]
    share = sum(byte > 0x7F for byte in sample) / len(sample)
    if share < 0.12:  # a Latin script: curly quotes and accents among plain letters
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise UnreadableError("unknown encoding; save it as UTF-8")
    try:
        return data.decode(best.encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableError("unknown encoding; save it as UTF-8") from None


def _checked(text: str) -> str:
    problem = no_text(text)
    if problem:
        raise UnreadableError(problem)
    return text


def no_text(text: str) -> str | None:
    """Why a string is not the text of an article (control characters, lone surrogates), or None."""
    if "\0" in text:
        return "not a text (NUL characters); give the text itself, or the right file suffix"
    sample = text[: 1 << 16]
    if len(_CONTROLS.findall(sample)) > max(2, len(sample) // 200):
        return "not a text (control characters); give the text itself, or the right file suffix"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return f"broken Unicode (a lone surrogate at character {error.start}); write the text anew as UTF-8"
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream: its number from 1 and its bytes with the line end, or None where it is too long."""

    number: int
    data: bytes | None


def lines(stream: BinaryIO, limit: int) -> Iterator[Line]:
    """The lines of a stream, each of at most ``limit`` bytes in memory; UTF-16 and UTF-32 with a mark come as UTF-8."""
    buffered = io.BufferedReader(_Utf8(stream))
    number = 0
    while data := buffered.readline(limit + 1):
        number += 1
        if len(data) > limit and not data.endswith(b"\n"):
            while data and not data.endswith(b"\n"):
                data = buffered.readline(_CHUNK)
            yield Line(number, None)
        else:
            yield Line(number, data)


class _Utf8(io.RawIOBase):
    """A stream without its byte order mark, UTF-16 and UTF-32 turned into UTF-8 as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        start = stream.read(4)
        for mark, encoding in _BOMS:
            if start.startswith(mark):
                start = start[len(mark) :]
                if encoding != "utf-8":
                    self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
                break
        self._pending = self._convert(start) if start else b""

    def _convert(self, data: bytes) -> bytes:
        if self._decoder is None:
            return data
        return self._decoder.decode(data, final=not data).encode("utf-8", errors="replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._pending:
            data = self._stream.read(_CHUNK)
            self._pending = self._convert(data)
            if not data:
                break
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count
