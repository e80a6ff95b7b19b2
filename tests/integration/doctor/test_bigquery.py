"""The doctor's check of BigQuery, with one thing broken each time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from google.auth.exceptions import DefaultCredentialsError
from google.cloud import bigquery as google_bigquery

from include.devstack.bigquery import LocalBigQuery, make_client
from include.devstack.ports import free_port
from scorebook.doctor_bigquery import check_predictions
from scorebook.settings import PredictionsTable
from tests.fixtures.bigquery import Predictions

pytestmark = pytest.mark.integration


@pytest.fixture
def table(predictions: Predictions) -> PredictionsTable:
    return PredictionsTable(*predictions.table.split("."), location="US")


def test_a_table_as_it_should_be_is_ok(bigquery: LocalBigQuery, table: PredictionsTable) -> None:
    found = check_predictions(bigquery.client, table)
    assert (found.level, found.mend) == ("ok", "")
    assert found.what == f"{table} in US, partitioned by game_date"


def test_an_absent_table_is_named(bigquery: LocalBigQuery, table: PredictionsTable) -> None:
    found = check_predictions(bigquery.client, replace(table, table="nothing"))
    assert (found.level, found.what) == ("FAIL", f"{table.project}.{table.dataset}.nothing does not exist")
    assert "scorebook_predictions_*" in found.mend


def test_a_wrong_location_is_told_with_the_right_one(
    bigquery: LocalBigQuery, table: PredictionsTable
) -> None:
    found = check_predictions(bigquery.client, replace(table, location="EU"))
    assert (found.level, found.what) == ("FAIL", f"{table} is in US, not in EU")
    assert found.mend == "Set the Airflow Variable scorebook_predictions_location to US."


def test_a_refusal_names_the_role_that_is_missing(
    bigquery: LocalBigQuery, predictions: Predictions, table: PredictionsTable
) -> None:
    fault = {"kind": "error", "reason": "accessDenied", "on": "tables.get", "count": 1}
    predictions.control.post("/faults", fault)
    found = check_predictions(bigquery.client, table)
    assert found.level == "FAIL"
    assert "roles/bigquery.dataEditor" in found.mend


def test_a_table_without_partitions_is_a_warning(
    bigquery: LocalBigQuery, predictions: Predictions, table: PredictionsTable
) -> None:
    plain = replace(table, table="plain")
    predictions.client.create_table(
        google_bigquery.Table(str(plain), [google_bigquery.SchemaField("game_date", "DATE")])
    )
    assert check_predictions(bigquery.client, plain).level == "WARN"


def test_a_server_that_is_down_fails_with_a_way_to_mend_it(table: PredictionsTable) -> None:
    found = check_predictions(lambda: make_client(f"http://127.0.0.1:{free_port()}"), table)
    assert found.level == "FAIL"
    assert "make up" in found.mend


def test_absent_credentials_fail_with_a_way_to_mend_it(table: PredictionsTable) -> None:
    def connect() -> google_bigquery.Client:
        raise DefaultCredentialsError("Your default credentials were not found.")

    found = check_predictions(connect, table)
    assert found.what == f"{table}: Your default credentials were not found."
    assert "`google_cloud_default`" in found.mend
