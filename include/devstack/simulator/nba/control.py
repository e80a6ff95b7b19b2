"""Control of the NBA.com simulation: rates of a season, single games, and the truth for authors of tests."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from include.devstack.simulator.espn.situation import PHASES
from include.devstack.simulator.nba.listing import Kind
from include.devstack.simulator.nba.regular import may_be_postponed
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.schedule import Shown
from include.devstack.simulator.nba.source import NbaSource, NoDocumentError
from include.devstack.simulator.nba.teams import franchise
from include.devstack.simulator.nba.wording import EASTERN, Json
from include.errors import ParamError
from include.seasons import read_season, season_label, season_of

_SETTINGS = {field.name for field in fields(NbaSettings)}
_MARKS = {"id", "corrected", "status", "postponed"}
_KINDS = {kind.word for kind in Kind}


def nba_control_routes(source: NbaSource) -> list[Route]:
    """Return `/nba/season` and `/nba/games`; the caller puts them under the control prefix.

    `GET /nba/games?season=2025-26` or `?day=2026-01-15`, both with `&kind=regular`, lists the games as they
    stand: without any of them, today's.
    """
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
        query = request.query_params
        try:
            day = date.fromisoformat(query["day"]) if "day" in query else None
            season = read_season(query["season"]) if "season" in query else None
        except (ValueError, ParamError) as error:
            return _refused(str(error))
        kind = query.get("kind")
        if kind is not None and kind not in _KINDS:
            return _refused(f"kind is {kind!r}, expected one of {', '.join(sorted(_KINDS))}")
        if season is None:
            day = day or source.today()
            season = season_of(day)
        rows = [truth(source, shown) for shown in source.shown(season)]
        rows = [
            row
            for row in rows
            if (kind is None or row["kind"] == kind) and (day is None or row["day"] == day.isoformat())
        ]
        rows.sort(key=lambda row: (row["start"], row["id"]))
        return JSONResponse({"season": season_label(season), "games": rows})

    async def mark(request: Request) -> Response:
        wish: Json = await request.json()
        refusal = _check(source, wish)
        if refusal:
            return _refused(refusal)
        game_id = str(wish["id"])
        if wish.get("corrected"):
            source.marks.correct(game_id)
        if "status" in wish:
            source.marks.set_status(game_id, wish["status"])
        if wish.get("postponed"):
            source.marks.postpone(game_id)
        return JSONResponse(truth(source, source.find(game_id)))

    async def unmark(_: Request) -> Response:
        source.marks.clear()
        return JSONResponse({})

    return [
        Route("/nba/season", set_season, methods=["POST"]),
        Route("/nba/season", reset_season, methods=["DELETE"]),
        Route("/nba/games", games, methods=["GET"]),
        Route("/nba/games", mark, methods=["POST"]),
        Route("/nba/games", unmark, methods=["DELETE"]),
    ]


def truth(source: NbaSource, shown: Shown) -> Json:
    """Return what is true of a listed game. Scores are those at the moment, None before it began.

    `status` is scheduled, in_progress, final, postponed, canceled or undrawn; `day` and `start` are what the
    schedule says now, `first_day` is the day from which the game was postponed. Teams are tricodes.
    """
    listing, game, situation = shown.listing, shown.listing.game, shown.situation
    drawn, began = shown.stage != "undrawn", situation.started
    return {
        "id": listing.id,
        "kind": listing.kind.word,
        "day": listing.day_at(source.now()).isoformat(),
        "start": shown.start.isoformat(),
        "status": shown.stage,
        "home": franchise(game.home).tricode if drawn else None,
        "away": franchise(game.away).tricode if drawn else None,
        "home_score": sum(situation.home_quarters) if began else None,
        "away_score": sum(situation.away_quarters) if began else None,
        "periods": len(situation.home_quarters) if began else None,
        "label": " ".join(word for word in (listing.label, listing.sub_label) if word),
        "first_day": listing.first_start.astimezone(EASTERN).date().isoformat()
        if listing.first_start
        else None,
        "revision": source.marks[listing.id].revision,
        "recorded": source.is_recorded(listing.id),
    }


def _check(source: NbaSource, wish: Json) -> str | None:
    """Return why a wish cannot be granted."""
    unknown = sorted(set(wish) - _MARKS)
    if unknown or "id" not in wish:
        return f"give id and any of {sorted(_MARKS - {'id'})}; unknown are {unknown}"
    if wish.get("status") is not None and wish["status"] not in PHASES:
        return f"status is {wish['status']!r}, expected one of {', '.join(PHASES)} or null"
    try:
        listing = source.find(str(wish["id"])).listing
    except NoDocumentError as error:
        return str(error)
    if source.is_recorded(listing.id):
        return f"game {listing.id} is recorded and cannot be changed"
    if wish.get("postponed") and not may_be_postponed(listing):
        return f"game {listing.id} cannot be postponed: only regular games that are not the Cup's can"
    return None


def _refused(reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=400)
