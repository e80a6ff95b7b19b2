"""Games of NBA.com as rows, made up but whole: plays that hold the box score's shots, players who add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import psycopg

from include.nba.games import GameRows
from include.nba.kinds import GameKind, SourceShape
from include.nba.rows import GameRow, PlayerBoxScoreRow, PlayRow, TeamBoxScoreRow

Connection = psycopg.Connection[Any]
SEASON = "2024-25"
FIRST_DAY = date(2024, 10, 22)
HOME, AWAY = "1610612744", "1610612747"
PLAYERS_A_TEAM = 10
SHOTS_A_TEAM = 80


def game_id(number: int) -> str:
    return f"00224{number:05d}"


def game(number: int = 1, *, home: str = HOME, away: str = AWAY, plays: int = 2 * SHOTS_A_TEAM) -> GameRows:
    """A regular game that the home team wins by 90 to 80; the first plays are both teams' shots."""
    name = game_id(number)
    day = FIRST_DAY + timedelta(days=number // 10)
    row = GameRow(
        game_id=name,
        season=SEASON,
        kind=GameKind.REGULAR,
        game_date=day,
        starts_at=datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC),
        home_team_id=home,
        away_team_id=away,
        home_score=90,
        away_score=80,
        periods=4,
        arena="Chase Center",
        source_shape=SourceShape.LIVE_DATA,
    )
    teams = (_team(name, home, away, 9, is_home=True), _team(name, away, home, 8, is_home=False))
    players = tuple(_player(name, team, index) for team in (home, away) for index in range(PLAYERS_A_TEAM))
    return GameRows(row, teams, players, tuple(_play(row, index) for index in range(plays)))


def _team(name: str, team: str, opponent: str, each: int, *, is_home: bool) -> TeamBoxScoreRow:
    """`each` is what each of the ten players scores."""
    return TeamBoxScoreRow(
        game_id=name,
        team_id=team,
        opponent_team_id=opponent,
        is_home=is_home,
        is_winner=is_home,
        tricode="GSW" if is_home else "LAL",
        minutes=240.0,
        points=each * PLAYERS_A_TEAM,
        field_goals_made=40,
        field_goals_attempted=SHOTS_A_TEAM,
        three_pointers_made=each,
        three_pointers_attempted=30,
        free_throws_made=1,
        free_throws_attempted=2,
        rebounds_offensive=10,
        rebounds_defensive=30,
        rebounds=40,
        assists=20,
        steals=8,
        blocks=5,
        turnovers=10,
        fouls_personal=20,
    )


def _player(name: str, team: str, index: int) -> PlayerBoxScoreRow:
    return PlayerBoxScoreRow(
        game_id=name,
        player_id=f"{team[-2:]}{index:03d}",
        team_id=team,
        player_name=f"Player {index} of {team}",
        position="G" if index < 5 else None,
        is_starter=index < 5,
        has_played=True,
        minutes=24.0,
        points=9 if team == HOME else 8,
        field_goals_made=4,
        field_goals_attempted=8,
        three_pointers_made=1,
        three_pointers_attempted=3,
        free_throws_made=0,
        free_throws_attempted=0,
        rebounds_offensive=1,
        rebounds_defensive=3,
        rebounds=4,
        assists=2,
        steals=1,
        blocks=0,
        turnovers=1,
        fouls_personal=2,
    )


def _play(row: GameRow, index: int) -> PlayRow:
    team = row.away_team_id if index % 2 else row.home_team_id
    is_shot = index < 2 * SHOTS_A_TEAM
    return PlayRow(
        game_id=row.game_id,
        action_number=index + 4,
        order_number=(index + 1) * 10_000,
        period=1 + index // 150 if index < 600 else 4,
        clock_seconds=720.0 - (index % 150) * 4.7,
        happened_at=row.starts_at and row.starts_at + timedelta(seconds=9.3 * index),
        action_type="2pt" if is_shot else "substitution",
        sub_type="Layup",
        qualifiers="pointsinthepaint",
        team_id=team,
        player_id=f"{team[-2:]}{index % PLAYERS_A_TEAM:03d}",
        possession_team_id=team,
        home_score=min(index // 2, 90),
        away_score=min(index // 2, 80),
        is_made=index % 4 < 2 if is_shot else None,
        shot_distance=2.5,
        shot_x=5.125,
        shot_y=48.75,
        description=f"J. Doe driving Layup ({index} PTS)\tassist: Ünal \\N",
    )


def with_score(rows: GameRows, home_score: int) -> GameRows:
    """The game as a correction of the home team's last points has it."""
    home = msgspec.structs.replace(rows.teams[0], points=home_score)
    corrected = msgspec.structs.replace(rows.game, home_score=home_score)
    return msgspec.structs.replace(rows, game=corrected, teams=(home, rows.teams[1]))


def counts(conn: Connection) -> dict[str, int]:
    """Rows of every table of schema `nba` that has any."""
    names = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'nba'").fetchall()
    found = {name: _count(conn, name) for (name,) in names}
    return {name: number for name, number in found.items() if number}


def versions(conn: Connection) -> dict[str, list[Any]]:
    """Changes with every write of a row of schema `nba`, also with a mere lock of it."""
    conn.commit()
    names = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'nba'").fetchall()
    query = "SELECT ctid::text, xmin::text, xmax::text FROM nba.{} ORDER BY ctid"
    return {name: conn.execute(_of(query, name)).fetchall() for (name,) in names}


def _count(conn: Connection, name: str) -> int:
    row = conn.execute(_of("SELECT count(*) FROM nba.{}", name)).fetchone()
    assert row is not None
    return int(row[0])


def _of(query: Any, name: str) -> psycopg.sql.Composed:
    return psycopg.sql.SQL(query).format(psycopg.sql.Identifier(name))
