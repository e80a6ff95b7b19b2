"""`POST /scorebook/api/cleanup-duplicates`: start the clean-up of predictions of one day.

Body, as JSON: `{"game_date": "TODAY" | "YESTERDAY" | "YYYY-MM-DD", "dry_run": false}`; both keys may be left
out. The answer, 202, names the run and where to watch it:

    {"dag_id", "dag_run_id", "link", "state", "already_running", "paused", "message"}

The same request while its run is queued or running gets that run. A paused DAG's run waits.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_dag
from airflow.api_fastapi.logging.decorators import action_logging
from airflow.configuration import conf
from fastapi import APIRouter, Depends, HTTPException, Request, status

from include.errors import ParamError
from scorebook.api.cleanup_request import CleanupRequest, read_request
from scorebook.api.cleanup_runs import KnownRun, TooBusyError, start_or_find
from scorebook.api.dag_runs import DagNotReadyError, DagRuns
from scorebook.api.same_origin import demand_json, demand_same_origin

DAG_ID = "bigquery_dedup_cleanup"

router = APIRouter()


async def cleanup_request(request: Request) -> CleanupRequest:
    """Read what is asked for; 422 with a sentence when it cannot be used."""
    try:
        return read_request(await request.body(), datetime.now(UTC))
    except ParamError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from error


def about_the_dag(request: Request) -> None:
    """Let the audit log name the DAG: it takes the id from the request's path."""
    request.path_params["dag_id"] = DAG_ID


# In this order: who asks, from where, what; and only a request that will be done is written to the audit log.
CHECKS = [
    Depends(requires_access_dag("POST", DagAccessEntity.RUN, param_dag_id=DAG_ID)),
    Depends(demand_same_origin),
    Depends(demand_json),
    Depends(cleanup_request),
    Depends(about_the_dag),
    Depends(action_logging(event="cleanup_duplicates")),
]


@router.post("/cleanup-duplicates", status_code=status.HTTP_202_ACCEPTED, dependencies=CHECKS)
def cleanup_duplicates(
    request: Request, wish: Annotated[CleanupRequest, Depends(cleanup_request)], user: GetUserDep
) -> dict[str, Any]:
    """Start the run, or find the one that does the same already."""
    runs = DagRuns(DAG_ID, user.get_name())
    try:
        paused = runs.is_paused()
        run, already_running = start_or_find(runs, wish)
    except (DagNotReadyError, TooBusyError) as error:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, str(error)) from error
    return {
        "dag_id": DAG_ID,
        "dag_run_id": run.run_id,
        "link": _link(request, run),
        "state": run.state,
        "already_running": already_running,
        "paused": paused,
        "message": _message(wish, run, already_running=already_running, paused=paused),
    }


def _link(request: Request, run: KnownRun) -> str:
    """Return the address of the run's page in Airflow."""
    base = conf.get("api", "base_url", fallback="") or f"{request.url.scheme}://{request.url.netloc}"
    return f"{base.rstrip('/')}/dags/{DAG_ID}/runs/{quote(run.run_id, safe='')}"


def _message(wish: CleanupRequest, run: KnownRun, *, already_running: bool, paused: bool) -> str:
    kind = "dry run" if wish.dry_run else "clean-up"
    found = "was asked for before" if already_running else "is started"
    waits = f"; it waits until somebody unpauses the DAG {DAG_ID}" if paused else ""
    return f"The {kind} of {wish.day.isoformat()} {found}: {run.run_id} is {run.state}{waits}."
