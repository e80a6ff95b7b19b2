"""What was asked of the simulator: counts and the last requests."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from include.devstack.simulator.fault_asgi import CONTROL, address_of

_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `status` is 0 where no answer was begun; `sent` counts body bytes."""

    time: str
    method: str
    address: str
    status: int
    user_agent: str
    sent: int


class RequestLog:
    """Counts by path and by the path's last part (scoreboard, summary); control requests are not counted."""

    def __init__(self) -> None:
        self._paths: Counter[str] = Counter()
        self._last: deque[Request] = deque(maxlen=_KEPT)

    def add(self, request: Request) -> None:
        self._paths[request.address.partition("?")[0]] += 1
        self._last.append(request)

    def clear(self) -> None:
        self._paths.clear()
        self._last.clear()

    def report(self) -> dict[str, Any]:
        kinds: Counter[str] = Counter()
        for path, count in self._paths.items():
            kinds[path.rsplit("/", 1)[-1]] += count
        return {
            "total": self._paths.total(),
            "paths": dict(self._paths),
            "kinds": dict(kinds),
            "requests": [asdict(request) for request in self._last],
        }


class RequestLogLayer:
    """Notes each request and how it was answered."""

    def __init__(self, app: ASGIApp, log: RequestLog) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        status, sent = 0, 0

        async def noting(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        began = datetime.now(UTC).isoformat()
        agent = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"user-agent"), "")
        try:
            await self._app(scope, receive, noting)
        finally:
            self._log.add(Request(began, scope["method"], address_of(scope), status, agent, sent))
