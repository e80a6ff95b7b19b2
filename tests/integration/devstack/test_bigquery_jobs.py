"""The local BigQuery's jobs: ids, locations, filters, bytes, faults, the log, Airflow's operator."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest
import requests
from google.api_core.exceptions import BadRequest, Conflict, Forbidden, InternalServerError, NotFound
from google.cloud import bigquery as google_bigquery

from include.devstack.bigquery import LocalBigQuery
from include.devstack.predictions import Day
from tests.fixtures.bigquery import Predictions

pytestmark = pytest.mark.integration

DAY, OTHER = date(2026, 3, 9), date(2026, 3, 8)
COUNT = "SELECT COUNT(*) AS found FROM PREDICTIONS WHERE game_date = DATE '2026-03-09'"
UPDATE = "UPDATE PREDICTIONS SET is_active = FALSE WHERE game_date = DATE '2026-03-09'"
NO_FILTER = "without a filter over column.*game_date.* that can be used for partition elimination"


def start(predictions: Predictions, text: str, **settings: Any) -> google_bigquery.QueryJob:
    """Start a job whose id the client does not choose anew; the proxy's answer is not retried."""
    text = text.replace("PREDICTIONS", predictions.quoted)
    wanted = {"job_id": f"test-{uuid.uuid4().hex}", "job_retry": None, "retry": None, **settings}
    return predictions.client.query(text, **wanted)


def settings(**values: Any) -> google_bigquery.QueryJobConfig:
    return google_bigquery.QueryJobConfig(**values)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT COUNT(*) FROM PREDICTIONS",
        "SELECT COUNT(*) FROM PREDICTIONS WHERE is_active",
        "SELECT COUNT(*) FROM PREDICTIONS WHERE game_date = '2026-03-09' OR is_active",
        "SELECT COUNT(*) FROM PREDICTIONS WHERE game_date = (SELECT DATE '2026-03-09')",
        "UPDATE PREDICTIONS SET is_active = FALSE WHERE is_active",
        "UPDATE PREDICTIONS AS t SET is_active = FALSE FROM (SELECT game_id FROM PREDICTIONS "
        "WHERE game_date = '2026-03-09') AS s WHERE t.game_id = s.game_id",
        "UPDATE PREDICTIONS SET is_active = FALSE WHERE game_date = '2026-03-09' "
        "AND prediction_id IN (SELECT prediction_id FROM PREDICTIONS WHERE is_active)",
    ],
)
def test_every_place_that_reads_the_table_needs_a_filter(predictions: Predictions, query: str) -> None:
    with pytest.raises(BadRequest, match=NO_FILTER):
        predictions.query(query)


@pytest.mark.parametrize(
    ("condition", "days"),
    [
        ("game_date = DATE '2026-03-09'", ["2026-03-09"]),
        ("game_date = '2026-01-01'", ["2026-01-01"]),
        ("game_date IN ('2026-03-08', '2026-03-09') AND is_active", ["2026-03-08", "2026-03-09"]),
        ("game_date BETWEEN '2026-03-01' AND '2026-03-31'", ["2026-03-08", "2026-03-09"]),
        ("game_date > DATE_SUB(DATE '2026-03-10', INTERVAL 2 DAY)", ["2026-03-09"]),
        ("game_date = @day", ["2026-03-09"]),
        ("game_date IN UNNEST(@days)", ["2026-03-08", "2026-03-09"]),
    ],
)
def test_the_log_names_the_days_that_a_query_reads(
    predictions: Predictions, condition: str, days: list[str]
) -> None:
    for day in (OTHER, DAY):
        predictions.load(Day(day=day, keys=2))
    wanted = settings(
        query_parameters=[
            google_bigquery.ScalarQueryParameter("day", "DATE", DAY),
            google_bigquery.ArrayQueryParameter("days", "DATE", [OTHER, DAY]),
        ]
    )
    predictions.query(f"SELECT COUNT(*) AS found FROM PREDICTIONS WHERE {condition}", job_config=wanted)
    assert [entry["days"] for entry in predictions.jobs()] == [days]


def test_the_log_says_what_a_job_is(predictions: Predictions) -> None:
    limit = 2**30
    wanted = settings(labels={"dag": "cleanup"}, maximum_bytes_billed=limit)
    job = start(predictions, UPDATE, job_config=wanted)
    job.result()
    (entry,) = predictions.jobs()
    assert entry["job_id"] == job.job_id
    assert (entry["statement"], entry["modifies"], entry["dry_run"]) == ("update", True, False)
    assert (entry["labels"], entry["maximum_bytes_billed"]) == ({"dag": "cleanup"}, limit)
    assert (entry["outcome"], entry["reason"]) == ("done", None)
    assert predictions.quoted in entry["query"]


def test_the_log_can_be_emptied(predictions: Predictions) -> None:
    predictions.query(COUNT)
    predictions.control.delete("/jobs")
    assert predictions.jobs() == []


