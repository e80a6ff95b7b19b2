"""The stats endpoints: 0021600270, Washington 115 at Oklahoma City 126 after overtime."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba.games import GameRows
from include.nba.kinds import GameKind, SourceShape
from include.nba.stats_shapes import read_stats_game

GAME, DAY = "0021600270", date(2016, 11, 30)
WIZARDS, THUNDER = "1610612764", "1610612760"


@pytest.fixture(scope="session")
def game(stats_box_score: bytes, stats_plays: bytes) -> GameRows:
    return read_stats_game(GAME, DAY, stats_box_score, stats_plays)


def _changed(body: bytes, table: str, row: int, header: str, value: Any) -> bytes:
    payload = json.loads(body)
    found = next(one for one in payload["resultSets"] if one["name"] == table)
    found["rowSet"][row][found["headers"].index(header)] = value
    return json.dumps(payload).encode()


def test_game_row(game: GameRows) -> None:
    row = game.game
    assert (row.season, row.kind, row.game_date) == ("2016-17", GameKind.REGULAR, DAY)
    assert (row.home_team_id, row.home_score, row.away_team_id, row.away_score) == (
        THUNDER,
        126,
        WIZARDS,
        115,
    )
    assert (row.periods, row.source_shape, row.attendance) == (5, SourceShape.STATS, None)


def test_home_is_told_by_the_descriptions_although_the_visitor_comes_first(game: GameRows) -> None:
    assert [(team.team_id, team.is_home, team.is_winner) for team in game.teams] == [
        (THUNDER, True, True),
        (WIZARDS, False, False),
    ]


@pytest.mark.parametrize(
    "column",
    ["points", "field_goals_made", "three_pointers_attempted", "rebounds", "turnovers", "fouls_personal"],
)
def test_players_add_up_to_the_team(game: GameRows, column: str) -> None:
    for team in game.teams:
        players = [getattr(player, column) for player in game.players if player.team_id == team.team_id]
        assert sum(players) == getattr(team, column)


def test_minutes_of_a_team_add_up_to_265_with_an_overtime(game: GameRows) -> None:
    """The source rounds each player's minutes to the second."""
    for team in game.teams:
        minutes = sum(player.minutes or 0 for player in game.players if player.team_id == team.team_id)
        assert team.minutes == 265
        assert minutes == pytest.approx(265, abs=0.05)


def test_player_row(game: GameRows) -> None:
    westbrook = next(player for player in game.players if player.player_id == "201566")
    assert (westbrook.player_name, westbrook.is_starter, westbrook.minutes) == (
        "Russell Westbrook",
        True,
        41.1167,
    )
    assert (westbrook.points, westbrook.points_in_the_paint, westbrook.jersey) == (35, None, None)


def test_who_did_not_play_has_no_numbers(stats_box_score: bytes, stats_plays: bytes) -> None:
    """A bench player without minutes: the source has null in all his columns."""
    payload = json.loads(stats_box_score)
    table = payload["resultSets"][0]
    values = {"MIN": None, "COMMENT": "DNP - Coach's Decision", "PLAYER_ID": 77, "START_POSITION": ""}
    who = {"GAME_ID": GAME, "TEAM_ID": int(THUNDER), "PLAYER_NAME": "Somebody"}
    table["rowSet"].append([{**who, **values}.get(header) for header in table["headers"]])
    game = read_stats_game(GAME, DAY, json.dumps(payload).encode(), stats_plays)
    absent = next(player for player in game.players if player.player_id == "77")
    assert (absent.has_played, absent.minutes, absent.points) == (False, None, None)
    assert absent.reason_not_played == "DNP - Coach's Decision"


def test_plays_are_in_the_order_of_rows_not_of_event_numbers(game: GameRows) -> None:
    numbers = [row.action_number for row in game.plays]
    assert len(numbers) == 540
    assert numbers != sorted(numbers)
    assert [row.order_number for row in game.plays] == list(range(540))


