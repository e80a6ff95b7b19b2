"""Web pages of simulated games (Format 1) and summaries in a cdn answer: shapes, orders, sums."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from include.devstack.simulator.espn.pages.document import box_score_page, play_by_play_page
from include.devstack.simulator.espn.pages.wrapped import wrapped
from include.devstack.simulator.espn.script import write_script
from include.devstack.simulator.espn.situation import Situation, final
from include.devstack.simulator.espn.summary import summary
from tests.unit.simulator.page_reading import (
    SEED,
    Json,
    box_page,
    column,
    groups,
    package,
    play_page,
    rows,
    season_games,
    some_games,
)


def test_the_strip_has_the_home_team_first_and_its_ordered_list_the_away_team() -> None:
    for game in some_games():
        strip = box_page(game)["gmStrp"]
        assert [team["id"] for team in strip["tms"]] == [game.home.id, game.away.id]
        assert [team["isHome"] for team in strip["tms"]] == [True, False]
        assert [team["id"] for team in strip["tmsOrdrd"]] == [game.away.id, game.home.id]
        assert [team["isHome"] for team in strip["tmsOrdrd"]] == [False, True]


def test_the_box_score_has_the_away_team_first() -> None:
    for game in some_games():
        sides = box_page(game)["bxscr"]
        assert [side["tm"]["id"] for side in sides] == [game.away.id, game.home.id]
        assert [side["tm"]["hm"] for side in sides] == [False, True]


def test_players_quarters_and_last_play_add_up_to_the_score() -> None:
    for game in some_games():
        box, plays = box_page(game), play_page(game)
        for team, side in zip(box["gmStrp"]["tmsOrdrd"], box["bxscr"], strict=True):
            score = int(team["score"])
            assert sum(map(int, column(side, "points"))) == score
            assert sum(int(line["displayValue"]) for line in team["linescores"]) == score
            assert groups(side)["totals"]["ttls"][-1] == team["score"]
        last = plays["pbp"]["playGrps"][-1][-1]
        assert (last["homeScore"], last["awayScore"]) == (game.home_score, game.away_score)


def test_a_page_tells_the_same_lines_as_the_summary() -> None:
    game = season_games()[500]
    script = write_script(game, SEED)
    told = {}
    for side in summary(game, final(game), script)["boxscore"]["players"]:
        group = side["statistics"][0]
        for row in group["athletes"]:
            told[row["athlete"]["id"]] = dict(zip(group["keys"], row["stats"], strict=False))
    keys = groups(box_page(game)["bxscr"][0])["bench"]["keys"]
    paged = {
        row["athlt"]["id"]: dict(zip(keys, row["stats"], strict=False))
        for side in box_page(game)["bxscr"]
        for row in rows(side)
    }
    assert paged == told


def test_five_start_and_who_did_not_play_has_a_reason_and_no_statistics() -> None:
    idle = 0
    for game in some_games():
        for side in box_page(game)["bxscr"]:
            assert len(groups(side)["starters"]["athlts"]) == 5
            for row in rows(side):
                assert ("dnpRsn" in row) == (row["stats"] == [])
                idle += row["stats"] == []
    assert idle > 0


def test_negative_plus_minus_is_there() -> None:
    changes = [
        change for side in box_page(season_games()[500])["bxscr"] for change in column(side, "plusMinus")
    ]
    assert any(change.startswith("-") for change in changes)
    assert any(change.startswith("+") for change in changes)


def test_periods_of_plays_are_lists_and_plays_have_no_type_team_or_coordinate() -> None:
    for game in some_games():
        periods = play_page(game)["pbp"]["playGrps"]
        assert len(periods) == game.periods
        for number, plays in enumerate(periods, start=1):
            assert {play["period"]["number"] for play in plays} == {number}
            for play in plays:
                assert not {"type", "team", "coordinate"} & set(play)
        everything = [play for plays in periods for play in plays]
        assert len(everything) == len(write_script(game, SEED).plays)
        assert any("homeAway" not in play for play in everything)


def test_each_page_lacks_what_the_other_has() -> None:
    game = season_games()[500]
    assert not {"pbp", "shtChrt"} & set(box_page(game))
    assert "bxscr" not in play_page(game)


def test_a_shell_has_a_score_zeros_and_no_plays() -> None:
    game = season_games()[500]
    box = box_page(game, shell=True)
    assert box["gmStrp"]["tms"][0]["score"] == str(game.home_score)
    assert box["gmStrp"]["bxscrSrc"] == "none"
    for side in box["bxscr"]:
        assert set(column(side, "points")) == {"0"}
        assert set(column(side, "minutes")) == {"--"}
    assert play_page(game, shell=True)["pbp"]["playGrps"] == []


@pytest.mark.parametrize("make", [box_score_page, play_by_play_page])
def test_a_postponed_page_has_no_score_anywhere(make: Callable[..., Json]) -> None:
    game = season_games()[500]
    page = make(game, Situation("postponed"), None)
    strip = package(page)["gmStrp"]
    assert strip["status"]["state"] == "post"
    assert not strip["hasWinner"]
    assert "bxscr" not in package(page)
    assert not any({"score", "linescores", "winner"} & set(team) for team in strip["tms"])
    assert f"{game.home_score}-{game.away_score}" not in json.dumps(page)


@pytest.mark.parametrize("make", [box_score_page, play_by_play_page])
def test_a_page_without_furniture_tells_the_same_game(make: Callable[..., Json]) -> None:
    game = season_games()[500]
    whole = make(game, final(game), write_script(game, SEED))
    bare = make(game, final(game), write_script(game, SEED), furniture=False)
    told = package(bare)
    assert {key: package(whole)[key] for key in told} == told
    assert len(json.dumps(bare)) < len(json.dumps(whole)) - 80_000


def test_a_wrapped_summary_names_its_game_as_a_number_outside_and_a_text_inside() -> None:
    game = season_games()[500]
    answer = wrapped(summary(game, final(game), write_script(game, SEED)))
    assert set(answer) == {"gameId", "__gamepackage__", "gamepackageJSON", "content"}
    assert answer["gameId"] == int(game.id)
    assert answer["gamepackageJSON"]["header"]["id"] == game.id
