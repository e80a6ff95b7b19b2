"""One query job as BigQuery's REST API shows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from include.devstack.bigquery_proxy.errors import STATUS_OF, ApiError
from include.devstack.bigquery_proxy.log import Entry
from include.devstack.bigquery_proxy.statements import Statement

_MEGABYTE = 2**20
_LEAST_BILLED = 10 * _MEGABYTE
_STAT_OF = {"update": "updatedRowCount", "delete": "deletedRowCount", "insert": "insertedRowCount"}


@dataclass(slots=True)
class Job:
    """One job: its REST resource as it is now, and the task that runs it."""

    resource: dict[str, Any]
    entry: Entry
    task: asyncio.Task[None] | None = None
    total_bytes: int = 0
    has_rows: bool = False
    error: ApiError | None = None

    @property
    def is_done(self) -> bool:
        return bool(self.resource["status"]["state"] == "DONE")


def new_entry(
    job_id: str,
    configuration: Mapping[str, Any],
    reference: Mapping[str, Any],
    statements: tuple[Statement, ...],
) -> Entry:
    """Begin the log's entry of a job."""
    first = next((each for each in statements if each.modifies), statements[0] if statements else None)
    query = configuration["query"]
    limit = query.get("maximumBytesBilled")
    return Entry(
        job_id=job_id,
        statement=first.kind if first else "other",
        modifies=bool(first and first.modifies),
        dry_run=bool(configuration.get("dryRun")),
        query=query.get("query", ""),
        labels=configuration.get("labels", {}),
        maximum_bytes_billed=None if limit is None else int(limit),
        location=reference.get("location"),
    )


def check_bytes(entry: Entry, statements: tuple[Statement, ...]) -> None:
    """Compare what a job would bill with what it may.

    :raises ApiError: it is more.
    """
    if entry.maximum_bytes_billed is None or not any(each.references for each in statements):
        return
    needed = _billed(entry.total_bytes)
    if needed > entry.maximum_bytes_billed:
        raise ApiError(
            "bytesBilledLimitExceeded",
            f"Query exceeded limit for bytes billed: {entry.maximum_bytes_billed}. "
            f"{needed} or higher required.",
        )


def _billed(total: int) -> int:
    return max(_LEAST_BILLED, -(-total // _MEGABYTE) * _MEGABYTE)


def new_resource(
    reference: Mapping[str, str], configuration: Mapping[str, Any], total: int
) -> dict[str, Any]:
    """Return the REST resource of a job that has just been taken in."""
    now = str(int(time.time() * 1000))
    return {
        "kind": "bigquery#job",
        "id": f"{reference['projectId']}:{reference['location']}.{reference['jobId']}",
        "jobReference": dict(reference),
        "configuration": {"jobType": "QUERY", **configuration},
        "status": {"state": "RUNNING"},
        "statistics": {
            "creationTime": now,
            "startTime": now,
            "totalBytesProcessed": str(total),
            "query": {"totalBytesProcessed": str(total), "totalBytesBilled": str(_billed(total))},
        },
    }


def fail(job: Job, error: ApiError) -> None:
    """End a job with an error."""
    job.error = ApiError(error.reason, error.message, STATUS_OF.get(error.reason, error.status))
    job.resource["status"] = {"state": "DONE", "errorResult": error.result(), "errors": [error.result()]}
    job.resource["statistics"]["endTime"] = str(int(time.time() * 1000))
    job.entry.outcome, job.entry.reason = "failed", error.reason


def finish(job: Job, content: Mapping[str, Any]) -> None:
    """Take over what the emulator knows of a job that it has run."""
    found = content.get("statistics", {}).get("query", {})
    ours = job.resource["statistics"]["query"]
    ours.update({name: value for name, value in found.items() if name not in ours})
    affected = found.get("numDmlAffectedRows")
    if affected is not None and (stat := _STAT_OF.get(job.entry.statement)):
        ours["dmlStats"] = {**dict.fromkeys(_STAT_OF.values(), "0"), stat: str(affected)}
    destination = content.get("configuration", {}).get("query", {}).get("destinationTable")
    if destination:
        job.resource["configuration"]["query"].setdefault("destinationTable", destination)
    job.has_rows = found.get("statementType", "SELECT") in ("SELECT", "SCRIPT")
    job.resource["statistics"]["endTime"] = str(int(time.time() * 1000))
    job.resource["status"] = {"state": "DONE"}
    job.entry.outcome = "done"


def without_rows(job: Job) -> dict[str, Any]:
    """Answer `jobs.getQueryResults` for a statement that has no result."""
    affected = job.resource["statistics"]["query"].get("numDmlAffectedRows")
    return {
        "kind": "bigquery#getQueryResultsResponse",
        "jobReference": job.resource["jobReference"],
        "jobComplete": True,
        "totalBytesProcessed": str(job.total_bytes),
        **({"numDmlAffectedRows": affected} if affected is not None else {}),
    }


def no_job(project: str, location: str, job_id: str) -> ApiError:
    """The error of a job that nobody knows."""
    return ApiError("notFound", f"Not found: Job {project}:{location}.{job_id}")
