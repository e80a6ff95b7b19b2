"""NBA.com: a schedule, a box score, a play-by-play, of liveData and of the stats endpoints."""

from __future__ import annotations

from functools import partial
from typing import Any

from include.control.read.payload import Asked, Recognised
from include.errors import PayloadError
from include.nba.box_score import read_box_score
from include.nba.plays import read_plays
from include.nba.possessions import count_possessions
from include.nba.rows import PlayRow
from include.nba.schedule import read_schedule
from include.nba.stats_plays import read_stats_plays
from include.nba.stats_shapes import read_stats_players
from include.nba.stats_tables import read_table


def recognise(document: dict[str, Any]) -> Recognised | None:
    """A schedule has `leagueSchedule`; a game of liveData `game` with `actions` or `homeTeam`; a stats answer
    `resultSets`, of which one is named PlayByPlay, PlayerStats or TeamStats.
    """
    schedule, game, tables = (document.get(name) for name in ("leagueSchedule", "game", "resultSets"))
    if isinstance(schedule, dict):
        return Recognised("nba_schedule", partial(_read_schedule, str(schedule.get("seasonYear"))))
    if isinstance(game, dict) and "actions" in game:
        return Recognised("nba_play_by_play", partial(_read_plays, str(game.get("gameId"))))
    if isinstance(game, dict) and ("homeTeam" in game or "awayTeam" in game):
        return Recognised("nba_box_score", partial(_read_box_score, str(game.get("gameId"))))
    if isinstance(tables, list):
        names = {table.get("name") for table in tables if isinstance(table, dict)}
        game_id = _stats_game_id(document)
        if "PlayByPlay" in names:
            return Recognised("nba_play_by_play", partial(_read_stats_plays, game_id))
        if names & {"PlayerStats", "TeamStats"}:
            return Recognised("nba_box_score", partial(_read_stats_players, game_id))
    return None


def _stats_game_id(document: dict[str, Any]) -> str:
    """The game of a stats answer: of the request that it repeats, else of the first row that has one."""
    parameters = document.get("parameters")
    if isinstance(parameters, dict) and isinstance(parameters.get("GameID"), str):
        return str(parameters["GameID"])
    for table in document["resultSets"]:
        headers, rows = (table.get("headers"), table.get("rowSet")) if isinstance(table, dict) else ([], [])
        if isinstance(headers, list) and "GAME_ID" in headers and isinstance(rows, list) and rows:
            place = headers.index("GAME_ID")
            if isinstance(rows[0], list) and place < len(rows[0]):
                return str(rows[0][place])
    return ""


def _read_schedule(season: str, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    schedule = read_schedule(body, season)
    return {"season": schedule.season, "games": schedule.games}


def _read_box_score(game_id: str, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    box = read_box_score(body, game_id)
    return {"game": box.game, "teams": box.teams, "players": box.players}


def _read_stats_players(game_id: str, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    """Who is at home and on which day was played stands in other payloads: only the players can be read."""
    return {"game": None, "teams": None, "players": read_stats_players(body, game_id)}


def _read_plays(game_id: str, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    return _plays_data(game_id, read_plays(body, game_id))


def _read_stats_plays(game_id: str, body: bytes, asked: Asked) -> dict[str, Any]:  # noqa: ARG001
    records = read_table(body, "PlayByPlay", game_id)
    teams = frozenset(team for record in records if (team := record.id("PLAYER1_TEAM_ID")))
    _, plays = read_stats_plays(body, game_id, teams)
    return _plays_data(game_id, plays)


def _plays_data(game_id: str, plays: tuple[PlayRow, ...]) -> dict[str, Any]:
    """The plays, and each team's possessions; teams in the order in which they first act."""
    teams = list(dict.fromkeys(play.team_id for play in plays if play.team_id))
    if len(teams) != 2:
        raise PayloadError(
            f"expected plays of two teams in the play-by-play of game {game_id}, got {len(teams)}: "
            f"{', '.join(teams) or 'none'}"
        )
    return {
        "game_id": game_id,
        "possessions": count_possessions(plays, (teams[0], teams[1])),
        "plays": plays,
    }
