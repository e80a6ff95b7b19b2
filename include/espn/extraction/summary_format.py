"""Format 2, the site API's summary: the parts that are read, as typed structs. All else is skipped.

Order means nothing in it: box scores list the away team first, the header the home team. Only
`homeAway` and the team ids tell who is who.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

Whole = Annotated[int, msgspec.Meta(ge=-1_000_000_000, le=1_000_000_000)]
"""An integer that fits a database column. ESPN's mark for "no coordinate" (-214748340) fits too."""


class Struct(msgspec.Struct, gc=False):
    """Holds no reference cycles, so the garbage collector need not look at it."""


class Season(Struct):
    year: Whole | None = None
    type: Whole | None = None


class Team(Struct):
    id: str | None = None
    name: str | None = None
    abbreviation: str | None = None
    displayName: str | None = None


class Linescore(Struct):
    displayValue: str | None = None
    value: float | None = None


class Competitor(Struct):
    id: str
    homeAway: str | None = None
    winner: bool | None = None
    team: Team | None = None
    score: str | Whole | None = None
    linescores: list[Linescore] | None = None


class StatusType(Struct):
    completed: bool | None = None


class Status(Struct):
    type: StatusType | None = None


class Market(Struct):
    type: str | None = None


class Media(Struct):
    shortName: str | None = None


class Broadcast(Struct):
    market: Market | None = None
    media: Media | None = None


class Competition(Struct):
    competitors: list[Competitor]
    id: str | None = None
    date: str | None = None
    status: Status | None = None
    broadcasts: list[Broadcast] | None = None


class Header(Struct):
    id: str
    competitions: list[Competition]
    season: Season | None = None


class Address(Struct):
    city: str | None = None
    state: str | None = None


class Venue(Struct):
    fullName: str | None = None
    address: Address | None = None


class Official(Struct):
    displayName: str | None = None
    fullName: str | None = None
    order: Whole | None = None


class GameInfo(Struct):
    venue: Venue | None = None
    attendance: Whole | None = None
    officials: list[Official] | None = None


class TeamStatistic(Struct):
    name: str | None = None
    displayValue: str | None = None


class TeamBox(Struct):
    team: Team
    homeAway: str | None = None
    statistics: list[TeamStatistic] | None = None


class Position(Struct):
    abbreviation: str | None = None


class Athlete(Struct):
    id: str | None = None
    displayName: str | None = None
    shortName: str | None = None
    jersey: str | None = None
    position: Position | None = None


class AthleteRow(Struct):
    athlete: Athlete | None = None
    starter: bool | None = None
    didNotPlay: bool | None = None
    stats: list[str | None] | None = None


class PlayerStatistics(Struct):
    keys: list[str] | None = None
    labels: list[str] | None = None
    athletes: list[AthleteRow] | None = None
    totals: list[str | None] | None = None


class PlayersBox(Struct):
    team: Team
    statistics: list[PlayerStatistics] | None = None


class BoxScore(Struct):
    teams: list[TeamBox] | None = None
    players: list[PlayersBox] | None = None


class PlayType(Struct):
    text: str | None = None


class Period(Struct):
    number: Whole | None = None


class Clock(Struct):
    displayValue: str | None = None


class TeamId(Struct):
    id: str | None = None


class Coordinate(Struct):
    x: Whole | float | None = None
    y: Whole | float | None = None


class AthleteId(Struct):
    id: str | None = None


class Participant(Struct):
    athlete: AthleteId | None = None


class Play(Struct):
    id: str | None = None
    type: PlayType | None = None
    text: str | None = None
    homeScore: Whole | None = None
    awayScore: Whole | None = None
    period: Period | None = None
    clock: Clock | None = None
    scoringPlay: bool | None = None
    scoreValue: Whole | None = None
    pointsAttempted: Whole | None = None
    shootingPlay: bool | None = None
    coordinate: Coordinate | None = None
    team: TeamId | None = None
    participants: list[Participant] | None = None


class Meta(Struct):
    firstPlayWallClock: str | None = None
    lastPlayWallClock: str | None = None


class Summary(Struct):
    """A whole summary. `header` is what makes it one."""

    header: Header | None = None
    boxscore: BoxScore | None = None
    gameInfo: GameInfo | None = None
    plays: list[Play] | None = None
    meta: Meta | None = None
