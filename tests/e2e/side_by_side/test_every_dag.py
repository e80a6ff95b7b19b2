"""One run of each DAG, all on one platform and as far as they can at the same time.

What a run does in every other case is shown by the tests of the steps (`tests/integration`) and by
`make test-slow`. Each workflow has days, ids and a source of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from include.devstack.predictions import Day
from tests.e2e import dedup_world, enrichment_runs
from tests.e2e.dedup_world import DedupRun, survivors, untouched
from tests.e2e.enrichment_runs import EnrichmentRun
from tests.e2e.espn_runs import DAG as ESPN
from tests.e2e.espn_runs import Run as EspnRun
from tests.e2e.espn_runs import figures
from tests.e2e.nba_runs import Run as NbaRun
from tests.e2e.racing_runs import RacingRun
from tests.e2e.side_by_side.conftest import Worlds
from tests.fixtures.stack import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

LIMIT = 420.0  # seconds for all of them, on a machine that is busy with something else
ESPN_DAYS = ("2025-12-01", "2025-12-02")
NBA_DAY = "2023-12-01"
SEASON, SINCE = "2022-23", "0042200404"
RACING_DAY, COUNTRIES = "2025-10-08", ("gb", "ire", "fr")
DIRTY = Day(day=date(2026, 3, 4), keys=40, duplicates=30, ties=10, same_ids=5, inactive=5)
LOCKED = Day(day=date(2026, 3, 5), keys=20, duplicates=12, ties=3)


@dataclass(frozen=True, slots=True)
class Ended:
    """The runs after their end.

    :param broken: the id of the race that the source answered with another race.
    """

    espn: EspnRun
    enrichment: EnrichmentRun
    nba: NbaRun
    season: NbaRun
    rescrape: RacingRun
    retry: RacingRun
    dedup: DedupRun
    broken: str


@pytest.fixture(scope="module")
def ended(worlds: Worlds) -> Iterator[Ended]:
    """All runs: four start at once, and the three that need what one of them stores, after it."""
    espn, nba, racing, dedup = worlds.espn, worlds.nba, worlds.racing, worlds.dedup
    dags = [ESPN, enrichment_runs.DAG, dedup_world.DAG]
    dags += [nba.daily.id, nba.season.id, racing.rescrape.id, racing.retry.id]
    for dag_id in dags:
        espn.api.unpause(dag_id)
    dedup.load(DIRTY)
    dedup.stream(LOCKED)
    racing.set_clock("2025-10-20")
    broken = racing.ids(RACING_DAY, "ire")[-1]
    racing.break_source({"match": broken, "kind": "wrong_game"})

    espn_id = espn.start(*ESPN_DAYS)
    nba_id = nba.daily.start(days=[NBA_DAY], refresh_days=0)
    dedup_id = dedup.start(from_date=str(DIRTY.day), to_date=str(LOCKED.day))
    rescrape_id = racing.rescrape.start(start_date=RACING_DAY, end_date=RACING_DAY, countries=list(COUNTRIES))
    waiting = dedup.workflow.wait_for_task(dedup_id, "clean", "deferred", limit=LIMIT)
    assert waiting["rendered_map_index"] == str(LOCKED.day)
    dedup.release()

    espn_run = espn.ended(espn_id, LIMIT)
    enrichment_id = worlds.enrichment.start()
    nba_run = nba.daily.ended(nba_id, LIMIT)
    season_id = nba.season.start(season=SEASON, since=SINCE, chunk_days=31)
    rescrape = racing.rescrape.ended(rescrape_id, LIMIT)
    racing.mend()
    retry_id = racing.retry.start()
    yield Ended(
        espn_run,
        worlds.enrichment.ended(enrichment_id, LIMIT),
        nba_run,
        nba.season.ended(season_id, LIMIT),
        rescrape,
        racing.retry.ended(retry_id, LIMIT),
        dedup.ended(dedup_id, LIMIT),
        broken,
    )
    for dag_id in dags:
        espn.api.patch(f"/dags/{dag_id}", {"is_paused": True})


def test_espn_incremental_stores_every_final_game_whole(worlds: Worlds, ended: Ended) -> None:
    espn, run = worlds.espn, ended.espn
    games = {day: espn.finals(day) for day in ESPN_DAYS}
    assert run.state == "success"
    assert [run.figures(day) for day in ESPN_DAYS] == [
        figures(
            day,
            listed=len(finals),
            final=len(finals),
            stored=len(finals),
            uploads=len(finals) + 1,
            requests=len(finals) + 1,
            schedule="rewritten",
            success_rate=1.0,
        )
        for day, finals in games.items()
    ]
    every = [game_id for finals in games.values() for game_id in finals]
    assert espn.standings(*ESPN_DAYS) == dict.fromkeys(sorted(every), ("stored", None))
    for game_id in every:
        box_score, team_stats, plays = espn.objects([game_id])
        assert box_score.modified <= plays.modified
        assert team_stats.modified <= plays.modified
    (event,) = espn.events(run.id)
    assert event["extra"]["ids"] == every


def test_espn_enrichment_backfill_extracts_the_features_of_every_game(worlds: Worlds, ended: Ended) -> None:
    run = ended.enrichment
    games = [game_id for day in ESPN_DAYS for game_id in worlds.espn.finals(day)]
    assert (run.state, set(run.tasks.values())) == ("success", {"success"})
    names = ("planned", "enriched", "written", "failed")
    assert [run.figures[name] for name in names] == [len(games)] * 3 + [0]
    assert (run.figures["coverage_pct"], run.figures["features_min"] >= 50) == (100.0, True)
    assert {game_id: status for game_id, (status, *_) in worlds.enrichment.ledger().items()} == dict.fromkeys(
        games, "stored"
    )


def test_nba_daily_archives_loads_and_derives_every_game(worlds: Worlds, ended: Ended) -> None:
    nba, run = worlds.nba, ended.nba
    games = nba.finals(NBA_DAY)
    label = f"{NBA_DAY} · {len(games)} games"
    assert (run.state, list(run.chunks)) == ("success", [label])
    names = ("final", "stored", "loaded", "derived")
    assert [run.chunks[label][name] for name in names] == [len(games)] * 4
    for dataset in ("nba_raw", "nba_tables", "nba_metrics"):
        assert nba.standings(dataset, games) == dict.fromkeys(sorted(games), ("stored", None)), dataset
    assert {table: sum(count for count, _ in nba.rows(table, games).values()) for table in ("games",)} == {
        "games": len(games)
    }


def test_nba_season_backfill_does_the_games_since_an_id(worlds: Worlds, ended: Ended) -> None:
    nba, run = worlds.nba, ended.season
    games = [game["id"] for game in nba.season_finals(SEASON) if game["id"] >= SINCE]
    assert games
    assert run.state == "success"
    assert [run.total(name) for name in ("final", "stored", "loaded", "derived")] == [len(games)] * 4
    assert nba.standings("nba_metrics", games) == dict.fromkeys(sorted(games), ("stored", None))


def test_racing_rescrape_is_red_for_a_broken_race_and_publishes_all_others(
    worlds: Worlds, ended: Ended
) -> None:
    racing, run = worlds.racing, ended.rescrape
    assert run.state == "failed"
    assert run.tasks[f"scrape[ire {RACING_DAY}]"] == "failed"
    assert racing.standings([ended.broken])[ended.broken][0] in ("failed", "stored")
    for country in ("gb", "fr"):
        listed = racing.ids(RACING_DAY, country)
        assert run.figure(f"{country} {RACING_DAY}", "listed", "scraped", "failed") == [
            len(listed),
            len(listed),
            0,
        ]
        assert {row["race_id"] for row in racing.rows(country, RACING_DAY)} == set(listed)
    listed = racing.ids(RACING_DAY, "ire")
    assert run.figure(f"ire {RACING_DAY}", "listed", "scraped", "failed") == [len(listed), len(listed) - 1, 1]


def test_racing_retry_failures_brings_the_broken_race_once(worlds: Worlds, ended: Ended) -> None:
    racing, run = worlds.racing, ended.retry
    label = f"ire {RACING_DAY}"
    assert (run.state, list(run.figures)) == ("success", [label])
    assert run.figure(label, "listed", "recovered", "failed") == [1, 1, 0]
    listed = racing.ids(RACING_DAY, "ire")
    rows = racing.rows("ire", RACING_DAY)
    assert {row["race_id"] for row in rows} == set(listed)
    runners = Counter((row["race_id"], row["horse_id"]) for row in rows)
    assert set(runners.values()) == {1}
    assert racing.log("ire", RACING_DAY) == []
    resolved = racing.log("ire", RACING_DAY, "_failures_resolved.log")
    assert {line["race_id"] for line in resolved} == {ended.broken}


def test_bigquery_dedup_cleanup_waits_deferred_and_leaves_one_active_row_a_key(
    worlds: Worlds, ended: Ended
) -> None:
    run = ended.dedup
    assert run.state == "success"
    assert [(row["day"], row["status"], row["deactivated"], row["remaining"]) for row in run.rows] == [
        (str(DIRTY.day), "cleaned", 30, 0),
        (str(LOCKED.day), "cleaned", 12, 0),
    ]
    contents = worlds.dedup.contents()
    for day in (DIRTY, LOCKED):
        active = [row for row in contents if row["game_date"] == day.day and row["is_active"]]
        assert untouched(active) == untouched(survivors(day))
    wait_for(lambda: worlds.dedup.api.get("/pools/bigquery")["occupied_slots"] == 0)
