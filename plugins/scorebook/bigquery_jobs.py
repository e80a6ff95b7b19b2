"""How the tasks of a run name and label their BigQuery jobs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from include.predictions.jobs import Jobs, label
from include.predictions.statements import Statements
from scorebook import settings

if TYPE_CHECKING:
    from airflow.sdk import Context
    from google.cloud import bigquery


def open_jobs(
    client: bigquery.Client,
    purpose: str,
    context: Context,
    statements: Statements,
    *,
    location: str,
    **labels: str,
) -> Jobs:
    """Jobs whose ids are the same for each try of a task, and others for another run, table or key.

    :param purpose: what the ids begin with, for people.
    :param labels: besides the DAG and the run.
    """
    ti: Any = context["ti"]
    # A clear gives a task further tries: what was counted and done before is no answer to it.
    clears = ti.max_tries - (context["task"].retries or 0)
    # A run that is deleted leaves its id to a later one; BigQuery remembers jobs for half a year.
    begun = context["dag_run"].start_date
    scope = (ti.dag_id, context["run_id"], begun, statements.table, *statements.key_columns, clears)
    digest = hashlib.sha256("\n".join(map(str, scope)).encode()).hexdigest()[:16]
    named = {"dag": ti.dag_id, "run": context["run_id"], **labels}
    return Jobs(
        client=client,
        location=location,
        prefix=f"scorebook_{purpose}_{digest}",
        maximum_bytes_billed=settings.maximum_bytes_billed(),
        labels={name: label(text) for name, text in named.items()},
    )
