"""ESPN's addresses."""

from __future__ import annotations

import re
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from include.devstack.simulator.conditional import json_answer, json_error
from include.devstack.simulator.espn.source import EspnSource, UnknownGameError
from include.devstack.simulator.espn.wording import dump

BASE = "/apis/site/v2/sports/basketball/nba"
_NOT_FOUND = (
    "Error invoking GET: http://sports.core.api.espn.pvt/v2/sports/basketball/leagues/nba/events/{event}, "
    "status=404, duration=9 ms, message=null, cache=CACHE_MISS"
)


def espn_routes(source: EspnSource) -> list[Route]:
    """Return the scoreboard and the summary."""

    async def scoreboard(request: Request) -> Response:
        text = request.query_params.get("dates", "")
        day = _day(text) if text else source.today()
        limit = request.query_params.get("limit", "100")
        if day is None or not limit.isdigit():
            return json_error(400, dump({"code": 400, "message": f"Failed to parse dates '{text}'"}))
        return json_answer(request, source.scoreboard(day, int(limit)))

    async def summary(request: Request) -> Response:
        event = request.query_params.get("event", "")
        try:
            return json_answer(request, source.summary(event))
        except UnknownGameError:
            return json_error(404, dump({"code": 404, "message": _NOT_FOUND.format(event=event)}))

    return [Route(f"{BASE}/scoreboard", scoreboard), Route(f"{BASE}/summary", summary)]


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
