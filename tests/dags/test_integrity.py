"""What holds for every DAG file. The exact set of ids comes first: a DAG that fails to import is no DAG."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CATCHES_UP = {
    "bigquery_dedup_cleanup": False,
    "espn_enrichment_backfill": False,
    "espn_incremental": True,
    "nba_daily": True,
    "nba_season_backfill": False,
    "racing_completeness": False,
    "racing_rescrape_7_days": False,
    "racing_retry_failures": False,
}
DAG_IDS = set(CATCHES_UP)
# Tasks that parse, compute or write in bulk. Every other task waits most of its time.
HEAVY_TASKS = {
    "espn_enrichment_backfill": {"load_games", "enrich"},
    "nba_daily": {"games.transform", "games.load", "games.derive"},
    "nba_season_backfill": {"games.transform", "games.load", "games.derive"},
    "racing_completeness": {"count"},
    "racing_rescrape_7_days": {"days.publish", "verify"},
    "racing_retry_failures": {"days.publish", "verify"},
}
TAGS = {"espn", "nba", "predictions", "racing"}
TIERS = {"tier:1", "tier:2", "tier:3"}


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(ROOT / "dags"))
    assert bag.import_errors == {}
    assert set(bag.dags) == DAG_IDS
    return dict(bag.dags)


def test_exact_set_of_dags_without_import_errors(dags: dict[str, Any]) -> None:
    assert set(dags) == DAG_IDS


@pytest.mark.parametrize("dag_id", sorted(DAG_IDS))
class TestEveryDag:
    def test_serializes_the_same_twice(self, dags: dict[str, Any], dag_id: str) -> None:
        from airflow.dag_processing.dagbag import DagBag
        from airflow.serialization.serialized_objects import DagSerialization

        again = DagBag(str(ROOT / "dags")).dags[dag_id]
        first, second = (DagSerialization.to_dict(dag) for dag in (dags[dag_id], again))
        assert json.dumps(first, sort_keys=True, default=str) == json.dumps(
            second, sort_keys=True, default=str
        )

    def test_says_what_it_makes_how_to_run_it_and_what_to_do_when_red(
        self, dags: dict[str, Any], dag_id: str
    ) -> None:
        doc = dags[dag_id].doc_md or ""
        for part in ("**Makes**", "**By hand**", "**When red**"):
            assert part in doc

    def test_has_its_source_its_tier_and_its_zone_as_tags(self, dags: dict[str, Any], dag_id: str) -> None:
        timetable = dags[dag_id].timetable
        zone = f"zone:{getattr(timetable, 'timetable', timetable).timezone}"
        tags = set(dags[dag_id].tags)
        assert tags <= TAGS | TIERS | {zone}
        assert zone in tags
        assert tags & TAGS
        assert len(tags & TIERS) == 1

    def test_catches_up_only_where_it_is_meant_to(self, dags: dict[str, Any], dag_id: str) -> None:
        assert dags[dag_id].catchup is CATCHES_UP[dag_id]

    def test_runs_one_at_a_time_in_a_named_zone(self, dags: dict[str, Any], dag_id: str) -> None:
        assert dags[dag_id].max_active_runs == 1
        assert str(dags[dag_id].timezone) not in ("UTC", "")

    def test_begins_with_the_check_of_its_params(self, dags: dict[str, Any], dag_id: str) -> None:
        assert [task.task_id for task in dags[dag_id].roots] == ["check_params"]
        assert dags[dag_id].get_task("check_params").retries == 0

    def test_every_param_is_typed_and_described(self, dags: dict[str, Any], dag_id: str) -> None:
        params = dags[dag_id].params
        assert "dry_run" in params
        for name in params:
            schema = params.get_param(name).schema
            assert "type" in schema, name
            assert params.get_param(name).description, name

    def test_no_all_done_task_is_a_leaf_that_hides_a_failure(self, dags: dict[str, Any], dag_id: str) -> None:
        for task in dags[dag_id].tasks:
            if not task.downstream_task_ids and not task.is_teardown:
                assert task.trigger_rule not in ("all_done", "always", "none_failed", "one_done"), (
                    task.task_id
                )

    def test_mapped_tasks_have_a_label_and_a_pool(self, dags: dict[str, Any], dag_id: str) -> None:
        from airflow.sdk.definitions.mappedoperator import MappedOperator

        for task in dags[dag_id].tasks:
            if isinstance(task, MappedOperator):
                assert task.partial_kwargs.get("map_index_template"), task.task_id
                assert task.pool != "default_pool", task.task_id

    def test_heavy_tasks_have_a_queue_of_their_own(self, dags: dict[str, Any], dag_id: str) -> None:
        queues = {task.task_id: task.queue for task in dags[dag_id].tasks}
        assert set(queues.values()) <= {"fetch", "heavy"}
        heavy = {task_id for task_id, queue in queues.items() if queue == "heavy"}
        assert heavy == HEAVY_TASKS.get(dag_id, set())

    def test_every_task_is_bounded_in_time_and_tries(self, dags: dict[str, Any], dag_id: str) -> None:
        for task in dags[dag_id].tasks:
            assert task.execution_timeout is not None, task.task_id
            assert task.execution_timeout.total_seconds() <= 3600, task.task_id
            assert task.retries <= 3, task.task_id


def test_without_a_start_of_its_own_a_deployment_does_not_catch_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from scorebook import catch_up

    monkeypatch.delenv("SCOREBOOK_START_DATE")
    assert not catch_up.catches_up()
    assert catch_up.start_date("America/New_York").isoformat() == "2026-01-01T00:00:00-05:00"


def test_start_that_is_no_day_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from scorebook import catch_up

    monkeypatch.setenv("SCOREBOOK_START_DATE", "tomorrow")
    with pytest.raises(ValueError, match="SCOREBOOK_START_DATE must be a day as YYYY-MM-DD, got 'tomorrow'"):
        catch_up.start_date("America/New_York")


@pytest.mark.parametrize("file", sorted((ROOT / "dags").glob("*.py")), ids=lambda file: file.name)
def test_dag_file_is_short_and_reads_nothing_at_parse_time(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 100
    for forbidden in (r"Variable\.get", r"datetime\.now", r"\bnow\(\)", r"^import (pandas|numpy|boto3)"):
        assert not re.search(forbidden, text, re.MULTILINE), forbidden


def test_no_dag_file_brings_a_heavy_library_into_its_parse() -> None:
    """A DAG file is parsed again and again: what it imports at the top is paid each time."""
    files = [str(file) for file in sorted((ROOT / "dags").glob("*.py"))]
    script = (
        "import runpy, sys, airflow.models, airflow.dag_processing.dagbag\n"
        "found, known = {}, set(sys.modules)\n"
        f"for file in {files!r}:\n"
        "    runpy.run_path(file)\n"
        "    heavy = {'boto3', 'pandas', 'numpy', 'pyarrow', 'alembic'} & (set(sys.modules) - known)\n"
        "    known |= heavy\n"
        "    found |= {file: sorted(heavy)} if heavy else {}\n"
        "print(found)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"}
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == "{}"
