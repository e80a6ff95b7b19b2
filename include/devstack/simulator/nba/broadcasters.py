"""Who shows a game: national television, and television and radio of both teams."""

from __future__ import annotations

from include.devstack.simulator.nba.teams import Franchise
from include.devstack.simulator.nba.wording import Json

_NATIONAL = (2, "ESPN")
_EMPTY = (
    "nationalRadioBroadcasters",
    "nationalOttBroadcasters",
    "homeOttBroadcasters",
    "awayOttBroadcasters",
    "intlRadioBroadcasters",
    "intlTvBroadcasters",
    "intlOttBroadcasters",
)


def broadcasters(home: Franchise, away: Franchise, *, national: bool) -> Json:
    """Return the `broadcasters` of a schedule's row."""
    shown = {
        "nationalTvBroadcasters": [_one("natl", "tv", *_NATIONAL, -1) | {"localizationRegion": ""}]
        if national
        else [],
        "homeTvBroadcasters": [_one("home", "tv", *_station(home, "TV"), home.id)],
        "homeRadioBroadcasters": [_one("home", "radio", *_station(home, "Radio"), home.id)],
        "awayTvBroadcasters": [_one("away", "tv", *_station(away, "TV"), away.id)],
        "awayRadioBroadcasters": [_one("away", "radio", *_station(away, "Radio"), away.id)],
    }
    return {**shown, **{name: [] for name in _EMPTY}}


def broadcaster_list() -> list[Json]:
    """Return the schedule's list of all broadcasters, which names the national ones."""
    number, name = _NATIONAL
    row = {"broadcasterId": number, "broadcasterDisplay": name, "broadcasterAbbreviation": name}
    return [{**row, "broadcasterDescription": "", "regionId": 1}]


def _station(team: Franchise, medium: str) -> tuple[int, str]:
    return team.id % 1000 + (5000 if medium == "TV" else 6000), f"{team.name} {medium}"


def _one(scope: str, medium: str, number: int, name: str, team_id: int) -> Json:
    return {
        "broadcasterScope": scope,
        "broadcasterMedia": medium,
        "broadcasterId": number,
        "broadcasterDisplay": name,
        "broadcasterAbbreviation": name,
        "broadcasterDescription": "",
        "tapeDelayComments": "",
        "broadcasterVideoLink": "",
        "regionId": 1,
        "broadcasterTeamId": team_id,
        "broadcasterRanking": None,
    }
