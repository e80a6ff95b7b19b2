"""What a workflow gives to `PartitionOverwriteOperator`; its options say what the source knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.errors import SourceUnavailableError
from include.lake.partition_merge import merge_by_group
from include.lake.partition_overwrite import NewRows, Overwritten
from include.lake.partition_table import Partition
from include.lake.partition_tools import Tools
from tests.integration.lake import partitions

SCHEMA = partitions.SCHEMA
merge = merge_by_group(["race_id"])


def rows(partition: Partition, tools: Tools) -> NewRows | None:
    """The races of the partition's day; an outage where the options name one."""
    known = tools.options.get(partition["date"])
    if known == "down":
        raise SourceUnavailableError(f"{partition['date']} is not to be had")
    return None if known is None else partitions.new_rows(known)


def after(
    partition: Partition, overwritten: Overwritten, new: NewRows | None, tools: Tools
) -> Mapping[str, Any]:
    """Prove that the connection can be used here, transactions included."""
    with tools.connection.transaction():
        tools.connection.execute("SELECT 1")
    return {"races": 0 if new is None else new.table.num_rows // 3, "dry": tools.dry_run}
