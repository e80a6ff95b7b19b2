"""How much room the warehouse's disk has, as far as anybody can know it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

USED = "SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datallowconn"
DATA_DIRECTORY = "SELECT setting FROM pg_settings WHERE name = 'data_directory'"


def free_bytes(conn: Connection, disk_gb: float | None) -> int | None:
    """Bytes that the server can still write; None where nobody knows.

    :param disk_gb: size of the disk that the server's owner gave it, in GB; None: look at the disk itself,
        which is possible where the server runs on this machine.
    """
    if disk_gb is not None:
        row = conn.execute(USED).fetchone()
        return int(disk_gb * 1e9) - int(row[0] if row else 0)
    # A server elsewhere may name a directory that exists here too, so its address decides.
    if not _is_here(conn):
        return None
    row = conn.execute(DATA_DIRECTORY).fetchone()
    return None if row is None or row[0] is None else _free_below(Path(row[0]))


def _is_here(conn: Connection) -> bool:
    host = conn.info.host
    return host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")


def _free_below(directory: Path) -> int | None:
    """Free bytes of the disk that holds `directory`, which we may not be allowed to look into."""
    for place in (directory, *directory.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return None
