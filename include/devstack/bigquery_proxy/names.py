"""Names of tables, and what the proxy has to know of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class TableName:
    """A table by its three names."""

    project: str
    dataset: str
    table: str

    def __str__(self) -> str:
        return f"{self.project}.{self.dataset}.{self.table}"

    @property
    def quoted(self) -> str:
        return f"`{self}`"

    @property
    def path(self) -> str:
        """Path of its REST resource."""
        return f"/bigquery/v2/projects/{self.project}/datasets/{self.dataset}/tables/{self.table}"


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table's columns and partitioning.

    :param types: BigQuery's type of each column.
    :param partition_column: the DATE that a day's partition is made by; None: not partitioned by a DATE.
    """

    name: TableName
    types: Mapping[str, str]
    partition_column: str | None
    requires_filter: bool


def table_facts(name: TableName, resource: Mapping[str, Any]) -> TableFacts:
    """Read a table's REST resource."""
    partitioning = resource.get("timePartitioning") or {}
    types = {field["name"]: field["type"] for field in resource.get("schema", {}).get("fields", [])}
    column = partitioning.get("field")
    return TableFacts(
        name,
        types,
        column if types.get(column) == "DATE" else None,
        bool(partitioning.get("requirePartitionFilter")),
    )
