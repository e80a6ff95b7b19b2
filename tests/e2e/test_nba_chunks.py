"""`nba_season_backfill` in chunks: their labels and sizes, how many ask at once, which games they hold.

Each test has a season of its own, and of it the finals and what has higher ids: play-in games, Cup final.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from tests.e2e.nba_world import Asked, Nba

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
# A task that waits deferred can cost a try of two minutes: Airflow may take the end of the worker that
# deferred it, when it hears of it late, for the end of the one that goes on.


def test_chunks_carry_their_days_as_labels_and_only_as_many_as_allowed_ask_at_once(nba: Nba) -> None:
    season, since = "2022-23", "0042200301"
    games = [game for game in nba.season_finals(season) if game["id"] >= since]
    chunks = chunks_of(games, days=7)
    assert len(chunks) >= 5
    # So that what is asked at the same time is seen to be.
    nba.break_source({"match": "liveData", "kind": "latency", "seconds": 0.3})
    run = nba.season.run(season=season, since=since, parallel_chunks=2)
    assert run.state == "success"
    for task in ("fetch", "transform", "load", "derive"):
        assert run.states(task) == dict.fromkeys(chunks, "success"), task
    for figure in ("final", "stored", "loaded", "derived"):
        told = {label: row[figure] for label, row in run.chunks.items()}
        assert told == {label: len(ids) for label, ids in chunks.items()}, figure
    assert most_at_once(nba.exchanges(), chunks) == 2
    ids = [game["id"] for game in games]
    assert Counter(nba.asked()) == Counter(
        [("schedule", season), *((what, game_id) for game_id in ids for what in ("boxscore", "playbyplay"))]
    )
    assert nba.standings("nba_metrics", ids) == dict.fromkeys(sorted(ids), ("stored", None))
    # Games with lower ids are open.
    assert nba.watermark("backfill", season) is None


def test_adaptive_chunks_hold_whole_days_and_about_as_many_games_each(nba: Nba) -> None:
    season = "2028-29"
    before = nba.everything()
    run = nba.season.run(season=season, adaptive=True, chunk_days=31, dry_run=True)
    assert run.state == "success"
    assert nba.everything() == before
    assert nba.asked() == [("schedule", season)]
    games = nba.season_finals(season)
    days = {game["id"]: game["day"] for game in games}
    named = [row["games"] for row in run.chunks.values()]
    assert Counter(game_id for chunk in named for game_id in chunk) == Counter(list(days))
    sizes = [len(chunk) for chunk in named]
    assert max(sizes) <= 54
    assert sum(size >= 40 for size in sizes) >= len(sizes) * 0.7
    of_days = [{days[game_id] for game_id in chunk} for chunk in named]
    assert sum(map(len, of_days)) == len(set(days.values()))


def test_a_failed_chunk_stops_no_other_and_its_games_are_retried_unless_told_otherwise(nba: Nba) -> None:
    season, since = "2019-20", "0041900401"
    games = [game for game in nba.season_finals(season) if game["id"] >= since]
    chunks = chunks_of(games, days=31)
    assert len(chunks) >= 3
    (early, *_), *_ = chunks.values()
    nba.break_source({"match": f"playbyplay_{early}", "kind": "wrong_game"})
    params: dict[str, Any] = {"season": season, "since": since, "chunk_days": 31}
    run = nba.season.run(**params)
    assert run.state == "failed"
    red, *green = chunks
    assert run.states("fetch") == {red: "failed", **dict.fromkeys(green, "success")}
    assert run.states("derive") == dict.fromkeys(chunks, "success")
    assert (run.tasks["check_complete"], run.tasks["finish_run"]) == ("upstream_failed", "success")
    ids = {game["id"] for game in games}
    # The figures are those of all chunks: the run ends after the last one, not with the first that is red.
    assert [run.total(figure) for figure in ("stored", "loaded", "derived")] == [len(ids) - 1] * 3
    assert nba.standings("nba_metrics", ids).keys() == ids - {early}

    nba.mend()
    nba.forget_requests()
    without = nba.season.run(**params, retry_failed=False)
    assert (without.state, without.chunks) == ("success", {})
    assert without.tasks["check_complete"] == "success"
    assert nba.asked() == [("schedule", season)]

    nba.forget_requests()
    again = nba.season.run(**params)
    assert again.state == "success"
    assert list(again.chunks) == [f"{games[0]['day']} · 1 game"]
    assert nba.asked() == [("schedule", season), ("boxscore", early), ("playbyplay", early)]
    assert nba.standings("nba_metrics", ids).keys() == ids


def test_without_a_season_it_is_the_current_one_and_without_games_the_run_is_green(nba: Nba) -> None:
    run = nba.season.run()
    assert (run.state, run.chunks) == ("success", {})
    assert (run.tasks["check_complete"], run.tasks["fetch"]) == ("success", "skipped")
    assert {what for what, _ in nba.asked()} == {"schedule"}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"season": "2018-19"}, "NBA.com's live data begins with season 2019-20"),
        ({"season": "2023-25"}, "2023-25"),
        ({"season": "2023-24", "since": "0022200500"}, "name the season of that game"),
    ],
)
def test_a_season_that_cannot_be_had_is_refused_before_anything_is_asked(
    nba: Nba, params: dict[str, Any], sentence: str
) -> None:
    run = nba.season.run(**params)
    assert run.state == "failed"
    (task,) = nba.season.tasks(run.id, "check_params")
    assert task["try_number"] == 1
    assert sentence in nba.season.log(task)
    assert nba.asked() == []


@pytest.mark.parametrize(
    "params", [{"chunk_days": 32}, {"chunk_days": 0}, {"parallel_chunks": 9}, {"since": "12"}]
)
def test_a_param_out_of_range_makes_no_run(nba: Nba, params: dict[str, Any]) -> None:
    assert next(iter(params)) in nba.season.refusal(**params)


def chunks_of(games: list[dict[str, Any]], days: int) -> dict[str, list[str]]:
    """The ids of each chunk of so many days, counted from the first game's day, by the label it must have."""
    first = date.fromisoformat(games[0]["day"])
    chunks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for game in games:
        chunks[(date.fromisoformat(game["day"]) - first).days // days].append(game)
    return {label(chunk): [game["id"] for game in chunk] for chunk in chunks.values()}


def label(games: list[dict[str, Any]]) -> str:
    first, last = games[0]["day"], games[-1]["day"]
    span = first if first == last else f"{first}..{last[8:] if first[:7] == last[:7] else last[5:]}"
    if first[:4] != last[:4]:
        span = f"{first}..{last}"
    return f"{span} · {len(games)} game{'s' if len(games) > 1 else ''}"


def most_at_once(exchanges: list[Asked], chunks: dict[str, list[str]]) -> int:
    """How many chunks were between their first and their last request at the same time."""
    times = {name: [each.time for each in exchanges if each.item in ids] for name, ids in chunks.items()}
    edges = sorted(edge for spent in times.values() for edge in ((min(spent), 1), (max(spent), -1)))
    now = most = 0
    for _, step in edges:
        now += step
        most = max(most, now)
    return most
