from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from include.errors import ParamError, PayloadError
from include.nba.errors import WrongSeasonError
from include.nba.kinds import GameKind
from include.nba.schedule import COUNTED_KINDS, Schedule, Standing, read_schedule
from tests.unit.nba.payloads import listed, schedule

NEW_YEARS_EVE, NEW_YEAR = date(2024, 12, 31), date(2025, 1, 1)


@pytest.fixture(scope="session")
def season(real_schedule: bytes) -> Schedule:
    return read_schedule(real_schedule, "2024-25")


def test_a_whole_season_is_listed(season: Schedule) -> None:
    assert Counter(game.kind for game in season.games) == {
        GameKind.REGULAR: 1230,
        GameKind.PLAYOFFS: 84,
        GameKind.PRESEASON: 73,
        GameKind.ALL_STAR: 6,
        GameKind.PLAY_IN: 6,
        GameKind.CUP_FINAL: 1,
    }


def test_games_of_a_day_by_the_new_york_day(season: Schedule) -> None:
    """Both began on 2024-10-22 in New York, the second on the 23rd in UTC."""
    games = season.games_of_days([date(2024, 10, 22)])
    assert [(game.id, game.starts_at) for game in games] == [
        ("0022400061", datetime(2024, 10, 22, 23, 30, tzinfo=UTC)),
        ("0022400062", datetime(2024, 10, 23, 2, 0, tzinfo=UTC)),
    ]


def test_postponed_game_has_a_low_id_and_a_late_day(season: Schedule) -> None:
    """Los Angeles burned in January 2025: Charlotte at the Lakers was played six weeks later."""
    game = next(game for game in season.games if game.id == "0022400524")
    assert game.day == date(2025, 2, 19)
    assert season.games_of_days([date(2025, 2, 19)]) == [game]
    assert "0022400524" not in [other.id for other in season.games_of_days([date(2025, 1, 9)])]


def test_ids_are_not_in_the_order_of_days(season: Schedule) -> None:
    regular = [game.id for game in season.games if game.kind is GameKind.REGULAR]
    assert regular != sorted(regular)
    assert [game.day for game in season.games] == sorted(game.day for game in season.games)


def test_preseason_and_all_star_only_when_asked_for(season: Schedule) -> None:
    preseason, all_star = date(2024, 10, 4), date(2025, 2, 16)
    assert season.games_of_days([preseason, all_star]) == []
    kinds = COUNTED_KINDS | {GameKind.PRESEASON, GameKind.ALL_STAR}
    assert [game.id for game in season.games_of_days([preseason, all_star], kinds)] == [
        "0012400001",
        "0012400002",
        "0012400003",
        "0032400011",
        "0032400021",
        "0032400031",
    ]


def test_cup_final_and_play_in_belong_to_the_games() -> None:
    body = schedule({"12/31/2024": [listed("0062400001"), listed("0052400101")]})
    games = read_schedule(body, "2024-25").games_of_days([NEW_YEARS_EVE])
    assert [game.kind for game in games] == [GameKind.PLAY_IN, GameKind.CUP_FINAL]


def test_only_final_games_are_fetched_but_all_are_listed() -> None:
    games = [
        listed("0022400001"),
        listed("0022400002", status=1, text="7:00 pm ET"),
        listed("0022400003", status=2, text="Q3 4:12"),
        listed("0022400004", status=1, text="PPD"),
    ]
    found = read_schedule(schedule({"12/31/2024": games}), "2024-25")
    assert [game.id for game in found.games_of_days([NEW_YEARS_EVE])] == ["0022400001"]
    assert [game.standing for game in found.listed_on([NEW_YEARS_EVE])] == [
        Standing.FINAL,
        Standing.NOT_STARTED,
        Standing.IN_PROGRESS,
        Standing.POSTPONED,
    ]


def test_day_is_not_cut_from_the_utc_time() -> None:
    body = schedule({"12/31/2024": [listed("0022400001", utc="2025-01-01T03:30:00Z")]})
    (game,) = read_schedule(body, "2024-25").games
    assert game.day == NEW_YEARS_EVE


def test_undrawn_cup_game_has_no_teams() -> None:
    body = schedule({"12/31/2024": [listed("0022401229", status=1, text="TBD", drawn=False)]})
    (game,) = read_schedule(body, "2024-25").games
    assert (game.home.id, game.home.tricode) == (None, None)


def test_original_day_is_told_by_the_game_code() -> None:
    body = schedule({"01/01/2025": [listed("0022400001", code="20241231/WASOKC")]})
    (game,) = read_schedule(body, "2024-25").games
    assert (game.day, game.original_day) == (NEW_YEAR, NEW_YEARS_EVE)


def test_game_listed_on_two_days_counts_once_on_the_later() -> None:
    body = schedule(
        {"01/01/2025": [listed("0022400001")], "12/31/2024": [listed("0022400001", status=1, text="PPD")]}
    )
    (game,) = read_schedule(body, "2024-25").games
    assert (game.day, game.original_day, game.standing) == (NEW_YEAR, NEW_YEARS_EVE, Standing.FINAL)


def test_final_game_listed_again_later_stays_final() -> None:
    body = schedule(
        {"12/31/2024": [listed("0022400001")], "01/01/2025": [listed("0022400001", status=1, text="TBD")]}
    )
    (game,) = read_schedule(body, "2024-25").games
    assert (game.day, game.standing) == (NEW_YEARS_EVE, Standing.FINAL)


def test_schedule_of_another_season_is_an_error(real_schedule: bytes) -> None:
    with pytest.raises(WrongSeasonError, match="asked for the schedule of 2025-26, got the one of '2024-25'"):
        read_schedule(real_schedule, "2025-26")


def test_game_of_another_season_is_an_error() -> None:
    with pytest.raises(PayloadError, match="game 0022300001 of the schedule belongs to another season"):
        read_schedule(schedule({"12/31/2024": [listed("0022300001")]}), "2024-25")


def test_season_before_live_data_is_refused_without_reading() -> None:
    with pytest.raises(ParamError, match="2018-19 is older"):
        read_schedule(b"", "2018-19")


@pytest.mark.parametrize("body", [b"", b"<html>blocked</html>", b"[]", b'{"leagueSchedule": {}}'])
def test_what_is_no_schedule_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError, match=r"expected NBA\.com's schedule of season 2024-25"):
        read_schedule(body, "2024-25")


def test_unknown_status_is_refused() -> None:
    with pytest.raises(PayloadError, match="expected gameStatus 1, 2 or 3, got 9"):
        read_schedule(schedule({"12/31/2024": [listed("0022400001", status=9)]}), "2024-25")


def test_bad_day_is_refused() -> None:
    with pytest.raises(PayloadError, match="expected gameDate like 10/04/2024"):
        read_schedule(schedule({"2024-12-31": [listed("0022400001")]}), "2024-25")
