"""Watching, refusing and killing at single S3 requests, through boto3's own events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

WRITES = {"PutObject", "CopyObject"}


@contextmanager
def recorded(client: S3Client) -> Iterator[list[tuple[str, str]]]:
    """The (operation, key) of every call made in the block, in order; a listing has its prefix as key."""
    calls: list[tuple[str, str]] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((model.name, params.get("Key") or params.get("Prefix") or ""))

    with _handler(client, "provide-client-params.s3.*", note):
        yield calls


@contextmanager
def answered_with(client: S3Client, operation: str, status: int, code: str) -> Iterator[None]:
    """Every request of the operation gets this error instead of reaching the server."""
    body = b"" if operation.startswith("Head") else f"<Error><Code>{code}</Code></Error>".encode()

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, status, {"content-type": "application/xml"}, _Raw(body))

    with _handler(client, f"before-send.s3.{operation}", answer):
        yield


@contextmanager
def before_each(client: S3Client, operation: str, action: Callable[[], None]) -> Iterator[None]:
    """Do something just before each request of the operation is sent."""

    def act(**_: Any) -> None:
        action()

    with _handler(client, f"before-call.s3.{operation}", act):
        yield


@contextmanager
def _handler(client: S3Client, event: str, handler: Callable[..., Any]) -> Iterator[None]:
    client.meta.events.register(event, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handler)


class _Raw:
    """A body as urllib3 would hand it over."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        yield self.body
