"""What is derived of games, stored beside them."""

from __future__ import annotations

from typing import Any

import msgspec
import psycopg
import pytest

from include.nba.derive import game_metrics, player_metrics
from include.nba.games import GameRows
from include.nba.kinds import GameKind
from include.nba.season_to_date import TeamGame, team_season
from include.warehouse.nba import derive_games, load_games, read_games, read_team_games
from include.warehouse.nba.reading import BY_GAME, OF_THE_GAMES, read_rows
from include.warehouse.nba.tables import GAME_METRICS, PLAYER_GAME_METRICS
from include.warehouse.nba.writing import TableCounts
from tests.integration.warehouse.nba_rows import (
    AWAY,
    HOME,
    SEASON,
    counts,
    game,
    game_id,
    versions,
    with_score,
)

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
OTHER = "1610612738"


def load_and_derive(conn: Connection, *games: GameRows) -> None:
    with conn.transaction():
        load_games(conn, games)
        derive_games(conn, games)


def season_rows(conn: Connection) -> dict[str, tuple[int, int, int, int, int]]:
    query = "SELECT team_id, games, wins, losses, points, opponent_points FROM nba.team_season"
    return {row[0]: row[1:] for row in conn.execute(query)}


def test_metrics_of_both_teams_all_players_and_their_seasons_are_stored(warehouse: Connection) -> None:
    load_games(warehouse, [game(1)])

    derived = derive_games(warehouse, [game(1)])

    one = frozenset({game_id(1)})
    assert derived.tables == {
        "game_metrics": TableCounts(inserted=2, changed=one),
        "player_game_metrics": TableCounts(inserted=20, changed=one),
        "team_season": TableCounts(inserted=2, changed=frozenset({SEASON})),
    }
    assert derived.changed_games == one
    wanted = {"game_ids": [game_id(1)]}
    stored = read_rows(warehouse, GAME_METRICS, OF_THE_GAMES, BY_GAME, wanted)
    assert sorted(stored, key=lambda row: row.team_id) == sorted(
        game_metrics(game(1)), key=lambda row: row.team_id
    )
    players = read_rows(warehouse, PLAYER_GAME_METRICS, OF_THE_GAMES, BY_GAME, wanted)
    assert {row.player_id: row for row in players} == {row.player_id: row for row in player_metrics(game(1))}


def test_deriving_twice_writes_nothing(warehouse: Connection) -> None:
    load_and_derive(warehouse, game(1), game(2))
    before = versions(warehouse)

    with warehouse.transaction():
        derived = derive_games(warehouse, read_games(warehouse, [game_id(1), game_id(2)]))

    assert (derived.written, derived.changed_games) == (0, frozenset())
    assert versions(warehouse) == before


def test_a_season_so_far_sums_all_games_of_the_team_and_no_others(warehouse: Connection) -> None:
    load_and_derive(warehouse, game(1), game(2, home=OTHER, away=HOME))
    load_and_derive(warehouse, game(3, home=AWAY, away=OTHER))

    assert season_rows(warehouse) == {
        HOME: (2, 1, 1, 170, 170),
        AWAY: (2, 1, 1, 170, 170),
        OTHER: (2, 1, 1, 170, 170),
    }


def test_a_season_so_far_is_what_its_formulas_make_of_the_games(warehouse: Connection) -> None:
    load_and_derive(warehouse, game(1), game(2))

    played = read_team_games(warehouse, SEASON, GameKind.REGULAR, [HOME])

    expected = [TeamGame(rows.game, *rows.teams, *game_metrics(rows)) for rows in (game(1), game(2))]
    assert played == {HOME: expected}
    row = warehouse.execute("SELECT possessions, pace FROM nba.team_season WHERE team_id = %s", [HOME])
    assert row.fetchone() == (team_season(expected).possessions, team_season(expected).pace)


def test_kinds_and_seasons_are_summed_apart(warehouse: Connection) -> None:
    playoffs = game(2)
    playoffs = msgspec.structs.replace(
        playoffs, game=msgspec.structs.replace(playoffs.game, kind=GameKind.PLAYOFFS)
    )
    before = game(3)
    before = msgspec.structs.replace(before, game=msgspec.structs.replace(before.game, season="2023-24"))
    load_and_derive(warehouse, game(1), playoffs, before)

    query = "SELECT season, kind, games FROM nba.team_season WHERE team_id = %s ORDER BY season, kind"
    assert warehouse.execute(query, [HOME]).fetchall() == [
        ("2023-24", "regular", 1),
        ("2024-25", "playoffs", 1),
        ("2024-25", "regular", 1),
    ]


def test_a_correction_changes_the_metrics_of_its_game_and_the_seasons_of_its_teams(
    warehouse: Connection,
) -> None:
    load_and_derive(warehouse, game(1), game(2), game(3, home=OTHER))

    corrected = with_score(game(2), 92)
    with warehouse.transaction():
        changed = load_games(warehouse, [game(1), corrected]).changed_games
        derived = derive_games(warehouse, read_games(warehouse, changed))

    one = frozenset({game_id(2)})
    assert derived.tables == {
        "game_metrics": TableCounts(updated=2, changed=one),
        "player_game_metrics": TableCounts(unchanged=20),
        "team_season": TableCounts(updated=2, changed=frozenset({SEASON})),
    }
    assert season_rows(warehouse)[HOME] == (2, 2, 0, 182, 160)


def test_metrics_of_a_player_whom_a_correction_took_back_are_deleted(warehouse: Connection) -> None:
    load_and_derive(warehouse, game(1))
    whole = game(1)

    load_and_derive(warehouse, msgspec.structs.replace(whole, players=whole.players[:-1]))

    assert counts(warehouse)["player_game_metrics"] == 19


def test_a_game_that_was_never_loaded_has_no_metrics(warehouse: Connection) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation), warehouse.transaction():
        derive_games(warehouse, [game(1)])

    assert counts(warehouse) == {}
