"""A team as the page's strip names it, and the two orders in which the page lists both teams."""

from __future__ import annotations

import uuid

from include.devstack.simulator.espn.game import Game, Quarters, Record
from include.devstack.simulator.espn.situation import Situation
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import Json, logo


def strip_teams(game: Game, situation: Situation) -> tuple[Json, Json]:
    """Return the teams of the strip, home first. A game not begun has neither score nor periods."""
    home = _team(game.home, game.home_record, situation.home_quarters, situation, is_home=True)
    away = _team(game.away, game.away_record, situation.away_quarters, situation, is_home=False)
    if situation.phase == "final":
        winner = home if game.home_score > game.away_score else away
        winner["winner"] = True
    return home, away


def page_link(team: Team) -> str:
    """Return the address of a team's page, without the host."""
    return f"/nba/team/_/name/{team.abbreviation.lower()}/{team.slug}"


def _team(team: Team, record: Record, quarters: Quarters, situation: Situation, *, is_home: bool) -> Json:
    total, part = str(record), f"{record.won // 2}-{record.lost // 2}"
    row: Json = {
        "id": team.id,
        "abbrev": team.abbreviation,
        "displayName": team.display_name,
        "shortDisplayName": team.name,
        "logo": logo(team, "500/scoreboard"),
        "teamColor": team.color,
        "altColor": team.alternate_color,
        "uid": team.uid,
        "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, team.uid)),
        "recordSummary": "",
        "standingSummary": "",
        "location": team.location,
        "links": page_link(team),
        "logoDk": logo(team, "500-dark/scoreboard"),
        "records": [
            {"type": "total", "summary": total, "displayValue": total},
            {"type": "home" if is_home else "road", "summary": part, "displayValue": part},
        ],
        "recordTotal": total,
        "recordSupplemental": f"{part} {'Home' if is_home else 'Away'}",
        "isHome": is_home,
        "gmStrpClrV4": f"#{team.color}",
        "acsblClr": f"#{team.color}",
        "ltMdAcsblClr": f"#{team.color}",
        "logoMd": f"https://a.espncdn.com/combiner/i?img=/i/teamlogos/nba/500/scoreboard/"
        f"{team.abbreviation.lower()}.png&cquality=80&h=64&w=64",
    }
    if situation.started:
        row["linescores"] = [{"displayValue": str(points)} for points in quarters]
        row["calculatedLinescores"] = [{"displayValue": str(points)} for points in quarters]
        row["score"] = str(sum(quarters))
    return row
