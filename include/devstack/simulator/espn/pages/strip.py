"""The parts of a page that every kind of page has: `gmStrp`, `gmInfo` and the switcher's entry."""

from __future__ import annotations

import random

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages.teams import strip_teams
from include.devstack.simulator.espn.situation import Situation, status_type
from include.devstack.simulator.espn.summary import official_names
from include.devstack.simulator.espn.wording import Json, minute

_NATIONAL = ("ESPN", "TNT", "NBA TV", "ABC")


def strip(game: Game, situation: Situation) -> Json:
    """Return `gmStrp`: `tms` has the home team first, `tmsOrdrd` the away team."""
    type_ = status_type(game, situation)
    home, away = strip_teams(game, situation)
    return {
        "uid": f"s:40~l:46~e:{game.id}",
        "gid": game.id,
        "dt": minute(game.start),
        "isTdy": False,
        "nm": "basketball",
        "possAvail": False,
        "seasonType": game.season_type,
        "status": {
            "desc": type_["description"],
            "det": type_["detail"],
            "id": type_["id"],
            "state": type_["state"],
            "statusPrimary": type_["detail"],
        },
        "statusState": type_["state"],
        "tbd": False,
        "tms": [home, away],
        "isConferenceGame": False,
        "lgId": "46",
        "config": {"maxPeriods": 4},
        "hasWinner": situation.phase == "final",
        "bxscrSrc": "full" if situation.started and not situation.shell else "none",
        "tmsOrdrd": [away, home],
    }


def game_info(game: Game, situation: Situation) -> Json:
    """Return `gmInfo`: attendance and officials are absent until the game has begun."""
    channels = broadcasts(game)
    info: Json = {
        "broadcasts": channels,
        "cvrg": channels[0]["name"],
        "oddsAttr": "https://assets.espn.com/i/espnbet/Attribution_Light.svg",
        "darkOddsAttr": "https://assets.espn.com/i/espnbet/Attribution_Dark.svg",
        "gameState": status_type(game, situation)["state"],
        "dtTmVld": True,
        "dtTm": minute(game.start),
        "loc": game.venue.name,
        "locImg": f"https://a.espncdn.com/i/venues/nba/day/{game.venue.id}.jpg",
        "locAddr": {"city": game.venue.city, "state": game.venue.state},
        "weatherLink": "https://www.accuweather.com/?partner=espn_gc",
    }
    if situation.started:
        info["attnd"] = game.attendance
        info["refs"] = [{"dspNm": name, "pos": "Referee"} for name in official_names(game)]
    return info


def broadcasts(game: Game) -> list[Json]:
    """Return the channels: a national one in some games, and the two teams' own."""
    rng = random.Random(f"{game.id}:channels")
    rows = [{"type": "1", "market": "Home", "name": f"{team.name} TV"} for team in (game.home, game.away)]
    if rng.random() < 0.3:
        rows.insert(0, {"type": "1", "market": "National", "name": rng.choice(_NATIONAL)})
    return rows


def switcher(game: Game, situation: Situation) -> Json:
    """Return `gmSwtchrMta`, whose left side is the away team."""
    home, away = strip_teams(game, situation)
    entry: Json = {
        "statusState": status_type(game, situation)["state"],
        "date": minute(game.start),
        "timeValid": True,
        "primaryText": status_type(game, situation)["detail"],
        "id": int(game.id),
        "link": game_link(game),
        "leftSide": _switcher_side(away, "away"),
        "rightSide": _switcher_side(home, "home"),
        "selectedMatchupCharacter": "@",
        "ariaLabel": f"{game.away.display_name} @ {game.home.display_name}",
    }
    return {"firstPillOverride": entry, "gameSwitcherExpected": False, "topic": "picker-basketball-nba"}


def game_link(game: Game) -> str:
    """Return the address of the game's own page, without the host."""
    slug = f"{game.away.name}-{game.home.name}".lower().replace(" ", "-")
    return f"/nba/game/_/gameId/{game.id}/{slug}"


def _switcher_side(team: Json, side: str) -> Json:
    short = team["abbrev"].lower()
    image = f"https://a.espncdn.com/combiner/i?img=/i/teamlogos/nba/{{}}/{short}.png&w=80&h=80&cquality=40"
    return {
        "score": int(team.get("score", 0)),
        "uid": team["uid"],
        "isWinner": team.get("winner", False),
        "homeAway": side,
        "hasPossession": False,
        "logoSrcLight": image.format("500"),
        "logoSrcDark": image.format("500-dark"),
        "logoAlt": team["displayName"],
    }
