"""Say what is wrong with this deployment, and how to mend it: `python -m scorebook.doctor`.

One line a check: ok, WARN or FAIL, its name, what was found, and one sentence on what to do. The exit code
is 0 when nothing failed, else 1. It reads Airflow's connections, pools and Variables as the workflows do, on
any machine that reaches Airflow's database. It changes nothing but a probe object that it deletes again, and
makes one request to each source, in its rate limit; `--sources off`, or SCOREBOOK_DOCTOR_SOURCES=off in the
environment, asks none.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TextIO

from airflow.configuration import conf
from airflow.models import Connection, Pool
from airflow.providers.amazon.aws.hooks.s3 import S3Hook
from airflow.providers.google.cloud.hooks.bigquery import BigQueryHook
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.utils.session import create_session
from botocore.config import Config
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from include.control.client import AirflowApi
from include.control.errors import ApiError, RefusedError
from include.deployment import CONNECTIONS, POOLS
from include.errors import ParamError
from scorebook import settings
from scorebook.doctor_bigquery import check_predictions
from scorebook.doctor_checks import (
    Finding,
    check_data_dir,
    check_health,
    check_pools,
    check_zones,
)
from scorebook.doctor_sources import check_sources
from scorebook.doctor_stores import check_archive, check_warehouse

QUICK = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
SOURCES = "SCOREBOOK_DOCTOR_SOURCES"
PROCESS_CONTEXT = "_AIRFLOW_PROCESS_CONTEXT"
FIRST_DATABASE = "Start Airflow's database first: connections and Variables are kept there."


def examine(*, ask_sources: bool = True) -> Iterator[Finding]:
    """Run all checks, one after the other.

    :param ask_sources: make one request to each source.
    """
    # The Task SDK reads connections and Variables from Airflow's database only where this says so, as it does
    # in Airflow's own commands.
    os.environ.setdefault(PROCESS_CONTEXT, "server")
    database = list(_check_database())
    yield from database
    away = database[0].level == "FAIL"
    if away:
        # What the environment or a secrets backend holds can still be read.
        os.environ[PROCESS_CONTEXT] = "client"
    known = {needed.conn_id: _connection(needed.conn_id) for needed in CONNECTIONS}
    for needed in CONNECTIONS:
        if known[needed.conn_id] is None:
            mend = FIRST_DATABASE if away else f"Make it in Admin, Connections. {needed.how}"
            yield Finding("FAIL", needed.conn_id, f"no Airflow connection `{needed.conn_id}` found", mend)
    for finding in _check_settings():
        yield replace(finding, mend=FIRST_DATABASE) if away and finding.mend else finding
    warehouse_url = _warehouse_url() if known["warehouse"] else None
    if warehouse_url:
        yield from check_warehouse(warehouse_url)
    if known["aws_default"]:
        yield from _check_archive()
    if known["google_cloud_default"]:
        yield from _check_predictions()
    if ask_sources:
        yield from _check_sources(known)
    else:
        yield Finding("ok", "sources", "not asked, as wished")
    yield from check_data_dir_setting()
    yield check_zones()
    yield from _check_api()


def _connection(conn_id: str) -> Connection | None:
    try:
        return Connection.get_connection_from_secrets(conn_id)
    except AirflowNotFoundException:
        return None


def _check_database() -> Iterator[Finding]:
    try:
        with create_session() as session:
            pools = session.execute(select(Pool.pool, Pool.slots))
            present = {str(name): slots for name, slots in pools}
    except SQLAlchemyError as error:
        words = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        mend = "Start it and bring its tables up to date (locally: make up; else: airflow db migrate)."
        yield Finding("FAIL", "Airflow database", words, mend)
        return
    yield Finding("ok", "Airflow database", "answers")
    needed = {pool.name: pool.slots for pool in POOLS}
    yield from check_pools(needed, present)


def _check_settings() -> Iterator[Finding]:
    readers: Mapping[str, Callable[[], object]] = {
        settings.BUCKET: settings.bucket,
        settings.RETENTION_HOURS: settings.retention,
        settings.REQUEST_INTERVAL_SECONDS: settings.request_interval,
        settings.RETRY_BASE_SECONDS: settings.retry_base_seconds,
        settings.BLOCKED_WAIT_MINUTES: settings.blocked_wait,
        settings.CONTACT: settings.contact,
        settings.WAREHOUSE_DISK_GB: settings.warehouse_disk_gb,
        settings.MAXIMUM_BYTES_BILLED_GB: settings.maximum_bytes_billed,
        settings.PREDICTIONS.format("*"): settings.predictions_table,
        "scorebook_prefix_espn_schedules": lambda: settings.prefix("espn_schedules"),
        "scorebook_prefix_espn_box_scores": lambda: settings.prefix("espn_box_scores"),
        "scorebook_prefix_espn_team_stats": lambda: settings.prefix("espn_team_stats"),
        "scorebook_prefix_espn_play_by_play": lambda: settings.prefix("espn_play_by_play"),
        "scorebook_prefix_nba_raw": lambda: settings.prefix("nba_raw"),
    }
    refused = 0
    for name, read in readers.items():
        try:
            read()
        except ParamError as error:
            refused += 1
            yield Finding("FAIL", f"Variable {name}", "cannot be used", str(error))
    if not refused:
        yield Finding("ok", "Variables", f"{len(readers)} can be used")


def _warehouse_url() -> str:
    url = PostgresHook(postgres_conn_id="warehouse").sqlalchemy_url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _check_archive() -> Iterable[Finding]:
    try:
        bucket = settings.bucket()
    except ParamError:
        return []  # told by the check of the Variables
    hook = S3Hook(aws_conn_id="aws_default")
    return check_archive(hook.get_client_type(config=hook.config.merge(QUICK)), bucket)


def _check_predictions() -> Iterable[Finding]:
    try:
        table = settings.predictions_table()
    except ParamError:
        return []  # told by the check of the Variables
    hook = BigQueryHook(gcp_conn_id="google_cloud_default", use_legacy_sql=False)
    return [check_predictions(lambda: hook.get_client(table.project, table.location), table)]


def _check_sources(known: Mapping[str, Connection | None]) -> Iterator[Finding]:
    """One request to each source that is configured."""
    sources = [
        needed.conn_id for needed in CONNECTIONS if needed.conn_type == "http" and known[needed.conn_id]
    ]
    yield from check_sources(sources, datetime.now(UTC))


def check_data_dir_setting() -> Iterator[Finding]:
    """Check the directory that SCOREBOOK_DATA_DIR names, or the one that is used without it."""
    try:
        directory = settings.data_dir()
    except ParamError as error:
        yield Finding("FAIL", "data directory", "cannot be used", str(error))
        return
    yield from check_data_dir(directory, chosen=bool(os.environ.get(settings.DATA_DIR, "").strip()))


def _check_api() -> Iterator[Finding]:
    address = os.environ.get("SCOREBOOK_API_URL") or conf.get("api", "base_url", fallback="")
    if not address:
        yield Finding("WARN", "Airflow API", "not asked", "Set SCOREBOOK_API_URL to Airflow's address.")
        return
    try:
        with AirflowApi(address, "", "") as api:
            health = api.health()
    except (RefusedError, ApiError) as error:
        yield Finding("FAIL", "Airflow API", f"no health from {address}", str(error))
        return
    yield from check_health(health)


def line(finding: Finding) -> str:
    """Return a finding as it is printed."""
    mend = f" -> {finding.mend}" if finding.mend else ""
    return f"{finding.level:4}  {finding.name}: {finding.what}{mend}"


def report(findings: Iterable[Finding], out: TextIO) -> int:
    """Print findings as they come, and return the exit code: 1 when one failed, else 0."""
    levels = []
    for finding in findings:
        levels.append(finding.level)
        print(line(finding), file=out, flush=True)
    failed, warned = levels.count("FAIL"), levels.count("WARN")
    print(f"{len(levels)} checks: {failed} failed, {warned} warnings", file=out, flush=True)
    return int(failed > 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Examine, print and return the exit code. Standard output holds findings only."""
    parser = argparse.ArgumentParser(prog="python -m scorebook.doctor", description=__doc__)
    default = os.environ.get(SOURCES) or "on"
    parser.add_argument("--sources", choices=("on", "off"), default=default, help="ask each source once")
    options = parser.parse_args(arguments)
    if options.sources not in ("on", "off"):
        parser.error(f"{SOURCES} is {default!r}: set it to on or off")
    with os.fdopen(os.dup(1), "w") as out:
        # Airflow's log goes to standard output; send it where logs belong.
        os.dup2(2, 1)
        return report(examine(ask_sources=options.sources == "on"), out)


if __name__ == "__main__":
    sys.exit(main())
