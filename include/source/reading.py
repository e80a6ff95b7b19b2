"""Reading a body with limits: bytes, silence and time. Whatever breaks off here was not a whole answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

import requests
import urllib3
import urllib3.exceptions

from include.errors import SourceError, SourceTooLargeError

CHUNK = 64 * 1024
ERROR_PAGE_BYTES = 64 * 1024


class BodyCutError(SourceError):
    """The body broke off: shorter than announced, silent for too long, or not finished in time."""


def read_body(
    response: requests.Response,
    *,
    address: str,
    max_bytes: int,
    deadline: float,
    clock: Callable[[], float] = time.monotonic,
) -> bytes:
    """The whole decoded body of a streamed response. The caller closes the response.

    :param max_bytes: limit of the body after decompression.
    :param deadline: moment of `clock` at which an unfinished body is given up, however steadily it drips.
    :raises SourceTooLargeError: as soon as it is known that the body is larger; the rest is not read.
    :raises BodyCutError: with the reason.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > max_bytes:
        raise _too_large(address, max_bytes)
    chunks: list[bytes] = []
    size = 0
    while True:
        chunk = _read_some(response, address)
        if clock() >= deadline:
            # Also at the end: it may be the end only because the connection was shut at the deadline.
            raise BodyCutError(f"the body was not finished in time, after {size} bytes", address=address)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise _too_large(address, max_bytes)


def read_error_page(response: requests.Response, *, address: str, deadline: float) -> bytes:
    """The first bytes of a body that only describes an error; what cannot be read of it is left out."""
    page = b""
    try:
        while len(page) < ERROR_PAGE_BYTES and time.monotonic() < deadline:
            chunk = _read_some(response, address)
            if not chunk:
                break
            page += chunk
    except BodyCutError:
        return page
    return page


def _read_some(response: requests.Response, address: str) -> bytes:
    """What has arrived, as soon as it arrives: unlike `iter_content`, which waits until a chunk is full."""
    raw = cast(urllib3.HTTPResponse, response.raw)
    try:
        return raw.read1(CHUNK, decode_content=True)
    except urllib3.exceptions.ReadTimeoutError:
        reason = "nothing came for too long in the middle of the body"
    except urllib3.exceptions.DecodeError:
        reason = "the body's compression is broken"
    except urllib3.exceptions.HTTPError as error:
        reason = f"the body was cut ({type(error).__name__})"
    raise BodyCutError(reason, address=address)


def _too_large(address: str, max_bytes: int) -> SourceTooLargeError:
    return SourceTooLargeError(
        f"Expected at most {max_bytes} bytes from {address}, got more; the rest was not read.",
        address=address,
    )
