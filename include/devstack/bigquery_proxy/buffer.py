"""The streaming buffer: which rows came by `insertAll` and are not flushed yet.

A copy of each such row stands in a table of the proxy's own, `scorebook_buffer.DATASET__TABLE`, with the time
at which it came. So the buffer survives a restart, and whether a statement would touch such a row is a query:
the statement's own condition over these copies.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlglot import exp  # type: ignore[import-not-found]

from include.devstack.bigquery_proxy.clock import BufferClock
from include.devstack.bigquery_proxy.emulator import Emulator
from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.names import TableName, table_facts
from include.devstack.bigquery_proxy.sql import Sql
from include.devstack.bigquery_proxy.statements import Statement

DATASET = "scorebook_buffer"
STREAMED_AT = "scorebook_streamed_at"
LONGEST = timedelta(minutes=90)
LockBy = Literal["rows", "day"]


@dataclass(frozen=True, slots=True)
class Buffered:
    """The rows of one partition day that are in the buffer. `day` is None where the table has no days."""

    day: str | None
    rows: int
    oldest: datetime


class Buffer:
    """The buffered rows of all tables.

    :ivar lock_by: `rows`: a statement is refused when its condition holds for a buffered row; `day`: when it
        touches a day that has one.
    :ivar shown: rows that `tables.get` shows besides, and that lock nothing, as those of the gRPC API.
    """

    def __init__(self, emulator: Emulator, sql: Sql, clock: BufferClock) -> None:
        self._emulator = emulator
        self._sql = sql
        self._clock = clock
        self._tables: dict[TableName, list[Buffered]] = {}
        self.lock_by: LockBy = "rows"
        self.shown: dict[TableName, Buffered] = {}

    async def restore(self, project: str) -> None:
        """Find the rows that were in the buffer when the proxy was stopped."""
        answer = await self._emulator.send(
            "GET", f"/bigquery/v2/projects/{project}/datasets/{DATASET}/tables"
        )
        for table in answer.json().get("tables", []):
            dataset, _, name = table["tableReference"]["tableId"].partition("__")
            await self._count(TableName(project, dataset, name))

    async def add(self, name: TableName, rows: Iterable[Mapping[str, Any]]) -> None:
        """Note rows that were streamed into a table just now."""
        await self._make(name)
        stamp = self._clock.now().isoformat()
        noted = [{"json": {**row["json"], STREAMED_AT: stamp}} for row in rows]
        answer = await self._emulator.send("POST", f"{_copy(name).path}/insertAll", body={"rows": noted})
        if answer.status != 200:
            raise ApiError("internalError", f"the stand-in cannot note streamed rows: {answer.body!r}")
        await self._count(name)

    async def of(self, name: TableName) -> Sequence[Buffered]:
        """Return a table's buffered rows by day; those older than 90 minutes leave the buffer now."""
        cutoff = self._clock.now() - LONGEST
        if any(each.oldest <= cutoff for each in self._tables.get(name, ())):
            await self._sql.rows(
                f"DELETE FROM {_copy(name).quoted} WHERE {STREAMED_AT} <= TIMESTAMP '{cutoff.isoformat()}'"
            )
            await self._count(name)
        return self._tables.get(name, [])

    async def all(self) -> dict[TableName, Sequence[Buffered]]:
        """Return the buffered rows of every table that has some."""
        found = {name: await self.of(name) for name in list(self._tables)}
        return {name: rows for name, rows in found.items() if rows}

    async def flush(self, name: TableName | None = None, day: str | None = None) -> None:
        """Let rows leave the buffer: of one table or all, of one day or all."""
        for each in [name] if name else list(self._tables):
            if not self._tables.get(each):
                continue
            resource = await self._sql.resource(_copy(each))
            column = table_facts(each, resource).partition_column
            where = f"{column} = DATE '{day}'" if day and column else "TRUE"
            await self._sql.rows(f"DELETE FROM {_copy(each).quoted} WHERE {where}")
            await self._count(each)
        if day is None:
            self.shown = {each: rows for each, rows in self.shown.items() if name not in (None, each)}

    async def forget(self, project: str, dataset: str, table: str | None = None) -> None:
        """Drop what is known of a table, or of all tables of a data set, that is deleted."""
        for name in [*self._tables]:
            if (name.project, name.dataset) == (project, dataset) and table in (None, name.table):
                await self._emulator.send("DELETE", _copy(name).path)
                del self._tables[name]

    async def touched_by(self, statement: Statement, days: frozenset[str]) -> int:
        """Return how many buffered rows a statement would change; `days` are those its filter lets pass."""
        target = statement.target
        if target is None or not statement.changes_rows:
            return 0
        buffered = await self.of(target.name)
        if statement.kind == "truncate":
            return sum(each.rows for each in buffered)
        by_day = sum(each.rows for each in buffered if each.day is None or each.day in days)
        if by_day == 0 or self.lock_by == "day":
            return by_day
        query = _count_of_touched(statement, _copy(target.name), target.alias)
        return int((await self._sql.rows(query))[0][0] or 0) if query else 0

    async def _make(self, name: TableName) -> None:
        if name in self._tables:
            return
        resource = await self._sql.resource(name)
        project = f"/bigquery/v2/projects/{name.project}"
        reference = {"projectId": name.project, "datasetId": DATASET}
        await self._emulator.send("POST", f"{project}/datasets", body={"datasetReference": reference})
        partitioning = {**resource.get("timePartitioning", {}), "requirePartitionFilter": False}
        fields = [*resource["schema"]["fields"], {"name": STREAMED_AT, "type": "TIMESTAMP"}]
        body = {
            "tableReference": {**reference, "tableId": _copy(name).table},
            "schema": {"fields": fields},
            **({"timePartitioning": partitioning} if "field" in partitioning else {}),
        }
        answer = await self._emulator.send("POST", f"{project}/datasets/{DATASET}/tables", body=body)
        if answer.status not in (200, 409):
            raise ApiError("internalError", f"the stand-in cannot note streamed rows: {answer.body!r}")
        self._tables[name] = []

    async def _count(self, name: TableName) -> None:
        column = table_facts(name, await self._sql.resource(_copy(name))).partition_column
        day = f"FORMAT_DATE('%F', {column})" if column else "CAST(NULL AS STRING)"
        found = await self._sql.rows(
            f"SELECT {day} AS day, COUNT(*) AS found, UNIX_MICROS(MIN({STREAMED_AT})) AS oldest "
            f"FROM {_copy(name).quoted} GROUP BY 1 ORDER BY 1"
        )
        self._tables[name] = [
            Buffered(day, int(rows or 0), datetime.fromtimestamp(int(oldest or 0) / 1e6, UTC))
            for day, rows, oldest in found
        ]


def _copy(name: TableName) -> TableName:
    return TableName(name.project, DATASET, f"{name.dataset}__{name.table}")


def _count_of_touched(statement: Statement, buffered: TableName, alias: str) -> str | None:
    """Return the statement's own condition as a count over the buffered rows; None: it changes none."""
    tree = copy.deepcopy(statement.tree)
    source = exp.to_table(buffered.quoted, dialect="bigquery", alias=alias)
    query = exp.select("COUNT(*) AS touched").from_(source)
    if isinstance(tree, exp.Merge):
        whens = tree.args["whens"].expressions
        if any(not each.args.get("matched") and each.args.get("source") for each in whens):
            return str(query.sql(dialect="bigquery"))
        if not any(each.args.get("matched") for each in whens):
            return None
        query = query.join(tree.args["using"], on=tree.args["on"])
    else:
        if joined := tree.args.get("from_"):
            query = query.join(joined.this, join_type="cross")
        if where := tree.args.get("where"):
            query = query.where(where.this)
    return str(query.sql(dialect="bigquery"))
