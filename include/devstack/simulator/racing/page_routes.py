"""Racing Post's addresses."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from include.devstack.simulator.racing.api_query import read_day
from include.devstack.simulator.racing.pages.day import day_page
from include.devstack.simulator.racing.pages.document import document
from include.devstack.simulator.racing.pages.next_day import next_day_page
from include.devstack.simulator.racing.pages.result import result_page
from include.devstack.simulator.racing.source import NoRaceError, RacingSource

BASE = "/racing-post"
_HTML = "text/html; charset=utf-8"


def racing_post_routes(source: RacingSource) -> list[Route]:
    """Return the results of a day and one result."""

    async def day_results(request: Request) -> Response:
        day = read_day(request.path_params["day"])
        if day is None:
            return _absent(request)
        races = source.listed(day)
        if source.settings.markup == "next":
            page = next_day_page(day, [source.result(race.id) for race in races])
        else:
            page = day_page(day, races)
        return Response(page, media_type=_HTML)

    async def result(request: Request) -> Response:
        params = request.path_params
        try:
            told = source.result(params["race_id"])
        except NoRaceError:
            return _absent(request)
        race = told.race
        if (params["course_id"], params["day"]) != (str(race.course.id), race.day.isoformat()):
            return _absent(request)
        return Response(result_page(told, source.settings.markup), media_type=_HTML)

    return [
        Route(f"{BASE}/results/{{day}}", day_results),
        Route(f"{BASE}/results/{{course_id}}/{{slug}}/{{day}}/{{race_id}}", result),
    ]


def _absent(request: Request) -> Response:
    body = '<main class="rp-error"><h1>Page not found</h1></main>'
    page = document("Page not found", request.url.path.removeprefix(BASE), body)
    return Response(page, status_code=404, media_type=_HTML)