def test_an_update_tells_how_many_rows_it_changed(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=7))
    job = start(predictions, UPDATE)
    assert job.result().num_dml_affected_rows == 7
    assert (job.num_dml_affected_rows, job.dml_stats.updated_row_count) == (7, 7)
    assert job.statement_type == "UPDATE"


def test_a_job_id_that_is_taken_is_refused(predictions: Predictions) -> None:
    first = start(predictions, COUNT)
    with pytest.raises(Conflict, match=f"Already Exists: Job scorebook-local:US.{first.job_id}"):
        start(predictions, COUNT, job_id=first.job_id)


def test_the_job_id_of_a_failed_job_is_taken(predictions: Predictions) -> None:
    predictions.stream(Day(day=DAY, keys=1))
    first = start(predictions, UPDATE)
    with pytest.raises(Conflict):
        start(predictions, COUNT, job_id=first.job_id)


def test_a_job_that_nobody_started_is_not_found(predictions: Predictions) -> None:
    with pytest.raises(NotFound, match=r"Not found: Job scorebook-local:US\.nobody"):
        predictions.client.get_job("nobody")


def test_a_job_is_not_found_in_another_location(predictions: Predictions) -> None:
    job = start(predictions, COUNT)
    with pytest.raises(NotFound):
        predictions.client.get_job(job.job_id, location="EU")


def test_a_wrong_location_is_told_as_such(predictions: Predictions) -> None:
    said = f"Not found: Dataset scorebook-local:{predictions.dataset} was not found in location EU"
    with pytest.raises(NotFound, match=said):
        start(predictions, COUNT, location="EU")


def test_a_dry_run_tells_the_bytes_of_the_columns_and_days_and_does_nothing(
    predictions: Predictions,
) -> None:
    predictions.load(Day(day=DAY, keys=7))
    predictions.load(Day(day=OTHER, keys=100))
    query = "SELECT is_active, current_points_line FROM PREDICTIONS WHERE game_date = DATE '2026-03-09'"
    lines = [row["current_points_line"] for row in predictions.query(query)]
    job = start(predictions, query, job_config=settings(dry_run=True))
    # BOOL 1, DATE 8, NUMERIC 16 unless null
    assert job.total_bytes_processed == 7 * 9 + 16 * sum(line is not None for line in lines)
    with pytest.raises(NotFound):
        predictions.client.get_job(job.job_id)


def test_a_dry_run_of_an_update_changes_nothing_and_counts_all_columns(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=7))
    update = start(predictions, UPDATE, job_config=settings(dry_run=True))
    everything = f"SELECT * FROM PREDICTIONS WHERE game_date = '{DAY}'"
    read = start(predictions, everything, job_config=settings(dry_run=True))
    assert update.total_bytes_processed == read.total_bytes_processed + 7 * 9
    assert len(predictions.active(DAY)) == 7


def test_a_dry_run_tells_a_missing_filter(predictions: Predictions) -> None:
    with pytest.raises(BadRequest, match=NO_FILTER):
        start(predictions, "SELECT game_id FROM PREDICTIONS", job_config=settings(dry_run=True))


def test_a_query_over_its_limit_of_bytes_fails_and_changes_nothing(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=7))
    job = start(predictions, UPDATE, job_config=settings(maximum_bytes_billed=10**6))
    said = "Query exceeded limit for bytes billed: 1000000. 10485760 or higher required."
    with pytest.raises(InternalServerError, match=said):
        job.result()
    assert job.error_result["reason"] == "bytesBilledLimitExceeded"
    assert len(predictions.active(DAY)) == 7


def test_bad_sql_is_an_invalid_query(predictions: Predictions) -> None:
    with pytest.raises(BadRequest, match="invalidQuery"):
        start(predictions, f"{COUNT} AND nonsense = 1").result()


def test_a_forbidden_job_is_refused(predictions: Predictions) -> None:
    predictions.control.post("/faults", {"kind": "error", "reason": "accessDenied", "statement": "update"})
    assert predictions.query(COUNT) == [{"found": 0}]
    with pytest.raises(Forbidden):
        start(predictions, UPDATE)
    assert [entry["outcome"] for entry in predictions.jobs(statement="update")] == ["refused"]


def test_a_fault_can_befall_the_job_instead_of_the_request(predictions: Predictions) -> None:
    fault = {"kind": "error", "reason": "quotaExceeded", "message": "Quota exceeded", "at": "job"}
    predictions.control.post("/faults", fault)
    job = start(predictions, COUNT)
    with pytest.raises(Forbidden, match="Quota exceeded"):
        job.result()


def test_a_passing_error_is_retried_by_the_client(predictions: Predictions) -> None:
    predictions.control.post("/faults", {"kind": "error", "reason": "backendError", "count": 1})
    assert predictions.query(COUNT) == [{"found": 0}]
    assert [entry["outcome"] for entry in predictions.jobs()] == ["refused", "done"]


