from __future__ import annotations

import json

import pytest

from include.errors import PayloadError
from include.espn.scoreboard import Standing, fingerprint, read_scoreboard
from tests.espn_payloads import scoreboard


def test_every_standing_is_told_apart() -> None:
    body = scoreboard(
        ("1", "FINAL"), ("2", "SCHEDULED"), ("3", "IN_PROGRESS"), ("4", "POSTPONED"), ("5", "CANCELED")
    )
    assert [game.standing for game in read_scoreboard(body)] == [
        Standing.FINAL,
        Standing.NOT_STARTED,
        Standing.IN_PROGRESS,
        Standing.POSTPONED,
        Standing.CANCELED,
    ]


def test_postponed_game_is_not_final_although_its_state_is_post() -> None:
    (game,) = read_scoreboard(scoreboard(("4", "POSTPONED")))
    assert game.standing.is_called_off


def test_day_without_games_lists_none() -> None:
    assert read_scoreboard(b'{"events": []}') == []


def test_game_listed_twice_counts_once() -> None:
    assert [game.id for game in read_scoreboard(scoreboard(("1", "FINAL"), ("1", "FINAL")))] == ["1"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"code": 404, "message": "not found"}',
        b'{"events": null}',
        b'{"events": [{"id": "1"}]}',
        b'{"events": [{"id": "../1", "status": {"type": {"name": "", "state": "pre", "completed": false}}}]}',
    ],
)
def test_anything_else_is_a_payload_error_never_a_day_without_games(body: bytes) -> None:
    with pytest.raises(PayloadError):
        read_scoreboard(body)


def test_fingerprint_ignores_presentation_and_odds() -> None:
    plain = json.loads(scoreboard(("1", "FINAL")))
    dressed = json.loads(scoreboard(("1", "FINAL"), provider={"name": "x"}))
    dressed["events"][0] |= {"links": ["a"], "odds": [1]}
    assert fingerprint(json.dumps(plain).encode()) == fingerprint(json.dumps(dressed).encode())


def test_fingerprint_changes_with_the_score() -> None:
    board = json.loads(scoreboard(("1", "FINAL")))
    before = fingerprint(json.dumps(board).encode())
    board["events"][0]["competitions"] = [{"competitors": [{"score": "101"}]}]
    assert fingerprint(json.dumps(board).encode()) != before
