"""Upserts of many rows: COPY into a temporary table, then only what differs is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
from psycopg.pq import TransactionStatus

from include.warehouse.nba import statements
from include.warehouse.nba.tables import Row, Table

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What became of a table's rows; the first three add up to the rows that were given.

    :param deleted: rows that were there and are not among the given ones.
    :param changed: the groups (game ids, or seasons) of which a row was inserted, updated or deleted.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    changed: frozenset[str] = frozenset()

    @property
    def written(self) -> int:
        """Rows that were inserted, updated or deleted."""
        return self.inserted + self.updated + self.deleted


def write_rows(
    conn: Connection, table: Table[Row], rows: Sequence[Row], *, whole: Collection[str] = ()
) -> TableCounts:
    """Insert and update rows of `table`; a row that would not change is not written. Does not commit.

    Rows of one key twice are refused by the server. Who may write the same rows at the same time takes the
    lock for them first (`include.warehouse.nba.locks`).

    :param whole: groups whose rows are all given: what else the table holds of them is deleted.
    """
    groups = {str(getattr(row, table.group)) for row in rows} | set(whole)
    if not groups:
        return TableCounts()
    conn.execute(statements.create_staging(table))
    with conn.cursor() as cursor, cursor.copy(statements.copy_to_staging(table)) as copy:
        for row in rows:
            copy.write_row(msgspec.structs.astuple(row))
    deleted = conn.execute(statements.delete_absent(table), {"groups": sorted(whole)}).fetchall()
    written = conn.execute(statements.upsert(table), {"groups": sorted(groups)}).fetchall()
    conn.execute(statements.drop_staging(table))
    inserted, updated = sum(row[1] for row in written), sum(row[2] for row in written)
    return TableCounts(
        inserted=inserted,
        updated=updated,
        unchanged=len(rows) - inserted - updated,
        deleted=sum(row[1] for row in deleted),
        changed=frozenset(row[0] for row in (*written, *deleted)),
    )


def require_transaction(conn: Connection) -> None:
    """Refuse a connection whose every statement is a transaction of its own.

    :raises ValueError: it commits by itself and is in no transaction.
    """
    if conn.autocommit and conn.info.transaction_status is TransactionStatus.IDLE:
        raise ValueError("rows are written inside a transaction: use `with connection.transaction():`")


def union(groups: Iterable[TableCounts]) -> frozenset[str]:
    """The groups that changed in any of the tables."""
    return frozenset().union(*(counts.changed for counts in groups))
