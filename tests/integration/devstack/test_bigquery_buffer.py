"""The local BigQuery's streaming buffer: what is locked, for how long, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest
from google.api_core.exceptions import BadRequest

from include.devstack.bigquery import LocalBigQuery
from include.devstack.ports import free_port
from include.devstack.predictions import Day, day_rows, make_table, stream
from tests.fixtures.bigquery import Predictions

pytestmark = pytest.mark.integration

DAY, OTHER = date(2026, 3, 9), date(2026, 3, 8)
UPDATE = "UPDATE PREDICTIONS SET is_active = FALSE WHERE game_date = DATE '{}'"


def refusal(predictions: Predictions, statement: str) -> str:
    with pytest.raises(BadRequest) as caught:
        predictions.query(statement)
    assert caught.value.code == 400
    return str(caught.value)


def test_an_update_of_streamed_rows_is_refused_in_the_words_of_bigquery(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    said = refusal(predictions, UPDATE.format(DAY))
    assert (
        f"UPDATE or DELETE statement over table {predictions.table} would affect rows in the streaming "
        "buffer, which is not supported; reason: invalidQuery"
    ) in said
    assert len(predictions.active(DAY)) == 5


def test_the_refused_job_is_there_and_has_failed(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    job = predictions.client.query(UPDATE.format(DAY).replace("PREDICTIONS", predictions.quoted))
    assert job.state == "DONE"
    assert predictions.client.get_job(job.job_id).error_result["reason"] == "invalidQuery"


@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM PREDICTIONS WHERE game_date = DATE '{DAY}'",
        "UPDATE PREDICTIONS AS t SET is_active = FALSE "
        f"FROM (SELECT game_id FROM PREDICTIONS WHERE game_date = '{DAY}') AS s "
        f"WHERE t.game_id = s.game_id AND t.game_date = '{DAY}'",
        "MERGE PREDICTIONS AS t USING (SELECT 'catboost_v8' AS system_id) AS s "
        f"ON t.game_date = DATE '{DAY}' AND t.system_id = s.system_id "
        "WHEN MATCHED THEN UPDATE SET is_active = FALSE",
        "TRUNCATE TABLE PREDICTIONS",
    ],
)
def test_no_other_change_of_streamed_rows_is_let_through(predictions: Predictions, statement: str) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    assert "would affect rows in the streaming buffer" in refusal(predictions, statement)


def test_a_day_without_streamed_rows_is_changed_while_another_is_locked(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    predictions.load(Day(day=OTHER, keys=3))
    predictions.query(UPDATE.format(OTHER))
    assert predictions.active(OTHER) == []
    assert len(predictions.active(DAY)) == 5


def test_loaded_rows_are_changed_beside_streamed_ones_of_the_same_day(predictions: Predictions) -> None:
    rows = day_rows(Day(day=DAY, keys=10))
    predictions.load(rows.slice(0, 6))
    predictions.stream(rows.slice(6))
    loaded, *_, streamed = rows["prediction_id"].to_pylist()
    predictions.query(f"{UPDATE.format(DAY)} AND prediction_id = '{loaded}'")
    assert len(predictions.active(DAY)) == 9
    both = f"{UPDATE.format(DAY)} AND prediction_id IN ('{loaded}', '{streamed}')"
    assert "streaming buffer" in refusal(predictions, both)


def test_with_lock_by_day_the_whole_day_of_a_streamed_row_is_locked(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=5))
    predictions.stream(Day(day=DAY, keys=1))
    predictions.control.post("/settings", {"lock_by": "day"})
    assert "streaming buffer" in refusal(predictions, f"{UPDATE.format(DAY)} AND player_lookup = 'nobody'")


def test_rows_by_an_insert_statement_are_not_locked(predictions: Predictions) -> None:
    predictions.stream(Day(day=OTHER, keys=1))
    predictions.query(
        "INSERT INTO PREDICTIONS (prediction_id, game_date, is_active) VALUES ('a', DATE '2026-03-09', TRUE)"
    )
    predictions.query(UPDATE.format(DAY))
    assert predictions.active(DAY) == []


def test_the_table_shows_the_buffer_of_all_its_days(predictions: Predictions) -> None:
    table = predictions.client.get_table
    assert table(predictions.table).streaming_buffer is None
    predictions.stream(Day(day=DAY, keys=5))
    first = table(predictions.table).streaming_buffer.oldest_entry_time
    predictions.control.post("/clock", {"advance_seconds": 60})
    predictions.stream(Day(day=OTHER, keys=2))
    shown = table(predictions.table).streaming_buffer
    assert (shown.estimated_rows, shown.oldest_entry_time) == (7, first)


def test_rows_leave_the_buffer_after_ninety_minutes(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    predictions.control.post("/clock", {"advance_seconds": 89 * 60})
    predictions.stream(Day(day=OTHER, keys=5))
    assert "streaming buffer" in refusal(predictions, UPDATE.format(DAY))
    predictions.control.post("/clock", {"advance_seconds": 61})
    predictions.query(UPDATE.format(DAY))
    assert predictions.client.get_table(predictions.table).streaming_buffer.estimated_rows == 5


def test_one_day_can_be_flushed(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=5))
    predictions.stream(Day(day=OTHER, keys=3))
    left = predictions.control.post("/flush", {"table": predictions.table, "day": str(DAY)})
    mine = [(row["day"], row["rows"]) for row in left if row["table"] == predictions.table]
    assert mine == [(str(OTHER), 3)]
    predictions.query(UPDATE.format(DAY))
    assert "streaming buffer" in refusal(predictions, UPDATE.format(OTHER))


def test_rows_of_the_grpc_api_show_in_the_buffer_and_lock_nothing(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=5))
    predictions.control.post("/buffer", {"table": predictions.table, "rows": 12})
    assert predictions.client.get_table(predictions.table).streaming_buffer.estimated_rows == 12
    predictions.query(UPDATE.format(DAY))
    assert predictions.active(DAY) == []


def test_streamed_rows_are_read_at_once(predictions: Predictions) -> None:
    sent = predictions.stream(Day(day=DAY, keys=5))
    found = {row["prediction_id"] for row in predictions.active(DAY)}
    assert found == set(sent["prediction_id"].to_pylist())


def test_tables_and_their_buffer_survive_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    server = LocalBigQuery(tmp_path_factory.mktemp("restarted"), free_port())
    server.start()
    try:
        table = f"{server.project}.kept.player_prop_predictions"
        with server.client() as client:
            make_table(client, table)
            stream(client, table, day_rows(Day(day=DAY, keys=5)))
            query = f"SELECT COUNT(*) AS found FROM `{table}` WHERE game_date = DATE '{DAY}'"
            client.query(query, job_id="before", job_retry=None).result()
            server.stop()
            server.start()
            assert [row.found for row in client.query(query).result()] == [5]
            assert client.get_table(table).streaming_buffer.estimated_rows == 5
            assert client.get_job("before").state == "DONE"
            with pytest.raises(BadRequest, match="streaming buffer"):
                client.query(f"DELETE FROM `{table}` WHERE game_date = DATE '{DAY}'").result()
    finally:
        server.stop()
