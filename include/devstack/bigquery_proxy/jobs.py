"""Query jobs: taken in, refused or run, and remembered."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any

from include.devstack.bigquery_proxy.buffer import Buffer
from include.devstack.bigquery_proxy.emulator import Emulator
from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.faults import Fault, Faults
from include.devstack.bigquery_proxy.job import (
    Job,
    check_bytes,
    fail,
    finish,
    new_entry,
    new_resource,
    no_job,
    without_rows,
)
from include.devstack.bigquery_proxy.log import Entry, JobLog
from include.devstack.bigquery_proxy.scan import Scan, scan
from include.devstack.bigquery_proxy.sql import Sql
from include.devstack.bigquery_proxy.statements import Statement, read_statements

# A job that takes longer is answered as RUNNING.
_PATIENCE = 2.0


class Jobs:
    """All query jobs since the proxy was started; earlier ones are asked from the emulator."""

    def __init__(self, emulator: Emulator, sql: Sql, buffer: Buffer, faults: Faults, log: JobLog) -> None:
        self._emulator = emulator
        self._sql = sql
        self._buffer = buffer
        self._faults = faults
        self._log = log
        self._jobs: dict[tuple[str, str], Job] = {}

    def find(self, project: str, job_id: str, location: str | None) -> Job | None:
        """Return a job that is known here.

        :raises ApiError: it is in another location.
        """
        job = self._jobs.get((project, job_id))
        if job and location and location.lower() != job.resource["jobReference"]["location"].lower():
            raise no_job(project, location, job_id)
        return job

    async def get(self, project: str, job_id: str, location: str | None) -> dict[str, Any]:
        """Return a job's resource.

        :raises ApiError: there is no such job.
        """
        if job := self.find(project, job_id, location):
            return job.resource
        answer = await self._emulator.send("GET", f"/bigquery/v2/projects/{project}/jobs/{job_id}")
        if answer.status != 200:
            raise no_job(project, location or "US", job_id)
        resource: dict[str, Any] = answer.json()
        return resource

    async def insert(self, project: str, body: Mapping[str, Any]) -> tuple[dict[str, Any], Fault | None]:
        """Take in a query job; return its resource, and the fault that shall befall the answer.

        :raises ApiError: it is refused, and there is no job.
        """
        configuration, reference = body["configuration"], body.get("jobReference", {})
        query = configuration["query"]
        job_id = reference.get("jobId") or f"job_{uuid.uuid4().hex}"
        default = query.get("defaultDataset", {})
        statements = read_statements(
            query.get("query", ""),
            query.get("queryParameters", ()),
            default.get("projectId", project),
            default.get("datasetId"),
        )
        entry = self._log.add(new_entry(job_id, configuration, reference, statements))
        fault = self._faults.take("jobs.insert", query=entry.query, statement=entry.statement)
        if fault and fault.kind == "lost_request":
            entry.outcome = "lost"
            return {}, fault
        try:
            if fault and fault.kind == "error" and fault.at == "insert":
                raise fault.error()
            return await self._take_in(project, job_id, body, statements, entry, fault), fault
        except ApiError as error:
            entry.outcome, entry.reason = "refused", error.reason
            raise

    async def results(self, project: str, job_id: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Answer `jobs.getQueryResults`; waits for the job as long as the request says.

        :raises ApiError: the job has failed, or there is none.
        """
        job = self.find(project, job_id, query.get("location"))
        if job is None:
            await self.get(project, job_id, query.get("location"))
        elif job.task and not job.is_done:
            await asyncio.wait([job.task], timeout=float(query.get("timeoutMs", 10_000)) / 1000)
        if job and job.error:
            raise job.error
        if job and not job.is_done:
            return {"jobReference": job.resource["jobReference"], "jobComplete": False}
        if job and not job.has_rows:
            return without_rows(job)
        path = f"/bigquery/v2/projects/{project}/queries/{job_id}"
        answer = await self._emulator.send("GET", path, query=query)
        if answer.status != 200:
            raise no_job(project, query.get("location", "US"), job_id)
        content: dict[str, Any] = answer.json()
        if job:
            content["jobReference"] = job.resource["jobReference"]
            content["totalBytesProcessed"] = str(job.total_bytes)
        return content

    async def cancel(self, project: str, job_id: str, location: str | None) -> dict[str, Any]:
        """Stop a job that has not had an effect yet; one that is done stays as it is."""
        job = self.find(project, job_id, location)
        if job and job.task and not job.is_done:
            job.task.cancel()
            fail(job, ApiError("stopped", "Job execution was cancelled: User requested cancellation"))
        return {"kind": "bigquery#jobCancelResponse", "job": await self.get(project, job_id, location)}

    async def _take_in(
        self,
        project: str,
        job_id: str,
        body: Mapping[str, Any],
        statements: tuple[Statement, ...],
        entry: Entry,
        fault: Fault | None,
    ) -> dict[str, Any]:
        location = await self._location(entry.location, statements)
        if not entry.dry_run and await self._is_taken(project, job_id):
            raise ApiError("duplicate", f"Already Exists: Job {project}:{location}.{job_id}")
        found = await scan(self._sql, statements)
        entry.days, entry.total_bytes = found.touched, found.total_bytes
        reference = {"projectId": project, "jobId": job_id, "location": location}
        resource = new_resource(reference, body["configuration"], found.total_bytes)
        job = Job(resource, entry, total_bytes=found.total_bytes)
        if entry.dry_run:
            return await self._dry_run(project, body, job)
        self._jobs[project, job_id] = job
        try:
            if fault and fault.kind == "error":
                raise fault.error()
            check_bytes(entry, statements)
            await self._check_buffer(statements, found)
        except ApiError as error:
            fail(job, error)
            return job.resource
        wait = fault.seconds if fault and fault.kind == "slow" else 0.0
        job.task = asyncio.create_task(self._run(project, job, body, statements, wait))
        job.task.add_done_callback(lambda task: _note_breakdown(job, task))
        await asyncio.wait([job.task], timeout=0.0 if wait else _PATIENCE)
        return job.resource

    async def _run(
        self,
        project: str,
        job: Job,
        body: Mapping[str, Any],
        statements: tuple[Statement, ...],
        wait: float,
    ) -> None:
        if wait:
            await asyncio.sleep(wait)
            # Rows may have been streamed meanwhile.
            try:
                await self._check_buffer(statements, await scan(self._sql, statements))
            except ApiError as error:
                fail(job, error)
                return
        sent = {**body, "jobReference": job.resource["jobReference"]}
        answer = await self._emulator.send("POST", f"/bigquery/v2/projects/{project}/jobs", body=sent)
        content = answer.json()
        if answer.status != 200:
            fail(job, ApiError("invalidQuery", content["error"]["message"], answer.status))
        elif result := content["status"].get("errorResult"):
            fail(job, ApiError(result["reason"], result["message"]))
        else:
            finish(job, content)

    async def _dry_run(self, project: str, body: Mapping[str, Any], job: Job) -> dict[str, Any]:
        sent = {**body, "jobReference": {"projectId": project, "jobId": f"dry_{uuid.uuid4().hex}"}}
        path = f"/bigquery/v2/projects/{project}/jobs"
        answer = await self._emulator.send("POST", path, body=sent)
        content = answer.json()
        if answer.status != 200:
            raise ApiError("invalidQuery", content["error"]["message"])
        await self._emulator.send("DELETE", f"{path}/{sent['jobReference']['jobId']}")
        if error := content["status"].get("errorResult"):
            raise ApiError(error["reason"], error["message"])
        finish(job, content)
        return job.resource

    async def _is_taken(self, project: str, job_id: str) -> bool:
        if (project, job_id) in self._jobs:
            return True
        answer = await self._emulator.send("GET", f"/bigquery/v2/projects/{project}/jobs/{job_id}")
        return answer.status == 200

    async def _location(self, wanted: str | None, statements: tuple[Statement, ...]) -> str:
        """Return where the statements' tables are.

        :raises ApiError: not where they are wanted.
        """
        location = wanted
        names = {reference.name for each in statements for reference in each.references}
        for owner, dataset in sorted({(name.project, name.dataset) for name in names}):
            found = await self._sql.location(owner, dataset)
            if location and (found is None or found.lower() != location.lower()):
                raise ApiError(
                    "notFound", f"Not found: Dataset {owner}:{dataset} was not found in location {location}"
                )
            location = location or found
        return location or "US"

    async def _check_buffer(self, statements: tuple[Statement, ...], found: Scan) -> None:
        for statement in statements:
            target = statement.target
            days = found.days.get(target.name, frozenset()) if target else frozenset()
            if target and await self._buffer.touched_by(statement, days):
                raise ApiError(
                    "invalidQuery",
                    f"UPDATE or DELETE statement over table {target.name} would affect rows in the "
                    "streaming buffer, which is not supported",
                )


def _note_breakdown(job: Job, task: asyncio.Task[None]) -> None:
    """End a job whose run broke down: it would be RUNNING for ever."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        fail(job, ApiError("internalError", f"the stand-in broke down: {error!r}"))
