"""What the benchmark of the enrichment counts on: true copies of games, true ratios, equal contestants."""

from __future__ import annotations

import pytest

from benchmarks.command import BenchmarkError
from benchmarks.enrichment_parts.games import BODY_BYTES, archived_games, make_originals, original_of
from benchmarks.enrichment_parts.report import Findings, figures
from benchmarks.enrichment_parts.run import refuse_differences
from benchmarks.enrichment_parts.workers import Cost
from include.espn.features import extract_features


def cost(
    *, games: int = 100, seconds: float = 1.0, client_cpu: float = 1.0, statements: int = 2, peak: int = 1
) -> Cost:
    return Cost(
        games=games,
        seconds=seconds,
        client_cpu=client_cpu,
        postgres_cpu=0.5,
        s3_cpu=0.1,
        peak_bytes=peak,
        statements=statements,
    )


def findings() -> Findings:
    return Findings(
        settings={"games": 400},
        plain=cost(seconds=20.0, client_cpu=2.0),
        threads=cost(seconds=4.0),
        product=cost(games=400, seconds=2.0, client_cpu=1.0, statements=9, peak=300_000_000),
        parts={"read_only": cost(seconds=0.25), "write_only": cost(seconds=0.4)},
        commits=4,
        equal_games=100,
        load=0.5,
    )


def test_a_copy_is_a_whole_game_under_its_own_id_and_of_a_recorded_ones_size() -> None:
    originals = make_originals(2)

    for game in archived_games(3, originals):
        body = b"".join(original_of(game.game_id, originals).segments(game.game_id))
        features = extract_features(body)
        assert features["source_data"]["original_game_id"] == game.game_id
        assert set(features["checks"].values()) == {True}
        assert len(body) == game.size
        assert abs(game.size - BODY_BYTES) < BODY_BYTES // 100


def test_copies_of_different_originals_differ() -> None:
    first, second = make_originals(2)

    assert first.pieces != second.pieces
    assert first.etag_stem != second.etag_stem


def test_ratios_are_of_games_a_second_and_of_cpu_a_game() -> None:
    told = figures(findings())

    assert (told["games_per_second"], told["cpu_ms_per_game"]) == (200.0, 2.5)
    assert (told["ratio"], told["ratio_threads"], told["cpu_ratio"]) == (40.0, 8.0, 8.0)


def test_the_share_of_the_limit_is_of_the_slowest_part() -> None:
    assert figures(findings())["limit_share"] == 0.8


def test_statements_and_commits_are_told_for_a_hundred_games() -> None:
    told = figures(findings())

    assert (told["statements_per_100_games"], told["commits_per_100_games"]) == (2.25, 1.0)


def test_peak_memory_is_told_in_megabytes() -> None:
    assert figures(findings())["peak_mb"] == 300.0


@pytest.mark.parametrize("others", [{"1": "a", "2": "c"}, {"1": "a"}, {"1": "a", "2": "b", "3": "d"}])
def test_contestants_that_wrote_different_rows_fail_the_benchmark(others: dict[str, str]) -> None:
    with pytest.raises(BenchmarkError, match="plain and product wrote different rows"):
        refuse_differences("plain", {"1": "a", "2": "b"}, "product", others)


def test_a_contestant_that_wrote_nothing_fails_the_benchmark() -> None:
    with pytest.raises(BenchmarkError, match="plain has written nothing"):
        refuse_differences("plain", {}, "product", {})
