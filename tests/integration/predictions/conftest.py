"""Airflow's connection and Variables for the clean-up of one fresh table."""

from __future__ import annotations

import pytest
from google.cloud import bigquery

from include.predictions import jobs
from tests.fixtures.bigquery import Predictions
from tests.integration.predictions.running import Cleaning


@pytest.fixture
def cleaning(predictions: Predictions, bigquery_connection: str, monkeypatch: pytest.MonkeyPatch) -> Cleaning:
    """The clean-up of a fresh table; the local BigQuery's log holds its jobs only."""
    project, dataset, table = predictions.table.split(".")
    for name, value in (("PROJECT", project), ("DATASET", dataset), ("TABLE", table), ("LOCATION", "US")):
        monkeypatch.setenv(f"AIRFLOW_VAR_SCOREBOOK_PREDICTIONS_{name}", value)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RETRY_DELAY_SECONDS", "1")
    monkeypatch.setattr(jobs, "RETRY_SECONDS", 4.0)
    monkeypatch.setattr(bigquery, "DEFAULT_RETRY", bigquery.DEFAULT_RETRY.with_delay(0.05, 0.5))
    return Cleaning(predictions)
