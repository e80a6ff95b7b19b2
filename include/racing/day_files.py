"""The files of a country's day beside the lake, made after each publishing: CSV, logs of failures, retry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from include.lake.partition_overwrite import NewRows, Overwritten
from include.lake.partition_table import Partition
from include.lake.partition_tools import Tools
from include.lake.publish import put_document
from include.racing.csv_file import write_csv
from include.racing.day_lock import unlock_day
from include.racing.day_paths import DayPaths, day_paths
from include.racing.failure_log import read_logs, write_logs
from include.racing.failures import FailedRace, failed_races
from include.racing.listing import DATASET, known_races
from include.racing.local_files import write_local
from include.racing.stored_csv import report
from include.racing.table import SCHEMA
from include.warehouse import ledger

CONTENT_TYPE = "text/csv; charset=utf-8"
KEPT = ("failed_kept", "shrunk_kept", "unlisted_kept", "void_kept")
"""Lists of races in the merge rule's report (`include.racing.merge`)."""


def after(
    partition: Partition, overwritten: Overwritten, new: NewRows | None, tools: Tools
) -> dict[str, Any]:
    """Make the day's files say what the lake says, in S3 and on local disk, and note the races' runners.

    Runs after each publishing, also of what did not change; nothing is written that is the same already, and
    nothing at all in a dry run. `options["retried"]` names races that a retry asked for: the rows of those
    that came are written to a file of their own. A CSV of another program that was imported is kept beside
    ours. The next one may publish the day when this has ended.

    Errors as `include.lake.publish`.

    :returns: `csv` written, unchanged or absent; how many races `failures` has, how many `resolved` came, how
        many rows `retry_rows` came by a retry, and how many are `kept` from before: of races that failed, or
        that the merge rule did not let go, also where the archive has their older answer; `created_at` of
        the rows, as ISO text, None where there are none. With `options["publish_only"]` also what was found
        (`include.racing.stored_csv.report`).
    """
    paths = day_paths(partition, tools.options)
    table = overwritten.table
    failures = failed_races(
        tools.connection, since=None, first=paths.day, last=paths.day, countries=[paths.country]
    )
    told: dict[str, Any] = {
        "failures": len(failures),
        "kept": _kept_rows(overwritten, failures),
        "created_at": _created_at(table),
    }
    if tools.options.get("publish_only"):
        told |= report(new)
    if tools.dry_run:
        return {**told, "csv": "would_write", "resolved": 0, "retry_rows": 0}
    if new is not None and (file := new.details.get("file")):
        _keep_original(tools, paths, file)
    # Of a day that became empty, too: else its CSV would still have the races that went.
    csv = "absent" if table is None else _write_csv(tools, paths, paths.csv, table)
    now_failed, now_resolved, came = _write_logs(tools, paths, failures)
    for key, body in ((paths.failures, now_failed), (paths.resolved, now_resolved)):
        local = paths.local(tools.data_dir, key)
        if body is None:
            local.unlink(missing_ok=True)
        else:
            write_local(local, body)
    _note_runners(tools, table, [] if new is None else new.details.get("void", []))
    retry_rows = _write_retry_csv(tools, paths, table, failures)
    unlock_day(tools.connection, paths)
    return {**told, "csv": csv, "resolved": came, "retry_rows": retry_rows}


def _write_logs(
    tools: Tools, paths: DayPaths, failures: list[FailedRace]
) -> tuple[bytes | None, bytes | None, int]:
    """As `write_logs`. A ledger that knows no race of the day cannot say that one came: the logs stay."""
    if failures or known_races(tools.connection, paths.country, paths.day):
        return write_logs(tools.s3, tools.bucket, paths, failures)
    return (*read_logs(tools.s3, tools.bucket, paths), 0)


def _write_retry_csv(
    tools: Tools, paths: DayPaths, table: pa.Table | None, failures: list[FailedRace]
) -> int:
    """Write the rows of the races that a retry asked for and got. Returns how many rows; of none, no file."""
    retried = set(tools.options.get("retried") or ()) - {race.id for race in failures}
    if table is None or not retried:
        return 0
    came = table.filter(pc.is_in(table["race_id"], value_set=pa.array(sorted(retried), type=pa.string())))
    if came.num_rows:
        _write_csv(tools, paths, paths.retry, came)
    return int(came.num_rows)


def _keep_original(tools: Tools, paths: DayPaths, body: bytes) -> None:
    """Keep the file that was imported, unless it has our columns: ours does not know what else it holds."""
    ours = write_csv(SCHEMA.empty_table(), paths.country, paths.day)
    if not body.startswith(ours):
        put_document(tools.s3, tools.bucket, paths.original(body), body, content_type=CONTENT_TYPE)


def _kept_rows(overwritten: Overwritten, failures: list[FailedRace]) -> int:
    """How many rows of the lake are from before, by what is told of their races."""
    if overwritten.table is None:
        return 0
    races = {race.id for race in failures}
    for name in KEPT:
        races.update(overwritten.report.get(name, ()))
    named = sum(race_id in races for race_id in overwritten.table["race_id"].to_pylist())
    return max(named, overwritten.kept)


def _created_at(table: pa.Table | None) -> str | None:
    """When the rows were written; the latest moment, where an older program wrote them at several."""
    newest = None if table is None else pc.max(table["created_at"]).as_py()
    return None if newest is None else str(newest.isoformat())


def _write_csv(tools: Tools, paths: DayPaths, key: str, table: pa.Table) -> str:
    body = write_csv(table, paths.country, paths.day)
    published = put_document(tools.s3, tools.bucket, key, body, content_type=CONTENT_TYPE)
    write_local(paths.local(tools.data_dir, key), body)
    return "written" if published.uploads else "unchanged"


def _note_runners(tools: Tools, table: pa.Table | None, void: list[str]) -> None:
    """Put into the ledger how many runners each race of the lake has, and which races are void."""
    runners = Counter([] if table is None else table["race_id"].to_pylist())
    notes = {race_id: {"runners": number, "void": False} for race_id, number in runners.items()}
    notes |= {race_id: {"runners": runners[race_id], "void": True} for race_id in void}
    with tools.connection.transaction():
        ledger.annotate(tools.connection, DATASET, notes)
