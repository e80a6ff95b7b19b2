"""The season's schedule, `scheduleLeagueV2`: one row a game under its New York day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from include.devstack.simulator.espn.calendar import first_day
from include.devstack.simulator.espn.game import Record
from include.devstack.simulator.espn.situation import Situation
from include.devstack.simulator.nba.boxscore import status_text
from include.devstack.simulator.nba.broadcasters import broadcaster_list, broadcasters
from include.devstack.simulator.nba.listing import Kind, Listing, Stage
from include.devstack.simulator.nba.teams import franchise
from include.devstack.simulator.nba.wording import EASTERN, Json, as_if_utc, dump, utc
from include.seasons import season_label

_NOBODY: Json = {
    "teamId": 0, "teamName": None, "teamCity": None, "teamTricode": None, "teamSlug": None,
    "wins": 0, "losses": 0, "score": 0, "seed": 0,
}  # fmt: skip
_STATUS = {"in_progress": 2, "final": 3}
_WEEKS = 36


@dataclass(frozen=True, slots=True)
class Shown:
    """A game as the schedule shows it at a moment."""

    listing: Listing
    stage: Stage
    start: datetime
    situation: Situation


def schedule(season: int, days: Iterable[tuple[date, list[bytes]]], made_at: datetime) -> bytes:
    """Return the body.

    :param days: the days in order, each with its rows as `schedule_row` makes them.
    :param made_at: goes into `meta.time`.
    """
    label = season_label(season)
    return dump(
        {
            "meta": {
                "version": 1,
                "request": f"http://nba.cloud/league/00/{label}/scheduleleaguev2?Format=json",
                "time": f"{made_at:%Y-%m-%dT%H:%M:%S}.0000Z",
            },
            "leagueSchedule": {
                "seasonYear": label,
                "leagueId": "00",
                "gameDates": [
                    {"gameDate": f"{day:%m/%d/%Y} 00:00:00", "games": [msgspec.Raw(row) for row in rows]}
                    for day, rows in days
                ],
                "weeks": _weeks(season),
                "broadcasterList": broadcaster_list(),
            },
        }
    )


def schedule_row(shown: Shown, sequence: int) -> bytes:
    """Return a game's row as JSON. A game that is not drawn has no teams, no code and no arena.

    `pointsLeaders` stays empty: it would take the plays of every game of the season.
    """
    listing, game, drawn = shown.listing, shown.listing.game, shown.stage != "undrawn"
    home, away = franchise(game.home), franchise(game.away)
    start = shown.start
    local = start.astimezone(EASTERN)
    day = datetime.combine(local.date(), time(0), EASTERN)
    week = _week(listing, local.date())
    return dump(
        {
            "gameId": listing.id,
            "gameCode": f"{local:%Y%m%d}/{away.tricode}{home.tricode}" if drawn else "",
            "gameStatus": _STATUS.get(shown.stage, 1),
            "gameStatusText": _status_text(shown, local),
            "gameSequence": sequence,
            "gameDateEst": as_if_utc(day),
            "gameTimeEst": f"1900-01-01T{local:%H:%M:%S}Z",
            "gameDateTimeEst": as_if_utc(start),
            "gameDateUTC": utc(day.astimezone(UTC)),
            "gameTimeUTC": f"1900-01-01T{start:%H:%M:%S}Z",
            "gameDateTimeUTC": utc(start),
            "awayTeamTime": as_if_utc(start, away.zone),
            "homeTeamTime": as_if_utc(start, home.zone),
            "day": f"{local:%a}",
            "monthNum": local.month,
            "weekNumber": week,
            "weekName": f"Week {week}" if week else "",
            "ifNecessary": False,
            "seriesGameNumber": listing.series_game,
            "gameLabel": listing.label,
            "gameSubLabel": listing.sub_label if drawn else listing.sub_label.split(" ")[-1],
            "seriesText": listing.series_text if drawn else "Date subject to change",
            "arenaName": game.venue.name if drawn else "",
            "arenaState": game.venue.state if drawn else "",
            "arenaCity": game.venue.city if drawn else "",
            "postponedStatus": "Y" if shown.stage == "postponed" else "N",
            "branchLink": "",
            "gameSubtype": listing.subtype,
            "isNeutral": listing.neutral,
            "broadcasters": broadcasters(home, away, national=sequence == 1),
            "homeTeam": _team(shown, 0) if drawn else _NOBODY,
            "awayTeam": _team(shown, 1) if drawn else _NOBODY,
            "pointsLeaders": [],
        }
    )


def _status_text(shown: Shown, local: datetime) -> str:
    match shown.stage:
        case "undrawn":
            return "TBD"
        case "postponed" | "canceled":
            return "PPD"
        case "in_progress" | "final":
            return status_text(shown.listing.game, shown.situation)
        case _:
            return f"{local:%I:%M} {'am' if local.hour < 12 else 'pm'} ET".lstrip("0")


def _team(shown: Shown, side: int) -> Json:
    game = shown.listing.game
    team, record = ((game.home, game.home_record), (game.away, game.away_record))[side]
    named = franchise(team)
    quarters = (shown.situation.home_quarters, shown.situation.away_quarters)[side]
    if shown.stage == "final":
        won = (game.home_score > game.away_score) == (side == 0)
        record = record.after(won=won)
    elif shown.listing.kind in (Kind.CUP_FINAL, Kind.ALL_STAR):
        record = Record()
    return {
        **named.named(),
        "teamSlug": named.slug,
        "wins": record.won,
        "losses": record.lost,
        "score": sum(quarters),
        "seed": shown.listing.seeds[side],
    }


def _week(listing: Listing, day: date) -> int:
    if listing.kind in (Kind.PRESEASON, Kind.ALL_STAR, Kind.CUP_FINAL):
        return 0
    opening = first_day(listing.game.season)
    return (day - (opening - timedelta(days=opening.weekday()))).days // 7 + 1


def _weeks(season: int) -> list[Json]:
    opening = first_day(season)
    monday = opening - timedelta(days=opening.weekday())
    rows = []
    for number in range(1, _WEEKS + 1):
        start = monday + timedelta(weeks=number - 1)
        rows.append(
            {
                "weekNumber": number,
                "weekName": f"Week {number}",
                "startDate": f"{max(start, opening)}T00:00:00Z",
                "endDate": f"{start + timedelta(days=6)}T00:00:00Z",
            }
        )
    return rows
