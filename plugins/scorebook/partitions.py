"""Overwriting partitions of the lake with Airflow's connections: for the operator, and for other tasks."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from include.errors import ParamError, ScorebookError
from scorebook import settings
from scorebook.retry_policies import is_hopeless

if TYPE_CHECKING:
    from include.lake.partition_batch import Outcome
    from include.lake.partition_table import LakeTable

log = logging.getLogger(__name__)
SHOWN_ERROR = 500


@dataclass(frozen=True, kw_only=True)
class OverwriteSpec:
    """A table of the lake, and the functions that know its rows; see `PartitionOverwriteOperator`.

    :param schema: dotted name of a `pyarrow.Schema`; likewise `rows`, `merge` and `after` of functions, and
        `comments` of a mapping of comments by column.
    """

    table: str
    database: str
    prefix: str
    schema: str
    key_columns: Sequence[str]
    partition_columns: Sequence[str]
    rows: str
    merge: str
    after: str = ""
    comments: str = ""
    bucket: str | None = None
    aws_conn_id: str = "aws_default"
    warehouse_conn_id: str = "warehouse"

    def lake_table(self) -> LakeTable:
        """The table.

        :raises ParamError: it cannot be: a name, the prefix or a key column is wrong.
        """
        from include.lake.partition_table import LakeTable

        return LakeTable(
            database=self.database,
            name=self.table,
            bucket=self.bucket or settings.bucket(),
            prefix=self.prefix.strip("/"),
            schema=_named(self.schema),
            partition_columns=tuple(self.partition_columns),
            key_columns=tuple(self.key_columns),
            comments=_named(self.comments) if self.comments else {},
        )


def overwrite_partitions(
    spec: OverwriteSpec,
    partitions: Sequence[Mapping[str, str]],
    *,
    options: Mapping[str, Any],
    run_id: str,
    allow_shrink: bool = False,
    dry_run: bool = False,
    reports: list[dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """Overwrite each partition and report on each, in the order asked for.

    A report: partition, status, rows, rows_before, kept, and what merge rule and `after` told; of one that
    failed: partition, status `failed` and its error.

    :param reports: gets the reports also when this raises.
    :raises ScorebookError: at the end, when some failed: an error that another try may mend, if there is one.
    """
    # Here, not at the top: boto3 and pyarrow would be paid at every parse of a DAG file.
    from include.lake.partition_batch import overwrite_many
    from include.lake.partition_tools import Tools
    from scorebook.hooks.glue import glue_client
    from scorebook.hooks.obstore import s3_client_and_objects
    from scorebook.hooks.warehouse import WarehouseHook

    table = spec.lake_table()
    rows, merge = _named(spec.rows), _named(spec.merge)
    after = _named(spec.after) if spec.after else None
    s3, whole = s3_client_and_objects(table.bucket, spec.aws_conn_id)
    now = datetime.now(UTC)
    told: dict[str, dict[str, Any]] = {}
    errors: list[ScorebookError] = []
    with WarehouseHook(spec.warehouse_conn_id).connect(autocommit=True) as connection:
        tools = Tools(
            s3=s3,
            bucket=table.bucket,
            connection=connection,
            run_id=run_id,
            data_dir=settings.data_dir(),
            options=options,
            now=now,
            dry_run=dry_run,
        )

        def note(outcome: Outcome) -> None:
            label = table.label(outcome.partition)
            report, error = _report(label, outcome), outcome.error
            if outcome.overwritten is not None and after is not None:
                try:
                    report |= after(outcome.partition, outcome.overwritten, outcome.new, tools)
                except ScorebookError as failed:
                    error = failed
            if error is not None:
                errors.append(error)
                report |= {"status": "failed", "error": f"{type(error).__name__}: {error}"[:SHOWN_ERROR]}
            told[label] = report
            log.info("%s", " ".join(f"{name}={value}" for name, value in report.items()))

        try:
            overwrite_many(
                s3,
                glue_client(spec.aws_conn_id),
                table,
                partitions,
                lambda partition: rows(partition, tools),
                merge,
                note,
                now=now,
                allow_shrink=allow_shrink,
                dry_run=dry_run,
                whole=whole,
            )
        finally:
            found = [told[label] for label in map(table.label, partitions) if label in told]
            if reports is not None:
                reports += found
    if errors:
        raise _most_hopeful(errors, len(partitions), spec.table)
    return found


def _report(label: str, outcome: Outcome) -> dict[str, Any]:
    done = outcome.overwritten
    if done is None:
        return {"partition": label}
    return {
        "partition": label,
        "status": done.status,
        "rows": done.rows,
        "rows_before": done.rows_before,
        "kept": done.kept,
        "tries": done.tries,
        "strays": done.strays,
        "glue": done.glue,
        **done.report,
    }


def _most_hopeful(errors: Sequence[ScorebookError], partitions: int, table: str) -> ScorebookError:
    """One error for the task: one that is worth a retry when there is any, for what is written stays."""
    mended = (error for error in errors if not is_hopeless(error))
    chosen = next(mended, errors[0])
    if partitions == 1:
        return chosen
    summary = copy.copy(chosen)
    summary.args = (
        f"{len(errors)} of {partitions} partitions of {table} failed; the others are as they should be. "
        "One of the "
        f"errors: {chosen}",
    )
    return summary


def _named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ParamError(f"{dotted!r} names nothing that can be imported: {error}") from error
