"""`espn_enrichment_backfill` from the REST API to the table, ledger, metrics and checks.

The games are of seasons that no other test asks for, and a run is kept to their range of ids.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.devstack.archive_fill import KINDS, FilledGame
from include.espn.enrichment.report import UNITS
from tests.e2e.enrichment_runs import Enrichment, EnrichmentRun
from tests.integration.espn.enriching import told, true_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

Games = dict[str, FilledGame]
GREEN = dict.fromkeys(("check_params", "load_games", "plan", "enrich", "validate", "finish_run"), "success")
CHECKS = {
    "coverage_pct",
    "features_min",
    "player_points_pct",
    "quarters_pct",
    "home_away_pct",
    "last_play_pct",
    "minutes_pct",
    "running_score_pct",
    "enrichment_pct",
    "unexpected_shares",
}


@pytest.fixture(scope="module")
def games(enrichment: Enrichment) -> Iterator[Games]:
    """Sixty archived games, of all kinds that can be enriched."""
    archived = enrichment.archive(120, seed=21, kinds=KINDS, seasons=("2001-02", "2009-10"))
    assert len(archived) == 60
    yield archived
    enrichment.forget(archived)


@pytest.fixture(scope="module")
def by_hand(enrichment: Enrichment, games: Games) -> EnrichmentRun:
    """A run over these games, finished."""
    return enrichment.run(games, batch_size=25)


def test_a_dry_run_tells_the_plan_and_changes_nothing(enrichment: Enrichment, games: Games) -> None:
    before = enrichment.everything()
    run = enrichment.run(games, dry_run=True, reprocess="all")
    assert (run.state, run.tasks) == (
        "success",
        GREEN | dict.fromkeys(("enrich", "validate", "finish_run"), "skipped"),
    )
    assert enrichment.everything() == before
    assert run.figures["planned"] == run.figures["s3_requests"] == len(games)
    assert run.figures["s3_bytes"] > 0
    assert run.figures["expected_growth_bytes"] > 0
    log = enrichment.log(run.id, "plan")
    assert f"games={len(games)} shards=1" in log
    assert f"first={next(iter(games))} last={list(games)[-1]}" in log


def test_a_run_by_hand_is_green_and_its_figures_add_up(by_hand: EnrichmentRun, games: Games) -> None:
    assert (by_hand.state, by_hand.tasks) == ("success", GREEN)
    figures = by_hand.figures
    assert {name: figures[name] for name in ("planned", "enriched", "written", "failed", "total")} == {
        "planned": 60,
        "enriched": 60,
        "written": 60,
        "failed": 0,
        "total": 60,
    }
    assert (figures["coverage_pct"], figures["duplicate_attempts"]) == (100.0, 0)
    assert figures["games_inserted"] >= 60
    assert figures["no_box_score"] == sum(not game.has_box_score for game in games.values()) > 0
    assert 50 <= figures["features_min"] <= figures["features_avg"] <= figures["features_max"]
    # Each page game without a box score or plays on its first page costs one more, or two.
    assert 60 < figures["s3_requests"] <= 3 * 60
    assert figures["seconds"] > 0


@pytest.mark.usefixtures("by_hand")
def test_the_table_holds_the_games_as_they_were_played(enrichment: Enrichment, games: Games) -> None:
    found = enrichment.features(games)
    assert {game_id: told(features) for game_id, features in found.items()} == {
        game_id: true_of(game) for game_id, game in games.items()
    }
    assert {game_id: row[:2] for game_id, row in enrichment.documents(games).items()} == {
        game_id: (game.season, game.day.isoformat()) for game_id, game in games.items()
    }


def test_each_check_of_the_validation_is_a_row_that_passed(
    enrichment: Enrichment, by_hand: EnrichmentRun
) -> None:
    found = enrichment.quality(by_hand.id)
    assert set(found) == CHECKS
    assert {(status, message) for status, _, message, _ in found.values()} == {("passed", None)}
    assert {name: found[name][1] for name in CHECKS if name.endswith("_pct")} == dict.fromkeys(
        CHECKS - {"features_min", "unexpected_shares"}, 100.0
    )
    listed = found["features_min"][3]["no_box_score"]
    assert len(listed) == by_hand.figures["no_box_score"]


def test_the_figures_are_metrics_with_units(enrichment: Enrichment, by_hand: EnrichmentRun) -> None:
    metrics = {name: row for name, row in enrichment.metrics().items() if row[2] == by_hand.id}
    assert metrics == {
        name: (by_hand.figures[name], unit, by_hand.id)
        for name, unit in UNITS.items()
        if by_hand.figures.get(name) is not None
    }
    assert set(UNITS) - set(metrics) == set()


def test_progress_stands_in_the_state_store(
    enrichment: Enrichment, by_hand: EnrichmentRun, games: Games
) -> None:
    state = enrichment.progress(by_hand.id)
    assert (state["done"], state["total"], state["written"], state["failed"]) == (60, 60, 60, 0)
    assert (state["eta_seconds"], state["games_per_second"] > 0) == (0, True)
    wrapped = sum(game.wrapped for game in games.values())
    pages = sum(game.format == 1 for game in games.values())
    assert state["formats"] == {"1": pages, "2": 60 - pages - wrapped, "2 wrapped": wrapped}
    task = enrichment.task(by_hand.id, "enrich")
    first, *_, last = games
    assert task["rendered_map_index"] == f"{first}..{last} · 60 games"


@pytest.mark.usefixtures("by_hand")
def test_all_again_with_a_limit_does_the_lowest_ids_and_writes_no_row(
    enrichment: Enrichment, games: Games
) -> None:
    before = enrichment.versions()
    some = {game_id: games[game_id] for game_id in list(games)[10:40]}
    run = enrichment.run(some, reprocess="all", limit=20, batch_size=7)
    assert (run.state, run.tasks) == ("success", GREEN)
    names = ("planned", "enriched", "written", "failed", "total")
    assert [run.figures[name] for name in names] == [20, 20, 0, 0, 20]
    assert enrichment.versions() == before
    done = [game_id for game_id, (_, _, run_id, _) in enrichment.ledger().items() if run_id == run.id]
    assert done == list(some)[:20]


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize(
    ("params", "task", "sentence"),
    [
        ({"season": "2023-25"}, "check_params", "2023-25"),
        ({"game_ids": ["499999999"]}, "plan", "not whole in the archive: 499999999"),
    ],
    ids=["season", "game_ids"],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    enrichment: Enrichment, params: dict[str, object], task: str, sentence: str
) -> None:
    before = enrichment.everything()
    run = enrichment.run(**params)
    assert (run.state, run.tasks[task]) == ("failed", "failed")
    assert enrichment.task(run.id, task)["try_number"] == 1
    assert sentence in enrichment.log(run.id, task)
    assert enrichment.everything() == before
