"""A real game, from NBA.com's payloads to the tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from include.nba.games import GameRows, read_game
from include.warehouse.nba import derive_games, load_games, read_games

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
GAME = "0022000001"
# Column, and its name in the payload's own totals of a team.
TOTALS = {
    "points": "points",
    "field_goals_made": "fieldGoalsMade",
    "field_goals_attempted": "fieldGoalsAttempted",
    "three_pointers_made": "threePointersMade",
    "free_throws_made": "freeThrowsMade",
    "free_throws_attempted": "freeThrowsAttempted",
    "rebounds": "reboundsPersonal",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnovers": "turnovers",
}


@pytest.fixture
def box_score(shared_data: Path) -> bytes:
    return (shared_data / "nba_com" / f"boxscore_{GAME}.json").read_bytes()


@pytest.fixture
def rows(box_score: bytes, shared_data: Path) -> GameRows:
    return read_game(GAME, box_score, (shared_data / "nba_com" / f"playbyplay_{GAME}.json").read_bytes())


def test_a_real_game_comes_back_as_it_was_read(warehouse: Connection, rows: GameRows) -> None:
    load_games(warehouse, [rows])

    (back,) = read_games(warehouse, [GAME])
    assert (back.game, back.teams, back.plays) == (rows.game, rows.teams, rows.plays)
    assert {player.player_id: player for player in back.players} == {
        player.player_id: player for player in rows.players
    }


def test_loading_a_real_game_twice_writes_nothing(warehouse: Connection, rows: GameRows) -> None:
    load_games(warehouse, [rows])

    assert load_games(warehouse, [rows]).written == 0


def test_metrics_are_the_same_from_the_payload_and_from_the_tables(
    warehouse: Connection, rows: GameRows
) -> None:
    load_games(warehouse, [rows])
    derive_games(warehouse, [rows])

    assert derive_games(warehouse, read_games(warehouse, [GAME])).written == 0


def test_the_players_of_a_team_add_up_to_the_totals_of_the_payload(
    warehouse: Connection, rows: GameRows, box_score: bytes
) -> None:
    load_games(warehouse, [rows])

    sums = ", ".join(f"sum({column})" for column in TOTALS)
    query = f"SELECT team_id, {sums} FROM nba.player_box_scores GROUP BY team_id"
    payload = json.loads(box_score)["game"]
    assert {team: tuple(totals) for team, *totals in warehouse.execute(query)} == {
        str(team["teamId"]): tuple(team["statistics"][name] for name in TOTALS.values())
        for team in (payload["homeTeam"], payload["awayTeam"])
    }


def test_the_minutes_of_the_players_of_a_team_add_up_to_240(warehouse: Connection, rows: GameRows) -> None:
    load_games(warehouse, [rows])

    query = "SELECT sum(minutes) FROM nba.player_box_scores GROUP BY team_id"
    assert [minutes for (minutes,) in warehouse.execute(query)] == pytest.approx([240, 240], abs=0.01)
