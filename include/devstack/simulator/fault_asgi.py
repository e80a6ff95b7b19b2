"""Carries faults out: the ASGI layer around the sources."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from include.devstack.simulator.connections import Connections
from include.devstack.simulator.faults import Fault, Faults

CONTROL = "/_control"
_HTML = "<!DOCTYPE html><html><head><title>Access</title></head><body><h1>Please log in</h1></body></html>"
_ID_IN_PATH = re.compile(r"(?:_(?=\d{10}\.json$)|/(?:rac_)?(?=\d{8}$))(\d+)")
_CHUNK = 256 * 1024


def address_of(scope: Scope) -> str:
    """Return `path?query` of a request."""
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


class FaultLayer:
    """Lets a request through, or does to it what the first matching rule says.

    :param another_game: gives the id of a game or race (digits) that was not asked for.
    """

    def __init__(
        self, app: ASGIApp, faults: Faults, connections: Connections, another_game: Callable[[str], str]
    ) -> None:
        self._app = app
        self._faults = faults
        self._connections = connections
        self._another_game = another_game

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = None
        if scope["type"] == "http" and not scope["path"].startswith(CONTROL):
            fault = self._faults.take(address_of(scope))
        match fault.kind if fault else None:
            case None:
                await self._app(scope, receive, send)
            case "latency" if fault:
                await asyncio.sleep(fault.seconds)
                await self._app(scope, receive, send)
            case "wrong_game" if fault:
                await self._app(self._wrong(scope, fault), receive, send)
            case "cut" | "stall" if fault:
                status, headers, body = await self._answer(scope, receive)
                await _start(send, status, headers, len(body))
                part = len(body) // 2 if fault.bytes is None else min(fault.bytes, len(body) - 1)
                await send({"type": "http.response.body", "body": body[:part], "more_body": True})
                if fault.kind == "stall":
                    await asyncio.sleep(fault.seconds)
                self._connections.close(scope)
            case "reset":
                self._connections.reset(scope)
            case _ if fault:
                await _synthetic(fault, send)

    def _wrong(self, scope: Scope, fault: Fault) -> Scope:
        query = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
        if "event" in query:
            query["event"] = fault.event or self._another_game(query["event"])
            return {**scope, "query_string": urlencode(query).encode()}
        named = _ID_IN_PATH.search(scope["path"])
        if not named:
            return scope
        path = scope["path"].replace(named[1], fault.event or self._another_game(named[1]))
        return {**scope, "path": path, "raw_path": path.encode()}

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        headers = [(key, value) for key, value in messages[0]["headers"] if key != b"content-length"]
        return messages[0]["status"], headers, b"".join(message.get("body", b"") for message in messages[1:])


async def _synthetic(fault: Fault, send: Send) -> None:
    """Answer in the place of the source."""
    status, headers, body = (
        fault.status or 200,
        [(b"content-type", b"text/html;charset=utf-8")],
        (fault.body or _HTML).encode(),
    )
    if fault.kind == "status":
        status = fault.status or 503
        body = (fault.body or json.dumps({"code": status, "message": "simulated fault"})).encode()
        headers = [(b"content-type", b"application/json;charset=UTF-8"), *_retry_after(fault)]
    elif fault.kind == "redirect":
        status, body = fault.status or 302, b""
        headers = [(b"location", fault.location.encode())]
    elif fault.kind == "oversize":
        await _oversize(fault.size, send)
        return
    await _start(send, status, headers, len(body))
    await send({"type": "http.response.body", "body": body})


def _retry_after(fault: Fault) -> list[tuple[bytes, bytes]]:
    if fault.retry_after_seconds is None:
        return []
    value = f"{fault.retry_after_seconds:g}"
    if fault.retry_after_form == "date":
        when = datetime.now(UTC) + timedelta(seconds=fault.retry_after_seconds)
        value = format_datetime(when, usegmt=True)
    return [(b"retry-after", value.encode())]


async def _oversize(size: int, send: Send) -> None:
    """Send JSON of about `size` bytes without saying beforehand how long it is."""
    await _start(send, 200, [(b"content-type", b"application/json;charset=UTF-8")], None)
    await send({"type": "http.response.body", "body": b'{"pad":"', "more_body": True})
    for start in range(0, size, _CHUNK):
        part = b"x" * min(_CHUNK, size - start)
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b'"}'})


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]], length: int | None) -> None:
    if length is not None:
        headers = [*headers, (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
