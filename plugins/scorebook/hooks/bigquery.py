"""BigQuery clients by Airflow connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.cloud import bigquery


@contextmanager
def bigquery_client(
    gcp_conn_id: str = "google_cloud_default", *, project: str | None = None
) -> Iterator[bigquery.Client]:
    """A client of the connection, closed at the end.

    With `is_anonymous` in the connection's extra and BIGQUERY_EMULATOR_HOST in the environment it is one for
    the local stand-in.

    :param project: that jobs run in; None: the connection's.
    """
    # Here, not at the top: it would be paid at every parse of a DAG file.
    from airflow.providers.google.cloud.hooks.bigquery import BigQueryHook

    hook = BigQueryHook(gcp_conn_id=gcp_conn_id, use_legacy_sql=False)
    client = hook.get_client(project_id=project or hook.project_id)
    try:
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]
