from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.errors import ParamError
from include.nba.kinds import GameKind
from include.nba.params import DailyParams, SeasonParams, kinds, read_daily_params, read_season_params
from include.nba.schedule import COUNTED_KINDS


def test_season_params_of_the_form_are_typed_and_an_emptied_field_counts_as_not_given() -> None:
    form = {"season": "", "since": "", "chunk_days": 31, "adaptive": True, "retention_hours": None}
    assert read_season_params(form) == SeasonParams(chunk_days=31, adaptive=True)


def test_daily_params_of_the_form_are_typed() -> None:
    found = read_daily_params({"days": ["2024-11-03"], "refresh_days": 0, "dry_run": True})
    assert found == DailyParams(days=(date(2024, 11, 3),), refresh_days=0, dry_run=True)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"chunk_days": 0}, "chunk_days must be between 1 and 31, got 0"),
        ({"chunk_days": 32}, "chunk_days must be between 1 and 31, got 32"),
        ({"chunk_days": "7"}, "chunk_days"),
        ({"parallel_chunks": 0}, "parallel_chunks must be between 1 and 8, got 0"),
        ({"parallel_chunks": 9}, "parallel_chunks must be between 1 and 8, got 9"),
        ({"retention_hours": 0}, "retention_hours must be between 1 and"),
        ({"season": "2024-26"}, "a season is written like 2023-24"),
        ({"season": "2024"}, "a season is written like 2023-24"),
        ({"season": "2018-19"}, "live data begins with season 2019-20; 2018-19 is older"),
        ({"since": "22400500"}, "an NBA game id is ten digits"),
        ({"since": "0021600270"}, "live data begins with season 2019-20; 2016-17 is older"),
        (
            {"season": "2023-24", "since": "0022400500"},
            "since 0022400500 is a game of 2024-25, season is 2023-24: name the season of that game",
        ),
        ({"seasons": "2024-25"}, "the params are season, since, chunk_days"),
        ({"dry_run": "true"}, "dry_run"),
    ],
)
def test_season_params_that_cannot_be_used_are_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_season_params(values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"days": ["2019-06-13"]}, "days holds 2019-06-13; NBA.com's live data begins with season 2019-20"),
        ({"days": ["2024-02-30"]}, "days as YYYY-MM-DD"),
        ({"days": "2024-02-03"}, "days as YYYY-MM-DD"),
        (
            {"days": [f"2024-{month:02}-{day:02}" for month in range(1, 9) for day in range(1, 29)]},
            "days holds 224 days, at most 200 fit in one run: use nba_season_backfill",
        ),
        ({"refresh_days": -1}, "refresh_days must be between 0 and 30, got -1"),
        ({"refresh_days": 31}, "refresh_days must be between 0 and 30, got 31"),
        ({"season": "2024-25"}, "the params are days, refresh_days"),
    ],
)
def test_daily_params_that_cannot_be_used_are_refused(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_daily_params(values)


def test_since_alone_and_with_its_own_season_is_taken() -> None:
    for values in ({"since": "0022400500"}, {"since": "0022400500", "season": "2024-25"}):
        assert read_season_params(values).since == "0022400500"


def test_first_season_with_live_data_is_taken() -> None:
    assert read_season_params({"season": "2019-20"}).season == "2019-20"
    assert read_daily_params({"days": ["2019-10-22"]}).days == (date(2019, 10, 22),)


def test_preseason_and_all_star_games_are_meant_only_when_asked_for() -> None:
    assert kinds(SeasonParams()) == kinds(DailyParams()) == COUNTED_KINDS
    assert kinds(DailyParams(preseason=True)) == COUNTED_KINDS | {GameKind.PRESEASON}
    assert kinds(SeasonParams(all_star=True)) == COUNTED_KINDS | {GameKind.ALL_STAR}
