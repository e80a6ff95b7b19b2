"""Control of racing: settings, single races, and the truth for authors of tests."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.simulator.racing.api import Json
from include.devstack.simulator.racing.courses import COUNTRIES
from include.devstack.simulator.racing.ids import plain_race_id
from include.devstack.simulator.racing.race import SimRace
from include.devstack.simulator.racing.settings import SettingError, check_settings
from include.devstack.simulator.racing.source import NoRaceError, RacingSource

_MARKS = {"id", "withdrawn", "corrected", "fewer_runners", "void"}


def racing_control_routes(source: RacingSource) -> list[Route]:
    """Return `/racing/settings` and `/racing/races`; the caller puts them under the control prefix.

    `GET /racing/races?day=2026-01-17&country=gb` lists the programme: without a day the clock's, without a
    country all three.
    """
    defaults = source.settings

    async def set_settings(request: Request) -> Response:
        wishes: Json = await request.json()
        try:
            check_settings(wishes)
        except SettingError as error:
            return _refused(str(error))
        source.configure(replace(source.settings, **wishes))
        return JSONResponse(asdict(source.settings))

    async def reset_settings(_: Request) -> Response:
        source.configure(defaults)
        return JSONResponse(asdict(source.settings))

    async def races(request: Request) -> Response:
        query = request.query_params
        try:
            day = date.fromisoformat(query["day"]) if "day" in query else source.today()
        except ValueError as error:
            return _refused(str(error))
        country = query.get("country")
        if country is not None and country not in COUNTRIES:
            return _refused(f"country is {country!r}, expected one of {', '.join(COUNTRIES)}")
        countries = [one for one in COUNTRIES if country in (None, one)]
        rows = [truth(source, race) for race in source.programme(day, countries)]
        return JSONResponse({"day": day.isoformat(), "races": rows})

    async def mark(request: Request) -> Response:
        wish: Json = await request.json()
        refusal = _check(wish)
        if refusal:
            return _refused(refusal)
        try:
            race = source.planned(plain_race_id(str(wish["id"])))
        except NoRaceError as error:
            return _refused(str(error))
        source.marks.set(race.id, **{name: value for name, value in wish.items() if name != "id"})
        return JSONResponse(truth(source, race))

    async def unmark(_: Request) -> Response:
        source.marks.clear()
        return JSONResponse({})

    return [
        Route("/racing/settings", set_settings, methods=["POST"]),
        Route("/racing/settings", reset_settings, methods=["DELETE"]),
        Route("/racing/races", races, methods=["GET"]),
        Route("/racing/races", mark, methods=["POST"]),
        Route("/racing/races", unmark, methods=["DELETE"]),
    ]


def truth(source: RacingSource, race: SimRace) -> Json:
    """Return what is true of a race of the programme.

    `id` is Racing Post's, `api_id` The Racing API's; `course_label` has the country's suffix; `listed`
    says whether the sources show it now; `runners` is how many ran, `answered` how many an answer holds.
    """
    mark = source.marks[race.id]
    void = race.void if mark.void is None else mark.void
    return {
        "id": race.id,
        "api_id": race.api_id,
        "day": race.day.isoformat(),
        "country": race.country,
        "course": race.course.name,
        "course_label": race.course.label,
        "course_id": race.course.id,
        "off": f"{race.off:%H:%M}",
        "off_at": race.off.isoformat(),
        "name": race.name,
        "type": race.type,
        "address": f"/results/{race.course.id}/{race.course.slug}/{race.day}/{race.id}",
        "listed": source.is_listed(race),
        "withdrawn": mark.withdrawn,
        "void": void,
        "dead_heat": race.dead_heat and not void,
        "corrected": race.corrected and not void,
        "revision": mark.revision,
        "runners": race.runners,
        "answered": max(0, race.runners - mark.fewer_runners),
    }


def _check(wish: Json) -> str | None:
    """Return why a wish cannot be granted."""
    unknown = sorted(set(wish) - _MARKS)
    if unknown or "id" not in wish:
        return f"give id and any of {sorted(_MARKS - {'id'})}; unknown are {unknown}"
    for name in ("withdrawn", "corrected", "void"):
        if name in wish and not isinstance(wish[name], bool):
            return f"{name} is {wish[name]!r}, expected true or false"
    fewer = wish.get("fewer_runners", 0)
    if not isinstance(fewer, int) or isinstance(fewer, bool) or fewer < 0:
        return f"fewer_runners is {fewer!r}, expected a whole number from 0"
    return None


def _refused(reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=400)
