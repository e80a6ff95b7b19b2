"""The REST API: what the proxy answers itself, and what it hands on to the emulator."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from include.devstack.bigquery_proxy.buffer import DATASET, Buffer
from include.devstack.bigquery_proxy.clock import BufferClock
from include.devstack.bigquery_proxy.control import control_routes
from include.devstack.bigquery_proxy.emulator import Answer, Emulator
from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.faults import Fault, Faults
from include.devstack.bigquery_proxy.jobs import Jobs
from include.devstack.bigquery_proxy.log import JobLog
from include.devstack.bigquery_proxy.names import TableName
from include.devstack.bigquery_proxy.sql import Sql
from include.devstack.simulator.connections import Connections

_PROJECT = "/bigquery/v2/projects/{project}"
_TABLE = f"{_PROJECT}/datasets/{{dataset}}/tables/{{table}}"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
# Of the emulator's answer; the proxy's server writes its own.
_OWN_HEADERS = (b"content-length", b"connection", b"date", b"server")

Handler = Callable[[Request], Awaitable[Response]]


class Proxy:
    """The parts of the proxy, and the answers to BigQuery's REST API."""

    def __init__(self, emulator: Emulator, project: str) -> None:
        self.emulator = emulator
        self.project = project
        self.connections = Connections()
        self.clock = BufferClock()
        self.faults = Faults()
        self.log = JobLog()
        self.sql = Sql(emulator, project)
        self.buffer = Buffer(emulator, self.sql, self.clock)
        self.jobs = Jobs(emulator, self.sql, self.buffer, self.faults, self.log)

    def app(self) -> Starlette:
        """Return the application for the server."""
        job = f"{_PROJECT}/jobs/{{job}}"
        routes = [
            Mount("/_control", routes=control_routes(self.clock, self.buffer, self.faults, self.log)),
            Route(f"{_PROJECT}/jobs", _answering(self.insert_job), methods=["POST"]),
            Route(f"{_PROJECT}/queries", _answering(self.query), methods=["POST"]),
            Route(f"{_PROJECT}/queries/{{job}}", _answering(self.results), methods=["GET"]),
            Route(job, _answering(self.get_job), methods=["GET"]),
            Route(f"{job}/cancel", _answering(self.cancel_job), methods=["POST"]),
            Route(f"{_PROJECT}/datasets", _answering(self.list_datasets), methods=["GET"]),
            Route(f"{_PROJECT}/datasets/{{dataset}}", _answering(self.forget), methods=["DELETE"]),
            Route(f"{_PROJECT}/datasets/{{dataset}}/tables", _answering(self.write_table), methods=["POST"]),
            Route(_TABLE, _answering(self.get_table), methods=["GET"]),
            Route(_TABLE, _answering(self.write_table), methods=["PATCH", "PUT"]),
            Route(_TABLE, _answering(self.forget), methods=["DELETE"]),
            Route(f"{_TABLE}/insertAll", _answering(self.stream), methods=["POST"]),
            Route("/{rest:path}", _answering(self.hand_on), methods=_METHODS),
        ]
        return Starlette(routes=routes)

    async def insert_job(self, request: Request) -> Response:
        """`jobs.insert`: queries by our rules, loads and copies by the emulator's."""
        body = await request.json()
        if "query" not in body.get("configuration", {}):
            return await self.hand_on(request)
        resource, fault = await self.jobs.insert(request.path_params["project"], body)
        return self._lose(request, fault) or JSONResponse(resource)

    async def query(self, request: Request) -> Response:
        """`jobs.query`: a job, and the first page of its results, in one answer."""
        project, body = request.path_params["project"], await request.json()
        outer = {name: body[name] for name in ("labels", "dryRun") if name in body}
        location = {"location": body["location"]} if "location" in body else {}
        resource, fault = await self.jobs.insert(
            project, {"configuration": {**outer, "query": body}, "jobReference": location}
        )
        if lost := self._lose(request, fault):
            return lost
        kind = {"kind": "bigquery#queryResponse"}
        if outer.get("dryRun"):
            total = resource["statistics"]["totalBytesProcessed"]
            reference = {"projectId": project, "location": resource["jobReference"]["location"]}
            done = {"jobComplete": True, "totalBytesProcessed": total, "totalRows": "0"}
            return JSONResponse({**done, **kind, "jobReference": reference})
        asked = {name: str(body[name]) for name in ("timeoutMs", "maxResults") if name in body}
        results = await self.jobs.results(project, resource["jobReference"]["jobId"], asked)
        return JSONResponse({**results, **kind})

    async def results(self, request: Request) -> Response:
        """`jobs.getQueryResults`."""
        if answer := self._fault(request, self.faults.take("results")):
            return answer
        names = request.path_params
        return JSONResponse(
            await self.jobs.results(names["project"], names["job"], dict(request.query_params))
        )

    async def get_job(self, request: Request) -> Response:
        """`jobs.get`."""
        if answer := self._fault(request, self.faults.take("jobs.get")):
            return answer
        names = request.path_params
        location = request.query_params.get("location")
        return JSONResponse(await self.jobs.get(names["project"], names["job"], location))

    async def cancel_job(self, request: Request) -> Response:
        """`jobs.cancel`."""
        names = request.path_params
        location = request.query_params.get("location")
        return JSONResponse(await self.jobs.cancel(names["project"], names["job"], location))

    async def list_datasets(self, request: Request) -> Response:
        """`datasets.list`, without our own."""
        content = (await self._forwarded(request)).json()
        content["datasets"] = [
            each for each in content.get("datasets", []) if each["datasetReference"]["datasetId"] != DATASET
        ]
        return JSONResponse(content)

    async def get_table(self, request: Request) -> Response:
        """`tables.get`, with the streaming buffer."""
        if answer := self._fault(request, self.faults.take("tables.get")):
            return answer
        found = await self._forwarded(request)
        if found.status != 200:
            return _response(found)
        name = TableName(**request.path_params)
        resource = _with_filter(found.json())
        resource["location"] = await self.sql.location(name.project, name.dataset)
        buffered = [*await self.buffer.of(name)]
        if shown := self.buffer.shown.get(name):
            buffered.append(shown)
        if buffered:
            rows = sum(each.rows for each in buffered)
            oldest = min(each.oldest for each in buffered)
            resource["streamingBuffer"] = {
                "estimatedRows": str(rows),
                "estimatedBytes": str(rows * 256),
                "oldestEntryTime": str(int(oldest.timestamp() * 1000)),
            }
        return JSONResponse(resource)

    async def write_table(self, request: Request) -> Response:
        """`tables.insert`, `patch` and `update`: the emulator keeps the demand for a filter elsewhere."""
        body = await request.json()
        if "requirePartitionFilter" in body and body.get("timePartitioning"):
            body["timePartitioning"]["requirePartitionFilter"] = bool(body["requirePartitionFilter"])
        answer = await self.emulator.send(request.method, request.url.path, body=body)
        return JSONResponse(_with_filter(answer.json()), answer.status)

    async def stream(self, request: Request) -> Response:
        """`tabledata.insertAll`: the rows are in the streaming buffer from now on."""
        body, name = await request.json(), TableName(**request.path_params)
        answer = await self._forwarded(request)
        if answer.status == 200:
            refused = {each["index"] for each in answer.json().get("insertErrors", [])}
            rows = [row for index, row in enumerate(body.get("rows", [])) if index not in refused]
            if rows:
                await self.buffer.add(name, rows)
        return _response(answer)

    async def forget(self, request: Request) -> Response:
        """`tables.delete` and `datasets.delete`."""
        answer = await self._forwarded(request)
        if answer.status < 300:
            await self.buffer.forget(**request.path_params)
        return _response(answer)

    async def hand_on(self, request: Request) -> Response:
        """Whatever else: the emulator's own answer."""
        return _response(await self._forwarded(request))

    async def _forwarded(self, request: Request) -> Answer:
        return await self.emulator.send(
            request.method,
            request.url.path,
            query=request.scope["query_string"],
            body=await request.body(),
            headers=request.headers.raw,
        )

    def _fault(self, request: Request, fault: Fault | None) -> Response | None:
        if fault and fault.kind == "error":
            raise fault.error()
        return self._lose(request, fault)

    def _lose(self, request: Request, fault: Fault | None) -> Response | None:
        """Reset the connection where a fault says so: nobody will read what is answered."""
        if fault is None or fault.kind not in ("lost_reply", "lost_request"):
            return None
        self.connections.reset(request.scope)
        return Response(status_code=204)


def _answering(handler: Handler) -> Handler:
    """Return the handler with its refusals as BigQuery's error answers."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ApiError as error:
            return JSONResponse(error.body(), error.status)

    return answer


def _with_filter(resource: dict[str, Any]) -> dict[str, Any]:
    if (resource.get("timePartitioning") or {}).get("requirePartitionFilter"):
        resource["requirePartitionFilter"] = True
    return resource


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status)
    kept = [(name, value) for name, value in answer.headers if name.lower() not in _OWN_HEADERS]
    response.raw_headers = [*kept, (b"content-length", json.dumps(len(answer.body)).encode())]
    return response
