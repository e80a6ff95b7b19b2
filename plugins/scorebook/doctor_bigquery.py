"""The doctor's check of BigQuery: the table of the predictions, as the clean-up needs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorebook.doctor_checks import Finding
from scorebook.settings import PredictionsTable

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

NAME = "predictions table"
PARTITION_COLUMN = "game_date"
SECONDS = 10.0


def check_predictions(connect: Callable[[], Client], table: PredictionsTable) -> Finding:
    """Ask BigQuery for the table of the predictions, once, and look at its location and partitions.

    :param connect: makes the client; it may fail for want of credentials.
    """
    from airflow.sdk.exceptions import AirflowException
    from google.api_core.exceptions import Forbidden, GoogleAPICallError, NotFound, RetryError
    from google.auth.exceptions import GoogleAuthError
    from requests import RequestException

    try:
        with connect() as client:
            found = client.get_table(str(table), retry=None, timeout=SECONDS)
    except NotFound:
        mend = "Create it, or name the right one in the Airflow Variables scorebook_predictions_*."
        return Finding("FAIL", NAME, f"{table} does not exist", mend)
    except Forbidden as error:
        mend = "Grant roles/bigquery.dataEditor on the data set to `google_cloud_default`."
        return Finding("FAIL", NAME, f"{table}: {_first_line(error)}", mend)
    except (GoogleAPICallError, RetryError, GoogleAuthError, RequestException, AirflowException) as error:
        mend = (
            "Correct the Airflow connection `google_cloud_default`, or let this machine reach BigQuery "
            "(locally: make up)."
        )
        return Finding("FAIL", NAME, f"{table}: {_first_line(error)}", mend)
    if found.location and found.location.lower() != table.location.lower():
        mend = f"Set the Airflow Variable scorebook_predictions_location to {found.location}."
        return Finding("FAIL", NAME, f"{table} is in {found.location}, not in {table.location}", mend)
    partitioning = found.time_partitioning
    if partitioning is None or partitioning.field != PARTITION_COLUMN:
        mend = f"Partition it by {PARTITION_COLUMN}: a clean-up of one day would read the whole table."
        return Finding("WARN", NAME, f"{table} is not partitioned by {PARTITION_COLUMN}", mend)
    return Finding("ok", NAME, f"{table} in {table.location}, partitioned by {PARTITION_COLUMN}")


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
