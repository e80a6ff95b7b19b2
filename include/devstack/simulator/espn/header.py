"""The summary's `header`: the competition with the home team first."""

from __future__ import annotations

import uuid

from include.devstack.simulator.espn.game import Game, Quarters, Record
from include.devstack.simulator.espn.situation import Situation, status_type
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import LEAGUE, Json, clubhouse, logos, minute


def header(game: Game, situation: Situation) -> Json:
    """Return the header. Scores, winner and linescores are absent until a game has begun."""
    full = "full" if situation.started and not situation.shell else "none"
    uid = f"s:40~l:46~e:{game.id}"
    competition = {
        "id": game.id,
        "uid": f"{uid}~c:{game.id}",
        "date": minute(game.start),
        "neutralSite": False,
        "conferenceCompetition": False,
        "boxscoreAvailable": situation.started,
        "commentaryAvailable": False,
        "liveAvailable": False,
        "onWatchESPN": False,
        "recent": False,
        "wallclockAvailable": situation.started,
        "boxscoreSource": full,
        "playByPlaySource": full,
        "competitors": _competitors(game, situation),
        "status": {"type": status_type(game, situation)},
        "broadcasts": [_broadcast(game)],
        "series": [],
        "boxscoreMinutes": situation.started,
    }
    return {
        "id": game.id,
        "uid": uid,
        "season": {"year": game.season, "current": False, "type": game.season_type},
        "timeValid": True,
        "competitions": [competition],
        "links": [_link(game)],
        "league": {**LEAGUE, "isTournament": False},
    }


def _competitors(game: Game, situation: Situation) -> list[Json]:
    points = (sum(situation.home_quarters), sum(situation.away_quarters))
    over = situation.phase == "final"
    home = (game.home, "home", situation.home_quarters, game.home_record, points[0] > points[1])
    away = (game.away, "away", situation.away_quarters, game.away_record, points[1] > points[0])
    return [
        _competitor(index, *side, started=situation.started, over=over)
        for index, side in enumerate((home, away))
    ]


def _competitor(
    order: int,
    team: Team,
    side: str,
    quarters: Quarters,
    record: Record,
    won: bool,
    *,
    started: bool,
    over: bool,
) -> Json:
    row: Json = {"id": team.id, "uid": team.uid, "order": order, "homeAway": side}
    if over:
        row["winner"] = won
    row["team"] = {
        "id": team.id,
        "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, team.uid)),
        "uid": team.uid,
        "location": team.location,
        "name": team.name,
        "abbreviation": team.abbreviation,
        "displayName": team.display_name,
        "color": team.color,
        "alternateColor": team.alternate_color,
        "logos": logos(team),
        "links": [clubhouse(team)],
    }
    if started:
        row["score"] = str(sum(quarters))
        row["linescores"] = [{"displayValue": str(points)} for points in quarters]
    summary = str(record.after(won=won) if over else record)
    row["record"] = [{"type": "total", "summary": summary, "displayValue": summary}]
    row["possession"] = False
    return row


def _broadcast(game: Game) -> Json:
    return {
        "type": {"id": "1", "shortName": "TV"},
        "market": {"id": "2", "type": "Home"},
        "media": {"shortName": f"{game.home.name} TV"},
        "lang": "en",
        "region": "us",
        "isNational": False,
    }


def _link(game: Game) -> Json:
    slug = f"{game.away.name}-{game.home.name}".lower().replace(" ", "-")
    return {
        "rel": ["summary", "desktop", "event"],
        "href": f"https://www.espn.com/nba/game/_/gameId/{game.id}/{slug}",
        "text": "Gamecast",
        "shortText": "Summary",
        "isExternal": False,
        "isPremium": False,
    }
