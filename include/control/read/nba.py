"""NBA.com: a schedule, a box score or a play-by-play of liveData."""

from __future__ import annotations

from typing import Any

from include.control.read.payload import Asked, Recognised
from include.nba.reading import read_box_score_body, read_plays_body, read_schedule_body

_PLAYS = frozenset({"PlayByPlay"})
_BOX_SCORE = frozenset({"PlayerStats", "TeamStats"})


def recognise(document: dict[str, Any]) -> Recognised | None:
    """A schedule has `leagueSchedule`, a game `game` with `actions` or with `homeTeam` and `awayTeam`.

    An answer of the stats endpoints has `resultSets`: its reader says that it is not read.
    """
    game, tables = document.get("game"), document.get("resultSets")
    if "leagueSchedule" in document:
        return Recognised("nba_schedule", _read_schedule)
    if isinstance(game, dict) and "actions" in game:
        return Recognised("nba_play_by_play", _read_plays)
    if isinstance(game, dict) and ("homeTeam" in game or "awayTeam" in game):
        return Recognised("nba_box_score", _read_box_score)
    if isinstance(tables, list):
        names = {str(table.get("name")) for table in tables if isinstance(table, dict)}
        if names & _PLAYS:
            return Recognised("nba_play_by_play", _read_plays)
        if names & _BOX_SCORE:
            return Recognised("nba_box_score", _read_box_score)
    return None


def _read_schedule(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    schedule = read_schedule_body(body)
    return {"season": schedule.season, "games": schedule.games}


def _read_box_score(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    box = read_box_score_body(body)
    return {"game": box.game, "teams": box.teams, "players": box.players}


def _read_plays(body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    """The plays, and each team's possessions by team id."""
    told = read_plays_body(body)
    return {"game_id": told.game_id, "possessions": told.possessions, "plays": told.plays}
