"""The rows that NBA.com's games become: one struct for each table of schema `nba`, same names, same order.

All rows hold plain values. Ids are strings (game ids keep their leading zeros), minutes are decimal
minutes (49:25 is 49.4167), clocks are seconds left in the period, scores and counts are whole numbers,
shares are between 0 and 1, ratings are points per 100 possessions. None is what the source does not say.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from include.nba.kinds import GameKind, SourceShape


class GameRow(msgspec.Struct, frozen=True, kw_only=True):
    """A final game. Table `nba.games`, primary key `game_id`."""

    game_id: str
    season: str
    """As people write it: 2024-25."""
    kind: GameKind
    game_date: date
    """The New York day on which it was played."""
    original_date: date | None = None
    """The day it was first scheduled for, when it was postponed and the source still tells."""
    starts_at: datetime | None = None
    """The scheduled start, UTC."""
    home_team_id: str
    away_team_id: str
    home_score: int
    away_score: int
    periods: int
    """4, and one more for each overtime."""
    arena: str | None = None
    arena_city: str | None = None
    attendance: int | None = None
    duration_minutes: int | None = None
    """From the start to the end by the wall clock."""
    lead_changes: int | None = None
    times_tied: int | None = None
    source_shape: SourceShape


class TeamBoxScoreRow(msgspec.Struct, frozen=True, kw_only=True):
    """A team's totals in a game. Table `nba.team_box_scores`, primary key `(game_id, team_id)`.

    `rebounds*` and `turnovers` are what its players have; what the rules give to the team itself is in
    `rebounds_team_*` and `turnovers_team`.
    """

    game_id: str
    team_id: str
    opponent_team_id: str
    is_home: bool
    is_winner: bool
    tricode: str
    team_city: str | None = None
    team_name: str | None = None
    minutes: float
    """Of all its players: 240, and 25 more for each overtime."""
    points: int
    points_q1: int | None = None
    points_q2: int | None = None
    points_q3: int | None = None
    points_q4: int | None = None
    points_overtime: int | None = None
    """In all overtimes; None in a game without."""
    field_goals_made: int
    field_goals_attempted: int
    three_pointers_made: int
    three_pointers_attempted: int
    free_throws_made: int
    free_throws_attempted: int
    rebounds_offensive: int
    rebounds_defensive: int
    rebounds: int
    rebounds_team_offensive: int | None = None
    rebounds_team_defensive: int | None = None
    assists: int
    steals: int
    blocks: int
    blocks_received: int | None = None
    turnovers: int
    turnovers_team: int | None = None
    fouls_personal: int
    fouls_offensive: int | None = None
    fouls_drawn: int | None = None
    fouls_technical: int | None = None
    """Of its players and of the team."""
    points_in_the_paint: int | None = None
    points_fast_break: int | None = None
    points_second_chance: int | None = None
    points_from_turnovers: int | None = None
    points_bench: int | None = None
    biggest_lead: int | None = None
    biggest_run: int | None = None
    seconds_leading: float | None = None


class PlayerBoxScoreRow(msgspec.Struct, frozen=True, kw_only=True):
    """A listed player's game. Table `nba.player_box_scores`, primary key `(game_id, player_id)`.

    All numbers of somebody who did not play are None; somebody who came on has zeros.
    """

    game_id: str
    player_id: str
    team_id: str
    player_name: str
    jersey: str | None = None
    position: str | None = None
    """The starting position; None for who came from the bench."""
    is_starter: bool
    has_played: bool
    reason_not_played: str | None = None
    minutes: float | None = None
    points: int | None = None
    field_goals_made: int | None = None
    field_goals_attempted: int | None = None
    three_pointers_made: int | None = None
    three_pointers_attempted: int | None = None
    free_throws_made: int | None = None
    free_throws_attempted: int | None = None
    rebounds_offensive: int | None = None
    rebounds_defensive: int | None = None
    rebounds: int | None = None
    assists: int | None = None
    steals: int | None = None
    blocks: int | None = None
    blocks_received: int | None = None
    turnovers: int | None = None
    fouls_personal: int | None = None
    fouls_offensive: int | None = None
    fouls_drawn: int | None = None
    fouls_technical: int | None = None
    plus_minus: int | None = None
    points_in_the_paint: int | None = None
    points_fast_break: int | None = None
    points_second_chance: int | None = None


class PlayRow(msgspec.Struct, frozen=True, kw_only=True):
    """One action of a game's play-by-play. Table `nba.plays`, primary key `(game_id, action_number)`.

    `action_number` has gaps and is not always ascending; `order_number` is the order of play.
    """

    game_id: str
    action_number: int
    order_number: int
    period: int
    """1 to 4, overtimes from 5 on."""
    clock_seconds: float
    """Left in the period."""
    happened_at: datetime | None = None
    """By the wall clock, UTC."""
    action_type: str
    """2pt, 3pt, heave, freethrow, rebound, turnover, foul, steal, block, substitution, period, ..."""
    sub_type: str | None = None
    descriptor: str | None = None
    qualifiers: str | None = None
    """Joined by commas: fromturnover,2ndchance."""
    team_id: str | None = None
    player_id: str | None = None
    possession_team_id: str | None = None
    home_score: int
    away_score: int
    is_made: bool | None = None
    """Of shots and free throws. A heave without a result is a missed one."""
    shot_distance: float | None = None
    """Feet."""
    shot_x: float | None = None
    """Along the court, per cent of its length from the left."""
    shot_y: float | None = None
    """Across the court, per cent of its width."""
    shot_action_number: int | None = None
    """Of a rebound: the missed shot's action."""
    assist_player_id: str | None = None
    block_player_id: str | None = None
    steal_player_id: str | None = None
    foul_drawn_player_id: str | None = None
    official_id: str | None = None
    description: str | None = None


class GameMetricsRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a team's game is worth. Table `nba.game_metrics`, primary key `(game_id, team_id)`.

    Formulas: `include.nba.derive`.
    """

    game_id: str
    team_id: str
    opponent_team_id: str
    possessions: float
    """Counted from the plays (whole) where there are plays that allow it, else `possessions_estimated`."""
    possessions_counted: int | None = None
    possessions_estimated: float
    pace: float | None = None
    """Possessions per 48 minutes, mean of both teams."""
    offensive_rating: float | None = None
    defensive_rating: float | None = None
    net_rating: float | None = None
    effective_field_goal_share: float | None = None
    turnover_share: float | None = None
    offensive_rebound_share: float | None = None
    free_throw_rate: float | None = None


class PlayerGameMetricsRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a player's game is worth; only who played. Table `nba.player_game_metrics`,
    primary key `(game_id, player_id)`.

    Formulas: `include.nba.derive`.
    """

    game_id: str
    player_id: str
    team_id: str
    true_shooting_share: float | None = None
    """None without a shot or free throw."""
    usage_share: float | None = None
    """None for who was on the floor for no time at all."""
    game_score: float


class TeamSeasonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A team's season so far. Table `nba.team_season`, primary key `(season, kind, team_id)`.

    The shares and ratings are those of the summed games, not means of the games' own.
    """

    season: str
    kind: GameKind
    team_id: str
    last_game_date: date
    games: int
    wins: int
    losses: int
    minutes: float
    """Of game time: 48 a game, and 5 more for each overtime."""
    points: int
    opponent_points: int
    possessions: float
    opponent_possessions: float
    pace: float | None = None
    offensive_rating: float | None = None
    defensive_rating: float | None = None
    net_rating: float | None = None
    effective_field_goal_share: float | None = None
    turnover_share: float | None = None
    offensive_rebound_share: float | None = None
    free_throw_rate: float | None = None
    opponent_effective_field_goal_share: float | None = None
    opponent_turnover_share: float | None = None
    opponent_offensive_rebound_share: float | None = None
    opponent_free_throw_rate: float | None = None
