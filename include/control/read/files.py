"""The bytes behind a path or an `s3://` address, decompressed where they are gzip."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from include.control.read.errors import BrokenGzipError, FileTooLargeError, FileUnreadableError

MOST_BYTES = 64 * 1024 * 1024
"""More than twice the largest answer that the workflows accept (32 MiB)."""

GZIP = b"\x1f\x8b"
S3 = "s3://"

FetchObject = Callable[[str], bytes]
"""Reads the object of an `s3://bucket/key` address; raises FileUnreadableError."""


def load(name: str, fetch_object: FetchObject, *, most_bytes: int = MOST_BYTES) -> bytes:
    """The content of a file or object. Gzip is told by its first bytes, never by the name.

    :param most_bytes: limit of the file, and of what it is once decompressed.
    :raises FileUnreadableError: it cannot be had, or is empty.
    :raises FileTooLargeError: it is larger than the limit; the rest is not read.
    :raises BrokenGzipError: it is gzip that is cut or damaged.
    """
    body = fetch_object(name) if name.startswith(S3) else _file(name, most_bytes)
    if len(body) > most_bytes:
        raise _too_large(name, most_bytes)
    if body.startswith(GZIP):
        body = _decompressed(name, body, most_bytes)
    if not body.strip():
        raise FileUnreadableError(f"expected a payload in {name}, got {len(body)} bytes with nothing in them")
    return body


def _file(name: str, most_bytes: int) -> bytes:
    try:
        if Path(name).is_dir():
            raise FileUnreadableError(f"expected a file at {name}, got a folder: name the files in it")
        with open(name, "rb") as file:
            if os.fstat(file.fileno()).st_size > most_bytes:
                raise _too_large(name, most_bytes)
            # One byte more than allowed tells that there is more, also of a pipe or a device.
            return file.read(most_bytes + 1)
    except OSError as error:
        raise FileUnreadableError(
            f"expected a file at {name}, it cannot be read: {error.strerror or error}"
        ) from error
    except ValueError as error:
        raise FileUnreadableError(f"expected the path of a file, got {name!r}: {error}") from error


def _decompressed(name: str, body: bytes, most_bytes: int) -> bytes:
    """The content of gzip with one or more members, as RFC 1952 allows."""
    parts: list[bytes] = []
    left = most_bytes + 1
    while body.startswith(GZIP):
        member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            part = member.decompress(body, left)
        except zlib.error as error:
            raise BrokenGzipError(f"expected {name} as gzip, it is damaged: {error}") from error
        parts.append(part)
        left -= len(part)
        if left <= 0:
            raise _too_large(name, most_bytes)
        if not member.eof:
            raise BrokenGzipError(f"expected {name} as whole gzip, it is cut after {len(body)} bytes")
        # Zeros behind the last member are padding.
        body = member.unused_data.lstrip(b"\0")
    if body:
        raise BrokenGzipError(f"expected {name} as gzip alone, {len(body)} bytes follow that are none")
    return b"".join(parts)


def _too_large(name: str, most_bytes: int) -> FileTooLargeError:
    return FileTooLargeError(
        f"expected a payload of at most {most_bytes // (1024 * 1024)} MiB in {name}, got more; "
        "the rest was not read"
    )
