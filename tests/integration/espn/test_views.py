"""The views of schema `espn`: what they show of a game, and that no odd document breaks them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from include.espn.catalog import FEATURES
from include.espn.extraction.stats import PLAYER_STATS, TEAM_STATS
from include.espn.features import extract_features
from tests.integration.espn.view_rows import GAME_ID, Json, add_game, document, features
from tests.unit.espn.simulated_game import pregame_payload, summary_payload, whole_page

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
VIEWS = ("games", "team_box_scores", "player_box_scores", "plays", "officials")
VIEW_OF_GROUP = {"game": "games", "player": "player_box_scores", "play": "plays"}


def rows(conn: Connection, view: str, game_id: str = GAME_ID) -> list[Json]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"SELECT * FROM espn.{view} WHERE game_id = %s", [game_id]).fetchall()


def test_the_views_have_a_column_for_every_feature_of_the_catalogue(warehouse: Connection) -> None:
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'espn'"
    columns = set(warehouse.execute(query).fetchall())

    wanted = {(VIEW_OF_GROUP[feature.group], feature.name) for feature in FEATURES}
    assert wanted - columns == set()
    assert {view for view, _ in columns} == set(VIEWS)


def test_a_game(warehouse: Connection) -> None:
    add_game(warehouse, document())

    (game,) = rows(warehouse, "games")
    assert game == {
        "game_id": GAME_ID,
        "season": "2025-26",
        "season_year": 2026,
        "game_date": date(2025, 11, 15),
        "tipoff": datetime(2025, 11, 16, 0, 30, tzinfo=UTC),
        "season_type": 2,
        "home_team_id": "2",
        "home_team_name": "Boston Celtics",
        "home_team_abbr": "BOS",
        "away_team_id": "13",
        "away_team_name": "Los Angeles Lakers",
        "away_team_abbr": "LAL",
        "home_score": 128,
        "away_score": 123,
        **{f"home_q{quarter}_score": points for quarter, points in enumerate((30, 28, 31, 25), 1)},
        "home_overtime_score": 14,
        **{f"away_q{quarter}_score": points for quarter, points in enumerate((27, 31, 29, 27), 1)},
        "away_overtime_score": 9,
        "overtime": True,
        "margin_of_victory": 5,
        "venue_name": "TD Garden",
        "venue_city": "Boston",
        "venue_state": "MA",
        "attendance": 19156,
        "sold_out": None,
        "broadcast_network": "ESPN",
        "broadcast_networks": ["ESPN", "NBC Sports Boston"],
        "game_duration": 154,
        "referee_1": "Ada Rowe",
        "total_plays": 2,
        "format": 2,
        "is_wrapped": False,
        "feature_count": 91,
        "extractor_version": "1",
        "enriched_at": datetime(2025, 11, 16, 11, tzinfo=UTC),
    }


def test_the_teams_of_a_game(warehouse: Connection) -> None:
    add_game(warehouse, document())

    home, away = sorted(rows(warehouse, "team_box_scores"), key=lambda row: not row["is_home"])
    names = ("team_id", "team_abbr", "opponent_abbr", "score", "opponent_score", "is_winner", "q1_score")
    assert [home[name] for name in names] == ["2", "BOS", "LAL", 128, 123, True, 30]
    assert [away[name] for name in names] == ["13", "LAL", "BOS", 123, 128, False, 27]
    assert (home["overtime_score"], away["overtime_score"]) == (14, 9)
    assert {name: home[name] for name in TEAM_STATS} == features()["box_score"]["home"]["team_stats"]


def test_the_players_of_a_game(warehouse: Connection) -> None:
    add_game(warehouse, document())

    found = rows(warehouse, "player_box_scores")
    assert [(row["team_abbr"], row["listing_order"], row["player_name"]) for row in found] == [
        ("BOS", 1, "Amos Field"),
        ("BOS", 2, "Béla Kovács"),
        ("LAL", 1, "Carl Dunn"),
        ("LAL", 2, "Dov Elm"),
    ]
    first, last = found[0], found[3]
    given = features()["box_score"]["home"]["players"][0]
    assert {name: first[name] for name in PLAYER_STATS} == given["stats"]
    assert (first["is_home"], first["opponent_abbr"], first["jersey_number"]) == (True, "LAL", "00")
    assert (first["starter"], first["played"], last["starter"], last["played"]) == (True, True, False, False)
    assert {last[name] for name in PLAYER_STATS} == {None}


def test_the_plays_of_a_game(warehouse: Connection) -> None:
    add_game(warehouse, document())

    shot, end = rows(warehouse, "plays")
    given = features()["plays_summary"]["plays"][0]
    assert (shot["play_number"], shot["play_id"]) == (1, given.pop("id"))
    assert {name: shot[name] for name in given} == given
    assert (end["play_number"], end["period"], end["clock"], end["shot_made"]) == (2, 5, "0.0", None)


def test_the_officials_of_a_game(warehouse: Connection) -> None:
    add_game(warehouse, document())

    found = [
        (row["listing_order"], row["official_name"], row["official_number"])
        for row in rows(warehouse, "officials")
    ]
    assert found == [(1, "Ada Rowe", "21"), (2, "Ben Shaw", None)]


@pytest.mark.parametrize("payload", [summary_payload, lambda: summary_payload(overtime=True), whole_page])
def test_the_features_of_both_formats_are_shown_whole(
    warehouse: Connection, payload: Callable[[], Json]
) -> None:
    found = extract_features(payload())
    add_game(warehouse, document(found))

    players = rows(warehouse, "player_box_scores")
    listed = [one for side in ("home", "away") for one in found["box_score"][side]["players"]]
    assert [{name: row[name] for name in PLAYER_STATS} for row in players] == [one["stats"] for one in listed]
    plays = rows(warehouse, "plays")
    names = [feature.name for feature in FEATURES if feature.group == "play"]
    assert [{name: row[name] for name in names} for row in plays] == [
        {name: play.get(name) for name in names} for play in found["plays_summary"]["plays"]
    ]
    teams = {row["is_home"]: row for row in rows(warehouse, "team_box_scores")}
    for is_home, side in ((True, "home"), (False, "away")):
        assert {name: teams[is_home][name] for name in TEAM_STATS} == found["box_score"][side]["team_stats"]


def test_a_game_before_its_start_has_two_teams_and_no_players(warehouse: Connection) -> None:
    add_game(warehouse, document(extract_features(pregame_payload())))

    (game,) = rows(warehouse, "games")
    assert (game["home_score"], game["margin_of_victory"], game["overtime"]) == (None, None, None)
    assert [row["is_winner"] for row in rows(warehouse, "team_box_scores")] == [None, None]
    assert (
        rows(warehouse, "player_box_scores") == rows(warehouse, "plays") == rows(warehouse, "officials") == []
    )


def test_a_game_that_was_not_enriched_is_in_no_view(warehouse: Connection) -> None:
    add_game(warehouse, {"other": 1})

    assert [rows(warehouse, view) for view in VIEWS] == [[], [], [], [], []]


def odd_documents() -> list[Any]:
    """Features with one value each replaced by something that does not belong there."""
    odd: list[Any] = [None, 5, "text", [], {}, True]
    found: list[Any] = list(odd)
    values = (*odd, "--", "+5", "", -1, 12.5, 1e30, "9" * 40, "2025-02-30T00:00:00Z", {"a": 1}, [None, 3, {}])

    def replaced(node: Any, root: Any) -> None:
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            kept = node[key]
            for value in values:
                node[key] = value
                found.append(copy.deepcopy(root))
            node[key] = kept
            if isinstance(kept, dict | list):
                replaced(kept, root)

    whole = features()
    whole["box_score"].pop("away")
    replaced(whole, whole)
    return found


def test_no_odd_document_breaks_a_view(warehouse: Connection) -> None:
    odd = odd_documents()
    assert len(odd) > 1000
    add_game(warehouse, document())
    with (
        warehouse.cursor() as cursor,
        cursor.copy("COPY raw_data.nba_games (game_id, source, data) FROM STDIN") as copied,
    ):
        for number, one in enumerate(odd):
            copied.write_row([str(number), "espn", json.dumps({"espn_features": one, "metadata": one})])

    for view in VIEWS:
        number = warehouse.execute(
            f"SELECT count(DISTINCT game_id) FROM (SELECT * FROM espn.{view} OFFSET 0) AS one"
        ).fetchone()
        assert number is not None
        assert number[0] > len(odd) / 2
        assert len(rows(warehouse, view)) > 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("5", 5),
        ("+5", 5),
        ("-15", -15),
        ("--", None),
        ("", None),
        ("-", None),
        ("12.5", None),
        ("1234567890", None),
        ("true", None),
        (None, None),
        ("5 ", None),
        ("٣", None),
    ],
)
def test_a_text_as_a_whole_number(warehouse: Connection, text: str | None, number: int | None) -> None:
    assert warehouse.execute("SELECT espn.to_integer(%s)", [text]).fetchone() == (number,)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-11-16T00:30:00Z", datetime(2025, 11, 16, 0, 30, tzinfo=UTC)),
        ("2025-11-16T11:00:00.25+00:00", datetime(2025, 11, 16, 11, tzinfo=UTC)),
        ("2025-02-30T00:30:00Z", None),
        ("2025-11-16T25:30:00Z", None),
        ("2025-11-16T00:30:00-05:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_text_as_a_time(warehouse: Connection, text: str | None, moment: datetime | None) -> None:
    warehouse.execute("SET timezone = 'America/New_York'")
    assert warehouse.execute("SELECT espn.to_timestamp(%s)", [text]).fetchone() == (moment,)


def test_a_team_is_found_by_an_index(warehouse: Connection) -> None:
    warehouse.execute("SET enable_seqscan = off")
    query = "EXPLAIN SELECT * FROM espn.games WHERE home_team_abbr = 'BOS' AND season = '2025-26'"
    plan = "\n".join(line for (line,) in warehouse.execute(query))
    assert "nba_games_espn_home" in plan
