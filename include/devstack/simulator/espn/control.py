"""Control of the ESPN simulation: rates of a season, single games, what a day holds."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.simulator.espn.season import SeasonSettings
from include.devstack.simulator.espn.situation import PHASES
from include.devstack.simulator.espn.source import EspnSource, UnknownGameError
from include.devstack.simulator.espn.wording import Json

_SETTINGS = {field.name for field in fields(SeasonSettings)}
_MARKS = {"id", "shell", "corrected", "status", "postponed"}


def espn_control_routes(source: EspnSource) -> list[Route]:
    """Return `/season`, `/games`; the caller puts them under the control prefix."""
    defaults = source.settings

    async def set_season(request: Request) -> Response:
        wishes = await request.json()
        unknown = sorted(set(wishes) - _SETTINGS)
        if unknown:
            return _refused(f"unknown settings {unknown}; known are {sorted(_SETTINGS)}")
        source.configure(replace(source.settings, **wishes))
        return JSONResponse(asdict(source.settings))

    async def reset_season(_: Request) -> Response:
        source.configure(defaults)
        return JSONResponse(asdict(source.settings))

    async def games(request: Request) -> Response:
        text = request.query_params.get("day", "")
        try:
            day = date.fromisoformat(text) if text else source.today()
        except ValueError:
            return _refused(f"day is {text!r}, expected YYYY-MM-DD")
        return JSONResponse({"day": day.isoformat(), "games": source.games(day)})

    async def mark(request: Request) -> Response:
        wish: Json = await request.json()
        refusal = _check(source, wish)
        if refusal:
            return _refused(refusal)
        event_id = str(wish["id"])
        if "shell" in wish:
            source.marks.set_shell(event_id, wish["shell"])
        if wish.get("corrected"):
            source.marks.correct(event_id)
        if "status" in wish:
            source.marks.set_status(event_id, wish["status"])
        if wish.get("postponed"):
            source.marks.postpone(event_id)
        return JSONResponse({"id": event_id, "makeup": source.makeup_of(event_id)})

    async def unmark(_: Request) -> Response:
        source.marks.clear()
        return JSONResponse({})

    return [
        Route("/season", set_season, methods=["POST"]),
        Route("/season", reset_season, methods=["DELETE"]),
        Route("/games", games, methods=["GET"]),
        Route("/games", mark, methods=["POST"]),
        Route("/games", unmark, methods=["DELETE"]),
    ]


def _check(source: EspnSource, wish: Json) -> str | None:
    """Return why a wish cannot be granted."""
    unknown = sorted(set(wish) - _MARKS)
    if unknown or "id" not in wish:
        return f"give id and any of {sorted(_MARKS - {'id'})}; unknown are {unknown}"
    if wish.get("status") is not None and wish["status"] not in PHASES:
        return f"status is {wish['status']!r}, expected one of {', '.join(PHASES)} or null"
    try:
        game = source.mark(str(wish["id"]))
    except UnknownGameError as error:
        return str(error)
    if source.is_listed_by_recording(game.id) and (wish.get("status") or wish.get("postponed")):
        return f"game {game.id} is on a recorded scoreboard, whose status cannot be changed"
    if wish.get("postponed") and (game.season_type != 2 or game.makeup_of):
        return f"game {game.id} cannot be postponed: only games of the regular season's own list can"
    return None


def _refused(reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=400)
