from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba.box_score import BoxScore, read_box_score, verify_box_score
from include.nba.kinds import GameKind, SourceShape
from include.nba.rows import GameRow
from include.nba.schedule import read_schedule
from tests.unit.nba.payloads import AWAY, HOME, box_score, listed, player, schedule, team

NETS, WARRIORS = "1610612751", "1610612744"
SUMMED = (
    "points",
    "field_goals_made",
    "field_goals_attempted",
    "three_pointers_made",
    "three_pointers_attempted",
    "free_throws_made",
    "free_throws_attempted",
    "rebounds_offensive",
    "rebounds_defensive",
    "rebounds",
    "assists",
    "steals",
    "blocks",
    "blocks_received",
    "turnovers",
    "fouls_personal",
    "fouls_offensive",
    "fouls_drawn",
    "points_in_the_paint",
    "points_fast_break",
    "points_second_chance",
)


@pytest.fixture(scope="session")
def box(real_box_score: bytes) -> BoxScore:
    return read_box_score(real_box_score, "0022000001")


def test_game_row_of_a_real_box_score(box: BoxScore) -> None:
    """It began at 00:00 UTC on the 23rd: the New York day is the 22nd. No crowd is 0, not unknown."""
    assert box.game == GameRow(
        game_id="0022000001",
        season="2020-21",
        kind=GameKind.REGULAR,
        game_date=date(2020, 12, 22),
        starts_at=datetime(2020, 12, 23, tzinfo=UTC),
        home_team_id=NETS,
        away_team_id=WARRIORS,
        home_score=125,
        away_score=99,
        periods=4,
        arena="Barclays Center",
        arena_city="Brooklyn",
        attendance=0,
        duration_minutes=134,
        lead_changes=1,
        times_tied=1,
        source_shape=SourceShape.LIVE_DATA,
    )


def test_team_rows_of_a_real_box_score(box: BoxScore) -> None:
    home, away = box.teams
    assert (home.team_id, home.opponent_team_id, home.is_home, home.is_winner) == (NETS, WARRIORS, True, True)
    assert (away.team_id, away.opponent_team_id, away.is_home, away.is_winner) == (
        WARRIORS,
        NETS,
        False,
        False,
    )
    quarters = (home.points_q1, home.points_q2, home.points_q3, home.points_q4, home.points_overtime)
    assert quarters == (40, 23, 36, 26, None)
    assert (home.rebounds, home.rebounds_team_offensive, home.rebounds_team_defensive) == (57, 6, 2)
    assert (home.points_bench, home.biggest_lead, home.biggest_run, home.seconds_leading) == (
        54,
        38,
        11,
        2809.0,
    )


@pytest.mark.parametrize("column", SUMMED)
def test_players_add_up_to_the_payloads_own_team_totals(box: BoxScore, column: str) -> None:
    for row in box.teams:
        players = [player for player in box.players if player.team_id == row.team_id]
        assert sum(getattr(player, column) or 0 for player in players) == getattr(row, column)


def test_minutes_of_a_team_add_up_to_240(box: BoxScore) -> None:
    for row in box.teams:
        minutes = sum(player.minutes or 0 for player in box.players if player.team_id == row.team_id)
        assert row.minutes == 240
        assert minutes == pytest.approx(240, abs=0.001)


def test_player_row_of_a_real_box_score(box: BoxScore) -> None:
    harris = next(player for player in box.players if player.player_id == "203925")
    assert (harris.player_name, harris.jersey, harris.position) == ("Joe Harris", "12", "SF")
    assert (harris.is_starter, harris.has_played, harris.reason_not_played) == (True, True, None)
    assert (harris.minutes, harris.points, harris.rebounds, harris.plus_minus) == (20.7667, 10, 7, 21)


def test_who_did_not_play_has_no_numbers(box: BoxScore) -> None:
    absent = [player for player in box.players if not player.has_played]
    assert {player.reason_not_played for player in absent} == {
        "INACTIVE_COACH",
        "INACTIVE_INJURY",
        "INACTIVE_GLEAGUE_TWOWAY",
    }
    assert {(player.minutes, player.points, player.assists, player.plus_minus) for player in absent} == {
        (None, None, None, None)
    }
    assert (len(box.players), len(absent)) == (34, 6)


def test_who_came_on_without_a_number_has_zeros() -> None:
    home = team(HOME, "OKC", 101)
    home["players"][2]["played"] = "1"
    row = read_box_score(box_score(homeTeam=home), "0022400001").players[2]
    assert (row.has_played, row.minutes, row.points) == (True, 0.0, 0)


