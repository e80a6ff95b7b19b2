"""The lake's tables in the Glue catalog: made when missing, extended, never bent to another type or place.

A table is looked at once for each `GlueTable`, however many partitions are written with it. Throttling is
repeated by boto3, as the connection says.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from include.errors import ArchiveConflictError
from include.lake.glue_errors import (
    CatalogChangedError,
    CatalogExistsError,
    CatalogNotFoundError,
    catalog_error,
    catalog_errors,
)
from include.lake.glue_inputs import (
    PARTITION_FIELDS,
    TABLE_FIELDS,
    check_location,
    columns_of,
    missing_columns,
    new_table,
    storage,
    with_columns,
    with_comments,
)
from include.lake.glue_types import glue_columns
from include.lake.partition_table import LakeTable, Partition

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient

Ensured = Literal["made", "changed", "kept"]
MOST_TRIES = 5
GET_AT_ONCE = 1000


class GlueTable:
    """One table of the catalog and its partitions, for one task. Its methods may be called from threads.

    :param dry_run: change nothing; the methods return what they would have done.
    """

    def __init__(self, glue: GlueClient, table: LakeTable, *, dry_run: bool = False) -> None:
        self.table = table
        self.dry_run = dry_run
        self.requests = 0
        self._glue: Any = glue  # requests are put together from earlier answers, which have no types
        self._lock = threading.RLock()
        self._columns: list[dict[str, str]] | None = None
        self._ensured: Ensured = "kept"
        self._partitions: dict[tuple[str, ...], Mapping[str, Any] | None] = {}

    def ensure_table(self) -> Ensured:
        """Make database and table when missing, and append columns that the table lacks.

        :raises SchemaChangedError: a column or a partition column is another one in the catalog.
        :raises PartitionMovedError: the table lies elsewhere.
        """
        with self._lock:
            if self._columns is None:
                self._ensured = self._ensure_table()
            return self._ensured

    def look_up(self, partitions: Sequence[Partition]) -> None:
        """Ask for many partitions in few requests, so that the methods below need not ask for each."""
        wanted = [self.table.values(partition) for partition in partitions]
        for start in range(0, len(wanted), GET_AT_ONCE):
            asked = [{"Values": values} for values in wanted[start : start + GET_AT_ONCE]]
            try:
                answer = self._call("look up partitions of", "batch_get_partition", PartitionsToGet=asked)
            except CatalogNotFoundError:
                return
            # Amazon leaves out those that are absent; others name them among the unprocessed.
            undecided = {tuple(entry["Values"]) for entry in answer.get("UnprocessedKeys", [])}
            found = {tuple(one["Values"]): one for one in answer["Partitions"]}
            for values in wanted[start : start + GET_AT_ONCE]:
                if tuple(values) not in undecided:
                    self._partitions[tuple(values)] = found.get(tuple(values))

    def check_partition(self, partition: Partition) -> None:
        """Prove that the catalog, if it knows the partition, has it where we write.

        :raises PartitionMovedError: it has it elsewhere.
        """
        found = self._partition(partition)
        if found is not None:
            what = f"the partition {self.table.label(partition)} of {self.table.database}.{self.table.name}"
            check_location(found, self.table.address(partition), what)

    def ensure_partition(self, partition: Partition) -> Ensured:
        """Make the partition when missing, and give it the table's columns when it has others.

        Its location never changes.
        """
        self.ensure_table()
        values = self.table.values(partition)
        for _ in range(MOST_TRIES):
            found = self._partition(partition)
            if found is not None:
                return self._bring_up(found)
            if self.dry_run:
                return "made"
            place = storage(self._columns or [], self.table.address(partition))
            made = {"Values": values, "StorageDescriptor": place}
            try:
                self._call("make a partition of", "create_partition", PartitionInput=made)
            except CatalogExistsError:
                del self._partitions[tuple(values)]
            else:
                self._partitions[tuple(values)] = made
                return "made"
        raise self._conflict(f"the partition {self.table.label(partition)} of")

    def _ensure_table(self) -> Ensured:
        done: Ensured = "kept"
        for _ in range(MOST_TRIES):
            try:
                found = self._call("look up", "get_table", Name=self.table.name)["Table"]
            except CatalogNotFoundError:
                done = "made"
                if self.dry_run:
                    self._columns = glue_columns(self.table.schema)
                    return done
                self._make_table()
                continue
            check_location(found, self.table.location, f"the table {self.table.database}.{self.table.name}")
            missing = missing_columns(found, self.table)
            if missing and not self.dry_run and not self._extend_table(found, missing):
                continue
            self._columns = [*columns_of(found), *missing]
            return "changed" if missing and done == "kept" else done
        raise self._conflict("the table")

    def _make_table(self) -> None:
        try:
            self._call("make", "create_table", TableInput=new_table(self.table))
        except CatalogExistsError:
            return
        except CatalogNotFoundError:
            self._make_database()

    def _make_database(self) -> None:
        try:
            with catalog_errors(f"make the database {self.table.database}"):
                self._count()
                self._glue.create_database(DatabaseInput={"Name": self.table.database})
        except CatalogExistsError:
            return

    def _extend_table(self, found: Mapping[str, Any], missing: Sequence[Mapping[str, str]]) -> bool:
        """Append columns; False when the table is no longer the one that was read."""
        added = with_comments(missing, self.table)
        columns = [*found["StorageDescriptor"].get("Columns", []), *added]
        version = {"VersionId": found["VersionId"]} if found.get("VersionId") else {}
        changed = with_columns(found, TABLE_FIELDS, columns)
        try:
            self._call("extend", "update_table", TableInput=changed, SkipArchive=True, **version)
        except CatalogChangedError:
            return False
        return True

    def _partition(self, partition: Partition) -> Mapping[str, Any] | None:
        values = self.table.values(partition)
        place = tuple(values)
        if place not in self._partitions:
            try:
                answer = self._call("look up a partition of", "get_partition", PartitionValues=values)
            except CatalogNotFoundError:
                self._partitions[place] = None
            else:
                self._partitions[place] = answer["Partition"]
        return self._partitions[place]

    def _bring_up(self, found: Mapping[str, Any]) -> Ensured:
        columns = self._columns or []
        if columns_of(found) == columns:
            return "kept"
        if self.dry_run:
            return "changed"
        changed = with_columns(found, PARTITION_FIELDS, columns)
        entry = {"PartitionValueList": found["Values"], "PartitionInput": changed}
        answer = self._call("change a partition of", "batch_update_partition", Entries=[entry])
        for error in answer.get("Errors", []):
            detail = error.get("ErrorDetail", {})
            action = f"change the partition {found['Values']} of {self.table.database}.{self.table.name}"
            raise catalog_error(action, detail.get("ErrorCode", ""), detail.get("ErrorMessage", ""))
        self._partitions[tuple(found["Values"])] = changed
        return "changed"

    def _call(self, action: str, operation: str, **request: Any) -> dict[str, Any]:
        if operation not in ("get_table", "create_table", "update_table"):
            request["TableName"] = self.table.name
        with catalog_errors(f"{action} {self.table.database}.{self.table.name}"):
            self._count()
            answer: dict[str, Any] = getattr(self._glue, operation)(
                DatabaseName=self.table.database, **request
            )
        return answer

    def _count(self) -> None:
        with self._lock:
            self.requests += 1

    def _conflict(self, what: str) -> ArchiveConflictError:
        return ArchiveConflictError(
            f"Others kept changing {what} {self.table.database}.{self.table.name} in Glue during "
            f"{MOST_TRIES} tries: see which other program does that, then run again."
        )
