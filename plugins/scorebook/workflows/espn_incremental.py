"""The steps of `espn_incremental`: each one opens its hooks and makes one call into `include.espn`."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.archive.item import group_from_mapping
from include.errors import ParamError, PayloadError
from include.espn import metrics as espn_metrics
from include.espn.archive import DATASET
from include.espn.discovery import Discovery
from include.espn.keys import EspnPrefixes
from include.espn.listing import DayListing
from include.espn.params import EspnIncrementalParams, read_params, target_days
from include.espn.plan import plan_day, whole_but_not_noted
from include.espn.report import day_rows
from include.warehouse import ledger, metrics
from scorebook import settings
from scorebook.closing import clean_data_dir
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.source import SourceHook
from scorebook.hooks.warehouse import WarehouseHook
from scorebook.operators.fetch_to_archive import TALLY_KEY

if TYPE_CHECKING:
    from airflow.sdk import Asset, Context
    from psycopg import Connection

log = logging.getLogger(__name__)

SOURCE = "espn_api"
MOST_EVENT_IDS = 500
PLANNED_KEY = "planned"


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params and days, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    run: Any = context["dag_run"]
    try:
        params = read_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    # The form gives a run by hand the present as its logical date, and Airflow infers an interval from it
    # that is not the last full day in the first hours of a day.
    is_by_schedule = run.run_type in ("scheduled", "backfill")
    days = target_days(
        params,
        interval_start=run.data_interval_start if is_by_schedule else None,
        now=run.logical_date or datetime.now(UTC),
        is_backfill=run.run_type == "backfill",
    )
    log.info("run=%s days=%s params=%s", run.run_id, ",".join(map(str, days)), msgspec.to_builtins(params))
    return {"days": [str(day) for day in days], "params": msgspec.to_builtins(params)}


def discover(checked: Mapping[str, Any], run_id: str) -> dict[str, Any]:
    """Ask for the scoreboards: `listings` a day each, and `final`, the ids of all finished games."""
    params = _params(checked)
    with ExitStack() as stack:
        source = stack.enter_context(SourceHook(SOURCE))
        discovery = Discovery(
            run_id=run_id,
            bucket=settings.bucket(),
            prefixes=prefixes(),
            s3=s3_client(),
            connection=stack.enter_context(WarehouseHook().connect(autocommit=True)),
            fetch=source.fetch,
            requests_made=lambda: source.requests_made,
            dry_run=params.dry_run,
        )
        listings = discovery.discover([date.fromisoformat(day) for day in checked["days"]])
    for listing in listings:
        log.info(
            "run=%s day=%s listed=%d final=%d not_final=%d known_missing=%d schedule=%s problem=%s",
            run_id,
            listing.day,
            listing.listed,
            len(listing.final),
            listing.not_final,
            listing.known_missing,
            listing.schedule,
            listing.problem,
        )
    return {
        "listings": msgspec.to_builtins(listings),
        "final": [game_id for listing in listings for game_id in listing.final],
    }


def plan(
    checked: dict[str, Any], listings: list[dict[str, Any]], absent: Sequence[str], context: Context
) -> list[dict[str, Any]]:
    """Return the groups of games to fetch, one a day; days with nothing to do are left out.

    The same stands under the XCom `planned`. A dry run returns no group, so that nothing is fetched.

    :raises PayloadError: in a dry run, when the scoreboard of a day cannot be used.
    """
    params = _params(checked)
    now = datetime.now(UTC)
    days = read_listings(listings)
    with WarehouseHook().connect(autocommit=True) as connection:
        entries = ledger.read(connection, DATASET, [game_id for day in days for game_id in day.final])
        folders = prefixes()
        groups = [
            plan_day(day, absent=set(absent), entries=entries, params=params, prefixes=folders, now=now)
            for day in days
        ]
        if not params.dry_run:
            for day, group in zip(days, groups, strict=True):
                found = whole_but_not_noted(day, group, absent=set(absent), entries=entries)
                _note_found(connection, found, day.day, context["run_id"], now)
    for group in groups:
        log.info(
            "day=%s to_fetch=%d ids=%s", group.label, len(group.items), [item.id for item in group.items]
        )
    planned = [msgspec.to_builtins(group) for group in groups if group.items or group.problem]
    context["ti"].xcom_push(key=PLANNED_KEY, value=planned)
    if not params.dry_run:
        return planned
    if problems := [group.problem for group in groups if group.problem]:
        raise PayloadError("; ".join(problems))
    return []


def _note_found(
    connection: Connection[Any], game_ids: Sequence[str], day: date, run_id: str, now: datetime
) -> None:
    with connection.transaction():
        for game_id in game_ids:
            ledger.record_found(connection, DATASET, game_id, day=day, run_id=run_id, now=now)
    if game_ids:
        log.info("day=%s noted=%d reason=whole in the archive, not in the ledger", day, len(game_ids))


def prefixes() -> EspnPrefixes:
    """The folders of the archive, as the Variables name them."""
    return EspnPrefixes(
        schedules=settings.prefix("espn_schedules"),
        box_scores=settings.prefix("espn_box_scores"),
        team_stats=settings.prefix("espn_team_stats"),
        play_by_play=settings.prefix("espn_play_by_play"),
    )


def finish_run(context: Context, asset: Asset) -> list[dict[str, Any]]:
    """End a run, also a failed one: clean the buffers, measure, tell the asset, return the figures.

    A dry run, and one whose params were refused, only reports.
    """
    ti: Any = context["ti"]
    checked = ti.xcom_pull(task_ids="check_params")
    if checked is None:
        raise AirflowSkipException("the params were refused: nothing was asked, nothing is to be cleaned")
    params = _params(checked)
    groups = [group_from_mapping(group) for group in ti.xcom_pull(task_ids="plan", key=PLANNED_KEY) or []]
    # By index: a plan made anew after a clear leaves the tallies of instances that it no longer has.
    told = ti.xcom_pull(task_ids="fetch", map_indexes=range(len(groups)), key=TALLY_KEY)
    tallies = [tally for tally in told if tally]
    listings = read_listings(ti.xcom_pull(task_ids="discover", key="listings") or [])
    rows = day_rows(listings, groups, tallies, dry_run=params.dry_run)
    for row in rows:
        log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in row.items()))
    if params.dry_run:
        ti.xcom_push(key="return_value", value=rows)
        raise AirflowSkipException("dry run: nothing was written, nothing is to be cleaned")
    cleaned = clean_data_dir(params.retention_hours)
    _record_metrics(
        context["run_id"],
        {
            "temp_files_deleted": cleaned.files + sum(tally["temp_files_deleted"] for tally in tallies),
            "temp_bytes_freed": cleaned.bytes + sum(tally["temp_bytes_freed"] for tally in tallies),
            "duplicate_uploads_avoided": sum(row["already_there"] for row in rows),
        },
    )
    stored = [game_id for tally in tallies for game_id in tally["stored_ids"]]
    context["outlet_events"][asset].extra = {
        "days": checked["days"],
        "count": len(stored),
        "ids": stored[:MOST_EVENT_IDS],
    }
    return rows


def read_listings(values: list[dict[str, Any]]) -> list[DayListing]:
    """The listings as they travel between tasks."""
    return msgspec.convert(values, list[DayListing])


def _record_metrics(run_id: str, counted: dict[str, float | None]) -> None:
    with WarehouseHook().connect() as connection:
        measured = espn_metrics.measure(
            s3_client(), settings.bucket(), prefixes(), connection, datetime.now(UTC)
        )
        values = {**measured.values, **counted}
        zones = {name: zone for name in values if (zone := espn_metrics.zone(name, values[name]))}
        metrics.record(
            connection, espn_metrics.CATEGORY, values, run_id=run_id, units=espn_metrics.UNITS, zones=zones
        )
        metrics.mark_stale(connection, espn_metrics.CATEGORY, measured.stale)
    log.info("metrics %s stale=%s", " ".join(f"{k}={v}" for k, v in values.items()), measured.stale)


def _params(checked: Mapping[str, Any]) -> EspnIncrementalParams:
    return msgspec.convert(checked["params"], EspnIncrementalParams)
