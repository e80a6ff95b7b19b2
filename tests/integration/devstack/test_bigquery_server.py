"""The local BigQuery as a process, its deleted tables, and the command that fills it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import psutil
import pyarrow as pa
import pytest

from include.devstack.bigquery import LocalBigQuery
from include.devstack.local_server import LocalServerError
from include.devstack.ports import free_port
from include.devstack.predictions import Day, day_rows, load, make_table, stream
from include.devstack.predictions.__main__ import main
from tests.fixtures.bigquery import Predictions
from tests.fixtures.stack import wait_for

pytestmark = [pytest.mark.integration, pytest.mark.slow]

DAY = date(2026, 3, 9)


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBigQuery]:
    """A server that one test may break."""
    server = LocalBigQuery(tmp_path_factory.mktemp("own server"), free_port())
    server.start()
    yield server
    server.stop()


def test_it_listens_on_loopback_and_one_port_only(bigquery: LocalBigQuery) -> None:
    pid = bigquery.pid()
    assert pid is not None
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    listeners = {
        (each.laddr.ip, each.laddr.port)
        for process in family
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    }
    assert listeners == {("127.0.0.1", bigquery.port)}


def test_a_second_start_starts_nothing(bigquery: LocalBigQuery) -> None:
    before = bigquery.pid()
    bigquery.start()
    assert bigquery.pid() == before


def test_a_taken_port_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]
        server = LocalBigQuery(tmp_path_factory.mktemp("taken"), port)
        with pytest.raises(LocalServerError, match=f"port {port}"):
            server.start()


def test_what_was_answered_survives_a_kill(own: LocalBigQuery) -> None:
    table = f"{own.project}.kept.player_prop_predictions"
    with own.client() as client:
        make_table(client, table)
        rows = day_rows(Day(day=DAY, keys=30))
        load(client, table, rows.slice(0, 20))
        stream(client, table, rows.slice(20))
        pid = own.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not own.is_running())
        own.start()
        query = f"SELECT COUNT(*) AS found FROM `{table}` WHERE game_date = DATE '{DAY}'"
        assert [row.found for row in client.query(query).result()] == [30]
        assert client.get_table(table).streaming_buffer.estimated_rows == 10


def test_many_clients_at_once_get_along(predictions: Predictions) -> None:
    days = [date(2026, 4, 1) + timedelta(days=each) for each in range(8)]
    predictions.load(pa.concat_tables([day_rows(Day(day=day, keys=50)) for day in days]))

    def work(day: date) -> tuple[int, int]:
        predictions.stream(Day(day=day + timedelta(days=30), keys=5))
        update = f"UPDATE {predictions.quoted} SET is_active = FALSE WHERE game_date = '{day}'"
        job = predictions.client.query(update)
        job.result()
        return job.num_dml_affected_rows, len(predictions.active(day))

    with ThreadPoolExecutor(len(days)) as pool:
        assert list(pool.map(work, days)) == [(50, 0)] * len(days)
    assert predictions.client.get_table(predictions.table).streaming_buffer.estimated_rows == 40


def test_a_deleted_table_leaves_nothing_in_the_buffer(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=3))
    predictions.client.delete_table(predictions.table)
    make_table(predictions.client, predictions.table)
    assert predictions.client.get_table(predictions.table).streaming_buffer is None
    predictions.load(Day(day=DAY, keys=3))
    predictions.query(f"DELETE FROM PREDICTIONS WHERE game_date = '{DAY}'")
    assert predictions.active(DAY) == []


def test_the_table_is_as_in_production(predictions: Predictions) -> None:
    table = predictions.client.get_table(predictions.table)
    assert table.require_partition_filter
    assert (table.time_partitioning.type_, table.time_partitioning.field) == ("DAY", "game_date")
    assert table.time_partitioning.expiration_ms == 365 * 24 * 3600 * 1000
    assert table.clustering_fields == ["system_id", "player_lookup"]
    assert table.location == "US"


def test_the_command_fills_a_table(
    bigquery: LocalBigQuery, predictions: Predictions, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--endpoint", bigquery.endpoint, "--table", predictions.table, "--day", str(DAY)]
    assert main([*words, "--keys", "40", "--duplicates", "6", "--ties", "2", "--streamed", "5"]) == 0
    assert len(predictions.active(DAY)) == 46
    assert predictions.client.get_table(predictions.table).streaming_buffer.estimated_rows == 5
    assert capsys.readouterr().out == (
        "2026-03-09: 46 rows, 6 of them duplicates, 5 in the streaming buffer\n"
    )


def test_no_value_is_changed_on_its_way_in(predictions: Predictions) -> None:
    rows = day_rows(Day(day=DAY, keys=20, duplicates=10, ties=3, inactive=4))
    predictions.load(rows.slice(0, 20))
    predictions.stream(rows.slice(20))
    found = predictions.query(f"SELECT * FROM PREDICTIONS WHERE game_date = '{DAY}'")

    def order(row: dict[str, Any]) -> tuple[str, ...]:
        return row["prediction_id"], str(row["created_at"]), str(row["current_points_line"])

    assert sorted(found, key=order) == sorted(rows.to_pylist(), key=order)
