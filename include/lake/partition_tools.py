"""What the functions of a workflow get that make a partition's rows, and note what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.lake.partition_overwrite import NewRows, Overwritten
from include.lake.partition_table import Partition

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from psycopg import Connection


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What `rows` and `after` work with. They are called in the task's own thread, one at a time.

    :param bucket: of the lake.
    :param connection: to the warehouse, autocommit.
    :param data_dir: folder of local files.
    :param options: what the task was told, e.g. which adapter made the raw answers.
    :param now: the one time of this task (UTC); `created_at` of what it writes.
    :param dry_run: write nothing.
    """

    s3: S3Client
    bucket: str
    connection: Connection[Any]
    run_id: str
    data_dir: Path
    options: Mapping[str, Any]
    now: datetime
    dry_run: bool


Rows = Callable[[Partition, Tools], NewRows | None]
"""New rows of a partition; None = nothing is known about it."""

After = Callable[[Partition, Overwritten, NewRows | None, Tools], Mapping[str, Any]]
"""Notes what became of a partition; what it returns joins the partition's report."""
