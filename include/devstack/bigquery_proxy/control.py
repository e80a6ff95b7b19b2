"""Control routes, below `/_control`: what tests and demos ask and set."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.bigquery_proxy.buffer import Buffer, Buffered, LockBy
from include.devstack.bigquery_proxy.clock import BufferClock
from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.faults import FaultRuleError, Faults
from include.devstack.bigquery_proxy.log import JobLog
from include.devstack.bigquery_proxy.names import TableName


def control_routes(clock: BufferClock, buffer: Buffer, faults: Faults, log: JobLog) -> list[Route]:
    """Return the routes.

    - GET `/health`
    - GET, DELETE `/jobs`: the log of query jobs, see `log.Entry`
    - GET `/buffer`; POST `/buffer` {"table", "rows"}: rows that `tables.get` shows and that lock nothing
    - POST `/flush` {"table", "day"}: both may be absent
    - GET, POST `/clock` {"advance_seconds"} or {"now"}; now null is real time again
    - GET, POST, DELETE `/faults`: one rule or a list of them, see `faults.Fault`
    - GET, POST `/settings` {"lock_by": "rows" or "day"}

    `table` is PROJECT.DATASET.TABLE. Every POST answers with what is in force afterwards.
    """

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "now": clock.now().isoformat()})

    async def jobs(request: Request) -> Response:
        if request.method == "DELETE":
            log.clear()
        return JSONResponse(log.rows())

    async def buffered(request: Request) -> Response:
        if request.method == "POST":
            body = await request.json()
            name = _table(body["table"])
            buffer.shown.pop(name, None)
            if body.get("rows", 0):
                buffer.shown[name] = Buffered(None, int(body["rows"]), clock.now())
        return await _buffer_state(buffer)

    async def flush(request: Request) -> Response:
        body = await _body(request)
        await buffer.flush(_table(body["table"]) if body.get("table") else None, body.get("day"))
        return await _buffer_state(buffer)

    async def time(request: Request) -> Response:
        if request.method == "POST":
            body = await request.json()
            if "now" in body:
                clock.set(datetime.fromisoformat(body["now"]) if body["now"] else None)
            clock.advance(float(body.get("advance_seconds", 0)))
        return JSONResponse({"now": clock.now().isoformat()})

    async def rules(request: Request) -> Response:
        if request.method == "POST":
            rows = await request.json()
            faults.replace(rows if isinstance(rows, list) else [rows])
        elif request.method == "DELETE":
            faults.replace([])
        return JSONResponse(faults.rows())

    async def settings(request: Request) -> Response:
        if request.method == "POST":
            lock_by = (await request.json()).get("lock_by")
            if lock_by not in get_args(LockBy):
                raise ValueError(f"lock_by is {lock_by!r}, expected rows or day")
            buffer.lock_by = lock_by
        return JSONResponse({"lock_by": buffer.lock_by})

    read, write = ["GET"], ["GET", "POST"]
    return [
        Route("/health", health, methods=read),
        Route("/jobs", jobs, methods=["GET", "DELETE"]),
        Route("/buffer", _checked(buffered), methods=write),
        Route("/flush", _checked(flush), methods=["POST"]),
        Route("/clock", _checked(time), methods=write),
        Route("/faults", _checked(rules), methods=[*write, "DELETE"]),
        Route("/settings", _checked(settings), methods=write),
    ]


async def _body(request: Request) -> dict[str, Any]:
    return dict(await request.json()) if await request.body() else {}


async def _buffer_state(buffer: Buffer) -> Response:
    rows = [
        {
            "table": str(name),
            "day": each.day,
            "rows": each.rows,
            "oldest": each.oldest.astimezone(UTC).isoformat(),
        }
        for name, found in sorted((await buffer.all()).items())
        for each in found
    ]
    return JSONResponse(rows)


def _table(text: str) -> TableName:
    parts = text.split(".")
    if len(parts) != 3:
        raise ValueError(f"table is {text!r}, expected PROJECT.DATASET.TABLE")
    return TableName(*parts)


def _checked(handler: Any) -> Any:
    """Return the handler with wrong input as a 400 that says what is wrong."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)  # type: ignore[no-any-return]
        except (FaultRuleError, ValueError, KeyError, TypeError, ApiError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)

    return answer
