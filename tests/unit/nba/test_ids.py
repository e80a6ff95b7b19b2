from __future__ import annotations

import pytest

from include.errors import ParamError, PayloadError
from include.nba.ids import payload_game_id, read_game_id, read_live_season
from include.nba.kinds import GameKind


@pytest.mark.parametrize(
    ("text", "kind", "season"),
    [
        ("0012400001", GameKind.PRESEASON, 2025),
        ("0022400500", GameKind.REGULAR, 2025),
        ("0032400004", GameKind.ALL_STAR, 2025),
        ("0042400407", GameKind.PLAYOFFS, 2025),
        ("0052400101", GameKind.PLAY_IN, 2025),
        ("0062400001", GameKind.CUP_FINAL, 2025),
        ("0021900001", GameKind.REGULAR, 2020),
    ],
)
def test_id_tells_kind_and_season(text: str, kind: GameKind, season: int) -> None:
    game_id = read_game_id(text)
    assert (game_id.text, game_id.kind, game_id.season) == (text, kind, season)


@pytest.mark.parametrize(
    ("text", "season"), [("0029900001", 2000), ("0024600001", 1947), ("0024500001", 2046)]
)
def test_two_digits_of_the_year_begin_in_1946(text: str, season: int) -> None:
    assert read_game_id(text).season == season


@pytest.mark.parametrize(
    "text",
    [
        "22400500",
        "0072400500",
        "0002400500",
        "00224005000",
        "002240\uff1500",
        "002240050x",
        "",
        " 0022400500",
    ],
)
def test_what_is_no_id_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ParamError, match=r"ten digits.*for instance 0022400500"):
        read_game_id(text)


def test_bad_id_in_a_payload_says_where() -> None:
    with pytest.raises(PayloadError, match=r"game\.gameId: an NBA game id is ten digits"):
        payload_game_id("7", "game.gameId")


def test_first_live_season_is_2019_20() -> None:
    assert read_live_season("2019-20") == 2020


def test_season_before_live_data_is_refused_with_a_sentence() -> None:
    with pytest.raises(ParamError, match="begins with season 2019-20; 2018-19 is older"):
        read_live_season("2018-19")


def test_what_is_no_season_is_refused() -> None:
    with pytest.raises(ParamError, match="a season is written like 2023-24"):
        read_live_season("2024")
