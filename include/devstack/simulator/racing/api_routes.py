"""The Racing API's addresses, for whoever gives a user and a password."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.simulator.racing.api import REGIONS, api_result
from include.devstack.simulator.racing.api_query import QueryRefusedError, ResultsQuery, read_query
from include.devstack.simulator.racing.courses import COUNTRIES
from include.devstack.simulator.racing.ids import plain_race_id
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.source import NoRaceError, RacingSource

BASE = "/racing-api"
_WRONG_USER = "wrong"
_Endpoint = Callable[[Request], Awaitable[Response]]


def racing_api_routes(source: RacingSource) -> list[Route]:
    """Return results, one result and the regions."""

    async def results(request: Request) -> Response:
        params = request.query_params
        try:
            query = read_query(dict(params), params.multi_items(), source.today())
        except QueryRefusedError as error:
            return JSONResponse({"detail": error.detail}, status_code=422)
        races = _asked(source, query)
        rows = [api_result(source.result(race.id)) for race in races[query.skip : query.skip + query.limit]]
        page = {"results": rows, "total": len(races), "limit": query.limit, "skip": query.skip}
        return _answer({**page, "query": query.asked})

    async def result(request: Request) -> Response:
        name = request.path_params["race_id"]
        try:
            if not name.startswith("rac_"):
                raise NoRaceError(f"there is no race {name}")
            return _answer(api_result(source.result(plain_race_id(name))))
        except NoRaceError:
            return JSONResponse({"detail": "Not found"}, status_code=404)

    async def regions(_: Request) -> Response:
        return _answer(REGIONS)

    return [
        Route(f"{BASE}/v1/results", _guarded(results)),
        Route(f"{BASE}/v1/results/{{race_id}}", _guarded(result)),
        Route(f"{BASE}/v1/courses/regions", _guarded(regions)),
    ]


def _asked(source: RacingSource, query: ResultsQuery) -> list[SimRace]:
    """Return the races of a query, the newest first."""
    countries = [one for one in COUNTRIES if not query.regions or one in query.regions]
    last = min(query.end, source.today())
    days = [query.start + timedelta(days=number) for number in range((last - query.start).days + 1)]
    races = [race for day in days for race in source.listed(day, countries)]
    return races[::-1]


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    async def guarded(request: Request) -> Response:
        user, password = _credentials(request.headers.get("authorization", ""))
        if not user or not password or user == _WRONG_USER:
            return JSONResponse(
                {"detail": "Incorrect username or password"},
                status_code=401,
                headers={"WWW-Authenticate": "Basic"},
            )
        return await endpoint(request)

    return guarded


def _credentials(header: str) -> tuple[str, str]:
    """Return user and password of an `Authorization` header, empty where there are none."""
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _answer(payload: Any) -> Response:
    body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
    return Response(body, media_type="application/json")
