"""The warehouse: the PostgreSQL database in which ledger, limits, metrics and loaded data live."""

from __future__ import annotations

from typing import Any

import psycopg
from airflow.providers.postgres.hooks.postgres import PostgresHook
from psycopg.rows import tuple_row


class WarehouseHook(PostgresHook):
    """Opens connections of psycopg 3, as the functions of `include.warehouse` take them.

    :param warehouse_conn_id: Airflow connection of type postgres.
    """

    default_conn_name = "warehouse"

    def __init__(self, warehouse_conn_id: str = default_conn_name) -> None:
        super().__init__(postgres_conn_id=warehouse_conn_id)

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        """A new connection with plain tuples as rows; the caller closes it (`with hook.connect() as conn`).

        :param autocommit: every statement is its own transaction, so that no row stays locked while we wait.
        :raises psycopg.OperationalError: the server cannot be reached or refuses us.
        """
        connection = self.get_conn()
        if not isinstance(connection, psycopg.Connection):
            came = type(connection).__module__
            raise TypeError(
                f"Expected a connection of psycopg 3, got {came}: install psycopg[binary] >= 3.2."
            )
        connection.row_factory = tuple_row
        connection.autocommit = autocommit
        return connection
