"""Small pieces that several parts of ESPN's payloads share."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.espn.teams import Team, Venue

Json = dict[str, Any]

LEAGUE: Json = {
    "id": "46",
    "uid": "s:40~l:46",
    "name": "National Basketball Association",
    "abbreviation": "NBA",
    "slug": "nba",
}
SEASON_SLUGS = {1: "preseason", 2: "regular-season", 3: "post-season", 5: "play-in-season"}


def dump(payload: Any) -> bytes:
    """Return JSON as ESPN sends it: compact, UTF-8."""
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


def minute(moment: datetime) -> str:
    """Return a UTC moment as `2025-11-16T00:00Z`."""
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def second(moment: datetime) -> str:
    """Return a UTC moment as `2025-11-16T00:10:43Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def logo(team: Team, folder: str = "500") -> str:
    return f"https://a.espncdn.com/i/teamlogos/nba/{folder}/{team.abbreviation.lower()}.png"


def clubhouse(team: Team) -> Json:
    href = f"https://www.espn.com/nba/team/_/name/{team.abbreviation.lower()}/{team.slug}"
    return {"rel": ["clubhouse", "desktop", "team"], "href": href, "text": "Clubhouse"}


def logos(team: Team) -> list[Json]:
    """Return the logo list of a header's team."""
    rows = []
    for folder, rel in (
        ("500", ["full", "default"]),
        ("500-dark", ["full", "dark"]),
        ("500/scoreboard", ["full", "scoreboard"]),
        ("500-dark/scoreboard", ["full", "scoreboard", "dark"]),
    ):
        size = {"width": 500, "height": 500, "alt": "", "rel": rel}
        rows.append({"href": logo(team, folder), **size, "lastUpdated": "2024-06-25T21:17Z"})
    return rows


def box_team(team: Team) -> Json:
    """Return a team as the summary's box score names it."""
    return {
        "id": team.id,
        "uid": team.uid,
        "slug": team.slug,
        "location": team.location,
        "name": team.name,
        "abbreviation": team.abbreviation,
        "displayName": team.display_name,
        "shortDisplayName": team.name,
        "color": team.color,
        "alternateColor": team.alternate_color,
        "logo": logo(team),
    }


def side_team(team: Team) -> Json:
    """Return a team as the summary's side parts (leaders, injuries) name it."""
    return {
        "id": team.id,
        "uid": team.uid,
        "displayName": team.display_name,
        "abbreviation": team.abbreviation,
        "links": [clubhouse(team)],
        "logo": logo(team),
        "logos": logos(team),
    }


def player_card(player: Player) -> Json:
    href = f"https://www.espn.com/nba/player/_/id/{player.id}/{player.slug}"
    return {"rel": ["playercard", "desktop", "athlete"], "href": href, "text": "Player Card"}


def headshot(player: Player) -> str:
    return f"https://a.espncdn.com/i/headshots/nba/players/full/{player.id}.png"


def address(venue: Venue) -> Json:
    return {"city": venue.city, "state": venue.state}
