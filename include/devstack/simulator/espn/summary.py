"""A game's summary, ESPN's Format 2: all parts put together in ESPN's order."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

from include.devstack.simulator.espn.boxscore import boxscore, pregame_boxscore
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.header import header
from include.devstack.simulator.espn.leaders import summary_leaders
from include.devstack.simulator.espn.players import officials
from include.devstack.simulator.espn.playlist import play_list, win_probability
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.espn.situation import Situation
from include.devstack.simulator.espn.tally import TeamTally, tally
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import Json, address, second, side_team

_QUARTER = {"periods": 4, "displayName": "Quarter", "slug": "quarter", "clock": 720.0}
_FINALS_OFFICIALS = 4


def summary(game: Game, situation: Situation, script: Script | None) -> Json:
    """Return the payload. A game under way or finished needs its script; a game not begun has none."""
    if script is None or not situation.started:
        return _pregame(game, situation)
    plays = script.plays if situation.plays < 0 else script.plays[: situation.plays]
    tallies = corrected(tally(script, plays), situation.revision)
    shown = () if situation.shell else plays
    home, away = tallies
    return {
        "boxscore": boxscore(game, tallies, shell=situation.shell),
        "format": {"regulation": _QUARTER, "overtime": {"clock": 300.0}},
        "gameInfo": _game_info(game, over=situation.phase == "final"),
        "leaders": []
        if situation.shell
        else [summary_leaders(game.home, home), summary_leaders(game.away, away)],
        "seasonseries": [],
        "injuries": [{"team": side_team(team), "injuries": []} for team in (game.home, game.away)],
        "broadcasts": [],
        "pickcenter": [_odds(game)],
        "againstTheSpread": [{"team": side_team(team), "records": []} for team in (game.away, game.home)],
        "odds": [],
        "winprobability": win_probability(game, shown),
        "news": {"header": "NBA News", "articles": []},
        "header": header(game, situation),
        "videos": [],
        "plays": play_list(game, shown),
        "wallclockAvailable": True,
        "meta": _meta(game, shown, "post" if situation.phase == "final" else "in"),
        "standings": {"header": f"{game.season} Standings", "groups": []},
    }


def corrected(tallies: tuple[TeamTally, TeamTally], revision: int) -> tuple[TeamTally, TeamTally]:
    """Add what the source's statisticians changed later: one assist of the home team for each revision."""
    tallies[0].lines[0].assists += revision
    return tallies


def official_names(game: Game) -> list[str]:
    """Return who officiates: three, four in the Finals."""
    count = _FINALS_OFFICIALS if game.note.startswith("NBA Finals") else 3
    return officials(random.Random(f"{game.id}:officials"), count)


def _pregame(game: Game, situation: Situation) -> Json:
    return {
        "boxscore": pregame_boxscore(game),
        "format": {"regulation": _QUARTER, "overtime": _QUARTER | {"clock": 300.0}},
        "gameInfo": {"venue": _venue(game)},
        "lastFiveGames": [],
        "leaders": [],
        "seasonseries": [],
        "injuries": [{"team": side_team(team), "injuries": []} for team in (game.home, game.away)],
        "broadcasts": [],
        "pickcenter": [_odds(game)],
        "odds": [],
        "againstTheSpread": [{"team": side_team(team), "records": []} for team in (game.away, game.home)],
        "predictor": _predictor(game),
        "winprobability": [],
        "news": {"header": "NBA News", "articles": []},
        "header": header(game, situation),
        "videos": [],
        "wallclockAvailable": False,
        "meta": _meta(game, (), "pre" if situation.phase == "scheduled" else "post"),
        "standings": {"header": f"{game.season} Standings", "groups": []},
    }


def _game_info(game: Game, *, over: bool) -> Json:
    names = official_names(game)
    referee = {"name": "Referee", "displayName": "Referee", "id": "40"}
    return {
        "venue": _venue(game),
        "attendance": game.attendance if over else 0,
        "officials": [
            {"fullName": name, "displayName": name, "position": referee, "order": order}
            for order, name in enumerate(names, start=1)
        ],
    }


def _venue(game: Game) -> Json:
    venue = game.venue
    return {
        "id": venue.id,
        "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"venue:{venue.id}")),
        "fullName": venue.name,
        "shortName": venue.name[:20],
        "address": address(venue),
        "grass": False,
        "images": [],
    }


def _odds(game: Game) -> Json:
    rng = random.Random(f"{game.id}:odds")
    line = rng.randint(-13, 9) + 0.5
    favorite = game.home if line < 0 else game.away
    return {
        "provider": {"id": "100", "name": "Draft Kings", "priority": 1},
        "details": f"{favorite.abbreviation} -{abs(line)}",
        "overUnder": rng.randint(212, 238) + 0.5,
        "spread": line,
        "overOdds": -110.0,
        "underOdds": -110.0,
        "awayTeamOdds": _team_odds(game.away, line),
        "homeTeamOdds": _team_odds(game.home, -line),
    }


def _team_odds(team: Team, ahead: float) -> Json:
    """Return a team's odds; `ahead` is by how many points it is expected to win."""
    stake = round(100 + abs(ahead) * 30)
    return {
        "favorite": ahead > 0,
        "underdog": ahead < 0,
        "moneyLine": -stake if ahead > 0 else stake,
        "spreadOdds": -110.0,
        "teamId": team.id,
        "favoriteAtOpen": ahead > 0,
    }


def _predictor(game: Game) -> Json:
    chance = random.Random(f"{game.id}:predictor").uniform(20, 80)
    home, away = f"{chance:.1f}", f"{100 - chance:.1f}"
    return {
        "header": "Matchup Predictor",
        "homeTeam": {"id": game.home.id, "gameProjection": home, "teamChanceLoss": away},
        "awayTeam": {"id": game.away.id, "gameProjection": away, "teamChanceLoss": home},
    }


def _meta(game: Game, plays: tuple[Play, ...], state: str) -> Json:
    meta = {
        "gp_topic": f"gp-basketball-nba-{game.id}",
        "gameSwitcherEnabled": True,
        "picker_topic": "picker-basketball-nba",
        "gameState": state,
    }
    if plays:
        meta["lastUpdatedAt"] = second(plays[-1].wall + timedelta(seconds=1))
        meta["firstPlayWallClock"] = second(plays[0].wall)
        meta["lastPlayWallClock"] = second(plays[-1].wall)
    return meta
