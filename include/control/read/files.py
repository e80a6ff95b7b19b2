"""The bytes behind a path or an `s3://` address, decompressed where they are gzip."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable
from pathlib import Path

from include.control.read.errors import BrokenGzipError, FileTooLargeError, FileUnreadableError

MOST_BYTES = 64 * 1024 * 1024
"""More than twice the largest answer that the workflows accept (32 MiB)."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"
S3 = "s3://"

_FIRST_PIECE = 256
_ZEROS = re.compile(rb"\0*")

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
    if not body.removeprefix(BYTE_ORDER_MARK).strip():
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
    content = bytearray()
    at = 0
    while body.startswith(GZIP, at):
        try:
            at = _add_member(content, body, at, most_bytes + 1)
        except zlib.error as error:
            raise BrokenGzipError(f"expected {name} as gzip, it is damaged: {error}") from error
        if len(content) > most_bytes:
            raise _too_large(name, most_bytes)
        if at < 0:
            raise BrokenGzipError(f"expected {name} as whole gzip, it is cut after {len(body)} bytes")
        # Zeros behind the last member are padding.
        at = _ZEROS.match(body, at).end()  # type: ignore[union-attr]
    if at < len(body):
        raise BrokenGzipError(f"expected {name} as gzip alone, {len(body) - at} bytes follow that are none")
    return bytes(content)


def _add_member(content: bytearray, body: bytes, at: int, most: int) -> int:
    """Decompress the member of gzip that begins at `at`, and add it to `content` up to `most` bytes.

    :returns: where the member ends, -1 where it was cut.
    """
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    view = memoryview(body)
    # What is behind the member in its last piece is copied. Pieces that grow keep that in proportion to the
    # member, so that many small members cost no more than one large one.
    size = _FIRST_PIECE
    while at < len(body) and not member.eof and len(content) < most:
        piece = view[at : at + size]
        content += member.decompress(piece, most - len(content))
        at += len(piece) - len(member.unused_data)
        size *= 2
    return at if member.eof or len(content) >= most else -1


def _too_large(name: str, most_bytes: int) -> FileTooLargeError:
    return FileTooLargeError(
        f"expected a payload of at most {most_bytes // (1024 * 1024)} MiB in {name}, got more; "
        "the rest was not read"
    )
