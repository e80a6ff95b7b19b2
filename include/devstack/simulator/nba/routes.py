"""NBA.com's addresses.

`cdn.nba.com` serves the schedule of the current season only (as does `scheduleLeagueV2_1.json`, which is no
other season). Earlier seasons have the same payload at stats.nba.com, `/stats/scheduleleaguev2` with
`LeagueID` and `Season`; the simulator answers for both hosts. What is absent comes as the CDN's object
store tells it: 403 with an XML body, not 404.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from include.devstack.simulator.conditional import json_answer, json_error
from include.devstack.simulator.nba.source import Document, NbaSource, NoDocumentError
from include.devstack.simulator.nba.wording import dump
from include.errors import ParamError
from include.seasons import read_season

BASE = "/static/json"
STATS = "/stats"
_ABSENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
)


def nba_routes(source: NbaSource) -> list[Route]:
    """Return the schedules, the box score and the play-by-play."""

    async def current_schedule(request: Request) -> Response:
        try:
            return json_answer(request, source.schedule(source.current_season()))
        except NoDocumentError:
            return _absent()

    async def season_schedule(request: Request) -> Response:
        text = request.query_params.get("Season", "")
        try:
            if request.query_params.get("LeagueID") != "00":
                raise ParamError("LeagueID is 00")
            return json_answer(request, source.schedule(read_season(text)))
        except (ParamError, NoDocumentError) as error:
            return json_error(400, dump({"Message": str(error)}))

    async def document(request: Request) -> Response:
        kind: Document = "boxscore" if "/boxscore/" in request.url.path else "playbyplay"
        try:
            return json_answer(request, source.document(kind, request.path_params["game_id"]))
        except NoDocumentError:
            return _absent()

    return [
        Route(f"{BASE}/staticData/scheduleLeagueV2.json", current_schedule),
        Route(f"{BASE}/staticData/scheduleLeagueV2_1.json", current_schedule),
        Route(f"{STATS}/scheduleleaguev2", season_schedule),
        Route(f"{BASE}/liveData/boxscore/boxscore_{{game_id}}.json", document),
        Route(f"{BASE}/liveData/playbyplay/playbyplay_{{game_id}}.json", document),
    ]


def _absent() -> Response:
    return Response(_ABSENT, status_code=403, media_type="application/xml")
