"""The oddities of real play lists, in simulated ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.playlist import play_list
from include.devstack.simulator.espn.recordings import Recordings
from include.devstack.simulator.espn.script import Script, write_script
from include.devstack.simulator.espn.season import SeasonSettings, build_season
from include.devstack.simulator.espn.source import EspnSource
from include.devstack.simulator.espn.tally import tally

NO_COORDINATE = {"x": -214748340, "y": -214748365}


@pytest.fixture(scope="module")
def plays() -> list[dict[str, Any]]:
    source = EspnSource(SeasonSettings(), Clock(datetime(2026, 6, 30, tzinfo=UTC)), Recordings())
    event_id = source.games(date(2026, 1, 12))[0]["id"]
    return json.loads(source.summary(event_id))["plays"]


def scripts() -> Iterator[tuple[Game, Script]]:
    for game in build_season(2026, SeasonSettings()).games.values():
        yield game, write_script(game, 1)


def test_period_ends_have_no_team_and_no_coordinate(plays: list[dict[str, Any]]) -> None:
    ends = [play for play in plays if play["type"]["text"] in ("End Period", "End Game")]
    assert len(ends) >= 5
    assert all("team" not in play and "participants" not in play for play in ends)
    assert all(play["coordinate"] == NO_COORDINATE for play in ends)


def test_free_throws_have_no_coordinate_and_field_goals_have_one(plays: list[dict[str, Any]]) -> None:
    for play in plays:
        if play["shootingPlay"]:
            free_throw = play["type"]["text"].startswith("Free Throw")
            assert (play["coordinate"] == NO_COORDINATE) is free_throw


def test_a_type_can_hold_a_line_break(plays: list[dict[str, Any]]) -> None:
    assert any("\n" in play["type"]["text"] for play in plays)


def test_ids_are_unique_and_belong_to_the_game(plays: list[dict[str, Any]]) -> None:
    ids = [play["id"] for play in plays]
    assert len(set(ids)) == len(ids)
    assert all(play["id"].endswith(play["sequenceNumber"]) for play in plays)


def test_a_basket_can_be_taken_back_and_the_sums_still_agree() -> None:
    for game, script in scripts():
        falls = any(sum(later.score) < sum(earlier.score) for earlier, later in pairwise(script.plays))
        if falls:
            home, away = tally(script, script.plays)
            assert (home.total("points"), away.total("points")) == (game.home_score, game.away_score)
            return
    pytest.fail("no game of the season has a basket that was taken back")


def test_some_lists_are_not_sorted() -> None:
    for game, script in scripts():
        numbers = [int(row["sequenceNumber"]) for row in play_list(game, script.plays)]
        if numbers != sorted(numbers):
            return
    pytest.fail("all play lists of the season are sorted")


def test_minutes_of_a_team_add_up_to_five_players() -> None:
    game, script = next(scripts())
    home, _ = tally(script, script.plays)
    played = 48 * 60 + (game.periods - 4) * 300
    assert sum(line.seconds for line in home.lines) == pytest.approx(5 * played, abs=30)


def test_plus_minus_adds_up_to_five_times_the_margin() -> None:
    game, script = next(scripts())
    home, away = tally(script, script.plays)
    margin = game.home_score - game.away_score
    assert (home.total("plus_minus"), away.total("plus_minus")) == (5 * margin, -5 * margin)
