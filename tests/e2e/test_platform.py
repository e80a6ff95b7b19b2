"""The local platform as a whole: comes up, stays on loopback, heals after a crash, goes away completely."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from include.deployment import CONNECTIONS, POOLS, VARIABLES
from include.devstack.predictions import LOCAL_TABLE
from include.devstack.stack import Stack, StackError
from tests.fixtures.processes import family, listeners
from tests.fixtures.stack import AirflowRest, RunningStack, make_stack, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SERVERS = ["postgres", "s3", "bigquery", "simulator-espn", "simulator-nba", "simulator-racing"]
PARTS = [*SERVERS, "api-server", "scheduler", "dag-processor", "triggerer"]


def pids(stack: Stack) -> dict[str, int | None]:
    return {part.name: part.pid() for part in stack.parts}


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def bootstrap(stack: Stack) -> str:
    """Run the bootstrap as `up` does, and return what it said it did."""
    env = {
        **stack.environment,
        **{f"SCOREBOOK_LOCAL_{name.upper()}": url for name, url in stack.source_urls.items()},
        "SCOREBOOK_LOCAL_S3": stack.aws.endpoint,
        "SCOREBOOK_LOCAL_BIGQUERY": stack.bigquery.endpoint,
        "SCOREBOOK_LOCAL_WAREHOUSE": stack.warehouse_url,
        "SCOREBOOK_LOCAL_MEMORY": str(stack.directory / "connections.json"),
    }
    command = [sys.executable, "-m", "scorebook.bootstrap"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_all_four_components_of_airflow_are_healthy(stack: RunningStack) -> None:
    report = stack.api.get("/monitor/health")
    assert {name: part["status"] for name, part in report.items()} == {
        "metadatabase": "healthy",
        "scheduler": "healthy",
        "triggerer": "healthy",
        "dag_processor": "healthy",
    }


def test_status_names_every_part_with_its_memory(stack: RunningStack) -> None:
    lines = stack.stack.status()
    assert [line.name for line in lines] == PARTS
    assert {line.health for line in lines} == {"healthy"}
    assert all(line.memory > 0 for line in lines)


def test_every_listener_of_every_process_is_on_loopback(stack: RunningStack) -> None:
    found = listeners(stack.stack)
    assert {ip for ip, _ in found} == {"127.0.0.1"}
    assert {port for _, port in found} == set(stack.stack.state.ports.values())


def test_up_starts_nothing_when_everything_runs(stack: RunningStack) -> None:
    before = pids(stack.stack)
    done = stack.stack.up()
    assert done.started == ()
    assert pids(stack.stack) == before


def test_the_first_up_makes_what_the_workflows_need(stack: RunningStack) -> None:
    def names(path: str, items: str, key: str) -> set[str]:
        return {item[key] for item in stack.api.get(path, limit=100)[items]}

    assert names("/connections", "connections", "connection_id") == {each.conn_id for each in CONNECTIONS}
    assert names("/pools", "pools", "name") == {"default_pool"} | {pool.name for pool in POOLS}
    assert names("/variables", "variables", "key") == {variable.key for variable in VARIABLES}
    assert [bucket["Name"] for bucket in stack.s3.list_buckets()["Buckets"]] == ["scorebook"]


def test_the_first_up_makes_an_empty_table_of_predictions(stack: RunningStack) -> None:
    with stack.stack.bigquery.client() as client:
        table = client.get_table(LOCAL_TABLE)
    assert table.require_partition_filter
    assert table.time_partitioning.field == "game_date"
    assert table.clustering_fields == ["system_id", "player_lookup"]


def test_bootstrap_again_changes_nothing(stack: RunningStack) -> None:
    assert bootstrap(stack.stack).splitlines()[-1] == "nothing to do"


def test_bootstrap_keeps_a_connection_and_a_variable_that_somebody_changed(stack: RunningStack) -> None:
    before = stack.api.get("/connections/espn_api")
    variable = {"key": "scorebook_retention_hours", "description": "kept"}
    changed = {"connection_id": "espn_api", "conn_type": "http", "host": "http://127.0.0.1:9"}
    stack.api.patch("/connections/espn_api", changed)
    stack.api.patch("/variables/scorebook_retention_hours", {**variable, "value": "7"})
    try:
        said = bootstrap(stack.stack)
        assert "connection espn_api kept: somebody has changed it" in said
        assert stack.api.get("/connections/espn_api")["host"] == "http://127.0.0.1:9"
        assert stack.api.get("/variables/scorebook_retention_hours")["value"] == "7"
    finally:
        stack.api.patch("/connections/espn_api", before)
        stack.api.patch("/variables/scorebook_retention_hours", {**variable, "value": "24"})


def test_the_plugin_loader_finds_nothing_but_the_plugin(stack: RunningStack) -> None:
    assert stack.api.get("/plugins/importErrors")["import_errors"] == []
    assert {plugin["name"] for plugin in stack.api.get("/plugins")["plugins"]} <= {"scorebook"}


def test_a_viewer_may_look_but_not_change(stack: RunningStack) -> None:
    viewer = AirflowRest(stack.stack.ui_url, user="viewer")
    assert "dags" in viewer.get("/dags")
    answer = viewer.session.post(f"{viewer.base}/variables", json={"key": "x", "value": "y"}, timeout=180)
    viewer.session.close()
    assert answer.status_code == 403


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stack]:
    """A platform that one test may break."""
    platform = make_stack(tmp_path / "home with a space")
    try:
        platform.up()
        yield platform
    finally:
        platform.destroy()


@pytest.mark.faults
def test_up_heals_killed_parts_and_down_leaves_nothing(own: Stack) -> None:
    """One test of the whole life of a platform: a start costs more than all the checks together."""
    first = family(own)
    for name in ("scheduler", "postgres"):
        pid = pids(own)[name]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    healed = own.up()
    assert {"scheduler", "postgres"} <= set(healed.started)
    assert {line.health for line in own.status()} == {"healthy"}
    still = {process.pid for process in family(own)}
    orphans = [each for each in first if each.pid not in still and not is_gone(each)]
    assert orphans == []

    killed = family(own)
    for process in killed:
        process.send_signal(signal.SIGKILL)
    wait_for(lambda: all(is_gone(process) for process in killed))
    own.up()
    assert {line.health for line in own.status()} == {"healthy"}

    last = family(own)
    ports = own.state.ports
    assert set(own.down()) == set(PARTS)
    wait_for(lambda: all(is_gone(process) for process in last))
    for port in ports.values():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    assert own.down() == ()


@pytest.mark.faults
def test_a_part_moves_when_a_stranger_has_taken_its_port(own: Stack) -> None:
    own.down()
    port = own.state.ports["espn"]
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        own.up()
        assert own.state.ports["espn"] != port
        api = AirflowRest(own.ui_url)
        host: Any = api.get("/connections/espn_api")["host"]
        api.session.close()
    assert host == f"{own.source_url('espn')}/apis/site/v2/sports/basketball/nba"


def test_in_production_bootstrap_makes_no_connection_and_says_how_to(stack: RunningStack) -> None:
    stack.stack.postgres.create_database("production")
    try:
        env = {
            **stack.stack.environment,
            "SCOREBOOK_ENV": "production",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": stack.stack.postgres.url("production"),
        }
        command = [sys.executable, "-m", "scorebook.bootstrap", "--migrate"]
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        with psycopg.connect(stack.stack.postgres.url("production")) as database:
            connections = database.execute("SELECT conn_id FROM connection").fetchall()
            pools = database.execute("SELECT pool, slots FROM slot_pool").fetchall()
            keys = database.execute("SELECT key FROM variable").fetchall()
    finally:
        stack.stack.postgres.drop_database("production")

    missing = [line.split()[2] for line in said.splitlines() if line.startswith("missing: ")]
    for_the_owner = ["scorebook_bucket", "scorebook_predictions_project"]
    assert missing == [*for_the_owner, *(needed.conn_id for needed in CONNECTIONS)]
    assert connections == []
    assert {name: slots for name, slots in pools if name != "default_pool"} == {
        "espn_source": 2,
        "nba_source": 8,
        "racing_source": 2,
        "lake": 4,
        "bigquery": 4,
        "warehouse": 4,
    }
    assert {key for (key,) in keys} == {each.key for each in VARIABLES} - set(for_the_owner)


@pytest.mark.faults
def test_a_part_that_cannot_start_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    platform = make_stack(tmp_path, SCOREBOOK_SIMULATOR_CLOCK="teatime")
    try:
        with pytest.raises(StackError) as failure:
            platform.up()
        assert str(failure.value).startswith("simulator-espn does not answer")
        assert str(tmp_path / "logs" / "simulator-espn.log") in str(failure.value)
        assert "teatime" in str(failure.value)
        assert {line.name for line in platform.status() if line.health == "down"} == set(SERVERS[3:])
    finally:
        platform.destroy()
