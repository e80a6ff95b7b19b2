"""The proxy's own questions to the emulator, which no log and no job list shows."""

from __future__ import annotations

from typing import Any

from include.devstack.bigquery_proxy.emulator import Emulator
from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.names import TableFacts, TableName, table_facts


class Sql:
    """Asks the emulator.

    :param project: in whose name the proxy's own jobs run.
    """

    def __init__(self, emulator: Emulator, project: str) -> None:
        self._emulator = emulator
        self._project = project

    async def rows(self, query: str) -> list[list[str | None]]:
        """Run a statement and return its rows, each value as BigQuery's REST API writes it.

        :raises ApiError: the emulator refused it.
        """
        base = f"/bigquery/v2/projects/{self._project}"
        body = {"query": query, "useLegacySql": False, "maxResults": 100_000}
        answer = await self._emulator.send("POST", f"{base}/queries", body=body)
        content = answer.json()
        if answer.status != 200:
            raise ApiError("invalidQuery", content["error"]["message"])
        if errors := content.get("errors"):
            raise ApiError(errors[0]["reason"], errors[0]["message"])
        await self._emulator.send("DELETE", f"{base}/jobs/{content['jobReference']['jobId']}")
        return [[cell["v"] for cell in row["f"]] for row in content.get("rows", [])]

    async def facts(self, name: TableName) -> TableFacts | None:
        """Return what is known of a table, or None where there is none."""
        answer = await self._emulator.send("GET", name.path)
        return table_facts(name, answer.json()) if answer.status == 200 else None

    async def location(self, project: str, dataset: str) -> str | None:
        """Return where a data set is, or None where there is none."""
        answer = await self._emulator.send("GET", f"/bigquery/v2/projects/{project}/datasets/{dataset}")
        return str(answer.json()["location"]) if answer.status == 200 else None

    async def resource(self, name: TableName) -> dict[str, Any]:
        """Return a table's REST resource.

        :raises ApiError: there is no such table.
        """
        answer = await self._emulator.send("GET", name.path)
        if answer.status != 200:
            raise ApiError("notFound", f"Not found: Table {name.project}:{name.dataset}.{name.table}")
        resource: dict[str, Any] = answer.json()
        return resource
