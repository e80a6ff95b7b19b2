"""A payload of which nothing is known but its bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.errors import IncompletePayloadError, PayloadError
from include.nba.errors import StatsShapeError, UncountablePlaysError
from include.nba.plays import read_plays
from include.nba.reading import (
    PayloadKind,
    payload_kind,
    read_box_score_body,
    read_plays_body,
    read_schedule_body,
)
from include.nba.schedule import read_schedule
from tests.unit.nba.payloads import AWAY, HOME, action, box_score, listed, plays, schedule


def _plays(*actions: dict[str, Any]) -> bytes:
    return json.dumps({"game": {"gameId": "0022500001", "actions": list(actions)}}).encode()


def _stats(name: str, headers: list[str], *rows: list[Any]) -> bytes:
    return json.dumps({"resultSets": [{"name": name, "headers": headers, "rowSet": rows}]}).encode()


STATS_PLAYS = _stats("PlayByPlay", ["GAME_ID", "EVENTNUM", "SCORE"], ["0021600001", 2, "112 - 120"])


def test_kind_is_told_from_the_structure() -> None:
    bodies = (schedule({"12/31/2024": [listed("0022400001")]}), box_score(), plays())
    assert [payload_kind(body) for body in bodies] == list(PayloadKind)


def test_kind_of_real_payloads(real_schedule: bytes, real_box_score: bytes, real_plays: bytes) -> None:
    assert [payload_kind(body) for body in (real_schedule, real_box_score, real_plays)] == list(PayloadKind)


def test_schedule_of_the_season_that_it_names() -> None:
    read = read_schedule_body(schedule({"12/31/2024": [listed("0022400001")]}))
    assert (read.season, [game.id for game in read.games]) == ("2024-25", ["0022400001"])


@pytest.mark.parametrize("season", ["2016-17", "1999", "2024-26"])
def test_schedule_of_another_season_than_live_data_has_is_refused(season: str) -> None:
    with pytest.raises(PayloadError, match=r"leagueSchedule\.seasonYear"):
        read_schedule_body(schedule({}, season=season))


def test_box_score_of_the_game_that_it_names() -> None:
    game = read_box_score_body(box_score("0022400007")).game
    assert (game.game_id, game.home_score, game.away_score) == ("0022400007", 101, 99)


def test_box_score_of_a_game_under_way_is_incomplete() -> None:
    with pytest.raises(IncompletePayloadError, match="is not final"):
        read_box_score_body(box_score(gameStatus=2))


def test_plays_come_with_the_possessions_of_both_teams() -> None:
    """A basket with 4.7 seconds left, then a heave that misses."""
    read = read_plays_body(
        _plays(
            action(1, "period", subType="start"),
            action(2, "3pt", clock="PT00M04.70S", teamId=HOME, shotResult="Made", scoreHome="3"),
            action(3, "heave", clock="PT00M00.20S", teamId=AWAY, personId=0, scoreHome="3"),
            action(4, "rebound", clock="PT00M00.10S", teamId=AWAY, shotActionNumber=3, scoreHome="3"),
        )
    )
    assert (read.game_id, len(read.plays)) == ("0022500001", 4)
    assert read.possessions == {str(HOME): 1, str(AWAY): 1}


def test_missed_technical_free_throw_is_nobodys_possession() -> None:
    read = read_plays_body(
        _plays(
            action(1, "2pt", clock="PT11M40.00S", teamId=AWAY, shotResult="Missed"),
            action(2, "rebound", clock="PT11M38.00S", teamId=HOME, shotActionNumber=1),
            action(3, "foul", clock="PT11M30.00S", teamId=HOME, subType="technical"),
            action(
                4,
                "freethrow",
                clock="PT11M30.00S",
                teamId=AWAY,
                subType="1 of 1",
                descriptor="technical",
                shotResult="Missed",
            ),
            action(
                5,
                "rebound",
                clock="PT11M30.00S",
                teamId=AWAY,
                qualifiers=["deadball", "team"],
                shotActionNumber=4,
            ),
            action(6, "2pt", clock="PT11M20.00S", teamId=HOME, shotResult="Made", scoreHome="2"),
            action(7, "turnover", clock="PT11M05.00S", teamId=AWAY, scoreHome="2"),
        )
    )
    assert read.possessions == {str(HOME): 2, str(AWAY): 2}


def test_plays_of_one_team_only_are_refused() -> None:
    with pytest.raises(UncountablePlaysError, match=f"expected actions of two teams .*, got {HOME}"):
        read_plays_body(_plays(action(1, "turnover", teamId=HOME)))


def test_misordered_rebound_is_refused() -> None:
    body = _plays(
        action(1, "2pt", teamId=AWAY, shotResult="Missed"),
        action(2, "rebound", teamId=HOME, shotActionNumber=3),
        action(3, "3pt", teamId=AWAY, shotResult="Missed"),
    )
    with pytest.raises(UncountablePlaysError, match="comes before that shot"):
        read_plays_body(body)


@pytest.mark.parametrize("read", [payload_kind, read_plays_body, read_box_score_body, read_schedule_body])
def test_stats_shape_is_refused_with_what_to_do(read: Any) -> None:
    with pytest.raises(
        StatsShapeError, match=r"resultSets\), which is not read: fetch the game from liveData"
    ):
        read(STATS_PLAYS)


def test_real_stats_shape_is_refused(stats_plays: bytes) -> None:
    with pytest.raises(StatsShapeError):
        payload_kind(stats_plays)


def test_stats_shape_is_refused_where_live_data_was_asked_for() -> None:
    with pytest.raises(StatsShapeError, match="expected a liveData play-by-play of game 0021600001, got"):
        read_plays(STATS_PLAYS, "0021600001")
    with pytest.raises(StatsShapeError, match=r"expected NBA\.com's schedule of season 2024-25, got"):
        read_schedule(_stats("Schedule", []), "2024-25")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"game": {}}', b'{"game": {"gameId": "1"}}', b"\xff", b"0"]
)
def test_anything_else_is_refused(body: bytes) -> None:
    for read in (payload_kind, read_plays_body, read_box_score_body, read_schedule_body):
        with pytest.raises(PayloadError):
            read(body)
