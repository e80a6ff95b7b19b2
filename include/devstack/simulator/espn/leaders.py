"""Who led a team in points, rebounds and assists: in scoreboards and in summaries."""

from __future__ import annotations

from include.devstack.simulator.espn.tally import Line, TeamTally
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import Json, headshot, player_card, side_team

_CATEGORIES = (("points", "Points", "Pts"), ("rebounds", "Rebounds", "Reb"), ("assists", "Assists", "Ast"))


def scoreboard_leaders(team: Team, tally: TeamTally) -> list[Json]:
    """Return the `leaders` of a scoreboard's competitor."""
    rows = []
    for name, words, short in _CATEGORIES:
        best = _best(tally, name)
        value = int(getattr(best, name))
        player = best.player
        athlete = {
            "id": player.id,
            "fullName": player.name,
            "displayName": player.name,
            "shortName": player.short_name,
            "links": [player_card(player)],
            "headshot": headshot(player),
            "jersey": player.jersey,
            "position": {"abbreviation": player.position},
            "team": {"id": team.id},
            "active": True,
        }
        leader = {
            "displayValue": str(value),
            "value": float(value),
            "athlete": athlete,
            "team": {"id": team.id},
        }
        rows.append(
            {
                "name": name,
                "displayName": words,
                "shortDisplayName": short,
                "abbreviation": short,
                "leaders": [leader],
            }
        )
    return rows


def summary_leaders(team: Team, tally: TeamTally) -> Json:
    """Return one team's part of a summary's `leaders`."""
    rows = []
    for name, words, short in _CATEGORIES:
        best = _best(tally, name)
        player, value = best.player, str(getattr(best, name))
        athlete = {
            "id": player.id,
            "uid": f"s:40~l:46~a:{player.id}",
            "lastName": player.last,
            "fullName": player.name,
            "displayName": player.name,
            "shortName": player.short_name,
            "links": [player_card(player)],
            "headshot": {"href": headshot(player), "alt": player.name},
            "jersey": player.jersey,
            "position": {"abbreviation": player.position},
        }
        leader = {
            "displayValue": value,
            "athlete": athlete,
            "mainStat": {"value": value, "label": short.upper()},
            "summary": f"{best.field_goals}/{best.field_goal_attempts} FG, "
            f"{best.free_throws}/{best.free_throw_attempts} FT",
        }
        rows.append({"name": name, "displayName": words, "leaders": [leader]})
    return {"team": side_team(team), "leaders": rows}


def _best(tally: TeamTally, name: str) -> Line:
    return max(tally.lines, key=lambda line: int(getattr(line, name)))
