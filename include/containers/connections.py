"""The connections of a new production deployment, in the format of Airflow's LocalFilesystemBackend."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from urllib.parse import parse_qsl, urlsplit

from include.deployment import CONNECTIONS, LocalAddresses, NeededConnection

# Sources that everybody asks at the same address, and without a login.
OPEN_SOURCES = ("espn_api", "nba_api", "nba_stats")
WAREHOUSE = "warehouse"


def connections(warehouse_url: str) -> str:
    """Return the file: the warehouse and the open sources.

    :param warehouse_url: postgresql://login:password@host:port/database; what follows a `?`, such as sslmode,
        goes into extra.
    """
    needed = {each.conn_id: each for each in CONNECTIONS}
    fields = asdict(
        needed[WAREHOUSE].local(LocalAddresses(source="", s3="", bigquery="", warehouse=warehouse_url))
    )
    options = dict(parse_qsl(urlsplit(warehouse_url).query))
    filled: dict[str, dict[str, object]] = {
        WAREHOUSE: {
            "conn_type": needed[WAREHOUSE].conn_type,
            **{name: value for name, value in {**fields, "extra": options}.items() if value},
        }
    }
    for conn_id in OPEN_SOURCES:
        filled[conn_id] = {"conn_type": needed[conn_id].conn_type, "host": production_host(needed[conn_id])}
    return json.dumps(filled, indent=2) + "\n"


def production_host(needed: NeededConnection) -> str:
    """Return the host that the connection's own sentence names."""
    found = re.search(r"\bhost (https://[^\s,]+)", needed.how)
    if found is None:
        raise ValueError(f"the sentence of {needed.conn_id} names no host: {needed.how}")
    return found.group(1)


def left_to_add(present: Iterable[str]) -> list[NeededConnection]:
    """Return the connections that tasks name and the file does not hold."""
    known = set(present)
    return [needed for needed in CONNECTIONS if needed.conn_id not in known]
