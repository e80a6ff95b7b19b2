"""Make the connections, pools and Variables that the workflows need: `python -m scorebook.bootstrap`.

Creates only what is absent, so it can run at every deployment. Outside of a developer's machine it makes no
connection: it says in one sentence each how to make the absent ones. It never prints a connection, and never
changes one, with a single exception: a local connection that still is what this module wrote is moved when
its stand-in got another port.

It talks to Airflow's database, like `airflow connections`; it is not for use inside of a task.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import boto3
from airflow.models import Connection, Pool, Variable
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.utils.db import upgradedb
from airflow.utils.session import create_session
from botocore.config import Config
from botocore.exceptions import ClientError
from sqlalchemy import select
from sqlalchemy.orm import Session

from include.deployment import (
    CONNECTIONS,
    POOLS,
    VARIABLES,
    LocalAddresses,
    LocalConnection,
    NeededConnection,
)


@dataclass(slots=True)
class Report:
    """What was done, as sentences; `missing` is left for a person to do."""

    done: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Local:
    """A developer's machine.

    :param memory: file that remembers a hash of each connection as it was written.
    """

    addresses: LocalAddresses
    memory: Path


def local_from(environment: Mapping[str, str]) -> Local | None:
    """Return the local stand-ins named by the environment; None anywhere but on a developer's machine."""
    if environment.get("SCOREBOOK_ENV") != "local":
        return None
    return Local(
        LocalAddresses(
            espn=environment["SCOREBOOK_LOCAL_ESPN"],
            nba=environment["SCOREBOOK_LOCAL_NBA"],
            racing=environment["SCOREBOOK_LOCAL_RACING"],
            s3=environment["SCOREBOOK_LOCAL_S3"],
            bigquery=environment["SCOREBOOK_LOCAL_BIGQUERY"],
            warehouse=environment["SCOREBOOK_LOCAL_WAREHOUSE"],
        ),
        Path(environment["SCOREBOOK_LOCAL_MEMORY"]),
    )


def bootstrap(local: Local | None) -> Report:
    """Create what is absent and return what was done. Running it again does nothing."""
    report = Report()
    with create_session() as session:
        _make_pools(session, report)
        _make_variables(report, is_local=local is not None)
        if local is None:
            _name_absent_connections(report)
        else:
            _make_local_connections(session, local, report)
    if local is not None:
        _make_local_bucket(local.addresses, report)
    return report


def _make_pools(session: Session, report: Report) -> None:
    present = set(session.scalars(select(Pool.pool)))
    for pool in POOLS:
        if pool.name not in present:
            session.add(
                Pool(pool=pool.name, slots=pool.slots, description=pool.purpose, include_deferred=False)
            )
            report.done.append(f"pool {pool.name} made with {pool.slots} slots")


def _make_variables(report: Report, *, is_local: bool) -> None:
    for variable in VARIABLES:
        # Asks every secrets backend: a value kept elsewhere must not be shadowed.
        if Variable.get_variable_from_secrets(variable.key) is not None:
            continue
        value = variable.local if is_local and variable.local is not None else variable.default
        if value is None:
            report.missing.append(
                f"Variable {variable.key} ({variable.purpose}): set it in Admin, Variables."
            )
            continue
        Variable.set(variable.key, value, description=variable.purpose)
        report.done.append(f"Variable {variable.key} made")


def _name_absent_connections(report: Report) -> None:
    for needed in CONNECTIONS:
        try:
            Connection.get_connection_from_secrets(needed.conn_id)
        except AirflowNotFoundException:
            report.missing.append(f"Connection {needed.conn_id} ({needed.purpose}): {needed.how}")


def _make_local_connections(session: Session, local: Local, report: Report) -> None:
    remembered: dict[str, str] = json.loads(local.memory.read_text()) if local.memory.exists() else {}
    written = dict(remembered)
    for needed in CONNECTIONS:
        wanted = _connection(needed, needed.local(local.addresses))
        present = session.scalar(select(Connection).where(Connection.conn_id == needed.conn_id))
        if present is None:
            session.add(wanted)
            report.done.append(f"connection {needed.conn_id} made")
        elif _fingerprint(present) == _fingerprint(wanted):
            pass
        elif _fingerprint(present) == remembered.get(needed.conn_id):
            session.delete(present)
            session.flush()
            session.add(wanted)
            report.done.append(f"connection {needed.conn_id} moved to the stand-in's new address")
        else:
            report.done.append(f"connection {needed.conn_id} kept: somebody has changed it")
            continue
        written[needed.conn_id] = _fingerprint(wanted)
    if written != remembered:
        partial = local.memory.with_suffix(".partial")
        partial.write_text(json.dumps(written, indent=2))
        partial.replace(local.memory)


def _connection(needed: NeededConnection, local: LocalConnection) -> Connection:
    fields = asdict(local)
    extra = fields.pop("extra")
    return Connection(
        conn_id=needed.conn_id,
        conn_type=needed.conn_type,
        description=f"{needed.purpose}: local stand-in",
        extra=json.dumps(extra) if extra else None,
        **fields,
    )


def _fingerprint(connection: Connection) -> str:
    content = [
        connection.conn_type,
        connection.description,
        connection.host,
        connection.port,
        connection.login,
        connection.password,
        connection.schema,
        connection.extra,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _make_local_bucket(addresses: LocalAddresses, report: Report) -> None:
    bucket = Variable.get("scorebook_bucket")
    client = boto3.client(
        "s3",
        endpoint_url=addresses.s3,
        region_name="us-east-1",
        aws_access_key_id="scorebook",
        aws_secret_access_key="scorebook-local",  # noqa: S106  the stand-in takes any
        # A host name with the bucket in front of it would be a name that nobody knows.
        config=Config(s3={"addressing_style": "path"}),
    )
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        client.create_bucket(Bucket=bucket)
        report.done.append(f"bucket {bucket} made")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scorebook.bootstrap", description=__doc__)
    parser.add_argument("--migrate", action="store_true", help="bring Airflow's tables up to date first")
    if parser.parse_args().migrate:
        upgradedb()
    report = bootstrap(local_from(os.environ))
    for sentence in report.done:
        print(sentence)  # noqa: T201
    for sentence in report.missing:
        print(f"missing: {sentence}")  # noqa: T201
    if not report.done and not report.missing:
        print("nothing to do")  # noqa: T201


if __name__ == "__main__":
    main()
