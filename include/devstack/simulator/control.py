"""Control routes that all sources share: clock, faults, request log, health."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.faults import Fault, FaultRuleError, Faults
from include.devstack.simulator.requests_log import RequestLog


def control_routes(clock: Clock, faults: Faults, log: RequestLog) -> list[Route]:
    """Return the routes; the caller puts them under the control prefix."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", **_time(clock)})

    async def get_clock(_: Request) -> Response:
        return JSONResponse(_time(clock))

    async def set_clock(request: Request) -> Response:
        text = (await request.json()).get("now")
        try:
            clock.set(datetime.fromisoformat(text) if text is not None else None)
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": f"now is {text!r}: {error}"}, status_code=400)
        return JSONResponse(_time(clock))

    async def list_faults(_: Request) -> Response:
        return JSONResponse([_row(rule) for rule in faults.rules])

    async def set_faults(request: Request) -> Response:
        try:
            rows = await request.json()
            faults.replace(rows if isinstance(rows, list) else [rows])
        except (ValueError, FaultRuleError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse([_row(rule) for rule in faults.rules])

    async def clear_faults(_: Request) -> Response:
        faults.clear()
        return JSONResponse([])

    async def report(_: Request) -> Response:
        return JSONResponse(log.report())

    async def reset_log(_: Request) -> Response:
        log.clear()
        return JSONResponse(log.report())

    return [
        Route("/health", health),
        Route("/clock", get_clock, methods=["GET"]),
        Route("/clock", set_clock, methods=["POST"]),
        Route("/faults", list_faults, methods=["GET"]),
        Route("/faults", set_faults, methods=["POST"]),
        Route("/faults", clear_faults, methods=["DELETE"]),
        Route("/requests", report, methods=["GET"]),
        Route("/requests", reset_log, methods=["DELETE"]),
    ]


def _time(clock: Clock) -> dict[str, Any]:
    return {"now": clock.now().isoformat(), "real": clock.is_real}


def _row(rule: Fault) -> dict[str, Any]:
    """A rule as it is told: with `matched` and `acted`, and a note while it has not met any request."""
    told = {name: value for name, value in asdict(rule).items() if name != "other"}
    told["match"] = rule.match.pattern
    if not rule.matched:
        asked = f"the last one that came was {rule.other}" if rule.other else "none has come yet"
        told["note"] = f"this rule never matched a request's path?query; {asked} (docs/FAULTS.md)"
    return told
