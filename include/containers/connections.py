"""The connections of a new production deployment, in the format of Airflow's LocalFilesystemBackend."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import parse_qsl, urlsplit

from include.deployment import CONNECTIONS, LocalAddresses, NeededConnection

WAREHOUSE = "warehouse"


def connections(warehouse_url: str) -> str:
    """Return the file: the warehouse and the open sources.

    :param warehouse_url: postgresql://login:password@host:port/database; what follows a `?`, such as sslmode,
        goes into extra.
    """
    needed = {each.conn_id: each for each in CONNECTIONS}
    fields = asdict(
        needed[WAREHOUSE].local(
            LocalAddresses(espn="", nba="", racing="", s3="", bigquery="", warehouse=warehouse_url)
        )
    )
    options = dict(parse_qsl(urlsplit(warehouse_url).query))
    filled: dict[str, dict[str, object]] = {
        WAREHOUSE: {
            "conn_type": needed[WAREHOUSE].conn_type,
            **{name: value for name, value in {**fields, "extra": options}.items() if value},
        }
    }
    for each in CONNECTIONS:
        if each.open_host is not None:
            filled[each.conn_id] = {"conn_type": each.conn_type, "host": each.open_host}
    return json.dumps(filled, indent=2) + "\n"


def left_to_add(present: Iterable[str]) -> list[NeededConnection]:
    """Return the connections that tasks name and the file does not hold."""
    known = set(present)
    return [needed for needed in CONNECTIONS if needed.conn_id not in known]