def test_technical_foul_from_the_bench_is_kept() -> None:
    home = team(HOME, "OKC", 101)
    home["players"][2]["statistics"]["foulsTechnical"] = 1
    row = read_box_score(box_score(homeTeam=home), "0022400001").players[2]
    assert (row.has_played, row.fouls_technical) == (False, 1)


def test_overtimes_are_summed_in_one_column() -> None:
    home = team(HOME, "OKC", 101)
    home["periods"] += [{"period": 5, "score": 11}, {"period": 6, "score": 7}]
    row = read_box_score(box_score(homeTeam=home, period=6), "0022400001").teams[0]
    assert row.points_overtime == 18


def test_day_of_a_game_on_the_night_the_clocks_go_back() -> None:
    """2024-11-03 00:30 UTC is 20:30 on the 2nd in New York, still in summer time."""
    assert read_box_score(box_score(), "0022400001").game.game_date == date(2024, 11, 2)


def test_day_of_the_schedule_counts_and_the_first_day_is_kept() -> None:
    games = {"01/01/2025": [listed("0022400001", code="20241231/WASOKC")]}
    (scheduled,) = read_schedule(schedule(games), "2024-25").games
    game = read_box_score(box_score(), "0022400001", scheduled).game
    assert (game.game_date, game.original_date) == (date(2025, 1, 1), date(2024, 12, 31))


def test_another_game_is_refused(real_box_score: bytes) -> None:
    with pytest.raises(WrongGameError, match="asked for game 0022000002, got game 0022000001"):
        verify_box_score(real_box_score, "0022000002")


def test_game_in_progress_is_incomplete() -> None:
    body = box_score(gameStatus=2, gameStatusText="Q4 2:10", period=4)
    with pytest.raises(
        IncompletePayloadError, match=r"not final in its box score \(gameStatus 2, 'Q4 2:10'\)"
    ):
        verify_box_score(body, "0022400001")


def test_empty_shell_is_incomplete() -> None:
    home = team(HOME, "OKC", 101)
    for one in home["players"]:
        one["statistics"]["points"] = 0
    with pytest.raises(IncompletePayloadError, match="have 0 points in the box score, the team 101"):
        verify_box_score(box_score(homeTeam=home), "0022400001")


def test_final_tie_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="final with a tie of 100"):
        verify_box_score(box_score(home=100, away=100), "0022400001")


def test_final_before_the_last_period_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="final in period 3"):
        verify_box_score(box_score(period=3), "0022400001")


def test_short_all_star_game_is_whole() -> None:
    body = box_score("0032400011", home=41, away=25, period=1)
    assert read_box_score(body, "0032400011").game.periods == 1


def test_one_team_on_both_sides_is_refused() -> None:
    with pytest.raises(PayloadError, match=f"has team {AWAY} on both sides"):
        verify_box_score(box_score(homeTeam=team(AWAY, "WAS", 101)), "0022400001")


def test_player_listed_twice_is_refused() -> None:
    home = team(HOME, "OKC", 101)
    home["players"].append(player(home["players"][0]["personId"], 0))
    with pytest.raises(PayloadError, match="lists a player twice"):
        read_box_score(box_score(homeTeam=home), "0022400001")


@pytest.mark.parametrize("parts", [{"gameTimeUTC": None}, {"gameTimeUTC": "0001-01-01T00:00:00Z"}])
def test_game_without_a_plausible_start_needs_the_schedule(parts: dict[str, Any]) -> None:
    body = box_score(**parts)
    with pytest.raises(PayloadError, match=r"gameTimeUTC|plausible start"):
        read_box_score(body, "0022400001")
    (scheduled,) = read_schedule(schedule({"01/01/2025": [listed("0022400001")]}), "2024-25").games
    assert read_box_score(body, "0022400001", scheduled).game.game_date == date(2025, 1, 1)


def test_nul_character_is_refused() -> None:
    home = team(HOME, "OKC", 101)
    home["players"][0]["name"] = "A\0B"
    with pytest.raises(PayloadError, match="without NUL characters"):
        read_box_score(box_score(homeTeam=home), "0022400001")


def test_backslash_before_the_words_of_a_nul_is_no_nul() -> None:
    home = team(HOME, "OKC", 101)
    home["players"][0]["name"] = r"A\u0000B"
    assert any(
        player.player_name == r"A\u0000B"
        for player in read_box_score(box_score(homeTeam=home), "0022400001").players
    )


def test_number_that_no_integer_column_holds_is_refused(real_box_score: bytes) -> None:
    payload = json.loads(real_box_score)
    payload["game"]["attendance"] = 10**12
    with pytest.raises(PayloadError, match="attendance"):
        read_box_score(json.dumps(payload).encode(), "0022000001")
