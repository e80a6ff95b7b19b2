"""A day's scoreboard: the league, its calendar, and the day's events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from include.devstack.simulator.espn.calendar import first_day, season_of
from include.devstack.simulator.espn.game import Game, Quarters, Record
from include.devstack.simulator.espn.leaders import scoreboard_leaders
from include.devstack.simulator.espn.situation import Situation, status
from include.devstack.simulator.espn.tally import TeamTally
from include.devstack.simulator.espn.teams import Team
from include.devstack.simulator.espn.wording import (
    LEAGUE,
    SEASON_SLUGS,
    Json,
    address,
    clubhouse,
    logo,
    minute,
)

_LOS_ANGELES = ZoneInfo("America/Los_Angeles")
Tallies = tuple[TeamTally, TeamTally]


def scoreboard(day: date, events: Sequence[Json], days_with_games: Iterable[date]) -> Json:
    """Return the payload of a day; `events` is empty on a day without games."""
    season = season_of(day)
    kind = int(events[0]["season"]["type"]) if events else 2
    return {
        "leagues": [_league(season, kind, tuple(days_with_games))],
        "season": {"type": kind, "year": season},
        "day": {"date": day.isoformat()},
        "events": list(events),
    }


def event(game: Game, situation: Situation, tallies: Tallies | None) -> Json:
    """Return one event. `tallies` (home, away) fill statistics and leaders of a game under way or over."""
    uid = f"s:40~l:46~e:{game.id}"
    standing = status(game, situation)
    competition = {
        "id": game.id,
        "uid": f"{uid}~c:{game.id}",
        "date": minute(game.start),
        "attendance": game.attendance if situation.phase == "final" else 0,
        "type": {"id": "1", "abbreviation": "STD"},
        "timeValid": True,
        "neutralSite": False,
        "conferenceCompetition": False,
        "playByPlayAvailable": situation.started,
        "recent": False,
        "venue": {
            "id": game.venue.id,
            "fullName": game.venue.name,
            "address": address(game.venue),
            "indoor": True,
        },
        "competitors": _competitors(game, situation, tallies),
        "notes": [{"type": "event", "headline": game.note}] if game.note else [],
        "status": standing,
        "broadcasts": [],
        "format": {"regulation": {"periods": 4}},
        "startDate": minute(game.start),
        "broadcast": "",
        "geoBroadcasts": [],
        "highlights": [],
    }
    slug = f"{game.away.name}-{game.home.name}".lower().replace(" ", "-")
    return {
        "id": game.id,
        "uid": uid,
        "date": minute(game.start),
        "name": f"{game.away.display_name} at {game.home.display_name}",
        "shortName": f"{game.away.abbreviation} @ {game.home.abbreviation}",
        "season": {
            "year": game.season,
            "type": game.season_type,
            "slug": SEASON_SLUGS.get(game.season_type, "regular-season"),
        },
        "competitions": [competition],
        "links": [
            {
                "language": "en-US",
                "rel": ["summary", "desktop", "event"],
                "href": f"https://www.espn.com/nba/game/_/gameId/{game.id}/{slug}",
                "text": "Gamecast",
                "shortText": "Gamecast",
                "isExternal": False,
                "isPremium": False,
            }
        ],
        "status": standing,
    }


def _competitors(game: Game, situation: Situation, tallies: Tallies | None) -> list[Json]:
    home, away = sum(situation.home_quarters), sum(situation.away_quarters)
    over = situation.phase == "final"
    first, second = tallies or (None, None)
    rows = (
        (game.home, "home", situation.home_quarters, game.home_record, home > away, first),
        (game.away, "away", situation.away_quarters, game.away_record, away > home, second),
    )
    return [_competitor(order, *row, over=over) for order, row in enumerate(rows)]


def _competitor(
    order: int,
    team: Team,
    side: str,
    quarters: Quarters,
    record: Record,
    won: bool,
    tally: TeamTally | None,
    *,
    over: bool,
) -> Json:
    row: Json = {"id": team.id, "uid": team.uid, "type": "team", "order": order, "homeAway": side}
    if over:
        row["winner"] = won
    row["team"] = {
        "id": team.id,
        "uid": team.uid,
        "location": team.location,
        "name": team.name,
        "abbreviation": team.abbreviation,
        "displayName": team.display_name,
        "shortDisplayName": team.name,
        "color": team.color,
        "alternateColor": team.alternate_color,
        "isActive": True,
        "venue": {"id": team.venue.id},
        "links": [clubhouse(team)],
        "logo": logo(team, "500/scoreboard"),
    }
    row["score"] = str(sum(quarters))
    if quarters:
        row["linescores"] = [
            {"value": float(points), "displayValue": str(points), "period": period}
            for period, points in enumerate(quarters, start=1)
        ]
    row["statistics"] = _statistics(tally) if tally else []
    if tally:
        row["leaders"] = scoreboard_leaders(team, tally)
    summary = str(record.after(won=won) if over else record)
    row["records"] = [{"name": "overall", "abbreviation": "Game", "type": "total", "summary": summary}]
    return row


def _statistics(tally: TeamTally) -> list[Json]:
    rows = (
        ("rebounds", "REB", "rebounds"),
        ("assists", "AST", "assists"),
        ("fieldGoalsAttempted", "FGA", "field_goal_attempts"),
        ("fieldGoalsMade", "FGM", "field_goals"),
        ("freeThrowsAttempted", "FTA", "free_throw_attempts"),
        ("freeThrowsMade", "FTM", "free_throws"),
        ("points", "PTS", "points"),
        ("threePointFieldGoalsAttempted", "3PA", "three_attempts"),
        ("threePointFieldGoalsMade", "3PM", "threes"),
    )
    return [
        {"name": name, "abbreviation": short, "displayValue": str(tally.total(field))}
        for name, short, field in rows
    ]


@lru_cache(maxsize=16)
def _league(season: int, kind: int, days: tuple[date, ...]) -> Json:
    start, end = first_day(season) - timedelta(days=20), date(season, 6, 27)
    return {
        **LEAGUE,
        "season": {
            "year": season,
            "startDate": _midnight(start),
            "endDate": _midnight(end),
            "displayName": f"{season - 1}-{season % 100:02d}",
            "type": {"id": str(kind), "type": kind, "name": _KINDS.get(kind, "Regular Season")},
        },
        "calendarType": "day",
        "calendarIsWhitelist": True,
        "calendarStartDate": _midnight(start),
        "calendarEndDate": _midnight(end),
        "calendar": [_midnight(day) for day in sorted(days)],
    }


_KINDS = {1: "Preseason", 2: "Regular Season", 3: "Postseason", 5: "Play-In Season"}


def _midnight(day: date) -> str:
    moment = datetime.combine(day, time(0, 0), _LOS_ANGELES).astimezone(UTC)
    return minute(moment)
