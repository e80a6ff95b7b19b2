"""A tiny stand-in for Airflow's API server: answers are set by the test, requests are remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
Route = Callable[["Asked"], Answer]


class Asked:
    """One request as it came in."""

    def __init__(
        self, method: str, path: str, query: Mapping[str, str], body: Any, token: str | None
    ) -> None:
        self.method, self.path, self.query, self.body, self.token = method, path, query, body, token


class FakeAirflow:
    """Routes by "METHOD /path": an answer, a list of answers in order, or a function of the request."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer | list[Answer] | Route] = {}
        self.asked: list[Asked] = []
        self.tokens = ["first", "second", "third"]
        self.valid_token = "first"
        self.url = ""

    def requests(self, method: str, path: str) -> list[Asked]:
        """Return the requests made to one address."""
        return [asked for asked in self.asked if (asked.method, asked.path) == (method, path)]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.path == "/auth/token":
            if asked.body != {"username": "admin", "password": "right"}:
                return 401, {"detail": "Invalid credentials"}
            self.valid_token = self.tokens.pop(0)
            return 201, {"access_token": self.valid_token}
        if asked.path != "/api/v2/monitor/health" and asked.token != self.valid_token:
            return 401, {"detail": "Not authenticated"}
        route = self.routes.get(f"{asked.method} {asked.path}", (404, {"detail": f"nothing at {asked.path}"}))
        if callable(route):
            return route(asked)
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route


@contextmanager
def serve(fake: FakeAirflow) -> Iterator[FakeAirflow]:
    """Serve on a free port of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
            status, content = fake.answer(Asked(self.command, parts.path, query, body, token))
            payload = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PATCH = handle_any

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dag(**changes: Any) -> dict[str, Any]:
    """Return the details of a DAG as Airflow answers them."""
    return {
        "dag_id": "games",
        "is_paused": False,
        "has_import_errors": False,
        "is_stale": False,
        "is_backfillable": True,
        "timezone": "UTC",
        "tags": [{"name": "zone:America/New_York"}],
        "max_active_runs": 1,
        "params": {
            "days": {"value": [], "schema": {"type": "array"}},
            "dry_run": {"value": False, "schema": {"type": "boolean"}},
        },
        **changes,
    }


def run(run_id: str, state: str, logical_date: str | None = None) -> dict[str, Any]:
    """Return a run as Airflow answers it."""
    return {"dag_run_id": run_id, "state": state, "logical_date": logical_date}


def task(task_id: str, state: str | None, *, run_id: str = "r1", map_index: int = -1) -> dict[str, Any]:
    """Return a task instance as Airflow answers it."""
    return {
        "task_id": task_id,
        "map_index": map_index,
        "state": state,
        "dag_run_id": run_id,
        "rendered_map_index": f"day {map_index}" if map_index >= 0 else None,
    }


def page(name: str, *items: Any) -> Answer:
    """Return a whole collection as one page."""
    return 200, {name: list(items), "total_entries": len(items)}
