"""What people are told of a payload they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.espn.errors import UnknownFormatError
from include.espn.extraction.checks import CHECK_NAMES
from include.espn.reading_payloads import espn_page, espn_scoreboard, espn_summary
from tests.espn_payloads import scoreboard
from tests.unit.espn.simulated_game import Json, box_page, summary_payload, wrapped_payload


def body(payload: Json) -> bytes:
    return json.dumps(payload).encode()


def test_a_whole_summary_would_be_stored() -> None:
    found = espn_summary(body(summary_payload()))
    assert (found["archived"], found["checks"]) == ("stored", dict.fromkeys(CHECK_NAMES, True))


def test_a_shell_would_be_asked_for_again() -> None:
    found = espn_summary(body(summary_payload(shell=True)))
    assert found["archived"].startswith("incomplete: game ")
    assert found["checks"]["player_points"] is False


def test_a_wrapped_summary_is_never_fetched() -> None:
    assert "archived" not in espn_summary(body(wrapped_payload()))


def test_a_page_is_read_as_a_page_only() -> None:
    assert espn_page(body(box_page()))["checks"]["minutes"] is True
    with pytest.raises(UnknownFormatError, match="expected an ESPN game in Format 2, got one in Format 1"):
        espn_summary(body(box_page()))


def test_a_scoreboard_lists_its_games_and_its_broken_events() -> None:
    board = json.loads(scoreboard(("1", "FINAL"), ("2", "POSTPONED"), ("3", "FINAL")))
    del board["events"][2]["status"]
    found = espn_scoreboard(body(board))
    assert found["games"] == [{"id": "1", "standing": "final"}, {"id": "2", "standing": "postponed"}]
    ((place, game_id),) = [(event["place"], event["id"]) for event in found["broken"]]
    assert (place, game_id) == (2, "3")


def test_the_case_of_zero_minutes_is_told_as_incomplete(shared_data: Path) -> None:
    found = espn_summary((shared_data / "cases/espn_nba/03_espn_minutes_zero_for_all.json").read_bytes())
    assert found["archived"].startswith("incomplete: game 401000001: the minutes of all 2 players")
    assert found["checks"]["minutes"] is False


@pytest.mark.parametrize(
    ("name", "standings"),
    [
        ("20240115_11_finals.json", ["final"] * 11),
        ("20201223_postponed.json", ["postponed"]),
        ("20250214_no_games.json", []),
        ("20261003_scheduled.json", ["not_started"]),
    ],
)
def test_no_event_of_a_recorded_scoreboard_is_broken(
    shared_data: Path, name: str, standings: list[str]
) -> None:
    found = espn_scoreboard((shared_data / "espn_scoreboard" / name).read_bytes())
    assert [game["standing"] for game in found["games"]] == standings
    assert found["broken"] == []
