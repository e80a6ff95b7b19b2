from __future__ import annotations

import json
from typing import Any

import pytest

from include.errors import IncompletePayloadError, PayloadError, WrongGameError
from include.nba.games import read_game
from include.nba.plays import read_plays, verify_plays
from include.nba.rows import PlayRow
from tests.unit.nba.payloads import action, box_score, plays

GAME = "0022000001"


@pytest.fixture(scope="session")
def rows(real_plays: bytes) -> tuple[PlayRow, ...]:
    return read_plays(real_plays, GAME)


def _body(*actions: dict[str, Any], game_id: str = "0022400001") -> bytes:
    return json.dumps({"game": {"gameId": game_id, "actions": list(actions)}}).encode()


def test_all_plays_of_a_real_game(rows: tuple[PlayRow, ...]) -> None:
    assert len(rows) == 610
    assert (rows[0].action_number, rows[-1].action_number) == (2, 729)


def test_order_number_is_the_order_and_action_number_is_not(rows: tuple[PlayRow, ...]) -> None:
    assert [row.order_number for row in rows] == sorted(row.order_number for row in rows)
    numbers = [row.action_number for row in rows]
    assert numbers != sorted(numbers)
    assert len(set(numbers)) == 610


def test_shot_of_a_real_game(rows: tuple[PlayRow, ...]) -> None:
    shot = next(row for row in rows if row.action_number == 13)
    assert (shot.period, shot.clock_seconds, shot.action_type, shot.sub_type) == (1, 671.0, "2pt", "DUNK")
    assert (shot.descriptor, shot.qualifiers, shot.is_made) == ("cutting", "pointsinthepaint", True)
    assert (shot.team_id, shot.player_id, shot.assist_player_id) == ("1610612744", "1630164", "203952")
    assert (shot.home_score, shot.away_score, shot.shot_distance) == (2, 4, 0.98)


def test_nobody_is_none_and_coordinates_belong_to_shots(rows: tuple[PlayRow, ...]) -> None:
    start = rows[0]
    assert (start.team_id, start.player_id, start.possession_team_id, start.shot_x) == (
        None,
        None,
        None,
        None,
    )
    assert {row.action_type for row in rows if row.shot_x is not None} == {"2pt", "3pt"}
    assert sum(row.shot_x is not None and row.shot_y is not None for row in rows) == 191


def test_empty_text_is_none(close_plays: bytes) -> None:
    """0022400500 writes "" as the sub type of steals and blocks."""
    steals = [row for row in read_plays(close_plays, "0022400500") if row.action_type == "steal"]
    assert {row.sub_type for row in steals} == {None}


def test_real_plays_are_whole(real_plays: bytes, close_plays: bytes) -> None:
    verify_plays(real_plays, GAME, (125, 99), 4)
    verify_plays(close_plays, "0022400500", (108, 106), 4)


def test_plays_are_put_in_order_before_the_last_score_is_read() -> None:
    first = action(1, "2pt", shotResult="Made", scoreHome="2")
    ends = json.loads(plays())["game"]["actions"]
    verify_plays(_body(*reversed(ends), first), "0022400001", (101, 99), 4)


def test_overtime_is_period_5() -> None:
    assert read_plays(plays(periods=5), "0022400001")[-1].period == 5


def test_another_game_is_refused(real_plays: bytes) -> None:
    with pytest.raises(WrongGameError, match="asked for the plays of game 0022000002, got game 0022000001"):
        read_plays(real_plays, "0022000002")


def test_plays_that_stop_before_the_end_are_incomplete(real_plays: bytes) -> None:
    payload = json.loads(real_plays)
    payload["game"]["actions"] = payload["game"]["actions"][:500]
    with pytest.raises(IncompletePayloadError, match="does not reach the end of period 4"):
        verify_plays(json.dumps(payload).encode(), GAME, (125, 99), 4)


def test_plays_without_the_overtime_are_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="does not reach the end of period 5"):
        verify_plays(plays(periods=4), "0022400001", (101, 99), 5)


def test_no_play_at_all_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="does not reach the end of period 4"):
        verify_plays(_body(), "0022400001", (101, 99), 4)


def test_other_last_score_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="ends at 101-99, its score is 103-99"):
        verify_plays(plays(), "0022400001", (103, 99), 4)


def test_action_number_twice_is_refused() -> None:
    with pytest.raises(PayloadError, match="has an actionNumber twice"):
        read_plays(_body(action(1, "2pt"), action(1, "3pt")), "0022400001")


@pytest.mark.parametrize("score", [("112", "120"), ("2", "0"), ("0", "3")])
def test_game_that_does_not_begin_at_0_0_is_refused(score: tuple[str, str]) -> None:
    start = action(1, "period", subType="start", scoreHome=score[0], scoreAway=score[1])
    with pytest.raises(PayloadError, match=f"to begin at 0-0, got {score[0]}-{score[1]} at action 1"):
        read_plays(_body(start, action(2, "2pt")), "0022400001")


def test_first_row_may_be_a_basket() -> None:
    rows = read_plays(_body(action(1, "3pt", shotResult="Made", scoreAway="3")), "0022400001")
    assert (rows[0].home_score, rows[0].away_score) == (0, 3)


def test_rebound_that_is_listed_before_its_miss_is_put_in_order() -> None:
    miss, rebound = action(5, "3pt", shotResult="Missed"), action(6, "rebound", shotActionNumber=5)
    rows = read_plays(_body(action(1, "period"), rebound, miss), "0022400001")
    assert [row.action_type for row in rows] == ["period", "3pt", "rebound"]


def test_heave_without_a_result_is_a_missed_shot() -> None:
    heave = action(1, "heave", subType="", personId=0, teamId=1610612738, shotDistance=83.49)
    (row,) = read_plays(_body(heave, game_id="0022500001"), "0022500001")
    assert (row.is_made, row.player_id, row.team_id) == (False, None, "1610612738")


def test_heave_without_a_team_is_the_one_of_who_had_the_ball() -> None:
    heave = action(1, "heave", teamId=0, possession=1610612738)
    (row,) = read_plays(_body(heave, game_id="0022500001"), "0022500001")
    assert row.team_id == "1610612738"


def test_made_heave_is_made() -> None:
    (row,) = read_plays(_body(action(1, "heave", shotResult="Made", scoreHome="3")), "0022400001")
    assert row.is_made is True


def test_shot_with_an_empty_result_has_none() -> None:
    (row,) = read_plays(_body(action(1, "2pt", shotResult="")), "0022400001")
    assert row.is_made is None


@pytest.mark.parametrize(
    "parts",
    [
        {"scoreHome": "-1"},
        {"shotResult": "made"},
        {"scoreHome": 3},
        {"clock": "11:40"},
        {"period": 0},
        {"timeActual": "today"},
    ],
)
def test_bad_action_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(PayloadError):
        read_plays(_body({**action(1, "2pt"), **parts}), "0022400001")


def test_a_game_is_its_box_score_and_its_plays(real_box_score: bytes, real_plays: bytes) -> None:
    game = read_game(GAME, real_box_score, real_plays)
    assert (len(game.teams), len(game.players), len(game.plays)) == (2, 34, 610)


def test_box_score_and_plays_must_agree() -> None:
    with pytest.raises(IncompletePayloadError, match="ends at 101-98, its score is 101-99"):
        read_game("0022400001", box_score(), plays(away=98))
