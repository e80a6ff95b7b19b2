"""`FetchToArchiveOperator`: from a source into the S3 archive, with retry, backoff and a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from airflow.sdk import BaseOperator

from include.archive.item import FetchGroup, group_from_mapping
from include.archive.tally import Tally
from include.errors import AllLanesTakenError, ParamError, PayloadError, SourcePausedError
from scorebook import settings
from scorebook.pausing import wait_for_lane, wait_until_resumed

if TYPE_CHECKING:
    from airflow.sdk import Context

TALLY_KEY = "tally"
"""XCom under which a task leaves its counts, also when it fails."""
NOT_SHOWN = ("stored_ids", "failures", "unfinished")
"""Parts of it that are too long for a log line."""


class FetchToArchiveOperator(BaseOperator):
    """Fetch items that the archive lacks, verify them, and publish each one whole or not at all.

    Returns small counts (`include.archive.tally.Tally`), which stand under the XCom `tally` also when the
    task fails. An item counts as done when all of its keys are there, the last one written last, and the
    ledger says `stored`. A second run, a retry and a cleared task ask only for what is not done, so they
    may happen at any time. One bad item does not stop the others; the task fails at the end with a typed
    error, and the retry policy decides by its class. While somebody has paused the source the task waits
    deferred, holding no slot.

    :param dataset: name of the data set in the ledger, e.g. ``espn_raw``.
    :param group: ``{"label", "items": [{"id", "day", "address", "keys"}], "problem"}``; keys in publishing
        order, the last one means that the item is whole. See `include.archive.item`. (templated)
    :param verify: dotted name of ``verify(item, bodies) -> content hash`` in ``include``; it raises
        `PayloadError` for what may not be stored.
    :param bucket: bucket of the archive. (templated)
    :param retention_hours: buffered files older than that are removed at the end; empty
        means the Variable ``scorebook_retention_hours``. (templated)
    :param source_conn_id: connection of the source; its rate limit and circuit are shared by all workers.
    :param at_once: at most so many instances of the task work at once in a run; the others wait deferred.
        Empty: as many as the pool has slots. (templated)
    :param expect: ``json`` or ``html``: what the source answers with.
    :param respect_robots: False only for an API to which its owner gave us access.
    :param compress: store the payloads gzip-compressed.
    """

    template_fields: Sequence[str] = ("group", "bucket", "retention_hours", "at_once")

    def __init__(
        self,
        *,
        dataset: str,
        group: Mapping[str, Any],
        verify: str,
        source_conn_id: str,
        bucket: str | None = None,
        retention_hours: str = "",
        at_once: str = "",
        expect: Literal["json", "html", "any"] = "json",
        content_type: str = "application/json",
        compress: bool = False,
        respect_robots: bool = True,
        aws_conn_id: str = "aws_default",
        warehouse_conn_id: str = "warehouse",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.dataset = dataset
        self.group = group
        self.verify = verify
        self.source_conn_id = source_conn_id
        self.bucket = bucket
        self.retention_hours = retention_hours
        self.at_once = at_once
        self.expect = expect
        self.content_type = content_type
        self.compress = compress
        self.respect_robots = respect_robots
        self.aws_conn_id = aws_conn_id
        self.warehouse_conn_id = warehouse_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        group = self._checked_group()
        lanes = self._checked_lanes()
        tally = Tally(group.label)
        self.log.info("run=%s group=%s items=%d", context["run_id"], group.label, len(group.items))
        try:
            self._archive(group, context["run_id"], tally, lanes)
        except SourcePausedError as paused:
            wait_until_resumed(self, paused)
        except AllLanesTakenError as taken:
            wait_for_lane(self, taken)
        finally:
            counts = tally.as_dict()
            context["ti"].xcom_push(key=TALLY_KEY, value=counts)
            shown = {name: value for name, value in counts.items() if name not in NOT_SHOWN}
            self.log.info("run=%s %s", context["run_id"], " ".join(f"{k}={v}" for k, v in shown.items()))
        if group.problem:
            raise PayloadError(f"{group.problem} (clear the listing task with its downstream to ask again)")
        return counts

    def resume(self, context: Context, event: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Go on after a wait, for a paused source or for another instance."""
        return self.execute(context)

    def _archive(self, group: FetchGroup, run_id: str, tally: Tally, lanes: int | None) -> None:
        # Here, not at the top: boto3 and the drivers would be paid at every parse of a DAG file.
        from include.archive.archiver import Archiver
        from include.archive.book import Book
        from include.lake.buffer import Buffer
        from include.warehouse.lanes import take_lane
        from scorebook.closing import clean_data_dir
        from scorebook.hooks.s3 import s3_client
        from scorebook.hooks.source import SourceHook
        from scorebook.hooks.warehouse import WarehouseHook

        with ExitStack() as stack:
            source = stack.enter_context(
                SourceHook(
                    self.source_conn_id,
                    warehouse_conn_id=self.warehouse_conn_id,
                    respect_robots=self.respect_robots,
                )
            )
            connection = stack.enter_context(WarehouseHook(self.warehouse_conn_id).connect(autocommit=True))
            if lanes:
                take_lane(connection, f"{self.dataset}/{run_id}", lanes)
            archiver = Archiver(
                book=Book(self.dataset, run_id, connection),
                bucket=self.bucket or settings.bucket(),
                s3=s3_client(self.aws_conn_id),
                buffer=Buffer(settings.data_dir(), self.dataset),
                fetch=lambda address: source.fetch(address, expect=self.expect),
                verify=self._verify_function(),
                content_type=self.content_type,
                compress=self.compress,
            )
            try:
                archiver.archive(group, tally)
            finally:
                tally.requests = source.requests_made
                cleaned = clean_data_dir(self._retention_hours())
                tally.temp_files_deleted = cleaned.files
                tally.temp_bytes_freed = cleaned.bytes

    def _verify_function(self) -> Any:
        module, _, name = self.verify.rpartition(".")
        return getattr(import_module(module), name)

    def _checked_group(self) -> FetchGroup:
        if not isinstance(self.group, Mapping):
            raise ParamError(f"group must be a mapping with label and items, got {type(self.group).__name__}")
        return group_from_mapping(self.group)

    def _checked_lanes(self) -> int | None:
        """How many instances may work at once; None where only the pool bounds them."""
        if not self.at_once:
            return None
        if not self.at_once.isdecimal() or int(self.at_once) < 1:
            raise ParamError(f"at_once must be a whole number from 1 on, or empty, got {self.at_once!r}")
        return int(self.at_once)

    def _retention_hours(self) -> int | None:
        """A run's param, rendered to text; empty where the Variable decides."""
        return int(self.retention_hours) if self.retention_hours else None
