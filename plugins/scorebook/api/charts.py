"""`GET /scorebook/api/charts/{dag_id}/{run_id}`: the picture that a run left, for who may see the run.

A task of the run names it as XCom `chart` = `{"bucket": ..., "key": "reports/..."}`; S3 is asked through the
connection `aws_default`, so that nobody needs access to the bucket to look at it.
"""

from __future__ import annotations

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import APIRouter, Depends, HTTPException, Response, status

from include.errors import ArchiveError
from scorebook.api.chart_files import ChartAbsentError, read_chart

DAG_ID = "racing_completeness"
HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}

router = APIRouter()


@router.get(
    "/charts/{dag_id}/{run_id}",
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.RUN, param_dag_id=DAG_ID))],
)
def chart(dag_id: str, run_id: str) -> Response:
    """Return the PNG; 404 with a sentence when there is none."""
    if dag_id != DAG_ID:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"Only runs of {DAG_ID} have charts.")
    try:
        return Response(read_chart(dag_id, run_id), media_type="image/png", headers=HEADERS)
    except ChartAbsentError as error:
        raise HTTPException(status.HTTP_404_NOT_FOUND, str(error)) from error
    except ArchiveError as error:
        raise HTTPException(status.HTTP_502_BAD_GATEWAY, str(error)) from error
