"""Recorded payloads of NBA.com, which take precedence over simulated ones.

A folder holds `nba_com/boxscore_{id}.json`, `playbyplay_{id}.json` and `scheduleLeagueV2_{season}.json`,
each of them plain or with `.gz`.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from include.devstack.simulator.espn.calendar import game_day
from include.devstack.simulator.espn.game import Game, Quarters, split_score
from include.devstack.simulator.espn.teams import Team, Venue
from include.devstack.simulator.nba.listing import Kind, Listing, season_of_id
from include.devstack.simulator.nba.teams import BY_NBA_ID
from include.devstack.simulator.nba.wording import Json
from include.seasons import read_season

_OVERTIME_POINTS = 8
_STATUS_FINAL = 3


@dataclass(frozen=True, slots=True)
class NbaRecordings:
    """Recorded bodies by game id and by season, and the games they tell of.

    `listed` are the final games of recorded schedules, by season and id; `adopted` those of which only the
    box score is recorded: they take the place of the simulated game with their id.
    """

    boxscores: dict[str, bytes] = field(default_factory=dict)
    plays: dict[str, bytes] = field(default_factory=dict)
    schedules: dict[int, bytes] = field(default_factory=dict)
    listed: dict[int, dict[str, Listing]] = field(default_factory=dict)
    adopted: dict[str, Listing] = field(default_factory=dict)

    def body(self, document: str, game_id: str) -> bytes | None:
        """Return a recorded `boxscore` or `playbyplay`."""
        return (self.boxscores if document == "boxscore" else self.plays).get(game_id)


def load_nba_recordings(folder: Path) -> NbaRecordings:
    """Read the folder `nba_com` of a folder of recordings; without one nothing is recorded."""
    recordings = NbaRecordings()
    for path in sorted((folder / "nba_com").glob("*.json*")):
        name, _, which = path.name.split(".")[0].partition("_")
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if name == "boxscore":
            recordings.boxscores[which] = body
            listing = _from_box_score(json.loads(body)["game"])
            recordings.adopted[listing.id] = listing
        elif name == "playbyplay":
            recordings.plays[which] = body
        elif name == "scheduleLeagueV2":
            season = read_season(which)
            recordings.schedules[season] = body
            recordings.listed[season] = _from_schedule(json.loads(body))
    return recordings


def _from_schedule(payload: Json) -> dict[str, Listing]:
    rows = [row for day in payload["leagueSchedule"]["gameDates"] for row in day["games"]]
    listings = [_from_row(row) for row in rows if row["gameStatus"] == _STATUS_FINAL]
    return {listing.id: listing for listing in listings}


def _from_row(row: Json) -> Listing:
    text = row["gameStatusText"]
    overtimes = int(text.partition("/OT")[2] or 1) if "/OT" in text else 0
    home, away = _quarters(row["gameId"], row["homeTeam"]["score"], row["awayTeam"]["score"], overtimes)
    venue = Venue("0", row["arenaName"], row["arenaCity"], row["arenaState"])
    return _listing(row["gameId"], row["gameDateTimeUTC"], row, venue, home, away, 0)


def _from_box_score(game: Json) -> Listing:
    arena = game["arena"]
    venue = Venue(str(arena["arenaId"]), arena["arenaName"], arena["arenaCity"], arena["arenaState"])
    home, away = (
        tuple(int(period["score"]) for period in game[side]["periods"]) for side in ("homeTeam", "awayTeam")
    )
    return _listing(game["gameId"], game["gameTimeUTC"], game, venue, home, away, int(game["attendance"]))


def _listing(
    game_id: str, start_text: str, row: Json, venue: Venue, home: Quarters, away: Quarters, crowd: int
) -> Listing:
    start = datetime.fromisoformat(start_text)
    teams = (_team(row["homeTeam"], venue), _team(row["awayTeam"], venue))
    kind = Kind(game_id[2])
    game = Game(
        game_id, season_of_id(game_id) or 0, 2, game_day(start), start, *teams, venue, home, away, crowd
    )
    return Listing(game=game, kind=kind, label=str(row.get("gameLabel", "")))


def _team(row: Json, venue: Venue) -> Team:
    known = BY_NBA_ID.get(row["teamId"])
    if known:
        return known
    return Team(
        str(row["teamId"]), row["teamTricode"], row["teamCity"], row["teamName"], "", "", "East", 0, venue
    )


def _quarters(game_id: str, home: int, away: int, overtimes: int) -> tuple[Quarters, Quarters]:
    """Return points by period that add up to scores of which only the totals are known."""
    rng = random.Random(f"split:{game_id}")
    if not overtimes:
        return split_score(rng, home), split_score(rng, away)
    level = min(home, away) - _OVERTIME_POINTS * overtimes
    between = (_OVERTIME_POINTS,) * (overtimes - 1)
    before = level + sum(between)
    one, other = split_score(rng, level), split_score(rng, level)
    return (*one, *between, home - before), (*other, *between, away - before)
