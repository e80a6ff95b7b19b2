"""The box score of a game, as `liveData/boxscore` has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.situation import Situation
from include.devstack.simulator.espn.tally import TeamTally
from include.devstack.simulator.nba.counts import Counts, TeamCounts
from include.devstack.simulator.nba.officials import officials
from include.devstack.simulator.nba.statistics import player_statistics, team_statistics
from include.devstack.simulator.nba.story import Floor
from include.devstack.simulator.nba.teams import franchise
from include.devstack.simulator.nba.wording import Json, clock, utc, with_offset, written_at

_POSITIONS = ("PG", "SG", "SF", "PF", "C")
_INJURIES = ("Right Knee Soreness", "Left Ankle Sprain", "Illness", "Lower Back Tightness")
_EASTERN = "America/New_York"


def boxscore(
    game: Game,
    situation: Situation,
    plays: Sequence[Play],
    tallies: tuple[TeamTally, TeamTally],
    counts: Counts,
    floor: Floor,
) -> Json:
    """Return the payload of a game under way or finished."""
    home, away = franchise(game.home), franchise(game.away)
    over = situation.phase == "final"
    last = plays[-1]
    sides = [
        {
            **franchise(team).named(),
            "score": tally.total("points"),
            "inBonus": "0",
            "timeoutsRemaining": 2,
            "periods": _periods(tally),
            "players": _players(game, tally, counts.teams[side], floor[side]),
            "statistics": team_statistics(tallies, counts, side, _game_seconds(last)),
        }
        for side, (team, tally) in enumerate(zip((game.home, game.away), tallies, strict=True))
    ]
    body = {
        "gameId": game.id,
        "gameTimeLocal": with_offset(game.start, home.zone),
        "gameTimeUTC": utc(game.start),
        "gameTimeHome": with_offset(game.start, home.zone),
        "gameTimeAway": with_offset(game.start, away.zone),
        "gameEt": with_offset(game.start, _EASTERN),
        "duration": round((last.wall - plays[0].wall).total_seconds() / 60),
        "gameCode": f"{game.day:%Y%m%d}/{away.tricode}{home.tricode}",
        "gameStatusText": status_text(game, situation),
        "gameStatus": 3 if over else 2,
        "regulationPeriods": 4,
        "period": last.period,
        "gameClock": clock(last.clock),
        "attendance": game.attendance if over else 0,
        "sellout": "1" if game.attendance > 19_000 else "0",
        "arena": {
            "arenaId": int(game.venue.id),
            "arenaName": game.venue.name,
            "arenaCity": game.venue.city,
            "arenaState": game.venue.state,
            "arenaCountry": home.country,
            "arenaTimezone": home.zone,
        },
        "officials": officials(game),
        "homeTeam": sides[0],
        "awayTeam": sides[1],
    }
    return {"meta": meta(game, "boxscore", last.wall), "game": body}


def meta(game: Game, what: str, moment: datetime) -> Json:
    """Return the `meta` of a live payload; its time is that of the last play, so that bodies are stable."""
    request = f"http://nba.cloud/games/{game.id}/{what}?Format=json"
    return {"version": 1, "code": 200, "request": request, "time": written_at(moment)}


def status_text(game: Game, situation: Situation) -> str:
    """Return `Final`, `Final/OT`, `Final/OT2`, or where a game under way stands: `Q3 5:21`."""
    if situation.phase == "final":
        overtimes = game.periods - 4
        return "Final" if not overtimes else "Final/OT" if overtimes == 1 else f"Final/OT{overtimes}"
    name = f"Q{situation.period}" if situation.period <= 4 else f"OT{situation.period - 4}"
    return f"{name} {int(situation.clock) // 60}:{int(situation.clock) % 60:02d}"


def _game_seconds(last: Play) -> float:
    length = 720.0 if last.period <= 4 else 300.0
    done = min(last.period - 1, 4) * 720.0 + max(last.period - 5, 0) * 300.0
    return done + length - last.clock


def _periods(tally: TeamTally) -> list[Json]:
    return [
        {"period": number, "periodType": "REGULAR" if number <= 4 else "OVERTIME", "score": points}
        for number, points in enumerate(tally.by_period, start=1)
    ]


def _players(game: Game, tally: TeamTally, counts: TeamCounts, floor: Sequence[Player]) -> list[Json]:
    rows = []
    for order, line in enumerate(tally.lines, start=1):
        player = line.player
        row: Json = {"status": "ACTIVE" if line.played or player.slot < 11 else "INACTIVE"}
        if not line.played:
            row |= _absence(game, player)
        row |= {"order": order, "personId": int(player.id), "jerseyNum": player.jersey}
        if player.slot < 5:
            row["position"] = _POSITIONS[player.slot]
        row |= {
            "starter": _flag(player.slot < 5),
            "oncourt": _flag(player in floor),
            "played": _flag(line.played),
            "statistics": player_statistics(line, counts),
            "name": player.name,
            "nameI": player.short_name,
            "firstName": player.first,
            "familyName": player.last,
        }
        rows.append(row)
    return rows


def _absence(game: Game, player: Player) -> Json:
    if player.slot < 11:
        return {"notPlayingReason": "DNP_COACH"}
    if player.slot == 11:
        return {"notPlayingReason": "INACTIVE_COACH"}
    injury = _INJURIES[int(game.id[-2:]) % len(_INJURIES)]
    return {"notPlayingReason": "INACTIVE_INJURY", "notPlayingDescription": injury}


def _flag(holds: bool) -> str:
    return "1" if holds else "0"
