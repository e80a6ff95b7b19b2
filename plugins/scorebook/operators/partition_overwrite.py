"""`PartitionOverwriteOperator`: partitions of the lake, replaced whole, never by something worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.errors import ParamError

if TYPE_CHECKING:
    from airflow.sdk import Context

REPORTS_KEY = "partitions"
"""XCom under which a task that fails leaves its reports."""


class PartitionOverwriteOperator(BaseOperator):
    """Make each partition hold what is there merged with what is known anew, and register it in Glue.

    Returns a report for each partition: partition (its label), status (`written`, `unchanged`, `absent`,
    `would_write`), rows, rows_before, kept, and what merge rule and `after` told. A partition is done when
    its one Parquet object holds the merged rows and Glue knows it. A second run with the same rows writes
    nothing; a run that was killed is mended by the next. Readers see the old rows or the new ones. One
    partition that fails does not stop the others; the task fails at the end with a typed error, its reports
    stand under the XCom `partitions`. See `include.lake.partition_overwrite`.

    :param table: name of the Glue table.
    :param database: of the Glue catalog; made when missing. (templated)
    :param prefix: first part of the keys: `{prefix}/country=gb/date=2025-11-17/part-0.parquet`. (templated)
    :param schema: dotted name of the `pyarrow.Schema` of a file; partition columns are not in it.
    :param key_columns: no two rows of a partition have the same values in them.
    :param partition_columns: in the order of the folders.
    :param rows: dotted name of `rows(partition, tools) -> NewRows | None`; None = nothing is known.
    :param merge: dotted name of `merge(old table or None, new rows, allow_shrink) -> Merged`.
    :param after: dotted name of `after(partition, overwritten, new rows, tools) -> dict`, which joins the
        report. It is called after each partition, in a dry run too: `tools.dry_run` tells.
    :param comments: dotted name of a mapping: comments of columns and partition columns for Glue, by name.
    :param partitions: a list of `{"country": "gb", "date": "2025-11-17"}`. (templated)
    :param options: handed to `rows` and `after` as `tools.options`. (templated)
    :param bucket: of the lake; else the Variable `scorebook_bucket`. (templated)
    :param allow_shrink: a partition may lose rows. (templated)
    :param dry_run: write nothing. (templated)
    """

    template_fields: Sequence[str] = (
        "database",
        "prefix",
        "partitions",
        "options",
        "bucket",
        "allow_shrink",
        "is_dry_run",
    )

    def __init__(
        self,
        *,
        table: str,
        database: str,
        prefix: str,
        schema: str,
        key_columns: Sequence[str],
        partition_columns: Sequence[str],
        rows: str,
        merge: str,
        partitions: Sequence[Mapping[str, str]],
        after: str = "",
        comments: str = "",
        options: Mapping[str, Any] | None = None,
        bucket: str | None = None,
        allow_shrink: bool | str = False,
        dry_run: bool | str = False,
        aws_conn_id: str = "aws_default",
        warehouse_conn_id: str = "warehouse",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.database = database
        self.prefix = prefix
        self.schema = schema
        self.key_columns = key_columns
        self.partition_columns = partition_columns
        self.rows = rows
        self.merge = merge
        self.partitions = partitions
        self.after = after
        self.comments = comments
        self.options = options
        self.bucket = bucket
        self.allow_shrink = allow_shrink
        # Every operator of Airflow has a method named dry_run.
        self.is_dry_run = dry_run
        self.aws_conn_id = aws_conn_id
        self.warehouse_conn_id = warehouse_conn_id

    def execute(self, context: Context) -> list[dict[str, Any]]:
        from scorebook.partitions import OverwriteSpec, overwrite_partitions

        spec = OverwriteSpec(
            table=self.table,
            database=self.database,
            prefix=self.prefix,
            schema=self.schema,
            key_columns=self.key_columns,
            partition_columns=self.partition_columns,
            rows=self.rows,
            merge=self.merge,
            after=self.after,
            comments=self.comments,
            bucket=self.bucket,
            aws_conn_id=self.aws_conn_id,
            warehouse_conn_id=self.warehouse_conn_id,
        )
        partitions = self._checked_partitions()
        self.log.info("run=%s table=%s partitions=%d", context["run_id"], self.table, len(partitions))
        reports: list[dict[str, Any]] = []
        try:
            overwrite_partitions(
                spec,
                partitions,
                options=self._checked_options(),
                run_id=context["run_id"],
                allow_shrink=self._flag("allow_shrink", self.allow_shrink),
                dry_run=self._flag("dry_run", self.is_dry_run),
                reports=reports,
            )
        except Exception:
            context["ti"].xcom_push(key=REPORTS_KEY, value=reports)
            raise
        statuses = [report["status"] for report in reports]
        counts = " ".join(f"{status}={statuses.count(status)}" for status in sorted(set(statuses)))
        self.log.info("run=%s table=%s %s", context["run_id"], self.table, counts)
        return reports

    def _checked_partitions(self) -> list[dict[str, str]]:
        given = self.partitions
        if isinstance(given, str | Mapping) or not isinstance(given, Sequence):
            raise ParamError(f"partitions of {self.task_id} is {given!r:.80}: pass a list of mappings.")
        for partition in given:
            if not isinstance(partition, Mapping):
                raise ParamError(f"partitions of {self.task_id} holds {partition!r:.80}: pass mappings.")
        return list({tuple(sorted(one.items())): dict(one) for one in given}.values())

    def _checked_options(self) -> Mapping[str, Any]:
        options = self.options or {}
        if not isinstance(options, Mapping):
            raise ParamError(f"options of {self.task_id} is {options!r:.80}: pass a mapping.")
        return options

    def _flag(self, name: str, value: Any) -> bool:
        """A rendered param: a boolean, or its text."""
        flags = {"true": True, "false": False}
        if isinstance(value, bool):
            return value
        if str(value).strip().lower() not in flags:
            raise ParamError(f"{name} of {self.task_id} is {value!r:.80}: give True or False.")
        return flags[str(value).strip().lower()]