def test_kinds_of_plays(game: GameRows) -> None:
    counts = Counter(row.action_type for row in game.plays)
    assert (counts["2pt"] + counts["3pt"], counts["freethrow"], counts["rebound"]) == (193, 57, 121)
    assert sum(row.action_type == "3pt" for row in game.plays) == 58
    assert (counts["period"], counts["turnover"], counts["other"]) == (10, 26, 0)


def test_score_is_visitor_first_and_kept_between_baskets(game: GameRows) -> None:
    first = [(row.home_score, row.away_score) for row in game.plays[:6]]
    assert first == [(0, 0), (0, 0), (0, 2), (2, 2), (2, 2), (2, 2)]


def test_free_throws_and_rebounds_say_which(game: GameRows) -> None:
    thrown = Counter((row.sub_type, row.descriptor) for row in game.plays if row.action_type == "freethrow")
    assert thrown[("1 of 1", "technical")] == 2
    assert sum(row.is_made for row in game.plays if row.action_type == "freethrow" and row.is_made) == 39
    boards = Counter(
        (row.team_id, row.sub_type) for row in game.plays if row.action_type == "rebound" and row.player_id
    )
    assert boards == {
        (THUNDER, "offensive"): 9,
        (THUNDER, "defensive"): 38,
        (WIZARDS, "offensive"): 11,
        (WIZARDS, "defensive"): 37,
    }


def test_teams_own_action_has_no_player(game: GameRows) -> None:
    rebound = next(row for row in game.plays if row.description == "THUNDER Rebound")
    assert (rebound.team_id, rebound.player_id) == (THUNDER, None)


def test_steal_and_assist_are_kept_with_the_play(game: GameRows) -> None:
    turnover = next(row for row in game.plays if row.action_number == 12)
    assert (turnover.action_type, turnover.team_id, turnover.steal_player_id) == (
        "turnover",
        WIZARDS,
        "1627734",
    )
    assert turnover.description == "Mark Morris Bad Pass Turnover (P1.T1)"


def test_columns_are_read_by_header_not_by_place(
    game: GameRows, stats_box_score: bytes, stats_plays: bytes
) -> None:
    def turned(body: bytes) -> bytes:
        payload = json.loads(body)
        for table in payload["resultSets"]:
            table["headers"].reverse()
            for row in table["rowSet"]:
                row.reverse()
        return json.dumps(payload).encode()

    assert read_stats_game(GAME, DAY, turned(stats_box_score), turned(stats_plays)) == game


def test_missing_column_is_refused(stats_box_score: bytes, stats_plays: bytes) -> None:
    body = stats_box_score.replace(b'"DREB"', b'"DEFENSIVE"')
    with pytest.raises(PayloadError, match="no column DREB among"):
        read_stats_game(GAME, DAY, body, stats_plays)


def test_another_game_is_refused(stats_box_score: bytes, stats_plays: bytes) -> None:
    with pytest.raises(WrongGameError, match="asked for game 0021600271, got game 0021600270"):
        read_stats_game("0021600271", DAY, stats_box_score, stats_plays)


def test_row_of_another_game_is_refused(stats_box_score: bytes, stats_plays: bytes) -> None:
    body = _changed(stats_plays, "PlayByPlay", 5, "GAME_ID", "0021600271")
    with pytest.raises(WrongGameError, match="got game 0021600271"):
        read_stats_game(GAME, DAY, stats_box_score, body)


def test_points_that_do_not_add_up_are_incomplete(stats_box_score: bytes, stats_plays: bytes) -> None:
    body = _changed(stats_box_score, "PlayerStats", 0, "PTS", 0)
    with pytest.raises(IncompletePayloadError, match="have 96 points in the box score, the team has 115"):
        read_stats_game(GAME, DAY, body, stats_plays)


def test_live_data_is_not_a_stats_answer(real_box_score: bytes, stats_plays: bytes) -> None:
    with pytest.raises(PayloadError, match="with resultSets"):
        read_stats_game(GAME, DAY, real_box_score, stats_plays)
