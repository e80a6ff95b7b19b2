"""bqemulator inside of the proxy's process: no port of its own, no gRPC, no copies of tables.

It keeps DuckDB busy in a thread with a loop of its own, so that the proxy answers while a statement runs.
What bqemulator's own start command would do beyond that is left out: its gRPC server (a second port), the
spatial extension (a download; no column of ours is a GEOGRAPHY), and a copy of the whole table after every
change (for time travel).
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bqemulator.api.app import create_app  # type: ignore[import-not-found]
from bqemulator.api.dependencies import AppContext  # type: ignore[import-not-found]
from bqemulator.catalog.duckdb_repository import DuckDBCatalogRepository  # type: ignore[import-not-found]
from bqemulator.config import PersistenceMode, Settings  # type: ignore[import-not-found]
from bqemulator.domain.clock import SystemClock  # type: ignore[import-not-found]
from bqemulator.domain.events import EventBus  # type: ignore[import-not-found]
from bqemulator.jobs.upload_session_manager import UploadSessionManager  # type: ignore[import-not-found]
from bqemulator.observability.metrics import MetricsRegistry  # type: ignore[import-not-found]
from bqemulator.row_access.policy import RowAccessPolicyManager  # type: ignore[import-not-found]
from bqemulator.storage.engine import DuckDBEngine  # type: ignore[import-not-found]
from bqemulator.udf.runtime import UDFRegistry  # type: ignore[import-not-found]
from bqemulator.versioning.snapshots import SnapshotManager  # type: ignore[import-not-found]

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the emulator answered."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else {}


class _Engine(DuckDBEngine):  # type: ignore[misc]
    def _load_spatial(self) -> None:
        """Nothing: see the module."""


class _NoSnapshots(SnapshotManager):  # type: ignore[misc]
    def capture(self, *_: object, **__: object) -> None:
        """Keep none: see the module."""


class Emulator:
    """One emulator and its data.

    :param directory: holds its DuckDB file; made when absent.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="emulator", daemon=True)
        self._one_at_a_time = asyncio.Lock()
        self._engine: DuckDBEngine | None = None
        self._app: Any = None

    def start(self) -> None:
        """Open the data; afterwards `send` may be used."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    def stop(self) -> None:
        """Write everything to disk and close the data."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | bytes = b"",
        body: bytes | Mapping[str, Any] = b"",
        headers: Headers = (),
    ) -> Answer:
        """Send one request to the emulator. Call it from the proxy's loop."""
        if not isinstance(query, bytes):
            query = urlencode(query).encode()
        if not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), [(b"content-type", b"application/json")]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query,
            "headers": list(headers),
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        future = asyncio.run_coroutine_threadsafe(self._call(scope, body), self._loop)
        return await asyncio.wrap_future(future)

    async def _call(self, scope: dict[str, Any], body: bytes) -> Answer:
        messages: list[dict[str, Any]] = []
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await asyncio.Event().wait()  # nobody hangs up in the middle
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            messages.append(message)

        # Statements that run side by side are told each other's counts of rows.
        async with self._one_at_a_time:
            await self._app(scope, receive, send)
        start = next(message for message in messages if message["type"] == "http.response.start")
        parts = [m.get("body", b"") for m in messages if m["type"] == "http.response.body"]
        return Answer(start["status"], start.get("headers", []), b"".join(parts))

    async def _open(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            persistence_mode=PersistenceMode.PERSISTENT,
            data_dir=self._directory,
            enable_format_extensions=False,
            metrics_enabled=False,
            upload_staging_dir=self._directory / "uploads",
        )
        engine = _Engine(settings)
        await engine.start()
        catalog = DuckDBCatalogRepository(engine)
        catalog.ensure_ready()
        clock, events = SystemClock(), EventBus()
        context = AppContext(
            settings=settings,
            clock=clock,
            engine=engine,
            catalog=catalog,
            metrics=MetricsRegistry(),
            events=events,
            udf_registry=UDFRegistry(settings),
            snapshots=_NoSnapshots(
                engine=engine, catalog=catalog, clock=clock, events=events, retention_days=0
            ),
            row_access=RowAccessPolicyManager(catalog=catalog, clock=clock),
            upload_sessions=UploadSessionManager(
                staging_dir=settings.upload_staging_dir,
                max_bytes=settings.upload_max_bytes,
                ttl_seconds=settings.upload_session_ttl_seconds,
                clock=clock,
            ),
        )
        self._engine = engine
        self._app = create_app(context)

    async def _close(self) -> None:
        if self._engine is not None:
            await self._engine.stop()
