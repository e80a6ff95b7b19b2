"""A summary without what only serves presentation: half the size, with everything that a reader reads."""

from __future__ import annotations

from include.devstack.simulator.espn.wording import Json

_PARTS = frozenset(
    {
        "againstTheSpread",
        "broadcasts",
        "injuries",
        "lastFiveGames",
        "leaders",
        "news",
        "odds",
        "pickcenter",
        "predictor",
        "seasonseries",
        "standings",
        "videos",
        "winprobability",
    }
)
_TEAM = frozenset({"logo", "logos", "links", "guid", "color", "alternateColor"})
_ATHLETE = frozenset({"links", "headshot", "guid"})
_PLAY = frozenset({"pointsAttempted", "shortDescription"})


def lean_summary(payload: Json) -> Json:
    """Return the summary without standings, news, odds, pictures and links. The given one is not changed."""
    lean = _without(payload, _PARTS)
    header = payload["header"]
    competition = header["competitions"][0]
    competitors = [_with_lean_team(row) for row in competition["competitors"]]
    lean["header"] = {
        **_without(header, frozenset({"links"})),
        "competitions": [{**competition, "competitors": competitors}],
    }
    box = payload["boxscore"]
    lean["boxscore"] = {**box, "teams": [_with_lean_team(side) for side in box["teams"]]}
    if "players" in box:
        lean["boxscore"]["players"] = [_player_side(side) for side in box["players"]]
    if "plays" in payload:
        lean["plays"] = [_play(play) for play in payload["plays"]]
    return lean


def _player_side(side: Json) -> Json:
    groups = [
        {
            **_without(group, frozenset({"descriptions"})),
            "athletes": [_athlete(row) for row in group["athletes"]],
        }
        for group in side["statistics"]
    ]
    return {**_with_lean_team(side), "statistics": groups}


def _athlete(row: Json) -> Json:
    return {**row, "athlete": _without(row["athlete"], _ATHLETE)}


def _play(play: Json) -> Json:
    return {**_without(play, _PLAY), "period": {"number": play["period"]["number"]}}


def _with_lean_team(row: Json) -> Json:
    return {**row, "team": _without(row["team"], _TEAM)}


def _without(part: Json, names: frozenset[str]) -> Json:
    return {key: value for key, value in part.items() if key not in names}
