from __future__ import annotations

import json
import re
from typing import Any

import pytest

from include.errors import PayloadError
from include.espn.scoreboard import Scoreboard, Standing, fingerprint, read_scoreboard
from tests.espn_payloads import scoreboard


def test_every_standing_is_told_apart() -> None:
    body = scoreboard(
        ("1", "FINAL"), ("2", "SCHEDULED"), ("3", "IN_PROGRESS"), ("4", "POSTPONED"), ("5", "CANCELED")
    )
    assert [game.standing for game in read_scoreboard(body).games] == [
        Standing.FINAL,
        Standing.NOT_STARTED,
        Standing.IN_PROGRESS,
        Standing.POSTPONED,
        Standing.CANCELED,
    ]


def test_postponed_game_is_not_final_although_its_state_is_post() -> None:
    (game,) = read_scoreboard(scoreboard(("4", "POSTPONED"))).games
    assert game.standing.is_called_off


def test_day_without_games_lists_none() -> None:
    assert read_scoreboard(b'{"events": []}') == Scoreboard([], [])


def test_game_listed_twice_counts_once() -> None:
    body = scoreboard(("1", "FINAL"), ("1", "FINAL"))
    assert [game.id for game in read_scoreboard(body).games] == ["1"]


def broken_board(place: int, event: Any) -> Scoreboard:
    """What is read of three finals of which one is something else."""
    board = json.loads(scoreboard(("1", "FINAL"), ("2", "FINAL"), ("3", "FINAL")))
    board["events"][place] = event
    return read_scoreboard(json.dumps(board).encode())


STATUS = {"type": {"name": "STATUS_FINAL", "state": "post", "completed": True}}


@pytest.mark.parametrize(
    ("event", "name", "error"),
    [
        ({"id": "2"}, "2", r"at events\[1\]: Object missing required field `status`"),
        ({"id": "2", "status": {"type": {"name": "X"}}}, "2", r"at events\[1\]: .*`state`"),
        ({"id": 2, "status": STATUS}, "2", r"at events\[1\]: Expected `str`, got `int` - at `\$.id`"),
        ({"id": None, "status": STATUS}, "events[1]", r"at events\[1\]: .*got `null`"),
        ({"status": STATUS}, "events[1]", r"at events\[1\]: .*missing required field `id`"),
        ({"id": "../2", "status": STATUS}, "events[1]", r"digits as the id .* at events\[1\].id, got '../2'"),
        ({"id": "9" * 21, "status": STATUS}, "events[1]", r"digits as the id"),
        (None, "events[1]", r"at events\[1\]: Expected `object`, got `null`"),
        ([], "events[1]", r"at events\[1\]: Expected `object`, got `array`"),
    ],
    ids=str,
)
def test_a_broken_event_is_named_and_costs_that_event_only(event: Any, name: str, error: str) -> None:
    board = broken_board(1, event)
    assert [game.id for game in board.games] == ["1", "3"]
    (broken,) = board.broken
    assert (broken.name, broken.place) == (name, 1)
    assert re.search(error, broken.error)


def test_all_events_broken_are_another_structure() -> None:
    board = json.loads(scoreboard(("1", "FINAL"), ("2", "FINAL")))
    for event in board["events"]:
        event["state"] = event.pop("status")
    with pytest.raises(PayloadError, match=r"none of the 2 events .* can be read; the first, 1: expected id"):
        read_scoreboard(json.dumps(board).encode())


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