def test_a_job_whose_reply_is_lost_was_run(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=3))
    predictions.control.post("/faults", {"kind": "lost_reply", "count": 1})
    with pytest.raises(requests.ConnectionError):
        start(predictions, UPDATE, job_id=f"lost-{predictions.dataset}")
    assert predictions.active(DAY) == []
    assert predictions.client.get_job(f"lost-{predictions.dataset}").state == "DONE"


def test_a_job_whose_request_is_lost_was_not_run(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=3))
    predictions.control.post("/faults", {"kind": "lost_request", "count": 1})
    with pytest.raises(requests.ConnectionError):
        start(predictions, UPDATE, job_id=f"lost-{predictions.dataset}")
    assert len(predictions.active(DAY)) == 3
    with pytest.raises(NotFound):
        predictions.client.get_job(f"lost-{predictions.dataset}")


def test_a_slow_job_runs_until_it_has_an_effect(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=3))
    predictions.control.post("/faults", {"kind": "slow", "seconds": 1, "statement": "update"})
    job = start(predictions, UPDATE)
    assert predictions.client.get_job(job.job_id).state == "RUNNING"
    assert len(predictions.active(DAY)) == 3
    assert predictions.client.get_job(job.job_id).result().num_dml_affected_rows == 3
    assert predictions.active(DAY) == []


def test_a_slow_job_can_be_cancelled(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=3))
    predictions.control.post("/faults", {"kind": "slow", "seconds": 60, "statement": "update"})
    job = start(predictions, UPDATE)
    assert job.cancel()
    assert predictions.client.get_job(job.job_id).error_result["reason"] == "stopped"
    assert len(predictions.active(DAY)) == 3


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "explosion"}, "kind is 'explosion'"),
        ({"kind": "error", "reason": "boredom"}, "reason 'boredom' needs a status"),
        ({"kind": "error", "colour": "red"}, "unknown fields"),
        ({"kind": "error", "match": "("}, "no regular expression"),
    ],
)
def test_a_wrong_rule_is_refused(predictions: Predictions, rule: dict[str, str], said: str) -> None:
    answer = predictions.control.session.post(f"{predictions.control.base}/faults", json=rule, timeout=180)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_query_and_wait_obeys_the_same_rules(predictions: Predictions) -> None:
    predictions.load(Day(day=DAY, keys=3))
    rows = predictions.client.query_and_wait(COUNT.replace("PREDICTIONS", predictions.quoted))
    assert [row.found for row in rows] == [3]
    with pytest.raises(BadRequest, match=NO_FILTER):
        predictions.client.query_and_wait(f"SELECT game_id FROM {predictions.quoted}")


def test_long_results_come_in_pages(predictions: Predictions) -> None:
    rows = predictions.load(Day(day=DAY, keys=250))
    job = start(predictions, "SELECT prediction_id FROM PREDICTIONS WHERE game_date = DATE '2026-03-09'")
    found = {row.prediction_id for row in job.result(page_size=100)}
    assert found == set(rows["prediction_id"].to_pylist())


def test_the_proxys_own_tables_and_jobs_do_not_show(
    predictions: Predictions, bigquery: LocalBigQuery
) -> None:
    predictions.stream(Day(day=DAY, keys=1))
    assert "scorebook_buffer" not in {each.dataset_id for each in predictions.client.list_datasets()}
    before = {job.job_id for job in predictions.client.list_jobs()}
    predictions.client.get_table(predictions.table)
    job = start(predictions, COUNT)
    job.result()
    assert {each.job_id for each in predictions.client.list_jobs()} - before == {job.job_id}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Airflow's own
def test_airflows_operator_runs_a_query_and_finds_its_job_again(
    predictions: Predictions, bigquery_connection: str
) -> None:
    from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
    from airflow.sdk.exceptions import AirflowException

    predictions.load(Day(day=DAY, keys=4))
    text = UPDATE.replace("PREDICTIONS", predictions.quoted)
    job_id = f"operator-{predictions.dataset}"

    def operator() -> BigQueryInsertJobOperator:
        return BigQueryInsertJobOperator(
            task_id="clean",
            gcp_conn_id=bigquery_connection,
            configuration={"query": {"query": text, "useLegacySql": False}},
            project_id="scorebook-local",
            location="US",
            job_id=job_id,
            force_rerun=False,
            reattach_states={"DONE", "RUNNING"},
        )

    context: Any = {"ti": Mock(), "task": Mock()}
    ran = operator().execute(context)
    assert ran.startswith(f"{job_id}_")
    assert predictions.active(DAY) == []
    with pytest.raises(AirflowException, match="already in state DONE"):
        operator().execute(context)
    assert [entry["outcome"] for entry in predictions.jobs(job_id=ran)] == ["done", "refused"]
