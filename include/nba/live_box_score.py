"""The shape of a liveData box score: `liveData/boxscore/boxscore_{game_id}.json`.

`game.homeTeam` and `game.awayTeam` name the sides, so no order of a list has a meaning. Marks are the
strings "0" and "1". Team statistics count the team's own rebounds in `reboundsTotal` and leave them out
of `reboundsPersonal`; `turnovers` are the players' and `turnoversTeam` the team's own.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from include.nba.decoding import Count, Instant, Measure, Signed, SourceId, decode

FINAL = 3
_Period = Annotated[int, msgspec.Meta(ge=1, le=30)]


class Counts(msgspec.Struct, rename="camel"):
    """What players and teams have in common."""

    points: Count
    field_goals_made: Count
    field_goals_attempted: Count
    three_pointers_made: Count
    three_pointers_attempted: Count
    free_throws_made: Count
    free_throws_attempted: Count
    rebounds_offensive: Count
    rebounds_defensive: Count
    assists: Count
    steals: Count
    blocks: Count
    turnovers: Count
    fouls_personal: Count
    minutes: str
    blocks_received: Count | None = None
    fouls_offensive: Count | None = None
    fouls_drawn: Count | None = None
    fouls_technical: Count | None = None
    points_in_the_paint: Count | None = None
    points_fast_break: Count | None = None
    points_second_chance: Count | None = None


class PlayerCounts(Counts, rename="camel"):
    """A player's numbers."""

    plus_minus_points: Measure | None = None


class TeamCounts(Counts, rename="camel"):
    """A team's numbers."""

    rebounds_team_offensive: Count | None = None
    rebounds_team_defensive: Count | None = None
    turnovers_team: Count | None = None
    fouls_team_technical: Count | None = None
    points_from_turnovers: Count | None = None
    bench_points: Count | None = None
    biggest_lead: Signed | None = None
    biggest_scoring_run: Count | None = None
    lead_changes: Count | None = None
    times_tied: Count | None = None
    time_leading: str | None = None


class Player(msgspec.Struct, rename="camel"):
    """A listed player."""

    person_id: SourceId
    name: str
    starter: str
    played: str
    statistics: PlayerCounts
    jersey_num: str | None = None
    position: str | None = None
    not_playing_reason: str | None = None


class PeriodScore(msgspec.Struct, rename="camel"):
    """A team's points in one period."""

    period: _Period
    score: Count


class Team(msgspec.Struct, rename="camel"):
    """One side of the game."""

    team_id: SourceId
    team_tricode: str
    score: Count
    statistics: TeamCounts
    players: list[Player]
    periods: list[PeriodScore] = []
    team_city: str | None = None
    team_name: str | None = None


class Arena(msgspec.Struct, rename="camel"):
    """Where it was played."""

    arena_name: str | None = None
    arena_city: str | None = None


class Game(msgspec.Struct, rename="camel"):
    """The game of a box score."""

    game_id: str
    game_status: int
    period: Annotated[int, msgspec.Meta(ge=0, le=30)]
    home_team: Team
    away_team: Team
    game_status_text: str = ""
    starts_at: Instant | None = msgspec.field(name="gameTimeUTC", default=None)
    attendance: Count | None = None
    duration: Count | None = None
    arena: Arena | None = None

    @property
    def teams(self) -> tuple[Team, Team]:
        """Home, away."""
        return self.home_team, self.away_team


class _Payload(msgspec.Struct):
    game: Game


def decode_box_score(body: bytes, game_id: str) -> Game:
    """Decode the box score of a game; nothing is checked but its shape.

    :raises PayloadError: when it is no box score.
    """
    return decode(body, _Payload, f"a liveData box score of game {game_id}").game
