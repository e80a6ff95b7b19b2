"""How races are published: one description of their partitions, for the task and for a failed try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TABLE: dict[str, Any] = {
    "table": "rpscrape",
    "schema": "include.racing.table.SCHEMA",
    "key_columns": ("race_id", "horse_id"),
    "partition_columns": ("country", "date"),
    "rows": "include.racing.day_rows.rows",
    "merge": "include.racing.merge.merge",
    "after": "include.racing.day_files.after",
    "comments": "include.racing.table.COMMENTS",
}
DATABASE = "{{ var.value.get('scorebook_racing_glue_database', 'racing') }}"
PREFIX = "{{ var.value.get('scorebook_prefix_racing_lake', 'datasets/rpscrape') }}"


def publish_at_once(
    partitions: Sequence[Mapping[str, str]], options: Mapping[str, Any], *, run_id: str
) -> list[dict[str, Any]]:
    """Publish what is archived of these partitions, merged with what is there, and report on each.

    :raises ScorebookError: when some could not be published.
    """
    # Here, not at the top: a DAG file takes the names above from this module.
    from scorebook import settings
    from scorebook.partitions import OverwriteSpec, overwrite_partitions

    spec = OverwriteSpec(
        database=settings.racing_glue_database(), prefix=settings.prefix("racing_lake"), **TABLE
    )
    return overwrite_partitions(spec, partitions, options=options, run_id=run_id)
